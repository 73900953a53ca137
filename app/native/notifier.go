package native

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gen2brain/beeep"

	"outlay/backend/notify"
)

//go:embed icon.png
var icon []byte

// Icon returns the program's icon, a PNG of 64 pixels.
func Icon() []byte { return icon }

// sendLimit is how long a desktop may take to accept a notification, the start of its
// notification service included.
const sendLimit = 5 * time.Second

// Notifier shows messages as notifications of the desktop. It implements [notify.Sink].
type Notifier struct{}

var _ notify.Sink = Notifier{}

// NewNotifier returns the sink of this desktop. It asks nothing of the desktop yet.
func NewNotifier() Notifier {
	beeep.AppName = AppName
	return Notifier{}
}

// Name implements [notify.Sink].
func (Notifier) Name() string { return "native" }

// Send shows m, or says why the desktop did not take it: the error wraps [ErrNoBus] or
// [ErrNoNotifications] where one of them is the reason. It never rings a bell instead.
func (Notifier) Send(ctx context.Context, m notify.Message) error {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	speaks, err := service(ctx)
	if err != nil {
		return fmt.Errorf("notification: %w", err)
	}
	sent := make(chan error, 1) // the library knows no time limit
	go func() { sent <- show(plain(m.Title), speaks.body(plain(m.Body)), m.Urgent) }()
	select {
	case err = <-sent:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("notification: the desktop did not take it within %s: %w", sendLimit, err)
	}
	if err != nil {
		return fmt.Errorf("notification: %w", err)
	}
	return nil
}

// NotificationService says what is missing for notifications, and what to do, or nil where
// they work. It shows nothing.
func NotificationService(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	_, err := service(ctx)
	return err
}

// dialect is what a notification service makes of text.
type dialect struct{ markup bool }

// body returns text so that the service shows it as it is, tags and ampersands too.
func (d dialect) body(text string) string {
	if !d.markup {
		return text
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// plain keeps text from being anything but text. A command-line notifier that the library
// falls back to takes a leading dash for an option.
func plain(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	if strings.HasPrefix(text, "-") {
		return " " + text
	}
	return text
}
