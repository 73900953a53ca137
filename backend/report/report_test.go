package report_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/report"
	"outlay/backend/settings"
	"outlay/backend/vault"
)

var (
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	month = calendar.Through("2026-11-01", "2026-11-22")
)

// profile is a book with accounts of two vendors, Acme and Zeta.
type profile struct {
	*report.Desk
	t        *testing.T
	accounts *account.Store
	book     ledger.Store
}

func open(t *testing.T) *profile { return openIn(t, databasetest.Open(t)) }

func openIn(t *testing.T, db *database.DB) *profile {
	t.Helper()
	vendor := func(id, name string) provider.Descriptor {
		return provider.Descriptor{
			ID: id, Name: name, Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}},
			Sources: []ledger.Basis{ledger.Billed}, History: 2, MaxSpan: 100, SettlesAfter: 72 * time.Hour, Currency: money.USD,
		}
	}
	mute, late, local := vendor("mute", "Mute"), vendor("late", "Late"), vendor("local", "Local")
	mute.Sources, late.Delay, local.Local = []ledger.Basis{ledger.Imported, ledger.Metered}, 1, true
	local.Fields = []provider.Field{{Name: "service", Label: "Service"}, {Name: "currency", Label: "Currency", Optional: true}}
	vendors := provider.NewRegistry(vendor("acme", "Acme"), vendor("zeta", "Zeta"), mute, late, local)
	clock := func() time.Time { return noon }
	book := sqlite.New(db)
	accounts := account.NewStore(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), vendors, book, clock)
	return &profile{report.New(accounts, settings.New(db), book, vendors, clock), t, accounts, book}
}

func (p *profile) connect(vendor, label, limit string) string {
	p.t.Helper()
	key := "a-key"
	a, err := p.accounts.Add(p.t.Context(), account.Draft{Provider: vendor, Label: &label, Key: &key, Limit: &limit})
	if err != nil {
		p.t.Fatal(err)
	}
	return a.ID
}

// read puts days into the book that were read whole, and says that the sync went well.
func (p *profile) read(id string, span calendar.Span, entries ...ledger.Entry) {
	p.t.Helper()
	p.put(id, ledger.Billed, span, entries...)
	p.finish(id, account.Outcome{State: account.OK, Whole: true, At: noon})
}

func (p *profile) put(id string, basis ledger.Basis, span calendar.Span, entries ...ledger.Entry) {
	p.t.Helper()
	for i := range entries {
		entries[i].Account, entries[i].Basis = id, basis
		if entries[i].Item == "" {
			entries[i].Item = fmt.Sprint("item ", i)
		}
	}
	_, err := p.book.Put(p.t.Context(), ledger.Read{Account: id, Basis: basis, Span: span, Entries: entries, At: noon, SettlesAfter: 72 * time.Hour})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *profile) finish(id string, o account.Outcome) {
	p.t.Helper()
	if err := p.accounts.Finish(p.t.Context(), id, o); err != nil {
		p.t.Fatal(err)
	}
}

// all is every day that the vendors answer for.
func all() calendar.Span { return calendar.Through("2026-09-22", "2026-11-22") }

func usd(cents int64) money.Amount { return money.FromNanos(cents*1e7, money.USD) }

func on(day calendar.Day, a money.Amount) ledger.Entry { return ledger.Entry{Day: day, Amount: a} }

func (p *profile) spend(span calendar.Span, by string) report.Spend {
	p.t.Helper()
	s, err := p.Spend(p.t.Context(), span, by)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *profile) overview() report.Overview {
	p.t.Helper()
	o, err := p.Overview(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return o
}

func text(amounts []money.Amount) string {
	texts := []string{}
	for _, a := range amounts {
		texts = append(texts, a.String())
	}
	return strings.Join(texts, " + ")
}

func want(t *testing.T, what, got, wanted string) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %q, want %q", what, got, wanted)
	}
}

// Entries of every kind, added up in the test itself: whatever they are grouped by, the rows
// add up to the total and the total to the entries.
func TestEachDimensionAddsUpToTheLastDigit(t *testing.T) {
	p := open(t)
	random := rand.New(rand.NewPCG(1, 2))
	sums := map[string]int64{} // nanos by currency
	for _, id := range []string{p.connect("acme", "One", ""), p.connect("acme", "Two", ""), p.connect("zeta", "Three", "")} {
		entries := []ledger.Entry{}
		for i := range 300 {
			e := ledger.Entry{
				Day: all().Start.Add(random.IntN(all().Len())), Item: fmt.Sprint(i), Model: fmt.Sprint("model ", random.IntN(12)),
				Project: []string{"", "p1", "p2"}[random.IntN(3)], Key: []string{"", "k1"}[random.IntN(2)],
				Amount: money.FromNanos(random.Int64N(5e9)-1e9, []string{"USD", "EUR"}[random.IntN(2)]),
			}
			entries = append(entries, e)
			if month.Contains(e.Day) {
				nanos, err := e.Amount.Nanos()
				if err != nil {
					t.Fatal(err)
				}
				sums[e.Amount.Currency] += nanos
			}
		}
		p.read(id, all(), entries...)
	}
	wanted := text([]money.Amount{money.FromNanos(sums["EUR"], "EUR"), money.FromNanos(sums["USD"], "USD")})
	for _, by := range report.Dimensions() {
		s := p.spend(month, by)
		want(t, by, text(s.Totals), wanted)
		amounts, seen := []money.Amount{}, map[string]bool{}
		for _, r := range s.Rows {
			amounts = append(amounts, r.Amount)
			id := fmt.Sprint(r.Account, r.Key, r.Basis, r.Amount.Currency)
			if seen[id] {
				t.Errorf("by %s: two rows of %s", by, id)
			}
			seen[id] = true
		}
		want(t, "rows by "+by, text(money.Sum(amounts...)), wanted)
		if s.From != "2026-11-01" || s.To != "2026-11-22" || len(s.Gaps) != 0 {
			t.Errorf("by %s: %s to %s, gaps %v", by, s.From, s.To, s.Gaps)
		}
	}
	o := p.overview()
	want(t, "the overview", text(o.MonthToDate), wanted)
	for what, list := range map[string][]report.Slice{"services": o.Services, "models": o.Models, "projects": o.Projects} {
		amounts := []money.Amount{}
		for _, s := range list {
			amounts = append(amounts, s.Amount)
		}
		want(t, "the overview's "+what, text(money.Sum(amounts...)), wanted)
	}
}

func TestAnUnknownDimensionIsRefused(t *testing.T) {
	p := open(t)
	for _, by := range []string{"", "colour", "Day", "account; DROP TABLE entries"} {
		if _, err := p.Spend(t.Context(), month, by); !errors.Is(err, report.ErrDimension) {
			t.Errorf("%q: %v", by, err)
		}
	}
}

func TestWhatRowsAreCalled(t *testing.T) {
	p := open(t)
	one, two := p.connect("acme", "Research", ""), p.connect("zeta", "<b>Team</b>", "")
	p.read(one, all(), ledger.Entry{Day: "2026-11-02", Amount: usd(100), Model: "gpt", Project: "p1", Key: "k1"}, ledger.Entry{Day: "2026-11-02", Amount: usd(50), Project: "p2"})
	p.read(two, all(), on("2026-11-03", usd(10)))
	if err := p.book.PutNames(t.Context(), one, []ledger.Name{{Kind: "project", ID: "p1", Name: "Support"}, {Kind: "key", ID: "p2", Name: "of another kind"}}); err != nil {
		t.Fatal(err)
	}
	for by, wanted := range map[string]string{
		"day":     "2026-11-02=2026-11-02 1.5000, 2026-11-03=2026-11-03 0.1000",
		"service": "acme=Acme 1.5000, zeta=Zeta 0.1000",
		"account": one + "=Research 1.5000, " + two + "=<b>Team</b> 0.1000",
		"model":   "=no model 0.6000, gpt=gpt 1.0000",
		"project": "=no project 0.1000, p1=Support 1.0000, p2=p2 0.5000",
		"key":     "=no key 0.6000, k1=k1 1.0000",
		"basis":   "billed=billed 1.6000",
	} {
		texts := []string{}
		for _, r := range p.spend(month, by).Rows {
			texts = append(texts, fmt.Sprintf("%s=%s %s", r.Key, r.Label, r.Amount.Decimal()))
		}
		slices.Sort(texts)
		parts := strings.Split(wanted, ", ")
		slices.Sort(parts)
		want(t, by, strings.Join(texts, ", "), strings.Join(parts, ", "))
	}
}

func TestTheStrongestBasisCountsAndIsNamed(t *testing.T) {
	p := open(t)
	id := p.connect("acme", "Research", "")
	p.put(id, ledger.Estimated, calendar.Through("2026-11-01", "2026-11-04"), on("2026-11-01", usd(500)), on("2026-11-03", usd(500)))
	p.put(id, ledger.Subscription, calendar.Through("2026-11-01", "2026-11-01"), on("2026-11-01", usd(2000)))
	p.read(id, calendar.Through("2026-11-01", "2026-11-02"), on("2026-11-01", usd(300)))
	s := p.spend(month, "basis")
	texts := []string{}
	for _, r := range s.Rows {
		texts = append(texts, fmt.Sprint(r.Basis, " ", r.Amount.Decimal()))
	}
	want(t, "rows", strings.Join(texts, ", "), "billed 3.0000, estimated 5.0000, subscription 20.0000")
	want(t, "total", text(s.Totals), "28.0000 USD")
	if got := p.overview().Bases; !slices.Equal(got, []ledger.Basis{ledger.Billed, ledger.Estimated, ledger.Subscription}) {
		t.Errorf("made of %v", got)
	}
}

func TestGaps(t *testing.T) {
	past := calendar.Through("2026-11-01", "2026-11-10")
	for _, tt := range []struct {
		what string
		fill func(p *profile, id string)
		span calendar.Span
		want string // state, days, and the beginning of the reason
	}{
		{"none where all is read", func(p *profile, id string) { p.read(id, all()) }, month, ""},
		{"an account that was never read", func(*profile, string) {}, month, "never_synced -: This account was never read"},
		{"a key that was replaced after a good sync", func(p *profile, id string) {
			p.read(id, all())
			key := "another-key"
			if err := p.accounts.Change(p.t.Context(), id, account.Draft{Key: &key}); err != nil {
				p.t.Fatal(err)
			}
		}, month, "never_synced -: This account was not read whole since"},
		{"a first sync that is half done", func(p *profile, id string) { p.put(id, ledger.Billed, calendar.Through("2026-11-10", "2026-11-22")) }, month,
			"never_synced 2026-11-01 to 2026-11-09: This account was not read whole"},
		{"a refused key", func(p *profile, id string) {
			p.read(id, all())
			p.finish(id, account.Outcome{State: account.KeyRefused, Reason: "refused", At: noon})
		}, month, "key_refused -: refused"},
		{"none of a refused key for days that are read and settled", func(p *profile, id string) {
			p.read(id, all())
			p.finish(id, account.Outcome{State: account.KeyRefused, Reason: "refused", At: noon})
		}, past, ""},
		{"a refused key for days that may still move", func(p *profile, id string) {
			p.read(id, all())
			p.finish(id, account.Outcome{State: account.KeyRefused, Reason: "refused", At: noon})
		}, calendar.Through("2026-11-01", "2026-11-20"), "key_refused -: refused"},
		{"days in the middle", func(p *profile, id string) {
			p.read(id, calendar.Through("2026-09-22", "2026-11-04"))
			p.read(id, calendar.Through("2026-11-08", "2026-11-22"))
		}, month, "days_missing 2026-11-05 to 2026-11-07: These days were never read"},
		{"days since the last sync", func(p *profile, id string) { p.read(id, calendar.Through("2026-09-22", "2026-11-20")) }, month,
			"days_missing 2026-11-21 to 2026-11-22: These days were never read"},
		{"days before the only ones that were asked for", func(p *profile, id string) { p.read(id, month) }, calendar.Through("2026-10-25", "2026-11-22"),
			"days_missing 2026-10-25 to 2026-10-31: These days were never read"},
		{"none before what the vendor answers for", func(p *profile, id string) { p.read(id, all()) }, calendar.Through("2026-01-01", "2026-11-22"), ""},
		{"none in the future", func(p *profile, id string) { p.read(id, all()) }, calendar.Through("2026-11-01", "2026-12-24"), ""},
		{"an account not read for long", func(p *profile, id string) {
			p.read(id, all())
			p.finish(id, account.Outcome{State: account.OK, Whole: true, At: noon.Add(-3 * time.Hour)})
		}, month, "stale -: Not read since 22 Nov 09:00 UTC"},
		{"a paused account", func(p *profile, id string) {
			p.read(id, all())
			yes := true
			if err := p.accounts.Change(p.t.Context(), id, account.Draft{Paused: &yes}); err != nil {
				p.t.Fatal(err)
			}
		}, month, "paused -: Syncing is paused"},
		{"none of a removed account", func(p *profile, id string) {
			p.read(id, calendar.Through("2026-11-01", "2026-11-02"))
			if err := p.accounts.Remove(p.t.Context(), id, true); err != nil {
				p.t.Fatal(err)
			}
		}, month, ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			good := p.connect("zeta", "Good", "")
			p.read(good, all())
			id := p.connect("acme", "Research", "")
			tt.fill(p, id)
			gaps := p.spend(tt.span, "account").Gaps
			if tt.want == "" {
				if len(gaps) != 0 {
					t.Errorf("got %+v", gaps)
				}
				return
			}
			if len(gaps) != 1 || gaps[0].Account != id || gaps[0].Label != "Research" {
				t.Fatalf("got %+v", gaps)
			}
			span := "-"
			if gaps[0].From != "" {
				span = string(gaps[0].From) + " to " + string(gaps[0].Through)
			}
			if got := fmt.Sprintf("%s %s: %s", gaps[0].State, span, gaps[0].Reason); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if tt.span == month {
				o := p.overview()
				if !o.AtLeast || len(o.Gaps) != 1 || (o.Accounts[1].Gap == nil) != (o.Accounts[1].Account.ID != id) {
					t.Errorf("the overview does not say it: %+v", o.Gaps)
				}
			}
		})
	}
}

func TestWhatAVendorDoesNotPublishIsAGapAndNeverZero(t *testing.T) {
	const reason = "publishes no spend"
	for _, tt := range []struct {
		what, vendor string
		state        account.State
		known        calendar.Span
		want         string // state and days; "" for no gap
	}{
		{"nothing is known", "mute", account.NotPublished, calendar.Span{}, "not_published -"},
		{"all days were imported", "mute", account.NotPublished, calendar.Through("2026-11-01", "2026-11-22"), ""},
		{"the days since the import", "mute", account.NotPublished, calendar.Through("2026-10-01", "2026-11-10"), "not_published 2026-11-11 to 2026-11-22"},
		{"days before the first import are nobody's", "mute", account.NotPublished, calendar.Through("2026-11-15", "2026-11-22"), ""},
		{"today, of a vendor that publishes days when they are over", "late", account.OK, calendar.Through("2026-09-22", "2026-11-21"), "not_yet 2026-11-22 to 2026-11-22"},
		{"yesterday too, which it could have published", "late", account.OK, calendar.Through("2026-09-22", "2026-11-20"), "days_missing 2026-11-21 to 2026-11-22"},
	} {
		p := open(t)
		p.read(p.connect("acme", "Good", ""), all(), on("2026-11-02", usd(100)))
		id := p.connect(tt.vendor, "Research", "")
		if !tt.known.Empty() {
			basis := ledger.Imported
			if tt.vendor == "late" {
				basis = ledger.Billed
			}
			p.put(id, basis, tt.known)
		}
		p.finish(id, account.Outcome{State: tt.state, Whole: true, At: noon, Reason: account.Explain(map[bool]error{true: provider.ErrUnpublished}[tt.state == account.NotPublished])})
		o := p.overview()
		if o.SettledThrough == "" {
			t.Errorf("%s: the days of the others are no longer settled", tt.what)
		}
		got := ""
		for _, g := range o.Gaps {
			if got = g.State + " -"; g.From != "" {
				got = g.State + " " + string(g.From) + " to " + string(g.Through)
			}
			if (g.State == string(account.NotPublished)) != strings.Contains(g.Reason, reason) {
				t.Errorf("%s: the reason is %q", tt.what, g.Reason)
			}
		}
		if got != tt.want || o.AtLeast != (tt.want != "") {
			t.Errorf("%s: got %q, want %q; at least: %t", tt.what, got, tt.want, o.AtLeast)
		}
	}
}

func TestServicesAreTheOnesThatPeopleNamed(t *testing.T) {
	p := open(t)
	p.read(p.connect("acme", "Bills", ""), all(), on("2026-11-02", usd(100)))
	for label, fields := range map[string]map[string]string{"Plan": {"service": " ACME "}, "Pictures": {"service": "Midjourney", "currency": "EUR"}} {
		limit := "50"
		a, err := p.accounts.Add(t.Context(), account.Draft{Provider: "local", Label: &label, Fields: fields, Limit: &limit})
		if err != nil {
			t.Fatal(err)
		}
		cost := usd(20)
		if fields["currency"] != "" {
			cost.Currency = fields["currency"]
		}
		p.read(a.ID, all(), on("2026-11-02", cost))
	}
	rows := []string{}
	for _, r := range p.spend(month, "service").Rows {
		rows = append(rows, r.Key+"="+r.Label+" "+r.Amount.String())
	}
	slices.Sort(rows)
	want(t, "services", strings.Join(rows, ", "), "Midjourney=Midjourney 0.2000 EUR, acme=Acme 1.2000 USD")
	for _, c := range p.overview().Accounts {
		if c.Account.Label == "Pictures" && (c.Budget.Spent.String() != "0.2000 EUR" || c.Budget.Limit.Currency != "EUR" || c.Service != "Midjourney") {
			t.Errorf("%+v", c)
		}
	}
}

func TestProjectsOfTwoAccountsWithOneIDStandApart(t *testing.T) {
	p := open(t)
	for _, label := range []string{"Bills", "Others"} {
		p.read(p.connect("acme", label, ""), all(), ledger.Entry{Day: "2026-11-02", Amount: usd(100), Project: "default"})
	}
	rows := []string{}
	for _, r := range p.spend(month, "project").Rows {
		rows = append(rows, r.Key+"="+r.Label+" "+r.Amount.String())
	}
	slices.Sort(rows)
	want(t, "projects", strings.Join(rows, ", "), "default=default (Bills) 1.0000 USD, default=default (Others) 1.0000 USD")
}

func TestSettledThrough(t *testing.T) {
	for _, tt := range []struct {
		what string
		fill func(p *profile)
		span calendar.Span
		want calendar.Day
	}{
		{"nothing connected", func(*profile) {}, month, ""},
		{"an account that was never read", func(p *profile) { p.connect("acme", "One", "") }, month, ""},
		{"days are final 72 hours after they end", func(p *profile) { p.read(p.connect("acme", "One", ""), all()) }, month, "2026-11-18"},
		{"never more than the span", func(p *profile) { p.read(p.connect("acme", "One", ""), all()) }, calendar.Through("2026-11-01", "2026-11-05"), "2026-11-05"},
		{"the least of two accounts", func(p *profile) {
			p.read(p.connect("acme", "One", ""), all())
			p.read(p.connect("acme", "Two", ""), calendar.Through("2026-09-22", "2026-11-03"))
		}, month, "2026-11-03"},
		{"an account that was never read is a gap, and holds nothing back", func(p *profile) {
			p.read(p.connect("acme", "One", ""), all())
			p.connect("acme", "Two", "")
		}, month, "2026-11-18"},
		{"an account without a settled day", func(p *profile) {
			p.read(p.connect("acme", "One", ""), all())
			p.read(p.connect("acme", "Two", ""), calendar.Through("2026-11-21", "2026-11-22"))
		}, month, ""},
	} {
		p := open(t)
		tt.fill(p)
		if got := p.spend(tt.span, "day").SettledThrough; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}

func TestNothingKnownIsNotZero(t *testing.T) {
	p := open(t)
	if s := p.spend(month, "day"); len(s.Totals) != 0 || len(s.Rows) != 0 {
		t.Errorf("nothing connected: %+v", s)
	}
	id := p.connect("acme", "One", "")
	if o := p.overview(); len(o.MonthToDate) != 0 || len(o.TodaySpend) != 0 || len(o.YesterdaySpend) != 0 || !o.AtLeast || o.LastSynced != nil || o.Forecasts[0].Withheld == "" {
		t.Errorf("never read: %+v", o)
	}
	p.read(id, all())
	want(t, "read, and it cost nothing", text(p.spend(month, "day").Totals), "0.0000 USD")
	want(t, "today", text(p.overview().TodaySpend), "0.0000 USD")
	want(t, "yesterday", text(p.overview().YesterdaySpend), "0.0000 USD")
	encoded, err := json.Marshal(p.spend(month, "day"))
	if err != nil || strings.Contains(string(encoded), `"rows":null`) || strings.Contains(string(encoded), `"gaps":null`) {
		t.Errorf("%s, %v", encoded, err)
	}
}

func TestARemovedAccountWhoseHistoryIsKeptGoesOnCounting(t *testing.T) {
	p := open(t)
	gone, stays := p.connect("acme", "Old team", "10"), p.connect("zeta", "Research", "")
	p.read(gone, all(), on("2026-11-02", usd(700)))
	p.read(stays, all(), on("2026-11-02", usd(300)))
	if err := p.accounts.Remove(t.Context(), gone, true); err != nil {
		t.Fatal(err)
	}
	s := p.spend(month, "account")
	want(t, "total", text(s.Totals), "10.0000 USD")
	if i := slices.IndexFunc(s.Rows, func(r report.Row) bool { return r.Key == gone }); i < 0 || s.Rows[i].Label != "Old team" {
		t.Errorf("its row is lost: %+v", s.Rows)
	}
	o := p.overview()
	want(t, "the overview", text(o.MonthToDate), "10.0000 USD")
	if len(o.Accounts) != 1 || o.Accounts[0].Account.ID != stays || o.Limit != nil || len(o.Bars.Series) != 2 {
		t.Errorf("cards %v, limit %v, series %d", o.Accounts, o.Limit, len(o.Bars.Series))
	}
}

func TestBars(t *testing.T) {
	p := open(t)
	one, two, zeta := p.connect("acme", "One", ""), p.connect("acme", "Two", ""), p.connect("zeta", "Three", "")
	p.read(zeta, calendar.Through("2026-11-20", "2026-11-21"), on("2026-11-21", money.FromNanos(5e9, "EUR")))
	p.read(one, calendar.Through("2026-10-01", "2026-11-22"), on("2026-11-10", usd(100)), on("2026-11-22", usd(50)), on("2026-10-23", usd(9900)))
	p.read(two, calendar.Through("2026-11-10", "2026-11-22"), on("2026-11-10", usd(25)))
	b := p.overview().Bars
	if len(b.Days) != 30 || b.Days[0] != "2026-10-24" || b.Days[29] != "2026-11-22" || b.Currency != money.USD || len(b.Series) != 2 {
		t.Fatalf("%d days from %s to %s in %s, %d series", len(b.Days), b.Days[0], b.Days[29], b.Currency, len(b.Series))
	}
	at := func(series int, day calendar.Day) string {
		if v := b.Series[series].Values[day.Sub(b.Days[0])]; v != nil {
			return v.String()
		}
		return "not read"
	}
	want(t, "first series", b.Series[0].Service+" "+b.Series[0].Label, "acme Acme")
	want(t, "second series", b.Series[1].Service+" "+b.Series[1].Label, "zeta Zeta")
	want(t, "two accounts of one service", at(0, "2026-11-10"), "1.2500 USD")
	want(t, "a day that cost nothing", at(0, "2026-11-11"), "0.0000 USD")
	want(t, "today", at(0, "2026-11-22"), "0.5000 USD")
	want(t, "a day that was not read", at(1, "2026-11-19"), "not read")
	want(t, "a day that cost nothing, read", at(1, "2026-11-20"), "0.0000 USD")
	want(t, "a day in another currency", at(1, "2026-11-21"), "0.0000 USD")
	for day, settled := range map[calendar.Day]bool{"2026-11-10": true, "2026-11-18": true, "2026-11-19": false, "2026-11-22": false} {
		if got := b.Settled[day.Sub(b.Days[0])]; got != settled {
			t.Errorf("%s settled: %t", day, got)
		}
	}
}

func TestBarsWithoutDollarsAreInWhatThereIs(t *testing.T) {
	p := open(t)
	p.read(p.connect("acme", "One", ""), all(), on("2026-11-10", money.FromNanos(5e9, "EUR")))
	b := p.overview().Bars
	if v := b.Series[0].Values[calendar.Day("2026-11-10").Sub(b.Days[0])]; b.Currency != "EUR" || v.String() != "5.0000 EUR" {
		t.Errorf("%s in %s", v, b.Currency)
	}
}

func TestADayThatNobodyReadIsNotSettled(t *testing.T) {
	p := open(t)
	p.read(p.connect("acme", "One", ""), calendar.Through("2026-11-15", "2026-11-22"))
	b := p.overview().Bars
	if b.Settled[0] || !b.Settled[calendar.Day("2026-11-16").Sub(b.Days[0])] {
		t.Errorf("settled: %v", b.Settled)
	}
}

func TestCardsAndLimits(t *testing.T) {
	p := open(t)
	one, two := p.connect("acme", "One", "50"), p.connect("zeta", "Two", "100")
	p.connect("zeta", "Without", "")
	p.read(one, all(), on("2026-11-22", usd(4500)))
	p.read(two, all(), on("2026-11-16", usd(1000)), on("2026-11-14", usd(500)), on("2026-11-21", money.FromNanos(7e9, "EUR")))
	day := 15
	if err := p.accounts.Change(t.Context(), two, account.Draft{CycleDay: &day}); err != nil {
		t.Fatal(err)
	}
	o := p.overview()
	texts := []string{}
	for _, c := range o.Accounts {
		texts = append(texts, fmt.Sprintf("%s of %s: %s spent %s since %s, %d %%, today %s, other %s",
			c.Account.Label, c.Service, c.Budget.Level, c.Budget.Spent, c.Budget.Period.Start, c.Budget.Percent, text(c.Today), text(c.Other)))
	}
	want(t, "cards", strings.Join(texts, "\n"), strings.Join([]string{
		"One of Acme: near spent 45.0000 USD since 2026-11-01, 90 %, today 45.0000 USD, other ",
		"Two of Zeta: calm spent 10.0000 USD since 2026-11-15, 10 %, today 0.0000 USD, other 7.0000 EUR",
		"Without of Zeta: unlimited spent 0.0000 USD since 2026-11-01, 0 %, today , other ",
	}, "\n"))
	want(t, "all limits", o.Limit.String(), "150.0000 USD")
	want(t, "left of them, each in its own cycle", o.Left.String(), "95.0000 USD")
	if o.Percent != 36 || o.Level != budget.Near {
		t.Errorf("%d %%, %s: the worst account gives the level", o.Percent, o.Level)
	}
	cards, err := p.Cards(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(cards)
	b, _ := json.Marshal(o.Accounts)
	want(t, "cards alone", string(a), string(b))
}

func TestManyModelsAreEightAndAllOthers(t *testing.T) {
	p := open(t)
	entries := []ledger.Entry{}
	for i := range 12 {
		entries = append(entries, ledger.Entry{Day: "2026-11-02", Item: fmt.Sprint(i), Model: fmt.Sprintf("m%02d", i), Amount: usd(int64(100 * (i + 1)))})
	}
	p.read(p.connect("acme", "One", ""), all(), entries...)
	models := p.overview().Models
	if len(models) != 9 || models[0].Key != "m11" || models[7].Key != "m04" || models[8].Label != "Other" || models[8].Amount.String() != "10.0000 USD" {
		t.Errorf("%v", models)
	}
}

func TestTokensStandBesideAModelsMoneyOnce(t *testing.T) {
	p := open(t)
	id := p.connect("acme", "One", "")
	_, err := p.book.Put(t.Context(), ledger.Read{
		Account: id, Basis: ledger.Billed, Span: all(), At: noon,
		Entries: []ledger.Entry{
			{Account: id, Day: "2026-11-02", Basis: ledger.Billed, Item: "1", Model: "gpt", Amount: usd(100)},
			{Account: id, Day: "2026-11-02", Basis: ledger.Billed, Item: "2", Model: "gpt", Amount: money.FromNanos(1, "EUR")},
		},
		Usage: []ledger.Usage{
			{Account: id, Day: "2026-11-02", Kind: "completions", Model: "gpt", InputTokens: 100, OutputTokens: 10, Requests: 2},
			{Account: id, Day: "2026-11-03", Kind: "completions", Model: "gpt", InputTokens: 1, CachedTokens: 1, Requests: 1},
			{Account: id, Day: "2026-10-03", Kind: "completions", Model: "gpt", InputTokens: 5000},
			{Account: id, Day: "2026-11-03", Kind: "completions", Model: "free", InputTokens: 7},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	total := report.Tokens{}
	for _, r := range p.spend(month, "model").Rows {
		if r.Usage != nil {
			total.InputTokens += r.Usage.InputTokens
			total.CachedTokens += r.Usage.CachedTokens
			total.OutputTokens += r.Usage.OutputTokens
			total.Requests += r.Usage.Requests
		}
	}
	if total != (report.Tokens{InputTokens: 101, CachedTokens: 1, OutputTokens: 10, Requests: 3}) {
		t.Errorf("%+v", total)
	}
}

func TestLastSyncedIsTheOldestOfTheReadableAccounts(t *testing.T) {
	p := open(t)
	for label, ago := range map[string]time.Duration{"One": time.Minute, "Two": 40 * time.Minute} {
		id := p.connect("acme", label, "")
		p.read(id, all())
		p.finish(id, account.Outcome{State: account.OK, Whole: true, At: noon.Add(-ago)})
	}
	p.connect("acme", "Never read", "")
	if got := p.overview().LastSynced; got == nil || !got.Equal(noon.Add(-40*time.Minute)) {
		t.Errorf("got %v", got)
	}
	accounts, err := p.Accounts(t.Context())
	if err != nil || len(accounts) != 3 {
		t.Errorf("%v, %v", accounts, err)
	}
}

func TestSourcesAreComparedOverTheDaysThatWereMetered(t *testing.T) {
	p := open(t)
	id := p.connect("acme", "Research", "")
	p.read(id, all(), on("2026-11-02", usd(100)), on("2026-11-05", usd(40)), on("2026-11-06", usd(60)))
	p.put(id, ledger.Metered, calendar.Through("2026-11-05", "2026-11-06"), on("2026-11-05", usd(41)), on("2026-11-06", usd(58)))
	p.read(p.connect("zeta", "Never metered", ""), all(), on("2026-11-02", usd(7)))
	list, err := p.Compare(t.Context(), month)
	if err != nil || len(list) != 1 || list[0].Label != "Research" || list[0].From != "2026-11-05" || list[0].To != "2026-11-06" {
		t.Fatalf("%+v %v", list, err)
	}
	got := []string{}
	for _, b := range list[0].ByBasis {
		got = append(got, string(b.Basis)+" "+b.Amount.String())
	}
	want(t, "by basis", strings.Join(got, ", "), "billed 1.0000 USD, metered 0.9900 USD")
	want(t, "what counts", text(p.spend(month, "account").Totals), "2.0700 USD")
}
