package syncer_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/provider/all"
	"outlay/backend/provider/rest"
	"outlay/backend/simulator"
	"outlay/backend/syncer"
	"outlay/backend/vault"
)

// vendors are the simulated vendors beside OpenAI, each with what is special about its bad days.
var vendors = []struct {
	id     string
	except map[string]account.State // faults that put it in another state than [bad] says
}{
	{"anthropic", nil},
	{"copilot", map[string]account.State{"not_found": account.ScopeMissing}}, // GitHub hides what a token may not see
	{"cursor", map[string]account.State{"duplicate_row": account.BadAnswer}}, // more events than the vendor counts
	{"fireworks", map[string]account.State{"negative": account.BadAnswer}},   // -1.25 whole units are no amount
	{"openrouter", nil},
	{"together", map[string]account.State{"not_found": account.ScopeMissing}}, // not enabled for the organization
	{"xai", map[string]account.State{"not_found": account.ScopeMissing}},      // not the key's team
	{"deepseek", nil},
	{"elevenlabs", nil},
	{"groq", nil},
	{"mistral", nil},
	{"moonshot", nil},
	{"perplexity", nil},
	{"relay", map[string]account.State{"negative": account.BadAnswer, "duplicate_row": account.BadAnswer}}, // not what the total beside them says
}

// connected is a profile with one account of a simulated vendor, inside of a bubble.
func connected(t *testing.T, id string) (*house, *simulator.Simulator, string) {
	t.Helper()
	h := newHouse(t)
	sim := simulator.New(simulator.Options{Seed: 1, Now: func() time.Time { return noon }})
	clock := func() time.Time { return h.now() }
	h.accounts = account.NewStore(h.db, vault.New(h.db.Write, h.db.Read, vault.ThisSessionOnly()), all.Registry(), h.book, clock)
	client := rest.NewHTTPClient("test", nil)
	client.Transport = wire{sim.Handler()}
	h.running = syncer.New(syncer.Options{
		Accounts: h.accounts, Settings: h.settings, Book: h.book, Client: client,
		Holder: process("this"), Now: clock, Log: slog.New(slog.DiscardHandler),
	})
	to, err := sim.Account(id)
	if err != nil {
		t.Fatal(err)
	}
	base := "http://127.0.0.1:1" + to.Path
	a, err := h.accounts.Add(t.Context(), account.Draft{Provider: id, Key: &to.Key, BaseURL: &base, Fields: to.Fields})
	if err != nil {
		t.Fatal(err)
	}
	return h, sim, a.ID
}

func TestEachVendorsSpendArrivesToTheLastDigit(t *testing.T) {
	for _, v := range vendors {
		t.Run(v.id, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, sim, id := connected(t, v.id)
				defer h.close()
				d, _ := all.Registry().Get(v.id)
				out := h.sync(syncer.Request{})[0]
				if out.Error != nil || len(out.Notes) > 0 {
					t.Fatalf("the first sync: %+v %q", out.Error, out.Notes)
				}
				if !d.Publishes() {
					h.tellsNothing(out)
					return
				}
				if out.State != account.OK || out.Entries == 0 {
					t.Fatalf("%+v", out)
				}
				h.sameAsVendor(sim, v.id, id)
				if out := h.sync(syncer.Request{})[0]; out.Error != nil || out.Changed != 0 {
					t.Errorf("a second sync changed %d: %+v", out.Changed, out.Error)
				}
				if err := sim.AddSpendTo(v.id, "2026-11-21", "12.3456"); err != nil {
					t.Fatal(err)
				}
				if out := h.sync(syncer.Request{})[0]; out.Error != nil || out.Changed == 0 {
					t.Errorf("what was reported late did not arrive: %+v", out)
				}
				h.sameAsVendor(sim, v.id, id)
			})
		})
	}
	if got := simulator.New(simulator.Options{}).Vendors(); len(got) != len(vendors) {
		t.Errorf("the simulator plays %q, and %d vendors are tried", got, len(vendors))
	}
}

// tellsNothing says that a vendor without published spend left the book empty, and no fault.
func (h *house) tellsNothing(out syncer.Outcome) {
	h.t.Helper()
	days, err := h.book.Days(h.t.Context(), calendar.Through("2020-01-01", "2030-01-01"), nil)
	if err != nil || len(days) > 0 || out.State != account.NotPublished || h.state(out.ID).LastSynced == nil {
		h.t.Errorf("%d days, %v: %+v", len(days), err, out)
	}
}

// sameAsVendor says that what the book knows of the account is what the vendor tells of these
// days, to the last digit, through the last day that is published.
func (h *house) sameAsVendor(sim *simulator.Simulator, vendor, id string) {
	h.t.Helper()
	known, err := h.book.Known(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	d, _ := all.Registry().Get(vendor)
	if last := calendar.DayOf(noon).Add(-d.Delay); known.Empty() || known.Last() != last {
		h.t.Errorf("known are %v, want through %s", known, last)
	}
	want, err := sim.SumOf(vendor, string(known.Start), string(known.Last()))
	if err != nil {
		h.t.Fatal(err)
	}
	got := decimal.Zero
	rows, err := h.book.Sum(h.t.Context(), known, ledger.ByBasis, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, r := range rows {
		got = got.Add(r.Amount.Value)
	}
	if !got.Equal(want) || want.IsZero() {
		h.t.Errorf("the book has %s of %v, want %s", got, known, want)
	}
}

// onlyTrueDaysOf says that each known day has what the vendor tells of it.
func (h *house) onlyTrueDaysOf(sim *simulator.Simulator, vendor, when string) {
	h.t.Helper()
	days, err := h.book.Days(h.t.Context(), calendar.Through("2020-01-01", "2030-01-01"), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	sums := map[calendar.Day]decimal.Decimal{}
	for _, day := range days {
		sums[day.Day] = sums[day.Day].Add(decimal.Zero)
		for _, total := range day.Totals {
			sums[day.Day] = sums[day.Day].Add(total.Value)
		}
	}
	for day, got := range sums {
		want, err := sim.SumOf(vendor, string(day), string(day))
		if err != nil {
			h.t.Fatal(err)
		}
		if !got.Equal(want) || !asked.Contains(day) {
			h.t.Errorf("%s: %s has %s, want %s", when, day, got, want)
		}
	}
}

func TestEachBadDayOfEachVendorHasItsStateAndSpoilsNoTotal(t *testing.T) {
	for _, v := range vendors {
		names, err := simulator.New(simulator.Options{}).FaultsOf(v.id)
		if err != nil {
			t.Fatal(err)
		}
		for name := range v.except {
			if !slices.Contains(names, name) {
				t.Errorf("%s has no fault %s", v.id, name)
			}
		}
		t.Run(v.id, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { badDays(t, v.id, names, v.except) })
		})
	}
}

// badDays plays each fault to one profile, whose history is forgotten in between.
func badDays(t *testing.T, vendor string, faults []string, except map[string]account.State) {
	h, sim, id := connected(t, vendor)
	defer h.close()
	for _, fault := range faults {
		if fault == "endless" {
			continue // 64 MiB a time: providertest tries it with every provider already
		}
		sim.ClearFaults()
		if err := h.book.Forget(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		want, says := bad[fault].state, bad[fault].says
		if other, ok := except[fault]; ok {
			want = other
		}
		h.badDay(sim, id, vendor, simulator.Fault{Name: fault, Path: "/" + vendor + "/", Value: bad[fault].value}, want, says)
	}
}

// badDay syncs twice under a fault: when nothing is known and when all is. Where the vendor
// only said something else than it meant, it is believed.
func (h *house) badDay(sim *simulator.Simulator, id, vendor string, fault simulator.Fault, want account.State, says bool) {
	h.t.Helper()
	d, _ := all.Registry().Get(vendor)
	good := account.OK
	if !d.Publishes() {
		good = account.NotPublished
	}
	if says && want == account.OK {
		want = good
	}
	request := syncer.Request{From: asked.Start, To: asked.Last()}
	for _, when := range []string{"on the first sync", "when all is known"} {
		if err := sim.SetFault(fault); err != nil {
			h.t.Fatal(err)
		}
		out := h.sync(request)[0]
		if out.State != want || (out.Error == nil) != (want == good) {
			h.t.Errorf("%s, %s: %s, want %s: %+v", fault.Name, when, out.State, want, out.Error)
		}
		if want == good {
			return
		}
		h.onlyTrueDaysOf(sim, vendor, fault.Name)
		sim.ClearFaults()
		if out := h.sync(request)[0]; out.Error != nil || out.State != good {
			h.t.Fatalf("after %s: %s %+v", fault.Name, out.State, out.Error)
		}
		if d.Publishes() {
			h.onlyTrueDaysOf(sim, vendor, "after "+fault.Name)
			h.sameAsVendor(sim, vendor, id)
		}
	}
}

func TestAWeakKeyOfEachVendorIsToldApart(t *testing.T) {
	for _, v := range vendors {
		synctest.Test(t, func(t *testing.T) {
			h, sim, id := connected(t, v.id)
			defer h.close()
			to, _ := sim.Account(v.id)
			if to.Weak == "" {
				return
			}
			if err := h.accounts.Change(t.Context(), id, account.Draft{Key: &to.Weak}); err != nil {
				t.Fatal(err)
			}
			out := h.sync(syncer.Request{})[0]
			if out.State != account.ScopeMissing && out.State != account.KeyRefused {
				t.Errorf("%s: %s %+v", v.id, out.State, out.Error)
			}
			if known, err := h.book.Known(t.Context(), id); err != nil || !known.Empty() {
				t.Errorf("%s: %v %v", v.id, known, err)
			}
		})
	}
}

// The registry and the simulator know the same vendors, but for OpenAI and those that ask nobody.
func TestEveryProviderIsTried(t *testing.T) {
	tried := map[string]bool{"openai": true}
	for _, v := range vendors {
		tried[v.id] = true
	}
	for _, d := range all.Registry().All() {
		if !tried[d.ID] && !d.Local {
			t.Errorf("nobody syncs %s in a test", d.ID)
		}
	}
}

// crowded answers a question about a day by 100,000 lines of a ten-thousandth of a cent.
func crowded(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "cost_report") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	start := r.URL.Query().Get("starting_at")
	at, _ := time.Parse(time.RFC3339, start)
	var lines strings.Builder
	for i := range 100_000 {
		_, _ = fmt.Fprintf(&lines, `,{"amount":"0.0001","currency":"USD","description":"line %d"}`, i)
	}
	_, _ = fmt.Fprintf(w, `{"data":[{"starting_at":%q,"ending_at":%q,"results":[%s]}],"has_more":false}`,
		start, at.AddDate(0, 0, 1).Format(time.RFC3339), lines.String()[1:])
}

func TestADayOfAHundredThousandLinesIsWhole(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(crowded))
	t.Cleanup(server.Close)
	h := newHouse(t)
	defer h.close()
	clock := func() time.Time { return noon }
	h.accounts = account.NewStore(h.db, vault.New(h.db.Write, h.db.Read, vault.ThisSessionOnly()), all.Registry(), h.book, clock)
	h.running = syncer.New(syncer.Options{
		Accounts: h.accounts, Settings: h.settings, Book: h.book, Client: rest.NewHTTPClient("test", nil),
		Holder: process("this"), Now: clock, Log: slog.New(slog.DiscardHandler),
	})
	key := "sk-ant-admin01-x"
	if _, err := h.accounts.Add(t.Context(), account.Draft{Provider: "anthropic", Key: &key, BaseURL: &server.URL}); err != nil {
		t.Fatal(err)
	}
	out := h.sync(syncer.Request{From: "2026-11-20", To: "2026-11-20"})[0]
	if out.Error != nil || out.Entries != 100_000 || h.total() != "0.1000 USD" {
		t.Errorf("%d entries, %s: %+v", out.Entries, h.total(), out.Error)
	}
}
