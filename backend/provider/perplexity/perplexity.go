// Package perplexity checks a key of the Perplexity API. Perplexity tells no key what was
// spent: each response carries its own exact cost, the console has the rest.
//
// The package refuses to make a number of that: an account of Perplexity is a named gap,
// never $0. It never calls generate_auth_token, which would create a key.
//
// # Why the router's list of models is asked
//
// A check must cost nothing and must look at the key. The vendor's reference describes
// GET /v1/models without any authentication: it answers 200 to everybody, and would call each
// key good. GET /router/v1/models is described with the key, which "works as-is" there. That
// it refuses a bad key was not tried live. Who may not use the router is told so by 403 with
// the word "preview": the key itself was good. Should the path go, the answer is no answer
// ([provider.ErrAnswer]), and not a good key.
//
// # Why 401 has two meanings
//
// Perplexity refuses an account that ran out of credit as it refuses a wrong key. The error
// says both.
//
// Sources: docs.perplexity.ai/api-reference/models-get, /gateway-models-get and
// /docs/router/quickstart; perplexityai/perplexity-py at 3485870 (2026-06-08), api.md. Read
// 2026-11-23.
package perplexity

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host       = "https://api.perplexity.ai"
	modelsPath = "/router/v1/models"
	keyPage    = "https://www.perplexity.ai/account/api/keys"
)

//go:embed icon.svg
var icon []byte

var kinds = []provider.KeyKind{
	{Name: "API key", Prefix: "pplx-", Spend: true, Reads: "no spend, as no such key does; Outlay checks that it is good", Link: keyPage},
	{Name: "analytics key", Reads: "an Enterprise organization's Computer credits, which are no API dollars and which Outlay does not read", Link: keyPage},
}

// Descriptor describes Perplexity.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "perplexity", Name: "Perplexity", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "API key", Secret: true, Link: keyPage,
			Help: "Begins with pplx-. Outlay only checks that it is good, by asking for a list of models, which is free.",
		}},
		Keys:     kinds,
		Sources:  []ledger.Basis{ledger.Imported, ledger.Metered},
		History:  13,
		MaxSpan:  31,
		Currency: money.USD,
		Reads:    "No API key of Perplexity reads what was spent. A key that begins with pplx- is checked at no cost.",
		Limits: []string{
			"Perplexity publishes no spend to any API key. Each response tells its exact cost: route calls through Outlay's gateway to count it, or import what the console shows.",
			"Perplexity refuses an account without credit as it refuses a wrong key, so Outlay cannot tell the two apart.",
		},
		CheckKey: rest.CheckKinds("Perplexity", kinds),
		Connect:  connect,
		Meter:    metering(),
	}
}

type connector struct{ api *rest.Client }

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("perplexity: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{&rest.Client{Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal}}, nil
}

// errPreview is a refusal that says that the key is good.
var errPreview = errors.New("the key is good, and its account may not use the router")

func refusal(status int, message string) error {
	switch {
	case status == http.StatusUnauthorized:
		return fmt.Errorf("the key is invalid, or the account has no credit left: %w", provider.ErrKey)
	case status == http.StatusForbidden && strings.Contains(strings.ToLower(message), "preview"):
		return errPreview
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector]: a good key is answered by [provider.ErrUnpublished].
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	if span.Empty() {
		return page, nil
	}
	if err := c.Probe(ctx); err != nil {
		return page, err
	}
	return page, fmt.Errorf("perplexity: %w", provider.ErrUnpublished)
}

// Probe implements [provider.Connector] by the router's list of models, which is free.
func (c *connector) Probe(ctx context.Context) error {
	var list struct{ Data []json.RawMessage }
	err := c.api.GetJSON(ctx, modelsPath, nil, &list)
	switch {
	case errors.Is(err, errPreview):
		return nil
	case err != nil:
		return fmt.Errorf("perplexity: %w", err)
	case list.Data == nil:
		return fmt.Errorf("perplexity: GET %s: the answer is no list of models: %w", modelsPath, provider.ErrAnswer)
	}
	return nil
}
