package meter

import (
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"

	"outlay/backend/money"
)

// counts is the union of what vendors call their counts. A pointer is nil where an answer does
// not name the count, so that a later, shorter one does not erase an earlier one.
type counts struct {
	PromptTokens     *int64 `json:"prompt_tokens"`
	CompletionTokens *int64 `json:"completion_tokens"`
	InputTokens      *int64 `json:"input_tokens"`
	OutputTokens     *int64 `json:"output_tokens"`
	TotalTokens      *int64 `json:"total_tokens"`

	PromptDetails     *details `json:"prompt_tokens_details"`
	CompletionDetails *details `json:"completion_tokens_details"`
	InputDetails      *details `json:"input_tokens_details"`
	OutputDetails     *details `json:"output_tokens_details"`

	// Anthropic's: beside input_tokens, not inside.
	CacheCreation *struct {
		FiveMinutes *int64 `json:"ephemeral_5m_input_tokens"`
		OneHour     *int64 `json:"ephemeral_1h_input_tokens"`
	} `json:"cache_creation"`
	CacheCreationTokens *int64 `json:"cache_creation_input_tokens"`
	CacheReadTokens     *int64 `json:"cache_read_input_tokens"`
	ServerToolUse       *struct {
		WebSearchRequests *int64 `json:"web_search_requests"`
	} `json:"server_tool_use"`
	ServiceTier  string `json:"service_tier"`
	Speed        string `json:"speed"`         // fast calls have prices of their own
	InferenceGeo string `json:"inference_geo"` // and so have those that stay in one country

	// DeepSeek's: inside prompt_tokens.
	PromptCacheHit *int64 `json:"prompt_cache_hit_tokens"`

	// Gemini's: thoughts are beside candidates, not inside.
	PromptTokenCount     *int64 `json:"promptTokenCount"`
	CachedTokenCount     *int64 `json:"cachedContentTokenCount"`
	CandidatesTokenCount *int64 `json:"candidatesTokenCount"`
	ThoughtsTokenCount   *int64 `json:"thoughtsTokenCount"`
	ToolUseTokenCount    *int64 `json:"toolUsePromptTokenCount"`

	Cost             json.RawMessage `json:"cost"`              // OpenRouter's, or Perplexity's object
	CostInTicks      json.RawMessage `json:"cost_in_usd_ticks"` // xAI's
	NumSearchQueries *int64          `json:"num_search_queries"`
	ReasoningTokens  *int64          `json:"reasoning_tokens"` // Sonar's: beside completion_tokens
}

type details struct {
	Cached        *int64 `json:"cached_tokens"`
	CacheWrite    *int64 `json:"cache_write_tokens"`
	Audio         *int64 `json:"audio_tokens"`
	CacheCreation *int64 `json:"cache_creation_input_tokens"` // Perplexity's
	CacheRead     *int64 `json:"cache_read_input_tokens"`
}

// ticksOfDollar is what xAI divides a dollar into. Source: docs.x.ai/developers/cost-tracking,
// read 2026-08-22.
const ticksOfDollar = 10 // places

// merge takes over what a usage object says; what it does not name stays.
func (r *Reader) merge(raw json.RawMessage) {
	var c counts
	if json.Unmarshal(raw, &c) != nil {
		return
	}
	before := r.seen
	switch r.shape {
	case AnthropicMessages, OpenRouterMessages:
		r.anthropic(c)
	case Gemini:
		r.gemini(c)
	default:
		r.openAI(c)
	}
	r.charge(c)
	if !r.seen.sane() {
		r.seen = before
	}
}

func (r *Reader) openAI(c counts) {
	u := &r.seen
	set(&u.Input, c.PromptTokens)
	set(&u.Input, c.InputTokens)
	set(&u.Output, c.CompletionTokens)
	set(&u.Output, c.OutputTokens)
	set(&u.Cached, c.PromptCacheHit)
	for _, d := range []*details{c.PromptDetails, c.InputDetails} {
		if d != nil {
			set(&u.Cached, d.Cached)
			set(&u.Cached, d.CacheRead)
			set(&u.CacheWrite5m, d.CacheWrite)
			set(&u.CacheWrite5m, d.CacheCreation)
			set(&u.AudioInput, d.Audio)
		}
	}
	for _, d := range []*details{c.CompletionDetails, c.OutputDetails} {
		if d != nil {
			set(&u.AudioOutput, d.Audio)
		}
	}
	if r.shape == PerplexitySonar {
		u.Output += value(c.ReasoningTokens)
		set(&u.WebSearches, c.NumSearchQueries)
	}
	total, input, output := value(c.TotalTokens), u.Input, u.Output
	if r.shape == XAI && total > input+output { // reasoning may be beside the completion
		u.Output = total - input
	}
	u.Reported = u.Reported || c.PromptTokens != nil || c.InputTokens != nil || c.CompletionTokens != nil || c.OutputTokens != nil
}

// anthropic keeps the parts of the input apart until they are all known: message_start has
// them, and a later message_delta may name some of them anew.
func (r *Reader) anthropic(c counts) {
	u := &r.seen
	fresh := u.Input - u.Cached - u.CacheWrite5m - u.CacheWrite1h
	set(&fresh, c.InputTokens)
	set(&u.Cached, c.CacheReadTokens)
	if c.CacheCreation != nil && (c.CacheCreation.FiveMinutes != nil || c.CacheCreation.OneHour != nil) {
		u.CacheWrite5m, u.CacheWrite1h = value(c.CacheCreation.FiveMinutes), value(c.CacheCreation.OneHour)
	} else if c.CacheCreationTokens != nil && *c.CacheCreationTokens != u.CacheWrite5m+u.CacheWrite1h {
		u.CacheWrite5m, u.CacheWrite1h = *c.CacheCreationTokens, 0
	}
	u.Input = fresh + u.Cached + u.CacheWrite5m + u.CacheWrite1h
	set(&u.Output, c.OutputTokens)
	if c.ServerToolUse != nil {
		set(&u.WebSearches, c.ServerToolUse.WebSearchRequests)
	}
	switch {
	case c.Speed != "" && c.Speed != "standard":
		u.Tier = c.Speed
	case c.ServiceTier != "":
		u.Tier = c.ServiceTier
	}
	if c.InferenceGeo == "us" && !strings.HasSuffix(u.Tier, "us-only") { // it multiplies whatever else does
		u.Tier = strings.TrimPrefix(strings.TrimPrefix(u.Tier, "standard")+"+us-only", "+")
	}
	u.Reported = u.Reported || c.InputTokens != nil || c.OutputTokens != nil
}

func (r *Reader) gemini(c counts) {
	u := &r.seen
	u.Input = value(c.PromptTokenCount) + value(c.ToolUseTokenCount)
	u.Cached = value(c.CachedTokenCount)
	u.Output = value(c.CandidatesTokenCount) + value(c.ThoughtsTokenCount)
	u.Reported = u.Reported || c.PromptTokenCount != nil || c.CandidatesTokenCount != nil
}

// charge takes over what the vendor says that the call cost, in dollars.
func (r *Reader) charge(c counts) {
	cost := c.Cost
	if len(cost) > 0 && cost[0] == '{' {
		var parts struct {
			Total json.RawMessage `json:"total_cost"`
		}
		_ = json.Unmarshal(cost, &parts)
		cost = parts.Total
	}
	if amount, err := money.FromVendor(cost, money.USD); err == nil {
		r.seen.Cost, r.seen.Reported = &amount, true
		return
	}
	var ticks int64 // a dollar is beyond what money holds, were it one
	if len(c.CostInTicks) > 0 && json.Unmarshal(c.CostInTicks, &ticks) == nil && string(c.CostInTicks) != "null" {
		amount := money.Amount{Value: decimal.New(ticks, -ticksOfDollar), Currency: money.USD}.Round()
		r.seen.Cost, r.seen.Reported = &amount, true
	}
}

// most is what no call uses, in tokens: a count beyond it is a mistake, and so is one below 0.
const most = 1 << 40

func (u Usage) sane() bool {
	for _, n := range []int64{u.Input, u.Cached, u.CacheWrite5m, u.CacheWrite1h, u.Output, u.AudioInput, u.AudioOutput, u.WebSearches} {
		if n < 0 || n > most {
			return false
		}
	}
	return u.Cached+u.CacheWrite5m+u.CacheWrite1h <= u.Input && (u.Cost == nil || !u.Cost.Value.IsNegative())
}

func set(to *int64, from *int64) {
	if from != nil {
		*to = *from
	}
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}
