package native

import (
	"context"
	"fmt"
)

const trayWatcher = "org.kde.StatusNotifierWatcher"

// TrayHost says what is missing for a tray icon, and what to do, or nil where the desktop
// shows tray icons. The error wraps [ErrNoBus] or [ErrNoTrayHost].
func TrayHost(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	bus, err := session(ctx)
	if err != nil {
		return err
	}
	defer bus.Close()
	const advice = "on GNOME install the AppIndicator extension, elsewhere add a status tray to the panel"
	if !bus.owned(trayWatcher) {
		return fmt.Errorf("%w: this desktop has no place for tray icons; %s", ErrNoTrayHost, advice)
	}
	shown, err := bus.conn.Object(trayWatcher, "/StatusNotifierWatcher").
		GetProperty(trayWatcher + ".IsStatusNotifierHostRegistered")
	if err != nil {
		return fmt.Errorf("%w: the desktop's tray does not answer (%w)", ErrNoTrayHost, err)
	}
	if is, ok := shown.Value().(bool); !ok || !is {
		return fmt.Errorf("%w: no panel shows the icons that programs offer; %s", ErrNoTrayHost, advice)
	}
	return nil
}
