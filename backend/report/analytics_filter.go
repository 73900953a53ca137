package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/tag"
)

// mostYears is how long a span may be that is asked for day by day.
const mostYears = 5

func (q Question) span() (calendar.Span, error) {
	for _, day := range []calendar.Day{q.From, q.Through} {
		if _, err := calendar.ParseDay(string(day)); err != nil {
			return calendar.Span{}, fmt.Errorf("%w: %w", ErrQuestion, err)
		}
	}
	span := calendar.Through(q.From, q.Through)
	switch {
	case span.Empty():
		return span, fmt.Errorf("%w: the span ends on %s, before it begins on %s", ErrQuestion, q.Through, q.From)
	case span.Len() > mostYears*366:
		return span, fmt.Errorf("%w: a span of more than %d years; choose a shorter one", ErrQuestion, mostYears)
	case q.CycleDay < 0 || q.CycleDay > 31:
		return span, fmt.Errorf("%w: no billing cycle begins on day %d", ErrQuestion, q.CycleDay)
	}
	return span, nil
}

// chosen is what the lists of a question leave of the book.
type chosen struct {
	filter ledger.Filter // without a span
	// scope is the accounts that can have anything of it, the removed ones too.
	scope map[string]bool
	tags  []tag.Tag // those that were chosen, or all
}

// lists are what analytics and activity are both asked for.
type lists struct {
	accounts, services, models []string
	projects, keys             []ledger.Part
	bases                      []ledger.Basis
	tags                       []string
}

func (q Question) lists() lists {
	return lists{q.Accounts, q.Services, q.Models, q.Projects, q.Keys, q.Bases, q.Tags}
}

// choose makes a filter of lists, of which an empty one leaves everything.
func choose(h house, l lists, tags []tag.Tag) (chosen, error) {
	c := chosen{scope: map[string]bool{}, tags: tags}
	c.filter.Models, c.filter.Bases = orAll(l.models), orAll(l.bases)
	c.filter.Projects, c.filter.Keys = orAll(l.projects), orAll(l.keys)
	if len(l.tags) > 0 {
		c.tags = slices.DeleteFunc(slices.Clone(tags), func(t tag.Tag) bool { return !slices.Contains(l.tags, t.Name) })
		for _, name := range l.tags {
			if !slices.ContainsFunc(c.tags, func(t tag.Tag) bool { return t.Name == name }) {
				return c, fmt.Errorf("%w: there is no tag %.60q any more", ErrQuestion, name)
			}
		}
		c.filter.Within = partsOf(c.tags)
	}
	notOf := func(of ledger.Dimension) func(ledger.Part) bool {
		return func(p ledger.Part) bool { return p.Of != of }
	}
	if slices.ContainsFunc(l.projects, notOf(ledger.ByProject)) || slices.ContainsFunc(l.keys, notOf(ledger.ByKey)) {
		return c, fmt.Errorf("%w: a list of projects or of keys names something else", ErrQuestion)
	}
	for id, a := range h.all {
		if c.has(l, id, a) {
			c.scope[id] = true
		}
	}
	if len(c.scope) < len(h.all) || len(l.accounts)+len(l.services) > 0 {
		c.filter.Accounts = inOrder(h, c.scope)
	}
	return c, nil
}

func (c chosen) has(l lists, id string, a account.Account) bool {
	names := func(parts []ledger.Part) bool {
		return parts == nil || slices.ContainsFunc(parts, func(p ledger.Part) bool { return p.Account == id })
	}
	return (len(l.accounts) == 0 || slices.Contains(l.accounts, id)) && (len(l.services) == 0 || slices.Contains(l.services, a.Service())) &&
		names(c.filter.Projects) && names(c.filter.Keys) && names(c.filter.Within)
}

func orAll[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func partsOf(tags []tag.Tag) []ledger.Part {
	parts := []ledger.Part{}
	for _, t := range tags {
		parts = append(parts, t.Parts...)
	}
	return parts
}

// inOrder returns ids by what people call the accounts.
func inOrder(h house, ids map[string]bool) []string {
	list := []string{}
	for id := range ids {
		list = append(list, id)
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(h.all[a].Label), strings.ToLower(h.all[b].Label)), cmp.Compare(a, b))
	})
	return list
}

// house returns the house as if only the accounts of the scope were connected.
func (c chosen) house(h house) house {
	h.accounts = slices.DeleteFunc(slices.Clone(h.accounts), func(a account.Account) bool { return !c.scope[a.ID] })
	return h
}
