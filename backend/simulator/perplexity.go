package simulator

import "net/http"

// Perplexity as docs.perplexity.ai has it: a list of models that everybody may read, the router's
// list that wants a key, and nothing of spend; read 2026-11-23. An account without credit is
// refused as a bad key is. The words of its refusals are made up.

func perplexity() *vendor {
	return &vendor{
		id: "perplexity", good: "pplx-simulated0123456789abcdefghijklmnopqrst",
		routes: func(_ *Simulator, v *vendor, mux *http.ServeMux) {
			mux.HandleFunc("/v1/models", func(w http.ResponseWriter, _ *http.Request) {
				listModels(w, "perplexity/sonar", "anthropic/claude-sonnet-5")
			})
			mux.HandleFunc("/router/v1/models", v.reading("Invalid API key provided", func(w http.ResponseWriter, _ *http.Request) {
				listModels(w, "qwen/qwen3-235b", "openai/gpt-oss-120b")
			}))
		},
		refuse: func(w http.ResponseWriter, status int, message string) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			writeJSON(w, object{"error": object{"message": message, "type": "invalid_request", "code": status}})
		},
	}
}
