package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"outlay/backend/simulator"
)

// calls are one call of each vendor that says differently what it used; cost is what the book
// then has of the vendor, "" where the model has no price.
var calls = []struct {
	vendor, label, path, body string
	header                    string // where clients of this vendor put their key
}{
	{"openai", "Research", "/v1/chat/completions", `{"model":"gpt-4o-2024-08-06","messages":[{"role":"user","content":"hello"}]}`, "Authorization"},
	{"openai", "Research", "/v1/chat/completions", `{"model":"gpt-4o-2024-08-06","stream":true,"messages":[{"role":"user","content":"hello"}]}`, "Authorization"},
	{"openai", "Research", "/v1/responses", `{"model":"gpt-4o-2024-08-06","stream":true,"input":"hello"}`, "Authorization"},
	{"anthropic", "Agents", "/v1/messages", `{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}`, "X-Api-Key"},
	{"anthropic", "Agents", "/v1/messages", `{"model":"claude-haiku-4-5","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"hello"}]}`, "X-Api-Key"},
	{"groq", "Voice", "/openai/v1/chat/completions", `{"model":"llama-3.3-70b-versatile","stream":true,"messages":[{"role":"user","content":"hello"}]}`, "Authorization"},
	{"perplexity", "Search", "/v1/responses", `{"model":"sonar","input":"hello"}`, "Authorization"},
	{"openrouter", "Experiments", "/api/v1/chat/completions", `{"model":"openai/gpt-4.1","stream":true,"messages":[{"role":"user","content":"hello"}]}`, "Authorization"},
	{"groq", "Voice", "/openai/v1/chat/completions", `{"model":"a-model-of-nobody","messages":[{"role":"user","content":"hello"}]}`, "Authorization"},
}

// freePort returns a port that nobody has, as far as anybody can know.
func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

// send makes one call and returns what came back.
func send(t *testing.T, url, header, key, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Anthropic-Version", "2023-06-01")
	if header == "Authorization" {
		key = "Bearer " + key
	}
	r.Header.Set(header, key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// through is a profile whose gateway listens, with a token for each vendor.
type through struct {
	p      profile
	world  *simulator.Simulator
	url    string // the vendors'
	keys   map[string]string
	tokens map[string]string
	at     map[string]string // the accounts' addresses at the gateway

	program *exec.Cmd
}

func metering(t *testing.T) through {
	t.Helper()
	world, url := vendor(t, simulator.Options{})
	g := through{p: newProfile(t, url), world: world, url: url, keys: map[string]string{"openai": simulator.ProjectKey}, tokens: map[string]string{}, at: map[string]string{}}
	for _, c := range calls {
		if g.tokens[c.vendor] != "" {
			continue
		}
		key, base := simulator.ProjectKey, url
		if c.vendor != "openai" {
			to, err := world.Account(c.vendor)
			if err != nil {
				t.Fatal(err)
			}
			if key, base = to.Key, url+to.Path; to.Weak != "" {
				key = to.Weak // keys that read the bill call no model
			}
		}
		g.keys[c.vendor] = key
		g.p.must(nil, strings.NewReader(key), "account", "add", c.vendor, "--label", c.label, "--base-url", base)
		var made struct{ Token, URL string }
		g.p.must(&made, nil, "gateway", "token", c.label, "--label", "tests")
		g.tokens[c.vendor], g.at[c.vendor] = made.Token, made.URL
	}
	port := freePort(t)
	g.p.must(nil, nil, "gateway", "on", "--port", fmt.Sprint(port))
	for vendor, at := range g.at {
		g.at[vendor] = strings.Replace(at, at[strings.LastIndex(at, ":")+1:strings.LastIndex(at, "/")], fmt.Sprint(port), 1)
	}
	g.run(t)
	return g
}

// run starts the program that the gateway lives in, and waits until it listens.
func (g *through) run(t *testing.T) {
	t.Helper()
	g.program, _ = start(t, g.p, "run")
	eventually(t, "the gateway listens", func() bool {
		var s struct{ Listening bool }
		g.p.must(&s, nil, "gateway", "status")
		return s.Listening
	})
}

func TestCallsThroughTheGatewayComeBackAsTheyWereAndAreMetered(t *testing.T) {
	t.Parallel()
	g := metering(t)
	for _, c := range calls {
		base := g.url
		if c.vendor != "openai" {
			base += "/" + c.vendor
		}
		status, direct := send(t, base+c.path, c.header, g.keys[c.vendor], c.body)
		if status != http.StatusOK {
			t.Fatalf("%s%s: %d %s", c.vendor, c.path, status, direct)
		}
		status, metered := send(t, g.at[c.vendor]+c.path, c.header, g.tokens[c.vendor], c.body)
		if status != http.StatusOK || metered != direct {
			t.Errorf("%s%s: %d\nthrough the gateway %s\ndirectly            %s", c.vendor, c.path, status, metered, direct)
		}
	}
	uses := map[string]simulator.Use{}
	for i, u := range g.world.Uses() {
		if i%2 == 1 { // every second one went through the gateway
			sum := uses[u.Vendor+" "+u.Model]
			uses[u.Vendor+" "+u.Model] = simulator.Use{Input: sum.Input + u.Input, Cached: sum.Cached + u.Cached, Output: sum.Output + u.Output}
		}
	}
	var answer struct {
		Usage []struct {
			Account, Model        string
			Input, Cached, Output int64
			Requests, Unreported  int64
			Unpriced              int64
			Cost                  *struct{ Value string }
		}
		Gaps []struct{ Model string }
	}
	eventually(t, "everything is metered", func() bool {
		g.p.must(&answer, nil, "gateway", "usage")
		requests := int64(0)
		for _, u := range answer.Usage {
			requests += u.Requests
		}
		return requests == int64(len(calls))
	})
	for _, u := range answer.Usage {
		found := false
		for name, want := range uses {
			_, model, _ := strings.Cut(name, " ")
			if model == u.Model && want.Input == u.Input && want.Cached == u.Cached && want.Output == u.Output {
				found = true
			}
		}
		if !found || u.Unreported != 0 || (u.Cost == nil) != (u.Model == "a-model-of-nobody") {
			t.Errorf("metered %+v, the vendors said %+v", u, uses)
		}
	}
	if len(answer.Gaps) != 1 || answer.Gaps[0].Model != "a-model-of-nobody" {
		t.Errorf("the gaps are %+v", answer.Gaps)
	}
	var report struct {
		Rows []struct{ Key, Basis string }
	}
	eventually(t, "Groq and Perplexity have live spend", func() bool {
		g.p.must(&report, nil, "report", "--by", "service")
		metered := map[string]bool{}
		for _, r := range report.Rows {
			metered[r.Key] = metered[r.Key] || r.Basis == "metered"
		}
		return metered["groq"] && metered["perplexity"]
	})
}

func TestTheGatewayRefusesWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	g := metering(t)
	body := calls[0].body
	for name, tt := range map[string]struct {
		url, token string
		status     int
	}{
		"no token":                    {g.at["openai"] + "/v1/chat/completions", "", 401},
		"a wrong token":               {g.at["openai"] + "/v1/chat/completions", "olg_wrong", 401},
		"another account's token":     {g.at["openai"] + "/v1/chat/completions", g.tokens["groq"], 401},
		"the vendor's own key":        {g.at["openai"] + "/v1/chat/completions", simulator.ProjectKey, 401},
		"an account that is none":     {strings.Replace(g.at["openai"], "/research", "/nobody", 1) + "/v1/chat/completions", g.tokens["openai"], 404},
		"a way out of the account":    {g.at["openai"] + "/..%2f..%2fadmin", g.tokens["openai"], 400},
		"a token that was taken back": {g.at["groq"] + "/openai/v1/chat/completions", "revoked", 401},
	} {
		if tt.token == "revoked" {
			var made struct{ ID, Token string }
			g.p.must(&made, nil, "gateway", "token", "Voice", "--label", "short")
			g.p.must(nil, nil, "gateway", "revoke", made.ID)
			tt.token = made.Token
			eventually(t, "the gateway hears of it", func() bool {
				status, _ := send(t, tt.url, "Authorization", tt.token, body)
				return status == 401
			})
		}
		status, text := send(t, tt.url, "Authorization", tt.token, body)
		if status != tt.status && !(tt.status == 400 && status == 404) {
			t.Errorf("%s: %d %s", name, status, text)
		}
		for vendor, key := range g.keys {
			if strings.Contains(text, key) || (tt.token != "" && strings.Contains(text, tt.token)) {
				t.Errorf("%s: the answer holds a key of %s or the token: %s", name, vendor, text)
			}
		}
	}
	if uses := g.world.Uses(); len(uses) != 0 {
		t.Errorf("calls reached the vendor: %+v", uses)
	}
	for _, token := range g.tokens {
		file, err := os.ReadFile(g.p.dir + "/outlay.db")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(file), token) {
			t.Error("a token is stored")
		}
	}
}
