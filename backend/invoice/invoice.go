// Package invoice keeps what the invoices of vendors say: one total an account, month and
// currency, as a person typed it.
//
// An invoice is never spend and is added to no total: it is what the spend is compared with.
// Comparing is the business of report. The package refuses months that have not begun, and
// amounts that are not plain digits and a point.
//
// # Why a total and not the lines
//
// The total is what was paid, it stands on every invoice, and it is enough to find that
// something is missing. Lines differ from vendor to vendor and are what an import is for.
package invoice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/money"
)

var (
	// ErrInvalid says that something the user typed cannot be; the text says what and why.
	ErrInvalid = errors.New("invalid invoice")
	// ErrNotFound says that there is no such invoice.
	ErrNotFound = errors.New("no such invoice")
)

// Invoice is what an invoice says that an account cost in a calendar month, taxes and
// credits included. One of less than zero is a credit note.
type Invoice struct {
	Account   string       `json:"account"`
	Month     calendar.Day `json:"month" ts_type:"string"` // its first day
	Amount    money.Amount `json:"amount"`
	Number    string       `json:"number"` // the vendor's, "" where none was typed
	Note      string       `json:"note"`
	EnteredAt time.Time    `json:"entered_at" ts_type:"string"`
}

// Draft is an invoice as a person typed it: [Store.Put] checks it.
type Draft struct {
	Account  string `json:"account"`
	Month    string `json:"month"`    // 2026-11, or any day of the month: 2026-11-30
	Amount   string `json:"amount"`   // digits and a point
	Currency string `json:"currency"` // three letters; "" for USD
	Number   string `json:"number"`
	Note     string `json:"note"`
}

// Store keeps invoices in the database.
type Store struct {
	db  *database.DB
	now func() time.Time
}

// New returns the store of a database.
func New(db *database.DB, now func() time.Time) *Store { return &Store{db, now} }

// Put checks a draft and writes it in the place of the one of the same account, month and
// currency. It wraps [ErrInvalid].
func (s *Store) Put(ctx context.Context, d Draft) (Invoice, error) {
	i, err := s.check(d)
	if err != nil {
		return Invoice{}, err
	}
	nanos, err := i.Amount.Nanos()
	if err != nil {
		return Invoice{}, fmt.Errorf("invoice: %w", err)
	}
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		var known bool
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM accounts WHERE id = ?`, i.Account).Scan(&known); err != nil {
			return err
		}
		if !known {
			return invalid("there is no account %.60q", i.Account)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO invoices (account, month, currency, nanos, number, note, entered_at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (account, month, currency) DO UPDATE SET nanos = excluded.nanos, number = excluded.number, note = excluded.note, entered_at = excluded.entered_at`,
			i.Account, i.Month, i.Amount.Currency, nanos, i.Number, i.Note, i.EnteredAt.Format(time.RFC3339))
		return err
	})
	if err != nil {
		return Invoice{}, fmt.Errorf("invoice: %w", err)
	}
	return i, nil
}

func (s *Store) check(d Draft) (i Invoice, err error) {
	now := s.now().UTC().Truncate(time.Second)
	i = Invoice{Account: d.Account, EnteredAt: now}
	if i.Month, err = month(d.Month, calendar.DayOf(now)); err != nil {
		return i, err
	}
	if d.Currency == "" {
		d.Currency = money.USD
	}
	if i.Amount, err = money.Parse(d.Amount, strings.TrimSpace(d.Currency)); err != nil {
		return i, fmt.Errorf("%w: the amount: %w", ErrInvalid, err)
	}
	if i.Number, err = words("number", d.Number, 100); err != nil {
		return i, err
	}
	i.Note, err = words("note", d.Note, 1000)
	return i, err
}

// month returns the first day of the month that was typed, which has to have begun.
func month(text string, today calendar.Day) (calendar.Day, error) {
	text = strings.TrimSpace(text)
	if len(text) == len("2026-11") {
		text += "-01"
	}
	day, err := calendar.ParseDay(text)
	if err != nil {
		return "", invalid("the month is none; write it as 2026-11")
	}
	if first := calendar.Month(day).Start; first <= today {
		return first, nil
	}
	return "", invalid("the month %.7s has not begun", day)
}

// words returns what was typed beside the money, in one line.
func words(what, text string, most int) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
		return "", invalid("the %s has characters that no text has", what)
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > most {
		return "", invalid("the %s is longer than %d characters", what, most)
	}
	return text, nil
}

// List returns every invoice, the latest month first, and within one by account and currency.
func (s *Store) List(ctx context.Context) ([]Invoice, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT account, month, currency, nanos, number, note, entered_at
		FROM invoices ORDER BY month DESC, account, currency`)
	if err != nil {
		return nil, fmt.Errorf("invoices: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Invoice{}
	for rows.Next() {
		var i Invoice
		var nanos int64
		var currency, entered string
		if err := rows.Scan(&i.Account, &i.Month, &currency, &nanos, &i.Number, &i.Note, &entered); err != nil {
			return nil, fmt.Errorf("invoices: %w", database.Explain(err))
		}
		if i.EnteredAt, err = time.Parse(time.RFC3339, entered); err != nil {
			return nil, fmt.Errorf("invoices: %w", err)
		}
		i.Amount = money.FromNanos(nanos, currency)
		list = append(list, i)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("invoices: %w", database.Explain(err))
	}
	return list, nil
}

// Remove forgets the invoice of an account, month (its first day) and currency, or wraps
// [ErrNotFound].
func (s *Store) Remove(ctx context.Context, account string, month calendar.Day, currency string) error {
	var n int64
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM invoices WHERE account = ? AND month = ? AND currency = ?`, account, month, currency)
		if err != nil {
			return err
		}
		n, err = done.RowsAffected()
		return err
	})
	if err != nil {
		return fmt.Errorf("remove the invoice: %w", err)
	}
	if n == 0 {
		return fmt.Errorf("%w: of %.10s in %.10q", ErrNotFound, month, currency)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}
