package channel

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"outlay/backend/notify/plain"
)

const longestLabel = 60

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

// unwrapped is an error's text without what only says that something is invalid.
func unwrapped(err, kind error) string {
	if !errors.Is(err, kind) {
		return err.Error()
	}
	return strings.TrimPrefix(err.Error(), kind.Error()+": ")
}

// checkKind refuses what a channel of a kind has no place for.
func checkKind(kind Kind, d Draft) error {
	switch {
	case kind == Native && (d.Label != nil || d.mails() || d.hooks()):
		return invalid("notifications of the desktop can be switched on and off, and nothing else of them can be changed")
	case d.Kind != "" && d.Kind != kind:
		return invalid("a channel stays of the kind that it is; set up another one, and remove this one if it is no longer wanted")
	case kind == Email && d.hooks(), kind == Webhook && d.mails():
		return invalid("a mail server and the address of a webhook are two channels; set up one of each")
	}
	return nil
}

// checkLabel returns what a channel is called: by default as where it leads.
func checkLabel(typed string, c Channel) (string, error) {
	label := strings.Join(strings.Fields(typed), " ")
	if label == "" {
		return standIn(c), nil
	}
	if !utf8.ValidString(label) || plain.Line(label, longestLabel, plain.Runes) != label {
		return "", invalid("the name is longer than %d characters, or has some that no name has", longestLabel)
	}
	return label, nil
}

func standIn(c Channel) string {
	switch {
	case c.Email != nil:
		return "E-mail"
	case c.Webhook != nil && c.Webhook.Shape != "standard":
		return map[string]string{"slack": "Slack", "discord": "Discord", "teams": "Teams", "ntfy": "ntfy", "telegram": "Telegram"}[c.Webhook.Shape]
	}
	return "Webhook"
}

// people are the recipients in a few words: "ann@example.org and 1 more".
func people(to []string) string {
	switch len(to) {
	case 0:
		return ""
	case 1:
		return to[0]
	}
	return fmt.Sprintf("%s and %d more", to[0], len(to)-1)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
