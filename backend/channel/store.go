package channel

import (
	"context"
	"errors"
	"time"

	"outlay/backend/database"
	"outlay/backend/notify"
	"outlay/backend/vault"
)

// Store keeps channels in the database and their secrets in the vault.
type Store struct {
	db    *database.DB
	vault *vault.Vault
	now   func() time.Time
}

// New returns the store of a database.
func New(db *database.DB, v *vault.Vault, now func() time.Time) *Store { return &Store{db, v, now} }

var errNotBuilt = errors.New("not built yet")

// List returns every channel, the desktop's own first, then the oldest first.
func (s *Store) List(ctx context.Context) ([]Channel, error) {
	return []Channel{{ID: NativeID, Kind: Native, Label: "Notifications", On: true}}, nil
}

// Add checks a draft, seals its secrets and writes the channel, in one transaction. It wraps
// [ErrInvalid] or an error of the vault.
func (s *Store) Add(ctx context.Context, d Draft) (Saved, error) { return Saved{}, errNotBuilt }

// Change changes what the draft names and leaves the rest; the desktop's own can be switched
// on and off. A channel that is changed has no problem any more. It wraps the errors of
// [Store.Add] and [ErrNotFound].
func (s *Store) Change(ctx context.Context, id string, d Draft) (Saved, error) {
	return Saved{}, errNotBuilt
}

// Remove forgets a channel and its secrets; the desktop's own stays. It wraps [ErrNotFound].
func (s *Store) Remove(ctx context.Context, id string) error { return errNotBuilt }

// Sink opens a channel's secrets and returns the sink that sends to it, whose name is the
// channel's id. The desktop's own is not this package's: it wraps [ErrNotFound] for it.
func (s *Store) Sink(ctx context.Context, id string) (notify.Sink, error) { return nil, errNotBuilt }

// SetProblem remembers why nothing can arrive, "" where it can again.
func (s *Store) SetProblem(ctx context.Context, id, problem string) error { return errNotBuilt }
