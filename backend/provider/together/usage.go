package together

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

// usage is a page of one month's windows, and how far the month is told.
type usage struct {
	Period   string     `json:"billing_period"` // 2026-06
	Currency string     // USD
	From     *time.Time `json:"earliest_window_start"`
	Until    *time.Time `json:"latest_window_end"`
	Data     []window
	Next     string `json:"next_cursor"`
	HasMore  bool   `json:"has_more"` // in an older draft of the interface
}

// window is one UTC day.
type window struct {
	Date  string
	Start time.Time `json:"start_time"`
	End   time.Time `json:"end_time"`
	Items []item    `json:"line_items"`
}

// item is one line of the bill. Its name is for display; what tells lines apart are the
// dimensions and attributes beside it.
type item struct {
	Product    string                     `json:"product_name"`
	Quantity   json.RawMessage            // a decimal string
	Cost       json.RawMessage            // dollars, a decimal string
	Dimensions map[string]json.RawMessage `json:"pricing_dimensions"`
	Attributes map[string]json.RawMessage
}

var errShape = errors.New("the answer lacks what every page has")

// told returns the whole days of a month that the page says it reaches over.
func (u usage) told(month calendar.Span) (calendar.Span, error) {
	switch {
	case u.Data == nil:
		return month, errShape
	case u.Period != "" && u.Period != string(month.Start[:len("2026-06")]):
		return month, fmt.Errorf("the answer is of %.10q", u.Period)
	case u.From == nil || u.Until == nil:
		return calendar.Span{Start: month.Start, End: month.Start}, nil // none yet
	}
	from := calendar.DayOf(*u.From)
	if !u.From.Equal(from.Start()) {
		from = from.Add(1)
	}
	return calendar.Span{Start: from, End: calendar.DayOf(*u.Until)}.Intersect(month), nil
}

// month returns the entries of a month and the days of it that the vendor has finalized.
func (c *connector) month(ctx context.Context, month calendar.Span) ([]ledger.Entry, calendar.Span, error) {
	var entries []ledger.Entry
	told, seen := month, map[calendar.Day]bool{}
	asked := c.query(month.Start, "100")
	err := rest.Walk(func(cursor string) (bool, string, error) {
		if cursor != "" {
			asked.Set("after", cursor)
		}
		var page usage
		if err := c.api.GetJSON(ctx, usagePath, asked, &page); err != nil {
			return false, "", err
		}
		reach, err := page.told(month)
		told = told.Intersect(reach)
		for i := 0; err == nil && i < len(page.Data); i++ {
			err = page.Data[i].read(page.Currency, reach, seen, &entries)
		}
		if err != nil {
			return false, "", fmt.Errorf("GET %s: %s: %w: %w", usagePath, asked.Get("month"), err, provider.ErrAnswer)
		}
		return page.Next != "" || page.HasMore, page.Next, nil
	})
	return entries, told, err
}

// read adds a window's entries, where it is a day in reach that was not seen yet.
func (w window) read(currency string, reach calendar.Span, seen map[calendar.Day]bool, entries *[]ledger.Entry) error {
	day := calendar.DayOf(w.Start)
	switch {
	case !w.Start.Equal(day.Start()) || !w.End.Equal(day.End()) || (w.Date != "" && w.Date != string(day)):
		return fmt.Errorf("a window from %s to %s, dated %.10q, is no UTC day", w.Start, w.End, w.Date)
	case !reach.Contains(day):
		return fmt.Errorf("%s is outside of what the answer says it reaches over", day)
	case seen[day]:
		return fmt.Errorf("%s comes twice", day)
	case w.Items == nil:
		return fmt.Errorf("%s: %w", day, errShape)
	}
	seen[day] = true
	for _, i := range w.Items {
		entry, err := i.entry(day, currency)
		if err != nil {
			return fmt.Errorf("%s: %w", day, err)
		}
		*entries = append(*entries, entry)
	}
	return nil
}

func (i item) entry(day calendar.Day, currency string) (ledger.Entry, error) {
	if currency == "" {
		currency = money.USD
	}
	amount, err := money.FromVendor(i.Cost, currency)
	if err != nil {
		return ledger.Entry{}, err
	}
	line := i.Product
	if line == "" {
		line = "All usage"
	}
	return ledger.Entry{
		Day: day, Item: i.name(amount.Currency), Amount: amount, Line: line, Model: i.model(),
		Project: text(i.Attributes["project_id"]), Key: text(i.Attributes["api_key_id"]), Quantity: rest.Decimal(i.Quantity),
	}, nil
}

func (i item) model() string {
	if model := text(i.Attributes["model"]); model != "" {
		return model
	}
	return text(i.Dimensions["model"])
}

// name tells lines of one day apart: the product and whatever the vendor says of it, each
// part escaped, and a currency other than dollars.
func (i item) name(currency string) string {
	parts := []string{url.QueryEscape(i.Product)}
	for _, of := range []map[string]json.RawMessage{i.Dimensions, i.Attributes} {
		for _, key := range slices.Sorted(maps.Keys(of)) {
			parts = append(parts, url.QueryEscape(key)+"="+url.QueryEscape(text(of[key])))
		}
	}
	if currency != money.USD {
		parts = append(parts, currency)
	}
	return strings.Join(parts, "/")
}

// text returns a JSON string's text, "" for null, and anything else as it is written.
func text(raw json.RawMessage) string {
	var plain *string
	if err := json.Unmarshal(raw, &plain); err != nil {
		return string(raw)
	}
	if plain == nil {
		return ""
	}
	return *plain
}
