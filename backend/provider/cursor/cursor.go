// Package cursor reads what a team is charged for requests in Cursor: the charged cents of
// each usage event, by UTC day, model and person.
//
// Amounts are cents with a fraction, and become dollars once, after a day's events of one line
// are added up. The package refuses an event that may be charged and does not say how much,
// an event outside of the days that were asked for, and a list that is longer or shorter than
// the vendor's own count of it: each would be a total that is silently wrong.
//
// # Why ten days at a time, and single days where much happened
//
// The vendor takes twenty questions a minute and answers a hundred events each. Events come
// in no documented order, so days are whole only when all pages of a question were read: the
// fewer a question has, the more is kept where the vendor asks to wait.
//
// # Why the end of a question is a millisecond early
//
// Whether endDate is included is not documented. A millisecond before midnight, it does not
// matter: no event lies in between, and none is told twice.
//
// # Why people are projects
//
// Teams ask who spent it, and Cursor knows no projects. The person's e-mail address is what
// the vendor calls them by; it is stored with the entries, and the form says so.
//
// Sources: cursor.com/docs/account/teams/admin-api, read 2026-08-22 and 2026-11-23, for the
// question, its pages and limits; docs.getdx.com/schema/cursor_cost_breakdowns and
// docs.costory.io/setup/billing/cursor, read 2026-11-23, for chargedCents and isChargeable.
// How far back events reach, and how long they are revised, is said nowhere.
package cursor

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host    = "https://api.cursor.com"
	keyPage = "https://cursor.com/dashboard/api"
	// window is how many days one question asks for.
	window = 10
)

//go:embed icon.svg
var icon []byte

// kinds are Cursor's keys. Newer ones of both kinds begin with crsr_ and older ones with key_,
// so only the kind that is wanted has a form.
var kinds = []provider.KeyKind{
	{Name: "Admin API key", Prefix: "key_", Spend: true, Link: keyPage, Reads: "what the whole team is charged, by day, model and person"},
	{Name: "Admin API key of the newer form", Prefix: "crsr_", Spend: true, Link: keyPage, Reads: "what the whole team is charged, by day, model and person"},
	{Name: "user API key", Link: "https://cursor.com/dashboard/integrations", Reads: "no spend; it may begin in the same way"},
}

// Descriptor describes Cursor.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "cursor", Name: "Cursor", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "Admin API key", Secret: true, Link: keyPage,
			Help: "Made by a team's admin in the dashboard, under team API keys; read-only is enough. The key of a person alone " +
				"cannot read spend. Outlay stores each person's e-mail address beside what that person spent.",
		}},
		Keys:         kinds,
		Sources:      []ledger.Basis{ledger.Billed},
		History:      13,             // how far back the vendor answers is not said
		SettlesAfter: 72 * time.Hour, // ours: the vendor publishes no figure
		MaxSpan:      30,             // the vendor's own limit for its daily report
		Currency:     money.USD,
		Reads: "An Admin API key reads what the team's requests were charged, by day, model and person. People are named by " +
			"their e-mail addresses.",
		Limits: []string{
			"The price of seats, taxes and adjustments are not in the events. Add a subscription for the seats.",
			"Requests that the plan includes are not charged, and cost nothing here; their tokens are shown.",
			"Only a team has Admin API keys: what Pro and Ultra use up can be read by no key. Add a subscription for their price.",
			"Cursor answers some twenty questions a minute, of a hundred requests each. A team's first sync may take several rounds, " +
				"and a day of many thousands of requests may not be readable.",
		},
		CheckKey: rest.CheckKinds("Cursor", kinds),
		Connect:  connect,
	}
}

type connector struct {
	api   *rest.Client
	today calendar.Day
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("cursor: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	auth := func(r *http.Request) { r.SetBasicAuth(key, "") }
	return &connector{today: values.Today, api: &rest.Client{
		Base: base, HTTP: client, Auth: auth, Secret: key, Refusal: refusal,
	}}, nil
}

func refusal(status int, _ string) error {
	if status == http.StatusForbidden {
		return fmt.Errorf("an Admin API key is needed, which a team's admin makes in the dashboard: %w", provider.ErrScope)
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// Fetch implements [provider.Connector] on usage events, the oldest days first.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}, Usage: []ledger.Usage{}}
	for page.Read.End < span.End {
		asked := calendar.Span{Start: page.Read.End, End: min(page.Read.End.Add(window), span.End)}
		if err := c.read(ctx, asked, &page); err != nil {
			return page, fmt.Errorf("cursor: %w", err)
		}
	}
	return page, nil
}

// Probe implements [provider.Connector] by asking for the events of one day, which is free.
func (c *connector) Probe(ctx context.Context) error {
	day := c.today
	if day == "" {
		day = "2026-10-01" // any will do
	}
	if _, err := c.ask(ctx, calendar.Through(day, day), 1); err != nil {
		return fmt.Errorf("cursor: %w", err)
	}
	return nil
}
