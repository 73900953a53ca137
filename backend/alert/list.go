package alert

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/channel"
	"outlay/backend/database"
	"outlay/backend/money"
	"outlay/backend/notify"
	"outlay/backend/notify/email"
	"outlay/backend/notify/webhook"
)

const usualPage, longestPage = 50, 500

// List returns the alerts that a filter chooses, the newest first.
func (d *Desk) List(ctx context.Context, f Filter) ([]Alert, error) {
	where, args := f.where()
	alerts, err := list(ctx, d.DB.Read, where, args...)
	if err != nil {
		return nil, fmt.Errorf("alert: %w", err)
	}
	return alerts, d.withDeliveries(ctx, alerts)
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, values ...any) {
		conditions, args = append(conditions, condition), append(args, values...)
	}
	if f.Kind != "" {
		add("kind = ?", f.Kind)
	}
	if f.Subject != "" {
		add("subject = ?", f.Subject)
	}
	if f.Unseen {
		add("seen = 0")
	}
	if f.Failed {
		add("id IN (SELECT alert FROM deliveries WHERE status = 'failed')")
	}
	if f.Before != "" {
		add(`(created_at, level, id) < (SELECT created_at, level, id FROM alerts WHERE id = ?)`, f.Before)
	}
	most := f.Most
	if most <= 0 {
		most = usualPage
	}
	return "WHERE " + strings.Join(conditions, " AND ") + " ORDER BY created_at DESC, level DESC, id DESC LIMIT ?", append(args, min(most, longestPage))
}

// Get returns one alert with its deliveries, or wraps [ErrNotFound].
func (d *Desk) Get(ctx context.Context, id string) (Alert, error) {
	found, err := list(ctx, d.DB.Read, `WHERE id = ?`, id)
	if err != nil {
		return Alert{}, fmt.Errorf("alert: %w", err)
	}
	if len(found) == 0 {
		return Alert{}, fmt.Errorf("%w: %.40q", ErrNotFound, id)
	}
	return found[0], d.withDeliveries(ctx, found)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func list(ctx context.Context, from querier, where string, args ...any) ([]Alert, error) {
	rows, err := from.QueryContext(ctx, `SELECT id, kind, subject, label, level, period_start, period_end, limit_nanos, amount_nanos, currency,
		title, body, advice, facts, urgent, created_at, seen, withdrawn FROM alerts `+where, args...)
	if err != nil {
		return nil, database.Explain(err)
	}
	defer func() { _ = rows.Close() }()
	alerts := []Alert{}
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return nil, err
		}
		alerts = append(alerts, a)
	}
	return alerts, rows.Err()
}

func scan(rows *sql.Rows) (a Alert, err error) {
	var (
		period         calendar.Span
		limit, amount  sql.NullInt64
		currency       string
		facts, created string
	)
	if err := rows.Scan(&a.ID, &a.Kind, &a.Subject, &a.Label, &a.Level, &period.Start, &period.End, &limit, &amount, &currency,
		&a.Title, &a.Body, &a.Advice, &facts, &a.Urgent, &created, &a.Seen, &a.Withdrawn); err != nil {
		return a, err
	}
	if period.Start != "" {
		a.Period = &period
	}
	a.Limit, a.Amount = amountOf(limit, currency), amountOf(amount, currency)
	if err := json.Unmarshal([]byte(facts), &a.Facts); err != nil || a.Facts == nil {
		a.Facts = []notify.Fact{} // the sentences say the same
	}
	a.CreatedAt, err = time.Parse(time.RFC3339, created)
	return a, err
}

func amountOf(nanos sql.NullInt64, currency string) *money.Amount {
	if !nanos.Valid {
		return nil
	}
	a := money.FromNanos(nanos.Int64, currency)
	return &a
}

func (d *Desk) withDeliveries(ctx context.Context, alerts []Alert) error {
	channels, err := d.Channels.List(ctx)
	if err != nil {
		return err
	}
	for i := range alerts {
		if alerts[i].Deliveries, err = d.deliveries(ctx, alerts[i].ID, channels); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) deliveries(ctx context.Context, id string, channels []channel.Channel) ([]Delivery, error) {
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT channel, status, attempts, next_try, sent_at, error FROM deliveries WHERE alert = ? ORDER BY channel <> 'native', channel`, id)
	if err != nil {
		return nil, fmt.Errorf("alert: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Delivery{}
	for rows.Next() {
		var v Delivery
		var next int64
		var sent string
		if err := rows.Scan(&v.Channel, &v.Status, &v.Attempts, &next, &sent, &v.Error); err != nil {
			return nil, fmt.Errorf("alert: %w", err)
		}
		if v.Status == "pending" && next > 0 {
			at := time.UnixMilli(next).UTC()
			v.NextTry = &at
		}
		if t, err := time.Parse(time.RFC3339, sent); err == nil {
			v.SentAt = &t
		}
		v.Name = named(channels, v.Channel)
		list = append(list, v)
	}
	return list, rows.Err()
}

func named(channels []channel.Channel, id string) string {
	for _, c := range channels {
		if c.ID == id {
			return c.Label
		}
	}
	return id
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

// Preview returns what a channel sends for an alert. It wraps [ErrNotFound] and
// [channel.ErrNotFound].
func (d *Desk) Preview(ctx context.Context, id, channelID string) (Preview, error) {
	a, err := d.Get(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	c, err := d.Channels.Get(ctx, channelID)
	if err != nil {
		return Preview{}, err
	}
	m := a.message()
	switch {
	case c.Email != nil:
		subject, text, html := email.Render(*c.Email, m)
		return Preview{Subject: subject, Text: text, HTML: html}, nil
	case c.Webhook != nil:
		_, body := webhook.Render(*c.Webhook, m)
		return Preview{Text: string(body)}, nil
	}
	return Preview{Subject: m.Title, Text: brief(m).Body}, nil
}
