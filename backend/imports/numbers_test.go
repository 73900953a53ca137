package imports

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Any amount, written as any console writes it, is read to the last digit; and no text of it
// is taken to be clear and means another amount.
func TestAnyAmountInAnyForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nanos := rapid.Int64Range(0, 999_999_999_999_999_999).Draw(t, "nanos")
		decimal := rapid.SampledFrom([]string{".", ","}).Draw(t, "decimal")
		between := rapid.SampledFrom([]string{"", " ", "'", "’", "\u00a0", "\u202f", ".", ","}).Draw(t, "between")
		form := rapid.SampledFrom([]string{"%s", "$%s", "%s €", "USD %s", " %s EUR "}).Draw(t, "form")
		minus := rapid.SampledFrom([]string{"", "-", "−", "("}).Draw(t, "minus")
		if between == decimal {
			between = ""
		}
		text := grouped(nanos/1_000_000_000, between)
		if places := rapid.IntRange(0, 9).Draw(t, "places"); places > 0 {
			text += decimal + fmt.Sprintf("%09d", nanos%1_000_000_000)[:places]
			for range 9 - places {
				nanos /= 10
			}
			for range 9 - places {
				nanos *= 10
			}
		} else {
			nanos -= nanos % 1_000_000_000
		}
		cell := fmt.Sprintf(form, text)
		if minus != "" {
			cell = minus + strings.TrimSpace(cell)
		}
		if minus == "(" {
			cell += ")"
		}
		n, problem := lex(cell)
		if problem != "" || n.negative != (minus != "") {
			t.Fatalf("%q: %s, negative %t", cell, problem, n.negative)
		}
		for _, tt := range []struct {
			shape shape
			means string
		}{{dotShape, ","}, {commaShape, "."}, {badShape, decimal}} {
			if got := shapeOf(n.text); got == tt.shape && decimal == tt.means && strings.Contains(text, decimal) {
				t.Fatalf("%q has shape %d", cell, got)
			}
		}
		d, ok := split(n.text, decimal)
		if !ok {
			t.Fatalf("%q cannot be read", cell)
		}
		if got, err := d.nanos(); err != nil || got != nanos {
			t.Fatalf("%q is %d nanos, %v, want %d", cell, got, err, nanos)
		}
	})
}

func grouped(n int64, between string) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + between + text[at:]
	}
	return text
}

func FuzzCells(f *testing.F) {
	for _, cell := range []string{"1.234,56 €", "(1.23)", "-$1", "1e-05", "Nov 22, 2026", "22/11/2026 10:00 PM", "1795132800", "−", "(", "\xff", "2026-11-22T10:00:00+02:00", "$ €", "e5", "1,,2"} {
		f.Add(cell)
	}
	f.Fuzz(func(_ *testing.T, cell string) {
		n, _ := lex(cell)
		for _, decimal := range []string{".", ","} {
			if d, ok := split(n.text, decimal); ok {
				_, _ = d.nanos()
			}
		}
		_ = shapeOf(n.text)
		for _, format := range DateFormats() {
			_, _ = parseDay(cell, format)
		}
		_ = maskedKey(cell)
	})
}
