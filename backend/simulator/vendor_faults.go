package simulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultsOf returns the names of the faults that a vendor can play: all but those that need
// something which its answers don't have, a currency or a second page.
func (s *Simulator) FaultsOf(id string) ([]string, error) {
	v, err := s.vendor(id)
	if err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(v.plays())), nil
}

// asItself are the faults that are the same with every vendor.
var asItself = []string{
	"html_502", "empty", "nonsense", "html_200", "truncated", "cut", "endless", "slow", "hang", "redirect", "redirect_here",
}

// plays returns the vendor's faults. A fault that finds nothing to spoil in an answer, such
// as an amount in a list of names, leaves it as it is.
func (v *vendor) plays() map[string]play {
	own := map[string]play{
		"key_refused":   {"401", v.says(http.StatusUnauthorized, "the key is not valid")},
		"not_found":     {"404", v.says(http.StatusNotFound, "not found")},
		"server_error":  {"500", v.says(http.StatusInternalServerError, "internal error")},
		"scope_missing": {"403", v.says(http.StatusForbidden, "this key may not do that")},
		"rate_limited": {"429, Retry-After as seconds, a date, or none", func(f *Fault, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			pauseHeader(w, f.Value)
			v.refuse(w, http.StatusTooManyRequests, "too many requests")
		}},
	}
	for _, name := range asItself {
		own[name] = plays[name]
	}
	if v.amount != nil {
		v.spoilAmounts(own)
	}
	if v.day != "" {
		own["outside"] = play{"a day outside of the asked span", v.edits(func(page object) { shift(page, v.day) })}
	}
	if v.rows != "" {
		own["duplicate_row"] = play{"the first row twice", v.edits(func(page object) { twice(page, v.rows) })}
	}
	if v.again != nil {
		own["repeating_cursor"] = play{"a cursor that repeats for ever", v.pages(func(string) string { return "again" })}
		own["endless_pages"] = play{"a new cursor with each page, for ever", v.pages(func(before string) string {
			n, _ := strconv.Atoi(strings.TrimPrefix(before, "more"))
			return "more" + strconv.Itoa(n+1)
		})}
	}
	return own
}

func (v *vendor) spoilAmounts(own map[string]play) {
	worth := func(value string) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
		return rewritten(func(_ *Fault, _ *http.Request, text string) string { return replaceGroup(v.amount, text, value) })
	}
	own["nan"] = play{"an amount that is NaN", worth("NaN")}
	own["null"] = play{"an amount that is null", worth("null")}
	own["negative"] = play{"a negative amount, a credit", worth("-1.25")}
	own["huge"] = play{"an amount beyond any ledger", worth("1" + strings.Repeat("0", 25))}
	own["missing_fields"] = play{"a row without its amount", rewritten(func(_ *Fault, _ *http.Request, text string) string {
		at := v.amount.FindStringIndex(text)
		if at == nil {
			return text
		}
		return text[:at[0]] + strings.Replace(text[at[0]:], `"`, `"x`, 1)
	})}
	if v.currency != nil {
		own["euro"] = play{"an amount in another currency", rewritten(func(_ *Fault, _ *http.Request, text string) string {
			return replaceGroup(v.currency, text, `"EUR"`)
		})}
	}
}

func (v *vendor) says(status int, message string) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(_ *Fault, w http.ResponseWriter, _ *http.Request, _ http.Handler) { v.refuse(w, status, message) }
}

func (v *vendor) edits(change func(page object)) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return rewritten(func(_ *Fault, _ *http.Request, text string) string {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var page object
		if decoder.Decode(&page) != nil {
			return text
		}
		change(page)
		changed, _ := json.Marshal(page)
		return string(changed)
	})
}

// pages answers the first page to whatever cursor comes, and promises another one. All but
// the first have no rows: a client that counts days has only the cursor to see it by.
func (v *vendor) pages(next func(before string) string) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(f *Fault, w http.ResponseWriter, r *http.Request, handler http.Handler) {
		before := v.cursor(r)
		first := r.Clone(r.Context())
		q := first.URL.Query()
		for _, name := range []string{"page", "after", "offset", "cursor"} {
			q.Del(name)
		}
		first.URL.RawQuery = q.Encode()
		if before != "" {
			handler = v.emptied(first, handler)
		}
		v.edits(func(page object) { v.again(page, next(before)) })(f, w, first, handler)
	}
}

// emptied answers what handler does, without rows, and asks it once: pages without end are
// many.
func (v *vendor) emptied(r *http.Request, handler http.Handler) http.Handler {
	uri := r.URL.String()
	text, known := v.empty.Load(uri)
	if !known {
		page := object{}
		decoder := json.NewDecoder(&honest(r, handler).body)
		decoder.UseNumber()
		if decoder.Decode(&page) != nil {
			return handler
		}
		if list, ok := page["data"].([]any); ok {
			page["data"] = list[:0]
		}
		text, _ = json.Marshal(page)
		v.empty.Store(uri, text)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(text.([]byte)) })
}

func replaceGroup(pattern *regexp.Regexp, text, by string) string {
	at := pattern.FindStringSubmatchIndex(text)
	if at == nil {
		return text
	}
	return text[:at[2]] + by + text[at[3]:]
}

// walk calls each for every object of an answer until it returns true.
func walk(node any, each func(o object) bool) bool {
	switch node := node.(type) {
	case object:
		if each(node) {
			return true
		}
		for _, name := range slices.Sorted(maps.Keys(node)) {
			if walk(node[name], each) {
				return true
			}
		}
	case []any:
		for _, item := range node {
			if walk(item, each) {
				return true
			}
		}
	}
	return false
}

// twice repeats the first row of the first list of that name that has one.
func twice(page object, list string) {
	walk(page, func(o object) bool {
		rows, _ := o[list].([]any)
		if len(rows) == 0 {
			return false
		}
		o[list] = append(rows, rows[0])
		return true
	})
}

// shift moves the first day that is told 900 days back.
func shift(page object, field string) {
	walk(page, func(o object) bool {
		value, ok := o[field]
		if !ok {
			return false
		}
		o[field] = earlier(value)
		return true
	})
}

// earlier moves a day back, however it is written: as a date, or in seconds or milliseconds.
func earlier(value any) any {
	text, isText := value.(string)
	if isText && len(text) >= 10 {
		if at, err := time.Parse(time.DateOnly, text[:10]); err == nil {
			return at.AddDate(0, 0, -900).Format(time.DateOnly) + text[10:]
		}
	}
	if number, ok := value.(json.Number); ok {
		text = number.String()
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return value
	}
	step := int64(900 * daySeconds)
	if n > 1e11 {
		step *= 1000
	}
	if isText {
		return strconv.FormatInt(n-step, 10)
	}
	return n - step
}
