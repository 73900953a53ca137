package deepseek

import (
	"outlay/backend/meter"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway: what DeepSeek costs is known in no other way.
//
// Source: api-docs.deepseek.com, /api/create-chat-completion and the quick start (either base,
// with /v1 or without), read 2026-11-23.
func metering() *provider.Meter {
	chat := string(meter.OpenAIChat)
	return &provider.Meter{
		Host: host,
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: provider.RefuseLikeOpenAI,
		Routes: []provider.Route{
			{Path: "/chat/completions", Shape: chat, Ask: true},
			{Path: "/v1/chat/completions", Shape: chat, Ask: true},
			{Path: "/beta/chat/completions", Shape: chat, Ask: true},
			{Path: "/beta/completions", Shape: chat, Ask: true},
			{Path: "/anthropic/v1/messages", Shape: string(meter.AnthropicMessages)},
		},
		Free: balancePath,
		Snippets: []provider.Snippet{
			{Name: "OpenAI SDKs", Text: "export OPENAI_BASE_URL={url}/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "curl", Text: "curl {url}/models -H \"Authorization: Bearer {token}\""},
		},
	}
}
