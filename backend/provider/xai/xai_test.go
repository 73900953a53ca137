package xai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
	"outlay/backend/provider/xai"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, xai.Descriptor(), calendar.Through("2026-10-01", "2026-10-03"))
}

// The tests below are what only xAI does.

// vendor answers questions with groups, questions without, and the balance; an answer that
// begins with a number refuses with it.
type vendor struct{ grouped, flat, balance string }

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	question, _ := io.ReadAll(r.Body)
	body := v.balance
	if r.Method == http.MethodPost {
		body = v.flat
		if strings.Contains(string(question), `"groupBy":["description"]`) {
			body = v.grouped
		}
	}
	var status int
	if n, _ := fmt.Sscanf(body, "%d", &status); n == 1 {
		w.WriteHeader(status)
		_, body, _ = strings.Cut(body, " ")
	}
	_, _ = w.Write([]byte(body))
}

const (
	none = `{"timeSeries":[],"limitReached":false}`
	left = `{"total":{"val":"-1000"}}`
)

func play(t *testing.T, v vendor) provider.Connector {
	t.Helper()
	server := httptest.NewServer(&v)
	t.Cleanup(server.Close)
	return connect(t, server.URL)
}

func connect(t *testing.T, base string) provider.Connector {
	t.Helper()
	c, err := xai.Descriptor().Connect(provider.Values{
		Fields: map[string]string{"key": "xai-token-canary", "team": "team-1"}, BaseURL: base, Today: "2026-10-03",
	}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func usage(all ...string) string {
	return `{"timeSeries":[` + strings.Join(all, ",") + `],"limitReached":false}`
}

func series(group, points string) string {
	return `{"group":[` + group + `],"groupLabels":[` + group + `],"dataPoints":[` + points + `]}`
}

func point(day, value string) string { return `{"timestamp":"` + day + `","values":[` + value + `]}` }

var october = calendar.Through("2026-10-01", "2026-10-03")

func TestTheQuestionIsTheVendorsOwn(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.String()+" "+string(body))
		_, _ = io.WriteString(w, none)
	}))
	t.Cleanup(server.Close)
	c := connect(t, server.URL)
	if _, err := c.Fetch(t.Context(), october); err != nil {
		t.Fatal(err)
	}
	if err := c.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := func(first, last, groups string) string {
		question := `{"analyticsRequest":{"timeRange":{"startTime":"` + first + ` 00:00:00","endTime":"` + last + ` 23:59:59","timezone":"Etc/GMT"},` +
			`"timeUnit":"TIME_UNIT_DAY","values":[{"name":"usd","aggregation":"AGGREGATION_SUM"}],"groupBy":` + groups + `,"filters":[]}}`
		var any map[string]any
		if err := json.Unmarshal([]byte(question), &any); err != nil {
			t.Fatal(err)
		}
		sorted, _ := json.Marshal(any)
		return "POST /v1/billing/teams/team-1/usage " + string(sorted)
	}
	if len(asked) != 3 || asked[0] != want("2026-10-01", "2026-10-03", `["description"]`) ||
		asked[1] != "GET /v1/billing/teams/team-1/prepaid/balance " || asked[2] != want("2026-10-03", "2026-10-03", "[]") {
		t.Errorf("asked for %q", asked)
	}
}

func TestAVendorThatWillNotGroupTellsTheSums(t *testing.T) {
	flat := usage(series("", point("2026-10-01T00:00:00Z", "3.5")))
	for _, tt := range []struct{ name, grouped string }{
		{"a refused group", `400 {"code":"invalid-argument","error":"unknown group"}`},
		{"too many groups", strings.Replace(usage(series(`"a"`, point("2026-10-01T00:00:00Z", "1"))), "false", "true", 1)},
	} {
		c := play(t, vendor{tt.grouped, flat, left})
		for range 2 {
			page, err := c.Fetch(t.Context(), october)
			if err != nil || page.Read != october || len(page.Entries) != 1 || page.Entries[0].Amount.Decimal() != "3.5000" || len(page.Notes) != 1 {
				t.Errorf("%s: %+v %v", tt.name, page, err)
			}
		}
	}
	c := play(t, vendor{`400 {"error":"no"}`, `400 {"error":"no"}`, left})
	if page, err := c.Fetch(t.Context(), october); !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() {
		t.Errorf("refused twice: %v, %v", page.Read, err)
	}
}

func TestACutAnswerIsNoTotal(t *testing.T) {
	cut := strings.Replace(usage(series("", point("2026-10-01T00:00:00Z", "1"))), "false", "true", 1)
	c := play(t, vendor{cut, cut, left})
	if page, err := c.Fetch(t.Context(), october); !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() || len(page.Entries) > 0 {
		t.Errorf("%+v %v", page, err)
	}
}

func TestWhatMakesNoSenseIsNotCounted(t *testing.T) {
	good := point("2026-10-01T00:00:00Z", "1")
	for _, tt := range []struct{ name, answer string }{
		{"a day comes twice", usage(series(`"a"`, good+","+good))},
		{"a group comes twice", usage(series(`"a"`, good), series(`"a"`, good))},
		{"a day before the span", usage(series(`"a"`, point("2026-09-30T00:00:00Z", "1")))},
		{"a day after the span", usage(series(`"a"`, point("2026-10-04T00:00:00Z", "1")))},
		{"noon", usage(series(`"a"`, point("2026-10-01T12:00:00Z", "1")))},
		{"no day", usage(series(`"a"`, `{"values":[1]}`))},
		{"no sum", usage(series(`"a"`, point("2026-10-01T00:00:00Z", "")))},
		{"two sums", usage(series(`"a"`, point("2026-10-01T00:00:00Z", "1,2")))},
		{"a sum that is null", usage(series(`"a"`, point("2026-10-01T00:00:00Z", "null")))},
		{"a word for a sum", usage(series(`"a"`, point("2026-10-01T00:00:00Z", `"NaN"`)))},
		{"more than a ledger holds", usage(series(`"a"`, point("2026-10-01T00:00:00Z", "1e30")))},
		{"no days at all", usage(`{"group":["a"]}`)},
		{"no series", `{"limitReached":false}`},
	} {
		c := play(t, vendor{tt.answer, none, left})
		page, err := c.Fetch(t.Context(), october)
		if !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() || len(page.Entries) > 0 {
			t.Errorf("%s: %+v %v", tt.name, page, err)
		}
	}
}

func TestTheCreditIsCentsWithItsSignTurned(t *testing.T) {
	for _, tt := range []struct{ name, answer, want string }{
		{"ten dollars left", left, "10"},
		{"a debt", `{"total":{"val":"250"}}`, "-2.5"},
		{"a number", `{"total":{"val":-1}}`, "0.01"},
		{"nothing", `{"total":{"val":"0"}}`, "0"},
		{"not said", `{"total":{}}`, ""},
		{"refused", `403 {"error":"no"}`, ""},
		{"a word", `{"total":{"val":"plenty"}}`, ""},
	} {
		c := play(t, vendor{none, none, tt.answer})
		page, err := c.Fetch(t.Context(), october)
		if err != nil || page.Read != october {
			t.Errorf("%s: the spend was lost: %v", tt.name, err)
		}
		if tt.want == "" && (len(page.Notes) != 1 || page.Balances != nil) {
			t.Errorf("%s: %v, notes %q", tt.name, page.Balances, page.Notes)
		}
		if tt.want != "" && (len(page.Balances) != 1 || page.Balances[0].Value.String() != tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, page.Balances, tt.want)
		}
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		reason       error
		words        string
	}{
		{"a wrong team", `404 {"error":"Team not found"}`, provider.ErrScope, "compare it with the console's settings"},
		{"a wrong team, without a word", `404 `, provider.ErrScope, "compare it with the console's settings"},
		{"404 for a reason of its own", `404 {"error":"moved"}`, provider.ErrAnswer, ""},
		{"an API key", `403 {"error":"forbidden"}`, provider.ErrScope, "a Management key of this team is needed"},
		{"a key that is gone", `401 {"error":"bad credentials"}`, provider.ErrKey, ""},
	} {
		c := play(t, vendor{tt.answer, tt.answer, left})
		_, err := c.Fetch(t.Context(), october)
		for what, err := range map[string]error{"fetch": err, "probe": c.Probe(t.Context())} {
			if !errors.Is(err, tt.reason) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("%s, %s: %v", tt.name, what, err)
			}
		}
	}
}

func TestATeamIDStaysInItsPath(t *testing.T) {
	d := xai.Descriptor()
	for id, good := range map[string]bool{"0c1f2d3e-0000-4000-8000-00000000000a": true, "": false, "a/b": false, "..": false, "a b": false} {
		_, err := d.Connect(provider.Values{Fields: map[string]string{"key": "xai-canary", "team": id}}, http.DefaultClient)
		if (d.CheckFields(map[string]string{"team": id}) == nil) != good || (err == nil) != good {
			t.Errorf("%q: %v", id, err)
		}
	}
}
