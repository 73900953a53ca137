package bind

import (
	"context"
	"sync"
	"time"

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

// again is how often the window looks whether anybody still syncs on schedule.
const again = 30 * time.Second

// keepWorking takes the work over where the resident has ended, or cannot open the keys that
// this window can. It starts no resident: whoever quit it did not want one.
func (d *Door) keepWorking(house *backend.Backend) {
	tick := time.NewTicker(again)
	defer tick.Stop()
	for {
		select {
		case <-d.ctx.Done():
			return
		case <-tick.C:
			if d.needed(house) {
				d.workHere(house)
			}
		}
	}
}

// needed says that only this window can do the work. A passphrase is known to the window alone;
// asking a keychain here could show the user a dialog every time.
func (d *Door) needed(house *backend.Backend) bool {
	if house.Vault.Kind() == "passphrase" {
		return house.Vault.Unlock(d.ctx) == nil
	}
	return !d.resident()
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
	d.loops.running.Go(func() { house.Gateway.Attend(ctx, house.Settings) })
	d.loops.running.Go(func() { house.Prices.Attend(ctx, house.Settings) })
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
