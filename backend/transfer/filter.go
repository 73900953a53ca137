package transfer

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// ErrFilter says that a filter names what is not there; the text says what.
var ErrFilter = errors.New("nothing was exported")

// Filter says which of the counted entries are exported: those that are in each of its lists
// that is not empty, and under its tag where there is one. The zero Filter takes everything.
type Filter struct {
	Accounts []string       `json:"accounts"` // ids
	Services []string       `json:"services"` // ids of providers, or names that the user gave
	Projects []Place        `json:"projects"`
	Keys     []Place        `json:"keys"`
	Models   []string       `json:"models"` // "" is what names no model
	Bases    []ledger.Basis `json:"bases" ts_type:"string[]"`
	Tag      string         `json:"tag"` // "" for any
}

// Place is a project or key by the vendor's id; ids are a vendor's own, hence the account. An
// empty ID is what names none.
type Place struct {
	Account string `json:"account"`
	ID      string `json:"id"`
}

// choice is a filter that knows the labels.
type choice struct {
	accounts []string // nil for all, sorted
	in       []func(ledger.Entry) bool
}

func (c choice) takes(e ledger.Entry) bool {
	for _, in := range c.in {
		if !in(e) {
			return false
		}
	}
	return true
}

// choose looks up what f names. It wraps [ErrFilter].
func (f Filter) choose(l Labels) (choice, error) {
	parts, err := f.check(l)
	if err != nil {
		return choice{}, err
	}
	var c choice
	for _, limited := range f.accountsOf(l, parts) {
		c.narrow(limited)
	}
	c.limit(f.Projects, ledger.ByProject)
	c.limit(f.Keys, ledger.ByKey)
	if len(f.Models) > 0 {
		c.in = append(c.in, func(e ledger.Entry) bool { return slices.Contains(f.Models, e.Model) })
	}
	if len(f.Bases) > 0 {
		c.in = append(c.in, func(e ledger.Entry) bool { return slices.Contains(f.Bases, e.Basis) })
	}
	if f.Tag != "" {
		c.within(parts)
	}
	return c, nil
}

// Check says in words what of f is not there. It wraps [ErrFilter].
func (f Filter) Check(l Labels) error {
	_, err := f.check(l)
	return err
}

// check says what of f is not there, and returns the parts of its tag.
func (f Filter) check(l Labels) ([]ledger.Part, error) {
	for _, id := range slices.Concat(f.Accounts, accountsIn(f.Projects), accountsIn(f.Keys)) {
		if _, ok := l.Accounts[id]; !ok {
			return nil, fmt.Errorf("%w: there is no account %.60q; choose another", ErrFilter, id)
		}
	}
	for _, service := range f.Services {
		if len(l.ofServices([]string{service})) == 0 {
			return nil, fmt.Errorf("%w: no account is of the service %.60q; choose another", ErrFilter, service)
		}
	}
	for _, basis := range f.Bases {
		if !slices.Contains(ledger.Bases(), basis) {
			return nil, fmt.Errorf("%w: there is no basis %.20q; choose billed, imported, metered, estimated or subscription", ErrFilter, basis)
		}
	}
	if f.Tag == "" {
		return nil, nil
	}
	parts, found := l.tagged(f.Tag)
	if !found {
		return nil, fmt.Errorf("%w: there is no tag %.60q; it may have been renamed or removed", ErrFilter, f.Tag)
	}
	return parts, nil
}

// accountsOf returns the lists of accounts outside of which nothing is taken: reading no more
// of the book than these is what makes a small export of a large book quick.
func (f Filter) accountsOf(l Labels, tagged []ledger.Part) [][]string {
	var lists [][]string
	if len(f.Accounts) > 0 {
		lists = append(lists, f.Accounts)
	}
	if len(f.Services) > 0 {
		lists = append(lists, l.ofServices(f.Services))
	}
	if len(f.Projects) > 0 {
		lists = append(lists, accountsIn(f.Projects))
	}
	if len(f.Keys) > 0 {
		lists = append(lists, accountsIn(f.Keys))
	}
	if f.Tag != "" {
		of := []string{}
		for _, p := range tagged {
			of = append(of, p.Account)
		}
		lists = append(lists, of)
	}
	return lists
}

func (l Labels) ofServices(services []string) []string {
	ids := []string{}
	for _, id := range slices.Sorted(maps.Keys(l.Accounts)) {
		if slices.Contains(services, l.Accounts[id].ServiceID) {
			ids = append(ids, id)
		}
	}
	return ids
}

func accountsIn(places []Place) []string {
	ids := []string{}
	for _, p := range places {
		ids = append(ids, p.Account)
	}
	return ids
}

// narrow leaves of the accounts those that are in ids too.
func (c *choice) narrow(ids []string) {
	kept := []string{}
	for _, id := range ids {
		if c.accounts == nil || slices.Contains(c.accounts, id) {
			kept = append(kept, id)
		}
	}
	slices.Sort(kept)
	c.accounts = slices.Compact(kept)
}

// limit takes only what is in one of places, where there are any.
func (c *choice) limit(places []Place, of ledger.Dimension) {
	if len(places) == 0 {
		return
	}
	var parts []ledger.Part
	for _, p := range places {
		parts = append(parts, ledger.Part{Account: p.Account, Of: of, Key: p.ID})
	}
	c.within(parts)
}

// within takes only what is in one of parts; what is in several is taken once.
func (c *choice) within(parts []ledger.Part) {
	known := map[ledger.Part]bool{}
	for _, p := range parts {
		known[p] = true
	}
	c.in = append(c.in, func(e ledger.Entry) bool {
		for _, p := range partsOf(e) {
			if known[p] {
				return true
			}
		}
		return false
	})
}

// FileName suggests what a file is called: outlay-focus-2026-11-01-2026-11-30.csv.
func FileName(format Format, span calendar.Span, f Filter) string {
	parts := []string{"outlay"}
	extension := ".csv"
	switch format {
	case FOCUS, Invoice:
		parts = append(parts, string(format))
	case JSON:
		extension = ".json"
	}
	if words := plain(f.Tag); words != "" {
		parts = append(parts, words)
	}
	return strings.Join(append(parts, string(span.Start), string(span.Last())), "-") + extension
}

// plain returns the letters and digits of a name, in small letters with a dash between words.
func plain(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}
