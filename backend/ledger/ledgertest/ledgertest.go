// Package ledgertest says what every book must do, whatever keeps it.
//
// [Run] is the whole test of a [ledger.Store] but for what its storage can do wrong by itself.
// It compares stores by behaviour and knows no table. [Model] is the book as plainly as it can
// be written, and passes the same tests.
package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Run tests the stores that open returns, each new and empty.
func Run(t *testing.T, open func(t *testing.T) ledger.Store) {
	for name, test := range map[string]func(*testing.T, ledger.Store){
		"reading the same again changes nothing":                testAgain,
		"a re-read day is replaced as a whole":                  testReplace,
		"overlapping spans in any order make one book":          testOverlap,
		"a day without entries is known":                        testFreeDay,
		"one basis counts on each day":                          testBases,
		"entries under one key are added up":                    testDuplicates,
		"one key in two currencies":                             testDuplicateCurrencies,
		"what is not of the read is refused":                    testRefused,
		"a million tiny entries add up to the last digit":       testMillion,
		"credits are negative":                                  testCredits,
		"currencies are never added":                            testCurrencies,
		"sums beyond the book are refused, not wrong":           testOverflow,
		"days are provisional until the vendor is done":         testSettled,
		"settled through":                                       testSettledThrough,
		"goroutines may write at once":                          testConcurrent,
		"text comes back as it was":                             testText,
		"sums are grouped and ordered":                          testSum,
		"days of parts have each entry once":                    testParts,
		"entries stream in order":                               testEntries,
		"usage is added up per model and replaced with its day": testUsage,
		"pages of entries, filtered and sorted":                 testPages,
		"pages that there cannot be":                            testPageRefused,
		"a page after a put is of the new book":                 testPageAfterPut,
		"entries know when they were seen and changed":          testSeen,
		"courses of groups, day by day":                         testCourses,
		"usage is added up under a filter":                      testConsumed,
		"sums of rows have no limit":                            testLargeSums,
		"names are remembered":                                  testNames,
		"an account can be forgotten":                           testForget,
		"any sequence of reads equals the model":                testModel,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// always is a span around every day the tests know.
var always = calendar.Span{Start: "1970-01-01", End: "9999-12-31"}

// noon is a moment at which no day of January 2026 can change any more.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func read(account string, basis ledger.Basis, first, last calendar.Day, entries ...ledger.Entry) ledger.Read {
	for i := range entries {
		entries[i].Account, entries[i].Basis = account, basis
	}
	return ledger.Read{Account: account, Basis: basis, Span: calendar.Through(first, last), Entries: entries, At: noon}
}

func entry(day calendar.Day, item, amount string) ledger.Entry {
	value, currency, ok := strings.Cut(amount, " ")
	if !ok {
		currency = "USD"
	}
	a, err := money.Parse(value, currency)
	if err != nil {
		panic(err) // the test's own text
	}
	return ledger.Entry{Day: day, Item: item, Amount: a, Line: "line " + item, Model: "model " + item, Project: "p", Key: "k", Quantity: "1.5", Unit: "tokens"}
}

func put(t *testing.T, store ledger.Store, r ledger.Read) ledger.Change {
	t.Helper()
	change, err := store.Put(t.Context(), r)
	if err != nil {
		t.Fatalf("put %s %s %v: %v", r.Account, r.Basis, r.Span, err)
	}
	return change
}

func refused(t *testing.T, store ledger.Store, r ledger.Read, want error) {
	t.Helper()
	before := Dump(t, store)
	change, err := store.Put(t.Context(), r)
	if err == nil || want != nil && !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
	if change.Any() {
		t.Errorf("refused, and says that it changed %+v", change)
	}
	if after := Dump(t, store); after != before {
		t.Errorf("a refused read changed the book\nfrom %s\nto   %s", before, after)
	}
}

// total is what the account cost in the days from first to last, as text: "12.3400 USD".
func total(t *testing.T, store ledger.Store, first, last calendar.Day, accounts ...string) string {
	t.Helper()
	rows, err := store.Sum(t.Context(), calendar.Through(first, last), ledger.ByAccount, accounts)
	if err != nil {
		t.Fatal(err)
	}
	var amounts []money.Amount
	for _, row := range rows {
		amounts = append(amounts, row.Amount)
	}
	return fmt.Sprint(money.Sum(amounts...))
}

func wantTotal(t *testing.T, store ledger.Store, want string) {
	t.Helper()
	if got := total(t, store, always.Start, "9999-12-30"); got != want {
		t.Errorf("total %s, want %s", got, want)
	}
}

func wantChange(t *testing.T, got ledger.Change, added, changed, removed int) {
	t.Helper()
	if want := (ledger.Change{Added: added, Changed: changed, Removed: removed}); got != want {
		t.Errorf("change %+v, want %+v", got, want)
	}
}

// Dump is everything that a book says, as text that can be compared.
func Dump(t T, store ledger.Store) string {
	var text strings.Builder
	ctx := context.Background()
	days, err := store.Days(ctx, always, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range days {
		fmt.Fprintf(&text, "\nday %q %s %s %v settled=%t counted=%t read=%s",
			d.Account, d.Day, d.Basis, d.Totals, d.Settled, d.Counted, d.ReadAt.UTC().Truncate(time.Second).Format(time.RFC3339))
	}
	err = store.Entries(ctx, always, nil, func(e ledger.Entry) error {
		amount := e.Amount.String()
		e.Amount = money.Amount{}
		fmt.Fprintf(&text, "\nentry %s %q", amount, fmt.Sprint(e))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range dimensions {
		rows, err := store.Sum(ctx, always, by, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			fmt.Fprintf(&text, "\nby %s %q %q %s %s", by, r.Account, r.Key, r.Basis, r.Amount)
		}
	}
	usage, err := store.UsageByModel(ctx, always, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range usage {
		fmt.Fprintf(&text, "\nusage %+v", u)
	}
	return text.String()
}

// T is what the tests of testing and of rapid share.
type T interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

var dimensions = []ledger.Dimension{ledger.ByDay, ledger.ByAccount, ledger.ByModel, ledger.ByProject, ledger.ByKey, ledger.ByBasis}

func testAgain(t *testing.T, store ledger.Store) {
	r := read("a", ledger.Billed, "2026-01-01", "2026-01-03", entry("2026-01-01", "x", "1.25"), entry("2026-01-03", "y", "2"))
	wantChange(t, put(t, store, r), 2, 0, 0)
	before := Dump(t, store)
	for range 3 {
		wantChange(t, put(t, store, r), 0, 0, 0)
	}
	slices.Reverse(r.Entries)
	wantChange(t, put(t, store, r), 0, 0, 0)
	if after := Dump(t, store); after != before {
		t.Errorf("the book changed from %s\nto %s", before, after)
	}
}

func testReplace(t *testing.T, store ledger.Store) {
	first, last := calendar.Day("2026-01-01"), calendar.Day("2026-01-02")
	elsewhere := read("b", ledger.Billed, first, last, entry(first, "x", "100"))
	put(t, store, elsewhere)
	for _, step := range []struct {
		what    string
		entries []ledger.Entry
		change  [3]int
		total   string
	}{
		{"new", []ledger.Entry{entry(first, "x", "1"), entry(last, "x", "2")}, [3]int{2, 0, 0}, "[103.0000 USD]"},
		{"grown", []ledger.Entry{entry(first, "x", "1"), entry(first, "y", "4"), entry(last, "x", "3")}, [3]int{1, 1, 0}, "[108.0000 USD]"},
		{"shrunk", []ledger.Entry{entry(first, "x", "1"), entry(first, "y", "0.5"), entry(last, "x", "3")}, [3]int{0, 1, 0}, "[104.5000 USD]"},
		{"one removed", []ledger.Entry{entry(first, "y", "0.5"), entry(last, "x", "3")}, [3]int{0, 0, 1}, "[103.5000 USD]"},
		{"another currency", []ledger.Entry{entry(first, "y", "0.5 EUR"), entry(last, "x", "3")}, [3]int{0, 1, 0}, "[0.5000 EUR 103.0000 USD]"},
		{"all removed", nil, [3]int{0, 0, 2}, "[100.0000 USD]"},
	} {
		c := put(t, store, read("a", ledger.Billed, first, last, step.entries...))
		if got := [3]int{c.Added, c.Changed, c.Removed}; got != step.change {
			t.Errorf("%s: change %v, want %v", step.what, got, step.change)
		}
		wantTotal(t, store, step.total)
	}
	other := entry(first, "x", "1")
	put(t, store, read("a", ledger.Billed, first, first, other))
	other.Line, other.Model, other.Quantity = "renamed", "m2", "7"
	wantChange(t, put(t, store, read("a", ledger.Billed, first, first, other)), 0, 1, 0)
	rows, err := store.Sum(t.Context(), calendar.Through(first, last), ledger.ByModel, []string{"a"})
	if err != nil || len(rows) != 1 || rows[0].Key != "m2" {
		t.Errorf("by model after a rename: %v, %v", rows, err)
	}
}

func testOverlap(t *testing.T, store ledger.Store) {
	span := calendar.Through("2026-01-01", "2026-01-20")
	part := func(first, last calendar.Day) ledger.Read {
		var entries []ledger.Entry
		for _, day := range calendar.Through(first, last).Days() {
			entries = append(entries, entry(day, "x", "0.01"), entry(day, "y "+string(day), "0.000000001"))
		}
		return read("a", ledger.Billed, first, last, entries...)
	}
	parts := []ledger.Read{
		part("2026-01-15", "2026-01-20"), part("2026-01-01", "2026-01-06"),
		part("2026-01-05", "2026-01-16"), part("2026-01-01", "2026-01-20"),
	}
	for _, r := range parts {
		put(t, store, r)
	}
	wantTotal(t, store, "[0.20000002 USD]")
	before := Dump(t, store)
	for _, i := range []int{3, 1, 0, 2, 2, 1} {
		wantChange(t, put(t, store, parts[i]), 0, 0, 0)
	}
	if after := Dump(t, store); after != before {
		t.Errorf("the book changed from %s\nto %s", before, after)
	}
	if days, err := store.Days(t.Context(), span, nil); err != nil || len(days) != span.Len() {
		t.Errorf("%d days known, want %d (%v)", len(days), span.Len(), err)
	}
}

func testFreeDay(t *testing.T, store ledger.Store) {
	wantChange(t, put(t, store, read("a", ledger.Billed, "2026-01-05", "2026-01-06")), 0, 0, 0)
	days, err := store.Days(t.Context(), always, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(days) != 2 || !days[0].Settled || !days[0].Counted || len(days[0].Totals) != 0 || !days[0].ReadAt.Equal(noon) {
		t.Errorf("got %+v, want two settled days that cost nothing", days)
	}
	wantTotal(t, store, "[]")
	known, err := store.Known(t.Context(), "a")
	if want := calendar.Through("2026-01-05", "2026-01-06"); err != nil || known != want {
		t.Errorf("known %v, %v, want %v", known, err, want)
	}
	if known, err = store.Known(t.Context(), "nobody"); err != nil || !known.Empty() {
		t.Errorf("known of nobody: %v, %v", known, err)
	}
	put(t, store, read("a", ledger.Estimated, "2026-01-05", "2026-01-05", entry("2026-01-05", "x", "5")))
	wantTotal(t, store, "[]") // a bill of $0 outranks an estimate of $5
	put(t, store, ledger.Read{Account: "a", Basis: ledger.Billed, Span: calendar.Span{Start: "2026-01-09", End: "2026-01-09"}, At: noon})
	if known, _ = store.Known(t.Context(), "a"); known.Last() != "2026-01-06" {
		t.Errorf("a read of no days made %s known", known.Last())
	}
}

// testBases reads every set of bases, each in two orders, on a day of its own.
func testBases(t *testing.T, store ledger.Store) {
	cost := map[ledger.Basis]string{ledger.Billed: "1", ledger.Imported: "10", ledger.Metered: "100", ledger.Estimated: "1000", ledger.Subscription: "10000"}
	bases := ledger.Bases()
	for set := range 1 << len(bases) {
		for order := range 2 {
			day := calendar.Day("2026-01-01").Add(2*set + order)
			var known []ledger.Basis
			for i, basis := range bases {
				if set&(1<<i) != 0 {
					known = append(known, basis)
				}
			}
			if order == 1 {
				slices.Reverse(known)
			}
			for _, basis := range known {
				put(t, store, read("a", basis, day, day, entry(day, "x", cost[basis])))
			}
			checkCounted(t, store, day, known, cost)
		}
	}
}

func checkCounted(t *testing.T, store ledger.Store, day calendar.Day, known []ledger.Basis, cost map[ledger.Basis]string) {
	t.Helper()
	var amounts []money.Amount
	for _, basis := range ledger.Counted(known) {
		amounts = append(amounts, entry(day, "", cost[basis]).Amount)
	}
	if got, want := total(t, store, day, day), fmt.Sprint(money.Sum(amounts...)); got != want {
		t.Errorf("known %v: total %s, want %s", known, got, want)
	}
	days, err := store.Days(t.Context(), calendar.Through(day, day), nil)
	if err != nil || len(days) != len(known) {
		t.Errorf("known %v: %d bases stay visible (%v)", known, len(days), err)
	}
	for _, d := range days {
		if want := slices.Contains(ledger.Counted(known), d.Basis); d.Counted != want {
			t.Errorf("known %v: %s counted %t, want %t", known, d.Basis, d.Counted, want)
		}
	}
}

func testDuplicates(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	a, b, c := entry(day, "x", "1"), entry(day, "x", "0.000000001"), entry(day, "x", "-0.25")
	b.Model, c.Line = "another", ""
	r := read("a", ledger.Billed, day, day, a, b, c, entry(day, "y", "5"))
	wantChange(t, put(t, store, r), 2, 0, 0)
	wantTotal(t, store, "[5.750000001 USD]")
	for range 4 {
		r.Entries = append(r.Entries[1:], r.Entries[0])
		wantChange(t, put(t, store, r), 0, 0, 0)
	}
	if got := entries(t, store); len(got) != 2 || got[0].Quantity != "4.5" || got[0].Unit != "tokens" {
		t.Errorf("got %+v, want quantities added up to 4.5 tokens", got)
	}
	r.Entries[0].Unit = "images"
	put(t, store, r)
	if got := entries(t, store); got[0].Quantity != "" && got[1].Quantity != "" {
		t.Errorf("tokens and images were added up: %+v", got)
	}
	for _, quantity := range []string{"1e999999999", "1e-999999999", "NaN", "", "many"} {
		for i := range r.Entries {
			r.Entries[i].Quantity, r.Entries[i].Unit = quantity, "tokens"
		}
		put(t, store, r)
		wantTotal(t, store, "[5.750000001 USD]")
	}
}

func entries(t *testing.T, store ledger.Store) (list []ledger.Entry) {
	t.Helper()
	err := store.Entries(t.Context(), always, nil, func(e ledger.Entry) error {
		list = append(list, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// testDuplicateCurrencies leaves it to a store whether it refuses one key in two currencies or
// keeps two entries, as long as it adds nothing wrong and does not mind the order.
func testDuplicateCurrencies(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	r := read("a", ledger.Billed, day, day, entry(day, "x", "1 USD"), entry(day, "x in EUR", "2 USD"), entry(day, "x", "4 EUR"), entry(day, "x", "8 USD"))
	before := Dump(t, store)
	_, err := store.Put(t.Context(), r)
	if err != nil {
		if after := Dump(t, store); after != before {
			t.Errorf("refused (%v), and the book changed to %s", err, after)
		}
		return
	}
	wantTotal(t, store, "[4.0000 EUR 11.0000 USD]")
	for range 4 {
		r.Entries = append(r.Entries[1:], r.Entries[0])
		wantChange(t, put(t, store, r), 0, 0, 0)
	}
}

func testRefused(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-02")
	put(t, store, read("a", ledger.Billed, day, day, entry(day, "x", "1")))
	good := func() ledger.Read {
		return read("a", ledger.Billed, day, day, entry(day, "x", "7"), entry(day, "y", "8"))
	}
	for name, c := range map[string]struct {
		spoil func(*ledger.Read)
		want  error
	}{
		"a day before the span":        {func(r *ledger.Read) { r.Entries[1].Day = day.Add(-1) }, nil},
		"the day at which it ends":     {func(r *ledger.Read) { r.Entries[1].Day = day.Add(1) }, nil},
		"no day":                       {func(r *ledger.Read) { r.Entries[1].Day = "" }, nil},
		"nearly a day":                 {func(r *ledger.Read) { r.Entries[1].Day = "2026-01-02x" }, nil},
		"another account":              {func(r *ledger.Read) { r.Entries[1].Account = "b" }, nil},
		"another basis":                {func(r *ledger.Read) { r.Entries[1].Basis = ledger.Imported }, nil},
		"ten places":                   {func(r *ledger.Read) { r.Entries[1].Amount.Value = nano(1).Shift(-1) }, money.ErrTooPrecise},
		"more than the book can hold":  {func(r *ledger.Read) { r.Entries[1].Amount.Value = nano(math.MaxInt64).Add(nano(1)) }, money.ErrTooLarge},
		"an amount that is astronomic": {func(r *ledger.Read) { r.Entries[1].Amount.Value = nano(1).Shift(999999999) }, money.ErrTooLarge},
		"an amount that is atomic":     {func(r *ledger.Read) { r.Entries[1].Amount.Value = nano(1).Shift(-999999999) }, money.ErrTooPrecise},
		"no currency":                  {func(r *ledger.Read) { r.Entries[1].Amount.Currency = "" }, money.ErrCurrency},
		"a sum beyond the book, where each entry fits": {func(r *ledger.Read) {
			r.Entries[0].Amount.Value, r.Entries[1].Amount.Value = nano(math.MaxInt64), nano(1)
		}, money.ErrTooLarge},
		"a sum beyond the book under one key": {func(r *ledger.Read) {
			r.Entries[1].Item = r.Entries[0].Item
			r.Entries[0].Amount.Value, r.Entries[1].Amount.Value = nano(math.MinInt64), nano(-1)
		}, money.ErrTooLarge},
		"usage of another account":   {func(r *ledger.Read) { r.Usage = []ledger.Usage{{Account: "b", Day: day}} }, nil},
		"usage of another day":       {func(r *ledger.Read) { r.Usage = []ledger.Usage{{Account: "a", Day: day.Add(1)}} }, nil},
		"no account":                 {func(r *ledger.Read) { *r = read("", ledger.Billed, day, day) }, nil},
		"no basis":                   {func(r *ledger.Read) { *r = read("a", "guessed", day, day) }, nil},
		"a span that is no span":     {func(r *ledger.Read) { *r = read("a", ledger.Billed, day, day); r.Span.End = "tomorrow" }, nil},
		"a span without a beginning": {func(r *ledger.Read) { *r = read("a", ledger.Billed, day, day); r.Span.Start = "" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := good()
			c.spoil(&r)
			refused(t, store, r, c.want)
		})
	}
	t.Run("the sum's error names the day", func(t *testing.T) {
		r := good()
		r.Entries[0].Amount.Value = nano(math.MaxInt64)
		if _, err := store.Put(t.Context(), r); err == nil || !strings.Contains(err.Error(), string(day)) {
			t.Errorf("got %v", err)
		}
	})
}

func testMillion(t *testing.T, store ledger.Store) {
	r := read("a", ledger.Billed, "2026-01-01", "2026-01-31")
	for i := range million {
		r.Entries = append(r.Entries, ledger.Entry{
			Account: "a", Basis: ledger.Billed, Day: r.Span.Start.Add(i % 31), Item: fmt.Sprint("call ", i),
			Amount: money.FromNanos(int64(i%100+1), "USD"), Model: [...]string{"small", "large", "vision"}[i%3],
		})
	}
	wantChange(t, put(t, store, r), million, 0, 0)
	whole := money.FromNanos(million/100*5050, "USD") // 1 to 100 in turn
	for _, by := range dimensions {
		rows, err := store.Sum(t.Context(), always, by, nil)
		if err != nil {
			t.Fatal(err)
		}
		var amounts []money.Amount
		for _, row := range rows {
			amounts = append(amounts, row.Amount)
		}
		if got, want := fmt.Sprint(money.Sum(amounts...)), fmt.Sprintf("[%s]", whole); got != want {
			t.Errorf("by %s: %s, want %s", by, got, want)
		}
	}
	r.Span = calendar.Through("2026-01-11", "2026-01-11")
	r.Entries = slices.DeleteFunc(r.Entries, func(e ledger.Entry) bool { return e.Day != r.Span.Start })
	r.Entries[0].Amount = money.FromNanos(9, "USD") // was 11
	wantChange(t, put(t, store, r), 0, 1, 0)
	less, err := whole.Sub(money.FromNanos(2, "USD"))
	if err != nil {
		t.Fatal(err)
	}
	wantTotal(t, store, fmt.Sprintf("[%s]", less))
}

func testCredits(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	put(t, store, read("a", ledger.Billed, day, day.Add(1), entry(day, "x", "10"), entry(day, "credit", "-10.000000001"), entry(day.Add(1), "x", "1"), entry(day.Add(1), "credit", "-1")))
	if got := total(t, store, day, day); got != "[-0.000000001 USD]" {
		t.Errorf("got %s", got)
	}
	if got := total(t, store, day.Add(1), day.Add(1)); got != "[0.0000 USD]" {
		t.Errorf("a day that was credited whole: %s, want an exact zero", got)
	}
}

func testCurrencies(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	put(t, store, read("a", ledger.Billed, day, day, entry(day, "x", "1 USD"), entry(day, "y", "2 EUR"), entry(day, "z", "4 USD")))
	put(t, store, read("b", ledger.Billed, day, day, entry(day, "x", "8 EUR")))
	wantTotal(t, store, "[10.0000 EUR 5.0000 USD]")
	days, err := store.Days(t.Context(), always, []string{"a"})
	if err != nil || len(days) != 1 || fmt.Sprint(days[0].Totals) != "[2.0000 EUR 5.0000 USD]" {
		t.Errorf("days %+v, %v", days, err)
	}
	rows, err := store.Sum(t.Context(), always, ledger.ByDay, nil)
	if err != nil || len(rows) != 2 || rows[0].Amount.String() != "10.0000 EUR" {
		t.Errorf("by day %v, %v", rows, err)
	}
}

func testOverflow(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	put(t, store, read("a", ledger.Billed, day, day.Add(1), entry(day, "x", "9000000000"), entry(day.Add(1), "x", "9000000000")))
	put(t, store, read("b", ledger.Billed, day, day, entry(day, "x", "9000000000")))
	for _, by := range dimensions {
		rows, err := store.Sum(t.Context(), always, by, nil)
		if errors.Is(err, money.ErrTooLarge) {
			continue
		}
		if err != nil {
			t.Errorf("by %s: %v, want money.ErrTooLarge", by, err)
		}
		var amounts []money.Amount
		for _, row := range rows {
			amounts = append(amounts, row.Amount)
		}
		if got := fmt.Sprint(money.Sum(amounts...)); got != "[27000000000.0000 USD]" {
			t.Errorf("by %s: %s is wrong", by, got)
		}
	}
	if got := total(t, store, day, day, "a"); got != "[9000000000.0000 USD]" {
		t.Errorf("what fits is %s", got)
	}
}

func testSettled(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-10")
	at := func(after time.Duration, amount string) ledger.Read {
		r := read("a", ledger.Billed, day, day, entry(day, "x", amount))
		r.At, r.SettlesAfter = day.End().Add(after), 48*time.Hour
		return r
	}
	for _, step := range []struct {
		what    string
		read    ledger.Read
		settled bool
	}{
		{"while the day lasts", at(-time.Hour, "1"), false},
		{"a nanosecond before the vendor is done", at(48*time.Hour-1, "2"), false},
		{"when the vendor is done", at(48*time.Hour, "2"), true},
		{"again by a clock that was set back", at(time.Hour, "2"), true},
		{"changed after all", at(72*time.Hour, "3"), true},
		{"changed by a clock that was set back", at(time.Hour, "4"), false},
		{"when the vendor is done for good", at(96*time.Hour, "4"), true},
	} {
		put(t, store, step.read)
		days, err := store.Days(t.Context(), always, nil)
		if err != nil || len(days) != 1 || days[0].Settled != step.settled {
			t.Errorf("%s: %+v, %v, want settled %t", step.what, days, err, step.settled)
		}
	}
	wantTotal(t, store, "[4.0000 USD]")
}

func testSettledThrough(t *testing.T, store ledger.Store) {
	through := func(account string, want calendar.Day) {
		t.Helper()
		if got, err := store.SettledThrough(t.Context(), account); err != nil || got != want {
			t.Errorf("settled through %q, %v, want %q", got, err, want)
		}
	}
	through("nobody", "")
	days := func(first, last calendar.Day, basis ledger.Basis, settled bool) {
		r := read("a", basis, first, last)
		if !settled {
			r.At = first.Start()
		}
		put(t, store, r)
	}
	days("2026-01-08", "2026-01-09", ledger.Billed, false)
	through("a", "")
	days("2026-01-03", "2026-01-04", ledger.Billed, true)
	through("a", "2026-01-04")
	days("2026-01-01", "2026-01-01", ledger.Billed, true) // the 2nd is a hole
	through("a", "2026-01-04")
	days("2026-01-01", "2026-01-09", ledger.Estimated, false) // does not count where a bill is known
	through("a", "2026-01-01")                                // but it does on the 2nd
	days("2026-01-02", "2026-01-02", ledger.Billed, true)
	through("a", "2026-01-04")
	days("2026-01-05", "2026-01-09", ledger.Billed, true)
	through("a", "2026-01-09")
	through("b", "")
}

func testConcurrent(t *testing.T, store ledger.Store) {
	first := calendar.Day("2026-01-01")
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for round := range 10 {
				account := fmt.Sprint("own ", worker)
				if round%2 == 1 {
					account = "shared"
				}
				day := first.Add(round)
				r := read(account, ledger.Billed, day, day.Add(1), entry(day, "x", "1"), entry(day.Add(1), "y", "0.5"))
				if _, err := store.Put(t.Context(), r); err != nil {
					t.Error(err)
				}
				if _, err := store.Sum(t.Context(), always, ledger.ByModel, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if got := total(t, store, first, first.Add(20), "shared"); got != "[7.5000 USD]" {
		t.Errorf("the shared account cost %s, want 7.5", got)
	}
	wantTotal(t, store, "[67.5000 USD]")
}

func testText(t *testing.T, store ledger.Store) {
	texts := []string{
		"", " ", "'; DROP TABLE entries; --", `"quoted" \ back`, "a\x00b", "a\x00c", "\x00", "émoji 🦑 \u200d ü", "ü",
		strings.Repeat("long ", 2000), "tab\tline\nend\r", "%s%d", "?1", "NULL", "1e5", "001", "1.0", "\xff\xfe not UTF-8",
	}
	day := calendar.Day("2026-01-01")
	for _, text := range texts {
		r := read("acc"+text, ledger.Billed, day, day)
		for _, item := range texts {
			r.Entries = append(r.Entries, ledger.Entry{
				Account: r.Account, Day: day, Basis: r.Basis, Item: item, Amount: money.FromNanos(1, "USD"),
				Line: text, Model: text, Project: text, Key: item, Quantity: text, Unit: text,
			})
		}
		put(t, store, r)
		wantChange(t, put(t, store, r), 0, 0, 0)
		var got []ledger.Entry
		err := store.Entries(t.Context(), always, []string{r.Account}, func(e ledger.Entry) error {
			got = append(got, e)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(r.Entries, func(a, b ledger.Entry) int { return strings.Compare(a.Item, b.Item) })
		if !slices.EqualFunc(got, r.Entries, sameEntry) {
			t.Errorf("%.40q came back as %.400q", text, fmt.Sprint(got))
		}
		rows, err := store.Sum(t.Context(), always, ledger.ByKey, []string{r.Account})
		if err != nil || len(rows) != len(texts) {
			t.Errorf("%.40q: %d keys, %v, want %d", text, len(rows), err, len(texts))
		}
	}
}

func testSum(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	with := func(e ledger.Entry, model, project, key string) ledger.Entry {
		e.Model, e.Project, e.Key = model, project, key
		return e
	}
	put(t, store, read("b", ledger.Billed, day, day.Add(1),
		with(entry(day, "1", "1"), "m", "p", "k"), with(entry(day, "2", "2"), "", "p", "k2"), with(entry(day.Add(1), "1", "4 EUR"), "m", "q", "k")))
	put(t, store, read("a", ledger.Billed, day, day, with(entry(day, "1", "8"), "m", "p", "")))
	put(t, store, read("a", ledger.Subscription, day, day, with(entry(day, "1", "16"), "", "p", "")))
	for _, c := range []struct {
		by       ledger.Dimension
		accounts []string
		want     string
	}{
		{ledger.ByDay, nil, "2026-01-01| billed 11.0000 USD, 2026-01-01| subscription 16.0000 USD, 2026-01-02| billed 4.0000 EUR"},
		{ledger.ByAccount, nil, "a|a billed 8.0000 USD, a|a subscription 16.0000 USD, b|b billed 4.0000 EUR, b|b billed 3.0000 USD"},
		{ledger.ByModel, nil, "| billed 2.0000 USD, | subscription 16.0000 USD, m| billed 4.0000 EUR, m| billed 9.0000 USD"},
		{ledger.ByProject, nil, "p|a billed 8.0000 USD, p|b billed 3.0000 USD, p|a subscription 16.0000 USD, q|b billed 4.0000 EUR"},
		{ledger.ByKey, nil, "|a billed 8.0000 USD, |a subscription 16.0000 USD, k|b billed 4.0000 EUR, k|b billed 1.0000 USD, k2|b billed 2.0000 USD"},
		{ledger.ByBasis, nil, "billed| billed 4.0000 EUR, billed| billed 11.0000 USD, subscription| subscription 16.0000 USD"},
		{ledger.ByModel, []string{"a"}, "| subscription 16.0000 USD, m| billed 8.0000 USD"},
		{ledger.ByDay, []string{"b", "a", "b", "nobody"}, "2026-01-01| billed 11.0000 USD, 2026-01-01| subscription 16.0000 USD, 2026-01-02| billed 4.0000 EUR"},
		{ledger.ByDay, []string{}, ""},
		{ledger.ByDay, []string{"nobody"}, ""},
	} {
		rows, err := store.Sum(t.Context(), always, c.by, c.accounts)
		var texts []string
		for _, r := range rows {
			texts = append(texts, fmt.Sprintf("%s|%s %s %s", r.Key, r.Account, r.Basis, r.Amount))
		}
		if got := strings.Join(texts, ", "); err != nil || got != c.want {
			t.Errorf("by %s of %v: %v\ngot  %s\nwant %s", c.by, c.accounts, err, got, c.want)
		}
	}
	if _, err := store.Sum(t.Context(), always, "colour", nil); err == nil {
		t.Error("summed by colour")
	}
	if rows, err := store.Sum(t.Context(), calendar.Span{Start: day, End: day}, ledger.ByDay, nil); err != nil || len(rows) != 0 {
		t.Errorf("a span without days: %v, %v", rows, err)
	}
	if got := total(t, store, day.Add(1), day.Add(1)); got != "[4.0000 EUR]" {
		t.Errorf("the second day alone: %s", got)
	}
}

func testParts(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	with := func(e ledger.Entry, project, key string) ledger.Entry {
		e.Project, e.Key = project, key
		return e
	}
	put(t, store, read("b", ledger.Billed, day, day.Add(1),
		with(entry(day, "1", "1"), "p", "k"), with(entry(day, "2", "2"), "p", "k2"), with(entry(day, "3", "4"), "q", "k"), with(entry(day.Add(1), "1", "8 EUR"), "q", "k")))
	put(t, store, read("b", ledger.Metered, day, day, with(entry(day, "1", "99"), "p", "k")))
	put(t, store, read("a", ledger.Billed, day, day, with(entry(day, "1", "16"), "p", "")))
	project, key := ledger.Part{Account: "b", Of: ledger.ByProject, Key: "p"}, ledger.Part{Account: "b", Of: ledger.ByKey, Key: "k"}
	for _, c := range []struct {
		what  string
		parts []ledger.Part
		want  string
	}{
		{"a project", []ledger.Part{project}, "b 2026-01-01 [3.0000 USD], b 2026-01-02 []"},
		{"a project, twice", []ledger.Part{project, project}, "b 2026-01-01 [3.0000 USD], b 2026-01-02 []"},
		{"a key", []ledger.Part{key}, "b 2026-01-01 [5.0000 USD], b 2026-01-02 [8.0000 EUR]"},
		{"a project and a key with an entry in both", []ledger.Part{project, key}, "b 2026-01-01 [7.0000 USD], b 2026-01-02 [8.0000 EUR]"},
		{"an account and a project of it", []ledger.Part{project, {Account: "b", Of: ledger.ByAccount}}, "b 2026-01-01 [7.0000 USD], b 2026-01-02 [8.0000 EUR]"},
		{"projects of two accounts with one id", []ledger.Part{project, {Account: "a", Of: ledger.ByProject, Key: "p"}}, "a 2026-01-01 [16.0000 USD], b 2026-01-01 [3.0000 USD], b 2026-01-02 []"},
		{"nothing", nil, ""},
		{"what nobody knows", []ledger.Part{{Account: "nobody", Of: ledger.ByAccount}}, ""},
	} {
		days, err := store.DaysOf(t.Context(), always, c.parts)
		var texts []string
		for _, d := range days {
			texts = append(texts, fmt.Sprintf("%s %s %v", d.Account, d.Day, d.Totals))
		}
		if got := strings.Join(texts, ", "); err != nil || got != c.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", c.what, err, got, c.want)
		}
	}
	if _, err := store.DaysOf(t.Context(), always, []ledger.Part{{Account: "b", Of: ledger.ByModel}}); err == nil {
		t.Error("a part by model")
	}
}

func testEntries(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	for _, account := range []string{"b", "a", "c"} {
		for _, basis := range []ledger.Basis{ledger.Subscription, ledger.Estimated, ledger.Billed} {
			put(t, store, read(account, basis, day, day.Add(2), entry(day.Add(2), "y", "1"), entry(day.Add(2), "x", "1"), entry(day, "z", "1")))
		}
	}
	for _, accounts := range [][]string{nil, {"c", "a"}, {"b", "b"}, {}} {
		var keys []string
		err := store.Entries(t.Context(), always, accounts, func(e ledger.Entry) error {
			keys = append(keys, fmt.Sprint(e.Account, e.Day, e.Basis, e.Item))
			if e.Basis == ledger.Estimated {
				t.Error("an estimate beside a bill is no counted entry")
			}
			return nil
		})
		of := len(slices.Compact(slices.Sorted(slices.Values(accounts))))
		if accounts == nil {
			of = 3
		}
		if err != nil || len(keys) != 6*of || !slices.IsSorted(keys) {
			t.Errorf("of %v: %d in order %v, %v", accounts, len(keys), keys, err)
		}
	}
	t.Run("until each returns an error", func(t *testing.T) {
		enough, seen := errors.New("enough"), 0
		err := store.Entries(t.Context(), always, nil, func(ledger.Entry) error {
			seen++
			if seen == 4 {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) || seen != 4 {
			t.Errorf("saw %d, %v", seen, err)
		}
	})
	t.Run("until the context ends", func(t *testing.T) {
		many := read("d", ledger.Billed, day, day)
		for i := range 20_000 {
			many.Entries = append(many.Entries, ledger.Entry{Account: "d", Basis: ledger.Billed, Day: day, Item: fmt.Sprint(i), Amount: money.FromNanos(1, "USD")})
		}
		put(t, store, many)
		ctx, cancel := context.WithCancel(t.Context())
		seen := 0
		err := store.Entries(ctx, always, []string{"d"}, func(ledger.Entry) error {
			if seen++; seen == 10 {
				cancel()
				return ctx.Err()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || seen != 10 {
			t.Errorf("saw %d, %v", seen, err)
		}
	})
	t.Run("while others write", func(t *testing.T) {
		err := store.Entries(t.Context(), always, []string{"a"}, func(e ledger.Entry) error {
			_, err := store.Put(t.Context(), read("e", ledger.Billed, e.Day, e.Day, entry(e.Day, "x", "1")))
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func testUsage(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	usage := func(account string, day calendar.Day, kind, model string, n int64) ledger.Usage {
		return ledger.Usage{Account: account, Day: day, Kind: kind, Model: model, Project: "p", Key: "k",
			InputTokens: n, CachedTokens: 2 * n, CacheWriteTokens: 3 * n, OutputTokens: 4 * n, Requests: 5 * n, OtherUnits: 6 * n}
	}
	want := func(span calendar.Span, accounts []string, want map[string]int64) {
		t.Helper()
		list, err := store.UsageByModel(t.Context(), span, accounts)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int64{}
		for _, u := range list {
			got[u.Model] = u.InputTokens
			all := []int64{u.InputTokens, u.CachedTokens, u.CacheWriteTokens, u.OutputTokens, u.Requests}
			if n := u.InputTokens; !slices.Equal(all, []int64{n, 2 * n, 3 * n, 4 * n, 5 * n}) {
				t.Errorf("%s: %v", u.Model, all)
			}
		}
		if len(got) != len(list) || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	r := read("a", ledger.Billed, day, day.Add(1))
	r.Usage = []ledger.Usage{
		usage("a", day, "completions", "m", 1), usage("a", day, "completions", "m", 2), // one key, added up
		usage("a", day.Add(1), "completions", "m", 4), usage("a", day, "completions", "n", 8),
	}
	put(t, store, r)
	wantChange(t, put(t, store, r), 0, 0, 0)
	other := read("b", ledger.Billed, day, day)
	other.Usage = []ledger.Usage{usage("b", day, "completions", "m", 100)}
	put(t, store, other)
	want(always, nil, map[string]int64{"m": 107, "n": 8})
	want(calendar.Through(day, day), []string{"a", "a"}, map[string]int64{"m": 3, "n": 8})
	want(always, []string{}, map[string]int64{})

	r.Usage = nil
	put(t, store, r)
	want(always, []string{"a"}, map[string]int64{"m": 7, "n": 8}) // not read: stays
	r.Usage = []ledger.Usage{usage("a", day, "completions", "n", 9)}
	put(t, store, r)
	want(always, []string{"a"}, map[string]int64{"n": 9})
	r.Usage = []ledger.Usage{}
	put(t, store, r)
	want(always, nil, map[string]int64{"m": 100})
}

func testNames(t *testing.T, store ledger.Store) {
	for _, names := range [][]ledger.Name{
		{{Kind: "project", ID: "1", Name: "one"}, {Kind: "key", ID: "1", Name: "key one"}},
		nil,
		{{Kind: "project", ID: "1", Name: "uno"}, {Kind: "project", ID: "2", Name: "two"}},
		{{Kind: "project", ID: "1", Name: "uno"}},
	} {
		if err := store.PutNames(t.Context(), "a", names); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.PutNames(t.Context(), "b", []ledger.Name{{Kind: "project", ID: "1", Name: "b's"}}); err != nil {
		t.Fatal(err)
	}
	got, err := store.Names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range got {
		slices.SortFunc(list, func(a, b ledger.Name) int { return strings.Compare(a.Kind+a.ID, b.Kind+b.ID) })
	}
	want := map[string][]ledger.Name{
		"a": {{Kind: "key", ID: "1", Name: "key one"}, {Kind: "project", ID: "1", Name: "uno"}, {Kind: "project", ID: "2", Name: "two"}},
		"b": {{Kind: "project", ID: "1", Name: "b's"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func testForget(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	for _, account := range []string{"a", "b"} {
		r := read(account, ledger.Billed, day, day, entry(day, "x", "1"))
		r.Usage = []ledger.Usage{{Account: account, Day: day, Model: "m", InputTokens: 1}}
		put(t, store, r)
		if err := store.PutNames(t.Context(), account, []ledger.Name{{Kind: "key", ID: "1", Name: "n"}}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := store.Forget(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if text := Dump(t, store); strings.Contains(text, `"a"`) || !strings.Contains(text, `"b"`) {
		t.Errorf("left is %s", text)
	}
	names, err := store.Names(t.Context())
	if err != nil || len(names) != 1 || len(names["b"]) != 1 {
		t.Errorf("names %v, %v", names, err)
	}
	wantChange(t, put(t, store, read("a", ledger.Billed, day, day, entry(day, "x", "1"))), 1, 0, 0)
}
