package report

import (
	"context"
	"slices"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/rates"
)

// Exchange lets the desk show totals of several currencies in the one that the user chose, too.
// Without it there are only the currencies themselves.
func (d *Desk) Exchange(r *rates.Store) { d.rates = r }

// converted returns what the counted days of span cost in the display currency, each day at its
// own rate: nil where none is chosen, or everything is in it already.
func (d *Desk) converted(ctx context.Context, h house, days []ledger.Day, span calendar.Span) (*rates.Converted, error) {
	sums := totals(days, span)
	other := func(a money.Amount) bool { return a.Currency != h.shown && !a.Value.IsZero() }
	if d.rates == nil || h.shown == "" || !slices.ContainsFunc(sums, other) {
		return nil, nil
	}
	each := map[calendar.Day][]money.Amount{}
	for _, day := range days {
		if day.Counted && span.Contains(day.Day) {
			each[day.Day] = append(each[day.Day], day.Totals...)
		}
	}
	_, total, err := d.rates.Days(ctx, each, h.shown)
	return &total, err
}
