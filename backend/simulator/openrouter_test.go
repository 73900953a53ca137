package simulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

// refusal is a question that a simulated vendor must not take.
type refusal struct {
	name, method, uri, key, body string
	status                       int
	words                        string
}

// refused asks each question and compares how it is refused.
func refused(t *testing.T, w *world, all []refusal) {
	t.Helper()
	for _, tt := range all {
		answer, text := w.do(tt.method, tt.uri, tt.key, tt.body)
		if answer.StatusCode != tt.status || !strings.Contains(text, tt.words) || !json.Valid([]byte(text)) {
			t.Errorf("%s: %d %s, want %d %s", tt.name, answer.StatusCode, text, tt.status, tt.words)
		}
	}
}

// keysOf returns the headers of a vendor's good and weak key.
func keysOf(t *testing.T, w *world, id string) (good, weak string) {
	t.Helper()
	a, err := w.Account(id)
	must(t, err)
	return "Bearer " + a.Key, "Bearer " + a.Weak
}

// answered asks with a good key and decodes the answer.
func answered[T any](t *testing.T, w *world, method, uri, key, body string) T {
	t.Helper()
	var into T
	answer, text := w.do(method, uri, key, body)
	if answer.StatusCode != 200 {
		t.Fatalf("%s %s: %d %s", method, uri, answer.StatusCode, text)
	}
	must(t, json.Unmarshal([]byte(text), &into))
	return into
}

func sumOf(t *testing.T, w *world, id, first, last string) decimal.Decimal {
	t.Helper()
	sum, err := w.SumOf(id, first, last)
	must(t, err)
	if sum.IsZero() {
		t.Fatalf("%s spent nothing from %s to %s", id, first, last)
	}
	return sum
}

func TestOpenRouterRefusesInItsWords(t *testing.T) {
	w := play(t, simulator.Options{})
	good, weak := keysOf(t, w, "openrouter")
	refused(t, w, []refusal{
		{"no key", "GET", "/openrouter/api/v1/activity", "", "", 401, "Missing Authentication header"},
		{"a key that nobody has", "GET", "/openrouter/api/v1/key", "Bearer sk-or-v1-x", "", 401, "User not found."},
		{"a normal key for activity", "GET", "/openrouter/api/v1/activity", weak, "", 403, "Only management keys can perform this operation"},
		{"a normal key for credits", "GET", "/openrouter/api/v1/credits", weak, "", 403, "Only management keys"},
		{"a normal key for keys", "GET", "/openrouter/api/v1/keys", weak, "", 403, "Only management keys"},
		{"a parameter that is none", "GET", "/openrouter/api/v1/activity?start=2026-11-01", good, "", 400, "Unknown parameter: start"},
		{"today", "GET", "/openrouter/api/v1/activity?date=2026-11-22", good, "", 400, "within the last 30 (completed) UTC days"},
		{"31 days ago", "GET", "/openrouter/api/v1/activity?date=2026-10-22", good, "", 400, "within the last 30"},
		{"no date", "GET", "/openrouter/api/v1/activity?date=yesterday", good, "", 400, "YYYY-MM-DD"},
		{"an offset that is none", "GET", "/openrouter/api/v1/keys?offset=-1", good, "", 400, "offset"},
		{"a verb that writes", "POST", "/openrouter/api/v1/keys", good, "{}", 405, "Method Not Allowed"},
		{"an address that is none", "GET", "/openrouter/v1/activity", good, "", 404, "Not Found"},
	})
}

func TestOpenRouterTellsThirtyDaysAndTodayByKey(t *testing.T) {
	w := play(t, simulator.Options{})
	good, weak := keysOf(t, w, "openrouter")
	type activity struct {
		Data []struct {
			Date  string
			Usage json.Number
		}
	}
	first, sum := "9999", decimal.Zero
	for _, row := range answered[activity](t, w, "GET", "/openrouter/api/v1/activity", good, "").Data {
		first = min(first, row.Date)
		sum = sum.Add(decimal.RequireFromString(row.Usage.String()))
	}
	if want := sumOf(t, w, "openrouter", "2026-10-23", "2026-11-21"); first != "2026-10-23" || !sum.Equal(want) {
		t.Errorf("%s from %s on, want %s", sum, first, want)
	}
	type keys struct {
		Data []struct {
			Daily json.Number `json:"usage_daily"`
		}
	}
	sum = decimal.Zero
	for _, key := range answered[keys](t, w, "GET", "/openrouter/api/v1/keys?include_disabled=true", good, "").Data {
		sum = sum.Add(decimal.RequireFromString(key.Daily.String()))
	}
	if want := sumOf(t, w, "openrouter", "2026-11-22", "2026-11-22"); !sum.Equal(want) {
		t.Errorf("today is %s, want %s", sum, want)
	}
	for uri, want := range map[string]int{"keys": 2, "keys?include_disabled=true": 3, "keys?include_disabled=true&offset=2": 1, "keys?offset=100": 0} {
		if got := len(answered[keys](t, w, "GET", "/openrouter/api/v1/"+uri, good, "").Data); got != want {
			t.Errorf("%s: %d keys, want %d", uri, got, want)
		}
	}
	type kind struct {
		Data struct {
			Managing bool `json:"is_management_key"`
		}
	}
	if !answered[kind](t, w, "GET", "/openrouter/api/v1/key", good, "").Data.Managing || answered[kind](t, w, "GET", "/openrouter/api/v1/key", weak, "").Data.Managing {
		t.Error("the kinds of keys are not told apart")
	}
}
