package ledgertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// compareActivity compares what is asked of single entries and of days side by side.
func compareActivity(t *rapid.T, store, model ledger.Store, accounts []string) {
	t.Helper()
	f := drawFilter(t, append(accounts, "nobody"))
	sort := ledger.Sort{By: rapid.SampledFrom(sorts).Draw(t, "sort"), Desc: rapid.Bool().Draw(t, "down")}
	offset, limit := rapid.IntRange(0, 12).Draw(t, "offset"), rapid.IntRange(0, 8).Draw(t, "limit")
	ask := func(book ledger.Store) string { return activityText(t, book, f, sort, offset, limit) }
	if got, want := ask(store), ask(model); got != want {
		t.Fatalf("of %+v, by %v from %d, %d rows:\n%s\n\nthe model says\n%s", f, sort, offset, limit, got, want)
	}
}

var sorts = []ledger.SortBy{ledger.SortDay, ledger.SortAmount, ledger.SortFirstSeen, ledger.SortLastChanged, ledger.SortAccount, ledger.SortModel}

// activityText is all that a book says about a filter.
func activityText(t *rapid.T, book ledger.Store, f ledger.Filter, sort ledger.Sort, offset, limit int) string {
	var text strings.Builder
	ctx := t.Context()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	items, err := book.Page(ctx, f, sort, offset, limit)
	must(err)
	text.WriteString(itemsText(items))
	count, err := book.Count(ctx, f)
	must(err)
	fmt.Fprintf(&text, "%d rows, %v\n", count.Rows, count.Sums)
	for _, by := range dimensions {
		courses, err := book.Courses(ctx, f, by)
		must(err)
		fmt.Fprintf(&text, "by %s %q\n", by, fmt.Sprint(courses))
	}
	for _, by := range []ledger.Dimension{ledger.ByAccount, ledger.ByModel, ledger.ByProject, ledger.ByKey} {
		usage, err := book.Consumed(ctx, f, by)
		must(err)
		fmt.Fprintf(&text, "used by %s %q\n", by, fmt.Sprint(usage))
	}
	covered, err := book.Covered(ctx, f.Span, f.Accounts)
	must(err)
	fmt.Fprintln(&text, covered)
	for _, by := range []ledger.Dimension{ledger.ByModel, ledger.ByProject, ledger.ByKey} {
		groups, err := book.Groups(ctx, by)
		must(err)
		fmt.Fprintf(&text, "%q\n", groups)
	}
	return text.String()
}

func itemsText(items []ledger.Item) string {
	var text strings.Builder
	for _, i := range items {
		fmt.Fprintf(&text, "%s %s %s %q %v %q seen %s changed %s counted=%t settled=%t\n", i.Account, i.Day, i.Basis, i.Entry.Item, i.Amount,
			[]string{i.Line, i.Model, i.Project, i.Key, i.Quantity, i.Unit}, i.FirstSeen.UTC().Format(time.RFC3339), i.LastChanged.UTC().Format(time.RFC3339), i.Counted, i.Settled)
	}
	return text.String()
}

// drawFilter mostly leaves each list nil, so that something is left.
func drawFilter(t *rapid.T, accounts []string) ledger.Filter {
	f := ledger.Filter{Span: drawSpan(t)}
	some := func(what string) bool { return rapid.IntRange(0, 4).Draw(t, what) == 0 }
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"", "x", "y", "'\x00🦑"}), 0, 2)
	if some("accounts?") {
		f.Accounts = rapid.SliceOfN(rapid.SampledFrom(accounts), 0, 3).Draw(t, "of accounts")
	}
	if some("models?") {
		f.Models = words.Draw(t, "models")
	}
	if some("projects?") {
		f.Projects = drawPartsOf(t, accounts, ledger.ByProject)
	}
	if some("keys?") {
		f.Keys = drawPartsOf(t, accounts, ledger.ByKey)
	}
	if some("within?") {
		f.Within = drawParts(t, accounts)
	}
	if some("outside?") {
		f.Outside = drawParts(t, accounts)
	}
	if some("bases?") {
		f.Bases = rapid.SliceOfN(rapid.SampledFrom(ledger.Bases()), 0, 3).Draw(t, "bases")
	}
	if some("text?") {
		f.Text = rapid.SampledFrom([]string{"X", "ITEM 1", "🦑", "%", "'"}).Draw(t, "text")
		f.Named = drawParts(t, accounts)
	}
	if some("counted?") {
		f.Counted = new(rapid.Bool().Draw(t, "counted"))
	}
	return f
}

func drawPartsOf(t *rapid.T, accounts []string, of ledger.Dimension) []ledger.Part {
	parts := []ledger.Part{}
	for _, p := range drawParts(t, accounts) {
		if p.Of == of {
			parts = append(parts, p)
		}
	}
	return parts
}

// page asks for one page and fails where there is an error.
func page(t *testing.T, store ledger.Store, f ledger.Filter, sort ledger.Sort, offset, limit int) []ledger.Item {
	t.Helper()
	items, err := store.Page(t.Context(), f, sort, offset, limit)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// rowsOf is a page as text: "2 a x, 1 a y" are the days and items.
func rowsOf(items []ledger.Item) string {
	var rows []string
	for _, i := range items {
		rows = append(rows, fmt.Sprintf("%s %s %s", strings.TrimPrefix(string(i.Day), "2026-01-"), i.Account, i.Entry.Item))
	}
	return strings.Join(rows, ", ")
}

func testPages(t *testing.T, store ledger.Store) {
	put(t, store, read("b", ledger.Billed, "2026-01-01", "2026-01-02",
		entry("2026-01-01", "x", "2"), entry("2026-01-02", "x", "-1"), entry("2026-01-02", "y", "0.0000001")))
	put(t, store, read("a", ledger.Billed, "2026-01-02", "2026-01-03", entry("2026-01-02", "z", "9999999.9999"), entry("2026-01-03", "z", "1 EUR")))
	put(t, store, read("a", ledger.Metered, "2026-01-02", "2026-01-02", entry("2026-01-02", "z", "5")))
	yes, no := true, false
	every := func(f ledger.Filter) ledger.Filter { f.Span = always; return f }
	for _, tt := range []struct {
		what          string
		f             ledger.Filter
		by            ledger.SortBy
		desc          bool
		offset, limit int
		want          string
	}{
		{"the newest day first", ledger.Filter{}, ledger.SortDay, true, 0, 10, "03 a z, 02 a z, 02 a z, 02 b x, 02 b y, 01 b x"},
		{"the oldest day first", ledger.Filter{}, ledger.SortDay, false, 0, 10, "01 b x, 02 a z, 02 a z, 02 b x, 02 b y, 03 a z"},
		{"a page in the middle", ledger.Filter{}, ledger.SortDay, true, 3, 2, "02 b x, 02 b y"},
		{"behind the end", ledger.Filter{}, ledger.SortDay, true, 6, 10, ""},
		{"far behind the end", ledger.Filter{}, ledger.SortAmount, true, 600, 10, ""},
		{"no rows", ledger.Filter{}, ledger.SortDay, true, 1, 0, ""},
		{"the largest first, each currency by itself", ledger.Filter{}, ledger.SortAmount, true, 0, 10, "03 a z, 02 a z, 02 a z, 01 b x, 02 b y, 02 b x"},
		{"the smallest first", ledger.Filter{}, ledger.SortAmount, false, 1, 2, "02 b x, 02 b y"},
		{"accounts in the order given", ledger.Filter{Accounts: []string{"b", "a", "b"}}, ledger.SortAccount, false, 0, 10, "02 b x, 02 b y, 01 b x, 03 a z, 02 a z, 02 a z"},
		{"accounts in the other order", ledger.Filter{Accounts: []string{"b", "a"}}, ledger.SortAccount, true, 0, 3, "03 a z, 02 a z, 02 a z"},
		{"accounts by id", ledger.Filter{}, ledger.SortAccount, false, 0, 1, "03 a z"},
		{"by model", ledger.Filter{}, ledger.SortModel, true, 0, 10, "03 a z, 02 a z, 02 a z, 02 b y, 02 b x, 01 b x"},
		{"what counts", ledger.Filter{Counted: &yes, Accounts: []string{"a"}}, ledger.SortDay, true, 0, 10, "03 a z, 02 a z"},
		{"what does not count", ledger.Filter{Counted: &no}, ledger.SortDay, true, 0, 10, "02 a z"},
		{"one basis", ledger.Filter{Bases: []ledger.Basis{ledger.Metered}}, ledger.SortDay, true, 0, 10, "02 a z"},
		{"two models", ledger.Filter{Models: []string{"model x", "model y"}}, ledger.SortDay, true, 1, 2, "02 b y, 01 b x"},
		{"a project of one account", ledger.Filter{Projects: []ledger.Part{{Account: "a", Of: ledger.ByProject, Key: "p"}}}, ledger.SortDay, true, 0, 1, "03 a z"},
		{"a project that is not there", ledger.Filter{Projects: []ledger.Part{{Account: "a", Of: ledger.ByProject, Key: "q"}}}, ledger.SortDay, true, 0, 1, ""},
		{"model and project", ledger.Filter{Models: []string{"model x"}, Projects: []ledger.Part{{Account: "b", Of: ledger.ByProject, Key: "p"}}}, ledger.SortDay, false, 0, 9, "01 b x, 02 b x"},
		{"a text in capitals", ledger.Filter{Text: "LINE Y"}, ledger.SortDay, true, 0, 9, "02 b y"},
		{"a text that is a pattern elsewhere", ledger.Filter{Text: "%"}, ledger.SortDay, true, 0, 9, ""},
		{"a name that people gave", ledger.Filter{Text: "nothing", Named: []ledger.Part{{Account: "b", Of: ledger.ByKey, Key: "k"}}}, ledger.SortDay, false, 0, 1, "01 b x"},
		{"under a tag", ledger.Filter{Within: []ledger.Part{{Account: "a", Of: ledger.ByAccount}}}, ledger.SortDay, true, 0, 1, "03 a z"},
		{"under no tag", ledger.Filter{Outside: []ledger.Part{{Account: "a", Of: ledger.ByAccount}}}, ledger.SortDay, true, 0, 1, "02 b x"},
		{"no account", ledger.Filter{Accounts: []string{}}, ledger.SortDay, true, 0, 9, ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			if got := rowsOf(page(t, store, every(tt.f), ledger.Sort{By: tt.by, Desc: tt.desc}, tt.offset, tt.limit)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func testPageRefused(t *testing.T, store ledger.Store) {
	for _, tt := range []struct {
		what          string
		by            ledger.SortBy
		offset, limit int
	}{
		{"no such order", "colour", 0, 1}, {"before the first row", ledger.SortDay, -1, 1},
		{"more than a page", ledger.SortDay, 0, ledger.MostItems + 1}, {"less than none", ledger.SortDay, 0, -1},
	} {
		if _, err := store.Page(t.Context(), ledger.Filter{Span: always}, ledger.Sort{By: tt.by}, tt.offset, tt.limit); err == nil {
			t.Errorf("%s: no error", tt.what)
		}
	}
}

// testPageAfterPut asks twice, so that a book that keeps an order in memory has to let it go.
func testPageAfterPut(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	f := ledger.Filter{Span: always}
	for _, sort := range []ledger.Sort{{By: ledger.SortDay}, {By: ledger.SortAmount, Desc: true}} {
		put(t, store, read("a", ledger.Metered, day, day, entry(day, "x", "1"), entry(day, "y", "2")))
		_ = page(t, store, f, sort, 0, 9)
		put(t, store, read("a", ledger.Metered, day, day, entry(day, "x", "3")))
		if got := rowsOf(page(t, store, f, sort, 0, 9)); got != "01 a x" {
			t.Errorf("by %s: %s after a put", sort.By, got)
		}
		put(t, store, read("a", ledger.Billed, day, day))
		if got := page(t, store, f, sort, 0, 9); len(got) != 1 || got[0].Counted {
			t.Errorf("by %s: outranked, and still %+v", sort.By, got)
		}
		count, err := store.Count(t.Context(), f)
		if err != nil || count.Rows != 1 || len(count.Sums) != 0 {
			t.Errorf("by %s: %+v, %v", sort.By, count, err)
		}
		if err := store.Forget(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		if got := page(t, store, f, sort, 0, 9); len(got) != 0 {
			t.Errorf("by %s: forgotten, and still %+v", sort.By, got)
		}
	}
}

func testSeen(t *testing.T, store ledger.Store) {
	day := calendar.Day("2026-01-01")
	for hour, amount := range []string{"1", "1", "2", "2"} {
		r := read("a", ledger.Billed, day, day, entry(day, "x", amount))
		r.At = noon.Add(time.Duration(hour) * time.Hour)
		put(t, store, r)
	}
	got := page(t, store, ledger.Filter{Span: always}, ledger.Sort{By: ledger.SortLastChanged}, 0, 1)
	if len(got) != 1 || !got[0].FirstSeen.Equal(noon) || !got[0].LastChanged.Equal(noon.Add(2*time.Hour)) || !got[0].Settled || !got[0].Counted {
		t.Errorf("%+v", got)
	}
}

// testCourses has a cent of a cent beside ten millions, a credit, and a day that is free.
func testCourses(t *testing.T, store ledger.Store) {
	put(t, store, read("a", ledger.Billed, "2026-01-31", "2026-02-02",
		entry("2026-01-31", "x", "0.0000001"), entry("2026-01-31", "y", "9999999.9999"), entry("2026-02-02", "x", "-3"), entry("2026-02-02", "e", "1 EUR")))
	put(t, store, read("a", ledger.Metered, "2026-01-31", "2026-01-31", entry("2026-01-31", "x", "7")))
	put(t, store, read("a", ledger.Subscription, "2026-02-01", "2026-02-01", entry("2026-02-01", "seat", "20")))
	span := calendar.Through("2026-01-31", "2026-02-03")
	for _, tt := range []struct {
		by   ledger.Dimension
		f    ledger.Filter
		want string
	}{
		{ledger.ByAccount, ledger.Filter{}, "a billed EUR [0 0 1000000000 0]; a billed USD [9999999999900100 0 -3000000000 0]; a subscription USD [0 20000000000 0 0]"},
		{ledger.ByModel, ledger.Filter{Models: []string{"model x"}}, "model x billed USD [100 0 -3000000000 0]"},
		{ledger.ByModel, ledger.Filter{Bases: []ledger.Basis{ledger.Metered}}, ""},
		{ledger.ByDay, ledger.Filter{Models: []string{"model x"}}, " billed USD [100 0 -3000000000 0]"},
		{ledger.ByProject, ledger.Filter{Models: []string{"model y"}}, "p billed USD [9999999999900000 0 0 0]"},
		{ledger.ByBasis, ledger.Filter{Bases: []ledger.Basis{ledger.Subscription}}, "subscription subscription USD [0 20000000000 0 0]"},
	} {
		tt.f.Span = span
		courses, err := store.Courses(t.Context(), tt.f, tt.by)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range courses {
			got = append(got, fmt.Sprintf("%s %s %s %v", c.Key, c.Basis, c.Currency, c.Nanos))
		}
		if text := strings.Join(got, "; "); text != tt.want {
			t.Errorf("by %s of %+v: %s, want %s", tt.by, tt.f, text, tt.want)
		}
	}
	covered, err := store.Covered(t.Context(), span, []string{"nobody", "a"})
	if err != nil || fmt.Sprint(covered) != "[{a [billed subscription] [true true true false] [true true true false]}]" {
		t.Errorf("%v, %v", covered, err)
	}
	if _, err := store.Courses(t.Context(), ledger.Filter{Span: span}, "colour"); err == nil {
		t.Error("courses by what is no dimension")
	}
	if _, err := store.Groups(t.Context(), ledger.ByDay); err == nil {
		t.Error("groups by what has none")
	}
}

// testConsumed asks for a month as a whole, for its beginning and for the end of it.
func testConsumed(t *testing.T, store ledger.Store) {
	used := func(day calendar.Day, model, project string, tokens int64) ledger.Usage {
		return ledger.Usage{Account: "a", Day: day, Kind: "completions", Model: model, Project: project, Key: "k", InputTokens: tokens, CachedTokens: tokens / 2, OutputTokens: 1, Requests: 1}
	}
	r := read("a", ledger.Billed, "2026-01-01", "2026-02-28", entry("2026-01-01", "x", "1"))
	r.Usage = []ledger.Usage{used("2026-01-01", "m", "p", 10), used("2026-01-20", "m", "q", 20), used("2026-01-31", "n", "p", 40), used("2026-02-01", "m", "p", 80)}
	put(t, store, r)
	for _, tt := range []struct {
		first, last calendar.Day
		by          ledger.Dimension
		f           ledger.Filter
		want        string
	}{
		{"2026-01-01", "2026-01-31", ledger.ByModel, ledger.Filter{}, "m 30, n 40"},
		{"2026-01-01", "2026-01-30", ledger.ByModel, ledger.Filter{}, "m 30"},
		{"2026-01-02", "2026-02-28", ledger.ByModel, ledger.Filter{}, "m 100, n 40"},
		{"2026-01-02", "2026-02-10", ledger.ByProject, ledger.Filter{}, "p 120, q 20"},
		{"2026-01-01", "2026-02-28", ledger.ByAccount, ledger.Filter{}, " 150"},
		{"2026-01-01", "2026-02-28", ledger.ByAccount, ledger.Filter{Models: []string{"m"}}, " 110"},
		{"2026-01-01", "2026-02-28", ledger.ByProject, ledger.Filter{Models: []string{"m"}}, "p 90, q 20"},
		{"2026-01-01", "2026-02-28", ledger.ByModel, ledger.Filter{Accounts: []string{"b"}}, ""},
		{"2026-01-05", "2026-01-10", ledger.ByModel, ledger.Filter{}, ""},
	} {
		tt.f.Span = calendar.Through(tt.first, tt.last)
		usage, err := store.Consumed(t.Context(), tt.f, tt.by)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range usage {
			got = append(got, fmt.Sprintf("%s %d", u.Model+u.Project, u.InputTokens))
		}
		if text := strings.Join(got, ", "); text != tt.want {
			t.Errorf("%s to %s by %s of %+v: %s, want %s", tt.first, tt.last, tt.by, tt.f, text, tt.want)
		}
	}
	if _, err := store.Consumed(t.Context(), ledger.Filter{Span: always}, ledger.ByBasis); err == nil {
		t.Error("usage by what it has not")
	}
}

// testLargeSums has more than one sum of the book could hold.
func testLargeSums(t *testing.T, store ledger.Store) {
	for i := range 3 {
		day := calendar.Day("2026-01-01").Add(i)
		put(t, store, read("a", ledger.Billed, day, day, entry(day, "x", "9000000000")))
	}
	count, err := store.Count(t.Context(), ledger.Filter{Span: always})
	if want := []money.Amount{{Value: nano(9e18).Mul(nano(3e9)), Currency: "USD"}}; err != nil || fmt.Sprint(count.Sums) != fmt.Sprint(want) {
		t.Errorf("%v, %v, want %v", count.Sums, err, want)
	}
}
