package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

// The key has no form that is masked for its form's sake: only knowing it can mask it.
const key = "canary~not~a~key~4711"

// ask starts a vendor that answers with handler and asks it once.
func ask(t *testing.T, handler http.HandlerFunc) (map[string]any, error) {
	t.Helper()
	return askWith(t, client(t, handler))
}

func askWith(t *testing.T, c *rest.Client) (map[string]any, error) {
	t.Helper()
	var into map[string]any
	err := c.GetJSON(t.Context(), "/v1/costs", url.Values{"limit": {"7"}}, &into)
	if err != nil && strings.Contains(err.Error(), key) {
		t.Errorf("the error holds the key: %v", err)
	}
	return into, err
}

func client(t *testing.T, handler http.HandlerFunc) *rest.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	httpClient := rest.NewHTTPClient("1.2.3", nil)
	t.Cleanup(httpClient.CloseIdleConnections)
	return &rest.Client{Base: server.URL, HTTP: httpClient, Auth: rest.Bearer(key), Secret: key}
}

func say(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// reasons are the errors that change what happens next; none of them is a passing fault.
func reasonOf(err error) string {
	var named []string
	for name, reason := range map[string]error{
		"key": provider.ErrKey, "scope": provider.ErrScope, "plan": provider.ErrPlan, "answer": provider.ErrAnswer,
	} {
		if errors.Is(err, reason) {
			named = append(named, name)
		}
	}
	if l := (provider.Later{}); errors.As(err, &l) {
		named = append(named, "later")
	}
	switch {
	case err == nil:
		return "none"
	case len(named) == 0:
		return "passing"
	}
	return strings.Join(named, "+")
}

func TestWhatComesBackHasOneReason(t *testing.T) {
	for _, tt := range []struct {
		name   string
		vendor http.HandlerFunc
		want   string
	}{
		{"an answer", say(200, `{"a":1}`), "none"},
		{"an answer with white space around it", say(200, "\n {\"a\":1} \n"), "none"},
		{"a created answer", say(201, `{}`), "none"},
		{"a refused key", say(401, `{"error":{"message":"no"}}`), "key"},
		{"a forbidden one", say(403, `{}`), "scope"},
		{"another plan", say(402, `pay first`), "plan"},
		{"too many requests", say(429, ``), "later"},
		{"not found", say(404, `{"message":"no such thing"}`), "answer"},
		{"a bad request", say(400, `{"detail":"bad limit"}`), "answer"},
		{"a teapot", say(418, ``), "answer"},
		{"a redirect that says not where to", say(302, ``), "answer"},
		{"a request that the vendor found slow", say(408, ``), "passing"},
		{"a vendor in trouble", say(500, `{"error":{"message":"oops"}}`), "passing"},
		{"a gateway's page for browsers", say(502, `<html><title>Bad gateway</title></html>`), "passing"},
		{"a vendor that is away", say(503, ``, "Retry-After", "3"), "passing"},
		{"a page for browsers", say(200, `<html>Log in</html>`), "answer"},
		{"an empty body", say(200, ``), "answer"},
		{"a body of blanks", say(200, " \n\t"), "answer"},
		{"no content", say(204, ``), "answer"},
		{"half a JSON", say(200, `{"a":[1,2`), "answer"},
		{"two JSONs", say(200, `{"a":1}{"b":2}`), "answer"},
		{"JSON and something else", say(200, `{"a":1} ok`), "answer"},
		{"NaN", say(200, `{"a":NaN}`), "answer"},
		{"another type", say(200, `[1]`), "answer"},
		{"nonsense packed with gzip", say(200, `{"a":1}`, "Content-Encoding", "gzip"), "passing"},
		{"a body cut before its length", cut("Content-Length: 100\r\n\r\n{\"a\":1}"), "passing"},
		{"a body cut between chunks", cut("Transfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n"), "passing"},
		{"a connection cut at once", cut(""), "passing"},
		{"no HTTP at all", cut("\x00\x01\x02\r\n\r\n"), "passing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ask(t, tt.vendor)
			if got := reasonOf(err); got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "GET /v1/costs: ") {
				t.Errorf("%q does not say what was asked for", err)
			}
		})
	}
}

// cut sends raw bytes after a status line, and hangs up.
func cut(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		if raw != "" && raw[0] != 0 {
			raw = "HTTP/1.1 200 OK\r\n" + raw
		}
		_, _ = io.WriteString(connection, raw)
		_ = connection.Close()
	}
}

func TestACutIsToldInWords(t *testing.T) {
	_, err := ask(t, cut("Content-Length: 100\r\n\r\n{\"a\":1}"))
	if want := "GET /v1/costs: the connection was cut before the answer was whole"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestABodyIsReadTo64MiB(t *testing.T) {
	for name, vendor := range map[string]http.HandlerFunc{"plain": endless, "packed": bomb} {
		_, err := ask(t, vendor)
		if !errors.Is(err, provider.ErrAnswer) || !strings.Contains(err.Error(), "does not end") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func endless(w http.ResponseWriter, _ *http.Request) {
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for {
		if _, err := w.Write(blank); err != nil {
			return
		}
	}
}

// bomb is one packed MiB, sent again and again: gzip members may follow one another.
func bomb(w http.ResponseWriter, _ *http.Request) {
	var member bytes.Buffer
	packed := gzip.NewWriter(&member)
	_, _ = packed.Write(bytes.Repeat([]byte(" "), 1<<20))
	_ = packed.Close()
	w.Header().Set("Content-Encoding", "gzip")
	for range 100 {
		if _, err := w.Write(member.Bytes()); err != nil {
			return
		}
	}
}

func TestAPauseIsReadInBothForms(t *testing.T) {
	const now = "Sun, 22 Nov 2026 10:00:00 GMT"
	for _, tt := range []struct {
		name, after, date string
		want              time.Duration
	}{
		{"seconds", "30", now, 30 * time.Second},
		{"a date, by the vendor's own clock", "Sun, 22 Nov 2026 10:01:30 GMT", now, 90 * time.Second},
		{"a date in the past", "Sun, 22 Nov 2026 09:00:00 GMT", now, 0},
		{"a date from a vendor without a clock", "Sun, 22 Nov 2026 10:01:30 GMT", "yesterday", 0},
		{"a date next year", "Mon, 22 Nov 2027 10:00:00 GMT", now, 24 * time.Hour},
		{"no word", "", now, 0},
		{"zero", "0", now, 0},
		{"less than nothing", "-5", now, 0},
		{"garbage", "soon", now, 0},
		{"a fraction", "1.5", now, 0},
		{"a week", "604800", now, 24 * time.Hour},
		{"more than a number holds", "99999999999999999999999", now, 24 * time.Hour},
		{"less than a number holds", "-99999999999999999999999", now, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ask(t, say(429, "", "Retry-After", tt.after, "Date", tt.date))
			var later provider.Later
			if !errors.As(err, &later) || later.Wait != tt.want {
				t.Errorf("got %v (%v), want %s", later.Wait, err, tt.want)
			}
		})
	}
}

func TestARefusalShowsTheVendorsWordsAndNoKey(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"OpenAI's shape", `{"error":{"message":"Invalid limit."}}`, "status 400 (Invalid limit.): "},
		{"a bare error", `{"error":"nope"}`, "status 400 (nope): "},
		{"a message", `{"message":"nope"}`, "status 400 (nope): "},
		{"a detail", `{"detail":"nope"}`, "status 400 (nope): "},
		{"text", `try later`, "status 400 (try later): "},
		{"a page for browsers", `<html>nope</html>`, "status 400: "},
		{"JSON without words", `{"error":{"code":7}}`, "status 400: "},
		{"many lines", "{\"message\":\"one\\n\\ttwo\\u0000\\u202ethree\"}", "status 400 (one two three): "},
		{"the key", `{"message":"bad key ` + key + `!"}`, "status 400 (bad key [masked]!): "},
		{"the key as a query spells it", `bad "` + url.QueryEscape(key) + `"`, `status 400 (bad "[masked]"): `},
		{"another key", `Incorrect API key provided: sk-proj-ab*****yz.`, "status 400 (Incorrect API key provided: [masked]): "},
		{"the keys of others", `gsk_abc pplx-abc ghp_abc AIzaSy-abc`, "status 400 ([masked] [masked] [masked] [masked]): "},
		{"a header", `got "Bearer abc.def"`, `status 400 (got "[masked]): `},
		{"hex", `id 0123456789abcdef0123456789abcdef`, `status 400 (id [masked]): `},
		{"a path", `GET /v1/organization/usage/code_interpreter_sessions`, `status 400 (GET /v1/organization/usage/code_interpreter_sessions): `},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ask(t, say(400, tt.body))
			if want := "GET /v1/costs: " + tt.want + provider.ErrAnswer.Error(); err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestARefusalIsCutTo200Characters(t *testing.T) {
	_, err := ask(t, say(400, strings.Repeat("no é ", 1000)))
	if n := len([]rune(err.Error())); n > 300 || !strings.Contains(err.Error(), "…") {
		t.Errorf("%d characters: %v", n, err)
	}
}

func TestTheVendorsHookMayNameTheReason(t *testing.T) {
	c := client(t, say(401, `{"error":{"message":"Missing scopes: api.usage.read"}}`))
	c.Refusal = func(status int, message string) error {
		if status == 401 && strings.Contains(message, "Missing scopes") {
			return provider.ErrScope
		}
		return nil
	}
	if _, err := askWith(t, c); reasonOf(err) != "scope" {
		t.Errorf("got %v", err)
	}
	c = client(t, say(401, `{}`))
	c.Refusal = func(int, string) error { return nil }
	if _, err := askWith(t, c); reasonOf(err) != "key" {
		t.Errorf("a hook that knows nothing better changed the reason: %v", err)
	}
}

func TestAKeyThatComesBackInAnAnswerIsMasked(t *testing.T) {
	got, err := ask(t, say(200, `{"line_item":"`+key+`"}`))
	if err != nil || got["line_item"] != "[masked]" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestARequestSaysWhoAsksAndForWhat(t *testing.T) {
	var got *http.Request
	c := client(t, func(w http.ResponseWriter, r *http.Request) { got = r; _, _ = io.WriteString(w, `{}`) })
	if _, err := askWith(t, c); err != nil {
		t.Fatal(err)
	}
	if got.Method != "GET" || got.URL.String() != "/v1/costs?limit=7" {
		t.Errorf("got %s %s", got.Method, got.URL)
	}
	if agent := got.UserAgent(); !strings.HasPrefix(agent, "Outlay/1.2.3 (") {
		t.Errorf("user agent %q", agent)
	}
	if got.Header.Get("Authorization") != "Bearer "+key || c.Requests() != 1 {
		t.Errorf("authorization %q, %d requests", got.Header.Get("Authorization"), c.Requests())
	}
}

func TestTheKeyNeverFollowsARedirectToAnotherHost(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the other host was asked")
	}))
	defer elsewhere.Close()
	for _, target := range []string{
		elsewhere.URL + "/v1/costs", strings.Replace(elsewhere.URL, "http://", "//", 1) + "/v1/costs",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			c := client(t, say(status, "", "Location", target))
			c.HTTP = &http.Client{} // the guard is the package's own, not the client's
			if _, err := askWith(t, c); reasonOf(err) != "answer" {
				t.Errorf("%d to %s: got %v", status, target, err)
			}
		}
	}
	if _, err := ask(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://"+r.Host+"/v1/costs", http.StatusFound)
	}); reasonOf(err) != "answer" {
		t.Errorf("another scheme: got %v", err)
	}
}

func TestARedirectOnTheSameHostIsFollowedThreeTimes(t *testing.T) {
	for hops, want := range map[int]string{1: "none", 3: "none", 4: "answer"} {
		n := 0
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				t.Error("the key was lost on the way")
			}
			if n++; n <= hops {
				http.Redirect(w, r, fmt.Sprintf("/hop/%d", n), http.StatusTemporaryRedirect)
				return
			}
			_, _ = io.WriteString(w, `{}`)
		})
		if _, err := askWith(t, c); reasonOf(err) != want {
			t.Errorf("%d hops: got %v, want %s", hops, err, want)
		}
		if c.Requests() != n {
			t.Errorf("%d hops: counted %d requests of %d", hops, c.Requests(), n)
		}
	}
}

func TestNoCookiesAreKept(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.Cookies()) > 0 {
			t.Error("a cookie came back")
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		_, _ = io.WriteString(w, `{}`)
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.HTTP.Jar = jar // as careless as a client can be
	for range 2 {
		if _, err := askWith(t, c); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADripEndsAtTheTimeLimit(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done() // and nothing more
	})
	c.HTTP.Timeout = 50 * time.Millisecond
	_, err := askWith(t, c)
	if reasonOf(err) != "passing" || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v; our own limit is not the caller's", err)
	}
}

func TestTheCallersEndIsNoFaultOfTheVendor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := client(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	err := c.GetJSON(ctx, "/v1/costs", nil, new(any))
	if !errors.Is(err, context.Canceled) || reasonOf(err) != "passing" {
		t.Errorf("got %v", err)
	}
}

func TestAHostThatIsAwayIsAPassingFault(t *testing.T) {
	c := client(t, nil)
	c.Base = "http://127.0.0.1:1"
	if _, err := askWith(t, c); reasonOf(err) != "passing" {
		t.Errorf("got %v", err)
	}
	c.Base = "http://[broken"
	if _, err := askWith(t, c); reasonOf(err) != "passing" {
		t.Errorf("got %v", err)
	}
}

func TestTheLogAndPrintingHoldNoKey(t *testing.T) {
	var log bytes.Buffer
	c := client(t, say(200, `{}`))
	c.HTTP = rest.NewHTTPClient("1", slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err := c.GetJSON(t.Context(), "/v1/costs", url.Values{"key": {"sk-secret"}, "limit": {"7"}}, new(any)); err != nil {
		t.Fatal(err)
	}
	said := log.String() + fmt.Sprintf("%v %+v %#v %s", c, c, c, c)
	if !strings.Contains(said, "path=/v1/costs") || !strings.Contains(said, "limit=7") || !strings.Contains(said, "status=200") {
		t.Errorf("the log does not say what was asked: %s", said)
	}
	if strings.Contains(said, key) || strings.Contains(said, "sk-secret") {
		t.Errorf("a key was printed: %s", said)
	}
}

func TestAWalk(t *testing.T) {
	type page struct {
		more bool
		next string
		err  error
	}
	broken := errors.New("broken")
	for _, tt := range []struct {
		name  string
		pages []page // the last one again and again
		asked string
		want  string
	}{
		{"of one page", []page{{}}, " ", "none"},
		{"of three", []page{{true, "b", nil}, {true, "c", nil}, {}}, " b c ", "none"},
		{"ends where there is no more, whatever the cursor says", []page{{false, "b", nil}}, " ", "none"},
		{"ends with the first error", []page{{true, "b", nil}, {err: broken}}, " b ", "passing"},
		{"refuses more without a cursor", []page{{true, "", nil}}, " ", "answer"},
		{"refuses a cursor that repeats", []page{{true, "b", nil}}, " b ", "answer"},
		{"refuses a circle", []page{{true, "b", nil}, {true, "c", nil}, {true, "b", nil}}, " b c ", "answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked, n := "", 0
			err := rest.Walk(func(cursor string) (bool, string, error) {
				asked += cursor + " "
				p := tt.pages[min(n, len(tt.pages)-1)]
				n++
				return p.more, p.next, p.err
			})
			if asked != tt.asked || reasonOf(err) != tt.want {
				t.Errorf("asked %q and got %v, want %q and %s", asked, err, tt.asked, tt.want)
			}
		})
	}
}

func TestAWalkWithoutEndEnds(t *testing.T) {
	n := 0
	err := rest.Walk(func(string) (bool, string, error) { n++; return true, fmt.Sprint(n), nil })
	if reasonOf(err) != "answer" || n != 400 {
		t.Errorf("%d pages, then %v", n, err)
	}
}

func TestAQuantityIsPlainDigitsOrNothing(t *testing.T) {
	for raw, want := range map[string]string{
		`5`: "5", `"5.50"`: "5.5", `1e6`: "1000000", `-2`: "-2", `0.000001`: "0.000001", `1E-7`: "0.0000001",
		``: "", `null`: "", `"NaN"`: "", `1e999999999`: "", `{}`: "", `"five"`: "", `true`: "",
	} {
		if got := rest.Decimal([]byte(raw)); got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
}

func TestAKeysForm(t *testing.T) {
	for _, tt := range []struct{ name, key, want string }{
		{"a good one", "sk-admin-abc", ""},
		{"none", "", "the key is empty"},
		{"a blank behind", "sk-admin-abc ", "a space or a line break"},
		{"a line break", "sk-admin\nabc", "a space or a line break"},
		{"a dash that a word processor made", "sk–admin", "no key has"},
		{"Anthropic's", "sk-ant-api03-abc", "a key of Anthropic, not of Example"},
		{"GitHub's", "github_pat_abc", "a key of GitHub, not of Example"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := rest.CheckKey("Example", tt.key)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if err := rest.CheckKey("Anthropic", "sk-ant-api03-abc"); err != nil {
		t.Errorf("a vendor's own key is refused: %v", err)
	}
}
