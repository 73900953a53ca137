package rates

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/money"
)

// Store keeps rates in the database.
type Store struct{ db *database.DB }

// New returns the store of a database.
func New(db *database.DB) *Store { return &Store{db} }

// Listing is the rates as a screen shows them.
type Listing struct {
	Rates []Rate `json:"rates"` // the newest first, at most [MostListed]
	Total int    `json:"total"` // how many there are
}

// MostListed is how many rates a [Listing] has at most: a file of the ECB has hundreds of thousands.
const MostListed = 500

// List returns the newest rates.
func (s *Store) List(ctx context.Context) (Listing, error) {
	l := Listing{Rates: []Rate{}}
	if err := s.db.Read.QueryRowContext(ctx, `SELECT count(*) FROM rates`).Scan(&l.Total); err != nil {
		return l, fmt.Errorf("rates: %w", database.Explain(err))
	}
	var err error
	l.Rates, err = s.read(ctx, l.Rates, `SELECT currency, quote, day, rate FROM rates ORDER BY day DESC, currency, quote LIMIT ?`, MostListed)
	return l, err
}

func (s *Store) read(ctx context.Context, into []Rate, query string, args ...any) ([]Rate, error) {
	rows, err := s.db.Read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("rates: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r Rate
		if err := rows.Scan(&r.Currency, &r.Quote, &r.Day, &r.Rate); err != nil {
			return nil, fmt.Errorf("rates: %w", err)
		}
		into = append(into, r)
	}
	return into, database.Explain(rows.Err())
}

// Put stores a rate, in the place of the one that its two currencies had on its day, whichever way
// that one was told. It wraps [ErrInvalid].
func (s *Store) Put(ctx context.Context, r Rate) error {
	r, _, err := checked(r)
	if err != nil {
		return err
	}
	return s.put(ctx, []Rate{r})
}

func (s *Store) put(ctx context.Context, rates []Rate) error {
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		forget, err := tx.PrepareContext(ctx, `DELETE FROM rates WHERE currency = ? AND quote = ? AND day = ?`)
		if err != nil {
			return err
		}
		defer func() { _ = forget.Close() }()
		store, err := tx.PrepareContext(ctx, `INSERT INTO rates (currency, quote, day, rate) VALUES (?, ?, ?, ?)
			ON CONFLICT (currency, quote, day) DO UPDATE SET rate = excluded.rate`)
		if err != nil {
			return err
		}
		defer func() { _ = store.Close() }()
		backwards := map[pair]bool{} // whether there is any rate to forget
		for _, r := range rates {
			other := pair{r.Quote, r.Currency}
			known, looked := backwards[other]
			if !looked {
				if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM rates WHERE currency = ? AND quote = ?)`, other.currency, other.quote).Scan(&known); err != nil {
					return err
				}
				backwards[other] = known
			}
			if known {
				if _, err := forget.ExecContext(ctx, other.currency, other.quote, r.Day); err != nil {
					return err
				}
			}
			if _, err := store.ExecContext(ctx, r.Currency, r.Quote, r.Day, r.Rate); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("rates: %w", err)
	}
	return nil
}

// Remove forgets the rate of two currencies on a day. It wraps [ErrNotFound] or [ErrInvalid].
func (s *Store) Remove(ctx context.Context, currency, quote string, day calendar.Day) error {
	currency, err := Code(currency)
	if err != nil {
		return err
	}
	if quote, err = Code(quote); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM rates WHERE currency = ? AND quote = ? AND day = ?`, currency, quote, day)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("%w; look at the list of rates", ErrNotFound)
	})
}

// Convert returns amounts of one day in one currency; see [Table.Convert].
func (s *Store) Convert(ctx context.Context, amounts []money.Amount, on calendar.Day, to string) (Converted, error) {
	_, total, err := s.Days(ctx, map[calendar.Day][]money.Amount{on: amounts}, to)
	return total, err
}

// Days returns amounts of several days in one currency, each day at its own rates; see
// [Table.Days]. It wraps [ErrInvalid] where to is no currency.
func (s *Store) Days(ctx context.Context, days map[calendar.Day][]money.Amount, to string) (map[calendar.Day]Converted, Converted, error) {
	to, err := Code(to)
	if err != nil {
		return nil, Converted{}, err
	}
	var span calendar.Span
	from := map[string]bool{}
	for day, amounts := range days {
		if span.Empty() {
			span = calendar.Through(day, day)
		}
		span = calendar.Through(min(span.Start, day), max(span.Last(), day))
		for _, a := range amounts {
			from[a.Currency] = a.Currency != to
		}
	}
	t, err := s.table(ctx, span, from, to)
	if err != nil {
		return nil, Converted{}, err
	}
	each, total := t.Days(days, to)
	return each, total, nil
}

// table loads what converting amounts of span can need. A file of the ECB makes hundreds of
// thousands of rates, of which a month needs a few dozen.
func (s *Store) table(ctx context.Context, span calendar.Span, from map[string]bool, to string) (*Table, error) {
	var needed []Rate
	pairs, err := s.pairs(ctx, from, to)
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		needed, err = s.read(ctx, needed, `SELECT currency, quote, day, rate FROM rates WHERE currency = ?1 AND quote = ?2 AND day < ?4
			AND day >= coalesce((SELECT max(day) FROM rates WHERE currency = ?1 AND quote = ?2 AND day <= ?3), '')`, p.currency, p.quote, span.Start, span.End)
		if err != nil {
			return nil, err
		}
	}
	return NewTable(needed)
}

// pairs returns the stored pairs by which some currency of from can be brought to another one, in
// one step or in two.
func (s *Store) pairs(ctx context.Context, from map[string]bool, to string) ([]pair, error) {
	if !slices.Contains(values(from), true) {
		return nil, nil
	}
	all, err := s.allPairs(ctx)
	if err != nil {
		return nil, err
	}
	reached, needed := map[string]bool{}, map[string]bool{} // beside to; beside a currency of from
	for _, p := range all {
		for _, side := range []pair{p, {p.quote, p.currency}} {
			reached[side.currency] = reached[side.currency] || side.quote == to
			needed[side.currency] = needed[side.currency] || from[side.quote]
		}
	}
	useful := func(currency string) bool {
		return currency == to || from[currency] || reached[currency] && needed[currency]
	}
	return slices.DeleteFunc(all, func(p pair) bool { return !useful(p.currency) || !useful(p.quote) }), nil
}

func values(of map[string]bool) []bool {
	list := make([]bool, 0, len(of))
	for _, v := range of {
		list = append(list, v)
	}
	return list
}

// allPairs steps from pair to pair along the table's key: looking at every row for it takes longer
// the more rates there are.
func (s *Store) allPairs(ctx context.Context) ([]pair, error) {
	rows, err := s.db.Read.QueryContext(ctx, `WITH RECURSIVE
		of (currency) AS (
			SELECT min(currency) FROM rates
			UNION ALL SELECT (SELECT min(r.currency) FROM rates r WHERE r.currency > of.currency) FROM of WHERE currency IS NOT NULL),
		pairs (currency, quote) AS (
			SELECT currency, (SELECT min(r.quote) FROM rates r WHERE r.currency = of.currency) FROM of WHERE currency IS NOT NULL
			UNION ALL SELECT currency, (SELECT min(r.quote) FROM rates r WHERE r.currency = pairs.currency AND r.quote > pairs.quote) FROM pairs WHERE quote IS NOT NULL)
		SELECT currency, quote FROM pairs WHERE quote IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("rates: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	var all []pair
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.currency, &p.quote); err != nil {
			return nil, fmt.Errorf("rates: %w", err)
		}
		all = append(all, p)
	}
	return all, database.Explain(rows.Err())
}
