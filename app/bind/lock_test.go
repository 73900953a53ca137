package bind_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"outlay/app/bind"
	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/simulator"
)

const passphrase = "a canary that opens the window"

// locked is a profile with a day of spend, whose window has a passphrase.
var locked = world{"locked", func(t *testing.T, house *backend.Backend) {
	id := addAccount(t, house, "Research", "400")
	putDays(t, house, id, money.USD, "0.7411", 60, ledger.Billed)
	finish(t, house, id, account.Outcome{State: account.OK, Whole: true, At: today.Add(-4 * time.Minute)})
	if err := house.Lock.Set(t.Context(), passphrase, 10); err != nil {
		t.Fatal(err)
	}
}}

// screen returns one of what the page may call.
func screen[T any](t *testing.T, screens map[string]any) T {
	t.Helper()
	for _, b := range screens["door"].(*bind.Door).Bound() {
		if s, ok := b.(T); ok {
			return s
		}
	}
	t.Fatal("the page may not call it")
	panic("not reached")
}

func code(err error) string {
	if err == nil {
		return "none"
	}
	return bind.FaultOf(err).Code
}

// open is what a locked window answers all the same.
var open = []string{"House.Status", "House.Quit", "LockScreen.State", "LockScreen.Unlock", "LockScreen.LockNow"}

// callAll calls everything that the page may call, with nothing in its arguments, and returns the
// code of each one's fault.
func callAll(t *testing.T, d *bind.Door, but ...string) map[string]string {
	t.Helper()
	codes := map[string]string{}
	for _, b := range d.Bound() {
		of := reflect.ValueOf(b)
		for i := range of.NumMethod() {
			name := of.Type().Elem().Name() + "." + of.Type().Method(i).Name
			if slices.Contains(but, name) {
				continue
			}
			in := []reflect.Value{}
			for n := range of.Method(i).Type().NumIn() {
				in = append(in, reflect.Zero(of.Method(i).Type().In(n)))
			}
			out := of.Method(i).Call(in)
			err, _ := out[len(out)-1].Interface().(error)
			codes[name] = code(err)
			for _, answer := range out[:len(out)-1] {
				if err != nil && !answer.IsZero() {
					t.Errorf("%s answers %v beside its fault", name, answer)
				}
			}
		}
	}
	return codes
}

func TestALockedWindowAnswersNoCall(t *testing.T) {
	touched := func(string) error { t.Error("a locked window opened something"); return nil }
	host := bind.Host{
		OpenLink: touched, OpenFolder: touched,
		SaveFile:  func(string) (string, error) { return "", touched("") },
		OpenFile:  func() (string, error) { return "", touched("") },
		Autostart: func(bool) error { return touched("") },
	}
	screens := door(t, locked, host)
	codes := callAll(t, screens["door"].(*bind.Door), open...)
	if len(codes) < 60 {
		t.Errorf("only %d calls were made", len(codes))
	}
	for name, code := range codes {
		if code != "locked" {
			t.Errorf("%s: %s, want locked", name, code)
		}
	}
	status, err := screens["house"].(*bind.House).Status()
	if err != nil || !status.Locked || status.Sample {
		t.Errorf("%+v, %v", status, err)
	}
	if err := screen[*bind.LockScreen](t, screens).Unlock(passphrase); err != nil {
		t.Fatal(err)
	}
	if overview, err := screens["overview"].(*bind.Overview).Get(); err != nil || len(overview.Accounts) != 1 {
		t.Errorf("after it was opened: %v, %v", overview.Accounts, err)
	}
}

func TestTheWindowIsLockedAndOpened(t *testing.T) {
	screens := door(t, locked, bind.Host{})
	of, overview := screen[*bind.LockScreen](t, screens), screens["overview"].(*bind.Overview)
	get := func() error { _, err := overview.Get(); return err }
	state := func() bind.LockView {
		t.Helper()
		view, err := of.State()
		if err != nil {
			t.Fatal(err)
		}
		return view
	}
	if got := state(); !got.Locked || !got.Lock.Set || got.Lock.IdleMinutes != 10 || got.Lock.Meaning == "" {
		t.Errorf("%+v", got)
	}
	for _, step := range []struct {
		what string
		do   func() error
		want string
	}{
		{"a wrong passphrase", func() error { return of.Unlock("wrong") }, "wrong_passphrase"},
		{"is no way in", get, "locked"},
		{"no more is it to change the passphrase", func() error { return of.Change(passphrase, "another passphrase") }, "locked"},
		{"or to remove it", func() error { return of.Remove(passphrase) }, "locked"},
		{"or to set sample data before it", screens["house"].(*bind.House).EnterSample, "locked"},
		{"the right one", func() error { return of.Unlock(passphrase) }, "none"},
		{"is", get, "none"},
		{"opening what is open", func() error { return of.Unlock("anything") }, "none"},
		{"the page was idle", of.LockNow, "none"},
		{"so it is locked", get, "locked"},
		{"locking twice", of.LockNow, "none"},
		{"open again", func() error { return of.Unlock(passphrase) }, "none"},
		{"set what is set", func() error { return of.Set("another passphrase", 5) }, "already_set"},
		{"idle for less than nothing", func() error { return of.SetIdle(-1) }, "invalid"},
		{"idle", func() error { return of.SetIdle(0) }, "none"},
		{"change", func() error { return of.Change(passphrase, "another passphrase") }, "none"},
		{"that leaves it open", get, "none"},
		{"lock", of.LockNow, "none"},
		{"the old passphrase", func() error { return of.Unlock(passphrase) }, "wrong_passphrase"},
		{"the new one", func() error { return of.Unlock("another passphrase") }, "none"},
		{"remove with another", func() error { return of.Remove(passphrase) }, "wrong_passphrase"},
		{"remove", func() error { return of.Remove("another passphrase") }, "none"},
		{"nothing to lock with", of.LockNow, "not_set"},
		{"it stays open", get, "none"},
	} {
		if err := step.do(); code(err) != step.want {
			t.Fatalf("%s: %v, want %s", step.what, err, step.want)
		}
	}
	if got := state(); got.Locked || got.Lock.Set {
		t.Errorf("%+v", got)
	}
}

func TestTooManyWrongPassphrasesHaveToWait(t *testing.T) {
	of := screen[*bind.LockScreen](t, door(t, locked, bind.Host{}))
	for _, want := range []string{"wrong_passphrase", "wrong_passphrase", "wrong_passphrase", "wait"} {
		if err := of.Unlock("wrong"); code(err) != want {
			t.Fatalf("%v, want %s", err, want)
		}
	}
	if err := of.Unlock(passphrase); code(err) != "wait" || !strings.Contains(err.Error(), "1 seconds") {
		t.Errorf("%v", err)
	}
	if view, err := of.State(); err != nil || view.Lock.WaitSeconds != 1 {
		t.Errorf("%+v, %v", view, err)
	}
}

func TestALockThatATerminalTookAwayIsGoneFromTheOpenWindow(t *testing.T) {
	screens := door(t, locked, bind.Host{})
	status, err := screens["house"].(*bind.House).Status()
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := backend.Open(t.Context(), backend.Options{DataDir: status.DataFolder})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(terminal.Lock.Forget(t.Context()), terminal.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := screens["overview"].(*bind.Overview).Get(); err != nil {
		t.Error(err)
	}
	if view, err := screen[*bind.LockScreen](t, screens).State(); err != nil || view.Locked || view.Lock.Set {
		t.Errorf("%+v, %v", view, err)
	}
}

func TestSampleDataIsNeverLocked(t *testing.T) {
	screens := door(t, locked, bind.Host{Demo: true})
	house, of := screens["house"].(*bind.House), screen[*bind.LockScreen](t, screens)
	if _, err := screens["overview"].(*bind.Overview).Get(); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"lock": of.LockNow(), "set": of.Set(passphrase, 5), "idle": of.SetIdle(5), "remove": of.Remove(passphrase)} {
		if code(err) != "sample" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := of.Unlock("anything"); err != nil {
		t.Error(err)
	}
	if err := house.LeaveSample(); err != nil {
		t.Fatal(err)
	}
	if _, err := screens["overview"].(*bind.Overview).Get(); code(err) != "locked" {
		t.Errorf("the profile behind the sample: %v", err)
	}
}

func TestWhoLeavesSampleDataIsAskedForThePassphrase(t *testing.T) {
	screens := door(t, worlds[1], bind.Host{})
	house, of := screens["house"].(*bind.House), screen[*bind.LockScreen](t, screens)
	if err := of.Set(passphrase, 5); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(house.EnterSample(), house.LeaveSample()); err != nil {
		t.Fatal(err)
	}
	if _, err := screens["overview"].(*bind.Overview).Get(); code(err) != "locked" {
		t.Errorf("the profile behind the sample: %v", err)
	}
}

func TestADamagedProfileIsNoLockedOne(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(backend.DatabasePath(dir), bytes.Repeat([]byte("not a database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	d := bind.New(bind.Host{DataDir: dir})
	ctx, cancel := context.WithCancel(t.Context())
	d.Start(ctx)
	t.Cleanup(func() { cancel(); d.Close() })
	screens := bound(d)
	if err := screens["house"].(*bind.House).Restore("nowhere"); code(err) != "not_found" {
		t.Errorf("%v", err)
	}
	if _, err := screen[*bind.LockScreen](t, screens).State(); code(err) != "corrupt" {
		t.Errorf("%v", err)
	}
}

func TestALockedWindowGoesOnSyncing(t *testing.T) {
	vendor := simulator.New(simulator.Options{Now: func() time.Time { return today }, Seed: 1})
	url, stop, err := vendor.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop(context.Background()) })
	var id string
	due := world{"due", func(t *testing.T, house *backend.Backend) {
		label, key := "Research", simulator.AdminKey
		id = add(t, house, account.Draft{Provider: "openai", Label: &label, Key: &key, BaseURL: &url})
		if err := house.Lock.Set(t.Context(), passphrase, 10); err != nil {
			t.Fatal(err)
		}
	}}
	screens := door(t, due, bind.Host{Lock: func(string) (func(), bool, error) { return func() {}, true, nil }})
	status, err := screens["house"].(*bind.House).Status()
	if err != nil || !status.Locked {
		t.Fatal(status, err)
	}
	resident, err := backend.Open(t.Context(), backend.Options{DataDir: status.DataFolder, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resident.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	changed := resident.DB.Changed(ctx, 20*time.Millisecond)
	for {
		a, err := resident.Accounts.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if a.State == account.OK {
			break
		}
		if _, ok := <-changed; !ok {
			t.Fatalf("nothing was read behind the lock: %s", a.State)
		}
	}
	if _, err := screens["overview"].(*bind.Overview).Get(); code(err) != "locked" {
		t.Errorf("%v", err)
	}
}

func TestLockingAndAskingAtOnce(t *testing.T) {
	screens := door(t, locked, bind.Host{})
	of, overview := screen[*bind.LockScreen](t, screens), screens["overview"].(*bind.Overview)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				if answer, err := overview.Get(); code(err) == "locked" && !reflect.ValueOf(answer).IsZero() || code(err) != "locked" && err != nil {
					t.Errorf("%v", err)
				}
			}
		})
		all.Go(func() {
			for range 3 {
				if err := errors.Join(of.Unlock(passphrase), of.LockNow()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if err := of.LockNow(); err != nil {
		t.Fatal(err)
	}
	if _, err := overview.Get(); code(err) != "locked" {
		t.Errorf("%v", err)
	}
}

func TestThePassphraseIsInNoFileLogOrAnswer(t *testing.T) {
	const next, guess = "the canary that comes next", "the canary that was guessed"
	var log lines
	host := bind.Host{Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	screens := door(t, locked, host)
	of := screen[*bind.LockScreen](t, screens)
	status, err := screens["house"].(*bind.House).Status()
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprint(of.Unlock(guess), of.Unlock(passphrase), of.Change(guess, next), of.Change(passphrase, next), of.Set(passphrase, 5), of.LockNow(), of.Unlock(next))
	view, err := of.State()
	answers, jsonErr := json.Marshal(view)
	if err := errors.Join(err, jsonErr); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"faults": said, "log": log.String(), "answers": string(answers)}
	err = filepath.WalkDir(status.DataFolder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		texts[filepath.Base(path)] = string(text)
		return err
	})
	if err != nil || texts["outlay.db-wal"] == "" {
		t.Fatal(err)
	}
	for what, text := range texts {
		for _, secret := range []string{passphrase, next, guess} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", what, secret)
			}
		}
	}
}

// lines is a log that several goroutines write.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestADatabaseThatAnotherProgramHoldsIsNoLockedWindow(t *testing.T) {
	if got := bind.FaultOf(fmt.Errorf("%w; try again", database.ErrLocked)).Code; got != "held" {
		t.Errorf("%s", got)
	}
}
