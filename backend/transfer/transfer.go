// Package transfer writes what counts into files that other programs read: CSV for
// spreadsheets, JSON for scripts, FOCUS for the tools of people who watch what clouds cost,
// and a CSV from which an invoice can be written.
//
// It writes the counted entries alone, so the sum of an export is the total of a report over
// the same days. It streams: memory does not grow with the number of entries (an invoice
// holds its lines, and refuses more of them than anybody reads). It decides nothing about the
// file; the doors say where it goes.
//
// # Why names beside ids
//
// An id is what stays the same when somebody renames a project, a name is what people look
// for. Both stand in each line, and where no name is known its cell is empty, not a guess.
//
// # Why a filter is refused that names nothing
//
// A tag that was renamed, or an account that was removed, would leave an empty file that
// looks like a month without costs. No data is never $0, so it is said instead.
//
// # Why FOCUS has no unit price
//
// ListUnitPrice, ContractedUnitPrice and SkuPriceId name a price list. Outlay knows what was
// charged, and a price worked out from that would be no list price. Without one, the
// specification says that ListCost and ContractedCost are the BilledCost.
//
// # Why in FOCUS a charge may be its own quantity
//
// A usage row must have a quantity. Where the vendor names none, what is priced is the charge
// itself: 1, of the unit "Charges". Whoever adds quantities up leaves that unit out.
//
// # Why in FOCUS a subscription is a purchase a day
//
// Its price is spread over the days that it pays for, as in every report of ours; that, and
// not the day of the charge, is what the totals are made of.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Format is how a file is written.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	JSON    Format = "json"
	FOCUS   Format = "focus"   // FOCUS 1.2, as CSV
	Invoice Format = "invoice" // CSV with a line a month, service and line of the bill
)

// Formats returns every format.
func Formats() []Format { return []Format{CSV, JSON, FOCUS, Invoice} }

// ErrFormat says that there is no such format.
var ErrFormat = errors.New("no such format; choose csv, json, focus or invoice")

// Request says what is exported.
type Request struct {
	Format Format
	Span   calendar.Span
	Filter Filter
	Labels Labels
	// Progress is told from time to time, and at the end, how many entries are written. nil
	// for nobody.
	Progress func(entries int)
}

// Done says what was exported.
type Done struct {
	Entries int
	Totals  []money.Amount // one a currency; none where there was no entry
}

// line is an entry with what people call its parts.
type line struct {
	ledger.Entry
	account      Account
	project, key string   // what people call them; "" where no name is known
	tags         []string // each perhaps several times
	settled      bool
}

// service returns what people call the service, or else what names it.
func (l line) service() string { return first(l.account.Service, l.account.ServiceID, l.Account) }

// form writes lines in one format.
type form interface {
	begin(span calendar.Span) error
	line(l line) error
	end() error
}

func newForm(format Format, w io.Writer) (form, error) {
	switch format {
	case CSV:
		return newCSV(w), nil
	case JSON:
		return newJSON(w), nil
	case FOCUS:
		return newFOCUS(w), nil
	case Invoice:
		return newInvoice(w), nil
	}
	return nil, fmt.Errorf("%.20q: %w", format, ErrFormat)
}

// Write writes the counted entries that r asks for, ordered by account, day, basis and item.
// It wraps [ErrFormat] and [ErrFilter], and the error of a ctx that ended. Beside an error,
// what was written is no whole file, and Done says how far it came.
func Write(ctx context.Context, w io.Writer, book ledger.Store, r Request) (Done, error) {
	out, err := newForm(r.Format, w)
	if err != nil {
		return Done{}, err
	}
	chosen, err := r.Filter.choose(r.Labels)
	if err != nil {
		return Done{}, err
	}
	written := &tally{progress: r.Progress, sums: map[string]decimal.Decimal{}}
	if err := write(ctx, out, book, r, chosen, written); err != nil {
		return written.done(), fmt.Errorf("export: %w", err)
	}
	written.tell()
	return written.done(), nil
}

func write(ctx context.Context, out form, book ledger.Store, r Request, chosen choice, written *tally) error {
	settled, err := settledDays(ctx, book, r.Span, chosen.accounts)
	if err != nil {
		return err
	}
	if err := out.begin(r.Span); err != nil {
		return err
	}
	called := r.Labels.index()
	err = book.Entries(ctx, r.Span, chosen.accounts, func(e ledger.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !chosen.takes(e) {
			return nil
		}
		written.add(e.Amount)
		l := called.line(e)
		l.settled = settled[dayOf{e.Account, e.Day, e.Basis}]
		return out.line(l)
	})
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return out.end()
}

// tally counts what is written.
type tally struct {
	entries  int
	sums     map[string]decimal.Decimal // by currency
	progress func(entries int)
}

// each is how many entries are written from one word of progress to the next: a few
// milliseconds' worth.
const each = 1000

func (t *tally) add(a money.Amount) {
	t.sums[a.Currency] = t.sums[a.Currency].Add(a.Value)
	if t.entries++; t.entries%each == 0 {
		t.tell()
	}
}

func (t *tally) tell() {
	if t.progress != nil {
		t.progress(t.entries)
	}
}

func (t *tally) done() Done {
	amounts := make([]money.Amount, 0, len(t.sums))
	for currency, sum := range t.sums {
		amounts = append(amounts, money.Amount{Value: sum, Currency: currency})
	}
	return Done{t.entries, money.Sum(amounts...)}
}

type dayOf struct {
	account string
	day     calendar.Day
	basis   ledger.Basis
}

// settledDays is read before the entries: a day that becomes settled in between is called
// provisional, never the other way round. Days are few where entries are many.
func settledDays(ctx context.Context, book ledger.Store, span calendar.Span, accounts []string) (map[dayOf]bool, error) {
	days, err := book.Days(ctx, span, accounts)
	if err != nil {
		return nil, err
	}
	settled := map[dayOf]bool{}
	for _, d := range days {
		if d.Settled {
			settled[dayOf{d.Account, d.Day, d.Basis}] = true
		}
	}
	return settled, nil
}
