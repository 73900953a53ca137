package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/openai"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, openai.Descriptor(), calendar.Span{Start: "2026-08-01", End: "2026-08-05"})
}

// The tests below are what only OpenAI does. Each plays the vendor with a function that
// answers costs, and with empty pages for everything else.

var august = calendar.Span{Start: "2026-08-01", End: "2026-08-04"}

const (
	emptyPage = `{"object":"page","data":[],"has_more":false,"next_page":null}`
	costs     = "/v1/organization/costs"
	projects  = "/v1/organization/projects"
)

type vendor struct {
	answer func(path string, query url.Values) (status int, body string)
	asked  []*url.URL
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.asked = append(v.asked, r.URL)
	status, body := v.answer(r.URL.Path, r.URL.Query())
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func (v *vendor) count(prefix string) int {
	n := 0
	for _, u := range v.asked {
		if strings.HasPrefix(u.Path, prefix) {
			n++
		}
	}
	return n
}

func play(t *testing.T, answer func(path string, query url.Values) (int, string)) (*vendor, provider.Connector) {
	t.Helper()
	v := &vendor{answer: answer}
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	connector, err := openai.Descriptor().Connect(provider.Values{
		Fields: map[string]string{"key": "sk-admin-canary"}, BaseURL: server.URL,
	}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return v, connector
}

// costing answers costs with bodies, one a page, the last one again and again.
func costing(bodies ...string) func(string, url.Values) (int, string) {
	n := 0
	return func(path string, _ url.Values) (int, string) {
		if path != costs {
			return http.StatusOK, emptyPage
		}
		n++
		return http.StatusOK, bodies[min(n, len(bodies))-1]
	}
}

func day(d calendar.Day, results ...string) string {
	return bucket(d.Start().Unix(), d.End().Unix(), "["+strings.Join(results, ",")+"]")
}

func bucket(start, end int64, results string) string {
	return fmt.Sprintf(`{"object":"bucket","start_time":%d,"end_time":%d,"results":%s}`, start, end, results)
}

func page(next string, buckets ...string) string {
	cursor, _ := json.Marshal(next)
	return fmt.Sprintf(`{"object":"page","data":[%s],"has_more":%t,"next_page":%s}`,
		strings.Join(buckets, ","), next != "", cursor)
}

func worth(value string) string { return `{"amount":{"value":` + value + `,"currency":"usd"}}` }

func TestCostsAreAskedForByLineProjectAndKey(t *testing.T) {
	v, connector := play(t, costing(emptyPage))
	if _, err := connector.Fetch(t.Context(), august); err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"start_time": {"1785542400"}, "end_time": {"1785801600"}, "bucket_width": {"1d"}, "limit": {"3"},
		"group_by[]": {"line_item", "project_id", "api_key_id"},
	}
	if got := v.asked[0]; got.Path != costs || got.Query().Encode() != want.Encode() {
		t.Errorf("got  %s\nwant %s", got, want.Encode())
	}
}

func TestAProbeIsOneDayOfCosts(t *testing.T) {
	v, connector := play(t, costing(emptyPage))
	if err := connector.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := v.asked[0].Query().Encode(); len(v.asked) != 1 ||
		got != "bucket_width=1d&end_time=1730505600&limit=1&start_time=1730419200" {
		t.Errorf("asked for %v", v.asked)
	}
}

// TestThirteenMonthsCostTheFewestRequests pages as the vendor does: limit days a page.
func TestThirteenMonthsCostTheFewestRequests(t *testing.T) {
	v, connector := play(t, func(path string, query url.Values) (int, string) {
		if path == projects {
			return http.StatusOK, emptyPage
		}
		return http.StatusOK, paged(t, query)
	})
	today := calendar.Day("2026-11-22")
	span := calendar.Through(today.AddMonths(-openai.Descriptor().History), today)
	days := 0
	for _, part := range span.Split(openai.Descriptor().MaxSpan) {
		got, err := connector.Fetch(t.Context(), part)
		if err != nil || len(got.Notes) > 0 {
			t.Fatal(err, got.Notes)
		}
		days += len(got.Entries)
	}
	if days != span.Len() {
		t.Errorf("read %d days of %d", days, span.Len())
	}
	for path, want := range map[string]int{
		costs:                                (span.Len() + 179) / 180,
		projects:                             1,
		"/v1/organization/usage/completions": (span.Len() + 30) / 31,
		"/v1/organization/usage/web_search_calls": (span.Len() + 30) / 31,
	} {
		if got := v.count(path); got != want {
			t.Errorf("%d requests to %s, want %d", got, path, want)
		}
	}
	counted := connector.(interface{ Requests() int }).Requests()
	if counted != len(v.asked) {
		t.Errorf("counted %d requests of %d", counted, len(v.asked))
	}
}

// paged answers each day with a dollar and a token.
func paged(t *testing.T, query url.Values) string {
	number := func(name string) int64 {
		n, err := strconv.ParseInt(query.Get(name), 10, 64)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return n
	}
	start, end, limit := number("start_time"), number("end_time"), number("limit")
	if query.Has("page") {
		start = number("page")
	}
	var buckets []string
	for ; start < end && int64(len(buckets)) < limit; start += 86400 {
		buckets = append(buckets, bucket(start, start+86400, `[{"amount":{"value":1,"currency":"usd"},"input_tokens":1}]`))
	}
	if start < end {
		return page(fmt.Sprint(start), buckets...)
	}
	return page("", buckets...)
}

func TestAnAmount(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"a number", `0.06`, "0.0600 USD"},
		{"a numeric string", `"0.06"`, "0.0600 USD"},
		{"an exponent", `1e-7`, "0.0000001 USD"},
		{"a credit", `-12.5`, "-12.5000 USD"},
		{"nothing at all", `0`, "0.0000 USD"},
		{"more places than the book keeps", `0.0000000015`, "0.000000002 USD"},
		{"null", `null`, ""},
		{"NaN in words", `"NaN"`, ""},
		{"an empty string", `""`, ""},
		{"words", `"sk-admin-canary"`, ""},
		{"an object", `{}`, ""},
		{"more than there is", `1e30`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, connector := play(t, costing(page("", day("2026-08-01", worth(tt.value)))))
			got, err := connector.Fetch(t.Context(), august)
			if tt.want == "" {
				if !errors.Is(err, provider.ErrAnswer) || len(got.Entries) > 0 || !got.Read.Empty() {
					t.Errorf("got %v, %v", got, err)
				}
				return
			}
			if err != nil || len(got.Entries) != 1 || got.Entries[0].Amount.String() != tt.want {
				t.Errorf("got %v, %v, want %s", got, err, tt.want)
			}
		})
	}
}

func TestAnAnswerThatContradictsItselfIsRefusedAndTheDaysBeforeItKept(t *testing.T) {
	const midnight = 1785542400 // 2026-08-01
	first := page("b", day("2026-08-01", worth("1")))
	for _, tt := range []struct{ name, second string }{
		{"a day before the span", page("", day("2026-07-31"))},
		{"a day behind the span", page("", day("2026-08-04"))},
		{"a day of the year 5000000", page("", bucket(157e12, 157e12+86400, "[]"))},
		{"a day that was read before", page("", day("2026-08-01", worth("1")))},
		{"days out of turn", page("", day("2026-08-03"), day("2026-08-02"))},
		{"an hour", page("", bucket(midnight+86400, midnight+86400+3600, "[]"))},
		{"two days in one", page("", bucket(midnight+86400, midnight+3*86400, "[]"))},
		{"a day of another time zone", page("", bucket(midnight+93600, midnight+93600+86400, "[]"))},
		{"a day without an end", page("", `{"start_time":1785628800,"results":[]}`)},
		{"a day without a list", page("", `{"start_time":1785628800,"end_time":1785715200}`)},
		{"an amount missing", page("", day("2026-08-02", `{"line_item":"x"}`))},
		{"a good day before a bad one", page("", day("2026-08-02", worth("2")), day("2026-08-03", worth("null")))},
		{"a currency that is none", page("", day("2026-08-02", `{"amount":{"value":1,"currency":"dollars"}}`))},
		{"no word on whether there is more", `{"data":[]}`},
		{"no days", `{"has_more":false}`},
		{"more without a cursor", `{"data":[],"has_more":true,"next_page":null}`},
		{"a cursor that repeats", page("b")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, connector := play(t, costing(first, tt.second))
			got, err := connector.Fetch(t.Context(), august)
			if !errors.Is(err, provider.ErrAnswer) {
				t.Errorf("got %v, want %v", err, provider.ErrAnswer)
			}
			if got.Read != calendar.Through("2026-08-01", "2026-08-01") || len(got.Entries) != 1 {
				t.Errorf("kept %v, %v", got.Read, got.Entries)
			}
			if len(v.asked) != 2 {
				t.Errorf("asked for %v", v.asked)
			}
		})
	}
}

func TestDaysWithoutABucketOrWithAnEmptyOneCostNothing(t *testing.T) {
	_, connector := play(t, costing(page("", day("2026-08-02"))))
	got, err := connector.Fetch(t.Context(), august)
	if err != nil || got.Read != august || len(got.Entries) > 0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestItemsOfDifferentLinesNeverShareAName(t *testing.T) {
	results := []string{
		`{"amount":{"value":1},"line_item":"a/b","project_id":"c"}`,
		`{"amount":{"value":1},"line_item":"a","project_id":"b/c"}`,
		`{"amount":{"value":1},"line_item":"a","project_id":"b","api_key_id":"c"}`,
		`{"amount":{"value":1,"currency":"eur"},"line_item":"a","project_id":"b","api_key_id":"c"}`,
		`{"amount":{"value":1},"line_item":"a%2Fb","project_id":"c"}`,
		`{"amount":{"value":1}}`,
	}
	_, connector := play(t, costing(page("", day("2026-08-01", results...))))
	got, err := connector.Fetch(t.Context(), august)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range got.Entries {
		seen[e.Item] = true
	}
	if len(seen) != len(results) {
		t.Errorf("%d names for %d lines: %v", len(seen), len(results), seen)
	}
}

func TestTheMoneyNeverDependsOnWhatIsBesideIt(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 429, 500} {
		v, connector := play(t, func(path string, _ url.Values) (int, string) {
			if path == costs {
				return 200, page("", day("2026-08-01", worth("1")))
			}
			return status, `{"error":{"message":"no"}}`
		})
		got, err := connector.Fetch(t.Context(), august)
		if err != nil || len(got.Entries) != 1 || got.Read != august || got.Usage != nil || len(got.Notes) != 2 {
			t.Errorf("%d: got %+v, %v", status, got, err)
		}
		if len(v.asked) != 3 {
			t.Errorf("%d: dead endpoints were asked again: %v", status, v.asked)
		}
	}
}

func TestUsageThatWasReadAndEmptyIsNotUnknown(t *testing.T) {
	_, connector := play(t, costing(emptyPage))
	if got, err := connector.Fetch(t.Context(), august); err != nil || got.Usage == nil {
		t.Errorf("got %v, %v", got.Usage, err)
	}
}

func TestNamesAreAskedForOnce(t *testing.T) {
	v, connector := play(t, costing(emptyPage))
	for range 3 {
		if _, err := connector.Fetch(t.Context(), august); err != nil {
			t.Fatal(err)
		}
	}
	if n := v.count(projects); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestANormalKeyIsKnownByTheVendorsWords(t *testing.T) {
	const words = `{"error":{"message":"You have insufficient permissions for this operation. Missing scopes: api.usage.read.",` +
		`"type":"server_error","param":null,"code":null}}`
	for _, status := range []int{401, 403} {
		_, connector := play(t, func(string, url.Values) (int, string) { return status, words })
		for name, err := range map[string]error{"probe": connector.Probe(t.Context()), "fetch": fetch(t, connector)} {
			if !errors.Is(err, provider.ErrScope) || errors.Is(err, provider.ErrKey) ||
				!strings.Contains(err.Error(), "this is a normal key; an Admin key is needed") {
				t.Errorf("%d, %s: got %v", status, name, err)
			}
		}
	}
}

func fetch(t *testing.T, connector provider.Connector) error {
	_, err := connector.Fetch(t.Context(), august)
	return err
}

func TestAKeysForm(t *testing.T) {
	for _, tt := range []struct{ name, key, want string }{
		{"an Admin key", "sk-admin-abc", ""},
		{"a form not seen yet", "oak_abc", ""},
		{"a project key", "sk-proj-abc", "this is a project key (sk-proj-…), which reads neither costs nor tokens; the right one is called “Admin key” and is made at platform.openai.com/settings/organization/admin-keys"},
		{"a service account's", "sk-svcacct-abc", "this is a service account key"},
		{"a user's", "sk-abc", "this is a user key"},
		{"Anthropic's", "sk-ant-admin01-abc", "a key of Anthropic"},
		{"OpenRouter's", "sk-or-v1-abc", "a key of OpenRouter"},
		{"Groq's", "gsk_abc", "a key of Groq"},
		{"Perplexity's", "pplx-abc", "a key of Perplexity"},
		{"GitHub's", "ghp_abc", "a key of GitHub"},
		{"GitHub's new ones", "github_pat_abc", "a key of GitHub"},
		{"none", "", "empty"},
		{"an Admin key and a blank", "sk-admin-abc ", "space"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := openai.Descriptor().CheckKey(tt.key)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if err != nil && !strings.Contains(err.Error(), "platform.openai.com/settings/organization/admin-keys") {
				t.Errorf("%v does not say where the right one is made", err)
			}
		})
	}
}

func TestWithoutABaseURLTheVendorsOwnHostIsAsked(t *testing.T) {
	var asked []string
	client := &http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.Scheme+"://"+r.URL.Host+r.URL.Path)
		return nil, errors.New("no network in tests")
	})}
	connector, err := openai.Descriptor().Connect(provider.Values{Fields: map[string]string{"key": "sk-admin-canary"}}, client)
	if err != nil {
		t.Fatal(err)
	}
	if err := connector.Probe(t.Context()); err == nil || !slices.Equal(asked, []string{"https://api.openai.com/v1/organization/costs"}) {
		t.Errorf("asked %v, got %v", asked, err)
	}
	if _, err := openai.Descriptor().Connect(provider.Values{}, client); err == nil {
		t.Error("connected without a key")
	}
}

func TestACallerWhoGivesUpAfterTheBillKeepsItAndWaitsForNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	client := &http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
		asked++
		body := page("", day("2026-08-01", worth("1")))
		return &http.Response{StatusCode: http.StatusOK, Body: closing{strings.NewReader(body), cancel}, Request: r}, nil
	})}
	connector, err := openai.Descriptor().Connect(provider.Values{Fields: map[string]string{"key": "sk-admin-canary"}}, client)
	if err != nil {
		t.Fatal(err)
	}
	got, err := connector.Fetch(ctx, august)
	if err != nil || got.Read != august || len(got.Entries) != 1 || len(got.Notes) > 0 || asked != 1 {
		t.Errorf("got %+v, %v after %d requests", got, err, asked)
	}
}

// closing calls closed when it is closed.
type closing struct {
	io.Reader
	closed func()
}

func (c closing) Close() error { c.closed(); return nil }

type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestACurrencyThatIsNotNamedIsDollars(t *testing.T) {
	_, connector := play(t, costing(page("", day("2026-08-01", `{"amount":{"value":1}}`, `{"amount":{"value":2,"currency":"eur"}}`))))
	got, err := connector.Fetch(t.Context(), august)
	if err != nil || len(got.Entries) != 2 || got.Entries[0].Amount.Currency != money.USD || got.Entries[1].Amount.Currency != "EUR" {
		t.Errorf("got %v, %v", got.Entries, err)
	}
}

func TestEachKindOfUsageIsGroupedByWhatItAllows(t *testing.T) {
	v, connector := play(t, costing(emptyPage))
	if err := fetch(t, connector); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, u := range v.asked {
		if kind, ok := strings.CutPrefix(u.Path, "/v1/organization/usage/"); ok {
			got[kind] = strings.Join(u.Query()["group_by[]"], " ") + ", " + u.Query().Get("limit")
		}
	}
	want := map[string]string{"vector_stores": "project_id, 3", "code_interpreter_sessions": "project_id, 3",
		"file_search_calls": "project_id api_key_id, 3"}
	for _, kind := range []string{"completions", "embeddings", "moderations", "images", "audio_speeches",
		"audio_transcriptions", "web_search_calls"} {
		want[kind] = "model project_id api_key_id, 3"
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
