package alert_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/notify"
)

// histories is how many random lives of an account are played.
const histories = 300

// TestEveryLimitThatIsCrossedIsNewsExactlyOnce plays random lives: days that are read again
// with more or less, limits that change, months that end, two programs that notice and send,
// sinks that fail. Whatever happens, each (level, period, limit) that was crossed when
// somebody looked is news once, is sent once, and no other is.
func TestEveryLimitThatIsCrossedIsNewsExactlyOnce(t *testing.T) {
	dir := t.TempDir()
	one, two := start(t, dir, "one"), start(t, dir, "two")
	for seed := range uint64(histories) {
		l := &life{t: t, one: one, two: two, random: rand.New(rand.NewPCG(seed, 1)), days: map[calendar.Day]int64{}, crossed: map[string]bool{}}
		l.play()
		if t.Failed() {
			t.Fatalf("history %d: %s", seed, strings.Join(l.steps, ", "))
		}
	}
}

// life is a random life of an account, and what must be news of it.
type life struct {
	t        *testing.T
	one, two *program
	random   *rand.Rand
	id       string
	limit    int64 // dollars, 0 for none
	days     map[calendar.Day]int64
	crossed  map[string]bool
	broken   bool
	took     []string // by id
	steps    []string
}

func (l *life) step(format string, args ...any) {
	l.steps = append(l.steps, fmt.Sprintf(format, args...))
}

func (l *life) play() {
	l.one.now, l.two.now = noon, noon
	l.limit = 50
	l.id = l.one.connect("50")
	for range 12 + l.random.IntN(20) {
		switch l.random.IntN(8) {
		case 0, 1, 2:
			l.spend()
		case 3:
			l.change()
		case 4, 5:
			l.evaluate()
		case 6:
			l.broken = l.random.IntN(2) == 0
			l.deliver()
		case 7:
			l.one.now = l.one.now.AddDate(0, 0, l.random.IntN(5))
			l.two.now = l.one.now
			l.step("it is %s", calendar.DayOf(l.one.now))
		}
	}
	l.evaluate()
	l.one.now = l.one.now.Add(alert.Look * 120) // every pause is over
	l.two.now = l.one.now
	l.broken = false
	l.deliver()
	l.check()
	if err := l.one.accounts.Remove(l.t.Context(), l.id, false); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) today() calendar.Day { return calendar.DayOf(l.one.now) }

func (l *life) spend() {
	day := l.today().Add(-l.random.IntN(4))
	dollars := l.random.Int64N(60) - 5
	l.days[day] = dollars
	l.step("%s cost %d", day, dollars)
	l.one.spend(l.id, day, fmt.Sprint(dollars))
}

func (l *life) change() {
	l.limit = []int64{0, 20, 40, 50, 100}[l.random.IntN(5)]
	text := ""
	if l.limit > 0 {
		text = fmt.Sprint(l.limit)
	}
	l.step("the limit is %q", text)
	l.two.limit(l.id, text)
}

func (l *life) evaluate() {
	program := l.either()
	l.step("%s looks", program.id)
	evaluate(l.t, program.desk(), l.id)
	period := calendar.Month(l.today())
	spent := int64(0)
	for day, dollars := range l.days {
		if period.Contains(day) {
			spent += dollars
		}
	}
	for _, percent := range budget.DefaultLevels() {
		if l.limit > 0 && spent*100 >= l.limit*int64(percent) {
			l.crossed[fmt.Sprintf("%d %% of %d in %s", percent, l.limit, period.Start)] = true
		}
	}
}

func (l *life) either() *program {
	if l.random.IntN(2) == 0 {
		return l.one
	}
	return l.two
}

func (l *life) deliver() {
	program := l.either()
	l.step("%s sends, broken %t", program.id, l.broken)
	deliver(l.t, program.desk(&place{name: "native", how: func(_ context.Context, m notify.Message) error {
		if l.broken {
			return errors.New("broken")
		}
		l.took = append(l.took, m.ID)
		return nil
	}}))
}

func (l *life) check() {
	list, err := l.one.desk().List(l.t.Context(), 100)
	if err != nil {
		l.t.Fatal(err)
	}
	var got, ids []string
	for _, a := range list {
		if a.Account == l.id {
			got = append(got, fmt.Sprintf("%d %% of %s in %s", a.Level, a.Limit.Value.Truncate(0), a.Period.Start))
			ids = append(ids, a.ID)
			if a.Limit.Currency != money.USD || a.Deliveries[0].Status != "sent" {
				l.t.Errorf("%+v", a)
			}
		}
	}
	wanted := []string{}
	for text := range l.crossed {
		wanted = append(wanted, text)
	}
	slices.Sort(got)
	slices.Sort(wanted)
	slices.Sort(ids)
	slices.Sort(l.took)
	if !slices.Equal(got, wanted) {
		l.t.Errorf("news: %q, want %q", got, wanted)
	}
	if !slices.Equal(l.took, ids) {
		l.t.Errorf("sent %q, want each of %q once", l.took, ids)
	}
}
