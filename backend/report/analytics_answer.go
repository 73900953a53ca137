package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/outlook"
	"outlay/backend/rates"
	"outlay/backend/tag"
)

const (
	mostLayers = 8    // of a stack, beside the one for all others
	mostRows   = 1000 // of an answer, beside the one for all others
	mostMovers = 3
)

// Analytics returns what was spent in the span of q. It wraps [ErrQuestion] or [ErrDimension].
func (d *Desk) Analytics(ctx context.Context, q Question, tags []tag.Tag) (Analytics, error) {
	span, err := q.span()
	if err != nil {
		return Analytics{}, err
	}
	h, err := d.house(ctx)
	if err != nil {
		return Analytics{}, err
	}
	c, err := choose(h, q.lists(), tags)
	if err != nil {
		return Analytics{}, err
	}
	a := analysis{Desk: d, ctx: ctx, house: h, question: q, chosen: c, span: span}
	return a.answer()
}

// analysis is one question under way.
type analysis struct {
	*Desk
	ctx context.Context //nolint:containedctx // one question lives as long as its call
	house
	question Question
	chosen
	span, earlier calendar.Span

	// hull is around every day that the answer speaks of; totals and covered are of it.
	hull    calendar.Span
	totals  []ledger.Course
	covered []ledger.Coverage
	// coveredBefore are the known days of the span before.
	coveredBefore []ledger.Coverage

	piles       piles
	now, before map[string]*tally // all of the span and of the one before, by currency
	currency    string
}

func (a *analysis) answer() (Analytics, error) {
	answer := Analytics{
		Today: a.today, From: a.span.Start, Through: a.span.Last(), By: a.question.By,
		Rows: []Group{}, Projections: []outlook.Projection{}, Bases: []ledger.Basis{}, Notes: []string{},
	}
	// Tokens and money stand in different tables: half of the wait is gone where they are read
	// side by side.
	used := aside(a.used)
	err := a.read()
	usage, errUsed := used()
	if err = cmp.Or(err, errUsed); err != nil {
		return Analytics{}, err
	}
	if answer.Totals, err = a.known(amounts(a.now), a.span); err != nil {
		return Analytics{}, err
	}
	if answer.Converted, err = a.converted(answer.Totals); err != nil {
		return Analytics{}, err
	}
	a.currencies(&answer)
	answer.Stack = a.stack()
	answer.Year = a.year()
	if err := a.rows(&answer, usage); err != nil {
		return Analytics{}, err
	}
	if err := a.compare(&answer); err != nil {
		return Analytics{}, err
	}
	answer.Forecast = a.forecast()
	answer.Bases = a.bases()
	scoped := a.chosen.house(a.house)
	if answer.Gaps, err = a.gaps(a.ctx, scoped, a.span); err != nil {
		return Analytics{}, err
	}
	answer.AtLeast = len(answer.Gaps) > 0
	answer.SettledThrough = settledThrough(scoped, a.span)
	a.notes(&answer)
	return answer, nil
}

// aside runs fn by itself; what it returns waits for its answer.
func aside[T any](fn func() (T, error)) func() (T, error) {
	var answer T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		answer, err = fn()
	}()
	return func() (T, error) {
		<-done
		return answer, err
	}
}

// read asks the book for everything that the answer is made of.
func (a *analysis) read() (err error) {
	if a.question.Compare {
		a.earlier = Earlier(a.span, a.question.CycleDay)
	}
	year := calendar.Span{Start: newYear(a.span.Last()), End: newYear(a.span.Last()).AddMonths(12)}
	a.hull = calendar.Span{Start: min(a.span.Start, year.Start), End: max(a.span.End, year.End)}
	if a.foretells() {
		a.hull.Start = min(a.hull.Start, a.today.Add(-sampleDays))
	}
	filter := a.filter
	filter.Span = a.hull
	if a.totals, err = a.book.Courses(a.ctx, filter, ledger.ByBasis); err != nil {
		return err
	}
	if a.covered, err = a.book.Covered(a.ctx, a.hull, a.filter.Accounts); err != nil {
		return err
	}
	if !a.earlier.Empty() {
		if a.coveredBefore, err = a.book.Covered(a.ctx, a.earlier, a.filter.Accounts); err != nil {
			return err
		}
	}
	a.now, a.before = map[string]*tally{}, map[string]*tally{}
	if a.question.By == Tag {
		err = a.tagged()
	} else {
		err = a.grouped()
	}
	if err != nil {
		return err
	}
	return a.label()
}

// grouped reads the groups of a dimension that the ledger knows; they add up to the total.
func (a *analysis) grouped() error {
	by, err := dimension(a.question.By)
	if err != nil || by == ledger.ByDay {
		return fmt.Errorf("%.40q: %w", a.question.By, ErrDimension)
	}
	return a.each(a.filter, by, a.now, a.before, func(c ledger.Course) place {
		row := ledger.Row{Account: c.Account, Key: c.Key}
		key, _ := a.identity(a.house, a.question.By, row, nil)
		return place{key: key, account: owner(a.question.By, row)}
	})
}

// tagged reads what is under each tag and, where none was chosen, what is under none.
func (a *analysis) tagged() error {
	if err := a.each(a.filter, ledger.ByDay, a.now, a.before, nil); err != nil {
		return err
	}
	for _, t := range a.tags {
		f := a.filter
		f.Within = t.Parts
		if err := a.each(f, ledger.ByDay, nil, nil, func(ledger.Course) place { return place{key: t.Name} }); err != nil {
			return err
		}
		if p := a.piles.at[place{key: t.Name}]; p != nil {
			p.known = func(account string) bool {
				return slices.ContainsFunc(t.Parts, func(part ledger.Part) bool { return part.Account == account })
			}
		}
	}
	if len(a.question.Tags) > 0 {
		return nil
	}
	f := a.filter
	f.Outside = partsOf(a.tags)
	return a.each(f, ledger.ByDay, nil, nil, func(ledger.Course) place { return place{untagged: true} })
}

// each adds the courses of both spans to the sums and, where into says so, to their piles.
func (a *analysis) each(f ledger.Filter, by ledger.Dimension, now, before map[string]*tally, into func(ledger.Course) place) error {
	for _, part := range []struct {
		span   calendar.Span
		totals map[string]*tally
		isNow  bool
	}{{a.span, now, true}, {a.earlier, before, false}} {
		if part.span.Empty() {
			continue
		}
		f.Span = part.span
		courses, err := a.book.Courses(a.ctx, f, by)
		if err != nil {
			return err
		}
		for _, c := range courses {
			if part.totals != nil {
				sumInto(part.totals, c)
			}
			if into == nil {
				continue
			}
			p := a.piles.of(into(c))
			if !part.isNow {
				sumInto(p.before, c)
				continue
			}
			sumInto(p.now, c)
			p.courses = append(p.courses, c)
		}
	}
	return nil
}

// label gives every pile what people call it, and whose days are its days.
func (a *analysis) label() error {
	names, err := a.names(a.ctx, a.question.By)
	if err != nil {
		return err
	}
	rows := make([]Row, len(a.piles.list))
	for i, p := range a.piles.list {
		rows[i] = Row{Key: p.key, Account: p.account, Label: p.key}
		switch a.question.By {
		case Tag:
			if p.untagged {
				rows[i].Label = "Untagged"
			}
		case Service:
			rows[i].Label = a.service(p.key)
			p.known = func(account string) bool { return a.all[account].Service() == p.key }
		case string(ledger.ByAccount):
			rows[i].Label = a.all[p.key].Label
			p.known = func(account string) bool { return account == p.key }
		default:
			_, rows[i].Label = a.identity(a.house, a.question.By, ledger.Row{Account: p.account, Key: p.key}, names)
			if p.account != "" {
				p.known = func(account string) bool { return account == p.account }
			}
		}
	}
	tellApart(a.house, rows)
	for i, p := range a.piles.list {
		p.label = rows[i].Label
	}
	return nil
}

// known returns sums as they are shown: a day that was read and cost nothing is $0, and where
// none was there is no sum.
func (a *analysis) known(sums []money.Amount, span calendar.Span) ([]money.Amount, error) {
	if len(sums) > 0 {
		return sums, nil
	}
	covered, err := a.book.Covered(a.ctx, span, a.filter.Accounts)
	if slices.ContainsFunc(covered, func(c ledger.Coverage) bool { return slices.Contains(c.Known, true) }) {
		return []money.Amount{money.Zero(money.USD)}, nil
	}
	return sums, err
}

// converted returns the totals of the span in the display currency, under the rule of
// [Desk.converted].
func (a *analysis) converted(sums []money.Amount) (*rates.Converted, error) {
	other := func(sum money.Amount) bool { return sum.Currency != a.shown && !sum.Value.IsZero() }
	if a.rates == nil || a.shown == "" || !slices.ContainsFunc(sums, other) {
		return nil, nil
	}
	each, from := map[calendar.Day][]money.Amount{}, a.span.Start.Sub(a.hull.Start)
	for _, c := range a.totals {
		for i, nanos := range c.Nanos[from : from+a.span.Len()] {
			if day := a.span.Start.Add(i); nanos != 0 {
				each[day] = append(each[day], money.FromNanos(nanos, c.Currency))
			}
		}
	}
	_, total, err := a.rates.Days(a.ctx, each, a.shown)
	return &total, err
}

// currencies names all that were spent, and picks the one of the charts.
func (a *analysis) currencies(answer *Analytics) {
	sums := slices.Clone(answer.Totals)
	slices.SortStableFunc(sums, func(x, y money.Amount) int { return y.Value.Abs().Cmp(x.Value.Abs()) })
	answer.Currencies = []string{}
	for _, sum := range sums {
		answer.Currencies = append(answer.Currencies, sum.Currency)
	}
	a.currency = money.USD
	switch {
	case a.question.Currency != "":
		a.currency = a.question.Currency
	case len(sums) > 0:
		a.currency = sums[0].Currency
	}
	answer.Currency = a.currency
}

// days are a line of daily sums, in the currency of the charts.
type days struct {
	sums  []tally
	known []bool
}

func newDays(n int) *days { return &days{make([]tally, n), make([]bool, n)} }

func (d *days) add(c ledger.Course, from int) {
	for i, nanos := range c.Nanos[from : from+len(d.sums)] {
		d.sums[i].add(nanos)
		d.known[i] = d.known[i] || nanos != 0
	}
}

// values are the sums as amounts; nil for a day that was not read.
func (d *days) values(currency string) []*money.Amount {
	list := make([]*money.Amount, len(d.sums))
	for i := range d.sums {
		if d.known[i] {
			amount := d.sums[i].amount(currency)
			list[i] = &amount
		}
	}
	return list
}

// mark marks the days of span that are known of any account that is wanted; nil for all.
func (a *analysis) mark(known []bool, span calendar.Span, wanted func(account string) bool) {
	from := span.Start.Sub(a.hull.Start)
	for _, c := range a.covered {
		if !a.scope[c.Account] || wanted != nil && !wanted(c.Account) {
			continue
		}
		for i := range known {
			known[i] = known[i] || c.Known[from+i]
		}
	}
}

// settled says of each day of span that it is known, and that nothing known of it may move.
func (a *analysis) settled(span calendar.Span) []bool {
	from, known := span.Start.Sub(a.hull.Start), make([]bool, span.Len())
	a.mark(known, span, nil)
	for _, c := range a.covered {
		for i := range known {
			if at := from + i; a.scope[c.Account] && c.Known[at] && !c.Settled[at] {
				known[i] = false
			}
		}
	}
	return known
}

// total is the sum of all on each day of a span inside the hull.
func (a *analysis) total(span calendar.Span) *days {
	d := newDays(span.Len())
	for _, c := range a.totals {
		if c.Currency == a.currency {
			d.add(c, span.Start.Sub(a.hull.Start))
		}
	}
	a.mark(d.known, span, nil)
	return d
}

func (a *analysis) stack() Stack {
	n := a.span.Len()
	s := Stack{Days: a.span.Days(), Settled: a.settled(a.span), Series: []Layer{}, Totals: a.total(a.span).values(a.currency)}
	list := a.piles.ranked(a.currency)
	other := newDays(n)
	for i, p := range list {
		line := other
		if i < mostLayers {
			line = newDays(n)
		}
		for _, c := range p.courses {
			if c.Currency == a.currency {
				line.add(c, 0)
			}
		}
		if i < mostLayers {
			a.mark(line.known, a.span, p.known)
			s.Series = append(s.Series, Layer{Key: p.key, Account: p.account, Label: p.label, Count: 1, Values: line.values(a.currency)})
		}
	}
	if more := len(list) - mostLayers; more > 0 {
		a.mark(other.known, a.span, nil)
		s.Series = append(s.Series, Layer{Label: "Other", Other: true, Count: more, Values: other.values(a.currency)})
	}
	return s
}

func (a *analysis) year() Year {
	first := newYear(a.span.Last())
	span := calendar.Span{Start: first, End: first.AddMonths(12)}
	return Year{Days: span.Days(), Values: a.total(span).values(a.currency), Settled: a.settled(span)}
}

func (a *analysis) bases() []ledger.Basis {
	used := []ledger.Basis{}
	for _, basis := range ledger.Bases() {
		isUsed := slices.ContainsFunc(a.totals, func(c ledger.Course) bool {
			from := a.span.Start.Sub(a.hull.Start)
			return c.Basis == basis && slices.ContainsFunc(c.Nanos[from:from+a.span.Len()], func(n int64) bool { return n != 0 })
		})
		if isUsed {
			used = append(used, basis)
		}
	}
	return used
}

// foretells says that the span is of the month of today, from its first day.
func (a *analysis) foretells() bool {
	month := calendar.Month(a.today)
	return a.span.Start == month.Start && a.span.End <= month.End && a.span.Contains(a.today)
}

func (a *analysis) forecast() *forecast.Forecast {
	if !a.foretells() {
		return nil
	}
	span := calendar.Through(a.today.Add(-sampleDays), a.today)
	total, settled := a.total(span), a.settled(span)
	var list []forecast.Day
	for i, day := range span.Days() {
		if total.known[i] {
			list = append(list, forecast.Day{Day: day, Amount: total.sums[i].amount(a.currency), Settled: settled[i]})
		}
	}
	f := forecast.Of(calendar.Month(a.today), a.today, a.currency, list)
	return &f
}

func (a *analysis) notes(answer *Analytics) {
	if a.question.By != Tag {
		return
	}
	sums := map[string]decimal.Decimal{}
	for _, r := range answer.Rows {
		sums[r.Amount.Currency] = sums[r.Amount.Currency].Add(r.Amount.Value)
	}
	for currency, sum := range sums {
		if !sum.Equal(in(a.now, currency).Value) {
			answer.Notes = []string{"What is under two tags stands under both, so the rows add up to another sum than the total."}
		}
	}
}

// compare fills in what was spent in the span before, and what explains the difference.
func (a *analysis) compare(answer *Analytics) (err error) {
	if !a.question.Compare {
		return nil
	}
	b := &Before{From: a.earlier.Start, Through: a.earlier.Last(), Changes: []Shift{}}
	if b.Totals, err = a.known(amounts(a.before), a.earlier); err != nil {
		return err
	}
	if b.Gaps, err = a.gaps(a.ctx, a.chosen.house(a.house), a.earlier); err != nil {
		return err
	}
	b.AtLeast = len(b.Gaps) > 0
	var every []money.Amount
	every = append(append(every, answer.Totals...), b.Totals...)
	for _, sum := range money.Sum(every...) {
		b.Changes = append(b.Changes, shift(in(a.now, sum.Currency), in(a.before, sum.Currency)))
	}
	answer.Before = b
	if len(every) > 0 {
		answer.Movers = a.movers()
	}
	return nil
}

func shift(now, before money.Amount) Shift {
	change := money.Amount{Value: now.Value.Sub(before.Value), Currency: now.Currency}
	return Shift{change, percentOf(change.Value, before.Value)}
}

// percentOf is "" of nothing.
func percentOf(part, whole decimal.Decimal) string {
	if whole.IsZero() {
		return ""
	}
	return percent(part, whole)
}

func (a *analysis) movers() *Movers {
	zero := money.Zero(a.currency)
	m := &Movers{Change: shift(in(a.now, a.currency), in(a.before, a.currency)).Amount, Top: []Mover{}, TopSum: zero}
	type moved struct {
		*pile
		Shift
	}
	var list []moved
	for _, p := range a.piles.list {
		if s := shift(in(p.now, a.currency), in(p.before, a.currency)); !s.Amount.Value.IsZero() {
			list = append(list, moved{p, s})
		}
	}
	slices.SortFunc(list, func(x, y moved) int {
		return cmp.Or(y.Amount.Value.Abs().Cmp(x.Amount.Value.Abs()), byLabel(x.pile, y.pile))
	})
	for i, l := range list {
		if i == mostMovers {
			m.RestCount = len(list) - mostMovers
			break
		}
		m.Top = append(m.Top, Mover{
			Key: l.key, Account: l.account, Label: l.label, Amount: in(l.now, a.currency), Before: a.was(l.pile, a.currency), Unread: a.unread(l.pile, l.now, a.coveredNow()),
			Change: l.Amount, Percent: l.Percent,
		})
		m.TopSum.Value = m.TopSum.Value.Add(l.Amount.Value)
	}
	m.Rest = money.Amount{Value: m.Change.Value.Sub(m.TopSum.Value), Currency: a.currency}
	return m
}
