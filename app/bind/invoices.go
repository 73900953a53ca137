package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/invoice"
	"outlay/backend/report"
)

// Invoices is the screen on which the vendors' invoices are compared with what was counted.
type Invoices struct{ door *Door }

// List returns each invoice with what was counted of its month, and why the two may differ.
func (i *Invoices) List() ([]report.InvoiceCheck, error) {
	return ask(i.door, func(ctx context.Context, house *backend.Backend) ([]report.InvoiceCheck, error) {
		list, err := house.Invoices.List(ctx)
		if err != nil {
			return nil, err
		}
		return house.Reports.CheckInvoices(ctx, list)
	})
}

// Put enters an invoice, in the place of the one of the same account, month and currency.
func (i *Invoices) Put(draft invoice.Draft) error {
	return do(i.door, func(ctx context.Context, house *backend.Backend) error {
		_, err := house.Invoices.Put(ctx, draft)
		return err
	})
}

// Remove forgets the invoice of an account, a month (its first day) and a currency.
func (i *Invoices) Remove(account, month, currency string) error {
	return do(i.door, func(ctx context.Context, house *backend.Backend) error {
		day, err := calendar.ParseDay(month)
		if err != nil {
			return err
		}
		return house.Invoices.Remove(ctx, account, day, currency)
	})
}
