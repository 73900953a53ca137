package report_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database/databasetest"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/rates"
	"outlay/backend/report"
	"outlay/backend/settings"
	"outlay/backend/tag"
)

func TestPresets(t *testing.T) {
	for _, tt := range []struct {
		name        string
		today       calendar.Day
		cycleDay    int
		first, last calendar.Day
	}{
		{report.ThisMonth, "2026-11-22", 1, "2026-11-01", "2026-11-22"},
		{report.ThisMonth, "2026-11-01", 1, "2026-11-01", "2026-11-01"},
		{report.LastMonth, "2026-11-22", 1, "2026-10-01", "2026-10-31"},
		{report.LastMonth, "2026-01-31", 1, "2025-12-01", "2025-12-31"},
		{report.LastMonth, "2028-03-30", 1, "2028-02-01", "2028-02-29"},
		{report.Last30Days, "2026-11-22", 1, "2026-10-24", "2026-11-22"},
		{report.Last90Days, "2026-11-22", 1, "2026-08-25", "2026-11-22"},
		{report.ThisYear, "2026-11-22", 1, "2026-01-01", "2026-11-22"},
		{report.ThisCycle, "2026-11-22", 15, "2026-11-15", "2026-11-22"},
		{report.ThisCycle, "2026-11-10", 15, "2026-10-15", "2026-11-10"},
		{report.ThisCycle, "2026-03-15", 31, "2026-02-28", "2026-03-15"},
	} {
		if got, want := report.Preset(tt.name, tt.today, tt.cycleDay), calendar.Through(tt.first, tt.last); got != want {
			t.Errorf("%s on %s: %v, want %v", tt.name, tt.today, got, want)
		}
	}
	if got := report.Preset("custom", "2026-11-22", 1); !got.Empty() {
		t.Errorf("custom is %v", got)
	}
}

func TestTheSpanBefore(t *testing.T) {
	for _, tt := range []struct {
		what                    string
		first, last             calendar.Day
		cycleDay                int
		firstBefore, lastBefore calendar.Day
	}{
		{"this month to date: the same days of last month", "2026-11-01", "2026-11-22", 0, "2026-10-01", "2026-10-22"},
		{"a whole month: the whole month before", "2026-03-01", "2026-03-31", 0, "2026-02-01", "2026-02-28"},
		{"a short month: the whole long one before", "2026-02-01", "2026-02-28", 0, "2026-01-01", "2026-01-31"},
		{"to a day that the month before has not", "2026-03-01", "2026-03-30", 0, "2026-02-01", "2026-02-28"},
		{"a whole January: the December before", "2026-01-01", "2026-01-31", 0, "2025-12-01", "2025-12-31"},
		{"the first day of a year", "2026-01-01", "2026-01-01", 0, "2025-12-01", "2025-12-01"},
		{"this year to date: the same days of the year before", "2026-01-01", "2026-11-22", 0, "2025-01-01", "2025-11-22"},
		{"a whole year", "2025-01-01", "2025-12-31", 0, "2024-01-01", "2024-12-31"},
		{"to the end of a February after a leap year", "2025-01-01", "2025-02-28", 0, "2024-01-01", "2024-02-29"},
		{"to a leap day", "2028-01-01", "2028-02-29", 0, "2027-01-01", "2027-02-28"},
		{"a quarter: the quarter before", "2026-04-01", "2026-06-30", 0, "2026-01-01", "2026-03-31"},
		{"more than a year from January on", "2025-01-01", "2026-06-30", 0, "2023-07-01", "2024-12-31"},
		{"30 days: the 30 before", "2026-10-24", "2026-11-22", 0, "2026-09-24", "2026-10-23"},
		{"one day: the day before", "2026-11-22", "2026-11-22", 0, "2026-11-21", "2026-11-21"},
		{"months and a half: as many days before", "2026-04-01", "2026-05-15", 0, "2026-02-15", "2026-03-31"},
		{"a cycle to date: as many days of the cycle before", "2026-11-15", "2026-11-22", 15, "2026-10-15", "2026-10-22"},
		{"a whole cycle: the whole one before", "2026-02-28", "2026-03-30", 31, "2026-01-31", "2026-02-27"},
		{"a cycle to date, longer than the one before", "2026-02-28", "2026-03-29", 31, "2026-01-31", "2026-02-27"},
		{"no cycle of that day: as many days before", "2026-11-15", "2026-11-22", 16, "2026-11-07", "2026-11-14"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			if got, want := report.Earlier(calendar.Through(tt.first, tt.last), tt.cycleDay), calendar.Through(tt.firstBefore, tt.lastBefore); got != want {
				t.Errorf("got %s to %s, want %s to %s", got.Start, got.Last(), want.Start, want.Last())
			}
		})
	}
}

func (p *profile) analyse(q report.Question, tags ...tag.Tag) report.Analytics {
	p.t.Helper()
	if q.From == "" {
		q.From, q.Through = month.Start, month.Last()
	}
	a, err := p.Analytics(p.t.Context(), q, tags)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// groups are rows as text: "label amount share".
func groups(rows []report.Group) string {
	texts := []string{}
	for _, r := range rows {
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Label, r.Amount, r.Share)))
	}
	return strings.Join(texts, ", ")
}

func sumOf(values []*money.Amount) decimal.Decimal {
	sum := decimal.Decimal{}
	for _, v := range values {
		if v != nil {
			sum = sum.Add(v.Value)
		}
	}
	return sum
}

// Entries of every kind: whatever they are grouped by and however they are filtered, the rows,
// the layers and the days add up to what the terminal's report says, and the movers to the
// difference, to the last digit.
func TestAnalyticsAddUpToTheLastDigit(t *testing.T) {
	p := open(t)
	random := rand.New(rand.NewPCG(3, 4))
	ids := []string{p.connect("acme", "One", ""), p.connect("acme", "Two", ""), p.connect("zeta", "Three", "")}
	for _, id := range ids {
		entries := []ledger.Entry{}
		for i := range 400 {
			entries = append(entries, ledger.Entry{
				Day: all().Start.Add(random.IntN(all().Len())), Item: fmt.Sprint(i), Model: fmt.Sprint("model ", random.IntN(12)),
				Project: fmt.Sprint("p", random.IntN(11)), Key: []string{"", "k1"}[random.IntN(2)],
				Amount: money.FromNanos(random.Int64N(5e9)-1e9, []string{"USD", "USD", "EUR"}[random.IntN(3)]),
			})
		}
		p.read(id, all(), entries...)
	}
	for _, by := range []string{"service", "account", "model", "project", "key", "basis", "tag"} {
		for _, currency := range []string{"USD", "EUR"} {
			a := p.analyse(report.Question{By: by, Compare: true, Currency: currency})
			want(t, by+": the total", text(a.Totals), text(p.spend(month, "day").Totals))
			before := calendar.Through(a.Before.From, a.Before.Through)
			want(t, by+": the total before", text(a.Before.Totals), text(p.spend(before, "day").Totals))
			var rows, changes []money.Amount
			for _, r := range a.Rows {
				rows, changes = append(rows, r.Amount), append(changes, *r.Change)
			}
			want(t, by+": the rows", text(money.Sum(rows...)), text(a.Totals))
			addUp(t, by, a, money.Sum(changes...))
		}
	}
}

// addUp holds one answer to itself.
func addUp(t *testing.T, by string, a report.Analytics, changes []money.Amount) {
	t.Helper()
	for _, s := range a.Before.Changes {
		for _, c := range changes {
			if c.Currency == s.Amount.Currency && !c.Value.Equal(s.Amount.Value) {
				t.Errorf("%s: rows changed by %s, the total by %s", by, c, s.Amount)
			}
		}
		if s.Amount.Currency == a.Currency {
			want(t, by+": what movers explain", a.Movers.Change.String(), s.Amount.String())
		}
	}
	top := decimal.Decimal{}
	for _, m := range a.Movers.Top {
		top = top.Add(m.Change.Value)
		if m.Before != nil && !m.Amount.Value.Sub(m.Before.Value).Equal(m.Change.Value) {
			t.Errorf("%s: %+v", by, m)
		}
	}
	if m := a.Movers; !top.Equal(m.TopSum.Value) || !m.TopSum.Value.Add(m.Rest.Value).Equal(m.Change.Value) {
		t.Errorf("%s: movers %s, of them %s, rest %s, in all %s", by, top, m.TopSum, m.Rest, m.Change)
	}
	layers := decimal.Decimal{}
	for _, l := range a.Stack.Series {
		layers = layers.Add(sumOf(l.Values))
	}
	days, total := sumOf(a.Stack.Totals), ""
	for _, sum := range a.Totals {
		if sum.Currency == a.Currency {
			total = sum.Value.String()
		}
	}
	if layers.String() != total || days.String() != total || len(a.Stack.Series) > 9 || len(a.Stack.Days) != 22 {
		t.Errorf("%s: %d layers of %s, days of %s, total %s", by, len(a.Stack.Series), layers, days, total)
	}
	for i, day := range a.Year.Days {
		if at := day.Sub("2026-11-01"); at >= 0 && at < 22 && !a.Year.Values[i].Value.Equal(a.Stack.Totals[at].Value) {
			t.Errorf("%s: %s in the year, %s in the stack on %s", by, a.Year.Values[i], a.Stack.Totals[at], day)
		}
	}
}

func TestAnalyticsOfFiguresFarApart(t *testing.T) {
	p := open(t)
	id := p.connect("acme", "Research", "")
	tiny, _ := money.Parse("0.0000001", "USD")
	huge, _ := money.Parse("9999999.9999", "USD")
	p.read(id, all(), ledger.Entry{Day: "2026-11-02", Amount: tiny, Model: "tiny"}, ledger.Entry{Day: "2026-11-03", Amount: huge, Model: "huge"},
		ledger.Entry{Day: "2026-11-04", Amount: usd(-50_000), Model: "credit"})
	a := p.analyse(report.Question{By: "model"})
	want(t, "total", text(a.Totals), "9999499.9999001 USD")
	want(t, "rows", groups(a.Rows), "huge 9999999.9999 USD 100.0, tiny 0.0000001 USD 0.0, credit -500.0000 USD 0.0")
	want(t, "layers", a.Stack.Series[0].Label+" "+a.Stack.Series[1].Label+" "+a.Stack.Series[2].Label, "huge credit tiny")
	want(t, "a day of next to nothing", a.Stack.Totals[1].String(), "0.0000001 USD")
	want(t, "a day of a credit", a.Stack.Totals[3].String(), "-500.0000 USD")
	want(t, "a free day", a.Stack.Totals[4].String(), "0.0000 USD")
}

// The book holds about nine billion on a day; the days of a month may hold more.
func TestSumsBeyondTheBookAreStillExact(t *testing.T) {
	p := open(t)
	most, _ := money.Parse("9000000000.000000001", "USD")
	p.read(p.connect("acme", "One", ""), all(), on("2026-11-02", most), on("2026-11-03", most), on("2026-11-04", most))
	p.read(p.connect("acme", "Two", ""), all(), on("2026-11-02", most))
	a := p.analyse(report.Question{By: "service", Compare: true})
	want(t, "total", text(a.Totals), "36000000000.000000004 USD")
	want(t, "row", groups(a.Rows), "Acme 36000000000.000000004 USD 100.0")
	want(t, "a day of two accounts", a.Stack.Totals[1].String()+" "+a.Stack.Series[0].Values[1].String(), "18000000000.000000002 USD 18000000000.000000002 USD")
	want(t, "what changed", a.Movers.Change.String(), "36000000000.000000004 USD")
}

func TestSharesOfLessThanNothingAreNotSaid(t *testing.T) {
	p := open(t)
	p.read(p.connect("acme", "Research", ""), all(), ledger.Entry{Day: "2026-11-02", Amount: usd(100), Model: "use"}, ledger.Entry{Day: "2026-11-03", Amount: usd(-300), Model: "credit"})
	want(t, "rows", groups(p.analyse(report.Question{By: "model"}).Rows), "use 1.0000 USD, credit -3.0000 USD")
}

func TestDaysThatWereNotReadAreNotZero(t *testing.T) {
	p := open(t)
	one, two := p.connect("acme", "One", ""), p.connect("zeta", "Two", "")
	p.read(one, calendar.Through("2026-09-22", "2026-11-20"), ledger.Entry{Day: "2026-11-02", Amount: usd(100)})
	p.read(two, calendar.Through("2026-09-22", "2026-11-10"), ledger.Entry{Day: "2026-11-03", Amount: usd(50)})
	a := p.analyse(report.Question{By: "account", From: "2026-11-01", Through: "2026-11-30"})
	known := func(values []*money.Amount) (text string) {
		for _, v := range values {
			text += map[bool]string{true: "-", false: "x"}[v == nil]
		}
		return text
	}
	want(t, "all", known(a.Stack.Totals), strings.Repeat("x", 20)+strings.Repeat("-", 10))
	want(t, "one", a.Stack.Series[0].Label+known(a.Stack.Series[0].Values), "One"+strings.Repeat("x", 20)+strings.Repeat("-", 10))
	want(t, "two", a.Stack.Series[1].Label+known(a.Stack.Series[1].Values), "Two"+strings.Repeat("x", 10)+strings.Repeat("-", 20))
	if at := slices.Index(a.Stack.Settled, false); at != 18 { // the vendor may change a day for three more
		t.Errorf("provisional from %d on", at)
	}
	if a.Year.Values[0] != nil || a.Year.Values[len(a.Year.Values)-1] != nil || len(a.Year.Days) != 365 {
		t.Error("the year has days that nobody read")
	}
	if !a.AtLeast || len(a.Gaps) != 2 || a.Gaps[0].Label != "One" {
		t.Errorf("gaps %+v", a.Gaps)
	}
	if a := p.analyse(report.Question{By: "account", Accounts: []string{two}}); len(a.Gaps) != 1 || a.Gaps[0].Label != "Two" || text(a.Totals) != "0.5000 USD" {
		t.Errorf("of one account: %v, gaps %+v", a.Totals, a.Gaps)
	}
}

func TestWhatIsNotKnownBeforeIsNotZero(t *testing.T) {
	p := open(t)
	p.read(p.connect("acme", "Long", ""), all(), on("2026-11-02", usd(100)))
	p.read(p.connect("acme", "Young", ""), calendar.Through("2026-10-30", "2026-11-20"), on("2026-11-02", usd(300)))
	p.read(p.connect("acme", "Refused", ""), calendar.Through("2026-10-01", "2026-10-31"), on("2026-10-02", usd(200)))
	a := p.analyse(report.Question{By: "account", Compare: true})
	said := []string{}
	for _, r := range a.Rows {
		before := "unknown"
		if r.Before != nil {
			before = r.Before.Decimal()
		}
		said = append(said, fmt.Sprintf("%s %v %s %v", r.Label, r.Unread, before, r.Change))
	}
	want(t, "rows", strings.Join(said, ", "), "Young false unknown <nil>, Long false 0.0000 1.0000 USD, Refused true 2.0000 <nil>")
	said = nil
	for _, m := range a.Movers.Top {
		said = append(said, fmt.Sprintf("%s %v %v", m.Label, m.Unread, m.Before == nil))
	}
	want(t, "movers", strings.Join(said, ", "), "Young false true, Refused true false, Long false false")
}

func TestAnalyticsOfNothing(t *testing.T) {
	p := open(t)
	for _, by := range []string{"service", "model", "tag"} {
		a := p.analyse(report.Question{By: by, Compare: true})
		if len(a.Totals)+len(a.Rows)+len(a.Stack.Series)+len(a.Currencies) != 0 || a.Movers != nil || a.Tokens != nil || a.Currency != "USD" || len(a.Stack.Totals) != 22 || a.Stack.Totals[0] != nil {
			t.Errorf("by %s: %+v", by, a)
		}
	}
	p.read(p.connect("acme", "Free", ""), all())
	a := p.analyse(report.Question{By: "model", Compare: true})
	if text(a.Totals) != "0.0000 USD" || text(a.Before.Totals) != "0.0000 USD" || len(a.Movers.Top) != 0 || a.Stack.Totals[0].String() != "0.0000 USD" {
		t.Errorf("read, and free: %+v", a)
	}
}

func TestTwoCurrenciesStandApart(t *testing.T) {
	p := open(t)
	p.read(p.connect("acme", "One", ""), all(), on("2026-11-02", usd(100)), on("2026-11-02", money.FromNanos(9e9, "EUR")))
	a := p.analyse(report.Question{By: "account"})
	if a.Currency != "EUR" || !slices.Equal(a.Currencies, []string{"EUR", "USD"}) || text(a.Totals) != "9.0000 EUR + 1.0000 USD" || a.Stack.Totals[1].String() != "9.0000 EUR" {
		t.Errorf("%s of %v: %v", a.Currency, a.Currencies, a.Totals)
	}
	want(t, "rows", groups(a.Rows), "One 9.0000 EUR 100.0, One 1.0000 USD 100.0")
	if a := p.analyse(report.Question{By: "account", Currency: "USD"}); a.Stack.Totals[1].String() != "1.0000 USD" || a.Forecast.Currency != "USD" {
		t.Errorf("in dollars: %+v", a.Stack.Totals[1])
	}
}

func TestWhatChanged(t *testing.T) {
	p := open(t)
	id := p.connect("acme", "Research", "")
	model := func(name string, before, now int64) []ledger.Entry {
		return []ledger.Entry{{Day: "2026-10-05", Item: name, Model: name, Amount: usd(before)}, {Day: "2026-11-05", Item: name, Model: name, Amount: usd(now)}}
	}
	p.read(id, all(), slices.Concat(model("up", 100, 900), model("down", 700, 100), model("same", 500, 500), model("new", 0, 50), model("gone", 40, 0), model("late", 0, 30),
		[]ledger.Entry{{Day: "2026-10-25", Item: "after the 22nd", Model: "up", Amount: usd(100_000)}})...)
	a := p.analyse(report.Question{By: "model", Compare: true})
	texts := []string{}
	for _, m := range a.Movers.Top {
		texts = append(texts, fmt.Sprintf("%s %s %s%%", m.Label, m.Change.Decimal(), m.Percent))
	}
	want(t, "movers", strings.Join(texts, ", "), "up 8.0000 800.0%, down -6.0000 -85.7%, new 0.5000 %")
	want(t, "sums", fmt.Sprint(a.Movers.TopSum, a.Movers.Rest, a.Movers.Change, a.Movers.RestCount), fmt.Sprint(usd(250), usd(-10), usd(240), 2))
	want(t, "all", fmt.Sprint(a.Before.Changes), fmt.Sprint([]report.Shift{{Amount: usd(240), Percent: "17.9"}}))
	for _, r := range a.Rows {
		if r.Key == "gone" && (r.Amount.Decimal() != "0.0000" || r.Before.Decimal() != "0.4000" || r.ChangePercent != "-100.0") {
			t.Errorf("what is gone: %+v", r)
		}
	}
	if a := p.analyse(report.Question{By: "model"}); a.Before != nil || a.Movers != nil || a.Rows[0].Change != nil {
		t.Error("compared without being asked to")
	}
}

func TestTagsMayShareAnEntry(t *testing.T) {
	p := open(t)
	one, two := p.connect("acme", "One", ""), p.connect("zeta", "Two", "")
	p.read(one, all(), ledger.Entry{Day: "2026-11-02", Amount: usd(100), Project: "web", Key: "k"}, ledger.Entry{Day: "2026-11-02", Amount: usd(20), Project: "app"}, ledger.Entry{Day: "2026-11-02", Amount: usd(3)})
	p.read(two, all(), on("2026-11-03", usd(4000)))
	tags := []tag.Tag{
		{Name: "client", Parts: []ledger.Part{{Account: one, Of: ledger.ByProject, Key: "web"}, {Account: two, Of: ledger.ByAccount}}},
		{Name: "team", Parts: []ledger.Part{{Account: one, Of: ledger.ByKey, Key: "k"}, {Account: one, Of: ledger.ByProject, Key: "app"}}},
		{Name: "unused", Parts: []ledger.Part{{Account: one, Of: ledger.ByKey, Key: "other"}}},
	}
	a := p.analyse(report.Question{By: "tag", Compare: true}, tags...)
	want(t, "total", text(a.Totals), "41.2300 USD")
	want(t, "rows", groups(a.Rows), "client 41.0000 USD 99.4, team 1.2000 USD 2.9, Untagged 0.0300 USD 0.1")
	if len(a.Notes) != 1 || !a.Rows[2].Untagged || !a.Movers.TopSum.Value.Add(a.Movers.Rest.Value).Equal(a.Movers.Change.Value) {
		t.Errorf("notes %q, %+v, %+v", a.Notes, a.Rows[2], a.Movers)
	}
	a = p.analyse(report.Question{By: "tag", Tags: []string{"team"}}, tags...)
	want(t, "one tag", text(a.Totals)+": "+groups(a.Rows), "1.2000 USD: team 1.2000 USD 100.0")
	a = p.analyse(report.Question{By: "project", Tags: []string{"team", "client"}}, tags...)
	want(t, "by project under two tags", groups(a.Rows), "no project 40.0000 USD 97.1, web 1.0000 USD 2.4, app 0.2000 USD 0.5")
	if _, err := p.Analytics(t.Context(), report.Question{From: "2026-11-01", Through: "2026-11-02", By: "tag", Tags: []string{"gone"}}, tags); !errors.Is(err, report.ErrQuestion) {
		t.Errorf("a tag that is gone: %v", err)
	}
}

func TestFiltersOfTwoDimensions(t *testing.T) {
	p := open(t)
	one, two := p.connect("acme", "One", ""), p.connect("zeta", "Two", "")
	for i, id := range []string{one, two} {
		p.read(id, all(),
			ledger.Entry{Day: "2026-11-02", Amount: usd(int64(1 + 1000*i)), Model: "a", Project: "x", Key: "k"},
			ledger.Entry{Day: "2026-11-02", Amount: usd(int64(10 + 1000*i)), Model: "a", Project: "y", Key: "k"},
			ledger.Entry{Day: "2026-11-02", Amount: usd(int64(100 + 1000*i)), Model: "b", Project: "x"})
	}
	x := []ledger.Part{{Account: one, Of: ledger.ByProject, Key: "x"}}
	for _, tt := range []struct {
		what string
		q    report.Question
		want string
	}{
		{"a model", report.Question{By: "account", Models: []string{"a"}}, "Two 20.1100 USD 99.5, One 0.1100 USD 0.5"},
		{"a model of a service", report.Question{By: "account", Models: []string{"a"}, Services: []string{"acme"}}, "One 0.1100 USD 100.0"},
		{"a model in a project", report.Question{By: "model", Models: []string{"a"}, Projects: x}, "a 0.0100 USD 100.0"},
		{"a project by model", report.Question{By: "model", Projects: x}, "b 1.0000 USD 99.0, a 0.0100 USD 1.0"},
		{"a key by project", report.Question{By: "project", Keys: []ledger.Part{{Account: one, Of: ledger.ByKey, Key: "k"}}}, "y 0.1000 USD 90.9, x 0.0100 USD 9.1"},
		{"a basis that is not there", report.Question{By: "model", Bases: []ledger.Basis{ledger.Metered}}, ""},
		{"a project of another account", report.Question{By: "model", Projects: x, Accounts: []string{two}}, ""},
	} {
		t.Run(tt.what, func(t *testing.T) { want(t, "rows", groups(p.analyse(tt.q).Rows), tt.want) })
	}
}

func TestWhatAMillionTokensCost(t *testing.T) {
	p := open(t)
	id := p.connect("acme", "Research", "")
	entries := []ledger.Entry{
		{Account: id, Basis: ledger.Billed, Item: "1", Day: "2026-11-02", Amount: usd(300), Model: "gpt"},
		{Account: id, Basis: ledger.Billed, Item: "2", Day: "2026-11-02", Amount: usd(100), Model: "images"},
	}
	_, err := p.book.Put(t.Context(), ledger.Read{Account: id, Basis: ledger.Billed, Span: all(), Entries: entries, At: noon, Usage: []ledger.Usage{
		{Account: id, Day: "2026-11-02", Kind: "completions", Model: "gpt", InputTokens: 1_000_000, CachedTokens: 613_000, OutputTokens: 500_000, Requests: 7},
		{Account: id, Day: "2026-10-02", Kind: "completions", Model: "gpt", InputTokens: 5, OutputTokens: 5},
	}})
	if err != nil {
		t.Fatal(err)
	}
	p.finish(id, account.Outcome{State: account.OK, Whole: true, At: noon})
	a := p.analyse(report.Question{By: "model"})
	gpt, images := a.Rows[0], a.Rows[1]
	if gpt.PerMillion.String() != "2.0000 USD" || gpt.CacheHit != "61.3" || gpt.Tokens.Requests != 7 || a.CacheHit != "61.3" || a.Tokens.InputTokens != 1_000_000 {
		t.Errorf("%+v", gpt)
	}
	if images.PerMillion != nil || images.Tokens != nil || images.CacheHit != "" {
		t.Errorf("without tokens: %+v", images)
	}
	for _, by := range []string{"account", "service", "project", "key"} {
		if a := p.analyse(report.Question{By: by}); a.Rows[0].Tokens == nil || a.Rows[0].Tokens.OutputTokens != 500_000 || a.Rows[0].PerMillion != nil {
			t.Errorf("by %s: %+v", by, a.Rows[0])
		}
	}
	for _, q := range []report.Question{{By: "basis"}, {By: "model", Bases: []ledger.Basis{ledger.Billed}}} {
		if a := p.analyse(q); a.Rows[0].Tokens != nil {
			t.Errorf("tokens of %+v", q)
		}
	}
}

func TestTheForecastOfAllIsThatOfTheOverview(t *testing.T) {
	p := open(t)
	entries := []ledger.Entry{}
	for i, day := range all().Days() {
		entries = append(entries, ledger.Entry{Day: day, Item: "x", Model: []string{"a", "b"}[i%2], Amount: usd(int64(100 + i%7*30))})
	}
	p.read(p.connect("acme", "Research", ""), all(), entries...)
	a, o := p.analyse(report.Question{By: "service"}), p.overview()
	want(t, "forecast", fmt.Sprintf("%+v %s", a.Forecast.Period, a.Forecast.Amount), fmt.Sprintf("%+v %s", o.Forecasts[0].Period, o.Forecasts[0].Amount))
	if a := p.analyse(report.Question{By: "service", Models: []string{"a"}}); a.Forecast.ToDate.Value.Cmp(o.Forecasts[0].ToDate.Value) >= 0 {
		t.Error("the forecast is not of what the filter leaves")
	}
	for _, span := range []calendar.Span{calendar.Through("2026-10-01", "2026-11-22"), calendar.Through("2026-11-02", "2026-11-22"), calendar.Through("2026-11-01", "2026-11-21")} {
		if a := p.analyse(report.Question{By: "service", From: span.Start, Through: span.Last()}); a.Forecast != nil {
			t.Errorf("a forecast of %v", span)
		}
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	p := open(t)
	for _, tt := range []struct {
		what string
		q    report.Question
		want error
	}{
		{"no day", report.Question{From: "2026-02-30", Through: "2026-03-01", By: "model"}, report.ErrQuestion},
		{"the end before the beginning", report.Question{From: "2026-03-02", Through: "2026-03-01", By: "model"}, report.ErrQuestion},
		{"more than five years", report.Question{From: "2016-03-02", Through: "2026-03-01", By: "model"}, report.ErrQuestion},
		{"no such cycle", report.Question{From: "2026-03-01", Through: "2026-03-01", By: "model", CycleDay: 32}, report.ErrQuestion},
		{"no such dimension", report.Question{From: "2026-03-01", Through: "2026-03-01", By: "colour"}, report.ErrDimension},
		{"by day, which every answer is", report.Question{From: "2026-03-01", Through: "2026-03-01", By: "day"}, report.ErrDimension},
		{"a model for a project", report.Question{From: "2026-03-01", Through: "2026-03-01", By: "model", Projects: []ledger.Part{{Of: ledger.ByModel}}}, report.ErrQuestion},
	} {
		if _, err := p.Analytics(t.Context(), tt.q, nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
}

func TestChoicesAreWhatIsInTheBook(t *testing.T) {
	p := open(t)
	one, two := p.connect("acme", "One", ""), p.connect("zeta", "two", "")
	p.connect("zeta", "Empty", "")
	p.read(one, calendar.Through("2026-11-01", "2026-11-02"), ledger.Entry{Day: "2026-11-02", Amount: usd(1), Model: "gpt", Project: "default", Key: "k"})
	p.read(two, calendar.Through("2026-11-02", "2026-11-03"), ledger.Entry{Day: "2026-11-02", Amount: usd(1), Model: "gpt", Project: "default"})
	c, err := p.Choices(t.Context(), []tag.Tag{{Name: "client"}})
	if err != nil {
		t.Fatal(err)
	}
	labels := func(list []report.Choice) string {
		texts := []string{}
		for _, c := range list {
			texts = append(texts, c.Label)
		}
		return strings.Join(texts, ", ")
	}
	want(t, "accounts", labels(c.Accounts), "Empty, One, two")
	want(t, "services", labels(c.Services), "Acme, Zeta")
	want(t, "models", labels(c.Models), "gpt")
	want(t, "projects", labels(c.Projects), "default (One), default (two)")
	want(t, "keys", labels(c.Keys), "k, no key")
	want(t, "the rest", fmt.Sprintf("%s %s %s", c.First, c.Last, c.Tags), "2026-11-01 2026-11-03 [client]")
}

func TestAnalyticsAreConvertedLikeTheOverview(t *testing.T) {
	db := databasetest.Open(t)
	p := openIn(t, db)
	chosen := settings.Default()
	chosen.DisplayCurrency = money.USD
	if err := settings.New(db).Save(t.Context(), chosen); err != nil {
		t.Fatal(err)
	}
	store := rates.New(db)
	if err := store.Put(t.Context(), rates.Rate{Currency: "EUR", Quote: money.USD, Day: "2026-10-01", Rate: "1.1"}); err != nil {
		t.Fatal(err)
	}
	p.Exchange(store)
	p.read(p.connect("acme", "One", ""), all(), on("2026-11-05", euros(200)), on("2026-10-05", euros(300)), on("2026-11-05", usd(50)))
	a := p.analyse(report.Question{By: "account"})
	want(t, "both", a.Converted.Amount.String(), p.overview().Converted.Amount.String())
	want(t, "the month", a.Converted.Amount.String(), "2.7000 USD")
	if a := p.analyse(report.Question{By: "account", From: "2026-09-22", Through: "2026-09-30"}); a.Converted != nil {
		t.Errorf("nothing to convert: %+v", a.Converted)
	}
}
