package alert

import (
	"context"
	"database/sql"

	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/outlook"
)

// waits is news that waits to be sent on some channel.
type waits struct {
	id, subject, episode string
	kind                 Kind
	level                int
	period               calendar.Span
	limit                money.Amount
}

func (d *Desk) waitingNews(ctx context.Context) ([]waits, error) {
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT id, kind, subject, level, episode, period_start, period_end, limit_nanos, currency FROM alerts
		WHERE id IN (SELECT alert FROM deliveries WHERE status = 'pending')`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []waits
	for rows.Next() {
		var w waits
		var limit sql.NullInt64
		var currency string
		if err := rows.Scan(&w.id, &w.kind, &w.subject, &w.level, &w.episode, &w.period.Start, &w.period.End, &limit, &currency); err != nil {
			return nil, err
		}
		w.limit = money.FromNanos(limit.Int64, currency)
		list = append(list, w)
	}
	return list, rows.Err()
}

// takeBack withdraws what waits and, as a look found, is no longer true.
func (d *Desk) takeBack(ctx context.Context, list []waits, v view) error {
	if v.holds == nil {
		return nil
	}
	for _, w := range list {
		if v.holds(w) {
			continue
		}
		if err := d.withdraw(ctx, w.id); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) withdraw(ctx context.Context, id string) error {
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE deliveries SET status = 'withdrawn' WHERE alert = ? AND status = 'pending'`, id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err // it was sent meanwhile
		}
		_, err = tx.ExecContext(ctx, `UPDATE alerts SET withdrawn = 1 WHERE id = ?`, id)
		return err
	})
}

// stillDue says of a kind's news that waits that it holds as long as it would be written now.
func stillDue(kind Kind, due []news) func(waits) bool {
	holds := map[[2]string]bool{}
	for _, n := range due {
		holds[[2]string{n.subject, n.episode}] = true
	}
	return func(w waits) bool { return w.kind != kind || holds[[2]string{w.subject, w.episode}] }
}

// holdsIn says that news about a budget is still true. A level that was reached stays reached,
// even where a credit took the sum below it again: only another limit takes it back.
func (w waits) holdsIn(states []outlook.State) bool {
	for _, s := range states {
		if s.Budget.ID != w.subject || s.State.Period != w.period {
			continue
		}
		same := s.State.Limit.Currency == w.limit.Currency && s.State.Limit.Value.Equal(w.limit.Value)
		if w.kind == Crossing {
			return same && s.Crossing.Day != "" && !s.Crossing.Crossed
		}
		return same || reached(s, w.level)
	}
	for _, s := range states {
		if s.Budget.ID == w.subject && w.kind == Level && w.period.End <= s.State.Period.Start {
			return true // of a period long past: the news stays
		}
	}
	return false // the budget was removed, or has other periods
}
