package bind

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/report"
	"outlay/backend/simulator"
	"outlay/backend/syncer"
	"outlay/backend/vault"

	"github.com/shopspring/decimal"
)

// sample is a scratch profile that reads simulated vendors through the real connectors. It
// is gone when it is left.
type sample struct {
	house *backend.Backend
	world *simulator.Simulator
	dir   string
	stop  func(context.Context) error
}

func (d *Door) sampling() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.sample != nil
}

func (d *Door) enterSample() error {
	if d.sampling() {
		return nil
	}
	s, err := d.newSample()
	if err != nil {
		return fault("sample", "Sample data could not be made ("+err.Error()+"). Your own data is untouched.")
	}
	d.mu.Lock()
	d.sample = s
	d.mu.Unlock()
	d.watch(s.house)
	d.changed("house")
	return nil
}

// leaveSample shows the user's own profile again, locked where it has a lock: a sample is never
// locked, however long nobody used it.
func (d *Door) leaveSample() {
	d.mu.RLock()
	own := d.house
	d.mu.RUnlock()
	if own != nil {
		d.lockWhereSet(own)
	}
	d.mu.Lock()
	s := d.sample
	d.sample = nil
	d.mu.Unlock()
	if s != nil {
		s.close()
	}
	d.changed("house")
}

func (s *sample) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = s.stop(ctx)
	_ = s.house.Close()
	_ = os.RemoveAll(s.dir)
}

func (d *Door) newSample() (s *sample, err error) {
	now := d.host.Now
	if now == nil {
		now = time.Now
	}
	world := simulator.New(simulator.Options{Now: now, Seed: 1})
	url, stop, err := world.Listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s = &sample{world: world, stop: stop}
	defer func() {
		if err != nil {
			_ = stop(context.Background())
			_ = os.RemoveAll(s.dir)
		}
	}()
	if s.dir, err = os.MkdirTemp("", "outlay-sample-"); err != nil {
		return nil, err
	}
	if s.house, err = backend.Open(d.ctx, backend.Options{DataDir: s.dir, Now: now, Master: vault.ThisSessionOnly(), Log: d.host.Log}); err != nil {
		return nil, err
	}
	return s, s.fill(d.ctx, url, now())
}

// fill connects one account of each sort and reads them. The limit of the first is chosen so
// that its month stands at about 85 %: a sample that shows what a warning looks like.
func (s *sample) fill(ctx context.Context, url string, now time.Time) error {
	label, key := "Sample organization", simulator.AdminKey
	added, err := s.house.Accounts.Add(ctx, account.Draft{Provider: "openai", Label: &label, Key: &key, BaseURL: &url})
	if err != nil {
		return err
	}
	if err := s.more(ctx, url, calendar.DayOf(now)); err != nil {
		return err
	}
	outcomes, err := s.house.Syncer.Sync(ctx, syncer.Request{})
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Error != nil {
			return errors.New(o.Error.Message)
		}
	}
	spend, err := s.house.Reports.Spend(ctx, calendar.Month(calendar.DayOf(now)), "account")
	if err != nil {
		return err
	}
	limit := sampleLimit(spend.Rows, added.ID)
	if err := s.house.Accounts.Change(ctx, added.ID, account.Draft{Limit: &limit}); err != nil {
		return err
	}
	if err := s.budgets(ctx, now); err != nil {
		return err
	}
	if err := s.house.Alerts.Evaluate(ctx); err != nil {
		return fmt.Errorf("alerts: %w", err)
	}
	return nil
}

// budgets sets one for everything, which the forecast sees crossed, and one for a week.
func (s *sample) budgets(ctx context.Context, now time.Time) error {
	spend, err := s.house.Reports.Spend(ctx, calendar.Month(calendar.DayOf(now)), "basis")
	if err != nil {
		return err
	}
	month := money.Zero(money.USD)
	for _, r := range spend.Rows {
		if r.Amount.Currency == money.USD {
			month.Value = month.Value.Add(r.Amount.Value)
		}
	}
	everything, week, some := month.Value.Mul(decimal.RequireFromString("1.15")).RoundCeil(-1), "60", "220"
	if !everything.IsPositive() {
		return nil
	}
	limit, weekly := everything.String(), budget.EveryWeek
	for _, d := range []budget.Draft{
		{Scope: budget.Everything, Limit: &limit, Levels: []int{50, 80, 100}},
		{Scope: budget.OfService, Subject: "anthropic", Every: &weekly, Limit: &week},
		{Scope: budget.OfService, Subject: "copilot", Limit: &some},
	} {
		if _, err := s.house.Outlook.Add(ctx, d); err != nil {
			return fmt.Errorf("budgets: %w", err)
		}
	}
	return nil
}

// more connects what shows how differently services tell of their spend: by another bill, by
// seats, with a balance, not at all, and by a price that the user knows.
func (s *sample) more(ctx context.Context, url string, today calendar.Day) error {
	for _, sampled := range []struct{ provider, label string }{
		{"anthropic", "Agents"}, {"copilot", "Engineering"}, {"openrouter", "Experiments"}, {"groq", "Voice prototype"},
	} {
		to, err := s.world.Account(sampled.provider)
		if err != nil {
			return err
		}
		base := url + to.Path
		draft := account.Draft{Provider: sampled.provider, Label: &sampled.label, Key: &to.Key, BaseURL: &base, Fields: to.Fields}
		if _, err := s.house.Accounts.Add(ctx, draft); err != nil {
			return err
		}
	}
	label := "ChatGPT Plus"
	_, err := s.house.Accounts.Add(ctx, account.Draft{Provider: "subscription", Label: &label, Fields: map[string]string{
		"service": "openai", "price": "20", "currency": money.USD, "cycle": "month", "start": string(today.AddMonths(-5)),
	}})
	return err
}

func sampleLimit(spent []report.Row, account string) string {
	for _, r := range spent {
		if r.Key == account && r.Amount.Currency == money.USD && r.Amount.Value.IsPositive() {
			return r.Amount.Value.Div(decimal.RequireFromString("0.85")).RoundCeil(0).String()
		}
	}
	return "100"
}
