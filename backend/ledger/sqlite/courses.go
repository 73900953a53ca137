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
			c := courses{span: f.Span, by: by, account: v.account, at: map[courseKey]int{}}
			if c.flags, err = flagsOf(ctx, tx, f.Span, v.account); err != nil {
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
	flags   flags
	list    []ledger.Course
	at      map[courseKey]int
	err     error
}

type courseKey struct {
	key      string
	basis    ledger.Basis
	currency string
}

func (c *courses) fill(ctx context.Context, tx *sql.Tx, v sieve, dimension, column string) error {
	filtered, keep, ok := v.rollup()
	var err error
	switch {
	case ok && (filtered == "" || filtered == dimension):
		err = eachDay(ctx, tx, c.span, v.account, dimension, keep, func(d daySum) { c.add(v, d) })
	case ok && dimension == "":
		err = eachDay(ctx, tx, c.span, v.account, filtered, keep, func(d daySum) {
			d.key = ""
			c.add(v, d)
		})
	default:
		err = eachSum(ctx, tx, c.span, v, column, func(d daySum) { c.add(v, d) })
	}
	return errors.Join(err, c.err)
}

func (c *courses) add(v sieve, d daySum) {
	if !c.flags.counts(d.basis, d.at) || !v.leaves(d.basis, true) {
		return
	}
	switch c.by {
	case ledger.ByAccount:
		d.key = v.account
	case ledger.ByBasis:
		d.key = string(d.basis)
	}
	id := courseKey{d.key, d.basis, d.currency}
	i, ok := c.at[id]
	if !ok {
		i = len(c.list)
		c.at[id] = i
		c.list = append(c.list, ledger.Course{Account: v.account, Key: d.key, Basis: d.basis, Currency: d.currency, Nanos: make([]int64, c.span.Len())})
	}
	if err := plusNanos(&c.list[i].Nanos[d.at], d.nanos); err != nil {
		c.err = err
	}
}

// eachSum calls each for every day, basis, group and currency of the entries that a sieve
// leaves, whether they count or not.
func eachSum(ctx context.Context, tx *sql.Tx, span calendar.Span, v sieve, column string, each func(daySum)) error {
	condition, args := v.where()
	rows, err := tx.QueryContext(ctx, `SELECT e.day, e.basis, `+column+`, e.currency, sum(e.nanos), count(*) FROM entries e
		WHERE e.account = ? AND e.day >= ? AND e.day < ? AND `+condition+` GROUP BY 1, 2, 3, 4`, append([]any{v.account, span.Start, span.End}, args...)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var day calendar.Day
		var d daySum
		if err := rows.Scan(&day, &d.basis, &d.key, &d.currency, &d.nanos, &d.entries); err != nil {
			return err
		}
		d.at = day.Sub(span.Start)
		each(d)
	}
	return rows.Err()
}
