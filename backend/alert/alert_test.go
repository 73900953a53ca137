package alert_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/channel"
	"outlay/backend/database"
	"outlay/backend/invoice"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
	"outlay/backend/notify"
	"outlay/backend/outlook"
	"outlay/backend/provider"
	"outlay/backend/report"
	"outlay/backend/settings"
	"outlay/backend/tag"
	"outlay/backend/vault"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// program is one of the programs that share a profile.
type program struct {
	t        testing.TB
	db       *database.DB
	accounts *account.Store
	book     ledger.Store
	now      time.Time
	id       string
	dead     map[string]bool // programs that this one knows to have died
	holder   account.Holder  // itself, or a real lease
	budgets  *budget.Store
	settings *settings.Store
	channels *channel.Store
	invoices *invoice.Store
	outlook  *outlook.Desk
	reports  *report.Desk
}

// start starts a program on a profile; several may run on one.
func start(t testing.TB, dir, id string) *program {
	t.Helper()
	p, err := open(dir, id, master)
	if err != nil {
		t.Fatal(err)
	}
	p.t = t
	t.Cleanup(func() { _ = p.db.Close() })
	return p
}

func open(dir, id string, master vault.Master) (*program, error) {
	db, err := database.Open(context.Background(), database.Options{Path: filepath.Join(dir, "outlay.db")})
	if err != nil {
		return nil, err
	}
	p := &program{db: db, now: noon, id: id, dead: map[string]bool{}, book: sqlite.New(db)}
	p.holder = p
	vendors := provider.NewRegistry(provider.Descriptor{
		ID: "acme", Name: "Acme", Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}}, Currency: money.USD,
	})
	secrets := vault.New(db.Write, db.Read, master)
	p.accounts = account.NewStore(db, secrets, vendors, p.book, p.clock)
	p.budgets, p.settings, p.channels, p.invoices = budget.NewStore(db, p.clock), settings.New(db), channel.New(db, secrets, p.clock), invoice.New(db, p.clock)
	p.outlook = outlook.New(outlook.Options{
		DB: db, Accounts: p.accounts, Budgets: p.budgets, Tags: tag.New(db), Settings: p.settings, Book: p.book, Providers: vendors, Now: p.clock,
	})
	p.reports = report.New(p.accounts, p.settings, p.book, vendors, p.clock)
	return p, nil
}

// only leaves out all kinds of news but some.
func (p *program) only(kinds ...alert.Kind) {
	p.t.Helper()
	for _, other := range alert.Kinds() {
		if slices.Contains(kinds, other) {
			continue
		}
		if err := p.desk().Silence(p.t.Context(), alert.Silence{Kind: other}); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p *program) clock() time.Time     { return p.now }
func (p *program) ID() string           { return p.id }
func (p *program) Alive(id string) bool { return !p.dead[id] }

// desk returns the program's desk, which can show notifications on the given desktop.
func (p *program) desk(screens ...notify.Sink) *alert.Desk {
	o := alert.Options{
		DB: p.db, Accounts: p.accounts, Outlook: p.outlook, Channels: p.channels, Settings: p.settings, Invoices: p.invoices, Reports: p.reports,
		Book: p.book, Holder: p.holder, Now: p.clock, Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
	}
	for _, screen := range screens {
		o.Native = screen
	}
	return alert.New(o)
}

// connect connects an account; its news is that of levels, unless a test wants other kinds.
func (p *program) connect(limit string) string {
	p.t.Helper()
	p.only(alert.Level)
	return p.connectQuietly(limit)
}

func (p *program) connectQuietly(limit string) string {
	p.t.Helper()
	label, key := "Research", "a-key"
	a, err := p.accounts.Add(p.t.Context(), account.Draft{Provider: "acme", Label: &label, Key: &key, Limit: &limit})
	if err == nil {
		err = p.accounts.Finish(p.t.Context(), a.ID, account.Outcome{State: account.OK, At: p.now, Whole: true})
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return a.ID
}

func (p *program) limit(id, limit string) {
	p.t.Helper()
	if err := p.accounts.Change(p.t.Context(), id, account.Draft{Limit: &limit}); err != nil {
		p.t.Fatal(err)
	}
}

// spend makes the book say that a day cost so much, whatever it said before.
func (p *program) spend(id string, day calendar.Day, amount string) {
	p.t.Helper()
	value, err := money.Parse(amount, money.USD)
	if err != nil {
		p.t.Fatal(err)
	}
	_, err = p.book.Put(p.t.Context(), ledger.Read{
		Account: id, Basis: ledger.Billed, Span: calendar.Through(day, day), At: p.now, SettlesAfter: 72 * time.Hour,
		Entries: []ledger.Entry{{Account: id, Day: day, Basis: ledger.Billed, Item: "all", Amount: value}},
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func usdOf(dollars int64) money.Amount { return money.FromNanos(dollars*1e9, money.USD) }

func evaluate(t testing.TB, d *alert.Desk) {
	t.Helper()
	if err := d.Evaluate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func deliver(t testing.TB, d *alert.Desk) {
	t.Helper()
	if err := d.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// news returns what was noticed, as "80 % of 50", the latest first.
func news(t testing.TB, d *alert.Desk) []string {
	t.Helper()
	return describe(t, d, func(a alert.Alert) string { return fmt.Sprintf("%d %% of %s", a.Level, a.Limit.Value) })
}

// states returns what became of each piece of news on each sink, the latest first.
func states(t testing.TB, d *alert.Desk) []string {
	t.Helper()
	return describe(t, d, func(a alert.Alert) string {
		text := fmt.Sprintf("%d %%", a.Level)
		for _, v := range a.Deliveries {
			text += fmt.Sprintf(" %s %s %d", v.Channel, v.Status, v.Attempts)
		}
		return text
	})
}

func describe(t testing.TB, d *alert.Desk, how func(alert.Alert) string) []string {
	t.Helper()
	list, err := d.List(t.Context(), alert.Filter{Most: 100})
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = how(a)
	}
	return texts
}

func want(t testing.TB, got []string, wanted ...string) {
	t.Helper()
	if !slices.Equal(got, wanted) {
		t.Errorf("got %q, want %q", got, wanted)
	}
}

// place is a place that takes news, as its function says.
type place struct {
	name string
	mu   sync.Mutex
	took []notify.Message
	how  func(ctx context.Context, m notify.Message) error
}

func (p *place) Name() string { return p.name }

func (p *place) Send(ctx context.Context, m notify.Message) error {
	if p.how != nil {
		if err := p.how(ctx, m); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.took = append(p.took, m)
	return nil
}

func (p *place) titles() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	texts := []string{}
	for _, m := range p.took {
		texts = append(texts, m.Title)
	}
	return texts
}

func TestNews(t *testing.T) {
	const today, yesterday = calendar.Day("2026-11-22"), calendar.Day("2026-11-21")
	for _, tt := range []struct {
		what string
		then func(p *program, d *alert.Desk, id string)
		want []string
	}{
		{"none below 80 %, to the nano", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "39.999999999")
		}, nil},
		{"80 % at 80 %, to the nano", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "40")
		}, []string{"80 % of 50"}},
		{"100 % after 80 %", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "42")
			evaluate(t, d)
			p.spend(id, today, "50")
		}, []string{"100 % of 50", "80 % of 50"}},
		{"both where both were crossed at once", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "70")
		}, []string{"100 % of 50", "80 % of 50"}},
		{"once over many evaluations", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "45")
			for range 20 {
				evaluate(t, d)
			}
			p.spend(id, today, "55")
			for range 20 {
				evaluate(t, d)
			}
		}, []string{"100 % of 50", "80 % of 50"}},
		{"once where a total dips below and rises again", func(p *program, d *alert.Desk, id string) {
			for _, amount := range []string{"45", "39", "41", "55", "10", "60"} {
				p.spend(id, today, amount)
				evaluate(t, d)
			}
		}, []string{"100 % of 50", "80 % of 50"}},
		{"of a day that was read again", func(p *program, d *alert.Desk, id string) {
			p.spend(id, yesterday, "20")
			p.spend(id, today, "15")
			evaluate(t, d)
			p.spend(id, yesterday, "25")
		}, []string{"80 % of 50"}},
		{"none of the month before", func(p *program, d *alert.Desk, id string) {
			p.spend(id, "2026-10-31", "500")
		}, nil},
		{"none of the next month, whose days no one could know", func(p *program, d *alert.Desk, id string) {
			p.spend(id, "2026-12-01", "500")
		}, nil},
		{"again in the next month", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "45")
			evaluate(t, d)
			p.now = noon.AddDate(0, 0, 14)
			p.spend(id, "2026-12-01", "45")
		}, []string{"80 % of 50", "80 % of 50"}},
		{"again where the limit was raised and crossed again", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "50")
			evaluate(t, d)
			p.limit(id, "100")
			evaluate(t, d)
			p.spend(id, today, "80")
		}, []string{"100 % of 50", "80 % of 100", "80 % of 50"}},
		{"not again where the limit was raised and put back", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "45")
			evaluate(t, d)
			p.limit(id, "100")
			evaluate(t, d)
			p.limit(id, "50.0")
		}, []string{"80 % of 50"}},
		{"at once where the limit is lowered below what is spent", func(p *program, d *alert.Desk, id string) {
			p.spend(id, today, "45")
			evaluate(t, d)
			p.limit(id, "45")
		}, []string{"100 % of 45", "80 % of 50", "80 % of 45"}},
		{"none without a limit", func(p *program, d *alert.Desk, id string) {
			p.limit(id, "none")
			p.spend(id, today, "4500")
		}, nil},
		{"none of another account's spending", func(p *program, d *alert.Desk, id string) {
			p.spend(p.connect("none"), today, "4500")
			p.spend(id, today, "1")
		}, nil},
		{"none that a credit holds back", func(p *program, d *alert.Desk, id string) {
			p.spend(id, yesterday, "-10")
			p.spend(id, today, "45")
		}, nil},
		{"none in euros against a limit in dollars", func(p *program, d *alert.Desk, id string) {
			_, err := p.book.Put(t.Context(), ledger.Read{
				Account: id, Basis: ledger.Billed, Span: calendar.Through(today, today), At: p.now,
				Entries: []ledger.Entry{{Account: id, Day: today, Basis: ledger.Billed, Item: "all", Amount: money.FromNanos(9e12, "EUR")}},
			})
			if err != nil {
				t.Fatal(err)
			}
		}, nil},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := start(t, t.TempDir(), "one")
			d := p.desk()
			id := p.connect("50")
			tt.then(p, d, id)
			evaluate(t, d)
			got := news(t, d)
			slices.Sort(got)
			wanted := slices.Sorted(slices.Values(tt.want))
			want(t, got, wanted...)
		})
	}
}

func TestTwoProgramsAtOnceWriteAndSendEachPieceOfNewsOnce(t *testing.T) {
	dir := t.TempDir()
	programs := []*program{start(t, dir, "one"), start(t, dir, "two")}
	id := programs[0].connect("50")
	screen := &place{name: "native"}
	desks := []*alert.Desk{programs[0].desk(screen), programs[1].desk(screen)}
	for _, amount := range []string{"45", "39", "60"} {
		programs[0].spend(id, "2026-11-22", amount)
		var all sync.WaitGroup
		for _, d := range []*alert.Desk{desks[0], desks[1], desks[0], desks[1]} {
			all.Go(func() {
				for range 5 {
					if err := errors.Join(d.Evaluate(t.Context()), d.Deliver(t.Context())); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
	}
	want(t, screen.titles(), "Research: 80 % of its limit", "Research: limit reached")
	want(t, states(t, desks[1]), "100 % native sent 1", "80 % native sent 1")
}

func TestARestartRepeatsNothing(t *testing.T) {
	dir := t.TempDir()
	screen := &place{name: "native"}
	id := ""
	for i := range 3 {
		p := start(t, dir, fmt.Sprint("run ", i))
		if id == "" {
			id = p.connect("50")
		}
		p.spend(id, "2026-11-22", "45")
		d := p.desk(screen)
		evaluate(t, d)
		deliver(t, d)
		if err := p.db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	want(t, screen.titles(), "Research: 80 % of its limit")
}

func TestWhatANoticeSays(t *testing.T) {
	for _, tt := range []struct {
		what, amount string
		known        int // settled days of a dollar each before the 19th
		title, body  string
		urgent       bool
	}{
		{"near, with too little known", "40", 0, "Research: 80 % of its limit",
			"$40.00 of $50.00 spent, 1 Nov to 30 Nov 2026. No forecast yet: too few settled days.", false},
		{"near, with a forecast", "32", 10, "Research: 80 % of its limit",
			"$42.00 of $50.00 spent, 1 Nov to 30 Nov 2026. At this pace: about $50.00 by 30 Nov ($50.00 to $50.00).", false},
		{"reached", "1234.5", 0, "Research: limit reached",
			"$1,234.50 of $50.00 spent, 1 Nov to 30 Nov 2026. No forecast yet: too few settled days.", true},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := start(t, t.TempDir(), "one")
			id := p.connect("50")
			for i := range tt.known {
				p.spend(id, calendar.Day("2026-11-18").Add(-i), "1")
			}
			p.spend(id, "2026-11-22", tt.amount)
			screen := &place{name: "native"}
			d := p.desk(screen)
			evaluate(t, d)
			deliver(t, d)
			if len(screen.took) == 0 {
				t.Fatal("nothing was sent")
			}
			m := screen.took[len(screen.took)-1]
			if m.Title != tt.title || m.Body != tt.body || m.Urgent != tt.urgent || m.ID == "" {
				t.Errorf("got  %+v\nwant %s: %s", m, tt.title, tt.body)
			}
		})
	}
}

func TestASinkThatFailsIsTriedAgainLaterAndNotBefore(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.spend(p.connect("50"), "2026-11-22", "45")
	broken := true
	screen := &place{name: "native", how: func(context.Context, notify.Message) error {
		if broken {
			return errors.New("no\nbus " + strings.Repeat("é", 400))
		}
		return nil
	}}
	d := p.desk(screen)
	evaluate(t, d)
	deliver(t, d)
	deliver(t, d) // its pause is not over
	want(t, states(t, d), "80 % native pending 1")
	list, err := d.List(t.Context(), alert.Filter{Most: 1})
	if err != nil {
		t.Fatal(err)
	}
	if text := list[0].Deliveries[0].Error; !strings.HasPrefix(text, "no bus é") || len(text) > 300 || strings.ToValidUTF8(text, "?") != text {
		t.Errorf("the log says %q", text)
	}
	p.now = p.now.Add(9 * time.Second)
	deliver(t, d)
	want(t, states(t, d), "80 % native pending 1")
	p.now = p.now.Add(time.Second)
	deliver(t, d)
	want(t, states(t, d), "80 % native pending 2")
	broken = false
	p.now = p.now.Add(time.Hour)
	deliver(t, d)
	deliver(t, d)
	want(t, states(t, d), "80 % native sent 3")
	want(t, screen.titles(), "Research: 80 % of its limit")
}

func TestAClockThatIsSetBackHoldsNoNewsForADay(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.spend(p.connect("50"), "2026-11-22", "45")
	broken := &place{name: "native", how: func(context.Context, notify.Message) error { return errors.New("not now") }}
	evaluate(t, p.desk())
	p.now = noon.AddDate(0, 0, 1)
	deliver(t, p.desk(broken))
	p.now = noon
	screen := &place{name: "native"}
	deliver(t, p.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
}

func TestAFailingChannelHoldsBackNoOther(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	hook := receive(t)
	id := p.webhook(hook.URL)
	p.spend(p.connect("50"), "2026-11-22", "60")
	broken := &place{name: "native", how: func(context.Context, notify.Message) error { return errors.New("gone") }}
	d := p.desk(broken)
	evaluate(t, d)
	deliver(t, d)
	want(t, hook.titles(), "Research: 80 % of its limit", "Research: limit reached")
	want(t, states(t, d), "100 % native pending 1 "+id+" sent 1", "80 % native pending 1 "+id+" sent 1")
}

func TestAfterTwoDaysOfFailureADeliveryIsShownAsFailed(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.spend(p.connect("50"), "2026-11-22", "45")
	tries := 0
	d := p.desk(&place{name: "native", how: func(context.Context, notify.Message) error { tries++; return errors.New("gone") }})
	evaluate(t, d)
	for p.now = noon; p.now.Sub(noon) <= alert.GiveUp; p.now = p.now.Add(30 * time.Minute) {
		deliver(t, d)
	}
	if got := states(t, d); !strings.Contains(got[0], "pending") {
		t.Errorf("given up too early: %s", got)
	}
	for range 4 {
		p.now = p.now.Add(time.Hour)
		deliver(t, d)
	}
	if got := states(t, d); !strings.Contains(got[0], "failed") {
		t.Errorf("not given up: %s", got)
	}
	before := tries
	p.now = p.now.AddDate(0, 1, 0)
	deliver(t, d)
	if tries != before {
		t.Error("a delivery that was given up is tried again")
	}
}

func TestOldNewsIsNotGivenUpAtItsFirstTry(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.spend(p.connect("50"), "2026-11-22", "45")
	evaluate(t, p.desk())
	p.now = noon.AddDate(0, 0, 5) // nobody could send it over a long weekend
	deliver(t, p.desk(&place{name: "native", how: func(context.Context, notify.Message) error { return errors.New("the desktop is still starting") }}))
	p.now = p.now.Add(time.Minute)
	screen := &place{name: "native"}
	deliver(t, p.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
}

func TestAProgramWithoutTheSinkLeavesNewsToOneThatHasIt(t *testing.T) {
	dir := t.TempDir()
	terminal, tray := start(t, dir, "terminal"), start(t, dir, "tray")
	terminal.spend(terminal.connect("50"), "2026-11-22", "45")
	evaluate(t, terminal.desk())
	deliver(t, terminal.desk())
	want(t, states(t, terminal.desk()), "80 % native pending 0")
	screen := &place{name: "native"}
	deliver(t, tray.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
}

// While one program is in the middle of sending, another leaves the delivery alone as long as
// the first lives, and takes it over when it died.
func TestADeliveryBelongsToItsSenderWhileThatLives(t *testing.T) {
	dir := t.TempDir()
	slow, other := start(t, dir, "slow"), start(t, dir, "other")
	slow.spend(slow.connect("50"), "2026-11-22", "45")
	entered, leave := make(chan bool), make(chan bool)
	stuck := &place{name: "native", how: func(context.Context, notify.Message) error {
		entered <- true
		<-leave
		return nil
	}}
	evaluate(t, slow.desk())
	ended := make(chan error)
	go func() { ended <- slow.desk(stuck).Deliver(context.Background()) }()
	<-entered
	screen := &place{name: "native"}
	deliver(t, other.desk(screen))
	deliver(t, slow.desk(screen)) // a second look of the same program
	want(t, screen.titles())
	other.dead["slow"] = true
	deliver(t, other.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
	close(leave)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	want(t, states(t, other.desk()), "80 % native sent 2")
}

func TestASendThatIsCancelledIsTriedAgain(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.spend(p.connect("50"), "2026-11-22", "45")
	evaluate(t, p.desk())
	ctx, cancel := context.WithCancel(t.Context())
	stuck := &place{name: "native", how: func(ctx context.Context, _ notify.Message) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}}
	if err := p.desk(stuck).Deliver(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	want(t, states(t, p.desk()), "80 % native pending 1")
	p.now = p.now.Add(time.Minute)
	screen := &place{name: "native"}
	deliver(t, p.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
}

func TestWhatWasSentWhileTheProgramEndsIsNotSentAgain(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.spend(p.connect("50"), "2026-11-22", "45")
	evaluate(t, p.desk())
	ctx, cancel := context.WithCancel(t.Context())
	screen := &place{name: "native", how: func(context.Context, notify.Message) error { cancel(); return nil }}
	_ = p.desk(screen).Deliver(ctx)
	want(t, states(t, p.desk()), "80 % native sent 1")
}

func TestAnAccountThatIsRemovedWhileItsNewsIsSentStopsNoOther(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	gone := p.connect("50")
	p.spend(gone, "2026-11-22", "45")
	evaluate(t, p.desk())
	removed := false
	screen := &place{name: "native", how: func(context.Context, notify.Message) error {
		if removed {
			return nil
		}
		removed = true
		p.spend(p.connect("20"), "2026-11-22", "30")
		evaluate(t, p.desk())
		if err := p.accounts.Remove(t.Context(), gone, false); err != nil {
			t.Error(err)
		}
		return errors.New("too late")
	}}
	deliver(t, p.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit", "Research: limit reached")
	want(t, news(t, p.desk()), "100 % of 20", "80 % of 20")
}

func TestSeenNewsStaysSeen(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connect("50")
	p.spend(id, "2026-11-22", "60")
	d := p.desk()
	evaluate(t, d)
	list, err := d.List(t.Context(), alert.Filter{Most: 10})
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	if a := list[0]; a.Subject != id || a.Label != "Research" || a.Kind != alert.Level || *a.Period != calendar.Month("2026-11-22") ||
		a.Amount.String() != "60.0000 USD" || !a.CreatedAt.Equal(noon) || a.Seen {
		t.Errorf("%+v", a)
	}
	if err := d.MarkSeen(t.Context(), list[0].ID, "none"); err != nil {
		t.Fatal(err)
	}
	evaluate(t, d)
	want(t, describe(t, d, func(a alert.Alert) string { return fmt.Sprint(a.Level, a.Seen) }), "100 true", "80 false")
	if list, err := d.List(t.Context(), alert.Filter{Most: 1}); err != nil || len(list) != 1 || list[0].Level != 100 {
		t.Errorf("the latest is %v, %v", list, err)
	}
}

func TestRunNoticesWhatOthersWroteAndEndsWhenAsked(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		tray, terminal := start(t, dir, "tray"), start(t, dir, "terminal")
		id := terminal.connect("50")
		sent := make(chan string, 10)
		screen := &place{name: "native", how: func(_ context.Context, m notify.Message) error { sent <- m.Title; return nil }}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan bool)
		go func() { tray.desk(screen).Run(ctx); close(ended) }()
		for _, tt := range []struct{ amount, want string }{{"45", "Research: 80 % of its limit"}, {"50", "Research: limit reached"}} {
			terminal.spend(id, "2026-11-22", tt.amount)
			select {
			case got := <-sent:
				want(t, []string{got}, tt.want)
			case <-time.After(2 * alert.Look):
				t.Errorf("no news at %s", tt.amount)
			}
		}
		cancel()
		<-ended
		if len(sent) != 0 {
			t.Errorf("%d pieces of news more", len(sent))
		}
		_ = tray.db.Close()
		_ = terminal.db.Close()
	})
}
