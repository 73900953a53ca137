package sqlite

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// ErrOutside says that an entry or usage is not of the account, basis and days that were read.
var ErrOutside = errors.New("not of the account and the days that were read")

// ErrRead says that a read names no account, no known basis or no days of the calendar.
var ErrRead = errors.New("not a whole read")

// maxCount is the most of anything that usage may count: beyond it, readers of JSON lose digits.
const maxCount = 1 << 53

// batch is a read in the order of the tables, checked, each natural key once.
type batch struct {
	ledger.Read
	items []item
	usage []ledger.Usage
	sums  []daySum // ordered by day
}

// item is an entry and its amount as it is stored.
type item struct {
	*ledger.Entry
	nanos int64
}

// daySum is what a day's entries of one currency add up to.
type daySum struct {
	day      calendar.Day
	currency string
	nanos    int64
	entries  int64
}

func prepare(r ledger.Read) (batch, error) {
	b := batch{Read: r}
	var err error
	if err = checkRead(r); err != nil {
		return b, err
	}
	if b.items, err = itemsOf(r); err != nil {
		return b, err
	}
	if b.usage, err = usageOf(r); err != nil {
		return b, err
	}
	b.sums, err = sumsOf(b.items)
	return b, err
}

func checkRead(r ledger.Read) error {
	if r.Account == "" || !slices.Contains(ledger.Bases(), r.Basis) {
		return fmt.Errorf("%w: account %.60q, basis %.20q", ErrRead, r.Account, r.Basis)
	}
	for _, d := range []calendar.Day{r.Span.Start, r.Span.End} {
		if _, err := calendar.ParseDay(string(d)); err != nil {
			return fmt.Errorf("%w: %w", ErrRead, err)
		}
	}
	return nil
}

func itemsOf(r ledger.Read) ([]item, error) {
	items := make([]item, len(r.Entries))
	for i := range r.Entries {
		e := &r.Entries[i]
		nanos, err := checkEntry(r, e)
		if err != nil {
			return nil, fmt.Errorf("entry %.80q of %.10q: %w", e.Item, e.Day, err)
		}
		items[i] = item{e, nanos}
	}
	if !slices.IsSortedFunc(items, byItem) {
		slices.SortFunc(items, byItem)
	}
	return addUp(items)
}

func checkEntry(r ledger.Read, e *ledger.Entry) (nanos int64, err error) {
	if e.Account != r.Account || e.Basis != r.Basis || !inside(r.Span, e.Day) {
		return 0, ErrOutside
	}
	if !isCurrency(e.Amount.Currency) {
		return 0, fmt.Errorf("%.10q is no currency code: %w", e.Amount.Currency, money.ErrCurrency)
	}
	return e.Amount.Nanos()
}

// inside also keeps out what only compares as if it were a day, such as "2026-08-2x".
func inside(s calendar.Span, d calendar.Day) bool {
	return s.Contains(d) && len(d) == len(s.Start) && calendar.DayOf(d.Start()) == d
}

func isCurrency(code string) bool {
	for _, c := range []byte(code) {
		if c < 'A' || 'Z' < c {
			return false
		}
	}
	return len(code) == 3
}

func byItem(a, b item) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Item, b.Item))
}

// addUp makes one of each run of items that share a key. It leaves the caller's entries as
// they are.
func addUp(items []item) ([]item, error) {
	whole := items[:0]
	for i := 0; i < len(items); {
		next := i + 1
		for next < len(items) && byItem(items[i], items[next]) == 0 {
			next++
		}
		one, err := addRun(items[i:next])
		if err != nil {
			return nil, fmt.Errorf("entry %.80q of %s, added up: %w", items[i].Item, items[i].Day, err)
		}
		whole = append(whole, one)
		i = next
	}
	return whole, nil
}

func addRun(run []item) (item, error) {
	if len(run) == 1 {
		return run[0], nil
	}
	sum := *run[0].Entry
	for _, next := range run[1:] {
		var err error
		if sum.Amount, err = sum.Amount.Add(next.Amount); err != nil {
			return item{}, err
		}
		addWords(&sum, next.Entry)
	}
	nanos, err := sum.Amount.Nanos()
	return item{&sum, nanos}, err
}

// addWords settles what entries under one key say beside their amount, the same in whatever
// order they come: quantities add up where they can and are unknown otherwise, and the words
// are those of the one that sorts last.
func addWords(sum, next *ledger.Entry) {
	quantity, ok := addQuantities(sum, next)
	words := func(a, b *ledger.Entry) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Model, b.Model),
			cmp.Compare(a.Project, b.Project), cmp.Compare(a.Key, b.Key))
	}
	if words(sum, next) < 0 {
		sum.Line, sum.Model, sum.Project, sum.Key = next.Line, next.Model, next.Project, next.Key
	}
	sum.Quantity = quantity
	if !ok {
		sum.Unit = ""
	}
}

func addQuantities(a, b *ledger.Entry) (string, bool) {
	x, okX := quantity(a.Quantity)
	y, okY := quantity(b.Quantity)
	if !okX || !okY || a.Unit != b.Unit {
		return "", false
	}
	return x.Add(y).String(), true
}

// quantity reads a decimal of an extent that can be added in no time.
func quantity(text string) (decimal.Decimal, bool) {
	if len(text) > 60 {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(text)
	return d, err == nil && -100 < d.Exponent() && d.Exponent() < 100
}

func sumsOf(items []item) ([]daySum, error) {
	var sums []daySum
	for i := 0; i < len(items); {
		next := i + 1
		for next < len(items) && items[next].Day == items[i].Day {
			next++
		}
		ofDay, err := sumDay(items[i:next])
		if err != nil {
			return nil, err
		}
		sums = append(sums, ofDay...)
		i = next
	}
	return sums, nil
}

func sumDay(items []item) ([]daySum, error) {
	var sums []daySum
	var halves []halves
	for _, it := range items {
		at := slices.IndexFunc(sums, func(s daySum) bool { return s.currency == it.Amount.Currency })
		if at < 0 {
			at = len(sums)
			sums = append(sums, daySum{day: it.Day, currency: it.Amount.Currency})
			halves = append(halves, halved(0))
		}
		halves[at].add(halved(it.nanos))
		sums[at].entries++
	}
	for i := range sums {
		var err error
		if sums[i].nanos, err = halves[i].nanos(); err != nil {
			return nil, fmt.Errorf("the sum of %s: %w", sums[i].day, err)
		}
	}
	return sums, nil
}

// halves is a sum whose upper and lower 32 bits are added apart. SQL writes them as
// sum(nanos >> 32) and sum(nanos & 4294967295).
type halves struct{ high, low int64 }

func halved(nanos int64) halves { return halves{nanos >> 32, nanos & (1<<32 - 1)} }

func (h *halves) add(g halves) {
	h.high += g.high
	h.low += g.low
}

// nanos returns the sum, or wraps [money.ErrTooLarge].
func (h halves) nanos() (int64, error) {
	high := h.high + h.low>>32
	if high != int64(int32(high)) {
		return 0, fmt.Errorf("beyond what the ledger can hold: %w", money.ErrTooLarge)
	}
	return high<<32 | h.low&(1<<32-1), nil
}

func usageOf(r ledger.Read) ([]ledger.Usage, error) {
	usage := slices.Clone(r.Usage)
	for _, u := range usage {
		if u.Account != r.Account || !inside(r.Span, u.Day) {
			return nil, fmt.Errorf("usage of %.60q on %.10q: %w", u.Model, u.Day, ErrOutside)
		}
	}
	slices.SortStableFunc(usage, byUsage)
	whole := usage[:0]
	for _, u := range usage {
		if last := len(whole) - 1; last >= 0 && byUsage(whole[last], u) == 0 {
			addUsage(&whole[last], u)
		} else {
			whole = append(whole, u)
		}
		if !countable(whole[len(whole)-1]) {
			return nil, fmt.Errorf("usage of %.60q on %s: %w", u.Model, u.Day, money.ErrTooLarge)
		}
	}
	return whole, nil
}

func byUsage(a, b ledger.Usage) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Model, b.Model),
		cmp.Compare(a.Project, b.Project), cmp.Compare(a.Key, b.Key))
}

func addUsage(sum *ledger.Usage, u ledger.Usage) {
	sum.InputTokens += u.InputTokens
	sum.CachedTokens += u.CachedTokens
	sum.CacheWriteTokens += u.CacheWriteTokens
	sum.OutputTokens += u.OutputTokens
	sum.Requests += u.Requests
	sum.OtherUnits += u.OtherUnits
}

func countable(u ledger.Usage) bool {
	for _, n := range []int64{u.InputTokens, u.CachedTokens, u.CacheWriteTokens, u.OutputTokens, u.Requests, u.OtherUnits} {
		if n < -maxCount || maxCount < n {
			return false
		}
	}
	return true
}
