package bind_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/app/bind"
	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/rates"
	"outlay/backend/syncer"
)

// The worlds are whole fixtures in which every screen is shown. Their answers are written to
// testdata, and the screens' own tests render those very files.
var update = flag.Bool("update", false, "write the golden answers anew")

var today = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// world is a profile with one or more accounts whose spend is put into the book by hand.
type world struct {
	name string
	fill func(t *testing.T, house *backend.Backend)
}

var worlds = []world{
	{"empty", func(*testing.T, *backend.Backend) {}},
	{"quiet", func(t *testing.T, house *backend.Backend) {
		id := addAccount(t, house, "Research", "400")
		putDays(t, house, id, money.USD, "0.7411", 60, ledger.Billed)
		finish(t, house, id, account.Outcome{State: account.OK, Whole: true, At: today.Add(-4 * time.Minute)})
	}},
	{"over-budget", func(t *testing.T, house *backend.Backend) {
		id := addAccount(t, house, "Research", "150")
		putDays(t, house, id, money.USD, "0.7411", 60, ledger.Billed)
		finish(t, house, id, account.Outcome{State: account.OK, Whole: true, At: today.Add(-4 * time.Minute)})
		if err := house.Alerts.Evaluate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}},
	{"two-currencies", twoCurrencies},
	{"refused-key", func(t *testing.T, house *backend.Backend) {
		id := addAccount(t, house, "Research", "400")
		putDays(t, house, id, money.USD, "0.7411", 60, ledger.Billed)
		finish(t, house, id, account.Outcome{State: account.KeyRefused, At: today.Add(-4 * time.Minute),
			Reason: "The vendor refused this key, so nothing new was read. Paste a new key in Accounts."})
		addAccount(t, house, "Never read", "50")
	}},
	{"new-account", func(t *testing.T, house *backend.Backend) {
		id := addAccount(t, house, "Side project", "20")
		putDays(t, house, id, money.USD, "0.0000125", 3, ledger.Billed)
		finish(t, house, id, account.Outcome{State: account.OK, Whole: true, At: today.Add(-50 * time.Second)})
	}},
	{"every-kind", everyKind},
	{"converted", converted},
}

func twoCurrencies(t *testing.T, house *backend.Backend) {
	id := addAccount(t, house, "Research", "400")
	putDays(t, house, id, money.USD, "0.7411", 60, ledger.Billed)
	finish(t, house, id, account.Outcome{State: account.OK, Whole: true, At: today.Add(-4 * time.Minute)})
	euro := addAccount(t, house, "Büro Wien", "")
	putDays(t, house, euro, "EUR", "0.25", 40, ledger.Imported)
	finish(t, house, euro, account.Outcome{State: account.OK, Whole: true, At: today.Add(-4 * time.Minute)})
}

// converted is spend in three currencies, shown in dollars: all days of euros but the first have
// a rate, no day of yen has.
func converted(t *testing.T, house *backend.Backend) {
	twoCurrencies(t, house)
	yen := addAccount(t, house, "東京", "")
	putDays(t, house, yen, "JPY", "120", 2, ledger.Imported)
	finish(t, house, yen, account.Outcome{State: account.OK, Whole: true, At: today.Add(-4 * time.Minute)})
	for _, r := range []rates.Rate{{Currency: "EUR", Quote: money.USD, Day: "2026-11-04", Rate: "1.0873"}, {Currency: "EUR", Quote: money.USD, Day: "2026-11-18", Rate: "1.1"}} {
		if err := house.Rates.Put(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	chosen, err := house.Settings.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chosen.DisplayCurrency = money.USD
	if err := house.Settings.Save(t.Context(), chosen); err != nil {
		t.Fatal(err)
	}
}

// everyKind has an account of each sort: billed and not read for hours; billed, with a balance
// and with something that could not be read; whose vendor publishes no spend; that too, with a
// balance; a price that the user knows; and a service that nobody can be asked about, some of
// whose days were imported.
func everyKind(t *testing.T, house *backend.Backend) {
	stale := addAccount(t, house, "Research", "400")
	putDays(t, house, stale, money.USD, "0.7411", 60, ledger.Billed)
	finish(t, house, stale, account.Outcome{State: account.OK, Whole: true, At: today.Add(-5 * time.Hour)})

	read := account.Outcome{State: account.OK, Whole: true, At: today.Add(-5 * time.Minute)}
	read.Notes = []string{"Names of workspaces could not be read; the costs are whole (the vendor is in trouble)."}
	read.Balances = []provider.Balance{{Name: "Credits left", Value: decimal.RequireFromString("12.5"), Unit: money.USD}}
	agents := add(t, house, account.Draft{Provider: "anthropic", Label: new("Agents"), Key: new("sk-ant-admin01-canary-of-the-worlds")})
	putLines(t, house, agents, money.USD, "0.9", calendar.DayOf(today), 60, ledger.Billed, [3]string{"Claude Sonnet 4.5, output", "claude-sonnet-4-5", ""})
	finish(t, house, agents, read)

	silent := account.Outcome{State: account.NotPublished, Reason: account.Explain(provider.ErrUnpublished), Whole: true, At: today.Add(-5 * time.Minute)}
	finish(t, house, add(t, house, account.Draft{Provider: "groq", Label: new("Voice prototype"), Key: new("gsk_canary-of-the-worlds"), Limit: new("25")}), silent)
	pictures := add(t, house, account.Draft{Provider: "other", Label: new("Pictures"), Fields: map[string]string{"service": "Midjourney"}})
	putLines(t, house, pictures, money.USD, "0.6", calendar.DayOf(today).Add(-2), 30, ledger.Imported, [3]string{"Images", "", ""})
	finish(t, house, pictures, silent)
	silent.Balances = []provider.Balance{{Name: "Balance", Value: decimal.RequireFromString("88.1"), Unit: "CNY"}}
	finish(t, house, add(t, house, account.Draft{Provider: "deepseek", Label: new("Translations"), Key: new("sk-canary-of-the-worlds")}), silent)

	plan := add(t, house, account.Draft{Provider: "subscription", Label: new("ChatGPT Plus"), Fields: map[string]string{
		"service": "openai", "price": "20", "currency": money.USD, "cycle": "month", "start": "2026-06-15",
		"changes": "2026-09-15 25.00",
	}})
	if _, err := house.Syncer.Sync(t.Context(), syncer.Request{Accounts: []string{plan}}); err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, house *backend.Backend, draft account.Draft) string {
	t.Helper()
	a, err := house.Accounts.Add(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

func addAccount(t *testing.T, house *backend.Backend, label, limit string) string {
	t.Helper()
	key := "sk-admin-canary-of-the-worlds"
	return add(t, house, account.Draft{Provider: "openai", Label: &label, Key: &key, Limit: &limit})
}

// putDays puts n days up to today into the book, each with three lines.
func putDays(t *testing.T, house *backend.Backend, id, currency, perDay string, n int, basis ledger.Basis) {
	t.Helper()
	putLines(t, house, id, currency, perDay, calendar.DayOf(today), n, basis,
		[3]string{"Web search tool calls", "Web search tool calls", "proj_research"}, [3]string{"gpt-5.4, input", "gpt-5.4", "proj_support"}, [3]string{"gpt-5.4, output", "gpt-5.4", "proj_research"})
	if err := house.Ledger.PutNames(t.Context(), id, []ledger.Name{{Kind: "project", ID: "proj_research", Name: "Research"}, {Kind: "project", ID: "proj_support", Name: "Support assistant"}}); err != nil {
		t.Fatal(err)
	}
}

// putLines puts n days up to last into the book; weekends cost less. A line is its item, model
// and project.
func putLines(t *testing.T, house *backend.Backend, id, currency, perDay string, last calendar.Day, n int, basis ledger.Basis, lines ...[3]string) {
	t.Helper()
	span := calendar.Through(last.Add(1-n), last)
	r := ledger.Read{Account: id, Basis: basis, Span: span, At: today, SettlesAfter: 72 * time.Hour}
	for i, day := range span.Days() {
		amount, err := money.Parse(perDay, currency)
		if err != nil {
			t.Fatal(err)
		}
		if weekday := day.Start().Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			amount = amount.Times(int64(2 + i%3))
		}
		for part, l := range lines {
			r.Entries = append(r.Entries, ledger.Entry{Account: id, Day: day, Basis: basis, Item: l[0], Line: l[0], Model: l[1], Project: l[2], Key: "key_live", Amount: amount.Times(int64(part + 1))})
		}
	}
	if _, err := house.Ledger.Put(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func finish(t *testing.T, house *backend.Backend, id string, o account.Outcome) {
	t.Helper()
	if err := house.Accounts.Finish(t.Context(), id, o); err != nil {
		t.Fatal(err)
	}
}

// door fills a profile and opens it as the window does.
func door(t *testing.T, w world, host bind.Host) map[string]any {
	t.Helper()
	t.Setenv("OUTLAY_MASTER_KEY", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	dir := filepath.Join(t.TempDir(), "profile")
	now := func() time.Time { return today }
	house, err := backend.Open(t.Context(), backend.Options{DataDir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w.fill(t, house)
	if err := house.Close(); err != nil {
		t.Fatal(err)
	}
	host.DataDir, host.Now = dir, now
	d := bind.New(host)
	ctx, cancel := context.WithCancel(t.Context())
	d.Start(ctx)
	t.Cleanup(func() { cancel(); d.Close() })
	return bound(d)
}

func bound(d *bind.Door) map[string]any {
	all := map[string]any{"door": d}
	for _, b := range d.Bound() {
		switch screen := b.(type) {
		case *bind.Overview:
			all["overview"] = screen
		case *bind.Accounts:
			all["accounts"] = screen
		case *bind.Alerts:
			all["alerts"] = screen
		case *bind.Settings:
			all["settings"] = screen
		case *bind.Sync:
			all["sync"] = screen
		case *bind.House:
			all["house"] = screen
		case *bind.Export:
			all["export"] = screen
		case *bind.Analytics:
			all["analytics"] = screen
		case *bind.Activity:
			all["activity"] = screen
		}
	}
	return all
}

func TestGoldenAnswersOfEveryWorld(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			screens := door(t, w, bind.Host{})
			overview, err := screens["overview"].(*bind.Overview).Get()
			golden(t, "overview-"+w.name, overview, err)
			cards, err := screens["accounts"].(*bind.Accounts).List()
			golden(t, "accounts-"+w.name, cards, err)
			alerts, err := screens["alerts"].(*bind.Alerts).List(alert.Filter{})
			golden(t, "alerts-"+w.name, alerts, err)
		})
	}
}

// shown are the providers that the screens' tests know, one of each sort: adding another one
// changes no test of the window.
var shown = []string{"openai", "anthropic", "copilot", "groq", "deepseek", "relay", "subscription", "other"}

func TestGoldenAnswersOfTheHouse(t *testing.T) {
	screens := door(t, worlds[0], bind.Host{})
	providers, err := screens["accounts"].(*bind.Accounts).Providers()
	golden(t, "providers", slices.DeleteFunc(providers, func(p bind.Provider) bool { return !slices.Contains(shown, p.ID) }), err)
	chosen, err := screens["settings"].(*bind.Settings).Get()
	golden(t, "settings", chosen, err)
	state, err := screens["sync"].(*bind.Sync).State()
	golden(t, "sync-idle", state, err)
	status, err := screens["house"].(*bind.House).Status()
	status.DataFolder = "/home/ada/.local/share/Outlay" // the test's own folder differs each time
	golden(t, "house-ready", status, err)
	view, err := screen[*bind.LockScreen](t, screens).State()
	golden(t, "lock", view, err)
}

// golden compares an answer, with ids made stable, to what is in testdata.
func golden(t *testing.T, name string, answer any, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text, err := json.MarshalIndent(answer, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(stable(text), '\n')
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./app/bind -update", err)
	}
	if !bytes.Equal(text, want) {
		t.Errorf("%s is no longer what the screens' tests render; look at the difference and run: go test ./app/bind -update\n%s", path, firstDifference(want, text))
	}
}

func firstDifference(want, got []byte) string {
	a, b := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return "want " + string(a[i]) + "\ngot  " + string(b[i])
		}
	}
	return "one is longer than the other"
}
