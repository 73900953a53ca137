package xai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
)

// series is what one group spent, a point a day.
type series struct {
	Group  []string
	Labels []string `json:"groupLabels"`
	Points []point  `json:"dataPoints"`
}

// point is one UTC day. Values are what was asked for: one sum, in dollars.
type point struct {
	Timestamp time.Time
	Values    []json.RawMessage
}

var (
	errShape = errors.New("the answer lacks what every one has")
	errCut   = fmt.Errorf("the vendor cut the answer short: %w", provider.ErrAnswer)
)

// spend returns what was spent in span, by description unless the vendor would not group.
func (c *connector) spend(ctx context.Context, span calendar.Span) ([]ledger.Entry, error) {
	groups := []string{"description"}
	if c.flat.Load() {
		groups = []string{}
	}
	all, err := c.ask(ctx, span, groups)
	if len(groups) > 0 && (errors.Is(err, errQuestion) || errors.Is(err, errCut)) {
		c.flat.Store(true)
		all, err = c.ask(ctx, span, []string{})
	}
	if err != nil {
		return nil, err
	}
	entries, seen := []ledger.Entry{}, map[string]bool{}
	for _, s := range all {
		if seen[s.item()] {
			return nil, fmt.Errorf("usage: two series of one group: %w", provider.ErrAnswer)
		}
		seen[s.item()] = true
		if entries, err = s.read(span, entries); err != nil {
			return nil, fmt.Errorf("usage: %w: %w", err, provider.ErrAnswer)
		}
	}
	return entries, nil
}

// ask asks for the dollars of span by day and groups.
func (c *connector) ask(ctx context.Context, span calendar.Span, groups []string) ([]series, error) {
	type object = map[string]any
	question := object{"analyticsRequest": object{
		"timeRange": object{
			"startTime": span.Start.Start().Format(time.DateTime),
			"endTime":   span.Last().End().Add(-time.Second).Format(time.DateTime),
			"timezone":  "Etc/GMT",
		},
		"timeUnit": "TIME_UNIT_DAY",
		"values":   []object{{"name": "usd", "aggregation": "AGGREGATION_SUM"}},
		"groupBy":  groups,
		"filters":  []string{},
	}}
	var answer struct {
		Series       []series `json:"timeSeries"`
		LimitReached bool
	}
	path := teamsPath + c.team + "/usage"
	if err := c.api.PostJSON(ctx, path, nil, question, &answer); err != nil {
		return nil, err
	}
	switch {
	case answer.Series == nil:
		return nil, fmt.Errorf("POST %s: %w: %w", path, errShape, provider.ErrAnswer)
	case answer.LimitReached:
		return nil, fmt.Errorf("POST %s: %w", path, errCut)
	}
	return answer.Series, nil
}

// read appends the days of s on which something was spent.
func (s series) read(span calendar.Span, entries []ledger.Entry) ([]ledger.Entry, error) {
	if s.Points == nil {
		return nil, errShape
	}
	seen := map[calendar.Day]bool{}
	for _, p := range s.Points {
		day := calendar.DayOf(p.Timestamp)
		switch {
		case !p.Timestamp.Equal(day.Start()):
			return nil, fmt.Errorf("%s is no UTC day", p.Timestamp)
		case !span.Contains(day):
			return nil, fmt.Errorf("%s is none of the days that were asked for", day)
		case seen[day]:
			return nil, fmt.Errorf("%s comes twice", day)
		case len(p.Values) != 1:
			return nil, fmt.Errorf("%s has %d sums: %w", day, len(p.Values), errShape)
		}
		seen[day] = true
		amount, err := money.FromVendor(p.Values[0], money.USD)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", day, err)
		}
		if !amount.Value.IsZero() { // days are filled up with zeros
			entries = append(entries, ledger.Entry{Day: day, Item: s.item(), Amount: amount, Line: s.line()})
		}
	}
	return entries, nil
}

// item names a series by its group, each part escaped: none reads as that of all.
func (s series) item() string {
	parts := make([]string, len(s.Group))
	for i, part := range s.Group {
		parts[i] = url.QueryEscape(part)
	}
	if item := strings.Join(parts, "/"); item != "" {
		return item
	}
	return "(all)"
}

func (s series) line() string {
	for _, words := range [][]string{s.Labels, s.Group} {
		if line := strings.Join(words, ", "); line != "" {
			return line
		}
	}
	return "All usage"
}
