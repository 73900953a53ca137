// Package desktop is the window as a program: its options, its life from start to close, and
// the one event that tells the page to ask again.
//
// It is the only importer of Wails. It answers none of the page's questions: those are bind's,
// which gets handed here what only a window's system can do.
//
// # Why the profile opens beside the window
//
// Opening a book may migrate it and making a window takes GTK a while, so both happen at
// once; a question that comes before the book is open waits in bind.
//
// # Why the single instance is held by a file
//
// The window library holds it by a bus name alone, looks for it after it has made a second
// window, and goes on where there is no bus. The lock is therefore a file in the profile; the
// bus name only carries the wish to come to the front.
package desktop

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"

	"outlay/app/bind"
	"outlay/app/native"
	"outlay/backend"
)

// ErrUsage says that the command line cannot be understood; what is wrong was printed.
var ErrUsage = errors.New("wrong usage")

// Run shows the window with the page in assets until it is closed. A second Run for the same
// profile, in any process, brings the first window to the front and returns at once.
func Run(assets fs.FS, args []string) error {
	if generating {
		return wails.Run(&options.App{Bind: bind.New(bind.Host{}).Bound()})
	}
	p, err := profileOf(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	defer p.remove()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	release, first, err := single(ctx, p.dir)
	if err != nil || !first {
		return err
	}
	defer release()
	return show(ctx, cancel, assets, p)
}

// show runs the window; ending ends what the window runs.
func show(ctx context.Context, end func(), assets fs.FS, p profile) (err error) {
	if err := display(); err != nil {
		return err
	}
	defer func() {
		if panicked := recover(); panicked != nil { // the window library's way to say that GTK did not start
			err = fmt.Errorf("the window could not be made (%v); is this a desktop session?", panicked)
		}
	}()
	log, closeLog := logTo(p.dir)
	defer closeLog()
	now, err := backend.Clock()
	if err != nil {
		return err
	}
	w := newWindow(p, now, log)
	started := make(chan struct{})
	go func() { w.door.Start(ctx); close(started) }()
	err = wails.Run(w.options(ctx, assets))
	end()
	w.close(started)
	return err
}

// display says in words what GTK would say by ending the process.
func display() error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("there is no display to open a window on; in a terminal, use outlayctl")
	}
	return nil
}

// logTo returns the window's log. A profile whose folder cannot be written has none: the
// page itself says what is wrong with the folder.
func logTo(dir string) (*slog.Logger, func()) {
	file, err := native.OpenLog(filepath.Join(dir, "logs"), "window")
	if err != nil {
		return slog.New(slog.NewJSONHandler(os.Stderr, nil)), func() {}
	}
	return slog.New(slog.NewJSONHandler(file, nil)), func() { _ = file.Close() }
}
