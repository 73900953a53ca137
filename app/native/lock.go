package native

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// The names of locks. Each is held by at most one process of a profile.
const (
	ResidentLock = "resident" // the tray program
	WindowLock   = "window"   // the window
	LoopsLock    = "loops"    // whoever syncs on schedule and sends news
)

// again is how often a lock is tried that another process holds.
const again = 3 * time.Second

// Lock takes the lock called name in the folder dir, making the folder where it lacks. It
// returns held false where another process has it. The operating system gives the lock back
// when the process ends, however it ends; release gives it back earlier.
func Lock(dir, name string) (release func(), held bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("lock %s: %w", name, err)
	}
	file := flock.New(filepath.Join(dir, name+".lock"))
	// Held looks by taking a shared lock for a moment, so one refusal proves nothing.
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	held, err = file.TryLockContext(ctx, 20*time.Millisecond)
	if err != nil && ctx.Err() == nil {
		return nil, false, fmt.Errorf("lock %s: %w", name, err)
	}
	if !held {
		return nil, false, nil
	}
	return func() { _ = file.Close() }, true, nil
}

// AwaitLock is [Lock], waiting for the process that has it to end. It returns ctx's error
// when ctx ends first.
func AwaitLock(ctx context.Context, dir, name string) (release func(), err error) {
	for {
		release, held, err := Lock(dir, name)
		if err != nil || held {
			return release, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(again):
		}
	}
}

// Held says that a process has the lock called name in the folder dir.
func Held(dir, name string) bool {
	path := filepath.Join(dir, name+".lock")
	if _, err := os.Stat(path); err != nil {
		return false
	}
	file := flock.New(path)
	defer func() { _ = file.Close() }()
	free, err := file.TryRLock()
	return err == nil && !free
}
