// Package main is outlay-resident: the icon in the tray and, behind it, the goroutines that
// sync on schedule and warn about limits.
//
// It starts at login or with the window, one per profile; a second one leaves quietly. Where
// the desktop shows no tray icons it does its work without one. It has no options of its own
// to remember: whether it should run at all is a setting, and it leaves when that is
// switched off.
//
// # Why a program of its own
//
// The window's web view costs ten times this program's memory and may crash; neither is a
// reason to pay, or to stop syncing, while no window is open. See backend for how the
// programs share a profile.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"outlay/app/native"
	"outlay/app/tray"
	"outlay/backend"
	"outlay/backend/database"
	"outlay/backend/notify"
)

func main() {
	dir, err := folder(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2)
	}
	if err := run(dir); err != nil {
		fmt.Fprintln(os.Stderr, "outlay-resident:", err)
		os.Exit(1)
	}
}

// folder returns the profile's folder that the command line or the environment names, or the
// user's own.
func folder(args []string, out io.Writer) (string, error) {
	flags := flag.NewFlagSet("outlay-resident", flag.ContinueOnError)
	flags.SetOutput(out)
	dir := flags.String("data-dir", os.Getenv(native.DataDirVariable), "folder of the profile; "+native.DataDirVariable+" says the same")
	if err := flags.Parse(args); err != nil {
		return "", err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("outlay-resident takes no arguments, not %.40q", flags.Arg(0))
		_, _ = fmt.Fprintln(out, err)
		return "", err
	}
	if *dir == "" {
		return backend.DefaultDir(), nil
	}
	return filepath.Abs(*dir)
}

// run is the program for the profile in dir. It returns when the user quits, the session
// ends, or there is nothing to do: a resident runs already.
func run(dir string) error {
	release, held, err := native.Lock(dir, native.ResidentLock)
	if err != nil || !held {
		return err
	}
	defer release()
	logs, err := native.OpenLog(filepath.Join(dir, "logs"), "resident")
	if err != nil {
		return err
	}
	defer func() { _ = logs.Close() }()
	log := slog.New(slog.NewJSONHandler(logs, nil))
	ctx, quit := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer quit()
	context.AfterFunc(ctx, quit) // the first signal asks to end, a second one ends
	if err := live(ctx, quit, dir, log); err != nil {
		log.Error("cannot run", "error", err.Error())
		tell(log, "Outlay cannot watch your spending", err.Error())
		return err
	}
	log.Info("stopped")
	return nil
}

// live opens the profile, starts the work and stays in the tray until ctx ends.
func live(ctx context.Context, quit func(), dir string, log *slog.Logger) error {
	now, err := backend.Clock()
	if err != nil {
		return err
	}
	house, err := backend.Open(ctx, backend.Options{
		DataDir: dir, Now: now, Log: log, Native: native.NewNotifier(),
	})
	if err != nil {
		return err
	}
	thrifty(house.DB)
	r := &resident{house: house, dir: dir, log: log, quit: quit, models: make(chan tray.Model, 1), again: make(chan struct{}, 1), opened: make(chan struct{})}
	r.start(ctx)
	log.Info("running", "version", backend.Version, "profile", dir)
	r.stay(ctx)
	r.end()
	return house.Close()
}

// thrifty keeps the database's memory small: left alone it takes 8 MB a connection for a
// faster next answer, but the resident answers a few times an hour and sits there all day.
func thrifty(db *database.DB) {
	const idle = 10 * time.Second
	db.Read.SetConnMaxIdleTime(idle)
	db.Write.SetConnMaxIdleTime(idle)
}

// stay keeps the icon in the tray, or waits without one where the desktop has no place for it.
func (r *resident) stay(ctx context.Context) {
	err := native.TrayHost(ctx)
	if err != nil && ctx.Err() == nil {
		r.log.Info("no tray icon for now; the work goes on", "reason", err.Error())
	}
	if errors.Is(err, native.ErrNoBus) {
		// without a bus there can be no icon, and the tray library would launch one
		<-ctx.Done()
		return
	}
	// where only the panel lacks, the library waits for one by itself
	if err := tray.Run(ctx, r.models, r.actions(ctx)); err != nil {
		r.log.Info("no tray icon; the work goes on", "reason", err.Error())
		<-ctx.Done()
	}
}

// tell shows the user what a log alone would hide.
func tell(log *slog.Logger, title, body string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := native.NewNotifier().Send(ctx, notify.Message{ID: "resident", Title: title, Body: body, Urgent: true}); err != nil {
		log.Warn("not told", "title", title, "error", err.Error())
	}
}
