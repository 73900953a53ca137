package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"outlay/backend/provider"
)

// Setup is how programs reach one account through the gateway.
type Setup struct {
	Account  string             `json:"account"`
	Provider string             `json:"provider"`
	Label    string             `json:"label"`
	URL      string             `json:"url"`      // without a slash at its end
	Snippets []provider.Snippet `json:"snippets"` // whose {token} is still to be filled in
	Free     bool               `json:"free"`     // there is a request that costs nothing
	// NeedsKey names the kind of key that calls need beside the account's own; "" where none is.
	NeedsKey string `json:"needs_key"`
	KeyLink  string `json:"key_link"` // where it is made; https
	// HasCallKey says that a key for calls is stored.
	HasCallKey bool  `json:"has_call_key"`
	Guard      Guard `json:"guard"`
}

// Setups returns how each account that can be metered is reached at origin, such as
// http://127.0.0.1:4141, by label.
func (g *Gateway) Setups(ctx context.Context, origin string) ([]Setup, error) {
	accounts, err := g.Accounts.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	guards, err := g.Guards(ctx)
	if err != nil {
		return nil, err
	}
	slugs := map[string]int{}
	for _, a := range accounts {
		if g.door(a) != nil {
			slugs[Slug(a.Label)]++
		}
	}
	list := []Setup{}
	for _, a := range accounts {
		d := g.door(a)
		if d == nil {
			continue
		}
		name := Slug(a.Label)
		if name == "" || slugs[name] > 1 {
			name = a.ID
		}
		s := Setup{
			Account: a.ID, Provider: a.Provider, Label: a.Label, URL: strings.TrimRight(origin, "/") + "/" + name,
			Free: d.vendor.Meter.Free != "", Snippets: []provider.Snippet{}, Guard: guards[a.ID],
		}
		for _, snippet := range d.vendor.Meter.Snippets {
			s.Snippets = append(s.Snippets, provider.Snippet{Name: snippet.Name, Text: snippet.Fill(s.URL, "{token}")})
		}
		if s.HasCallKey, err = g.Accounts.HasCallKey(ctx, a.ID); err != nil {
			return nil, fmt.Errorf("gateway: %w", err)
		}
		if kind := d.vendor.Meter.Key; kind.Name != "" && a.BaseURL == "" {
			s.NeedsKey, s.KeyLink = kind.Name, kind.Link
		}
		list = append(list, s)
	}
	return list, nil
}

// ErrTest says that a test request did not come through; the text says why.
var ErrTest = errors.New("the test request did not come through")

// Test sends a request that costs nothing through a gateway that listens at origin, as a client
// would. It wraps [ErrTest] where it does not come through, [account.ErrNotFound] or [ErrInvalid].
func (g *Gateway) Test(ctx context.Context, origin, accountID, secret string) error {
	a, err := g.Accounts.Get(ctx, accountID)
	if err != nil {
		return err
	}
	d := g.door(a)
	if d == nil || d.vendor.Meter.Free == "" {
		return fmt.Errorf("%w: this vendor has no request that costs nothing", ErrInvalid)
	}
	const patience = 20 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(origin, "/")+"/"+a.ID+d.vendor.Meter.Free, nil)
	if err != nil {
		return fmt.Errorf("%w: %.80q is no address", ErrInvalid, origin)
	}
	d.vendor.Meter.Auth(request, secret)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%w: nothing answers at %s; is the gateway switched on?", ErrTest, origin)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode < http.StatusBadRequest {
		return nil
	}
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	return fmt.Errorf("%w: %d, %s", ErrTest, answer.StatusCode, said(body))
}

// said finds the sentence in a vendor's error, or returns its beginning.
func said(body []byte) string {
	var shape struct {
		Error   json.RawMessage
		Message string
	}
	var inner struct{ Message string }
	var text string
	switch {
	case json.Unmarshal(body, &shape) != nil:
		return fmt.Sprintf("%.200q", body)
	case json.Unmarshal(shape.Error, &inner) == nil && inner.Message != "":
		return inner.Message
	case json.Unmarshal(shape.Error, &text) == nil && text != "":
		return text
	case shape.Message != "":
		return shape.Message
	}
	return fmt.Sprintf("%.200q", body)
}
