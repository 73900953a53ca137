package anthropic

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
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
	costsPath = "/v1/organizations/cost_report"
	usagePath = "/v1/organizations/usage_report/messages"
)

// page is the envelope of both reports. A cursor is opaque: some look like a time.
type page[R any] struct {
	Data     []bucket[R]
	HasMore  *bool  `json:"has_more"`
	NextPage string `json:"next_page"`
}

// bucket is one UTC day.
type bucket[R any] struct {
	StartingAt time.Time `json:"starting_at"`
	EndingAt   time.Time `json:"ending_at"`
	Results    []R
}

var errShape = errors.New("the answer lacks what every page has")

// check refuses an answer that is some other JSON: {} must not read as days without cost.
func (p page[R]) check() error {
	if p.Data == nil || p.HasMore == nil {
		return fmt.Errorf("%w: %w", errShape, provider.ErrAnswer)
	}
	return nil
}

// day returns the day that b is, which must be the next one: the vendor leaves none out.
func (b bucket[R]) day(next calendar.Day) (calendar.Day, error) {
	day := calendar.DayOf(b.StartingAt)
	switch {
	case !b.StartingAt.Equal(day.Start()) || !b.EndingAt.Equal(day.End()):
		return "", fmt.Errorf("a bucket from %s to %s is no UTC day: %w", b.StartingAt, b.EndingAt, provider.ErrAnswer)
	case day != next:
		return "", fmt.Errorf("a bucket of %s where %s was to come: %w", day, next, provider.ErrAnswer)
	case b.Results == nil:
		return "", fmt.Errorf("%s: %w: %w", day, errShape, provider.ErrAnswer)
	}
	return day, nil
}

// query asks for span and the day after it, which [unpack] drops: the vendor returns buckets
// "that end before" ending_at, and whether the last day of a span ends before the span does
// is not said.
func query(span calendar.Span, groups ...string) url.Values {
	q := url.Values{
		"starting_at":  {span.Start.Start().Format(time.RFC3339)},
		"ending_at":    {span.End.Add(1).Start().Format(time.RFC3339)},
		"bucket_width": {"1d"},
		"limit":        {"31"},
	}
	for _, group := range groups {
		q.Add("group_by[]", group)
	}
	return q
}

// read walks the pages of span and calls each for its results. It returns the days that were
// read whole, which are the first ones of span.
func read[R any](
	ctx context.Context, c *connector, path string, asked url.Values, span calendar.Span, each func(calendar.Day, R) error,
) (calendar.Span, error) {
	done := calendar.Span{Start: span.Start, End: span.Start}
	err := rest.Walk(func(cursor string) (bool, string, error) {
		if cursor != "" {
			asked.Set("page", cursor)
		}
		var answer page[R]
		if err := c.api.GetJSON(ctx, path, asked, &answer); err != nil {
			return false, "", err
		}
		end, err := unpack(answer, done.End, span.End, each)
		if err != nil {
			return false, "", fmt.Errorf("GET %s: %w", path, err)
		}
		done.End = end
		return *answer.HasMore, answer.NextPage, nil
	})
	switch {
	case err != nil:
		return done, err
	case done.End == c.today:
		return done, nil // today is not there yet, and nobody says that it cost nothing
	case done.End < span.End:
		return done, fmt.Errorf("GET %s: the days from %s on are not in the answer: %w", path, done.End, provider.ErrAnswer)
	}
	return span, nil
}

func unpack[R any](p page[R], next, end calendar.Day, each func(calendar.Day, R) error) (calendar.Day, error) {
	if err := p.check(); err != nil {
		return "", err
	}
	for _, b := range p.Data {
		day, err := b.day(next)
		if err != nil {
			return "", err
		}
		if day == end {
			continue // one more than was wanted; whatever comes after it is not the next day
		}
		for _, result := range b.Results {
			if err := each(day, result); err != nil {
				return "", fmt.Errorf("%s: %w: %w", day, err, provider.ErrAnswer)
			}
		}
		next = day.Add(1)
	}
	return next, nil
}

// cost is one line of a day's bill. Every dimension may be null.
type cost struct {
	Amount        json.RawMessage // cents: a decimal string, or a number
	Currency      string
	Description   string
	Model         string
	TokenType     string `json:"token_type"`
	CostType      string `json:"cost_type"`
	ServiceTier   string `json:"service_tier"`
	ContextWindow string `json:"context_window"`
	InferenceGeo  string `json:"inference_geo"`
	WorkspaceID   string `json:"workspace_id"`
}

// costs returns the bill of span, whether any of it speaks of Priority Tier, and the days of
// it that were read whole.
func (c *connector) costs(ctx context.Context, span calendar.Span) (entries []ledger.Entry, priority bool, whole calendar.Span, err error) {
	entries = []ledger.Entry{}
	whole, err = read(ctx, c, costsPath, query(span, "workspace_id", "description"), span, func(day calendar.Day, r cost) error {
		e, err := entry(day, r)
		entries = append(entries, e)
		priority = priority || isPriority(r.ServiceTier)
		return err
	})
	kept := slices.DeleteFunc(entries, func(e ledger.Entry) bool { return !whole.Contains(e.Day) })
	return kept, priority, whole, err
}

func entry(day calendar.Day, r cost) (ledger.Entry, error) {
	currency := r.Currency
	if currency == "" {
		currency = money.USD
	}
	amount, err := fromCents(r.Amount, currency)
	if err != nil {
		return ledger.Entry{}, err
	}
	line := r.Description
	if line == "" {
		line = "All usage"
	}
	return ledger.Entry{Day: day, Item: item(r, amount.Currency), Amount: amount, Line: line, Model: r.Model, Project: r.WorkspaceID}, nil
}

// fromCents reads an amount in hundredths of its currency, rounded to the nano-unit.
func fromCents(raw json.RawMessage, currency string) (money.Amount, error) {
	cents := rest.Decimal(raw)
	if cents == "" {
		return money.Amount{}, fmt.Errorf("%w: no number of cents", money.ErrNotAmount)
	}
	d, err := decimal.NewFromString(cents)
	if err != nil {
		return money.Amount{}, money.ErrNotAmount
	}
	return money.FromVendor(json.RawMessage(d.Shift(-2).String()), currency)
}

// item names an entry by all that the costs are told apart by, each part escaped.
func item(r cost, currency string) string {
	parts := []string{r.Description, r.Model, r.TokenType, r.CostType, r.ServiceTier, r.ContextWindow, r.InferenceGeo, r.WorkspaceID}
	if currency != money.USD {
		parts = append(parts, currency)
	}
	for i := range parts {
		parts[i] = url.QueryEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

func isPriority(tier string) bool { return strings.HasPrefix(tier, "priority") }

// used is what one key used of one model on one day. Unlike [ledger.Usage], the vendor's input
// does not include what was read from or written to the cache.
type used struct {
	Model                string
	WorkspaceID          string `json:"workspace_id"`
	APIKeyID             string `json:"api_key_id"`
	ServiceTier          string `json:"service_tier"`
	UncachedInputTokens  int64  `json:"uncached_input_tokens"`
	CacheReadInputTokens int64  `json:"cache_read_input_tokens"`
	OutputTokens         int64  `json:"output_tokens"`
	CacheCreation        struct {
		Ephemeral1h int64 `json:"ephemeral_1h_input_tokens"`
		Ephemeral5m int64 `json:"ephemeral_5m_input_tokens"`
	} `json:"cache_creation"`
	ServerToolUse struct {
		WebSearchRequests int64 `json:"web_search_requests"`
	} `json:"server_tool_use"`
}

// usage returns the tokens of span, nil beside an error, and whether Priority Tier was used,
// whose cost no report has.
func (c *connector) usage(ctx context.Context, span calendar.Span) (all []ledger.Usage, priority bool, err error) {
	all = []ledger.Usage{}
	asked := query(span, "api_key_id", "workspace_id", "model", "service_tier")
	_, err = read(ctx, c, usagePath, asked, span, func(day calendar.Day, u used) error {
		all = append(all, u.usage(day)...)
		priority = priority || isPriority(u.ServiceTier)
		return nil
	})
	if err != nil {
		return nil, priority, err
	}
	return all, priority, nil
}

func (u used) usage(day calendar.Day) []ledger.Usage {
	written := u.CacheCreation.Ephemeral1h + u.CacheCreation.Ephemeral5m
	tokens := ledger.Usage{
		Day: day, Kind: "messages", Model: u.Model, Project: u.WorkspaceID, Key: u.APIKeyID,
		InputTokens:  u.UncachedInputTokens + u.CacheReadInputTokens + written,
		CachedTokens: u.CacheReadInputTokens, CacheWriteTokens: written, OutputTokens: u.OutputTokens,
	}
	if u.ServerToolUse.WebSearchRequests == 0 {
		return []ledger.Usage{tokens}
	}
	return []ledger.Usage{tokens, {
		Day: day, Kind: "web_search", Model: u.Model, Project: u.WorkspaceID, Key: u.APIKeyID, OtherUnits: u.ServerToolUse.WebSearchRequests,
	}}
}
