// Package xai reads what a team spends on the xAI API: dollars by UTC day from the usage
// analytics of the Management API, and the prepaid credit beside them.
//
// Analytics are in dollars, the credit is in cents and with its sign turned: "-1000" is $10
// left. The package refuses an answer that the vendor cut short: what is left of it is no
// total.
//
// # Why a question is asked again without its groups
//
// That usage can be grouped by description is seen in use and documented nowhere. Where the
// vendor refuses that, or cuts the answer short for all its groups, the days' sums are asked
// for once, without groups; a note says so.
//
// Sources: docs.x.ai, guide and reference of the Management API, billing; steipete/CodexBar,
// its plugin for xAI and docs/xai.md, for the questions and answers of analytics and for the
// sign of the balance; all as of early November 2026. How long a day is revised, how far back
// analytics reach, and how Management keys begin is said nowhere.
package xai

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
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
	host      = "https://management-api.x.ai"
	keyPage   = "https://console.x.ai/team/default/management-keys"
	teamsPath = "/v1/billing/teams/"
)

//go:embed icon.svg
var icon []byte

// kinds are xAI's keys. Both begin with xai-, so only the one that is wanted has the form.
var kinds = []provider.KeyKind{
	{Name: "Management key", Prefix: "xai-", Spend: true, Reads: "the spend of one team by day, and its prepaid credit", Link: keyPage},
	{Name: "API key", Reads: "neither; it begins with xai- as well", Link: "https://console.x.ai/team/default/api-keys"},
}

var slug = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// Descriptor describes xAI.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "xai", Name: "xAI", Icon: icon,
		Fields: []provider.Field{
			{
				Name: "key", Label: "Management key", Secret: true, Link: keyPage,
				Help: "Made in the console under Settings, Management Keys. The API keys that send requests to models cannot read " +
					"spend, and begin with xai- as well.",
			},
			{
				Name: "team", Label: "Team ID", Link: "https://console.x.ai/team/default/settings/team",
				Help: "Shown in the console under Settings, Team; it is also the word behind /team/ in the console's addresses.",
			},
		},
		Keys:         kinds,
		Sources:      []ledger.Basis{ledger.Billed},
		History:      13,             // how far back the vendor answers is not said
		SettlesAfter: 72 * time.Hour, // ours: the vendor publishes no figure
		MaxSpan:      31,             // one answer; longer ones may be cut short
		Currency:     money.USD,
		Reads:        "A Management key reads what its team spent by day, and the prepaid credit. API keys read neither.",
		Limits: []string{
			"The prepaid credit is too high by what was spent since the last billing cycle closed: xAI books it then.",
			"One account reads one team; add one account for each team.",
			"SuperGrok is a subscription and not in the API's usage. Add a subscription for its price.",
		},
		CheckKey: rest.CheckKinds("xAI", kinds),
		CheckFields: func(fields map[string]string) error {
			if !slug.MatchString(fields["team"]) {
				return errors.New("a team ID has letters, digits and dashes; copy it from the console's settings")
			}
			return nil
		},
		Connect: connect,
		Meter:   metering(),
	}
}

type connector struct {
	api      *rest.Client
	team     string
	today    calendar.Day
	flat     atomic.Bool // the vendor would not group
	balanced atomic.Bool // the balance was asked for
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key, team := values.Fields["key"], values.Fields["team"]
	if key == "" {
		return nil, errors.New("xai: no key")
	}
	if !slug.MatchString(team) {
		return nil, errors.New("xai: the team ID cannot be one")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{team: team, today: values.Today, api: &rest.Client{
		Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal,
	}}, nil
}

// errQuestion is a question that the vendor does not take.
var errQuestion = fmt.Errorf("the vendor does not take this question: %w", provider.ErrAnswer)

func refusal(status int, message string) error {
	switch status {
	case http.StatusBadRequest:
		return errQuestion
	case http.StatusForbidden:
		return fmt.Errorf("a Management key of this team is needed, made in the console's settings: %w", provider.ErrScope)
	case http.StatusNotFound:
		reason := provider.ErrAnswer
		if message == "" || strings.Contains(strings.ToLower(message), "not found") {
			reason = provider.ErrScope
		}
		return fmt.Errorf("the key knows no team of this ID; compare it with the console's settings: %w", reason)
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector] on the team's usage analytics, whose days are UTC.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	if span.Empty() {
		return page, nil
	}
	entries, err := c.spend(ctx, span)
	if err != nil {
		return page, fmt.Errorf("xai: %w", err)
	}
	page.Entries, page.Read = entries, span
	if c.flat.Load() {
		page.Notes = append(page.Notes, "xAI did not tell by what it was spent; each day has one sum, which is whole.")
	}
	c.balance(ctx, &page)
	return page, nil
}

// Probe implements [provider.Connector] by asking for one day's usage, which is free.
func (c *connector) Probe(ctx context.Context) error {
	day := c.today
	if day == "" {
		day = "2026-10-01" // any will do
	}
	_, err := c.ask(ctx, calendar.Through(day, day), []string{})
	if err != nil {
		return fmt.Errorf("xai: %w", err)
	}
	return nil
}

// balance reads the prepaid credit, once: string cents, below zero where there is some left.
func (c *connector) balance(ctx context.Context, page *provider.Page) {
	if ctx.Err() != nil || c.balanced.Swap(true) {
		return
	}
	var answer struct{ Total struct{ Val json.RawMessage } }
	err := c.api.GetJSON(ctx, teamsPath+c.team+"/prepaid/balance", nil, &answer)
	var cents money.Amount
	if err == nil {
		cents, err = money.FromVendor(answer.Total.Val, money.USD)
	}
	if err != nil {
		page.Notes = append(page.Notes, fmt.Sprintf("The prepaid credit could not be read; the spend is whole (%v).", err))
		return
	}
	page.Balances = []provider.Balance{{Name: "Prepaid credit", Value: cents.Value.Neg().Shift(-2), Unit: money.USD}}
}
