package moonshot

import (
	"outlay/backend/meter"
	"outlay/backend/money"
	"outlay/backend/provider"
)

// metering is how calls pass through the gateway: what Moonshot costs is known in no other way.
// The Chinese platform charges yuan, which a table of dollars says nothing about.
//
// Source: platform.moonshot.ai/docs, the API reference, read 2026-11-23.
func metering() *provider.Meter {
	return &provider.Meter{
		Host: regions[0].host,
		At: func(fields map[string]string) (string, bool) {
			r, err := regionOf(fields["region"])
			if err != nil {
				r = regions[0]
			}
			return r.host, r.currency == money.USD
		},
		Auth: provider.BearerAuth, ClientToken: provider.BearerToken, Refuse: provider.RefuseLikeOpenAI,
		Routes: []provider.Route{
			{Path: "/v1/chat/completions", Shape: string(meter.OpenAIChat), Ask: true},
			{Path: "/v1/tokenizers/estimate-token-count"}, {Path: "/v1/files"},
		},
		Free: balancePath,
		Snippets: []provider.Snippet{
			{Name: "OpenAI SDKs", Text: "export OPENAI_BASE_URL={url}/v1\nexport OPENAI_API_KEY={token}"},
			{Name: "curl", Text: "curl {url}/v1/models -H \"Authorization: Bearer {token}\""},
		},
	}
}
