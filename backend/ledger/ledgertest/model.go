package ledgertest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Model is the book in memory, as plainly as it can be written: the second [ledger.Store],
// with which every other is compared. It adds amounts without a limit.
type Model struct {
	mu    sync.Mutex
	days  map[dayKey]*modelDay
	usage map[string][]ledger.Usage
	names map[string]map[[2]string]string
}

type dayKey struct {
	account string
	day     calendar.Day
	basis   ledger.Basis
}

type modelDay struct {
	readAt  time.Time
	settled bool
	entries map[string]ledger.Entry // by item
	seen    map[string][2]time.Time // when each was first read, and last read as something else
}

var _ ledger.Store = (*Model)(nil)

// NewModel returns an empty book in memory.
func NewModel() *Model {
	return &Model{days: map[dayKey]*modelDay{}, usage: map[string][]ledger.Usage{}, names: map[string]map[[2]string]string{}}
}

// Put implements [ledger.Store].
func (m *Model) Put(_ context.Context, r ledger.Read) (ledger.Change, error) {
	if err := check(r); err != nil {
		return ledger.Change{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var change ledger.Change
	fresh := map[calendar.Day]map[string]ledger.Entry{}
	for _, day := range r.Span.Days() {
		fresh[day] = map[string]ledger.Entry{}
	}
	for _, e := range r.Entries {
		if known, ok := fresh[e.Day][e.Item]; ok {
			e = together(known, e)
		}
		fresh[e.Day][e.Item] = e
	}
	for day, entries := range fresh {
		change = plus(change, m.putDay(dayKey{r.Account, day, r.Basis}, entries, r))
	}
	if r.Usage != nil {
		m.usage[r.Account] = append(slices.DeleteFunc(m.usage[r.Account], func(u ledger.Usage) bool {
			return r.Span.Contains(u.Day)
		}), r.Usage...)
	}
	return change, nil
}

// together makes one of two entries under one key: the words are those that sort last.
func together(a, b ledger.Entry) ledger.Entry {
	if slices.Compare(wordsOf(a), wordsOf(b)) > 0 {
		a, b = b, a
	}
	b.Amount.Value = b.Amount.Value.Add(a.Amount.Value)
	x, errA := decimal.NewFromString(a.Quantity)
	y, errB := decimal.NewFromString(b.Quantity)
	endless := max(x.Exponent(), y.Exponent(), -x.Exponent(), -y.Exponent()) > 99
	if errA != nil || errB != nil || endless || a.Unit != b.Unit {
		b.Quantity, b.Unit = "", ""
		return b
	}
	b.Quantity = x.Add(y).String()
	return b
}

func wordsOf(e ledger.Entry) []string { return []string{e.Line, e.Model, e.Project, e.Key} }

func check(r ledger.Read) error {
	if r.Account == "" || !slices.Contains(ledger.Bases(), r.Basis) {
		return errors.New("no account or no such basis")
	}
	_, errStart := calendar.ParseDay(string(r.Span.Start))
	_, errEnd := calendar.ParseDay(string(r.Span.End))
	if err := cmp.Or(errStart, errEnd); err != nil {
		return err
	}
	if err := checkEntries(r); err != nil {
		return err
	}
	for _, u := range r.Usage {
		if u.Account != r.Account || !r.Span.Contains(u.Day) {
			return errors.New("outside of what was read")
		}
	}
	return nil
}

func checkEntries(r ledger.Read) error {
	type dayCurrency struct {
		day      calendar.Day
		currency string
	}
	totals := map[dayCurrency]decimal.Decimal{}
	currencies := map[[2]string]string{}
	for _, e := range r.Entries {
		if _, err := calendar.ParseDay(string(e.Day)); err != nil {
			return err
		}
		if e.Account != r.Account || e.Basis != r.Basis || !r.Span.Contains(e.Day) {
			return errors.New("outside of what was read")
		}
		key, currency := [2]string{string(e.Day), e.Item}, e.Amount.Currency
		if known, ok := currencies[key]; ok && known != currency || len(currency) != 3 || currency != strings.ToUpper(currency) {
			return money.ErrCurrency
		}
		currencies[key] = currency
		if _, err := e.Amount.Nanos(); err != nil {
			return err
		}
		of := dayCurrency{e.Day, currency}
		totals[of] = totals[of].Add(e.Amount.Value)
	}
	for of, total := range totals {
		if _, err := (money.Amount{Value: total}).Nanos(); err != nil {
			return fmt.Errorf("the total of %s: %w", of.day, err)
		}
	}
	return nil
}

func (m *Model) putDay(key dayKey, fresh map[string]ledger.Entry, r ledger.Read) ledger.Change {
	old := m.days[key]
	if old == nil {
		old = &modelDay{}
	}
	var c ledger.Change
	seen := map[string][2]time.Time{}
	for item, e := range fresh {
		before, ok := old.entries[item]
		seen[item] = old.seen[item]
		switch {
		case !ok:
			c.Added++
			seen[item] = [2]time.Time{r.At, r.At}
		case !sameEntry(before, e):
			c.Changed++
			seen[item] = [2]time.Time{old.seen[item][0], r.At}
		}
	}
	for item := range old.entries {
		if _, ok := fresh[item]; !ok {
			c.Removed++
		}
	}
	settled := !r.At.Before(key.day.End().Add(r.SettlesAfter))
	m.days[key] = &modelDay{r.At, settled || old.settled && !c.Any(), fresh, seen}
	return c
}

func plus(a, b ledger.Change) ledger.Change {
	return ledger.Change{Added: a.Added + b.Added, Changed: a.Changed + b.Changed, Removed: a.Removed + b.Removed}
}

func sameEntry(a, b ledger.Entry) bool {
	amounts := a.Amount.Currency == b.Amount.Currency && a.Amount.Value.Equal(b.Amount.Value)
	a.Amount, b.Amount = money.Amount{}, money.Amount{}
	return amounts && a == b
}

// keys returns the known days in span of the accounts, ordered by account, day and basis.
func (m *Model) keys(span calendar.Span, accounts []string) []dayKey {
	keys := slices.DeleteFunc(slices.Collect(maps.Keys(m.days)), func(k dayKey) bool {
		return !span.Contains(k.day) || accounts != nil && !slices.Contains(accounts, k.account)
	})
	slices.SortFunc(keys, func(a, b dayKey) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.day, b.day), cmp.Compare(a.basis, b.basis))
	})
	return keys
}

func (m *Model) counts(key dayKey) bool {
	var known []ledger.Basis
	for _, basis := range ledger.Bases() {
		if m.days[dayKey{key.account, key.day, basis}] != nil {
			known = append(known, basis)
		}
	}
	return slices.Contains(ledger.Counted(known), key.basis)
}

// Sum implements [ledger.Store].
func (m *Model) Sum(_ context.Context, span calendar.Span, by ledger.Dimension, accounts []string) ([]ledger.Row, error) {
	if _, err := rowOf(ledger.Entry{}, by); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	sums := map[ledger.Row]decimal.Decimal{} // by row, its amount only a currency
	for _, key := range m.keys(span, accounts) {
		if !m.counts(key) {
			continue
		}
		for _, e := range m.days[key].entries {
			row, err := rowOf(e, by)
			if err != nil {
				return nil, err
			}
			sums[row] = sums[row].Add(e.Amount.Value)
		}
	}
	rows := []ledger.Row{}
	for row, sum := range sums {
		row.Amount.Value = sum
		rows = append(rows, row)
	}
	slices.SortFunc(rows, compareRows)
	return rows, nil
}

func rowOf(e ledger.Entry, by ledger.Dimension) (ledger.Row, error) {
	row := ledger.Row{Basis: e.Basis, Amount: money.Amount{Currency: e.Amount.Currency}}
	switch by {
	case ledger.ByDay:
		row.Key = string(e.Day)
	case ledger.ByAccount:
		row.Key, row.Account = e.Account, e.Account
	case ledger.ByModel:
		row.Key = e.Model
	case ledger.ByProject:
		row.Key, row.Account = e.Project, e.Account
	case ledger.ByKey:
		row.Key, row.Account = e.Key, e.Account
	case ledger.ByBasis:
		row.Key = string(e.Basis)
	default:
		return row, errors.New("no such dimension")
	}
	return row, nil
}

func compareRows(a, b ledger.Row) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Basis, b.Basis),
		cmp.Compare(a.Amount.Currency, b.Amount.Currency), cmp.Compare(a.Account, b.Account))
}

// Days implements [ledger.Store].
func (m *Model) Days(_ context.Context, span calendar.Span, accounts []string) ([]ledger.Day, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	days := []ledger.Day{}
	for _, key := range m.keys(span, accounts) {
		known := m.days[key]
		var amounts []money.Amount
		for _, e := range known.entries {
			amounts = append(amounts, e.Amount)
		}
		days = append(days, ledger.Day{
			Account: key.account, Day: key.day, Basis: key.basis, Totals: money.Sum(amounts...),
			Settled: known.settled, Counted: m.counts(key), ReadAt: known.readAt,
		})
	}
	return days, nil
}

// DaysOf implements [ledger.Store].
func (m *Model) DaysOf(_ context.Context, span calendar.Span, parts []ledger.Part) ([]ledger.Day, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	days := []ledger.Day{}
	for _, p := range parts {
		if p.Of != ledger.ByAccount && p.Of != ledger.ByProject && p.Of != ledger.ByKey {
			return nil, errors.New("no such part")
		}
	}
	for _, key := range m.keys(span, nil) {
		chosen := func(e ledger.Entry) bool {
			return slices.ContainsFunc(parts, func(p ledger.Part) bool { return p.Account == key.account && inside(e, p) })
		}
		if !m.counts(key) || !slices.ContainsFunc(parts, func(p ledger.Part) bool { return p.Account == key.account }) {
			continue
		}
		var amounts []money.Amount
		for _, e := range m.days[key].entries {
			if chosen(e) {
				amounts = append(amounts, e.Amount)
			}
		}
		days = append(days, ledger.Day{
			Account: key.account, Day: key.day, Basis: key.basis, Totals: money.Sum(amounts...),
			Settled: m.days[key].settled, Counted: true, ReadAt: m.days[key].readAt,
		})
	}
	return days, nil
}

func inside(e ledger.Entry, p ledger.Part) bool {
	switch p.Of {
	case ledger.ByProject:
		return e.Project == p.Key
	case ledger.ByKey:
		return e.Key == p.Key
	}
	return true
}

// Entries implements [ledger.Store].
func (m *Model) Entries(_ context.Context, span calendar.Span, accounts []string, each func(ledger.Entry) error) error {
	for _, e := range m.counted(span, accounts) {
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

func (m *Model) counted(span calendar.Span, accounts []string) (list []ledger.Entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range m.keys(span, accounts) {
		if !m.counts(key) {
			continue
		}
		entries := m.days[key].entries
		for _, item := range slices.Sorted(maps.Keys(entries)) {
			list = append(list, entries[item])
		}
	}
	return list
}

// UsageByModel implements [ledger.Store].
func (m *Model) UsageByModel(_ context.Context, span calendar.Span, accounts []string) ([]ledger.Usage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sums := map[string]ledger.Usage{}
	for account, usage := range m.usage {
		if accounts != nil && !slices.Contains(accounts, account) {
			continue
		}
		for _, u := range usage {
			if !span.Contains(u.Day) {
				continue
			}
			sum := sums[u.Model]
			sum.Model = u.Model
			sum.InputTokens += u.InputTokens
			sum.CachedTokens += u.CachedTokens
			sum.CacheWriteTokens += u.CacheWriteTokens
			sum.OutputTokens += u.OutputTokens
			sum.Requests += u.Requests
			sum.OtherUnits += u.OtherUnits
			sums[u.Model] = sum
		}
	}
	list := []ledger.Usage{}
	for _, model := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, sums[model])
	}
	return list, nil
}

// Known implements [ledger.Store].
func (m *Model) Known(_ context.Context, account string) (calendar.Span, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := m.keys(always, []string{account})
	if len(keys) == 0 {
		return calendar.Span{}, nil
	}
	return calendar.Through(keys[0].day, keys[len(keys)-1].day), nil
}

// SettledThrough implements [ledger.Store]. A day is settled when what counts of it is.
func (m *Model) SettledThrough(_ context.Context, account string) (calendar.Day, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := m.keys(always, []string{account})
	first := calendar.Day("~") // after every day
	for _, key := range keys {
		if m.counts(key) && !m.days[key].settled {
			first = min(first, key.day)
		}
	}
	through := calendar.Day("")
	for _, key := range keys {
		if key.day < first {
			through = key.day
		}
	}
	return through, nil
}

// PutNames implements [ledger.Store].
func (m *Model) PutNames(_ context.Context, account string, names []ledger.Name) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range names {
		if m.names[account] == nil {
			m.names[account] = map[[2]string]string{}
		}
		m.names[account][[2]string{n.Kind, n.ID}] = n.Name
	}
	return nil
}

// Names implements [ledger.Store].
func (m *Model) Names(context.Context) (map[string][]ledger.Name, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string][]ledger.Name{}
	for account, names := range m.names {
		for id, name := range names {
			all[account] = append(all[account], ledger.Name{Kind: id[0], ID: id[1], Name: name})
		}
	}
	return all, nil
}

// Forget implements [ledger.Store].
func (m *Model) Forget(_ context.Context, account string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.days, func(k dayKey, _ *modelDay) bool { return k.account == account })
	delete(m.usage, account)
	delete(m.names, account)
	return nil
}
