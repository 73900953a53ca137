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

// Filter says which of the counted entries are exported. Of the values in one list any will
// do; an entry has to be in every list that is not empty. The zero Filter takes everything.
type Filter struct {
	Accounts []string       `json:"accounts"` // ids
	Services []string       `json:"services"` // ids of providers, or names that the user gave
	Models   []string       `json:"models"`   // "" is what names no model
	Projects []ledger.Part  `json:"projects"` // of ledger.ByProject; an empty key is what names none
	Keys     []ledger.Part  `json:"keys"`     // of ledger.ByKey
	Bases    []ledger.Basis `json:"bases" ts_type:"string[]"`
	Tags     []string       `json:"tags"` // "" is what is under no tag
	// Text is looked for in the vendor's words, the item, model, project and key, where ASCII
	// letters of either case are alike, and in the names that people know of projects, keys,
	// accounts and services, where all letters are: as the activity finds them.
	Text string `json:"text"`
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
	if err := f.Check(l); err != nil {
		return choice{}, err
	}
	c := choice{accounts: f.accountsOf(l)}
	if len(f.Projects) > 0 {
		c.in = append(c.in, within(f.Projects))
	}
	if len(f.Keys) > 0 {
		c.in = append(c.in, within(f.Keys))
	}
	if len(f.Models) > 0 {
		c.in = append(c.in, func(e ledger.Entry) bool { return slices.Contains(f.Models, e.Model) })
	}
	if len(f.Bases) > 0 {
		c.in = append(c.in, func(e ledger.Entry) bool { return slices.Contains(f.Bases, e.Basis) })
	}
	if len(f.Tags) > 0 {
		c.in = append(c.in, l.under(f.Tags))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		c.in = append(c.in, l.saying(text))
	}
	return c, nil
}

// Check says in words what of f is not there. It wraps [ErrFilter].
func (f Filter) Check(l Labels) error {
	for _, id := range slices.Concat(f.Accounts, accountsIn(f.Projects), accountsIn(f.Keys)) {
		if _, ok := l.Accounts[id]; !ok {
			return fmt.Errorf("%w: there is no account %.60q; choose another", ErrFilter, id)
		}
	}
	for _, service := range f.Services {
		if len(l.ofServices([]string{service})) == 0 {
			return fmt.Errorf("%w: no account is of the service %.60q; choose another", ErrFilter, service)
		}
	}
	for _, basis := range f.Bases {
		if !slices.Contains(ledger.Bases(), basis) {
			return fmt.Errorf("%w: there is no basis %.20q; choose billed, imported, metered, estimated or subscription", ErrFilter, basis)
		}
	}
	for _, p := range slices.Concat(f.Projects, f.Keys) {
		if p.Of != ledger.ByProject && p.Of != ledger.ByKey {
			return fmt.Errorf("%w: %.20q is neither a project nor a key", ErrFilter, p.Of)
		}
	}
	for _, name := range f.Tags {
		if _, found := l.tagged(name); !found && name != "" {
			return fmt.Errorf("%w: there is no tag %.60q; it may have been renamed or removed", ErrFilter, name)
		}
	}
	return nil
}

// accountsOf returns the accounts outside of which nothing is taken, nil for all: reading no
// more of the book than these is what makes a small export of a large book quick.
func (f Filter) accountsOf(l Labels) []string {
	var ids []string
	if len(f.Accounts) > 0 {
		ids = common(ids, f.Accounts)
	}
	if len(f.Services) > 0 {
		ids = common(ids, l.ofServices(f.Services))
	}
	if len(f.Projects) > 0 {
		ids = common(ids, accountsIn(f.Projects))
	}
	if len(f.Keys) > 0 {
		ids = common(ids, accountsIn(f.Keys))
	}
	if len(f.Tags) > 0 && !slices.Contains(f.Tags, "") {
		ids = common(ids, accountsIn(l.partsUnder(f.Tags)))
	}
	return ids
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

func accountsIn(parts []ledger.Part) []string {
	ids := []string{}
	for _, p := range parts {
		ids = append(ids, p.Account)
	}
	return ids
}

// common returns those of ids that are in all, sorted; nil for all is everything.
func common(all, ids []string) []string {
	kept := []string{}
	for _, id := range ids {
		if all == nil || slices.Contains(all, id) {
			kept = append(kept, id)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// within takes what is in one of parts; what is in several is taken once.
func within(parts []ledger.Part) func(ledger.Entry) bool {
	known := map[ledger.Part]bool{}
	for _, p := range parts {
		known[p] = true
	}
	return func(e ledger.Entry) bool {
		for _, p := range partsOf(e) {
			if known[p] {
				return true
			}
		}
		return false
	}
}

func (l Labels) partsUnder(tags []string) []ledger.Part {
	var parts []ledger.Part
	for _, name := range tags {
		of, _ := l.tagged(name)
		parts = append(parts, of...)
	}
	return parts
}

// under takes what is under one of tags; "" is what is under none.
func (l Labels) under(tags []string) func(ledger.Entry) bool {
	named := within(l.partsUnder(tags))
	if !slices.Contains(tags, "") {
		return named
	}
	var all []ledger.Part
	for _, t := range l.Tags {
		all = append(all, t.Parts...)
	}
	tagged := within(all)
	return func(e ledger.Entry) bool { return named(e) || !tagged(e) }
}

// saying takes what has the text in it, or is of something that people call so.
func (l Labels) saying(text string) func(ledger.Entry) bool {
	wanted, named := small(text), within(l.called(text))
	return func(e ledger.Entry) bool {
		for _, field := range []string{e.Line, e.Item, e.Model, e.Project, e.Key} {
			if strings.Contains(small(field), wanted) {
				return true
			}
		}
		return named(e)
	}
}

// called returns the accounts, projects and keys that have the text in their names, and the
// accounts of services that have.
func (l Labels) called(text string) []ledger.Part {
	var parts []ledger.Part
	text = strings.ToLower(text)
	has := func(name string) bool { return strings.Contains(strings.ToLower(name), text) }
	for id, a := range l.Accounts {
		if has(a.Label) || has(a.Service) {
			parts = append(parts, ledger.Part{Account: id, Of: ledger.ByAccount})
		}
	}
	for id, names := range l.Names {
		for _, n := range names {
			if has(n.Name) {
				parts = append(parts, ledger.Part{Account: id, Of: ledger.Dimension(n.Kind), Key: n.ID})
			}
		}
	}
	return parts
}

// small writes ASCII letters small, and no others: as the book itself compares text.
func small(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
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
	if words := plain(strings.Join(f.Tags, " ")); words != "" {
		parts = append(parts, words)
	}
	return strings.Join(append(parts, string(span.Start), string(span.Last())), "-") + extension
}

// plain returns the letters and digits of a name, in small letters with a dash between words.
func plain(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}
