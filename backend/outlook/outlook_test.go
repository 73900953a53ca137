package outlook_test

import (
	"errors"
	"fmt"
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
	"outlay/backend/outlook"
	"outlay/backend/provider"
	"outlay/backend/settings"
	"outlay/backend/tag"
	"outlay/backend/vault"
)

// house is a book with accounts of two vendors, Acme and Zeta, on 22 November at noon.
type house struct {
	*outlook.Desk
	t   *testing.T
	db  *database.DB
	now time.Time
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, db: databasetest.Open(t), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	vendor := func(id, name string) provider.Descriptor {
		return provider.Descriptor{
			ID: id, Name: name, Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}},
			Sources: []ledger.Basis{ledger.Billed}, History: 2, MaxSpan: 100, SettlesAfter: 72 * time.Hour, Currency: money.USD,
		}
	}
	vendors := provider.NewRegistry(vendor("acme", "Acme"), vendor("zeta", "Zeta"))
	clock := func() time.Time { return h.now }
	book := sqlite.New(h.db)
	h.Desk = outlook.New(outlook.Options{
		DB: h.db, Accounts: account.NewStore(h.db, vault.New(h.db.Write, h.db.Read, vault.ThisSessionOnly()), vendors, book, clock),
		Budgets: budget.NewStore(h.db, clock), Tags: tag.New(h.db), Settings: settings.New(h.db), Book: book, Providers: vendors, Now: clock,
	})
	return h
}

func of[T any](v T) *T { return &v }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// connect adds an account with a monthly limit, "" for none.
func (h *house) connect(vendor, label, limit string) string {
	h.t.Helper()
	a, err := h.Accounts.Add(h.t.Context(), account.Draft{Provider: vendor, Label: &label, Key: of("a-key"), Limit: &limit})
	h.must(err)
	return a.ID
}

// put writes days that were read whole, days that cost nothing included.
func (h *house) put(id string, span calendar.Span, entries ...ledger.Entry) {
	h.t.Helper()
	for i := range entries {
		entries[i].Account, entries[i].Basis, entries[i].Item = id, ledger.Billed, fmt.Sprint("item ", i)
	}
	_, err := h.Book.Put(h.t.Context(), ledger.Read{Account: id, Basis: ledger.Billed, Span: span, Entries: entries, At: h.now, SettlesAfter: 72 * time.Hour})
	h.must(err)
}

// read does so in a sync that went well.
func (h *house) read(id string, span calendar.Span, entries ...ledger.Entry) {
	h.t.Helper()
	h.put(id, span, entries...)
	h.finish(id, account.OK)
}

func (h *house) finish(id string, state account.State) {
	h.t.Helper()
	h.must(h.Accounts.Finish(h.t.Context(), id, account.Outcome{State: state, Reason: "a reason", Whole: state == account.OK, At: h.now}))
}

// autumn is every day from September until today.
func autumn() calendar.Span { return calendar.Through("2026-09-01", "2026-11-22") }

func cents(n int64, currency string) money.Amount { return money.FromNanos(n*1e7, currency) }

func on(day calendar.Day, dollarCents int64) ledger.Entry {
	return ledger.Entry{Day: day, Amount: cents(dollarCents, money.USD)}
}

// daily is the same amount on each day.
func daily(span calendar.Span, dollarCents int64) []ledger.Entry {
	var entries []ledger.Entry
	for _, day := range span.Days() {
		entries = append(entries, on(day, dollarCents))
	}
	return entries
}

func (h *house) add(d budget.Draft) budget.Budget {
	h.t.Helper()
	if d.Limit == nil {
		d.Limit = of("100")
	}
	b, err := h.Add(h.t.Context(), d)
	h.must(err)
	return b
}

func (h *house) states() []outlook.State {
	h.t.Helper()
	states, err := h.States(h.t.Context())
	h.must(err)
	return states
}

// state returns how a budget stands.
func (h *house) state(id string) outlook.State {
	h.t.Helper()
	return only(h.t, h.states(), id)
}

func only(t *testing.T, states []outlook.State, id string) outlook.State {
	t.Helper()
	i := slices.IndexFunc(states, func(s outlook.State) bool { return s.Budget.ID == id })
	if i < 0 {
		t.Fatalf("%s is not among %d", id, len(states))
	}
	return states[i]
}

func (h *house) history(id string) outlook.History {
	h.t.Helper()
	history, err := h.History(h.t.Context(), id)
	h.must(err)
	return history
}

func want(t *testing.T, what string, got any, wanted string) {
	t.Helper()
	if text := fmt.Sprint(got); text != wanted {
		t.Errorf("%s: got %q, want %q", what, text, wanted)
	}
}

func TestEachScopeAddsUpWhatItIsOf(t *testing.T) {
	h := open(t)
	research, product := h.connect("acme", "Research", ""), h.connect("acme", "Acme product", "")
	agents, former := h.connect("zeta", "Agents", ""), h.connect("acme", "Former", "")
	h.read(research, autumn(),
		ledger.Entry{Day: "2026-11-02", Amount: cents(100, money.USD), Project: "p1", Key: "k1"},
		ledger.Entry{Day: "2026-11-02", Amount: cents(200, money.USD), Project: "p1", Key: "k2"},
		ledger.Entry{Day: "2026-11-03", Amount: cents(400, money.USD), Project: "p2", Key: "k1"},
		ledger.Entry{Day: "2026-11-03", Amount: cents(9, "EUR"), Project: "p2"},
		on("2026-10-31", 77700))
	h.read(product, autumn(), ledger.Entry{Day: "2026-11-04", Amount: cents(800, money.USD), Project: "p1", Key: "k1"})
	h.read(agents, autumn(), on("2026-11-22", 1600), ledger.Entry{Day: "2026-11-05", Amount: cents(5, "EUR")})
	h.read(former, autumn(), on("2026-11-06", 3200))
	_, err := h.Book.Put(t.Context(), ledger.Read{Account: research, Basis: ledger.Estimated, Span: autumn(), At: h.now, Entries: []ledger.Entry{
		{Account: research, Basis: ledger.Estimated, Day: "2026-11-02", Item: "what the bill outranks", Project: "p1", Key: "k1", Amount: cents(50000, "EUR")},
	}})
	h.must(err)
	h.must(h.Book.PutNames(t.Context(), research, []ledger.Name{{Kind: "project", ID: "p1", Name: "Bots"}, {Kind: "key", ID: "p2", Name: "of another kind"}}))
	h.must(h.Accounts.Remove(t.Context(), former, true))
	account := ledger.Part{Account: product, Of: ledger.ByAccount}
	project, key := ledger.Part{Account: research, Of: ledger.ByProject, Key: "p1"}, ledger.Part{Account: research, Of: ledger.ByKey, Key: "k1"}
	h.must(h.Tags.Put(t.Context(), "Overlap", []ledger.Part{account, project, key, {Account: product, Of: ledger.ByKey, Key: "k1"}}))

	for _, tt := range []struct {
		what               string
		draft              budget.Draft
		spent, other, of   string
		accounts           []string
		removed, ofCurrent bool
	}{
		{"everything, with what a removed account cost", budget.Draft{Scope: budget.Everything}, "63.0000 USD", "[0.1400 EUR]", "Everything", []string{research, product, agents, former}, true, true},
		{"everything, in euros", budget.Draft{Scope: budget.Everything, Currency: of("EUR")}, "0.1400 EUR", "[63.0000 USD]", "Everything", []string{research, product, agents, former}, true, true},
		{"a service, with what a removed account cost", budget.Draft{Scope: budget.OfService, Subject: "ACME"}, "47.0000 USD", "[0.0900 EUR]", "Acme", []string{research, product, former}, true, true},
		{"an account", budget.Draft{Scope: budget.OfAccount, Subject: research}, "7.0000 USD", "[0.0900 EUR]", "Research (Acme)", []string{research}, false, true},
		{"an account whose label has the service's name", budget.Draft{Scope: budget.OfAccount, Subject: product}, "8.0000 USD", "[]", "Acme product", []string{product}, false, true},
		{"a project of one account, by its name", budget.Draft{Scope: budget.OfProject, Subject: "Bots", Account: research}, "3.0000 USD", "[]", "Bots in Research (Acme)", []string{research}, false, true},
		{"a project without a name", budget.Draft{Scope: budget.OfProject, Subject: "p2", Account: research}, "4.0000 USD", "[0.0900 EUR]", "p2 in Research (Acme)", []string{research}, false, true},
		{"a tag, in which what is there twice counts once", budget.Draft{Scope: budget.OfTag, Subject: "Overlap"}, "15.0000 USD", "[]", "Overlap", []string{research, product}, false, true},
	} {
		b := h.add(tt.draft)
		s := h.state(b.ID)
		want(t, tt.what+": spent", s.State.Spent, tt.spent)
		want(t, tt.what+": forecast's spent", s.Forecast.ToDate, tt.spent)
		want(t, tt.what+": in other currencies", s.Other, tt.other)
		want(t, tt.what+": of", s.Of, tt.of)
		want(t, tt.what+": title", s.Title, tt.of)
		slices.Sort(s.Accounts)
		slices.Sort(tt.accounts)
		want(t, tt.what+": accounts", s.Accounts, fmt.Sprint(tt.accounts))
		if s.Gone || len(s.Lacking) > 0 || s.Settled {
			t.Errorf("%s: gone %t, lacking %v, settled %t", tt.what, s.Gone, s.Lacking, s.Settled)
		}
	}
	h.must(h.Budgets.Remove(t.Context(), h.states()[0].Budget.ID))
	named := h.add(budget.Draft{Scope: budget.Everything, Label: of("All of it")})
	want(t, "a label is the title", h.state(named.ID).Title, "All of it")
}

func TestTheFullestIsFirst(t *testing.T) {
	h := open(t)
	h.read(h.connect("acme", "Research", "50"), autumn(), on("2026-11-02", 4000))
	full := h.add(budget.Draft{Scope: budget.Everything, Limit: of("40")})
	slack := h.add(budget.Draft{Scope: budget.Everything, Limit: of("1000")})
	states := h.states()
	if states[0].Budget.ID != full.ID || !states[1].Budget.First() || states[2].Budget.ID != slack.ID {
		t.Errorf("got %s, %s, %s", states[0].Title, states[1].Title, states[2].Title)
	}
	want(t, "the worst of all", outlook.Worst(states), "reached")
	want(t, "the worst of two", outlook.Worst(states[1:]), "near")
	want(t, "the worst of one", outlook.Worst(states[2:]), "calm")
	want(t, "the worst of none", outlook.Worst(nil), "unlimited")
}

func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		what     string
		draft    budget.Draft
		now      string
		period   string
		spent    string
		daysLeft int
	}{
		{"the month", budget.Draft{Every: of(budget.EveryMonth)}, "2026-11-22T12:00:00Z", "2026-11-01 2026-11-30", "22.0000 USD", 8},
		{"the month's last moment", budget.Draft{Every: of(budget.EveryMonth)}, "2026-11-30T23:59:59Z", "2026-11-01 2026-11-30", "30.0000 USD", 0},
		{"the next month's first", budget.Draft{Every: of(budget.EveryMonth)}, "2026-12-01T00:00:00Z", "2026-12-01 2026-12-31", "1.0000 USD", 30},
		{"the UTC day, wherever the clock is", budget.Draft{Every: of(budget.EveryDay)}, "2026-11-22T23:30:00-01:00", "2026-11-23 2026-11-23", "1.0000 USD", 0},
		{"the week until Sunday", budget.Draft{Every: of(budget.EveryWeek)}, "2026-11-22T12:00:00Z", "2026-11-16 2026-11-22", "7.0000 USD", 0},
		{"the week from Monday", budget.Draft{Every: of(budget.EveryWeek)}, "2026-11-23T12:00:00Z", "2026-11-23 2026-11-29", "1.0000 USD", 6},
		{"a cycle from day 31, in the shorter month before its last day", budget.Draft{Every: of(budget.EveryCycle), StartDay: of(31)}, "2026-11-29T12:00:00Z", "2026-10-31 2026-11-29", "30.0000 USD", 0},
		{"a cycle from day 31, on the shorter month's last day", budget.Draft{Every: of(budget.EveryCycle), StartDay: of(31)}, "2026-11-30T12:00:00Z", "2026-11-30 2026-12-30", "1.0000 USD", 30},
		{"a cycle from day 15", budget.Draft{Every: of(budget.EveryCycle), StartDay: of(15)}, "2026-11-22T12:00:00Z", "2026-11-15 2026-12-14", "8.0000 USD", 22},
	} {
		t.Run(tt.what, func(t *testing.T) {
			h := open(t)
			at, err := time.Parse(time.RFC3339, tt.now)
			h.must(err)
			h.now = at
			id := h.connect("acme", "Research", "")
			span := calendar.Through("2026-09-01", calendar.DayOf(at))
			h.read(id, span, daily(span, 100)...)
			tt.draft.Scope, tt.draft.Subject = budget.OfAccount, id
			s := h.state(h.add(tt.draft).ID)
			want(t, "period", fmt.Sprint(s.State.Period.Start, " ", s.State.Period.Last()), tt.period)
			want(t, "spent", s.State.Spent, tt.spent)
			want(t, "days left", s.Forecast.DaysLeft, fmt.Sprint(tt.daysLeft))
			if s.Forecast.Period != s.State.Period || s.Forecast.Withheld != "" {
				t.Errorf("the forecast is of %v, withheld %q", s.Forecast.Period, s.Forecast.Withheld)
			}
		})
	}
}

func TestLevelsThatArePassed(t *testing.T) {
	for _, tt := range []struct {
		what    string
		entries []ledger.Entry
		levels  []int
		want    string
		level   budget.Level
	}{
		{"none", []ledger.Entry{on("2026-11-02", 4999)}, []int{50, 80, 100}, "[]", budget.Calm},
		{"each on its day", []ledger.Entry{on("2026-11-09", 5000), on("2026-11-02", 5000)}, []int{50, 80, 100}, "[{50 2026-11-02} {80 2026-11-09} {100 2026-11-09}]", budget.Reached},
		{"above the limit", []ledger.Entry{on("2026-11-02", 12000), on("2026-11-05", 18000)}, []int{100, 150, 300, 301}, "[{100 2026-11-02} {150 2026-11-05} {300 2026-11-05}]", budget.Reached},
		{"what was spent before the period is none of it", []ledger.Entry{on("2026-10-31", 90000), on("2026-11-21", 8000)}, []int{80, 100}, "[{80 2026-11-21}]", budget.Near},
		{"a credit takes a level back", []ledger.Entry{on("2026-11-02", 10000), on("2026-11-05", -1500)}, []int{80, 100}, "[{80 2026-11-02}]", budget.Near},
		{"a dip between: the first day counts", []ledger.Entry{on("2026-11-02", 10000), on("2026-11-05", -5000), on("2026-11-09", 5000)}, []int{80, 100}, "[{80 2026-11-02} {100 2026-11-02}]", budget.Reached},
		{"several lines of one day are one day", []ledger.Entry{on("2026-11-02", 4000), on("2026-11-02", 4000)}, []int{80}, "[{80 2026-11-02}]", budget.Near},
	} {
		t.Run(tt.what, func(t *testing.T) {
			h := open(t)
			h.read(h.connect("acme", "Research", ""), autumn(), tt.entries...)
			s := h.state(h.add(budget.Draft{Scope: budget.Everything, Levels: tt.levels}).ID)
			want(t, "passed", s.Passed, tt.want)
			want(t, "level", s.State.Level, string(tt.level))
		})
	}
}

func TestWhatIsLackingIsNamed(t *testing.T) {
	h := open(t)
	good, refused, paused := h.connect("acme", "Good", ""), h.connect("acme", "Refused", ""), h.connect("zeta", "Paused", "")
	never, former := h.connect("zeta", "Never", ""), h.connect("acme", "Former", "")
	for _, id := range []string{good, refused, paused, former} {
		h.read(id, autumn(), on("2026-11-02", 100))
	}
	h.finish(refused, account.KeyRefused)
	h.finish(former, account.KeyRefused)
	h.must(h.Accounts.Change(t.Context(), paused, account.Draft{Paused: of(true)}))
	h.must(h.Accounts.Remove(t.Context(), former, true))
	all, service, whole := h.add(budget.Draft{Scope: budget.Everything}), h.add(budget.Draft{Scope: budget.OfService, Subject: "acme"}), h.add(budget.Draft{Scope: budget.OfAccount, Subject: good})
	alone := h.add(budget.Draft{Scope: budget.OfAccount, Subject: never})
	lacking := func(id string) string {
		names := slices.Clone(h.state(id).Lacking)
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	want(t, "of everything", lacking(all.ID), "Never, Paused, Refused")
	want(t, "of a service", lacking(service.ID), "Refused")
	want(t, "of what is whole", lacking(whole.ID), "")
	want(t, "of what was never read", lacking(alone.ID), "Never")
	want(t, "what is known of it", h.state(alone.ID).Forecast.Withheld, "too_few_days")
	h.now = h.now.Add(3 * time.Hour)
	want(t, "of what was not read for two intervals", lacking(whole.ID), "Good")
}

func TestABudgetOfSomethingThatIsGone(t *testing.T) {
	h := open(t)
	id := h.connect("acme", "Research", "")
	h.read(id, autumn(), on("2026-11-02", 100))
	h.must(h.Tags.Put(t.Context(), "Team", []ledger.Part{{Account: id, Of: ledger.ByAccount}}))
	tagged, service := h.add(budget.Draft{Scope: budget.OfTag, Subject: "Team"}), h.add(budget.Draft{Scope: budget.OfService, Subject: "acme"})
	all := h.add(budget.Draft{Scope: budget.Everything})
	h.must(h.Tags.Put(t.Context(), "Team", nil))
	if s := h.state(tagged.ID); !s.Gone || !s.State.Spent.Value.IsZero() || s.Title != "Team" || len(s.Accounts) != 0 {
		t.Errorf("a tag that is gone: %+v", s)
	}
	if len(h.history(tagged.ID).Periods) != 1 {
		t.Error("the history of a tag that is gone is more than the period of today")
	}
	h.must(h.Accounts.Remove(t.Context(), id, false))
	if s := h.state(service.ID); !s.Gone || s.Title != "Acme" || !s.State.Spent.Value.IsZero() {
		t.Errorf("a service that is gone: %+v", s)
	}
	if s := h.state(all.ID); s.Gone || !s.State.Spent.Value.IsZero() {
		t.Errorf("everything is never gone: %+v", s)
	}
	if _, err := h.History(t.Context(), "nobody"); !errors.Is(err, budget.ErrNotFound) {
		t.Errorf("the history of nothing: %v", err)
	}
}

func TestAnAccountsLimitIsItsFirstBudget(t *testing.T) {
	h := open(t)
	id := h.connect("acme", "Research", "50")
	h.read(id, autumn(), on("2026-11-02", 4000), ledger.Entry{Day: "2026-11-16", Amount: cents(100, money.USD), Project: "p"})
	s := h.state(id)
	if !s.Budget.First() || s.Title != "Research" || s.Of != "Research (Acme)" || s.State.Level != budget.Near || s.State.Period != calendar.Month("2026-11-22") {
		t.Fatalf("got %+v", s)
	}
	h.must(h.Accounts.Change(t.Context(), id, account.Draft{Limit: of("5"), CycleDay: of(15)}))
	s = h.state(id)
	want(t, "a new limit at the account", s.State.Limit, "5.0000 USD")
	want(t, "a new cycle at the account", fmt.Sprint(s.State.Period.Start, " ", s.State.Spent), "2026-11-15 1.0000 USD")

	_, err := h.Budgets.Change(t.Context(), id, budget.Draft{Limit: of("7"), Levels: []int{10}})
	h.must(err)
	a, err := h.Accounts.Get(t.Context(), id)
	h.must(err)
	want(t, "a new limit at the budget is the account's", a.Limit, "7.0000 USD")
	h.must(h.Accounts.Change(t.Context(), id, account.Draft{Label: of("Renamed")}))
	want(t, "a new name leaves what was chosen at the budget", fmt.Sprint(h.state(id).State.Limit, " ", h.state(id).Budget.Levels), "7.0000 USD [10]")

	h.must(h.Budgets.Remove(t.Context(), id))
	a, err = h.Accounts.Get(t.Context(), id)
	h.must(err)
	if a.Limit != nil || len(h.states()) != 0 {
		t.Errorf("without its budget the account has a limit of %v", a.Limit)
	}

	h.must(h.Accounts.Change(t.Context(), id, account.Draft{Limit: of("9")}))
	h.add(budget.Draft{Scope: budget.OfAccount, Subject: id})
	h.add(budget.Draft{Scope: budget.OfProject, Subject: "p", Account: id})
	all := h.add(budget.Draft{Scope: budget.Everything})
	if n := len(h.states()); n != 4 {
		t.Fatalf("%d budgets", n)
	}
	h.must(h.Accounts.Remove(t.Context(), id, true))
	if states := h.states(); len(states) != 1 || states[0].Budget.ID != all.ID {
		t.Errorf("the account is gone, and of its budgets are left %d", len(states)-1)
	}
}

func TestEachPeriodIsComparedWithItsOwnLimit(t *testing.T) {
	h := open(t)
	id := h.connect("acme", "Research", "")
	h.read(id, autumn(), daily(autumn(), 100)...)
	h.now = time.Date(2026, 10, 5, 12, 0, 0, 0, time.UTC)
	b := h.add(budget.Draft{Scope: budget.Everything, Limit: of("30")})
	limit := func(at, text string) {
		h.t.Helper()
		moment, err := time.Parse(time.RFC3339, at)
		h.must(err)
		h.now = moment
		_, err = h.Budgets.Change(t.Context(), b.ID, budget.Draft{Limit: &text})
		h.must(err)
	}
	limit("2026-10-31T23:00:00Z", "31")
	limit("2026-11-22T12:00:00Z", "25")
	history := h.history(b.ID)
	texts := []string{}
	for _, p := range history.Periods {
		texts = append(texts, fmt.Sprintf("%s %s of %s %v %t", p.State.Period.Start, p.State.Spent.Decimal(), p.State.Limit.Decimal(), p.Passed, p.Settled))
	}
	want(t, "the history of "+history.Title, strings.Join(texts, "; "), "2026-11-01 22.0000 of 25.0000 [{80 2026-11-20}] false; "+
		"2026-10-01 31.0000 of 31.0000 [{80 2026-10-25} {100 2026-10-31}] true; "+ // its last day's, not today's
		"2026-09-01 30.0000 of 30.0000 [{80 2026-09-24} {100 2026-09-30}] true") // from before the budget: the first that it had
}

func TestAHistoryGoesBackAsFarAsSpendIsKnown(t *testing.T) {
	h := open(t)
	id := h.connect("acme", "Research", "")
	b := h.add(budget.Draft{Scope: budget.Everything, Every: of(budget.EveryDay)})
	if p := h.history(b.ID).Periods; len(p) != 1 || p[0].Known || p[0].Settled {
		t.Errorf("nothing is known: %+v", p)
	}
	h.read(id, calendar.Through("2026-11-17", "2026-11-20"), daily(calendar.Through("2026-11-18", "2026-11-19"), 100)...)
	days := []string{}
	for _, p := range h.history(b.ID).Periods {
		days = append(days, fmt.Sprintf("%s %s %t", p.State.Period.Start, p.State.Spent.Decimal(), p.Known))
	}
	want(t, "a vendor that is two days late", strings.Join(days, ", "),
		"2026-11-22 0.0000 false, 2026-11-21 0.0000 false, 2026-11-20 0.0000 true, 2026-11-19 1.0000 true, 2026-11-18 1.0000 true, 2026-11-17 0.0000 true")
	h.read(id, autumn(), daily(autumn(), 100)...)
	if p := h.history(b.ID).Periods; len(p) != 13 || !p[12].Known {
		t.Errorf("%d days are in the history", len(p))
	}
}

func TestAHistoryGoesBackBeyondWhatAForecastLooksAt(t *testing.T) {
	h := open(t)
	year := calendar.Through("2026-01-01", "2026-11-22")
	h.read(h.connect("acme", "Research", ""), year, daily(year, 100)...)
	periods := h.history(h.add(budget.Draft{Scope: budget.Everything}).ID).Periods
	if len(periods) != 11 {
		t.Fatalf("%d months", len(periods))
	}
	want(t, "February", fmt.Sprint(periods[9].State.Spent, " ", periods[9].Settled), "28.0000 USD true")
	want(t, "August, which a forecast sees the end of", periods[3].State.Spent, "31.0000 USD")
}

// Earlier returns October in November, for as long as it may still be news.
func TestThePeriodBeforeIsLookedAtForAWeekAndUntilItIsSettled(t *testing.T) {
	october := calendar.Month("2026-10-01")
	for _, tt := range []struct {
		what, now string
		fill      func(h *house, one, two string)
		want      string // "" where it is not asked any more
	}{
		{"a week after it ended, though settled", "2026-11-07T12:00:00Z", func(h *house, one, _ string) { h.read(one, october, daily(october, 100)...) }, "31.0000 settled"},
		{"settled, more than a week ago", "2026-11-08T12:00:00Z", func(h *house, one, _ string) { h.read(one, october, daily(october, 100)...) }, ""},
		{"read before its last day settled", "2026-11-20T12:00:00Z", func(h *house, one, _ string) {
			h.now = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
			h.read(one, october, daily(october, 100)...)
		}, "31.0000 open"},
		{"a day of it was never read", "2026-11-20T12:00:00Z", func(h *house, one, _ string) {
			h.read(one, calendar.Through("2026-10-01", "2026-10-30"), daily(calendar.Through("2026-10-01", "2026-10-30"), 100)...)
		}, "30.0000 open"},
		{"one account is not read to its end", "2026-11-20T12:00:00Z", func(h *house, one, two string) {
			h.read(one, october, daily(october, 100)...)
			h.read(two, calendar.Through("2026-10-01", "2026-10-20"), on("2026-10-02", 100))
		}, "32.0000 open"},
		{"an account that was removed is read no more", "2026-11-20T12:00:00Z", func(h *house, one, two string) {
			h.read(one, october, daily(october, 100)...)
			h.read(two, calendar.Through("2026-10-01", "2026-10-20"), on("2026-10-02", 100))
			h.must(h.Accounts.Remove(h.t.Context(), two, true))
		}, ""},
		{"an account that began within it", "2026-11-20T12:00:00Z", func(h *house, one, two string) {
			h.read(one, october, daily(october, 100)...)
			h.read(two, calendar.Through("2026-10-20", "2026-11-20"), on("2026-10-22", 100))
		}, ""},
		{"nothing was read", "2026-11-20T12:00:00Z", func(*house, string, string) {}, "0.0000 open"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			h := open(t)
			now, err := time.Parse(time.RFC3339, tt.now)
			h.must(err)
			h.now = now
			one, two := h.connect("acme", "One", ""), h.connect("zeta", "Two", "")
			h.now = time.Date(2026, 10, 31, 23, 0, 0, 0, time.UTC)
			b := h.add(budget.Draft{Scope: budget.Everything, Limit: of("30")})
			h.now = now
			h.add(budget.Draft{Scope: budget.Everything, Limit: of("30")}) // October was over before anybody made it
			tt.fill(h, one, two)
			h.now = now
			_, err = h.Budgets.Change(t.Context(), b.ID, budget.Draft{Limit: of("500")})
			h.must(err)
			states, err := h.Earlier(t.Context())
			h.must(err)
			got := ""
			if len(states) == 1 {
				s := states[0]
				got = s.State.Spent.Decimal() + map[bool]string{true: " settled", false: " open"}[s.Settled]
				if s.State.Period != october {
					t.Errorf("it is %v", s.State.Period)
				}
			}
			want(t, "October", got, tt.want)
		})
	}
}

func TestThePeriodBeforeKeepsItsLimit(t *testing.T) {
	h := open(t)
	h.read(h.connect("acme", "Research", ""), autumn(), daily(autumn(), 100)...)
	h.now = time.Date(2026, 10, 5, 12, 0, 0, 0, time.UTC)
	b := h.add(budget.Draft{Scope: budget.Everything, Limit: of("31")})
	h.now = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	_, err := h.Budgets.Change(t.Context(), b.ID, budget.Draft{Limit: of("500")})
	h.must(err)
	states, err := h.Earlier(t.Context())
	h.must(err)
	s := only(t, states, b.ID)
	want(t, "October", fmt.Sprint(s.State.Spent, " of ", s.State.Limit, " ", s.Passed), "31.0000 USD of 31.0000 USD [{80 2026-10-25} {100 2026-10-31}]")
}

// writes counts what the database was asked to change.
func (h *house) writes() (n int) {
	h.t.Helper()
	h.must(h.db.Write.QueryRowContext(h.t.Context(), `SELECT total_changes()`).Scan(&n))
	return n
}

func (h *house) projections(id, currency string) string {
	h.t.Helper()
	list, err := h.Projections(h.t.Context(), id, currency, calendar.Month("2026-11-22"))
	h.must(err)
	texts := []string{}
	for _, p := range list {
		if p.Low.Value.GreaterThan(p.Amount.Value) || p.High.Value.LessThan(p.Amount.Value) {
			h.t.Errorf("%s is not between %s and %s", p.Amount, p.Low, p.High)
		}
		texts = append(texts, fmt.Sprint(p.Day, " ", p.ToDate, " ", p.Amount))
	}
	return strings.Join(texts, ", ")
}

func TestTheLastViewOfEachDayStays(t *testing.T) {
	h := open(t)
	id := h.connect("acme", "Research", "")
	b := h.add(budget.Draft{Scope: budget.OfAccount, Subject: id})
	h.must(h.Keep(t.Context()))
	want(t, "a forecast that is withheld is none", h.projections(b.ID, money.USD)+h.projections(outlook.Everything, money.USD), "")

	h.read(id, autumn(), daily(autumn(), 100)...)
	h.must(h.Keep(t.Context()))
	const first = "2026-11-22 22.0000 USD 30.0000 USD"
	want(t, "of the budget", h.projections(b.ID, money.USD), first)
	want(t, "of everything", h.projections(outlook.Everything, money.USD), first)

	before := h.writes()
	h.must(h.Keep(t.Context()))
	h.now = h.now.Add(time.Hour)
	h.must(h.Keep(t.Context()))
	want(t, "written where nothing differs", h.writes()-before, "0")

	h.read(id, calendar.Through("2026-11-22", "2026-11-22"), on("2026-11-22", 300))
	h.must(h.Keep(t.Context()))
	const last = "2026-11-22 24.0000 USD 32.0000 USD"
	want(t, "the last view of the day", h.projections(b.ID, money.USD), last)

	// Another day is another view, and what is read of earlier days makes none wiser.
	h.now = h.now.AddDate(0, 0, 1)
	h.read(id, calendar.Through("2026-11-22", "2026-11-23"), on("2026-11-22", 100), on("2026-11-23", 100))
	h.must(h.Keep(t.Context()))
	want(t, "two days", h.projections(b.ID, money.USD), last+", 2026-11-23 23.0000 USD 30.0000 USD")
	want(t, "in another currency", h.projections(b.ID, "EUR"), "")
	want(t, "in the history", len(h.history(b.ID).Projections), "2")

	h.must(h.Budgets.Remove(t.Context(), b.ID))
	want(t, "of a budget that is gone", h.projections(b.ID, money.USD), "")
	if h.projections(outlook.Everything, money.USD) == "" {
		t.Error("what was thought of everything went with it")
	}
}

func TestProjectionsAreKeptPerCurrency(t *testing.T) {
	h := open(t)
	id := h.connect("acme", "Research", "")
	entries := daily(autumn(), 100)
	for _, day := range autumn().Days() {
		entries = append(entries, ledger.Entry{Day: day, Amount: cents(200, "EUR")})
	}
	h.read(id, autumn(), entries...)
	h.must(h.Keep(t.Context()))
	want(t, "dollars", h.projections(outlook.Everything, money.USD), "2026-11-22 22.0000 USD 30.0000 USD")
	want(t, "euros", h.projections(outlook.Everything, "EUR"), "2026-11-22 44.0000 EUR 60.0000 EUR")
}

func TestWhatABudgetCanBeOf(t *testing.T) {
	h := open(t)
	research, agents, former := h.connect("acme", "Research", ""), h.connect("zeta", "agents", ""), h.connect("zeta", "Former", "")
	h.read(research, autumn(),
		ledger.Entry{Day: "2026-11-02", Amount: cents(100, money.USD), Project: "p1", Key: "k1"},
		ledger.Entry{Day: "2026-11-02", Amount: cents(100, "EUR"), Project: "p1"},
		ledger.Entry{Day: "2026-09-03", Amount: cents(400, money.USD), Project: "p2"}, on("2026-11-02", 100))
	h.read(former, autumn(), ledger.Entry{Day: "2026-11-02", Amount: cents(100, money.USD), Project: "p3"})
	h.must(h.Book.PutNames(t.Context(), research, []ledger.Name{{Kind: "project", ID: "p2", Name: "Bots"}, {Kind: "project", ID: "p4", Name: "Quiet"}, {Kind: "project", ID: "p5", Name: "Quiet"}}))
	h.must(h.Tags.Put(t.Context(), "beta", []ledger.Part{{Account: agents, Of: ledger.ByAccount}}))
	h.must(h.Tags.Put(t.Context(), "Alpha", []ledger.Part{{Account: agents, Of: ledger.ByAccount}}))
	h.must(h.Accounts.Remove(t.Context(), former, true))
	list, err := h.Subjects(t.Context())
	h.must(err)
	texts := []string{}
	for _, s := range list {
		texts = append(texts, fmt.Sprint(s.Scope, " ", s.Label))
		if _, err := h.Add(t.Context(), budget.Draft{Scope: s.Scope, Subject: s.Subject, Account: s.Account, Limit: of("5")}); err != nil {
			t.Errorf("%s %s: %v", s.Scope, s.Label, err)
		}
	}
	want(t, "subjects", strings.Join(texts, ", "), "everything Everything, service Acme, service Zeta, account agents (Zeta), account Research (Acme), "+
		"project Bots in Research (Acme), project p1 in Research (Acme), tag Alpha, tag beta")

	quiet, err := h.Add(t.Context(), budget.Draft{Scope: budget.OfProject, Subject: "p4", Account: research, Limit: of("5")})
	if err != nil || quiet.Subject != "p4" {
		t.Errorf("a project that cost nothing yet: %v, %v", quiet, err)
	}
	for what, d := range map[string]budget.Draft{
		"a service that is not connected":    {Scope: budget.OfService, Subject: "openai"},
		"an account that is removed":         {Scope: budget.OfAccount, Subject: former},
		"a project of a removed account":     {Scope: budget.OfProject, Subject: "p3", Account: former},
		"a project that nobody knows":        {Scope: budget.OfProject, Subject: "p9", Account: research},
		"a project of another account":       {Scope: budget.OfProject, Subject: "p1", Account: agents},
		"a project whose name two have":      {Scope: budget.OfProject, Subject: "Quiet", Account: research},
		"a key, which is no project":         {Scope: budget.OfProject, Subject: "k1", Account: research},
		"a project of no account":            {Scope: budget.OfProject, Subject: "p1"},
		"a tag that is not there":            {Scope: budget.OfTag, Subject: "alpha"},
		"a scope that is not there":          {Scope: "model", Subject: "gpt"},
		"everything and one thing":           {Scope: budget.Everything, Subject: "openai"},
		"an account by its label":            {Scope: budget.OfAccount, Subject: "Research"},
		"no service":                         {Scope: budget.OfService},
		"no project":                         {Scope: budget.OfProject, Account: research},
		"an account with one more beside it": {Scope: budget.OfAccount, Subject: research, Account: agents},
	} {
		d.Limit = of("5")
		if b, err := h.Add(t.Context(), d); !errors.Is(err, budget.ErrInvalid) {
			t.Errorf("%s: %+v, %v", what, b, err)
		}
	}
}
