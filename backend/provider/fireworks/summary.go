package fireworks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

// line is one line of a summary.
type line struct {
	Category string          // LLM output tokens
	GroupKey string          `json:"groupingKey"` // model_bucket
	Group    string          `json:"groupingValue"`
	Series   string          // SERVERLESS
	Quantity json.RawMessage // of tokens, seconds: what the category counts
	Cost     amount          `json:"totalCost"`
}

// amount is money in the form of google.type.Money: units, and billionths of one, both of
// the same sign. The vendor sends both, zeros too: one alone would be half an amount.
type amount struct {
	Currency string          `json:"currencyCode"`
	Units    json.RawMessage // a string
	Nanos    json.RawMessage // a number
}

var errShape = errors.New("the answer lacks what every summary has")

// day returns what was spent on one day.
func (c *connector) day(ctx context.Context, account string, day calendar.Day) ([]ledger.Entry, error) {
	path := accountsPath + "/" + account + "/billing/summary"
	asked := url.Values{"startTime": {day.Start().Format(time.RFC3339)}, "endTime": {day.End().Format(time.RFC3339)}}
	var summary struct {
		Lines []line `json:"lineItems"`
	}
	if err := c.api.GetJSON(ctx, path, asked, &summary); err != nil {
		return nil, err
	}
	if summary.Lines == nil {
		return nil, fmt.Errorf("GET %s: %w: %w", path, errShape, provider.ErrAnswer)
	}
	var entries []ledger.Entry
	for _, l := range summary.Lines {
		cost, err := l.Cost.read()
		if err != nil {
			return nil, fmt.Errorf("GET %s: %w: %w", path, err, provider.ErrAnswer)
		}
		entries = append(entries, l.entry(day, cost))
	}
	return entries, nil
}

func (l line) entry(day calendar.Day, cost money.Amount) ledger.Entry {
	e := ledger.Entry{Day: day, Item: l.item(cost.Currency), Amount: cost, Line: l.Category, Quantity: rest.Decimal(l.Quantity)}
	if l.GroupKey == "model_bucket" {
		e.Model = l.Group
	}
	switch {
	case l.Category == "" && l.Group == "":
		e.Line = "All usage"
	case l.Category == "":
		e.Line = l.Group
	case l.Group != "":
		e.Line = l.Group + ", " + l.Category
	}
	return e
}

// item names a line by all that tells it from the others, each part escaped, and a currency
// other than dollars.
func (l line) item(currency string) string {
	parts := []string{l.Category, l.GroupKey, l.Group, l.Series}
	if currency != money.USD {
		parts = append(parts, currency)
	}
	for i := range parts {
		parts[i] = url.QueryEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

var whole = regexp.MustCompile(`^-?[0-9]{1,12}$`)

// read returns a exactly.
func (a amount) read() (money.Amount, error) {
	units, err := integer(a.Units)
	if err != nil {
		return money.Amount{}, err
	}
	nanos, err := integer(a.Nanos)
	if err != nil {
		return money.Amount{}, err
	}
	if nanos <= -1e9 || nanos >= 1e9 || (units > 0 && nanos < 0) || (units < 0 && nanos > 0) {
		return money.Amount{}, fmt.Errorf("%d units and %d billionths are no amount", units, nanos)
	}
	// FromVendor checks the currency and that the ledger can hold it.
	sum, err := money.FromVendor(json.RawMessage(strconv.FormatInt(units, 10)), a.Currency)
	if err != nil {
		return money.Amount{}, err
	}
	return sum.Add(money.FromNanos(nanos, sum.Currency))
}

// integer reads a whole number, as a number or a string.
func integer(raw json.RawMessage) (int64, error) {
	text := strings.Trim(string(raw), `"`)
	if !whole.MatchString(text) {
		return 0, fmt.Errorf("%.40q: %w", text, money.ErrNotAmount)
	}
	return strconv.ParseInt(text, 10, 64)
}
