package rates

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"outlay/backend/calendar"
)

// Preview is what a file of rates holds, and what importing it changes.
type Preview struct {
	Rates         int          `json:"rates"`
	Currencies    []string     `json:"currencies"` // in alphabetical order
	From          calendar.Day `json:"from" ts_type:"string | null"`
	Through       calendar.Day `json:"through" ts_type:"string | null"`
	Newest        []Rate       `json:"newest"` // of the last day, to compare with what one knows
	Added         int          `json:"added"`
	Changed       int          `json:"changed"` // known with another rate
	Same          int          `json:"same"`
	RejectedCount int          `json:"rejected_count"` // lines
	Rejected      []Rejected   `json:"rejected"`       // the first of them
}

// Rejected is a line that holds no rate.
type Rejected struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

const (
	largestFile  = 16 << 20
	mostRates    = 1_000_000
	mostRejected = 20
)

// reader reads one of the two forms of files that there are:
//
//   - a column for each currency, as the European Central Bank publishes its rates: "Date,USD,JPY",
//     one euro's worth in each currency on each day, "N/A" or nothing where there is none;
//   - a row for each rate: the columns date, currency and rate, and where the file has it, quote
//     or in, the currency in which the rate is told.
//
// Sources: eurofxref-hist.csv and eurofxref.csv behind
// https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
// (read 2026-11-23): their headers end in a comma, the second writes days as "14 December 2018".
type reader struct {
	quote   string // of rows that name none, "" for none
	rates   []Rate
	known   map[string]Rate // by currencies and day, whichever way they are told
	preview Preview
	news    []Rate // those that are not stored so

	rejected int // the last line that was
}

// read reads a whole file. It wraps [ErrFile] where the file has neither form.
func read(r io.Reader, quote string) (*reader, error) {
	text, err := io.ReadAll(io.LimitReader(r, largestFile+1))
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be read: %w", ErrFile, err)
	}
	if len(text) > largestFile {
		return nil, fmt.Errorf("%w: it has more than %d MB, which no file of rates has", ErrFile, largestFile>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if bytes.HasPrefix(text, []byte("PK\x03\x04")) {
		return nil, fmt.Errorf("%w: it is a zip; unpack it and choose the CSV file inside", ErrFile)
	}
	f := &reader{quote: quote, known: map[string]Rate{}, preview: Preview{Currencies: []string{}, Newest: []Rate{}, Rejected: []Rejected{}}}
	in := csv.NewReader(bufio.NewReader(bytes.NewReader(text)))
	in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace, in.ReuseRecord = delimiter(text), -1, true, true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: it is empty, or no CSV file", ErrFile)
	}
	row, err := f.form(trimmed(header))
	if err != nil {
		return nil, err
	}
	return f, f.rows(in, row)
}

// delimiter is the one that the first line has most of.
func delimiter(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	best := ','
	for _, d := range []rune{';', '\t'} {
		if bytes.Count(first, []byte(string(d))) > bytes.Count(first, []byte(string(best))) {
			best = d
		}
	}
	return best
}

func trimmed(cells []string) []string {
	clean := make([]string, len(cells))
	for i, c := range cells {
		clean[i] = strings.TrimSpace(c)
	}
	return clean
}

func (f *reader) rows(in *csv.Reader, row func(line int, cells []string)) error {
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			f.reject(parse.Line, "this is no row of a CSV file")
			break // what follows an open quote means nothing
		}
		if err != nil {
			return fmt.Errorf("%w: it cannot be read: %w", ErrFile, err)
		}
		line, _ := in.FieldPos(0)
		row(line, trimmed(cells))
		if len(f.rates) > mostRates {
			return fmt.Errorf("%w: it has more than %d rates", ErrFile, mostRates)
		}
	}
	if len(f.rates) == 0 && f.preview.RejectedCount == 0 {
		return fmt.Errorf("%w: there is no rate in it", ErrFile)
	}
	return nil
}

// form returns what reads the rows below a header.
func (f *reader) form(header []string) (func(int, []string), error) {
	column := func(names ...string) int {
		return slices.IndexFunc(header, func(c string) bool { return slices.Contains(names, strings.ToLower(c)) })
	}
	day, currency, rate, quote := column("date", "day"), column("currency"), column("rate"), column("quote", "in")
	switch {
	case day >= 0 && currency >= 0 && rate >= 0:
		return func(line int, cells []string) { f.long(line, cells, day, currency, rate, quote) }, nil
	case day >= 0 && len(codes(header)) > 0:
		return func(line int, cells []string) { f.wide(line, cells, day, header) }, nil
	}
	return nil, fmt.Errorf(`%w: its first line has to name the columns: date, currency, rate and, where it is told, quote; or date and a column for each currency, as in the files of the European Central Bank`, ErrFile)
}

func codes(header []string) []string {
	return slices.DeleteFunc(slices.Clone(header), func(c string) bool { return !isCode(c) })
}

func isCode(text string) bool {
	code, err := Code(text)
	return err == nil && code == text
}

func cell(cells []string, at int) string {
	if at < 0 || at >= len(cells) {
		return ""
	}
	return cells[at]
}

func (f *reader) long(line int, cells []string, day, currency, rate, quote int) {
	if !slices.ContainsFunc(cells, func(c string) bool { return c != "" }) {
		return
	}
	in := cmp.Or(cell(cells, quote), f.quote)
	if in == "" {
		f.reject(line, "it does not say in which currency the rate is told; choose a display currency first, or add a column quote")
		return
	}
	f.add(line, Rate{cell(cells, currency), in, calendar.Day(cell(cells, day)), cell(cells, rate)})
}

const euro = "EUR"

func (f *reader) wide(line int, cells []string, day int, header []string) {
	for i, quote := range header {
		told := cell(cells, i)
		if !isCode(quote) || quote == euro || told == "" || told == "N/A" {
			continue
		}
		f.add(line, Rate{euro, quote, dayOf(cell(cells, day)), told})
	}
}

// dayOf reads a day as the ECB's file of today writes it, and leaves any other text to be read,
// or refused, as a day of ours.
func dayOf(text string) calendar.Day {
	if t, err := time.Parse("2 January 2006", text); err == nil {
		return calendar.DayOf(t)
	}
	return calendar.Day(text)
}

func (f *reader) add(line int, r Rate) {
	r, _, err := checked(r)
	if err != nil {
		f.reject(line, strings.TrimPrefix(err.Error(), ErrInvalid.Error()+": "))
		return
	}
	key := string(r.Day) + min(r.Currency, r.Quote) + max(r.Currency, r.Quote)
	if before, twice := f.known[key]; twice {
		if before != r {
			f.reject(line, fmt.Sprintf("the file has two rates of %s and %s on %s", r.Currency, r.Quote, r.Day))
		}
		return
	}
	f.known[key] = r
	f.rates = append(f.rates, r)
}

// reject counts a line once, however many of its cells are wrong.
func (f *reader) reject(line int, reason string) {
	if line == f.rejected {
		return
	}
	f.rejected = line
	f.preview.RejectedCount++
	if len(f.preview.Rejected) < mostRejected {
		f.preview.Rejected = append(f.preview.Rejected, Rejected{line, reason})
	}
}

// count fills in what the rates amount to, beside what is stored.
func (f *reader) count(stored func(Rate) (string, bool)) Preview {
	p := f.preview
	p.Rates = len(f.rates)
	seen := map[string]bool{}
	for _, r := range f.rates {
		seen[r.Currency], seen[r.Quote] = true, true
		if p.From == "" || r.Day < p.From {
			p.From = r.Day
		}
		p.Through = max(p.Through, r.Day)
		switch rate, known := stored(r); {
		case !known:
			p.Added++
			f.news = append(f.news, r)
		case rate != r.Rate:
			p.Changed++
			f.news = append(f.news, r)
		default:
			p.Same++
		}
	}
	for _, r := range f.rates {
		if r.Day == p.Through {
			p.Newest = append(p.Newest, r)
		}
	}
	for code := range seen {
		p.Currencies = append(p.Currencies, code)
	}
	slices.Sort(p.Currencies)
	return p
}

// Preview says what importing a file would do, and stores nothing. Rates of rows that name no
// currency in which they are told are told in quote, "" for none. It wraps [ErrFile].
func (s *Store) Preview(ctx context.Context, r io.Reader, quote string) (Preview, error) {
	f, err := read(r, quote)
	if err != nil {
		return Preview{}, err
	}
	return s.compared(ctx, f)
}

// Import stores all rates of a file, or none where a line of it holds no rate: it wraps [ErrFile]
// then, and the [Preview] beside the error names the lines. The same file twice changes nothing.
func (s *Store) Import(ctx context.Context, r io.Reader, quote string) (Preview, error) {
	f, err := read(r, quote)
	if err != nil {
		return Preview{}, err
	}
	p, err := s.compared(ctx, f)
	if err != nil {
		return p, err
	}
	if p.RejectedCount > 0 {
		first := p.Rejected[0]
		return p, fmt.Errorf("%w: %d lines of it hold no rate, so nothing was stored; line %d: %s", ErrFile, p.RejectedCount, first.Line, first.Reason)
	}
	return p, s.put(ctx, f.news)
}

// compared counts what of a file is stored already, in the way in which the file tells it.
func (s *Store) compared(ctx context.Context, f *reader) (Preview, error) {
	stored := map[pair]map[calendar.Day]string{}
	for _, r := range f.rates {
		p := pair{r.Currency, r.Quote}
		if stored[p] != nil {
			continue
		}
		stored[p] = map[calendar.Day]string{}
		rates, err := s.read(ctx, nil, `SELECT currency, quote, day, rate FROM rates WHERE currency = ? AND quote = ?`, p.currency, p.quote)
		if err != nil {
			return Preview{}, err
		}
		for _, known := range rates {
			stored[p][known.Day] = known.Rate
		}
	}
	return f.count(func(r Rate) (string, bool) {
		rate, known := stored[pair{r.Currency, r.Quote}][r.Day]
		return rate, known
	}), nil
}
