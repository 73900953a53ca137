package sqlite

import (
	"fmt"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// consumer is what a row of usage belongs to.
type consumer struct {
	day                       calendar.Day
	kind, model, project, key string
}

// usage replaces the span's usage by what was read, writing only what differs.
func (w *writer) usage() error {
	next := map[consumer]ledger.Usage{}
	for _, u := range w.read.Usage {
		if u.Account != w.read.Account || !w.read.Span.Contains(u.Day) {
			return fmt.Errorf("usage of %s is not of the account and span that were read", u.Day)
		}
		c := consumer{u.Day, u.Kind, u.Model, u.Project, u.Key}
		sum, ok := next[c]
		if !ok {
			next[c] = u
			continue
		}
		addUsage(&sum, u)
		next[c] = sum
	}
	old, err := w.storedUsage()
	if err != nil {
		return err
	}
	touched := map[calendar.Day]bool{}
	for c := range old {
		if _, ok := next[c]; !ok {
			touched[c.day] = true
			if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM usage WHERE account = ? AND day = ? AND kind = ? AND model = ? AND project = ? AND api_key = ?`,
				w.read.Account, c.day, c.kind, c.model, c.project, c.key); err != nil {
				return err
			}
		}
	}
	insert, err := w.tx.PrepareContext(w.ctx, `INSERT OR REPLACE INTO usage (account, day, kind, model, project, api_key, input_tokens, cached_tokens, cache_write_tokens, output_tokens, requests, other_units)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }()
	for c, u := range next {
		if was, ok := old[c]; ok && was == u {
			continue
		}
		touched[c.day] = true
		if _, err := insert.ExecContext(w.ctx, w.read.Account, string(c.day), c.kind, c.model, c.project, c.key,
			u.InputTokens, u.CachedTokens, u.CacheWriteTokens, u.OutputTokens, u.Requests, u.OtherUnits); err != nil {
			return err
		}
	}
	return w.usageMonths(touched)
}

func (w *writer) storedUsage() (map[consumer]ledger.Usage, error) {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT day, kind, model, project, api_key, input_tokens, cached_tokens, cache_write_tokens, output_tokens, requests, other_units
		FROM usage WHERE account = ? AND day >= ? AND day < ?`, w.read.Account, w.read.Span.Start, w.read.Span.End)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	old := map[consumer]ledger.Usage{}
	for rows.Next() {
		u := ledger.Usage{Account: w.read.Account}
		if err := rows.Scan(&u.Day, &u.Kind, &u.Model, &u.Project, &u.Key, &u.InputTokens, &u.CachedTokens, &u.CacheWriteTokens, &u.OutputTokens, &u.Requests, &u.OtherUnits); err != nil {
			return nil, err
		}
		old[consumer{u.Day, u.Kind, u.Model, u.Project, u.Key}] = u
	}
	return old, rows.Err()
}
