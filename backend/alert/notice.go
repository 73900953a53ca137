package alert

import (
	"context"
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
		episode: fmt.Sprintf("%s %s %s", period.Start, limit.Value.Shift(money.Places).Truncate(0), limit.Currency),
		period:  &period, limit: &limit, amount: amount,
	}
}

// recent is how many days before today are looked at for one that ran away: they are read late.
const recent = 2

// runaways returns the days of accounts that cost far more than such days do.
func (d *Desk) runaways(ctx context.Context) ([]news, error) {
	accounts, err := d.Accounts.List(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := d.Settings.Get(ctx)
	if err != nil {
		return nil, err
	}
	today := calendar.DayOf(d.Now())
	days, err := d.Book.Days(ctx, calendar.Through(today.Add(-forecast.Window-recent), today), nil)
	if err != nil {
		return nil, err
	}
	var due []news
	for _, a := range accounts {
		for _, currency := range currencies(days, a.ID) {
			floor, err := money.Parse(chosen.RunawayFloor, currency)
			if err != nil {
				return nil, err
			}
			daily := forecast.Daily(of(days, a.ID), currency)
			for back := recent; back >= 0; back-- {
				if u, ran := forecast.Runaway(today.Add(-back), currency, daily, floor); ran {
					due = append(due, aboutRunaway(a, u, u.Day == today))
				}
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

func currencies(days []ledger.Day, id string) []string {
	var list []string
	for _, day := range of(days, id) {
		for _, total := range day.Totals {
			if !slices.Contains(list, total.Currency) {
				list = append(list, total.Currency)
			}
		}
	}
	return list
}

// brokenSyncs returns the accounts that were tried and could not be read for more than two
// intervals. A machine that was switched off has tried nothing: that is no news.
func (d *Desk) brokenSyncs(ctx context.Context) ([]news, error) {
	accounts, err := d.Accounts.List(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := d.Settings.Get(ctx)
	if err != nil || chosen.SyncPaused {
		return nil, err
	}
	var due []news
	for _, a := range accounts {
		since := a.CreatedAt
		if a.LastSynced != nil {
			since = *a.LastSynced
		}
		if a.Paused || a.State == account.OK || a.State == account.NotPublished || a.Failures < 2 || d.Now().Sub(since) <= 2*chosen.Interval() {
			continue
		}
		due = append(due, news{
			kind: Sync, subject: a.ID, label: a.Label, episode: since.UTC().Format(time.RFC3339), words: syncWords(a, since),
		})
	}
	return due, nil
}

// tolerated is by how many percent of it an invoice may differ from what was counted.
const tolerated = 1

// invoicesThatDiffer returns the invoices of months that are over which say something else than
// was counted.
func (d *Desk) invoicesThatDiffer(ctx context.Context) ([]news, error) {
	invoices, err := d.Invoices.List(ctx)
	if err != nil || len(invoices) == 0 {
		return nil, err
	}
	checks, err := d.Reports.CheckInvoices(ctx, invoices)
	if err != nil {
		return nil, err
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
	return due, nil
}

func differs(c report.InvoiceCheck) bool {
	if c.Difference == nil {
		return false // nothing of the month is known: that is a gap, and said as one
	}
	allowed := c.Invoice.Amount.Value.Abs().Mul(decimal.NewFromInt(tolerated))
	return c.Difference.Value.Abs().Mul(decimal.NewFromInt(100)).GreaterThan(allowed)
}
