package account

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/provider"
)

// LongestLabel is how many characters a label may have.
const LongestLabel = 200

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

func checkLabel(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", invalid("the name is empty; give the account a name, such as Research")
	case utf8.RuneCountInString(text) > LongestLabel:
		return "", invalid("the name has %d characters; use at most %d", utf8.RuneCountInString(text), LongestLabel)
	case strings.ContainsFunc(text, unprintable) || !utf8.ValidString(text):
		return "", invalid("the name has line breaks or control characters; write it on one line")
	}
	return text, nil
}

// unprintable says that r breaks lines or turns the direction of the text around it, in
// notifications and menus too.
func unprintable(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069')
}

// checkKey returns the key as it is sent. The form is only known for the vendor's own keys:
// whoever typed a base URL talks to something else.
func checkKey(d provider.Descriptor, text, baseURL string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", invalid("the key is empty; paste the %s", d.Secret().Label)
	case len(text) > 4096:
		return "", invalid("the key has %d characters; no vendor's key is that long, so something else was pasted", len(text))
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", invalid("the key has spaces, line breaks or characters that no key has; copy it again, the key alone")
	}
	if baseURL == "" && d.CheckKey != nil {
		if err := d.CheckKey(text); err != nil {
			return "", fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	return text, nil
}

// checkLimit returns nil for no limit. Its errors do not repeat the text: a key may have been
// pasted into the wrong field.
func checkLimit(text, currency string) (*money.Amount, error) {
	text = strings.TrimSpace(text)
	if text == "" || strings.EqualFold(text, "none") {
		return nil, nil
	}
	limit, err := money.Parse(text, currency)
	switch {
	case errors.Is(err, money.ErrTooLarge):
		return nil, invalid("the monthly limit is too large; the most is about nine billion")
	case errors.Is(err, money.ErrTooPrecise):
		return nil, invalid("the monthly limit has more than nine digits behind the point")
	case err != nil:
		return nil, invalid("the monthly limit is not an amount; write digits and a point, such as 1000.50")
	}
	if !limit.Value.IsPositive() {
		return nil, invalid("the monthly limit is %s; it must be more than zero, or empty for no limit", limit.Decimal())
	}
	return &limit, nil
}

func checkCycleDay(day int) (int, error) {
	if day < 1 || day > 31 {
		return 0, invalid("the cycle's first day is %d; choose a day of the month, 1 to 31", day)
	}
	return day, nil
}

// checkBaseURL returns the URL without a trailing slash or the vendor's usual /v1, so that it
// works with either. A key over plain http is only ever sent to this machine itself.
func checkBaseURL(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return "", invalid("the base URL is not a web address; write it whole, such as https://api.example.com")
	case u.User != nil:
		return "", invalid("the base URL holds a user name or password; leave them out, the key is sent in a header")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return "", invalid("the base URL has a query or fragment; leave out everything from ? or # on")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "", invalid("the base URL is plain http, over which the key could be read on its way; use https")
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	path = strings.TrimRight(strings.TrimSuffix(path, "/v1"), "/")
	return u.Scheme + "://" + u.Host + path, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// checkFields returns the plain fields that a draft names, cleaned.
func checkFields(d provider.Descriptor, fields map[string]string) (map[string]string, error) {
	known := map[string]provider.Field{}
	for _, f := range d.Fields {
		known[f.Name] = f
	}
	checked := map[string]string{}
	for name, value := range fields {
		f, ok := known[name]
		switch {
		case !ok:
			return nil, invalid("%s has no field %.40q", d.Name, name)
		case f.Secret:
			return nil, invalid("%.40q is secret and is never given as a plain field", name)
		}
		value, err := checkField(f, strings.TrimSpace(value))
		if err != nil {
			return nil, err
		}
		checked[name] = value
	}
	return checked, nil
}

// longestField is how long a plain field may be; a list of prices is the longest.
const longestField = 4000

// checkField looks at the form of one field. Its errors do not repeat the text: a key may
// have been pasted into the wrong one.
func checkField(f provider.Field, value string) (string, error) {
	breaks := func(r rune) bool { return unprintable(r) && (r != '\n' || f.Kind != provider.FieldPrices) }
	switch {
	case len(value) > longestField || strings.ContainsFunc(value, breaks):
		return "", invalid("the field %s is too long or has line breaks", f.Label)
	case value == "":
		return "", nil // whether it may be is asked when all fields are there
	case f.Kind == provider.FieldDate:
		if _, err := calendar.ParseDay(value); err != nil {
			return "", invalid("%s is no date; write it as 2026-11-22", f.Label)
		}
	case f.Kind == provider.FieldAmount:
		if amount, err := money.Parse(value, money.USD); err != nil || amount.Value.IsNegative() {
			return "", invalid("%s is not an amount; write digits and a point, such as 20 or 19.99", f.Label)
		}
	case f.Kind == provider.FieldChoice:
		if !slices.ContainsFunc(f.Choices, func(c provider.Choice) bool { return c.Value == value }) {
			return "", invalid("%s is none of the choices", f.Label)
		}
	}
	return value, nil
}

// checkWhole looks at an account as it would be, all fields together.
func checkWhole(a Account, d provider.Descriptor) error {
	for _, f := range d.Fields {
		if !f.Secret && !f.Optional && a.Fields[f.Name] == "" {
			return invalid("%s is empty; %s", f.Label, f.Help)
		}
	}
	if d.NeedsBaseURL && a.BaseURL == "" {
		return invalid("the base URL is empty; %s has no address of its own, so type the one of your server", d.Name)
	}
	if d.CheckFields == nil {
		return nil
	}
	if err := d.CheckFields(a.Fields); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return nil
}
