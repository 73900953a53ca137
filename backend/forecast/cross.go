package forecast

import (
	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// Crossing is the day on which spending reaches a limit, and how sure that is: Day is that of
// the forecast, Earliest that of the upper end of its range, Latest that of the lower end.
// Each is "" where the limit is not reached within the period: Day is set exactly when the
// forecast's Amount is at the limit or above, Earliest when High is, Latest when Low is.
//
// Where the limit is crossed already, all three are the day on which that happened. Where the
// forecast is withheld, they are "", and Withheld says why.
type Crossing struct {
	Day      calendar.Day `json:"day" ts_type:"string"`
	Earliest calendar.Day `json:"earliest" ts_type:"string"`
	Latest   calendar.Day `json:"latest" ts_type:"string"`
	Crossed  bool         `json:"crossed"`  // what is spent to date is at the limit or above
	Withheld string       `json:"withheld"` // "" or one of the reasons
}

// Cross returns on which day spending in period reaches limit, as seen on today. The days are
// as for [Of], in the limit's currency, and the answer agrees with that of Of. Nothing is
// foreseen for a day before today: what a young day may gain counts today.
func Cross(period calendar.Span, today calendar.Day, limit money.Amount, days []Day) Crossing {
	f, c := outlook(period, today, limit.Currency, days)
	if !f.ToDate.Value.LessThan(limit.Value) {
		day := reached(period, today, limit.Value, days)
		return Crossing{Day: day, Earliest: day, Latest: day, Crossed: true, Withheld: f.Withheld}
	}
	x := Crossing{Withheld: f.Withheld}
	if c == nil {
		return x
	}
	// Days that go below zero may lead back under a limit that was reached on the way.
	atLimit := func(a *money.Amount) bool { return !a.Value.LessThan(limit.Value) }
	open := [3]bool{atLimit(f.Low), atLimit(f.Amount), atLimit(f.High)}
	found := [3]*calendar.Day{&x.Latest, &x.Day, &x.Earliest}
	for i, day := range c.days {
		if open == [3]bool{} {
			break
		}
		low, middle, high := c.at(i)
		for way, more := range [3]int64{low, middle, high} {
			if open[way] && atLimit(f.plus(c.pace, more)) {
				*found[way], open[way] = day, false
			}
		}
	}
	return x
}

// reached returns the first day of period through which limit is spent.
func reached(period calendar.Span, today calendar.Day, limit decimal.Decimal, days []Day) calendar.Day {
	sum := decimal.Zero
	if !limit.IsPositive() {
		return period.Start
	}
	for _, d := range inOrder(days, today) {
		if !period.Contains(d.Day) {
			continue
		}
		if sum = sum.Add(d.Amount.Value); !sum.LessThan(limit) {
			return d.Day
		}
	}
	return ""
}
