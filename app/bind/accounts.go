package bind

import (
	"context"
	"errors"
	"strings"

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
	// Keys are the kinds of keys that the service issues; Limits say what none can read.
	Keys      []provider.KeyKind `json:"keys"`
	Limits    []string           `json:"limits"`
	Presets   []provider.Preset  `json:"presets"`
	Currency  string             `json:"currency"`
	Publishes bool               `json:"publishes"` // it tells what was spent
	Local     bool               `json:"local"`     // nobody is asked, and there is no key
	// NeedsBaseURL says that the service has no address of its own.
	NeedsBaseURL bool `json:"needs_base_url"`
}

// Verdict says whether a key can do what Outlay needs.
type Verdict struct {
	OK    bool   `json:"ok"`
	State string `json:"state"`
	Text  string `json:"text"` // for people, with a next step
	Kind  string `json:"kind"` // of key, by its form; "" where it does not tell
	Reads string `json:"reads"`
	Link  string `json:"link"` // where the right kind is made; "" where this one is right
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
			list = append(list, providerOf(d))
		}
		return list, nil
	})
}

func providerOf(d provider.Descriptor) Provider {
	p := Provider{
		ID: d.ID, Name: d.Name, Icon: string(d.Icon), Fields: d.Fields, Reads: d.Reads, Sources: d.Sources,
		Keys: d.Keys, Limits: d.Limits, Presets: d.Presets, Currency: d.Currency,
		Publishes: d.Publishes(), Local: d.Local, NeedsBaseURL: d.NeedsBaseURL,
	}
	if p.Keys == nil {
		p.Keys = []provider.KeyKind{}
	}
	if p.Limits == nil {
		p.Limits = []string{}
	}
	if p.Presets == nil {
		p.Presets = []provider.Preset{}
	}
	return p
}

// Recognise returns whose key a text has the form of, the likeliest first. It asks nobody.
func (a *Accounts) Recognise(key string) ([]provider.Guess, error) {
	return ask(a.door, func(_ context.Context, house *backend.Backend) ([]provider.Guess, error) {
		return house.Providers.Recognise(strings.TrimSpace(key)), nil
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
		v := verdict(house, draft)
		if err != nil {
			v.State, v.Text = "invalid", FaultOf(err).Message
			return v, nil
		}
		v.OK, v.State, v.Link = true, "form_ok", ""
		v.Text = "This looks like the right kind of key."
		if v.Kind != "" {
			v.Text = "This looks like the right kind of key: " + v.Kind + ", which reads " + v.Reads + "."
		}
		return v, nil
	})
}

// verdict says what the form of a key tells.
func verdict(house *backend.Backend, draft account.Draft) Verdict {
	v := Verdict{}
	d, ok := house.Providers.Get(draft.Provider)
	if !ok {
		return v
	}
	for _, k := range d.Keys {
		if k.Spend {
			v.Link = k.Link
			break
		}
	}
	if kind, ok := d.Kind(strings.TrimSpace(text(draft.Key))); ok && text(draft.BaseURL) == "" {
		v.Kind, v.Reads = kind.Name, kind.Reads
	}
	return v
}

// Try asks the vendor, at no cost, whether a key may read spend, before anything is stored.
func (a *Accounts) Try(draft account.Draft) (Verdict, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (Verdict, error) {
		if a.door.sampling() {
			return Verdict{}, fault("sample", "This is sample data. Leave it to connect an account of your own.")
		}
		err := house.Accounts.Try(ctx, draft, house.Syncer.Client)
		if errors.Is(err, account.ErrInvalid) {
			v := verdict(house, draft)
			v.State, v.Text = "invalid", FaultOf(err).Message
			return v, nil
		}
		return tried(house, draft, err)
	})
}

// tried makes a verdict of what a vendor said, and returns what is not the vendor's doing.
func tried(house *backend.Backend, draft account.Draft, err error) (Verdict, error) {
	v := verdict(house, draft)
	d, _ := house.Providers.Get(draft.Provider)
	if err != nil && account.Code(err) != string(account.StateOf(err)) {
		return Verdict{}, err // no such account, a locked vault
	}
	v.State, v.Text = string(account.StateOf(err)), account.Judge(d, err)
	if v.OK = err == nil || errors.Is(err, provider.ErrUnpublished); v.OK {
		v.Link = ""
	}
	if v.OK && !d.Publishes() {
		v.State = string(account.NotPublished)
	}
	return v, nil
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
		stored, err := house.Accounts.Get(ctx, id)
		if err != nil {
			return Verdict{}, err
		}
		return tried(house, account.Draft{Provider: stored.Provider}, house.Accounts.Test(ctx, id, house.Syncer.Client))
	})
}

// Change changes what the draft names.
func (a *Accounts) Change(id string, draft account.Draft) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error {
		if err := house.Accounts.Change(ctx, id, draft); err != nil {
			return err
		}
		if draft.Key != nil || draft.BaseURL != nil || len(draft.Fields) > 0 {
			a.door.syncNow(id)
		}
		return house.Alerts.Evaluate(ctx) // a new limit may be crossed already
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
