package report

import (
	"context"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Comparison is what each source says of one account over the same days. Only one of them
// counts on each day; the others are a cross-check.
type Comparison struct {
	Account string        `json:"account"` // id
	Label   string        `json:"label"`
	Service string        `json:"service"`
	From    calendar.Day  `json:"from" ts_type:"string"` // the first day that was metered
	To      calendar.Day  `json:"to" ts_type:"string"`   // inside
	ByBasis []BasisAmount `json:"by_basis"`              // the strongest basis first
}

// Compare returns what each source says of the accounts that were metered in span, over the
// days that were: a bill of the whole month says nothing about a gateway of one week.
func (d *Desk) Compare(ctx context.Context, span calendar.Span) ([]Comparison, error) {
	h, err := d.house(ctx)
	if err != nil {
		return nil, err
	}
	list := []Comparison{}
	for _, a := range h.accounts {
		days, err := d.book.Days(ctx, span, []string{a.ID})
		if err != nil {
			return nil, err
		}
		metered := map[calendar.Day]bool{}
		c := Comparison{Account: a.ID, Label: a.Label, Service: d.service(a.Service())}
		for _, day := range days {
			if day.Basis == ledger.Metered {
				metered[day.Day] = true
				c.To = day.Day
				if c.From == "" {
					c.From = day.Day
				}
			}
		}
		if c.From == "" {
			continue
		}
		c.ByBasis = sumBases(days, metered)
		list = append(list, c)
	}
	return list, nil
}

// sumBases adds up each basis over the days that are wanted, the uncounted ones too.
func sumBases(days []ledger.Day, wanted map[calendar.Day]bool) []BasisAmount {
	sums := []BasisAmount{}
	for _, basis := range ledger.Bases() {
		var amounts []money.Amount
		for _, day := range days {
			if day.Basis == basis && wanted[day.Day] {
				amounts = append(amounts, day.Totals...)
			}
		}
		for _, sum := range money.Sum(amounts...) {
			sums = append(sums, BasisAmount{basis, sum})
		}
	}
	return sums
}
