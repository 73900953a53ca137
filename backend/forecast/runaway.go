package forecast

import (
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

const (
	// fewestKnown is how many earlier days must be known to call a day unusual.
	fewestKnown = 8
	// fewestAlike is how many of the same weekday are compared alone.
	fewestAlike = 4
	// timesUsual and spreads are how far beyond the median a runaway day is at least.
	timesUsual, spreads = 2, 6
)

// Unusual is a day that cost far more than days like it.
type Unusual struct {
	Day    calendar.Day `json:"day" ts_type:"string"`
	Amount money.Amount `json:"amount"`
	Usual  money.Amount `json:"usual"`  // the median of the days compared
	Times  string       `json:"times"`  // Amount is that many times Usual, rounded down: "4.2"; "" where Usual is nothing
	Sample int          `json:"sample"` // how many days were compared
}

// Runaway says whether today's spend ran away: it is at least floor, at least twice the
// median of the same weekdays, and more than six times their median deviation above it. Where
// fewer than four of them are known in the window, all days are compared. What one day in
// ten costs is how the account spends, so a runaway day is also beyond all but the highest
// tenth of days, by as much as lies between these and the lowest tenth.
//
// The day may still be running: it cannot cost less than it did. Earlier days count as far as
// they are known, settled or not. With fewer than eight of them since the first spend
// nothing is said. floor counts in the given currency: there is no rate here.
func Runaway(today calendar.Day, currency string, days []Day, floor money.Amount) (Unusual, bool) {
	window := calendar.Span{Start: today.Add(-Window), End: today}
	u := Unusual{Day: today, Amount: money.Zero(currency), Usual: money.Zero(currency)}
	var earlier []Day
	for _, d := range inOrder(days, today) {
		switch {
		case d.Day == today:
			u.Amount.Value = d.Amount.Value
		case window.Contains(d.Day):
			earlier = append(earlier, d)
		}
	}
	earlier = sinceTheFirstSpend(earlier)
	cost := u.Amount.Value
	if len(earlier) < fewestKnown || !cost.IsPositive() || cost.LessThan(floor.Value) {
		return Unusual{}, false
	}
	alike := costsOf(earlier, func(d Day) bool { return today.Sub(d.Day)%7 == 0 })
	all := costsOf(earlier, func(Day) bool { return true })
	if len(alike) < fewestAlike {
		alike = all
	}
	u.Sample = len(alike)
	u.Usual.Value = median(alike)
	if !isFarBeyond(cost, alike) || !isBeyondTheHighest(cost, all) {
		return Unusual{}, false
	}
	if u.Usual.Value.IsPositive() {
		u.Times = cost.DivRound(u.Usual.Value, 6).Truncate(1).String()
	}
	u.Usual = u.Usual.Round()
	return u, true
}

func isFarBeyond(cost decimal.Decimal, sorted []decimal.Decimal) bool {
	usual := median(sorted)
	apart := make([]decimal.Decimal, len(sorted))
	for i, c := range sorted {
		apart[i] = c.Sub(usual).Abs()
	}
	slices.SortFunc(apart, decimal.Decimal.Cmp)
	far := usual.Add(median(apart).Mul(decimal.NewFromInt(spreads)))
	return cost.GreaterThan(far) && !cost.LessThan(usual.Mul(decimal.NewFromInt(timesUsual)))
}

func isBeyondTheHighest(cost decimal.Decimal, sorted []decimal.Decimal) bool {
	last := len(sorted) - 1
	high, low := sorted[last-last/10], sorted[last/10]
	return cost.GreaterThan(high.Add(high.Sub(low)))
}

func costsOf(days []Day, in func(Day) bool) []decimal.Decimal {
	var costs []decimal.Decimal
	for _, d := range days {
		if in(d) {
			costs = append(costs, d.Amount.Value)
		}
	}
	slices.SortFunc(costs, decimal.Decimal.Cmp)
	return costs
}

func median(sorted []decimal.Decimal) decimal.Decimal {
	last := len(sorted) - 1
	return sorted[last/2].Add(sorted[(last+1)/2]).Mul(decimal.New(5, -1))
}
