package alert_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/channel"
	"outlay/backend/invoice"
	"outlay/backend/notify"
	"outlay/backend/notify/email"
)

// usual makes an account cost the same on each of so many days before today.
func (p *program) usual(id, amount string, days int) {
	p.t.Helper()
	for i := 1; i <= days; i++ {
		p.spend(id, calendar.DayOf(p.now).Add(-i), amount)
	}
}

func kinds(t testing.TB, d *alert.Desk) []string {
	t.Helper()
	return describe(t, d, func(a alert.Alert) string {
		text := fmt.Sprintf("%s: %s", a.Kind, a.Title)
		if a.Withdrawn {
			text += ", withdrawn"
		}
		return text
	})
}

func TestALimitThatWillBeCrossedIsNewsOnceAPeriod(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	id := p.connectQuietly("100")
	p.usual(id, "4", 40) // 76 by the 19th, 4 a day: 100 on the 25th
	screen := &place{name: "native"}
	d := p.desk(screen)
	for range 3 {
		evaluate(t, d)
		deliver(t, d)
	}
	want(t, screen.titles(), "Research will use up its limit")
	if body := screen.took[0].Body; !strings.Contains(body, "At this pace it reaches $100.00 on 2") || !strings.Contains(body, "$76.00 of $100.00 spent so far") {
		t.Errorf("it says %q", body)
	}
	list, err := d.List(t.Context(), alert.Filter{Kind: alert.Crossing})
	if err != nil || len(list) != 1 || list[0].Advice == "" || len(list[0].Facts) < 4 || list[0].Subject != id {
		t.Errorf("%+v, %v", list, err)
	}
	p.spend(id, "2026-11-20", "4")
	evaluate(t, d)
	p.now = p.now.AddDate(0, 1, 0)
	p.usual(id, "4", 29)
	evaluate(t, d)
	deliver(t, d)
	got := screen.titles()
	if n := strings.Count(strings.Join(got, "\n"), "will use up"); n != 2 {
		t.Errorf("in two months: %q", got)
	}
}

func TestACrossingThatIsNoLongerForecastIsTakenBackBeforeItIsSent(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	p.now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	id := p.connectQuietly("100")
	p.usual(id, "4", 40)
	evaluate(t, p.desk())
	p.limit(id, "400")
	evaluate(t, p.desk())
	want(t, kinds(t, p.desk()), "crossing: Research will use up its limit, withdrawn")
	screen := &place{name: "native"}
	deliver(t, p.desk(screen))
	want(t, screen.titles())
	p.limit(id, "100") // the forecast sees it again: now it is sent
	evaluate(t, p.desk())
	deliver(t, p.desk(screen))
	want(t, screen.titles(), "Research will use up its limit")
	p.limit(id, "400") // what was sent stays
	evaluate(t, p.desk())
	want(t, kinds(t, p.desk()), "crossing: Research will use up its limit")
}

func TestALevelThatWaitsIsTakenBackWhereTheLimitIsRaisedAndSentWhereItIsPutBack(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connect("50")
	p.spend(id, "2026-11-22", "45")
	evaluate(t, p.desk())
	p.limit(id, "500")
	evaluate(t, p.desk())
	screen := &place{name: "native"}
	deliver(t, p.desk(screen))
	want(t, screen.titles())
	want(t, kinds(t, p.desk()), "level: Research: 80 % of its limit, withdrawn")
	p.limit(id, "50")
	evaluate(t, p.desk())
	deliver(t, p.desk(screen))
	deliver(t, p.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
	want(t, kinds(t, p.desk()), "level: Research: 80 % of its limit")
}

func TestADayThatRunsAwayIsNewsWhileItRuns(t *testing.T) {
	for _, tt := range []struct {
		what, today, floor string
		news               bool
	}{
		{"ten times the usual", "40", "5", true},
		{"the usual", "4", "5", false},
		{"ten times the usual, below the floor", "40", "41", false},
		{"a credit", "-40", "5", false},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := start(t, t.TempDir(), "one")
			id := p.connectQuietly("none")
			chosen, err := p.settings.Get(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			chosen.RunawayFloor = tt.floor
			if err := p.settings.Save(t.Context(), chosen); err != nil {
				t.Fatal(err)
			}
			p.usual(id, "4", 40)
			p.spend(id, "2026-11-22", tt.today)
			d := p.desk()
			evaluate(t, d)
			evaluate(t, d)
			if tt.news {
				want(t, kinds(t, d), "runaway: Research: $40.00 today")
				p.spend(id, "2026-11-22", "60") // more of the same day is no other news
				evaluate(t, d)
			}
			if got := kinds(t, d); (len(got) == 1) != tt.news {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAnAccountThatCannotBeReadIsNewsOnceASpell(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connectQuietly("none")
	d := p.desk()
	fail := func(times int) {
		t.Helper()
		for range times {
			if err := p.accounts.Finish(t.Context(), id, account.Outcome{State: account.KeyRefused, Reason: "The vendor refused this key.", At: p.now}); err != nil {
				t.Fatal(err)
			}
		}
	}
	fail(2)
	evaluate(t, d)
	want(t, kinds(t, d)) // two tries within a minute are no long spell
	p.now = p.now.Add(2*time.Hour + time.Minute)
	evaluate(t, d)
	evaluate(t, d)
	deliver(t, p.desk(&place{name: "native"}))
	want(t, kinds(t, d), "sync: Research cannot be read")
	list, err := d.List(t.Context(), alert.Filter{Kind: alert.Sync})
	if err != nil || !strings.Contains(list[0].Body, "The vendor refused this key.") || list[0].Subject != id {
		t.Errorf("%+v, %v", list, err)
	}
	if err := p.accounts.Finish(t.Context(), id, account.Outcome{State: account.OK, At: p.now, Whole: true}); err != nil {
		t.Fatal(err)
	}
	p.now = p.now.Add(72 * time.Hour) // the machine was off: nothing was tried
	evaluate(t, d)
	want(t, kinds(t, d), "sync: Research cannot be read")
	fail(2)
	evaluate(t, d)
	want(t, kinds(t, d), "sync: Research cannot be read", "sync: Research cannot be read")
}

func TestAnInvoiceThatDiffersIsNews(t *testing.T) {
	for _, tt := range []struct {
		what, month, amount string
		news                bool
	}{
		{"what was counted", "2026-10", "31.00", false},
		{"within one percent", "2026-10", "31.31", false},
		{"more than one percent", "2026-10", "31.32", true},
		{"less than was counted", "2026-10", "20", true},
		{"a month that is not over", "2026-11", "500", false},
		{"a month of which nothing is known", "2026-07", "500", false},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := start(t, t.TempDir(), "one")
			id := p.connectQuietly("none")
			for _, day := range calendar.Month("2026-10-01").Days() {
				p.spend(id, day, "1")
			}
			p.usual(id, "1", 21)
			if _, err := p.invoices.Put(t.Context(), invoice.Draft{Account: id, Month: tt.month, Amount: tt.amount}); err != nil {
				t.Fatal(err)
			}
			d := p.desk()
			evaluate(t, d)
			evaluate(t, d)
			if got := kinds(t, d); (len(got) == 1) != tt.news || tt.news && got[0] != "invoice: Research: the invoice of October 2026 differs" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestWhatIsSilencedIsNewsWhenItIsHeardAgain(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connect("50")
	d := p.desk()
	p.spend(id, "2026-11-22", "45")
	tomorrow := noon.AddDate(0, 0, 1)
	if err := d.Silence(t.Context(), alert.Silence{Subject: id, Until: &tomorrow}); err != nil {
		t.Fatal(err)
	}
	evaluate(t, d)
	want(t, news(t, d))
	list, err := d.Silences(t.Context())
	if err != nil || len(list) != 5 { // four kinds are silenced for all
		t.Fatalf("%+v, %v", list, err)
	}
	p.now = tomorrow
	evaluate(t, d)
	want(t, news(t, d), "80 % of 50")
	for _, s := range []alert.Silence{{Kind: "thunder"}, {Until: &tomorrow}} {
		if err := d.Silence(t.Context(), s); err == nil {
			t.Errorf("%+v can be", s)
		}
	}
}

func TestQuietHoursHoldBackTheDesktopAlone(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	hook := receive(t)
	p.webhook(hook.URL)
	p.spend(p.connect("50"), "2026-11-22", "45")
	chosen, err := p.settings.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chosen.QuietFrom, chosen.QuietUntil = "22:00", "07:00"
	if err := p.settings.Save(t.Context(), chosen); err != nil {
		t.Fatal(err)
	}
	screen := &place{name: "native"}
	zone := time.FixedZone("there", 9*3600) // noon UTC is nine in the evening there
	at := func(now time.Time) {
		t.Helper()
		p.now = now
		d := p.desk(screen)
		d.Zone = zone
		evaluate(t, d)
		deliver(t, d)
	}
	at(noon.Add(2 * time.Hour)) // 23:00 there
	want(t, screen.titles())
	want(t, hook.titles(), "Research: 80 % of its limit")
	at(noon.Add(9*time.Hour + 59*time.Minute)) // a minute to seven
	want(t, screen.titles())
	at(noon.Add(10 * time.Hour))
	want(t, screen.titles(), "Research: 80 % of its limit")
}

func TestBudgetsOfEverySortAreNews(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connect("none")
	for _, tt := range []struct {
		draft budget.Draft
		want  string
	}{
		{budget.Draft{Scope: budget.Everything, Limit: text("40")}, "Everything: limit reached"},
		{budget.Draft{Scope: budget.OfService, Subject: "acme", Limit: text("40"), Label: text("The vendor")}, "The vendor: limit reached"},
		{budget.Draft{Scope: budget.OfAccount, Subject: id, Limit: text("30"), Levels: []int{150}}, "Research (Acme): 150 % of its limit"},
		{budget.Draft{Scope: budget.Everything, Limit: text("40"), Every: every(budget.EveryDay), Levels: []int{1, 100}, Label: text("A day")}, "A day: limit reached"},
	} {
		if _, err := p.outlook.Add(t.Context(), tt.draft); err != nil {
			t.Fatal(err)
		}
		p.spend(id, "2026-11-22", "45")
		evaluate(t, p.desk())
		if got := strings.Join(kinds(t, p.desk()), "\n"); !strings.Contains(got, tt.want) {
			t.Errorf("%q is not among\n%s", tt.want, got)
		}
	}
}

func every(e budget.Every) *budget.Every { return &e }

func TestARaisedAlertIsDeliveredWhenChannelsComeBackAfterARestart(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir, "one")
	hook := receive(t)
	id := p.webhook(hook.URL)
	hook.answer(503)
	p.spend(p.connect("50"), "2026-11-22", "45")
	down := &place{name: "native", how: func(context.Context, notify.Message) error { return errors.New("down") }}
	evaluate(t, p.desk(down))
	deliver(t, p.desk(down))
	want(t, states(t, p.desk()), "80 % native pending 1 "+id+" pending 1")
	if err := p.db.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, dir, "two")
	again.now = noon.Add(time.Hour)
	hook.answer(0)
	screen := &place{name: "native"}
	deliver(t, again.desk(screen))
	deliver(t, again.desk(screen))
	want(t, screen.titles(), "Research: 80 % of its limit")
	want(t, hook.titles(), "Research: 80 % of its limit")
	want(t, states(t, again.desk()), "80 % native sent 2 "+id+" sent 2")
}

func TestWhatAReceiverAsksForIsDone(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	hook := receive(t)
	id := p.webhook(hook.URL)
	off := false
	if _, err := p.channels.Change(t.Context(), channel.NativeID, channel.Draft{On: &off}); err != nil {
		t.Fatal(err)
	}
	p.spend(p.connect("50"), "2026-11-22", "45")
	d := p.desk()
	evaluate(t, d)
	hook.answer(429, "Retry-After", "600")
	deliver(t, d)
	p.now = p.now.Add(9 * time.Minute)
	deliver(t, d)
	want(t, states(t, d), "80 % "+id+" pending 1")
	p.now = p.now.Add(time.Minute + time.Second)
	hook.answer(410)
	deliver(t, d)
	want(t, states(t, d), "80 % "+id+" failed 2")
	if c, err := p.channels.Get(t.Context(), id); err != nil || !strings.Contains(c.Problem, "closed for good") {
		t.Errorf("%+v, %v", c, err)
	}
	list, err := d.List(t.Context(), alert.Filter{Failed: true})
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	hook.answer(0)
	if err := d.Retry(t.Context(), list[0].ID); err != nil {
		t.Fatal(err)
	}
	deliver(t, d)
	want(t, hook.titles(), "Research: 80 % of its limit")
	if hook.took[0].id != list[0].ID {
		t.Errorf("sent as %s, it is %s", hook.took[0].id, list[0].ID)
	}
}

func TestWhatWaitsForAChannelThatIsSwitchedOffOrRemovedIsTakenBack(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	hook := receive(t)
	hook.answer(500)
	kept, gone := p.webhook(hook.URL), p.webhook(hook.URL)
	p.spend(p.connect("50"), "2026-11-22", "45")
	d := p.desk()
	evaluate(t, d)
	deliver(t, d)
	off := false
	if _, err := p.channels.Change(t.Context(), kept, channel.Draft{On: &off}); err != nil {
		t.Fatal(err)
	}
	if err := p.channels.Remove(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	deliver(t, d)
	got := states(t, d)[0]
	for _, id := range []string{kept, gone} {
		if !strings.Contains(got, id+" withdrawn") {
			t.Errorf("%s: %s", id, got)
		}
	}
}

func TestATestMessageSaysWhyItCouldNotBeSent(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	hook := receive(t)
	id := p.webhook(hook.URL)
	screen := &place{name: "native"}
	if err := p.desk(screen).Test(t.Context(), channel.NativeID); err != nil || len(screen.took) != 1 || screen.took[0].Kind != "test" {
		t.Errorf("on the desktop: %v, %+v", err, screen.took)
	}
	if err := p.desk().Test(t.Context(), channel.NativeID); err == nil || !strings.Contains(err.Error(), "shows no notifications") {
		t.Errorf("without a desktop: %v", err)
	}
	if err := p.desk().Test(t.Context(), id); err != nil || len(hook.titles()) != 1 {
		t.Errorf("to a webhook: %v, %q", err, hook.titles())
	}
	hook.answer(500)
	if err := p.desk().Test(t.Context(), id); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("to one that fails: %v", err)
	}
	if got := kinds(t, p.desk()); len(got) != 0 {
		t.Errorf("tests are no alerts: %q", got)
	}
}

func TestAPreviewIsWhatIsSent(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	hook := receive(t)
	id := p.webhook(hook.URL)
	saved, err := p.channels.Add(t.Context(), channel.Draft{Kind: channel.Email, Email: &email.Config{Host: "127.0.0.1", Port: 2525, Security: "none", From: "a@example.org", To: []string{"b@example.org"}}})
	if err != nil {
		t.Fatal(err)
	}
	p.spend(p.connect("50"), "2026-11-22", "45")
	d := p.desk()
	evaluate(t, d)
	list, err := d.List(t.Context(), alert.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	mail, err := d.Preview(t.Context(), list[0].ID, saved.Channel.ID)
	if err != nil || !strings.Contains(mail.Subject, "80 %") || !strings.Contains(mail.Text, "$45.00 of $50.00") || !strings.Contains(mail.HTML, "<") {
		t.Errorf("%+v, %v", mail, err)
	}
	web, err := d.Preview(t.Context(), list[0].ID, id)
	if err != nil || !strings.Contains(web.Text, list[0].ID) || web.HTML != "" {
		t.Errorf("%+v, %v", web, err)
	}
	if _, err := d.Preview(t.Context(), "nobody", id); err == nil {
		t.Error("of nothing")
	}
}

func TestAFilterChoosesAlertsAndGoesOn(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	id := p.connect("50")
	d := p.desk()
	for i := range 3 {
		p.now = noon.AddDate(0, i, 0)
		p.spend(id, calendar.DayOf(p.now), "60")
		evaluate(t, d)
	}
	first, err := d.List(t.Context(), alert.Filter{Most: 4})
	if err != nil || len(first) != 4 {
		t.Fatalf("%+v, %v", first, err)
	}
	rest, err := d.List(t.Context(), alert.Filter{Most: 4, Before: first[3].ID})
	if err != nil || len(rest) != 2 || rest[0].CreatedAt.After(first[3].CreatedAt) || rest[0].ID == first[3].ID {
		t.Errorf("%+v, %v", rest, err)
	}
	if err := d.MarkSeen(t.Context(), first[0].ID); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what   string
		filter alert.Filter
		n      int
	}{
		{"unseen", alert.Filter{Unseen: true}, 5}, {"another kind", alert.Filter{Kind: alert.Sync}, 0}, {"another subject", alert.Filter{Subject: "x"}, 0},
		{"this one", alert.Filter{Subject: id, Kind: alert.Level}, 6}, {"failed", alert.Filter{Failed: true}, 0},
	} {
		if got, err := d.List(t.Context(), tt.filter); err != nil || len(got) != tt.n {
			t.Errorf("%s: %d, want %d, %v", tt.what, len(got), tt.n, err)
		}
	}
}
