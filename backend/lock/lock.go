// Package lock keeps the passphrase that opens the window, where the user set one.
//
// It answers one question: is this the passphrase? What is shut while it is unanswered is the
// window's business. It stores a verifier, an argon2id hash with a salt of its own and the
// parameters beside it, never the passphrase, and it reads no clock but the one it is handed.
//
// # What it is for, and what not
//
// It keeps people who use the computer while its owner is away from reading the window. It
// encrypts nothing: whoever has the user's system account can read the database, and can
// therefore take the lock away in a terminal without the passphrase. Asking for it there would
// protect nothing and make a forgotten one a loss. [Meaning] says so before one is set.
//
// # Why a try is counted before it is looked at
//
// Guesses that run side by side, or in a program that is ended after each, must not be free. So
// a try is first written down as wrong, in a transaction that refuses it while the pause after
// the one before it lasts; being right takes that back. The pauses are therefore the same after
// a restart.
//
// # Why it has nothing to do with the vault's passphrase
//
// That one makes a key, this one only compares. Both may be the same words: with a salt of its
// own, what is stored here says nothing about that key.
package lock

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"outlay/backend/database"
)

// Meaning says what the lock protects and what a forgotten passphrase means. It is shown before
// one is set.
const Meaning = "The passphrase keeps people who use this computer while you are away from reading the window. " +
	"It does not encrypt anything: whoever can use your system account can read Outlay's data without it. " +
	"Outlay goes on syncing and warning you while the window is locked. " +
	"If you forget the passphrase nothing is lost: run \"outlayctl lock remove\" in a terminal of your system account, and the window opens without it."

// What a passphrase and an idle time can be.
const (
	Shortest    = 8       // characters of a passphrase
	Longest     = 1024    // bytes of one
	LongestIdle = 24 * 60 // minutes
)

var (
	// ErrInvalid says that a passphrase or an idle time cannot be; the text says why.
	ErrInvalid = errors.New("invalid lock")
	// ErrWrong says that this is not the passphrase.
	ErrWrong = errors.New("this is not the passphrase")
	// ErrWait says that nothing is looked at for a while, after wrong passphrases; see [Wait].
	ErrWait = errors.New("too many wrong passphrases")
	// ErrNotSet says that there is no passphrase.
	ErrNotSet = errors.New("no passphrase is set, so there is no lock")
	// ErrSet says that there is one already.
	ErrSet = errors.New("a passphrase is set already; change it, or remove it first")
	// ErrDamaged says that what is stored cannot be compared with.
	ErrDamaged = errors.New("the stored lock is damaged, so no passphrase opens it; run \"outlayctl lock remove\" in a terminal and set a new one")
)

// Wait is how long it takes until a passphrase is looked at again. It is an [ErrWait].
type Wait struct{ For time.Duration }

func (w Wait) Error() string {
	return fmt.Sprintf("%v; try again in %d seconds", ErrWait, seconds(w.For))
}

// Is makes a Wait an [ErrWait].
func (Wait) Is(err error) bool { return err == ErrWait }

// State is how the lock is set up.
type State struct {
	Set         bool   `json:"set"`
	IdleMinutes int    `json:"idle_minutes"` // without use, after which the window locks; 0 for never
	WaitSeconds int    `json:"wait_seconds"` // until a passphrase is looked at again; 0 for at once
	Meaning     string `json:"meaning"`      // what to know before one is set
}

// cost is what argon2id takes: the parameters that RFC 9106 recommends where memory is scarce.
type cost struct {
	passes, memory uint32 // memory in KiB
	threads        uint8
}

var usual = cost{passes: 3, memory: 64 << 10, threads: 4}

const saltSize, verifierSize = 16, 32

// Lock is the lock of a profile's window.
type Lock struct {
	db   *database.DB
	now  func() time.Time
	cost cost

	busy sync.Mutex // one comparison at a time: each takes 64 MiB
}

// New returns the lock of a database.
func New(db *database.DB, now func() time.Time) *Lock { return &Lock{db: db, now: now, cost: usual} }

// stored is the table's only row.
type stored struct {
	salt, verifier []byte
	cost           cost
	idle, wrong    int
	tried          time.Time // the last wrong one
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// read returns what is stored. It wraps [ErrNotSet] or [ErrDamaged].
func read(ctx context.Context, q querier) (stored, error) {
	var s stored
	var passes, memory, threads, tried int64
	err := q.QueryRowContext(ctx, `SELECT salt, verifier, passes, memory, threads, idle, wrong, tried_at FROM window_lock`).
		Scan(&s.salt, &s.verifier, &passes, &memory, &threads, &s.idle, &s.wrong, &tried)
	if errors.Is(err, sql.ErrNoRows) {
		return s, ErrNotSet
	}
	if err != nil {
		return s, fmt.Errorf("lock: %w", database.Explain(err))
	}
	s.tried = time.UnixMilli(tried)
	// A damaged number must not take all of a machine's memory, nor minutes.
	const mostPasses, mostMemory, mostThreads = 100, 1 << 20, 64
	in := func(n, most int64) bool { return n >= 1 && n <= most }
	if len(s.salt) < saltSize || len(s.verifier) != verifierSize || !in(passes, mostPasses) || !in(memory, mostMemory) || !in(threads, mostThreads) {
		return s, ErrDamaged
	}
	s.cost = cost{uint32(passes), uint32(memory), uint8(threads)}
	return s, nil
}

// State returns how the lock is set up. A damaged one is set: the window stays shut.
func (l *Lock) State(ctx context.Context) (State, error) {
	state := State{Meaning: Meaning}
	s, err := read(ctx, l.db.Read)
	switch {
	case errors.Is(err, ErrNotSet):
		return state, nil
	case err != nil && !errors.Is(err, ErrDamaged):
		return state, err
	}
	state.Set, state.IdleMinutes = true, s.idle
	wait, _ := s.wait(l.now())
	state.WaitSeconds = seconds(wait)
	return state, nil
}

// free is how many wrong passphrases cost no pause: everybody mistypes.
const free = 2

// longestPause is the most that the next try has to wait. Eight characters are not guessed in
// such steps, and the owner who mistyped is not shut out for long.
const longestPause = 5 * time.Minute

// pause is how long after a number of wrong passphrases nothing is looked at: a second after the
// third, then twice as long each time.
func pause(wrong int) time.Duration {
	if wrong <= free {
		return 0
	}
	if doubled := wrong - free - 1; doubled < 9 {
		return min(time.Second<<doubled, longestPause)
	}
	return longestPause
}

// wait returns how much of the pause is left, and whether the clock was set back since: the pause
// then begins anew, so that neither is it skipped nor does it last until the clock is there again.
func (s stored) wait(now time.Time) (left time.Duration, setBack bool) {
	whole := pause(s.wrong)
	if now.Before(s.tried) {
		return whole, true
	}
	return max(0, whole-now.Sub(s.tried)), false
}

func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// Set sets a passphrase where there is none, and the idle minutes after which the window locks,
// 0 for never. It wraps [ErrInvalid] or [ErrSet].
func (l *Lock) Set(ctx context.Context, passphrase string, idle int) error {
	if err := errors.Join(valid(passphrase), validIdle(idle)); err != nil {
		return err
	}
	s := l.hash(passphrase)
	return l.db.Tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `INSERT INTO window_lock (one, salt, verifier, passes, memory, threads, idle) VALUES (1, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (one) DO NOTHING`, s.salt, s.verifier, s.cost.passes, s.cost.memory, s.cost.threads, idle)
		return orElse(done, err, ErrSet)
	})
}

// Change puts another passphrase in the place of the old one. It wraps [ErrInvalid] and what
// [Lock.Check] does.
func (l *Lock) Change(ctx context.Context, old, passphrase string) error {
	if err := valid(passphrase); err != nil {
		return err
	}
	if err := l.Check(ctx, old); err != nil {
		return err
	}
	s := l.hash(passphrase)
	return l.db.Tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE window_lock SET salt = ?, verifier = ?, passes = ?, memory = ?, threads = ?`,
			s.salt, s.verifier, s.cost.passes, s.cost.memory, s.cost.threads)
		return orElse(done, err, ErrNotSet)
	})
}

// SetIdle sets the idle minutes after which the window locks, 0 for never. It wraps [ErrInvalid]
// or [ErrNotSet]. It asks for no passphrase: who may use the open window sees everything anyway.
func (l *Lock) SetIdle(ctx context.Context, idle int) error {
	if err := validIdle(idle); err != nil {
		return err
	}
	return l.db.Tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE window_lock SET idle = ?`, idle)
		return orElse(done, err, ErrNotSet)
	})
}

// Remove removes the lock for whoever knows the passphrase. It wraps what [Lock.Check] does.
func (l *Lock) Remove(ctx context.Context, old string) error {
	if err := l.Check(ctx, old); err != nil {
		return err
	}
	return l.Forget(ctx)
}

// Forget removes the lock without the passphrase, for the terminal alone; see the package's
// comment for why it may. It wraps [ErrNotSet].
func (l *Lock) Forget(ctx context.Context) error {
	return l.db.Tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM window_lock`)
		return orElse(done, err, ErrNotSet)
	})
}

// orElse returns none where a statement changed no row.
func orElse(done sql.Result, err, none error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return none
}

// Check returns nil where this is the passphrase. It wraps [ErrWrong], [ErrWait], [ErrNotSet] or
// [ErrDamaged]. While the pause after wrong ones lasts the right one is refused, too.
func (l *Lock) Check(ctx context.Context, passphrase string) error {
	l.busy.Lock()
	defer l.busy.Unlock()
	s, err := l.count(ctx)
	if err != nil {
		return err
	}
	if len(passphrase) > Longest || subtle.ConstantTimeCompare(s.cost.hash(passphrase, s.salt), s.verifier) != 1 {
		return l.wrong(ctx)
	}
	return l.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE window_lock SET wrong = 0, tried_at = 0`)
		return err
	})
}

// count writes down a wrong try and returns what to compare with, or refuses the try.
func (l *Lock) count(ctx context.Context) (s stored, err error) {
	var refused error
	err = l.db.Tx(ctx, func(tx *sql.Tx) error {
		if s, err = read(ctx, tx); err != nil {
			return err
		}
		now := l.now()
		left, setBack := s.wait(now)
		if left > 0 {
			refused = Wait{left}
			if !setBack {
				return nil
			}
			_, err := tx.ExecContext(ctx, `UPDATE window_lock SET tried_at = ?`, now.UnixMilli())
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE window_lock SET wrong = wrong + 1, tried_at = ?`, now.UnixMilli())
		return err
	})
	return s, errors.Join(err, refused)
}

// wrong says that it was, and from when on the next one is looked at.
func (l *Lock) wrong(ctx context.Context) error {
	s, err := read(ctx, l.db.Read)
	if err != nil {
		return err
	}
	if left, _ := s.wait(l.now()); left > 0 {
		return fmt.Errorf("%w; the next one is looked at in %d seconds", ErrWrong, seconds(left))
	}
	return ErrWrong
}

func valid(passphrase string) error {
	switch {
	case !utf8.ValidString(passphrase):
		return fmt.Errorf("%w: a passphrase is text", ErrInvalid)
	case utf8.RuneCountInString(passphrase) < Shortest:
		return fmt.Errorf("%w: a passphrase needs at least %d characters", ErrInvalid, Shortest)
	case len(passphrase) > Longest:
		return fmt.Errorf("%w: a passphrase has at most %d letters", ErrInvalid, Longest)
	}
	return nil
}

func validIdle(minutes int) error {
	if minutes < 0 || minutes > LongestIdle {
		return fmt.Errorf("%w: lock after %d minutes; choose 1 to %d, or 0 for never", ErrInvalid, minutes, LongestIdle)
	}
	return nil
}

func (l *Lock) hash(passphrase string) stored {
	s := stored{salt: make([]byte, saltSize), cost: l.cost}
	_, _ = rand.Read(s.salt) // never fails, says crypto/rand
	s.verifier = s.cost.hash(passphrase, s.salt)
	return s
}

func (c cost) hash(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase), salt, c.passes, c.memory, c.threads, verifierSize)
}
