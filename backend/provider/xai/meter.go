package xai

import (
	"net/http"

	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway; each answer carries its exact charge. Calls
// go to another host than the bill is read from, with a key of another kind.
//
// Sources: docs.x.ai, the REST API reference and its page on cost tracking, read 2026-11-23.
// The shape of an error is as clients of it show it.
func metering() *provider.Meter {
	shape := string(meter.XAI)
	return &provider.Meter{
		Host: "https://api.x.ai",
		Key: provider.KeyKind{
			Name: "API key", Prefix: "xai-", Reads: "nothing; it calls models", Link: "https://console.x.ai/team/default/api-keys",
		},
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: refuse,
		Routes: []provider.Route{
			{Path: "/v1/chat/completions", Shape: shape, Ask: true},
			{Path: "/v1/responses", Shape: string(meter.OpenAIResponses)},
			{Path: "/v1/completions", Shape: shape, Ask: true},
			{Path: "/v1/messages", Shape: string(meter.AnthropicMessages)},
			{Path: "/v1/images/generations", Shape: shape},
			{Path: "/v1/tokenize-text"},
		},
		Closed: []string{"/v1/billing", "/auth"},
		Free:   "/v1/models",
		Snippets: []provider.Snippet{
			{Name: "OpenAI SDKs", Text: "export OPENAI_BASE_URL={url}/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "curl", Text: "curl {url}/v1/models -H \"Authorization: Bearer {token}\""},
		},
	}
}

// refuse answers in the vendor's shape.
func refuse(w http.ResponseWriter, status int, message string) {
	provider.RefuseJSON(w, status, map[string]any{"code": http.StatusText(status), "error": message})
}
