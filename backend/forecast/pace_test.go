package forecast_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
)

// rest is what a forecast expects beyond what is spent to date.
func rest(f forecast.Forecast) decimal.Decimal { return f.Amount.Value.Sub(f.ToDate.Value) }

func isWithin(d decimal.Decimal, low, high int64) bool {
	return !d.LessThan(decimal.NewFromInt(low)) && !d.GreaterThan(decimal.NewFromInt(high))
}

// weeks are so many weeks before a Saturday, of ten dollars a weekday and nothing at weekends.
func weeks(t *testing.T, saturday calendar.Day, n int) []forecast.Day {
	t.Helper()
	return settled(t, saturday, slices.Repeat([]string{"0", "0", "10", "10", "10", "10", "10"}, n)...)
}

func TestTheWeekHasARhythm(t *testing.T) {
	const saturday = calendar.Day("2026-11-28")
	weekend, working := calendar.Through(saturday, saturday.Add(1)), calendar.Through(saturday.Add(2), saturday.Add(6))
	for _, tt := range []struct {
		what      string
		weeks     int
		period    calendar.Span
		low, high int64
	}{
		{"one week tells nothing of weekends", 1, weekend, 12, 16},
		{"two weeks tell a little", 2, weekend, 6, 8},
		{"three weeks tell more", 3, weekend, 4, 7},
		{"eight weeks tell nearly all", 8, weekend, 0, 2},
		{"weekdays cost more than an average day", 3, working, 42, 50},
		{"and what they cost, after eight weeks", 8, working, 48, 51},
	} {
		f := forecast.Of(tt.period, saturday, money.USD, weeks(t, saturday, tt.weeks))
		if got := rest(f); !isWithin(got, tt.low, tt.high) {
			t.Errorf("%s: %s more is expected, want %d to %d", tt.what, got, tt.low, tt.high)
		}
	}
}

func TestADearWeekdayIsKnownAfterFourWeeks(t *testing.T) {
	const monday = calendar.Day("2026-11-23")
	only := calendar.Through(monday, monday)
	batches := func(n int) []forecast.Day {
		return settled(t, monday, slices.Repeat([]string{"80", "10", "10", "10", "10", "10", "10"}, n)...)
	}
	if got := rest(forecast.Of(only, monday, money.USD, batches(3))); !isWithin(got, 10, 25) {
		t.Errorf("after three weeks %s is expected of a Monday", got)
	}
	if got := rest(forecast.Of(only, monday, money.USD, batches(8))); !isWithin(got, 50, 80) {
		t.Errorf("after eight weeks %s is expected of a Monday", got)
	}
}

func TestATrendGoesOnAndFades(t *testing.T) {
	slope := func(perDay int) []forecast.Day {
		days := make([]string, 56)
		for i := range days {
			days[i] = fmt.Sprint(100 + perDay*(i-55))
		}
		return settled(t, "2026-11-01", days...)
	}
	for _, tt := range []struct {
		what      string
		perDay    int
		low, high int64 // of a month; a flat line of a hundred dollars is 3000
	}{
		{"no trend", 0, 3000, 3000},
		{"growing by a dollar a day, it would end at 3465", 1, 3200, 3465},
		{"shrinking by a dollar a day, at 2535", -1, 2535, 2800},
	} {
		f := forecast.Of(november, "2026-11-01", money.USD, slope(tt.perDay))
		if !isWithin(f.Amount.Value, tt.low, tt.high) {
			t.Errorf("%s: %s", tt.what, f.Amount)
		}
	}
	// A year of it would be 5.6 times a flat one, if trends went on for ever.
	year := calendar.Span{Start: "2026-11-01", End: "2027-11-01"}
	if f := forecast.Of(year, "2026-11-01", money.USD, slope(2)); !isWithin(f.Amount.Value, 36_500, 80_000) {
		t.Errorf("a year: %s", f.Amount)
	}
}

func TestFewDaysMakeAWideRange(t *testing.T) {
	width := func(n int) decimal.Decimal {
		f := forecast.Of(november, "2026-11-10", money.USD, settled(t, "2026-11-10", slices.Repeat([]string{"8", "12", "10", "9", "11"}, n)...))
		return f.High.Value.Sub(f.Low.Value)
	}
	few, some, many := width(1), width(3), width(10)
	if !few.GreaterThan(some) || !some.GreaterThan(many) || !many.IsPositive() {
		t.Errorf("five days make a range of %s, fifteen one of %s, fifty one of %s", few, some, many)
	}
}

func TestBurstsMakeARangeThatStartsNearToDate(t *testing.T) {
	days := settled(t, "2026-11-16", slices.Repeat([]string{"0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "60", "80", "70"}, 4)...)
	f := forecast.Of(november, "2026-11-16", money.USD, days)
	spread := f.High.Value.Sub(f.Low.Value)
	if !isWithin(rest(f), 100, 500) || spread.LessThan(decimal.NewFromInt(200)) || f.Low.Value.Sub(f.ToDate.Value).GreaterThan(decimal.NewFromInt(150)) {
		t.Error(says(f))
	}
}
