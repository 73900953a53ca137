package transfer

import (
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"outlay/backend/calendar"
)

// Columns returns the columns of the CSV, in their order. Readers may rely on both: new
// columns are only ever added at the end.
//
//   - account_id, account, service: Outlay's id of the account, its label, its vendor
//   - day: UTC, 2026-11-22
//   - basis: where the amount comes from: billed, imported, metered, estimated, subscription
//   - item: the entry's identity on that day; line: the vendor's words for it
//   - model, project_id, project, key_id: empty where the vendor names none. key_id is the
//     vendor's id of an API key, never the key
//   - quantity, unit: as the vendor gives them
//   - amount: a decimal with a point and four to nine places; below zero for a credit
//   - currency: three letters
//   - settled: true where the vendor no longer revises the day
func Columns() []string {
	return []string{
		"account_id", "account", "service", "day", "basis", "item", "line", "model", "project_id", "project",
		"key_id", "quantity", "unit", "amount", "currency", "settled",
	}
}

// csvForm writes RFC 4180: CRLF, quotes where needed, UTF-8 without a mark.
type csvForm struct{ w *csv.Writer }

func newCSV(w io.Writer) csvForm {
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	return csvForm{lines}
}

func (c csvForm) begin(calendar.Span) error { return c.w.Write(Columns()) }

func (c csvForm) line(l line) error {
	return c.w.Write([]string{
		text(l.Account), text(l.account.Label), text(l.account.Service), string(l.Day), string(l.Basis), text(l.Item), text(l.Line),
		text(l.Model), text(l.Project), text(l.project), text(l.Key), quantity(l.Quantity), text(l.Unit),
		l.Amount.Decimal(), text(l.Amount.Currency), strconv.FormatBool(l.settled),
	})
}

func (c csvForm) end() error {
	c.w.Flush()
	return c.w.Error()
}

// formulaic are the characters that a spreadsheet may take for a formula's first, the wide
// ones of East Asian keyboards included.
const formulaic = "=+-@\t\r\n\x00＝＋－＠"

// text returns a cell that no spreadsheet takes for a formula, in valid UTF-8: names come from
// vendors and from whoever may name a project there. Sources:
// owasp.org/www-community/attacks/CSV_Injection, read 2026-11-22; OWASP ASVS 5.0, 1.2.10, read
// 2026-11-22.
func text(cell string) string {
	if !utf8.ValidString(cell) {
		cell = strings.ToValidUTF8(cell, "\uFFFD")
	}
	start, _ := utf8.DecodeRuneInString(cell)
	if cell != "" && strings.ContainsRune(formulaic, start) {
		return "'" + cell
	}
	return cell
}

var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// quantity stays a number where it is one, also below zero.
func quantity(cell string) string {
	if number.MatchString(cell) {
		return cell
	}
	return text(cell)
}
