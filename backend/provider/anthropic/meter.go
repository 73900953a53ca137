package anthropic

import (
	"net/http"
	"strings"

	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway.
//
// Sources: platform.claude.com/docs/en/api/messages, …/messages-count-tokens and …/errors;
// the README of the SDK and of Claude Code for the names of the environment's variables. Read
// 2026-11-23.
func metering() *provider.Meter {
	return &provider.Meter{
		Host: host,
		Key: provider.KeyKind{
			Name: "workspace key", Prefix: "sk-ant-api", Reads: "nothing; it calls models", Link: "https://platform.claude.com/settings/keys",
		},
		Auth: putKey, ClientToken: clientToken, Refuse: refuse,
		Routes: []provider.Route{
			{Path: "/v1/messages", Shape: string(meter.AnthropicMessages)},
			{Path: "/v1/messages/count_tokens"},
			{Path: "/v1/messages/batches/*/cancel"}, {Path: "/v1/files"},
		},
		Closed: []string{"/v1/organizations"},
		Free:   "/v1/models",
		Snippets: []provider.Snippet{
			{Name: "Anthropic SDKs", Text: "export ANTHROPIC_BASE_URL={url}\nexport ANTHROPIC_API_KEY={token}"},
			{Name: "Claude Code", Text: "export ANTHROPIC_BASE_URL={url}\nexport ANTHROPIC_AUTH_TOKEN={token}"},
			{Name: "curl", Text: "curl {url}/v1/models -H \"x-api-key: {token}\" -H \"anthropic-version: " + version + "\""},
		},
	}
}

// putKey leaves one key. Some tools send a bearer token where the vendor wants a key.
func putKey(r *http.Request, key string) {
	r.Header.Del("Authorization")
	r.Header.Set("X-Api-Key", key)
	if r.Header.Get("Anthropic-Version") == "" {
		r.Header.Set("Anthropic-Version", version)
	}
}

func clientToken(r *http.Request) string {
	if token := strings.TrimSpace(r.Header.Get("X-Api-Key")); token != "" {
		return token
	}
	return provider.BearerToken(r)
}

// refuse answers in the vendor's shape.
func refuse(w http.ResponseWriter, status int, message string) {
	kind := "api_error"
	switch status {
	case http.StatusUnauthorized:
		kind = "authentication_error"
	case http.StatusForbidden:
		kind = "permission_error"
	case http.StatusNotFound:
		kind = "not_found_error"
	case http.StatusRequestEntityTooLarge:
		kind = "request_too_large"
	case http.StatusTooManyRequests:
		kind = "rate_limit_error"
	case http.StatusBadRequest:
		kind = "invalid_request_error"
	}
	provider.RefuseJSON(w, status, map[string]any{"type": "error", "error": map[string]any{"type": kind, "message": message}})
}
