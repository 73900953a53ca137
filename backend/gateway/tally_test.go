package gateway_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/gateway"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

var november = calendar.Month(today)

// entries are what the book counts, one line each.
func (w *world) entries() string {
	w.t.Helper()
	var lines []string
	err := w.book.Entries(w.t.Context(), november, nil, func(e ledger.Entry) error {
		lines = append(lines, fmt.Sprintf("%s %s %s %s %q %s %s", e.Day, e.Basis, e.Model, e.Amount, e.Line, e.Quantity, e.Unit))
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// days are what the book knows, one line a day and basis.
func (w *world) days() string {
	w.t.Helper()
	known, err := w.book.Days(w.t.Context(), november, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, d := range known {
		state := "provisional"
		if d.Settled {
			state = "settled"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %v", d.Day, d.Basis, state, d.Totals))
	}
	return strings.Join(lines, "\n")
}

// restart ends the gateway, which writes all, and starts it again.
func (w *world) restart() {
	w.t.Helper()
	w.end()
	w.start()
}

func TestCallsBecomeOneEntryADayModelAndToken(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	for range 3 {
		w.chat(asked)
	}
	_, mine := w.token, w.token
	_, w.token = w.addToken(w.id, "another script")
	w.chat(asked)
	w.token = mine
	w.restart()
	w.chat(asked) // of the same day, after a restart: the sums go on
	w.end()
	want := `2026-11-22 metered gpt-4o-mini 0.00084 USD "gpt-4o-mini via gateway" 4400 tokens
2026-11-22 metered gpt-4o-mini 0.00021 USD "gpt-4o-mini via gateway" 1100 tokens`
	turned := strings.Join([]string{strings.Split(want, "\n")[1], strings.Split(want, "\n")[0]}, "\n") // ids have no order
	if got := w.entries(); got != want && got != turned {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	rows, err := w.book.Sum(t.Context(), november, ledger.ByKey, nil)
	if err != nil || len(rows) != 2 {
		t.Errorf("by key %v, %v", rows, err)
	}
	names, err := w.book.Names(t.Context())
	if err != nil || !strings.Contains(fmt.Sprint(names[w.id]), "my script (gateway)") {
		t.Errorf("names %v, %v", names, err)
	}
}

func TestADayIsProvisionalUntilItIsOver(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	w.chat(asked)
	w.restart()
	if got, want := w.days(), "2026-11-22 metered provisional [0.00021 USD]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	w.set(today.End().Add(time.Second))
	w.chat(asked)
	w.restart()
	if got, want := w.days(), "2026-11-22 metered settled [0.00021 USD]\n2026-11-23 metered provisional [0.00021 USD]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	w.set(today.End().AddDate(0, 0, 1))
	w.restart() // without a call
	if got, want := w.days(), "2026-11-22 metered settled [0.00021 USD]\n2026-11-23 metered settled [0.00021 USD]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWhatIsMeteredNeverAddsToABill(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	w.chat(asked)
	w.end()
	_, err := w.book.Put(t.Context(), ledger.Read{
		Account: w.id, Basis: ledger.Billed, Span: calendar.Through(today, today), At: w.clock(), SettlesAfter: time.Hour,
		Entries: []ledger.Entry{{Account: w.id, Day: today, Basis: ledger.Billed, Item: "all", Amount: money.FromNanos(7e9, "USD")}},
		Usage:   []ledger.Usage{{Account: w.id, Day: today, Kind: "completions", Model: "gpt-4o-mini", InputTokens: 7}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.start()
	w.chat(asked)
	w.end()
	rows, err := w.book.Sum(t.Context(), november, ledger.ByBasis, nil)
	if err != nil || len(rows) != 1 || rows[0].Basis != ledger.Billed || rows[0].Amount.String() != "7.0000 USD" {
		t.Errorf("counted are %v, %v", rows, err)
	}
	if got := w.days(); !strings.Contains(got, "metered provisional [0.00042 USD]") {
		t.Errorf("beside it the book knows %s", got)
	}
	used, err := w.book.UsageByModel(t.Context(), november, nil)
	if err != nil || len(used) != 1 || used[0].InputTokens != 7 {
		t.Errorf("the vendor's own tokens became %v, %v", used, err)
	}
}

func TestTokensOfAVendorThatPublishesNothing(t *testing.T) {
	answer := spoken
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { say(200, "application/json", answer)(w, r) }))
	vendor, _ := w.accounts.Get(t.Context(), w.id)
	id := w.add("groq", "Fast", vendor.BaseURL)
	_, w.token = w.addToken(id, "tool")
	call := func() {
		w.do(w.request(http.MethodPost, "/fast/v1/chat/completions", asked))
		w.restart()
	}
	used := func() string {
		list, err := w.book.UsageByModel(t.Context(), november, []string{id})
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for _, u := range list {
			text = append(text, fmt.Sprintf("%s %d+%d in %d", u.Model, u.InputTokens, u.OutputTokens, u.Requests))
		}
		return strings.Join(text, ", ")
	}
	answer = strings.ReplaceAll(spoken, model, "mystery")
	call()
	if got := w.days(); got != "" { // nothing is known of what it cost: that is not $0
		t.Errorf("a day of which no cost is known is %s", got)
	}
	answer = strings.ReplaceAll(spoken, model, priced)
	call()
	call()
	if got, want := used(), priced+" 2000+200 in 2, mystery 1000+100 in 1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	gaps, err := w.gw.Unpriced(t.Context(), november)
	if err != nil || len(gaps) != 1 || gaps[0] != (gateway.Gap{Account: id, Model: "mystery", First: today, Last: today, Unpriced: 1, Input: 1000, Output: 100}) {
		t.Errorf("gaps %+v, %v", gaps, err)
	}
	if got := w.entries(); strings.Contains(got, "mystery") || strings.Count(got, "\n") != 0 {
		t.Errorf("entries %s", got)
	}
}

// priced is a model of Groq that the table knows.
const priced = "llama-3.1-8b-instant"

func TestAnEstimateOfEverythingIsNotReplacedByAPart(t *testing.T) {
	w := open(t, say(200, "application/json", strings.ReplaceAll(spoken, model, "mistral-large-latest")))
	vendor, _ := w.accounts.Get(t.Context(), w.id)
	id := w.add("mistral", "Estimated", vendor.BaseURL)
	_, w.token = w.addToken(id, "tool")
	w.do(w.request(http.MethodPost, "/estimated/v1/chat/completions", asked))
	if got := w.usage(); len(got) != 1 || got[0].Cost == nil {
		t.Errorf("metered is %+v", got)
	}
	if got := w.days(); got != "" {
		t.Errorf("the book says %s", got)
	}
}

func TestFreeCallsAreNotCounted(t *testing.T) {
	w := open(t, say(200, "application/json", "{}"))
	w.do(w.request(http.MethodGet, "/research/v1/models", ""))
	w.do(w.request(http.MethodGet, "/research/v1/chat/completions", ""))
	w.do(w.request(http.MethodPost, "/research/v1/files", "{}"))
	if got := w.metered(); got != "" {
		t.Errorf("metered %q", got)
	}
	tokens, err := w.gw.Tokens(t.Context())
	if err != nil || len(tokens) != 1 || tokens[0].LastUsedAt == nil || !tokens[0].LastUsedAt.Equal(w.clock()) {
		t.Errorf("tokens %+v, %v", tokens, err)
	}
}

func TestACallThatNobodyKnowsIsAGap(t *testing.T) {
	w := open(t, say(200, "audio/mpeg", "la la"))
	w.do(w.request(http.MethodPost, "/research/v1/audio/speech", "{}"))
	if got := w.metered(); got != " 1/1/0/0 0+0 -" {
		t.Errorf("metered %q", got)
	}
	gaps, err := w.gw.Unpriced(t.Context(), november)
	if err != nil || len(gaps) != 1 || gaps[0].Unreported != 1 {
		t.Errorf("gaps %+v, %v", gaps, err)
	}
}

// A program that is killed leaves a day in gateway_due; the next one puts it.
func TestTheNextProgramCompletesTheBook(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	w.chat(asked)
	w.end()
	for _, query := range []string{`DELETE FROM entries`, `DELETE FROM rollups`, `DELETE FROM days`, `UPDATE gateway_due SET changed = 1`} {
		if _, err := w.db.Write.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	w.start()
	w.end()
	if got := w.days(); got != "2026-11-22 metered provisional [0.00021 USD]" {
		t.Errorf("the book says %s", got)
	}
}

func TestWhatCannotBeWrittenIsKept(t *testing.T) {
	w := open(t, say(200, "application/json", spoken), func(o *gateway.Options) { o.Every = 5 * time.Millisecond })
	run := func(query string) {
		if _, err := w.db.Write.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	run(`ALTER TABLE gateway_usage RENAME TO hidden`)
	for range 5 {
		w.chat(asked)
	}
	for end := time.Now().Add(time.Minute); !strings.Contains(w.log.String(), "no such table"); {
		if time.Now().After(end) {
			t.Fatal("nothing was written in a minute")
		}
	}
	run(`ALTER TABLE hidden RENAME TO gateway_usage`)
	if got := w.metered(); got != "gpt-4o-mini 5/0/0/0 5000+500 0.00105 USD" {
		t.Errorf("metered %q", got)
	}
}

func TestAnAccountThatIsRemoved(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	w.chat(asked)
	if err := w.accounts.Remove(t.Context(), w.id, false); err != nil {
		t.Fatal(err)
	}
	if got := w.metered(); got != "" {
		t.Errorf("metered %q", got)
	}
	if got := w.days(); got != "" {
		t.Errorf("the book says %s", got)
	}
}

func TestWhoIsToldThatTheBookChanged(t *testing.T) {
	told := make(chan string, 10)
	w := open(t, say(200, "application/json", spoken), func(o *gateway.Options) {
		o.Every = 5 * time.Millisecond
		o.After = func(_ context.Context, id string) { told <- id }
	})
	w.chat(asked)
	if got := <-told; got != w.id {
		t.Errorf("told of %s", got)
	}
	if got := w.days(); !strings.HasPrefix(got, "2026-11-22 metered provisional") { // while it runs
		t.Errorf("the book says %s", got)
	}
}

func TestAPriceOfTheVendorsOwnAndOneThatCannotBe(t *testing.T) {
	for _, tt := range []struct{ what, answer, metered string }{
		{"a billion tokens of nonsense", strings.ReplaceAll(spoken, `"prompt_tokens":1000`, `"prompt_tokens":9007199254740993`), " 1/1/0/0 0+0 -"},
		{"fewer than no tokens", strings.ReplaceAll(spoken, `"prompt_tokens":1000`, `"prompt_tokens":-1000`), " 1/1/0/0 0+0 -"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			w := open(t, say(200, "application/json", tt.answer))
			w.chat(asked)
			if got := w.metered(); !strings.HasSuffix(got, tt.metered) {
				t.Errorf("metered %q", got)
			}
		})
	}
}
