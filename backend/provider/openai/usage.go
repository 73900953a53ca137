package openai

import (
	"context"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

const (
	usagePath = "/v1/organization/usage/"
	maxUsage  = 31 // days a page
)

// usages are the kinds of usage and what each may be grouped by, the busiest first: where
// usage is dead, that is the one to find out by.
var usages = []struct {
	kind   string
	groups []string
}{
	{"completions", []string{"model", "project_id", "api_key_id"}}, // responses are among them
	{"embeddings", []string{"model", "project_id", "api_key_id"}},
	{"moderations", []string{"model", "project_id", "api_key_id"}},
	{"images", []string{"model", "project_id", "api_key_id"}},
	{"audio_speeches", []string{"model", "project_id", "api_key_id"}},
	{"audio_transcriptions", []string{"model", "project_id", "api_key_id"}},
	{"vector_stores", []string{"project_id"}},
	{"code_interpreter_sessions", []string{"project_id"}},
	{"file_search_calls", []string{"project_id", "api_key_id"}},
	{"web_search_calls", []string{"model", "project_id", "api_key_id"}},
}

// used is one result of any kind of usage. Input tokens include the cached ones and cache
// writes, as in [ledger.Usage].
type used struct {
	Model                 string
	ProjectID             string `json:"project_id"`
	APIKeyID              string `json:"api_key_id"`
	InputTokens           int64  `json:"input_tokens"`
	InputCachedTokens     int64  `json:"input_cached_tokens"`
	InputCacheWriteTokens int64  `json:"input_cache_write_tokens"`
	OutputTokens          int64  `json:"output_tokens"`
	NumModelRequests      int64  `json:"num_model_requests"`
	// Each kind has at most one of these.
	Images      int64
	Characters  int64
	Seconds     int64
	UsageBytes  int64 `json:"usage_bytes"`
	NumSessions int64 `json:"num_sessions"`
	NumRequests int64 `json:"num_requests"` // searches
}

// usage returns what was consumed in span, of every kind, or nil beside the first error.
func (c *connector) usage(ctx context.Context, span calendar.Span) ([]ledger.Usage, error) {
	all := []ledger.Usage{}
	for _, u := range usages {
		convert := func(day calendar.Day, r used) (ledger.Usage, error) { return r.usage(day, u.kind), nil }
		rows, _, err := read(ctx, c.api, usagePath+u.kind, query(span, maxUsage, u.groups...), span, convert)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

func (u used) usage(day calendar.Day, kind string) ledger.Usage {
	return ledger.Usage{
		Day: day, Kind: kind, Model: u.Model, Project: u.ProjectID, Key: u.APIKeyID,
		InputTokens: u.InputTokens, CachedTokens: u.InputCachedTokens, CacheWriteTokens: u.InputCacheWriteTokens,
		OutputTokens: u.OutputTokens, Requests: u.NumModelRequests,
		OtherUnits: u.Images + u.Characters + u.Seconds + u.UsageBytes + u.NumSessions + u.NumRequests,
	}
}
