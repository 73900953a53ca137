// Package alert says which news is due, exactly once, and sees that it arrives.
//
// News is a row of the database that is unique per kind, subject, level and episode: whichever
// process notices first writes it, together with a delivery for each channel, in one transaction,
// before anything is sent. Amounts that dip and rise again, days that are read again, restarts and
// a second process therefore find it written already. A limit that was changed is another limit,
// so crossing it is news again; going back to one that was crossed is not.
//
// What is evaluated: the levels of each budget, in its period and in the one before, whose last
// days are read late; the forecast's crossing; days that run away; accounts that cannot be read;
// invoices that differ. What is silenced is not written, so that what is still true afterwards
// is news then.
//
// # How exactly once
//
// A delivery is taken under a lease before it is sent and marked when the place took it. A
// process that is killed in between, a few milliseconds, leaves it to be sent again by the next:
// news that comes twice after a crash is better than none. E-mail and webhooks carry the same
// identity both times, by which the receiver can tell; the desktop's notifications cannot.
//
// # What is taken back
//
// News that is no longer true before it was sent is not sent any more: a crossing that the
// forecast no longer sees, a level of a limit that was raised meanwhile. It stays in the list,
// marked, and should it come true again it is sent after all. What was sent stays.
package alert

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/channel"
	"outlay/backend/database"
	"outlay/backend/invoice"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/notify"
	"outlay/backend/outlook"
	"outlay/backend/report"
	"outlay/backend/settings"
)

// Options are what a desk works with.
type Options struct {
	DB       *database.DB
	Accounts *account.Store
	Outlook  *outlook.Desk
	Channels *channel.Store
	Settings *settings.Store
	Invoices *invoice.Store
	Reports  *report.Desk
	Book     ledger.Store
	Holder   account.Holder
	Now      func() time.Time
	Zone     *time.Location // of quiet hours; nil for the machine's own
	Log      *slog.Logger
	// Native shows notifications on this desktop, nil where this process has none: they wait for
	// one that has.
	Native notify.Sink
}

// Desk notices news and delivers it.
type Desk struct{ Options }

// New returns a desk.
func New(o Options) *Desk { return &Desk{o} }

// news is a piece of news that is due, written or not.
type news struct {
	kind           Kind
	subject, label string
	level          int
	episode        string
	period         *calendar.Span
	limit, amount  *money.Amount
	urgent         bool
	words
}

// Evaluate writes the news that is due, takes back what is no longer true, and sends nothing. It
// may be called at any time by any process. What fails keeps the rest from nothing.
func (d *Desk) Evaluate(ctx context.Context) error {
	now, before, err := d.states(ctx)
	if err != nil {
		return fmt.Errorf("alert: %w", err)
	}
	silences, err := d.Silences(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, notice := range []func(context.Context) ([]news, error){
		func(context.Context) ([]news, error) { return append(levels(before), levels(now)...), nil },
		func(context.Context) ([]news, error) { return crossings(now), nil },
		d.runaways, d.brokenSyncs, d.invoicesThatDiffer,
	} {
		due, err := notice(ctx)
		errs = append(errs, err)
		for _, n := range due {
			if !silenced(n, silences) {
				errs = append(errs, d.write(ctx, n))
			}
		}
	}
	errs = append(errs, d.takeBack(ctx, append(before, now...)), d.Outlook.Keep(ctx))
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("alert: %w", err)
	}
	return nil
}

func (d *Desk) states(ctx context.Context) (now, before []outlook.State, err error) {
	if now, err = d.Outlook.States(ctx); err != nil {
		return nil, nil, err
	}
	before, err = d.Outlook.Earlier(ctx)
	return now, before, err
}

// write writes a piece of news and its deliveries, unless it is written already.
func (d *Desk) write(ctx context.Context, n news) error {
	known, err := d.known(ctx, d.DB.Read, n)
	if err != nil || known.id != "" && !known.withdrawn {
		return err // a cheap look first: most of the time nothing is new
	}
	channels, err := d.on(ctx)
	if err != nil {
		return err
	}
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		known, err := d.known(ctx, tx, n)
		switch {
		case err != nil:
			return err
		case known.id != "" && known.withdrawn:
			return d.revive(ctx, tx, known.id, n, channels)
		case known.id != "":
			return nil
		}
		return d.insert(ctx, tx, n, channels)
	})
}

type written struct {
	id        string
	withdrawn bool
}

type rower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (d *Desk) known(ctx context.Context, from rower, n news) (w written, err error) {
	err = from.QueryRowContext(ctx, `SELECT id, withdrawn FROM alerts WHERE kind = ? AND subject = ? AND level = ? AND episode = ?`,
		n.kind, n.subject, n.level, n.episode).Scan(&w.id, &w.withdrawn)
	if errors.Is(err, sql.ErrNoRows) {
		return written{}, nil
	}
	return w, err
}

func (d *Desk) insert(ctx context.Context, tx *sql.Tx, n news, channels []string) error {
	values, err := n.values()
	if err != nil {
		return err
	}
	id := newID()
	if _, err := tx.ExecContext(ctx, `INSERT INTO alerts (id, created_at, kind, subject, level, episode,
		label, period_start, period_end, limit_nanos, amount_nanos, currency, title, body, advice, facts, urgent)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		append([]any{id, d.Now().UTC().Format(time.RFC3339), n.kind, n.subject, n.level, n.episode}, values...)...); err != nil {
		return err
	}
	for _, channel := range channels {
		if _, err := tx.ExecContext(ctx, `INSERT INTO deliveries (alert, channel, status) VALUES (?, ?, 'pending')`, id, channel); err != nil {
			return err
		}
	}
	return nil
}

// revive sends news after all that was taken back and has come true again.
func (d *Desk) revive(ctx context.Context, tx *sql.Tx, id string, n news, channels []string) error {
	values, err := n.values()
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE alerts SET withdrawn = 0, seen = 0, label = ?, period_start = ?, period_end = ?, limit_nanos = ?, amount_nanos = ?, currency = ?,
		title = ?, body = ?, advice = ?, facts = ?, urgent = ? WHERE id = ?`, append(values, id)...); err != nil {
		return err
	}
	for _, channel := range channels {
		if _, err := tx.ExecContext(ctx, `INSERT INTO deliveries (alert, channel, status) VALUES (?, ?, 'pending')
			ON CONFLICT (alert, channel) DO UPDATE SET status = 'pending', attempts = 0, next_try = 0, error = '' WHERE status = 'withdrawn'`, id, channel); err != nil {
			return err
		}
	}
	return nil
}

// values are the columns of a piece of news that say how it stands, in the order of insert.
func (n news) values() ([]any, error) {
	var limit, amount *int64
	var start, end calendar.Day
	currency := ""
	for to, from := range map[**int64]*money.Amount{&limit: n.limit, &amount: n.amount} {
		if from == nil {
			continue
		}
		nanos, err := from.Nanos()
		if err != nil {
			return nil, err
		}
		*to, currency = &nanos, from.Currency
	}
	if n.period != nil {
		start, end = n.period.Start, n.period.End
	}
	facts, err := json.Marshal(n.facts)
	if err != nil {
		return nil, err
	}
	return []any{n.label, start, end, limit, amount, currency, n.title, n.body, n.advice, string(facts), n.urgent}, nil
}

func newID() string {
	var random [12]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	return hex.EncodeToString(random[:])
}

// on returns the channels that are switched on.
func (d *Desk) on(ctx context.Context) ([]string, error) {
	list, err := d.Channels.List(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range list {
		if c.On {
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}

// takeBack withdraws what waits to be sent about a budget and is no longer true.
func (d *Desk) takeBack(ctx context.Context, states []outlook.State) error {
	waiting, err := d.waitingAboutBudgets(ctx)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		if w.holds(states) {
			continue
		}
		if err := d.DB.Tx(ctx, func(tx *sql.Tx) error {
			done, err := tx.ExecContext(ctx, `UPDATE deliveries SET status = 'withdrawn' WHERE alert = ? AND status = 'pending'`, w.id)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return err // it was sent meanwhile
			}
			_, err = tx.ExecContext(ctx, `UPDATE alerts SET withdrawn = 1 WHERE id = ?`, w.id)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// aboutBudget is news about a budget that waits on some channel.
type aboutBudget struct {
	id, subject string
	kind        Kind
	level       int
	start       calendar.Day
	limit       money.Amount
}

func (d *Desk) waitingAboutBudgets(ctx context.Context) ([]aboutBudget, error) {
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT id, kind, subject, level, period_start, limit_nanos, currency FROM alerts
		WHERE kind IN ('level', 'crossing') AND id IN (SELECT alert FROM deliveries WHERE status = 'pending')`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []aboutBudget
	for rows.Next() {
		var w aboutBudget
		var limit sql.NullInt64
		var currency string
		if err := rows.Scan(&w.id, &w.kind, &w.subject, &w.level, &w.start, &limit, &currency); err != nil {
			return nil, err
		}
		w.limit = money.FromNanos(limit.Int64, currency)
		list = append(list, w)
	}
	return list, rows.Err()
}

// holds says that news about a budget is still true. A level that was reached stays reached, even
// where a credit took the sum below it again: only another limit takes it back.
func (w aboutBudget) holds(states []outlook.State) bool {
	for _, s := range states {
		if s.Budget.ID != w.subject || s.State.Period.Start != w.start {
			continue
		}
		same := s.State.Limit.Currency == w.limit.Currency && s.State.Limit.Value.Equal(w.limit.Value)
		if w.kind == Crossing {
			return same && s.Crossing.Day != "" && !s.Crossing.Crossed
		}
		return same || reached(s, w.level)
	}
	for _, s := range states {
		if s.Budget.ID == w.subject {
			return w.kind == Level && w.start < s.State.Period.Start // of a period long past: the news stays
		}
	}
	return false // the budget was removed
}
