package plain_test

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"outlay/backend/notify/plain"
)

func TestLine(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		longest  int
		size     plain.Size
		want     string
	}{
		{"what is harmless stays", "Research: 80 % of $50.00", 100, plain.Runes, "Research: 80 % of $50.00"},
		{"a header cannot begin", "Hello\r\nBcc: thief@example.org", 100, plain.Runes, "Hello Bcc: thief@example.org"},
		{"nor by the separators of Unicode", "a\u2028b\u2029c\u0085d\ve", 100, plain.Runes, "a b c d e"},
		{"controls go", "a\x00b\x1b[31mc\x7f", 100, plain.Runes, "ab[31mc"},
		{"nothing is turned around", "invoice\u202egpj.exe \u2066x\u2069 \u200f\u061c", 100, plain.Runes, "invoicegpj.exe x"},
		{"nothing hides", "pa\u200byp\ufeffal\u00ad \U000e0041", 100, plain.Runes, "paypal"},
		{"a word that needs its joiner keeps it", "می\u200cخواهم", 100, plain.Runes, "می\u200cخواهم"},
		{"markup is left for the sink to escape", `<b onload="x">&</b>`, 100, plain.Runes, `<b onload="x">&</b>`},
		{"broken bytes are shown as such", "a\xff\xfeb", 100, plain.Runes, "a\ufffd\ufffdb"},
		{"just as long as may be", "12345", 5, plain.Runes, "12345"},
		{"one too long", "123456", 5, plain.Runes, "1234…"},
		{"bytes are counted where bytes are asked for", "ääää", 7, utf8.RuneLen, "ää…"},
		{"and halves of pairs where they are", "🦊🦊🦊", 5, utf16.RuneLen, "🦊🦊…"},
		{"no room at all", "abc", 0, plain.Runes, ""},
		{"nothing", "", 10, plain.Runes, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := plain.Line(tt.in, tt.longest, tt.size); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTextKeepsLinesAndNothingElse(t *testing.T) {
	got := plain.Text("\n\none\r\ntwo  \r\r\r\n\n three\u202e\x00\n\n", 100, plain.Runes)
	if want := "one\ntwo\n\n three"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := plain.Text(strings.Repeat("long ", 2000), 50, plain.Runes); utf8.RuneCountInString(got) > 50 || !strings.HasSuffix(got, "long…") {
		t.Errorf("got %q", got)
	}
}

func TestIDIsSafeAndTheSameEachTime(t *testing.T) {
	if got := plain.ID("a-1_Z"); got != "a-1_Z" {
		t.Errorf("a safe one became %q", got)
	}
	odd := plain.ID("a\r\nb.c")
	if odd != plain.ID("a\r\nb.c") || odd == plain.ID("a\r\nb.d") || plain.ID(odd) != odd {
		t.Errorf("got %q", odd)
	}
	if plain.ID("") == "" {
		t.Error("no name at all")
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\r\nb\u202e🦊", 3)
	f.Fuzz(func(t *testing.T, s string, longest int) {
		longest = max(longest, 0) % 1000
		got := plain.Line(s, longest, plain.Runes)
		if utf8.RuneCountInString(got) > longest || !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x00\u202e\u2066") {
			t.Errorf("got %q of %q", got, s)
		}
	})
}
