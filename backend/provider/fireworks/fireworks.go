// Package fireworks reads what an account spends on Fireworks AI, from the vendor's rated
// billing summary.
//
// Amounts come as whole units and billionths of a unit, and are kept exactly so. The package
// refuses an amount whose two halves contradict each other, and a summary without a list of
// lines: neither is "no spend".
//
// # Why a request a day, and three months of history
//
// The summary adds up what lies between two dates and names no day in its lines. To know a
// day it is asked for that day alone. Three months are some ninety requests once, and a few
// on each sync after it; a year would be a burden on the vendor that nobody asked for.
//
// Sources: steipete/CodexBar, docs/fireworks.md, its plugin for Fireworks and the tests of
// both, for the endpoints, the pages of accounts and the form of money; docs.fireworks.ai,
// billing, for dates: the end is not included. Read 2026-11-23. How long a day may be revised,
// and how far back the vendor answers, is said nowhere.
package fireworks

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host         = "https://api.fireworks.ai"
	keyPage      = "https://app.fireworks.ai/settings/users/api-keys"
	accountsPath = "/v1/accounts"
)

//go:embed icon.svg
var icon []byte

var kinds = []provider.KeyKind{{
	Name: "API key", Prefix: "fw_", Spend: true, Link: keyPage,
	Reads: "the rated spend of its account by model and kind of token",
}}

// Descriptor describes Fireworks.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "fireworks", Name: "Fireworks", Icon: icon,
		Fields: []provider.Field{
			{Name: "key", Label: "API key", Secret: true, Link: keyPage, Help: "Made under Settings, API keys. Most begin with fw_."},
			{
				Name: "account", Label: "Account ID", Optional: true, Link: "https://app.fireworks.ai/account/home",
				Help: "The word behind /accounts/ in the console's addresses. Leave it empty where the key has one account only.",
			},
		},
		Keys:         kinds,
		Sources:      []ledger.Basis{ledger.Billed},
		History:      3,
		SettlesAfter: 72 * time.Hour, // ours: the vendor publishes no figure
		MaxSpan:      7,              // a request each
		Currency:     money.USD,
		Reads:        "An API key reads the rated spend of its account by day, model and kind of token.",
		Limits: []string{
			"Fireworks tells spend a day at a time, so Outlay reads three months back and no further.",
			"How much credit is left can be read by no key.",
		},
		CheckKey: rest.CheckKinds("Fireworks", kinds),
		CheckFields: func(fields map[string]string) error {
			if id := fields["account"]; id != "" && !slug.MatchString(id) {
				return errors.New("an account ID has letters, digits, dots and dashes; copy the word behind /accounts/")
			}
			return nil
		},
		Connect: connect,
	}
}

var slug = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

type connector struct {
	api   *rest.Client
	today calendar.Day
	named string // the account that the user named

	mu      sync.Mutex
	account string // the one that is read, once it is known
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key, named := values.Fields["key"], values.Fields["account"]
	if key == "" {
		return nil, errors.New("fireworks: no key")
	}
	if named != "" && !slug.MatchString(named) {
		return nil, errors.New("fireworks: the account ID cannot be one")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{today: values.Today, named: named, account: named, api: &rest.Client{
		Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key,
	}}, nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector] on the billing summary of each day, the oldest first.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	if span.Empty() {
		return page, nil
	}
	account, err := c.which(ctx, &page)
	if err != nil {
		return page, fmt.Errorf("fireworks: %w", err)
	}
	for _, day := range span.Days() {
		entries, err := c.day(ctx, account, day)
		if err != nil {
			return page, fmt.Errorf("fireworks: %s: %w", day, err)
		}
		page.Entries = append(page.Entries, entries...)
		page.Read.End = day.Add(1)
	}
	return page, nil
}

// Probe implements [provider.Connector]. Where no account was named, one request can only
// tell whether the key is good and of which accounts; every key may read its own spend.
func (c *connector) Probe(ctx context.Context) error {
	var err error
	if c.named == "" {
		_, err = c.accounts(ctx)
	} else {
		day := c.today
		if day == "" {
			day = "2026-10-01" // any will do
		}
		_, err = c.day(ctx, c.named, day)
	}
	if err != nil {
		return fmt.Errorf("fireworks: %w", err)
	}
	return nil
}

// which returns the account to read: the named one, or the first of the key, once asked.
// That the key has others is a note of page.
func (c *connector) which(ctx context.Context, page *provider.Page) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.account != "" {
		return c.account, nil
	}
	all, err := c.accounts(ctx)
	if err != nil {
		return "", err
	}
	if len(all) > 1 {
		page.Notes = append(page.Notes, fmt.Sprintf("The key has several accounts, and only %s is read. "+
			"Add the others one by one, by their account ID: %s.", all[0], strings.Join(all[1:], ", ")))
	}
	c.account = all[0]
	return c.account, nil
}

// accounts returns the ids of the key's accounts, at least one.
func (c *connector) accounts(ctx context.Context) ([]string, error) {
	var ids []string
	err := rest.Walk(func(cursor string) (bool, string, error) {
		asked := url.Values{}
		if cursor != "" {
			asked.Set("pageToken", cursor)
		}
		var list struct {
			Accounts []struct {
				Name      string // accounts/acme
				AccountID string
				ID        string
			}
			NextPageToken string
		}
		if err := c.api.GetJSON(ctx, accountsPath, asked, &list); err != nil {
			return false, "", err
		}
		for _, a := range list.Accounts {
			id := a.Name[strings.LastIndex(a.Name, "/")+1:]
			for _, other := range []string{a.ID, a.AccountID} {
				if other != "" {
					id = other
				}
			}
			if !slug.MatchString(id) {
				return false, "", fmt.Errorf("GET %s: an account without an id: %w", accountsPath, provider.ErrAnswer)
			}
			ids = append(ids, id)
		}
		return list.NextPageToken != "", list.NextPageToken, nil
	})
	if err == nil && len(ids) == 0 {
		err = fmt.Errorf("GET %s: the key has no account: %w", accountsPath, provider.ErrAnswer)
	}
	return ids, err
}
