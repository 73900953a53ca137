// Package forecast says where a period will end, on which day it reaches a limit, whether a
// day ran away, and how sure all that is.
//
// It is pure functions of daily totals: no clock, no ledger, no float. What is known too
// thinly is withheld with the reason, never guessed. The tests play it back over thousands of
// months and hold it to what the range promises.
//
// # What a usual day is
//
// A long, a middling and a short memory of settled days, and the trend from the two weeks
// before to the last two, are each tried on the past and mixed by how well they would have
// done. From two weeks on weekends have a pace of their own; from four weeks on each weekday
// has one, drawn towards that of its kind of day, and there is a trend, which fades: nothing
// grows for ever. Free days before the first spend say nothing of a usual day.
//
// # Why runaway days are damped
//
// One runaway day in a fortnight would double a mean, and with it the forecast. A day far
// beyond all but the highest tenth counts as a high day, no more; what one day in ten costs is
// how the account spends. The range is made from the days as they were.
//
// # What the range is
//
// Three hundred ways to go on, each put together from stretches of what settled days cost
// beside the usual, and from an error of the pace such as would have been made before: days
// lie together because real days do. The lowest and the highest are left out, and where few
// days are known the range is wider. The back-test holds it to at least eight months of ten,
// over all ways to spend that it plays. The draws are the same each time: one question has
// one answer.
//
// # Why today and the days that may still change are no whole days
//
// Nobody tells how much of today is over for the vendor, so today is expected to end as a
// usual day or where it is already, whichever is more. Of the last three days that are not
// settled, most is known: each is expected to gain half of what it lacks of a usual day. They
// never speak for the pace. A day that is not known at all adds nothing: whoever shows the
// forecast shows the gap beside it.
//
// # Where it falls short
//
// Where spending wanders for good by several percent each day, and late in a month of bursts,
// a straight line through the month is a little closer.
package forecast

import (
	"cmp"
	"slices"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

const (
	// Window is how many days before today are looked at, eight of each weekday. A caller
	// that hands in fewer gets a forecast without rhythm or trend.
	Window = 56
	// Fewest is how many settled days there must be in the window.
	Fewest = 5
)

// The reasons to withhold a forecast.
const (
	TooFewDays = "too_few_days" // fewer than five settled days are known since the first spend
	NoAccount  = "no_account"   // nothing is connected
)

// Forecast is where a period ends if days go on as they did. Where Withheld is set, the
// amounts are nil. Low <= Amount <= High, and ToDate <= Low unless days below zero are known.
type Forecast struct {
	Period   calendar.Span `json:"period"`
	Currency string        `json:"currency"`
	ToDate   money.Amount  `json:"to_date"`
	Amount   *money.Amount `json:"amount"`
	Low      *money.Amount `json:"low"`  // between Low and High end at least eight
	High     *money.Amount `json:"high"` // periods of ten
	DaysLeft int           `json:"days_left"`
	DaysUsed int           `json:"days_used"` // how many settled days it is made from
	Withheld string        `json:"withheld"`  // "" or one of the reasons
}

// Day is what one day cost, and whether the vendor may still change it.
type Day struct {
	Day     calendar.Day
	Amount  money.Amount
	Settled bool
}

// Of returns the forecast of period as seen on today, in one currency. Days are those that
// are known, in any order, period's and earlier ones; a day that is not among them is
// unknown, not free. The days left are those after today. A period that is over ends at what
// was spent.
func Of(period calendar.Span, today calendar.Day, currency string, days []Day) Forecast {
	f, _ := outlook(period, today, currency, days)
	return f
}

// outlook returns the forecast, and the course on which it is made: nil where the forecast is
// withheld or the period is over.
func outlook(period calendar.Span, today calendar.Day, currency string, days []Day) (Forecast, *course) {
	days = inOrder(days, today)
	f := Forecast{Period: period, Currency: currency, ToDate: spent(days, period, currency)}
	f.DaysLeft = calendar.Span{Start: max(period.Start, today.Add(1)), End: period.End}.Len()
	p := paceOf(days, today)
	f.DaysUsed = len(p.days)
	isOver := today >= period.End || period.Empty()
	if isOver && knows(days, period) {
		f.Amount, f.Low, f.High = f.plus(p, 0), f.plus(p, 0), f.plus(p, 0)
		return f, nil
	}
	if isOver || len(p.days) < Fewest {
		f.Withheld = TooFewDays
		return f, nil
	}
	c := courseOf(p, days, period, today)
	low, amount, high := c.at(len(c.days) - 1)
	f.Low, f.Amount, f.High = f.plus(p, low), f.plus(p, amount), f.plus(p, high)
	return f, &c
}

// plus returns what is spent with so many shares more.
func (f Forecast) plus(p pace, more int64) *money.Amount {
	a := money.Amount{Value: f.ToDate.Value.Add(p.amount(more)), Currency: f.Currency}.Round()
	return &a
}

// spent adds up the days of period.
func spent(days []Day, period calendar.Span, currency string) money.Amount {
	sum := money.Zero(currency)
	for _, d := range days {
		if period.Contains(d.Day) {
			sum.Value = sum.Value.Add(d.Amount.Value)
		}
	}
	return sum
}

func knows(days []Day, period calendar.Span) bool {
	return slices.ContainsFunc(days, func(d Day) bool { return period.Contains(d.Day) })
}

// inOrder returns the days up to today, the oldest first, each once.
func inOrder(days []Day, today calendar.Day) []Day {
	known := slices.DeleteFunc(slices.Clone(days), func(d Day) bool { return d.Day > today })
	slices.SortFunc(known, func(a, b Day) int { return cmp.Compare(a.Day, b.Day) })
	once := known[:0]
	for _, d := range known {
		last := len(once) - 1
		if last < 0 || once[last].Day != d.Day {
			once = append(once, d)
			continue
		}
		once[last].Amount.Value = once[last].Amount.Value.Add(d.Amount.Value)
		once[last].Settled = once[last].Settled && d.Settled
	}
	return once
}
