package report_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/report"
	"outlay/backend/settings"
	"outlay/backend/tag"
	"outlay/backend/vault"
)

// size is how many entries a benchmark works on: a small book, unless the environment says so.
func size(b *testing.B, name string, small int) int {
	text := os.Getenv(name)
	if text == "" {
		return small
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("%s=%q is no number of entries", name, text)
	}
	return n
}

// benchAccounts have three years of history each.
const benchAccounts = 20

// benchDesk opens a book of n entries in [benchAccounts] accounts, and makes it where there is
// none. OUTLAY_BENCH_DIR says where the books are kept from run to run.
func benchDesk(b *testing.B, n int) (*report.Desk, []string) {
	b.Helper()
	dir := os.Getenv("OUTLAY_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	db, err := database.Open(b.Context(), database.Options{Path: filepath.Join(dir, fmt.Sprintf("wide-%d.db", n))})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	acme := provider.Descriptor{
		ID: "acme", Name: "Acme", Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}},
		Sources: []ledger.Basis{ledger.Billed}, History: 36, MaxSpan: 100, SettlesAfter: 72 * time.Hour, Currency: money.USD,
	}
	vendors := provider.NewRegistry(acme)
	clock := func() time.Time { return noon }
	book := sqlite.New(db)
	accounts := account.NewStore(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), vendors, book, clock)
	known, err := accounts.All(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var ids []string
	for _, a := range known {
		ids = append(ids, a.ID)
	}
	for i := len(ids); i < benchAccounts; i++ {
		key, label := "a-key", fmt.Sprintf("Account %02d", i)
		a, err := accounts.Add(b.Context(), account.Draft{Provider: "acme", Label: &label, Key: &key})
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range wide(a.ID, i, n/benchAccounts) {
			if _, err := book.Put(b.Context(), r); err != nil {
				b.Fatal(err)
			}
		}
		if err := accounts.Finish(b.Context(), a.ID, account.Outcome{State: account.OK, Whole: true, At: noon}); err != nil {
			b.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	return report.New(accounts, settings.New(db), book, vendors, clock), ids
}

// wide is three years of one account, of n entries and with what they consumed, a year a read.
func wide(id string, of, n int) (reads []ledger.Read) {
	all := calendar.Through("2023-11-23", "2026-11-22")
	for _, span := range all.Split(366) {
		r := ledger.Read{Account: id, Basis: ledger.Billed, Span: span, At: noon, SettlesAfter: 72 * time.Hour, Usage: []ledger.Usage{}}
		days := span.Days()
		part := n * len(days) / all.Len()
		for i := range part {
			line, project, key := i%40, (i/40+of)%25, i/1000%50
			r.Entries = append(r.Entries, ledger.Entry{
				Account: id, Basis: ledger.Billed, Day: days[i*len(days)/part],
				Item:   fmt.Sprintf("model-%d, input|proj_%06d|key_%08d", line, project, i),
				Amount: money.FromNanos(int64(i%1_000_003)*17, money.USD),
				Line:   fmt.Sprintf("model-%d, input", line), Model: fmt.Sprintf("model-%d", line),
				Project: fmt.Sprintf("proj_%06d", project), Key: fmt.Sprintf("key_%04d", key),
				Quantity: strconv.Itoa(i % 9973), Unit: "tokens",
			})
		}
		for _, day := range days {
			for m := range 40 {
				r.Usage = append(r.Usage, ledger.Usage{Account: id, Day: day, Kind: "completions", Model: fmt.Sprintf("model-%d", m), Project: fmt.Sprintf("proj_%06d", (m+of)%25),
					Key: fmt.Sprintf("key_%04d", m), InputTokens: 1_000_000, CachedTokens: 400_000, OutputTokens: 50_000, Requests: 100})
			}
		}
		reads = append(reads, r)
	}
	return reads
}

// BenchmarkAnalytics asks what the analytics screen asks, as JSON, on the book that
// OUTLAY_BENCH_ANALYTICS (entries) says.
func BenchmarkAnalytics(b *testing.B) {
	n := size(b, "OUTLAY_BENCH_ANALYTICS", 20_000)
	desk, ids := benchDesk(b, n)
	years := report.Question{From: "2023-11-23", Through: "2026-11-22"}
	with := func(q report.Question, change func(*report.Question)) report.Question { change(&q); return q }
	preset := func(name string) report.Question {
		span := report.Preset(name, "2026-11-22", 1)
		return report.Question{From: span.Start, Through: span.Last(), Compare: true}
	}
	tags := []tag.Tag{
		{Name: "client", Parts: []ledger.Part{{Account: ids[0], Of: ledger.ByAccount}, {Account: ids[1], Of: ledger.ByProject, Key: "proj_000003"}}},
		{Name: "team", Parts: []ledger.Part{{Account: ids[2], Of: ledger.ByAccount}, {Account: ids[3], Of: ledger.ByKey, Key: "key_0003"}}},
	}
	for _, by := range []string{"service", "model", "project", "key", "tag"} {
		for name, q := range map[string]report.Question{"this month": preset(report.ThisMonth), "90 days": preset(report.Last90Days), "this year": preset(report.ThisYear), "three years": years} {
			q.By = by
			benchAnalytics(b, fmt.Sprintf("%s by %s of %d", name, by, n), desk, q, tags)
		}
	}
	benchAnalytics(b, fmt.Sprintf("this month of one account by model of %d", n), desk, with(preset(report.ThisMonth), func(q *report.Question) { q.By, q.Accounts = "model", ids[:1] }), tags)
	benchAnalytics(b, fmt.Sprintf("this month of one model by project of %d", n), desk, with(preset(report.ThisMonth), func(q *report.Question) { q.By, q.Models = "project", []string{"model-3"} }), tags)
	benchAnalytics(b, fmt.Sprintf("three years of one model by project of %d", n), desk, with(years, func(q *report.Question) { q.By, q.Models = "project", []string{"model-3"} }), tags)
}

func benchAnalytics(b *testing.B, name string, desk *report.Desk, q report.Question, tags []tag.Tag) {
	b.Run(name, func(b *testing.B) {
		for b.Loop() {
			answer, err := desk.Analytics(b.Context(), q, tags)
			if err != nil || len(answer.Rows) == 0 {
				b.Fatal(len(answer.Rows), err)
			}
			text, err := json.Marshal(answer)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(text))/1024, "KB")
		}
	})
}

// BenchmarkActivity scrolls through the book that OUTLAY_BENCH_ACTIVITY (entries) says. What
// each filter and order costs the first time is measured apart from the pages after it.
func BenchmarkActivity(b *testing.B) {
	n := size(b, "OUTLAY_BENCH_ACTIVITY", 20_000)
	desk, ids := benchDesk(b, n)
	yes := true
	for _, view := range []struct {
		name string
		q    report.ActivityQuestion
	}{
		{"newest first", report.ActivityQuestion{}},
		{"oldest first", report.ActivityQuestion{Sort: ledger.Sort{By: ledger.SortDay}}},
		{"by account", report.ActivityQuestion{Sort: ledger.Sort{By: ledger.SortAccount}}},
		{"one account, counted", report.ActivityQuestion{Accounts: ids[:1], Counted: &yes}},
		{"one model", report.ActivityQuestion{Models: []string{"model-3"}}},
		{"one model and project", report.ActivityQuestion{Models: []string{"model-3"}, Projects: []ledger.Part{{Account: ids[0], Of: ledger.ByProject, Key: "proj_000000"}}}},
		{"text", report.ActivityQuestion{Text: "MODEL-3, "}},
		{"largest first", report.ActivityQuestion{Sort: ledger.Sort{By: ledger.SortAmount, Desc: true}}},
		{"largest of a month first", report.ActivityQuestion{From: "2026-10-01", Through: "2026-10-31", Sort: ledger.Sort{By: ledger.SortAmount, Desc: true}}},
		{"last changed first", report.ActivityQuestion{Sort: ledger.Sort{By: ledger.SortLastChanged, Desc: true}}},
		{"by model", report.ActivityQuestion{Sort: ledger.Sort{By: ledger.SortModel}}},
	} {
		view.q.Limit = 100
		first := time.Now()
		page, err := desk.Activity(b.Context(), view.q, nil)
		if err != nil || page.Rows == 0 {
			b.Fatalf("%s: %d rows, %v", view.name, page.Rows, err)
		}
		took := time.Since(first)
		at := 0
		b.Run(fmt.Sprintf("%s of %d", view.name, n), func(b *testing.B) {
			for b.Loop() {
				at = (at + page.Rows/7 + 1) % page.Rows
				view.q.Offset = at
				if _, err := desk.Activity(b.Context(), view.q, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(took.Milliseconds()), "ms-first")
		})
	}
}
