package forecast_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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
	monthsEach = 240 // of each shape
	before     = 80  // days of history before the month
)

var shapes = []shape{
	{"steady", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level := between(r, 100, 9000)
		return days0(n, func(int) int64 { return noisy(r, level, 25) })
	}},
	{"growing", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level, percent := between(r, 10_000, 90_000), between(r, 3, 15) // tenths of a percent a day
		return days0(n, func(int) int64 {
			level += level * percent / 1000
			return noisy(r, level, 35) / 100
		})
	}},
	{"weekday-heavy", func(r *rand.Rand, first calendar.Day, n int) []int64 {
		level, weekend := between(r, 300, 9000), between(r, 0, 40)
		return days0(n, func(i int) int64 {
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
		return days0(n, func(int) int64 {
			if r.IntN(25) == 0 { // a script ran away
				return level * between(r, 4, 10)
			}
			return noisy(r, level, 50)
		})
	}},
	{"bursts", func(r *rand.Rand, _ calendar.Day, n int) []int64 {
		level, left := between(r, 300, 9000), int64(0)
		return days0(n, func(int) int64 {
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
		return days0(n, func(int) int64 {
			level += level * between(r, -60, 62) / 1000 // each day up to 6 % up or down, for good
			return noisy(r, level, 30) / 100
		})
	}},
	{"new account", func(r *rand.Rand, first calendar.Day, n int) []int64 {
		start, level, weekend := before-int(between(r, 0, 20)), between(r, 300, 9000), between(r, 20, 100)
		return days0(n, func(i int) int64 {
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

func days0(n int, cost func(i int) int64) []int64 {
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
		day := p.first.Add(i)
		percent := int64(100)
		switch today.Sub(day) {
		case 0:
			percent = p.today
		case 1:
			percent = 90
		case 2:
			percent = 97
		case 3:
			percent = 99
		}
		if day > today {
			break
		}
		days = append(days, forecast.Day{Day: day, Amount: money.FromNanos(cents*percent*100_000, money.USD), Settled: today.Sub(day) > 3})
	}
	return days
}

func (p played) truth() int64 { return p.sum(p.month) }

func (p played) sum(span calendar.Span) int64 {
	sum := int64(0)
	for i, cents := range p.cents {
		if span.Contains(p.first.Add(i)) {
			sum += cents * 10_000_000
		}
	}
	return sum
}

// score adds up how far months ended from what was said, in ten thousandths of their truth.
type score struct {
	months, withheld, inside int64
	ours, line, median, bias int64
	widths                   []int64
}

func (s *score) add(o score) {
	s.months += o.months
	s.withheld += o.withheld
	s.inside += o.inside
	s.ours += o.ours
	s.line += o.line
	s.median += o.median
	s.bias += o.bias
	s.widths = append(s.widths, o.widths...)
}

func (s score) width() int64 {
	slices.Sort(s.widths)
	return s.widths[len(s.widths)/2]
}

func (s score) row(name string, day int) string {
	n := max(s.months, 1)
	part := func(sum int64) string { return fmt.Sprintf("%d.%d %%", sum/n/100, sum/n/10%10) }
	return fmt.Sprintf("| %s | %d | %s | %s | %s | %d %% | ±%d %% |", name, day,
		part(s.ours), part(s.line), part(s.median), s.inside*100/n, s.width()/200)
}

// judge plays the months of a shape up to a day of the month.
func judge(sh shape, months, dayOfMonth int) score {
	var s score
	for k := range months {
		p := play(sh, k)
		truth := p.truth()
		if truth == 0 {
			continue
		}
		today := p.month.Start.Add(dayOfMonth - 1)
		days := p.seen(today)
		f := forecast.Of(p.month, today, money.USD, days)
		if f.Withheld != "" {
			s.withheld++
			continue
		}
		nanos := func(a money.Amount) int64 { n, _ := a.Nanos(); return n }
		off := func(said int64) int64 { return max(said-truth, truth-said) / (truth / 10_000) }
		s.months++
		s.ours += off(nanos(*f.Amount))
		s.bias += (nanos(*f.Amount) - truth) / (truth / 10_000)
		s.line += off(nanos(f.ToDate) * int64(2*p.month.Len()) / int64(2*dayOfMonth-1))
		s.median += off(nanos(f.ToDate) + medianDay(days)*int64(f.DaysLeft))
		if nanos(*f.Low) <= truth && truth <= nanos(*f.High) {
			s.inside++
		}
		s.widths = append(s.widths, (nanos(*f.High)-nanos(*f.Low))/(max(nanos(*f.Amount), 1)/10_000+1))
	}
	return s
}

// medianDay is the median of the last fourteen settled days.
func medianDay(days []forecast.Day) int64 {
	var last []int64
	for _, d := range slices.Backward(days) {
		if n, _ := d.Amount.Nanos(); d.Settled && len(last) < 14 {
			last = append(last, n)
		}
	}
	slices.Sort(last)
	return (last[(len(last)-1)/2] + last[len(last)/2]) / 2
}

func table(months int) (string, map[int]score) {
	var text strings.Builder
	text.WriteString("| Spending | Seen on day | Outlay | Straight line | Median day | Truth in range | Range |\n|---|---:|---:|---:|---:|---:|---:|\n")
	all := map[int]score{}
	for _, sh := range shapes {
		for _, day := range []int{7, 14, 21} {
			s := judge(sh, months, day)
			text.WriteString(s.row(sh.name, day) + fmt.Sprintf(" bias %d withheld %d\n", s.bias/max(s.months, 1), s.withheld))
			sum := all[day]
			sum.add(s)
			all[day] = sum
		}
	}
	for _, day := range []int{7, 14, 21} {
		text.WriteString(all[day].row("all", day) + "\n")
	}
	return text.String(), all
}

func TestBacktest(t *testing.T) {
	text, _ := table(monthsEach)
	t.Log("\n" + text)
}
