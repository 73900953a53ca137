package alert_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/notify"
)

func (p *program) run(statement string) {
	p.t.Helper()
	if _, err := p.db.Write.ExecContext(p.t.Context(), statement); err != nil {
		p.t.Fatal(err)
	}
}

// fail lets an account's sync fail so many times, now.
func (p *program) fail(id string, state account.State, times int) {
	p.t.Helper()
	for range times {
		if err := p.accounts.Finish(p.t.Context(), id, account.Outcome{State: state, Reason: "The vendor said no.", At: p.now}); err != nil {
			p.t.Fatal(err)
		}
	}
}

func TestAPartThatFailsKeepsNoOtherNewsBack(t *testing.T) {
	for _, tt := range []struct{ what, broken, lost string }{
		{"budgets", `DROP TABLE tags`, "level"},
		{"invoices", `DROP TABLE invoices`, "invoice"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := start(t, t.TempDir(), "one")
			p.usual(p.connectQuietly("20"), "4", 30)
			broken := p.connectQuietly("none")
			p.usual(broken, "4", 30)
			p.spend(broken, "2026-11-22", "40")
			p.now = p.now.Add(3 * time.Hour)
			p.fail(broken, account.Unreachable, 2)
			p.run(tt.broken)
			if err := p.desk().Evaluate(t.Context()); err == nil {
				t.Error("nothing is said of what failed")
			}
			got := strings.Join(kinds(t, p.desk()), "\n")
			for _, kind := range []string{"level", "runaway", "sync"} {
				if strings.Contains(got, kind+": ") != (kind != tt.lost) {
					t.Errorf("of %s:\n%s", kind, got)
				}
			}
		})
	}
}

func TestNewsThatWaitsIsNotTakenBackBecauseItsBudgetCannotBeRead(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.spend(p.connect("50"), "2026-11-22", "45")
	evaluate(t, p.desk())
	p.run(`ALTER TABLE tags RENAME TO elsewhere`)
	if err := p.desk().Evaluate(t.Context()); err == nil {
		t.Error("nothing is said of what failed")
	}
	want(t, kinds(t, p.desk()), "level: Research: 80 % of its limit")
}

func TestAKeyThatIsRefusedIsNewsAfterTwoIntervals(t *testing.T) {
	for _, tt := range []struct {
		what  string
		state account.State
		times int
		news  bool
	}{
		{"once, and the syncer tries it again only tomorrow", account.KeyRefused, 1, true},
		{"once, without the scope", account.ScopeMissing, 1, true},
		{"a network that was down for one try", account.Unreachable, 1, false},
		{"a network that stays down", account.Unreachable, 2, true},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := start(t, t.TempDir(), "one")
			id := p.connectQuietly("none")
			p.now = noon.Add(time.Hour)
			p.fail(id, tt.state, tt.times)
			evaluate(t, p.desk())
			want(t, kinds(t, p.desk()))
			p.now = noon.Add(2*time.Hour + time.Minute)
			evaluate(t, p.desk())
			if got := kinds(t, p.desk()); (len(got) == 1) != tt.news {
				t.Errorf("got %q", got)
			}
		})
	}
}

// What this machine itself lacks leaves the account in the state that it had.
func TestAnAccountWhoseKeyIsLockedIsNews(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connectQuietly("none")
	p.now = noon.Add(3 * time.Hour)
	for range 2 {
		if err := p.accounts.Finish(t.Context(), id, account.Outcome{Unchanged: true, Reason: "your stored keys are locked", At: p.now}); err != nil {
			t.Fatal(err)
		}
	}
	evaluate(t, p.desk())
	want(t, kinds(t, p.desk()), "sync: Research cannot be read")
	list, err := p.desk().List(t.Context(), alert.Filter{})
	if err != nil || !strings.Contains(list[0].Body, "Your stored keys are locked") {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestASyncThatWentWellAgainIsNoLongerNewsThatWaits(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connectQuietly("none")
	p.now = noon.Add(3 * time.Hour)
	p.fail(id, account.Unreachable, 2)
	evaluate(t, p.desk())
	if err := p.accounts.Finish(t.Context(), id, account.Outcome{State: account.OK, At: p.now, Whole: true}); err != nil {
		t.Fatal(err)
	}
	evaluate(t, p.desk())
	screen := &place{name: "native"}
	deliver(t, p.desk(screen))
	want(t, screen.titles())
	want(t, kinds(t, p.desk()), "sync: Research cannot be read, withdrawn")
}

// A program that was taken for dead and failed knows less than the one that took over.
func TestALateFailureDoesNotSendAgainWhatAnotherHasSent(t *testing.T) {
	dir := t.TempDir()
	slow, other := start(t, dir, "slow"), start(t, dir, "other")
	slow.spend(slow.connect("50"), "2026-11-22", "45")
	entered, leave := make(chan bool), make(chan bool)
	stuck := &place{name: "native", how: func(context.Context, notify.Message) error {
		entered <- true
		<-leave
		return errors.New("the connection was lost")
	}}
	evaluate(t, slow.desk())
	ended := make(chan error)
	go func() { ended <- slow.desk(stuck).Deliver(context.Background()) }()
	<-entered
	screen := &place{name: "native"}
	other.dead["slow"] = true
	deliver(t, other.desk(screen))
	close(leave)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	other.now = noon.Add(time.Hour)
	deliver(t, other.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
	want(t, states(t, other.desk()), "80 % native sent 2")
}

func TestAPeriodThatIsChangedInItsMiddleIsAnotherPeriod(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.now = time.Date(2026, 6, 3, 12, 0, 0, 0, time.UTC) // June and its first week begin on Monday the 1st
	id := p.connect("none")
	b, err := p.outlook.Add(t.Context(), budget.Draft{Scope: budget.Everything, Limit: text("50"), Levels: []int{100}})
	if err != nil {
		t.Fatal(err)
	}
	p.spend(id, "2026-06-02", "60")
	titles := func(e budget.Every, want int) {
		t.Helper()
		if _, err := p.budgets.Change(t.Context(), b.ID, budget.Draft{Every: &e}); err != nil {
			t.Fatal(err)
		}
		evaluate(t, p.desk())
		if got := news(t, p.desk()); len(got) != want {
			t.Errorf("every %s: %q", e, got)
		}
	}
	titles(budget.EveryMonth, 1)
	titles(budget.EveryWeek, 2)
	titles(budget.EveryMonth, 2) // this month's is old news
	titles(budget.EveryCycle, 2) // from the 1st to the 1st: the same month
	screen := &place{name: "native"}
	deliver(t, p.desk(screen))
	want(t, screen.titles(), "Everything: limit reached") // the week's was taken back
}

func TestASlowChannelHoldsUpNoOtherForLong(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, dir, "one")
		p.spend(p.connect("50"), "2026-11-22", "60")
		for range 2 {
			if _, err := p.outlook.Add(t.Context(), budget.Draft{Scope: budget.Everything, Limit: text("50")}); err != nil {
				t.Fatal(err)
			}
		}
		evaluate(t, p.desk()) // six pieces of news
		tries := 0
		stuck := &place{name: "native", how: func(ctx context.Context, _ notify.Message) error {
			tries++
			<-ctx.Done()
			return ctx.Err()
		}}
		began := time.Now()
		deliver(t, p.desk(stuck))
		if took := time.Since(began); took > time.Minute || tries != 1 {
			t.Errorf("%d tries held up the pass for %s", tries, took)
		}
		screen := &place{name: "native"}
		p.now = p.now.Add(time.Minute)
		deliver(t, p.desk(screen))
		if len(screen.took) != 6 {
			t.Errorf("afterwards %d arrived", len(screen.took))
		}
		_ = p.db.Close()
	})
}

// How often the desk looks at everything while something waits all night must not depend on that.
func TestNewsThatWaitsForTheMorningIsNotLookedAtEveryFewSeconds(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, dir, "one")
		p.spend(p.connect("50"), "2026-11-22", "45")
		looks := 0
		o := p.desk()
		o.Now = func() time.Time { looks++; return p.now }
		evaluate(t, o)
		each := looks
		looks = 0
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan bool)
		go func() { o.Run(ctx); close(ended) }() // it has no desktop
		time.Sleep(10 * alert.Look)
		cancel()
		<-ended
		if looks > 25*each {
			t.Errorf("%d looks at the clock in ten minutes, %d an evaluation", looks, each)
		}
		_ = p.db.Close()
	})
}
