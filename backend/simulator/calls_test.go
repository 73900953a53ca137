package simulator_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"outlay/backend/simulator"
)

// asking posts a question and returns the answer.
func (w *world) asking(path, key, body string) (*http.Response, string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Anthropic-Version", "2023-06-01")
	answer, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer, string(text)
}

const (
	plain     = `{"model":"m","messages":[{"role":"user","content":"hello"}]}`
	streaming = `{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}`
	counted   = `{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hello"}]}`
)

func TestCallsAreAnsweredInEachVendorsShape(t *testing.T) {
	sim := simulator.New(simulator.Options{})
	key := func(id string) string {
		to, err := sim.Account(id)
		if err != nil {
			t.Fatal(err)
		}
		if to.Weak != "" {
			return to.Weak
		}
		return to.Key
	}
	for _, tt := range []struct{ name, path, key, body, has, hasNot string }{
		{"OpenAI", "/v1/chat/completions", simulator.ProjectKey, plain, `"prompt_tokens":`, "data:"},
		{"a stream that nobody asked to count", "/v1/chat/completions", simulator.ProjectKey, streaming, "data: [DONE]", "usage"},
		{"a stream that is counted", "/v1/chat/completions", simulator.ProjectKey, counted, `"choices":[],`, "event:"},
		{"OpenAI's responses", "/v1/responses", simulator.ProjectKey, strings.Replace(streaming, "messages", "input", 1), "event: response.completed", "[DONE]"},
		{"embeddings", "/v1/embeddings", simulator.ProjectKey, `{"model":"m","input":"hello"}`, `"total_tokens"`, "completion"},
		{"Anthropic", "/anthropic/v1/messages", key("anthropic"), plain, `"cache_read_input_tokens"`, "prompt_tokens"},
		{"a stream of Anthropic", "/anthropic/v1/messages", key("anthropic"), streaming, "event: message_stop", "[DONE]"},
		{"a call of a tool", "/anthropic/v1/messages", key("anthropic"), strings.Replace(plain, "{", `{"tools":[{}],`, 1), `"tool_use"`, "budget is kept"},
		{"Groq", "/groq/openai/v1/chat/completions", key("groq"), plain, `"dram_cached_tokens"`, "data:"},
		{"a stream of Groq", "/groq/openai/v1/chat/completions", key("groq"), streaming, `"x_groq":{`, "dram"},
		{"OpenRouter", "/openrouter/api/v1/chat/completions", key("openrouter"), counted, ": OPENROUTER PROCESSING", "x_groq"},
		{"Perplexity", "/perplexity/v1/agent", key("perplexity"), strings.Replace(plain, "messages", "input", 1), `"total_cost"`, "data:"},
	} {
		w := play(t, simulator.Options{})
		answer, text := w.asking(tt.path, tt.key, tt.body)
		if answer.StatusCode != http.StatusOK || !strings.Contains(text, tt.has) || strings.Contains(text, tt.hasNot) {
			t.Errorf("%s: %d %s", tt.name, answer.StatusCode, text)
		}
		for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
			data, isData := strings.CutPrefix(lines.Text(), "data: ")
			if isData && data != "[DONE]" && !json.Valid([]byte(data)) {
				t.Errorf("%s: no JSON: %s", tt.name, data)
			}
		}
		if uses := w.Uses(); len(uses) != 1 || uses[0].Input == 0 || (uses[0].Output == 0) != (tt.name == "embeddings") {
			t.Errorf("%s: it is noted as %+v", tt.name, uses)
		}
	}
}

func TestAKeyThatReadsTheBillCallsNoModel(t *testing.T) {
	w := play(t, simulator.Options{})
	to, err := w.Account("anthropic")
	if err != nil {
		t.Fatal(err)
	}
	for path, key := range map[string]string{"/v1/chat/completions": simulator.AdminKey, "/anthropic/v1/messages": to.Key, "/v1/responses": "nobody's"} {
		if answer, text := w.asking(path, key, plain); answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", path, answer.StatusCode, text)
		}
	}
	if uses := w.Uses(); len(uses) != 0 {
		t.Errorf("noted: %+v", uses)
	}
}
