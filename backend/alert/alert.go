// Package alert says which news is due, exactly once, and sees that it arrives.
//
// News is a row of the database that is unique per kind, subject, level and episode: whichever
// process notices first writes it, together with a delivery for each channel, in one transaction,
// before anything is sent. Amounts that dip and rise again, days that are read again, restarts and
// a second process therefore find it written already. A limit that was changed is another limit,
// so crossing it is news again; going back to one that was crossed is not. Another period is
// another period, also where it began on the same day. Levels that are reached at once are news
// each.
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
// forecast no longer sees, a level of a limit that was raised meanwhile, an account that could be
// read again, an invoice that was corrected. It stays in the list, marked, and should it come true
// again it is sent after all. What was sent stays.
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
// may be called at any time by any process. What fails keeps the rest from nothing: the error
// joins all that went wrong.
func (d *Desk) Evaluate(ctx context.Context) error {
	silences, err := d.Silences(ctx)
	if err != nil {
		return err
	}
	// First what waits, then the truth: what another process writes in between is not judged by
	// a limit that was read before.
	waits, err := d.waitingNews(ctx)
	errs := []error{err}
	for _, look := range []func(context.Context, []Silence) (view, error){d.budgets, d.runaways, d.brokenSyncs, d.invoicesThatDiffer} {
		v, err := look(ctx, silences)
		errs = append(errs, err)
		for _, n := range v.due {
			if !silenced(n, silences) {
				errs = append(errs, d.write(ctx, n))
			}
		}
		errs = append(errs, d.takeBack(ctx, waits, v))
	}
	if err := errors.Join(append(errs, d.Outlook.Keep(ctx))...); err != nil {
		return fmt.Errorf("alert: %w", err)
	}
	return nil
}

// view is what one look found: the news that is due, and which news that waits is still true.
type view struct {
	due   []news
	holds func(waits) bool // nil where the look says nothing about what waits
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
