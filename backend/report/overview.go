package report

import (
	"context"
	"slices"
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/outlook"
)

// barDays is how many days the bars show, today included.
const barDays = 30

// sampleDays is how far back the forecast looks for settled days: as far as outlook does, so that
// both say the same.
const sampleDays = outlook.Back

// Overview returns the first screen. All its totals are made from one reading of the days.
func (d *Desk) Overview(ctx context.Context) (Overview, error) {
	h, err := d.house(ctx)
	if err != nil {
		return Overview{}, err
	}
	month := calendar.Month(h.today)
	o := Overview{Today: h.today, Month: month, Level: budget.Unlimited, Accounts: []Card{}}
	days, err := d.days(ctx, h, month)
	if err != nil {
		return Overview{}, err
	}
	toDate := calendar.Span{Start: month.Start, End: h.today.Add(1)}
	o.MonthToDate = totals(days, toDate)
	if o.Converted, err = d.converted(ctx, h, days, toDate); err != nil {
		return Overview{}, err
	}
	o.TodaySpend = totals(days, calendar.Through(h.today, h.today))
	o.YesterdaySpend = totals(days, calendar.Through(h.today.Add(-1), h.today.Add(-1)))
	o.Bases = bases(days, toDate)
	o.Forecasts = forecasts(days, month, h.today, o.MonthToDate)
	o.Bars = d.bars(h, days)
	o.Services = d.services(h, days, toDate)
	if o.Models, err = d.slices(ctx, h, toDate, string(ledger.ByModel)); err != nil {
		return Overview{}, err
	}
	if o.Projects, err = d.slices(ctx, h, toDate, string(ledger.ByProject)); err != nil {
		return Overview{}, err
	}
	if o.Gaps, err = d.gaps(ctx, h, toDate); err != nil {
		return Overview{}, err
	}
	o.AtLeast = len(o.Gaps) > 0
	o.SettledThrough, o.LastSynced = settledThrough(h, toDate), oldest(h)
	if o.Accounts, err = d.cards(h, days, o.Gaps); err != nil {
		return Overview{}, err
	}
	sumLimits(&o)
	return o, nil
}

// Cards returns each account with what it spent in its own cycle.
func (d *Desk) Cards(ctx context.Context) ([]Card, error) {
	h, err := d.house(ctx)
	if err != nil {
		return nil, err
	}
	month := calendar.Month(h.today)
	days, err := d.days(ctx, h, month)
	if err != nil {
		return nil, err
	}
	gaps, err := d.gaps(ctx, h, calendar.Span{Start: month.Start, End: h.today.Add(1)})
	if err != nil {
		return nil, err
	}
	return d.cards(h, days, gaps)
}

// days reads once all days that the screen speaks of: the month, the bars, the forecast's
// sample and the longest cycle.
func (d *Desk) days(ctx context.Context, h house, month calendar.Span) ([]ledger.Day, error) {
	start := min(month.Start, h.today.Add(-max(barDays, sampleDays)))
	return d.book.Days(ctx, calendar.Span{Start: start, End: h.today.Add(1)}, nil)
}

func (d *Desk) cards(h house, days []ledger.Day, gaps []Gap) ([]Card, error) {
	cards := make([]Card, 0, len(h.accounts))
	for _, a := range h.accounts {
		card, err := d.card(h, a, of(days, a.ID))
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(gaps, func(g Gap) bool { return g.Account == a.ID }); i >= 0 {
			card.Gap = &gaps[i]
		}
		cards = append(cards, card)
	}
	return cards, nil
}

func (d *Desk) card(h house, a account.Account, days []ledger.Day) (Card, error) {
	period := a.Period(h.today)
	p, _ := d.providers.Get(a.Provider)
	currency := a.Currency(p)
	if a.Limit != nil {
		currency = a.Limit.Currency
	}
	spent, other := money.Zero(currency), []money.Amount{}
	for _, total := range totals(days, period) {
		if total.Currency == currency {
			spent = total
			continue
		}
		other = append(other, total)
	}
	state, err := budget.Of(period, spent, a.Limit)
	if err != nil {
		return Card{}, err
	}
	return Card{
		Account: a, Service: d.service(a.Service()), Budget: state, Other: other,
		Today:    totals(days, calendar.Through(h.today, h.today)),
		Forecast: forecast.Of(period, h.today, currency, forecast.Daily(days, currency)),
	}, nil
}

// sumLimits adds up the limits in dollars, each with what was spent in its own cycle.
func sumLimits(o *Overview) {
	limit, spent := money.Zero(money.USD), money.Zero(money.USD)
	for _, c := range o.Accounts {
		o.Level = budget.Worst(o.Level, c.Budget.Level)
		if c.Budget.Limit == nil || c.Budget.Limit.Currency != money.USD {
			continue
		}
		limit.Value = limit.Value.Add(c.Budget.Limit.Value)
		spent.Value = spent.Value.Add(c.Budget.Spent.Value)
	}
	if limit.Value.IsZero() {
		return
	}
	state, err := budget.Of(o.Month, spent, &limit)
	if err != nil {
		return // both are dollars
	}
	o.Limit, o.Left, o.Percent = state.Limit, state.Left, state.Percent
}

func of(days []ledger.Day, account string) []ledger.Day {
	var own []ledger.Day
	for _, day := range days {
		if day.Account == account {
			own = append(own, day)
		}
	}
	return own
}

// totals adds up the counted days of span. It is empty where no day of span is known.
func totals(days []ledger.Day, span calendar.Span) []money.Amount {
	var amounts []money.Amount
	known := false
	for _, day := range days {
		if day.Counted && span.Contains(day.Day) {
			amounts, known = append(amounts, day.Totals...), true
		}
	}
	if known && len(amounts) == 0 {
		return []money.Amount{money.Zero(money.USD)} // read whole, and it cost nothing
	}
	return money.Sum(amounts...)
}

func bases(days []ledger.Day, span calendar.Span) []ledger.Basis {
	used := []ledger.Basis{}
	for _, basis := range ledger.Bases() {
		if slices.ContainsFunc(days, func(d ledger.Day) bool { return d.Counted && d.Basis == basis && span.Contains(d.Day) }) {
			used = append(used, basis)
		}
	}
	return used
}

func forecasts(days []ledger.Day, month calendar.Span, today calendar.Day, spent []money.Amount) []forecast.Forecast {
	list := []forecast.Forecast{}
	for _, a := range spent {
		list = append(list, forecast.Of(month, today, a.Currency, forecast.Daily(days, a.Currency)))
	}
	if len(list) == 0 {
		list = append(list, forecast.Of(month, today, money.USD, nil))
	}
	return list
}

// bars stacks the last days by service, in dollars or else in the currency most spent.
func (d *Desk) bars(h house, days []ledger.Day) Bars {
	span := calendar.Through(h.today.Add(1-barDays), h.today)
	b := Bars{Days: span.Days(), Settled: make([]bool, barDays), Currency: money.USD, Series: []Series{}}
	if sums := totals(days, span); len(sums) > 0 && !slices.ContainsFunc(sums, func(a money.Amount) bool { return a.Currency == money.USD }) {
		b.Currency = sums[0].Currency
	}
	for i := range b.Settled {
		b.Settled[i] = true
	}
	at := map[string]int{}
	for _, day := range days {
		if !day.Counted || !span.Contains(day.Day) {
			continue
		}
		service := h.all[day.Account].Service()
		i, ok := at[service]
		if !ok {
			i = len(b.Series)
			at[service] = i
			b.Series = append(b.Series, Series{Service: service, Label: d.service(service), Values: make([]*money.Amount, barDays)})
		}
		place := day.Day.Sub(span.Start)
		b.Settled[place] = b.Settled[place] && day.Settled
		addTo(&b.Series[i].Values[place], day.Totals, b.Currency)
	}
	slices.SortFunc(b.Series, func(x, y Series) int { return cmpText(x.Label, y.Label) })
	for i, day := range b.Days {
		b.Settled[i] = b.Settled[i] && slices.ContainsFunc(days, func(k ledger.Day) bool { return k.Day == day })
	}
	return b
}

func addTo(place **money.Amount, amounts []money.Amount, currency string) {
	if *place == nil {
		zero := money.Zero(currency)
		*place = &zero
	}
	for _, a := range amounts {
		if a.Currency == currency {
			(*place).Value = (*place).Value.Add(a.Value)
		}
	}
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (d *Desk) services(h house, days []ledger.Day, span calendar.Span) []Slice {
	merged := newRows()
	for _, day := range days {
		if !day.Counted || !span.Contains(day.Day) {
			continue
		}
		id := h.all[day.Account].Service()
		for _, total := range day.Totals {
			merged.add(Row{Key: id, Label: d.service(id), Amount: total})
		}
	}
	return largest(merged.rows, len(merged.rows))
}

// mostSlices is how many parts of a total a screen shows by name.
const mostSlices = 8

func (d *Desk) slices(ctx context.Context, h house, span calendar.Span, by string) ([]Slice, error) {
	rows, err := d.grouped(ctx, h, span, by)
	if err != nil {
		return nil, err
	}
	merged := newRows()
	for _, r := range rows {
		r.Basis = ""
		merged.add(r)
	}
	return largest(merged.rows, mostSlices), nil
}

// largest returns the n largest rows and, where there are more, one for all others, per
// currency.
func largest(rows []Row, n int) []Slice {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b Row) int { return b.Amount.Value.Cmp(a.Amount.Value) })
	list, others := []Slice{}, []money.Amount{}
	for i, r := range sorted {
		if i < n {
			if slices.ContainsFunc(list, func(s Slice) bool { return s.Key == r.Key && s.Amount.Currency == r.Amount.Currency }) {
				r.Key += " of " + r.Account // one id in two accounts
			}
			list = append(list, Slice{r.Key, r.Label, r.Amount})
			continue
		}
		others = append(others, r.Amount)
	}
	for _, sum := range money.Sum(others...) {
		list = append(list, Slice{"other", "Other", sum})
	}
	return list
}

// oldest returns when the account that was read longest ago was read; nil where one never was.
func oldest(h house) *time.Time {
	var least *time.Time
	for _, a := range h.accounts {
		if a.Paused || a.State == account.NeverSynced {
			continue
		}
		if a.LastSynced == nil {
			return nil
		}
		if least == nil || a.LastSynced.Before(*least) {
			least = a.LastSynced
		}
	}
	return least
}
