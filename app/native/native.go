// Package native does what each desktop does in its own way: notifications, start at login,
// one program at a time, starting the sister program, opening a link or a folder.
//
// It knows nothing of spending and decides nothing: the doors call it, and it answers with
// an error that says what is missing on this desktop and what to do. One file an operating
// system where they differ; no cgo, so that it builds for each of them anywhere.
//
// # Why a private bus connection
//
// The D-Bus library keeps one shared connection per process, and whoever closes it closes it
// for all. Everything here asks on a connection of its own. Nor is a bus ever launched: a
// program without a session is told so instead of leaving a daemon behind.
package native

import "errors"

// AppName is the program's name as desktops show it.
const AppName = "Outlay"

var (
	// ErrNoBus says that there is no desktop session to talk to.
	ErrNoBus = errors.New("no desktop session bus")
	// ErrNoNotifications says that nothing on this desktop shows notifications.
	ErrNoNotifications = errors.New("no notification service")
	// ErrNoTrayHost says that nothing on this desktop shows tray icons.
	ErrNoTrayHost = errors.New("no tray")
	// ErrNotOpen says that no window took the request to come to the front.
	ErrNotOpen = errors.New("no open window answers")
)
