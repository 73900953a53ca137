package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

// cent is how far the parts of an answer may be from their total: relays add up in floating
// point, and round.
var cent = decimal.NewFromInt(1)

// rawNumber is a number, or a numeric string.
type rawNumber json.RawMessage

// UnmarshalJSON keeps the digits.
func (n *rawNumber) UnmarshalJSON(raw []byte) error {
	*n = append((*n)[:0], raw...)
	return nil
}

func (n rawNumber) decimal() (decimal.Decimal, bool) {
	text := rest.Decimal(json.RawMessage(n))
	if text == "" {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(text)
	return d, err == nil
}

// usage is what a relay answers for some days. All of it is cents.
type usage struct {
	Days []struct {
		Timestamp rawNumber // Unix seconds
		Lines     []struct {
			Name string
			Cost rawNumber
		} `json:"line_items"`
	} `json:"daily_costs"`
	Total rawNumber `json:"total_usage"`

	total    decimal.Decimal
	hasTotal bool
}

// ask reads the days from first on, up to end: whether end is one of them the relay knows.
func (c *connector) ask(ctx context.Context, first, end calendar.Day) (usage, error) {
	var answer usage
	q := url.Values{"start_date": {string(first)}, "end_date": {string(end)}}
	if err := c.api.GetJSON(ctx, usagePath, q, &answer); err != nil {
		return usage{}, err
	}
	if answer.total, answer.hasTotal = answer.Total.decimal(); !answer.hasTotal && (len(answer.Days) == 0 || len(answer.Total) > 0) {
		return usage{}, fmt.Errorf("GET %s: the answer has no total that can be read: %w", usagePath, provider.ErrAnswer)
	}
	return answer, nil
}

// lines makes entries of an answer that tells days. The day after span may be among them, and
// is dropped: some relays take end_date for the last day.
func (u usage) lines(span calendar.Span) ([]ledger.Entry, error) {
	entries, sum, told, next := []ledger.Entry{}, decimal.Zero, 0, span.Start
	for _, d := range u.Days {
		day, err := dayOf(d.Timestamp)
		switch {
		case err != nil:
			return nil, err
		case day < next || day > span.End:
			return nil, fmt.Errorf("a day %s that was not to come", day)
		case d.Lines == nil:
			return nil, fmt.Errorf("the day %s has no list of lines", day)
		}
		next = day.Add(1)
		if span.Contains(day) {
			told++
		}
		for _, l := range d.Lines {
			cents, ok := l.Cost.decimal()
			if !ok {
				return nil, fmt.Errorf("%s: a line without a cost", day)
			}
			sum = sum.Add(cents)
			if entries, err = appended(entries, span, day, l.Name, cents); err != nil {
				return nil, err
			}
		}
	}
	switch {
	case u.hasTotal && sum.Sub(u.total).Abs().GreaterThan(cent):
		return nil, fmt.Errorf("the days add up to %s cents, and the total beside them is %s", sum, u.total)
	case !u.hasTotal && told < span.Len():
		return nil, errors.New("days are left out, and no total says that they cost nothing")
	}
	return entries, nil
}

// dayOf reads Unix seconds.
func dayOf(seconds rawNumber) (calendar.Day, error) {
	at, ok := seconds.decimal()
	if !ok || at.IsNegative() || at.GreaterThan(decimal.NewFromInt(1<<40)) {
		return "", errors.New("a day without its time")
	}
	return calendar.DayOf(time.Unix(at.IntPart(), 0)), nil
}

// appended adds an entry, where it is one of span and not for nothing.
func appended(entries []ledger.Entry, span calendar.Span, day calendar.Day, name string, cents decimal.Decimal) ([]ledger.Entry, error) {
	if cents.IsZero() || !span.Contains(day) {
		return entries, nil
	}
	amount, err := money.FromVendor(json.RawMessage(cents.Shift(-2).String()), money.USD)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", day, err)
	}
	item, line := "line/"+url.QueryEscape(name), name
	if name == "" {
		item, line = "total", "All usage"
	}
	return append(entries, ledger.Entry{Day: day, Item: item, Amount: amount, Line: line, Model: name}), nil
}

// byDay makes entries of a relay that tells totals only, once it has proven to look at dates.
func (c *connector) byDay(ctx context.Context, span calendar.Span, whole decimal.Decimal) ([]ledger.Entry, error) {
	if whole.IsZero() {
		return nil, nil // over the span, or over all time: nothing either way
	}
	totals := totals{c, map[calendar.Span]decimal.Decimal{{Start: span.Start, End: span.End}: whole}}
	before, err := totals.of(ctx, ancient, ancient.Add(1))
	switch {
	case err != nil:
		return nil, err
	case !before.IsZero():
		return nil, errTimeless
	}
	days, err := totals.each(ctx, span, 1)
	if err != nil {
		return nil, err
	}
	last, err := totals.last(ctx, span, days)
	if err != nil {
		return nil, err
	}
	if last == 0 { // what was asked for were two days each
		if days, err = totals.each(ctx, span, 0); err != nil {
			return nil, err
		}
	}
	if err := totals.addUp(ctx, span, days, last); err != nil {
		return nil, err
	}
	entries := []ledger.Entry{}
	for i, day := range span.Days() {
		if entries, err = appended(entries, span, day, "", days[i]); err != nil {
			return nil, fmt.Errorf("GET %s: %w: %w", usagePath, err, provider.ErrAnswer)
		}
	}
	return entries, nil
}

// totals are what a relay said of spans as they were asked for, in cents; none is asked for
// twice.
type totals struct {
	c     *connector
	known map[calendar.Span]decimal.Decimal
}

func (t totals) of(ctx context.Context, first, end calendar.Day) (decimal.Decimal, error) {
	asked := calendar.Span{Start: first, End: end}
	if total, ok := t.known[asked]; ok {
		return total, nil
	}
	answer, err := t.c.ask(ctx, first, end)
	if err == nil && len(answer.Days) > 0 {
		err = fmt.Errorf("GET %s: days in one answer and none in another: %w", usagePath, provider.ErrAnswer)
	}
	if err != nil {
		return decimal.Zero, err
	}
	t.known[asked] = answer.total
	return answer.total, nil
}

// each returns the total of each day of span, asked for with an end so many days after it.
func (t totals) each(ctx context.Context, span calendar.Span, width int) ([]decimal.Decimal, error) {
	var days []decimal.Decimal
	for _, day := range span.Days() {
		total, err := t.of(ctx, day, day.Add(width))
		if err != nil {
			return nil, err
		}
		days = append(days, total)
	}
	return days, nil
}

// last returns how many days after a day's start its end_date is: 1 where the end is not part
// of a span, 0 where it is.
func (t totals) last(ctx context.Context, span calendar.Span, days []decimal.Decimal) (int, error) {
	for i, day := range span.Days() {
		if days[i].IsZero() {
			continue
		}
		for _, alone := range []calendar.Day{day, day.Add(1)} {
			total, err := t.of(ctx, alone, alone)
			if err != nil {
				return 0, err
			}
			if !total.IsZero() {
				return 0, nil
			}
		}
		return 1, nil
	}
	return 1, nil
}

// addUp checks the days before today against their total.
func (t totals) addUp(ctx context.Context, span calendar.Span, days []decimal.Decimal, last int) error {
	over := calendar.Span{Start: span.Start, End: min(span.End, t.c.today)}
	if over.Empty() {
		return nil
	}
	whole, err := t.of(ctx, over.Start, over.Last().Add(last))
	if err != nil {
		return err
	}
	sum := decimal.Sum(decimal.Zero, days[:over.Len()]...)
	if sum.Sub(whole).Abs().GreaterThan(cent) {
		return fmt.Errorf("GET %s: the days add up to %s cents, and the relay's total of them is %s: %w", usagePath, sum, whole, provider.ErrAnswer)
	}
	return nil
}
