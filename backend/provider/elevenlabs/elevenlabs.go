// Package elevenlabs reads how many credits are left on an ElevenLabs subscription. What was
// spent ElevenLabs tells no key by day.
//
// The package refuses to make money of credits: what one costs hangs on the plan. The price of
// a plan belongs in an account of the kind Subscription. It does not read the usage in
// characters either: the vendor has deprecated that report, and its successor is not
// documented well enough to be trusted with money.
//
// # Why a refusal is looked into
//
// A good key without the permission user_read is refused with 401, as a bad one is. Only the
// word in {"detail":{"status":…}} tells them apart, so such an answer is passed on as 403.
//
// Sources: elevenlabs/elevenlabs-python at 54e5899 (2026-07-23), the subscription of a user
// and its errors; elevenlabs.io/docs/api-reference/authentication. Read 2026-11-23.
package elevenlabs

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host             = "https://api.elevenlabs.io"
	subscriptionPath = "/v1/user/subscription"
	keyPage          = "https://elevenlabs.io/app/settings/api-keys"
	// maxPeek is how much of a refusal is looked at.
	maxPeek = 64 << 10
)

// most is more credits than any plan has.
var most = decimal.NewFromInt(1_000_000_000_000)

//go:embed icon.svg
var icon []byte

var kinds = []provider.KeyKind{
	{Name: "API key with user_read", Prefix: "sk_", Spend: true, Reads: "the credits that are left; no key of ElevenLabs reads what was spent", Link: keyPage},
	{Name: "restricted API key", Reads: "nothing of the account without the permission user_read; its form is the same", Link: keyPage},
}

// Descriptor describes ElevenLabs.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "elevenlabs", Name: "ElevenLabs", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "API key", Secret: true, Link: keyPage,
			Help: "Begins with sk_ (older ones with nothing). A restricted key needs the permission to read the user: user_read.",
		}},
		Keys:     kinds,
		Sources:  []ledger.Basis{ledger.Imported, ledger.Metered},
		History:  13,
		MaxSpan:  31,
		Currency: money.USD,
		Reads:    "An API key with the permission user_read reads the credits that are left. No key reads what was spent.",
		Limits: []string{
			"ElevenLabs publishes credits and no spend. Add the plan's price as a subscription; credits beyond the plan are on the invoice only.",
		},
		CheckKey: rest.CheckKinds("ElevenLabs", kinds),
		Connect:  connect,
	}
}

type connector struct{ api *rest.Client }

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("elevenlabs: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	own := *client
	own.Transport = telling{client.Transport}
	auth := func(r *http.Request) { r.Header.Set("xi-api-key", key) }
	return &connector{&rest.Client{Base: base, HTTP: &own, Auth: auth, Secret: key, Refusal: refusal}}, nil
}

func refusal(status int, _ string) error {
	if status == http.StatusForbidden {
		return fmt.Errorf("the key needs the permission user_read: %w", provider.ErrScope)
	}
	return nil
}

// telling makes 403 of a 401 that says that the key is good and lacks a permission.
type telling struct{ wire http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (t telling) RoundTrip(request *http.Request) (*http.Response, error) {
	wire := t.wire
	if wire == nil {
		wire = http.DefaultTransport
	}
	response, err := wire.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusUnauthorized {
		return response, err
	}
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxPeek)) // a refusal cut short is one all the same
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	var said struct{ Detail struct{ Status string } }
	if json.Unmarshal(body, &said) == nil && said.Detail.Status == "missing_permissions" {
		response.StatusCode = http.StatusForbidden
	}
	return response, nil
}

// CloseIdleConnections lets http.Client close what is open.
func (t telling) CloseIdleConnections() {
	if wire, ok := t.wire.(interface{ CloseIdleConnections() }); ok {
		wire.CloseIdleConnections()
	}
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector]: it returns what is left beside [provider.ErrUnpublished].
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	if span.Empty() {
		return page, nil
	}
	left, err := c.left(ctx)
	if err != nil {
		return page, fmt.Errorf("elevenlabs: %w", err)
	}
	page.Balances = []provider.Balance{{Name: "Credits left", Value: left, Unit: "credits"}}
	return page, fmt.Errorf("elevenlabs: %w", provider.ErrUnpublished)
}

// Probe implements [provider.Connector] by the subscription, which is free to read.
func (c *connector) Probe(ctx context.Context) error {
	if _, err := c.left(ctx); err != nil {
		return fmt.Errorf("elevenlabs: %w", err)
	}
	return nil
}

// left returns the credits of this cycle that are not used; less than none where the plan lets
// its limit be passed.
func (c *connector) left(ctx context.Context) (decimal.Decimal, error) {
	var answer struct {
		Used  json.RawMessage `json:"character_count"` // credits, which were characters once
		Limit json.RawMessage `json:"character_limit"`
	}
	if err := c.api.GetJSON(ctx, subscriptionPath, nil, &answer); err != nil {
		return decimal.Zero, err
	}
	used, err := credits(answer.Used)
	if err != nil {
		return decimal.Zero, err
	}
	limit, err := credits(answer.Limit)
	if err != nil {
		return decimal.Zero, err
	}
	return limit.Sub(used), nil
}

func credits(raw json.RawMessage) (decimal.Decimal, error) {
	n, err := decimal.NewFromString(rest.Decimal(raw))
	if err != nil || n.Abs().GreaterThan(most) {
		return decimal.Zero, fmt.Errorf("GET %s: the answer lacks the credits or their limit: %w", subscriptionPath, provider.ErrAnswer)
	}
	return n, nil
}
