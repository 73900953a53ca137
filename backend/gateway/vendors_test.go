package gateway_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"outlay/backend/account"
	"outlay/backend/gateway"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/price"
	"outlay/backend/provider"
	"outlay/backend/provider/all"
	"outlay/backend/simulator"
	"outlay/backend/vault"
)

// metered are the vendors whose calls pass through the gateway.
func metered(t *testing.T) []provider.Descriptor {
	t.Helper()
	var list []provider.Descriptor
	for _, d := range all.Registry().All() {
		if d.Meter != nil {
			list = append(list, d)
		}
	}
	if len(list) < 9 {
		t.Fatalf("%d vendors have a meter", len(list))
	}
	return list
}

func TestEachMeterIsWhole(t *testing.T) {
	for _, d := range metered(t) {
		m := d.Meter
		if !strings.HasPrefix(m.Host, "https://") || strings.HasSuffix(m.Host, "/") {
			t.Errorf("%s: the host %q", d.ID, m.Host)
		}
		if m.Auth == nil || m.ClientToken == nil || m.Refuse == nil || len(m.Routes) == 0 || len(m.Snippets) == 0 {
			t.Errorf("%s: a part is missing", d.ID)
			continue
		}
		for _, r := range m.Routes {
			if _, err := path.Match(r.Path, "/"); err != nil || !strings.HasPrefix(r.Path, "/") || path.Clean(r.Path) != r.Path {
				t.Errorf("%s: the route %q", d.ID, r.Path)
			}
		}
		for _, p := range append(m.Closed, m.Free) {
			if p != "" && (path.Clean(p) != p || strings.ToLower(p) != p || p[0] != '/') {
				t.Errorf("%s: the path %q", d.ID, p)
			}
		}
		if m.Key.Name != "" && !strings.HasPrefix(m.Key.Link, "https://") {
			t.Errorf("%s: where the %s is made is said by %q", d.ID, m.Key.Name, m.Key.Link)
		}
		for _, s := range m.Snippets {
			if text := s.Fill("URL", "TOKEN"); s.Name == "" || !strings.Contains(text, "URL") || !strings.Contains(text, "TOKEN") || strings.Contains(text, "{") && d.ID == "openai" {
				t.Errorf("%s: the snippet %q says %q", d.ID, s.Name, text)
			}
		}
	}
}

func TestEachMeterPutsTheKeyWhereTheTokenStood(t *testing.T) {
	for _, d := range metered(t) {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		d.Meter.Auth(r, "first")
		if got := d.Meter.ClientToken(r); got != "first" {
			t.Errorf("%s: the token is %q", d.ID, got)
		}
		d.Meter.Auth(r, "second")
		for name, values := range r.Header {
			if strings.Contains(strings.Join(values, " "), "first") {
				t.Errorf("%s: %s still holds the token", d.ID, name)
			}
		}
	}
}

func TestEachMeterRefusesInWords(t *testing.T) {
	for _, d := range metered(t) {
		for _, status := range []int{400, 401, 403, 404, 413, 429, 502} {
			w := httptest.NewRecorder()
			d.Meter.Refuse(w, status, "no, said the gateway")
			if w.Code != status || w.Header().Get("Content-Type") != "application/json" || !strings.Contains(w.Body.String(), "no, said the gateway") {
				t.Errorf("%s: %d %v %s", d.ID, w.Code, w.Header(), w.Body)
			}
		}
	}
}

const (
	question = `{"model":"MODEL","messages":[{"role":"user","content":"hello"}]}`
	input    = `{"model":"MODEL","input":"hello"}`
)

// What a client receives is what it would have received directly, and what is metered is what
// the vendor says that it used.
func TestTheSimulatedVendors(t *testing.T) {
	tool := func(q string) string { return strings.Replace(q, "{", `{"tools":[{"type":"function"}],`, 1) }
	streamed := func(q string) string { return strings.Replace(q, "{", `{"stream":true,`, 1) }
	counted := func(q string) string {
		return strings.Replace(streamed(q), "{", `{"stream_options":{"include_usage":true},`, 1)
	}
	for _, tt := range []struct{ vendor, path, body, model string }{
		{"openai", "/v1/chat/completions", question, "gpt-4o-mini"},
		{"openai", "/v1/chat/completions", streamed(question), "gpt-4o-mini"},
		{"openai", "/v1/chat/completions", streamed(tool(question)), "gpt-4o-mini"},
		{"openai", "/v1/chat/completions", counted(question), "gpt-4o-mini"},
		{"openai", "/v1/responses", input, "gpt-4o-mini"},
		{"openai", "/v1/responses", streamed(input), "gpt-4o-mini"},
		{"openai", "/v1/embeddings", input, "text-embedding-3-small"},
		{"anthropic", "/v1/messages", question, "claude-sonnet-4-5"},
		{"anthropic", "/v1/messages", streamed(question), "claude-sonnet-4-5"},
		{"anthropic", "/v1/messages", streamed(tool(question)), "claude-sonnet-4-5"},
		{"groq", "/openai/v1/chat/completions", question, priced},
		{"groq", "/openai/v1/chat/completions", streamed(question), priced},
		{"openrouter", "/api/v1/chat/completions", question, "openai/gpt-4o-mini"},
		{"openrouter", "/api/v1/chat/completions", counted(question), "openai/gpt-4o-mini"},
		{"perplexity", "/v1/agent", input, "openai/gpt-5.4"},
		{"perplexity", "/v1/responses", streamed(input), "openai/gpt-5.4"},
	} {
		t.Run(tt.vendor+tt.path+" "+tt.body, func(t *testing.T) {
			w := openSimulated(t, tt.vendor)
			body := strings.ReplaceAll(tt.body, "MODEL", tt.model)
			direct, through := w.call(w.base+tt.path, w.key, body), w.call(w.setup.URL+tt.path, w.token, body)
			if direct.status != 200 || through.status != 200 || direct.body != through.body {
				t.Errorf("directly    %d %q\nthe gateway %d %q", direct.status, direct.body, through.status, through.body)
			}
			list := w.usage()
			uses := w.sim.Uses()
			if len(list) != 1 || len(uses) != 2 {
				t.Fatalf("metered %+v of %+v", list, uses)
			}
			if strings.HasSuffix(tt.path, "/embeddings") {
				uses[1].Output = 0 // there is none, and the answer says so
			}
			if u, want := list[0], uses[1]; u.Model != want.Model || u.Input != want.Input || u.Cached != want.Cached || u.Output != want.Output || u.Requests != 1 || u.Unreported != 0 {
				t.Errorf("metered %+v, used %+v", u, want)
			}
			if list[0].Cost == nil || !list[0].Cost.Value.IsPositive() {
				t.Errorf("it costs %v", list[0].Cost)
			}
		})
	}
}

// simulated is a world whose account is one of a simulated vendor.
type simulated struct {
	*world
	sim   *simulator.Simulator
	setup gateway.Setup
	base  string
	key   string // that calls are made with
}

func openSimulated(t *testing.T, vendor string) *simulated {
	t.Helper()
	w := openAt(t, "http://127.0.0.1:1")
	w.end()
	sim := simulator.New(simulator.Options{Now: w.clock})
	base, stop, err := sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop(context.Background()) })
	admin, key := simulator.AdminKey, simulator.ProjectKey
	if vendor != "openai" {
		to, err := sim.Account(vendor)
		if err != nil {
			t.Fatal(err)
		}
		base += "/" + vendor
		if admin, key = to.Key, to.Weak; key == "" {
			key = admin
		}
	}
	vendors := all.Registry()
	w.accounts = account.NewStore(w.db, vault.New(w.db.Write, w.db.Read, vault.ThisSessionOnly()), vendors, sqlite.New(w.db), w.clock)
	if _, err := w.db.Write.Exec(`DELETE FROM accounts; DELETE FROM secrets`); err != nil {
		t.Fatal(err)
	}
	label := "Simulated " + vendor
	a, err := w.accounts.Add(t.Context(), account.Draft{Provider: vendor, Label: &label, Key: &admin, BaseURL: &base})
	if err != nil {
		t.Fatal(err)
	}
	w.id = a.ID
	if err := w.accounts.SetCallKey(t.Context(), w.id, key); err != nil {
		t.Fatal(err)
	}
	w.gw = gateway.New(gateway.Options{
		DB: w.db, Accounts: w.accounts, Book: w.book, Providers: vendors, Prices: price.Default, Now: w.clock, Every: w.gw.Every,
	})
	w.tokenID, w.token = w.addToken(w.id, "my script")
	w.start()
	setups, err := w.gw.Setups(t.Context(), w.origin)
	if err != nil || len(setups) != 1 {
		t.Fatal(setups, err)
	}
	return &simulated{w, sim, setups[0], base, key}
}

// call is one as a client of any vendor makes it.
func (s *simulated) call(url, key, body string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Anthropic-Version", "2023-06-01")
	if strings.Contains(url, "anthropic") {
		r.Header.Set("X-Api-Key", key)
	}
	return s.do(r)
}
