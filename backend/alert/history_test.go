package alert_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/notify"
)

// TestEveryLevelThatIsCrossedIsNewsExactlyOnce plays random histories of a profile with several
// budgets: days that are read again with more or less, limits and periods that change and change
// back, clocks that step, months, weeks and cycles that end, two programs that notice and send,
// channels that fail, programs that die while they send and start again, silences that come and
// go. Whatever happens, each (budget, kind, level, period, limit) is one alert and is sent at most
// once, but for a death between sending and marking; and each level that the settled truth has
// crossed in the end was sent.
func TestEveryLevelThatIsCrossedIsNewsExactlyOnce(t *testing.T) {
	for part := range parts {
		t.Run(fmt.Sprint("part ", part), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			programs := []*program{start(t, dir, "one"), start(t, dir, "two")}
			programs[0].only(alert.Level, alert.Crossing)
			for seed := part; seed < histories; seed += parts {
				l := &life{t: t, programs: programs, random: rand.New(rand.NewPCG(uint64(seed), 1)), days: map[calendar.Day]int64{}, sent: map[string]int{}, killed: map[string]int{}}
				l.play()
				if t.Failed() {
					t.Fatalf("history %d: %s", seed, strings.Join(l.steps, ", "))
				}
			}
		})
	}
}

// parts is in how many profiles, at once, the histories are played.
const parts = 2

// life is one history, and what must be true of its news.
type life struct {
	t        *testing.T
	programs []*program
	random   *rand.Rand
	account  string
	budgets  []budget.Budget
	days     map[calendar.Day]int64 // dollars
	down     bool
	sent     map[string]int // by alert
	killed   map[string]int // how often a program died after it had sent an alert and before it could say so
	steps    []string
}

func (l *life) step(format string, args ...any) {
	l.steps = append(l.steps, fmt.Sprintf(format, args...))
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatalf("%v after %s", err, strings.Join(l.steps, ", "))
	}
}

func (l *life) any() *program { return l.programs[l.random.IntN(len(l.programs))] }

func (l *life) today() calendar.Day { return calendar.DayOf(l.programs[0].now) }

func (l *life) begin() {
	l.at(noon.AddDate(0, 0, l.random.IntN(200)).Add(time.Duration(l.random.IntN(12)) * time.Hour))
	p := l.programs[0]
	connected, err := p.accounts.Add(l.t.Context(), account.Draft{Provider: "acme", Key: text("a-key"), Limit: text("50"), CycleDay: one(l.random, 1, 15, 29, 31)})
	l.must(err)
	l.account = connected.ID
	l.must(p.outlook.Tags.Put(l.t.Context(), "team", []ledger.Part{{Account: l.account, Of: ledger.ByAccount}}))
	drafts := []budget.Draft{
		{Scope: budget.Everything, Limit: text("60"), Levels: []int{50, 100, 150}},
		{Scope: budget.OfService, Subject: "acme", Limit: text("30"), Levels: []int{100}},
	}
	if l.random.IntN(2) == 0 {
		drafts[1] = budget.Draft{Scope: budget.OfTag, Subject: "team", Limit: text("40"), StartDay: one(l.random, 30, 31)}
	}
	for _, d := range drafts {
		d.Every = one(l.random, periods...)
		b, err := p.budgets.Add(l.t.Context(), d)
		l.must(err)
		l.budgets = append(l.budgets, b)
	}
	own, err := p.budgets.Get(l.t.Context(), l.account)
	l.must(err)
	l.budgets = append(l.budgets, own)
	for _, b := range l.budgets {
		l.step("a budget of %s every %s from day %d", b.Scope, b.Every, b.StartDay)
	}
}

var periods = []budget.Every{budget.EveryMonth, budget.EveryCycle, budget.EveryWeek, budget.EveryDay}

func one[T any](random *rand.Rand, of ...T) *T { return &of[random.IntN(len(of))] }

func text(s string) *string { return &s }

func (l *life) at(now time.Time) {
	for _, p := range l.programs {
		p.now = now
	}
}

func (l *life) play() {
	l.begin()
	for range 8 + l.random.IntN(14) {
		switch l.random.IntN(13) {
		case 0, 1, 2, 3:
			l.spend()
		case 4:
			l.change()
		case 5:
			l.turn()
		case 6, 7, 8:
			l.evaluate()
		case 9:
			l.down = l.random.IntN(2) == 0
			l.deliver()
		case 10:
			l.clock()
		case 11:
			l.kill()
		case 12:
			l.silence()
		}
	}
	l.end()
	p := l.programs[0]
	l.must(p.accounts.Remove(l.t.Context(), l.account, false))
	for _, b := range l.budgets[:2] {
		l.must(p.budgets.Remove(l.t.Context(), b.ID))
	}
	p.run(`DELETE FROM alerts`)
}

// spend reads a day, late or again, with any amount.
func (l *life) spend() {
	day := l.today().Add(-l.random.IntN(9))
	dollars := l.random.Int64N(60) - 5
	l.days[day] = dollars
	l.step("%s costs %d", day, dollars)
	l.any().spend(l.account, day, fmt.Sprint(dollars))
}

// change gives a budget another limit, or an earlier one.
func (l *life) change() {
	i := l.random.IntN(len(l.budgets))
	limit := []string{"20", "40", "50", "100"}[l.random.IntN(4)]
	l.step("the limit of %d is %s", i, limit)
	b, err := l.any().budgets.Change(l.t.Context(), l.budgets[i].ID, budget.Draft{Limit: &limit})
	l.must(err)
	l.budgets[i] = b
}

// turn gives a budget another period in the middle of one.
func (l *life) turn() {
	i := l.random.IntN(2)
	every := one(l.random, periods...)
	l.step("%d is for every %s", i, *every)
	b, err := l.any().budgets.Change(l.t.Context(), l.budgets[i].ID, budget.Draft{Every: every})
	l.must(err)
	l.budgets[i] = b
}

func (l *life) evaluate() {
	p := l.any()
	l.step("%s looks", p.id)
	l.must(p.desk().Evaluate(l.t.Context()))
}

func (l *life) deliver() {
	p := l.any()
	l.step("%s sends, down %t", p.id, l.down)
	l.must(p.desk(&place{name: "native", how: func(_ context.Context, m notify.Message) error {
		if l.down {
			return errors.New("down")
		}
		l.sent[m.ID]++
		return nil
	}}).Deliver(l.t.Context()))
}

// clock steps forward by hours or days, or back by a day.
func (l *life) clock() {
	step := []time.Duration{time.Hour, 24 * time.Hour, 96 * time.Hour, 8 * 24 * time.Hour, -24 * time.Hour}[l.random.IntN(5)]
	l.at(l.programs[0].now.Add(step))
	l.step("the clock says %s", l.programs[0].now.Format("2 Jan 15:04"))
}

// kill lets a program die while it sends, before the news is gone or after, and start again.
func (l *life) kill() {
	p, after := l.any(), l.random.IntN(2) == 0
	l.step("%s dies, after it sent: %t", p.id, after)
	l.must(p.desk(&place{name: "native", how: func(_ context.Context, m notify.Message) error {
		if after {
			l.sent[m.ID]++
			l.killed[m.ID]++
		}
		runtime.Goexit() // nothing of it is marked
		return nil
	}}).Deliver(l.t.Context()))
	for _, other := range l.programs {
		other.dead[p.id] = true
	}
	p.id = fmt.Sprintf("%s, started after %d steps", p.id[:3], len(l.steps))
}

func (l *life) silence() {
	b := l.budgets[l.random.IntN(len(l.budgets))]
	if l.random.IntN(2) == 0 {
		l.step("%s is heard again", b.Scope)
		l.must(l.any().desk().Unsilence(l.t.Context(), b.ID, ""))
		return
	}
	until := l.programs[0].now.Add(36 * time.Hour)
	l.step("%s is silenced for a day and a half", b.Scope)
	l.must(l.any().desk().Silence(l.t.Context(), alert.Silence{Subject: b.ID, Until: &until}))
}

// end lets everything be heard, noticed and sent, and compares with the truth.
func (l *life) end() {
	for _, b := range l.budgets {
		l.must(l.any().desk().Unsilence(l.t.Context(), b.ID, ""))
	}
	l.at(l.programs[0].now.Add(2 * time.Hour)) // every pause is over
	l.evaluate()
	l.down = false
	l.deliver()
	l.deliver()
	list, err := l.any().desk().List(l.t.Context(), alert.Filter{Most: 500})
	l.must(err)
	news := map[string]alert.Alert{}
	for _, a := range list {
		name := fmt.Sprintf("%s %s %d %% of %s in %s", a.Kind, a.Subject, a.Level, a.Limit, a.Period)
		if _, twice := news[name]; twice {
			l.t.Errorf("%s is there twice", name)
		}
		news[name] = a
		if n := l.sent[a.ID]; n > 1+l.killed[a.ID] {
			l.t.Errorf("%s was sent %d times, with %d kills", name, n, l.killed[a.ID])
		}
	}
	for _, b := range l.budgets {
		l.truth(b, b.Period(l.today()), news)
		if last := b.Period(l.today()).Start.Add(-1); last >= calendar.DayOf(b.CreatedAt) {
			l.past(b, b.Period(last), news)
		}
	}
}

// truth says that each level which the period's days cross, at the limit as it is, was sent.
func (l *life) truth(b budget.Budget, period calendar.Span, news map[string]alert.Alert) {
	for _, level := range b.Levels {
		name := fmt.Sprintf("%s %s %d %% of %s in %s", alert.Level, b.ID, level, b.Limit, &period)
		a, noticed := news[name]
		if budget.Crossed(usdOf(l.spent(period)), b.Limit, level) && (!noticed || l.sent[a.ID] == 0 || a.Withdrawn) {
			l.t.Errorf("%s (%s) is crossed by %d: noticed %t, sent %d times, withdrawn %t", name, b.Scope, l.spent(period), noticed, l.sent[a.ID], a.Withdrawn)
		}
	}
}

// past is truth for the period before, at the limit of its own last day.
func (l *life) past(b budget.Budget, period calendar.Span, news map[string]alert.Alert) {
	limits, err := l.programs[0].budgets.Limits(l.t.Context(), b.ID)
	l.must(err)
	for _, from := range limits {
		if from.Since <= period.Last() {
			b.Limit = from.Limit
		}
	}
	l.truth(b, period, news)
}

func (l *life) spent(period calendar.Span) (dollars int64) {
	for day, cost := range l.days {
		if period.Contains(day) && day <= l.today() {
			dollars += cost
		}
	}
	return dollars
}
