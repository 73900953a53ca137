package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// usageParts are the dimensions that usage has. An account's is added up from its models'.
var usageParts = map[ledger.Dimension]string{ledger.ByAccount: "model", ledger.ByModel: "model", ledger.ByProject: "project", ledger.ByKey: "key"}

// Consumed implements [ledger.Store]. Whole months are answered by their sums where those know
// the filter.
func (s *Store) Consumed(ctx context.Context, f ledger.Filter, by ledger.Dimension) ([]ledger.Usage, error) {
	dimension, ok := usageParts[by]
	if !ok {
		return nil, fmt.Errorf("ledger: consumed: no usage by %.20q", by)
	}
	f.Bases, f.Text, f.Named, f.Counted = nil, "", nil, nil
	var err error
	if f.Accounts, err = s.inOrder(ctx, f.Accounts); err != nil {
		return nil, wrap("consumed", err)
	}
	list := []ledger.Usage{}
	err = s.look(ctx, func(tx *sql.Tx) error {
		for _, v := range sievesOf(f) {
			c := consumed{account: v.account, by: by, at: map[string]int{}}
			if err := c.fill(ctx, tx, f.Span, v, dimension); err != nil {
				return err
			}
			list = append(list, c.list...)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b ledger.Usage) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Model, b.Model), cmp.Compare(a.Project, b.Project), cmp.Compare(a.Key, b.Key))
	})
	return list, wrap("consumed", err)
}

// consumed is the usage of one account.
type consumed struct {
	account string
	by      ledger.Dimension
	list    []ledger.Usage
	at      map[string]int
}

func (c *consumed) add(key string, u ledger.Usage) {
	if c.by == ledger.ByAccount {
		key = ""
	}
	if i, ok := c.at[key]; ok {
		addUsage(&c.list[i], u)
		return
	}
	c.at[key] = len(c.list)
	u.Account = c.account
	switch c.by {
	case ledger.ByModel:
		u.Model = key
	case ledger.ByProject:
		u.Project = key
	case ledger.ByKey:
		u.Key = key
	}
	c.list = append(c.list, u)
}

func (c *consumed) fill(ctx context.Context, tx *sql.Tx, span calendar.Span, v sieve, dimension string) error {
	filtered, keep, ok := v.rollup()
	if ok && c.by == ledger.ByAccount && filtered != "" {
		dimension = filtered
	}
	whole := calendar.Span{}
	if ok && (filtered == "" || filtered == dimension) {
		var err error
		if whole, err = wholeMonths(ctx, tx, span, v.account); err != nil {
			return err
		}
	}
	if whole.Empty() {
		return c.days(ctx, tx, span, v, dimension)
	}
	if err := c.months(ctx, tx, whole, dimension, keep); err != nil {
		return err
	}
	if err := c.days(ctx, tx, calendar.Span{Start: span.Start, End: whole.Start}, v, dimension); err != nil {
		return err
	}
	return c.days(ctx, tx, calendar.Span{Start: whole.End, End: span.End}, v, dimension)
}

const laterUsageQuery = `SELECT EXISTS (SELECT 1 FROM usage WHERE account = ? AND day >= ? AND day < ?)`

// wholeMonths returns the months of span that are in it as a whole, or as far as there is any
// usage: of this month that is mostly so.
func wholeMonths(ctx context.Context, tx *sql.Tx, span calendar.Span, account string) (calendar.Span, error) {
	whole := calendar.Span{Start: span.Start, End: span.End}
	if month := calendar.Month(span.Start); month.Start != span.Start {
		whole.Start = month.End
	}
	if month := calendar.Month(span.End); month.Start != span.End {
		var later bool
		if err := tx.QueryRowContext(ctx, laterUsageQuery, account, span.End, month.End).Scan(&later); err != nil {
			return whole, err
		}
		whole.End = month.End
		if later {
			whole.End = month.Start
		}
	}
	return whole, nil
}

const usageMonthsQuery = `SELECT key, sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(requests), sum(other_units)
		FROM usage_months WHERE account = ? AND dimension = ? AND month >= ? AND month <= ? GROUP BY key`

func (c *consumed) months(ctx context.Context, tx *sql.Tx, whole calendar.Span, dimension string, keep func(string) bool) error {
	rows, err := tx.QueryContext(ctx, usageMonthsQuery, c.account, dimension, whole.Start[:7], whole.Last()[:7])
	if err != nil {
		return err
	}
	return c.take(rows, keep)
}

func (c *consumed) days(ctx context.Context, tx *sql.Tx, span calendar.Span, v sieve, dimension string) error {
	if span.Empty() {
		return nil
	}
	condition, args := v.where()
	column := "e." + usageColumns[dimension]
	rows, err := tx.QueryContext(ctx, `SELECT `+column+`, sum(e.input_tokens), sum(e.cached_tokens), sum(e.cache_write_tokens), sum(e.output_tokens), sum(e.requests), sum(e.other_units)
		FROM usage e WHERE e.account = ? AND e.day >= ? AND e.day < ? AND `+condition+` GROUP BY 1`, append([]any{v.account, span.Start, span.End}, args...)...)
	if err != nil {
		return err
	}
	return c.take(rows, nil)
}

func (c *consumed) take(rows *sql.Rows, keep func(string) bool) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key string
		var u ledger.Usage
		if err := rows.Scan(&key, &u.InputTokens, &u.CachedTokens, &u.CacheWriteTokens, &u.OutputTokens, &u.Requests, &u.OtherUnits); err != nil {
			return err
		}
		if keep == nil || keep(key) {
			c.add(key, u)
		}
	}
	return rows.Err()
}
