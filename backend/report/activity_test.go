package report_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/invoice"
	"outlay/backend/ledger"
	"outlay/backend/report"
	"outlay/backend/tag"
)

func (p *profile) page(q report.ActivityQuestion, tags ...tag.Tag) report.ActivityPage {
	p.t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	page, err := p.Activity(p.t.Context(), q, tags)
	if err != nil {
		p.t.Fatal(err)
	}
	return page
}

// lines are a page as text: "day label line amount".
func lines(page report.ActivityPage) string {
	texts := []string{}
	for _, i := range page.Items {
		texts = append(texts, fmt.Sprintf("%s %s %s %s", i.Entry.Day[5:], i.Label, i.Entry.Line, i.Entry.Amount.Decimal()))
	}
	return strings.Join(texts, ", ")
}

func TestPagesOfTheLedger(t *testing.T) {
	p := open(t)
	one, two := p.connect("acme", "alpha", ""), p.connect("zeta", "Beta", "")
	p.read(two, all(), ledger.Entry{Day: "2026-11-02", Amount: usd(100), Line: "calls", Model: "gpt", Project: "p1", Key: "k1"}, ledger.Entry{Day: "2026-11-03", Amount: usd(-30), Line: "credit"})
	p.read(one, all(), ledger.Entry{Day: "2026-11-03", Amount: usd(5), Line: "seats", Project: "p1"})
	p.put(one, ledger.Estimated, calendar.Through("2026-11-03", "2026-11-03"), ledger.Entry{Day: "2026-11-03", Amount: usd(7), Line: "guess"})
	if err := p.book.PutNames(t.Context(), two, []ledger.Name{{Kind: "project", ID: "p1", Name: "Support <b>desk</b>"}, {Kind: "key", ID: "k1", Name: "Laptop"}}); err != nil {
		t.Fatal(err)
	}
	yes := true
	tags := []tag.Tag{{Name: "client", Parts: []ledger.Part{{Account: two, Of: ledger.ByKey, Key: "k1"}}}}
	for _, tt := range []struct {
		what, want string
		q          report.ActivityQuestion
	}{
		{"the newest day first, accounts by label", "11-03 alpha seats 0.0500, 11-03 alpha guess 0.0700, 11-03 Beta credit -0.3000, 11-02 Beta calls 1.0000", report.ActivityQuestion{}},
		{"a page in the middle", "11-03 alpha guess 0.0700", report.ActivityQuestion{Offset: 1, Limit: 1}},
		{"the largest first", "11-02 Beta calls 1.0000", report.ActivityQuestion{Limit: 1, Sort: ledger.Sort{By: ledger.SortAmount, Desc: true}}},
		{"accounts by label, the last first", "11-03 Beta credit -0.3000", report.ActivityQuestion{Limit: 1, Sort: ledger.Sort{By: ledger.SortAccount, Desc: true}}},
		{"from a day on", "11-03 Beta credit -0.3000", report.ActivityQuestion{From: "2026-11-03", Services: []string{"zeta"}}},
		{"through a day", "11-02 Beta calls 1.0000", report.ActivityQuestion{Through: "2026-11-02"}},
		{"a project by the name that people gave it", "11-02 Beta calls 1.0000", report.ActivityQuestion{Text: " support "}},
		{"an account by its label", "11-03 alpha seats 0.0500, 11-03 alpha guess 0.0700", report.ActivityQuestion{Text: "ALPHA"}},
		{"a service by its name", "11-03 Beta credit -0.3000, 11-02 Beta calls 1.0000", report.ActivityQuestion{Text: "zeta"}},
		{"the vendor's own words", "11-03 Beta credit -0.3000", report.ActivityQuestion{Text: "Credit"}},
		{"what counts", "11-03 alpha seats 0.0500", report.ActivityQuestion{Counted: &yes, Accounts: []string{one}}},
		{"a tag", "11-02 Beta calls 1.0000", report.ActivityQuestion{Tags: []string{"client"}}},
		{"an account that is not there", "", report.ActivityQuestion{Accounts: []string{"nobody"}}},
	} {
		t.Run(tt.what, func(t *testing.T) { want(t, "rows", lines(p.page(tt.q, tags...)), tt.want) })
	}
	page := p.page(report.ActivityQuestion{})
	if page.Rows != 4 || text(page.Sums) != "0.7500 USD" || page.Items[1].Counted || !page.Items[3].Settled || !page.Items[0].FirstSeen.Equal(noon) {
		t.Errorf("%+v", page)
	}
	last := page.Items[3]
	want(t, "names", fmt.Sprint([]string{last.Service, last.ServiceID, last.Project, last.Key}), "[Zeta zeta Support <b>desk</b> Laptop]")
	p.put(one, ledger.Estimated, calendar.Through("2026-11-03", "2026-11-03"))
	if after := p.page(report.ActivityQuestion{}); after.Version == page.Version || after.Rows != 3 {
		t.Errorf("a changed book is %+v", after)
	}
}

func TestPagesThatThereCannotBe(t *testing.T) {
	p := open(t)
	for what, q := range map[string]report.ActivityQuestion{
		"too many rows": {Limit: 501}, "before the first": {Offset: -1}, "no day": {From: "yesterday"}, "no last day": {Through: "2026-13-01"},
		"the end first": {From: "2026-11-02", Through: "2026-11-01"}, "a tag that is gone": {Tags: []string{"x"}},
	} {
		if _, err := p.Activity(t.Context(), q, nil); !errors.Is(err, report.ErrQuestion) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if page := p.page(report.ActivityQuestion{Through: "9999-12-31"}); page.Rows != 0 || len(page.Items) != 0 {
		t.Errorf("an empty book: %+v", page)
	}
}

func TestWhyADayCostsWhatItDoes(t *testing.T) {
	day := calendar.Day("2026-11-21")
	only := calendar.Through(day, day)
	for _, tt := range []struct {
		what     string
		put      func(p *profile, id string)
		counted  string
		sentence string
		bases    []string // basis, total, and the beginning of why
	}{
		{"nothing was read", func(*profile, string) {}, "", "This day was not read", nil},
		{"a bill that is settled", func(p *profile, id string) {
			p.read(id, calendar.Through("2026-11-01", "2026-11-22"), on("2026-11-01", usd(1)))
		}, "0.0000 USD", "What counts is the vendor's own bill. The day may still change; it is settled by the first sync after 25 Nov 00:00 UTC.", []string{"billed : It counts: the vendor's own bill"}},
		{"a bill outranks the gateway", func(p *profile, id string) {
			p.put(id, ledger.Metered, only, on(day, usd(90)))
			p.put(id, ledger.Billed, only, on(day, usd(100)))
		}, "1.0000 USD", "What counts is the vendor's own bill.", []string{"billed 1.0000 USD: It counts", "metered 0.9000 USD: It does not count, so that nothing is counted twice: the vendor's own bill is known"}},
		{"a file outranks an estimate", func(p *profile, id string) {
			p.put(id, ledger.Estimated, only, on(day, usd(90)))
			p.put(id, ledger.Imported, only, on(day, usd(100)))
		}, "1.0000 USD", "What counts is the imported file. The day may still change.", []string{"imported 1.0000 USD: It counts: the vendor's own bill is not known", "estimated 0.9000 USD: It does not count, so that nothing is counted twice: the imported file is known"}},
		{"the gateway alone, and a seat", func(p *profile, id string) {
			p.put(id, ledger.Metered, only, on(day, usd(90)))
			p.put(id, ledger.Subscription, only, on(day, usd(2000)))
		}, "20.9000 USD", "What counts is what the gateway saw and the recurring price.", []string{"metered 0.9000 USD: It counts: neither a bill nor", "subscription 20.0000 USD: A recurring price always counts"}},
		{"an estimate alone", func(p *profile, id string) { p.put(id, ledger.Estimated, only, on(day, usd(90))) }, "0.9000 USD",
			"What counts is the estimate", []string{"estimated 0.9000 USD: It counts: nothing better is known"}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			id := p.connect("acme", "Research", "")
			tt.put(p, id)
			w, err := p.Why(t.Context(), id, day, nil)
			if err != nil {
				t.Fatal(err)
			}
			want(t, "counted", text(w.Counted), tt.counted)
			if !strings.HasPrefix(w.Sentence, tt.sentence) {
				t.Errorf("says %q, want %q", w.Sentence, tt.sentence)
			}
			if len(w.Bases) != len(tt.bases) || (w.Gap == nil) != (len(tt.bases) > 0) {
				t.Fatalf("bases %+v, gap %+v", w.Bases, w.Gap)
			}
			for i, b := range w.Bases {
				if got := fmt.Sprintf("%s %s: %s", b.Basis, text(b.Totals), b.Sentence); !strings.HasPrefix(got, tt.bases[i]) {
					t.Errorf("basis %d: %q, want %q", i, got, tt.bases[i])
				}
				if b.Rows != len(b.Items) || !b.ReadAt.Equal(noon) {
					t.Errorf("%d rows, %d items, read %s", b.Rows, len(b.Items), b.ReadAt)
				}
			}
		})
	}
}

func TestWhyOfASettledDay(t *testing.T) {
	p := open(t)
	id := p.connect("acme", "Research", "")
	entries := []ledger.Entry{}
	for i := range 230 {
		entries = append(entries, on("2026-11-02", usd(int64(i))))
	}
	p.read(id, all(), entries...)
	p.put(id, ledger.Metered, calendar.Through("2026-11-02", "2026-11-02"), on("2026-11-02", usd(7)))
	w, err := p.Why(t.Context(), id, "2026-11-02", []invoice.Invoice{
		{Account: id, Month: "2026-11-01", Amount: usd(26335)}, {Account: id, Month: "2026-10-01", Amount: usd(1)}, {Account: "another", Month: "2026-11-01", Amount: usd(1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := w.Bases[0]
	want(t, "sentence", w.Sentence, "What counts is the vendor's own bill. The day is settled.")
	if b.Rows != 230 || len(b.Items) != 200 || b.Items[0].Entry.Amount.Decimal() != "2.2900" || !b.Settled || b.Until != nil {
		t.Errorf("%d rows, %d items, the first %v, settled %t until %v", b.Rows, len(b.Items), b.Items[0].Entry.Amount, b.Settled, b.Until)
	}
	if w.Metered == nil || len(w.Metered.ByBasis) != 2 || len(w.Invoices) != 1 || !w.Invoices[0].Match {
		t.Errorf("metered %+v, invoices %+v", w.Metered, w.Invoices)
	}
	if until := w.Bases[1].Until; until != nil && !until.Equal(time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("metered until %v", until)
	}
	if _, err := p.Why(t.Context(), "nobody", "2026-11-02", nil); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
}
