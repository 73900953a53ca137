package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/report"
)

// Activity is the screen of the ledger itself.
type Activity struct{ door *Door }

// Page returns a page of the ledger, of at most 500 rows, and how many there are.
func (a *Activity) Page(q report.ActivityQuestion) (report.ActivityPage, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (report.ActivityPage, error) {
		tags, err := house.Tags.List(ctx)
		if err != nil {
			return report.ActivityPage{}, err
		}
		return house.Reports.Activity(ctx, q, tags)
	})
}

// Why returns why a day (2026-11-22) of an account costs what it does.
func (a *Activity) Why(account, day string) (report.Why, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (report.Why, error) {
		parsed, err := calendar.ParseDay(day)
		if err != nil {
			return report.Why{}, err
		}
		invoices, err := house.Invoices.List(ctx)
		if err != nil {
			return report.Why{}, err
		}
		return house.Reports.Why(ctx, account, parsed, invoices)
	})
}
