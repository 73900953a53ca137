package ledgertest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// items returns every entry that f leaves, in no order.
func (m *Model) items(f ledger.Filter) (list []ledger.Item) {
	for _, key := range m.keys(f.Span, f.Accounts) {
		known := m.days[key]
		for _, e := range known.entries {
			i := ledger.Item{Entry: e, FirstSeen: known.seen[e.Item][0], LastChanged: known.seen[e.Item][1], Counted: m.counts(key), Settled: known.settled}
			if leaves(f, i) {
				list = append(list, i)
			}
		}
	}
	return list
}

func leaves(f ledger.Filter, i ledger.Item) bool {
	in := func(parts []ledger.Part) bool {
		return slices.ContainsFunc(parts, func(p ledger.Part) bool { return p.Account == i.Account && inside(i.Entry, p) })
	}
	text := strings.Join([]string{i.Line, i.Entry.Item, i.Model, i.Project, i.Key}, "\n")
	return (f.Models == nil || slices.Contains(f.Models, i.Model)) &&
		(f.Projects == nil || in(f.Projects)) && (f.Keys == nil || in(f.Keys)) &&
		(f.Within == nil || in(f.Within)) && !in(f.Outside) &&
		(f.Bases == nil || slices.Contains(f.Bases, i.Basis)) &&
		(f.Counted == nil || *f.Counted == i.Counted) &&
		(f.Text == "" || in(f.Named) || strings.Contains(small(text), small(f.Text)))
}

// small makes ASCII letters small.
func small(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r - 'A' + 'a'
		}
		return r
	}, text)
}

// Page implements [ledger.Store].
func (m *Model) Page(_ context.Context, f ledger.Filter, sort ledger.Sort, offset, limit int) ([]ledger.Item, error) {
	if offset < 0 || limit < 0 || limit > ledger.MostItems {
		return nil, errors.New("no such page")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	compare, err := comparison(f, sort)
	if err != nil {
		return nil, err
	}
	list := m.items(f)
	slices.SortFunc(list, compare)
	return list[min(offset, len(list)):min(offset+limit, len(list))], nil
}

func comparison(f ledger.Filter, sort ledger.Sort) (func(a, b ledger.Item) int, error) {
	rank := func(i ledger.Item) int { return slices.Index(f.Accounts, i.Account) } // -1 for all where all are meant
	by, ok := map[ledger.SortBy]func(a, b ledger.Item) int{
		ledger.SortDay:         func(a, b ledger.Item) int { return cmp.Compare(a.Day, b.Day) },
		ledger.SortAmount:      func(a, b ledger.Item) int { return a.Amount.Value.Cmp(b.Amount.Value) },
		ledger.SortFirstSeen:   func(a, b ledger.Item) int { return a.FirstSeen.Compare(b.FirstSeen) },
		ledger.SortLastChanged: func(a, b ledger.Item) int { return a.LastChanged.Compare(b.LastChanged) },
		ledger.SortAccount:     func(a, b ledger.Item) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Account, b.Account)) },
		ledger.SortModel:       func(a, b ledger.Item) int { return cmp.Compare(a.Model, b.Model) },
	}[sort.By]
	if !ok {
		return nil, errors.New("no such order")
	}
	return func(a, b ledger.Item) int {
		first := by(a, b)
		if sort.Desc {
			first = -first
		}
		if sort.By == ledger.SortAmount && a.Amount.Currency != b.Amount.Currency {
			first = cmp.Compare(a.Amount.Currency, b.Amount.Currency)
		}
		return cmp.Or(first, cmp.Compare(b.Day, a.Day), rank(a)-rank(b), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Entry.Item, b.Entry.Item))
	}, nil
}

// Count implements [ledger.Store]. Its book has one version.
func (m *Model) Count(_ context.Context, f ledger.Filter) (ledger.Count, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.items(f)
	var counted []money.Amount
	for _, i := range list {
		if i.Counted {
			counted = append(counted, i.Amount)
		}
	}
	return ledger.Count{Rows: len(list), Sums: money.Sum(counted...)}, nil
}

// Courses implements [ledger.Store].
func (m *Model) Courses(_ context.Context, f ledger.Filter, by ledger.Dimension) ([]ledger.Course, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	yes := true
	f.Text, f.Named, f.Counted = "", nil, &yes
	courses := map[ledger.Row]*ledger.Course{}
	if _, err := rowOf(ledger.Entry{}, by); err != nil {
		return nil, err
	}
	for _, i := range m.items(f) {
		row, err := rowOf(i.Entry, by)
		if err != nil {
			return nil, err
		}
		row.Account = i.Account
		if by == ledger.ByDay {
			row.Key = ""
		}
		if courses[row] == nil {
			courses[row] = &ledger.Course{Account: i.Account, Key: row.Key, Basis: i.Basis, Currency: i.Amount.Currency, Nanos: make([]int64, f.Span.Len())}
		}
		nanos, err := i.Amount.Nanos()
		if err != nil {
			return nil, err
		}
		courses[row].Nanos[i.Day.Sub(f.Span.Start)] += nanos
	}
	list := []ledger.Course{}
	for _, c := range courses {
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b ledger.Course) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Currency, b.Currency))
	})
	return list, nil
}

// Covered implements [ledger.Store].
func (m *Model) Covered(_ context.Context, span calendar.Span, accounts []string) ([]ledger.Coverage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := map[string]*ledger.Coverage{}
	for _, key := range m.keys(always, accounts) {
		if known[key.account] == nil {
			known[key.account] = &ledger.Coverage{Account: key.account, Known: make([]bool, span.Len()), Settled: make([]bool, span.Len())}
		}
		if !span.Contains(key.day) || !m.counts(key) {
			continue
		}
		c, at := known[key.account], key.day.Sub(span.Start)
		c.Settled[at] = m.days[key].settled && (!c.Known[at] || c.Settled[at])
		c.Known[at] = true
		if !slices.Contains(c.Bases, key.basis) {
			c.Bases = append(c.Bases, key.basis)
		}
	}
	list := []ledger.Coverage{}
	for _, account := range slices.Sorted(maps.Keys(known)) {
		c := *known[account]
		slices.SortFunc(c.Bases, func(a, b ledger.Basis) int { return slices.Index(ledger.Bases(), a) - slices.Index(ledger.Bases(), b) })
		list = append(list, c)
	}
	return list, nil
}

// Groups implements [ledger.Store].
func (m *Model) Groups(_ context.Context, by ledger.Dimension) ([]ledger.Part, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if by != ledger.ByModel && by != ledger.ByProject && by != ledger.ByKey {
		return nil, errors.New("no such groups")
	}
	list := []ledger.Part{}
	for _, i := range m.items(ledger.Filter{Span: always}) {
		row, err := rowOf(i.Entry, by)
		if err != nil {
			return nil, err
		}
		list = append(list, ledger.Part{Account: i.Account, Of: by, Key: row.Key})
	}
	slices.SortFunc(list, func(a, b ledger.Part) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Key, b.Key))
	})
	return slices.Compact(list), nil
}

// Consumed implements [ledger.Store].
func (m *Model) Consumed(_ context.Context, f ledger.Filter, by ledger.Dimension) ([]ledger.Usage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f.Bases, f.Text, f.Named, f.Counted = nil, "", nil, nil
	sums := map[ledger.Part]ledger.Usage{}
	for account, usage := range m.usage {
		for _, u := range usage {
			isKnown := len(m.keys(always, []string{account})) > 0
			if !f.Span.Contains(u.Day) || !isKnown || f.Accounts != nil && !slices.Contains(f.Accounts, account) {
				continue
			}
			if !leaves(f, ledger.Item{Entry: ledger.Entry{Account: account, Model: u.Model, Project: u.Project, Key: u.Key}}) {
				continue
			}
			of := ledger.Part{Account: account, Of: by}
			sum := ledger.Usage{Account: account}
			switch by {
			case ledger.ByModel:
				of.Key, sum.Model = u.Model, u.Model
			case ledger.ByProject:
				of.Key, sum.Project = u.Project, u.Project
			case ledger.ByKey:
				of.Key, sum.Key = u.Key, u.Key
			case ledger.ByAccount:
			default:
				return nil, errors.New("no such usage")
			}
			if known, ok := sums[of]; ok {
				sum = known
			}
			sum.InputTokens += u.InputTokens
			sum.CachedTokens += u.CachedTokens
			sum.CacheWriteTokens += u.CacheWriteTokens
			sum.OutputTokens += u.OutputTokens
			sum.Requests += u.Requests
			sum.OtherUnits += u.OtherUnits
			sums[of] = sum
		}
	}
	list := slices.Collect(maps.Values(sums))
	slices.SortFunc(list, func(a, b ledger.Usage) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Model, b.Model), cmp.Compare(a.Project, b.Project), cmp.Compare(a.Key, b.Key))
	})
	return list, nil
}
