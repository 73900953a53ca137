package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/outlook"
	"outlay/backend/report"
)

// budgets looks at the limits of budgets, in this period and, as its last days are read late, in
// the one before.
func (d *Desk) budgets(ctx context.Context, _ []Silence) (view, error) {
	now, err := d.Outlook.States(ctx)
	if err != nil {
		return view{}, err
	}
	before, err := d.Outlook.Earlier(ctx)
	if err != nil {
		return view{due: append(levels(now), crossings(now)...)}, err
	}
	return view{
		due: slices.Concat(levels(before), levels(now), crossings(now)),
		holds: func(w waits) bool {
			return w.kind != Level && w.kind != Crossing || w.holdsIn(slices.Concat(before, now))
		},
	}, nil
}

// levels returns the levels that budgets have reached, the lowest of each first.
func levels(states []outlook.State) []news {
	var due []news
	for _, s := range states {
		for _, level := range s.Budget.Levels {
			if reached(s, level) {
				due = append(due, aboutState(Level, s, level, &s.State.Spent, level >= 100, levelWords(s, level)))
			}
		}
	}
	return due
}

func reached(s outlook.State, level int) bool {
	return budget.Crossed(s.State.Spent, *s.State.Limit, level)
}

// crossings returns the budgets that will be used up within their period at this pace. What a
// single day will bring is no forecast.
func crossings(states []outlook.State) []news {
	var due []news
	for _, s := range states {
		if s.Budget.Every == budget.EveryDay || s.Crossing.Crossed || s.Crossing.Day == "" || s.Forecast.Amount == nil || reached(s, 100) {
			continue
		}
		due = append(due, aboutState(Crossing, s, 100, s.Forecast.Amount, false, crossingWords(s)))
	}
	return due
}

func aboutState(kind Kind, s outlook.State, level int, amount *money.Amount, urgent bool, w words) news {
	period, limit := s.State.Period, *s.State.Limit
	return news{
		kind: kind, subject: s.Budget.ID, label: s.Title, level: level, urgent: urgent, words: w,
		episode: fmt.Sprintf("%s %s %s", spell(period), limit.Value.Shift(money.Places).Truncate(0), limit.Currency),
		period:  &period, limit: &limit, amount: amount,
	}
}

// spell names a period. That one ends a month after it began goes without saying; a week, a
// day, or a cycle that began on the last day of a short month could be taken for another.
func spell(period calendar.Span) string {
	if calendar.Cycle(period.Start, period.Start.Start().Day()) == period {
		return string(period.Start)
	}
	return string(period.Start) + "/" + string(period.End)
}

// recent is how many days before today are looked at for one that ran away: they are read late.
const recent = 2

// runaways looks for days of accounts that cost far more than such days do. They stay news where
// the vendor revises them: that somebody looks is right all the same.
func (d *Desk) runaways(ctx context.Context, silences []Silence) (view, error) {
	if muted(Runaway, silences) {
		return view{}, nil
	}
	accounts, err := d.Accounts.List(ctx)
	if err != nil {
		return view{}, err
	}
	chosen, err := d.Settings.Get(ctx)
	if err != nil {
		return view{}, err
	}
	today := calendar.DayOf(d.Now())
	days, err := d.Book.Days(ctx, calendar.Through(today.Add(-forecast.Window-recent), today), nil)
	if err != nil {
		return view{}, err
	}
	var v view
	var errs []error
	for _, a := range accounts {
		due, err := runawaysOf(a, of(days, a.ID), today, chosen.RunawayFloor)
		v.due, errs = append(v.due, due...), append(errs, err)
	}
	return v, errors.Join(errs...)
}

func runawaysOf(a account.Account, days []ledger.Day, today calendar.Day, least string) (due []news, err error) {
	for _, currency := range currencies(days) {
		floor, err := money.Parse(least, currency)
		if err != nil {
			return due, fmt.Errorf("%s: %w", a.ID, err)
		}
		daily := forecast.Daily(days, currency)
		for back := recent; back >= 0; back-- {
			if u, ran := forecast.Runaway(today.Add(-back), currency, daily, floor); ran {
				due = append(due, aboutRunaway(a, u, u.Day == today))
			}
		}
	}
	return due, nil
}

func aboutRunaway(a account.Account, u forecast.Unusual, running bool) news {
	day := calendar.Through(u.Day, u.Day)
	return news{
		kind: Runaway, subject: a.ID, label: a.Label, episode: string(u.Day) + " " + u.Amount.Currency,
		period: &day, amount: &u.Amount, urgent: true, words: runawayWords(a, u, running),
	}
}

// of returns the counted days of an account. A subscription costs what it costs.
func of(days []ledger.Day, id string) []ledger.Day {
	return slices.DeleteFunc(slices.Clone(days), func(day ledger.Day) bool {
		return day.Account != id || !day.Counted || day.Basis == ledger.Subscription
	})
}

func currencies(days []ledger.Day) []string {
	var list []string
	for _, day := range days {
		for _, total := range day.Totals {
			if !slices.Contains(list, total.Currency) {
				list = append(list, total.Currency)
			}
		}
	}
	return list
}

// brokenSyncs looks for accounts that were tried and could not be read for more than two
// intervals.
func (d *Desk) brokenSyncs(ctx context.Context, silences []Silence) (view, error) {
	if muted(Sync, silences) {
		return view{}, nil
	}
	accounts, err := d.Accounts.List(ctx)
	if err != nil {
		return view{}, err
	}
	chosen, err := d.Settings.Get(ctx)
	if err != nil {
		return view{}, err
	}
	var due []news
	for _, a := range accounts {
		since := a.CreatedAt
		if a.LastSynced != nil {
			since = *a.LastSynced
		}
		if chosen.SyncPaused || a.Paused || !failing(a) || d.Now().Sub(since) <= 2*chosen.Interval() {
			continue
		}
		due = append(due, news{
			kind: Sync, subject: a.ID, label: a.Label, episode: since.UTC().Format(time.RFC3339), words: syncWords(a, since),
		})
	}
	return view{due, stillDue(Sync, due)}, nil
}

// failing says that an account was tried and cannot be read. A machine that was switched off has
// tried nothing, and a laptop that wakes up has no network at its first try: neither is news. A
// vendor that refuses a key means it, and is asked again only the next day. The state says no
// more than that: where this machine is at fault, it stays what it was.
func failing(a account.Account) bool {
	refused := a.State == account.KeyRefused || a.State == account.ScopeMissing
	return a.Failures >= 2 || refused && a.Failures == 1
}

// tolerated is by how many percent of it an invoice may differ from what was counted.
const tolerated = 1

// invoicesThatDiffer looks for invoices of months that are over which say something else than was
// counted.
func (d *Desk) invoicesThatDiffer(ctx context.Context, silences []Silence) (view, error) {
	if muted(Invoice, silences) {
		return view{}, nil
	}
	invoices, err := d.Invoices.List(ctx)
	if err != nil {
		return view{}, err
	}
	if len(invoices) == 0 {
		return view{holds: stillDue(Invoice, nil)}, nil
	}
	checks, err := d.Reports.CheckInvoices(ctx, invoices)
	if err != nil {
		return view{}, err
	}
	today := calendar.DayOf(d.Now())
	var due []news
	for _, c := range checks {
		month := calendar.Month(c.Invoice.Month)
		if today < month.End || !differs(c) {
			continue
		}
		amount := c.Invoice.Amount
		due = append(due, news{
			kind: Invoice, subject: c.Account, label: c.Label, episode: fmt.Sprintf("%.7s %s", month.Start, amount),
			period: &month, amount: &amount, words: invoiceWords(c),
		})
	}
	return view{due, stillDue(Invoice, due)}, nil
}

func differs(c report.InvoiceCheck) bool {
	if c.Difference == nil {
		return false // nothing of the month is known: that is a gap, and said as one
	}
	allowed := c.Invoice.Amount.Value.Abs().Mul(decimal.NewFromInt(tolerated))
	return c.Difference.Value.Abs().Mul(decimal.NewFromInt(100)).GreaterThan(allowed)
}
