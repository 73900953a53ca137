// Package moonshot reads what is left on an account of Moonshot AI (Kimi). What was spent
// Moonshot tells no key.
//
// The package refuses to take a balance that falls for spend: an account is a named gap,
// never $0. It refuses an answer whose code is not 0, whatever its status: Moonshot reports
// failures that way.
//
// # Why the region is asked for
//
// The international platform and the Chinese one are two hosts with keys of their own. The
// answers are alike and name no currency: it is dollars on the one and yuan on the other, and
// only the host tells.
//
// Sources: platform.moonshot.ai/docs, the balance of an account; steipete/CodexBar,
// docs/moonshot.md, for the host of each region. Read 2026-11-23.
package moonshot

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	balancePath = "/v1/users/me/balance"
	keyPage     = "https://platform.moonshot.ai/console/api-keys"
)

// region is one of the vendor's two platforms.
type region struct{ id, label, host, currency string }

var regions = []region{
	{"international", "International (platform.moonshot.ai)", "https://api.moonshot.ai", money.USD},
	{"china", "China (platform.moonshot.cn)", "https://api.moonshot.cn", "CNY"},
}

//go:embed icon.svg
var icon []byte

var kinds = []provider.KeyKind{
	{Name: "API key", Prefix: "sk-", Spend: true, Reads: "the balance that is left; no key of Moonshot reads what was spent", Link: keyPage},
}

// Descriptor describes Moonshot AI.
func Descriptor() provider.Descriptor {
	choices := make([]provider.Choice, len(regions))
	for i, r := range regions {
		choices[i] = provider.Choice{Value: r.id, Label: r.label}
	}
	return provider.Descriptor{
		ID: "moonshot", Name: "Moonshot AI (Kimi)", Icon: icon,
		Fields: []provider.Field{
			{
				Name: "key", Label: "API key", Secret: true, Link: keyPage,
				Help: "Begins with sk-. Any key of the account reads the balance that is left.",
			},
			{
				Name: "region", Label: "Region", Kind: provider.FieldChoice, Choices: choices,
				Help: "The platform that the key was made on. Its keys are refused by the other one.",
			},
		},
		Keys:        kinds,
		Sources:     []ledger.Basis{ledger.Imported, ledger.Metered},
		History:     13,
		MaxSpan:     31,
		Currency:    money.USD,
		Reads:       "Any API key reads the balance that is left: in dollars on the international platform, in yuan on the Chinese one. No key reads what was spent.",
		Limits:      []string{"Moonshot publishes the balance that is left and no spend. A balance that falls is not counted as spend: vouchers also expire."},
		CheckKey:    rest.CheckKinds("Moonshot AI", kinds),
		CheckFields: checkFields,
		Connect:     connect,
		Meter:       metering(),
	}
}

func checkFields(fields map[string]string) error {
	_, err := regionOf(fields["region"])
	return err
}

func regionOf(id string) (region, error) {
	at := slices.IndexFunc(regions, func(r region) bool { return r.id == id })
	if at < 0 {
		return region{}, errors.New("choose the region that the key was made in: international or china")
	}
	return regions[at], nil
}

type connector struct {
	api      *rest.Client
	currency string
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("moonshot: no key")
	}
	r, err := regionOf(values.Fields["region"])
	if err != nil {
		return nil, fmt.Errorf("moonshot: %w", err)
	}
	base := values.BaseURL
	if base == "" {
		base = r.host
	}
	return &connector{currency: r.currency, api: &rest.Client{
		Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal,
	}}, nil
}

func refusal(status int, _ string) error {
	if status == http.StatusUnauthorized {
		return fmt.Errorf("a key of one region is refused by the other: %w", provider.ErrKey)
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector]: it returns what is left beside [provider.ErrUnpublished].
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	if span.Empty() {
		return page, nil
	}
	var err error
	if page.Balances, err = c.balances(ctx); err == nil {
		err = provider.ErrUnpublished
	}
	return page, fmt.Errorf("moonshot: %w", err)
}

// Probe implements [provider.Connector] by the balance, which is free.
func (c *connector) Probe(ctx context.Context) error {
	if _, err := c.balances(ctx); err != nil {
		return fmt.Errorf("moonshot: %w", err)
	}
	return nil
}

func (c *connector) balances(ctx context.Context) ([]provider.Balance, error) {
	var answer struct {
		Code json.RawMessage
		Data struct {
			Available json.RawMessage `json:"available_balance"` // cash and vouchers together
			Voucher   json.RawMessage `json:"voucher_balance"`
			Cash      json.RawMessage `json:"cash_balance"` // less than zero is a debt
		}
	}
	if err := c.api.GetJSON(ctx, balancePath, nil, &answer); err != nil {
		return nil, err
	}
	if code := rest.Decimal(answer.Code); code != "0" {
		return nil, fmt.Errorf("GET %s: the answer has the code %q, and 0 is success: %w", balancePath, code, provider.ErrAnswer)
	}
	balances := []provider.Balance{}
	for _, b := range []struct {
		name     string
		raw      json.RawMessage
		optional bool
	}{
		{"Available balance", answer.Data.Available, false},
		{"Vouchers in it", answer.Data.Voucher, true},
		{"Cash in it", answer.Data.Cash, true},
	} {
		if b.optional && isNull(b.raw) {
			continue
		}
		value, err := c.value(b.raw)
		if err != nil {
			return nil, fmt.Errorf("GET %s: %s: %w: %w", balancePath, b.name, err, provider.ErrAnswer)
		}
		balances = append(balances, provider.Balance{Name: b.name, Value: value, Unit: c.currency})
	}
	return balances, nil
}

func (c *connector) value(raw json.RawMessage) (decimal.Decimal, error) {
	amount, err := money.FromVendor(raw, c.currency)
	return amount.Value, err
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }
