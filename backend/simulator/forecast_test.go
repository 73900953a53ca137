package simulator_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
	"outlay/backend/simulator"
)

// organization is a simulated one, and what each of its days costs in the end.
type organization struct {
	*simulator.Simulator
	final map[calendar.Day]decimal.Decimal
}

// Its spend begins on 24 September 2025, and a script ran away on 28 October 2026.
func newOrganization(t testing.TB, seed uint64) organization {
	o := organization{simulator.New(simulator.Options{Seed: seed, Now: func() time.Time { return noon }}), map[calendar.Day]decimal.Decimal{}}
	o.SetClock(noon.AddDate(0, 1, 0))
	for _, day := range calendar.Through("2025-09-24", "2026-11-30").Days() {
		o.final[day] = o.told(t, day)
	}
	return o
}

func (o organization) told(t testing.TB, day calendar.Day) decimal.Decimal {
	sum, err := o.Sum(string(day), string(day))
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func (o organization) in(span calendar.Span) decimal.Decimal {
	sum := decimal.Zero
	for _, day := range span.Days() {
		sum = sum.Add(o.final[day])
	}
	return sum
}

// seen returns the days as the vendor tells them at a moment.
func (o organization) seen(t testing.TB, at time.Time) []forecast.Day {
	o.SetClock(at)
	today := calendar.DayOf(at)
	var days []forecast.Day
	for age := forecast.Window; age >= 0; age-- {
		d := forecast.Day{Day: today.Add(-age), Amount: money.Zero(money.USD), Settled: age > 3}
		d.Amount.Value = o.final[d.Day]
		if !d.Settled {
			d.Amount.Value = o.told(t, d.Day)
		}
		days = append(days, d)
	}
	return days
}

// simulated adds up how far off the months of the simulator's worlds were, in ten thousandths
// of what they cost in the end.
type simulated struct {
	months, inside     int64
	ours, line, median int64
	widths             []int64
}

func judge(t testing.TB, all []organization, dayOfMonth int) simulated {
	var s simulated
	for i, o := range all {
		for k := range 11 {
			month := calendar.Month(calendar.Day("2026-01-15").AddMonths(k))
			today := month.Start.Add(dayOfMonth - 1)
			days := o.seen(t, today.Start().Add(time.Duration((7*i+5*k)%24)*time.Hour))
			f := forecast.Of(month, today, money.USD, days)
			if f.Withheld != "" {
				t.Fatalf("%v on %s: %s", month, today, f.Withheld)
			}
			truth := o.in(month)
			parts := func(a decimal.Decimal) int64 { return a.Shift(4).Div(truth).IntPart() }
			off := func(a decimal.Decimal) int64 { return parts(a.Sub(truth).Abs()) }
			s.months++
			s.ours += off(f.Amount.Value)
			s.line += off(f.ToDate.Value.Mul(decimal.NewFromInt(int64(2 * month.Len()))).Div(decimal.NewFromInt(int64(2*dayOfMonth - 1))))
			s.median += off(f.ToDate.Value.Add(medianDay(days).Mul(decimal.NewFromInt(int64(f.DaysLeft)))))
			if !truth.LessThan(f.Low.Value) && !truth.GreaterThan(f.High.Value) {
				s.inside++
			}
			s.widths = append(s.widths, parts(f.High.Value.Sub(f.Low.Value))/2)
		}
	}
	slices.Sort(s.widths)
	return s
}

// medianDay is the median of the last fourteen settled days, of which the last three are not.
func medianDay(days []forecast.Day) decimal.Decimal {
	last := slices.Clone(days[len(days)-4-14 : len(days)-4])
	slices.SortFunc(last, func(a, b forecast.Day) int { return a.Amount.Value.Cmp(b.Amount.Value) })
	return last[6].Amount.Value.Add(last[7].Amount.Value).Div(decimal.NewFromInt(2))
}

func organizations(t testing.TB, n int) []organization {
	var all []organization
	for seed := range uint64(n) {
		all = append(all, newOrganization(t, seed+1))
	}
	return all
}

func TestSimulatedMonthsEndWhereTheForecastSaid(t *testing.T) {
	all := organizations(t, 6)
	for _, day := range []int{7, 14, 21} {
		s := judge(t, all, day)
		if s.ours > s.line || s.ours > s.median {
			t.Errorf("on day %d we are off by %d, a straight line by %d, the median day by %d", day, s.ours, s.line, s.median)
		}
		if s.inside*100 < s.months*80 {
			t.Errorf("on day %d the truth was in the range in %d of %d months", day, s.inside, s.months)
		}
	}
}

// BenchmarkForecast prints the simulator's rows of the table of the forecast's own back-test.
func BenchmarkForecast(b *testing.B) {
	all := organizations(b, 20)
	days := all[0].seen(b, noon)
	for b.Loop() {
		forecast.Of(calendar.Month(today), today, money.USD, days)
	}
	for _, day := range []int{7, 14, 21} {
		s := judge(b, all, day)
		part := func(sum int64) string { return fmt.Sprintf("%d.%d %%", sum/s.months/100, sum/s.months/10%10) }
		fmt.Printf("| simulated organizations | %d | %s | %s | %s | %d %% | ± %s |\n", day,
			part(s.ours), part(s.line), part(s.median), s.inside*100/s.months, part(s.widths[len(s.widths)/2]*s.months))
	}
}
