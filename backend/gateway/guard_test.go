package gateway_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/gateway"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

func (w *world) limit(text string) {
	w.t.Helper()
	if err := w.accounts.Change(w.t.Context(), w.id, account.Draft{Limit: &text}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) guard(to gateway.Guard) {
	w.t.Helper()
	if err := w.gw.SetGuard(w.t.Context(), w.id, to); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) guardToken(to gateway.Guard) {
	w.t.Helper()
	if err := w.gw.SetTokenGuard(w.t.Context(), w.tokenID, to); err != nil {
		w.t.Fatal(err)
	}
}

func usd(nanos int64) *money.Amount {
	amount := money.FromNanos(nanos, "USD")
	return &amount
}

// A call costs 210,000 nanos.
func TestWhenCallsStop(t *testing.T) {
	billOn := func(w *world, day calendar.Day, basis ledger.Basis, nanos int64) {
		w.t.Helper()
		if _, err := w.book.Put(w.t.Context(), ledger.Read{
			Account: w.id, Basis: basis, Span: calendar.Through(day, day), At: w.clock(), SettlesAfter: time.Hour,
			Entries: []ledger.Entry{{Account: w.id, Day: day, Basis: basis, Item: "all", Amount: money.FromNanos(nanos, "USD")}},
		}); err != nil {
			w.t.Fatal(err)
		}
	}
	bill := func(w *world, basis ledger.Basis, nanos int64) { billOn(w, "2026-11-03", basis, nanos) }
	for _, tt := range []struct {
		what  string
		setup func(w *world)
		pass  int // calls that come through, of five
	}{
		{"never where nothing is set", func(*world) {}, 5},
		{"never where the limit only warns", func(w *world) { w.limit("0.0001") }, 5},
		{"never without a limit", func(w *world) { w.guard(gateway.Guard{Stop: true}) }, 5},
		{"at the limit to the nano", func(w *world) { w.limit("0.00042"); w.guard(gateway.Guard{Stop: true}) }, 2},
		{"not a nano below it", func(w *world) { w.limit("0.000420001"); w.guard(gateway.Guard{Stop: true}) }, 3},
		{"at the account's limit by the token's guard", func(w *world) { w.limit("0.00042"); w.guardToken(gateway.Guard{Stop: true}) }, 2},
		{"at once where the bill has reached it", func(w *world) {
			bill(w, ledger.Billed, 1e9)
			w.limit("1")
			w.guard(gateway.Guard{Stop: true})
		}, 0},
		{"where bill and calls reach it together", func(w *world) {
			bill(w, ledger.Billed, 1e9-300_000)
			w.limit("1")
			w.guard(gateway.Guard{Stop: true})
		}, 2},
		{"where the bill of the day is behind the calls", func(w *world) {
			billOn(w, today, ledger.Billed, 1)
			w.limit("0.00042")
			w.guard(gateway.Guard{Stop: true})
		}, 2},
		{"where a subscription has reached it", func(w *world) {
			bill(w, ledger.Subscription, 1e9)
			w.limit("1")
			w.guard(gateway.Guard{Stop: true})
		}, 0},
		{"at the token's own limit", func(w *world) { w.guardToken(gateway.Guard{Limit: usd(630_000)}) }, 3},
		{"after so many in a minute, of the account", func(w *world) { w.guard(gateway.Guard{PerMinute: 4}) }, 4},
		{"after so many in a minute, of the token", func(w *world) { w.guardToken(gateway.Guard{PerMinute: 1}) }, 1},
		{"at whatever comes first", func(w *world) {
			w.limit("0.00021")
			w.guard(gateway.Guard{Stop: true, PerMinute: 4})
			w.guardToken(gateway.Guard{Limit: usd(9e9), PerMinute: 3})
		}, 1},
	} {
		t.Run(tt.what, func(t *testing.T) {
			for _, written := range []bool{false, true} { // whether the calls before are in the book yet
				w := open(t, say(200, "application/json", spoken))
				tt.setup(w)
				passed := 0
				for range 5 {
					switch got := w.chat(asked); got.status {
					case http.StatusOK:
						passed++
					case http.StatusTooManyRequests:
						if got.header.Get("Retry-After") == "" || !strings.Contains(got.body, `"error":{`) {
							t.Errorf("refused by %v %s", got.header, got.body)
						}
					default:
						t.Errorf("got %d %s", got.status, got.body)
					}
					if written && !strings.Contains(tt.what, "minute") {
						w.restart()
					}
				}
				if passed != tt.pass {
					t.Errorf("%d calls came through, want %d (written: %v)", passed, tt.pass, written)
				}
			}
		})
	}
}

func TestUntilWhenCallsAreStopped(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	w.limit("0.0001")
	w.guard(gateway.Guard{Stop: true})
	w.chat(asked)
	got := w.chat(asked)
	if got.status != 429 || got.header.Get("Retry-After") != "734400" || got.header.Get("X-Should-Retry") != "false" { // 8.5 days
		t.Errorf("got %d %v", got.status, got.header)
	}
	if !strings.Contains(got.body, "The limit of Research is reached (0.0001 USD)") || !strings.Contains(got.body, "until 2026-12-01 UTC") {
		t.Errorf("says %s", got.body)
	}
	if got := w.do(w.request(http.MethodGet, "/research/v1/models", "")); got.status != 200 {
		t.Errorf("what is free is stopped too: %d", got.status)
	}
	w.set(calendar.Day("2026-12-01").Start())
	if got := w.chat(asked); got.status != 200 {
		t.Errorf("the next period: %d %s", got.status, got.body)
	}
	w.guard(gateway.Guard{PerMinute: 1})
	w.set(calendar.Day("2026-12-01").Start().Add(10*time.Hour + 45*time.Second))
	w.chat(asked)
	if got := w.chat(asked); got.status != 429 || got.header.Get("Retry-After") != "15" || got.header.Get("X-Should-Retry") != "" {
		t.Errorf("got %d %v", got.status, got.header)
	}
	w.set(w.clock().Add(15 * time.Second))
	if got := w.chat(asked); got.status != 200 {
		t.Errorf("the next minute: %d %s", got.status, got.body)
	}
}

func TestGuardsThatCannotBe(t *testing.T) {
	w := open(t, http.NotFoundHandler())
	for what, err := range map[string]error{
		"an account's limit":          w.gw.SetGuard(t.Context(), w.id, gateway.Guard{Limit: usd(1)}),
		"fewer than no requests":      w.gw.SetGuard(t.Context(), w.id, gateway.Guard{PerMinute: -1}),
		"fewer than none, of a token": w.gw.SetTokenGuard(t.Context(), w.tokenID, gateway.Guard{PerMinute: -1}),
		"a limit of nothing":          w.gw.SetTokenGuard(t.Context(), w.tokenID, gateway.Guard{Limit: usd(0)}),
		"a limit below nothing":       w.gw.SetTokenGuard(t.Context(), w.tokenID, gateway.Guard{Limit: usd(-1)}),
	} {
		if !errors.Is(err, gateway.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := w.gw.SetGuard(t.Context(), "nobody", gateway.Guard{}); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	if err := w.gw.SetTokenGuard(t.Context(), "none", gateway.Guard{}); !errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("no token's: %v", err)
	}
}

func TestGuardsAreStored(t *testing.T) {
	w := open(t, http.NotFoundHandler())
	w.guard(gateway.Guard{Stop: true, PerMinute: 7})
	w.guardToken(gateway.Guard{Stop: true, Limit: usd(5e9), PerMinute: 3})
	guards, err := w.gw.Guards(t.Context())
	if err != nil || len(guards) != 1 || guards[w.id] != (gateway.Guard{Stop: true, PerMinute: 7}) {
		t.Errorf("guards %v, %v", guards, err)
	}
	tokens, err := w.gw.Tokens(t.Context())
	if err != nil || len(tokens) != 1 || !tokens[0].Guard.Stop || tokens[0].Guard.Limit.String() != "5.0000 USD" || tokens[0].Guard.PerMinute != 3 {
		t.Errorf("tokens %+v, %v", tokens, err)
	}
	w.guard(gateway.Guard{})
	w.guardToken(gateway.Guard{})
	if tokens, err := w.gw.Tokens(t.Context()); err != nil || tokens[0].Guard != (gateway.Guard{}) {
		t.Errorf("tokens %+v, %v", tokens, err)
	}
}
