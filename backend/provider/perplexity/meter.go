package perplexity

import (
	"net/http"

	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway: each answer carries its own exact cost. Keys
// are made by a call too, and that one is closed.
//
// Source: perplexityai/perplexity-py at 3485870 (2026-06-08), api.md for the paths, _client.py
// for the names of the environment's variables. Read 2026-11-23.
func metering() *provider.Meter {
	agent, sonar := string(meter.PerplexityAgent), string(meter.PerplexitySonar)
	return &provider.Meter{
		Host: host,
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: refuse,
		Routes: []provider.Route{
			{Path: "/v1/agent", Shape: agent},
			{Path: "/v1/responses", Shape: agent},
			{Path: "/router/v1/responses", Shape: agent},
			{Path: "/chat/completions", Shape: sonar},
			{Path: "/v1/chat/completions", Shape: sonar},
			{Path: "/v1/sonar", Shape: sonar},
			{Path: "/v1/embeddings", Shape: sonar}, // the same words, and a cost
		},
		Closed: []string{"/generate_auth_token", "/revoke_auth_token"},
		Free:   modelsPath,
		Snippets: []provider.Snippet{
			{Name: "Perplexity SDKs", Text: "export PERPLEXITY_BASE_URL={url}\nexport PERPLEXITY_API_KEY={token}"},
			{Name: "OpenAI SDKs (Agent API)", Text: "export OPENAI_BASE_URL={url}/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "curl", Text: "curl {url}" + modelsPath + " -H \"Authorization: Bearer {token}\""},
		},
	}
}

// refuse answers in the shape that was seen of the vendor, whose code is the status.
func refuse(w http.ResponseWriter, status int, message string) {
	provider.RefuseJSON(w, status, map[string]any{"error": map[string]any{"message": message, "type": "gateway_refused", "code": status}})
}
