package rest

import (
	"errors"
	"fmt"
	"strings"
)

// issuers tells whose key it is by how it begins, for the vendors that say so.
// Sources: the vendors' own documentation of their keys, read 2026-08-22.
var issuers = []struct{ prefix, vendor string }{
	{"sk-ant-", "Anthropic"},
	{"sk-or-", "OpenRouter"},
	{"gsk_", "Groq"},
	{"pplx-", "Perplexity"},
	{"xai-", "xAI"},
	{"ghp_", "GitHub"},
	{"github_pat_", "GitHub"},
	{"AIza", "Google"},
}

// CheckKey returns a sentence for the user where key is none that vendor can have issued:
// where it is empty, holds what cannot stand in a header, or begins as another vendor's
// keys do. It trims nothing. The sentence does not hold the key.
func CheckKey(vendor, key string) error {
	if key == "" {
		return errors.New("the key is empty")
	}
	for _, r := range key {
		switch {
		case r <= ' ' || r == 0x7f:
			return errors.New("the key holds a space or a line break; copy it again, in one piece")
		case r > 0x7f:
			return errors.New("the key holds a character that no key has; copy it again from the vendor's page")
		}
	}
	for _, i := range issuers {
		if strings.HasPrefix(key, i.prefix) && i.vendor != vendor {
			return fmt.Errorf("this is a key of %s, not of %s", i.vendor, vendor)
		}
	}
	return nil
}
