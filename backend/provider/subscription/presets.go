package subscription

import "outlay/backend/provider"

// presets are list prices in US dollars without tax, each with its public source. Prices
// change, and differ by country: whoever picks one can type another.
var presets = []provider.Preset{
	monthly("ChatGPT Plus", "openai", "20", openAI),
	monthly("ChatGPT Pro", "openai", "200", openAI),
	monthly("Claude Pro", "anthropic", "20", claude),
	monthly("Claude Max (5x)", "anthropic", "100", claude),
	monthly("Claude Max (20x)", "anthropic", "200", claude),
	monthly("GitHub Copilot Pro", "copilot", "10", copilot),
	monthly("GitHub Copilot Pro+", "copilot", "39", copilot),
	monthly("GitHub Copilot Max", "copilot", "100", copilot),
	monthly("GitHub Copilot Business, a seat", "copilot", "19", copilot),
	monthly("GitHub Copilot Enterprise, a seat", "copilot", "39", copilot),
	monthly("Perplexity Pro", "perplexity", "20", perplexity),
	monthly("Cursor Pro", "cursor", "20", cursor),
}

const (
	openAI     = "https://openai.com/chatgpt/pricing"
	claude     = "https://claude.com/pricing"
	copilot    = "https://docs.github.com/copilot/get-started/plans"
	perplexity = "https://www.perplexity.ai/pro"
	cursor     = "https://cursor.com/pricing"
)

func monthly(label, service, price, source string) provider.Preset {
	return provider.Preset{
		Label: label, Source: source, AsOf: "2026-08-22",
		Fields: map[string]string{"service": service, "price": price, "currency": "USD", "cycle": "month"},
	}
}
