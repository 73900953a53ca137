package imports

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"outlay/backend/money"
)

// number is a cell of an amount, taken apart.
type number struct {
	text     string // digits and what stands between them
	negative bool
	mark     string // a currency's sign or code, "" for none
}

// signs are the currencies that a sign may mean, the usual one first.
var signs = map[string][]string{
	"$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"}, "US$": {"USD"}, "€": {"EUR"}, "£": {"GBP"},
	"¥": {"JPY", "CNY"}, "₹": {"INR"}, "₩": {"KRW"}, "kr": {"SEK", "NOK", "DKK"}, "zł": {"PLN"},
}

// lex takes a cell apart, or says what is wrong with it.
func lex(cell string) (n number, problem string) {
	s := strings.TrimSpace(cell)
	if s == "" {
		return n, "is empty"
	}
	if strings.ContainsRune("=+@", rune(s[0])) {
		return n, "begins as a formula does, which is no amount"
	}
	var before, after string
	s, n.negative = unsigned(s)
	before, s = leading(s)
	if !n.negative {
		s, n.negative = unsigned(s)
	}
	if s, after = trailing(s); !n.negative {
		s, n.negative = unsigned(s)
	}
	if inner, ok := strings.CutSuffix(s, "-"); ok && !n.negative && inner != "" {
		s, n.negative = strings.TrimSpace(inner), true
	}
	n.text = s
	if before != "" && after != "" && !slices.Contains(signs[before], strings.ToUpper(after)) {
		return n, "names two currencies"
	}
	if n.mark = before; after != "" {
		n.mark = after
	}
	if n.mark != "" && signs[n.mark] == nil && !isCurrencyWord(strings.ToLower(n.mark)) {
		return n, notAmount
	}
	return n, ""
}

const notAmount = "is no amount"

// unsigned takes a minus or the brackets of bookkeepers off.
func unsigned(s string) (rest string, negative bool) {
	for _, minus := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			return strings.TrimSpace(rest), true
		}
	}
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' {
		return strings.TrimSpace(s[1 : len(s)-1]), true
	}
	return s, false
}

func isMark(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) }

func leading(s string) (mark, rest string) {
	end := strings.IndexFunc(s, func(r rune) bool { return !isMark(r) })
	if end <= 0 {
		return "", s
	}
	return s[:end], strings.TrimSpace(s[end:])
}

func trailing(s string) (rest, mark string) {
	last := strings.LastIndexFunc(s, func(r rune) bool { return !isMark(r) })
	if last < 0 {
		return s, ""
	}
	_, size := utf8.DecodeRuneInString(s[last:])
	return strings.TrimSpace(s[:last+size]), s[last+size:]
}

func isCode(s string) bool {
	return len(s) == 3 && strings.IndexFunc(s, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }) < 0
}

// shape is what the characters between the digits of one cell tell.
type shape int

const (
	badShape     shape = iota
	plainShape         // digits alone
	dotShape           // the dot stands before the cents
	commaShape         // the comma does
	unclearShape       // 1,234 or 1.234
)

// shapeOf returns what a number's text tells.
func shapeOf(text string) shape {
	text, _ = withoutExponent(text)
	if text == "" || strings.IndexFunc(text, func(r rune) bool { return !isDigit(r) && !isBetween(r) }) >= 0 {
		return badShape
	}
	dots, commas := strings.Count(text, "."), strings.Count(text, ",")
	switch {
	case dots == 0 && commas == 0:
		return check(text, ".", plainShape)
	case dots > 0 && commas > 0 && strings.LastIndex(text, ".") > strings.LastIndex(text, ","), dots == 0 && commas > 1:
		return check(text, ".", dotShape)
	case dots > 0 && commas > 0, dots > 1:
		return check(text, ",", commaShape)
	}
	_, dotGood := split(text, ".")
	_, commaGood := split(text, ",")
	switch {
	case dotGood && commaGood:
		return unclearShape
	case dotGood:
		return dotShape
	case commaGood:
		return commaShape
	}
	return badShape
}

func check(text, decimal string, s shape) shape {
	if _, ok := split(text, decimal); !ok {
		return badShape
	}
	return s
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isBetween says that r may stand between digits. NBSP and its narrow sister do in French.
func isBetween(r rune) bool { return strings.ContainsRune(".,' ’\u00a0\u202f", r) }

// digits are those before and behind what stands before the cents.
type digits struct {
	whole, part string
	exponent    string
}

// split takes the digits of a text apart, given what stands before the cents. Thousands are
// groups of three, with the same character between them.
func split(text, decimal string) (d digits, ok bool) {
	text, d.exponent = withoutExponent(text)
	whole, part, has := strings.Cut(text, decimal)
	if has && (part == "" || strings.IndexFunc(part, func(r rune) bool { return !isDigit(r) }) >= 0) {
		return d, false
	}
	if d.whole, ok = ungrouped(whole); !ok {
		return d, false
	}
	d.part = part
	return d, d.whole != "" || part != ""
}

func ungrouped(whole string) (string, bool) {
	first := strings.IndexFunc(whole, func(r rune) bool { return !isDigit(r) })
	if first < 0 {
		return whole, true
	}
	_, size := utf8.DecodeRuneInString(whole[first:])
	groups := strings.Split(whole, whole[first:first+size])
	if len(groups[0]) < 1 || len(groups[0]) > 3 || groups[0][0] == '0' || !isBetween([]rune(whole[first : first+size])[0]) {
		return "", false
	}
	for _, group := range groups[1:] {
		if len(group) != 3 || strings.IndexFunc(group, func(r rune) bool { return !isDigit(r) }) >= 0 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func withoutExponent(text string) (mantissa, exponent string) {
	at := strings.IndexAny(text, "eE")
	if at < 1 {
		return text, ""
	}
	number := strings.TrimLeft(text[at+1:], "+-")
	if len(text)-at-1-len(number) > 1 || len(number) < 1 || len(number) > 2 || strings.IndexFunc(number, func(r rune) bool { return !isDigit(r) }) >= 0 {
		return text, ""
	}
	return text[:at], text[at:]
}

// fixed returns d in units of 10^-places where that is exact and fits.
func (d digits) fixed(places int) (n int64, ok bool) {
	part := strings.TrimRight(d.part, "0")
	if d.exponent != "" || len(part) > places || len(d.whole)+places > 18 {
		return 0, false
	}
	for _, r := range d.whole {
		n = 10*n + int64(r-'0')
	}
	for i := range places {
		n *= 10
		if i < len(part) {
			n += int64(part[i] - '0')
		}
	}
	return n, true
}

// nanos returns d in billionths, rounded half to even as vendors' answers are: a spreadsheet
// writes 0.059999999999999998 for 0.06. It wraps [money.ErrTooLarge].
func (d digits) nanos() (int64, error) {
	if n, ok := d.fixed(money.Places); ok {
		return n, nil
	}
	text := strings.TrimLeft(d.whole, "0")
	if text == "" {
		text = "0"
	}
	if d.part != "" {
		text += "." + d.part
	}
	a, err := money.FromVendor(json.RawMessage(text+d.exponent), money.USD)
	if err != nil {
		return 0, err
	}
	return a.Nanos()
}

// decimals counts what the cells of a column of amounts tell.
type decimals struct {
	dot, comma, unclear int
	negative, positive  int
	marks               map[string]int
}

func (c *decimals) look(cell string) {
	n, problem := lex(cell)
	if problem != "" {
		return
	}
	switch shapeOf(n.text) {
	case badShape:
		return
	case dotShape:
		c.dot++
	case commaShape:
		c.comma++
	case unclearShape:
		c.unclear++
	}
	if n.negative {
		c.negative++
	} else {
		c.positive++
	}
	if n.mark != "" && len(c.marks) < mostCurrencies {
		c.marks[n.mark]++
	}
}

// decided returns what stands before the cents in the whole column, "" where that is not clear.
func (c *decimals) decided() string {
	switch {
	case c.dot > 0 && c.comma == 0:
		return "."
	case c.comma > 0 && c.dot == 0:
		return ","
	case c.dot > 0 || c.unclear > 0:
		return ""
	}
	return "." // whole numbers alone
}
