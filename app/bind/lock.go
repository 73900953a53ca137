package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/lock"
)

// LockScreen is what stands before the window while it is locked, and its setup.
//
// Where a passphrase is set, the window is locked when it opens. While it is, every bound call
// but House.Status, House.Quit and State, Unlock and LockNow of this type ends with the fault
// "locked". The page then forgets every answer it has, shows nothing but the lock and asks for
// the passphrase; after Unlock it asks for everything anew. It measures itself how long nobody
// used it, and calls LockNow after LockView.Lock.IdleMinutes. Syncing, warnings and an export
// that was begun go on. Each change is told by the event "house".
//
// Faults of its own: "wrong_passphrase", "wait" (too many wrong ones; LockView.Lock.WaitSeconds
// says how long), "not_set", "already_set", "lock_damaged" and "invalid".
type LockScreen struct{ door *Door }

// LockView is whether the window is locked, and how its lock is set up.
type LockView struct {
	Locked bool       `json:"locked"`
	Lock   lock.State `json:"lock"`
}

var errLocked = fault("locked", "The window is locked. Type your passphrase to open it.")

// State answers while the window is locked, too.
func (l *LockScreen) State() (LockView, error) {
	return inside(l.door, func(ctx context.Context, house *backend.Backend) (LockView, error) {
		state, err := house.Lock.State(ctx)
		return LockView{l.door.shut(house) != nil, state}, err
	})
}

// Unlock opens the window where this is the passphrase.
func (l *LockScreen) Unlock(passphrase string) error {
	_, err := inside(l.door, func(ctx context.Context, house *backend.Backend) (none struct{}, err error) {
		if l.door.shut(house) == nil {
			return none, nil
		}
		if err := house.Lock.Check(ctx, passphrase); err != nil {
			return none, err
		}
		l.door.setLocked(false)
		return none, nil
	})
	return err
}

// LockNow locks the window. It does nothing where it is locked already.
func (l *LockScreen) LockNow() error {
	_, err := inside(l.door, func(ctx context.Context, house *backend.Backend) (none struct{}, err error) {
		if l.door.sampling() {
			return none, errSampleLock
		}
		state, err := house.Lock.State(ctx)
		if err == nil && !state.Set {
			err = lock.ErrNotSet
		}
		if err != nil {
			return none, err
		}
		l.door.setLocked(true)
		return none, nil
	})
	return err
}

// Set sets a passphrase where there is none, and after how many minutes without use the page
// should lock; 0 for never. The window stays open.
func (l *LockScreen) Set(passphrase string, idleMinutes int) error {
	return l.own(func(ctx context.Context, of *lock.Lock) error { return of.Set(ctx, passphrase, idleMinutes) })
}

// Change puts another passphrase in the place of the old one.
func (l *LockScreen) Change(old, passphrase string) error {
	return l.own(func(ctx context.Context, of *lock.Lock) error { return of.Change(ctx, old, passphrase) })
}

// Remove removes the lock.
func (l *LockScreen) Remove(old string) error {
	return l.own(func(ctx context.Context, of *lock.Lock) error { return of.Remove(ctx, old) })
}

// SetIdle sets after how many minutes without use the page should lock; 0 for never.
func (l *LockScreen) SetIdle(minutes int) error {
	return l.own(func(ctx context.Context, of *lock.Lock) error { return of.SetIdle(ctx, minutes) })
}

var errSampleLock = fault("sample", "This is sample data, which is never locked. Leave it to set up the lock of your own.")

func (l *LockScreen) own(task func(context.Context, *lock.Lock) error) error {
	_, err := ask(l.door, func(ctx context.Context, house *backend.Backend) (none struct{}, err error) {
		if l.door.sampling() {
			return none, errSampleLock
		}
		return none, task(ctx, house.Lock)
	})
	if err == nil {
		l.door.changed("house")
	}
	return err
}

// lockWhereSet locks a profile that was just opened. One whose lock cannot be read is locked.
func (d *Door) lockWhereSet(house *backend.Backend) {
	state, err := house.Lock.State(d.ctx)
	if err != nil {
		d.host.Log.Error("lock", "error", err.Error())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.locked = err != nil || state.Set
}

func (d *Door) setLocked(locked bool) {
	d.mu.Lock()
	d.locked = locked
	d.mu.Unlock()
	d.changed("house")
}

// shut says that nothing may be answered from a profile: the user's own, while it is locked. A
// lock that was taken away in a terminal is none any more.
func (d *Door) shut(house *backend.Backend) error {
	d.mu.RLock()
	locked := d.locked && house == d.house
	d.mu.RUnlock()
	if !locked {
		return nil
	}
	if state, err := house.Lock.State(d.ctx); err == nil && !state.Set {
		d.setLocked(false)
		return nil
	}
	return errLocked
}

// anyway is [ask] for what needs no open profile: one that cannot be opened has no lock.
func anyway(d *Door, task func() error) error {
	house, err := d.current()
	if err == errOpening {
		return err // whether it is locked is not known yet
	}
	if err == nil {
		if shut := d.shut(house); shut != nil {
			return shut
		}
	}
	return task()
}
