// Package channel keeps where news is sent: the desktop's notifications, e-mail, webhooks.
//
// Passwords, tokens, signing secrets and addresses that contain a token are sealed in the
// vault and never come out again, except to the channel's own [notify.Sink]. What is shown of
// an address is its host.
package channel

import (
	"errors"
	"log/slog"
	"time"

	"outlay/backend/notify/email"
	"outlay/backend/notify/webhook"
)

var (
	// ErrInvalid says that something the user typed cannot be; the text says what and why.
	ErrInvalid = errors.New("invalid channel")
	// ErrNotFound says that there is no such channel.
	ErrNotFound = errors.New("no such channel")
)

// Kind is what sort of place a channel is.
type Kind string

// The kinds.
const (
	Native  Kind = "native" // notifications of this desktop
	Email   Kind = "email"
	Webhook Kind = "webhook"
)

// NativeID is the id of the one channel that every profile has from the start.
const NativeID = "native"

// Channel is a place that news is sent to, without its secrets.
type Channel struct {
	ID        string          `json:"id"`
	Kind      Kind            `json:"kind" ts_type:"string"`
	Label     string          `json:"label"`
	On        bool            `json:"on"`
	Email     *email.Config   `json:"email"`   // of an e-mail channel, nil otherwise
	Webhook   *webhook.Config `json:"webhook"` // of a webhook, nil otherwise
	Address   string          `json:"address"` // for people: "ann@example.org and 1 more", "https://hooks.slack.com/…"
	HasSecret bool            `json:"has_secret"`
	Problem   string          `json:"problem"` // why nothing can arrive until somebody changes it; "" where all is well
	CreatedAt time.Time       `json:"created_at" ts_type:"string"`
}

// Draft is a channel as a person typed it. A nil field of a change leaves what is there; the
// kind cannot be changed.
type Draft struct {
	Kind     Kind            `json:"kind" ts_type:"string"`
	Label    *string         `json:"label"`
	On       *bool           `json:"on"`
	Email    *email.Config   `json:"email"`
	Webhook  *webhook.Config `json:"webhook"`
	Password *string         `json:"password"` // of an e-mail channel: in, never out
	URL      *string         `json:"url"`      // of a webhook: in, never out
	Signing  *string         `json:"signing"`  // of a standard webhook; "" to have one made
	Token    *string         `json:"token"`    // of ntfy or Telegram: in, never out
}

// String keeps the secrets out of logs.
func (Draft) String() string { return "[draft]" }

// GoString keeps the secrets out of %#v.
func (Draft) GoString() string { return "[draft]" }

// LogValue keeps the secrets out of logs that are written as JSON.
func (Draft) LogValue() slog.Value { return slog.StringValue("[draft]") }

// Saved is a channel as it was written, and the signing secret where one was made for it:
// the only time that it is shown.
type Saved struct {
	Channel Channel `json:"channel"`
	Signing string  `json:"signing"`
}
