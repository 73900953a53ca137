// Package deepseek reads what is left on a DeepSeek account: one balance a currency. What was
// spent DeepSeek tells no key.
//
// The package refuses to take a balance that falls for spend: it also falls when granted
// credit expires, and rises with every payment. An account is a named gap, never $0.
//
// Sources: api-docs.deepseek.com/api/get-user-balance and /quick_start/error_codes, read
// 2026-11-23. That there is no interface for usage is a public tracker's finding
// (steipete/CodexBar, docs/deepseek.md).
package deepseek

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host        = "https://api.deepseek.com"
	balancePath = "/user/balance"
	keyPage     = "https://platform.deepseek.com/api_keys"
)

//go:embed icon.svg
var icon []byte

var kinds = []provider.KeyKind{
	{Name: "API key", Prefix: "sk-", Spend: true, Reads: "the balance that is left; no key of DeepSeek reads what was spent", Link: keyPage},
}

// Descriptor describes DeepSeek.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "deepseek", Name: "DeepSeek", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "API key", Secret: true, Link: keyPage,
			Help: "Begins with sk-. Any key of the account reads the balance that is left.",
		}},
		Keys:     kinds,
		Sources:  []ledger.Basis{ledger.Imported, ledger.Metered},
		History:  13,
		MaxSpan:  31,
		Currency: money.USD,
		Reads:    "Any API key reads the balance that is left, in dollars or yuan. No key reads what was spent.",
		Limits: []string{
			"DeepSeek publishes the balance that is left and no spend. A balance that falls is not counted as spend: it also falls when granted credit expires.",
		},
		CheckKey: rest.CheckKinds("DeepSeek", kinds),
		Connect:  connect,
		Meter:    metering(),
	}
}

type connector struct{ api *rest.Client }

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("deepseek: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{&rest.Client{Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal}}, nil
}

func refusal(status int, _ string) error {
	if status == http.StatusPaymentRequired {
		return fmt.Errorf("the key is good and the account has no money left: %w", provider.ErrPlan)
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
	return page, fmt.Errorf("deepseek: %w", err)
}

// Probe implements [provider.Connector] by the balance, which is free.
func (c *connector) Probe(ctx context.Context) error {
	if _, err := c.balances(ctx); err != nil {
		return fmt.Errorf("deepseek: %w", err)
	}
	return nil
}

func (c *connector) balances(ctx context.Context) ([]provider.Balance, error) {
	var answer struct {
		Infos []struct {
			Currency string
			Total    json.RawMessage `json:"total_balance"` // a decimal string, granted credit included
		} `json:"balance_infos"`
	}
	if err := c.api.GetJSON(ctx, balancePath, nil, &answer); err != nil {
		return nil, err
	}
	if answer.Infos == nil {
		return nil, fmt.Errorf("GET %s: the answer has no balances: %w", balancePath, provider.ErrAnswer)
	}
	balances, seen := []provider.Balance{}, map[string]bool{}
	for _, info := range answer.Infos {
		amount, err := money.FromVendor(info.Total, info.Currency)
		if err != nil {
			return nil, fmt.Errorf("GET %s: %w: %w", balancePath, err, provider.ErrAnswer)
		}
		if seen[amount.Currency] {
			return nil, fmt.Errorf("GET %s: two balances in %s: %w", balancePath, amount.Currency, provider.ErrAnswer)
		}
		seen[amount.Currency] = true
		balances = append(balances, provider.Balance{Name: "Balance", Value: amount.Value, Unit: amount.Currency})
	}
	return balances, nil
}
