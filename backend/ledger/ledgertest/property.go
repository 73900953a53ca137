package ledgertest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

func nano(n int64) decimal.Decimal { return decimal.New(n, -money.Places) }

// testModel puts any sequence of reads into the store and into the model, and compares all
// that they say. Accounts of one sequence begin with its number, since the store stays.
func testModel(t *testing.T, store ledger.Store) {
	sequence := 0
	rapid.Check(t, func(t *rapid.T) {
		sequence++
		accounts := []string{fmt.Sprint(sequence, "a"), fmt.Sprint(sequence, "b")}
		defer func() {
			for _, account := range accounts {
				if err := store.Forget(t.Context(), account); err != nil {
					t.Fatal(err)
				}
			}
		}()
		model := NewModel()
		for range rapid.IntRange(1, 12).Draw(t, "reads") {
			r := drawRead(t, accounts)
			got, err := store.Put(t.Context(), r)
			if err != nil {
				t.Fatalf("put %+v: %v", r, err)
			}
			want, err := model.Put(t.Context(), r)
			if err != nil || got != want {
				t.Fatalf("put %+v: change %+v, want %+v (%v)", r, got, want, err)
			}
		}
		compareBooks(t, store, model, accounts)
	})
}

func compareBooks(t *rapid.T, store, model ledger.Store, accounts []string) {
	t.Helper()
	if got, want := Dump(t, store), Dump(t, model); got != want {
		t.Fatalf("the book says %s\n\nthe model says %s", got, want)
	}
	span := drawSpan(t)
	picked := rapid.SliceOfN(rapid.SampledFrom(append(accounts, "nobody")), 0, 3).Draw(t, "accounts")
	for _, by := range dimensions {
		got, err := store.Sum(t.Context(), span, by, picked)
		if err != nil {
			t.Fatal(err)
		}
		if want, _ := model.Sum(t.Context(), span, by, picked); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("by %s in %v of %v: %v, want %v", by, span, picked, got, want)
		}
	}
	parts := drawParts(t, append(accounts, "nobody"))
	days, err := store.DaysOf(t.Context(), span, parts)
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := model.DaysOf(t.Context(), span, parts); daysText(days) != daysText(want) {
		t.Fatalf("days in %v of %v: %s, want %s", span, parts, daysText(days), daysText(want))
	}
	compareActivity(t, store, model, accounts)
	for _, account := range accounts {
		got, err := store.SettledThrough(t.Context(), account)
		if want, _ := model.SettledThrough(t.Context(), account); err != nil || got != want {
			t.Fatalf("settled through %q, %v, want %q", got, err, want)
		}
		known, err := store.Known(t.Context(), account)
		if want, _ := model.Known(t.Context(), account); err != nil || known != want {
			t.Fatalf("known %v, %v, want %v", known, err, want)
		}
	}
}

func drawParts(t *rapid.T, accounts []string) []ledger.Part {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ledger.Part {
		return ledger.Part{
			Account: rapid.SampledFrom(accounts).Draw(t, "account"),
			Of:      rapid.SampledFrom([]ledger.Dimension{ledger.ByAccount, ledger.ByProject, ledger.ByProject, ledger.ByKey, ledger.ByKey}).Draw(t, "of"),
			Key:     rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "key"),
		}
	}), 0, 5).Draw(t, "parts")
}

func daysText(days []ledger.Day) string {
	var text strings.Builder
	for _, d := range days {
		fmt.Fprintf(&text, "%s %s %s %v %v %v %v; ", d.Account, d.Day, d.Basis, d.Totals, d.Settled, d.Counted, d.ReadAt.UTC())
	}
	return text.String()
}

func drawSpan(t *rapid.T) calendar.Span {
	first := calendar.Day("2026-02-26").Add(rapid.IntRange(0, 5).Draw(t, "first"))
	return calendar.Span{Start: first, End: first.Add(rapid.IntRange(0, 4).Draw(t, "days"))}
}

func drawRead(t *rapid.T, accounts []string) ledger.Read {
	r := ledger.Read{
		Account: rapid.SampledFrom(accounts).Draw(t, "account"),
		Basis:   rapid.SampledFrom(ledger.Bases()).Draw(t, "basis"),
		Span:    drawSpan(t),
		At:      calendar.Day("2026-02-26").Start().Add(time.Duration(rapid.Int64Range(0, 10*24*3600).Draw(t, "at")) * time.Second),
		// One vendor may revise for longer than another.
		SettlesAfter: time.Duration(rapid.IntRange(0, 3).Draw(t, "settles")) * 24 * time.Hour,
	}
	days := r.Span.Days()
	if len(days) == 0 {
		return r
	}
	for range rapid.IntRange(0, 6).Draw(t, "entries") {
		r.Entries = append(r.Entries, drawEntry(t, r, rapid.SampledFrom(days).Draw(t, "day")))
	}
	if rapid.Bool().Draw(t, "with usage") {
		r.Usage = []ledger.Usage{}
		for range rapid.IntRange(0, 3).Draw(t, "usage") {
			r.Usage = append(r.Usage, ledger.Usage{
				Account: r.Account, Day: rapid.SampledFrom(days).Draw(t, "day"), Kind: "completions",
				Model:   rapid.SampledFrom([]string{"", "m", "n"}).Draw(t, "model"),
				Project: rapid.SampledFrom([]string{"", "x"}).Draw(t, "project"), Key: rapid.SampledFrom([]string{"", "y"}).Draw(t, "key"),
				InputTokens: rapid.Int64Range(0, math.MaxInt32).Draw(t, "input"), Requests: 1,
			})
		}
	}
	return r
}

// drawEntry gives each item a currency of its own: what a store does with one key in two
// currencies is left to it.
func drawEntry(t *rapid.T, r ledger.Read, day calendar.Day) ledger.Entry {
	item := rapid.IntRange(0, 4).Draw(t, "item")
	text := rapid.SampledFrom([]string{"", "x", "y", "'\x00🦑"})
	return ledger.Entry{
		Account: r.Account, Basis: r.Basis, Day: day, Item: fmt.Sprint("item ", item),
		Amount: money.FromNanos(rapid.Int64Range(-1e15, 1e15).Draw(t, "nanos"), [...]string{"USD", "USD", "USD", "EUR", "SEK"}[item]),
		Line:   text.Draw(t, "line"), Model: text.Draw(t, "model"), Project: text.Draw(t, "project"), Key: text.Draw(t, "key"),
		Quantity: rapid.SampledFrom([]string{"", "1", "2.5"}).Draw(t, "quantity"), Unit: rapid.SampledFrom([]string{"", "tokens"}).Draw(t, "unit"),
	}
}
