package price

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// rate is a price in dollars: of a million tokens or of a thousand of something else, which
// its name says.
type rate struct {
	base  decimal.Decimal
	tiers []step // the lowest first
}

// step is the price of the whole request where its input is longer than Start.
type step struct {
	Start int64           `json:"start"`
	Price decimal.Decimal `json:"price"`
}

// at returns the price where a request's input has so many tokens.
func (r rate) at(input int64) decimal.Decimal {
	price := r.base
	for _, s := range r.tiers {
		if input > s.Start {
			price = s.Price
		}
	}
	return price
}

// UnmarshalJSON reads a number, or a base with its tiers. No price is below zero, and what has
// no number is no price: null would be $0.
func (r *rate) UnmarshalJSON(text []byte) error {
	var base *decimal.Decimal
	if err := json.Unmarshal(text, &base); err != nil {
		var tiered struct {
			Base  *decimal.Decimal `json:"base"`
			Tiers []struct {
				Start *int64           `json:"start"`
				Price *decimal.Decimal `json:"price"`
			} `json:"tiers"`
		}
		if err := strictly(text, &tiered); err != nil {
			return fmt.Errorf("a price is a number, or a base with tiers: %w", err)
		}
		base = tiered.Base
		for _, s := range tiered.Tiers {
			if s.Start == nil || s.Price == nil {
				return errors.New("a tier has a start and a price")
			}
			r.tiers = append(r.tiers, step{*s.Start, *s.Price})
		}
	}
	if base == nil {
		return errors.New("a price is a number, or a base with tiers, and this one has neither")
	}
	r.base = *base
	for i, s := range r.tiers {
		if s.Start < 0 || s.Price.IsNegative() || (i > 0 && s.Start <= r.tiers[i-1].Start) {
			return errors.New("tiers begin at ever longer inputs, and no price is below zero")
		}
	}
	if r.base.IsNegative() {
		return errors.New("no price is below zero")
	}
	return nil
}

// strictly reads one value that has no names but those of into.
func strictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// period is what a model costs under a condition, or without one.
type period struct {
	Constraint *constraint     `json:"constraint"`
	Prices     map[string]rate `json:"prices"`
}

type constraint struct {
	Type      string `json:"type"`
	StartDate string `json:"start_date"` // from this UTC day on
	StartTime string `json:"start_time"` // 01:00:00Z, in UTC
	EndTime   string `json:"end_time"`   // not included
}

// UnmarshalJSON reads a condition. One that could never hold, or hold by accident, is refused.
func (c *constraint) UnmarshalJSON(text []byte) error {
	type plain constraint
	if err := strictly(text, (*plain)(c)); err != nil {
		return err
	}
	const hours = "15:04:05Z"
	if c.Type == "" { // the published table names only what it has
		c.Type = "time_of_date"
		if c.StartDate != "" {
			c.Type = "start_date"
		}
	}
	switch c.Type {
	case "start_date":
		if _, err := time.Parse(time.DateOnly, c.StartDate); err != nil || c.StartTime+c.EndTime != "" {
			return fmt.Errorf("a start_date is a day such as 2026-11-22, not %.40q", c.StartDate)
		}
		return nil
	case "time_of_date":
		from, err1 := time.Parse(hours, c.StartTime)
		to, err2 := time.Parse(hours, c.EndTime)
		if err1 != nil || err2 != nil || from.Equal(to) || c.StartDate != "" || len(c.StartTime) != len(hours) || len(c.EndTime) != len(hours) {
			return fmt.Errorf("hours are two times in UTC such as 06:00:00Z, not %.40q to %.40q", c.StartTime, c.EndTime)
		}
		return nil
	}
	return fmt.Errorf("a condition is a start_date or a time_of_date, not %.40q", c.Type)
}

// periods are those of a model; of several that hold, the last one counts.
type periods []period

// UnmarshalJSON reads a list of periods, or prices that always hold.
func (p *periods) UnmarshalJSON(text []byte) error {
	if strings.HasPrefix(strings.TrimSpace(string(text)), "[") {
		var list []period
		if err := strictly(text, &list); err != nil {
			return err
		}
		*p = list
		return nil
	}
	var always map[string]rate
	if err := json.Unmarshal(text, &always); err != nil {
		return err
	}
	*p = periods{{Prices: always}}
	return nil
}

// on returns the prices that hold for a call. Where its hour is not known, hours count that are
// dearer: a budget is better warned too early.
func (m model) on(q Query) map[string]rate {
	for i := len(m.Prices) - 1; i >= 0; i-- {
		p := m.Prices[i]
		switch {
		case p.Constraint == nil:
			return p.Prices
		case p.Constraint.Type == "start_date" && string(q.On) >= p.Constraint.StartDate:
			return p.Prices
		case p.Constraint.Type == "time_of_date" && within(q.At, p.Constraint.StartTime, p.Constraint.EndTime):
			return p.Prices
		}
	}
	return m.Prices[0].Prices
}

// within says that a moment lies in the hours of a day. Hours may pass midnight. The zero time
// lies in all of them.
func within(at time.Time, from, to string) bool {
	if at.IsZero() {
		return true
	}
	clock := at.UTC().Format("15:04:05") + "Z"
	if from <= to {
		return from <= clock && clock < to
	}
	return clock >= from || clock < to
}

// match says which names a model has.
type match func(name string) bool

func (m match) fits(name string) bool { return m != nil && m(name) }

// UnmarshalJSON reads a rule of the table.
func (m *match) UnmarshalJSON(text []byte) error {
	var rule map[string]json.RawMessage
	if err := json.Unmarshal(text, &rule); err != nil || len(rule) != 1 {
		return errors.New("a rule has one name: equals, starts_with, ends_with, contains, regex, or, and, not")
	}
	for kind, raw := range rule {
		fits, err := ruleOf(kind, raw)
		if err != nil {
			return err
		}
		*m = fits
	}
	return nil
}

func ruleOf(kind string, raw json.RawMessage) (match, error) {
	switch kind {
	case "or", "and":
		var parts []match
		if err := json.Unmarshal(raw, &parts); err != nil {
			return nil, err
		}
		return func(name string) bool {
			for _, part := range parts {
				if part.fits(name) == (kind == "or") {
					return kind == "or"
				}
			}
			return kind == "and"
		}, nil
	}
	if kind == "not" {
		var part match
		if err := json.Unmarshal(raw, &part); err != nil {
			return nil, err
		}
		return func(name string) bool { return !part.fits(name) }, nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return nil, err
	}
	if kind == "regex" {
		pattern, err := regexp.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("a rule's pattern: %w", err)
		}
		return pattern.MatchString, nil
	}
	plain, ok := map[string]func(s, t string) bool{
		"equals": func(s, t string) bool { return s == t }, "starts_with": strings.HasPrefix, "ends_with": strings.HasSuffix, "contains": strings.Contains,
	}[kind]
	if !ok {
		return nil, fmt.Errorf("there is no rule %.20q", kind)
	}
	text = strings.ToLower(text)
	return func(name string) bool { return plain(strings.ToLower(name), text) }, nil
}
