package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/money"
)

// open reads the header and the first rows, and makes the mapping as whole as the file lets it.
func (d *Desk) open(ctx context.Context, a account.Account, path string, given *Mapping) (Preview, error) {
	p := Preview{Sample: [][]string{}, Missing: []string{}, Rejected: []Rejection{}, Totals: []money.Amount{}, Credits: []money.Amount{}, Changes: []DayChange{}, Warnings: []string{}}
	delimiter := ""
	if given != nil {
		delimiter = given.Delimiter
	}
	if delimiter != "" && !slices.Contains(delimiters, delimiter) {
		return p, fmt.Errorf("%w: the delimiter is none of comma, semicolon, tab and bar", ErrMapping)
	}
	t, err := openTable(path, delimiter)
	if err != nil {
		return p, err
	}
	defer t.close()
	p.Columns = t.header
	if p.Sample, err = sample(t); err != nil {
		return p, err
	}
	before := Mapping{} // what was chosen the last time
	if given == nil {
		if before, p.Remembered, err = d.remembered(ctx, a, t.header); err != nil {
			return p, err
		}
	}
	switch {
	case given != nil:
		p.Mapping = *given
	case p.Remembered:
		p.Mapping = before
		p.Mapping.DateFormat, p.Mapping.Decimal = "", "" // looked at anew: an export follows its user's language
	default:
		p.Mapping = guess(t.header)
	}
	p.Mapping.Delimiter = string(t.csv.Comma)
	if err := d.check(t, p.Mapping); err != nil {
		return p, err
	}
	if err := d.complete(ctx, a, path, &p, before); err != nil {
		return p, err
	}
	for _, row := range p.Sample {
		mask(row, t.column(p.Mapping.Key))
	}
	return p, nil
}

// sample returns the first rows, of which a person sees what the columns hold. It wraps
// [ErrFile] where there are none.
func sample(t *table) ([][]string, error) {
	rows, bad := [][]string{}, ""
	for len(rows) < mostSamples {
		row, line, reason, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return rows, err
		}
		switch {
		case reason != "" && bad == "":
			bad = fmt.Sprintf("no row fits its header; line %d: %s", line, reason)
		case reason == "" && !blank(row):
			rows = append(rows, slices.Clone(row))
		}
	}
	if len(rows) == 0 {
		return rows, fmt.Errorf("%w: %s", ErrFile, firstOf(bad, "it has names of columns and no rows below them"))
	}
	return rows, nil
}

// mask keeps keys, and texts without end, out of what is shown.
func mask(row []string, key int) {
	for i, cell := range row {
		cell = masked(strings.TrimSpace(cell))
		if i == key {
			cell = maskedKey(cell)
		}
		if runes := []rune(cell); len(runes) > 200 {
			cell = string(runes[:200]) + "…"
		}
		row[i] = cell
	}
}

// check refuses a mapping that cannot be.
func (d *Desk) check(t *table, m Mapping) error {
	for _, name := range []string{m.Date, m.Amount, m.Currency, m.Model, m.Project, m.Key, m.Line, m.Quantity, m.Unit} {
		if name != "" && t.column(name) < 0 {
			return fmt.Errorf("%w: there is no column %.60q", ErrMapping, name)
		}
	}
	switch {
	case m.DateFormat != "" && !slices.Contains(DateFormats(), m.DateFormat):
		return fmt.Errorf("%w: there is no form of days %.40q; choose one of %s", ErrMapping, m.DateFormat, words(DateFormats()))
	case m.Decimal != "" && m.Decimal != "." && m.Decimal != ",":
		return fmt.Errorf("%w: before the cents stands a dot or a comma", ErrMapping)
	case m.DefaultCurrency != "" && (!isCode(m.DefaultCurrency) || strings.ToUpper(m.DefaultCurrency) != m.DefaultCurrency):
		return fmt.Errorf("%w: the currency is not three capital letters, such as USD", ErrMapping)
	case m.Date != "" && m.Date == m.Amount:
		return fmt.Errorf("%w: days and amounts cannot stand in one column", ErrMapping)
	}
	return d.checkDays(m)
}

func (d *Desk) checkDays(m Mapping) error {
	for _, day := range []calendar.Day{m.From, m.Through} {
		if _, err := calendar.ParseDay(string(day)); err != nil && day != "" {
			return fmt.Errorf("%w: %w", ErrMapping, err)
		}
		if day > calendar.DayOf(d.now()) {
			return fmt.Errorf("%w: %s is in the future", ErrMapping, day)
		}
	}
	if m.From != "" && m.Through != "" && m.From > m.Through {
		return fmt.Errorf("%w: %s comes after %s", ErrMapping, m.From, m.Through)
	}
	return nil
}

// complete finds out what decides how cells are read, from the whole of their columns, and
// says what is missing.
func (d *Desk) complete(ctx context.Context, a account.Account, path string, p *Preview, before Mapping) error {
	m := &p.Mapping
	if m.Date == "" {
		p.Missing = append(p.Missing, "date")
	}
	if m.Amount == "" {
		p.Missing = append(p.Missing, "amount")
	}
	if len(p.Missing) > 0 || (m.DateFormat != "" && m.Decimal != "" && m.DefaultCurrency != "") {
		return nil
	}
	seen, err := look(ctx, path, *m)
	if err != nil {
		return err
	}
	if m.DateFormat == "" {
		m.DateFormat = firstOf(seen.dates.decided(), before.DateFormat)
	}
	if m.DateFormat == "" {
		p.Missing = append(p.Missing, "date_format")
		p.warn("%s", seen.whyNoForm(m.Date))
	}
	if m.Decimal == "" {
		m.Decimal = firstOf(seen.amounts.decided(), before.Decimal)
	}
	if m.Decimal == "" {
		p.Missing = append(p.Missing, "decimal")
		p.warn("%s", seen.whyNoDecimal(m.Amount))
	}
	if m.DefaultCurrency == "" {
		m.DefaultCurrency = firstOf(currencyIn(m.Amount), usual(a))
	}
	return nil
}

// usual is the currency that an account is likely to cost in.
func usual(a account.Account) string {
	if a.Limit != nil {
		return a.Limit.Currency
	}
	return firstOf(a.Fields["currency"], money.USD)
}

// seen is what the columns of days and amounts tell.
type seen struct {
	dates   dates
	amounts decimals
}

func look(ctx context.Context, path string, m Mapping) (seen, error) {
	s := seen{dates{good: map[string]int{}}, decimals{marks: map[string]int{}}}
	t, err := openTable(path, m.Delimiter)
	if err != nil {
		return s, err
	}
	defer t.close()
	date, amount := t.column(m.Date), t.column(m.Amount)
	for n := 1; ; n++ {
		row, _, reason, err := t.next()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		if n%1000 == 0 && ctx.Err() != nil {
			return s, ctx.Err()
		}
		if reason != "" || len(row) <= max(date, amount) {
			continue
		}
		s.dates.look(row[date])
		s.amounts.look(row[amount])
	}
}

func (s seen) whyNoForm(column string) string {
	switch {
	case s.dates.onlyDayFirst > 0:
		return fmt.Sprintf("In the column %q the day stands first in some rows and the month in others. Say which is right; the others are rejected.", column)
	case len(s.dates.good) > 0:
		return fmt.Sprintf("The column %q does not tell whether the day or the month stands first.", column)
	}
	return fmt.Sprintf("In the column %q stands no day in a form that is known.", column)
}

func (s seen) whyNoDecimal(column string) string {
	if s.amounts.dot > 0 {
		return fmt.Sprintf("In the column %q a dot stands before the cents in some rows and a comma in others. Say which is right; the others are rejected.", column)
	}
	return fmt.Sprintf("The column %q does not tell whether 1,234 is a thousand or one.", column)
}

func (p *Preview) warn(format string, args ...any) {
	p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...))
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// words joins names for a sentence.
func words(names []string) string { return strings.Join(names, ", ") }
