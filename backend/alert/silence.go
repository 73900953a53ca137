package alert

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"outlay/backend/database"
)

// ErrInvalid says that a silence cannot be; the text says why.
var ErrInvalid = errors.New("invalid silence")

// Silence keeps news from being noticed. One of the same subject and kind is replaced. It wraps
// [ErrInvalid].
func (d *Desk) Silence(ctx context.Context, s Silence) error {
	if s.Kind != "" && !slices.Contains(Kinds(), s.Kind) {
		return fmt.Errorf("%w: there are no alerts of kind %.20q", ErrInvalid, string(s.Kind))
	}
	until := ""
	if s.Until != nil {
		if !s.Until.After(d.Now()) {
			return fmt.Errorf("%w: it would be over already; choose a later moment", ErrInvalid)
		}
		until = s.Until.UTC().Format(time.RFC3339)
	}
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO silences (subject, kind, until) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET until = excluded.until`, s.Subject, s.Kind, until)
		return err
	})
}

// Unsilence ends a silence; what is still true is noticed by the next evaluation.
func (d *Desk) Unsilence(ctx context.Context, subject string, kind Kind) error {
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM silences WHERE subject = ? AND kind = ?`, subject, kind)
		return err
	})
}

// Silences returns those that are in force.
func (d *Desk) Silences(ctx context.Context) ([]Silence, error) {
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT s.subject, s.kind, s.until, coalesce(nullif(b.label, ''), a.label, '') FROM silences s
		LEFT JOIN budgets b ON b.id = s.subject LEFT JOIN accounts a ON a.id = coalesce(nullif(b.account, ''), CASE b.scope WHEN 'account' THEN b.subject END, s.subject)
		WHERE s.until = '' OR s.until > ? ORDER BY s.subject, s.kind`, d.Now().UTC().Format(time.RFC3339))
	if err != nil {
		return nil, fmt.Errorf("alert: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Silence{}
	for rows.Next() {
		var s Silence
		var until string
		if err := rows.Scan(&s.Subject, &s.Kind, &until, &s.Label); err != nil {
			return nil, fmt.Errorf("alert: %w", err)
		}
		if t, err := time.Parse(time.RFC3339, until); err == nil {
			s.Until = &t
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// muted says that nobody wants to hear of a kind at all: it need not be looked for.
func muted(kind Kind, silences []Silence) bool {
	return slices.ContainsFunc(silences, func(s Silence) bool { return s.Subject == "" && (s.Kind == "" || s.Kind == kind) })
}

// silenced says that nobody wants to hear a piece of news now. Who silences an account wants to
// hear nothing of its own limit either: that is the budget with the account's id.
func silenced(n news, silences []Silence) bool {
	return slices.ContainsFunc(silences, func(s Silence) bool {
		return (s.Subject == "" || s.Subject == n.subject) && (s.Kind == "" || s.Kind == n.kind)
	})
}
