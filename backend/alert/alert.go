// Package alert says which news is due about an account's limit, exactly once, and sees that
// it arrives.
//
// News is a row of the database that is unique per account, kind, level, period and limit:
// whichever process notices first writes it, together with its deliveries, in one
// transaction, before anything is sent. Amounts that dip and rise again, days that are read
// again, restarts and a second process therefore find it written already. A limit that was
// raised is another limit, so crossing it is news again.
//
// # How exactly once
//
// A delivery is taken under a lease before it is sent and marked when the place took it. A
// process that is killed in between, a few milliseconds, leaves it to be sent again by the
// next: news that comes twice after a crash is better than none.
package alert

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"log/slog"
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/notify"
)

// Options are what a desk works with.
type Options struct {
	DB       *database.DB
	Accounts *account.Store
	Book     ledger.Store
	Holder   account.Holder
	Now      func() time.Time
	Log      *slog.Logger
	// Channels are the sinks that news is written for; Sinks are those of them that this
	// process can reach. The others wait for a process that can.
	Channels []string
	Sinks    []notify.Sink
}

// Desk notices news and delivers it.
type Desk struct{ Options }

// New returns a desk.
func New(o Options) *Desk { return &Desk{o} }

const kindLimit = Level

// Evaluate writes the news that is due, of the given accounts or of all, and sends nothing.
// It may be called at any time by any process.
func (d *Desk) Evaluate(ctx context.Context, ids ...string) error {
	accounts, err := d.Accounts.List(ctx)
	if err != nil {
		return err
	}
	today := calendar.DayOf(d.Now())
	for _, a := range accounts {
		if a.Limit == nil || !chosen(a.ID, ids) {
			continue
		}
		if err := d.evaluate(ctx, a, today); err != nil {
			return fmt.Errorf("alert: %s: %w", a.ID, err)
		}
	}
	return nil
}

func chosen(id string, ids []string) bool {
	for _, c := range ids {
		if c == id {
			return true
		}
	}
	return len(ids) == 0
}

func (d *Desk) evaluate(ctx context.Context, a account.Account, today calendar.Day) error {
	period := a.Period(today)
	spent, err := d.spent(ctx, a, period)
	if err != nil {
		return err
	}
	for _, percent := range budget.DefaultLevels() {
		if !budget.Crossed(spent, *a.Limit, percent) {
			continue
		}
		due, err := d.isNew(ctx, a, percent, period)
		if err != nil {
			return err
		}
		if !due {
			continue
		}
		outlook, err := d.forecast(ctx, a, period, today)
		if err != nil {
			return err
		}
		if err := d.write(ctx, a, percent, period, spent, words(a, percent, period, spent, outlook)); err != nil {
			return err
		}
	}
	return nil
}

// spent returns what counts in the period, in the limit's currency; other currencies have no
// rate here and are no part of the limit.
func (d *Desk) spent(ctx context.Context, a account.Account, period calendar.Span) (money.Amount, error) {
	rows, err := d.Book.Sum(ctx, period, ledger.ByAccount, []string{a.ID})
	if err != nil {
		return money.Amount{}, err
	}
	spent := money.Zero(a.Limit.Currency)
	for _, r := range rows {
		if r.Amount.Currency == spent.Currency {
			spent.Value = spent.Value.Add(r.Amount.Value)
		}
	}
	return spent, nil
}

func (d *Desk) forecast(ctx context.Context, a account.Account, period calendar.Span, today calendar.Day) (forecast.Forecast, error) {
	known := calendar.Span{Start: min(period.Start, today.Add(-31)), End: today.Add(1)}
	days, err := d.Book.Days(ctx, known, []string{a.ID})
	if err != nil {
		return forecast.Forecast{}, err
	}
	return forecast.Of(period, today, a.Limit.Currency, forecast.Daily(days, a.Limit.Currency)), nil
}

// isNew is a cheap look before the forecast is made; the unique row decides.
func (d *Desk) isNew(ctx context.Context, a account.Account, percent int, period calendar.Span) (bool, error) {
	nanos, err := a.Limit.Nanos()
	if err != nil {
		return false, err
	}
	var n int
	err = d.DB.Read.QueryRowContext(ctx, `SELECT count(*) FROM alerts WHERE account = ? AND kind = ? AND level = ? AND period_start = ? AND limit_nanos = ? AND limit_currency = ?`,
		a.ID, kindLimit, percent, period.Start, nanos, a.Limit.Currency).Scan(&n)
	return n == 0, err
}

func (d *Desk) write(ctx context.Context, a account.Account, percent int, period calendar.Span, spent money.Amount, m notify.Message) error {
	limit, err := a.Limit.Nanos()
	if err != nil {
		return err
	}
	amount, err := spent.Nanos()
	if err != nil {
		return err
	}
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		id := newID()
		done, err := tx.ExecContext(ctx, `INSERT INTO alerts (id, account, kind, level, period_start, period_end, limit_nanos, limit_currency, spent_nanos, title, body, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (account, kind, level, period_start, limit_nanos, limit_currency) DO NOTHING`,
			id, a.ID, kindLimit, percent, period.Start, period.End, limit, a.Limit.Currency, amount, m.Title, m.Body, d.Now().UTC().Format(time.RFC3339))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for _, channel := range d.Channels {
			if _, err := tx.ExecContext(ctx, `INSERT INTO deliveries (alert, sink, status) VALUES (?, ?, 'pending')`, id, channel); err != nil {
				return err
			}
		}
		return nil
	})
}

func newID() string {
	var random [12]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	return hex.EncodeToString(random[:])
}

// List returns the alerts that a filter chooses, the newest first.
func (d *Desk) List(ctx context.Context, f Filter) ([]Alert, error) {
	limit := f.Most
	if limit <= 0 {
		limit = 50
	}
	labels, err := d.labels(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT id, account, kind, level, period_start, period_end, limit_nanos, limit_currency, spent_nanos, title, body, created_at, seen
		FROM alerts ORDER BY created_at DESC, level DESC, id LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("alert: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Alert{}
	for rows.Next() {
		var a Alert
		var limitNanos, spentNanos int64
		var currency, created string
		var period calendar.Span
		if err := rows.Scan(&a.ID, &a.Subject, &a.Kind, &a.Level, &period.Start, &period.End, &limitNanos, &currency, &spentNanos, &a.Title, &a.Body, &created, &a.Seen); err != nil {
			return nil, fmt.Errorf("alert: %w", err)
		}
		a.Label = labels[a.Subject]
		limit, spent := money.FromNanos(limitNanos, currency), money.FromNanos(spentNanos, currency)
		a.Limit, a.Amount, a.Period, a.Facts = &limit, &spent, &period, []notify.Fact{}
		a.CreatedAt, _ = time.Parse(time.RFC3339, created)
		list = append(list, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("alert: %w", err)
	}
	for i := range list {
		if list[i].Deliveries, err = d.deliveries(ctx, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (d *Desk) labels(ctx context.Context) (map[string]string, error) {
	accounts, err := d.Accounts.All(ctx)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, a := range accounts {
		labels[a.ID] = a.Label
	}
	return labels, nil
}

// MarkSeen marks alerts as read.
func (d *Desk) MarkSeen(ctx context.Context, ids ...string) error {
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, `UPDATE alerts SET seen = 1 WHERE id = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
}
