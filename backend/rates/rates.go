// Package rates keeps what currencies were worth in one another, as the user entered or imported
// it, and converts amounts by it.
//
// A [Rate] is told the way the European Central Bank tells it: on a day, one unit of Currency was
// worth so many units of Quote, "1 EUR = 1.0873 USD". It holds from its day on, until a later one.
//
// The package asks nobody: there is no network call. It refuses to guess: an amount without a rate
// is left out of a total and named beside it, never taken for zero and never for as much of the
// other currency. A rate that is more than 30 days old is used and named.
//
// # Which rate counts
//
// The one between the two currencies themselves, read forwards or backwards; where there is none,
// or only an old one, the newest by way of one third currency. The ECB tells everything in euros,
// so that dollars are converted to yen by both of its rates. Two steps, never three.
//
// # Where is rounded
//
// What one currency costs on one day is multiplied, and divided where a rate is read backwards, as
// exact decimals and rounded once, half to even, to nine places. Everything above that is a sum of
// such parts: bars add up to their total, in any order.
package rates

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// StaleAfter is how many days a rate may be older than the day it is used for, unnamed.
const StaleAfter = 30

var (
	// ErrInvalid says that a rate cannot be; the text says which part of it and why.
	ErrInvalid = errors.New("invalid rate")
	// ErrNotFound says that there is no such rate.
	ErrNotFound = errors.New("there is no rate of these currencies on this day")
	// ErrFile says that a file cannot be read as rates; the text says why.
	ErrFile = errors.New("invalid file of rates")
)

// Rate says what one unit of Currency was worth from Day on: Rate units of Quote.
type Rate struct {
	Currency string       `json:"currency"`
	Quote    string       `json:"quote"`
	Day      calendar.Day `json:"day" ts_type:"string"`
	Rate     string       `json:"rate"` // digits and a point, above zero, at most 9 before it and 12 behind
}

var written = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,12})?$`)

// Code returns a currency's three letters in capitals. It wraps [ErrInvalid].
func Code(typed string) (string, error) {
	zero, err := money.Parse("0", strings.TrimSpace(typed))
	if err != nil {
		return "", fmt.Errorf("%w: %.12q is no currency; write its three letters, such as EUR", ErrInvalid, typed)
	}
	return zero.Currency, nil
}

// checked returns r as it is stored, with its number.
func checked(r Rate) (Rate, decimal.Decimal, error) {
	var err error
	if r.Currency, err = Code(r.Currency); err != nil {
		return Rate{}, decimal.Zero, err
	}
	if r.Quote, err = Code(r.Quote); err != nil {
		return Rate{}, decimal.Zero, err
	}
	if r.Currency == r.Quote {
		return Rate{}, decimal.Zero, fmt.Errorf("%w: one %s is always one %s; name two currencies", ErrInvalid, r.Currency, r.Quote)
	}
	if r.Day, err = calendar.ParseDay(string(r.Day)); err != nil {
		return Rate{}, decimal.Zero, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	value, err := number(r.Rate)
	if err != nil {
		return Rate{}, decimal.Zero, err
	}
	r.Rate = value.String()
	return r, value, nil
}

func number(typed string) (decimal.Decimal, error) {
	typed = strings.TrimSpace(typed)
	if !written.MatchString(typed) {
		return decimal.Zero, fmt.Errorf("%w: %.30q is no rate; write digits and a point, such as 1.0873, with at most 9 digits before the point and 12 behind it", ErrInvalid, typed)
	}
	value, err := decimal.NewFromString(typed)
	if err != nil || !value.IsPositive() {
		return decimal.Zero, fmt.Errorf("%w: a rate is above zero", ErrInvalid)
	}
	return value, nil
}
