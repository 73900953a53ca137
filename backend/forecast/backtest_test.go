package forecast_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
)

// A shape is a way to spend. It makes what each of n days cost in the end, in cents.
type shape struct {
	name  string
	spend func(r *rand.Rand, first calendar.Day, n int) []int64
}

const (
	monthsEach = 216 // of each shape
	before     = 80  // days of history before the month
)

var shapes = []shape{
	{"steady", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level := between(r, 100, 9000)
		return costs(n, func(int) int64 { return noisy(r, level, 25) })
	}},
	{"growing", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level, percent := between(r, 10_000, 90_000), between(r, 3, 15) // tenths of a percent a day
		return costs(n, func(int) int64 {
			level += level * percent / 1000
			return noisy(r, level, 35) / 100
		})
	}},
	{"weekday-heavy", func(r *rand.Rand, first calendar.Day, n int) []int64 {
		level, weekend := between(r, 300, 9000), between(r, 0, 40)
		return costs(n, func(i int) int64 {
			switch first.Add(i).Start().Weekday() {
			case time.Saturday, time.Sunday:
				return noisy(r, level*weekend/100, 50)
			case time.Tuesday, time.Wednesday:
				return noisy(r, level*6/5, 30)
			}
			return noisy(r, level, 30)
		})
	}},
	{"spiky", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level := between(r, 100, 9000)
		return costs(n, func(int) int64 {
			if r.IntN(25) == 0 { // a script ran away
				return level * between(r, 4, 10)
			}
			return noisy(r, level, 50)
		})
	}},
	{"bursts", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level, left := between(r, 300, 9000), int64(0)
		return costs(n, func(int) int64 {
			if left--; left > 0 {
				return noisy(r, level, 60)
			}
			if r.IntN(6) == 0 {
				left = between(r, 2, 5)
			}
			return noisy(r, level/20, 100)
		})
	}},
	{"drifting", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level := between(r, 30_000, 90_000)
		return costs(n, func(int) int64 {
			level += level * between(r, -60, 62) / 1000 // each day up to 6 % up or down, for good
			return noisy(r, level, 30) / 100
		})
	}},
	{"new account", func(r *rand.Rand, first calendar.Day, n int) []int64 {
		start, level, weekend := before-int(between(r, 0, 20)), between(r, 300, 9000), between(r, 20, 100)
		return costs(n, func(i int) int64 {
			if i < start {
				return 0
			}
			day := level
			if isWeekend(first.Add(i)) {
				day = level * weekend / 100
			}
			return noisy(r, day, 40)
		})
	}},
}

func isWeekend(d calendar.Day) bool {
	w := d.Start().Weekday()
	return w == time.Saturday || w == time.Sunday
}

func costs(n int, cost func(i int) int64) []int64 {
	days := make([]int64, n)
	for i := range days {
		days[i] = cost(i)
	}
	return days
}

func between(r *rand.Rand, low, high int64) int64 { return low + r.Int64N(high-low+1) }

// noisy returns level, most often within percent of it: two dice, and now and then four.
func noisy(r *rand.Rand, level, percent int64) int64 {
	dice := between(r, -percent, percent) + between(r, -percent, percent)
	if r.IntN(5) == 0 {
		dice *= 2
	}
	return max(0, level+level*dice/200)
}

// A played month is one month of a shape: what its days cost in the end.
type played struct {
	month calendar.Span
	first calendar.Day
	cents []int64
	today int64 // how much of today is known, in percent
}

func play(s shape, k int) played {
	r := rand.New(rand.NewPCG(uint64(k), uint64(len(s.name))<<8|uint64(s.name[0])))
	month := calendar.Month(calendar.Day("2024-01-15").AddMonths(k % 36))
	first := month.Start.Add(-before)
	return played{month, first, s.spend(r, first, before+month.Len()), between(r, 0, 90)}
}

// seen returns the days as a vendor knows them on today: the last three may still grow.
func (p played) seen(today calendar.Day) []forecast.Day {
	var days []forecast.Day
	for i, cents := range p.cents {
		age := today.Sub(p.first.Add(i))
		if age < 0 {
			break
		}
		percent := int64(100)
		if age < 4 {
			percent = []int64{p.today, 90, 97, 99}[age]
		}
		amount := money.FromNanos(cents*percent*nanosOfCent/100, money.USD)
		days = append(days, forecast.Day{Day: p.first.Add(i), Amount: amount, Settled: age > 3})
	}
	return days
}

const nanosOfCent = 10_000_000

func (p played) truth() int64 {
	sum := int64(0)
	for i, cents := range p.cents {
		if p.month.Contains(p.first.Add(i)) {
			sum += cents * nanosOfCent
		}
	}
	return sum
}

// A score adds up how far off months were, in ten thousandths of what they cost in the end.
type score struct {
	months, withheld, inside int64
	ours, line, median       int64
	widths                   []int64 // of the ranges, in ten thousandths of the forecast
}

func (s *score) add(o score) {
	s.months += o.months
	s.withheld += o.withheld
	s.inside += o.inside
	s.ours += o.ours
	s.line += o.line
	s.median += o.median
	s.widths = append(s.widths, o.widths...)
}

func (s score) row(name string, day int) string {
	part := func(sum int64) string { return fmt.Sprintf("%d.%d %%", sum/s.months/100, sum/s.months/10%10) }
	slices.Sort(s.widths)
	half := s.widths[len(s.widths)/2] / 2
	return fmt.Sprintf("| %s | %d | %s | %s | %s | %d %% | ± %s |\n", name, day,
		part(s.ours), part(s.line), part(s.median), s.inside*100/s.months, part(half*s.months))
}

// judge looks at the months of a shape on a day of the month.
func judge(sh shape, dayOfMonth int) score {
	var s score
	for k := range monthsEach {
		p := play(sh, k)
		today, truth := p.month.Start.Add(dayOfMonth-1), p.truth()
		days := p.seen(today)
		f := forecast.Of(p.month, today, money.USD, days)
		if f.Withheld != "" {
			s.withheld++
			continue
		}
		off := func(said int64) int64 { return max(said-truth, truth-said) / (truth / 10_000) }
		amount, low, high, toDate := nanos(*f.Amount), nanos(*f.Low), nanos(*f.High), nanos(f.ToDate)
		s.months++
		s.ours += off(amount)
		// Half of today is over on average: a line through the whole days would do itself wrong.
		s.line += off(toDate * int64(2*p.month.Len()) / int64(2*dayOfMonth-1))
		s.median += off(toDate + medianDay(days)*int64(f.DaysLeft))
		if low <= truth && truth <= high {
			s.inside++
		}
		s.widths = append(s.widths, (high-low)/(amount/10_000+1))
	}
	return s
}

func nanos(a money.Amount) int64 {
	n, err := a.Nanos()
	if err != nil {
		panic(err)
	}
	return n
}

// medianDay is the median of the last fourteen settled days.
func medianDay(days []forecast.Day) int64 {
	var last []int64
	for _, d := range slices.Backward(days) {
		if d.Settled && len(last) < 14 {
			last = append(last, nanos(d.Amount))
		}
	}
	slices.Sort(last)
	return (last[(len(last)-1)/2] + last[len(last)/2]) / 2
}

var lookedAt = []int{7, 14, 21}

const heading = "| Spending | Seen on day | Outlay is off by | Straight line | Median day | Truth in the range | Range, half its width |\n|---|---:|---:|---:|---:|---:|---:|\n"

// backtest returns the table, and the scores of all shapes together by day.
func backtest() (table string, shaped map[string]score, all map[int]score) {
	table, shaped, all = heading, map[string]score{}, map[int]score{}
	for _, sh := range shapes {
		for _, day := range lookedAt {
			s := judge(sh, day)
			table += s.row(sh.name, day)
			shaped[fmt.Sprintf("%s on day %d", sh.name, day)] = s
			sum := all[day]
			sum.add(s)
			all[day] = sum
		}
	}
	for _, day := range lookedAt {
		table += all[day].row("**all**", day)
	}
	return table, shaped, all
}

func TestMonthsEndWhereTheForecastSaid(t *testing.T) {
	table, shaped, all := backtest()
	for day, s := range all {
		if s.ours > s.line || s.ours > s.median {
			t.Errorf("on day %d a baseline is better than we are", day)
		}
		if s.inside*100 < s.months*85 {
			t.Errorf("on day %d the truth was in the range in %d of %d months", day, s.inside, s.months)
		}
	}
	for name, s := range shaped {
		if s.inside*100 < s.months*78 {
			t.Errorf("%s: the truth was in the range in %d of %d months", name, s.inside, s.months)
		}
		if s.withheld*100 > monthsEach*10 {
			t.Errorf("%s: %d of %d forecasts were withheld", name, s.withheld, monthsEach)
		}
	}
	if t.Failed() {
		t.Log("\n" + table)
	}
}

// BenchmarkForecast measures one forecast, and prints how good forecasts are.
func BenchmarkForecast(b *testing.B) {
	p := play(shapes[2], 1)
	today := p.month.Start.Add(6)
	days := p.seen(today)
	for b.Loop() {
		forecast.Of(p.month, today, money.USD, days)
	}
	table, _, all := backtest()
	for _, day := range lookedAt {
		s := all[day]
		b.ReportMetric(float64(s.ours)/float64(s.months)/100, fmt.Sprintf("%%off-day%d", day))
		b.ReportMetric(float64(s.inside)*100/float64(s.months), fmt.Sprintf("%%inside-day%d", day))
	}
	alarms, _ := listenToAll()
	fmt.Print("\n" + table + "\n" + alarms + "\n")
}
