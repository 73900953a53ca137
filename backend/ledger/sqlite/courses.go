package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// grouping is which dimension of the months a course is of, and the column of entries.
var grouping = map[ledger.Dimension]struct{ dimension, column string }{
	ledger.ByDay: {"", "''"}, ledger.ByAccount: {"", "''"}, ledger.ByBasis: {"", "''"},
	ledger.ByModel: {"model", "e.model"}, ledger.ByProject: {"project", "e.project"}, ledger.ByKey: {"key", "e.api_key"},
}

// Courses implements [ledger.Store]. A filter on the dimension that is grouped by, or one
// filter where nothing is grouped, is answered by the months; any other by the entries.
func (s *Store) Courses(ctx context.Context, f ledger.Filter, by ledger.Dimension) ([]ledger.Course, error) {
	group, ok := grouping[by]
	if !ok {
		return nil, fmt.Errorf("ledger: courses: no dimension %.20q", by)
	}
	f.Text, f.Named, f.Counted = "", nil, nil
	var err error
	if f.Accounts, err = s.inOrder(ctx, f.Accounts); err != nil {
		return nil, wrap("courses", err)
	}
	list := []ledger.Course{}
	err = s.look(ctx, func(tx *sql.Tx) error {
		for _, v := range sievesOf(f) {
			c := courses{span: f.Span, by: by, account: v.account, at: map[stretch]int{}}
			if c.flags, err = s.flags.of(ctx, tx, v.account); err != nil {
				return err
			}
			if err := c.fill(ctx, tx, v, group.dimension, group.column); err != nil {
				return err
			}
			list = append(list, c.list...)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b ledger.Course) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Currency, b.Currency))
	})
	return list, wrap("courses", err)
}

// courses are those of one account.
type courses struct {
	span    calendar.Span
	by      ledger.Dimension
	account string
	flags   *flags
	list    []ledger.Course
	at      map[stretch]int
	err     error
}

func (c *courses) fill(ctx context.Context, tx *sql.Tx, v sieve, dimension, column string) error {
	filtered, keep, ok := v.rollup()
	var err error
	switch {
	case ok && (filtered == "" || filtered == dimension):
		err = eachDay(ctx, tx, c.span, v.account, dimension, keep, func(s stretch) day { return c.course(v, s) })
	case ok && dimension == "":
		err = eachDay(ctx, tx, c.span, v.account, filtered, keep, func(s stretch) day {
			s.key = ""
			return c.course(v, s)
		})
	default:
		err = eachSum(ctx, tx, c.span, v, column, func(at int, s stretch, nanos int64) {
			if take := c.course(v, s); take != nil {
				take(at, nanos, 1)
			}
		})
	}
	return errors.Join(err, c.err)
}

// course returns what adds a stretch's days, of those that count, to its course. There is none
// before the first day does.
func (c *courses) course(v sieve, s stretch) day {
	if !v.leaves(s.basis, true) {
		return nil
	}
	switch c.by {
	case ledger.ByAccount:
		s.key = v.account
	case ledger.ByBasis:
		s.key = string(s.basis)
	}
	counted, from := c.flags.counted[s.basis], c.flags.from(c.span)
	var nanos []int64
	if i, ok := c.at[s]; ok {
		nanos = c.list[i].Nanos
	}
	return func(day int, more int64, _ int) {
		if !at(counted, from+day) {
			return
		}
		if nanos == nil {
			nanos = make([]int64, c.span.Len())
			c.at[s] = len(c.list)
			c.list = append(c.list, ledger.Course{Account: v.account, Key: s.key, Basis: s.basis, Currency: s.currency, Nanos: nanos})
		}
		if err := plusNanos(&nanos[day], more); err != nil {
			c.err = err
		}
	}
}

// eachSum calls each for every day, basis, group and currency of the entries that a sieve
// leaves, whether they count or not.
func eachSum(ctx context.Context, tx *sql.Tx, span calendar.Span, v sieve, column string, each func(at int, s stretch, nanos int64)) error {
	condition, args := v.where()
	rows, err := tx.QueryContext(ctx, `SELECT e.day, e.basis, `+column+`, e.currency, sum(e.nanos) FROM entries e
		WHERE e.account = ? AND e.day >= ? AND e.day < ? AND `+condition+` GROUP BY 1, 2, 3, 4`, append([]any{v.account, span.Start, span.End}, args...)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var day calendar.Day
		var s stretch
		var nanos int64
		if err := rows.Scan(&day, &s.basis, &s.key, &s.currency, &nanos); err != nil {
			return err
		}
		each(day.Sub(span.Start), s, nanos)
	}
	return rows.Err()
}
