package rest

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// number bounds the digits: 1e999999999 is a valid JSON number of a gigabyte.
var number = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?$`)

// Decimal reads a quantity as vendors send it, as a number or a numeric string, and returns
// it in plain digits: "1000000" for 1e6. It returns "" for null and for what is no number:
// a quantity explains an amount, and is not worth refusing one for. Amounts themselves are
// read by money.FromVendor.
func Decimal(raw json.RawMessage) string {
	text := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if !number.MatchString(text) {
		return ""
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return ""
	}
	return d.String()
}
