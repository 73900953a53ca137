package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

func TestWhatTheVendorRefusesIsRefusedInItsWords(t *testing.T) {
	w := play(t, simulator.Options{})
	good := costsPath + "?" + span("2026-11-01", "2026-11-20").Encode()
	cursor := *get[pageOf](w, good).NextPage
	usage := usagePath + "completions?" + span("2026-11-01", "2026-11-20").Encode()
	for _, tt := range []struct {
		name, method, uri, key string
		status                 int
		kind, param, code      string
		words                  string
	}{
		{"no key", "GET", good, "", 401, "invalid_request_error", "", "", "You didn't provide an API key"},
		{"a key without Bearer", "GET", good, simulator.AdminKey, 401, "invalid_request_error", "", "", "You didn't provide an API key"},
		{"another scheme", "GET", good, "Basic c2s6", 401, "invalid_request_error", "", "", "You didn't provide an API key"},
		{"Bearer and no key", "GET", good, "Bearer ", 401, "invalid_request_error", "", "", "You didn't provide an API key"},
		{"a key that nobody has", "GET", good, "Bearer sk-admin-of-somebody-else-wxyz", 401, "invalid_request_error", "", "invalid_api_key", "Incorrect API key provided: sk-****wxyz."},
		{"a key too short to show", "GET", good, "Bearer hello", 401, "invalid_request_error", "", "invalid_api_key", "provided: ****."},
		{"a project key", "GET", good, "Bearer " + simulator.ProjectKey, 403, "server_error", "", "", "Missing scopes: api.usage.read"},
		{"a project key for tokens", "GET", usage, "Bearer " + simulator.ProjectKey, 403, "server_error", "", "", "Missing scopes: api.usage.read"},
		{"a project key for projects", "GET", "/v1/organization/projects", "Bearer " + simulator.ProjectKey, 403, "server_error", "", "", "Missing scopes"},
		{"a verb that writes", "POST", good, admin, 405, "invalid_request_error", "", "method_not_supported", "Not allowed to POST"},
		{"an address that is none", "GET", "/v1/organization/cost", admin, 404, "invalid_request_error", "", "", "Invalid URL (GET /v1/organization/cost)"},
		{"a kind of usage that is none", "GET", "/v1/organization/usage/chats?start_time=0", admin, 404, "invalid_request_error", "", "", "Invalid URL"},
		{"two slashes", "GET", "/v1//organization/costs?start_time=0", admin, 404, "invalid_request_error", "", "", "Invalid URL"},
		{"a slash at the end", "GET", "/v1/organization/costs/?start_time=0", admin, 404, "invalid_request_error", "", "", "Invalid URL"},
		{"the balance", "GET", "/v1/dashboard/billing/credit_grants", admin, 403, "server_error", "", "", "must be made with a session key"},

		{"no start", "GET", costsPath, admin, 400, "invalid_request_error", "start_time", "", "Missing required parameter: 'start_time'."},
		{"a start as a date", "GET", costsPath + "?start_time=2026-11-01", admin, 400, "invalid_request_error", "start_time", "", "expected Unix seconds"},
		{"a start as a fraction", "GET", costsPath + "?start_time=1793491200.5", admin, 400, "invalid_request_error", "start_time", "", "expected Unix seconds"},
		{"a start in milliseconds", "GET", costsPath + "?start_time=1793491200000", admin, 400, "invalid_request_error", "start_time", "", "must not be in the future"},
		{"a start before time began", "GET", costsPath + "?start_time=-1", admin, 400, "invalid_request_error", "start_time", "", "expected Unix seconds"},
		{"two starts", "GET", costsPath + "?start_time=1&start_time=2", admin, 400, "invalid_request_error", "start_time", "", "got an array"},
		{"a start in brackets", "GET", costsPath + "?start_time[]=1", admin, 400, "invalid_request_error", "start_time[]", "", "Unknown parameter"},
		{"an end that is not after the start", "GET", costsPath + "?start_time=86400&end_time=86400", admin, 400, "invalid_request_error", "end_time", "", "must be after 'start_time'"},
		{"an end that is no number", "GET", costsPath + "?start_time=86400&end_time=now", admin, 400, "invalid_request_error", "end_time", "", "expected Unix seconds"},
		{"a parameter that is none", "GET", good + "&start_date=2026-11-01", admin, 400, "invalid_request_error", "start_date", "", "Unknown parameter: 'start_date'."},
		{"a parameter of usage", "GET", good + "&models=gpt-5.4", admin, 400, "invalid_request_error", "models", "", "Unknown parameter: 'models'."},
		{"a parameter in the singular", "GET", good + "&project_id=proj_research", admin, 400, "invalid_request_error", "project_id", "", "Unknown parameter"},
		{"hours of costs", "GET", good + "&bucket_width=1h", admin, 400, "invalid_request_error", "bucket_width", "", "Supported values are: '1d'."},
		{"weeks of usage", "GET", usage + "&bucket_width=1w", admin, 400, "invalid_request_error", "bucket_width", "", "'1d', '1h', '1m'"},
		{"no days a page", "GET", good + "&limit=0", admin, 400, "invalid_request_error", "limit", "", "from 1 to 180"},
		{"a day a page too many of costs", "GET", good + "&limit=181", admin, 400, "invalid_request_error", "limit", "", "from 1 to 180"},
		{"a day a page too many of usage", "GET", usage + "&limit=32", admin, 400, "invalid_request_error", "limit", "", "from 1 to 31"},
		{"an hour too many", "GET", usage + "&limit=169&bucket_width=1h", admin, 400, "invalid_request_error", "limit", "", "from 1 to 168"},
		{"a minute too many", "GET", usage + "&limit=1441&bucket_width=1m", admin, 400, "invalid_request_error", "limit", "", "from 1 to 1440"},
		{"a limit that is no number", "GET", good + "&limit=all", admin, 400, "invalid_request_error", "limit", "", "from 1 to 180"},
		{"costs by model", "GET", good + "&group_by=model", admin, 400, "invalid_request_error", "group_by", "", "Supported values are: 'project_id', 'line_item', 'api_key_id'."},
		{"groups with a comma", "GET", good + "&group_by=project_id,line_item", admin, 400, "invalid_request_error", "group_by", "", "Invalid value: 'project_id,line_item'"},
		{"usage by line", "GET", usage + "&group_by[]=line_item", admin, 400, "invalid_request_error", "group_by", "", "Invalid value"},
		{"vector stores by model", "GET", usagePath + "vector_stores?start_time=0&group_by=model", admin, 400, "invalid_request_error", "group_by", "", "'project_id'."},
		{"vector stores of a key", "GET", usagePath + "vector_stores?start_time=0&api_key_ids=key_search", admin, 400, "invalid_request_error", "api_key_ids", "", "Unknown parameter"},
		{"neither batch nor not", "GET", usage + "&batch=maybe", admin, 400, "invalid_request_error", "batch", "", "'true', 'false'"},
		{"a size that no image has", "GET", usagePath + "images?start_time=0&sizes[]=1x1", admin, 400, "invalid_request_error", "sizes", "", "'256x256'"},
		{"a query that cannot be read", "GET", costsPath + "?start_time=%zz", admin, 400, "invalid_request_error", "", "", "malformed"},

		{"a cursor that nobody gave out", "GET", good + "&page=page_AAAAAGdGxdEiJdKOAAAAAGcqsYA=", admin, 400, "invalid_request_error", "page", "", "no such cursor"},
		{"a cursor that is no base64", "GET", good + "&page=2", admin, 400, "invalid_request_error", "page", "", "no such cursor"},
		{"an empty cursor", "GET", good + "&page=", admin, 400, "invalid_request_error", "page", "", "no such cursor"},
		{"a cursor with another limit", "GET", good + "&limit=8&page=" + url.QueryEscape(cursor), admin, 400, "invalid_request_error", "page", "", "no such cursor"},
		{"a cursor with other groups", "GET", good + "&group_by=line_item&page=" + url.QueryEscape(cursor), admin, 400, "invalid_request_error", "page", "", "no such cursor"},
		{"a cursor of costs for usage", "GET", usage + "&page=" + url.QueryEscape(cursor), admin, 400, "invalid_request_error", "page", "", "no such cursor"},

		{"a list after nobody", "GET", "/v1/organization/projects?after=proj_x", admin, 400, "invalid_request_error", "after", "", "No such object"},
		{"a list too long", "GET", "/v1/organization/projects?limit=101", admin, 400, "invalid_request_error", "limit", "", "from 1 to 100"},
		{"a list by page", "GET", "/v1/organization/projects?page=2", admin, 400, "invalid_request_error", "page", "", "Unknown parameter"},
		{"a list with half of the archive", "GET", "/v1/organization/projects?include_archived=some", admin, 400, "invalid_request_error", "include_archived", "", "'true', 'false'"},
		{"keys of a project that is none", "GET", "/v1/organization/projects/proj_x/api_keys", admin, 404, "invalid_request_error", "", "not_found", "proj_x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer, text := w.do(tt.method, tt.uri, tt.key, "")
			var body struct {
				Error map[string]*string
			}
			if err := json.Unmarshal([]byte(text), &body); err != nil || len(body.Error) != 4 {
				t.Fatalf("%s: %v in %s", answer.Status, err, text)
			}
			said := func(name string) string {
				if s := body.Error[name]; s != nil {
					return *s
				}
				return ""
			}
			if answer.StatusCode != tt.status || said("type") != tt.kind || said("param") != tt.param || said("code") != tt.code || !strings.Contains(said("message"), tt.words) {
				t.Errorf("got %d %s", answer.StatusCode, text)
			}
			if answer.Header.Get("Content-Type") != "application/json" {
				t.Errorf("it is %s", answer.Header.Get("Content-Type"))
			}
		})
	}
}

func TestEachEndpointOfUsageAnswersInItsOwnShape(t *testing.T) {
	w := play(t, simulator.Options{})
	for kind, object := range map[string]string{
		"completions": "completions", "embeddings": "embeddings", "moderations": "moderations", "images": "images",
		"audio_speeches": "audio_speeches", "audio_transcriptions": "audio_transcriptions", "vector_stores": "vector_stores",
		"code_interpreter_sessions": "code_interpreter_sessions", "file_search_calls": "file_searches", "web_search_calls": "web_searches",
	} {
		p := get[pageOf](w, usagePath+kind+"?"+span("2026-11-01", "2026-11-07", "project_id").Encode())
		if len(p.Data) != 7 {
			t.Errorf("%s has %d days", kind, len(p.Data))
		}
		for _, b := range p.Data {
			for _, r := range b.Results {
				if r["object"] != "organization.usage."+object+".result" || r["project_id"] == nil {
					t.Errorf("%s: %v", kind, r)
				}
			}
		}
	}
}

func TestTheUsualPageHasSevenDaysAndListsComeEitherWay(t *testing.T) {
	w := play(t, simulator.Options{})
	plain := span("2026-10-01", "2026-11-20")
	if p := get[pageOf](w, costsPath+"?"+plain.Encode()); len(p.Data) != 7 || !p.HasMore {
		t.Errorf("%d days, more: %v", len(p.Data), p.HasMore)
	}
	_, brackets := w.do("GET", costsPath+"?"+plain.Encode()+"&group_by[]=project_id&group_by[]=line_item&project_ids[]=proj_research&project_ids[]=proj_search&page_size", admin, "")
	if !strings.Contains(brackets, "page_size") {
		t.Errorf("an unknown parameter without value passed: %s", brackets)
	}
	_, brackets = w.do("GET", costsPath+"?"+plain.Encode()+"&group_by[]=project_id&group_by[]=line_item&project_ids[]=proj_research&project_ids[]=proj_search&limit=180", admin, "")
	_, repeated := w.do("GET", costsPath+"?"+plain.Encode()+"&group_by=project_id&group_by=line_item&project_ids=proj_research&project_ids=proj_search&limit=180", admin, "")
	if brackets != repeated || !strings.Contains(brackets, "proj_research") || !strings.Contains(brackets, "proj_search") || strings.Contains(brackets, "proj_support") {
		t.Errorf("with brackets %d bytes, repeated %d", len(brackets), len(repeated))
	}
}

func TestPagesCoverEachDayOnceInOrderHoweverLong(t *testing.T) {
	w := play(t, simulator.Options{})
	days := int((unix("2026-11-22")-unix("2025-10-22"))/86400) + 1
	for _, tt := range []struct {
		path  string
		limit int
	}{{costsPath, 180}, {costsPath, 7}, {costsPath, 97}, {usagePath + "completions", 31}, {usagePath + "vector_stores", 30}} {
		q := span("2025-10-22", "2026-11-22")
		q.Set("limit", strconv.Itoa(tt.limit))
		buckets, pages := w.walk(tt.path, q)
		if len(buckets) != days || pages != (days+tt.limit-1)/tt.limit {
			t.Errorf("%s by %d: %d days on %d pages", tt.path, tt.limit, len(buckets), pages)
		}
		for i, b := range buckets {
			if start := unix("2025-10-22") + int64(i)*86400; b.StartTime != start || b.EndTime != start+86400 || b.Object != "bucket" || b.Results == nil {
				t.Fatalf("%s by %d: bucket %d is %+v", tt.path, tt.limit, i, b)
			}
		}
	}
}

func TestSpansEndWithToday(t *testing.T) {
	w := play(t, simulator.Options{})
	for name, q := range map[string]url.Values{
		"no end":              {"start_time": {fmt.Sprint(unix("2026-11-20"))}},
		"an end years ahead":  {"start_time": {fmt.Sprint(unix("2026-11-20"))}, "end_time": {"9999999999"}},
		"an end in this hour": {"start_time": {fmt.Sprint(unix("2026-11-20"))}, "end_time": {fmt.Sprint(noon.Unix())}},
	} {
		buckets, _ := w.walk(costsPath, q)
		if len(buckets) != 3 || buckets[2].day() != "2026-11-22" {
			t.Errorf("%s: %d days", name, len(buckets))
		}
	}
}

func TestDimensionsAreNullUnlessAskedFor(t *testing.T) {
	w := play(t, simulator.Options{})
	for _, b := range get[pageOf](w, costsPath+"?"+span("2026-11-16", "2026-11-18").Encode()).Data {
		if len(b.Results) != 1 {
			t.Fatalf("%s has %d results", b.day(), len(b.Results))
		}
		for _, name := range []string{"line_item", "project_id", "api_key_id", "quantity", "quantity_unit"} {
			if v, ok := b.Results[0][name]; !ok || v != nil {
				t.Errorf("%s is %v", name, v)
			}
		}
	}
	for _, b := range get[pageOf](w, costsPath+"?"+span("2026-11-16", "2026-11-18", "line_item").Encode()).Data {
		seen := map[any]bool{}
		for _, r := range b.Results {
			if r["line_item"] == nil || r["quantity"] == nil || r["project_id"] != nil || seen[r["line_item"]] {
				t.Errorf("%v", r)
			}
			seen[r["line_item"]] = true
		}
	}
	q := span("2026-11-16", "2026-11-18", "batch", "service_tier", "user_id", "model")
	for _, b := range get[pageOf](w, usagePath+"completions?"+q.Encode()).Data {
		for _, r := range b.Results {
			if r["batch"] != false || r["service_tier"] != "default" || r["user_id"] == nil || r["model"] == nil || r["api_key_id"] != nil {
				t.Errorf("%v", r)
			}
		}
	}
}

func TestEachGroupingAndFilterHasTheSameTotal(t *testing.T) {
	w := play(t, simulator.Options{})
	want := w.sum("2026-10-01", "2026-11-22")
	add := func(q url.Values) decimal.Decimal {
		q.Set("limit", "180")
		sum := decimal.Zero
		buckets, _ := w.walk(costsPath, q)
		for _, b := range buckets {
			for _, r := range b.Results {
				sum = sum.Add(value(t, r))
			}
		}
		return sum
	}
	for _, groups := range [][]string{nil, {"line_item"}, {"project_id"}, {"api_key_id"}, {"api_key_id", "line_item", "project_id"}} {
		if got := add(span("2026-10-01", "2026-11-22", groups...)); !got.Equal(want) {
			t.Errorf("by %v: %s, want %s", groups, got, want)
		}
	}
	parts := decimal.Zero
	for _, project := range []string{"proj_research", "proj_support", "proj_search", "proj_pilot"} {
		q := span("2026-10-01", "2026-11-22")
		q.Set("project_ids[]", project)
		parts = parts.Add(add(q))
	}
	if !parts.Equal(want) {
		t.Errorf("the projects add up to %s, want %s", parts, want)
	}
}

// TestTokensAndMoneyAreOneWorld checks that the quantities on the bill are the tokens of usage.
func TestTokensAndMoneyAreOneWorld(t *testing.T) {
	w := play(t, simulator.Options{})
	billed := map[string]int64{}
	q := span("2026-11-01", "2026-11-22", "line_item", "project_id")
	q.Set("limit", "31")
	bill, _ := w.walk(costsPath, q)
	for _, b := range bill {
		for _, r := range b.Results {
			n, err := strconv.ParseInt(fmt.Sprint(r["quantity"]), 10, 64)
			must(t, err)
			billed[fmt.Sprint(b.day(), r["project_id"], r["line_item"])] += n
		}
	}
	count := func(r map[string]any, name string) int64 {
		n, err := strconv.ParseInt(fmt.Sprint(r[name]), 10, 64)
		if err != nil {
			t.Fatalf("%s of %v", name, r)
		}
		return n
	}
	q = span("2026-11-01", "2026-11-22", "model", "project_id")
	q.Set("limit", "31")
	used, _ := w.walk(usagePath+"completions", q)
	rows := 0
	for _, b := range used {
		for _, r := range b.Results {
			rows++
			input, cached := count(r, "input_tokens"), count(r, "input_cached_tokens")
			if input-cached != count(r, "input_uncached_tokens") || count(r, "input_text_tokens") != input-cached || count(r, "num_model_requests") == 0 {
				t.Errorf("%v does not add up", r)
			}
			for suffix, n := range map[string]int64{", input": input - cached, ", cached input": cached, ", output": count(r, "output_tokens")} {
				if want := billed[fmt.Sprint(b.day(), r["project_id"], r["model"].(string)+suffix)]; n != want {
					t.Errorf("%s %v%s: %d used, %d billed", b.day(), r["model"], suffix, n, want)
				}
			}
		}
	}
	if rows == 0 {
		t.Error("nothing was used")
	}
}

func TestHoursAndMinutesAddUpToTheirDay(t *testing.T) {
	w := play(t, simulator.Options{})
	tokens := func(first, last, width string, limit, want int) int64 {
		q := span(first, last)
		q.Set("bucket_width", width)
		q.Set("limit", strconv.Itoa(limit))
		buckets, _ := w.walk(usagePath+"completions", q)
		if len(buckets) != want {
			t.Errorf("%s to %s has %d buckets of %s", first, last, len(buckets), width)
		}
		sum := int64(0)
		for _, b := range buckets {
			for _, r := range b.Results {
				n, err := strconv.ParseInt(fmt.Sprint(r["input_tokens"]), 10, 64)
				must(t, err)
				sum += n
			}
		}
		return sum
	}
	for _, tt := range []struct {
		day            string
		hours, minutes int
	}{{"2026-11-10", 24, 1440}, {"2026-11-21", 24, 1440}, {"2026-11-22", 13, 721}} {
		day := tokens(tt.day, tt.day, "1d", 1, 1)
		if hours := tokens(tt.day, tt.day, "1h", 168, tt.hours); hours != day || day == 0 {
			t.Errorf("%s: %d tokens, by hour %d", tt.day, day, hours)
		}
		if minutes := tokens(tt.day, tt.day, "1m", 1440, tt.minutes); minutes != day {
			t.Errorf("%s: %d tokens, by minute %d", tt.day, day, minutes)
		}
	}
}

type listOf struct {
	Object  string
	Data    []map[string]any
	HasMore bool    `json:"has_more"`
	FirstID *string `json:"first_id"`
	LastID  *string `json:"last_id"`
}

func TestProjectsAreListedByPagesOfIDs(t *testing.T) {
	w := play(t, simulator.Options{})
	var names []string
	uri := "/v1/organization/projects?include_archived=true&limit=1"
	for after := ""; ; {
		p := get[listOf](w, uri+after)
		if p.Object != "list" || len(p.Data) != 1 || p.Data[0]["id"] != *p.FirstID || *p.FirstID != *p.LastID {
			t.Fatalf("%+v", p)
		}
		names = append(names, fmt.Sprint(p.Data[0]["name"]))
		if !p.HasMore {
			break
		}
		after = "&after=" + *p.LastID
	}
	if len(names) != 4 {
		t.Errorf("projects are %v", names)
	}
	if p := get[listOf](w, "/v1/organization/projects"); len(p.Data) != 3 || p.HasMore {
		t.Errorf("without the archived: %+v", p)
	}
	if p := get[listOf](w, "/v1/organization/projects?after="+"proj_search"); len(p.Data) != 0 || p.Data == nil || p.LastID != nil {
		t.Errorf("after the last: %+v", p)
	}
}

func TestKeysAreListedWithoutTheKeys(t *testing.T) {
	w := play(t, simulator.Options{})
	ids := map[any]bool{}
	for _, p := range get[listOf](w, "/v1/organization/projects?include_archived=true").Data {
		for _, k := range get[listOf](w, fmt.Sprintf("/v1/organization/projects/%s/api_keys?limit=100", p["id"])).Data {
			ids[k["id"]] = true
		}
	}
	spent := w.costs("2026-11-01", "2026-11-22", func(_ bucket, r map[string]any) string { return fmt.Sprint(r["api_key_id"]) })
	for id := range spent {
		if !ids[id] {
			t.Errorf("%s spends and is no key", id)
		}
	}
	if len(ids) != 6 {
		t.Errorf("there are %d keys", len(ids))
	}
	_, text := w.do("GET", "/v1/organization/admin_api_keys?order=desc", admin, "")
	if strings.Contains(text, simulator.AdminKey) || !strings.Contains(text, "organization.admin_api_key") {
		t.Error(text)
	}
}

func TestOtherEndpointsOfTheOrganization(t *testing.T) {
	w := play(t, simulator.Options{})
	limit := get[map[string]any](w, "/v1/organization/spend_limit")
	if limit["object"] != "organization.spend_limit" || fmt.Sprint(limit["threshold_amount"]) != "100000" || limit["currency"] != "USD" {
		t.Errorf("%v", limit)
	}
	for _, key := range []string{simulator.ProjectKey, simulator.AdminKey} {
		if answer, text := w.do("GET", "/v1/models", "Bearer "+key, ""); answer.StatusCode != http.StatusOK || !strings.Contains(text, "gpt-5.4") {
			t.Errorf("%s: %s", answer.Status, text)
		}
	}
	if answer, _ := w.do("GET", "/v1/models", "Bearer sk-proj-of-somebody-else", ""); answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("a strange key got %s", answer.Status)
	}
}

func FuzzNoQueryBreaksTheVendor(f *testing.F) {
	w := play(f, simulator.Options{})
	handler := w.Handler()
	for _, seed := range []string{"start_time=0", "start_time=9223372036854775807", "start_time=1&end_time=9223372036854775807&limit=180", "start_time=1793491200&page=page_OXw=", "group_by[]=", "start_time=1&limit=1&bucket_width=1m"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, path := range []string{costsPath, usagePath + "completions", "/v1/organization/projects"} {
			r := &http.Request{Method: "GET", Host: "127.0.0.1", URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{"Authorization": {admin}}}
			out := &recorder{header: http.Header{}, status: 200}
			handler.ServeHTTP(out, r.WithContext(t.Context()))
			if (out.status != 200 && out.status != 400) || !json.Valid([]byte(out.String())) {
				t.Errorf("%s?%s: %d %s", path, query, out.status, out.String())
			}
		}
	})
}

type recorder struct {
	strings.Builder
	header http.Header
	status int
	away   bool // keep nothing
}

func (r *recorder) Header() http.Header    { return r.header }
func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(body []byte) (int, error) {
	if r.away {
		return len(body), nil
	}
	return r.Builder.Write(body)
}
