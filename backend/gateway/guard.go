package gateway

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Guard is what stops a caller. The zero Guard stops nobody.
//
// A call is let through or not before it is made, and what it costs is known when it ends: calls
// under way when a limit is reached end, and are counted.
type Guard struct {
	Stop      bool          `json:"stop"`       // at 100 % of the account's limit
	Limit     *money.Amount `json:"limit"`      // of one token, for a period of the account; nil for none
	PerMinute int           `json:"per_minute"` // requests; 0 for no cap
}

// rule is the guard of an account.
type rule struct {
	stop      bool
	perMinute int
}

// SetGuard sets what holds for all tokens of an account. It wraps [ErrInvalid] or
// [account.ErrNotFound].
func (g *Gateway) SetGuard(ctx context.Context, accountID string, to Guard) error {
	if to.Limit != nil {
		return fmt.Errorf("%w: the limit of an account is set in Accounts; here stands whether calls stop at it", ErrInvalid)
	}
	if to.PerMinute < 0 {
		return fmt.Errorf("%w: requests per minute cannot be less than one", ErrInvalid)
	}
	if _, err := g.Accounts.Get(ctx, accountID); err != nil {
		return err
	}
	err := g.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO gateway_guards (account, stop, per_minute) VALUES (?, ?, ?)
			ON CONFLICT (account) DO UPDATE SET stop = excluded.stop, per_minute = excluded.per_minute`,
			accountID, to.Stop, sql.NullInt64{Int64: int64(to.PerMinute), Valid: to.PerMinute > 0})
		return err
	})
	if err != nil {
		return fmt.Errorf("gateway: %w", err)
	}
	return g.reload(ctx)
}

// Guards returns what holds for all tokens of an account, by account; those without are left out.
func (g *Gateway) Guards(ctx context.Context) (map[string]Guard, error) {
	rules, err := g.rules(ctx)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	guards := map[string]Guard{}
	for id, r := range rules {
		guards[id] = Guard{Stop: r.stop, PerMinute: r.perMinute}
	}
	return guards, nil
}

// SetTokenGuard sets what holds for one token, beside what holds for its account. It wraps
// [ErrInvalid] or [ErrNotFound].
func (g *Gateway) SetTokenGuard(ctx context.Context, id string, to Guard) error {
	if to.PerMinute < 0 {
		return fmt.Errorf("%w: requests per minute cannot be less than one", ErrInvalid)
	}
	limit, currency := sql.NullInt64{}, money.USD
	if to.Limit != nil {
		nanos, err := to.Limit.Nanos()
		if err != nil || nanos <= 0 {
			return fmt.Errorf("%w: the token's limit must be more than zero, or empty for none", ErrInvalid)
		}
		limit, currency = sql.NullInt64{Int64: nanos, Valid: true}, to.Limit.Currency
	}
	return g.changeToken(ctx, id, `UPDATE gateway_tokens SET stop = ?, limit_nanos = ?, limit_currency = ?, per_minute = ? WHERE id = ?`,
		to.Stop, limit, currency, sql.NullInt64{Int64: int64(to.PerMinute), Valid: to.PerMinute > 0}, id)
}

func (g *Gateway) rules(ctx context.Context) (map[string]rule, error) {
	rows, err := g.DB.Read.QueryContext(ctx, `SELECT account, stop, coalesce(per_minute, 0) FROM gateway_guards`)
	if err != nil {
		return nil, database.Explain(err)
	}
	defer func() { _ = rows.Close() }()
	rules := map[string]rule{}
	for rows.Next() {
		var id string
		var r rule
		if err := rows.Scan(&id, &r.stop, &r.perMinute); err != nil {
			return nil, err
		}
		rules[id] = r
	}
	return rules, database.Explain(rows.Err())
}

// guard knows what was spent as of the last look, and counts requests of the current minute.
type guard struct {
	mu     sync.Mutex
	spent  map[string]spent // by account, or by token where it has a limit of its own
	minute time.Time
	counts map[string]int // of this minute, by account or token
}

// spent is what counts against a limit in a period.
type spent struct {
	period calendar.Span
	amount money.Amount
}

// stopped is why a call is not let through, in words for people.
type stopped struct {
	reason string
	until  time.Time
}

// check says whether a call may be made now; nil where it may. It counts the call.
func (gd *guard) check(d *door, t *token, unwritten *tally, now time.Time) *stopped {
	if d.rule == (rule{}) && t.Guard == (Guard{}) {
		return nil
	}
	gd.mu.Lock()
	defer gd.mu.Unlock()
	period := d.account.Period(calendar.DayOf(now))
	if limit := d.account.Limit; limit != nil && (d.rule.stop || t.Guard.Stop) && gd.reached(d.account.ID, period, *limit, unwritten) {
		return &stopped{fmt.Sprintf("The limit of %s is reached (%s), and Outlay's gateway stops its calls until %s UTC. Raise the limit in Outlay, or let calls pass at it.",
			d.account.Label, limit, period.End), period.End.Start()}
	}
	if limit := t.Guard.Limit; limit != nil && gd.reached(t.ID, period, *limit, unwritten) {
		return &stopped{fmt.Sprintf("The limit of the gateway token %s is reached (%s), and its calls are stopped until %s UTC. Raise it in Outlay.",
			t.Label, limit, period.End), period.End.Start()}
	}
	return gd.count(d, t, now)
}

// count stops whoever asks too often in one minute of the clock.
func (gd *guard) count(d *door, t *token, now time.Time) *stopped {
	minute := now.Truncate(time.Minute)
	if !gd.minute.Equal(minute) {
		gd.minute, gd.counts = minute, map[string]int{}
	}
	for _, cap := range []struct {
		id, name string
		most     int
	}{{d.account.ID, d.account.Label, d.rule.perMinute}, {t.ID, "the gateway token " + t.Label, t.Guard.PerMinute}} {
		if cap.most > 0 && gd.counts[cap.id] >= cap.most {
			return &stopped{fmt.Sprintf("Outlay's gateway lets %d requests a minute of %s pass, and this is one more.", cap.most, cap.name), minute.Add(time.Minute)}
		}
	}
	gd.counts[d.account.ID]++
	gd.counts[t.ID]++
	return nil
}

// reached says that what is written, and what was metered since, reaches a limit.
func (gd *guard) reached(id string, period calendar.Span, limit money.Amount, unwritten *tally) bool {
	sum := money.FromNanos(unwritten.waiting(id, limit.Currency, period), limit.Currency)
	if known := gd.spent[id]; known.period == period {
		sum.Value = sum.Value.Add(known.amount.Value)
	}
	return budget.Crossed(sum, limit, 100)
}

// measure looks at what was spent, for the limits that calls stop at. What it finds, and what
// is no longer unwritten then, changes at one moment: no call is checked against both.
func (gd *guard) measure(ctx context.Context, g *Gateway, all *directory, written map[slot]*sums) error {
	today := calendar.DayOf(g.Now())
	next := map[string]spent{}
	var errs []error
	for name, d := range all.byName {
		if d == nil || name != d.account.ID {
			continue
		}
		period := d.account.Period(today)
		stop := d.rule.stop
		for _, t := range d.tokens {
			stop = stop || t.Guard.Stop
			if limit := t.Guard.Limit; limit != nil {
				amount, err := g.ofToken(ctx, t, period, limit.Currency)
				next[t.ID] = spent{period, amount}
				errs = append(errs, err)
			}
		}
		if limit := d.account.Limit; limit != nil && stop {
			amount, err := g.ofAccount(ctx, d.account, period, limit.Currency)
			next[d.account.ID] = spent{period, amount}
			errs = append(errs, err)
		}
	}
	err := errors.Join(errs...)
	gd.mu.Lock()
	defer gd.mu.Unlock()
	g.tally.settled(written)
	if err == nil {
		gd.spent = next // or what was known stays, until the next look
	}
	return err
}

// ofAccount returns what an account has spent at least: of each day what counts, or what was
// metered where that is more, since a bill comes hours late. Other currencies have no rate here
// and are no part of the limit.
func (g *Gateway) ofAccount(ctx context.Context, a account.Account, period calendar.Span, currency string) (money.Amount, error) {
	sum := money.Zero(currency)
	days, err := g.Book.Days(ctx, period, []string{a.ID})
	if err != nil {
		return sum, err
	}
	type day struct{ counted, metered, beside money.Amount }
	byDay := map[calendar.Day]day{}
	used, err := g.Usage(ctx, period, []string{a.ID})
	if err != nil {
		return sum, err
	}
	for _, u := range used {
		if u.Cost != nil && u.Cost.Currency == currency {
			d := byDay[u.Day]
			d.metered.Value = d.metered.Value.Add(u.Cost.Value)
			byDay[u.Day] = d
		}
	}
	for _, known := range days {
		total := money.Zero(currency)
		for _, t := range known.Totals {
			if t.Currency == currency {
				total = t
			}
		}
		d := byDay[known.Day]
		switch {
		case known.Basis == ledger.Subscription:
			d.beside = total
		case known.Counted:
			d.counted = total
		}
		byDay[known.Day] = d
	}
	for _, d := range byDay {
		larger := d.counted
		if larger.Value.LessThan(d.metered.Value) {
			larger = d.metered
		}
		sum.Value = sum.Value.Add(larger.Value).Add(d.beside.Value)
	}
	return sum, nil
}

// ofToken returns what passed with one token.
func (g *Gateway) ofToken(ctx context.Context, t token, period calendar.Span, currency string) (money.Amount, error) {
	var nanos int64
	err := g.DB.Read.QueryRowContext(ctx, `SELECT coalesce(sum(nanos), 0) FROM gateway_usage WHERE account = ? AND token = ? AND currency = ? AND day >= ? AND day < ?`,
		t.Account, t.ID, currency, period.Start, period.End).Scan(&nanos)
	return money.FromNanos(nanos, currency), database.Explain(err)
}
