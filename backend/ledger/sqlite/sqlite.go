// Package sqlite keeps the book in SQLite: the embedded [ledger.Store].
//
// It stores entries as they are read, beside them the exact sums of each day, and with each
// day whether it counts. It refuses what it could not hold exactly and writes nothing then.
// Start with [Store.Put], which is all there is to writing, and with sum.go for reading.
//
// # Why sums of days
//
// What a person looks at first asks for days and accounts, never for single entries. The sums
// are written in the transaction that writes the entries and from the same values, so they
// cannot disagree, and the overview costs the same over five million entries as over fifty
// thousand.
//
// # Why sums in two halves
//
// SQLite's sum() gives up as soon as a sum on the way is beyond 64 bits, though a credit may
// bring it back. Adding the upper and the lower 32 bits apart cannot overflow; what they make
// together is checked once, at the end.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
)

// Store keeps the book in a database. It may be used by several goroutines, and the
// database by several programs.
type Store struct{ db *database.DB }

var _ ledger.Store = (*Store)(nil)

// New returns the book that db holds.
func New(db *database.DB) *Store { return &Store{db} }

// Put implements [ledger.Store]. It compares with what stands and writes the difference, so
// that reading a settled month again costs no writing. What it counts as changed are entries
// and usage. A read that is older than what is known, and says the same, changes nothing.
func (s *Store) Put(ctx context.Context, r ledger.Read) (ledger.Change, error) {
	b, err := prepare(r)
	if err != nil {
		return ledger.Change{}, fmt.Errorf("store %s of account %.60q: %w", r.Basis, r.Account, err)
	}
	if r.Span.Empty() {
		return ledger.Change{}, nil
	}
	var change ledger.Change
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		p := put{ctx: ctx, tx: tx, batch: b, moved: map[calendar.Day]bool{}}
		err := p.all()
		change = p.change
		return err
	})
	if err != nil {
		return ledger.Change{}, fmt.Errorf("store %s of account %.60q: %w", r.Basis, r.Account, err)
	}
	return change, nil
}

// PutNames implements [ledger.Store].
func (s *Store) PutNames(ctx context.Context, account string, names []ledger.Name) error {
	if len(names) == 0 {
		return nil
	}
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		for _, n := range names {
			_, err := tx.ExecContext(ctx, `INSERT INTO names (account, kind, id, name) VALUES (?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
				account, n.Kind, n.ID, n.Name)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store names of account %.60q: %w", account, err)
	}
	return nil
}

// Forget implements [ledger.Store].
func (s *Store) Forget(ctx context.Context, account string) error {
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"entries", "usage", "days", "rollups", "names"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE account = ?`, account); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget account %.60q: %w", account, err)
	}
	return nil
}
