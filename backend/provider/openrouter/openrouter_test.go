package openrouter_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/openrouter"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, openrouter.Descriptor(), calendar.Through("2025-08-22", "2025-08-25"), providertest.Money("/api/v1/activity"))
}

// The tests below are what only OpenRouter does, on a day in November.

const today = calendar.Day("2026-11-22")

// vendor answers each path with a body; one that begins with a number refuses with it.
type vendor struct {
	answers map[string]string
	asked   []string
}

// play returns a vendor with a Management key and no keys besides, but for the answers given.
func play(t *testing.T, answers map[string]string) (*vendor, provider.Connector) {
	t.Helper()
	v := &vendor{answers: map[string]string{
		"key": `{"data":{"is_management_key":true}}`, "credits": `{"data":{"total_credits":10,"total_usage":12.5}}`,
		"activity": `{"data":[]}`, "keys?offset=0": `{"data":[]}`,
	}}
	for path, body := range answers {
		v.answers[path] = body
	}
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	c, err := openrouter.Descriptor().Connect(provider.Values{
		Fields: map[string]string{"key": "sk-or-v1-canary"}, BaseURL: server.URL, Today: today,
	}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return v, c
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/api/v1/")
	if offset := r.URL.Query().Get("offset"); offset != "" {
		path += "?offset=" + offset
	}
	v.asked = append(v.asked, path)
	body, ok := v.answers[path]
	if !ok {
		body = `{"data":[]}`
	}
	var status int
	if n, _ := fmt.Sscanf(body, "%d", &status); n == 1 {
		w.WriteHeader(status)
		_, body, _ = strings.Cut(body, " ")
	}
	_, _ = w.Write([]byte(body))
}

func row(date, usage string) string {
	return `{"date":"` + date + `","model":"m","provider_name":"p","usage":` + usage + `,"byok_usage_inference":50}`
}

func rows(all ...string) map[string]string {
	return map[string]string{"activity": `{"data":[` + strings.Join(all, ",") + `]}`}
}

func TestOnlyDaysThatTheVendorAnswersForAreRead(t *testing.T) {
	for _, tt := range []struct {
		name  string
		asked calendar.Span
		read  calendar.Span
		paths string
	}{
		{"today alone", calendar.Through(today, today), calendar.Through(today, today), "key credits keys?offset=0"},
		{"yesterday alone", calendar.Through("2026-11-21", "2026-11-21"), calendar.Through("2026-11-21", "2026-11-21"), "key activity credits"},
		{"a month and today", calendar.Through("2026-10-22", today), calendar.Through("2026-10-23", today), "key activity credits keys?offset=0"},
		{"what is long gone", calendar.Through("2026-09-01", "2026-10-22"), calendar.Span{Start: "2026-09-01", End: "2026-09-01"}, ""},
		{"tomorrow too", calendar.Through(today, "2026-11-23"), calendar.Through(today, today), "key credits keys?offset=0"},
	} {
		v, c := play(t, nil)
		page, err := c.Fetch(t.Context(), tt.asked)
		if got := strings.Join(v.asked, " "); err != nil || page.Read != tt.read || got != tt.paths {
			t.Errorf("%s: read %v by %q: %v", tt.name, page.Read, got, err)
		}
	}
}

func TestTodayIsWhatTheKeysUsed(t *testing.T) {
	_, c := play(t, map[string]string{
		"keys?offset=0": `{"data":[{"hash":"a","name":"A","usage_daily":1.5},{"hash":"b","label":"sk-or-v1-b...c","usage_daily":"0.25","byok_usage_daily":9}]}`,
		"keys?offset=2": `{"data":[{"hash":"b","usage_daily":7},{"hash":"c","usage_daily":1e-7}]}`, // b moved back by a key made meanwhile
	})
	page, err := c.Fetch(t.Context(), calendar.Through("2026-11-21", today))
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Amount.Decimal() != "1.7500001" || page.Entries[0].Day != today {
		t.Fatalf("%+v %v", page.Entries, err)
	}
	if len(page.Names) != 2 || page.Names[1].Name != "sk-or-v1-b...c" {
		t.Errorf("names: %v", page.Names)
	}
}

func TestWithoutTheKeysTheDaysBeforeTodayAreKept(t *testing.T) {
	for name, keys := range map[string]string{
		"refused": "403 no", "in trouble": "500 no", "without a daily sum": `{"data":[{"hash":"a"}]}`, "no list": `{}`,
		"without a hash":         `{"data":[{"usage_daily":1}]}`,
		"an amount that is none": `{"data":[{"hash":"a","usage_daily":"NaN"}]}`,
	} {
		answers := rows(row("2026-11-21", "2"))
		answers["keys?offset=0"] = keys
		_, c := play(t, answers)
		page, err := c.Fetch(t.Context(), calendar.Through("2026-11-20", today))
		if err == nil || page.Read != calendar.Through("2026-11-20", "2026-11-21") || len(page.Entries) != 1 || len(page.Balances) != 1 {
			t.Errorf("keys %s: read %v, %v and %v: %v", name, page.Read, page.Entries, page.Balances, err)
		}
	}
}

func TestKeysThatIgnoreTheOffsetDoNotCountTwice(t *testing.T) {
	const page = `{"data":[{"hash":"a","usage_daily":1}]}`
	_, c := play(t, map[string]string{"keys?offset=0": page, "keys?offset=1": page})
	if _, err := c.Fetch(t.Context(), calendar.Through(today, today)); !errors.Is(err, provider.ErrAnswer) {
		t.Error(err)
	}
}

func TestBYOKIsNeverAdded(t *testing.T) {
	_, c := play(t, rows(row("2026-11-21", "0.05")))
	page, err := c.Fetch(t.Context(), calendar.Through("2026-11-21", "2026-11-21"))
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Amount.Decimal() != "0.0500" {
		t.Errorf("%+v %v", page.Entries, err)
	}
}

func TestWhatMakesNoSenseIsNotCounted(t *testing.T) {
	for _, tt := range []struct{ name, row string }{
		{"a day long gone", row("2026-10-01", "1")},
		{"tomorrow", row("2026-11-23", "1")},
		{"no day", row("", "1")},
		{"noon", row("2026-11-21T12:00:00Z", "1")},
		{"no amount", row("2026-11-21", "null")},
		{"a word for an amount", row("2026-11-21", `"free"`)},
		{"an amount beyond any ledger", row("2026-11-21", "1e30")},
	} {
		_, c := play(t, rows(row("2026-11-21", "1"), tt.row))
		page, err := c.Fetch(t.Context(), calendar.Through("2026-11-20", "2026-11-21"))
		if !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() {
			t.Errorf("%s: read %v: %v", tt.name, page.Read, err)
		}
	}
}

// TestJustAfterMidnight has the vendor's clock a moment ahead: its activity holds today.
func TestJustAfterMidnight(t *testing.T) {
	answers := rows(row("2026-11-22", "3"), row("2026-10-24", "1"))
	answers["keys?offset=0"] = `{"data":[{"hash":"a","usage_daily":100}]}`
	_, c := play(t, answers)
	page, err := c.Fetch(t.Context(), calendar.Through("2026-10-23", today))
	if err != nil || page.Read != calendar.Through("2026-10-24", today) || len(page.Entries) != 2 || page.Entries[0].Amount.Decimal() != "3.0000" {
		t.Errorf("read %v, %+v: %v", page.Read, page.Entries, err)
	}
}

func TestANormalKeyIsToldApart(t *testing.T) {
	for _, tt := range []struct {
		name, path, answer string
		want               error
	}{
		{"by what the vendor says of it", "key", `{"data":{"is_management_key":false,"is_provisioning_key":false}}`, provider.ErrScope},
		{"by the older name alone", "key", `{"data":{"is_provisioning_key":true}}`, nil},
		{"a refused one", "key", `401 {"error":{"code":401,"message":"User not found."}}`, provider.ErrKey},
		{"by a refusal", "activity", `403 {"error":{"code":403,"message":"no"}}`, provider.ErrScope},
		{"by a refusal with another number", "activity", `401 {"error":{"code":401,"message":"Only management keys can perform this operation"}}`, provider.ErrScope},
		{"not by a vendor that does not say", "key", `{"data":{}}`, nil},
	} {
		_, c := play(t, map[string]string{tt.path: tt.answer})
		_, err := c.Fetch(t.Context(), calendar.Through("2026-11-20", "2026-11-21"))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tt.want == provider.ErrScope && !strings.Contains(err.Error(), "openrouter.ai/settings/management-keys") {
			t.Errorf("%s: %v does not say where the right key is made", tt.name, err)
		}
	}
	_, c := play(t, map[string]string{"key": `{"data":{}}`})
	if err := c.Probe(t.Context()); !errors.Is(err, provider.ErrAnswer) {
		t.Errorf("a probe that learned nothing: %v", err)
	}
}

func TestABalanceMayBeADebtAndIsReadOnce(t *testing.T) {
	v, c := play(t, nil)
	span := calendar.Through("2026-11-20", "2026-11-21")
	page, err := c.Fetch(t.Context(), span)
	if err != nil || len(page.Balances) != 1 || page.Balances[0].Value.String() != "-2.5" {
		t.Fatalf("%+v %v", page.Balances, err)
	}
	if _, err = c.Fetch(t.Context(), span); err != nil || slices.Index(v.asked, "credits") != len(v.asked)-2 {
		t.Errorf("asked for %v: %v", v.asked, err)
	}
	_, c = play(t, map[string]string{"credits": `{"data":{"total_credits":10}}`})
	if page, err = c.Fetch(t.Context(), span); err != nil || page.Read != span || len(page.Notes) != 1 || page.Balances != nil {
		t.Errorf("half a balance: %+v %v", page, err)
	}
}

func TestAConnectorThatDoesNotKnowTheDayReadsNothing(t *testing.T) {
	c, err := openrouter.Descriptor().Connect(provider.Values{Fields: map[string]string{"key": "sk-or-v1-canary"}}, http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := c.Fetch(t.Context(), calendar.Through(today, today)); err == nil || !page.Read.Empty() {
		t.Errorf("%+v %v", page, err)
	}
	if _, err := openrouter.Descriptor().Connect(provider.Values{}, http.DefaultClient); err == nil {
		t.Error("connected without a key")
	}
}
