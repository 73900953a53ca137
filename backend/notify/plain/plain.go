// Package plain makes texts harmless that others wrote: names that vendors gave to models and
// projects, labels that people typed, and what servers answer.
//
// What comes out is text that only says something. It has no control characters, so it cannot
// begin a header or a command; none of Unicode's invisible ones that turn around, hide or join
// what stands beside them; and no more than the length asked for. It is not escaped: each sink
// escapes for its own markup.
//
// # Why joiners stay
//
// Persian and the scripts of India cannot be spelled without U+200C and U+200D, and neither
// changes the order of what is read. Every other character of the class Cf goes, the bidirectional
// controls of Unicode Standard Annex 9 among them.
package plain

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Size says how much room a character takes, in the unit that a receiver counts in:
// [utf8.RuneLen] for bytes, [unicode/utf16.RuneLen] for those that count as JavaScript does.
type Size func(rune) int

// Runes counts characters of Unicode.
func Runes(rune) int { return 1 }

// Line returns s as one line of at most longest units of size; what is cut off ends in "…".
func Line(s string, longest int, size Size) string {
	return Clip(strings.Join(strings.Fields(strings.Map(harmless, s)), " "), longest, size)
}

// Text returns s as lines that end in "\n", never more than one empty one in a row, of at most
// longest units of size in all; what is cut off ends in "…".
func Text(s string, longest int, size Size) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRightFunc(strings.Map(harmless, line), unicode.IsSpace)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return Clip(strings.TrimRight(strings.Join(lines, "\n"), "\n"), longest, size)
}

// harmless drops a character, makes it a space, or keeps it.
func harmless(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == '\u200c' || r == '\u200d':
		return r
	case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
		return -1
	case unicode.Is(unicode.Noncharacter_Code_Point, r):
		return utf8.RuneError
	}
	return r
}

// Clip returns as much of s as fits into longest units of size, with "…" where something is
// missing.
func Clip(s string, longest int, size Size) string {
	used, fits := 0, 0 // fits is where s can be cut so that the ellipsis still has room
	room := longest - size('…')
	for at, r := range s {
		if used <= room {
			fits = at
		}
		if used += size(r); used > longest {
			if room < 0 {
				return ""
			}
			return strings.TrimRight(s[:fits], " \n\u200d") + "…"
		}
	}
	return s
}

var name = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// ID returns id where it is letters, digits, "_" and "-" alone, at most 64 of them, and else a
// name of such characters that is the same for the same id.
func ID(id string) string {
	if name.MatchString(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "id-" + hex.EncodeToString(sum[:16])
}
