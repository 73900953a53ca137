package syncer_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/settings"
	"outlay/backend/syncer"
	"outlay/backend/vault"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// house is a profile whose vendors do as their scripts say.
type house struct {
	t        testing.TB
	db       *database.DB
	accounts *account.Store
	settings *settings.Store
	book     ledger.Store
	now      func() time.Time
	vendors  map[string]*vendor // by key, and by the id of its account
	running  *syncer.Syncer
	after    sync.Map // ids of the accounts that were synced
}

func newHouse(t testing.TB) *house {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "outlay.db")})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: db, settings: settings.New(db), book: sqlite.New(db), vendors: map[string]*vendor{}, now: func() time.Time { return noon }}
	registry := provider.NewRegistry(provider.Descriptor{
		ID: "acme", Name: "Acme", Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}}, Sources: []ledger.Basis{ledger.Billed},
		History: 1, MaxSpan: 20, SettlesAfter: 72 * time.Hour, Currency: money.USD,
		Connect: func(v provider.Values, _ *http.Client) (provider.Connector, error) {
			return h.vendors[v.Fields["key"]], nil
		},
	})
	clock := func() time.Time { return h.now() }
	h.accounts = account.NewStore(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), registry, h.book, clock)
	h.running = syncer.New(syncer.Options{
		Accounts: h.accounts, Settings: h.settings, Book: h.book, Client: &http.Client{Transport: http.DefaultTransport},
		Holder: process("this"), Now: clock, Log: slog.New(slog.DiscardHandler),
		After: func(_ context.Context, id string) { h.after.Store(id, true) },
	})
	return h
}

func (h *house) syncer() *syncer.Syncer { return h.running }

// close closes the file inside of a bubble, which must not outlive its goroutines.
func (h *house) close() {
	h.t.Helper()
	if err := h.db.Close(); err != nil {
		h.t.Error(err)
	}
}

// process is a holder of leases that takes every other for alive.
type process string

func (p process) ID() string      { return string(p) }
func (process) Alive(string) bool { return true }

// answer is what a vendor says to one question.
type answer struct {
	read  int // so many days, from the first one asked on; each cost a dollar
	err   error
	panic string
	hang  bool // until nobody waits any more
}

const everything = 1000

// vendor answers by script and remembers what it was asked.
type vendor struct {
	mu     sync.Mutex
	script func(calls int) answer
	asked  []calendar.Span
	inside int
	most   int // questions at one time
}

func says(answers ...answer) func(int) answer {
	return func(calls int) answer { return answers[min(calls, len(answers))-1] }
}

// connect adds an account of a vendor with this script.
func (h *house) connect(label string, script func(calls int) answer) string {
	h.t.Helper()
	key := "key-of-" + strings.ReplaceAll(label, " ", "-")
	h.vendors[key] = &vendor{script: script}
	a, err := h.accounts.Add(h.t.Context(), account.Draft{Provider: "acme", Label: &label, Key: &key})
	if err != nil {
		h.t.Fatal(err)
	}
	h.vendors[a.ID] = h.vendors[key]
	return a.ID
}

func (v *vendor) Probe(context.Context) error { return nil }

func (v *vendor) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	v.mu.Lock()
	v.asked = append(v.asked, span)
	a := v.script(len(v.asked))
	v.inside++
	v.most = max(v.most, v.inside)
	v.mu.Unlock()
	defer func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.inside--
	}()
	if a.panic != "" {
		panic(a.panic)
	}
	if a.hang {
		<-ctx.Done()
		return page(span, a.read), ctx.Err()
	}
	return page(span, a.read), a.err
}

// page is a dollar a day for the first days of span, and one on the day after them that was
// not read whole.
func page(span calendar.Span, days int) provider.Page {
	p := provider.Page{Read: calendar.Span{Start: span.Start, End: min(span.Start.Add(days), span.End)}}
	for day := span.Start; day <= p.Read.End; day = day.Add(1) {
		p.Entries = append(p.Entries, ledger.Entry{Day: day, Item: "all", Amount: money.FromNanos(1e9, money.USD)})
	}
	return p
}

func cancellable(t testing.TB) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}

func (h *house) sync(r syncer.Request) []syncer.Outcome {
	h.t.Helper()
	out, err := h.running.Sync(h.t.Context(), r)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) total() string {
	h.t.Helper()
	rows, err := h.book.Sum(h.t.Context(), calendar.Through("2000-01-01", "2030-01-01"), ledger.ByBasis, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if len(rows) == 0 {
		return "nothing"
	}
	return rows[0].Amount.String()
}

func (h *house) state(id string) account.Account {
	h.t.Helper()
	a, err := h.accounts.Get(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

// slow is a time limit that ran out.
type slow struct{}

func (slow) Error() string { return "the time limit ran out" }
func (slow) Timeout() bool { return true }

func TestTries(t *testing.T) {
	flaky := errors.New("connection reset")
	wrapped := func(err error) error { return fmt.Errorf("acme: GET /spend: %w", err) }
	for _, tt := range []struct {
		what    string
		script  []answer // for ten days; the last one is repeated
		state   account.State
		asked   string // the days of November asked for
		entries int
		from    time.Duration // how long it took: at least
		to      time.Duration // and at most
	}{
		{"one good answer is enough", []answer{{read: 10}}, account.OK, "01-10", 10, 0, 0},
		{"again after the pause that the vendor asked for", []answer{{err: wrapped(provider.Later{Wait: time.Minute})}, {read: 10}},
			account.OK, "01-10 01-10", 10, time.Minute, time.Minute},
		{"again after a pause of our own where it named none", []answer{{err: provider.Later{}}, {read: 10}},
			account.OK, "01-10 01-10", 10, 800 * time.Millisecond, 1200 * time.Millisecond},
		{"not where the vendor asks for more than our patience", []answer{{err: provider.Later{Wait: time.Minute + 1}}},
			account.RateLimited, "01-10", 0, 0, 0},
		{"not where its pauses together are more", []answer{{err: provider.Later{Wait: 31 * time.Second}}},
			account.RateLimited, "01-10 01-10", 0, 31 * time.Second, 31 * time.Second},
		{"four times where it only ever asks to slow down", []answer{{err: provider.Later{}}},
			account.RateLimited, "01-10 01-10 01-10 01-10", 0, 5600 * time.Millisecond, 8400 * time.Millisecond},
		{"never with a refused key", []answer{{err: wrapped(provider.ErrKey)}}, account.KeyRefused, "01-10", 0, 0, 0},
		{"never with a key that may not read", []answer{{err: wrapped(provider.ErrScope)}}, account.ScopeMissing, "01-10", 0, 0, 0},
		{"never where the plan has no such thing", []answer{{err: wrapped(provider.ErrPlan)}}, account.ScopeMissing, "01-10", 0, 0, 0},
		{"never where the answer makes no sense", []answer{{err: wrapped(provider.ErrAnswer)}}, account.BadAnswer, "01-10", 0, 0, 0},
		{"four times where it cannot be reached", []answer{{err: flaky}}, account.Unreachable, "01-10 01-10 01-10 01-10", 0, 5600 * time.Millisecond, 8400 * time.Millisecond},
		{"the fourth may still be good", []answer{{err: flaky}, {err: flaky}, {err: flaky}, {read: 10}}, account.OK, "01-10 01-10 01-10 01-10", 10, 5600 * time.Millisecond, 8400 * time.Millisecond},
		{"only for the days that are lacking", []answer{{read: 3, err: flaky}, {read: 4, err: flaky}, {read: 3}}, account.OK, "01-10 04-10 08-10", 10, 2400 * time.Millisecond, 3600 * time.Millisecond},
		{"keeping what was read before it failed for good", []answer{{read: 3, err: flaky}, {read: 2, err: provider.ErrKey}}, account.KeyRefused, "01-10 04-10", 5, 800 * time.Millisecond, 1200 * time.Millisecond},
		{"not for a fault beside days that are whole", []answer{{read: 10, err: flaky}}, account.OK, "01-10", 10, 0, 0},
		{"but a refusal beside days that are whole is one", []answer{{read: 10, err: provider.ErrKey}}, account.KeyRefused, "01-10", 10, 0, 0},
		{"twice where each runs into its time limit", []answer{{err: slow{}}}, account.Unreachable, "01-10 01-10", 0, 800 * time.Millisecond, 1200 * time.Millisecond},
		{"twice where the vendor never answers", []answer{{hang: true}}, account.Unreachable, "01-10 01-10", 0, 2 * syncer.LongestFetch, 2*syncer.LongestFetch + 2*time.Second},
		{"keeping what came before the vendor fell silent", []answer{{hang: true, read: 3}, {read: 7}}, account.OK, "01-10 04-10", 10, syncer.LongestFetch, syncer.LongestFetch + 2*time.Second},
		{"never after a panic", []answer{{panic: "index out of range"}}, account.BadAnswer, "01-10", 0, 0, 0},
	} {
		t.Run(tt.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				defer h.close()
				id := h.connect("Research", says(tt.script...))
				start := time.Now()
				out := h.sync(syncer.Request{From: "2026-11-01", To: "2026-11-10"})[0]
				if took := time.Since(start); took < tt.from || took > tt.to {
					t.Errorf("took %s, want %s to %s", took, tt.from, tt.to)
				}
				if got := days(h.vendors[id].asked); got != tt.asked {
					t.Errorf("asked for %q, want %q", got, tt.asked)
				}
				if out.State != tt.state || h.state(id).State != tt.state || out.Entries != tt.entries {
					t.Errorf("%s (stored %s) with %d entries, want %s with %d", out.State, h.state(id).State, out.Entries, tt.state, tt.entries)
				}
				want := "nothing"
				if tt.entries > 0 {
					want = money.FromNanos(int64(tt.entries)*1e9, money.USD).String()
				}
				if got := h.total(); got != want {
					t.Errorf("the book has %s, want %s", got, want)
				}
				if failed := out.Error != nil; failed != (tt.state != account.OK) || (failed && (out.Error.Code != string(tt.state) || out.Error.Message == "")) {
					t.Errorf("the error says %+v", out.Error)
				}
			})
		})
	}
}

// days writes spans of one month as "01-10 04-10".
func days(spans []calendar.Span) string {
	texts := []string{}
	for _, s := range spans {
		texts = append(texts, fmt.Sprintf("%s-%s", s.Start[8:], s.Last()[8:]))
	}
	return strings.Join(texts, " ")
}

func TestEachAccountIsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		defer h.close()
		want := map[string]account.State{}
		ids := []string{}
		for _, v := range []struct {
			label string
			says  answer
			want  account.State
		}{
			{"a good one", answer{read: everything}, account.OK},
			{"one that fails", answer{err: errors.New("reset")}, account.Unreachable},
			{"one that panics", answer{panic: "boom"}, account.BadAnswer},
			{"one that hangs", answer{hang: true}, account.Unreachable},
			{"one whose key is refused", answer{err: provider.ErrKey}, account.KeyRefused},
			{"one that wants a day", answer{err: provider.Later{Wait: 24 * time.Hour}}, account.RateLimited},
			{"another good one", answer{read: everything}, account.OK},
			{"a third good one", answer{read: everything}, account.OK},
		} {
			id := h.connect(v.label, says(v.says))
			want[id] = v.want
			ids = append(ids, id)
		}
		slices.Reverse(ids)
		out := h.sync(syncer.Request{Accounts: ids})
		if len(out) != len(ids) {
			t.Fatalf("%d outcomes for %d accounts", len(out), len(ids))
		}
		for i, o := range out {
			if o.ID != ids[i] || o.State != want[o.ID] || h.state(o.ID).State != want[o.ID] {
				t.Errorf("%s: %s, want %s", h.state(ids[i]).Label, o.State, want[ids[i]])
			}
			if _, ok := h.after.Load(o.ID); !ok {
				t.Errorf("nobody was told about %s", h.state(o.ID).Label)
			}
		}
		if got := h.total(); got != "96.0000 USD" { // three times 22 October to 22 November
			t.Errorf("the book has %s", got)
		}
	})
}

func TestASettledDayIsNotAskedAgain(t *testing.T) {
	h := newHouse(t)
	id := h.connect("Research", says(answer{read: everything}))
	for _, tt := range []struct {
		what    string
		at      time.Time
		asked   string
		changed int
	}{
		{"the first sync asks for all history, the newest first", noon, "03-22 22-02", 32},
		{"the next for the days that may still move", noon.Add(time.Hour), "19-22", 0},
		{"a day later for one more, and once more for the day that settled", noon.AddDate(0, 0, 1), "19-23", 1},
		{"after a week for all that were missed", noon.AddDate(0, 0, 8), "20-30", 7},
	} {
		h.vendors[id].asked = nil
		h.now = func() time.Time { return tt.at }
		out := h.sync(syncer.Request{})[0]
		if got := days(h.vendors[id].asked); got != tt.asked || out.Changed != tt.changed || out.Error != nil {
			t.Errorf("%s: asked for %s, %d changed, want %s and %d: %+v", tt.what, got, out.Changed, tt.asked, tt.changed, out.Error)
		}
	}
	if got := h.state(id).SettledThrough; got != "2026-11-26" {
		t.Errorf("settled through %s", got)
	}
}

func TestWhatIsAskedForByNameIsReadWhateverTheBookHas(t *testing.T) {
	h := newHouse(t)
	id := h.connect("Research", says(answer{read: everything}))
	h.sync(syncer.Request{})
	for _, tt := range []struct {
		what     string
		from, to calendar.Day
		asked    string
	}{
		{"a day that is settled", "2026-11-05", "2026-11-05", "05-05"},
		{"a span that is cut", "2026-11-01", "2026-11-22", "03-22 01-02"},
		{"everything since a day", "2026-11-15", "", "15-22"},
		{"everything until a day", "", "2026-10-25", "22-25"},
		{"days in the future are not", "2026-11-21", "2027-01-01", "21-22"},
		{"a future alone is nothing", "2026-12-01", "2026-12-24", ""},
	} {
		h.vendors[id].asked = nil
		out := h.sync(syncer.Request{From: tt.from, To: tt.to})[0]
		if got := days(h.vendors[id].asked); got != tt.asked || out.Changed != 0 || out.Error != nil {
			t.Errorf("%s: asked for %q, want %q: %+v", tt.what, got, tt.asked, out)
		}
	}
}

func TestWhoIsSynced(t *testing.T) {
	h := newHouse(t)
	good, paused := h.connect("a", says(answer{read: everything})), h.connect("b", says(answer{read: everything}))
	yes := true
	if err := h.accounts.Change(t.Context(), paused, account.Draft{Paused: &yes}); err != nil {
		t.Fatal(err)
	}
	if out := h.sync(syncer.Request{}); len(out) != 1 || out[0].ID != good {
		t.Errorf("all but the paused one: %v", out)
	}
	if out := h.sync(syncer.Request{Accounts: []string{paused}}); len(out) != 1 || out[0].State != account.OK {
		t.Errorf("the paused one by name: %v", out)
	}
	if out := h.sync(syncer.Request{Accounts: []string{}}); len(out) != 0 {
		t.Errorf("none: %v", out)
	}
	if _, err := h.running.Sync(t.Context(), syncer.Request{Accounts: []string{good, "gone"}}); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("one that is gone: %v", err)
	}
}

func TestOneAccountIsReadByOneSyncAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		defer h.close()
		id := h.connect("Research", func(int) answer { time.Sleep(time.Second); return answer{read: everything} })
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if out := h.sync(syncer.Request{}); out[0].Error != nil {
					t.Errorf("%+v", out[0].Error)
				}
			})
		}
		all.Wait()
		if got := h.vendors[id].most; got != 1 {
			t.Errorf("%d questions at one time", got)
		}
	})
}

func TestAnAccountThatAnotherProgramHoldsIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		defer h.close()
		id := h.connect("Research", says(answer{read: everything}))
		release, err := h.accounts.Lease(t.Context(), id, process("another"))
		if err != nil {
			t.Fatal(err)
		}
		out := h.sync(syncer.Request{})[0]
		if out.Error == nil || out.Error.Code != "busy" || out.State != account.NeverSynced || len(h.vendors[id].asked) != 0 {
			t.Errorf("%+v %+v, asked %v", out, out.Error, h.vendors[id].asked)
		}
		go func() { time.Sleep(time.Minute); release() }()
		if out := h.sync(syncer.Request{})[0]; out.State != account.OK {
			t.Errorf("given back after a minute: %+v", out.Error)
		}
	})
}

func TestAStoppedSyncKeepsWhatItReadAndFreesTheAccount(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := cancellable(t)
	id := h.connect("Research", func(calls int) answer {
		if calls == 1 {
			cancel()
			return answer{hang: true, read: 5}
		}
		return answer{read: everything}
	})
	before := h.state(id)
	out, err := h.running.Sync(ctx, syncer.Request{From: "2026-11-01", To: "2026-11-10"})
	if err != nil || out[0].Error == nil || out[0].Error.Code != "cancelled" || out[0].Entries != 5 {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := h.total(); got != "5.0000 USD" {
		t.Errorf("kept %s", got)
	}
	if after := h.state(id); after.State != before.State || after.Reason != "" || after.LastTried != nil || after.ProgressTotal != 0 {
		t.Errorf("it counts as a failure of the account: %+v", after)
	}
	if out := h.sync(syncer.Request{}); out[0].State != account.OK {
		t.Errorf("the account is still held: %+v", out[0].Error)
	}
}

func TestAnAccountRemovedDuringItsSyncLeavesNothing(t *testing.T) {
	h := newHouse(t)
	id := ""
	id = h.connect("Research", func(calls int) answer {
		if calls == 2 {
			if err := h.accounts.Remove(t.Context(), id, false); err != nil {
				t.Error(err)
			}
		}
		return answer{read: everything}
	})
	if out := h.sync(syncer.Request{}); out[0].Error == nil || out[0].Error.Code != "not_found" {
		t.Errorf("%+v", out[0].Error)
	}
	if got := h.total(); got != "nothing" {
		t.Errorf("%s count for an account that is gone", got)
	}
}

func TestProgressIsVisibleWhileItLasts(t *testing.T) {
	h := newHouse(t)
	id, seen := "", []string{}
	id = h.connect("Research", func(int) answer {
		a := h.state(id)
		seen = append(seen, fmt.Sprintf("%d of %d", a.ProgressDone, a.ProgressTotal))
		if !h.running.Running() {
			t.Error("nothing runs, it says")
		}
		return answer{read: everything}
	})
	h.sync(syncer.Request{})
	if want := []string{"0 of 32", "20 of 32"}; !slices.Equal(seen, want) {
		t.Errorf("saw %q, want %q", seen, want)
	}
	if a := h.state(id); a.ProgressDone != 0 || a.ProgressTotal != 0 || h.running.Running() {
		t.Errorf("still at %d of %d, running %t", a.ProgressDone, a.ProgressTotal, h.running.Running())
	}
}

func TestAKeyThatCannotBeOpenedIsNotTheVendorsFault(t *testing.T) {
	h := newHouse(t)
	id := h.connect("Research", says(answer{read: everything}))
	h.sync(syncer.Request{})
	if _, err := h.db.Write.Exec(`DELETE FROM secrets`); err != nil {
		t.Fatal(err)
	}
	out := h.sync(syncer.Request{})[0]
	if out.Error == nil || out.Error.Code != "no_key" || out.State != account.OK || h.state(id).State != account.OK {
		t.Errorf("%+v %+v", out, out.Error)
	}
	if got := h.state(id).Reason; !strings.Contains(got, "paste one in Accounts") {
		t.Errorf("the reason is %q", got)
	}
}

func TestASmallPartReadByNameDoesNotForgetWhatIsLacking(t *testing.T) {
	h := newHouse(t)
	id := h.connect("Research", says(answer{read: everything}))
	h.sync(syncer.Request{From: "2026-11-05", To: "2026-11-06"})
	h.vendors[id].asked = nil
	h.sync(syncer.Request{})
	if got := days(h.vendors[id].asked); got != "03-22 22-02" {
		t.Errorf("asked for %s", got)
	}
}
