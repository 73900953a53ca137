package mistral

import (
	"net/http"

	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway. A stream's last event has the usage, unasked;
// a request that asks for it in OpenAI's way would be refused, as all that is unknown here.
//
// Sources: mistralai/platform-docs-public at 222f4ba, public/openapi.yaml, for the paths;
// raycast/extensions issue 31107 (2026-09-14) for the shape of an error. Read 2026-11-23.
func metering() *provider.Meter {
	chat := string(meter.OpenAIChat)
	return &provider.Meter{
		Host: host,
		Key: provider.KeyKind{
			Name: "API key", Reads: "nothing; it calls models", Link: "https://console.mistral.ai/api-keys",
		},
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: refuse,
		Routes: []provider.Route{
			{Path: "/v1/chat/completions", Shape: chat},
			{Path: "/v1/fim/completions", Shape: chat},
			{Path: "/v1/agents/completions", Shape: chat},
			{Path: "/v1/embeddings", Shape: string(meter.OpenAIEmbeddings)},
			{Path: "/v1/files"}, {Path: "/v1/batch/jobs/*/cancel"},
		},
		Closed: []string{"/v1/admin"},
		Free:   "/v1/models",
		Snippets: []provider.Snippet{
			{Name: "OpenAI SDKs", Text: "export OPENAI_BASE_URL={url}/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "Mistral SDK (Python)", Text: "client = Mistral(server_url=\"{url}\", api_key=\"{token}\")"},
			{Name: "curl", Text: "curl {url}/v1/models -H \"Authorization: Bearer {token}\""},
		},
	}
}

// refuse answers in the vendor's shape.
func refuse(w http.ResponseWriter, status int, message string) {
	kind := "gateway_refused"
	if status == http.StatusTooManyRequests {
		kind = "rate_limited"
	}
	provider.RefuseJSON(w, status, map[string]any{
		"object": "error", "message": message, "type": kind, "param": nil, "code": nil, "raw_status_code": status,
	})
}
