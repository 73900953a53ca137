package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"outlay/backend/ledger"
	"outlay/backend/money"
)

// tally adds nano-units up, without a limit: a decimal takes what an int64 no longer can. Most
// sums never need it, and there are hundreds of thousands of them.
type tally struct {
	nanos int64
	over  decimal.Decimal
}

func (t *tally) add(nanos int64) {
	if sum := t.nanos + nanos; nanos == 0 || (sum > t.nanos) == (nanos > 0) {
		t.nanos = sum
		return
	}
	t.over = t.over.Add(decimal.New(nanos, -money.Places))
}

func (t *tally) value() decimal.Decimal { return t.over.Add(decimal.New(t.nanos, -money.Places)) }

func (t *tally) amount(currency string) money.Amount {
	return money.Amount{Value: t.value(), Currency: currency}
}

// place is a group of the dimension: its stable key, and whose own id that is.
type place struct {
	key, account string
	untagged     bool
}

// pile is what one group cost.
type pile struct {
	place
	label   string
	courses []ledger.Course           // of the span, day by day
	now     map[string]*tally         // by currency
	before  map[string]*tally         // likewise, in the span before
	known   func(account string) bool // whose days are this group's days; nil for all of the scope
}

// piles are the groups of a dimension.
type piles struct {
	list []*pile
	at   map[place]*pile
}

func (p *piles) of(at place) *pile {
	if p.at == nil {
		p.at = map[place]*pile{}
	}
	if p.at[at] == nil {
		p.at[at] = &pile{place: at, now: map[string]*tally{}, before: map[string]*tally{}}
		p.list = append(p.list, p.at[at])
	}
	return p.at[at]
}

func sumInto(sums map[string]*tally, c ledger.Course) {
	t := sums[c.Currency]
	if t == nil {
		t = &tally{}
		sums[c.Currency] = t
	}
	for _, nanos := range c.Nanos {
		t.add(nanos)
	}
}

// in is what is in sums of a currency, nothing where there is none.
func in(sums map[string]*tally, currency string) money.Amount {
	if t := sums[currency]; t != nil {
		return t.amount(currency)
	}
	return money.Zero(currency)
}

// amounts are sums, by the code of their currency.
func amounts(sums map[string]*tally) []money.Amount {
	list := []money.Amount{}
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, sums[currency].amount(currency))
	}
	return list
}

// ranked returns the piles that have anything in a currency, the largest first, up or down: a
// large credit must be seen.
func (p *piles) ranked(currency string) []*pile {
	list := slices.DeleteFunc(slices.Clone(p.list), func(p *pile) bool { return p.now[currency] == nil })
	sums := map[*pile]decimal.Decimal{}
	for _, p := range list {
		sums[p] = p.now[currency].value().Abs()
	}
	slices.SortFunc(list, func(a, b *pile) int { return cmp.Or(sums[b].Cmp(sums[a]), byLabel(a, b)) })
	return list
}

func byLabel(a, b *pile) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a.label), strings.ToLower(b.label)), cmp.Compare(a.key, b.key), cmp.Compare(a.account, b.account))
}
