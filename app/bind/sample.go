package bind

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/simulator"
	"outlay/backend/syncer"
	"outlay/backend/vault"

	"github.com/shopspring/decimal"
)

// sample is a scratch profile that reads a simulated vendor through the real connector. It
// is gone when it is left.
type sample struct {
	house *backend.Backend
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

func (d *Door) leaveSample() {
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
	s = &sample{stop: stop}
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

// fill connects the simulated account and reads it. Its limit is chosen so that the month
// stands at about 85 %: a sample that shows what a warning looks like.
func (s *sample) fill(ctx context.Context, url string, now time.Time) error {
	label, key := "Sample organization", simulator.AdminKey
	added, err := s.house.Accounts.Add(ctx, account.Draft{Provider: "openai", Label: &label, Key: &key, BaseURL: &url})
	if err != nil {
		return err
	}
	outcomes, err := s.house.Syncer.Sync(ctx, syncer.Request{})
	if err != nil {
		return err
	}
	if e := outcomes[0].Error; e != nil {
		return errors.New(e.Message)
	}
	month := calendar.Month(calendar.DayOf(now))
	spend, err := s.house.Reports.Spend(ctx, month, "account")
	if err != nil {
		return err
	}
	limit := sampleLimit(spend.Totals)
	if err := s.house.Accounts.Change(ctx, added.ID, account.Draft{Limit: &limit}); err != nil {
		return err
	}
	if err := s.house.Alerts.Evaluate(ctx); err != nil {
		return fmt.Errorf("alerts: %w", err)
	}
	return nil
}

func sampleLimit(spent []money.Amount) string {
	for _, a := range spent {
		if a.Currency == money.USD && a.Value.IsPositive() {
			return a.Value.Div(decimal.RequireFromString("0.85")).RoundCeil(0).String()
		}
	}
	return "100"
}
