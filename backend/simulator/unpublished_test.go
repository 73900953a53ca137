package simulator_test

import (
	"net/http"
	"strings"
	"testing"

	"outlay/backend/simulator"
)

func TestVendorsWithoutPublishedSpendRefuseInTheirShapes(t *testing.T) {
	w := play(t, simulator.Options{})
	for _, v := range []struct{ id, path, badKey string }{
		{"groq", "/groq/openai/v1/models", `"code":"invalid_api_key"`},
		{"perplexity", "/perplexity/router/v1/models", `"code":401`},
		{"deepseek", "/deepseek/user/balance", `"type":"authentication_error"`},
		{"moonshot", "/moonshot/v1/users/me/balance", `"type":"invalid_authentication_error"`},
	} {
		good, _ := keysOf(t, w, v.id)
		refused(t, w, []refusal{
			{v.id + ": no key", "GET", v.path, "", "", 401, v.badKey},
			{v.id + ": another key", "GET", v.path, good + "x", "", 401, v.badKey},
			{v.id + ": a key without its scheme", "GET", v.path, strings.TrimPrefix(good, "Bearer "), "", 401, v.badKey},
			{v.id + ": a parameter that is none", "GET", v.path + "?limit=1", good, "", 400, "Unknown parameter: limit"},
			{v.id + ": another method", "POST", v.path, good, "{}", 405, "Method Not Allowed"},
			{v.id + ": a path that is none", "GET", v.path + "/all", good, "", 404, "Not Found"},
			{v.id + ": a key that would be made", "POST", "/" + v.id + "/generate_auth_token", good, "{}", 404, "Not Found"},
		})
		if a, err := w.Account(v.id); err != nil || a.Publishes {
			t.Errorf("%s publishes spend: %v", v.id, err)
		}
		if sum, err := w.SumOf(v.id, "2026-11-01", "2026-11-22"); err != nil || !sum.IsZero() {
			t.Errorf("%s spent %s: %v", v.id, sum, err)
		}
		if err := w.AddSpendTo(v.id, "2026-11-01", "1"); err == nil {
			t.Errorf("%s took spend that it could not tell", v.id)
		}
	}
}

func TestPerplexityTellsEverybodyItsModels(t *testing.T) {
	w := play(t, simulator.Options{})
	if answer, text := w.do("GET", "/perplexity/v1/models", "", ""); answer.StatusCode != http.StatusOK {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
}

// elevenlabs asks with a key in the header of its own.
func (w *world) elevenlabs(method, uri, key string) (int, string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+"/elevenlabs"+uri, http.NoBody)
	must(w.t, err)
	r.Header.Set("xi-api-key", key)
	answer, err := w.client.Do(r)
	must(w.t, err)
	defer func() { _ = answer.Body.Close() }()
	text := make([]byte, 4096)
	n, _ := answer.Body.Read(text)
	return answer.StatusCode, string(text[:n])
}

func TestElevenLabsRefusesInItsShape(t *testing.T) {
	w := play(t, simulator.Options{})
	to, err := w.Account("elevenlabs")
	must(t, err)
	const path = "/v1/user/subscription"
	for _, tt := range []struct {
		name, method, uri, key string
		status                 int
		words                  string
	}{
		{"a good key", "GET", path, to.Key, 200, `"character_limit":131072`},
		{"no key", "GET", path, "", 401, `"status":"invalid_api_key"`},
		{"another key", "GET", path, to.Key + "x", 401, `"status":"invalid_api_key"`},
		{"a restricted key", "GET", path, to.Weak, 401, `"status":"missing_permissions"`},
		{"a parameter that is none", "GET", path + "?x=1", to.Key, 422, "Unknown parameter: x"},
		{"another method", "POST", path, to.Key, 405, "Method Not Allowed"},
	} {
		if status, text := w.elevenlabs(tt.method, tt.uri, tt.key); status != tt.status || !strings.Contains(text, tt.words) {
			t.Errorf("%s: %d %s, want %d %s", tt.name, status, text, tt.status, tt.words)
		}
	}
	bearer := "Bearer " + to.Key
	refused(t, w, []refusal{{"a key as a bearer", "GET", "/elevenlabs" + path, bearer, "", 401, "invalid_api_key"}})
}
