package report

import (
	"context"
	"errors"
	"fmt"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// ErrDimension says that spend cannot be grouped by what was asked for.
var ErrDimension = errors.New("cannot group by this; choose day, service, account, model, project, key or basis")

// Service is the dimension that the ledger does not know: whose vendor an account is of.
const Service = "service"

// Dimensions is what [Desk.Spend] groups by.
func Dimensions() []string {
	return []string{"day", Service, "account", "model", "project", "key", "basis"}
}

// Spend returns what was spent in span, grouped. It wraps [ErrDimension].
func (d *Desk) Spend(ctx context.Context, span calendar.Span, by string) (Spend, error) {
	h, err := d.house(ctx)
	if err != nil {
		return Spend{}, err
	}
	rows, err := d.grouped(ctx, h, span, by)
	if err != nil {
		return Spend{}, err
	}
	gaps, err := d.gaps(ctx, h, span)
	if err != nil {
		return Spend{}, err
	}
	days, err := d.book.Days(ctx, span, nil)
	if err != nil {
		return Spend{}, err
	}
	return Spend{
		From: span.Start, To: span.Last(), Totals: totals(days, span), Rows: rows,
		SettledThrough: settledThrough(h, span), Gaps: gaps,
	}, nil
}

func (d *Desk) grouped(ctx context.Context, h house, span calendar.Span, by string) ([]Row, error) {
	dimension, err := dimension(by)
	if err != nil {
		return nil, err
	}
	sums, err := d.book.Sum(ctx, span, dimension, nil)
	if err != nil {
		return nil, err
	}
	names, err := d.names(ctx, by)
	if err != nil {
		return nil, err
	}
	merged := newRows()
	for _, s := range sums {
		key, label := d.identity(h, by, s, names)
		merged.add(Row{Key: key, Label: label, Account: owner(by, s), Amount: s.Amount, Basis: s.Basis})
	}
	tellApart(h, merged.rows)
	if by == string(ledger.ByModel) {
		if err := d.addUsage(ctx, span, merged); err != nil {
			return nil, err
		}
	}
	return merged.rows, nil
}

// owner returns the account whose own id a row's key is, "" where keys mean the same
// everywhere: two vendors may both have a project named default.
func owner(by string, s ledger.Row) string {
	if (by == string(ledger.ByProject) || by == string(ledger.ByKey)) && s.Key != "" {
		return s.Account
	}
	return ""
}

// tellApart adds the account to labels that rows of several accounts share.
func tellApart(h house, rows []Row) {
	owners := map[string]map[string]bool{}
	for _, r := range rows {
		if owners[r.Label] == nil {
			owners[r.Label] = map[string]bool{}
		}
		owners[r.Label][r.Account] = true
	}
	for i, r := range rows {
		if r.Account != "" && len(owners[r.Label]) > 1 {
			rows[i].Label = r.Label + " (" + h.all[r.Account].Label + ")"
		}
	}
}

func dimension(by string) (ledger.Dimension, error) {
	if by == Service {
		return ledger.ByAccount, nil
	}
	for _, known := range []ledger.Dimension{ledger.ByDay, ledger.ByAccount, ledger.ByModel, ledger.ByProject, ledger.ByKey, ledger.ByBasis} {
		if by == string(known) {
			return known, nil
		}
	}
	return "", fmt.Errorf("%.40q: %w", by, ErrDimension)
}

func (d *Desk) names(ctx context.Context, by string) (map[[2]string]string, error) {
	if by != string(ledger.ByProject) && by != string(ledger.ByKey) {
		return nil, nil
	}
	all, err := d.book.Names(ctx)
	if err != nil {
		return nil, err
	}
	names := map[[2]string]string{}
	for account, list := range all {
		for _, n := range list {
			if n.Kind == by {
				names[[2]string{account, n.ID}] = n.Name
			}
		}
	}
	return names, nil
}

// nameless is what a row is called of which the vendor names no project, key or model.
var nameless = map[string]string{string(ledger.ByProject): "no project", string(ledger.ByKey): "no key", string(ledger.ByModel): "no model"}

// identity returns a row's stable key and what people read.
func (d *Desk) identity(h house, by string, s ledger.Row, names map[[2]string]string) (key, label string) {
	switch by {
	case Service:
		id := h.all[s.Account].Service()
		return id, d.service(id)
	case string(ledger.ByAccount):
		return s.Account, h.all[s.Account].Label
	case string(ledger.ByProject), string(ledger.ByKey):
		if name := names[[2]string{s.Account, s.Key}]; name != "" {
			return s.Key, name
		}
	}
	if s.Key == "" {
		return "", nameless[by]
	}
	return s.Key, s.Key
}

func (d *Desk) addUsage(ctx context.Context, span calendar.Span, merged *rows) error {
	usage, err := d.book.UsageByModel(ctx, span, nil)
	if err != nil {
		return err
	}
	for _, u := range usage {
		for i := range merged.rows {
			if r := &merged.rows[i]; r.Key == u.Model && r.Usage == nil {
				r.Usage = &Tokens{u.InputTokens, u.CachedTokens, u.CacheWriteTokens, u.OutputTokens, u.Requests}
				break
			}
		}
	}
	return nil
}

// rows merges what has one account, key, basis and currency, keeping the order of first sight.
type rows struct {
	at   map[[4]string]int
	rows []Row
}

func newRows() *rows { return &rows{at: map[[4]string]int{}, rows: []Row{}} }

func (m *rows) add(r Row) {
	id := [4]string{r.Account, r.Key, string(r.Basis), r.Amount.Currency}
	i, ok := m.at[id]
	if !ok {
		m.at[id] = len(m.rows)
		m.rows = append(m.rows, r)
		return
	}
	m.rows[i].Amount.Value = m.rows[i].Amount.Value.Add(r.Amount.Value)
}
