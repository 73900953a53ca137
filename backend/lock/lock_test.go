package lock_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/lock"
)

const right = "correct horse battery"

// clock is one that only the test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// open returns a lock that is set.
func open(t *testing.T) (*lock.Lock, *clock, *database.DB) {
	t.Helper()
	db, c := databasetest.Open(t), newClock()
	l := lock.Cheaply(lock.New(db, c.now))
	if err := l.Set(t.Context(), right, 10); err != nil {
		t.Fatal(err)
	}
	return l, c, db
}

func state(t *testing.T, l *lock.Lock) lock.State {
	t.Helper()
	s, err := l.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheRightPassphraseAndNoOtherOpens(t *testing.T) {
	l := lock.New(databasetest.Open(t), newClock().now) // as hard as it is shipped
	if err := l.Set(t.Context(), right, 10); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what, typed string
		err         error
	}{
		{"the passphrase", right, nil},
		{"another", "correct horse batterx", lock.ErrWrong},
		{"the passphrase again", right, nil},
		{"nothing", "", lock.ErrWrong},
		{"a space more", right + " ", lock.ErrWrong},
		{"the passphrase, which forgives the wrong ones", right, nil},
		{"its beginning", right[:8], lock.ErrWrong},
		{"megabytes", strings.Repeat("x", 4<<20), lock.ErrWrong},
	} {
		if err := l.Check(t.Context(), tt.typed); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, want %v", tt.what, err, tt.err)
		}
	}
}

func TestWhatCanBeNoLockIsRefused(t *testing.T) {
	l := lock.Cheaply(lock.New(databasetest.Open(t), newClock().now))
	for _, tt := range []struct {
		what, passphrase string
		idle             int
		err              error
	}{
		{"no passphrase", "", 10, lock.ErrInvalid},
		{"seven characters", "sevenle", 10, lock.ErrInvalid},
		{"eight characters", "eightlet", 10, nil},
		{"eight characters of four bytes each", strings.Repeat("🔑", 8), 10, nil},
		{"seven of them", strings.Repeat("🔑", 7), 10, lock.ErrInvalid},
		{"no text", strings.Repeat("\xff", 12), 10, lock.ErrInvalid},
		{"as long as it may be", strings.Repeat("x", lock.Longest), 10, nil},
		{"a letter longer", strings.Repeat("x", lock.Longest+1), 10, lock.ErrInvalid},
		{"never by idling", right, 0, nil},
		{"a day of idling", right, lock.LongestIdle, nil},
		{"a minute more", right, lock.LongestIdle + 1, lock.ErrInvalid},
		{"less than nothing", right, -1, lock.ErrInvalid},
	} {
		t.Run(tt.what, func(t *testing.T) {
			if err := l.Set(t.Context(), tt.passphrase, tt.idle); !errors.Is(err, tt.err) {
				t.Fatalf("%v", err)
			}
			if got := state(t, l); got.Set != (tt.err == nil) || tt.err == nil && got.IdleMinutes != tt.idle {
				t.Errorf("%+v", got)
			}
			if err := l.Forget(t.Context()); tt.err == nil && err != nil {
				t.Error(err)
			}
		})
	}
}

func TestALockIsSetChangedAndRemoved(t *testing.T) {
	db := databasetest.Open(t)
	l, ctx := lock.Cheaply(lock.New(db, newClock().now)), t.Context()
	for what, err := range map[string]error{
		"check": l.Check(ctx, right), "change": l.Change(ctx, right, right), "idle": l.SetIdle(ctx, 5), "remove": l.Remove(ctx, right), "forget": l.Forget(ctx),
	} {
		if !errors.Is(err, lock.ErrNotSet) {
			t.Errorf("%s without a lock: %v", what, err)
		}
	}
	if got := state(t, l); got.Set || got.Meaning != lock.Meaning || !strings.Contains(got.Meaning, "outlayctl lock remove") {
		t.Errorf("%+v", got)
	}
	steps := []struct {
		what string
		err  error
		want error
	}{
		{"set", l.Set(ctx, right, 10), nil},
		{"set again", l.Set(ctx, "another passphrase", 10), lock.ErrSet},
		{"the first holds", l.Check(ctx, right), nil},
		{"change without the old one", l.Change(ctx, "another passphrase", "new passphrase"), lock.ErrWrong},
		{"change to one that is too short", l.Change(ctx, right, "short"), lock.ErrInvalid},
		{"change", l.Change(ctx, right, "new passphrase"), nil},
		{"the old one opens nothing", l.Check(ctx, right), lock.ErrWrong},
		{"the new one does", l.Check(ctx, "new passphrase"), nil},
		{"idle", l.SetIdle(ctx, 45), nil},
		{"remove without the passphrase", l.Remove(ctx, right), lock.ErrWrong},
	}
	for _, s := range steps {
		if !errors.Is(s.err, s.want) {
			t.Errorf("%s: %v, want %v", s.what, s.err, s.want)
		}
	}
	if got := state(t, l); !got.Set || got.IdleMinutes != 45 {
		t.Errorf("%+v", got)
	}
	if err := l.Remove(ctx, "new passphrase"); err != nil || state(t, l).Set {
		t.Errorf("remove: %v", err)
	}
	if err := errors.Join(l.Set(ctx, right, 0), l.Forget(ctx)); err != nil || state(t, l).Set {
		t.Errorf("forget: %v", err)
	}
}

func TestWrongPassphrasesSlowDown(t *testing.T) {
	l, c, db := open(t)
	for i, want := range []time.Duration{0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300} {
		want *= time.Second
		if err := l.Check(t.Context(), "a wrong one"); !errors.Is(err, lock.ErrWrong) {
			t.Fatalf("try %d: %v", i+1, err)
		}
		l = lock.Cheaply(lock.New(db, c.now)) // what was counted survives the program
		if got := state(t, l).WaitSeconds; got != int(want/time.Second) {
			t.Fatalf("after %d wrong ones: %d s, want %s", i+1, got, want)
		}
		if want == 0 {
			continue
		}
		c.pass(want - time.Millisecond)
		if err := l.Check(t.Context(), right); !errors.Is(err, lock.ErrWait) || errors.Is(err, lock.ErrWrong) {
			t.Fatalf("a millisecond early: %v", err)
		}
		c.pass(time.Millisecond)
	}
	if err := l.Check(t.Context(), right); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(l.Check(t.Context(), "wrong"), l.Check(t.Context(), "wrong")); errors.Is(err, lock.ErrWait) || state(t, l).WaitSeconds > 0 {
		t.Errorf("the right one did not forgive: %v", err)
	}
}

func TestAClockThatIsSetBackNeitherSkipsAPauseNorLengthensIt(t *testing.T) {
	l, c, _ := open(t)
	for range 6 { // a pause of 8 s
		c.pass(time.Hour)
		if err := l.Check(t.Context(), "wrong"); !errors.Is(err, lock.ErrWrong) {
			t.Fatal(err)
		}
	}
	c.pass(-30 * 24 * time.Hour)
	var wait lock.Wait
	if err := l.Check(t.Context(), right); !errors.As(err, &wait) || wait.For != 8*time.Second {
		t.Fatalf("%v", err)
	}
	c.pass(8 * time.Second)
	if err := l.Check(t.Context(), right); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

func TestGuessesSideBySideAreCountedAll(t *testing.T) {
	db, c := databasetest.Open(t), newClock()
	if err := lock.Cheaply(lock.New(db, c.now)).Set(t.Context(), right, 0); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	looked := 0
	var all sync.WaitGroup
	for range 4 { // as many programs
		l := lock.Cheaply(lock.New(db, c.now))
		for i := range 8 {
			all.Go(func() {
				err := l.Check(t.Context(), fmt.Sprintf("guess number %d", i))
				mu.Lock()
				defer mu.Unlock()
				if errors.Is(err, lock.ErrWrong) {
					looked++
				} else if !errors.Is(err, lock.ErrWait) {
					t.Errorf("%v", err)
				}
			})
		}
	}
	all.Wait()
	if looked != 3 {
		t.Errorf("%d guesses were looked at in one instant, want 3", looked)
	}
}

func TestADamagedLockStaysShutAndSaysWhatToDo(t *testing.T) {
	for _, damage := range []string{
		`memory = 4294967295`, `memory = 0`, `passes = 1000000`, `threads = 0`, `threads = 300`, `salt = x''`, `verifier = x'00'`, `memory = -1`,
	} {
		l, _, db := open(t)
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE window_lock SET `+damage)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Check(t.Context(), right); !errors.Is(err, lock.ErrDamaged) || !state(t, l).Set {
			t.Errorf("%s: %v", damage, err)
		}
		if err := l.Forget(t.Context()); err != nil || state(t, l).Set {
			t.Errorf("%s: removed: %v", damage, err)
		}
	}
}

func TestThePassphraseIsFoundNowhere(t *testing.T) {
	const canary, next, guess = "canary of the lock", "the next canary of the lock", "a guess of a canary"
	dir := t.TempDir()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(dir, "outlay.db")})
	if err != nil {
		t.Fatal(err)
	}
	l := lock.Cheaply(lock.New(db, newClock().now))
	said := []string{}
	for _, err := range []error{
		l.Set(t.Context(), canary, 1), l.Set(t.Context(), canary, 1), l.Check(t.Context(), guess), l.Change(t.Context(), guess, next),
		l.Change(t.Context(), canary, next), l.Set(t.Context(), canary, -1), l.Change(t.Context(), next, strings.Repeat(canary, 100)),
	} {
		said = append(said, fmt.Sprint(err))
	}
	find := func(what string, text string) {
		for _, secret := range []string{canary, next, guess} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", what, secret)
			}
		}
	}
	find("an error", strings.Join(said, "\n"))
	files := 0
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		find(filepath.Base(path), string(text))
		return err
	})
	if err != nil || files < 3 { // the database, its WAL and the index of that
		t.Errorf("%d files, %v", files, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
