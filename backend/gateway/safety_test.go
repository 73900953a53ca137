package gateway_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/gateway"
)

func (w *world) host() string { return strings.TrimPrefix(w.origin, "http://") }

// wire sends bytes and returns what comes back until the gateway hangs up or is silent.
func (w *world) wire(text string) string {
	w.t.Helper()
	connection, err := net.Dial("tcp", w.host())
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	_ = connection.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := io.WriteString(connection, text); err != nil {
		return "cut: " + err.Error()
	}
	answer, _ := io.ReadAll(connection)
	return string(answer)
}

func TestWhoIsRefused(t *testing.T) {
	var asked atomic.Int64
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = io.WriteString(w, spoken)
	}))
	other := w.add("groq", "Other", "http://127.0.0.1:1")
	_, foreign := w.addToken(other, "other tool")
	w.add("groq", "Twin", "http://127.0.0.1:1")
	w.add("openai", "twin", "http://127.0.0.1:1")
	w.add("plain", "Plain", "")
	gone, revoked := w.addToken(w.id, "old tool")
	if err := w.gw.Revoke(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	auth := func(token string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
	}
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(host string) func(*http.Request) { return func(r *http.Request) { r.Host = host } }
	none := func(*http.Request) {}
	port := w.host()[strings.LastIndex(w.host(), ":"):]
	for _, tt := range []struct {
		what         string
		method, path string
		change       func(*http.Request)
		status       int
		says         string
	}{
		{"no token", "POST", "/research/v1/chat/completions", func(r *http.Request) { r.Header.Del("Authorization") }, 401, "token is missing"},
		{"an empty token", "POST", "/research/v1/chat/completions", auth(""), 401, "token is missing"},
		{"a wrong token", "POST", "/research/v1/chat/completions", auth("olg_" + strings.Repeat("a", 52)), 401, "not one of this account's"},
		{"a token of another account", "POST", "/research/v1/chat/completions", auth(foreign), 401, "not one of this account's"},
		{"a revoked token", "POST", "/research/v1/chat/completions", auth(revoked), 401, "was revoked"},
		{"the beginning of the token", "POST", "/research/v1/chat/completions", auth(w.token[:len(w.token)-1]), 401, "not one of this account's"},
		{"the real key", "POST", "/research/v1/chat/completions", auth(canary), 401, "is no gateway token"},
		{"a token of another scheme", "POST", "/research/v1/chat/completions", set("Authorization", "Basic "+w.token), 401, "token is missing"},
		{"a token in the address", "GET", "/research/v1/models?key=" + w.token, none, 400, "stands in the address"},
		{"another Host", "POST", "/research/v1/chat/completions", host("evil.example"), 403, "answers to 127.0.0.1"},
		{"another Host with our port", "POST", "/research/v1/chat/completions", host("evil.example" + port), 403, "answers to 127.0.0.1"},
		{"our name without the port", "POST", "/research/v1/chat/completions", host("127.0.0.1"), 403, "answers to 127.0.0.1"},
		{"our name with another port", "POST", "/research/v1/chat/completions", host("localhost:1"), 403, "answers to 127.0.0.1"},
		{"a name that begins like ours", "POST", "/research/v1/chat/completions", host("localhost.evil.example" + port), 403, "answers to 127.0.0.1"},
		{"a browser's preflight", "OPTIONS", "/research/v1/chat/completions", set("Origin", "https://evil.example"), 403, "does not serve web pages"},
		{"OPTIONS", "OPTIONS", "/research/v1/chat/completions", none, 405, "does not forward OPTIONS"},
		{"TRACE", "TRACE", "/research/v1/chat/completions", none, 405, "does not forward TRACE"},
		{"a WebSocket", "GET", "/research/v1/realtime", func(r *http.Request) { r.Header.Set("Connection", "Upgrade"); r.Header.Set("Upgrade", "websocket") }, 501, "WebSocket"},
		{"an account that is not there", "POST", "/nobody/v1/chat/completions", none, 404, "no account of this name"},
		{"no account", "POST", "/", none, 404, "no account of this name"},
		{"an account without a meter", "POST", "/plain/v1/chat/completions", none, 404, "no account of this name"},
		{"a name that two accounts have", "POST", "/twin/v1/chat/completions", none, 404, "Two accounts"},
		{"dots in the account's place", "POST", "/../research/v1/chat/completions", none, 404, "no account"},
		{"encoded dots in the account's place", "POST", "/%2e%2e/research/v1", none, 400, "no address"},
		{"an encoded slash behind the account", "POST", "/research%2Fv1/chat", none, 400, "no address"},
		{"an account that is encoded", "POST", "/%72esearch/v1/chat", none, 400, "no address"},
		{"dots behind the account", "POST", "/research/../other/v1/chat/completions", none, 400, "does not forward"},
		{"encoded dots behind the account", "POST", "/research/%2e%2e/%2E%2E/v1", none, 400, "does not forward"},
		{"encoded slashes with dots", "POST", "/research/v1/..%2f..%2fadmin", none, 400, "does not forward"},
		{"dots encoded twice", "POST", "/research/v1/%252e%252e/admin", none, 400, "does not forward"},
		{"a backslash", "POST", "/research/v1/..%5cadmin", none, 400, "does not forward"},
		{"a line break in the path", "POST", "/research/v1/x%0d%0aHost:evil", none, 400, "does not forward"},
		{"what makes keys", "POST", "/research/v1/organization/admin_api_keys", none, 403, "nothing below /v1/organization"},
		{"what makes keys, in other letters", "POST", "/research/v1//Organization%2Fadmin_api_keys", none, 403, "nothing below /v1/organization"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			r := w.request(tt.method, tt.path, "{}")
			tt.change(r)
			got := w.do(r)
			if got.status != tt.status || !strings.Contains(got.body, tt.says) || !strings.Contains(got.body, `"error":{`) {
				t.Errorf("got %d %s, want %d %q", got.status, got.body, tt.status, tt.says)
			}
			if got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("pages may read it")
			}
		})
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the vendor was asked %d times", n)
	}
	for _, name := range []string{"127.0.0.1", "localhost", "LOCALHOST", "[::1]"} {
		r := w.request("POST", "/"+w.id+"/v1/chat/completions", "{}")
		r.Host = name + port
		if got := w.do(r); got.status != 200 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}

// What two readers of HTTP could read differently reaches the vendor as one request, or not.
func TestSmuggling(t *testing.T) {
	var seen atomic.Int64
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.Add(1)
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(r.URL.Path+string(body), "smuggled") && !strings.Contains(string(body), "POST /smuggled") {
			t.Errorf("the vendor read a request of its own: %s %q", r.URL.Path, body)
		}
		_, _ = io.WriteString(w, "{}")
	}))
	head := "POST /research/v1/chat/completions HTTP/1.1\r\nHost: " + w.host() + "\r\nAuthorization: Bearer " + w.token + "\r\nConnection: close\r\n"
	inner := "POST /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	for _, tt := range []struct{ what, headers, body string }{
		{"two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n", "12345" + inner},
		{"a length with a sign", "Content-Length: +5\r\n", "12345" + inner},
		{"a length in words", "Content-Length: 5, 5x\r\n", "12345" + inner},
		{"a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + inner},
		{"chunks written oddly", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + inner},
		{"chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n" + inner},
		{"chunks behind a tab", "Transfer-Encoding:\tchunked\r\nContent-Length: 3\r\n", "0\r\n\r\n" + inner},
		{"a space before the colon", "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n", "12345" + inner},
		{"a folded header", "X-A: 1\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "12345" + inner},
		{"a chunk of a false length", "Transfer-Encoding: chunked\r\n", "5\r\n1234567\r\n0\r\n\r\n" + inner},
		{"two hosts", "Host: evil.example\r\nContent-Length: 2\r\n", "{}"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			seen.Store(0)
			got := w.wire(head + tt.headers + "\r\n" + tt.body)
			if strings.Count(got, "HTTP/1.1 ") > 1 || seen.Load() > 1 {
				t.Errorf("%d requests reached the vendor: %q", seen.Load(), got)
			}
			if strings.Contains(got, "200 OK") && seen.Load() != 1 {
				t.Errorf("answered %q", got)
			}
		})
	}
}

// The upstream repeats the key in every way that one can.
func TestTheKeyNeverComesOut(t *testing.T) {
	packed := func(text string) string {
		var b bytes.Buffer
		zip := gzip.NewWriter(&b)
		_, _ = io.WriteString(zip, text)
		_ = zip.Close()
		return b.String()
	}
	for _, tt := range []struct {
		what     string
		upstream http.HandlerFunc
	}{
		{"in an answer", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%v", r.Header) }},
		{"in a refusal", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(401)
			fmt.Fprintf(w, "Incorrect API key provided: %s.", r.Header.Get("Authorization"))
		}},
		{"in a packed refusal", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(401)
			_, _ = io.WriteString(w, packed("Incorrect API key provided: "+r.Header.Get("Authorization")))
		}},
		{"in a header", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Echo", r.Header.Get("Authorization"))
			_, _ = io.WriteString(w, "{}")
		}},
		{"in pieces of a stream", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for _, letter := range "data: " + r.Header.Get("Authorization") + "\n\n" {
				_, _ = io.WriteString(w, string(letter))
				w.(http.Flusher).Flush()
			}
		}},
		{"in a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/?key="+r.Header.Get("Authorization"), http.StatusFound)
		}},
		{"in what is no HTTP", raw("HTTP/1.1 200 " + canary + "\r\nbroken" + canary + "\r\n\r\n")},
	} {
		t.Run(tt.what, func(t *testing.T) {
			w := open(t, tt.upstream)
			r := w.request(http.MethodPost, "/research/v1/chat/completions", asked)
			r.Header.Set("Accept-Encoding", "gzip")
			got := w.do(r)
			w.end()
			if zip, err := gzip.NewReader(strings.NewReader(got.body)); err == nil {
				plain, _ := io.ReadAll(zip)
				got.body += string(plain)
			}
			for where, text := range map[string]string{
				"the body": got.body, "the header": fmt.Sprint(got.header), "the log": w.log.String(), "an error": fmt.Sprint(got.err),
			} {
				if strings.Contains(text, canary) {
					t.Errorf("%s holds the key: %s", where, text)
				}
			}
			if strings.Contains(w.log.String(), w.token) {
				t.Errorf("the log holds the token: %s", w.log)
			}
			files, _ := filepath.Glob(filepath.Join(filepath.Dir(w.db.Path()), "*"))
			for _, name := range files {
				content, _ := os.ReadFile(name)
				if bytes.Contains(content, []byte(canary)) || bytes.Contains(content, []byte(w.token)) {
					t.Errorf("%s holds the key or the token", filepath.Base(name))
				}
			}
		})
	}
}

// What a program takes for a key need not be one.
func TestAKeyThatIsAWordIsNoSecret(t *testing.T) {
	w := open(t, say(200, "text/plain", "an EMPTY answer"))
	key := "EMPTY"
	if err := w.accounts.Change(t.Context(), w.id, account.Draft{Key: &key}); err != nil {
		t.Fatal(err)
	}
	_, w.token = w.addToken(w.id, "again") // the gateway looks at the accounts
	if got := w.chat(asked); got.body != "an EMPTY answer" {
		t.Errorf("got %q", got.body)
	}
}

func TestWithoutAKey(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	if _, err := w.db.Write.Exec(`DELETE FROM secrets`); err != nil {
		t.Fatal(err)
	}
	if got := w.chat(asked); got.status != 503 || !strings.Contains(got.body, "no key is stored for this account") {
		t.Errorf("got %d %s", got.status, got.body)
	}
	if got := w.metered(); got != "" {
		t.Errorf("metered %q", got)
	}
}

func TestWhereItListens(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.168.1.10:4141", "example.com:80", "[::]:0", "127.0.0.1", "", "localhost.evil.example:0"} {
		if _, err := gateway.Listen(t.Context(), addr); !errors.Is(err, gateway.ErrAddress) {
			t.Errorf("%q: %v", addr, err)
		}
	}
	first, err := gateway.Listen(t.Context(), "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	if ip := first.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		t.Errorf("listens on %s", ip)
	}
	_, port, _ := net.SplitHostPort(first.Addr().String())
	w := open(t, http.NotFoundHandler())
	err = w.gw.Run(context.Background(), "127.0.0.1:"+port)
	if !errors.Is(err, gateway.ErrPort) || !strings.Contains(err.Error(), "port "+port) {
		t.Errorf("%v does not name the port", err)
	}
}
