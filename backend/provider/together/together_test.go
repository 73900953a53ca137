package together_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
	"outlay/backend/provider/together"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, together.Descriptor(), calendar.Through("2026-05-31", "2026-06-03"))
}

// The tests below are what only Together does. Each plays it with an answer a month.

// play answers the months by their name, status 200 unless the answer begins with another.
func play(t *testing.T, fields map[string]string, months map[string]string) (*[]string, provider.Connector) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		body := months[r.URL.Query().Get("month")]
		var status int
		if n, _ := fmt.Sscanf(body, "%d", &status); n == 1 {
			w.WriteHeader(status)
			_, body, _ = strings.Cut(body, " ")
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	if fields == nil {
		fields = map[string]string{}
	}
	fields["key"] = "canary"
	c, err := together.Descriptor().Connect(provider.Values{Fields: fields, BaseURL: server.URL, Today: "2026-06-16"}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return &asked, c
}

// month is an answer that reaches from one day to the start of another.
func month(from, until calendar.Day, windows ...string) string {
	return fmt.Sprintf(`{"billing_period":%q,"currency":"USD","earliest_window_start":"%sT00:00:00Z","latest_window_end":"%sT00:00:00Z","data":[%s],"next_cursor":null}`,
		from[:7], from, until, strings.Join(windows, ","))
}

func window(day calendar.Day, costs ...string) string {
	items := []string{}
	for i, cost := range costs {
		items = append(items, fmt.Sprintf(`{"product_name":"P%d","cost":%s}`, i, cost))
	}
	return fmt.Sprintf(`{"date":%q,"start_time":"%sT00:00:00Z","end_time":"%sT00:00:00Z","line_items":[%s]}`, day, day, day.Add(1), strings.Join(items, ","))
}

func TestOnlyFinalizedDaysAreRead(t *testing.T) {
	may := month("2026-05-01", "2026-06-01", window("2026-05-31", `"1"`))
	for _, tt := range []struct {
		name      string
		may, june string
		read      calendar.Span
		entries   int
	}{
		{"through yesterday", may, month("2026-06-01", "2026-06-16", window("2026-06-15", `"2"`)), calendar.Through("2026-05-30", "2026-06-15"), 2},
		{"a month that only began", may, `{"billing_period":"2026-06","earliest_window_start":null,"latest_window_end":null,"data":[]}`, calendar.Through("2026-05-30", "2026-05-31"), 1},
		{"some hours of the last day", may, strings.Replace(month("2026-06-01", "2026-06-10"), "10T00", "10T13", 1), calendar.Through("2026-05-30", "2026-06-09"), 1},
		{"an organization that began this month", month("2026-05-01", "2026-05-01"), month("2026-06-05", "2026-06-16"), calendar.Through("2026-06-05", "2026-06-15"), 0},
		{"a month that is over and behind", month("2026-05-01", "2026-05-31"), month("2026-06-01", "2026-06-16", window("2026-06-15", `"2"`)), calendar.Through("2026-06-01", "2026-06-15"), 1},
	} {
		_, c := play(t, nil, map[string]string{"2026-05": tt.may, "2026-06": tt.june})
		page, err := c.Fetch(t.Context(), calendar.Through("2026-05-30", "2026-06-16"))
		if err != nil || page.Read != tt.read || len(page.Entries) != tt.entries {
			t.Errorf("%s: read %v, %v: %v", tt.name, page.Read, page.Entries, err)
		}
	}
}

func TestWhatMakesNoSenseIsNotCounted(t *testing.T) {
	good := window("2026-06-02", `"1"`)
	for _, tt := range []struct{ name, june string }{
		{"a day comes twice", month("2026-06-01", "2026-06-16", good, good)},
		{"a day after the reach", month("2026-06-01", "2026-06-02", good)},
		{"a day of another month", month("2026-06-01", "2026-06-16", window("2026-05-02", `"1"`))},
		{"half a day", month("2026-06-01", "2026-06-16", strings.Replace(good, "03T00", "02T12", 1))},
		{"a date that is another", month("2026-06-01", "2026-06-16", strings.Replace(good, `"date":"2026-06-02"`, `"date":"2026-06-03"`, 1))},
		{"days without a reach", strings.Replace(month("2026-06-01", "2026-06-16", good), `"2026-06-16T00:00:00Z"`, "null", 1)},
		{"another month than was asked for", strings.Replace(month("2026-06-01", "2026-06-16", good), `"2026-06"`, `"2026-05"`, 1)},
		{"no cost", month("2026-06-01", "2026-06-16", window("2026-06-02", "null"))},
		{"a word for a cost", month("2026-06-01", "2026-06-16", window("2026-06-02", `"$1"`))},
		{"no lines", month("2026-06-01", "2026-06-16", strings.Replace(good, `"line_items":`, `"lines":`, 1))},
		{"no days", strings.Replace(month("2026-06-01", "2026-06-16"), `"data":[]`, `"data":null`, 1)},
		{"more pages without a cursor", strings.Replace(month("2026-06-01", "2026-06-16", good), `"next_cursor":null`, `"has_more":true`, 1)},
		{"a cursor that repeats", strings.Replace(month("2026-06-01", "2026-06-16"), `"next_cursor":null`, `"next_cursor":"a"`, 1)},
	} {
		_, c := play(t, nil, map[string]string{"2026-06": tt.june, "2026-05": month("2026-05-01", "2026-06-01")})
		page, err := c.Fetch(t.Context(), calendar.Through("2026-05-31", "2026-06-15"))
		if !errors.Is(err, provider.ErrAnswer) || page.Read != calendar.Through("2026-05-31", "2026-05-31") || len(page.Entries) > 0 {
			t.Errorf("%s: read %v, %v: %v", tt.name, page.Read, page.Entries, err)
		}
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		reason       error
		words        string
	}{
		{"not enabled", `404 {"error":{"message":"Not found"}}`, provider.ErrPlan, "ask Together's support"},
		{"not enabled, without a word", `404 `, provider.ErrPlan, "ask Together's support"},
		{"404 for a reason of its own", `404 {"error":{"message":"moved"}}`, provider.ErrAnswer, "ask Together's support"},
		{"another organization", `403 {"error":{"message":"Forbidden"}}`, provider.ErrScope, "compare the organization ID"},
		{"a key that is gone", `401 {"error":{"message":"Invalid API key"}}`, provider.ErrKey, ""},
	} {
		_, c := play(t, nil, map[string]string{"2026-06": tt.answer})
		for what, err := range map[string]error{"probe": c.Probe(t.Context()), "fetch": fetch(t, c)} {
			if !errors.Is(err, tt.reason) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("%s, %s: %v", tt.name, what, err)
			}
		}
	}
}

func fetch(t *testing.T, c provider.Connector) error {
	_, err := c.Fetch(t.Context(), calendar.Through("2026-06-01", "2026-06-15"))
	return err
}

func TestTheOrganizationIsAskedForWhereItIsNamed(t *testing.T) {
	for organization, want := range map[string]string{
		"":    "granularity=day&limit=100&month=2026-06",
		"org": "granularity=day&limit=100&month=2026-06&organization_id=org",
	} {
		asked, c := play(t, map[string]string{"organization": organization}, map[string]string{"2026-06": month("2026-06-01", "2026-06-16")})
		if err := fetch(t, c); err != nil || (*asked)[0] != want {
			t.Errorf("%q: asked %v: %v", organization, *asked, err)
		}
	}
}

func TestLinesOfDifferentAttributesNeverShareAName(t *testing.T) {
	items := []string{
		`{"product_name":"a","cost":"1"}`, `{"product_name":"a/b=c","cost":"1"}`, `{"product_name":"a","cost":"1","attributes":{"b":"c"}}`,
		`{"product_name":"a","cost":"1","attributes":{"b":1}}`, `{"product_name":"a","cost":"1","attributes":{"b":"c","project_id":"p"}}`,
	}
	_, c := play(t, nil, map[string]string{"2026-06": month("2026-06-01", "2026-06-16", strings.Replace(window("2026-06-02"), "[]", "["+strings.Join(items, ",")+"]", 1))})
	page, err := c.Fetch(t.Context(), calendar.Through("2026-06-01", "2026-06-15"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range page.Entries {
		seen[e.Item] = true
	}
	if len(seen) != len(items) {
		t.Errorf("%d names for %d lines: %v", len(seen), len(items), seen)
	}
}

func TestAnotherCurrencyStaysItself(t *testing.T) {
	_, c := play(t, nil, map[string]string{"2026-06": strings.Replace(month("2026-06-01", "2026-06-16", window("2026-06-02", `"1"`)), "USD", "EUR", 1)})
	page, err := c.Fetch(t.Context(), calendar.Through("2026-06-01", "2026-06-15"))
	if err != nil || page.Entries[0].Amount.Currency != "EUR" || !strings.HasSuffix(page.Entries[0].Item, "/EUR") {
		t.Errorf("%+v %v", page.Entries, err)
	}
}
