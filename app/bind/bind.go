// Package bind is what the window may ask: one type a screen, one method a question.
//
// A method returns the domain's own structs or a [Fault] in words. It imports no Wails: what
// needs the window's system (a link, a dialog) is handed in as a [Host].
//
// # Why each method goes through ask
//
// A panic in a bound method would leave the page waiting for ever. ask turns it, like any
// other error, into a fault that the page can show. And a window that is locked answers
// nothing: ask refuses, so that no method can forget to. What the window itself does beside the
// page, as syncing, goes through inside and is not stopped by the lock.
package bind

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"outlay/backend"
	"outlay/backend/notify"
)

// Host is what the window's system does for the page.
type Host struct {
	OpenLink      func(url string) error
	OpenFolder    func(path string) error
	SaveFile      func(suggested string) (path string, err error) // by its ending; "" where the user cancelled
	OpenFile      func() (path string, err error)                 // a CSV file; "" where the user cancelled
	Quit          func()
	StartResident func() error
	Resident      func() bool // the tray program runs for this profile
	TrayHost      func() bool // the desktop can show a tray icon
	Autostart     func(enabled bool) error
	// Lock makes this process the one that runs a profile's loops, where none does.
	Lock    func(dir string) (release func(), held bool, err error)
	Native  notify.Sink // shows notifications; nil for none
	DataDir string      // "" for the user's own profile
	Demo    bool        // start with sample data
	Now     func() time.Time
	Log     *slog.Logger
}

// Door is the window's way into the house. It opens the profile while the window appears.
type Door struct {
	host    Host
	ctx     context.Context
	changes chan string
	telling sync.Mutex // around putting into changes

	mu     sync.RWMutex
	house  *backend.Backend // nil while opening, or where opening failed
	fault  error
	locked bool          // the user's own profile answers nothing until the passphrase is typed
	ready  chan struct{} // closed when house or fault is there
	sample *sample       // nil outside of sample mode
	chosen []string      // files that the user picked to be imported
	loops  *loops        // what runs while this window must do the resident's work

	exports exporting
}

// New returns a closed door. It does nothing yet: generating the bindings calls it too.
func New(host Host) *Door {
	if host.Log == nil {
		host.Log = slog.New(slog.DiscardHandler)
	}
	return &Door{host: host, ctx: context.Background(), changes: make(chan string, 1), ready: make(chan struct{})}
}

// Bound returns what the page may call.
func (d *Door) Bound() []any {
	return []any{&Overview{d}, &Accounts{d}, &Sync{d}, &Alerts{d}, &Budgets{d}, &Channels{d}, &Settings{d}, &House{d}, &Export{d}, &Imports{d}, &Invoices{d}, &Gateway{d}, &Analytics{d}, &Activity{d}, &Rates{d}, &LockScreen{d}, &Tags{d}}
}

// Changes says which topic the page should ask again about; at most one is waiting.
func (d *Door) Changes() <-chan string { return d.changes }

// changed puts topic where the page hears of it. It asks everything again about any topic but
// the export's: that one may give way to another, and never the other way round.
func (d *Door) changed(topic string) {
	d.telling.Lock()
	defer d.telling.Unlock()
	select {
	case d.changes <- topic:
		return
	default:
	}
	if topic == exportTopic {
		return
	}
	select {
	case <-d.changes:
	default:
	}
	d.changes <- topic // nobody else puts one there
}

// Start opens the profile. It returns when that is done, well or not.
func (d *Door) Start(ctx context.Context) {
	d.ctx = ctx
	if d.host.Demo {
		d.settle(nil, d.enterSample())
		return
	}
	d.open()
}

func (d *Door) open() {
	house, err := backend.Open(d.ctx, backend.Options{DataDir: d.host.DataDir, Now: d.host.Now, Native: d.host.Native, Log: d.host.Log})
	if err != nil {
		d.host.Log.Error("open", "error", err.Error())
	} else {
		d.lockWhereSet(house)
	}
	d.settle(house, err)
	if err == nil {
		d.watch(house)
		d.work()
		go d.keepWorking(house)
	}
}

// settle makes what was opened, or why it could not be, what every question is asked of.
func (d *Door) settle(house *backend.Backend, err error) {
	d.mu.Lock()
	if house != nil {
		d.house = house
	}
	d.fault = err
	ready := d.ready
	d.mu.Unlock()
	select {
	case <-ready:
	default:
		close(ready)
	}
	d.changed("house")
}

// watch tells the page when any program wrote to the profile, until it is closed.
func (d *Door) watch(house *backend.Backend) {
	changed := house.DB.Changed(d.ctx, 500*time.Millisecond)
	go func() {
		for range changed {
			d.changed("ledger")
		}
	}()
}

// Close ends what runs and closes the profile.
func (d *Door) Close() {
	d.exports.stop()
	d.leaveSample()
	d.rest()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.house != nil {
		if err := d.house.Close(); err != nil {
			d.host.Log.Error("close", "error", err.Error())
		}
		d.house = nil
	}
}

// current returns the profile that the window shows: the sample one or the user's own.
func (d *Door) current() (*backend.Backend, error) {
	select {
	case <-d.ready:
	case <-time.After(15 * time.Second):
		return nil, errOpening
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	switch {
	case d.sample != nil:
		return d.sample.house, nil
	case d.fault != nil:
		return nil, d.fault
	case d.house == nil:
		return nil, fault("closed", "Outlay is closing.")
	}
	return d.house, nil
}

var errOpening = fault("opening", "Opening your data takes unusually long. Another program may hold the file; wait a moment and try again.")

// ask answers one question of the page's from the profile, unless the window is locked, and lets
// no panic through. An answer that comes when the window was locked meanwhile is kept back.
func ask[T any](d *Door, question func(ctx context.Context, house *backend.Backend) (T, error)) (T, error) {
	return inside(d, func(ctx context.Context, house *backend.Backend) (none T, err error) {
		if err := d.shut(house); err != nil {
			return none, err
		}
		answer, err := question(ctx, house)
		if shut := d.shut(house); shut != nil {
			return none, shut
		}
		return answer, err
	})
}

// inside is [ask] for what the window does whether it is locked or not. No answer of it may reach
// the page, but for the few that a locked page needs.
func inside[T any](d *Door, question func(ctx context.Context, house *backend.Backend) (T, error)) (answer T, err error) {
	defer func() {
		if p := recover(); p != nil {
			d.host.Log.Error("panic", "what", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fault("internal", "Something went wrong inside Outlay; your data is untouched. The details are in the log. Try again, or restart Outlay.")
		}
	}()
	house, err := d.current()
	if err != nil {
		return answer, err
	}
	return question(d.ctx, house)
}

// do is [ask] for what has no answer.
func do(d *Door, task func(ctx context.Context, house *backend.Backend) error) error {
	_, err := ask(d, func(ctx context.Context, house *backend.Backend) (struct{}, error) {
		return struct{}{}, task(ctx, house)
	})
	if err == nil {
		d.changed("ledger")
	}
	return err
}

var errNoHost = errors.New("this window cannot do that")
