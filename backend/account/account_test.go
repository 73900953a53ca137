package account_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/openai"
	"outlay/backend/vault"
)

// canary is a key that must appear nowhere.
const canary = "sk-admin-canary-0123456789abcdefghij"

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// profile is an open profile with its parts.
type profile struct {
	*account.Store
	t    *testing.T
	dir  string
	db   *database.DB
	book ledger.Store
}

func open(t *testing.T, dir string, master vault.Master) *profile {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(dir, "outlay.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	book := sqlite.New(db)
	vendors := provider.NewRegistry(openai.Descriptor(), provider.Descriptor{
		ID: "acme", Name: "Acme", Currency: "EUR",
		Fields: []provider.Field{{Name: "key", Label: "Token", Secret: true}, {Name: "team", Label: "Team", Optional: true}},
		Connect: func(v provider.Values, _ *http.Client) (provider.Connector, error) {
			return nil, fmt.Errorf("%d fields, team %q, at %q", len(v.Fields), v.Fields["team"], v.BaseURL)
		},
	})
	store := account.NewStore(db, vault.New(db.Write, db.Read, master), vendors, book, func() time.Time { return noon })
	return &profile{store, t, dir, db, book}
}

func fresh(t *testing.T) *profile { return open(t, t.TempDir(), vault.ThisSessionOnly()) }

func text(s string) *string { return &s }
func number(n int) *int     { return &n }

// draft is one that is good, for a test to spoil.
func draft() account.Draft {
	return account.Draft{Provider: "openai", Label: text("Research"), Key: text(canary)}
}

func (p *profile) add(d account.Draft) account.Account {
	p.t.Helper()
	a, err := p.Add(p.t.Context(), d)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

func (p *profile) get(id string) account.Account {
	p.t.Helper()
	a, err := p.Get(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

func (p *profile) change(id string, d account.Draft) {
	p.t.Helper()
	if err := p.Change(p.t.Context(), id, d); err != nil {
		p.t.Fatal(err)
	}
}

// dump is everything that the tables of accounts hold.
func (p *profile) dump() string {
	p.t.Helper()
	var all strings.Builder
	for _, query := range []string{
		`SELECT id || label || base_url || coalesce((SELECT limit_nanos FROM budgets b WHERE b.id = accounts.id), '-') || cycle_day || paused || state FROM accounts ORDER BY id`,
		`SELECT account || name || value FROM account_fields ORDER BY 1`,
		`SELECT owner || hex(sealed) FROM secrets ORDER BY 1`,
	} {
		rows, err := p.db.Read.Query(query)
		if err != nil {
			p.t.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				p.t.Fatal(err)
			}
			all.WriteString(line + "\n")
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			p.t.Fatal(err)
		}
	}
	return all.String()
}

func TestBadInputIsRefusedAndNothingOfItStored(t *testing.T) {
	label := func(s string) account.Draft { return account.Draft{Label: &s} }
	key := func(s string) account.Draft { return account.Draft{Key: &s} }
	limit := func(s string) account.Draft { return account.Draft{Limit: &s} }
	base := func(s string) account.Draft { return account.Draft{BaseURL: &s} }
	for _, tt := range []struct {
		what string
		bad  account.Draft
		says string
	}{
		{"an empty key", key(""), "paste the Admin key"},
		{"a key of spaces", key(" \t\n"), "paste the Admin key"},
		{"a key with a space inside", key("sk-admin-canary 0123456789"), "copy it again"},
		{"a key with a line break inside", key("sk-admin-canary\n0123456789"), "copy it again"},
		{"a key with a zero byte", key("sk-admin-canary\x000123456789"), "copy it again"},
		{"a key in Cyrillic letters", key("sk-аdmin-canary-0123456789"), "characters that no key has"},
		{"a key with a dash from a word processor", key("sk–admin–canary–0123456789"), "characters that no key has"},
		{"a whole file in place of a key", key(strings.Repeat("canary", 1000)), "something else was pasted"},
		{"a project's key", key("sk-proj-canary-0123456789abcdef"), "this is a project key"},
		{"a project's key, and where the right one is made", key("sk-proj-canary-0123456789abcdef"), "platform.openai.com/settings/organization/admin-keys"},
		{"a service account's key", key("sk-svcacct-canary-0123456789ab"), "service account key"},
		{"a user's key", key("sk-canary0123456789abcdef"), "user key"},
		{"another vendor's key", key("sk-ant-admin01-canary-0123456789"), "Anthropic"},
		{"a limit of 0", limit("0"), "more than zero"},
		{"a limit of 0.000", limit("0.000"), "more than zero"},
		{"a limit below zero", limit("-5"), "more than zero"},
		{"a limit as 1e3", limit("1e3"), "digits and a point"},
		{"a limit as 1,000.50", limit("1,000.50"), "digits and a point"},
		{"a limit as 1.000,50", limit("1.000,50"), "digits and a point"},
		{"a limit with a sign of dollars", limit("$100"), "digits and a point"},
		{"a limit in Arabic digits", limit("١٠٠"), "digits and a point"},
		{"a limit that is infinite", limit("Inf"), "digits and a point"},
		{"a limit that is no number", limit("NaN"), "digits and a point"},
		{"a limit of ten places", limit("0.0000000001"), "nine digits"},
		{"a limit of 10^12", limit("1000000000000"), "too large"},
		{"a limit of a thousand digits", limit(strings.Repeat("9", 1000)), "digits and a point"},
		{"a key in place of the limit", limit(canary), "digits and a point"},
		{"an empty label", label(""), "give the account a name"},
		{"a label of spaces", label(" \u00a0 "), "give the account a name"},
		{"a label of 10,000 characters", label(strings.Repeat("x", 10_000)), "10000 characters; use at most 200"},
		{"a label of 201 letters of two bytes", label(strings.Repeat("é", 201)), "201 characters"},
		{"a label with a line break", label("Research\nEvil"), "control characters"},
		{"a label with a line separator", label("Research\u2028Evil"), "control characters"},
		{"a label with an escape sequence", label("Research\x1b[2J"), "control characters"},
		{"a label that turns the text around it", label("Research\u202edetimilnu"), "control characters"},
		{"a label that is not UTF-8", label("Research\xff"), "control characters"},
		{"a base URL without a scheme", base("api.example.com"), "write it whole"},
		{"a base URL without a scheme, with a port", base("localhost:8080"), "write it whole"},
		{"a base URL of another scheme", base("ftp://api.example.com"), "write it whole"},
		{"a base URL of a file", base("file:///etc/passwd"), "write it whole"},
		{"a base URL without a host", base("https://"), "write it whole"},
		{"a base URL with a port alone", base("https://:8080"), "write it whole"},
		{"a base URL with a control character", base("https://api.example.com/\x00"), "write it whole"},
		{"a base URL with credentials", base("https://user:canary@api.example.com"), "user name or password"},
		{"a base URL with a user", base("https://canary@api.example.com"), "user name or password"},
		{"a base URL with a query", base("https://api.example.com/?key=canary"), "query or fragment"},
		{"a base URL with an empty query", base("https://api.example.com/?"), "query or fragment"},
		{"a base URL with a fragment", base("https://api.example.com/#canary"), "query or fragment"},
		{"plain http to another machine", base("http://api.example.com"), "use https"},
		{"plain http to the local network", base("http://192.168.1.10"), "use https"},
		{"plain http to a name that looks like loopback", base("http://127.0.0.1.example.com"), "use https"},
		{"plain http to a name that begins like localhost", base("http://localhost.example.com"), "use https"},
		{"a cycle that starts on day 0", account.Draft{CycleDay: number(0)}, "1 to 31"},
		{"a cycle that starts on day 32", account.Draft{CycleDay: number(32)}, "1 to 31"},
		{"a field that the vendor does not have", account.Draft{Fields: map[string]string{"team": "x"}}, "no field"},
		{"the key as a plain field", account.Draft{Fields: map[string]string{"key": canary}}, "never given as a plain field"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := fresh(t)
			d := draft()
			spoil(&d, tt.bad)
			_, err := p.Add(t.Context(), d)
			refused(t, "add", err, tt.says)
			if got := p.dump(); got != "" {
				t.Errorf("stored %q", got)
			}
			id := p.add(draft()).ID
			before := p.dump()
			also := tt.bad // what is good beside it is not stored either
			if also.Label == nil {
				also.Label = text("Another name")
			}
			refused(t, "change", p.Change(t.Context(), id, also), tt.says)
			if got := p.dump(); got != before {
				t.Errorf("changed %q to %q", before, got)
			}
		})
	}
}

func spoil(d *account.Draft, bad account.Draft) {
	for _, f := range []struct{ good, bad **string }{{&d.Label, &bad.Label}, {&d.Key, &bad.Key}, {&d.Limit, &bad.Limit}, {&d.BaseURL, &bad.BaseURL}} {
		if *f.bad != nil {
			*f.good = *f.bad
		}
	}
	d.CycleDay, d.Fields = bad.CycleDay, bad.Fields
}

func refused(t *testing.T, how string, err error, says string) {
	t.Helper()
	if !errors.Is(err, account.ErrInvalid) || account.Code(err) != "invalid" || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v, want %q", how, err, says)
	}
	if err != nil && (strings.Contains(err.Error(), "canary") || len(err.Error()) > 300) {
		t.Errorf("%s: the error repeats what was typed: %v", how, err)
	}
}

func TestInputIsStoredAsItIsMeant(t *testing.T) {
	for _, tt := range []struct {
		what string
		give account.Draft
		got  func(a account.Account) string
		want string
	}{
		{"a label is trimmed", account.Draft{Label: text("  Research ")}, func(a account.Account) string { return a.Label }, "Research"},
		{"a label with HTML is text", account.Draft{Label: text("<script>alert(1)</script> & co")}, func(a account.Account) string { return a.Label }, "<script>alert(1)</script> & co"},
		{"a label of quotes is text", account.Draft{Label: text("'; DROP TABLE accounts; --")}, func(a account.Account) string { return a.Label }, "'; DROP TABLE accounts; --"},
		{"a label of joined signs", account.Draft{Label: text("👩‍💻 Équipe")}, func(a account.Account) string { return a.Label }, "👩‍💻 Équipe"},
		{"200 letters of two bytes are no more than 200", account.Draft{Label: text(strings.Repeat("é", 200))}, func(a account.Account) string { return a.Label }, strings.Repeat("é", 200)},
		{"a limit to the nano", account.Draft{Limit: text("0.000000001")}, limitOf, "0.000000001 USD"},
		{"a limit with spaces around it", account.Draft{Limit: text(" 100 ")}, limitOf, "100.0000 USD"},
		{"the largest limit", account.Draft{Limit: text("9223372036.854775807")}, limitOf, "9223372036.854775807 USD"},
		{"no limit", account.Draft{Limit: text("")}, limitOf, "none"},
		{"no limit, in a word", account.Draft{Limit: text("None")}, limitOf, "none"},
		{"a limit in the vendor's currency", account.Draft{Provider: "acme", Limit: text("5")}, limitOf, "5.0000 EUR"},
		{"a base URL with /v1", account.Draft{BaseURL: text("https://relay.example.com/v1")}, baseOf, "https://relay.example.com"},
		{"a base URL with /v1/", account.Draft{BaseURL: text("https://relay.example.com/v1/")}, baseOf, "https://relay.example.com"},
		{"a base URL with a path", account.Draft{BaseURL: text(" https://relay.example.com:8443/openai/v1 ")}, baseOf, "https://relay.example.com:8443/openai"},
		{"a path that is escaped stays escaped", account.Draft{BaseURL: text("https://relay.example.com/a%20b%2Fc")}, baseOf, "https://relay.example.com/a%20b%2Fc"},
		{"a path that only ends like /v1", account.Draft{BaseURL: text("https://relay.example.com/xv1")}, baseOf, "https://relay.example.com/xv1"},
		{"a scheme in capitals", account.Draft{BaseURL: text("HTTPS://relay.example.com")}, baseOf, "https://relay.example.com"},
		{"plain http to this machine", account.Draft{BaseURL: text("http://127.0.0.1:8080/")}, baseOf, "http://127.0.0.1:8080"},
		{"plain http to this machine by name", account.Draft{BaseURL: text("http://localhost:8080")}, baseOf, "http://localhost:8080"},
		{"plain http to this machine, version 6", account.Draft{BaseURL: text("http://[::1]:8080")}, baseOf, "http://[::1]:8080"},
		{"the vendor's own host", account.Draft{BaseURL: text(" ")}, baseOf, ""},
		{"a key of another form where a base URL is given", account.Draft{BaseURL: text("https://relay.example.com"), Key: text("anything-at-all")}, func(a account.Account) string { return fmt.Sprint(a.HasKey) }, "true"},
		{"a key with a line break behind it", account.Draft{Key: text(canary + "\r\n")}, func(a account.Account) string { return fmt.Sprint(a.HasKey) }, "true"},
		{"the vendor's name for an account without one", account.Draft{}, func(a account.Account) string { return a.Label }, "OpenAI"},
		{"a new account was never synced", account.Draft{}, func(a account.Account) string { return string(a.State) + a.Reason }, "never_synced"},
		{"a cycle of the calendar month", account.Draft{}, func(a account.Account) string { return fmt.Sprint(a.Period("2026-11-22")) }, "{2026-11-01 2026-12-01}"},
		{"a cycle of the 31st", account.Draft{CycleDay: number(31)}, func(a account.Account) string { return fmt.Sprint(a.Period("2026-11-22")) }, "{2026-10-31 2026-11-30}"},
		{"a plain field", account.Draft{Provider: "acme", Fields: map[string]string{"team": " blue "}}, func(a account.Account) string { return a.Fields["team"] }, "blue"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := fresh(t)
			if tt.give.Provider == "" {
				tt.give.Provider = "openai"
			}
			if tt.give.Key == nil {
				tt.give.Key = text(canary)
			}
			added := p.add(tt.give)
			if got := tt.got(p.get(added.ID)); got != tt.want || tt.got(added) != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func limitOf(a account.Account) string {
	if a.Limit == nil {
		return "none"
	}
	return a.Limit.String()
}

func baseOf(a account.Account) string { return a.BaseURL }

func TestAnUnknownProviderOrAccountIsSaid(t *testing.T) {
	p := fresh(t)
	d := draft()
	d.Provider = "skynet"
	if _, err := p.Add(t.Context(), d); !errors.Is(err, account.ErrProvider) || account.Code(err) != "no_such_provider" {
		t.Errorf("add: %v", err)
	}
	if err := p.Change(t.Context(), "none", draft()); !errors.Is(err, account.ErrNotFound) || account.Code(err) != "not_found" {
		t.Errorf("change: %v", err)
	}
	if err := p.Remove(t.Context(), "none", true); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("remove: %v", err)
	}
	if err := p.Test(t.Context(), "none", http.DefaultClient); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("test: %v", err)
	}
	if _, err := p.Lease(t.Context(), "none", &process{id: "a"}); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("lease: %v", err)
	}
}

// The canary is looked for wherever an account or a draft can be seen, and in every byte of
// the profile's files.
func TestAKeyNeverComesOut(t *testing.T) {
	p := fresh(t)
	a := p.add(draft())
	p.change(a.ID, account.Draft{Key: text(canary + "-second")})
	d := draft()
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("added", "draft", d, "account", a)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("added", "draft", d, "account", a)
	for what, got := range map[string]string{
		"the account as JSON":    asJSON(t, p.get(a.ID)),
		"the account in a text":  fmt.Sprintf("%v %+v %#v", p.get(a.ID), p.get(a.ID), p.get(a.ID)),
		"a draft in a text":      fmt.Sprintf("%v %+v %#v %s %q", d, d, d, d, d),
		"a draft behind a star":  fmt.Sprintf("%v %+v %#v", &d, &d, &d),
		"a draft inside another": fmt.Sprintf("%v %+v", struct{ Draft account.Draft }{d}, []account.Draft{d}),
		"a log":                  logged.String(),
	} {
		if strings.Contains(got, "canary") {
			t.Errorf("%s: %s", what, got)
		}
	}
	files := 0
	err := filepath.Walk(p.dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("canary")) {
			t.Errorf("%s holds the key", filepath.Base(path))
		}
		return err
	})
	if err != nil || files < 2 { // the file and what is not yet moved into it
		t.Errorf("%d files: %v", files, err)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

func TestTheKeyReachesTheConnectorWithTheFields(t *testing.T) {
	p := fresh(t)
	a := p.add(account.Draft{Provider: "acme", Key: text(" " + canary + " "), Fields: map[string]string{"team": "blue"}, BaseURL: text("https://relay.example.com/v1")})
	_, d, err := p.Connect(t.Context(), a.ID, http.DefaultClient)
	if d.ID != "acme" || err == nil || err.Error() != `2 fields, team "blue", at "https://relay.example.com"` {
		t.Errorf("%s: %v", d.ID, err)
	}
}

func TestAChangeKeepsWhatItDoesNotName(t *testing.T) {
	full := account.Draft{
		Provider: "acme", Label: text("Research"), Key: text(canary), Limit: text("100"), CycleDay: number(15),
		BaseURL: text("https://relay.example.com"), Fields: map[string]string{"team": "blue"},
	}
	yes := true
	for _, tt := range []struct {
		what   string
		change account.Draft
		want   func(a *account.Account)
	}{
		{"nothing", account.Draft{}, func(*account.Account) {}},
		{"its name", account.Draft{Label: text("Team")}, func(a *account.Account) { a.Label = "Team" }},
		{"its limit", account.Draft{Limit: text("50")}, func(a *account.Account) { l := money.FromNanos(50e9, "EUR"); a.Limit = &l }},
		{"its limit, to none", account.Draft{Limit: text("")}, func(a *account.Account) { a.Limit = nil }},
		{"its cycle", account.Draft{CycleDay: number(1)}, func(a *account.Account) { a.CycleDay = 1 }},
		{"a field", account.Draft{Fields: map[string]string{"team": "red"}}, func(a *account.Account) {
			a.Fields["team"], a.State, a.Reason, a.LastTried, a.NotBefore, a.Failures = "red", account.NeverSynced, "", nil, nil, 0
		}},
		{"a field, to what it is", account.Draft{Fields: map[string]string{"team": " blue "}}, func(*account.Account) {}},
		{"a pause", account.Draft{Paused: &yes}, func(a *account.Account) { a.Paused = true }},
		{"the same base URL, as a form sends it", account.Draft{BaseURL: text("https://relay.example.com/v1")}, func(*account.Account) {}},
		{"its base URL", account.Draft{BaseURL: text("")}, func(a *account.Account) {
			a.BaseURL, a.State, a.Reason, a.LastTried, a.NotBefore, a.Failures = "", account.NeverSynced, "", nil, nil, 0
		}},
		{"its key", account.Draft{Key: text("another-key")}, func(a *account.Account) {
			a.State, a.Reason, a.LastTried, a.NotBefore, a.Failures = account.NeverSynced, "", nil, nil, 0
		}},
		{"nothing, although another provider is named", account.Draft{Provider: "openai"}, func(*account.Account) {}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := fresh(t)
			id := p.add(full).ID
			for _, o := range []account.Outcome{
				{State: account.OK, At: noon.Add(-time.Hour), Whole: true},
				{State: account.RateLimited, Reason: "slow down", At: noon, Wait: time.Hour},
			} {
				if err := p.Finish(t.Context(), id, o); err != nil {
					t.Fatal(err)
				}
			}
			want := p.get(id)
			tt.want(&want)
			p.change(id, tt.change)
			if got := asJSON(t, p.get(id)); got != asJSON(t, want) {
				t.Errorf("got  %s\nwant %s", got, asJSON(t, want))
			}
		})
	}
}

// Window and terminal may change one account at the same moment.
func TestTwoChangesAtOnceKeepBoth(t *testing.T) {
	dir, master := t.TempDir(), vault.ThisSessionOnly()
	window, terminal := open(t, dir, master), open(t, dir, master)
	id := window.add(draft()).ID
	for i := range 20 {
		label, limit := fmt.Sprint("Research ", i), fmt.Sprint(100+i)
		var all sync.WaitGroup
		var errs [2]error
		all.Go(func() { errs[0] = window.Change(t.Context(), id, account.Draft{Label: &label}) })
		all.Go(func() { errs[1] = terminal.Change(t.Context(), id, account.Draft{Limit: &limit}) })
		all.Wait()
		if err := errors.Join(errs[:]...); err != nil {
			t.Fatal(err)
		}
		if a := window.get(id); a.Label != label || a.Limit.Value.String() != limit {
			t.Fatalf("%s and %s became %s and %s", label, limit, a.Label, a.Limit)
		}
	}
}

func (p *profile) spend(id string) {
	p.t.Helper()
	_, err := p.book.Put(p.t.Context(), ledger.Read{
		Account: id, Basis: ledger.Billed, Span: calendar.Through("2026-11-01", "2026-11-03"), At: noon, SettlesAfter: time.Hour,
		Entries: []ledger.Entry{{Account: id, Day: "2026-11-02", Basis: ledger.Billed, Item: "all", Amount: money.FromNanos(7e9, money.USD)}},
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *profile) total() string {
	p.t.Helper()
	rows, err := p.book.Sum(p.t.Context(), calendar.Month("2026-11-01"), ledger.ByAccount, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	sum := money.Zero(money.USD)
	for _, r := range rows {
		sum.Value = sum.Value.Add(r.Amount.Value)
	}
	return sum.String()
}

func TestRemovingAnAccount(t *testing.T) {
	for _, tt := range []struct {
		what string
		keep bool
		left string
		all  int
	}{
		{"its history goes on counting", true, "14.0000 USD", 2},
		{"its history goes with it", false, "7.0000 USD", 1},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := fresh(t)
			id, other := p.add(draft()).ID, p.add(draft()).ID
			p.spend(id)
			p.spend(other)
			if span, sum, err := p.Totals(t.Context(), id); err != nil || span != calendar.Through("2026-11-01", "2026-11-03") || len(sum) != 1 || sum[0].String() != "7.0000 USD" {
				t.Errorf("before, it amounts to %v in %v: %v", sum, span, err)
			}
			if err := p.Remove(t.Context(), id, tt.keep); err != nil {
				t.Fatal(err)
			}
			if got := p.total(); got != tt.left {
				t.Errorf("%s are left, want %s", got, tt.left)
			}
			list, err := p.List(t.Context())
			if err != nil || len(list) != 1 || list[0].ID != other {
				t.Errorf("connected are %v, %v", list, err)
			}
			if all, err := p.All(t.Context()); err != nil || len(all) != tt.all {
				t.Errorf("of %d accounts something is left, want %d: %v", len(all), tt.all, err)
			}
			if _, err := p.Get(t.Context(), id); !errors.Is(err, account.ErrNotFound) {
				t.Errorf("it is still there: %v", err)
			}
			if dump := p.dump(); strings.Count(dump, id) > tt.all-1 { // its own row alone, no secret
				t.Errorf("left of it is %s", dump)
			}
			if err := p.Remove(t.Context(), id, false); !errors.Is(err, account.ErrNotFound) {
				t.Errorf("removed twice: %v", err)
			}
		})
	}
}

func TestWhatASyncStoresAfterTheRemovalIsForgotten(t *testing.T) {
	p := fresh(t)
	id, kept := p.add(draft()).ID, p.add(draft()).ID
	if err := errors.Join(p.Remove(t.Context(), id, false), p.Remove(t.Context(), kept, true)); err != nil {
		t.Fatal(err)
	}
	p.spend(id)
	p.spend(kept)
	if err := p.ForgetIfRemoved(t.Context(), id); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if err := p.ForgetIfRemoved(t.Context(), kept); err != nil {
		t.Errorf("%v", err)
	}
	if got := p.total(); got != "7.0000 USD" {
		t.Errorf("%s count, want those of the account whose history is kept", got)
	}
}

// process is a program that takes leases.
type process struct {
	id   string
	dead map[string]bool
}

func (p *process) ID() string           { return p.id }
func (p *process) Alive(id string) bool { return !p.dead[id] }

func TestALeaseIsHeldByOneAtATime(t *testing.T) {
	dir, master := t.TempDir(), vault.ThisSessionOnly()
	window, tray := open(t, dir, master), open(t, dir, master)
	one, two := &process{id: "1111"}, &process{id: "2222", dead: map[string]bool{}}
	id, other := window.add(draft()).ID, window.add(draft()).ID
	lease := func(p *profile, id string, h account.Holder) (func(), error) {
		return p.Lease(context.Background(), id, h)
	}

	release, err := lease(window, id, one)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lease(tray, id, two); !errors.Is(err, account.ErrBusy) {
		t.Errorf("another program took it too: %v", err)
	}
	if _, err := lease(window, id, one); !errors.Is(err, account.ErrBusy) {
		t.Errorf("the same program took it twice: %v", err)
	}
	if free, err := lease(tray, other, two); err != nil {
		t.Errorf("another account is held too: %v", err)
	} else {
		free()
	}
	release()
	again, err := lease(tray, id, two)
	if err != nil {
		t.Fatalf("given back and still held: %v", err)
	}
	release() // twice does no harm to the next holder
	if _, err := lease(window, id, one); !errors.Is(err, account.ErrBusy) {
		t.Errorf("a second release took away another's lease: %v", err)
	}
	again()
	if _, err := lease(window, id, one); err != nil {
		t.Fatal(err)
	}
	two.dead["1111"] = true
	if _, err := lease(tray, id, two); err != nil {
		t.Errorf("the lease of a dead program is not taken over: %v", err)
	}
}

func TestALeaseThatCouldNotBeGivenBackIsFreeForItsOwnProgram(t *testing.T) {
	p := fresh(t)
	id := p.add(draft()).ID
	one := &process{id: "1111"}
	release, err := p.Lease(t.Context(), id, one)
	if err != nil {
		t.Fatal(err)
	}
	// The disk is full: no row can be written, the one that frees the lease included.
	trigger := func(sentence string) {
		if err := p.db.Tx(t.Context(), func(tx *sql.Tx) error { _, err := tx.Exec(sentence); return err }); err != nil {
			t.Fatal(err)
		}
	}
	trigger(`CREATE TRIGGER full BEFORE UPDATE ON accounts BEGIN SELECT RAISE(ABORT, 'full'); END`)
	release()
	trigger(`DROP TRIGGER full`)
	if _, err := p.Lease(t.Context(), id, &process{id: "2222"}); !errors.Is(err, account.ErrBusy) {
		t.Errorf("the row is free: the test tests nothing: %v", err)
	}
	if _, err := p.Lease(t.Context(), id, one); err != nil {
		t.Errorf("held for ever: %v", err)
	}
}

func TestHowASyncEnded(t *testing.T) {
	p := fresh(t)
	id := p.add(draft()).ID
	for _, tt := range []struct {
		what string
		give account.Outcome
		want string
	}{
		{"well", account.Outcome{State: account.OK, At: noon, Whole: true}, "ok, synced 12:00, tried 12:00, 0 failures"},
		{"out of reach", account.Outcome{State: account.Unreachable, Reason: "away", At: noon.Add(time.Hour)}, "unreachable, synced 12:00, tried 13:00, 1 failures, away"},
		{"told to wait", account.Outcome{State: account.RateLimited, At: noon.Add(2 * time.Hour), Wait: 30 * time.Minute}, "rate_limited, synced 12:00, tried 14:00, 2 failures, not before 14:30"},
		{"a fault of our own changes no state", account.Outcome{State: account.Unreachable, Unchanged: true, Reason: "disk full", At: noon.Add(3 * time.Hour)}, "rate_limited, synced 12:00, tried 15:00, 3 failures, disk full"},
		{"well again", account.Outcome{State: account.OK, At: noon.Add(4 * time.Hour), Whole: true}, "ok, synced 16:00, tried 16:00, 0 failures"},
	} {
		if err := errors.Join(p.Progress(t.Context(), id, 3, 9), p.Finish(t.Context(), id, tt.give)); err != nil {
			t.Fatal(err)
		}
		a := p.get(id)
		got := fmt.Sprintf("%s, synced %s, tried %s, %d failures", a.State, a.LastSynced.Format("15:04"), a.LastTried.Format("15:04"), a.Failures)
		if a.NotBefore != nil {
			got += ", not before " + a.NotBefore.Format("15:04")
		}
		if a.Reason != "" {
			got += ", " + a.Reason
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.what, got, tt.want)
		}
		if a.ProgressDone != 0 || a.ProgressTotal != 0 {
			t.Errorf("%s: still at %d of %d", tt.what, a.ProgressDone, a.ProgressTotal)
		}
	}
}

func TestAnAccountAsPeopleSeeIt(t *testing.T) {
	at := func(ago time.Duration) *time.Time { t := noon.Add(-ago); return &t }
	for _, tt := range []struct {
		what string
		a    account.Account
		want account.State
		says string
	}{
		{"read just now", account.Account{State: account.OK, LastSynced: at(0)}, account.OK, ""},
		{"read two intervals ago", account.Account{State: account.OK, LastSynced: at(2 * time.Hour)}, account.OK, ""},
		{"read more than two intervals ago", account.Account{State: account.OK, LastSynced: at(2*time.Hour + 1)}, account.Stale, "Not read since 22 Nov 09:59 UTC"},
		{"read in the future, by a clock that was set back", account.Account{State: account.OK, LastSynced: at(-time.Hour)}, account.OK, ""},
		{"never read", account.Account{State: account.NeverSynced}, account.NeverSynced, ""},
		{"refused is not stale", account.Account{State: account.KeyRefused, Reason: "refused", LastSynced: at(99 * time.Hour)}, account.KeyRefused, "refused"},
		{"paused beats all", account.Account{State: account.KeyRefused, Paused: true, LastSynced: at(99 * time.Hour)}, account.Paused, "Syncing is paused"},
	} {
		got := tt.a.As(noon, time.Hour)
		if got.State != tt.want || !strings.HasPrefix(got.Reason, tt.says) || (tt.says == "" && got.Reason != "") {
			t.Errorf("%s: %s %q", tt.what, got.State, got.Reason)
		}
	}
}

func TestWhatAnErrorMeans(t *testing.T) {
	wrap := func(err error) error { return fmt.Errorf("openai: GET /v1/organization/costs: %w", err) }
	for _, tt := range []struct {
		err   error
		state account.State
		code  string
		says  string
	}{
		{nil, account.OK, "ok", ""},
		{wrap(provider.ErrKey), account.KeyRefused, "key_refused", "Paste a new key"},
		{wrap(provider.ErrScope), account.ScopeMissing, "scope_missing", "Use a key with that permission"},
		{wrap(provider.ErrPlan), account.ScopeMissing, "scope_missing", "plan"},
		{wrap(provider.ErrAnswer), account.BadAnswer, "bad_answer", "could not be understood"},
		{wrap(provider.Later{Wait: time.Minute}), account.RateLimited, "rate_limited", "slow down"},
		{wrap(errors.New("dial tcp: no route")), account.Unreachable, "unreachable", "could not be reached"},
		{wrap(context.DeadlineExceeded), account.Unreachable, "unreachable", "in time"},
		{wrap(context.Canceled), account.Unreachable, "cancelled", ""},
		{vault.ErrLocked, account.Unreachable, "vault_locked", ""},
		{vault.ErrWrongKey, account.Unreachable, "wrong_master_key", ""},
		{vault.ErrTampered, account.Unreachable, "key_damaged", ""},
		{vault.ErrMissing, account.Unreachable, "no_key", ""},
	} {
		if got := account.StateOf(tt.err); got != tt.state {
			t.Errorf("%v: %s, want %s", tt.err, got, tt.state)
		}
		if got := account.Code(tt.err); got != tt.code {
			t.Errorf("%v: %s, want %s", tt.err, got, tt.code)
		}
		if got := account.Explain(tt.err); !strings.Contains(got, tt.says) {
			t.Errorf("%v: %q lacks %q", tt.err, got, tt.says)
		}
	}
}

func TestAWrongMasterKeyAddsNothing(t *testing.T) {
	dir := t.TempDir()
	p := open(t, dir, vault.ThisSessionOnly())
	id := p.add(draft()).ID
	before := p.dump()
	other := open(t, dir, vault.ThisSessionOnly())
	if _, err := other.Add(t.Context(), draft()); !errors.Is(err, vault.ErrWrongKey) {
		t.Errorf("add: %v", err)
	}
	if err := other.Change(t.Context(), id, account.Draft{Key: text(canary + "2"), Label: text("x")}); !errors.Is(err, vault.ErrWrongKey) {
		t.Errorf("change: %v", err)
	}
	if err := other.Test(t.Context(), id, http.DefaultClient); !errors.Is(err, vault.ErrWrongKey) {
		t.Errorf("test: %v", err)
	}
	if got := p.dump(); got != before {
		t.Errorf("changed to %s", got)
	}
	other.change(id, account.Draft{Label: text("A name needs no key")})
}

func TestTheFormOfAKeyIsCheckedBeforeAnythingIsStored(t *testing.T) {
	p := fresh(t)
	if err := p.CheckKey("openai", canary, ""); err != nil {
		t.Errorf("a good key: %v", err)
	}
	refused(t, "a project's key", p.CheckKey("openai", "sk-proj-canary-0123456789", ""), "project key")
	if err := p.CheckKey("openai", "sk-proj-canary-0123456789", "https://relay.example.com"); err != nil {
		t.Errorf("a relay's key: %v", err)
	}
	refused(t, "a bad URL", p.CheckKey("openai", canary, "relay"), "write it whole")
	if err := p.CheckKey("skynet", canary, ""); !errors.Is(err, account.ErrProvider) {
		t.Errorf("no such provider: %v", err)
	}
	if got := p.dump(); got != "" {
		t.Errorf("stored %q", got)
	}
}

func TestAKeyIsSealedForWhereItIsSent(t *testing.T) {
	p := fresh(t)
	d := draft()
	d.BaseURL = text("https://relay.example/v1")
	a := p.add(d)
	if _, _, err := p.Connect(t.Context(), a.ID, http.DefaultClient); err != nil {
		t.Fatal(err)
	}
	if _, err := p.db.Write.ExecContext(t.Context(), `UPDATE accounts SET base_url = 'https://thief.example'`); err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Connect(t.Context(), a.ID, http.DefaultClient); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("a base URL that was rewritten in the file gets the key: %v", err)
	}
}

func TestAStoredKeyFollowsTheUserToAnotherBaseURL(t *testing.T) {
	p := fresh(t)
	a := p.add(draft())
	for _, url := range []string{"https://relay.example", "https://other.example/v1", ""} {
		if err := p.Change(t.Context(), a.ID, account.Draft{BaseURL: text(url)}); err != nil {
			t.Fatalf("%q: %v", url, err)
		}
		if _, _, err := p.Connect(t.Context(), a.ID, http.DefaultClient); err != nil {
			t.Errorf("%q: %v", url, err)
		}
		if moved, err := p.Get(t.Context(), a.ID); err != nil || !moved.HasKey {
			t.Errorf("%q: %+v, %v", url, moved.HasKey, err)
		}
	}
}
