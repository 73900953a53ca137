package rest

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

const (
	masked = "[masked]"
	// shortest is the length below which a key is not masked: no vendor issues one, and to
	// replace three letters wherever they appear would garble good answers.
	shortest = 8
	// longest is how much of a vendor's words is shown, in characters.
	longest = 200
)

var (
	keyForms = regexp.MustCompile(`(?i)bearer\s+\S+|\b(sk|pk|rk|gsk|pplx|xai|ghp|gho|ghs|github_pat)[-_][^\s"'<>(),;&]+|\bAIza[^\s"'<>(),;&]+`)
	longRuns = regexp.MustCompile(`[A-Za-z0-9+_=-]{24,}`)
)

// Redact makes a text fit to be shown in an error: one line of at most 200 characters,
// without the key and without whatever looks like one.
func (c *Client) Redact(text string) string {
	return oneLine(maskForms(string(c.mask([]byte(text)))))
}

// mask replaces the key itself, plain and as a query spells it.
func (c *Client) mask(text []byte) []byte {
	if len(c.Secret) < shortest {
		return text
	}
	for _, secret := range []string{c.Secret, url.QueryEscape(c.Secret)} {
		if bytes.Contains(text, []byte(secret)) { // answers are large, and this is rare
			text = bytes.ReplaceAll(text, []byte(secret), []byte(masked))
		}
	}
	return text
}

// maskForms replaces what has the form of a key, and long runs of base64 or hex: those with
// a digit, so that code_interpreter_sessions stays readable.
func maskForms(text string) string {
	text = keyForms.ReplaceAllString(text, masked)
	return longRuns.ReplaceAllStringFunc(text, func(run string) string {
		if strings.ContainsAny(run, "0123456789") {
			return masked
		}
		return run
	})
}

func oneLine(text string) string {
	printable := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	runes := []rune(strings.Join(strings.Fields(printable), " "))
	if len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return string(runes)
}
