// Package anthropic reads what an organization spends on the Claude API: the vendor's own
// cost report, and beside it tokens by model and key, and the names of workspaces and keys.
//
// The report's amounts are cents, as decimal strings: "123.45" is $1.2345. The package refuses
// to call a day free that the report leaves out, since the vendor returns empty days too.
//
// # Why cost per key is not here
//
// The cost report groups by workspace and by description, never by key. Tokens are known by
// key; what they cost would be an estimate, and an estimate is not put into a bill.
//
// Sources: platform.claude.com/docs/en/api/admin/cost_report, …/admin/usage_report/retrieve_messages
// and platform.claude.com/docs usage-cost-api, read 2026-09-26.
package anthropic

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host    = "https://api.anthropic.com"
	keyPage = "https://platform.claude.com/settings/admin-keys"
	version = "2023-06-01"
)

//go:embed icon.svg
var icon []byte

// kinds are Anthropic's keys; that a workspace's key cannot read costs is the vendor's word.
var kinds = []provider.KeyKind{
	{Name: "Admin key", Prefix: "sk-ant-admin", Spend: true, Reads: "the costs and tokens of the whole organization", Link: keyPage},
	{Name: "workspace key", Prefix: "sk-ant-api", Reads: "neither costs nor tokens", Link: "https://platform.claude.com/settings/keys"},
	{Name: "subscription token", Prefix: "sk-ant-oat", Reads: "neither costs nor tokens: Pro and Max are subscriptions", Link: "https://claude.ai/settings"},
}

// Descriptor describes Anthropic.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "anthropic", Name: "Anthropic", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "Admin key", Secret: true, Link: keyPage,
			Help: "Begins with sk-ant-admin. An admin of the organization makes it in the Console under Settings, Admin keys. " +
				"An individual account has no Admin keys: first create an organization under Settings, Organization.",
		}},
		Keys:    kinds,
		Sources: []ledger.Basis{ledger.Billed},
		History: 13,
		// The vendor names five minutes as typical and revises without saying when it stops.
		SettlesAfter: 72 * time.Hour,
		MaxSpan:      30, // a page has 31 days, and one more than the span is asked for
		Currency:     money.USD,
		Reads: "An Admin key reads the costs of the whole organization by workspace and model, and its tokens by key. " +
			"Keys of workspaces read neither.",
		Limits: []string{
			"An individual account has no Admin keys, so nothing can be read of it: create an organization first.",
			"Priority Tier is not in the vendor's cost report; what it costs stands on the invoice alone.",
			"Prepaid credit, and what Pro, Max and Team subscriptions use up, can be read by no key. Add a subscription for its price.",
			"Claude through Amazon Bedrock, Google Vertex AI or Microsoft Foundry is billed there and not in this report.",
		},
		CheckKey: rest.CheckKinds("Anthropic", kinds),
		Connect:  connect,
		Meter:    metering(),
	}
}

type connector struct {
	api   *rest.Client
	today calendar.Day
	named atomic.Bool // the names were asked for
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("anthropic: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	auth := func(r *http.Request) {
		r.Header.Set("X-Api-Key", key)
		r.Header.Set("Anthropic-Version", version)
	}
	return &connector{today: values.Today, api: &rest.Client{Base: base, HTTP: client, Auth: auth, Secret: key, Refusal: refusal}}, nil
}

// refusal knows what the number does not say: a workspace's key is refused with 401 or 403
// alike, and 529 is a vendor that has too much to do.
func refusal(status int, message string) error {
	switch {
	case status == http.StatusUnauthorized && message != "invalid x-api-key":
		return fmt.Errorf("an Admin key is needed, and this one was refused: %w", provider.ErrKey)
	case status == http.StatusForbidden:
		return fmt.Errorf("an Admin key is needed: %w", provider.ErrScope)
	}
	return nil
}

// Fetch implements [provider.Connector] on the organization's cost report, whose days are UTC.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	if span.Empty() {
		return provider.Page{Read: span}, nil
	}
	entries, priority, read, err := c.costs(ctx, span)
	page := provider.Page{Entries: entries, Read: read}
	if err != nil {
		return page, fmt.Errorf("anthropic: %w", err)
	}
	if priority {
		page.Notes = append(page.Notes, priorityNote)
	}
	if ctx.Err() != nil {
		return page, nil // the bill is whole, and nobody waits for the rest
	}
	c.beside(ctx, span, &page)
	return page, nil
}

const priorityNote = "Priority Tier was used: what it cost is not in Anthropic's report and is missing here. It stands on the invoice."

// beside reads what explains the money and never fails it.
func (c *connector) beside(ctx context.Context, span calendar.Span, page *provider.Page) {
	usage, priority, err := c.usage(ctx, span)
	if err != nil {
		page.Notes = append(page.Notes, fmt.Sprintf("Tokens could not be read; the costs are whole (%v).", err))
	}
	if page.Usage = usage; priority {
		page.Notes = append(page.Notes, priorityNote)
	}
	if c.named.Swap(true) {
		return
	}
	for _, list := range []struct{ kind, path, what string }{
		{"project", "/v1/organizations/workspaces", "workspaces"}, {"key", "/v1/organizations/api_keys", "keys"},
	} {
		names, err := c.names(ctx, list.kind, list.path)
		if err != nil {
			page.Notes = append(page.Notes, fmt.Sprintf("Names of %s could not be read; the costs are whole (%v).", list.what, err))
		}
		page.Names = append(page.Names, names...)
	}
}

// Probe implements [provider.Connector] by asking for the costs of one day, which is free.
func (c *connector) Probe(ctx context.Context) error {
	day := calendar.Day("2025-08-01") // of the vendor's own example: any will do, and no clock is needed
	var answer page[cost]
	err := c.api.GetJSON(ctx, costsPath, query(calendar.Through(day, day)), &answer)
	if err == nil {
		err = answer.check()
	}
	if err != nil {
		return fmt.Errorf("anthropic: %w", err)
	}
	return nil
}

// names returns what workspaces or keys are called, archived ones too: they have cost money.
func (c *connector) names(ctx context.Context, kind, path string) ([]ledger.Name, error) {
	var names []ledger.Name
	asked := url.Values{"limit": {"100"}}
	if kind == "project" {
		asked.Set("include_archived", "true")
	}
	err := rest.Walk(func(cursor string) (bool, string, error) {
		if cursor != "" {
			asked.Set("after_id", cursor)
		}
		var list struct {
			Data    []struct{ ID, Name string }
			HasMore bool   `json:"has_more"`
			LastID  string `json:"last_id"`
		}
		if err := c.api.GetJSON(ctx, path, asked, &list); err != nil {
			return false, "", err
		}
		if list.Data == nil {
			return false, "", fmt.Errorf("%w: %w", errShape, provider.ErrAnswer)
		}
		for _, named := range list.Data {
			if named.ID != "" && named.Name != "" {
				names = append(names, ledger.Name{Kind: kind, ID: named.ID, Name: named.Name})
			}
		}
		return list.HasMore, list.LastID, nil
	})
	return names, err
}
