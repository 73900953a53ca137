// Package lease says who holds work that must happen once: one sync per account at a time,
// one sender per delivery.
//
// Leases are columns in the database, taken in its transactions. What this room adds is an
// answer to "does that holder still live?": each process holds a file lock that the
// operating system drops when it dies, however it dies.
//
// # Why not a time limit
//
// A lease that merely runs out makes a killed program block its successor for as long as it
// lasts, and a slow vendor or a laptop's sleep make a living holder look dead. The file lock
// is right at once in both cases.
package lease

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/gofrs/flock"
)

// Holder is this process as the holder of leases.
type Holder struct {
	id   string
	dir  string
	lock *flock.Flock
}

// Hold makes this process a holder. The folder dir is shared by all of a profile's processes.
func Hold(dir string) (*Holder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	h := &Holder{id: hex.EncodeToString(random[:]), dir: dir}
	h.lock = flock.New(h.path(h.id))
	held, err := h.lock.TryLock()
	if err != nil || !held {
		return nil, fmt.Errorf("lease: cannot lock %s: %w", h.path(h.id), err)
	}
	h.sweep()
	return h, nil
}

// ID is the holder's name in the database. No two processes ever share one.
func (h *Holder) ID() string { return h.id }

// Close gives up every lease this process holds.
func (h *Holder) Close() error {
	defer func() { _ = os.Remove(h.path(h.id)) }()
	return h.lock.Close()
}

var form = regexp.MustCompile(`^[0-9a-f]{16}$`)

// Alive says that the process called id still runs. A name that no process could have is not
// alive.
func (h *Holder) Alive(id string) bool {
	if id == h.id {
		return true
	}
	if !form.MatchString(id) {
		return false
	}
	if _, err := os.Stat(h.path(id)); err != nil {
		return false
	}
	probe := flock.New(h.path(id), flock.SetFlag(os.O_RDWR))
	defer func() { _ = probe.Close() }()
	free, err := probe.TryLock()
	return err == nil && !free
}

// sweep removes what killed processes left behind. A young file may belong to a process that
// has made it and not yet locked it.
func (h *Holder) sweep() {
	files, _ := filepath.Glob(filepath.Join(h.dir, "*.holder"))
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || time.Since(info.ModTime()) < time.Minute {
			continue
		}
		name := filepath.Base(file)
		if id := name[:len(name)-len(".holder")]; !h.Alive(id) {
			_ = os.Remove(file)
		}
	}
}

func (h *Holder) path(id string) string { return filepath.Join(h.dir, id+".holder") }
