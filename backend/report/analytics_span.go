package report

import (
	"context"

	"outlay/backend/calendar"
)

// The spans that people ask for by name. Each ends today, but for last month.
const (
	ThisMonth  = "this_month"
	LastMonth  = "last_month"
	Last30Days = "last_30_days" // today included
	Last90Days = "last_90_days"
	ThisYear   = "this_year"
	ThisCycle  = "cycle" // the billing cycle of an account, up to today
)

// Presets returns the names of the spans that [Preset] knows.
func Presets() []string {
	return []string{ThisMonth, LastMonth, Last30Days, Last90Days, ThisYear, ThisCycle}
}

// Preset returns the span of a name as seen on today; an empty one for a name that is none,
// "custom" among them. CycleDay (1 to 31) matters to [ThisCycle] alone.
func Preset(name string, today calendar.Day, cycleDay int) calendar.Span {
	switch name {
	case ThisMonth:
		return calendar.Through(calendar.Month(today).Start, today)
	case LastMonth:
		return calendar.Month(calendar.Month(today).Start.Add(-1))
	case Last30Days:
		return calendar.Through(today.Add(-29), today)
	case Last90Days:
		return calendar.Through(today.Add(-89), today)
	case ThisYear:
		return calendar.Through(newYear(today), today)
	case ThisCycle:
		return calendar.Through(calendar.Cycle(today, cycleDay).Start, today)
	}
	return calendar.Span{}
}

func newYear(day calendar.Day) calendar.Day { return day[:4] + "-01-01" }

// Earlier returns the span that people compare span with:
//
//   - a billing cycle (cycleDay 1 to 31, 0 for none) or the beginning of one: as many days of
//     the cycle before, all of it where the span is a whole one;
//   - a month, or one to date: the month before, to the same day of the month;
//   - several months from January on: the same days of the year before;
//   - several whole months: as many months before;
//   - any other: as many days, directly before.
func Earlier(span calendar.Span, cycleDay int) calendar.Span {
	if span.Empty() {
		return span
	}
	if cycleDay > 0 {
		if cycle := calendar.Cycle(span.Start, cycleDay); cycle.Start == span.Start && span.End <= cycle.End {
			return opening(calendar.Cycle(cycle.Start.Add(-1), cycleDay), span, cycle)
		}
	}
	month := calendar.Month(span.Start)
	switch {
	case span.Start != month.Start:
	case span.End <= month.End:
		return opening(calendar.Month(month.Start.Add(-1)), span, month)
	case span.Start == newYear(span.Last()):
		return calendar.Span{Start: span.Start.AddMonths(-12), End: lastDay(span.Last(), -12).Add(1)}
	case calendar.Month(span.End).Start == span.End:
		return calendar.Span{Start: span.Start.AddMonths(-monthsOf(span)), End: span.Start}
	}
	return calendar.Span{Start: span.Start.Add(-span.Len()), End: span.Start}
}

// opening returns as many days of the period before as span is of its own, all of them where
// span is whole.
func opening(before, span, period calendar.Span) calendar.Span {
	if span.End == period.End {
		return before
	}
	return before.Intersect(calendar.Span{Start: before.Start, End: before.Start.Add(span.Len())})
}

// lastDay is the same day n months on; the last of a month stays the last.
func lastDay(day calendar.Day, n int) calendar.Day {
	if calendar.Month(day).Last() == day {
		return calendar.Month(calendar.Month(day).Start.AddMonths(n)).Last()
	}
	return day.AddMonths(n)
}

// monthsOf is how many whole months a span of whole months has.
func monthsOf(span calendar.Span) int {
	n := 0
	for start := span.Start; start < span.End; start = start.AddMonths(1) {
		n++
	}
	return n
}

// Presets returns the spans that people ask for by name, as of today. The billing cycle is
// that of the account, or of the calendar month where there is none such.
func (d *Desk) Presets(ctx context.Context, account string) ([]PresetSpan, error) {
	h, err := d.house(ctx)
	if err != nil {
		return nil, err
	}
	cycleDay := 1
	if a, ok := h.all[account]; ok {
		cycleDay = a.CycleDay
	}
	list := []PresetSpan{}
	for _, name := range Presets() {
		span := Preset(name, h.today, cycleDay)
		p := PresetSpan{Name: name, From: span.Start, Through: span.Last()}
		if name == ThisCycle {
			p.CycleDay = cycleDay
		}
		list = append(list, p)
	}
	return list, nil
}
