// Package tag keeps what people call things of several accounts that belong together: a
// client, a team. A tag is of whole accounts, and of projects and keys within them.
//
// The package knows no spend: what a tag costs is the ledger's answer about its parts, in
// which an entry that is under a tag twice is counted once. It refuses empty names.
package tag

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"outlay/backend/database"
	"outlay/backend/ledger"
)

var (
	// ErrInvalid says that something the user typed cannot be; the text says what and why.
	ErrInvalid = errors.New("invalid tag")
	// ErrNotFound says that there is no such tag.
	ErrNotFound = errors.New("there is no such tag")
)

// Tag is a name with the parts of the book that it is of.
type Tag struct {
	Name  string        `json:"name"`
	Parts []ledger.Part `json:"parts"`
}

const longestName = 60

// Store keeps tags in the database.
type Store struct{ db *database.DB }

// New returns the store of a database.
func New(db *database.DB) *Store { return &Store{db} }

// kinds are the database's words for what a part is of.
var kinds = map[ledger.Dimension]string{ledger.ByAccount: "account", ledger.ByProject: "project", ledger.ByKey: "key"}

// Put makes parts the only ones of a tag; none of them removes it. It wraps [ErrInvalid].
func (s *Store) Put(ctx context.Context, name string, parts []ledger.Part) error {
	name, err := clean(name)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error { return replace(ctx, tx, name, parts) })
}

// Change gives the tag that is called old another name and other parts, in one step. Its
// budgets go with it and keep their history. A name that another tag has is refused: two tags
// would become one. It wraps [ErrInvalid], and [ErrNotFound] where no tag is called old.
func (s *Store) Change(ctx context.Context, old, name string, parts []ledger.Part) error {
	name, err := clean(name)
	if err != nil {
		return err
	}
	if len(parts) == 0 {
		return fmt.Errorf("%w: a tag is of something: choose an account, a project or a key, or remove the tag", ErrInvalid)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		found, err := exists(ctx, tx, old)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("%w: %.60q; it may have been renamed or removed meanwhile", ErrNotFound, old)
		}
		if name != old {
			if err := rename(ctx, tx, old, name); err != nil {
				return err
			}
		}
		return replace(ctx, tx, name, parts)
	})
}

func rename(ctx context.Context, tx *sql.Tx, old, name string) error {
	taken, err := exists(ctx, tx, name)
	if err != nil {
		return err
	}
	if taken {
		return fmt.Errorf("%w: another tag is called %q already; choose another name", ErrInvalid, name)
	}
	for _, statement := range []string{`DELETE FROM tags WHERE tag = ?1`, `UPDATE budgets SET subject = ?2 WHERE scope = 'tag' AND subject = ?1`} {
		if _, err := tx.ExecContext(ctx, statement, old, name); err != nil {
			return err
		}
	}
	return nil
}

func exists(ctx context.Context, tx *sql.Tx, name string) (found bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tags WHERE tag = ?)`, name).Scan(&found)
	return found, err
}

func (s *Store) write(ctx context.Context, task func(*sql.Tx) error) error {
	err := s.db.Tx(ctx, task)
	if err != nil && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("tag: %w", err)
	}
	return err
}

func replace(ctx context.Context, tx *sql.Tx, name string, parts []ledger.Part) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM tags WHERE tag = ?`, name); err != nil {
		return err
	}
	for _, p := range parts {
		if err := put(ctx, tx, name, p); err != nil {
			return err
		}
	}
	return nil
}

func put(ctx context.Context, tx *sql.Tx, name string, p ledger.Part) error {
	kind, ok := kinds[p.Of]
	if !ok || (p.Key == "") != (p.Of == ledger.ByAccount) {
		return fmt.Errorf("%w: a tag is of an account, or of a project or key of one", ErrInvalid)
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO tags (tag, account, kind, id) SELECT ?1, id, ?3, ?4 FROM accounts WHERE id = ?2
		ON CONFLICT DO NOTHING`, name, p.Account, kind, p.Key)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	var known int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM accounts WHERE id = ?`, p.Account).Scan(&known); err != nil || known > 0 {
		return err
	}
	return fmt.Errorf("%w: there is no account %.60q", ErrInvalid, p.Account)
}

func clean(name string) (string, error) {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
		return "", fmt.Errorf("%w: the name has characters that no text has", ErrInvalid)
	}
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || utf8.RuneCountInString(name) > longestName {
		return "", fmt.Errorf("%w: a name has 1 to %d characters", ErrInvalid, longestName)
	}
	return name, nil
}

// List returns every tag, by name.
func (s *Store) List(ctx context.Context) ([]Tag, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT tag, account, kind, id FROM tags ORDER BY tag COLLATE NOCASE, tag, account, kind, id`)
	if err != nil {
		return nil, fmt.Errorf("tags: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Tag{}
	for rows.Next() {
		var name, kind string
		var p ledger.Part
		if err := rows.Scan(&name, &p.Account, &kind, &p.Key); err != nil {
			return nil, fmt.Errorf("tags: %w", err)
		}
		p.Of = ledger.Dimension(kind)
		if last := len(list) - 1; last < 0 || list[last].Name != name {
			list = append(list, Tag{Name: name})
		}
		last := &list[len(list)-1]
		last.Parts = append(last.Parts, p)
	}
	return list, rows.Err()
}
