// Package mistral estimates what an organization spends on Mistral AI: the units that the
// vendor charges for, by day, times the prices that the vendor itself tells beside them.
//
// The package refuses to leave out what it cannot price: a day with charged units and no
// price, or two prices, is not read at all, and nor are the days of its month after it. A
// smaller total would look like a true one. It never uses a price of its own.
//
// # Why an estimate
//
// The Admin API gives no money. It gives units (value_paid, what is charged of value) and a
// price list, each in the currency of the account. Their product is what the console shows,
// before tax and before credits that are taken off on the invoice.
//
// # Why every part of the answer is searched
//
// The description leaves the entries free-form, and has gained categories in the past. All
// lists of entries count, whatever they are called: a new category is priced or refused, and
// not overlooked. That the categories do not overlap is not said, and assumed.
//
// # Why a month at a time
//
// The API answers months. A span is read in as many requests as it touches months.
//
// Sources: mistralai/platform-docs-public at 222f4ba, public/openapi.yaml (docs 1.5.0, August
// 2026), for paths, parameters and the envelope; steipete/CodexBar, docs/mistral.md and its
// parser's tests, for the entries of the console's twin of it. Read 2026-11-23. The entries of
// the Admin API itself, that its days are UTC, and how long they may change are said nowhere.
package mistral

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host      = "https://api.mistral.ai"
	limitPath = "/v1/admin/spend-limit"
	keyPage   = "https://admin.mistral.ai"
	euro      = "EUR"
)

//go:embed icon.svg
var icon []byte

// kinds are Mistral's keys, whose forms do not tell them apart.
var kinds = []provider.KeyKind{
	{Name: "Admin API key", Spend: true, Reads: "the charged units and prices of the whole organization, and its spend limit", Link: keyPage},
	{Name: "API key", Reads: "neither usage nor prices", Link: "https://console.mistral.ai/api-keys"},
}

// Descriptor describes Mistral AI.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "mistral", Name: "Mistral AI", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "Admin API key", Secret: true, Link: keyPage,
			Help: "An administrator of the organization makes it in the Admin console. Keys of workspaces look the same and are refused.",
		}},
		Keys:    kinds,
		Sources: []ledger.Basis{ledger.Estimated},
		History: 13,
		// The vendor says nothing of revisions; this figure is ours.
		SettlesAfter: 72 * time.Hour,
		MaxSpan:      31,
		Currency:     euro,
		Reads: "An Admin API key reads the charged units and the prices of the whole organization, and what is left of its spend limit. " +
			"Keys of workspaces read none of these.",
		Limits: []string{
			"Mistral tells units and prices and no amounts: what Outlay shows is their product, before tax and credits.",
			"The interface is a beta of Mistral's. A day that it cannot be priced from is left out and named, not counted as less.",
		},
		CheckKey: rest.CheckKinds("Mistral AI", kinds),
		Connect:  connect,
		Meter:    metering(),
	}
}

type connector struct {
	api     *rest.Client
	limited atomic.Bool // the spend limit was asked for
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("mistral: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{api: &rest.Client{Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal}}, nil
}

// refusal says what a good key of the wrong kind is told; which number it is told with is not
// documented.
func refusal(status int, _ string) error {
	switch status {
	case http.StatusUnauthorized:
		return fmt.Errorf("the key is invalid, or a workspace's, and an Admin API key is needed: %w", provider.ErrKey)
	case http.StatusForbidden:
		return fmt.Errorf("an Admin API key is needed: %w", provider.ErrScope)
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector] on the months that span touches.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	if span.Empty() {
		return provider.Page{Read: span}, nil
	}
	entries, read, err := c.months(ctx, span)
	page := provider.Page{Entries: entries, Read: read}
	if err != nil {
		return page, fmt.Errorf("mistral: %w", err)
	}
	if ctx.Err() != nil || c.limited.Swap(true) {
		return page, nil
	}
	if page.Balances, err = c.limit(ctx); err != nil {
		page.Notes = append(page.Notes, fmt.Sprintf("The spend limit could not be read; the spend is whole (%v).", err))
	}
	return page, nil
}

// Probe implements [provider.Connector] by the spend limit, which only an Admin key reads.
func (c *connector) Probe(ctx context.Context) error {
	if _, err := c.limit(ctx); err != nil {
		return fmt.Errorf("mistral: %w", err)
	}
	return nil
}

// limit returns what is left this month of the limit that the organization set itself; nothing
// where it set none.
func (c *connector) limit(ctx context.Context) ([]provider.Balance, error) {
	var answer struct {
		Limits struct {
			Completion *struct {
				NoLimit bool            `json:"no_monthly_limit"`
				Used    json.RawMessage `json:"total_usage"`
				Limit   json.RawMessage `json:"usage_limit"` // whole units of the currency, not cents
			}
		}
		Currency string
	}
	if err := c.api.GetJSON(ctx, limitPath, nil, &answer); err != nil {
		return nil, err
	}
	limits := answer.Limits.Completion
	if limits == nil {
		return nil, fmt.Errorf("GET %s: the answer has no limits: %w", limitPath, provider.ErrAnswer)
	}
	if limits.NoLimit || len(limits.Limit) == 0 || string(limits.Limit) == "null" {
		return nil, nil
	}
	left, err := difference(limits.Limit, limits.Used, answer.Currency)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w: %w", limitPath, err, provider.ErrAnswer)
	}
	return []provider.Balance{{Name: "Left of this month's spend limit", Value: left.Value, Unit: left.Currency}}, nil
}

func difference(a, b json.RawMessage, currency string) (money.Amount, error) {
	whole, err := money.FromVendor(a, currency)
	if err != nil {
		return money.Amount{}, err
	}
	part, err := money.FromVendor(b, currency)
	if err != nil {
		return money.Amount{}, err
	}
	return whole.Sub(part)
}

// quantity reads a number of units or a price, exactly.
func quantity(raw json.RawMessage) (decimal.Decimal, bool) {
	text := rest.Decimal(raw)
	if text == "" {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(text)
	return d, err == nil
}
