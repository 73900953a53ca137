package imports

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// tell writes into a preview what was read.
func (r *reading) tell(p *Preview) {
	p.Rows, p.Good, p.Outside, p.RejectedCount = r.rows, r.good, r.outside, r.rejected
	if r.rejections != nil {
		p.Rejected = r.rejections
	}
	p.Token = r.token
	p.Totals, p.Credits = amounts(r.totals), amounts(r.credits)
	if r.span.Empty() {
		p.warn("No row can be imported.")
		return
	}
	p.From, p.Through = r.span.Start, r.span.Last()
	r.warnOfRows(p)
	r.warnOfDays(p)
}

func (r *reading) warnOfRows(p *Preview) {
	if r.unnamed > 0 && currencyIn(r.mapping.Amount) != r.mapping.DefaultCurrency {
		p.warn("%s no currency, so their amounts are taken as %s.", some(r.unnamed, "row names", "rows name"), r.mapping.DefaultCurrency)
	}
	if r.negative > 0 && r.notNegative == 0 {
		p.warn("Every amount is less than zero, which counts as a credit. If they are costs, turn their sign.")
	}
	if r.outside > 0 {
		p.warn("%s.", some(r.outside, "row lies outside of the days that you chose and is left out", "rows lie outside of the days that you chose and are left out"))
	}
}

func (r *reading) warnOfDays(p *Preview) {
	if without := r.span.Len() - len(r.days); without > 0 {
		p.warn("From %s to %s %s no rows and will stand as $0: the file is taken to be whole there.",
			r.span.Start, r.span.Last(), some(without, "day has", "days have"))
	}
	spoilt := 0
	for day := range r.spoilt {
		if r.span.Contains(day) {
			spoilt++
		}
	}
	if spoilt > 0 {
		p.warn("Rows of %s were rejected: what they cost will be missing there.", some(spoilt, "day", "days"))
	}
	if last := r.span.Last(); last == r.today || !r.asOf.After(last.End()) {
		p.warn("%s was not over when the file was made: import a newer one later.", last)
	}
}

func some(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// amounts lists sums by currency.
func amounts(s sums) []money.Amount {
	list := make([]money.Amount, 0, len(s))
	for currency, nanos := range s {
		list = append(list, money.FromNanos(nanos, currency))
	}
	slices.SortFunc(list, func(a, b money.Amount) int { return strings.Compare(a.Currency, b.Currency) })
	return list
}

// compare writes into a preview what the import would change.
func (d *Desk) compare(ctx context.Context, r *reading, p *Preview) error {
	if r.span.Empty() {
		return nil
	}
	known, err := d.book.Days(ctx, r.span, []string{r.account})
	if err != nil {
		return err
	}
	before, outranked := map[calendar.Day][]money.Amount{}, map[calendar.Day]bool{}
	for _, day := range known {
		switch day.Basis {
		case ledger.Imported:
			before[day.Day] = day.Totals
		case ledger.Billed:
			outranked[day.Day] = true
		}
	}
	for day := r.span.Start; day < r.span.End; day = day.Add(1) {
		was, now := before[day], amounts(r.days[day])
		if was != nil && slices.EqualFunc(was, now, equal) {
			continue
		}
		if p.ChangedDays++; len(p.Changes) < mostChanges {
			p.Changes = append(p.Changes, DayChange{day, was, now})
		}
	}
	if p.Outranked = len(outranked) > 0; p.Outranked {
		p.warn("The vendor's own figures are known for %s of these: there the file is a cross-check and is not counted.", some(len(outranked), "day", "days"))
	}
	if p.ChangedDays == 0 {
		p.Unchanged, err = d.unchanged(ctx, r, outranked)
	}
	return err
}

func equal(a, b money.Amount) bool { return a.Currency == b.Currency && a.Value.Equal(b.Value) }

var errDiffers = errors.New("differs")

// unchanged says that the book holds the very entries of the file. Of days on which the
// import does not count, the totals alone are compared.
func (d *Desk) unchanged(ctx context.Context, r *reading, outranked map[calendar.Day]bool) (bool, error) {
	err := r.chunks(ctx, func(span calendar.Span, entries []ledger.Entry) error {
		entries = slices.DeleteFunc(entries, func(e ledger.Entry) bool { return outranked[e.Day] })
		err := d.book.Entries(ctx, span, []string{r.account}, func(e ledger.Entry) error {
			if e.Basis != ledger.Imported {
				return nil
			}
			if len(entries) == 0 || !same(entries[0], e) {
				return errDiffers
			}
			entries = entries[1:]
			return nil
		})
		if err == nil && len(entries) > 0 {
			err = errDiffers
		}
		return err
	})
	if errors.Is(err, errDiffers) {
		return false, nil
	}
	return err == nil, err
}

func same(a, b ledger.Entry) bool {
	if !equal(a.Amount, b.Amount) {
		return false
	}
	a.Amount, b.Amount = money.Amount{}, money.Amount{}
	return a == b
}
