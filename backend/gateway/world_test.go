package gateway_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/gateway"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/meter"
	"outlay/backend/money"
	"outlay/backend/price"
	"outlay/backend/provider"
	"outlay/backend/vault"
)

// canary is the account's real key: it goes to the vendor and is seen nowhere else.
const canary = "sk-canary-0123456789abcdefghij"

const today = calendar.Day("2026-11-22")

// vendor is one that publishes as sources say, whose calls are in OpenAI's words.
func vendor(id string, sources ...ledger.Basis) provider.Descriptor {
	return provider.Descriptor{
		ID: id, Name: strings.ToUpper(id[:1]) + id[1:], Currency: money.USD, Sources: sources,
		Fields:  []provider.Field{{Name: "key", Label: "API key", Secret: true}},
		Connect: func(provider.Values, *http.Client) (provider.Connector, error) { return nil, errors.New("not asked") },
		Meter: &provider.Meter{
			Host: "https://vendor.invalid",
			Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: provider.RefuseLikeOpenAI,
			Routes: []provider.Route{
				{Path: "/v1/chat/completions", Shape: string(meter.OpenAIChat), Ask: true},
				{Path: "/v1/files"},
			},
			Closed:   []string{"/v1/organization"},
			Free:     "/v1/models",
			Snippets: []provider.Snippet{{Name: "SDK", Text: "export URL={url}/v1\nexport KEY={token}"}},
		},
	}
}

// world is a gateway that serves, with what stands around it.
type world struct {
	t        testing.TB
	gw       *gateway.Gateway
	db       *database.DB
	accounts *account.Store
	book     ledger.Store
	origin   string // of the gateway
	id       string // of the account "Research", whose vendor is upstream
	token    string
	tokenID  string
	log      *safeBuffer
	end      func() // stops the gateway and waits until all is written

	mu  sync.Mutex
	now time.Time
}

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) set(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = at
}

// option changes how a world is opened.
type option func(*gateway.Options)

// open starts a gateway before an upstream. Sums are written when it ends, or by flush.
func open(t testing.TB, upstream http.Handler, options ...option) *world {
	t.Helper()
	server := httptest.NewServer(upstream)
	t.Cleanup(server.Close)
	return openAt(t, server.URL, options...)
}

func openAt(t testing.TB, base string, options ...option) *world {
	t.Helper()
	w := &world{t: t, log: &safeBuffer{}, now: today.Start().Add(12 * time.Hour)}
	var err error
	if w.db, err = database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "outlay.db")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	vendors := provider.NewRegistry(vendor("groq", ledger.Imported, ledger.Metered), vendor("openai", ledger.Billed), vendor("mistral", ledger.Estimated),
		provider.Descriptor{ID: "plain", Name: "Plain", Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}}, Sources: []ledger.Basis{ledger.Billed}})
	w.book = sqlite.New(w.db)
	w.accounts = account.NewStore(w.db, vault.New(w.db.Write, w.db.Read, vault.ThisSessionOnly()), vendors, w.book, w.clock)
	o := gateway.Options{
		DB: w.db, Accounts: w.accounts, Book: w.book, Providers: vendors, Prices: price.Default, Now: w.clock,
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Every: time.Hour,
	}
	for _, option := range options {
		option(&o)
	}
	w.gw = gateway.New(o)
	w.id = w.add("openai", "Research", base)
	w.tokenID, w.token = w.addToken(w.id, "my script")
	w.start()
	return w
}

func (w *world) start() {
	w.t.Helper()
	listener, err := gateway.Listen(w.t.Context(), "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.origin = "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.gw.Serve(ctx, listener) }()
	w.end = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			w.t.Errorf("the gateway ended: %v", err)
		}
		idle(http.DefaultTransport)
	})
	w.t.Cleanup(w.end)
	w.waitUntilServed()
}

// waitUntilServed asks until the accounts are read.
func (w *world) waitUntilServed() {
	w.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		answer, err := http.Get(w.origin + "/" + w.id + "/x") // without a token
		if err != nil {
			w.t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusUnauthorized {
			return
		}
	}
}

func idle(wire http.RoundTripper) {
	if w, ok := wire.(interface{ CloseIdleConnections() }); ok {
		w.CloseIdleConnections()
	}
}

func (w *world) add(vendor, label, base string) string {
	w.t.Helper()
	key := canary
	a, err := w.accounts.Add(w.t.Context(), account.Draft{Provider: vendor, Label: &label, Key: &key, BaseURL: &base})
	if err != nil {
		w.t.Fatal(err)
	}
	return a.ID
}

func (w *world) addToken(account, label string) (id, token string) {
	w.t.Helper()
	id, token, err := w.gw.AddToken(w.t.Context(), account, label)
	if err != nil {
		w.t.Fatal(err)
	}
	return id, token
}

// request is one to the gateway, with the token in its place.
func (w *world) request(method, path, body string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.origin+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// answer is what came back, read whole.
type answer struct {
	status  int
	header  http.Header
	trailer http.Header
	body    string
	err     error // of reading the body
}

func (w *world) do(r *http.Request) answer {
	w.t.Helper()
	wire := &http.Transport{DisableCompression: true}
	defer wire.CloseIdleConnections()
	response, err := wire.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, response.Trailer, string(body), err}
}

// chat is a call of a model.
func (w *world) chat(body string) answer {
	w.t.Helper()
	return w.do(w.request(http.MethodPost, "/research/v1/chat/completions", body))
}

// usage ends the gateway and returns what it metered.
func (w *world) usage() []gateway.Usage {
	w.t.Helper()
	w.end()
	list, err := w.gw.Usage(w.t.Context(), calendar.Through("2026-11-01", "2026-12-31"), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// metered is the usage as text, one line a row: model requests/unreported/failed/unpriced in+out cost.
func (w *world) metered() string {
	w.t.Helper()
	var lines []string
	for _, u := range w.usage() {
		cost := "-"
		if u.Cost != nil {
			cost = u.Cost.String()
		}
		lines = append(lines, fmt.Sprintf("%s %d/%d/%d/%d %d+%d %s", u.Model, u.Requests, u.Unreported, u.Failed, u.Unpriced, u.Input, u.Output, cost))
	}
	return strings.Join(lines, "\n")
}

const (
	model  = "gpt-4o-mini"
	spoken = `{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}`
	asked  = `{"model":"gpt-4o-mini","messages":[]}`
	// once is how often a call that says so is metered: 1000 x 150 nanos + 100 x 600 nanos.
	once = "gpt-4o-mini 1/0/0/0 1000+100 0.00021 USD"
)

// say answers every request with the same.
func say(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// raw answers every request with these bytes, and hangs up.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(connection, text)
		if tcp, ok := connection.(*net.TCPConn); ok && strings.HasSuffix(text, "RESET") {
			_ = tcp.SetLinger(0)
		}
		_ = connection.Close()
	}
}
