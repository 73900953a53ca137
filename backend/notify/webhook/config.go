package webhook

// Config is what a webhook is, without its secrets.
type Config struct {
	Shape  string `json:"shape"`   // standard, slack, discord, teams, ntfy, telegram
	ChatID string `json:"chat_id"` // of telegram
}
