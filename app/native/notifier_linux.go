package native

import (
	"context"
	"fmt"
	"slices"

	"github.com/gen2brain/beeep"
)

const notifications = "org.freedesktop.Notifications"

// show is the quiet kind even where the louder one is asked for: on Linux the library's
// louder kind writes a bell to the terminal or the PC speaker.
func show(title, body string, _ bool) error { return beeep.Notify(title, body, icon) }

// service returns what the notification service speaks. It counts as there when it runs or
// when the bus can start it.
func service(ctx context.Context) (dialect, error) {
	bus, err := session(ctx)
	if err != nil {
		return dialect{}, err
	}
	defer bus.Close()
	if !bus.owned(notifications) && !bus.activatable(notifications) {
		return dialect{}, fmt.Errorf("%w: nothing on this desktop shows notifications; install and start one, such as dunst, mako or your desktop's own", ErrNoNotifications)
	}
	var capabilities []string
	call := bus.conn.Object(notifications, "/org/freedesktop/Notifications").
		CallWithContext(ctx, notifications+".GetCapabilities", 0)
	if err := call.Store(&capabilities); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err() // the connection ends with ctx, and may say only that it ended
		}
		return dialect{}, fmt.Errorf("%w: the desktop's service does not answer (%w); restart it", ErrNoNotifications, err)
	}
	return dialect{markup: slices.Contains(capabilities, "body-markup")}, nil
}
