// Package subscription spreads a recurring price that the user entered over the days that it
// pays for: ChatGPT Plus, Claude Max, Copilot Pro, or anything else that costs the same each
// month. It asks nobody.
//
// The days of a cycle add up to its price exactly: they differ by no more than the last digit.
//
// # Why the days, and not the day of the charge
//
// A month with two charges and one with none would both be wrong about what the month cost,
// and a warning on the 3rd for what is paid on the 3rd warns of nothing.
//
// # Why a cycle is never cut
//
// A new price holds from the first cycle that begins on or after its day, which is when vendors
// charge it. A subscription that ends is paid for to the end of its last cycle: the price of
// that cycle is spread over the days that were left of it.
package subscription

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
)

//go:embed icon.svg
var icon []byte

// Descriptor describes a subscription.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "subscription", Name: "Subscription", Icon: icon, Local: true,
		Fields: []provider.Field{
			{Name: "service", Label: "Service", Help: "Whose subscription it is: a service of the list, or any name."},
			{Name: "price", Label: "Price of a cycle", Kind: provider.FieldAmount, Help: "What is charged each time, taxes included if they should count."},
			{Name: "currency", Label: "Currency", Help: "Three letters, such as USD or EUR."},
			{Name: "cycle", Label: "Charged", Kind: provider.FieldChoice, Help: "How often the price is charged.", Choices: []provider.Choice{
				{Value: "month", Label: "every month"}, {Value: "year", Label: "every year"}, {Value: "week", Label: "every week"},
			}},
			{Name: "start", Label: "First charge", Kind: provider.FieldDate, Help: "The day on which the first cycle began."},
			{Name: "end", Label: "Last day", Kind: provider.FieldDate, Optional: true, Help: "Empty while it goes on."},
			{Name: "seats", Label: "Seats", Optional: true, Help: "How many times the price is charged; empty for once."},
			{Name: "changes", Label: "Other prices since", Kind: provider.FieldPrices, Optional: true,
				Help: "Each is the price of cycles that begin on its day or later."},
		},
		Sources:  []ledger.Basis{ledger.Subscription},
		History:  13,
		MaxSpan:  400, // nobody is asked
		Currency: money.USD,
		Reads:    "Nothing: you enter what it costs, and Outlay spreads it over the days that it pays for.",
		Limits: []string{
			"What a subscription allows you to use, and what is left of it, is not known. What is charged beyond it is not part of its price.",
		},
		CheckFields: func(fields map[string]string) error { _, err := read(fields); return err },
		Presets:     presets,
		Connect: func(values provider.Values, _ *http.Client) (provider.Connector, error) {
			p, err := read(values.Fields)
			if err != nil {
				return nil, fmt.Errorf("subscription: %w", err)
			}
			return p, nil
		},
	}
}

// plan is what a user subscribed to.
type plan struct {
	prices []price // the oldest first; the first is that of the first cycle
	seats  int64
	step   func(start calendar.Day, n int) calendar.Day // when the cycle n after the first begins
	start  calendar.Day
	end    calendar.Day // the first day after the last; "" where it goes on
	words  string
}

// price holds for cycles that begin on from or later.
type price struct {
	from   calendar.Day
	amount money.Amount
}

// steps say when the cycle n after the one of start begins. A month after 31 January is the
// last of February, and two months after it is 31 March.
var steps = map[string]func(start calendar.Day, n int) calendar.Day{
	"week":  func(start calendar.Day, n int) calendar.Day { return start.Add(7 * n) },
	"month": func(start calendar.Day, n int) calendar.Day { return start.AddMonths(n) },
	"year":  func(start calendar.Day, n int) calendar.Day { return start.AddMonths(12 * n) },
}

// mostSeats keeps a mistyped number from becoming a price.
const mostSeats = 100_000

// read makes a plan of what was typed. Its errors are sentences for the user.
func read(fields map[string]string) (plan, error) {
	step, ok := steps[fields["cycle"]]
	if !ok {
		return plan{}, errors.New("choose how often the price is charged: every week, month or year")
	}
	start, err := calendar.ParseDay(fields["start"])
	if err != nil {
		return plan{}, errors.New("the first charge is no date; write it as 2026-11-22")
	}
	p := plan{start: start, step: step, seats: 1, words: "Every " + fields["cycle"]}
	if end := fields["end"]; end != "" {
		last, err := calendar.ParseDay(end)
		if err != nil || last < start {
			return plan{}, errors.New("the last day is no date, or lies before the first charge")
		}
		p.end = last.Add(1)
	}
	if seats := fields["seats"]; seats != "" {
		if p.seats, err = strconv.ParseInt(seats, 10, 64); err != nil || p.seats < 1 || p.seats > mostSeats {
			return plan{}, fmt.Errorf("the number of seats is not a whole number from 1 to %d", mostSeats)
		}
	}
	p.prices, err = readPrices(fields, start)
	return p, err
}

func readPrices(fields map[string]string, start calendar.Day) ([]price, error) {
	currency := fields["currency"]
	if _, err := money.Parse("0", currency); err != nil || strings.ToUpper(currency) != currency {
		return nil, errors.New("the currency is not three capital letters, such as USD or EUR")
	}
	first, err := money.Parse(fields["price"], currency)
	if err != nil || first.Value.IsNegative() {
		return nil, errors.New("the price is not an amount; write digits and a point, such as 20 or 19.99")
	}
	prices := []price{{start, first}}
	for _, line := range strings.Split(fields["changes"], "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		day, text, _ := strings.Cut(line, " ")
		from, dayErr := calendar.ParseDay(day)
		amount, amountErr := money.Parse(strings.TrimSpace(text), currency)
		if dayErr != nil || amountErr != nil || amount.Value.IsNegative() || from < start {
			return nil, errors.New("another price is a day after the first charge, a space and an amount: 2026-09-01 25.00")
		}
		prices = append(prices, price{from, amount})
	}
	sort.SliceStable(prices, func(i, j int) bool { return prices[i].from < prices[j].from })
	return prices, nil
}

// Fetch implements [provider.Connector] on what the user entered. It never fails.
func (p plan) Fetch(_ context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: span}
	for n := 0; ; n++ {
		cycle := calendar.Span{Start: p.step(p.start, n), End: p.step(p.start, n+1)}
		if cycle.Start >= span.End || (p.end != "" && cycle.Start >= p.end) {
			return page, nil
		}
		if p.end != "" {
			cycle.End = min(cycle.End, p.end)
		}
		if cycle.End > span.Start {
			page.Entries = append(page.Entries, p.entries(cycle, span)...)
		}
	}
}

// entries returns what the days of a cycle cost that lie in span.
func (p plan) entries(cycle, span calendar.Span) []ledger.Entry {
	var entries []ledger.Entry
	for i, part := range p.priceOn(cycle.Start).Times(p.seats).Split(cycle.Len()) {
		day := cycle.Start.Add(i)
		if !span.Contains(day) {
			continue
		}
		entries = append(entries, ledger.Entry{
			Day: day, Item: "price", Line: p.words, Amount: part, Quantity: strconv.FormatInt(p.seats, 10), Unit: "seats",
		})
	}
	return entries
}

func (p plan) priceOn(day calendar.Day) money.Amount {
	current := p.prices[0].amount
	for _, next := range p.prices {
		if next.from <= day {
			current = next.amount
		}
	}
	return current
}

// Probe implements [provider.Connector]: there is nobody to ask.
func (p plan) Probe(context.Context) error { return nil }
