package rates

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// Converted is a total in one currency, made of amounts in several.
type Converted struct {
	Amount    *money.Amount `json:"amount"`                             // null where nothing could be converted
	Parts     []Part        `json:"parts"`                              // one a currency, in alphabetical order
	Missing   []string      `json:"missing"`                            // currencies of which something is left out, for want of a rate
	Stale     []string      `json:"stale"`                              // currencies converted at a rate more than 30 days old
	RatesFrom calendar.Day  `json:"rates_from" ts_type:"string | null"` // day of the oldest rate used; null where none was
}

// Part is what one currency has in a [Converted].
type Part struct {
	Amount    money.Amount  `json:"amount"`    // as it was billed
	Converted *money.Amount `json:"converted"` // null where none of it could be
	Left      *money.Amount `json:"left"`      // as it was billed, what is left out for want of a rate; null for nothing
}

// Table is rates in memory, to convert by.
type Table struct {
	pairs map[pair][]dated
	next  map[string][]string // the currencies that a currency has a rate with, in alphabetical order
}

// pair is the two currencies of a rate: what one of the first is worth in the second.
type pair struct{ currency, quote string }

type dated struct {
	day  calendar.Day
	rate decimal.Decimal
}

// factor is what an amount is multiplied by and then divided by: a quotient that is not worked
// out before the amount is, so that nothing is rounded twice.
type factor struct {
	times, over decimal.Decimal
	day         calendar.Day // of the older of its rates
}

// NewTable returns the table of rates, in any order. It wraps [ErrInvalid].
func NewTable(rates []Rate) (*Table, error) {
	t := &Table{map[pair][]dated{}, map[string][]string{}}
	for _, r := range rates {
		r, value, err := checked(r)
		if err != nil {
			return nil, err
		}
		p := pair{r.Currency, r.Quote}
		t.pairs[p] = append(t.pairs[p], dated{r.Day, value})
	}
	for p, days := range t.pairs {
		slices.SortFunc(days, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
		t.next[p.currency] = append(t.next[p.currency], p.quote)
		t.next[p.quote] = append(t.next[p.quote], p.currency)
	}
	for of, others := range t.next {
		slices.Sort(others)
		t.next[of] = slices.Compact(others)
	}
	return t, nil
}

// latest returns a pair's rate on a day: the last one on or before it.
func (t *Table) latest(p pair, on calendar.Day) (dated, bool) {
	days := t.pairs[p]
	at, exact := slices.BinarySearchFunc(days, on, func(d dated, on calendar.Day) int { return cmp.Compare(d.day, on) })
	if exact {
		return days[at], true
	}
	if at == 0 {
		return dated{}, false
	}
	return days[at-1], true
}

var one = decimal.NewFromInt(1)

// step returns how one currency is converted into another by a rate between the two.
func (t *Table) step(from, to string, on calendar.Day) (factor, bool) {
	forwards, ok := t.latest(pair{from, to}, on)
	backwards, other := t.latest(pair{to, from}, on)
	switch {
	case ok && (!other || forwards.day >= backwards.day):
		return factor{forwards.rate, one, forwards.day}, true
	case other:
		return factor{one, backwards.rate, backwards.day}, true
	}
	return factor{}, false
}

// factor returns how one currency is converted into another on a day.
func (t *Table) factor(from, to string, on calendar.Day) (best factor, ok bool) {
	best, ok = t.step(from, to, on)
	if ok && !stale(best.day, on) {
		return best, true
	}
	for _, third := range t.next[from] {
		first, known := t.step(from, third, on)
		second, knownToo := t.step(third, to, on)
		if !known || !knownToo || third == to {
			continue
		}
		by := factor{first.times.Mul(second.times), first.over.Mul(second.over), min(first.day, second.day)}
		if !ok || by.day > best.day {
			best, ok = by, true
		}
	}
	return best, ok
}

func stale(day, on calendar.Day) bool { return on.Sub(day) > StaleAfter }

// of returns an amount converted, exact but for one rounding, half to even, to nine places.
func (f factor) of(value decimal.Decimal) decimal.Decimal {
	top := value.Mul(f.times)
	if f.over.Equal(one) {
		return top.RoundBank(money.Places)
	}
	whole, rest := top.QuoRem(f.over, money.Places)
	unit := decimal.New(1, -money.Places)
	half := rest.Abs().Mul(decimal.NewFromInt(2)).Cmp(f.over.Mul(unit))
	odd := whole.Shift(money.Places).BigInt().Bit(0) == 1
	if half > 0 || half == 0 && odd {
		whole = whole.Add(unit.Mul(decimal.NewFromInt(int64(top.Sign()))))
	}
	return whole
}

// Convert returns amounts of one day in one currency, at that day's rates.
func (t *Table) Convert(amounts []money.Amount, on calendar.Day, to string) Converted {
	c := counting{to: to, parts: map[string]*Part{}}
	c.add(t, amounts, on)
	return c.total()
}

// Days returns amounts of several days in one currency, each day at its own rates: every day for
// itself, and their total, which is the sum of the days.
func (t *Table) Days(days map[calendar.Day][]money.Amount, to string) (each map[calendar.Day]Converted, total Converted) {
	all := counting{to: to, parts: map[string]*Part{}}
	each = make(map[calendar.Day]Converted, len(days))
	for day, amounts := range days {
		each[day] = t.Convert(amounts, day, to)
		all.add(t, amounts, day)
	}
	return each, all.total()
}

// counting is a total that is being made. It is the same in whatever order it is made.
type counting struct {
	to    string
	parts map[string]*Part
	stale []string
	from  calendar.Day
}

func (c *counting) add(t *Table, amounts []money.Amount, on calendar.Day) {
	for _, a := range money.Sum(amounts...) { // so that each currency is rounded once
		part := c.parts[a.Currency]
		if part == nil {
			part = &Part{Amount: money.Zero(a.Currency)}
			c.parts[a.Currency] = part
		}
		part.Amount.Value = part.Amount.Value.Add(a.Value)
		if a.Currency == c.to || a.Value.IsZero() { // nothing is nothing at any rate
			into(&part.Converted, c.to, a.Value)
			continue
		}
		by, ok := t.factor(a.Currency, c.to, on)
		if !ok {
			into(&part.Left, a.Currency, a.Value)
			continue
		}
		into(&part.Converted, c.to, by.of(a.Value))
		if c.from == "" || by.day < c.from {
			c.from = by.day
		}
		if stale(by.day, on) {
			c.stale = append(c.stale, a.Currency)
		}
	}
}

func into(sum **money.Amount, currency string, value decimal.Decimal) {
	if *sum == nil {
		zero := money.Zero(currency)
		*sum = &zero
	}
	(*sum).Value = (*sum).Value.Add(value)
}

func (c *counting) total() Converted {
	total := Converted{Parts: []Part{}, Missing: []string{}, Stale: []string{}, RatesFrom: c.from}
	for _, part := range c.parts {
		total.Parts = append(total.Parts, *part)
		if part.Left != nil {
			total.Missing = append(total.Missing, part.Amount.Currency)
		}
		if part.Converted != nil {
			into(&total.Amount, c.to, part.Converted.Value)
		}
	}
	slices.SortFunc(total.Parts, func(a, b Part) int { return cmp.Compare(a.Amount.Currency, b.Amount.Currency) })
	slices.Sort(total.Missing)
	slices.Sort(c.stale)
	total.Stale = append(total.Stale, slices.Compact(c.stale)...)
	return total
}
