// Package relay reads what an OpenAI-compatible relay (one-api, new-api and their kin) charged,
// from the billing interface that OpenAI gave up and relays kept: cents, by day where the relay
// tells days.
//
// The package refuses to take a total for what was spent in a span before it is proven that
// the relay looks at dates. Many do not: whatever days are asked for, they answer all that was
// ever used. It refuses lines that do not add up to the total beside them.
//
// # Why a day in 2020 is asked for
//
// A relay that names a total for a day before there were any has not looked at the day. Its
// figures tell what is left of a limit, and nothing of days: the account is a gap.
//
// # Why one day is asked for without width
//
// Whether end_date belongs to the span is said nowhere. A span from a day to itself is empty
// where it does not, and that day where it does. It is asked for at the first days that have
// any spend, for an empty day tells nothing. Each day is then asked for alone, and the days
// must add up to the total over all of them; without today, which grows in between.
//
// Sources: the shapes as github.com/QuantumNous/new-api and github.com/songquanpeng/one-api
// answer them, and as OpenAI did until 2023. Read 2026-11-23. UNVERIFIED, and guarded as said
// above: that relays honour dates at all, to which day end_date belongs, and that their days
// are UTC days.
package relay

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	usagePath        = "/v1/dashboard/billing/usage"
	subscriptionPath = "/v1/dashboard/billing/subscription"
	about            = "https://github.com/QuantumNous/new-api"
	// ancient is a day on which nobody can have spent anything.
	ancient calendar.Day = "2020-01-01"
)

// unlimited is the hard limit, in dollars, of a key that has none.
var unlimited = decimal.NewFromInt(100_000_000)

//go:embed icon.svg
var icon []byte

// Descriptor describes a relay.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "relay", Name: "OpenAI-compatible relay", Icon: icon,
		Fields: []provider.Field{{
			Name: "key", Label: "Key", Secret: true, Link: about,
			Help: "A key that the relay issued. The relay's address goes into the base URL, without /v1 at its end.",
		}},
		Keys: []provider.KeyKind{{
			Name: "relay's own key", Spend: true, Link: about,
			Reads: "what the relay charged for it, where the relay tells days; otherwise what is left of its limit",
		}},
		Sources: []ledger.Basis{ledger.Billed, ledger.Imported, ledger.Metered},
		History: 3, // a relay may have to be asked for each day alone
		// Relays say nothing of revisions; this figure is ours.
		SettlesAfter: 48 * time.Hour,
		MaxSpan:      31,
		Currency:     money.USD,
		Reads:        "A key of the relay reads what the relay charged for it, by day where the relay tells days.",
		Limits: []string{
			"Many relays answer one total for all time, whatever days they are asked for. Outlay then shows what is left of the limit, and no spend.",
			"A relay counts in dollars by its own prices, which are not those of the services behind it. One that is set to show another currency cannot be told from one that shows dollars.",
			"The days are the relay's own. That they are UTC days is not said by all.",
		},
		NeedsBaseURL: true,
		CheckKey:     checkKey,
		Connect:      connect,
	}
}

// checkKey takes whatever can stand in a header: relays issue keys of every form, and some
// take those of the services behind them.
func checkKey(key string) error {
	if key == "" {
		return errors.New("the key is empty")
	}
	for _, r := range key {
		if r <= ' ' || r >= 0x7f {
			return errors.New("the key holds a character that no key has; copy it again, in one piece")
		}
	}
	return nil
}

type connector struct {
	api   *rest.Client
	today calendar.Day
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	switch {
	case key == "":
		return nil, errors.New("relay: no key")
	case values.BaseURL == "":
		return nil, errors.New("relay: no base URL")
	}
	return &connector{today: values.Today, api: &rest.Client{
		Base: values.BaseURL, HTTP: client, Auth: rest.Bearer(key), Secret: key,
	}}, nil
}

// Requests returns how many requests were sent.
func (c *connector) Requests() int { return c.api.Requests() }

var errTimeless = fmt.Errorf("the relay answers one total whatever days it is asked for: %w", provider.ErrUnpublished)

// Fetch implements [provider.Connector]: the whole span or nothing of it. A relay that does not
// look at dates is answered by [provider.ErrUnpublished], beside what is left of its limit.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	if span.Empty() {
		return provider.Page{Read: span}, nil
	}
	entries, total, err := c.read(ctx, span)
	if err == nil {
		return provider.Page{Entries: entries, Read: span}, nil
	}
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	if errors.Is(err, errTimeless) {
		page.Notes = []string{"This relay answers the total of all time for any day, so what was spent when is unknown."}
		c.left(ctx, total, &page)
	}
	return page, fmt.Errorf("relay: %w", err)
}

// read returns the entries of span; beside errTimeless the total of all time, in cents.
func (c *connector) read(ctx context.Context, span calendar.Span) ([]ledger.Entry, decimal.Decimal, error) {
	if c.today == "" {
		return nil, decimal.Zero, errors.New("it was not said which day it is")
	}
	answer, err := c.ask(ctx, span.Start, span.End)
	if err != nil {
		return nil, decimal.Zero, err
	}
	if len(answer.Days) > 0 {
		entries, err := answer.lines(span)
		if err != nil {
			err = fmt.Errorf("GET %s: %w: %w", usagePath, err, provider.ErrAnswer)
		}
		return entries, decimal.Zero, err
	}
	entries, err := c.byDay(ctx, span, answer.total)
	return entries, answer.total, err
}

// Probe implements [provider.Connector] by a day in 2020, which is free, and tells whether the
// relay looks at dates.
func (c *connector) Probe(ctx context.Context) error {
	answer, err := c.ask(ctx, ancient, ancient.Add(1))
	if err == nil && len(answer.Days) == 0 && !answer.total.IsZero() {
		err = errTimeless
	}
	if err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	return nil
}

// left adds what is left of the key's limit, where it has one: total is all that was ever used,
// in cents.
func (c *connector) left(ctx context.Context, total decimal.Decimal, page *provider.Page) {
	var answer struct {
		HardLimit rawNumber `json:"hard_limit_usd"`
	}
	err := c.api.GetJSON(ctx, subscriptionPath, nil, &answer)
	limit, ok := answer.HardLimit.decimal()
	switch {
	case err == nil && !ok:
		err = fmt.Errorf("GET %s: the answer has no limit: %w", subscriptionPath, provider.ErrAnswer)
		fallthrough
	case err != nil:
		page.Notes = append(page.Notes, fmt.Sprintf("What is left of its limit could not be read (%v).", err))
	case limit.LessThan(unlimited):
		page.Balances = []provider.Balance{{Name: "Left of the hard limit", Value: limit.Sub(total.Shift(-2)), Unit: money.USD}}
	}
}
