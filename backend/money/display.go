package money

import "strings"

var signs = map[string]string{"USD": "$", "EUR": "€", "GBP": "£"}

// Display renders a for a line of text that people read, rounded half to even to the cent:
// "$1,234.50", "-€0.10", "1,234.50 SEK". An amount that would round to nothing keeps the
// digits that say it is something: "$0.0000125".
func (a Amount) Display() string {
	rounded := a.Value.RoundBank(2)
	text := rounded.Abs().StringFixed(2)
	if rounded.IsZero() && !a.Value.IsZero() {
		text = Amount{Value: a.Value.Abs()}.Decimal()
	}
	whole, part, _ := strings.Cut(text, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	text = whole + "." + part
	if sign, ok := signs[a.Currency]; ok {
		text = sign + text
	} else {
		text = strings.TrimSpace(text + " " + a.Currency)
	}
	if a.Value.IsNegative() {
		return "-" + text
	}
	return text
}

// DisplayAll renders amounts of several currencies in one line: "$12.00 + €3.10".
func DisplayAll(amounts []Amount) string {
	texts := make([]string, len(amounts))
	for i, a := range amounts {
		texts[i] = a.Display()
	}
	return strings.Join(texts, " + ")
}
