package syncer_test

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/provider"
	"outlay/backend/provider/openai"
	"outlay/backend/provider/rest"
	"outlay/backend/simulator"
	"outlay/backend/syncer"
	"outlay/backend/vault"
)

// asked is the span that is synced: some settled days and some that are not.
var asked = calendar.Through("2026-11-18", "2026-11-22")

const costsPath = "/v1/organization/costs"

// bad says what each fault of the simulator must do to an account.
var bad = map[string]struct {
	value string
	state account.State
	says  bool // the vendor said something else than it meant, and we believe it
}{
	"key_refused":      {"", account.KeyRefused, false},
	"scope_missing":    {"", account.ScopeMissing, false},
	"scope_as_401":     {"", account.ScopeMissing, false},
	"not_found":        {"", account.BadAnswer, false},
	"rate_limited":     {"3600", account.RateLimited, false},
	"server_error":     {"", account.Unreachable, false},
	"html_502":         {"", account.Unreachable, false},
	"empty":            {"", account.BadAnswer, false},
	"nonsense":         {"", account.BadAnswer, false},
	"html_200":         {"", account.BadAnswer, false},
	"truncated":        {"", account.BadAnswer, false},
	"cut":              {"", account.Unreachable, false},
	"nan":              {"", account.BadAnswer, false},
	"null":             {"", account.BadAnswer, false},
	"huge":             {"", account.BadAnswer, false},
	"missing_fields":   {"", account.BadAnswer, false},
	"outside":          {"", account.BadAnswer, false},
	"duplicate_day":    {"", account.BadAnswer, false},
	"repeating_cursor": {"", account.BadAnswer, false},
	"endless_pages":    {"", account.BadAnswer, false},
	"endless":          {"", account.BadAnswer, false},
	"slow":             {"", account.Unreachable, false},
	"hang":             {"", account.Unreachable, false},
	"redirect":         {"http://127.0.0.2:9", account.BadAnswer, false},
	"redirect_here":    {"", account.BadAnswer, false},
	"negative":         {"", account.OK, true},
	"tiny":             {"", account.OK, true},
	"euro":             {"", account.OK, true},
	"duplicate_row":    {"", account.OK, true},
}

// wire carries requests to a vendor in memory, so that a bubble's clock stands still while
// it answers and runs while it waits.
type wire struct{ vendor http.Handler }

// RoundTrip implements [http.RoundTripper].
func (w wire) RoundTrip(request *http.Request) (*http.Response, error) {
	reader, writer := io.Pipe()
	out := &sender{header: http.Header{}, began: make(chan int, 1), body: writer}
	in := request.Clone(request.Context())
	if in.Host = request.URL.Host; in.Body == nil {
		in.Body = http.NoBody
	}
	in.Header.Set("User-Agent", "Outlay/test") // what the client's own transport would say
	go func() {
		defer func() {
			if recover() != nil { // what net/http takes for a broken connection
				_ = writer.CloseWithError(io.ErrUnexpectedEOF)
			}
		}()
		w.vendor.ServeHTTP(out, in)
		out.WriteHeader(http.StatusOK)
		_ = writer.CloseWithError(in.Context().Err()) // nobody takes a broken off answer for a whole one
	}()
	context.AfterFunc(request.Context(), func() { _ = reader.CloseWithError(request.Context().Err()) })
	select {
	case status := <-out.began:
		return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: out.header, Body: reader, ContentLength: -1, Request: request}, nil
	case <-request.Context().Done():
		return nil, request.Context().Err()
	}
}

// sender is the vendor's end of a wire.
type sender struct {
	header http.Header
	sent   bool
	began  chan int
	body   *io.PipeWriter
}

func (s *sender) Header() http.Header { return s.header }

func (s *sender) WriteHeader(status int) {
	if !s.sent {
		s.sent = true
		s.header = s.header.Clone()
		s.began <- status
	}
}

func (s *sender) Write(p []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	return s.body.Write(p)
}

// openAI is a profile connected to a simulated OpenAI, inside of a bubble.
func openAI(t *testing.T) (*house, *simulator.Simulator) {
	t.Helper()
	h := newHouse(t)
	sim := simulator.New(simulator.Options{Seed: 1, Now: func() time.Time { return noon }})
	clock := func() time.Time { return h.now() }
	h.accounts = account.NewStore(h.db, vault.New(h.db.Write, h.db.Read, vault.ThisSessionOnly()), provider.NewRegistry(openai.Descriptor()), h.book, clock)
	client := rest.NewHTTPClient("test", nil)
	client.Transport = wire{sim.Handler()}
	h.running = syncer.New(syncer.Options{
		Accounts: h.accounts, Settings: h.settings, Book: h.book, Client: client,
		Holder: process("this"), Now: clock, Log: slog.New(slog.DiscardHandler),
	})
	key, base := simulator.AdminKey, "http://127.0.0.1:1"
	if _, err := h.accounts.Add(t.Context(), account.Draft{Provider: "openai", Key: &key, BaseURL: &base}); err != nil {
		t.Fatal(err)
	}
	return h, sim
}

func TestEachBadDayOfAVendorHasItsStateAndSpoilsNoTotal(t *testing.T) {
	if known := slices.Sorted(maps.Keys(simulator.Faults())); !slices.Equal(known, slices.Sorted(maps.Keys(bad))) {
		t.Fatalf("the simulator knows the faults %q", known)
	}
	for name, want := range bad {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, sim := openAI(t)
				defer h.close()
				fault := simulator.Fault{Name: name, Value: want.value}
				set(t, sim, fault) // on the very first sync
				h.checkFault(sim, want.state)
				if want.says {
					return
				}
				h.onlyTrueDays(sim)
				sim.ClearFaults()
				h.readAll(sim)
				set(t, sim, fault) // when all is known
				h.checkFault(sim, want.state)
				h.sameAs(sim)
				sim.ClearFaults()
				fault.Path = "/v1/organization/usage/"
				set(t, sim, fault)                                                                  // beside the money
				ofMoney := slices.Contains([]string{"nan", "null", "huge", "missing_fields"}, name) // tokens have none
				if out := h.readAll(sim); !ofMoney && len(out.Notes) == 0 {
					t.Error("nobody says that tokens are lacking")
				}
			})
		})
	}
}

func set(t *testing.T, sim *simulator.Simulator, f simulator.Fault) {
	t.Helper()
	if err := sim.SetFault(f); err != nil {
		t.Fatal(err)
	}
}

// readAll syncs without trouble.
func (h *house) readAll(sim *simulator.Simulator) syncer.Outcome {
	h.t.Helper()
	out := h.sync(syncer.Request{From: asked.Start, To: asked.Last()})[0]
	if out.Error != nil || out.State != account.OK {
		h.t.Fatalf("%+v %+v", out, out.Error)
	}
	h.sameAs(sim)
	return out
}

// checkFault syncs on the vendor's bad day.
func (h *house) checkFault(sim *simulator.Simulator, state account.State) {
	h.t.Helper()
	sim.ForgetRequests()
	out := h.sync(syncer.Request{From: asked.Start, To: asked.Last()})[0]
	if out.State != state || (out.Error == nil) != (state == account.OK) {
		h.t.Errorf("%s, want %s: %+v", out.State, state, out.Error)
	}
	if got := len(sim.Requests()); state != account.OK && got > 500 {
		h.t.Errorf("%d requests in vain", got)
	}
}

// onlyTrueDays says that each day in the book is what the vendor has, to the last digit.
func (h *house) onlyTrueDays(sim *simulator.Simulator) {
	h.t.Helper()
	days, err := h.book.Days(h.t.Context(), calendar.Through("2020-01-01", "2030-01-01"), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, day := range days {
		want, err := sim.Sum(string(day.Day), string(day.Day))
		if err != nil {
			h.t.Fatal(err)
		}
		got := decimal.Zero
		for _, total := range day.Totals {
			got = got.Add(total.Value)
		}
		if !got.Equal(want) || !asked.Contains(day.Day) {
			h.t.Errorf("%s has %s, want %s", day.Day, got, want)
		}
	}
}

// sameAs says that the book has exactly what the vendor has.
func (h *house) sameAs(sim *simulator.Simulator) {
	h.t.Helper()
	h.onlyTrueDays(sim)
	h.sameOver(sim, asked)
}

func (h *house) sameOver(sim *simulator.Simulator, span calendar.Span) {
	h.t.Helper()
	want, err := sim.Sum(string(span.Start), string(span.Last()))
	if err != nil {
		h.t.Fatal(err)
	}
	rows, err := h.book.Sum(h.t.Context(), span, ledger.ByBasis, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if len(rows) != 1 || !rows[0].Amount.Value.Equal(want) {
		h.t.Errorf("the book has %v, want %s", rows, want)
	}
}

func TestAVendorThatFailsInTheMiddleKeepsWhatItSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, sim := openAI(t)
		defer h.close()
		set(t, sim, simulator.Fault{Name: "server_error", Path: costsPath, Skip: 1})
		out := h.sync(syncer.Request{})[0]
		if out.State != account.Unreachable {
			t.Fatalf("%+v %+v", out, out.Error)
		}
		known, err := h.book.Known(t.Context(), out.ID)
		if want := calendar.Through("2026-06-21", "2026-11-22"); err != nil || known != want {
			t.Errorf("known are %v, want the newest span, %v: %v", known, want, err)
		}
		if h.state(out.ID).LastSynced != nil {
			t.Error("half a sync counts as one")
		}
		sim.ClearFaults()
		if out := h.sync(syncer.Request{})[0]; out.Error != nil {
			t.Errorf("%+v", out.Error)
		}
		h.sameOver(sim, calendar.Through("2025-10-22", "2026-11-22"))
	})
}

func TestSpendThatIsReportedLateArrivesWhileItsDayMayMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, sim := openAI(t)
		defer h.close()
		h.readAll(sim)
		for _, day := range []string{"2026-11-20", "2026-11-22"} {
			if err := sim.AddSpend(day, "12.345678901", "Late", "proj_research"); err != nil {
				t.Fatal(err)
			}
		}
		if out := h.sync(syncer.Request{From: "2026-11-19"})[0]; out.Changed != 2 {
			t.Errorf("%d entries changed, want the two late ones", out.Changed)
		}
		h.sameAs(sim)
	})
}
