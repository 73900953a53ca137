// Package openai reads what an organization spends on the OpenAI API: the vendor's own
// costs, and beside them tokens per model and the names of projects.
//
// Costs come in dollars, not cents, by UTC day, from the endpoint that the vendor itself
// reconciles with its invoice. The package refuses to make money of tokens, and to call a
// day free where the answer does not say so.
//
// # Why 155 days a Fetch
//
// Costs answer up to 180 days a page, usage up to 31. 155 is five usage pages and fits into
// one cost page, so that 13 months cost three cost pages and thirteen pages a kind of usage,
// which is the least possible for either: spans of 180 days would take six usage pages each
// and ask for one half-empty.
//
// # Why tokens never fail a Fetch
//
// The bill is what people came for. Where only tokens or names cannot be read, the page says
// so in a note, and the rest of that sort is not asked for: a dead endpoint costs one
// request, not ten.
//
// Sources: openai/openai-openapi, openapi.json at f85dbe2 (2026-08-21), for endpoints,
// parameters, limits and units; openai/openai-python at e43b422 for the brackets of
// group_by[]; help.openai.com/en/articles/8554956 for UTC. All read 2026-08-22.
package openai

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
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
	host    = "https://api.openai.com"
	keyPage = "https://platform.openai.com/settings/organization/admin-keys"
)

//go:embed icon.svg
var icon []byte

// Descriptor describes OpenAI.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "openai", Name: "OpenAI", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "Admin key", Secret: true, Link: keyPage,
			Help: "Begins with sk-admin-. An owner of the organization makes it under Settings, Organization, Admin keys. " +
				"Keys of projects cannot read costs.",
		}},
		Sources: []ledger.Basis{ledger.Billed},
		History: 13,
		// Recent days still change; the vendor publishes no figure, and this one is ours.
		SettlesAfter: 72 * time.Hour,
		MaxSpan:      155,
		Currency:     money.USD,
		Reads: "An Admin key reads the costs and tokens of the whole organization. Keys of projects, service accounts " +
			"and users read neither. No key reads how much prepaid credit is left.",
		Limits:   []string{"How much prepaid credit is left cannot be read: OpenAI shows it in its console only."},
		Keys:     kinds,
		CheckKey: rest.CheckKinds("OpenAI", kinds),
		Connect:  connect,
		Meter:    metering(),
	}
}

// kinds are OpenAI's keys. Source: developers.openai.com/api/docs, read 2026-08-22.
var kinds = []provider.KeyKind{
	{Name: "Admin key", Prefix: "sk-admin-", Spend: true, Reads: "the costs and tokens of the whole organization", Link: keyPage},
	{Name: "project key", Prefix: "sk-proj-", Reads: "neither costs nor tokens", Link: keyPage},
	{Name: "service account key", Prefix: "sk-svcacct-", Reads: "neither costs nor tokens", Link: keyPage},
	{Name: "user key", Prefix: "sk-", Reads: "neither costs nor tokens", Link: keyPage},
}

type connector struct {
	api   *rest.Client
	named atomic.Bool // the names were asked for
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("openai: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{api: &rest.Client{
		Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal,
	}}, nil
}

// refusal knows a good key of the wrong kind by the vendor's words: they come with 403 and,
// as several public reports have it, with 401 too. Source: community.openai.com/t/1043058.
func refusal(_ int, message string) error {
	if strings.Contains(message, "Missing scopes") {
		return fmt.Errorf("this is a normal key; an Admin key is needed: %w", provider.ErrScope)
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector] on the costs of the organization.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	if span.Empty() {
		return provider.Page{Read: span}, nil
	}
	entries, read, err := c.costs(ctx, span)
	page := provider.Page{Entries: entries, Read: read}
	if err != nil {
		return page, fmt.Errorf("openai: %w", err)
	}
	if ctx.Err() != nil {
		return page, nil // the bill is whole, and nobody waits for the rest
	}
	if page.Usage, err = c.usage(ctx, span); err != nil {
		page.Notes = append(page.Notes, fmt.Sprintf("Tokens could not be read; the costs are whole (%v).", err))
	}
	if c.named.Swap(true) {
		return page, nil
	}
	if page.Names, err = c.names(ctx); err != nil {
		page.Notes = append(page.Notes, fmt.Sprintf("Names of projects could not be read; the costs are whole (%v).", err))
	}
	return page, nil
}

// Probe implements [provider.Connector] by asking for the costs of one day, which is free.
// It is the day of the vendor's own example: any will do, and no clock is needed.
func (c *connector) Probe(ctx context.Context) error {
	day := calendar.Day("2024-11-01")
	var answer page[cost]
	err := c.api.GetJSON(ctx, costsPath, query(calendar.Through(day, day), maxCosts), &answer)
	if err == nil {
		err = answer.check()
	}
	if err != nil {
		return fmt.Errorf("openai: %w", err)
	}
	return nil
}

// names returns what the projects are called, those included that are archived: they have
// cost money too.
func (c *connector) names(ctx context.Context) ([]ledger.Name, error) {
	var names []ledger.Name
	asked := url.Values{"limit": {"100"}, "include_archived": {"true"}}
	err := rest.Walk(func(cursor string) (bool, string, error) {
		if cursor != "" {
			asked.Set("after", cursor)
		}
		var list struct {
			Data    []struct{ ID, Name string }
			HasMore bool   `json:"has_more"`
			LastID  string `json:"last_id"`
		}
		if err := c.api.GetJSON(ctx, "/v1/organization/projects", asked, &list); err != nil {
			return false, "", err
		}
		if list.Data == nil {
			return false, "", fmt.Errorf("%w: %w", errShape, provider.ErrAnswer)
		}
		for _, project := range list.Data {
			if project.ID != "" && project.Name != "" {
				names = append(names, ledger.Name{Kind: "project", ID: project.ID, Name: project.Name})
			}
		}
		return list.HasMore, list.LastID, nil
	})
	return names, err
}
