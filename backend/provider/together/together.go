// Package together reads what an organization spends on Together AI, from the vendor's
// billing usage: line items in dollars, as decimal strings, by UTC day, a month at a time.
//
// The package refuses to call a day free that the vendor has not finalized: the answer says
// from when until when it reaches, and only days inside were read. Today is never among them.
//
// # Why a gap may stay between two months
//
// A month that is over may be behind by a day while the new one is already told. Days between
// the two were not read; of the two runs of days the newer one is kept, and the older one is
// asked for again on the next sync.
//
// # Why 404 is a matter of the plan
//
// The vendor enables this interface per organization, and answers 404 to all others. A 404 in
// other words than "not found" is not understood, and said to be so.
//
// Sources: docs.together.ai/reference/billing-usage, in beta; read 2026-11-23. The order of
// windows, how far back months reach, and the words of refusals are said nowhere.
package together

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host      = "https://api.together.ai"
	keyPage   = "https://api.together.ai/settings/api-keys"
	usagePath = "/v1/billing/usage"
)

//go:embed icon.svg
var icon []byte

// kinds are Together's keys: the form of none is documented.
var kinds = []provider.KeyKind{{
	Name: "API key", Spend: true, Link: keyPage,
	Reads: "the billing usage of its whole organization, where Together enabled that",
}}

// Descriptor describes Together AI.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "together", Name: "Together AI", Icon: icon,
		Fields: []provider.Field{
			{
				Name: "key", Label: "API key", Secret: true, Link: keyPage,
				Help: "A key of any project reads the whole organization's billing usage. Together enables that on request: " +
					"where it is not enabled, write to Together's support first.",
			},
			{
				Name: "organization", Label: "Organization ID", Optional: true, Link: "https://api.together.ai/settings/organization",
				Help: "Leave it empty for the organization of the key. Together will require it once this leaves beta.",
			},
		},
		Keys:    kinds,
		Sources: []ledger.Basis{ledger.Billed},
		History: 12, // how far back the vendor answers is not said
		// Months that are over lag up to 24 hours; two days more are ours.
		SettlesAfter: 72 * time.Hour,
		MaxSpan:      31, // one or two months, a request each
		Delay:        1,  // a day is told once it is over
		Currency:     money.USD,
		Reads:        "An API key of any project reads the billing usage of the whole organization, where Together enabled it (beta).",
		Limits: []string{
			"Billing usage is in beta and enabled per organization: ask Together's support for it.",
			"A day's spend is told when the day is over; today is not there.",
			"How much credit is left can be read by no key.",
		},
		CheckKey: rest.CheckKinds("Together AI", kinds),
		Connect:  connect,
	}
}

type connector struct {
	api          *rest.Client
	organization string
	today        calendar.Day
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("together: no key")
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	return &connector{organization: values.Fields["organization"], today: values.Today, api: &rest.Client{
		Base: base, HTTP: client, Auth: rest.Bearer(key), Secret: key, Refusal: refusal,
	}}, nil
}

func refusal(status int, message string) error {
	switch status {
	case http.StatusForbidden:
		return fmt.Errorf("the key may not read this organization's billing usage; compare the organization ID: %w", provider.ErrScope)
	case http.StatusNotFound:
		reason := provider.ErrAnswer
		if message == "" || strings.Contains(strings.ToLower(message), "not found") {
			reason = provider.ErrPlan
		}
		return fmt.Errorf("billing usage is in beta and enabled per organization, ask Together's support for it: %w", reason)
	}
	return nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

// query asks for the windows of one month.
func (c *connector) query(month calendar.Day, limit string) url.Values {
	asked := url.Values{"month": {string(month[:len("2026-06")])}, "granularity": {"day"}, "limit": {limit}}
	if c.organization != "" {
		asked.Set("organization_id", c.organization)
	}
	return asked
}

// Fetch implements [provider.Connector] on the months that span lies in, the oldest first.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	for start := span.Start; start < span.End; start = calendar.Month(start).End {
		entries, told, err := c.month(ctx, calendar.Month(start))
		if err != nil {
			return page, fmt.Errorf("together: %w", err)
		}
		told = told.Intersect(span)
		if told.Empty() {
			continue
		}
		if told.Start != page.Read.End {
			page.Entries, page.Read = nil, calendar.Span{Start: told.Start, End: told.Start}
		}
		page.Read.End = told.End
		for _, e := range entries {
			if told.Contains(e.Day) {
				page.Entries = append(page.Entries, e)
			}
		}
	}
	return page, nil
}

// Probe implements [provider.Connector] by asking for one window of this month, which is free.
func (c *connector) Probe(ctx context.Context) error {
	month := c.today
	if month == "" {
		month = "2026-06-01" // the month of the vendor's own example
	}
	var answer usage
	err := c.api.GetJSON(ctx, usagePath, c.query(month, "1"), &answer)
	if err == nil && answer.Data == nil {
		err = fmt.Errorf("GET %s: %w: %w", usagePath, errShape, provider.ErrAnswer)
	}
	if err != nil {
		return fmt.Errorf("together: %w", err)
	}
	return nil
}
