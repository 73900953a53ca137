package alert

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"outlay/backend/channel"
	"outlay/backend/notify"
	"outlay/backend/vault"
)

// GiveUp is how old news is when a delivery that goes on failing is shown as failed.
const GiveUp = 48 * time.Hour

// fewestTries is how often a delivery is tried at least, over more than an hour: news may be
// days old before the first program starts that can send it.
const fewestTries = 10

// patience is how long one delivery may take: longer than any channel's own time limit.
const patience = 40 * time.Second

// turn is how long a channel goes on taking news in one pass, so that the next pass, with what
// is news by then on all channels, does not wait for a server that hangs again and again.
const turn = 10 * time.Second

// Deliver sends the news that waits, on all channels at once: a slow one holds up the others for
// no longer than one delivery. A channel that fails is tried again later, by whichever process then can; why it failed is in
// the delivery log, not in the result.
func (d *Desk) Deliver(ctx context.Context) error {
	channels, err := d.Channels.List(ctx)
	if err != nil {
		return fmt.Errorf("alert: deliver: %w", err)
	}
	if err := d.dropUnwanted(ctx, channels); err != nil {
		return fmt.Errorf("alert: deliver: %w", err)
	}
	errs := make([]error, len(channels))
	var sending sync.WaitGroup
	for i, c := range channels {
		if c.On {
			sending.Go(func() { errs[i] = d.deliverTo(ctx, c) })
		}
	}
	sending.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("alert: deliver: %w", err)
	}
	return nil
}

func (d *Desk) deliverTo(ctx context.Context, c channel.Channel) error {
	waiting, err := d.waiting(ctx, c.ID)
	if err != nil || !waiting {
		return err // without a write lock, and without opening a secret: most of the time there is nothing to send
	}
	sink, err := d.sink(ctx, c)
	if err != nil || sink == nil {
		return err
	}
	mine, over := context.WithTimeout(ctx, turn)
	defer over()
	for mine.Err() == nil {
		m, found, err := d.take(ctx, c.ID)
		if err != nil || !found {
			return err
		}
		if err := d.mark(ctx, c, m, send(ctx, sink, m)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func send(ctx context.Context, sink notify.Sink, m notify.Message) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return sink.Send(ctx, m)
}

// sink returns what sends to a channel, nil where this process cannot now: the desktop's
// notifications are another process's or in their quiet hours, or no secret can be opened.
func (d *Desk) sink(ctx context.Context, c channel.Channel) (notify.Sink, error) {
	if c.Kind == channel.Native {
		return d.native(ctx)
	}
	sink, err := d.Channels.Sink(ctx, c.ID)
	switch {
	case errors.Is(err, vault.ErrLocked), errors.Is(err, channel.ErrNotFound):
		return nil, nil // it waits for a process that knows the passphrase, or was removed meanwhile
	case err != nil:
		return broken{c.ID, err}, nil
	}
	return sink, nil
}

func (d *Desk) native(ctx context.Context) (notify.Sink, error) {
	if d.Native == nil {
		return nil, nil
	}
	chosen, err := d.Settings.Get(ctx)
	if err != nil {
		return nil, err
	}
	zone := d.Zone
	if zone == nil {
		zone = time.Local
	}
	if chosen.Quiet(d.Now().In(zone)) {
		return nil, nil
	}
	return small{d.Native}, nil
}

// small gives a place with little room the short form.
type small struct{ notify.Sink }

func (s small) Send(ctx context.Context, m notify.Message) error { return s.Sink.Send(ctx, brief(m)) }

// broken is a channel whose secrets cannot be opened: its deliveries fail, and are shown so.
type broken struct {
	name string
	err  error
}

func (b broken) Name() string                               { return b.name }
func (b broken) Send(context.Context, notify.Message) error { return b.err }

// dropUnwanted takes back what waits for channels that are switched off or gone.
func (d *Desk) dropUnwanted(ctx context.Context, channels []channel.Channel) error {
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT DISTINCT channel FROM deliveries WHERE status = 'pending'`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var unwanted []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if !wanted(channels, id) {
			unwanted = append(unwanted, id)
		}
	}
	if err := rows.Err(); err != nil || len(unwanted) == 0 {
		return err
	}
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		for _, id := range unwanted {
			if _, err := tx.ExecContext(ctx, `UPDATE deliveries SET status = 'withdrawn', error = 'The channel was switched off or removed.' WHERE channel = ? AND status = 'pending'`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func wanted(channels []channel.Channel, id string) bool {
	for _, c := range channels {
		if c.ID == id {
			return c.On
		}
	}
	return false
}

// take leases the next delivery that is due on a channel, so that no other process sends it.
func (d *Desk) take(ctx context.Context, channel string) (m notify.Message, found bool, err error) {
	now := d.Now().UnixMilli()
	err = d.DB.Tx(ctx, func(tx *sql.Tx) error {
		id, err := d.next(ctx, tx, channel, now)
		if err != nil || id == "" {
			return err
		}
		alerts, err := list(ctx, tx, `WHERE id = ?`, id)
		if err != nil {
			return err
		}
		for _, a := range alerts {
			m, found = a.message(), true
		}
		_, err = tx.ExecContext(ctx, `UPDATE deliveries SET status = 'sending', attempts = attempts + 1, lease_holder = ? WHERE alert = ? AND channel = ?`, d.Holder.ID(), id, channel)
		return err
	})
	return m, found && err == nil, err
}

func (d *Desk) waiting(ctx context.Context, channel string) (bool, error) {
	var n int
	err := d.DB.Read.QueryRowContext(ctx, `SELECT count(*) FROM deliveries WHERE channel = ? AND status IN ('pending', 'sending')`, channel).Scan(&n)
	return n > 0, err
}

// next returns the alert whose delivery is due: pending, or being sent by a process that died.
// A pause longer than any there is comes from a clock that was set back since, and is over.
func (d *Desk) next(ctx context.Context, tx *sql.Tx, channel string, now int64) (string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT d.alert, d.status, d.lease_holder FROM deliveries d JOIN alerts a ON a.id = d.alert
		WHERE d.channel = ? AND d.status IN ('pending', 'sending') AND (d.next_try <= ? OR d.next_try > ?)
		ORDER BY a.created_at, a.level, a.id`, channel, now, now+longestPause.Milliseconds())
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
// what was sent is not sent again. A failure counts only while the delivery is still this
// process's: another that took it over knows better.
func (d *Desk) mark(ctx context.Context, c channel.Channel, m notify.Message, sendErr error) error {
	ctx = context.WithoutCancel(ctx)
	now := d.Now().UTC()
	if sendErr == nil {
		return d.DB.Tx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE deliveries SET status = 'sent', sent_at = ?, error = '', lease_holder = '' WHERE alert = ? AND channel = ?`, now.Format(time.RFC3339), m.ID, c.ID)
			return err
		})
	}
	err := d.DB.Tx(ctx, func(tx *sql.Tx) error {
		var attempts int
		err := tx.QueryRowContext(ctx, `SELECT attempts FROM deliveries WHERE alert = ? AND channel = ? AND status = 'sending' AND lease_holder = ?`,
			m.ID, c.ID, d.Holder.ID()).Scan(&attempts)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // what it was about was removed meanwhile, or another process took it over
		}
		if err != nil {
			return err
		}
		status := "pending"
		if errors.Is(sendErr, notify.ErrGone) || now.Sub(m.At) > GiveUp && attempts >= fewestTries {
			status = "failed"
		}
		_, err = tx.ExecContext(ctx, `UPDATE deliveries SET status = ?, next_try = ?, error = ?, lease_holder = '' WHERE alert = ? AND channel = ?`,
			status, now.Add(pauseAfter(sendErr, attempts)).UnixMilli(), oneLine(sendErr), m.ID, c.ID)
		return err
	})
	if err == nil && errors.Is(sendErr, notify.ErrGone) {
		err = d.Channels.SetProblem(ctx, c.ID, "The receiver says that this address is closed for good. Paste a new one, or remove the channel.")
	}
	return err
}

const longestPause = time.Hour

// pauseAfter is how long the place wants to be left alone, or else grows from ten seconds to the
// longest pause.
func pauseAfter(err error, attempts int) time.Duration {
	var later notify.Later
	if errors.As(err, &later) {
		return min(longestPause, max(later.Wait, time.Second))
	}
	return min(longestPause, 10*time.Second<<min(max(attempts-1, 0), 12))
}

func oneLine(err error) string {
	text := strings.Join(strings.Fields(err.Error()), " ")
	return strings.ToValidUTF8(text[:min(len(text), 300)], "") // the cut may fall into a letter
}

// Retry makes the failed deliveries of an alert due again. It wraps [ErrNotFound].
func (d *Desk) Retry(ctx context.Context, id string) error {
	if _, err := d.Get(ctx, id); err != nil {
		return err
	}
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE deliveries SET status = 'pending', attempts = 0, next_try = 0 WHERE alert = ? AND status IN ('failed', 'pending')`, id)
		return err
	})
}

// ErrTest says that a test message could not be sent; the text says why.
var ErrTest = errors.New("the test message could not be sent")

// Test sends a test message to a channel now and returns why it could not be sent. It wraps
// [ErrTest] or the errors of the channel's store.
func (d *Desk) Test(ctx context.Context, id string) error {
	c, err := d.Channels.Get(ctx, id)
	if err != nil {
		return err
	}
	sink := d.Native
	if c.Kind != channel.Native {
		if sink, err = d.Channels.Sink(ctx, id); err != nil {
			return err
		}
	}
	if sink == nil {
		return fmt.Errorf("%w: this program shows no notifications; test it in the window", ErrTest)
	}
	m := notify.Message{
		ID: newID(), Kind: "test", Title: "Outlay: a test", At: d.Now(),
		Body: "This is how alerts arrive here. Nothing is wrong, and nothing was spent.", Facts: []notify.Fact{{Label: "Channel", Value: c.Label}},
	}
	if err := send(ctx, sink, m); err != nil {
		return fmt.Errorf("%w: %w", ErrTest, err)
	}
	if c.Problem != "" {
		return d.Channels.SetProblem(ctx, id, "")
	}
	return nil
}
