package forecast_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
)

// A story is what can be known of an account on some day.
type story struct {
	period calendar.Span
	today  calendar.Day
	days   []forecast.Day
}

// stories draws any story: gaps, free days, bursts, credits, days that may still grow, any
// period around today.
func stories(t *rapid.T) story {
	s := story{today: calendar.Day("2026-01-01").Add(rapid.IntRange(0, 500).Draw(t, "today"))}
	s.period = rapid.SampledFrom([]calendar.Span{
		calendar.Month(s.today), calendar.Cycle(s.today, 31), calendar.Cycle(s.today, 15), calendar.Week(s.today),
		calendar.Through(s.today, s.today), calendar.Month(s.today.AddMonths(1)), calendar.Month(s.today.AddMonths(-1)),
	}).Draw(t, "period")
	least := rapid.SampledFrom([]int64{0, 0, 0, -2_000_000, -20_000_000}).Draw(t, "least")
	scale := rapid.SampledFrom([]int64{1, 1_000, 100_000}).Draw(t, "scale")
	known := rapid.SampledFrom([]int{0, 4, 6, 13, 20, 30, 45, 70}).Draw(t, "known")
	kinds := rapid.SampledFrom([][]int{{0}, {1}, {0, 1}, {0, 1, 1, 1, 1, 2}}).Draw(t, "kinds")
	settled := rapid.IntRange(0, 6).Draw(t, "settled")
	for age := known; age >= 0; age-- {
		if rapid.IntRange(0, 15).Draw(t, "gap") == 0 {
			continue
		}
		cost := int64(0)
		switch rapid.SampledFrom(kinds).Draw(t, "kind") {
		case 1:
			cost = rapid.Int64Range(least, 20_000_000).Draw(t, "cost")
		case 2:
			cost = rapid.Int64Range(least*20, 900_000_000).Draw(t, "burst")
		}
		s.days = append(s.days, forecast.Day{Day: s.today.Add(-age), Amount: money.FromNanos(cost*scale, money.USD), Settled: age > settled})
	}
	return s
}

func (s story) of() forecast.Forecast {
	return forecast.Of(s.period, s.today, money.USD, s.days)
}

func (s story) hasCredits() bool {
	for _, d := range s.days {
		if d.Amount.Value.IsNegative() {
			return true
		}
	}
	return false
}

func TestARangeHoldsItsForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories(t)
		f := s.of()
		if (f.Withheld == "") != (f.Amount != nil) || (f.Amount == nil) != (f.Low == nil) || (f.Amount == nil) != (f.High == nil) {
			t.Fatalf("withheld %q with %v, %v, %v", f.Withheld, f.Low, f.Amount, f.High)
		}
		if f.Amount == nil {
			return
		}
		if f.Low.Value.GreaterThan(f.Amount.Value) || f.Amount.Value.GreaterThan(f.High.Value) {
			t.Fatalf("%s is not within %s and %s", f.Amount, f.Low, f.High)
		}
		if !s.hasCredits() && f.Low.Value.LessThan(f.ToDate.Value) {
			t.Fatalf("at least %s, though %s are spent", f.Low, f.ToDate)
		}
		if f.Period.End <= s.today && !f.Low.Value.Equal(f.High.Value) {
			t.Fatalf("the period is over, and ends between %s and %s", f.Low, f.High)
		}
	})
}

func TestTheCrossingAgreesWithTheForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories(t)
		f := s.of()
		limit := money.FromNanos(rapid.Int64Range(0, 600_000_000).Draw(t, "limit")*rapid.SampledFrom([]int64{1, 1_000, 100_000}).Draw(t, "scale"), money.USD)
		if f.Amount != nil && rapid.Bool().Draw(t, "at one of them") {
			limit = rapid.SampledFrom([]money.Amount{*f.Low, *f.Amount, *f.High, f.ToDate}).Draw(t, "which")
		}
		x := forecast.Cross(s.period, s.today, limit, s.days)
		if crossed := !f.ToDate.Value.LessThan(limit.Value); crossed != x.Crossed || x.Withheld != f.Withheld {
			t.Fatalf("%+v, with %s spent of %s", x, f.ToDate, limit)
		}
		if x.Crossed {
			if x.Day == "" || x.Day != x.Earliest || x.Day != x.Latest || (x.Day > s.today && limit.Value.IsPositive()) {
				t.Fatalf("crossed already: %+v", x)
			}
			return
		}
		for _, end := range []struct {
			day    calendar.Day
			amount *money.Amount
		}{{x.Earliest, f.High}, {x.Day, f.Amount}, {x.Latest, f.Low}} {
			if reaches := end.amount != nil && !end.amount.Value.LessThan(limit.Value); reaches != (end.day != "") {
				t.Fatalf("%+v: %v ends at %v", x, limit, end.amount)
			}
			if end.day != "" && (!s.period.Contains(end.day) || end.day < s.today) {
				t.Fatalf("%q is not ahead in %v", end.day, s.period)
			}
		}
		if !s.hasCredits() && ((x.Day != "" && x.Earliest > x.Day) || (x.Latest != "" && x.Day > x.Latest)) {
			t.Fatalf("%+v is not in order", x)
		}
	})
}

func TestTheOrderOfDaysDoesNotMatterAndIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories(t)
		limit := money.FromNanos(100_000_000_000, money.USD)
		want := fmt.Sprint(says(s.of()), forecast.Cross(s.period, s.today, limit, s.days))
		u, ok := forecast.Runaway(s.today, money.USD, s.days, limit)
		random := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "order")))
		random.Shuffle(len(s.days), func(i, j int) { s.days[i], s.days[j] = s.days[j], s.days[i] })
		before := fmt.Sprint(s.days)
		if got := fmt.Sprint(says(s.of()), forecast.Cross(s.period, s.today, limit, s.days)); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		if again, okAgain := forecast.Runaway(s.today, money.USD, s.days, limit); ok != okAgain || fmt.Sprint(u) != fmt.Sprint(again) {
			t.Fatalf("%v, %v", u, again)
		}
		if fmt.Sprint(s.days) != before {
			t.Fatal("the caller's days were changed")
		}
	})
}

func TestTenTimesTheSpendIsTenTimesTheForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories(t)
		f := s.of()
		times := decimal.NewFromInt(rapid.SampledFrom([]int64{2, 7, 10, 1000}).Draw(t, "times"))
		for i := range s.days {
			s.days[i].Amount.Value = s.days[i].Amount.Value.Mul(times)
		}
		g := s.of()
		if f.Withheld != g.Withheld || f.DaysUsed != g.DaysUsed {
			t.Fatalf("%s became %s", says(f), says(g))
		}
		if f.Amount == nil {
			return
		}
		for _, pair := range [][2]*money.Amount{{f.Low, g.Low}, {f.Amount, g.Amount}, {f.High, g.High}} {
			apart := pair[0].Value.Mul(times).Sub(pair[1].Value).Abs()
			size := decimal.Max(f.ToDate.Value.Abs(), f.High.Value.Abs(), f.Low.Value.Abs()).Mul(times)
			if apart.GreaterThan(size.Shift(-4).Add(times.Shift(-9)).Add(times.Shift(-4))) {
				t.Fatalf("%s became %s, and not %s times that", says(f), says(g), times)
			}
		}
	})
}
