package openai

import (
	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway.
//
// Source: openai/openai-openapi at f85dbe2 (2026-08-21) for the paths; the SDKs' READMEs for
// the names of the environment's variables. Read 2026-08-22.
func metering() *provider.Meter {
	chat, responses := string(meter.OpenAIChat), string(meter.OpenAIResponses)
	return &provider.Meter{
		Host: host,
		Key: provider.KeyKind{
			Name: "project key", Prefix: "sk-", Reads: "nothing; it calls models", Link: "https://platform.openai.com/api-keys",
		},
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: provider.RefuseLikeOpenAI,
		Routes: []provider.Route{
			{Path: "/v1/chat/completions", Shape: chat, Ask: true},
			{Path: "/v1/responses", Shape: responses},
			{Path: "/v1/embeddings", Shape: string(meter.OpenAIEmbeddings)},
			{Path: "/v1/completions", Shape: chat, Ask: true}, // the old ones use the same words
			{Path: "/v1/images/generations", Shape: string(meter.OpenAIImages)},
			{Path: "/v1/images/edits", Shape: string(meter.OpenAIImages)},
			{Path: "/v1/audio/transcriptions", Shape: string(meter.OpenAITranscription)},
			{Path: "/v1/responses/compact", Shape: responses},
			{Path: "/v1/responses/input_tokens"}, {Path: "/v1/responses/*/cancel"},
			{Path: "/v1/chat/completions/*"}, {Path: "/v1/moderations"},
			{Path: "/v1/files"}, {Path: "/v1/uploads"}, {Path: "/v1/uploads/*/*"}, {Path: "/v1/batches/*/cancel"},
			{Path: "/v1/conversations"}, {Path: "/v1/conversations/*"}, {Path: "/v1/conversations/*/items"},
		},
		Closed: []string{"/v1/organization"},
		Free:   "/v1/models",
		Snippets: []provider.Snippet{
			{Name: "OpenAI SDKs and tools that read the environment", Text: "export OPENAI_BASE_URL={url}/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "curl", Text: "curl {url}/v1/models -H \"Authorization: Bearer {token}\""},
		},
	}
}
