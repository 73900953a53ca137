package cursor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	eventsPath = "/teams/filtered-usage-events"
	pageSize   = 100
	// mostPages is how many pages a question about several days may have before it is asked
	// for each day alone.
	mostPages = 3
)

// question asks for events; the dates are milliseconds since 1970.
type question struct {
	StartDate int64 `json:"startDate"`
	EndDate   int64 `json:"endDate"`
	Page      int   `json:"page"` // the first is 1
	PageSize  int   `json:"pageSize"`
}

// answer is a page of events.
type answer struct {
	Count      *int64 `json:"totalUsageEventsCount"` // on all pages
	Pagination *struct {
		NumPages    int
		CurrentPage int
		HasNextPage *bool
	}
	Events []event `json:"usageEvents"`
}

// event is one request. Its tokens exclude each other; charged cents are the model's price and
// Cursor's fee together.
type event struct {
	Timestamp    json.RawMessage // milliseconds, as a string
	Model        string
	Kind         string // "Usage-based", "Included in Business"
	ChargedCents json.RawMessage
	IsChargeable *bool
	UserEmail    string
	TokenUsage   struct{ InputTokens, OutputTokens, CacheWriteTokens, CacheReadTokens int64 }
}

var errShape = errors.New("the answer lacks what every page has")

// read adds the days of span to page: by one question, or by one a day where that has more
// than a few pages. Days that were read whole are in page.Read, also beside an error.
func (c *connector) read(ctx context.Context, span calendar.Span, page *provider.Page) error {
	first, err := c.ask(ctx, span, 1)
	if err != nil {
		return err
	}
	if first.Pagination.NumPages > mostPages && span.Len() > 1 {
		for _, day := range span.Days() {
			if err := c.read(ctx, calendar.Through(day, day), page); err != nil {
				return err
			}
		}
		return nil
	}
	events, err := c.all(ctx, span, first)
	if err != nil {
		return err
	}
	days := bill{charged: map[place]*sum{}, used: map[place]*ledger.Usage{}}
	for _, e := range events {
		if err := days.add(e, span); err != nil {
			return fmt.Errorf("POST %s: %w: %w", eventsPath, err, provider.ErrAnswer)
		}
	}
	if err := days.into(page); err != nil {
		return fmt.Errorf("POST %s: %w: %w", eventsPath, err, provider.ErrAnswer)
	}
	page.Read.End = span.End
	return nil
}

// all reads the pages behind the first one, and returns the events of all.
func (c *connector) all(ctx context.Context, span calendar.Span, first answer) ([]event, error) {
	events, count := first.Events, *first.Count
	err := rest.Walk(func(cursor string) (bool, string, error) {
		page, number := first, 1
		if cursor != "" {
			var err error
			number, _ = strconv.Atoi(cursor) // our own
			if page, err = c.ask(ctx, span, number); err != nil {
				return false, "", err
			}
			events = append(events, page.Events...)
		}
		more := *page.Pagination.HasNextPage
		if *page.Count != count || int64(len(events)) > count || (more && len(page.Events) == 0) {
			return false, "", miscounted(len(events), *page.Count)
		}
		return more, strconv.Itoa(number + 1), nil
	})
	if err == nil && int64(len(events)) != count {
		err = miscounted(len(events), count)
	}
	return events, err
}

func miscounted(events int, count int64) error {
	return fmt.Errorf("POST %s: %d events were read, and the vendor counts %d: %w", eventsPath, events, count, provider.ErrAnswer)
}

// ask asks for a page of the events of span.
func (c *connector) ask(ctx context.Context, span calendar.Span, page int) (answer, error) {
	asked := question{span.Start.Start().UnixMilli(), span.End.Start().UnixMilli() - 1, page, pageSize}
	var a answer
	if err := c.api.PostJSON(ctx, eventsPath, nil, asked, &a); err != nil {
		return a, err
	}
	if a.Count == nil || a.Events == nil || a.Pagination == nil || a.Pagination.HasNextPage == nil {
		return a, fmt.Errorf("POST %s: %w: %w", eventsPath, errShape, provider.ErrAnswer)
	}
	if current := a.Pagination.CurrentPage; current != 0 && current != page {
		return a, fmt.Errorf("POST %s: asked for page %d, got page %d: %w", eventsPath, page, current, provider.ErrAnswer)
	}
	return a, nil
}

// bill adds events up: what was charged by day, person, model and kind, and what was used by
// all of these but the kind. The order is that of the first event of each.
type bill struct {
	charges, uses []place
	charged       map[place]*sum
	used          map[place]*ledger.Usage
}

type place struct {
	day               calendar.Day
	user, model, kind string
}

type sum struct {
	cents  decimal.Decimal
	events int64
}

// add adds an event, which must be of one of span's days. One that is not charged was used
// all the same.
func (b *bill) add(e event, span calendar.Span) error {
	ms, err := strconv.ParseInt(strings.Trim(string(e.Timestamp), `"`), 10, 64)
	if err != nil {
		return errors.New("an event without a time")
	}
	day := calendar.DayOf(time.UnixMilli(ms))
	if !span.Contains(day) {
		return fmt.Errorf("an event of %s, which was not asked for", day)
	}
	b.use(place{day: day, user: e.UserEmail, model: e.Model}, e)
	if e.IsChargeable != nil && !*e.IsChargeable {
		return nil
	}
	cents, err := money.FromVendor(e.ChargedCents, money.USD)
	if err != nil {
		return fmt.Errorf("what an event of %s is charged: %w", day, err)
	}
	at := place{day, e.UserEmail, e.Model, e.Kind}
	s, ok := b.charged[at]
	if !ok {
		s = &sum{}
		b.charges, b.charged[at] = append(b.charges, at), s
	}
	s.cents, s.events = s.cents.Add(cents.Value), s.events+1
	return nil
}

func (b *bill) use(at place, e event) {
	u, ok := b.used[at]
	if !ok {
		u = &ledger.Usage{Day: at.day, Kind: "requests", Model: at.model, Project: at.user}
		b.uses, b.used[at] = append(b.uses, at), u
	}
	t := e.TokenUsage
	u.InputTokens += t.InputTokens + t.CacheWriteTokens + t.CacheReadTokens
	u.CachedTokens += t.CacheReadTokens
	u.CacheWriteTokens += t.CacheWriteTokens
	u.OutputTokens += t.OutputTokens
	u.Requests++
}

// into adds what was charged and used to page.
func (b *bill) into(page *provider.Page) error {
	for _, at := range b.uses {
		page.Usage = append(page.Usage, *b.used[at])
	}
	for _, at := range b.charges {
		s := b.charged[at]
		amount := money.Amount{Value: s.cents.Shift(-2), Currency: money.USD}.Round()
		if _, err := amount.Nanos(); err != nil {
			return fmt.Errorf("%s: %w", at.day, err)
		}
		page.Entries = append(page.Entries, ledger.Entry{
			Day: at.day, Item: at.name(), Amount: amount, Line: at.line(), Model: at.model, Project: at.user,
			Quantity: strconv.FormatInt(s.events, 10), Unit: "requests",
		})
	}
	return nil
}

// name tells lines of one day apart, each part escaped.
func (p place) name() string {
	return strings.Join([]string{url.QueryEscape(p.kind), url.QueryEscape(p.model), url.QueryEscape(p.user)}, "/")
}

func (p place) line() string {
	switch {
	case p.kind != "" && p.model != "":
		return p.model + ", " + p.kind
	case p.model != "":
		return p.model
	case p.kind != "":
		return p.kind
	}
	return "All usage"
}
