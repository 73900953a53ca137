// Package forecast says where a period will end, and how sure that is.
//
// It is pure functions of daily totals: no clock, no ledger. What is known too thinly is
// withheld with the reason, never guessed.
//
// # Why a median
//
// One runaway day in a fortnight would double a mean, and with it the forecast. The median
// of the last fourteen settled days ignores it, and its quartiles say how much days differ.
package forecast

import (
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

const (
	// Window is how many of the last settled days are looked at.
	Window = 14
	// Fewest is how many settled days there must be.
	Fewest = 5
)

// The reasons to withhold a forecast.
const (
	TooFewDays = "too_few_days" // fewer than five settled days are known
	NoAccount  = "no_account"   // nothing is connected
)

// Forecast is where a period ends if days go on as they did. Where Withheld is set, the
// amounts are nil.
type Forecast struct {
	Period   calendar.Span `json:"period"`
	Currency string        `json:"currency"`
	ToDate   money.Amount  `json:"to_date"`
	Amount   *money.Amount `json:"amount"`
	Low      *money.Amount `json:"low"`  // if each day left costs as the lower quartile of days did
	High     *money.Amount `json:"high"` // as the upper quartile
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
// unknown, not free. The days left are those after today.
func Of(period calendar.Span, today calendar.Day, currency string, days []Day) Forecast {
	f := Forecast{Period: period, Currency: currency, ToDate: money.Zero(currency)}
	f.DaysLeft = calendar.Span{Start: max(period.Start, today.Add(1)), End: period.End}.Len()
	for _, d := range days {
		if period.Contains(d.Day) && d.Day <= today {
			f.ToDate.Value = f.ToDate.Value.Add(d.Amount.Value)
		}
	}
	sample := lastSettled(days, today)
	f.DaysUsed = len(sample)
	if len(sample) < Fewest {
		f.Withheld = TooFewDays
		return f
	}
	f.Amount = f.plus(quantile(sample, 2))
	f.Low = f.plus(quantile(sample, 1))
	f.High = f.plus(quantile(sample, 3))
	return f
}

func (f Forecast) plus(perDay decimal.Decimal) *money.Amount {
	rest := perDay.Mul(decimal.NewFromInt(int64(f.DaysLeft)))
	a := money.Amount{Value: f.ToDate.Value.Add(rest), Currency: f.Currency}.Round()
	return &a
}

// lastSettled returns the amounts of the last settled days before today, the smallest first.
func lastSettled(days []Day, today calendar.Day) []decimal.Decimal {
	settled := slices.DeleteFunc(slices.Clone(days), func(d Day) bool { return !d.Settled || d.Day >= today })
	slices.SortFunc(settled, func(a, b Day) int { return b.Day.Sub(a.Day) })
	settled = settled[:min(Window, len(settled))]
	amounts := make([]decimal.Decimal, len(settled))
	for i, d := range settled {
		amounts[i] = d.Amount.Value
	}
	slices.SortFunc(amounts, decimal.Decimal.Cmp)
	return amounts
}

// quantile returns the q-th quartile of sorted amounts, between the two nearest where it
// falls between them.
func quantile(sorted []decimal.Decimal, q int64) decimal.Decimal {
	at := q * int64(len(sorted)-1) // in quarters of a place
	low, part := at/4, at%4
	if part == 0 {
		return sorted[low]
	}
	step := sorted[low+1].Sub(sorted[low])
	return sorted[low].Add(step.Mul(decimal.NewFromInt(part)).Div(decimal.NewFromInt(4)))
}
