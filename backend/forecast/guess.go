package forecast

import "slices"

const (
	triesFrom = 21 // days: what each memory would have said before can be tried
	fortnight = 14
	// steepest is the most that a day changes the level, as the level by this.
	steepest = 28
	// fade is what is left of each day's change on the next one, in thousandths: after a month,
	// half.
	fade = 980
)

// decays say what a day weighs beside the day after it, in thousandths. The weights halve in
// five weeks, ten days and three days.
var decays = []int64{980, 930, 800}

// guess is the level of days from some day on, and by how much it changes each day, in shares.
type guess struct {
	level, slope int64
}

// ahead returns the level so many days on.
func (g guess) ahead(days int) int64 {
	return g.level + g.slope*faded(days)/millionth
}

// faded returns how many days' change is left of that of so many days, in millionths.
func faded(days int) int64 {
	sum, part := int64(0), int64(millionth)
	for range days {
		part = part * fade / 1000
		sum += part
	}
	return sum
}

// findGuess mixes the guesses by how well each would have done before, and remembers how
// wrong the mixture would have been.
func (p *pace) findGuess() {
	newest := p.days[len(p.days)-1].age
	list := p.guesses(newest)
	switch n := len(p.days); {
	case n < triesFrom:
		list = list[:1]
	case n < weekdaysFrom:
		list = list[:len(decays)]
	}
	tries := p.tries(newest, len(list))
	weights := weigh(tries, len(list))
	p.guess = mix(list, weights)
	p.guess.level += p.guess.slope * faded(newest) / millionth
	for _, try := range tries {
		sum, all := int64(0), int64(0)
		for i, w := range weights {
			sum, all = sum+w*try[i], all+w
		}
		p.wrong = append(p.wrong, sum/all)
	}
}

// guesses are the ways to tell the level from age on by the days that are older: with a
// long, a middling and a short memory, and from how their last two weeks stand above the two
// before.
func (p *pace) guesses(age int) []guess {
	var list []guess
	for _, decay := range decays {
		list = append(list, guess{level: p.remembered(age, decay)})
	}
	newer, older := p.mean(age, age+fortnight), p.mean(age+fortnight, age+2*fortnight)
	most := max(newer, -newer) / steepest
	slope := min(max((newer-older)/fortnight, -most), most)
	return append(list, guess{newer + slope*(fortnight-1)/2, slope})
}

// remembered is the level of the days from age on, each weighing less than the one after it.
func (p *pace) remembered(age int, decay int64) int64 {
	cost, factor, weight, at := int64(0), int64(0), int64(1<<14), age
	for _, d := range slices.Backward(p.days) {
		if d.age < age {
			continue
		}
		for ; at < d.age; at++ {
			weight = weight * decay / 1000
		}
		cost, factor = cost+weight*d.mild, factor+weight*p.rhythm[p.weekday(d.age)]
	}
	return over(cost, factor)
}

// tries returns by how much a day each of the first n guesses would have been wrong about the
// two weeks after it, or about one where few days are known.
func (p *pace) tries(newest, n int) [][]int64 {
	ahead, before := fortnight, 3*fortnight/2
	if len(p.days) < 3*fortnight {
		ahead, before = fortnight/2, fortnight
	}
	var tries [][]int64
	for age := newest + ahead; age+before <= p.days[0].age+1; age += 2 {
		try := make([]int64, n)
		for i, g := range p.guesses(age)[:n] {
			try[i] = p.off(g, age, ahead)
		}
		tries = append(tries, try)
	}
	return tries
}

// off returns by how much a day the days after age cost more than g says.
func (p *pace) off(g guess, age, ahead int) int64 {
	sum, n := int64(0), int64(0)
	for _, d := range p.days {
		if age-ahead <= d.age && d.age < age {
			sum, n = sum+d.mild-p.onItsWeekday(g.ahead(age-d.age), d.age), n+1
		}
	}
	return sum / max(n, 1)
}

// weigh returns the weight of each guess: near a thousand for the best, and much less for one
// that would have been a good deal more wrong. The long memory is trusted a little more than
// it earned: the others follow what may be chance.
func weigh(tries [][]int64, n int) []int64 {
	wrong := make([]int64, n)
	for i := range wrong {
		wrong[i] = whole / 50 // two percent a day is nothing to tell them apart by
		for _, try := range tries {
			wrong[i] += max(try[i], -try[i]) / int64(len(tries))
		}
	}
	wrong[0] = wrong[0] * 85 / 100
	best := slices.Min(wrong)
	weights := make([]int64, n)
	for i, w := range wrong {
		ratio, power := best*1000/w, int64(1000)
		for range 8 {
			power = power * ratio / 1000
		}
		weights[i] = power + 1
	}
	return weights
}

// mix returns the mean of guesses by weight.
func mix(list []guess, weights []int64) guess {
	var g guess
	all := int64(0)
	for i, w := range weights {
		g.level += w * list[i].level
		g.slope += w * list[i].slope
		all += w
	}
	return guess{g.level / all, g.slope / all}
}
