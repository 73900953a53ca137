package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"outlay/backend/ledger"
	"outlay/backend/tag"
)

// Choices returns what the filters of analytics and activity can be of: what is in the book.
func (d *Desk) Choices(ctx context.Context, tags []tag.Tag) (Choices, error) {
	h, err := d.house(ctx)
	if err != nil {
		return Choices{}, err
	}
	c := Choices{Accounts: []Choice{}, Services: []Choice{}, Bases: ledger.Bases(), Tags: []string{}}
	for _, t := range tags {
		c.Tags = append(c.Tags, t.Name)
	}
	for id, a := range h.all {
		known, err := d.book.Known(ctx, id)
		if err != nil {
			return Choices{}, err
		}
		if a.Removed && known.Empty() {
			continue
		}
		c.Accounts = append(c.Accounts, Choice{Key: id, Label: a.Label})
		c.Services = append(c.Services, Choice{Key: a.Service(), Label: d.service(a.Service())})
		if known.Empty() {
			continue
		}
		if c.First == "" || known.Start < c.First {
			c.First = known.Start
		}
		c.Last = max(c.Last, known.Last())
	}
	for by, list := range map[ledger.Dimension]*[]Choice{ledger.ByModel: &c.Models, ledger.ByProject: &c.Projects, ledger.ByKey: &c.Keys} {
		if *list, err = d.groups(ctx, h, by); err != nil {
			return Choices{}, err
		}
	}
	c.Accounts, c.Services = ordered(c.Accounts), ordered(c.Services)
	return c, nil
}

// groups returns the models, projects or keys that entries have.
func (d *Desk) groups(ctx context.Context, h house, by ledger.Dimension) ([]Choice, error) {
	groups, err := d.book.Groups(ctx, by)
	if err != nil {
		return nil, err
	}
	names, err := d.names(ctx, string(by))
	if err != nil {
		return nil, err
	}
	rows := []Row{}
	for _, g := range groups {
		row := ledger.Row{Account: g.Account, Key: g.Key}
		key, label := d.identity(h, string(by), row, names)
		rows = append(rows, Row{Key: key, Account: owner(string(by), row), Label: label})
	}
	tellApart(h, rows)
	list := []Choice{}
	for _, r := range rows {
		list = append(list, Choice{Key: r.Key, Account: r.Account, Label: r.Label})
	}
	return ordered(list), nil
}

// ordered returns choices by label, each once.
func ordered(list []Choice) []Choice {
	slices.SortFunc(list, func(a, b Choice) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Account, b.Account))
	})
	return slices.Compact(list)
}
