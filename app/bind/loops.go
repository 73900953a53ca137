package bind

import (
	"context"
	"sync"

	"outlay/backend"
)

// loops is the resident's work, done by the window while it is open because no resident runs.
type loops struct {
	stop    context.CancelFunc
	running sync.WaitGroup
	release func()
}

func (l *loops) end() {
	l.stop()
	l.running.Wait()
	l.release()
}

func (d *Door) resident() bool { return d.host.Resident != nil && d.host.Resident() }

// work sees that somebody syncs on schedule: the resident, where the user wants one and it
// can be started, or else this window while it is open.
func (d *Door) work() {
	if d.sampling() {
		return
	}
	house, err := d.current()
	if err != nil {
		return
	}
	chosen, err := house.Settings.Get(d.ctx)
	if err != nil {
		d.host.Log.Warn("settings", "error", err.Error())
		return
	}
	if d.resident() {
		return
	}
	if chosen.KeepInTray && d.host.StartResident != nil {
		err := d.host.StartResident()
		if err == nil {
			d.rest()
			return
		}
		d.host.Log.Warn("the tray program did not start; this window syncs while it is open", "error", err.Error())
	}
	d.workHere(house)
}

func (d *Door) workHere(house *backend.Backend) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.loops != nil || d.host.Lock == nil {
		return
	}
	release, held, err := d.host.Lock(house.Dir)
	if err != nil || !held {
		return // another program does the work
	}
	ctx, stop := context.WithCancel(d.ctx)
	d.loops = &loops{stop: stop, release: release}
	d.loops.running.Go(func() { house.Syncer.Run(ctx) })
	d.loops.running.Go(func() { house.Alerts.Run(ctx) })
}

// rest ends the window's own loops.
func (d *Door) rest() {
	d.mu.Lock()
	own := d.loops
	d.loops = nil
	d.mu.Unlock()
	if own != nil {
		own.end()
	}
}
