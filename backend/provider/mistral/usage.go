package mistral

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
)

const usagePath = "/v1/admin/usage"

// months prices the months that span touches, the oldest first. It returns the entries in
// span and the days of it that were read whole, which are all of them unless there is an error.
func (c *connector) months(ctx context.Context, span calendar.Span) ([]ledger.Entry, calendar.Span, error) {
	entries, done := []ledger.Entry{}, calendar.Span{Start: span.Start, End: span.Start}
	for done.End < span.End {
		month := calendar.Month(done.End)
		fresh, until, err := c.month(ctx, month)
		done.End = max(done.End, min(until, span.End))
		for _, e := range fresh {
			if done.Contains(e.Day) {
				entries = append(entries, e)
			}
		}
		if err != nil {
			return entries, done, fmt.Errorf("the month %.7s: %w", month.Start, err)
		}
	}
	return entries, done, nil
}

// month returns what a month is made of, and the first day that is not whole: that after the
// month, or beside an error an earlier one.
func (c *connector) month(ctx context.Context, month calendar.Span) ([]ledger.Entry, calendar.Day, error) {
	first := month.Start.Start()
	asked := url.Values{"month": {strconv.Itoa(int(first.Month()))}, "year": {strconv.Itoa(first.Year())}}
	var parts map[string]json.RawMessage
	if err := c.api.GetJSON(ctx, usagePath, asked, &parts); err != nil {
		return nil, month.Start, err
	}
	list, err := newBill(parts, month)
	if err != nil {
		return nil, month.Start, fmt.Errorf("%w: %w", err, provider.ErrAnswer)
	}
	return list.price(parts)
}

// bill is what all entries of a month share.
type bill struct {
	month    calendar.Span
	currency string
	prices   []price
}

// price is what one unit costs. Zone and tier are told for some only.
type price struct {
	terms
	Price json.RawMessage // a number, or a numeric string: "8.50E-8"
}

// terms are what a price is found by.
type terms struct {
	Metric string `json:"billing_metric"`
	Group  string `json:"billing_group"`
	Event  string `json:"event_type"`
	Zone   string `json:"api_zone"`
	Tier   string `json:"service_tier"`
}

// entry is the units of one kind on one day.
type entry struct {
	terms
	Name      string `json:"billing_display_name"`
	Timestamp string
	Paid      json.RawMessage `json:"value_paid"` // the units that are charged
	path      []string        // where in the answer it stood
}

// newBill reads what a month's answer has beside its entries. Some other JSON must not read as
// a month without spend.
func newBill(parts map[string]json.RawMessage, month calendar.Span) (bill, error) {
	b := bill{month: month}
	var start string
	var completion map[string]json.RawMessage
	for _, field := range []struct {
		name string
		into any
	}{{"start_date", &start}, {"completion", &completion}, {"currency", &b.currency}, {"prices", &b.prices}} {
		raw, ok := parts[field.name]
		if !ok || json.Unmarshal(raw, field.into) != nil {
			return b, fmt.Errorf("the answer has no %s that can be read", field.name)
		}
	}
	if completion == nil {
		return b, errors.New("the answer has no completion that can be read")
	}
	if day, err := dayOf(start); err != nil || day != month.Start {
		return b, fmt.Errorf("the answer is about a month that begins %.40q", start)
	}
	return b, nil
}

// dayOf reads a date, or a time and its zone.
func dayOf(text string) (calendar.Day, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return calendar.DayOf(at), nil
	}
	return calendar.ParseDay(text)
}

// price makes entries of every list in the answer, by day, and returns the first day that is not
// whole: the one after the month, or beside an error that wraps [provider.ErrAnswer] the first
// that has something which cannot be priced.
func (b bill) price(parts map[string]json.RawMessage) ([]ledger.Entry, calendar.Day, error) {
	var units []entry
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if name == "prices" || !isObject(parts[name]) {
			continue
		}
		if err := gather(&units, parts[name], name); err != nil {
			return nil, b.month.Start, fmt.Errorf("%w: %w", err, provider.ErrAnswer)
		}
	}
	entries, until, problem := []ledger.Entry{}, b.month.End, error(nil)
	for _, u := range units {
		day, err := dayOf(u.Timestamp)
		if err != nil || !b.month.Contains(day) {
			return nil, b.month.Start, fmt.Errorf("units of %.60q on the day %.40q: %w", u.Metric, u.Timestamp, provider.ErrAnswer)
		}
		e, charged, err := b.entry(day, u)
		switch {
		case err != nil && day < until:
			until, problem = day, fmt.Errorf("%s: %w: %w", day, err, provider.ErrAnswer)
		case err == nil && charged:
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(x, y ledger.Entry) int { return strings.Compare(string(x.Day), string(y.Day)) })
	return entries, until, problem
}

// gather adds the entries of every list below a node. What is neither a list nor an object
// tells of no units.
func gather(units *[]entry, raw json.RawMessage, path ...string) error {
	if isObject(raw) {
		var node map[string]json.RawMessage
		if err := json.Unmarshal(raw, &node); err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(node)) {
			if err := gather(units, node[name], append(slices.Clone(path), name)...); err != nil {
				return err
			}
		}
		return nil
	}
	if raw[0] != '[' {
		return nil
	}
	var list []entry
	if err := json.Unmarshal(raw, &list); err != nil {
		return fmt.Errorf("%.80s holds what is no entry", strings.Join(path, "."))
	}
	for _, e := range list {
		e.path = path
		*units = append(*units, e)
	}
	return nil
}

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }

// entry prices units. They are not charged where there are none: what a plan includes needs no
// price.
func (b bill) entry(day calendar.Day, u entry) (e ledger.Entry, charged bool, err error) {
	paid, ok := quantity(u.Paid)
	switch {
	case !ok:
		return e, false, fmt.Errorf("units of %.60q without a number of those that are charged", u.Metric)
	case paid.IsZero():
		return e, false, nil
	}
	each, err := b.unitPrice(u.terms)
	if err != nil {
		return e, false, err
	}
	amount, err := money.FromVendor(json.RawMessage(paid.Mul(each).String()), b.currency)
	if err != nil {
		return e, false, err
	}
	model := u.Name
	if model == "" {
		model = u.Metric
	}
	return ledger.Entry{
		Day: day, Item: u.item(amount.Currency), Amount: amount, Line: model + ", " + u.Group, Model: model,
		Quantity: paid.String(), Unit: u.Event,
	}, true, nil
}

// item names an entry by all that it is told apart by, each part escaped.
func (u entry) item(currency string) string {
	parts := append(slices.Clone(u.path), u.Metric, u.Group, u.Event, u.Zone, u.Tier)
	if currency != euro {
		parts = append(parts, currency)
	}
	for i := range parts {
		parts[i] = url.QueryEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

// unitPrice returns the one price of units: that which shares the most terms. None, and two
// that differ, are errors.
func (b bill) unitPrice(t terms) (decimal.Decimal, error) {
	best, found := -1, []decimal.Decimal{}
	for _, p := range b.prices {
		shared, ok := t.shared(p.terms)
		if !ok || shared < best {
			continue
		}
		each, ok := quantity(p.Price)
		if !ok {
			return decimal.Zero, fmt.Errorf("the price of %.60q is no number", t.Metric)
		}
		if shared > best {
			best, found = shared, nil
		}
		if !slices.ContainsFunc(found, each.Equal) {
			found = append(found, each)
		}
	}
	if len(found) != 1 {
		return decimal.Zero, fmt.Errorf("%d prices for %.60q, %.60q", len(found), t.Metric, t.Group)
	}
	return found[0], nil
}

// shared returns how many of the terms that may be left out are told by both, and whether none
// contradicts.
func (t terms) shared(p terms) (int, bool) {
	if t.Metric != p.Metric || t.Group != p.Group {
		return 0, false
	}
	n := 0
	for _, pair := range [][2]string{{t.Event, p.Event}, {t.Zone, p.Zone}, {t.Tier, p.Tier}} {
		switch {
		case pair[0] == pair[1] && pair[0] != "":
			n++
		case pair[0] != "" && pair[1] != "":
			return 0, false
		}
	}
	return n, true
}
