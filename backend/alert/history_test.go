package alert_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/notify"
)

// TestEveryLevelThatIsCrossedIsNewsExactlyOnce plays random histories of a profile with several
// budgets: days that are read again with more or less, limits that change and change back, clocks
// that step, months and weeks that end, two programs that notice and send, restarts, channels that
// fail, programs that are killed while they send, silences that come and go. Whatever happens, each
// (budget, level, period, limit) is one alert and is sent at most once, but for a kill between
// sending and marking; and whatever the settled truth has crossed in the end was sent.
func TestEveryLevelThatIsCrossedIsNewsExactlyOnce(t *testing.T) {
	dir := t.TempDir()
	one, two := start(t, dir, "one"), start(t, dir, "two")
	one.only(alert.Level)
	one.now, two.now = noon, noon
	for seed := range uint64(histories) {
		l := &life{t: t, programs: []*program{one, two}, random: rand.New(rand.NewPCG(seed, 1)), days: map[calendar.Day]int64{}, sent: map[string]int{}, killed: map[string]int{}}
		l.play()
		if t.Failed() {
			t.Fatalf("history %d: %s", seed, strings.Join(l.steps, ", "))
		}
	}
}

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
	l.at(noon.AddDate(0, 0, l.random.IntN(60)).Add(time.Duration(l.random.IntN(12)) * time.Hour))
	l.account = l.programs[0].connectQuietly("50")
	service, weekly, daily := budget.OfService, budget.EveryWeek, budget.EveryDay
	for _, d := range []budget.Draft{
		{Scope: budget.Everything, Every: &weekly, Limit: text("60"), Levels: []int{50, 100, 150}},
		{Scope: service, Subject: "acme", Every: &daily, Limit: text("30"), Levels: []int{100}},
	} {
		b, err := l.programs[0].outlook.Add(l.t.Context(), d)
		l.must(err)
		l.budgets = append(l.budgets, b)
	}
	own, err := l.programs[0].budgets.Get(l.t.Context(), l.account)
	l.must(err)
	l.budgets = append(l.budgets, own)
}

func text(s string) *string { return &s }

func (l *life) at(now time.Time) {
	for _, p := range l.programs {
		p.now = now
	}
}

func (l *life) play() {
	l.begin()
	for range 8 + l.random.IntN(14) {
		switch l.random.IntN(12) {
		case 0, 1, 2, 3:
			l.spend()
		case 4:
			l.change()
		case 5, 6, 7:
			l.evaluate()
		case 8:
			l.down = l.random.IntN(2) == 0
			l.deliver()
		case 9:
			l.clock()
		case 10:
			l.kill()
		case 11:
			l.silence()
		}
	}
	l.end()
	l.must(l.programs[0].accounts.Remove(l.t.Context(), l.account, false))
	for _, b := range l.budgets[:2] {
		l.must(l.programs[0].budgets.Remove(l.t.Context(), b.ID))
	}
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

// kill is a program that took a delivery and died: before it sent it, or after.
func (l *life) kill() {
	victim := fmt.Sprint("victim ", len(l.steps))
	var id string
	l.must(l.programs[0].db.Tx(l.t.Context(), func(tx *sql.Tx) error {
		err := tx.QueryRowContext(l.t.Context(), `SELECT alert FROM deliveries WHERE status = 'pending' LIMIT 1`).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil {
			_, err = tx.ExecContext(l.t.Context(), `UPDATE deliveries SET status = 'sending', attempts = attempts + 1, lease_holder = ? WHERE alert = ?`, victim, id)
		}
		return err
	}))
	for _, p := range l.programs {
		p.dead[victim] = true
	}
	if id == "" {
		return
	}
	after := l.random.IntN(2) == 0
	l.step("a program dies, after it sent: %t", after)
	if after {
		l.sent[id]++
		l.killed[id]++
	}
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
	var list []alert.Alert
	for _, b := range l.budgets {
		of, err := l.any().desk().List(l.t.Context(), alert.Filter{Subject: b.ID, Most: 500})
		l.must(err)
		list = append(list, of...)
	}
	news := map[string]alert.Alert{}
	for _, a := range list {
		name := fmt.Sprintf("%s %d %% of %s in %s", a.Subject, a.Level, a.Limit, a.Period.Start)
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
		name := fmt.Sprintf("%s %d %% of %s in %s", b.ID, level, b.Limit, period.Start)
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
