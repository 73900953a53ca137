package forecast

import (
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
)

const (
	// whole is one day's mean cost in shares. The rules reckon in shares instead of in money, so
	// that an account of cents and one of millions are forecast alike.
	whole = 1_000_000_000
	// millionth counts factors of a weekday.
	millionth = 1_000_000
)

const (
	kindsFrom    = 14 // days: weekends have a pace of their own
	weekdaysFrom = 28 // days: each weekday has one, and there is a trend
)

// past is a settled day.
type past struct {
	age  int   // days before today
	cost int64 // in shares
	mild int64 // cost, where runaway days are damped
}

// pace is what a usual day costs, and how settled days differed from it.
type pace struct {
	days   []past          // the oldest first
	unit   decimal.Decimal // what a whole is worth
	monday int             // the age of a Monday, 0 to 6
	rhythm [7]int64        // from Monday on, what each weekday costs, in millionths of the level
	guess  guess
	beside []int64  // what each of days cost beside the days around it, in shares
	calm   []int64  // the same, where runaway days are damped
	starts [7][]int // places in days, by weekday, from two weeks on
	wrong  []int64  // by how much a day the guess was wrong before, over one or two weeks
}

// paceOf makes the pace of the settled days in the window before today. Days are in order.
func paceOf(days []Day, today calendar.Day) pace {
	window := calendar.Span{Start: today.Add(-Window), End: today}
	settled := slices.DeleteFunc(slices.Clone(days), func(d Day) bool { return !d.Settled || !window.Contains(d.Day) })
	settled = sinceTheFirstSpend(settled)
	p := pace{monday: today.Sub(calendar.Week(today).Start)}
	if len(settled) == 0 {
		return p
	}
	sum := decimal.Zero
	for _, d := range settled {
		sum = sum.Add(d.Amount.Value.Abs())
	}
	p.unit = sum.DivRound(decimal.NewFromInt(int64(len(settled))), 24)
	for _, d := range settled {
		p.days = append(p.days, past{age: today.Sub(d.Day), cost: p.shares(d.Amount.Value)})
	}
	damp(p.days)
	p.findRhythm()
	p.findGuess()
	p.findBeside()
	return p
}

// findBeside sets how each day differed from the two weeks around it.
func (p *pace) findBeside() {
	for i, d := range p.days {
		around := p.onItsWeekday(p.mean(d.age-7, d.age+8), d.age)
		p.beside = append(p.beside, d.cost-around)
		p.calm = append(p.calm, d.mild-around)
		if w := p.weekday(d.age); len(p.days) >= kindsFrom {
			p.starts[w] = append(p.starts[w], i)
		}
	}
}

// sinceTheFirstSpend leaves out the free days before an account was in use: twice as many as
// it ever again stood still for, and a week at least.
func sinceTheFirstSpend(days []Day) []Day {
	first := slices.IndexFunc(days, func(d Day) bool { return !d.Amount.Value.IsZero() })
	if first < 7 {
		return days
	}
	longest, quiet := 0, 0
	for _, d := range days[first:] {
		quiet++
		if !d.Amount.Value.IsZero() {
			quiet = 0
		}
		longest = max(longest, quiet)
	}
	if first <= 2*longest {
		return days
	}
	return days[first:]
}

// shares returns an amount in shares, at most a million whole days.
func (p *pace) shares(amount decimal.Decimal) int64 {
	if p.unit.IsZero() {
		return 0
	}
	most := decimal.NewFromInt(1_000_000)
	ratio := decimal.Max(decimal.Min(amount.DivRound(p.unit, 12), most), most.Neg())
	return ratio.Shift(9).Round(0).IntPart()
}

// amount returns what shares are worth: no estimate of dollars is good to a nano-unit, but one
// of fractions of a cent may be all there is.
func (p *pace) amount(shares int64) decimal.Decimal {
	worth := p.unit.Mul(decimal.New(shares, -9))
	if p.unit.LessThan(decimal.NewFromInt(1)) {
		return worth
	}
	return worth.RoundBank(4)
}

// weekday returns 0 for a Monday to 6 for a Sunday; ages below zero are days ahead.
func (p *pace) weekday(age int) int { return ((p.monday-age)%7 + 7) % 7 }

func isWeekend(weekday int) bool { return weekday >= 5 }

// usual returns what the day of an age is expected to cost; ages below zero are days ahead.
func (p *pace) usual(age int) int64 {
	return p.onItsWeekday(p.guess.ahead(-age), age)
}

// onItsWeekday returns what the day of an age costs at a level.
func (p *pace) onItsWeekday(level int64, age int) int64 {
	return level * p.rhythm[p.weekday(age)] / millionth
}

// damp takes a day far beyond all but the highest tenth for a high day, and one far below all
// but the lowest tenth for a low one.
func damp(days []past) {
	sorted := make([]int64, len(days))
	for i, d := range days {
		sorted[i] = d.cost
	}
	slices.Sort(sorted)
	last := len(sorted) - 1
	high, low := sorted[last*9/10], sorted[last-last*9/10]
	reach := high - low
	for i, d := range days {
		days[i].mild = min(max(d.cost, low-reach), high+reach)
	}
}

// findRhythm sets what each weekday costs beside the level: at most what it would if the
// other six were free.
func (p *pace) findRhythm() {
	for w := range p.rhythm {
		p.rhythm[w] = millionth
	}
	mean := p.meanWhere(func(int) bool { return true }, 0, 0)
	if len(p.days) < kindsFrom || mean < whole/1000 {
		return
	}
	for w := range p.rhythm {
		cost := p.meanWhere(func(other int) bool { return isWeekend(other) == isWeekend(w) }, mean, 4)
		if len(p.days) >= weekdaysFrom {
			cost = p.meanWhere(func(other int) bool { return other == w }, cost, 4)
		}
		p.rhythm[w] = min(max(0, cost/1000*millionth/(mean/1000)), 7*millionth)
	}
}

// meanWhere returns the mean of the days whose weekday is in, and of so many more that cost
// prior each: few days alone would say little.
func (p *pace) meanWhere(in func(weekday int) bool, prior, more int64) int64 {
	sum, n := prior*more, more
	for _, d := range p.days {
		if in(p.weekday(d.age)) {
			sum, n = sum+d.mild, n+1
		}
	}
	return sum / max(n, 1)
}

// mean returns the level of the days of an age in [from, to).
func (p *pace) mean(from, to int) int64 {
	cost, factor := int64(0), int64(0)
	for _, d := range p.days {
		if from <= d.age && d.age < to {
			cost, factor = cost+d.mild, factor+p.rhythm[p.weekday(d.age)]
		}
	}
	return over(cost, factor)
}

// over returns cost by factor, which counts millionths; nothing where that is nothing.
func over(cost, factor int64) int64 {
	if factor < 1000 {
		return 0
	}
	return min(max(cost*1000/(factor/1000), -Window*whole), Window*whole)
}
