package sqlite

import (
	"encoding/json"
	"slices"
	"strings"

	"outlay/backend/ledger"
)

// sieve is what a filter leaves of one account. A nil list leaves everything.
type sieve struct {
	account                string
	models, projects, keys []string
	within, outside        *members
	text                   string
	named                  *members
	bases                  []ledger.Basis
	counted                *bool
}

// members are projects and keys of one account: an entry is a member by either.
type members struct{ projects, keys []string }

func (m *members) add(p ledger.Part) {
	if p.Of == ledger.ByKey {
		m.keys = append(m.keys, p.Key)
		return
	}
	m.projects = append(m.projects, p.Key)
}

// membersOf returns the parts of one account; whole where one of them is all of it.
func membersOf(account string, parts []ledger.Part) (m *members, whole bool) {
	m = &members{[]string{}, []string{}}
	for _, p := range parts {
		switch {
		case p.Account != account:
		case p.Of == ledger.ByAccount:
			whole = true
		default:
			m.add(p)
		}
	}
	return m, whole
}

func (m *members) none() bool { return len(m.projects)+len(m.keys) == 0 }

// sieveOf returns what f leaves of an account, and whether that can be anything.
func sieveOf(f ledger.Filter, account string) (v sieve, any bool) {
	v = sieve{account: account, models: f.Models, text: lower(f.Text), bases: f.Bases, counted: f.Counted}
	if f.Projects != nil {
		m, _ := membersOf(account, f.Projects)
		if v.projects = m.projects; len(v.projects) == 0 {
			return v, false
		}
	}
	if f.Keys != nil {
		m, _ := membersOf(account, f.Keys)
		if v.keys = m.keys; len(v.keys) == 0 {
			return v, false
		}
	}
	if f.Within != nil {
		m, whole := membersOf(account, f.Within)
		switch {
		case whole:
		case m.none():
			return v, false
		default:
			v.within = m
		}
	}
	if m, whole := membersOf(account, f.Outside); whole {
		return v, false
	} else if !m.none() {
		v.outside = m
	}
	if v.text != "" {
		m, whole := membersOf(account, f.Named)
		if v.named = m; whole {
			v.text = "" // the account's own name is what was looked for
		}
	}
	return v, true
}

// lower is SQLite's: only ASCII letters have two cases.
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// rollup returns the dimension whose rollups know what the sieve leaves, and which of their
// keys those are (nil: all). Two dimensions at once only the entries know.
func (v sieve) rollup() (dimension string, keep func(key string) bool, ok bool) {
	var named []string
	var rules []func(string) bool
	in := func(dimension string, list []string, want bool) {
		named = append(named, dimension)
		rules = append(rules, func(key string) bool { return slices.Contains(list, key) == want })
	}
	if v.text != "" {
		return "", nil, false
	}
	if v.models != nil {
		in("model", v.models, true)
	}
	if v.projects != nil {
		in("project", v.projects, true)
	}
	if v.keys != nil {
		in("key", v.keys, true)
	}
	for i, m := range []*members{v.within, v.outside} {
		switch {
		case m == nil:
		case len(m.keys) == 0:
			in("project", m.projects, i == 0)
		case len(m.projects) == 0:
			in("key", m.keys, i == 0)
		default:
			return "", nil, false
		}
	}
	if len(named) == 0 {
		return "", nil, true
	}
	all := func(key string) bool {
		return !slices.ContainsFunc(rules, func(rule func(string) bool) bool { return !rule(key) })
	}
	return named[0], all, len(slices.Compact(slices.Sorted(slices.Values(named)))) == 1
}

// where is the sieve as a condition on entries e, without account, day, basis and what counts.
func (v sieve) where() (condition string, args []any) {
	conditions := []string{"1"}
	in := func(text string, lists ...[]string) {
		conditions = append(conditions, text)
		for _, list := range lists {
			args = append(args, jsonOf(list))
		}
	}
	if v.models != nil {
		in("e.model IN (SELECT value FROM json_each(?))", v.models)
	}
	if v.projects != nil {
		in("e.project IN (SELECT value FROM json_each(?))", v.projects)
	}
	if v.keys != nil {
		in("e.api_key IN (SELECT value FROM json_each(?))", v.keys)
	}
	const either = "(e.project IN (SELECT value FROM json_each(?)) OR e.api_key IN (SELECT value FROM json_each(?)))"
	if v.within != nil {
		in(either, v.within.projects, v.within.keys)
	}
	if v.outside != nil {
		in("NOT "+either, v.outside.projects, v.outside.keys)
	}
	if v.text != "" {
		args = append(args, v.text)
		in("(instr(lower(e.line || char(10) || e.item || char(10) || e.model || char(10) || e.project || char(10) || e.api_key), ?) OR "+either+")",
			v.named.projects, v.named.keys)
	}
	return strings.Join(conditions, " AND "), args
}

func jsonOf(list []string) string {
	text, err := json.Marshal(list)
	if err != nil {
		return "[]" // of strings there is no such error
	}
	return string(text)
}

// leaves says whether the sieve leaves days of a basis that count, or do not.
func (v sieve) leaves(basis ledger.Basis, counted bool) bool {
	return (v.bases == nil || slices.Contains(v.bases, basis)) && (v.counted == nil || *v.counted == counted)
}

// sievesOf returns what f leaves of each of its accounts, which are named, each once.
func sievesOf(f ledger.Filter) []sieve {
	var list []sieve
	for _, account := range f.Accounts {
		if v, any := sieveOf(f, account); any {
			list = append(list, v)
		}
	}
	return list
}
