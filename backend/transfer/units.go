package transfer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"outlay/backend/ledger"
)

// seatDays is what seats add up to that are charged each day: three seats for a month are no
// ninety seats.
const seatDays = "Seat-Days"

// measure returns the quantity of an entry and its unit as FOCUS writes it: "1000 Tokens",
// "Requests", "GB-Hours". Both are empty where the vendor names no number; a number without a
// unit counts "Units".
//
// Source: the Unit Format of FOCUS 1.2, read 2026-11-23.
func measure(e ledger.Entry) (quantity, unit string) {
	if !number.MatchString(e.Quantity) {
		return "", ""
	}
	if e.Basis == ledger.Subscription && strings.EqualFold(e.Unit, "seats") {
		return e.Quantity, seatDays
	}
	if unit = unitName(e.Unit); unit == "" {
		unit = "Units"
	}
	return e.Quantity, unit
}

// sizes are written in one way only; vendors of models that say "gb" mean bytes.
var sizes = map[string]string{
	"b": "B", "kb": "KB", "mb": "MB", "gb": "GB", "tb": "TB", "pb": "PB", "kib": "KiB", "mib": "MiB", "gib": "GiB", "tib": "TiB",
}

// plurals are the specification's own units where a vendor counts in the singular.
var plurals = map[string]string{
	"token": "Tokens", "request": "Requests", "unit": "Units", "second": "Seconds", "minute": "Minutes", "hour": "Hours", "day": "Days", "month": "Months", "year": "Years",
}

// unitName writes a vendor's unit with a capital for each word and a space, dash or one slash
// between them: 1000_tokens is "1000 Tokens", user-months is "User-Months".
func unitName(vendors string) string {
	var over []string // what stands over, and what under, a slash
	for _, side := range strings.Split(vendors, "/") {
		if words := capitals(side); len(words) > 0 {
			over = append(over, strings.Join(words, " "))
		}
	}
	if len(over) > 2 {
		over = []string{over[0], strings.Join(over[1:], " ")}
	}
	if len(over) == 1 {
		over[0] = plural(over[0])
	}
	return strings.Join(over, "/")
}

func plural(unit string) string {
	at := strings.LastIndex(unit, " ") + 1
	if many, ok := plurals[strings.ToLower(unit[at:])]; ok {
		return unit[:at] + many
	}
	return unit
}

// capitals returns the words of a unit, each with a capital.
func capitals(unit string) []string {
	words := strings.FieldsFunc(unit, func(r rune) bool { return r == '_' || unicode.IsSpace(r) || unicode.IsControl(r) })
	for i, word := range words {
		parts := strings.Split(word, "-")
		for n, part := range parts {
			parts[n] = capital(part)
		}
		words[i] = strings.Join(parts, "-")
	}
	return words
}

func capital(word string) string {
	if size, ok := sizes[word]; ok {
		return size
	}
	start, size := utf8.DecodeRuneInString(word)
	if size == 0 || start == utf8.RuneError {
		return word
	}
	return string(unicode.ToUpper(start)) + word[size:]
}
