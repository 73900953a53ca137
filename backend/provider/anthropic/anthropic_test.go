package anthropic_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/anthropic"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, anthropic.Descriptor(), calendar.Through("2025-08-01", "2025-08-03"))
}

// fetch reads two days, long past, of a vendor whose cost report says this.
func fetch(t *testing.T, status int, body string) (provider.Page, error) {
	t.Helper()
	return fetchOn(t, "2026-11-22", status, body)
}

func fetchOn(t *testing.T, today calendar.Day, status int, body string) (provider.Page, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "cost_report") {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return
		}
		_, _ = w.Write([]byte(`{"data":[{"starting_at":"2025-08-01T00:00:00Z","ending_at":"2025-08-02T00:00:00Z","results":[{"service_tier":"priority"}]},` +
			`{"starting_at":"2025-08-02T00:00:00Z","ending_at":"2025-08-03T00:00:00Z","results":[]}],"has_more":false}`))
	}))
	t.Cleanup(server.Close)
	c, err := anthropic.Descriptor().Connect(provider.Values{Fields: map[string]string{"key": "sk-ant-admin01-x"}, BaseURL: server.URL, Today: today}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c.Fetch(t.Context(), calendar.Through("2025-08-01", "2025-08-02"))
}

const (
	first  = `{"starting_at":"2025-08-01T00:00:00Z","ending_at":"2025-08-02T00:00:00Z","results":[{"amount":%s}]}`
	second = `{"starting_at":"2025-08-02T00:00:00Z","ending_at":"2025-08-03T00:00:00Z","results":[]}`
)

func days(buckets ...string) string {
	return `{"data":[` + strings.Join(buckets, ",") + `],"has_more":false,"next_page":null}`
}

func costing(amount string) string { return strings.Replace(first, "%s", amount, 1) }

func TestCentsBecomeDollars(t *testing.T) {
	for _, tt := range []struct{ name, amount, want string }{
		{"a string of cents", `"123.45"`, "1.2345"},
		{"a number of cents", `100`, "1.0000"},
		{"a hundredth of a millionth of a cent", `"0.0000001"`, "0.000000001"},
		{"a credit", `"-50"`, "-0.5000"},
		{"an exponent", `1e2`, "1.0000"},
	} {
		page, err := fetch(t, 200, days(costing(tt.amount), second))
		if err != nil || len(page.Entries) != 1 || page.Entries[0].Amount.Decimal() != tt.want {
			t.Errorf("%s: %+v %v, want %s", tt.name, page.Entries, err, tt.want)
		}
	}
}

func TestWhatMakesNoSenseIsNotCounted(t *testing.T) {
	third := strings.ReplaceAll(strings.ReplaceAll(second, "2025-08-03", "2025-08-04"), "2025-08-02", "2025-08-03")
	fourth := strings.ReplaceAll(strings.ReplaceAll(third, "2025-08-04", "2025-08-05"), "2025-08-03", "2025-08-04")
	for _, tt := range []struct{ name, body string }{
		{"a day is left out", days(second)},
		{"the last day is left out", days(costing(`"1"`))},
		{"a day comes twice", days(costing(`"1"`), costing(`"1"`), second)},
		{"two days after the span", days(costing(`"1"`), second, third, fourth)},
		{"half a day", days(strings.Replace(costing(`"1"`), "T00:00:00Z", "T12:00:00Z", 1), second)},
		{"an amount that is none", days(costing(`"NaN"`), second)},
		{"no amount", days(costing(`null`), second)},
		{"more pages without a cursor", strings.Replace(days(costing(`"1"`)), "false", "true", 1)},
		{"no results at all", days(strings.Replace(second, `"results":[]`, `"results":null`, 1))},
	} {
		page, err := fetch(t, 200, tt.body)
		if !errors.Is(err, provider.ErrAnswer) || page.Read == calendar.Through("2025-08-01", "2025-08-02") {
			t.Errorf("%s: read %v: %v", tt.name, page.Read, err)
		}
	}
}

func TestADayAfterTheSpanIsNotCountedAndTodayMayBeMissing(t *testing.T) {
	third := strings.Replace(strings.Replace(costing(`"7"`), "2025-08-02", "2025-08-04", 1), "2025-08-01", "2025-08-03", 1)
	page, err := fetch(t, 200, days(costing(`"1"`), second, third))
	if err != nil || len(page.Entries) != 1 || page.Read.Len() != 2 {
		t.Errorf("%+v %v", page, err)
	}
	if page, err = fetchOn(t, "2025-08-02", 200, days(costing(`"1"`))); err != nil || page.Read != calendar.Through("2025-08-01", "2025-08-01") {
		t.Errorf("%+v %v", page, err)
	}
}

func TestPriorityTierIsNamedAsAGap(t *testing.T) {
	page, err := fetch(t, 200, days(costing(`"1"`), second))
	if err != nil || !strings.Contains(strings.Join(page.Notes, " "), "Priority Tier was used") {
		t.Errorf("%q %v", page.Notes, err)
	}
}

func TestAWorkspaceKeyIsToldApart(t *testing.T) {
	for key, want := range map[string]string{
		"sk-ant-admin01-abc": "", "sk-ant-api03-abc": "this is a workspace key", "sk-ant-oat01-abc": "subscription", "sk-proj-abc": "", "gsk_abc": "a key of Groq",
	} {
		err := anthropic.Descriptor().CheckKey(key)
		if (err == nil) != (want == "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", key, err, want)
		}
	}
	if _, err := fetch(t, 403, `{"type":"error","error":{"type":"permission_error","message":"no"}}`); !errors.Is(err, provider.ErrScope) || !strings.Contains(err.Error(), "Admin key") {
		t.Error(err)
	}
	if _, err := fetch(t, 529, `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`); errors.Is(err, provider.ErrAnswer) || err == nil {
		t.Errorf("an overloaded vendor is asked again: %v", err)
	}
}
