package money

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

var (
	plain    = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]+)?$`)
	number   = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,2})?$`)
	currency = regexp.MustCompile(`^[A-Za-z]{3}$`)
)

// Parse reads what a person typed: digits and a point, nothing else. "1e3" and "1,000.50"
// are refused, not guessed. It wraps [ErrNotAmount], [ErrTooPrecise] or [ErrTooLarge].
func Parse(text, currency string) (Amount, error) {
	text = strings.TrimSpace(text)
	if !plain.MatchString(text) {
		// What was typed is not repeated: it may be a key in the wrong field.
		return Amount{}, fmt.Errorf("%w; write digits and a point, such as 1000.50", ErrNotAmount)
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return Amount{}, ErrNotAmount
	}
	return checked(value, currency)
}

// FromVendor reads an amount as vendors send it: a JSON number or a numeric string, with or
// without an exponent, rounded half to even to the nano-unit. It wraps [ErrNotAmount] for
// null, NaN and anything else that is no number, [ErrTooLarge] and [ErrCurrency].
func FromVendor(raw json.RawMessage, code string) (Amount, error) {
	text := strings.TrimSpace(string(raw))
	if len(text) > 1 && text[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return Amount{}, fmt.Errorf("%.40q: %w", raw, ErrNotAmount)
		}
	}
	if !number.MatchString(text) {
		return Amount{}, fmt.Errorf("%.40q: %w", text, ErrNotAmount)
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return Amount{}, fmt.Errorf("%.40q: %w", text, ErrNotAmount)
	}
	return checked(value.RoundBank(Places), code)
}

func checked(value decimal.Decimal, code string) (Amount, error) {
	if !currency.MatchString(code) {
		return Amount{}, fmt.Errorf("%.10q is no currency code: %w", code, ErrCurrency)
	}
	a := Amount{Value: value, Currency: strings.ToUpper(code)}
	if _, err := a.Nanos(); err != nil {
		return Amount{}, err
	}
	return a, nil
}
