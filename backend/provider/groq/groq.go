// Package groq checks a key of GroqCloud. Groq tells no key what was spent: what it cost is
// known from its console alone, or from what each response says on its way.
//
// The package refuses to make a number of that: an account of Groq is a named gap, never $0.
// It asks for the list of models, which costs nothing, and for nothing else.
//
// # Why a refusal is sometimes no refusal
//
// Groq's edge answers some networks (VPNs, data centres) with 403 before it looks at the key.
// That says nothing about the key, and is taken for a fault that may pass. An account that has
// reached its own spend limit is refused with 400: its key is good all the same.
//
// Sources: groq/groq-python at 9620fde (2026-08-18), api.md, for the endpoints there are;
// console.groq.com/docs/rate-limits and /docs/spend-limits for the refusals. Read 2026-11-23.
// The words of the edge are a public report's.
package groq

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
	host = "https://api.groq.com"
	// modelsPath is below /openai: the vendor's API lies there, and a typed base URL is the origin.
	modelsPath = "/openai/v1/models"
	keyPage    = "https://console.groq.com/keys"
)

//go:embed icon.svg
var icon []byte

var kinds = []provider.KeyKind{
	{Name: "API key", Prefix: "gsk_", Spend: true, Reads: "no spend, as no key of Groq does; Outlay checks that it is good", Link: keyPage},
}

// Descriptor describes Groq.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "groq", Name: "Groq", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "API key", Secret: true, Link: keyPage,
			Help: "Begins with gsk_. Outlay only checks that it is good, by asking for the list of models, which is free.",
		}},
		Keys:     kinds,
		Sources:  []ledger.Basis{ledger.Imported, ledger.Metered},
		History:  13,
		MaxSpan:  31,
		Currency: money.USD,
		Reads:    "No key of Groq reads what was spent. A key that begins with gsk_ is checked at no cost.",
		Limits: []string{
			"Groq publishes no spend to any key. Import the export of its console, or route calls through Outlay's gateway.",
		},
		CheckKey: rest.CheckKinds("Groq", kinds),
		Connect:  connect,
		Meter:    metering(),
	}
}

type connector struct{ api *rest.Client }

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("groq: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{&rest.Client{Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal}}, nil
}

var (
	errEdge   = errors.New("this network is not served by Groq, which did not look at the key")
	errCapped = errors.New("the account has reached its own spend limit")
)

// refusal knows what says nothing against a key, by the vendor's words.
func refusal(status int, message string) error {
	said := strings.ToLower(message)
	switch {
	case status == http.StatusForbidden && (strings.Contains(said, "network") || strings.Contains(said, "vpn")):
		return errEdge
	case status == http.StatusBadRequest && (strings.Contains(said, "spend") || strings.Contains(said, "blocked_api_access")):
		return errCapped
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
	err := c.check(ctx)
	if errors.Is(err, errCapped) {
		page.Notes, err = []string{"Groq refuses requests until the account's spend limit is raised or the next month begins."}, nil
	}
	if err == nil {
		err = provider.ErrUnpublished
	}
	return page, fmt.Errorf("groq: %w", err)
}

// Probe implements [provider.Connector] by the list of models, which is free.
func (c *connector) Probe(ctx context.Context) error {
	if err := c.check(ctx); err != nil && !errors.Is(err, errCapped) {
		return fmt.Errorf("groq: %w", err)
	}
	return nil
}

func (c *connector) check(ctx context.Context) error {
	var list struct{ Data []json.RawMessage }
	if err := c.api.GetJSON(ctx, modelsPath, nil, &list); err != nil {
		return err
	}
	if list.Data == nil {
		return fmt.Errorf("GET %s: the answer is no list of models: %w", modelsPath, provider.ErrAnswer)
	}
	return nil
}
