package groq

import (
	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway: what Groq costs is known in no other way.
//
// Source: groq/groq-python at 9620fde (2026-08-18), api.md for the paths, _client.py for the
// names of the environment's variables. Read 2026-11-23.
func metering() *provider.Meter {
	return &provider.Meter{
		Host: host,
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: provider.RefuseLikeOpenAI,
		Routes: []provider.Route{
			{Path: "/openai/v1/chat/completions", Shape: string(meter.GroqChat)},
			{Path: "/openai/v1/responses", Shape: string(meter.OpenAIResponses)},
			{Path: "/openai/v1/embeddings", Shape: string(meter.OpenAIEmbeddings)},
			{Path: "/openai/v1/files"}, {Path: "/openai/v1/batches/*/cancel"},
		},
		Free: modelsPath,
		Snippets: []provider.Snippet{
			{Name: "Groq SDKs", Text: "export GROQ_BASE_URL={url}\nexport GROQ_API_KEY={token}"},
			{Name: "OpenAI SDKs", Text: "export OPENAI_BASE_URL={url}/openai/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "curl", Text: "curl {url}/openai/v1/models -H \"Authorization: Bearer {token}\""},
		},
	}
}
