package rest

import (
	"errors"
	"fmt"
	"strings"

	"outlay/backend/provider"
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
	{"fw_", "Fireworks"},
	{"r8_", "Replicate"},
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

// CheckKinds returns a descriptor's CheckKey for a vendor that issues these kinds of keys: it
// refuses what [CheckKey] does, and a key that has the form of a kind which cannot read spend.
// A form that is none of them passes: vendors invent new ones.
func CheckKinds(vendor string, kinds []provider.KeyKind) func(key string) error {
	d := provider.Descriptor{Keys: kinds}
	return func(key string) error {
		advice := advise(kinds)
		if err := CheckKey(vendor, key); err != nil {
			return fmt.Errorf("%w%s", err, advice)
		}
		if kind, ok := d.Kind(key); ok && !kind.Spend {
			return fmt.Errorf("this is a %s (%s…), which reads %s%s", kind.Name, kind.Prefix, kind.Reads, advice)
		}
		return nil
	}
}

// advise names the kind of key to make, and where.
func advise(kinds []provider.KeyKind) string {
	for _, k := range kinds {
		if k.Spend {
			return fmt.Sprintf("; the right one is called “%s” and is made at %s", k.Name, strings.TrimPrefix(k.Link, "https://"))
		}
	}
	return ""
}
