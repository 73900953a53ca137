// Package rest asks vendors for JSON on behalf of connectors, and turns what comes back into
// the reasons of package provider.
//
// It owns what every connector would otherwise get wrong in its own way: time limits,
// redirects, bodies without end, refusals, Retry-After, walks from page to page, and words
// of a vendor that repeat the key. Start at [Client.GetJSON].
//
// The package refuses to follow a redirect to another host, to read more than 64 MiB, to
// take half an answer for a whole one, and to retry: that is the syncer's to decide.
//
// # Why the key is cut out of the answer itself
//
// Some vendors repeat the key in their errors, and a hostile or broken one may repeat it
// anywhere. Masking it in the bytes, before anything is decoded, keeps it out of every
// error, entry and name that is made of them, whatever a connector does.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"

	"outlay/backend/provider"
)

const (
	// maxBody is what one answer may weigh, unpacked. A vendor's fullest page has a few MB.
	maxBody = 64 << 20
	// maxRefusal is how much of a refusal is read: a sentence of it is shown.
	maxRefusal = 64 << 10
)

// Client asks one vendor on behalf of one account. Its fields are set before the first
// request; its methods may be called from several goroutines.
type Client struct {
	Base   string              // "https://api.example.com", no trailing slash
	HTTP   *http.Client        // see [NewHTTPClient]
	Auth   func(*http.Request) // adds the key to a request; see [Bearer]
	Secret string              // the key, masked wherever it comes back
	// Refusal may name the reason for a status of 400 and above where the vendor's words
	// say more than the number does. Its error wraps one of provider's reasons; nil leaves
	// the decision to the number. The message is already fit to be shown.
	Refusal func(status int, message string) error

	requests atomic.Int64
}

// Bearer returns an Auth that sends the key as most vendors want it.
func Bearer(key string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+key) }
}

// String keeps the key out of logs.
func (*Client) String() string { return "[rest client]" }

// GoString keeps the key out of %#v.
func (*Client) GoString() string { return "[rest client]" }

// Requests returns how many requests were sent, redirects included.
func (c *Client) Requests() int { return int(c.requests.Load()) }

// GetJSON asks for path and decodes the answer into into; amounts belong in a
// json.RawMessage, so that no float is made of them. Where it fails, into is not to be used.
//
// The error names the path and wraps [provider.ErrKey] for 401, [provider.ErrScope] for 403,
// [provider.ErrPlan] for 402, a [provider.Later] for 429, and [provider.ErrAnswer] for every
// other refusal, for a redirect to another host and for a body that is too long or is not
// one JSON value. It wraps none of these for what may pass: 408, 5xx, a network that fails,
// a time limit, a body cut on its way. It wraps ctx's error where ctx ended.
func (c *Client) GetJSON(ctx context.Context, path string, query url.Values, into any) error {
	return c.ask(ctx, http.MethodGet, path, query, nil, into)
}

// PostJSON asks path by sending question as JSON, for vendors whose reports are asked for so.
// Its errors are those of [Client.GetJSON].
func (c *Client) PostJSON(ctx context.Context, path string, query url.Values, question, into any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("POST %s: %w", path, err)
	}
	return c.ask(ctx, http.MethodPost, path, query, body, into)
}

func (c *Client) ask(ctx context.Context, method, path string, query url.Values, question []byte, into any) error {
	body, err := c.do(ctx, method, path, query, question)
	if err == nil {
		err = c.decode(body, into)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

func (c *Client) do(ctx context.Context, method, path string, query url.Values, question []byte) ([]byte, error) {
	target := c.Base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(question))
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	request.Header.Set("Accept", "application/json")
	if question != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	c.Auth(request)
	c.requests.Add(1)
	response, err := c.guarded().Do(request)
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusal)) // the status alone is reason enough
		return nil, c.refusal(response, c.mask(body))
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, c.unreachable(ctx, err)
	case len(body) > maxBody:
		return nil, fmt.Errorf("the answer does not end: %w", provider.ErrAnswer)
	}
	return c.mask(body), nil
}

// guarded returns the client as this package needs it, whoever made it: without cookies,
// with a time limit, and with redirects that never leave the host.
func (c *Client) guarded() *http.Client {
	guarded := *c.HTTP
	guarded.Jar = nil
	guarded.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if err := stayHome(next, via); err != nil {
			return err
		}
		c.requests.Add(1)
		return nil
	}
	if guarded.Timeout == 0 {
		guarded.Timeout = Patience
	}
	return &guarded
}

func (c *Client) decode(body []byte, into any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return fmt.Errorf("the answer is empty: %w", provider.ErrAnswer)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%s: %w", c.Redact(err.Error()), provider.ErrAnswer)
	}
	return nil
}

// late is a time limit that ran out. Who decides about another try can tell it from faults
// that come at once: each costs the user a long wait.
type late struct{}

func (late) Error() string { return "the vendor did not answer in time" }

// Timeout says so in the way that the standard library's errors do.
func (late) Timeout() bool { return true }

// unreachable tells a fault that may pass in words without the URL. The chain of causes is
// cut but for ctx's own end: what lies in it was not written by us and may hold anything.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, errAway) {
		return errAway
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the connection was cut before the answer was whole")
	}
	if n := net.Error(nil); errors.As(err, &n) && n.Timeout() {
		return late{}
	}
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	return errors.New(c.Redact(err.Error()))
}
