// Package outlook says how each budget stands and where its period will end.
//
// It joins the budgets with what they are of: which accounts, projects and keys those are,
// what these cost in the period, and the forecast of their days. Rules about limits stand in
// budget, about the future in forecast; here is only what both are about. Window, tray,
// terminal and alerts show its one answer, so they never disagree.
//
// # Why a budget may say "at least"
//
// A budget whose account could not be read has not "12 % used": it has 12 % that are known.
// [State.Lacking] names such accounts.
//
// # Why projections are kept
//
// A forecast can only be judged by what it said at the time: days that are read again would
// make it wiser than it was. The last view of each day stays, one row a day and budget.
package outlook

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/settings"
	"outlay/backend/tag"
)

// Options are what a desk works with.
type Options struct {
	DB        *database.DB
	Accounts  *account.Store
	Budgets   *budget.Store
	Tags      *tag.Store
	Settings  *settings.Store
	Book      ledger.Store
	Providers provider.Registry
	Now       func() time.Time
}

// Desk answers how budgets stand.
type Desk struct{ Options }

// New returns a desk.
func New(o Options) *Desk { return &Desk{o} }

// Back is how many days before today a forecast may look at.
const Back = 91

// State is how one budget stands in one period.
type State struct {
	Budget   budget.Budget     `json:"budget"`
	Title    string            `json:"title"`    // its label, or else what it is of
	Of       string            `json:"of"`       // what it is of, for people: "Research (OpenAI)"
	Accounts []string          `json:"accounts"` // ids of those whose spend is in it
	State    budget.State      `json:"state"`
	Passed   []Passed          `json:"passed"`   // levels that are reached, ascending
	Other    []money.Amount    `json:"other"`    // spent in currencies that the limit is not in
	Forecast forecast.Forecast `json:"forecast"` // of the period, in the limit's currency
	Crossing forecast.Crossing `json:"crossing"` // of the limit, 100 %
	Settled  bool              `json:"settled"`  // no day of the period can change any more
	Lacking  []string          `json:"lacking"`  // labels of accounts that could not be read
	Gone     bool              `json:"gone"`     // what it was of is no longer there
}

// Passed is a level that was reached, and the day that did.
type Passed struct {
	Level int          `json:"level"` // percent of the limit
	On    calendar.Day `json:"on" ts_type:"string"`
}

// States returns how every budget stands in the period of today, the fullest first.
func (d *Desk) States(ctx context.Context) ([]State, error) {
	v, err := d.view(ctx)
	if err != nil {
		return nil, err
	}
	budgets, err := d.Budgets.List(ctx)
	if err != nil {
		return nil, err
	}
	states := []State{}
	for _, b := range budgets {
		s, err := v.state(ctx, b, b.Limit, v.today)
		if err != nil {
			return nil, fmt.Errorf("outlook: %s: %w", b.ID, err)
		}
		states = append(states, s)
	}
	slices.SortStableFunc(states, func(a, b State) int { return b.State.Percent - a.State.Percent })
	return states, nil
}

// Earlier returns how budgets stand in the period before the one of today, for those whose
// that period can still change or ended not more than a week ago: its last days are read late.
// A period that was over before a budget was made is none of its.
func (d *Desk) Earlier(ctx context.Context) ([]State, error) {
	v, err := d.view(ctx)
	if err != nil {
		return nil, err
	}
	budgets, err := d.Budgets.List(ctx)
	if err != nil {
		return nil, err
	}
	var states []State
	for _, b := range budgets {
		last := b.Period(v.today).Start.Add(-1)
		if last < calendar.DayOf(b.CreatedAt) {
			continue // nobody had set it yet
		}
		limits, err := d.Budgets.Limits(ctx, b.ID)
		if err != nil {
			return nil, err
		}
		s, err := v.state(ctx, b, limitOn(limits, last, b.Limit), last)
		if err != nil {
			return nil, fmt.Errorf("outlook: %s: %w", b.ID, err)
		}
		if !s.Settled || v.today.Sub(last) <= 7 {
			states = append(states, s)
		}
	}
	return states, nil
}

// Worst returns the most pressing level of states.
func Worst(states []State) budget.Level {
	level := budget.Unlimited
	for _, s := range states {
		level = budget.Worst(level, s.State.Level)
	}
	return level
}

// view is what all budgets have in common at one moment: the accounts and their days.
type view struct {
	*Desk
	today    calendar.Day
	accounts []account.Account // the removed ones too, whose history counts
	tags     map[string][]ledger.Part
	names    map[string][]ledger.Name
	days     map[string][]ledger.Day // of whole accounts, from from on
	from     calendar.Day
}

func (d *Desk) view(ctx context.Context) (*view, error) {
	chosen, err := d.Settings.Get(ctx)
	if err != nil {
		return nil, err
	}
	now := d.Now()
	v := &view{Desk: d, today: calendar.DayOf(now), tags: map[string][]ledger.Part{}, days: map[string][]ledger.Day{}}
	if v.accounts, err = d.Accounts.All(ctx); err != nil {
		return nil, err
	}
	for i := range v.accounts {
		v.accounts[i] = v.accounts[i].As(now, chosen.Interval())
	}
	tags, err := d.Tags.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		v.tags[t.Name] = t.Parts
	}
	if v.names, err = d.Book.Names(ctx); err != nil {
		return nil, err
	}
	v.from = v.today.Add(-Back)
	days, err := d.Book.Days(ctx, v.span(), nil)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		if day.Counted {
			v.days[day.Account] = append(v.days[day.Account], day)
		}
	}
	return v, nil
}

func (v *view) span() calendar.Span { return calendar.Through(v.from, v.today) }

// state returns how b stands against limit in the period of day.
func (v *view) state(ctx context.Context, b budget.Budget, limit money.Amount, day calendar.Day) (State, error) {
	parts, of, gone := v.parts(b)
	s := State{Budget: b, Of: of, Title: b.Label, Gone: gone, Accounts: []string{}, Lacking: []string{}, Other: []money.Amount{}, Passed: []Passed{}}
	if s.Title == "" {
		s.Title = v.title(b, of)
	}
	period := b.Period(day)
	today := min(v.today, period.Last())
	known, err := v.known(ctx, parts, calendar.Span{Start: min(period.Start, today.Add(-Back)), End: today.Add(1)})
	if err != nil {
		return s, err
	}
	v.lacking(&s, parts)
	daily := forecast.Daily(known, limit.Currency)
	spent := spentIn(daily, period, limit.Currency)
	if s.State, err = budget.At(period, spent, &limit, b.Levels); err != nil {
		return s, err
	}
	s.Other = others(known, period, limit.Currency)
	s.Passed = passed(daily, period, limit, b.Levels)
	s.Settled = v.settled(known, period)
	s.Forecast = forecast.Of(period, v.today, limit.Currency, daily)
	s.Crossing = forecast.Cross(period, v.today, limit, daily)
	return s, nil
}

// parts returns what a budget is of, in the book and in words for people.
func (v *view) parts(b budget.Budget) (parts []ledger.Part, of string, gone bool) {
	switch b.Scope {
	case budget.Everything:
		return v.whole(func(account.Account) bool { return true }), "Everything", false
	case budget.OfService:
		parts = v.whole(func(a account.Account) bool { return a.Service() == b.Subject })
		return parts, v.Providers.Name(b.Subject), len(parts) == 0
	case budget.OfAccount:
		a, ok := v.account(b.Subject)
		return []ledger.Part{{Account: b.Subject, Of: ledger.ByAccount}}, v.called(a), !ok
	case budget.OfProject:
		a, ok := v.account(b.Account)
		return []ledger.Part{{Account: b.Account, Of: ledger.ByProject, Key: b.Subject}}, v.project(b) + " in " + v.called(a), !ok
	}
	parts, ok := v.tags[b.Subject]
	return parts, b.Subject, !ok
}

// title is what a budget without a label is called: an account's own limit as its account is.
func (v *view) title(b budget.Budget, of string) string {
	if a, ok := v.account(b.Subject); ok && b.First() {
		return a.Label
	}
	return of
}

func (v *view) whole(is func(account.Account) bool) (parts []ledger.Part) {
	for _, a := range v.accounts {
		if is(a) {
			parts = append(parts, ledger.Part{Account: a.ID, Of: ledger.ByAccount})
		}
	}
	return parts
}

func (v *view) account(id string) (account.Account, bool) {
	i := slices.IndexFunc(v.accounts, func(a account.Account) bool { return a.ID == id && !a.Removed })
	if i < 0 {
		return account.Account{Label: "a removed account"}, false
	}
	return v.accounts[i], true
}

// called is an account's label, with its service where that says more.
func (v *view) called(a account.Account) string {
	service := v.Providers.Name(a.Service())
	if a.ID == "" || strings.Contains(strings.ToLower(a.Label), strings.ToLower(service)) {
		return a.Label
	}
	return a.Label + " (" + service + ")"
}

func (v *view) project(b budget.Budget) string {
	for _, n := range v.names[b.Account] {
		if n.Kind == "project" && n.ID == b.Subject {
			return n.Name
		}
	}
	return b.Subject
}

// known returns the counted days of the parts: those of whole accounts were read already.
func (v *view) known(ctx context.Context, parts []ledger.Part, span calendar.Span) ([]ledger.Day, error) {
	whole := !slices.ContainsFunc(parts, func(p ledger.Part) bool { return p.Of != ledger.ByAccount })
	if !whole || span.Start < v.from {
		return v.Book.DaysOf(ctx, span, parts)
	}
	var days []ledger.Day
	for _, p := range parts {
		for _, day := range v.days[p.Account] {
			if span.Contains(day.Day) {
				days = append(days, day)
			}
		}
	}
	return days, nil
}

func (v *view) lacking(s *State, parts []ledger.Part) {
	for _, a := range v.accounts {
		if !slices.ContainsFunc(parts, func(p ledger.Part) bool { return p.Account == a.ID }) {
			continue
		}
		s.Accounts = append(s.Accounts, a.ID)
		if !a.Removed && a.State != account.OK {
			s.Lacking = append(s.Lacking, a.Label)
		}
	}
}

func spentIn(daily []forecast.Day, period calendar.Span, currency string) money.Amount {
	spent := money.Zero(currency)
	for _, day := range daily {
		if period.Contains(day.Day) {
			spent.Value = spent.Value.Add(day.Amount.Value)
		}
	}
	return spent
}

func others(known []ledger.Day, period calendar.Span, currency string) []money.Amount {
	others := []money.Amount{}
	for _, day := range known {
		for _, total := range day.Totals {
			if period.Contains(day.Day) && total.Currency != currency {
				others = append(others, total)
			}
		}
	}
	return append([]money.Amount{}, money.Sum(others...)...)
}

// passed returns the levels that what was spent is at or above, and the day that brought each.
// A credit that came later may have taken the sum below again in between: the first day counts.
func passed(daily []forecast.Day, period calendar.Span, limit money.Amount, levels []int) []Passed {
	daily = slices.DeleteFunc(slices.Clone(daily), func(d forecast.Day) bool { return !period.Contains(d.Day) })
	slices.SortFunc(daily, func(a, b forecast.Day) int { return a.Day.Sub(b.Day) })
	total := spentIn(daily, period, limit.Currency)
	list := []Passed{}
	for _, level := range levels {
		if !budget.Crossed(total, limit, level) {
			continue
		}
		sum := money.Zero(limit.Currency)
		for _, day := range daily {
			sum.Value = sum.Value.Add(day.Amount.Value)
			if budget.Crossed(sum, limit, level) {
				list = append(list, Passed{level, day.Day})
				break
			}
		}
	}
	return list
}

// settled says that the period is over, every day of it is known, and no day can change: not
// one that was read, and not one that an account still has to read.
func (v *view) settled(known []ledger.Day, period calendar.Span) bool {
	if v.today < period.End {
		return false
	}
	have, through := map[calendar.Day]bool{}, map[string]calendar.Day{}
	for _, day := range known {
		through[day.Account] = max(through[day.Account], day.Day)
		if !period.Contains(day.Day) {
			continue
		}
		if !day.Settled {
			return false
		}
		have[day.Day] = true
	}
	for id, last := range through {
		if _, there := v.account(id); there && last < period.Last() {
			return false
		}
	}
	return len(have) == period.Len()
}

// limitOn returns what the limit was on a day: the first one where there was none yet.
func limitOn(limits []budget.LimitFrom, day calendar.Day, now money.Amount) money.Amount {
	if len(limits) == 0 {
		return now
	}
	on := limits[0].Limit
	for _, l := range limits {
		if l.Since <= day {
			on = l.Limit
		}
	}
	return on
}
