package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// mostCurrencies is how many currencies a file may name: with more, the column is another.
const mostCurrencies = 20

// firstDay is before any service that this house knows was sold by use. One wrong row of
// 1970 would make a file authoritative for half a century.
const firstDay = calendar.Day("2015-01-01")

// reading is a file that was read whole by a mapping.
type reading struct {
	mapping Mapping
	columns columns
	account string
	header  string // its fingerprint
	today   calendar.Day
	chunk   int
	asOf    time.Time
	token   string

	rows, good, outside, rejected  int
	unnamed, negative, notNegative int // good rows: without a currency, of less than zero, and not
	rejections                     []Rejection
	spoilt                         map[calendar.Day]bool // days of which a row was rejected

	span    calendar.Span           // for which the file is authoritative
	first   calendar.Day            // of the rows
	last    calendar.Day            //
	days    map[calendar.Day]sums   // by currency, in nanos
	totals  sums                    //
	credits sums                    // the part that is less than zero
	sizes   map[string]uint64       // what the amounts add up to without their signs
	known   map[string]calendar.Day // cells of days that were read before
	spill   *spill
}

// sums are nanos by currency.
type sums map[string]int64

// columns are where the mapping's columns stand, -1 for none.
type columns struct{ date, amount, currency, model, project, key, line, quantity, unit int }

func (r *reading) close() { r.spill.close() }

// read reads the whole file into days.
func (d *Desk) read(ctx context.Context, a account.Account, path string, m Mapping) (*reading, error) {
	t, err := openTable(path, m.Delimiter)
	if err != nil {
		return nil, err
	}
	defer t.close()
	s, err := newSpill(d.ofADay)
	if err != nil {
		return nil, err
	}
	r := &reading{
		mapping: m, account: a.ID, header: fingerprint(t.header), chunk: d.chunk, today: calendar.DayOf(d.now()), spill: s, spoilt: map[calendar.Day]bool{},
		days: map[calendar.Day]sums{}, totals: sums{}, credits: sums{}, sizes: map[string]uint64{}, known: map[string]calendar.Day{},
		columns: columns{
			t.column(m.Date), t.column(m.Amount), t.column(m.Currency), t.column(m.Model), t.column(m.Project),
			t.column(m.Key), t.column(m.Line), t.column(m.Quantity), t.column(m.Unit),
		},
	}
	if err := errors.Join(r.all(ctx, t), s.checkDays()); err != nil {
		r.close()
		return nil, err
	}
	r.settle(path, d.now())
	content, err := t.rest()
	if err == nil {
		r.token, err = tokenOf(content, a.ID, m)
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func tokenOf(content, account string, m Mapping) (string, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(content + "\n" + account + "\n" + string(text)))
	return hex.EncodeToString(sum[:16]), nil
}

func (r *reading) all(ctx context.Context, t *table) error {
	for n := 1; ; n++ {
		cells, line, reason, err := t.next()
		if errors.Is(err, io.EOF) {
			return r.checkTotals()
		}
		if err != nil {
			return err
		}
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if reason == "" && blank(cells) {
			continue // spreadsheets write them below a table
		}
		r.rows++
		if reason == "" {
			reason, err = r.row(cells)
		}
		if err != nil {
			return err
		}
		if reason == "" {
			continue
		}
		if r.rejected++; len(r.rejections) < mostRejections {
			r.rejections = append(r.rejections, Rejection{line, reason})
		}
	}
}

// checkTotals refuses what the book could not add up.
func (r *reading) checkTotals() error {
	for _, size := range r.sizes {
		if size > math.MaxInt64 {
			return fmt.Errorf("%w: its amounts add up to more than the ledger can hold: %w", ErrFile, money.ErrTooLarge)
		}
	}
	return nil
}

// settle works out the days for which the file speaks, and of when it is.
func (r *reading) settle(path string, now time.Time) {
	if r.asOf = now; r.good == r.outside {
		return // a file without a row there does not say that nothing was spent
	}
	r.span = calendar.Through(calendar.Day(firstOf(string(r.mapping.From), string(r.first))), calendar.Day(firstOf(string(r.mapping.Through), string(r.last))))
	// A file says nothing newer than it is. A time before its last day was lost on the way.
	if info, err := os.Stat(path); err == nil && info.ModTime().Before(now) && !info.ModTime().Before(r.span.Last().Start()) {
		r.asOf = info.ModTime()
	}
}

// row reads one row, or says why it is rejected.
func (r *reading) row(cells []string) (reason string, err error) {
	if r.isTotal(cells) {
		return "it is a row of totals", nil
	}
	day, reason := r.day(cells[r.columns.date])
	if reason != "" {
		return reason, nil
	}
	amount, currency, reason := r.amount(cells)
	if reason == "" {
		reason = r.tooLong(cells)
	}
	if reason != "" {
		r.spoilt[day] = true
		return reason, nil
	}
	r.good++
	if (r.mapping.From != "" && day < r.mapping.From) || (r.mapping.Through != "" && day > r.mapping.Through) {
		r.outside++
		return "", nil
	}
	r.count(day, amount, currency)
	if len(r.totals) > mostCurrencies {
		return "", fmt.Errorf("%w: it names more than %d currencies; choose another column for them", ErrMapping, mostCurrencies)
	}
	line := record{item: r.item(cells, currency), nanos: amount}
	line.quantity, line.unit, line.measured = r.quantity(cells)
	return "", r.spill.add(day, line)
}

// totals are the words with which consoles and spreadsheets begin a row of sums.
var totalWords = map[string]bool{
	"total": true, "totals": true, "subtotal": true, "sub total": true, "sub-total": true, "grand total": true, "sum": true, "total cost": true,
	"summe": true, "gesamt": true, "gesamtsumme": true, "zwischensumme": true, "totale": true, "total général": true, "suma": true,
}

func (r *reading) isTotal(cells []string) bool {
	for _, i := range []int{0, r.columns.date, r.columns.line, r.columns.model, r.columns.project} {
		if i >= 0 && len(cells[i]) < 20 && totalWords[strings.ToLower(strings.Trim(cells[i], " \t:"))] {
			return true
		}
	}
	return false
}

func (r *reading) day(cell string) (day calendar.Day, reason string) {
	day, ok := r.known[cell]
	if !ok {
		if day, ok = parseDay(cell, r.mapping.DateFormat); !ok {
			return "", fmt.Sprintf("the cell in %q is no day in the form %s", r.mapping.Date, r.mapping.DateFormat)
		}
		if len(r.known) < 4096 { // many files have a time in each row
			r.known[strings.Clone(cell)] = day
		}
	}
	switch {
	case day > r.today:
		return "", "its day is in the future"
	case day < firstDay:
		return "", "its day is before 2015"
	}
	return day, ""
}

func (r *reading) amount(cells []string) (nanos int64, currency, reason string) {
	n, problem := lex(cells[r.columns.amount])
	bad := func(what string) (int64, string, string) {
		return 0, "", fmt.Sprintf("the cell in %q %s", r.mapping.Amount, what)
	}
	if problem != "" {
		return bad(problem)
	}
	d, ok := split(n.text, r.mapping.Decimal)
	if !ok {
		return bad(notAmount)
	}
	nanos, err := d.nanos()
	if err != nil {
		return bad("is more than the ledger can hold")
	}
	if n.negative != r.mapping.Negate {
		nanos = -nanos
	}
	named := ""
	if r.columns.currency >= 0 {
		named = strings.TrimSpace(cells[r.columns.currency])
	}
	currency, ok = currencyOf(n.mark, named, r.mapping.DefaultCurrency)
	if !ok {
		return 0, "", "it names no currency of three letters, or two of them"
	}
	if n.mark == "" && named == "" {
		r.unnamed++
	}
	return nanos, currency, ""
}

// currencyOf returns the currency of an amount: what its column says, or a code or sign beside
// it, or what is usual. A column and a sign may not contradict each other.
func currencyOf(mark, named, usual string) (code string, ok bool) {
	named = strings.ToUpper(named)
	meant := signs[mark]
	if mark != "" && meant == nil {
		meant = []string{strings.ToUpper(mark)}
	}
	switch {
	case named != "":
		return named, isCode(named) && (mark == "" || slices.Contains(meant, named))
	case mark == "", slices.Contains(meant, usual):
		return usual, true
	}
	return meant[0], true
}

// longest is how long a text of an entry may be.
const longest = 1000

func (r *reading) tooLong(cells []string) string {
	for _, i := range []int{r.columns.line, r.columns.model, r.columns.project, r.columns.key, r.columns.unit} {
		if i >= 0 && len(cells[i]) > longest {
			return fmt.Sprintf("one of its texts is longer than %d characters", longest)
		}
	}
	return ""
}

// count adds a good row up.
func (r *reading) count(day calendar.Day, nanos int64, currency string) {
	if r.first == "" || day < r.first {
		r.first = day
	}
	r.last = max(r.last, day)
	if r.days[day] == nil {
		r.days[day] = sums{}
	}
	r.days[day][currency] += nanos
	r.totals[currency] += nanos
	if size := r.sizes[currency]; size <= math.MaxInt64 {
		r.sizes[currency] = size + magnitude(nanos)
	}
	if nanos < 0 {
		r.negative++
		r.credits[currency] += nanos
		return
	}
	r.notNegative++
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// item is the entry's name: what tells it from the day's others, escaped so that no two
// different rows have one name.
func (r *reading) item(cells []string, currency string) string {
	var b strings.Builder
	for _, i := range []int{r.columns.line, r.columns.model, r.columns.project, r.columns.key} {
		if i >= 0 {
			text := oneLine(cells[i])
			if text = masked(text); i == r.columns.key {
				text = maskedKey(text)
			}
			_, _ = escape.WriteString(&b, text)
		}
		_ = b.WriteByte('|')
	}
	_, _ = b.WriteString(currency)
	return b.String()
}

var (
	escape   = strings.NewReplacer(`\`, `\\`, `|`, `\|`)
	unescape = strings.NewReplacer(`\\`, `\`, `\|`, `|`)
)

// oneLine makes one line of a cell, of letters that can be shown.
func oneLine(cell string) string {
	plain := func(r rune) bool { return r > ' ' && r < 0x7f }
	if strings.IndexFunc(cell, func(r rune) bool { return !plain(r) }) < 0 {
		return cell
	}
	cell = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, cell)
	return strings.Join(strings.Fields(cell), " ")
}

// quantityPlaces is how many digits of a quantity are kept: millions of millions of tokens.
const quantityPlaces = 6

// quantity returns how much the row says was used, in millionths, where it does.
func (r *reading) quantity(cells []string) (quantity int64, unit string, ok bool) {
	if r.columns.quantity < 0 {
		return 0, "", false
	}
	n, problem := lex(cells[r.columns.quantity])
	if problem != "" {
		return 0, "", false
	}
	d, ok := split(n.text, r.mapping.Decimal)
	if !ok {
		return 0, "", false
	}
	if quantity, ok = d.fixed(quantityPlaces); !ok {
		return 0, "", false
	}
	if n.negative {
		quantity = -quantity
	}
	if r.columns.unit >= 0 {
		unit = masked(oneLine(cells[r.columns.unit]))
	}
	return quantity, unit, true
}

// entriesOf makes the entries of a day.
func (r *reading) entriesOf(day calendar.Day) ([]ledger.Entry, error) {
	records, err := r.spill.of(day)
	if err != nil {
		return nil, err
	}
	entries := make([]ledger.Entry, len(records))
	for i, s := range records {
		parts := splitItem(s.item)
		entries[i] = ledger.Entry{
			Account: r.account, Day: day, Basis: ledger.Imported, Item: s.item, Amount: money.FromNanos(s.nanos, parts[4]),
			Line: parts[0], Model: parts[1], Project: parts[2], Key: parts[3],
		}
		if s.measured {
			entries[i].Quantity, entries[i].Unit = quantityText(s.quantity), s.unit
		}
	}
	return entries, nil
}

// splitItem takes an item apart: line, model, project, key and currency.
func splitItem(item string) (parts [5]string) {
	escaped := strings.Contains(item, `\`)
	start, n := 0, 0
	for i := 0; i < len(item) && n < len(parts)-1; i++ {
		switch item[i] {
		case '\\':
			i++
		case '|':
			if parts[n] = item[start:i]; escaped {
				parts[n] = unescape.Replace(parts[n])
			}
			start, n = i+1, n+1
		}
	}
	parts[n] = item[start:]
	return parts
}

// chunks calls each for spans of whole days and the entries in them, the oldest first; together
// they are all days for which the file speaks.
func (r *reading) chunks(ctx context.Context, each func(calendar.Span, []ledger.Entry) error) error {
	var entries []ledger.Entry
	start := r.span.Start
	for day := r.span.Start; day < r.span.End; day = day.Add(1) {
		if err := ctx.Err(); err != nil {
			return err
		}
		of, err := r.entriesOf(day)
		if err != nil {
			return err
		}
		if len(entries) > 0 && len(entries)+len(of) > r.chunk {
			if err := each(calendar.Span{Start: start, End: day}, entries); err != nil {
				return err
			}
			entries, start = nil, day
		}
		if len(entries) == 0 {
			entries = of // a full day is not held twice
			continue
		}
		entries = append(entries, of...)
	}
	return each(calendar.Span{Start: start, End: r.span.End}, entries)
}
