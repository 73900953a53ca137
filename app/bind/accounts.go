package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/report"
)

// Accounts is the screen on which services are connected.
type Accounts struct{ door *Door }

// Provider is a service that can be connected, as its form shows it.
type Provider struct {
	ID      string           `json:"id"`
	Name    string           `json:"name"`
	Icon    string           `json:"icon"` // SVG, drawn in currentColor
	Fields  []provider.Field `json:"fields"`
	Reads   string           `json:"reads"`
	Sources []ledger.Basis   `json:"sources" ts_type:"string[]"`
}

// Verdict says whether a key can do what Outlay needs.
type Verdict struct {
	OK    bool   `json:"ok"`
	State string `json:"state"`
	Text  string `json:"text"` // for people, with a next step
}

// Removal is what an account's history amounts to.
type Removal struct {
	From    string         `json:"from"` // the first known day, "" where none is
	Through string         `json:"through"`
	Days    int            `json:"days"`
	Totals  []money.Amount `json:"totals"`
}

// Providers returns every service that can be connected, by name.
func (a *Accounts) Providers() ([]Provider, error) {
	return ask(a.door, func(_ context.Context, house *backend.Backend) ([]Provider, error) {
		list := []Provider{}
		for _, d := range house.Providers.All() {
			list = append(list, Provider{ID: d.ID, Name: d.Name, Icon: string(d.Icon), Fields: d.Fields, Reads: d.Reads, Sources: d.Sources})
		}
		return list, nil
	})
}

// List returns each account with what it spent in its own cycle.
func (a *Accounts) List() ([]report.Card, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) ([]report.Card, error) {
		return house.Reports.Cards(ctx)
	})
}

// CheckKey looks at the form of a key, without asking anybody and without storing it.
func (a *Accounts) CheckKey(draft account.Draft) (Verdict, error) {
	return ask(a.door, func(_ context.Context, house *backend.Backend) (Verdict, error) {
		err := house.Accounts.CheckKey(draft.Provider, text(draft.Key), text(draft.BaseURL))
		if err != nil {
			return Verdict{State: "invalid", Text: FaultOf(err).Message}, nil
		}
		return Verdict{OK: true, State: "form_ok", Text: "This looks like the right kind of key."}, nil
	})
}

// Add connects an account and returns its id. The first sync starts at once.
func (a *Accounts) Add(draft account.Draft) (string, error) {
	id, err := ask(a.door, func(ctx context.Context, house *backend.Backend) (string, error) {
		if a.door.sampling() {
			return "", fault("sample", "This is sample data. Leave it to connect an account of your own.")
		}
		added, err := house.Accounts.Add(ctx, draft)
		return added.ID, err
	})
	if err == nil {
		a.door.changed("ledger")
		a.door.syncNow(id)
	}
	return id, err
}

// Test asks the vendor, at no cost, whether the account's key may read spend.
func (a *Accounts) Test(id string) (Verdict, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (Verdict, error) {
		err := house.Accounts.Test(ctx, id, house.Syncer.Client)
		if err != nil && account.Code(err) != string(account.StateOf(err)) {
			return Verdict{}, err // not the vendor's doing: no such account, a locked vault
		}
		if err != nil {
			return Verdict{State: string(account.StateOf(err)), Text: account.Explain(err)}, nil
		}
		return Verdict{OK: true, State: string(account.OK), Text: "The key works and may read spend."}, nil
	})
}

// Change changes what the draft names.
func (a *Accounts) Change(id string, draft account.Draft) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error {
		if err := house.Accounts.Change(ctx, id, draft); err != nil {
			return err
		}
		if draft.Key != nil || draft.BaseURL != nil {
			a.door.syncNow(id)
		}
		return house.Alerts.Evaluate(ctx, id) // a new limit may be crossed already
	})
}

// Removal returns what would go with an account.
func (a *Accounts) Removal(id string) (Removal, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (Removal, error) {
		known, totals, err := house.Accounts.Totals(ctx, id)
		if err != nil || known.Empty() {
			return Removal{Totals: []money.Amount{}}, err
		}
		return Removal{From: string(known.Start), Through: string(known.Last()), Days: known.Len(), Totals: totals}, nil
	})
}

// Remove forgets an account and its key; with keepHistory its past spend goes on counting.
func (a *Accounts) Remove(id string, keepHistory bool) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Accounts.Remove(ctx, id, keepHistory)
	})
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
