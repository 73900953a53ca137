package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// DaysOf implements [ledger.Store]. One sort of part is answered by the rollups; projects and
// keys together by the entries, since one entry may be in both.
func (s *Store) DaysOf(ctx context.Context, span calendar.Span, parts []ledger.Part) ([]ledger.Day, error) {
	chosen := map[string]*choice{}
	for _, p := range parts {
		if chosen[p.Account] == nil {
			chosen[p.Account] = &choice{projects: []string{}, keys: []string{}}
		}
		if err := chosen[p.Account].add(p); err != nil {
			return nil, wrap("days of parts", err)
		}
	}
	accounts := make([]string, 0, len(chosen))
	for account := range chosen {
		accounts = append(accounts, account)
	}
	slices.Sort(accounts)
	days := []ledger.Day{}
	for _, account := range accounts {
		own, err := s.partOf(ctx, span, account, chosen[account])
		if err != nil {
			return nil, wrap("days of parts", err)
		}
		days = append(days, own...)
	}
	return days, nil
}

// choice is what was chosen of one account.
type choice struct {
	whole          bool
	projects, keys []string
}

func (c *choice) add(p ledger.Part) error {
	switch p.Of {
	case ledger.ByAccount:
		c.whole = true
	case ledger.ByProject:
		c.projects = append(c.projects, p.Key)
	case ledger.ByKey:
		c.keys = append(c.keys, p.Key)
	default:
		return fmt.Errorf("no part by %.20q", string(p.Of))
	}
	return nil
}

func (s *Store) partOf(ctx context.Context, span calendar.Span, account string, c *choice) ([]ledger.Day, error) {
	switch {
	case c.whole:
		days, err := s.daysOf(ctx, span, account, nil)
		return slices.DeleteFunc(days, func(d ledger.Day) bool { return !d.Counted }), err
	case len(c.keys) == 0:
		return s.partDays(ctx, rollupParts, span, account, "project", c.projects, nil)
	case len(c.projects) == 0:
		return s.partDays(ctx, rollupParts, span, account, "key", c.keys, nil)
	}
	return s.partDays(ctx, entryParts, span, account, "", c.projects, c.keys)
}

const rollupParts = `SELECT d.day, d.basis, d.read_at, d.settled, r.currency, sum(r.nanos)
		FROM days d LEFT JOIN rollups r ON r.account = d.account AND r.dimension = ?4 AND r.day = d.day AND r.basis = d.basis
			AND r.key IN (SELECT value FROM json_each(?5))
		WHERE d.account = ?1 AND d.day >= ?2 AND d.day < ?3 AND d.counted = 1 AND ?6 IS NOT NULL
		GROUP BY d.day, d.basis, r.currency ORDER BY d.day, d.basis, r.currency`

const entryParts = `SELECT d.day, d.basis, d.read_at, d.settled, e.currency, sum(e.nanos)
		FROM days d LEFT JOIN entries e ON e.account = d.account AND e.day = d.day AND e.basis = d.basis
			AND (e.project IN (SELECT value FROM json_each(?5)) OR e.api_key IN (SELECT value FROM json_each(?6)))
		WHERE d.account = ?1 AND d.day >= ?2 AND d.day < ?3 AND d.counted = 1 AND ?4 = ''
		GROUP BY d.day, d.basis, e.currency ORDER BY d.day, d.basis, e.currency`

func (s *Store) partDays(ctx context.Context, query string, span calendar.Span, account, dimension string, first, second []string) ([]ledger.Day, error) {
	firstList, err := json.Marshal(first)
	if err != nil {
		return nil, err
	}
	secondList, err := json.Marshal(second)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Read.QueryContext(ctx, query, account, span.Start, span.End, dimension, string(firstList), string(secondList))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var days []ledger.Day
	for rows.Next() {
		d := ledger.Day{Account: account, Totals: []money.Amount{}, Counted: true}
		var readAt string
		var currency sql.NullString
		var nanos sql.NullInt64
		if err := rows.Scan(&d.Day, &d.Basis, &readAt, &d.Settled, &currency, &nanos); err != nil {
			return nil, err
		}
		if d.ReadAt, err = time.Parse(time.RFC3339, readAt); err != nil {
			return nil, err
		}
		if last := len(days) - 1; last < 0 || days[last].Day != d.Day || days[last].Basis != d.Basis {
			days = append(days, d)
		}
		if currency.Valid {
			last := &days[len(days)-1]
			last.Totals = append(last.Totals, money.FromNanos(nanos.Int64, currency.String))
		}
	}
	return days, rows.Err()
}
