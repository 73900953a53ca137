package report

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/ledger"
	"outlay/backend/money"
)

// rows fills in one row a group and currency, and what was consumed beside the money.
func (a *analysis) rows(answer *Analytics, usage []ledger.Usage) error {
	used, all, err := a.tokens(usage)
	if err != nil {
		return err
	}
	if all.any() {
		answer.Tokens, answer.CacheHit = &all, all.cacheHit()
	}
	for _, p := range a.piles.list {
		for _, currency := range p.currencies() {
			answer.Rows = append(answer.Rows, a.row(p, currency, used[p.place]))
		}
	}
	slices.SortStableFunc(answer.Rows, func(x, y Group) int {
		return cmp.Or(y.Amount.Value.Cmp(x.Amount.Value), cmpText(x.Label, y.Label), cmpText(x.Amount.Currency, y.Amount.Currency))
	})
	answer.Rows = a.fewer(answer.Rows)
	return nil
}

// currencies are those of either span.
func (p *pile) currencies() []string {
	var list []string
	for _, sums := range []map[string]*tally{p.now, p.before} {
		for currency := range sums {
			list = append(list, currency)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (a *analysis) row(p *pile, currency string, used Tokens) Group {
	g := Group{Key: p.key, Account: p.account, Label: p.label, Untagged: p.untagged, Amount: in(p.now, currency), Unread: a.unread(p, p.now, a.coveredNow())}
	a.measure(&g, a.was(p, currency))
	if !used.any() {
		return g
	}
	g.Tokens, g.CacheHit = &used, used.cacheHit()
	if tokens := used.InputTokens + used.OutputTokens; a.question.By == string(ledger.ByModel) && p.key != "" && tokens > 0 && len(p.now) == 1 && p.now[currency] != nil {
		each := g.Amount.Value.Mul(million).DivRound(decimal.NewFromInt(tokens), money.Places)
		g.PerMillion = &money.Amount{Value: each, Currency: currency}
	}
	return g
}

var million = decimal.New(1, 6)

// was is what a group cost in the span before; nil where no day of that is known of it.
func (a *analysis) was(p *pile, currency string) *money.Amount {
	if a.unread(p, p.before, a.coveredBefore) {
		return nil
	}
	sum := in(p.before, currency)
	return &sum
}

// unread says that nothing was spent by a group, and that no day is known of it either.
func (a *analysis) unread(p *pile, sums map[string]*tally, covered []ledger.Coverage) bool {
	return len(sums) == 0 && !slices.ContainsFunc(covered, func(c ledger.Coverage) bool {
		return a.scope[c.Account] && (p.known == nil || p.known(c.Account)) && slices.Contains(c.Known, true)
	})
}

// coveredNow are the known days of the span.
func (a *analysis) coveredNow() []ledger.Coverage {
	list, from := slices.Clone(a.covered), a.span.Start.Sub(a.hull.Start)
	for i, c := range list {
		list[i].Known = c.Known[from : from+a.span.Len()]
	}
	return list
}

// measure sets a row beside the total and what it was before, where that is known.
func (a *analysis) measure(g *Group, before *money.Amount) {
	if total := in(a.now, g.Amount.Currency).Value; total.IsPositive() {
		g.Share = percent(g.Amount.Value, total)
	}
	if !a.question.Compare {
		return
	}
	g.Before = before
	if before != nil && !g.Unread {
		s := shift(g.Amount, *before)
		g.Change, g.ChangePercent = &s.Amount, s.Percent
	}
}

// fewer makes one row a currency of those beyond the most that are shown.
func (a *analysis) fewer(rows []Group) []Group {
	if len(rows) <= mostRows {
		return rows
	}
	var now, before []money.Amount
	for _, r := range rows[mostRows:] {
		now = append(now, r.Amount)
		if r.Before != nil {
			before = append(before, *r.Before)
		}
	}
	rows = rows[:mostRows:mostRows]
	for _, sum := range money.Sum(now...) {
		g := Group{Label: "Other", Other: true, Amount: sum}
		was := money.Sum(before...)
		if i := slices.IndexFunc(was, func(b money.Amount) bool { return b.Currency == sum.Currency }); i >= 0 {
			a.measure(&g, &was[i])
		} else {
			a.measure(&g, nil)
		}
		rows = append(rows, g)
	}
	return rows
}

// used asks what was consumed in the span, by what tells the groups apart. Nothing is known by
// basis.
func (a *analysis) used() ([]ledger.Usage, error) {
	if len(a.question.Bases) > 0 {
		return nil, nil
	}
	f := a.filter
	f.Span = a.span
	switch a.question.By {
	case string(ledger.ByModel), string(ledger.ByProject), string(ledger.ByKey):
		return a.book.Consumed(a.ctx, f, ledger.Dimension(a.question.By))
	}
	return a.book.Consumed(a.ctx, f, ledger.ByAccount)
}

// tokens returns what each group consumed, and all together.
func (a *analysis) tokens(usage []ledger.Usage) (used map[place]Tokens, all Tokens, err error) {
	used = map[place]Tokens{}
	for _, u := range usage {
		all.add(u)
		if a.question.By == Tag || a.question.By == string(ledger.ByBasis) {
			continue
		}
		at := a.placeOf(u)
		sum := used[at]
		sum.add(u)
		used[at] = sum
	}
	if a.question.By != Tag || len(a.question.Bases) > 0 {
		return used, all, nil
	}
	for _, p := range a.piles.list {
		f := a.filter
		f.Span = a.span
		f.Within, f.Outside = a.partsOf(p)
		usage, err := a.book.Consumed(a.ctx, f, ledger.ByAccount)
		if err != nil {
			return nil, all, err
		}
		var sum Tokens
		for _, u := range usage {
			sum.add(u)
		}
		used[p.place] = sum
	}
	return used, all, nil
}

// placeOf is the group of the dimension in which usage stands.
func (a *analysis) placeOf(u ledger.Usage) place {
	row := ledger.Row{Account: u.Account, Key: u.Account}
	switch a.question.By {
	case string(ledger.ByModel):
		row.Key = u.Model
	case string(ledger.ByProject):
		row.Key = u.Project
	case string(ledger.ByKey):
		row.Key = u.Key
	}
	key, _ := a.identity(a.house, a.question.By, row, nil)
	return place{key: key, account: owner(a.question.By, row)}
}

// partsOf is what is in a tag's pile, or what is not in that of the untagged.
func (a *analysis) partsOf(p *pile) (within, outside []ledger.Part) {
	if p.untagged {
		return a.filter.Within, partsOf(a.tags)
	}
	for _, t := range a.tags {
		if t.Name == p.key {
			return t.Parts, nil
		}
	}
	return []ledger.Part{}, nil
}

func (t *Tokens) add(u ledger.Usage) {
	t.InputTokens += u.InputTokens
	t.CachedTokens += u.CachedTokens
	t.CacheWriteTokens += u.CacheWriteTokens
	t.OutputTokens += u.OutputTokens
	t.Requests += u.Requests
}

func (t *Tokens) any() bool { return *t != Tokens{} }

// cacheHit is the percent of the input tokens that were cached.
func (t *Tokens) cacheHit() string {
	return percentOf(decimal.NewFromInt(t.CachedTokens), decimal.NewFromInt(t.InputTokens))
}
