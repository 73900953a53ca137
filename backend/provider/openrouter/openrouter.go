// Package openrouter reads what an OpenRouter account spends: dollars by day, model and
// provider from the vendor's activity, today from what its keys used, and the credits left.
//
// The package refuses to count what ran on the user's own provider keys (BYOK): those
// providers charge it, and would be counted twice. It never says that it read a day which
// the vendor no longer answers for.
//
// # Why the key is asked about first
//
// Management keys and normal keys begin alike, and a normal key is refused with 401 or 403,
// which could as well mean a key that is gone. One request says which kind it is.
//
// # Why today comes from the keys
//
// The activity has completed days only. Each key tells what it used on the current UTC day;
// the sum of them is today so far, without models, and without the keys of other workspaces
// and deleted ones. The next day's activity replaces it.
//
// Sources: OpenRouterTeam/docs at c26125a, the OpenAPI description of /key, /keys, /credits
// and /activity and the guide on management keys; QuantumNous/new-api issue 4950 for the words
// of a refusal. All read 2026-08-22. How long a day is revised is said nowhere.
package openrouter

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host    = "https://openrouter.ai"
	keyPage = "https://openrouter.ai/settings/management-keys"
	prefix  = "sk-or-v1-"
	// completed is how many days before today the vendor answers for.
	completed = 30
)

//go:embed icon.svg
var icon []byte

// kinds are OpenRouter's keys. The form does not tell them apart, so only the one that is
// wanted has it: the other is found out by asking.
var kinds = []provider.KeyKind{
	{Name: "Management key", Prefix: prefix, Spend: true, Reads: "the spend of the last 30 days by model, today's by key, and the credits left", Link: keyPage},
	{Name: "API key", Reads: "its own total alone, which Outlay does not use; it begins with sk-or-v1- as well", Link: "https://openrouter.ai/settings/keys"},
}

// Descriptor describes OpenRouter.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "openrouter", Name: "OpenRouter", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "Management key", Secret: true, Link: keyPage,
			Help: "Made under Settings, Management keys. It begins with sk-or-v1- as every key of OpenRouter does, so its " +
				"form does not show which kind it is; testing it does. It cannot be used for requests to models.",
		}},
		Keys:    kinds,
		Sources: []ledger.Basis{ledger.Billed},
		History: 1, // 30 completed days; what is older is never said to have been read
		// The vendor says nothing of revisions; this figure is ours.
		SettlesAfter: 48 * time.Hour,
		MaxSpan:      32, // a month and today: one answer holds all there is
		Currency:     money.USD,
		Reads: "A Management key reads the spend of the last 30 days by model and provider, today's as one sum, and the credits left. " +
			"Normal API keys read none of these. Both begin with sk-or-v1-.",
		Limits: []string{
			"OpenRouter tells the last 30 completed days. What was spent before them can be read by no key.",
			"Today is the sum of what the keys of the default workspace used, without models. It is provisional until the day is over.",
			"What ran on your own provider keys (BYOK) is charged by those providers: it is not counted here, OpenRouter's fee for it is.",
		},
		CheckKey: rest.CheckKinds("OpenRouter", kinds),
		Connect:  connect,
		Meter:    metering(),
	}
}

type connector struct {
	api      *rest.Client
	today    calendar.Day
	managing atomic.Bool // the key was found to be a Management key
	balanced atomic.Bool // the credits were asked for
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("openrouter: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{today: values.Today, api: &rest.Client{
		Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal,
	}}, nil
}

// refusal knows a good key of the wrong kind by the vendor's words, whatever the number.
func refusal(status int, message string) error {
	said := strings.Contains(strings.ToLower(message), "management key")
	if status == http.StatusForbidden || (status == http.StatusUnauthorized && said) {
		return fmt.Errorf("a Management key is needed, made at openrouter.ai/settings/management-keys: %w", provider.ErrScope)
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector]. Of the span it reads the days that the vendor still
// answers for; without today, where what the keys used cannot be read.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	nothing := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	if c.today == "" {
		return nothing, errors.New("openrouter: it was not said which day it is")
	}
	asked := span.Intersect(calendar.Through(c.today.Add(-completed), c.today))
	if asked.Empty() {
		return nothing, nil
	}
	page, err := c.read(ctx, asked)
	if err != nil {
		return page, fmt.Errorf("openrouter: %w", err)
	}
	return page, nil
}

func (c *connector) read(ctx context.Context, asked calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: asked.Start, End: asked.Start}}
	if err := c.mustManage(ctx); err != nil {
		return page, err
	}
	if asked.Start < c.today {
		if err := c.activity(ctx, asked, &page); err != nil {
			return page, err
		}
	}
	c.balance(ctx, &page)
	if page.Read.End == asked.End {
		return page, nil
	}
	err := c.soFar(ctx, &page)
	return page, err
}

// mustManage asks once what kind of key this is. A vendor that no longer says so is asked for
// the money all the same.
func (c *connector) mustManage(ctx context.Context) error {
	if c.managing.Load() {
		return nil
	}
	if err := c.kind(ctx); err != nil && !errors.Is(err, errKind) {
		return err
	}
	c.managing.Store(true)
	return nil
}

var (
	errKind  = fmt.Errorf("the answer does not say which kind of key this is: %w", provider.ErrAnswer)
	errShape = errors.New("the answer lacks what every one has")
)

// kind returns nil for a Management key. A normal one wraps [provider.ErrScope].
func (c *connector) kind(ctx context.Context) error {
	const path = "/api/v1/key"
	var answer struct {
		Data *struct {
			IsManagement   *bool `json:"is_management_key"`
			IsProvisioning *bool `json:"is_provisioning_key"` // what it was called before
		}
	}
	if err := c.api.GetJSON(ctx, path, nil, &answer); err != nil {
		return err
	}
	if answer.Data == nil {
		return fmt.Errorf("GET %s: %w: %w", path, errShape, provider.ErrAnswer)
	}
	is, was := answer.Data.IsManagement, answer.Data.IsProvisioning
	switch {
	case (is != nil && *is) || (was != nil && *was):
		return nil
	case is == nil && was == nil:
		return fmt.Errorf("GET %s: %w", path, errKind)
	}
	return fmt.Errorf("this is a normal key; a Management key is needed, made at openrouter.ai/settings/management-keys: %w", provider.ErrScope)
}

// Probe implements [provider.Connector]: the vendor tells of every key what it is.
func (c *connector) Probe(ctx context.Context) error {
	if err := c.kind(ctx); err != nil {
		return fmt.Errorf("openrouter: %w", err)
	}
	return nil
}

// balance reads the credits left, once. They may be a minute old.
func (c *connector) balance(ctx context.Context, page *provider.Page) {
	if ctx.Err() != nil || c.balanced.Swap(true) {
		return
	}
	left, err := c.credits(ctx)
	if err != nil {
		page.Notes = append(page.Notes, fmt.Sprintf("The credits left could not be read; the spend is whole (%v).", err))
		return
	}
	page.Balances = []provider.Balance{{Name: "Credits left", Value: left.Value, Unit: money.USD}}
}

func (c *connector) credits(ctx context.Context) (money.Amount, error) {
	const path = "/api/v1/credits"
	var answer struct {
		Data struct {
			Total json.RawMessage `json:"total_credits"`
			Used  json.RawMessage `json:"total_usage"`
		}
	}
	if err := c.api.GetJSON(ctx, path, nil, &answer); err != nil {
		return money.Amount{}, err
	}
	total, err := money.FromVendor(answer.Data.Total, money.USD)
	if err != nil {
		return total, fmt.Errorf("GET %s: %w: %w", path, err, provider.ErrAnswer)
	}
	used, err := money.FromVendor(answer.Data.Used, money.USD)
	if err != nil {
		return used, fmt.Errorf("GET %s: %w: %w", path, err, provider.ErrAnswer)
	}
	return total.Sub(used)
}
