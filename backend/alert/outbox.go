package alert

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"outlay/backend/database"
	"outlay/backend/notify"
)

// GiveUp is how old news is when a delivery that goes on failing is shown as failed.
const GiveUp = 48 * time.Hour

// fewestTries is how often a delivery is tried at least, over more than an hour: news may be
// days old before the first program starts that can send it.
const fewestTries = 10

// Deliver sends the news that waits for one of this process's sinks. A sink that fails is
// tried again later, by whichever process then can; the errors of sinks are in the delivery
// log, not in the result.
func (d *Desk) Deliver(ctx context.Context) error {
	for _, sink := range d.Sinks {
		for {
			m, sent, err := d.take(ctx, sink.Name())
			if err != nil {
				return fmt.Errorf("alert: deliver: %w", err)
			}
			if !sent {
				break
			}
			if err := d.mark(ctx, sink.Name(), m, sink.Send(ctx, m)); err != nil {
				return fmt.Errorf("alert: deliver: %w", err)
			}
		}
	}
	return nil
}

// take leases the next delivery that is due on a sink, so that no other process sends it.
func (d *Desk) take(ctx context.Context, sink string) (m notify.Message, found bool, err error) {
	waiting, err := d.waiting(ctx, sink)
	if err != nil || !waiting {
		return m, false, err
	}
	now := d.Now().UnixMilli()
	err = d.DB.Tx(ctx, func(tx *sql.Tx) error {
		id, err := d.next(ctx, tx, sink, now)
		if err != nil || id == "" {
			return err
		}
		var level int
		if err := tx.QueryRowContext(ctx, `SELECT id, title, body, level FROM alerts WHERE id = ?`, id).Scan(&m.ID, &m.Title, &m.Body, &level); err != nil {
			return err
		}
		m.Urgent, found = level >= 100, true
		_, err = tx.ExecContext(ctx, `UPDATE deliveries SET status = 'sending', attempts = attempts + 1, lease_holder = ? WHERE alert = ? AND sink = ?`, d.Holder.ID(), id, sink)
		return err
	})
	return m, found, err
}

// waiting looks without a write lock: most of the time there is nothing to send.
func (d *Desk) waiting(ctx context.Context, sink string) (bool, error) {
	var n int
	err := d.DB.Read.QueryRowContext(ctx, `SELECT count(*) FROM deliveries WHERE sink = ? AND status IN ('pending', 'sending')`, sink).Scan(&n)
	return n > 0, err
}

// next returns the alert whose delivery is due: pending, or being sent by a process that died.
// A pause longer than any there is comes from a clock that was set back since, and is over.
func (d *Desk) next(ctx context.Context, tx *sql.Tx, sink string, now int64) (string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT d.alert, d.status, d.lease_holder FROM deliveries d JOIN alerts a ON a.id = d.alert
		WHERE d.sink = ? AND d.status IN ('pending', 'sending') AND (d.next_try <= ? OR d.next_try > ?)
		ORDER BY a.created_at, a.level`, sink, now, now+longestPause.Milliseconds())
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, status, holder string
		if err := rows.Scan(&id, &status, &holder); err != nil {
			return "", err
		}
		if status == "pending" || !d.Holder.Alive(holder) {
			return id, nil
		}
	}
	return "", rows.Err()
}

// mark writes what became of a delivery. It is written even where the process is ending:
// what was sent is not sent again.
func (d *Desk) mark(ctx context.Context, sink string, m notify.Message, sendErr error) error {
	ctx = context.WithoutCancel(ctx)
	now := d.Now().UTC()
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		if sendErr == nil {
			_, err := tx.ExecContext(ctx, `UPDATE deliveries SET status = 'sent', sent_at = ?, error = '', lease_holder = '' WHERE alert = ? AND sink = ?`, now.Format(time.RFC3339), m.ID, sink)
			return err
		}
		var attempts int
		var created string
		err := tx.QueryRowContext(ctx, `SELECT d.attempts, a.created_at FROM deliveries d JOIN alerts a ON a.id = d.alert WHERE d.alert = ? AND d.sink = ?`, m.ID, sink).Scan(&attempts, &created)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // its account was removed meanwhile
		}
		if err != nil {
			return err
		}
		status := "pending"
		if since, err := time.Parse(time.RFC3339, created); err == nil && now.Sub(since) > GiveUp && attempts >= fewestTries {
			status = "failed"
		}
		_, err = tx.ExecContext(ctx, `UPDATE deliveries SET status = ?, next_try = ?, error = ?, lease_holder = '' WHERE alert = ? AND sink = ?`,
			status, now.Add(pause(attempts)).UnixMilli(), oneLine(sendErr), m.ID, sink)
		return err
	})
}

const longestPause = time.Hour

// pause grows from ten seconds to the longest.
func pause(attempts int) time.Duration {
	return min(longestPause, 10*time.Second<<min(max(attempts-1, 0), 12))
}

func oneLine(err error) string {
	text := strings.Join(strings.Fields(err.Error()), " ")
	return strings.ToValidUTF8(text[:min(len(text), 300)], "") // the cut may fall into a letter
}

func (d *Desk) deliveries(ctx context.Context, id string) ([]Delivery, error) {
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT sink, status, attempts, sent_at, error FROM deliveries WHERE alert = ? ORDER BY sink`, id)
	if err != nil {
		return nil, fmt.Errorf("alert: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Delivery{}
	for rows.Next() {
		var v Delivery
		var sent string
		if err := rows.Scan(&v.Channel, &v.Status, &v.Attempts, &sent, &v.Error); err != nil {
			return nil, fmt.Errorf("alert: %w", err)
		}
		if t, err := time.Parse(time.RFC3339, sent); err == nil {
			v.SentAt = &t
		}
		v.Name = v.Channel
		list = append(list, v)
	}
	return list, rows.Err()
}

// Look is how often [Desk.Run] looks for deliveries whose pause is over.
const Look = time.Minute

// Run notices news when the book changed and delivers it, until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	changed := d.DB.Changed(ctx, 2*time.Second)
	for {
		if err := d.Evaluate(ctx); err != nil && !errors.Is(err, context.Canceled) {
			d.Log.WarnContext(ctx, "alerts", "error", err.Error())
		}
		if err := d.Deliver(ctx); err != nil && !errors.Is(err, context.Canceled) {
			d.Log.WarnContext(ctx, "alerts", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-time.After(Look):
		}
	}
}
