package main

import (
	"context"
	"log/slog"
	"reflect"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"outlay/app/native"
	"outlay/app/tray"
	"outlay/backend"
	"outlay/backend/syncer"
)

const (
	// look is how often the resident asks whether another program wrote to the book.
	look = 5 * time.Second
	// calm is how long nothing may have changed for the work to count as over for now. It is
	// longer than the database keeps idle connections.
	calm = 15 * time.Second
	// patience is how long the work may take to end. What it was doing is stored already, or
	// will be done anew by the next program.
	patience = 3 * time.Second
)

// resident is the running program.
type resident struct {
	house  *backend.Backend
	dir    string
	log    *slog.Logger
	quit   func()
	models chan tray.Model // the newest one, until the tray takes it
	again  chan struct{}   // something changed here
	loops  atomic.Bool     // this process syncs on schedule and sends news
	locked atomic.Bool     // no key can be opened
	opened chan struct{}   // closed once keys can be opened
	work   sync.WaitGroup
}

func (r *resident) start(ctx context.Context) {
	r.work.Go(func() { r.runLoops(ctx) })
	r.work.Go(func() { r.unlock(ctx) })
	r.work.Go(func() { r.watch(ctx) })
}

// end waits for the work, but not for ever.
func (r *resident) end() {
	ended := make(chan struct{})
	go func() { r.work.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(patience):
		r.log.Warn("the work under way did not end in time and was left; what was read is kept")
	}
}

// runLoops does the profile's work as soon as no other program does it, and not before it
// can: a window in which a passphrase was typed would wait in vain for a resident that knows none.
func (r *resident) runLoops(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-r.opened:
	}
	release, err := native.AwaitLock(ctx, r.dir, native.LoopsLock)
	if err != nil {
		if ctx.Err() == nil {
			r.log.Error("nothing is synced on schedule", "error", err.Error())
		}
		return
	}
	defer release()
	r.loops.Store(true)
	var loops sync.WaitGroup
	loops.Go(func() { r.house.Syncer.Run(ctx) })
	loops.Go(func() { r.house.Alerts.Run(ctx) })
	loops.Go(func() { r.house.Gateway.Attend(ctx, r.house.Settings) })
	loops.Go(func() { r.house.Prices.Attend(ctx, r.house.Settings) })
	loops.Wait()
}

// unlock opens the vault. At login the keychain may open later than this program starts, so
// it is asked again, ever more rarely: each question may show the user a dialog.
func (r *resident) unlock(ctx context.Context) {
	for pause := 5 * time.Second; ; pause = min(2*pause, 10*time.Minute) {
		err := r.tryUnlock(ctx)
		if r.locked.Swap(err != nil) != (err != nil) {
			r.repaint()
		}
		if err == nil {
			close(r.opened)
			return
		}
		r.log.Warn("no account can be read", "error", err.Error())
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// tryUnlock leaves a profile without accounts alone: there is no key to ask for. What could
// not be read while the vault was closed is read now.
func (r *resident) tryUnlock(ctx context.Context) error {
	accounts, err := r.house.Accounts.List(ctx)
	if err != nil || len(accounts) == 0 {
		return err
	}
	if err := r.house.Vault.Unlock(ctx); err != nil {
		return err
	}
	if r.locked.Load() {
		r.house.Syncer.Kick()
	}
	return nil
}

// watch shows what the book says: when it changed, and each minute since days pass too.
func (r *resident) watch(ctx context.Context) {
	changed := r.house.DB.Changed(ctx, look)
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	// What a sync took is not needed again for an hour: it goes back to the system.
	quiet := time.AfterFunc(calm, debug.FreeOSMemory)
	defer quiet.Stop()
	var shown tray.Model
	for {
		model := r.read(ctx)
		if !reflect.DeepEqual(model, shown) {
			r.show(model)
			shown = model
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
			quiet.Reset(calm)
			r.deliver(ctx)
		case <-minute.C:
		case <-r.again:
		}
	}
}

// read returns what the tray should show. It quits where the user switched the resident off.
func (r *resident) read(ctx context.Context) tray.Model {
	chosen, err := r.house.Settings.Get(ctx)
	if err != nil {
		return r.unreadable(ctx, err)
	}
	if !chosen.KeepInTray && ctx.Err() == nil {
		r.log.Info("switched off in Settings")
		r.quit()
	}
	o, err := r.house.Reports.Overview(ctx)
	if err != nil {
		return r.unreadable(ctx, err)
	}
	budgets, err := r.house.Outlook.States(ctx)
	if err != nil {
		return r.unreadable(ctx, err)
	}
	model := tray.Describe(o, budgets, chosen.SyncPaused)
	if r.locked.Load() {
		model.Lines = append([]string{"Keys are locked: open Outlay to see what to do"}, model.Lines...)
		model.Lines = model.Lines[:min(len(model.Lines), tray.MostLines)]
	}
	return model
}

func (r *resident) unreadable(ctx context.Context, err error) tray.Model {
	if ctx.Err() == nil {
		r.log.Error("the book cannot be read", "error", err.Error())
	}
	return tray.Unreadable("Your data cannot be read; open Outlay")
}

// show replaces a model that the tray did not take yet.
func (r *resident) show(model tray.Model) {
	select {
	case <-r.models:
	default:
	}
	r.models <- model
}

// deliver sends news that another program noticed and has no desktop to show it on.
func (r *resident) deliver(ctx context.Context) {
	if r.loops.Load() {
		return // the loops do
	}
	if err := r.house.Alerts.Deliver(ctx); err != nil && ctx.Err() == nil {
		r.log.Warn("alerts", "error", err.Error())
	}
}

func (r *resident) actions(ctx context.Context) tray.Actions {
	return tray.Actions{
		Sync:  func() { r.sync(ctx) },
		Open:  r.open,
		Pause: func(paused bool) { r.pause(ctx, paused) },
		Quit:  r.quit,
	}
}

// sync reads all accounts now. Where another program runs the loops, it happens here: each
// account is leased, so nothing is read twice.
func (r *resident) sync(ctx context.Context) {
	if r.loops.Load() {
		r.house.Syncer.Kick()
		return
	}
	if _, err := r.house.Syncer.Sync(ctx, syncer.Request{}); err != nil && ctx.Err() == nil {
		r.log.Warn("sync now", "error", err.Error())
	}
}

func (r *resident) open() {
	if err := native.OpenWindow(r.dir); err != nil {
		r.log.Error("open", "error", err.Error())
		tell(r.log, "Outlay could not be opened", err.Error())
	}
}

func (r *resident) pause(ctx context.Context, paused bool) {
	chosen, err := r.house.Settings.Get(ctx)
	if err == nil {
		chosen.SyncPaused = paused
		err = r.house.Settings.Save(ctx, chosen)
	}
	if err != nil && ctx.Err() == nil {
		r.log.Error("pause", "error", err.Error())
		tell(r.log, "Syncing could not be paused or resumed", err.Error())
	}
	r.repaint()
}

func (r *resident) repaint() {
	select {
	case r.again <- struct{}{}:
	default:
	}
}
