package budget_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/money"
)

// shelf is a store of budgets whose clock the test sets.
type shelf struct {
	*budget.Store
	t   *testing.T
	db  *database.DB
	now time.Time
}

func open(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{t: t, db: databasetest.Open(t), now: time.Date(2026, 11, 22, 23, 59, 59, 500, time.FixedZone("", -3600))}
	s.Store = budget.NewStore(s.db, func() time.Time { return s.now })
	return s
}

func of[T any](v T) *T { return &v }

func everything(limit string) budget.Draft {
	return budget.Draft{Scope: budget.Everything, Limit: &limit}
}

func (s *shelf) add(d budget.Draft) budget.Budget {
	s.t.Helper()
	b, err := s.Add(s.t.Context(), d)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shelf) change(id string, d budget.Draft) budget.Budget {
	s.t.Helper()
	b, err := s.Change(s.t.Context(), id, d)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shelf) get(id string) budget.Budget {
	s.t.Helper()
	b, err := s.Get(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shelf) ids() string {
	s.t.Helper()
	list, err := s.List(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	ids := []string{}
	for _, b := range list {
		ids = append(ids, b.ID)
	}
	return strings.Join(ids, " ")
}

// limits are what the limit was from when on: "2026-11-01 5.0000 USD, …".
func (s *shelf) limits(id string) string {
	s.t.Helper()
	list, err := s.Limits(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	texts := []string{}
	for _, l := range list {
		texts = append(texts, fmt.Sprint(l.Since, " ", l.Limit))
	}
	return strings.Join(texts, ", ")
}

func (s *shelf) tx(do func(ctx context.Context, tx *sql.Tx) error) {
	s.t.Helper()
	if err := s.db.Tx(s.t.Context(), func(tx *sql.Tx) error { return do(s.t.Context(), tx) }); err != nil {
		s.t.Fatal(err)
	}
}

// own makes limit the own one of an account; "" removes it.
func (s *shelf) own(account, limit string, cycleDay int) {
	s.t.Helper()
	var most *money.Amount
	if limit != "" {
		most = of(usd(s.t, limit))
	}
	s.tx(func(ctx context.Context, tx *sql.Tx) error {
		return budget.PutLimitTx(ctx, tx, account, most, cycleDay, s.now)
	})
}

// rows counts what a table holds of a budget.
func (s *shelf) rows(table, budget string) (n int) {
	s.t.Helper()
	if err := s.db.Read.QueryRowContext(s.t.Context(), `SELECT count(*) FROM `+table+` WHERE budget = ?`, budget).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *shelf) project(budget string) {
	s.t.Helper()
	s.tx(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO projections VALUES (?, 'USD', '2026-11-01', '2026-11-22', 1, 1, 1, 1)`, budget)
		return err
	})
}

func TestABudgetIsKeptAsItWasChosen(t *testing.T) {
	s := open(t)
	plain := s.add(everything(" 200 "))
	if plain.Every != budget.EveryMonth || plain.Limit.String() != "200.0000 USD" || !slices.Equal(plain.Levels, []int{80, 100}) || plain.Label != "" {
		t.Errorf("by default: %+v", plain)
	}
	if want := time.Date(2026, 11, 23, 0, 59, 59, 0, time.UTC); !plain.CreatedAt.Equal(want) {
		t.Errorf("created at %s, want %s", plain.CreatedAt, want)
	}
	full := s.add(budget.Draft{
		Scope: budget.OfProject, Subject: " p1 ", Account: "a", Label: of("  Bots\n of the team "), Every: of(budget.EveryCycle), StartDay: of(31),
		Limit: of("0.000000001"), Currency: of("eur"), Levels: []int{100, 50, 500, 50, 1},
	})
	if full.Subject != "p1" || full.Account != "a" || full.Label != "Bots of the team" || full.StartDay != 31 || full.Limit.String() != "0.000000001 EUR" || !slices.Equal(full.Levels, []int{1, 50, 100, 500}) {
		t.Errorf("got %+v", full)
	}
	for _, b := range []budget.Budget{plain, full} {
		if got := s.get(b.ID); fmt.Sprint(got) != fmt.Sprint(b) {
			t.Errorf("kept %v, want %v", got, b)
		}
	}
	if plain.First() || full.First() {
		t.Error("an account's own limit? neither")
	}
}

func TestWhatNoBudgetCanBe(t *testing.T) {
	s := open(t)
	with := func(change func(*budget.Draft)) budget.Draft {
		d := everything("5")
		change(&d)
		return d
	}
	for _, tt := range []struct {
		what  string
		draft budget.Draft
		says  string
	}{
		{"without a scope", budget.Draft{Limit: of("5")}, "a budget is for everything, a service"},
		{"of something else", budget.Draft{Scope: "model", Subject: "gpt", Limit: of("5")}, `not for "model"`},
		{"of everything, and of one thing", with(func(d *budget.Draft) { d.Subject = "openai" }), "of no single thing"},
		{"of no service", budget.Draft{Scope: budget.OfService, Subject: " \t", Limit: of("5")}, "say which service"},
		{"of no account", budget.Draft{Scope: budget.OfAccount, Limit: of("5")}, "say which account"},
		{"of no tag", budget.Draft{Scope: budget.OfTag, Limit: of("5")}, "say which tag"},
		{"of a project of no account", budget.Draft{Scope: budget.OfProject, Subject: "p", Limit: of("5")}, "of which account"},
		{"of no project of an account", budget.Draft{Scope: budget.OfProject, Account: "a", Limit: of("5")}, "say which project"},
		{"of a tag of an account", budget.Draft{Scope: budget.OfTag, Subject: "t", Account: "a", Limit: of("5")}, "only a project's budget"},
		{"without a limit", budget.Draft{Scope: budget.Everything}, "a budget needs a limit"},
		{"with an empty limit", everything(" "), "is not an amount"},
		{"with a limit of nothing", everything("0"), "must be more than zero"},
		{"with a limit below zero", everything("-5"), "must be more than zero"},
		{"with a limit in words", everything("ten"), "is not an amount"},
		{"with a comma", everything("5,50"), "is not an amount"},
		{"with a limit that no book holds", everything("10000000000"), "too large"},
		{"with ten digits behind the point", everything("0.0000000001"), "more than nine digits"},
		{"in no currency", with(func(d *budget.Draft) { d.Currency = of("dollars") }), "three letters, such as USD"},
		{"every year", with(func(d *budget.Draft) { d.Every = of(budget.Every("year")) }), "a month, a cycle, a week or a day"},
		{"from day 0", with(func(d *budget.Draft) { d.StartDay = of(0) }), "1 to 31"},
		{"from day 32", with(func(d *budget.Draft) { d.StartDay = of(32) }), "1 to 31"},
		{"without levels", with(func(d *budget.Draft) { d.Levels = []int{} }), "between one level and 20"},
		{"with a level of nothing", with(func(d *budget.Draft) { d.Levels = []int{0, 100} }), "1 % to 500 %"},
		{"with a level above five times", with(func(d *budget.Draft) { d.Levels = []int{100, 501} }), "1 % to 500 %"},
		{"with more levels than anybody reads", with(func(d *budget.Draft) {
			for n := range 21 {
				d.Levels = append(d.Levels, n+1)
			}
		}), "between one level and 20"},
		{"with a long label", with(func(d *budget.Draft) { d.Label = of(strings.Repeat("長", 101)) }), "longer than 100"},
		{"with a label that steers a terminal", with(func(d *budget.Draft) { d.Label = of("a\x1b[31m") }), "characters that no text has"},
		{"with a label that is no text", with(func(d *budget.Draft) { d.Label = of("a\xff") }), "characters that no text has"},
	} {
		if _, err := s.Add(t.Context(), tt.draft); !errors.Is(err, budget.ErrInvalid) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
	if got := s.ids(); got != "" {
		t.Errorf("kept all the same: %s", got)
	}
}

func TestAChangeLeavesWhatItDoesNotName(t *testing.T) {
	s := open(t)
	b := s.add(budget.Draft{Scope: budget.OfTag, Subject: "Acme", Label: of("Client"), Limit: of("5.5"), Currency: of("EUR"), Every: of(budget.EveryWeek), Levels: []int{50}})
	for _, step := range []struct {
		what  string
		draft budget.Draft
		want  string
	}{
		{"nothing", budget.Draft{}, "Client tag Acme week 1 5.5000 EUR [50]"},
		{"the limit stays in its currency", budget.Draft{Limit: of("7")}, "Client tag Acme week 1 7.0000 EUR [50]"},
		{"the currency alone", budget.Draft{Currency: of("GBP")}, "Client tag Acme week 1 7.0000 GBP [50]"},
		{"no label any more", budget.Draft{Label: of(" ")}, " tag Acme week 1 7.0000 GBP [50]"},
		{"period and levels", budget.Draft{Every: of(budget.EveryCycle), StartDay: of(29), Levels: []int{150}}, " tag Acme cycle 29 7.0000 GBP [150]"},
		{"what it is of stays, whatever is said", budget.Draft{Scope: budget.OfService, Subject: "openai"}, " tag Acme cycle 29 7.0000 GBP [150]"},
	} {
		s.change(b.ID, step.draft)
		got := s.get(b.ID)
		if text := fmt.Sprint(got.Label, " ", got.Scope, " ", got.Subject, " ", got.Every, " ", got.StartDay, " ", got.Limit, " ", got.Levels); text != step.want {
			t.Errorf("%s: %q, want %q", step.what, text, step.want)
		}
	}
	if _, err := s.Change(t.Context(), b.ID, budget.Draft{Limit: of("0"), Label: of("X")}); !errors.Is(err, budget.ErrInvalid) || s.get(b.ID).Label != "" {
		t.Errorf("a wrong change: %v, and the label is %q", err, s.get(b.ID).Label)
	}
	if _, err := s.Change(t.Context(), "nobody", budget.Draft{}); !errors.Is(err, budget.ErrNotFound) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestTheLimitOfEachTimeIsKept(t *testing.T) {
	s := open(t)
	b := s.add(everything("5"))
	for _, step := range []struct{ what, at, limit, want string }{
		{"the day is the UTC day", "2026-11-23T01:00:00Z", "5", "2026-11-23 5.0000 USD"},
		{"the same limit is no change", "2026-11-25T01:00:00Z", "5.00", "2026-11-23 5.0000 USD"},
		{"another one", "2026-11-26T01:00:00Z", "6", "2026-11-23 5.0000 USD, 2026-11-26 6.0000 USD"},
		{"twice a day: the last one counts", "2026-11-26T09:00:00Z", "7", "2026-11-23 5.0000 USD, 2026-11-26 7.0000 USD"},
		{"and back", "2026-11-28T09:00:00Z", "5", "2026-11-23 5.0000 USD, 2026-11-26 7.0000 USD, 2026-11-28 5.0000 USD"},
	} {
		at, err := time.Parse(time.RFC3339, step.at)
		if err != nil {
			t.Fatal(err)
		}
		s.now = at
		s.change(b.ID, budget.Draft{Limit: &step.limit})
		if got := s.limits(b.ID); got != step.want {
			t.Errorf("%s: %s, want %s", step.what, got, step.want)
		}
	}
	s.change(b.ID, budget.Draft{Label: of("Renamed"), Levels: []int{90}})
	if got := s.limits(b.ID); strings.Count(got, ",") != 2 {
		t.Errorf("a new name is no new limit: %s", got)
	}
}

func TestRemovingForgetsTheHistoryToo(t *testing.T) {
	s := open(t)
	one, two := s.add(everything("5")), s.add(everything("6"))
	s.project(one.ID)
	s.project(two.ID)
	if err := s.Remove(t.Context(), one.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), one.ID); !errors.Is(err, budget.ErrNotFound) {
		t.Errorf("still there: %v", err)
	}
	for _, table := range []string{"budget_limits", "projections"} {
		if left, other := s.rows(table, one.ID), s.rows(table, two.ID); left != 0 || other != 1 {
			t.Errorf("%s: %d of the removed one, %d of the other", table, left, other)
		}
	}
	if err := s.Remove(t.Context(), one.ID); !errors.Is(err, budget.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
}

func TestEverythingComesFirstInTheList(t *testing.T) {
	s := open(t)
	tagged := s.add(budget.Draft{Scope: budget.OfTag, Subject: "t", Limit: of("5")})
	s.own("account", "5", 1)
	service := s.add(budget.Draft{Scope: budget.OfService, Subject: "s", Limit: of("5")})
	s.now = s.now.Add(-time.Hour)
	older := s.add(budget.Draft{Scope: budget.OfService, Subject: "s", Limit: of("5")})
	project := s.add(budget.Draft{Scope: budget.OfProject, Subject: "p", Account: "account", Limit: of("5")})
	all := s.add(everything("5"))
	if got, want := s.ids(), strings.Join([]string{all.ID, older.ID, service.ID, "account", project.ID, tagged.ID}, " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAnAccountsOwnLimitIsItsFirstBudget(t *testing.T) {
	s := open(t)
	s.own("a", "100", 15)
	first := s.get("a")
	if !first.First() || first.Every != budget.EveryCycle || first.StartDay != 15 || first.Limit.String() != "100.0000 USD" || !slices.Equal(first.Levels, []int{80, 100}) {
		t.Fatalf("got %+v", first)
	}
	second := s.add(budget.Draft{Scope: budget.OfAccount, Subject: "a", Limit: of("5")})
	if second.First() {
		t.Error("a second budget of the account is no limit of its own")
	}

	// Its limit, levels and label may be changed here; its cycle is the account's.
	s.change("a", budget.Draft{Limit: of("200"), Levels: []int{90}, Label: of("Mine"), Every: of(budget.EveryCycle), StartDay: of(15)})
	for what, d := range map[string]budget.Draft{"another period": {Every: of(budget.EveryMonth)}, "another day": {StartDay: of(1)}} {
		if _, err := s.Change(t.Context(), "a", d); !errors.Is(err, budget.ErrInvalid) || !strings.Contains(err.Error(), "change the cycle at the account") {
			t.Errorf("%s: %v", what, err)
		}
	}

	// The account changes its limit and cycle, and nothing that was chosen here.
	s.now = s.now.AddDate(0, 0, 3)
	s.own("a", "300", 20)
	if got := s.get("a"); got.Limit.String() != "300.0000 USD" || got.StartDay != 20 || got.Label != "Mine" || !slices.Equal(got.Levels, []int{90}) || !got.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("got %+v", got)
	}
	if got := s.limits("a"); got != "2026-11-23 200.0000 USD, 2026-11-26 300.0000 USD" {
		t.Errorf("its limits: %s", got)
	}

	s.project("a")
	s.own("a", "", 20)
	if got := s.ids(); got != second.ID || s.rows("projections", "a") != 0 || s.rows("budget_limits", "a") != 0 {
		t.Errorf("no limit any more: %s is left", got)
	}
	s.own("a", "", 20) // and none again
}

func TestAnAccountTakesItsBudgetsWithIt(t *testing.T) {
	s := open(t)
	s.own("a", "100", 1)
	s.own("b", "100", 1)
	second := s.add(budget.Draft{Scope: budget.OfAccount, Subject: "a", Limit: of("5")})
	project := s.add(budget.Draft{Scope: budget.OfProject, Subject: "p", Account: "a", Limit: of("5")})
	others := []budget.Budget{
		s.add(everything("5")), s.add(budget.Draft{Scope: budget.OfService, Subject: "a", Limit: of("5")}), s.get("b"),
		s.add(budget.Draft{Scope: budget.OfProject, Subject: "a", Account: "b", Limit: of("5")}), s.add(budget.Draft{Scope: budget.OfTag, Subject: "a", Limit: of("5")}),
	}
	var want []string
	for _, b := range others {
		want = append(want, b.ID)
		s.project(b.ID)
	}
	for _, id := range []string{"a", second.ID, project.ID} {
		s.project(id)
	}
	s.tx(func(ctx context.Context, tx *sql.Tx) error { return budget.RemoveOfTx(ctx, tx, "a") })
	if got := s.ids(); got != strings.Join(want, " ") {
		t.Errorf("left are %s, want %s", got, strings.Join(want, " "))
	}
	for _, table := range []string{"projections", "budget_limits"} {
		for _, id := range []string{"a", second.ID, project.ID} {
			if s.rows(table, id) != 0 {
				t.Errorf("%s: something of %s is left", table, id)
			}
		}
		for _, id := range want {
			if s.rows(table, id) != 1 {
				t.Errorf("%s: nothing of %s is left", table, id)
			}
		}
	}
}

func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		every      budget.Every
		startDay   int
		day, first calendar.Day
		last       calendar.Day
	}{
		{budget.EveryDay, 1, "2026-11-22", "2026-11-22", "2026-11-22"},
		{budget.EveryWeek, 1, "2026-11-22", "2026-11-16", "2026-11-22"},
		{budget.EveryWeek, 1, "2027-01-01", "2026-12-28", "2027-01-03"},
		{budget.EveryMonth, 15, "2028-02-29", "2028-02-01", "2028-02-29"},
		{budget.EveryCycle, 31, "2026-02-27", "2026-01-31", "2026-02-27"},
		{budget.EveryCycle, 31, "2026-02-28", "2026-02-28", "2026-03-30"},
		{budget.EveryCycle, 15, "2026-11-14", "2026-10-15", "2026-11-14"},
	} {
		got := budget.Budget{Every: tt.every, StartDay: tt.startDay}.Period(tt.day)
		if want := calendar.Through(tt.first, tt.last); got != want {
			t.Errorf("%s from day %d around %s: %v, want %v", tt.every, tt.startDay, tt.day, got, want)
		}
	}
}

func TestLevelsOfOnesOwn(t *testing.T) {
	for _, tt := range []struct {
		what, spent string
		levels      []int
		want        budget.Level
	}{
		{"below the lowest", "49.99", []int{50, 80, 100}, budget.Calm},
		{"at the lowest", "50", []int{50, 80, 100}, budget.Near},
		{"at the limit", "100", []int{50, 80, 100}, budget.Reached},
		{"no level below the limit", "99.99", []int{100, 200}, budget.Calm},
		{"no level at the limit, which is reached all the same", "100", []int{150}, budget.Reached},
		{"1 %", "1", []int{1}, budget.Near},
	} {
		limit := usd(t, "100")
		got, err := budget.At(november, usd(t, tt.spent), &limit, tt.levels)
		if err != nil || got.Level != tt.want {
			t.Errorf("%s: %s, want %s: %v", tt.what, got.Level, tt.want, err)
		}
	}
}
