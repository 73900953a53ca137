package report

import (
	"context"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/provider"
	"outlay/backend/rates"
	"outlay/backend/settings"
)

// Desk answers questions about what was spent.
type Desk struct {
	accounts  *account.Store
	settings  *settings.Store
	book      ledger.Store
	providers provider.Registry
	now       func() time.Time
	rates     *rates.Store // nil where nothing is converted
}

// New returns a desk.
func New(accounts *account.Store, chosen *settings.Store, book ledger.Store, providers provider.Registry, now func() time.Time) *Desk {
	return &Desk{accounts: accounts, settings: chosen, book: book, providers: providers, now: now}
}

// house is what every answer needs: the accounts as they are now, the removed ones whose
// history still counts, and what people call them.
type house struct {
	today    calendar.Day
	accounts []account.Account // connected, as people should see them
	all      map[string]account.Account
	shown    string // the currency in which totals of several are shown, too; "" for none
}

func (d *Desk) house(ctx context.Context) (house, error) {
	chosen, err := d.settings.Get(ctx)
	if err != nil {
		return house{}, err
	}
	all, err := d.accounts.All(ctx)
	if err != nil {
		return house{}, err
	}
	now := d.now()
	h := house{today: calendar.DayOf(now), all: map[string]account.Account{}, accounts: []account.Account{}, shown: chosen.DisplayCurrency}
	for _, a := range all {
		a = a.As(now, chosen.Interval())
		h.all[a.ID] = a
		if !a.Removed {
			h.accounts = append(h.accounts, a)
		}
	}
	return h, nil
}

// Accounts returns the connected accounts as people should see them at this moment.
func (d *Desk) Accounts(ctx context.Context) ([]account.Account, error) {
	h, err := d.house(ctx)
	return h.accounts, err
}

func (d *Desk) service(id string) string { return d.providers.Name(id) }

// gaps returns what a total over span lacks: accounts that cannot be read, and days that
// never were, as far back as an account's history goes.
func (d *Desk) gaps(ctx context.Context, h house, span calendar.Span) ([]Gap, error) {
	gaps := []Gap{}
	for _, a := range h.accounts {
		gap, err := d.gap(ctx, h, a, span)
		if err != nil {
			return nil, err
		}
		if gap != nil {
			gaps = append(gaps, *gap)
		}
	}
	return gaps, nil
}

func (d *Desk) gap(ctx context.Context, h house, a account.Account, span calendar.Span) (*Gap, error) {
	from, through, err := d.missing(ctx, h, a, span)
	if err != nil {
		return nil, err
	}
	read, err := d.book.Known(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	gap := Gap{Account: a.ID, Label: a.Label, State: string(a.State), Reason: a.Reason, From: from, Through: through}
	switch {
	case a.State == account.NotPublished && from == "" && !read.Empty():
		return nil, nil // every day was imported or metered
	case a.State == account.NotPublished && !read.Empty():
		gap.Reason = "These days are not known yet. " + a.Reason
	case a.State == account.OK && from != "" && from > d.published(h, a):
		gap.State, gap.Reason = "not_yet", d.providers.Name(a.Provider)+" publishes a day when it is over."
	case a.State == account.NeverSynced && a.Reason == "" && read.Empty():
		gap.Reason = "This account was never read. Sync now."
	case a.State == account.NeverSynced && a.Reason == "":
		gap.Reason = "This account was not read whole since it was connected or changed. Sync now."
	case a.State == account.OK && from != "":
		gap.State, gap.Reason = "days_missing", "These days were never read. Sync now."
	case a.State == account.OK:
		return nil, nil
	case from == "" && span.End <= h.today && a.SettledThrough >= span.Last():
		return nil, nil // whatever is wrong now, these days are read and final
	}
	return &gap, nil
}

// missing returns the first and the last day of span that were never read, as far back as the
// vendor answers or something is known: before that nobody can ask.
func (d *Desk) missing(ctx context.Context, h house, a account.Account, span calendar.Span) (from, through calendar.Day, err error) {
	known, err := d.book.Known(ctx, a.ID)
	if err != nil || known.Empty() {
		return "", "", err
	}
	start := known.Start
	if p, ok := d.providers.Get(a.Provider); ok && p.Publishes() {
		start = min(start, h.today.AddMonths(-p.History))
	}
	wanted := span.Intersect(calendar.Span{Start: start, End: h.today.Add(1)})
	covered, err := d.book.Covered(ctx, wanted, []string{a.ID})
	if err != nil {
		return "", "", err
	}
	for i, day := range wanted.Days() {
		if len(covered) > 0 && covered[0].Known[i] {
			continue
		}
		if from == "" {
			from = day
		}
		through = day
	}
	return from, through, nil
}

// published returns the last day that the account's vendor can have published.
func (d *Desk) published(h house, a account.Account) calendar.Day {
	p, _ := d.providers.Get(a.Provider)
	return h.today.Add(-p.Delay)
}

// settledThrough returns the day through which every readable account is settled, at most
// the last day of span; "" where an account has no settled day.
func settledThrough(h house, span calendar.Span) calendar.Day {
	through := calendar.Day("")
	for _, a := range h.accounts {
		if a.SettledThrough == "" {
			if a.State == account.NeverSynced || a.State == account.NotPublished {
				continue // named as a gap; it says nothing about the others' days
			}
			return ""
		}
		if through == "" || a.SettledThrough < through {
			through = a.SettledThrough
		}
	}
	if through == "" {
		return ""
	}
	return min(through, span.Last())
}
