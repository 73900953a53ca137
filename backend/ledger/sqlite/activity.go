package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Page implements [ledger.Store].
func (s *Store) Page(ctx context.Context, f ledger.Filter, sort ledger.Sort, offset, limit int) (items []ledger.Item, err error) {
	if offset < 0 || limit < 0 || limit > ledger.MostItems {
		return nil, fmt.Errorf("ledger: page: %d entries from %d on; ask for 0 to %d", limit, offset, ledger.MostItems)
	}
	err = s.ranked(ctx, f, sort, func(k *ranking) bool { return k.sort == sort }, func(tx *sql.Tx, o *ranking) error {
		items, err = o.page(ctx, tx, offset, limit)
		return err
	})
	return items, wrap("page", err)
}

// Count implements [ledger.Store].
func (s *Store) Count(ctx context.Context, f ledger.Filter) (count ledger.Count, err error) {
	newest := ledger.Sort{By: ledger.SortDay, Desc: true}
	err = s.ranked(ctx, f, newest, func(*ranking) bool { return true }, func(_ *sql.Tx, o *ranking) error {
		count = ledger.Count{Rows: o.rows, Sums: o.sums.amounts(), Version: o.version}
		return nil
	})
	return count, wrap("count", err)
}

// ranked looks at the book with an order of what f leaves: one that is known and will do, or
// one that is made. Two that ask for the same at once wait for it together, and hold no
// connection meanwhile that others need.
func (s *Store) ranked(ctx context.Context, f ledger.Filter, sort ledger.Sort, will func(*ranking) bool, then func(*sql.Tx, *ranking) error) (err error) {
	if f.Accounts, err = s.inOrder(ctx, f.Accounts); err != nil {
		return err
	}
	s.orders.mu.Lock()
	unlock := sync.OnceFunc(s.orders.mu.Unlock)
	defer unlock()
	return s.look(ctx, func(tx *sql.Tx) error {
		o, err := s.orders.of(ctx, tx, &s.flags, f, sort, will)
		if err != nil {
			return err
		}
		unlock()
		return then(tx, o)
	})
}

// inOrder returns the accounts as they were given, each once, or all by id.
func (s *Store) inOrder(ctx context.Context, given []string) ([]string, error) {
	if given == nil {
		return s.accounts(ctx, nil)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(given), func(account string) bool {
		twice := seen[account]
		seen[account] = true
		return twice
	}), nil
}

const (
	// mostOrders is how many orders are kept in memory, and mostSpots how many entries they
	// may name together, at eight bytes each. The last one that was made is kept in any case.
	mostOrders = 16
	mostSpots  = 8_000_000
)

// orders keeps the last few that were asked for, each as long as the book is as it was.
type orders struct {
	mu   sync.Mutex
	list []*ranking // the last used first
}

func filterText(f ledger.Filter) string {
	text, err := json.Marshal(f)
	if err != nil {
		return "" // of strings, days and truth there is no such error
	}
	return string(text)
}

const versionQuery = `SELECT version FROM book`

// find returns the first order that is wanted, and throws away those of other versions.
func (o *orders) find(ctx context.Context, tx *sql.Tx, wanted func(*ranking) bool) (found *ranking, version int64, err error) {
	if err := tx.QueryRowContext(ctx, versionQuery).Scan(&version); err != nil {
		return nil, 0, err
	}
	o.list = slices.DeleteFunc(o.list, func(old *ranking) bool { return old.version != version })
	i := slices.IndexFunc(o.list, wanted)
	if i < 0 {
		return nil, version, nil
	}
	found = o.list[i]
	copy(o.list[1:i+1], o.list[:i])
	o.list[0] = found
	return found, version, nil
}

// of returns a known order of what f leaves that will do, or makes the one of sort.
func (o *orders) of(ctx context.Context, tx *sql.Tx, memory *memory, f ledger.Filter, sort ledger.Sort, will func(*ranking) bool) (*ranking, error) {
	text := filterText(f)
	found, version, err := o.find(ctx, tx, func(k *ranking) bool { return k.filter == text && will(k) })
	if found != nil || err != nil {
		return found, err
	}
	found = &ranking{filter: text, sort: sort, version: version}
	if err := found.make(ctx, tx, f, memory); err != nil {
		return nil, err
	}
	o.list = append([]*ranking{found}, o.list...)
	spots := 0
	for i, k := range o.list {
		if spots += len(k.spots); i > 0 && (i == mostOrders || spots > mostSpots) {
			o.list = slices.Delete(o.list, i, len(o.list))
			break
		}
	}
	return found, nil
}

// ranking is where each entry stands that a filter leaves.
type ranking struct {
	filter  string
	sort    ledger.Sort
	version int64

	span   calendar.Span // the known days of it
	sieves []sieve
	flags  []*flags // by sieve
	rows   int
	sums   tally
	// cells are the account-days in order, where an order goes by them; else spots is every
	// entry by itself.
	cells []cell
	spots []spot
}

// cell is an account-day on one basis.
type cell struct {
	place uint32 // see [ranking.place]
	first int    // how many entries stand before it
	count int
}

// spot is one entry: which of those that the sieve leaves of its cell, by item.
type spot struct{ place, at uint32 }

// bases in the order of the table's key.
var bases = func() []ledger.Basis { return slices.Sorted(slices.Values(ledger.Bases())) }()

// place numbers the cells in the order that is asked for: by day, the newest first unless the
// days themselves are to go up, and where accounts are the order, by these first.
func (o *ranking) place(at, account int, basis ledger.Basis) uint32 {
	b, _ := slices.BinarySearch(bases, basis)
	days, accounts := o.span.Len(), len(o.sieves)
	if o.sort.By == ledger.SortAccount {
		if o.sort.Desc {
			account = accounts - 1 - account
		}
		return uint32((account*days+days-1-at)*len(bases) + b)
	}
	if o.sort.By != ledger.SortDay || o.sort.Desc {
		at = days - 1 - at
	}
	return uint32((at*accounts+account)*len(bases) + b)
}

// cellAt is the other way round.
func (o *ranking) cellAt(place uint32) (at, account int, basis ledger.Basis) {
	days, accounts := o.span.Len(), len(o.sieves)
	basis = bases[int(place)%len(bases)]
	rest := int(place) / len(bases)
	if o.sort.By == ledger.SortAccount {
		account, at = rest/days, days-1-rest%days
		if o.sort.Desc {
			account = accounts - 1 - account
		}
		return at, account, basis
	}
	at, account = rest/accounts, rest%accounts
	if o.sort.By != ledger.SortDay || o.sort.Desc {
		at = days - 1 - at
	}
	return at, account, basis
}

var orderings = []ledger.SortBy{ledger.SortDay, ledger.SortAmount, ledger.SortFirstSeen, ledger.SortLastChanged, ledger.SortAccount, ledger.SortModel}

func (o *ranking) make(ctx context.Context, tx *sql.Tx, f ledger.Filter, memory *memory) error {
	if !slices.Contains(orderings, o.sort.By) {
		return fmt.Errorf("no order by %.20q", string(o.sort.By))
	}
	// The span is cut to the days that are known; accounts that have none of them are left out.
	first, end := f.Span.End, f.Span.Start
	for _, v := range sievesOf(f) {
		known, err := memory.of(ctx, tx, v.account)
		if err != nil {
			return err
		}
		days := known.span.Intersect(f.Span)
		if days.Empty() {
			continue
		}
		first, end = min(first, days.Start), max(end, days.End)
		o.sieves, o.flags = append(o.sieves, v), append(o.flags, known)
	}
	o.span = calendar.Span{Start: first, End: end}
	byCells := o.sort.By == ledger.SortDay || o.sort.By == ledger.SortAccount
	if byCells && !slices.ContainsFunc(o.sieves, func(v sieve) bool { _, _, ok := v.rollup(); return !ok }) {
		return o.makeCells(ctx, tx)
	}
	return o.makeSpots(ctx, tx)
}

// counts and settled say of an account-day on a basis what the book says.
func (o *ranking) counts(account, day int, basis ledger.Basis) bool {
	f := o.flags[account]
	return at(f.counted[basis], f.from(o.span)+day)
}

func (o *ranking) settled(account, day int, basis ledger.Basis) bool {
	f := o.flags[account]
	return at(f.settled[basis], f.from(o.span)+day)
}

func knownOf(ctx context.Context, tx *sql.Tx, account string) (calendar.Span, error) {
	var first, last sql.NullString
	err := tx.QueryRowContext(ctx, knownQuery, account).Scan(&first, &last)
	if err != nil || !first.Valid {
		return calendar.Span{}, err
	}
	return calendar.Through(calendar.Day(first.String), calendar.Day(last.String)), nil
}

// makeCells counts the account-days by the months.
func (o *ranking) makeCells(ctx context.Context, tx *sql.Tx) error {
	cells := map[uint32]int{}
	for i, v := range o.sieves {
		dimension, keep, _ := v.rollup()
		from := o.flags[i].from(o.span)
		err := eachDay(ctx, tx, o.span, v.account, dimension, keep, func(s stretch) day {
			counted := o.flags[i].counted[s.basis]
			return func(day int, nanos int64, entries int) {
				if counts := at(counted, from+day); v.leaves(s.basis, counts) {
					cells[o.place(day, i, s.basis)] += entries
					o.add(s.currency, nanos, entries, counts)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	o.cells = make([]cell, 0, len(cells))
	for place, count := range cells {
		o.cells = append(o.cells, cell{place: place, count: count})
	}
	slices.SortFunc(o.cells, func(a, b cell) int { return cmp.Compare(a.place, b.place) })
	first := 0
	for i := range o.cells {
		o.cells[i].first = first
		first += o.cells[i].count
	}
	return nil
}

func (o *ranking) add(currency string, nanos int64, entries int, counts bool) {
	o.rows += entries
	if counts {
		o.sums.add(currency, nanos)
	}
}

// page reads the entries from offset on.
func (o *ranking) page(ctx context.Context, tx *sql.Tx, offset, limit int) ([]ledger.Item, error) {
	items := make([]ledger.Item, 0, max(0, min(limit, o.rows-offset)))
	spots := o.spotsFrom(offset, cap(items))
	r := reader{ctx: ctx, tx: tx, order: o, statements: map[string]*sql.Stmt{}}
	defer r.close()
	return r.read(items, spots)
}

func (o *ranking) spotsFrom(offset, n int) []spot {
	if o.cells == nil {
		return o.spots[min(offset, len(o.spots)):min(offset+n, len(o.spots))]
	}
	spots := make([]spot, 0, n)
	i, _ := slices.BinarySearchFunc(o.cells, offset, func(c cell, offset int) int { return cmp.Compare(c.first+c.count-1, offset) })
	for ; i < len(o.cells) && len(spots) < n; i++ {
		for at := max(0, offset-o.cells[i].first); at < o.cells[i].count && len(spots) < n; at++ {
			spots = append(spots, spot{o.cells[i].place, uint32(at)})
		}
	}
	return spots
}

// tally adds up per currency without a limit: what people look at need not fit into a book.
type tally map[string]*exact

type exact struct {
	nanos int64
	over  decimal.Decimal // what an int64 could not take any more
}

func (s *tally) add(currency string, nanos int64) {
	if *s == nil {
		*s = tally{}
	}
	e := (*s)[currency]
	if e == nil {
		e = &exact{}
		(*s)[currency] = e
	}
	if plusNanos(&e.nanos, nanos) != nil {
		e.over = e.over.Add(decimal.New(nanos, -money.Places))
	}
}

func (s tally) amounts() []money.Amount {
	list := []money.Amount{}
	for currency, e := range s {
		list = append(list, money.Amount{Value: e.over.Add(decimal.New(e.nanos, -money.Places)), Currency: currency})
	}
	return money.Sum(list...)
}
