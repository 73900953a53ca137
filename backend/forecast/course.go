package forecast

import (
	"math/rand/v2"
	"slices"

	"outlay/backend/calendar"
)

const (
	courses = 300 // so many are drawn
	outside = 6   // percent of them left out at each end
	growing = 3   // so many days before today may still gain
)

// course is how spending goes on from what is spent to date, in shares: the middle, and many
// ways beside it, each summed up through each of days.
type course struct {
	pace    pace
	days    []calendar.Day // today, where it lies in the period, and those after
	usual   []int64        // what each day costs in the middle, from the oldest that may gain on
	middle  []int64
	ways    [][]int64 // by day, then by way
	unsure  int64     // percent by which the range of few days is wider
	noneNeg bool      // no known day is below zero, and none will be
}

// courseOf draws the course of the days of period from today on. Days are in order, and the
// pace has some.
func courseOf(p pace, days []Day, period calendar.Span, today calendar.Day) course {
	c := course{
		pace:    p,
		days:    calendar.Span{Start: max(period.Start, today), End: period.End}.Days(),
		unsure:  300 / int64(len(p.days)),
		noneNeg: !slices.ContainsFunc(p.days, func(d past) bool { return d.cost < 0 }),
	}
	for age := growing; age >= today.Sub(period.End); age-- {
		c.usual = append(c.usual, c.possible(p.usual(age)))
	}
	c.draw(youngDays(p, days, period, today), today)
	return c
}

// draw sums up the middle and the ways day by day.
func (c *course) draw(young []young, today calendar.Day) {
	random := rand.New(rand.NewPCG(1, 1)) // the same draws each time
	middle, ways := int64(0), make([]walk, courses)
	for k := range ways {
		ways[k] = c.pace.walk(random, len(c.days))
	}
	for _, day := range c.days {
		age := today.Sub(day)
		middle += gained(young, age, c.usually)
		sums := make([]int64, courses)
		for k := range ways {
			w := &ways[k]
			w.sum += gained(young, age, func(age int) int64 { return c.possible(c.usually(age) + w.next(age)) })
			sums[k] = w.sum
		}
		c.middle, c.ways = append(c.middle, middle), append(c.ways, sums)
	}
}

// usually returns what the day of an age costs in the middle.
func (c *course) usually(age int) int64 { return c.usual[growing-age] }

// possible is a cost that a day can have.
func (c *course) possible(cost int64) int64 {
	if c.noneNeg {
		return max(cost, 0)
	}
	return cost
}

// at returns low, middle and high of what is added through the i-th day.
func (c *course) at(i int) (low, middle, high int64) {
	ways := slices.Sorted(slices.Values(c.ways[i]))
	middle = c.middle[i]
	wider := func(by int64) int64 { return max(by, 0) * (100 + c.unsure) / 100 }
	low = middle - wider(middle-ways[courses*outside/100])
	high = middle + wider(ways[courses-1-courses*outside/100]-middle)
	return c.possible(low), middle, high
}

// young is a day that may still gain.
type young struct {
	age    int
	known  int64 // what it cost so far; nothing for a credit, which no spend makes good
	halves int64 // of what it lacks, that it gains
}

// youngDays returns today and the days before it that are not settled, as far as they lie in
// period. All that they gain shows today.
func youngDays(p pace, days []Day, period calendar.Span, today calendar.Day) []young {
	var list []young
	now := young{halves: 2}
	for _, d := range days {
		switch {
		case d.Day == today:
			now.known = max(0, p.shares(d.Amount.Value))
		case !d.Settled && d.Day >= today.Add(-growing) && period.Contains(d.Day):
			list = append(list, young{today.Sub(d.Day), max(0, p.shares(d.Amount.Value)), 1})
		}
	}
	if !period.Contains(today) {
		return list
	}
	return append(list, now)
}

// gained returns what the day of an age adds where days cost what cost says: a day ahead the
// whole of that, today what it and the young days before it lack.
func gained(young []young, age int, cost func(age int) int64) int64 {
	if age < 0 {
		return cost(age)
	}
	sum := int64(0)
	for _, y := range young {
		sum += max(0, cost(y.age)-y.known) * y.halves / 2
	}
	return sum
}

// walk is one way on: stretches of what settled days cost beside the usual, up to a week each
// and beginning on the weekday where they are put, with an error of the pace itself.
type walk struct {
	pace   *pace
	random *rand.Rand
	wrong  int64 // the error, a day
	at     int   // the place in the stretch
	left   int   // days left of the stretch
	sum    int64
}

// walk draws the error of a way of so many days. What the pace would have been wrong by
// before, it may be again: more so for a longer way, and once in three times the other way
// round.
func (p *pace) walk(random *rand.Rand, days int) walk {
	w := walk{pace: p, random: random}
	for range p.days {
		w.wrong += p.calm[random.IntN(len(p.calm))]
	}
	w.wrong /= int64(len(p.days))
	if len(p.wrong) == 0 {
		return w
	}
	again := p.wrong[random.IntN(len(p.wrong))] * int64(125+2*days) / 100
	if random.IntN(3) == 0 {
		again = -again
	}
	w.wrong += again
	return w
}

// next returns what the day of an age costs beside the usual on this way.
func (w *walk) next(age int) int64 {
	return w.pace.onItsWeekday(w.wrong, age) + w.beside(age)
}

func (w *walk) beside(age int) int64 {
	n := len(w.pace.days)
	if w.left == 0 {
		w.left = min(max(n/7, 1), 7)
		w.at = w.start(age)
	}
	i := w.at % n
	w.at, w.left = w.at+1, w.left-1
	if n < weekdaysFrom && w.random.IntN(weekdaysFrom) >= n {
		return w.pace.calm[i] // what happened once in few days is not taken to be that frequent
	}
	return w.pace.beside[i]
}

func (w *walk) start(age int) int {
	starts := w.pace.starts[w.pace.weekday(age)]
	if len(starts) < 2 {
		return w.random.IntN(len(w.pace.days))
	}
	return starts[w.random.IntN(len(starts))]
}
