package transfer

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// InvoiceColumns returns the columns of a file from which an invoice can be written.
//
//   - month: 2026-11, and "total" in the last lines, one a currency
//   - service, line, model: the vendor, its words for what it charged, and the model
//   - quantity, unit: what the month's entries add up to, empty unless each of them has a
//     quantity of that unit
//   - amount: exact, below zero for a credit; currency: three letters
//
// Nothing is rounded: rounded lines would not add up to a rounded total.
func InvoiceColumns() []string {
	return []string{"month", "service", "line", "model", "quantity", "unit", "amount", "currency"}
}

// ErrLines says that an invoice would have more lines than anybody reads.
var ErrLines = errors.New("too many different lines for an invoice; choose fewer days or a narrower filter, or export csv")

// mostLines bounds the memory: some vendors' files name each call.
const mostLines = 100_000

// invoiceForm adds entries up and writes the lines at the end.
type invoiceForm struct {
	w     *csv.Writer
	lines map[item]*sum
	most  int
}

// item is what a line of an invoice is of.
type item struct{ month, service, line, model, unit, currency string }

// sum is what the entries of an item add up to.
type sum struct {
	amount, quantity decimal.Decimal
	measured         bool // every entry so far has a quantity
}

func newInvoice(w io.Writer) *invoiceForm {
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	return &invoiceForm{w: lines, lines: map[item]*sum{}, most: mostLines}
}

func (f *invoiceForm) begin(calendar.Span) error { return f.w.Write(InvoiceColumns()) }

func (f *invoiceForm) line(l line) error {
	quantity, unit := measure(l.Entry)
	if unit != seatDays {
		unit = l.Unit // as the vendor's own invoice has it
	}
	what := item{string(l.Day[:7]), l.service(), first(l.Line, l.Item), first(l.Model), unit, l.Amount.Currency}
	s, ok := f.lines[what]
	if !ok {
		if len(f.lines) == f.most {
			return fmt.Errorf("%w (more than %d)", ErrLines, f.most)
		}
		s = &sum{measured: true}
		f.lines[what] = s
	}
	s.amount = s.amount.Add(l.Amount.Value)
	if quantity == "" {
		s.measured = false
		return nil
	}
	n, err := decimal.NewFromString(quantity)
	if err != nil {
		return err
	}
	s.quantity = s.quantity.Add(n)
	return nil
}

func (f *invoiceForm) end() error {
	totals := map[string]decimal.Decimal{}
	for _, what := range slices.SortedFunc(maps.Keys(f.lines), compare) {
		s := f.lines[what]
		totals[what.currency] = totals[what.currency].Add(s.amount)
		if err := f.write(what, s); err != nil {
			return err
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(totals)) {
		if err := f.write(item{month: "total", currency: currency}, &sum{amount: totals[currency]}); err != nil {
			return err
		}
	}
	f.w.Flush()
	return f.w.Error()
}

func (f *invoiceForm) write(what item, s *sum) error {
	count, unit := "", ""
	if s.measured {
		count, unit = s.quantity.String(), what.unit
	}
	amount := money.Amount{Value: s.amount, Currency: what.currency}
	return f.w.Write([]string{
		what.month, text(what.service), text(what.line), text(what.model), count, text(unit), amount.Decimal(), text(what.currency),
	})
}

func compare(a, b item) int {
	return cmp.Or(
		cmp.Compare(a.month, b.month), cmp.Compare(a.service, b.service), cmp.Compare(a.line, b.line),
		cmp.Compare(a.model, b.model), cmp.Compare(a.unit, b.unit), cmp.Compare(a.currency, b.currency),
	)
}
