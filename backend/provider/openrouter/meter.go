package openrouter

import (
	"net/http"

	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway; each answer carries its own cost. Paths that
// make keys or move money are closed.
//
// Source: OpenRouterTeam/docs at c26125a, the OpenAPI description. Read 2026-08-22.
func metering() *provider.Meter {
	chat := string(meter.OpenRouterChat)
	return &provider.Meter{
		Host: host,
		Key: provider.KeyKind{
			Name: "API key", Prefix: prefix, Reads: "nothing; it calls models", Link: "https://openrouter.ai/settings/keys",
		},
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: refuse,
		Routes: []provider.Route{
			{Path: "/api/v1/chat/completions", Shape: chat},
			{Path: "/api/v1/completions", Shape: chat},
			{Path: "/api/v1/embeddings", Shape: chat},
			{Path: "/api/v1/responses", Shape: string(meter.OpenRouterResponses)},
			{Path: "/api/v1/messages", Shape: string(meter.OpenRouterMessages)},
		},
		Closed: []string{"/api/v1/keys", "/api/v1/auth", "/api/v1/credits"},
		Free:   "/api/v1/key",
		Snippets: []provider.Snippet{
			{Name: "OpenAI SDKs", Text: "export OPENAI_BASE_URL={url}/api/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "curl", Text: "curl {url}/api/v1/key -H \"Authorization: Bearer {token}\""},
		},
	}
}

// refuse answers in the vendor's shape, whose code is the status.
func refuse(w http.ResponseWriter, status int, message string) {
	provider.RefuseJSON(w, status, map[string]any{"error": map[string]any{"code": status, "message": message}})
}
