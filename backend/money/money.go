// Package money counts money exactly.
//
// An [Amount] is a decimal of one currency, kept to nine places (the nano-unit): a million
// token charges add up to the last digit, on every machine, in any order. Floating point
// appears nowhere in this package, and a test keeps it out.
//
// The package refuses to add two currencies, to hold more than about nine billion units
// (an int64 of nano-units), and to guess what "1,000.50" means.
//
// # Why nine places
//
// One token of a cheap model costs about 0.00000005 dollars. Nine places hold that and every
// DECIMAL(10,4) exactly, and an int64 of them is summed exactly by SQLite itself.
package money

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/shopspring/decimal"
)

// Places is how many digits behind the point an [Amount] keeps.
const Places = 9

// USD is the currency of every vendor that names none.
const USD = "USD"

var (
	// ErrNotAmount says that a text is no amount of money.
	ErrNotAmount = errors.New("not an amount")
	// ErrTooPrecise says that a text has more than nine digits behind the point.
	ErrTooPrecise = errors.New("more than nine digits behind the point")
	// ErrTooLarge says that an amount is beyond what the ledger can hold, about nine billion.
	ErrTooLarge = errors.New("too large")
	// ErrCurrency says that two currencies met, or that a currency is not three letters.
	ErrCurrency = errors.New("currencies do not match")
)

// Amount is an exact amount of one currency. The zero Amount is nothing, of no currency,
// and may be added to any other.
type Amount struct {
	Value    decimal.Decimal `json:"value" ts_type:"string"`
	Currency string          `json:"currency"`
}

// FromNanos returns n billionths of a currency unit.
func FromNanos(n int64, currency string) Amount {
	return Amount{Value: decimal.New(n, -Places), Currency: currency}
}

// Zero returns nothing of a currency.
func Zero(currency string) Amount { return FromNanos(0, currency) }

// Nanos returns a in billionths of its unit. It wraps [ErrTooLarge] or [ErrTooPrecise]
// where the ledger could not hold a exactly.
func (a Amount) Nanos() (int64, error) {
	if a.Value.IsZero() {
		return 0, nil
	}
	if err := a.withinReach(); err != nil {
		return 0, err
	}
	shifted := a.Value.Shift(Places)
	if !shifted.IsInteger() {
		return 0, fmt.Errorf("%s: %w", a.Value, ErrTooPrecise)
	}
	whole := shifted.BigInt()
	if !whole.IsInt64() {
		return 0, fmt.Errorf("%s: %w", a.Value, ErrTooLarge)
	}
	return whole.Int64(), nil
}

// withinReach keeps out exponents such as that of 1e999999999, which a decimal can hold and
// nobody can write out.
func (a Amount) withinReach() error {
	digits, exponent := a.Value.NumDigits(), int(a.Value.Exponent())
	switch {
	case digits+exponent > 20:
		return fmt.Errorf("%d digits: %w", digits+exponent, ErrTooLarge)
	case digits+exponent < -Places:
		return fmt.Errorf("%d digits behind the point: %w", -exponent, ErrTooPrecise)
	}
	return nil
}

// Add returns a + b. It wraps [ErrCurrency] where both have a currency and they differ.
func (a Amount) Add(b Amount) (Amount, error) {
	currency, err := common(a, b)
	if err != nil {
		return Amount{}, err
	}
	return Amount{Value: a.Value.Add(b.Value), Currency: currency}, nil
}

// Sub returns a - b under the same rule as [Amount.Add].
func (a Amount) Sub(b Amount) (Amount, error) {
	return a.Add(Amount{Value: b.Value.Neg(), Currency: b.Currency})
}

// Times returns a x n, exactly.
func (a Amount) Times(n int64) Amount {
	return Amount{Value: a.Value.Mul(decimal.NewFromInt(n)), Currency: a.Currency}
}

func common(a, b Amount) (string, error) {
	switch {
	case a.Currency == b.Currency, b.Currency == "":
		return a.Currency, nil
	case a.Currency == "":
		return b.Currency, nil
	}
	return "", fmt.Errorf("%s and %s: %w", a.Currency, b.Currency, ErrCurrency)
}

// Round returns a to the nano-unit, half to even, as the ledger keeps it.
func (a Amount) Round() Amount {
	return Amount{Value: a.Value.RoundBank(Places), Currency: a.Currency}
}

// String renders a for logs and terminals: "12.3400 USD", at least four places, no more
// than it has.
func (a Amount) String() string {
	return strings.TrimSpace(a.Decimal() + " " + a.Currency)
}

// Decimal renders the number alone, with at least four places and without trailing zeros
// behind them: "12.3400", "0.0000125".
func (a Amount) Decimal() string {
	places := -a.Value.Exponent()
	if places <= 4 {
		return a.Value.StringFixed(4)
	}
	text := strings.TrimRight(a.Value.StringFixed(places), "0")
	if missing := 4 - (len(text) - strings.IndexByte(text, '.') - 1); missing > 0 {
		text += strings.Repeat("0", missing)
	}
	return text
}

// MarshalJSON writes {"value":"12.3400","currency":"USD"}: a string, so that no reader
// makes a float of it.
func (a Amount) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value    string `json:"value"`
		Currency string `json:"currency"`
	}{a.Decimal(), a.Currency})
}

// Sum adds amounts per currency, the currencies in alphabetical order. It is empty, not
// zero, for no amounts: nothing known is not $0.
func Sum(amounts ...Amount) []Amount {
	by := map[string]decimal.Decimal{}
	for _, a := range amounts {
		by[a.Currency] = by[a.Currency].Add(a.Value)
	}
	sums := make([]Amount, 0, len(by))
	for currency, value := range by {
		sums = append(sums, Amount{Value: value, Currency: currency})
	}
	sort.Slice(sums, func(i, j int) bool { return sums[i].Currency < sums[j].Currency })
	return sums
}
