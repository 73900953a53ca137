package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/tag"
)

// allDays is around every day that there can be.
var allDays = calendar.Span{Start: "1970-01-01", End: "9999-12-31"}

// Activity returns a page of the ledger, the newest day first unless it is sorted. It wraps
// [ErrQuestion].
func (d *Desk) Activity(ctx context.Context, q ActivityQuestion, tags []tag.Tag) (ActivityPage, error) {
	span, err := q.span()
	if err != nil {
		return ActivityPage{}, err
	}
	h, err := d.house(ctx)
	if err != nil {
		return ActivityPage{}, err
	}
	c, err := choose(h, lists{q.Accounts, q.Services, q.Models, q.Projects, q.Keys, q.Bases, q.Tags}, tags)
	if err != nil {
		return ActivityPage{}, err
	}
	names, err := d.book.Names(ctx)
	if err != nil {
		return ActivityPage{}, err
	}
	f := c.filter
	f.Span, f.Accounts, f.Counted = span, inOrder(h, c.scope), q.Counted
	if f.Text = strings.TrimSpace(q.Text); f.Text != "" {
		f.Named = d.named(h, names, f.Text)
	}
	sort := q.Sort
	if sort.By == "" {
		sort = ledger.Sort{By: ledger.SortDay, Desc: true}
	}
	items, err := d.book.Page(ctx, f, sort, q.Offset, q.Limit)
	if err != nil {
		return ActivityPage{}, err
	}
	count, err := d.book.Count(ctx, f)
	if err != nil {
		return ActivityPage{}, err
	}
	l := labels{d, h, byID(names)}
	return ActivityPage{Rows: count.Rows, Sums: count.Sums, Offset: q.Offset, Items: l.items(items), Version: count.Version}, nil
}

func (q ActivityQuestion) span() (calendar.Span, error) {
	span := allDays
	for _, day := range []calendar.Day{q.From, q.Through} {
		if day == "" {
			continue
		}
		if _, err := calendar.ParseDay(string(day)); err != nil {
			return span, fmt.Errorf("%w: %w", ErrQuestion, err)
		}
	}
	if q.From != "" {
		span.Start = q.From
	}
	if q.Through != "" && q.Through < span.End {
		span.End = q.Through.Add(1)
	}
	switch {
	case span.Empty():
		return span, fmt.Errorf("%w: the span ends on %s, before it begins on %s", ErrQuestion, q.Through, q.From)
	case q.Offset < 0 || q.Limit < 0 || q.Limit > ledger.MostItems:
		return span, fmt.Errorf("%w: %d rows from %d on; a page has at most %d", ErrQuestion, q.Limit, q.Offset, ledger.MostItems)
	}
	return span, nil
}

// named returns what people call as the text says, or a part of it: accounts by label and
// service, projects and keys.
func (d *Desk) named(h house, names map[string][]ledger.Name, text string) []ledger.Part {
	parts, text := []ledger.Part{}, strings.ToLower(text)
	has := func(name string) bool { return strings.Contains(strings.ToLower(name), text) }
	for id, a := range h.all {
		if has(a.Label) || has(d.service(a.Service())) {
			parts = append(parts, ledger.Part{Account: id, Of: ledger.ByAccount})
			continue
		}
		for _, n := range names[id] {
			if has(n.Name) {
				parts = append(parts, ledger.Part{Account: id, Of: ledger.Dimension(n.Kind), Key: n.ID})
			}
		}
	}
	slices.SortFunc(parts, func(a, b ledger.Part) int { // of one order, so that one filter is one filter
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Key, b.Key))
	})
	return parts
}

// labels gives entries the names that people know.
type labels struct {
	*Desk
	house
	names map[ledger.Part]string
}

func byID(names map[string][]ledger.Name) map[ledger.Part]string {
	byID := map[ledger.Part]string{}
	for account, list := range names {
		for _, n := range list {
			byID[ledger.Part{Account: account, Of: ledger.Dimension(n.Kind), Key: n.ID}] = n.Name
		}
	}
	return byID
}

func (l labels) items(items []ledger.Item) []ActivityItem {
	list := make([]ActivityItem, 0, len(items))
	for _, i := range items {
		a := l.all[i.Account]
		list = append(list, ActivityItem{
			Entry: i.Entry, FirstSeen: i.FirstSeen, LastChanged: i.LastChanged, Counted: i.Counted, Settled: i.Settled,
			Label: a.Label, ServiceID: a.Service(), Service: l.service(a.Service()),
			Project: l.name(i.Account, ledger.ByProject, i.Project), Key: l.name(i.Account, ledger.ByKey, i.Key),
		})
	}
	return list
}

// name is what people call a project or key, or else its id.
func (l labels) name(account string, of ledger.Dimension, id string) string {
	if name := l.names[ledger.Part{Account: account, Of: of, Key: id}]; name != "" {
		return name
	}
	return id
}
