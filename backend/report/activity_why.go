package report

import (
	"context"
	"fmt"
	"slices"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/invoice"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// mostWhy is how many entries of a basis are shown of a day.
const mostWhy = 200

// Why returns why a day of an account costs what it does. Invoices are all that there are. It
// wraps [account.ErrNotFound].
func (d *Desk) Why(ctx context.Context, id string, day calendar.Day, invoices []invoice.Invoice) (Why, error) {
	h, err := d.house(ctx)
	if err != nil {
		return Why{}, err
	}
	a, ok := h.all[id]
	if !ok {
		return Why{}, fmt.Errorf("why %s: %w", day, account.ErrNotFound)
	}
	w := Why{
		Account: id, Label: a.Label, ServiceID: a.Service(), Service: d.service(a.Service()), Day: day,
		Counted: []money.Amount{}, Bases: []WhyBasis{}, Invoices: []InvoiceCheck{},
	}
	known, err := d.book.Days(ctx, calendar.Through(day, day), []string{id})
	if err != nil {
		return w, err
	}
	w.Counted = append(w.Counted, totals(known, calendar.Through(day, day))...)
	names, err := d.book.Names(ctx)
	if err != nil {
		return w, err
	}
	l := labels{d, h, byID(names)}
	slices.SortFunc(known, func(x, y ledger.Day) int {
		return slices.Index(ledger.Bases(), x.Basis) - slices.Index(ledger.Bases(), y.Basis)
	})
	for _, k := range known {
		b, err := d.whyBasis(ctx, l, a, k, known)
		if err != nil {
			return w, err
		}
		w.Bases = append(w.Bases, b)
	}
	w.Sentence = sentence(w)
	if len(known) == 0 && !a.Removed {
		if w.Gap, err = d.gap(ctx, h, a, calendar.Through(day, day)); err != nil {
			return w, err
		}
	}
	return w, d.besides(ctx, h, &w, invoices)
}

// besides adds what the gateway saw and what invoices say of the month.
func (d *Desk) besides(ctx context.Context, h house, w *Why, invoices []invoice.Invoice) error {
	month := calendar.Month(w.Day)
	compared, err := d.Compare(ctx, month.Intersect(calendar.Through(month.Start, max(h.today, w.Day))))
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(compared, func(c Comparison) bool { return c.Account == w.Account }); i >= 0 {
		w.Metered = &compared[i]
	}
	var own []invoice.Invoice
	for _, i := range invoices {
		if i.Account == w.Account && i.Month == month.Start {
			own = append(own, i)
		}
	}
	w.Invoices, err = d.CheckInvoices(ctx, own)
	return err
}

func (d *Desk) whyBasis(ctx context.Context, l labels, a account.Account, k ledger.Day, known []ledger.Day) (WhyBasis, error) {
	b := WhyBasis{Basis: k.Basis, Totals: k.Totals, Counted: k.Counted, Settled: k.Settled, ReadAt: k.ReadAt, Sentence: whyCounted(k, known)}
	if !k.Settled {
		b.Until = d.until(a, k)
	}
	f := ledger.Filter{Span: calendar.Through(k.Day, k.Day), Accounts: []string{k.Account}, Bases: []ledger.Basis{k.Basis}}
	items, err := d.book.Page(ctx, f, ledger.Sort{By: ledger.SortAmount, Desc: true}, 0, mostWhy)
	if err != nil {
		return b, err
	}
	count, err := d.book.Count(ctx, f)
	b.Rows, b.Items = count.Rows, l.items(items)
	return b, err
}

// until returns when a basis can no longer change a day; nil where nobody says so.
func (d *Desk) until(a account.Account, k ledger.Day) *time.Time {
	p, _ := d.providers.Get(a.Provider)
	end := k.Day.End()
	switch {
	case k.Basis == ledger.Metered:
	case slices.Contains(p.Sources, k.Basis) && k.Basis != ledger.Imported:
		end = end.Add(p.SettlesAfter)
	default:
		return nil
	}
	return &end
}

// sources say what each basis is, for people.
var sources = map[ledger.Basis]string{
	ledger.Billed: "the vendor's own bill", ledger.Imported: "the imported file", ledger.Metered: "what the gateway saw",
	ledger.Estimated: "the estimate from tokens and list prices", ledger.Subscription: "the recurring price",
}

// whyCounted says in the words of [ledger.Counted] why a basis counts, or why not.
func whyCounted(k ledger.Day, known []ledger.Day) string {
	if k.Basis == ledger.Subscription {
		return "A recurring price always counts, beside what was used."
	}
	if !k.Counted {
		for _, other := range known {
			if other.Counted && other.Basis != ledger.Subscription {
				return fmt.Sprintf("It does not count, so that nothing is counted twice: %s is known for this day and comes first. It stays here as a cross-check.", sources[other.Basis])
			}
		}
		return "It does not count."
	}
	switch k.Basis {
	case ledger.Billed:
		return "It counts: the vendor's own bill comes before every other source."
	case ledger.Imported:
		return "It counts: the vendor's own bill is not known for this day, and a file of the vendor comes next."
	case ledger.Metered:
		return "It counts: neither a bill nor an imported file is known for this day. The gateway sees only the calls that pass through it."
	}
	return "It counts: nothing better is known for this day. It is made from tokens and list prices, and may differ from the bill."
}

// sentence sums a day up.
func sentence(w Why) string {
	var parts []string
	var until *time.Time
	isSettled := true
	for _, b := range w.Bases {
		if !b.Counted {
			continue
		}
		parts = append(parts, sources[b.Basis])
		isSettled = isSettled && b.Settled
		if b.Until != nil && (until == nil || until.Before(*b.Until)) {
			until = b.Until
		}
	}
	switch {
	case len(parts) == 0:
		return "This day was not read, so what it cost is not known."
	case isSettled:
		return fmt.Sprintf("What counts is %s. The day is settled.", and(parts))
	case until == nil:
		return fmt.Sprintf("What counts is %s. The day may still change.", and(parts))
	}
	return fmt.Sprintf("What counts is %s. The day may still change; it is settled by the first sync after %s.", and(parts), until.UTC().Format("2 Jan 15:04 UTC"))
}

func and(parts []string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	return parts[0] + " and " + parts[1] // at most two bases count
}
