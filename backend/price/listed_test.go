package price_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/price"
)

// listed are calls and what they cost, worked out from the vendors' prices that the comments name:
// dollars for a million tokens, or for a thousand searches or requests. "write5" and "write1h" are
// writes into a cache of five minutes and of an hour. No amount here was computed by the room itself.
var listed = []struct {
	provider, model string
	on              calendar.Day
	clock           string // UTC; "" where the hour is not known
	used            price.Query
	want            string // dollars
	id              string // the table's name of the model
	gaps            int    // how many quantities have no price
}{
	// claude-fable-5-1: input 10, cached 0.25, write5 12.5, write1h 20, output 50, search 10
	{"anthropic", "claude-fable-5-1", "2026-11-22", "", price.Query{Input: 1}, "0.00001", "claude-fable-5-1", 0},
	{"anthropic", "claude-fable-5-1-20260914", "2026-11-22", "", price.Query{Input: 1_000_000}, "10.0000", "claude-fable-5-1", 0},
	{"anthropic", "claude-fable-5-1", "2026-11-22", "", price.Query{Output: 1}, "0.00005", "claude-fable-5-1", 0},
	{"anthropic", "claude-fable-5-1-20260914", "2026-11-22", "", price.Query{Input: 2_095, Output: 503}, "0.0461", "claude-fable-5-1", 0},
	{"anthropic", "claude-fable-5-1", "2026-11-22", "", price.Query{Input: 6_197, Cached: 2_051, CacheWrite5m: 2_051, Output: 503}, "0.07225025", "claude-fable-5-1", 0},
	{"anthropic", "claude-fable-5-1-20260914", "2026-11-22", "", price.Query{Input: 5_000, CacheWrite1h: 4_000, Output: 10}, "0.0905", "claude-fable-5-1", 0},
	{"anthropic", "claude-fable-5-1", "2026-11-22", "", price.Query{Input: 100_000, Cached: 90_000, CacheWrite5m: 3_000, CacheWrite1h: 2_000, Output: 7_777, WebSearches: 3}, "0.56885", "claude-fable-5-1", 0},
	// claude-opus-5-5: input 4, cached 0.2, write5 5, write1h 8, output 20, search 10
	{"anthropic", "claude-opus-5-5", "2026-11-22", "", price.Query{Input: 1}, "0.000004", "claude-opus-5-5", 0},
	{"anthropic", "claude-opus-5-5-20260922", "2026-11-22", "", price.Query{Input: 1_000_000}, "4.0000", "claude-opus-5-5", 0},
	{"anthropic", "claude-opus-5-5", "2026-11-22", "", price.Query{Output: 1}, "0.00002", "claude-opus-5-5", 0},
	{"anthropic", "claude-opus-5-5-20260922", "2026-11-22", "", price.Query{Input: 2_095, Output: 503}, "0.01844", "claude-opus-5-5", 0},
	{"anthropic", "claude-opus-5-5", "2026-11-22", "", price.Query{Input: 6_197, Cached: 2_051, CacheWrite5m: 2_051, Output: 503}, "0.0291052", "claude-opus-5-5", 0},
	{"anthropic", "claude-opus-5-5-20260922", "2026-11-22", "", price.Query{Input: 5_000, CacheWrite1h: 4_000, Output: 10}, "0.0362", "claude-opus-5-5", 0},
	{"anthropic", "claude-opus-5-5", "2026-11-22", "", price.Query{Input: 100_000, Cached: 90_000, CacheWrite5m: 3_000, CacheWrite1h: 2_000, Output: 7_777, WebSearches: 3}, "0.25454", "claude-opus-5-5", 0},
	// claude-opus-4-8: input 5, cached 0.5, write5 6.25, write1h 10, output 25, search 10
	{"anthropic", "claude-opus-4-8", "2026-11-22", "", price.Query{Input: 1}, "0.000005", "claude-opus-4-8", 0},
	{"anthropic", "claude-opus-4.8", "2026-11-22", "", price.Query{Input: 1_000_000}, "5.0000", "claude-opus-4-8", 0},
	{"anthropic", "claude-opus-4-8", "2026-11-22", "", price.Query{Output: 1}, "0.000025", "claude-opus-4-8", 0},
	{"anthropic", "claude-opus-4.8", "2026-11-22", "", price.Query{Input: 2_095, Output: 503}, "0.02305", "claude-opus-4-8", 0},
	{"anthropic", "claude-opus-4-8", "2026-11-22", "", price.Query{Input: 6_197, Cached: 2_051, CacheWrite5m: 2_051, Output: 503}, "0.03689425", "claude-opus-4-8", 0},
	{"anthropic", "claude-opus-4.8", "2026-11-22", "", price.Query{Input: 5_000, CacheWrite1h: 4_000, Output: 10}, "0.04525", "claude-opus-4-8", 0},
	{"anthropic", "claude-opus-4-8", "2026-11-22", "", price.Query{Input: 100_000, Cached: 90_000, CacheWrite5m: 3_000, CacheWrite1h: 2_000, Output: 7_777, WebSearches: 3}, "0.333175", "claude-opus-4-8", 0},
	// claude-sonnet-5: input 2, cached 0.2, write5 2.5, write1h 4, output 10, search 10
	{"anthropic", "claude-sonnet-5", "2026-11-22", "", price.Query{Input: 1}, "0.000002", "claude-sonnet-5", 0},
	{"anthropic", "claude-sonnet-5-20260630", "2026-11-22", "", price.Query{Input: 1_000_000}, "2.0000", "claude-sonnet-5", 0},
	{"anthropic", "claude-sonnet-5", "2026-11-22", "", price.Query{Output: 1}, "0.00001", "claude-sonnet-5", 0},
	{"anthropic", "claude-sonnet-5-20260630", "2026-11-22", "", price.Query{Input: 2_095, Output: 503}, "0.00922", "claude-sonnet-5", 0},
	{"anthropic", "claude-sonnet-5", "2026-11-22", "", price.Query{Input: 6_197, Cached: 2_051, CacheWrite5m: 2_051, Output: 503}, "0.0147577", "claude-sonnet-5", 0},
	{"anthropic", "claude-sonnet-5-20260630", "2026-11-22", "", price.Query{Input: 5_000, CacheWrite1h: 4_000, Output: 10}, "0.0181", "claude-sonnet-5", 0},
	{"anthropic", "claude-sonnet-5", "2026-11-22", "", price.Query{Input: 100_000, Cached: 90_000, CacheWrite5m: 3_000, CacheWrite1h: 2_000, Output: 7_777, WebSearches: 3}, "0.15127", "claude-sonnet-5", 0},
	// claude-haiku-4-5: input 1, cached 0.1, write5 1.25, write1h 2, output 5, search 10
	{"anthropic", "claude-haiku-4-5", "2026-11-22", "", price.Query{Input: 1}, "0.000001", "claude-haiku-4-5", 0},
	{"anthropic", "claude-haiku-4-5-20251001", "2026-11-22", "", price.Query{Input: 1_000_000}, "1.0000", "claude-haiku-4-5", 0},
	{"anthropic", "Claude-Haiku-4.5", "2026-11-22", "", price.Query{Output: 1}, "0.000005", "claude-haiku-4-5", 0},
	{"anthropic", "claude-haiku-4-5", "2026-11-22", "", price.Query{Input: 2_095, Output: 503}, "0.00461", "claude-haiku-4-5", 0},
	{"anthropic", "claude-haiku-4-5-20251001", "2026-11-22", "", price.Query{Input: 6_197, Cached: 2_051, CacheWrite5m: 2_051, Output: 503}, "0.00737885", "claude-haiku-4-5", 0},
	{"anthropic", "Claude-Haiku-4.5", "2026-11-22", "", price.Query{Input: 5_000, CacheWrite1h: 4_000, Output: 10}, "0.00905", "claude-haiku-4-5", 0},
	{"anthropic", "claude-haiku-4-5", "2026-11-22", "", price.Query{Input: 100_000, Cached: 90_000, CacheWrite5m: 3_000, CacheWrite1h: 2_000, Output: 7_777, WebSearches: 3}, "0.090635", "claude-haiku-4-5", 0},
	// claude-opus-4-1: input 15, cached 1.5, write5 18.75, write1h 30, output 75, search 10
	{"anthropic", "claude-opus-4-1-20250805", "2026-11-22", "", price.Query{Input: 1}, "0.000015", "claude-opus-4-1", 0},
	{"anthropic", "claude-opus-4-1", "2026-11-22", "", price.Query{Input: 1_000_000}, "15.0000", "claude-opus-4-1", 0},
	{"anthropic", "claude-opus-4-1-20250805", "2026-11-22", "", price.Query{Output: 1}, "0.000075", "claude-opus-4-1", 0},
	{"anthropic", "claude-opus-4-1", "2026-11-22", "", price.Query{Input: 2_095, Output: 503}, "0.06915", "claude-opus-4-1", 0},
	{"anthropic", "claude-opus-4-1-20250805", "2026-11-22", "", price.Query{Input: 6_197, Cached: 2_051, CacheWrite5m: 2_051, Output: 503}, "0.11068275", "claude-opus-4-1", 0},
	{"anthropic", "claude-opus-4-1", "2026-11-22", "", price.Query{Input: 5_000, CacheWrite1h: 4_000, Output: 10}, "0.13575", "claude-opus-4-1", 0},
	{"anthropic", "claude-opus-4-1-20250805", "2026-11-22", "", price.Query{Input: 100_000, Cached: 90_000, CacheWrite5m: 3_000, CacheWrite1h: 2_000, Output: 7_777, WebSearches: 3}, "0.939525", "claude-opus-4-1", 0},
	// claude-3-haiku: input 0.25, cached 0.03, write5 0.3, write1h 0.5, output 1.25; searches have no price
	{"anthropic", "claude-3-haiku-20240307", "2026-11-22", "", price.Query{Input: 1}, "0.00000025", "claude-3-haiku", 0},
	{"anthropic", "claude-3-haiku-20240307", "2026-11-22", "", price.Query{Input: 3}, "0.00000075", "claude-3-haiku", 0},
	{"anthropic", "claude-3-haiku-20240307", "2026-11-22", "", price.Query{Input: 4_000, Cached: 1_000, CacheWrite5m: 1_000, CacheWrite1h: 1_000, Output: 999}, "0.00232875", "claude-3-haiku", 0},
	{"anthropic", "claude-3-haiku-20240307", "2026-11-22", "", price.Query{Input: 10, WebSearches: 1}, "0.0000025", "claude-3-haiku", 1},
	// claude-2: input 8, output 24; what is cached is input
	{"anthropic", "claude-2.1", "2026-11-22", "", price.Query{Input: 1_000, Output: 1_000}, "0.0320", "claude-2", 0},
	{"anthropic", "claude-2.1", "2026-11-22", "", price.Query{Input: 1_000, Cached: 400, Output: 1}, "0.008024", "claude-2", 0},
	// claude-sonnet-4-5 to 200,000: input 3, cached 0.3, write5 3.75, write1h 6, output 15, search 10
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Input: 199_999, Output: 1_000}, "0.614997", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Input: 200_000, Output: 1_000}, "0.6150", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Input: 200_000, Cached: 150_000, CacheWrite5m: 20_000, CacheWrite1h: 10_000, Output: 5}, "0.240075", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Output: 1_000_000}, "15.0000", "claude-sonnet-4-5", 0},
	// … and above it, of the whole request: input 6, cached 0.6, write5 7.5, write1h 12, output 22.5
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Input: 200_001, Output: 1_000}, "1.222506", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Input: 200_001, Cached: 200_001}, "0.1200006", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Input: 300_000, Cached: 150_000, CacheWrite5m: 20_000, CacheWrite1h: 10_000, Output: 5}, "1.0801125", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5-20250929", "2026-11-22", "", price.Query{Input: 250_000, WebSearches: 2}, "1.5200", "claude-sonnet-4-5", 0},
	// claude-opus-4-6: its long requests are dearer until 2026-03-12 and not from 2026-03-13 on
	{"anthropic", "claude-opus-4-6", "2026-03-12", "", price.Query{Input: 200_000, Output: 100}, "1.0025", "claude-opus-4-6", 0},
	{"anthropic", "claude-opus-4-6", "2026-03-13", "", price.Query{Input: 200_001, Output: 100}, "1.002505", "claude-opus-4-6", 0},
	{"anthropic", "claude-opus-4-6", "2026-03-13", "", price.Query{Input: 900_000, Cached: 800_000, CacheWrite5m: 50_000, CacheWrite1h: 50_000, Output: 100}, "1.2150", "claude-opus-4-6", 0},
	{"anthropic", "claude-opus-4-6", "2026-11-22", "", price.Query{Input: 900_000, Output: 100}, "4.5025", "claude-opus-4-6", 0},
	// … in those days: input 10, cached 1, write5 12.5, write1h 20, output 37.5
	{"anthropic", "claude-opus-4-6-20260205", "2026-02-05", "", price.Query{Input: 200_001, Output: 100}, "2.00376", "claude-opus-4-6", 0},
	{"anthropic", "claude-opus-4-6-20260205", "2026-03-12", "", price.Query{Input: 900_000, Cached: 800_000, CacheWrite5m: 50_000, CacheWrite1h: 50_000, Output: 100}, "2.42875", "claude-opus-4-6", 0},
	{"anthropic", "claude-opus-4-6-20260205", "2026-03-12", "", price.Query{Input: 200_001}, "2.00001", "claude-opus-4-6", 0},
	// claude-sonnet-4-6, the same
	{"anthropic", "claude-sonnet-4-6", "2026-03-12", "", price.Query{Input: 200_000, Output: 10}, "0.60015", "claude-sonnet-4-6", 0},
	{"anthropic", "claude-sonnet-4-6", "2026-03-13", "", price.Query{Input: 1_000_000, Output: 10}, "3.00015", "claude-sonnet-4-6", 0},
	// … and before
	{"anthropic", "claude-sonnet-4-6", "2026-03-12", "", price.Query{Input: 1_000_000, Output: 10}, "6.000225", "claude-sonnet-4-6", 0},
	// the batches of Anthropic: half
	{"anthropic", "claude-sonnet-4-5", "2026-11-22", "", price.Query{Input: 1_000, Output: 1_000, Tier: "batch"}, "0.0090", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5", "2026-11-22", "", price.Query{Input: 3_000, Cached: 1_000, CacheWrite5m: 1_000, CacheWrite1h: 500, Output: 7, Tier: "batch"}, "0.0043275", "claude-sonnet-4-5", 0},
	{"anthropic", "claude-sonnet-4-5", "2026-11-22", "", price.Query{Input: 1_000, Output: 1_000, Tier: "standard"}, "0.0180", "claude-sonnet-4-5", 0},
	// … of long requests too
	{"anthropic", "claude-sonnet-4-5", "2026-11-22", "", price.Query{Input: 200_001, Output: 1_000, Tier: "batch"}, "0.611253", "claude-sonnet-4-5", 0},
	// gpt-4o: input 2.5, cached 1.25, output 10, search 10
	{"openai", "gpt-4o", "2026-11-22", "", price.Query{Input: 1}, "0.0000025", "gpt-4o", 0},
	{"openai", "gpt-4o-2024-08-06", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0001475", "gpt-4o", 0},
	{"openai", "gpt-4o-20240806", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "2.1975", "gpt-4o", 0},
	// gpt-4o-mini: input 0.15, cached 0.075, output 0.6, search 10
	{"openai", "gpt-4o-mini", "2026-11-22", "", price.Query{Input: 1}, "0.00000015", "gpt-4o-mini", 0},
	{"openai", "gpt-4o-mini-2024-07-18", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00000885", "gpt-4o-mini", 0},
	{"openai", "GPT-4o-mini", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.13185", "gpt-4o-mini", 0},
	{"openai", "gpt-4o-mini", "2026-11-22", "", price.Query{Input: 3}, "0.00000045", "gpt-4o-mini", 0},
	{"openai", "gpt-4o-mini-2024-07-18", "2026-11-22", "", price.Query{Input: 7, Cached: 7}, "0.000000525", "gpt-4o-mini", 0},
	// gpt-4.1: input 2, cached 0.5, output 8, search 10
	{"openai", "gpt-4.1", "2026-11-22", "", price.Query{Input: 1}, "0.000002", "gpt-4.1", 0},
	{"openai", "gpt-4.1-2025-04-14", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.000118", "gpt-4.1", 0},
	{"openai", "gpt-4.1", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "1.6330", "gpt-4.1", 0},
	// gpt-5: input 1.25, cached 0.125, output 10, search 10
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 1}, "0.00000125", "gpt-5", 0},
	{"openai", "gpt-5-2025-08-07", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00012375", "gpt-5", 0},
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.97875", "gpt-5", 0},
	// gpt-5-mini: input 0.25, cached 0.025, output 2, search 10
	{"openai", "gpt-5-mini", "2026-11-22", "", price.Query{Input: 1}, "0.00000025", "gpt-5-mini", 0},
	{"openai", "gpt-5-mini-2025-08-07", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00002475", "gpt-5-mini", 0},
	{"openai", "gpt-5-mini", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.19575", "gpt-5-mini", 0},
	// gpt-5-nano: input 0.05, cached 0.005, output 0.4, search 10
	{"openai", "gpt-5-nano", "2026-11-22", "", price.Query{Input: 1}, "0.00000005", "gpt-5-nano", 0},
	{"openai", "gpt-5-nano", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00000495", "gpt-5-nano", 0},
	{"openai", "gpt-5-nano", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.03915", "gpt-5-nano", 0},
	// o4-mini: input 1.1, cached 0.275, output 4.4, search 10
	{"openai", "o4-mini", "2026-11-22", "", price.Query{Input: 1}, "0.0000011", "o4-mini", 0},
	{"openai", "o4-mini-2025-04-16", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000649", "o4-mini", 0},
	{"openai", "o4-mini", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.89815", "o4-mini", 0},
	// gpt-3.5-turbo: input 0.5, output 1.5
	{"openai", "gpt-3.5-turbo", "2026-11-22", "", price.Query{Input: 1}, "0.0000005", "gpt-3.5-turbo", 0},
	{"openai", "gpt-3.5-turbo", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000245", "gpt-3.5-turbo", 0},
	{"openai", "gpt-3.5-turbo", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.5015", "gpt-3.5-turbo", 0},
	// text-embedding-3-small: input 0.02
	{"openai", "text-embedding-3-small", "2026-11-22", "", price.Query{Input: 1}, "0.00000002", "text-embedding-3-small", 0},
	{"openai", "text-embedding-3-small", "2026-11-22", "", price.Query{Input: 25}, "0.0000005", "text-embedding-3-small", 0},
	{"openai", "text-embedding-3-small", "2026-11-22", "", price.Query{Input: 1_000_000}, "0.0200", "text-embedding-3-small", 0},
	// o3 until 2025-06-09: input 10, cached 0.5, output 40
	{"openai", "o3-2025-04-16", "2025-06-09", "", price.Query{Input: 1_000, Cached: 300, Output: 50}, "0.00915", "o3", 0},
	// o3 from 2025-06-10: input 2, cached 0.5, output 8, search 10
	{"openai", "o3", "2025-06-10", "", price.Query{Input: 1_000, Cached: 300, Output: 50}, "0.00195", "o3", 0},
	{"openai", "o3", "2025-06-10", "", price.Query{Input: 10, WebSearches: 4}, "0.04002", "o3", 0},
	// gpt-5.6-luna until 2026-07-29 to 271,999: input 1, cached 0.1, write5 1.25, output 6
	{"openai", "gpt-5.6-luna", "2026-07-29", "", price.Query{Input: 271_999, Cached: 1_000, Output: 10}, "0.271159", "gpt-5.6-luna", 0},
	{"openai", "gpt-5.6-luna", "2026-07-29", "", price.Query{Input: 10_000, Cached: 1_000, CacheWrite5m: 2_000, Output: 10}, "0.00966", "gpt-5.6-luna", 0},
	// … and above: input 2, cached 0.2, write5 2.5, output 9
	{"openai", "gpt-5.6-luna", "2026-07-29", "", price.Query{Input: 272_000, Cached: 1_000, Output: 10}, "0.54229", "gpt-5.6-luna", 0},
	{"openai", "gpt-5.6-luna", "2026-07-29", "", price.Query{Input: 272_000, Cached: 1_000, CacheWrite5m: 2_000, Output: 10}, "0.54329", "gpt-5.6-luna", 0},
	// gpt-5.6-luna from 2026-07-30: input 0.2, write5 0.25, cached 0.02, output 1.2, search 10
	{"openai", "gpt-5.6-luna", "2026-07-30", "", price.Query{Input: 271_999, Cached: 1_000, Output: 10}, "0.0542318", "gpt-5.6-luna", 0},
	{"openai", "gpt-5.6-luna", "2026-11-22", "", price.Query{Input: 10_000, Cached: 1_000, CacheWrite5m: 2_000, Output: 10}, "0.001932", "gpt-5.6-luna", 0},
	{"openai", "gpt-5.6-luna", "2026-11-22", "", price.Query{Input: 1, WebSearches: 1}, "0.0100002", "gpt-5.6-luna", 0},
	// … above 271,999: input 0.4, write5 0.5, cached 0.04, output 1.8, search 10
	{"openai", "gpt-5.6-luna", "2026-07-30", "", price.Query{Input: 272_000, Cached: 1_000, Output: 10}, "0.108458", "gpt-5.6-luna", 0},
	{"openai", "gpt-5.6-luna", "2026-11-22", "", price.Query{Input: 500_000, Cached: 400_000, CacheWrite5m: 50_000, Output: 10}, "0.061018", "gpt-5.6-luna", 0},
	// the tiers of OpenAI: flex and batch are half of gpt-5: input 1.25, cached 0.125, output 10, search 10
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 1_000, Cached: 500, Output: 1_000, Tier: "flex"}, "0.00534375", "gpt-5", 0},
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 1_000, Cached: 500, Output: 1_000, Tier: "batch"}, "0.00534375", "gpt-5", 0},
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 1_000, Cached: 500, Output: 1_000, Tier: "default"}, "0.0106875", "gpt-5", 0},
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 1, Tier: "auto"}, "0.00000125", "gpt-5", 0},
	// priority has prices of its own for tokens, up to where it is documented; a search costs what it always does
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 1_000, Cached: 500, Output: 1_000, Tier: "priority"}, "0.021375", "gpt-5", 0},
	{"openai", "gpt-5-2025-08-07", "2026-11-22", "", price.Query{Input: 1_000, Cached: 500, Output: 1_000, WebSearches: 2, Tier: "priority"}, "0.041375", "gpt-5", 0},
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 128_000, Tier: "priority"}, "0.3200", "gpt-5", 0},
	{"openai", "gpt-5", "2026-11-22", "", price.Query{Input: 128_001, Tier: "priority"}, "0.0000", "gpt-5", 1},
	{"openai", "gpt-5-nano", "2026-11-22", "", price.Query{Input: 10, Tier: "priority"}, "0.0000", "gpt-5-nano", 1},
	{"openai", "gpt-4o-mini-2024-07-18", "2026-11-22", "", price.Query{Input: 1_000, Cached: 1_000, Output: 100, Tier: "priority"}, "0.000225", "gpt-4o-mini", 0},
	{"openai", "gpt-4o", "2026-11-22", "", price.Query{Input: 200_000, Tier: "priority"}, "0.8500", "gpt-4o", 0},
	{"openai", "o4-mini", "2026-11-22", "", price.Query{Input: 1_000, Output: 1_000, Tier: "priority"}, "0.0100", "o4-mini", 0},
	// tiers of Anthropic: fast is six times opus 4.6 and twice opus 5, US-only adds a tenth to whatever else holds
	{"anthropic", "claude-opus-4-6", "2026-11-22", "", price.Query{Input: 100, Output: 10, Tier: "fast"}, "0.0045", "claude-opus-4-6", 0},
	{"anthropic", "claude-opus-4-6", "2026-11-22", "", price.Query{Input: 100, Output: 10, Tier: "fast+us-only"}, "0.00495", "claude-opus-4-6", 0},
	{"anthropic", "claude-opus-5", "2026-11-22", "", price.Query{Input: 100, Output: 10, Tier: "fast"}, "0.0015", "claude-opus-5", 0},
	{"anthropic", "claude-opus-5-5", "2026-11-22", "", price.Query{Input: 1_000, Tier: "us-only"}, "0.0044", "claude-opus-5-5", 0},
	{"anthropic", "claude-opus-4-8", "2026-11-22", "", price.Query{Input: 1_000, Output: 100, Tier: "batch+us-only"}, "0.004125", "claude-opus-4-8", 0},
	{"anthropic", "claude-opus-5-5", "2026-11-22", "", price.Query{Input: 1_000, Tier: "priority+us-only"}, "0.0000", "claude-opus-5-5", 1},
	// gpt-audio: input 2.5, output 10, audio 32, spoken 64
	{"openai", "gpt-audio-2025-08-28", "2026-11-22", "", price.Query{Input: 1_000, Output: 500, AudioInput: 600, AudioOutput: 400}, "0.0468", "gpt-audio", 0},
	{"openai", "gpt-audio-2025-08-28", "2026-11-22", "", price.Query{Input: 7, AudioInput: 7}, "0.000224", "gpt-audio", 0},
	{"openai", "gpt-audio-2025-08-28", "2026-11-22", "", price.Query{Output: 9, AudioOutput: 9}, "0.000576", "gpt-audio", 0},
	// gpt-audio-mini: input 0.6, output 2.4, audio 10, spoken 20
	{"openai", "gpt-audio-mini", "2026-11-22", "", price.Query{Input: 1_000, Output: 500, AudioInput: 600, AudioOutput: 400}, "0.01448", "gpt-audio-mini", 0},
	{"openai", "gpt-audio-mini", "2026-11-22", "", price.Query{Input: 7, AudioInput: 7}, "0.00007", "gpt-audio-mini", 0},
	{"openai", "gpt-audio-mini", "2026-11-22", "", price.Query{Output: 9, AudioOutput: 9}, "0.00018", "gpt-audio-mini", 0},
	// gpt-4o-transcribe: input 2.5, output 10, audio 6
	{"openai", "gpt-4o-transcribe", "2026-11-22", "", price.Query{Input: 1_000, Output: 50, AudioInput: 1_000}, "0.0065", "gpt-4o-transcribe", 0},
	{"openai", "gpt-4o-transcribe", "2026-11-22", "", price.Query{Input: 1_000, Output: 50, AudioInput: 900}, "0.00615", "gpt-4o-transcribe", 0},
	// gpt-4o has no price of sound: the text is priced, the sound is named
	{"openai", "gpt-4o", "2026-11-22", "", price.Query{Input: 100, AudioInput: 60}, "0.0001", "gpt-4o", 1},
	{"openai", "gpt-4o", "2026-11-22", "", price.Query{Output: 100, AudioOutput: 60}, "0.0004", "gpt-4o", 1},
	{"openai", "gpt-4o", "2026-11-22", "", price.Query{Input: 100, Output: 100, AudioInput: 60, AudioOutput: 60}, "0.0005", "gpt-4o", 2},
	// llama-3.1-8b-instant: input 0.05, output 0.08
	{"groq", "llama-3.1-8b-instant", "2026-11-22", "", price.Query{Input: 1}, "0.00000005", "llama-3.1-8b-instant", 0},
	{"groq", "llama-3.1-8b-instant", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00000175", "llama-3.1-8b-instant", 0},
	{"groq", "llama-3.1-8b-instant", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.05008", "llama-3.1-8b-instant", 0},
	// llama-3.3-70b-versatile: input 0.59, output 0.79
	{"groq", "llama-3.3-70b-versatile", "2026-11-22", "", price.Query{Input: 1}, "0.00000059", "llama-3.3-70b-versatile", 0},
	{"groq", "llama-3.3-70b-versatile", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00001911", "llama-3.3-70b-versatile", 0},
	{"groq", "llama-3.3-70b-versatile", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.59079", "llama-3.3-70b-versatile", 0},
	// openai/gpt-oss-120b: input 0.15, cached 0.075, output 0.6
	{"groq", "openai/gpt-oss-120b", "2026-11-22", "", price.Query{Input: 1}, "0.00000015", "openai/gpt-oss-120b", 0},
	{"groq", "openai/gpt-oss-120b", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00000885", "openai/gpt-oss-120b", 0},
	{"groq", "openai/gpt-oss-120b", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.13185", "openai/gpt-oss-120b", 0},
	// openai/gpt-oss-20b: input 0.075, cached 0.0375, output 0.3
	{"groq", "openai/gpt-oss-20b", "2026-11-22", "", price.Query{Input: 1}, "0.000000075", "openai/gpt-oss-20b", 0},
	{"groq", "openai/gpt-oss-20b", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.000004425", "openai/gpt-oss-20b", 0},
	{"groq", "openai/gpt-oss-20b", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.065925", "openai/gpt-oss-20b", 0},
	// Groq charges flex as on demand
	{"groq", "llama-3.3-70b-versatile", "2026-11-22", "", price.Query{Input: 18, Output: 556, Tier: "flex"}, "0.00044986", "llama-3.3-70b-versatile", 0},
	{"groq", "llama-3.3-70b-versatile", "2026-11-22", "", price.Query{Input: 18, Output: 556, Tier: "on_demand"}, "0.00044986", "llama-3.3-70b-versatile", 0},
	// sonar: input 1, output 1, request 12
	{"perplexity", "sonar", "2026-11-22", "", price.Query{Input: 8, Output: 439, Requests: 1}, "0.012447", "sonar", 0},
	{"perplexity", "sonar", "2026-11-22", "", price.Query{Input: 8, Output: 439}, "0.000447", "sonar", 0},
	{"perplexity", "sonar", "2026-11-22", "", price.Query{Input: 1_000, Output: 1_000, Requests: 25}, "0.3020", "sonar", 0},
	// sonar-pro: input 3, output 15, request 14
	{"perplexity", "sonar-pro", "2026-11-22", "", price.Query{Input: 8, Output: 439, Requests: 1}, "0.020609", "sonar-pro", 0},
	{"perplexity", "sonar-pro", "2026-11-22", "", price.Query{Input: 8, Output: 439}, "0.006609", "sonar-pro", 0},
	{"perplexity", "sonar-pro", "2026-11-22", "", price.Query{Input: 1_000, Output: 1_000, Requests: 25}, "0.3680", "sonar-pro", 0},
	// sonar-reasoning-pro: input 2, output 8, request 14
	{"perplexity", "sonar-reasoning-pro", "2026-11-22", "", price.Query{Input: 8, Output: 439, Requests: 1}, "0.017528", "sonar-reasoning-pro", 0},
	{"perplexity", "sonar-reasoning-pro", "2026-11-22", "", price.Query{Input: 8, Output: 439}, "0.003528", "sonar-reasoning-pro", 0},
	{"perplexity", "sonar-reasoning-pro", "2026-11-22", "", price.Query{Input: 1_000, Output: 1_000, Requests: 25}, "0.3600", "sonar-reasoning-pro", 0},
	// sonar-deep-research: input 2, output 8, search 5
	{"perplexity", "sonar-deep-research", "2026-11-22", "", price.Query{Input: 33, Output: 100, WebSearches: 28}, "0.140866", "sonar-deep-research", 0},
	{"perplexity", "sonar-deep-research", "2026-11-22", "", price.Query{WebSearches: 1}, "0.0050", "sonar-deep-research", 0},
	// deepseek-v4-pro since 2026-08-17: 0.66, cached 0.022, output 1.98; twice that from 01:00 to 04:00 and from 06:00 to 10:00
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "00:59:59", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0009988", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "01:00:00", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0019976", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "03:59:59", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0019976", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "04:00:00", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0009988", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "05:59:59", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0009988", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "06:00:00", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0019976", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "09:59:59", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0019976", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "10:00:00", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0009988", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "23:59:59", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0009988", "deepseek-v4-pro", 0},
	// … and where the hour is not known, the dearer
	{"deepseek", "deepseek-v4-pro", "2026-11-22", "", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0019976", "deepseek-v4-pro", 0},
	// … the day before: 0.435, cached 0.003625, output 0.87
	{"deepseek", "deepseek-v4-pro", "2026-08-16", "12:00:00", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.00052345", "deepseek-v4-pro", 0},
	{"deepseek", "deepseek-v4-pro", "2026-08-17", "12:00:00", price.Query{Input: 1_000, Cached: 400, Output: 300}, "0.0009988", "deepseek-v4-pro", 0},
	// kimi-k2-0905-preview: input 0.6, cached 0.15, output 2.5
	{"moonshot", "kimi-k2-0905-preview", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000364", "kimi-k2-0905-preview", 0},
	{"moonshot", "kimi-k2-0905-preview", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.4900", "kimi-k2-0905-preview", 0},
	// kimi-k2.5: input 0.6, cached 0.1, output 3
	{"moonshot", "kimi-k2.5", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000414", "kimi-k2.5", 0},
	{"moonshot", "kimi-k2.5", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.4780", "kimi-k2.5", 0},
	// kimi-k2-thinking: input 0.6, cached 0.15, output 2.5
	{"moonshot", "kimi-k2-thinking", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000364", "kimi-k2-thinking", 0},
	{"moonshot", "kimi-k2-thinking", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.4900", "kimi-k2-thinking", 0},
	// codestral: input 0.3, output 0.9
	{"mistral", "codestral-latest", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000147", "codestral", 0},
	{"mistral", "codestral-latest", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0003", "codestral", 0},
	// mistral-small-latest: input 0.1, output 0.3
	{"mistral", "mistral-small-latest", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000049", "mistral-small-latest", 0},
	{"mistral", "mistral-small-latest", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0001", "mistral-small-latest", 0},
	// deepseek-r1-0528: input 3, output 8
	{"fireworks", "accounts/fireworks/models/deepseek-r1-0528", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.000137", "deepseek-r1-0528", 0},
	{"fireworks", "accounts/fireworks/models/deepseek-r1-0528", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0030", "deepseek-r1-0528", 0},
	// Austism/chronos-hermes-13b: input 0.3, output 0.3
	{"together", "Austism/chronos-hermes-13b", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000087", "Austism/chronos-hermes-13b", 0},
	{"together", "Austism/chronos-hermes-13b", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0003", "Austism/chronos-hermes-13b", 0},
	// meta-llama/Meta-Llama-3-70B-Instruct-Lite: input 0.54, output 0.54
	{"together", "meta-llama/Meta-Llama-3-70B-Instruct-Lite", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.00001566", "meta-llama/Meta-Llama-3-70B-Instruct-Lite", 0},
	{"together", "meta-llama/Meta-Llama-3-70B-Instruct-Lite", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.00054", "meta-llama/Meta-Llama-3-70B-Instruct-Lite", 0},
	// togethercomputer/alpaca-7b: input 0.2, output 0.2
	{"together", "togethercomputer/alpaca-7b", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000058", "togethercomputer/alpaca-7b", 0},
	{"together", "togethercomputer/alpaca-7b", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0002", "togethercomputer/alpaca-7b", 0},
	// command-a: input 2.5, output 10
	{"cohere", "command-a", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0001475", "command-a", 0},
	{"cohere", "command-a", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0025", "command-a", 0},
	// command-r7b: input 0.0375, output 0.15
	{"cohere", "command-r7b", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.000002212", "command-r7b", 0},
	{"cohere", "command-r7b", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0000375", "command-r7b", 0},
	// embed-v4.0: input 0.12
	{"cohere", "embed-v4.0", "2026-11-22", "", price.Query{Input: 19}, "0.00000228", "embed-v4.0", 0},
	{"cohere", "embed-v4.0", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.00012", "embed-v4.0", 0},
	// 01-ai/yi-large: input 3, output 3
	{"openrouter", "01-ai/yi-large", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.000087", "01-ai/yi-large", 0},
	{"openrouter", "01-ai/yi-large", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0030", "01-ai/yi-large", 0},
	// arcee-ai/coder-large: input 0.5, output 0.8
	{"openrouter", "arcee-ai/coder-large", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000175", "arcee-ai/coder-large", 0},
	{"openrouter", "arcee-ai/coder-large", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0005", "arcee-ai/coder-large", 0},
	// deepseek-r1-distill-qwen-7b: input 0.1, output 0.2
	{"openrouter", "deepseek-r1-distill-qwen-7b", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000039", "deepseek-r1-distill-qwen-7b", 0},
	{"openrouter", "deepseek-r1-distill-qwen-7b", "2026-11-22", "", price.Query{Input: 1_000, Cached: 300}, "0.0001", "deepseek-r1-distill-qwen-7b", 0},
	// gpt-5.5 to 271,999: input 5, cached 0.5, output 30, search 10
	{"openai", "gpt-5.5", "2026-11-22", "", price.Query{Input: 271_999, Output: 10}, "1.360295", "gpt-5.5", 0},
	// … and above: input 10, cached 1, output 45, search 10
	{"openai", "gpt-5.5", "2026-11-22", "", price.Query{Input: 272_000, Output: 10}, "2.72045", "gpt-5.5", 0},
	// gemini-2.5-pro to 200,000: input 1.25, cached 0.125, output 10
	{"google", "gemini-2.5-pro", "2026-11-22", "", price.Query{Input: 200_000, Cached: 1_000, Output: 10}, "0.248975", "gemini-2.5-pro", 0},
	{"google", "gemini-2.5-pro", "2026-11-22", "", price.Query{Input: 5, Output: 3}, "0.00003625", "gemini-2.5-pro", 0},
	// … and above: input 2.5, cached 0.25, output 15
	{"google", "gemini-2.5-pro", "2026-11-22", "", price.Query{Input: 200_001, Cached: 1_000, Output: 10}, "0.4979025", "gemini-2.5-pro", 0},
	{"google", "gemini-2.5-pro", "2026-11-22", "", price.Query{Input: 400_000, Cached: 399_999, Output: 1}, "0.10001725", "gemini-2.5-pro", 0},
	// gemini-2.5-flash: input 0.3, cached 0.03, output 2.5, audio 1
	{"google", "gemini-2.5-flash", "2026-11-22", "", price.Query{Input: 1_000, Output: 10, AudioInput: 400}, "0.000605", "gemini-2.5-flash", 0},
	{"google", "gemini-2.5-flash", "2026-11-22", "", price.Query{Input: 1_000, Cached: 400, Output: 10}, "0.000217", "gemini-2.5-flash", 0},
	// gemini-3.8-flash until 2026-12-31: 0.75, cached 0.075, output 3.75
	{"google", "gemini-3.8-flash", "2026-12-31", "", price.Query{Input: 1_000, Cached: 100, Output: 10}, "0.00072", "gemini-3.8-flash", 0},
	// … and from 2027-01-01: 1.5, cached 0.15, output 7.5
	{"google", "gemini-3.8-flash", "2027-01-01", "", price.Query{Input: 1_000, Cached: 100, Output: 10}, "0.00144", "gemini-3.8-flash", 0},
	// mistral-medium-latest until 2026-06-15: 0.4, cached 0.04, output 2
	{"mistral", "mistral-medium-latest", "2026-06-15", "", price.Query{Input: 1_000, Cached: 100, Output: 10}, "0.000384", "mistral-medium-latest", 0},
	// … and from 2026-06-16: 1.5, cached 0.15, output 7.5
	{"mistral", "mistral-medium-latest", "2026-06-16", "", price.Query{Input: 1_000, Cached: 100, Output: 10}, "0.00144", "mistral-medium-latest", 0},
	// grok-3: input 3, cached 0.75, output 15
	{"xai", "grok-3-latest", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.000207", "grok-3", 0},
	{"xai", "grok-3-latest", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "2.4525", "grok-3", 0},
	// grok-3-mini: input 0.3, cached 0.075, output 0.5
	{"xai", "grok-3-mini", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000107", "grok-3-mini", 0},
	{"xai", "grok-3-mini", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.24425", "grok-3-mini", 0},
	// grok-code-fast-1: input 0.2, cached 0.02, output 1.5
	{"xai", "grok-code-fast-1", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000188", "grok-code-fast-1", 0},
	{"xai", "grok-code-fast-1", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.1565", "grok-code-fast-1", 0},
	// grok-4.6 to 199,999: input 2, cached 0.5, output 6
	{"xai", "grok-4.6", "2026-11-22", "", price.Query{Input: 199_999, Cached: 1_000, Output: 10}, "0.398558", "grok-4.6", 0},
	{"xai", "grok-4.6-20260901", "2026-11-22", "", price.Query{Input: 7, Output: 1}, "0.00002", "grok-4.6", 0},
	// … and above: input 4, cached 1, output 12
	{"xai", "grok-4.6", "2026-11-22", "", price.Query{Input: 200_000, Cached: 1_000, Output: 10}, "0.79712", "grok-4.6", 0},
	// mistral-large-2512: input 0.5, cached 0.05, output 1.5
	{"mistral", "mistral-large-2512", "2026-11-22", "", price.Query{Input: 19, Output: 10}, "0.0000245", "mistral-large-2512", 0},
	{"mistral", "mistral-large-2512", "2026-11-22", "", price.Query{Input: 1_000_000, Cached: 250_000, Output: 1_000}, "0.3890", "mistral-large-2512", 0},
	// mistral-embed: input 0.1, output 0.1
	{"mistral", "mistral-embed", "2026-11-22", "", price.Query{Input: 19}, "0.0000019", "mistral-embed", 0},
}

func TestWhatListedCallsCost(t *testing.T) {
	if len(listed) < 200 {
		t.Fatalf("%d calls", len(listed))
	}
	for _, tt := range listed {
		q := tt.used
		q.Provider, q.Model, q.On = tt.provider, tt.model, tt.on
		if tt.clock != "" {
			at, err := time.Parse(time.RFC3339, string(tt.on)+"T"+tt.clock+"Z")
			if err != nil {
				t.Fatal(err)
			}
			q.At = at
		}
		got, err := price.Default().Cost(q)
		if err != nil || got.Amount.Decimal() != tt.want || got.Amount.Currency != money.USD || got.Model != tt.id || len(got.Unpriced) != tt.gaps {
			t.Errorf("%+v:\n got %s as %s, without %q, %v\nwant %s as %s, %d without a price", q, got.Amount, got.Model, got.Unpriced, err, tt.want, tt.id, tt.gaps)
		}
	}
}

func TestNamesThatAreNobodysModel(t *testing.T) {
	for _, tt := range []struct{ what, provider, model string }{
		{"a model that is newer than the table", "anthropic", "claude-mythos-9"},
		{"a version between two that are known", "anthropic", "claude-opus-5-3"},
		{"a snapshot whose day has no digits", "anthropic", "claude-opus-5-soon"},
		{"a model of another vendor", "anthropic", "gpt-4o"},
		{"a model that only the other vendor sells", "openai", "claude-sonnet-4-5"},
		{"no model", "openai", ""},
		{"spaces", "openai", "   "},
		{"no vendor", "", "gpt-4o"},
		{"a day that no calendar has", "openai", "gpt-4o-20240231"},
		{"a vendor whose prices nobody lists", "elevenlabs", "eleven_v3"},
		{"a subscription", "subscription", "seats"},
		{"what is longer than any name", "openai", strings.Repeat("gpt", 100_000)},
		{"what is no text", "openai", "\xff\xfe\x00"},
	} {
		got, err := price.Default().Cost(price.Query{Provider: tt.provider, Model: tt.model, On: "2026-11-22", Input: 10, Output: 10})
		if !errors.Is(err, price.ErrUnknown) {
			t.Errorf("%s: got %s as %q, %v", tt.what, got.Amount, got.Model, err)
			continue
		}
		if len(err.Error()) > 600 {
			t.Errorf("%s: the error has %d bytes", tt.what, len(err.Error()))
		}
	}
}

func TestAnUnknownModelIsNamed(t *testing.T) {
	_, err := price.Default().Cost(price.Query{Provider: "openai", Model: "gpt-99-imaginary", On: "2026-11-22", Input: 10})
	if err == nil || !strings.Contains(err.Error(), "gpt-99-imaginary") {
		t.Errorf("%v does not name the model", err)
	}
}

func TestATierThatNobodyDocumentsIsNamed(t *testing.T) {
	for _, tt := range []struct{ provider, model, tier string }{
		{"anthropic", "claude-opus-4-8", "priority"}, {"anthropic", "claude-opus-4-8", "fast"}, {"groq", "llama-3.3-70b-versatile", "performance"},
		{"openai", "gpt-5", "scale"}, {"openai", "gpt-5", "FLEX"}, {"xai", "grok-3", "batch"},
	} {
		got, err := price.Default().Cost(price.Query{Provider: tt.provider, Model: tt.model, Tier: tt.tier, On: "2026-11-22", Input: 10, Output: 10})
		if err != nil || !strings.Contains(strings.Join(got.Unpriced, "; "), tt.tier) {
			t.Errorf("%+v: %s, without %q, %v", tt, got.Amount, got.Unpriced, err)
		}
	}
}

// halves has prices of half a nano-unit, and of a third of nothing.
const halves = `{"models":[{"provider":"acme","id":"half","match":{"equals":"half"},"prices":
	{"input_mtok":0.0005,"cache_read_mtok":0.0005,"output_mtok":0.00000000000000000000000000000001}}]}`

func TestACostIsRoundedOnceAndHalfToEven(t *testing.T) {
	laid := lay(t, halves)
	for _, tt := range []struct {
		what                  string
		input, cached, output int64
		want                  string
	}{
		{"half a nano falls to nothing", 1, 0, 0, "0.0000"},
		{"two halves that only together are one", 2, 1, 0, "0.000000001"},
		{"one and a half rise to two", 3, 0, 0, "0.000000002"},
		{"two and a half fall to two", 5, 2, 0, "0.000000002"},
		{"three and a half rise to four", 7, 7, 0, "0.000000004"},
		{"a half and what nobody can see rise to one", 1, 0, 1, "0.000000001"},
		{"what nobody can see is nothing", 0, 0, 1, "0.0000"},
	} {
		got, err := laid.Cost(price.Query{Provider: "acme", Model: "half", On: "2026-11-22", Input: tt.input, Cached: tt.cached, Output: tt.output})
		if err != nil || got.Amount.Decimal() != tt.want {
			t.Errorf("%s: %s, %v, want %s", tt.what, got.Amount, err, tt.want)
		}
	}
}

func TestAPersonsOwnPriceGoesBeforeTheTablesAndLeavesItAsItWas(t *testing.T) {
	const own = `{"models":[{"provider":"openai","id":"mine","match":{"starts_with":"gpt-4o"},"prices":{"input_mtok":7}}],
		"tiers":[{"provider":"openai","tier":"priority","factor":1.75}]}`
	q := price.Query{Provider: "openai", Model: "gpt-4o", On: "2026-11-22", Input: 1_000_000}
	first := lay(t, own)
	if got, err := first.Cost(q); err != nil || got.Amount.Decimal() != "7.0000" || got.Model != "mine" {
		t.Errorf("laid over: %+v, %v", got, err)
	}
	q.Tier = "priority"
	if got, err := first.Cost(q); err != nil || got.Amount.Decimal() != "12.2500" {
		t.Errorf("laid over, in a tier: %+v, %v", got, err)
	}
	q.Tier = ""
	second, err := first.Overlay(strings.NewReader(strings.ReplaceAll(own, ":7}", ":8}")))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := second.Cost(q); err != nil || got.Amount.Decimal() != "8.0000" {
		t.Errorf("laid over twice: %+v, %v", got, err)
	}
	if got, err := first.Cost(q); err != nil || got.Amount.Decimal() != "7.0000" {
		t.Errorf("the first, after the second: %+v, %v", got, err)
	}
	if got, err := price.Default().Cost(q); err != nil || got.Amount.Decimal() != "2.5000" || got.Model != "gpt-4o" {
		t.Errorf("the table itself: %+v, %v", got, err)
	}
	if first.AsOf() != price.Default().AsOf() || first.Source() != price.Default().Source() {
		t.Errorf("laid over: of %s, %s", first.AsOf(), first.Source())
	}
}

func TestOurOwnPricesSayEachWhereTheyAreFromAndSince(t *testing.T) {
	text, err := os.ReadFile("overlay.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Models, Tiers []struct {
			Provider string
			Source   string
			AsOf     string `json:"as_of"`
		}
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Tiers) == 0 {
		t.Fatalf("%d tiers: %v", len(file.Tiers), err)
	}
	for i, row := range append(file.Models, file.Tiers...) {
		if _, err := time.Parse(time.DateOnly, row.AsOf); err != nil || !strings.HasPrefix(row.Source, "https://") {
			t.Errorf("row %d, of %s: from %q, as of %q", i+1, row.Provider, row.Source, row.AsOf)
		}
	}
}

// models returns a name that each model of the embedded table answers to.
func models(t *testing.T) [][2]string {
	text, err := os.ReadFile("prices.json")
	if err != nil {
		t.Fatal(err)
	}
	var dump struct {
		Vendors []struct {
			ID     string
			Models []struct{ Match json.RawMessage }
		}
	}
	if err := json.Unmarshal(text, &dump); err != nil {
		t.Fatal(err)
	}
	ours := map[string]string{"x-ai": "xai", "moonshotai": "moonshot"}
	var names [][2]string
	for _, v := range dump.Vendors {
		id := v.ID
		if own, ok := ours[id]; ok {
			id = own
		}
		for _, m := range v.Models {
			if name := firstName(m.Match); name != "" {
				names = append(names, [2]string{id, name})
			}
		}
	}
	if len(names) < 900 {
		t.Fatalf("%d names", len(names))
	}
	return names
}

// firstName returns a name that a rule fits; "" where only a pattern says it.
func firstName(rule json.RawMessage) string {
	var parts map[string]json.RawMessage
	if json.Unmarshal(rule, &parts) != nil {
		return ""
	}
	for _, kind := range []string{"equals", "starts_with", "ends_with", "contains"} {
		var name string
		if json.Unmarshal(parts[kind], &name) == nil {
			return name
		}
	}
	var either []json.RawMessage
	if json.Unmarshal(parts["or"], &either) != nil {
		return ""
	}
	for _, part := range either {
		if name := firstName(part); name != "" {
			return name
		}
	}
	return ""
}

func TestEveryModelOfTheTableCanBeAsked(t *testing.T) {
	for _, name := range models(t) {
		got, err := price.Default().Cost(price.Query{Provider: name[0], Model: name[1], On: "2026-11-22", Input: 1000, Output: 1000})
		if err != nil || got.Model == "" {
			t.Errorf("%s %s: %+v, %v", name[0], name[1], got, err)
		}
	}
}

func TestOfEachModelMoreNeverCostsLessAndPartsAddUp(t *testing.T) {
	names := models(t)
	cost := func(t *rapid.T, q price.Query) decimal.Decimal {
		got, err := price.Default().Cost(q)
		if err != nil || got.Amount.Value.IsNegative() {
			t.Fatalf("%+v: %s, %v", q, got.Amount, err)
		}
		return got.Amount.Value
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "model")
		q := price.Query{Provider: name[0], Model: name[1], On: calendar.Day(rapid.SampledFrom([]string{"2025-01-01", "2026-03-13", "2026-11-22", "2027-06-01"}).Draw(t, "day"))}
		q.Input = rapid.Int64Range(0, 1_500_000).Draw(t, "input")
		one, two := q, q
		one.Output = rapid.Int64Range(0, 100_000).Draw(t, "output")
		two.Output = rapid.Int64Range(0, 100_000).Draw(t, "more output")
		both := q
		both.Output = one.Output + two.Output
		nothing, whole := cost(t, q), cost(t, both)
		if whole.LessThan(cost(t, one)) {
			t.Fatalf("%v: more output costs less", name)
		}
		apart := cost(t, one).Add(cost(t, two)).Sub(nothing)
		if apart.Sub(whole).Abs().GreaterThan(decimal.New(2, -9)) { // four roundings of half a nano each
			t.Fatalf("%v: %s in parts, %s at once", name, apart, whole)
		}
		longer := q
		longer.Input += rapid.Int64Range(0, 1_500_000).Draw(t, "more input")
		if cost(t, longer).LessThan(nothing) {
			t.Fatalf("%v: %d in cost %s, %d cost %s", name, q.Input, nothing, longer.Input, cost(t, longer))
		}
	})
}

func TestCachedTokensCostNoMoreThanFreshOnes(t *testing.T) {
	for _, name := range models(t) {
		fresh, err := price.Default().Cost(price.Query{Provider: name[0], Model: name[1], On: "2026-11-22", Input: 1_000_000})
		if err != nil {
			t.Fatal(err)
		}
		cached, err := price.Default().Cost(price.Query{Provider: name[0], Model: name[1], On: "2026-11-22", Input: 1_000_000, Cached: 1_000_000})
		if err != nil || len(cached.Unpriced) == 0 && cached.Amount.Value.GreaterThan(fresh.Amount.Value) {
			t.Errorf("%v: %s fresh, %s cached, %v", name, fresh.Amount, cached.Amount, err)
		}
	}
}

func lay(t testing.TB, text string) *price.Table {
	t.Helper()
	laid, err := price.Default().Overlay(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return laid
}

// FuzzPricesOfAPerson reads whatever a person may have written: it is refused in words, or it
// prices calls without panic, without end and never below nothing.
func FuzzPricesOfAPerson(f *testing.F) {
	for _, text := range []string{
		own, halves, `{}`, `null`, `[]`, `{"models":null,"tiers":null}`, `{"models":[null]}`, `{"tiers":[null]}`,
		`{"models":[{"provider":"acme","id":"m","match":{"equals":"m"},"prices":{"input_mtok":null}}]}`,
		`{"models":[{"provider":"acme","id":"m","match":{"equals":"m"},"prices":[null]}]}`,
		`{"models":[{"provider":"acme","id":"m","match":{"or":[]},"prices":[{}]}]}`,
		`{"models":[{"provider":"acme","id":"m","match":{"not":{"and":[]}},"prices":{"output_mtok":1e308}}]}`,
		`{"models":[{"provider":"acme","id":"m","match":{"regex":"(a*)*$"},"prices":{"input_mtok":{"base":"1","tiers":[{"start":-1,"price":2}]}}}]}`,
		`{"tiers":[{"provider":"openai","tier":"x","factor":1e-300}]}`,
		strings.Repeat(`{"models":[`, 500), "\xef\xbb\xbf{}", `{"tiers":[{"provider":"openai","tier":"x","factor":"0x10"}]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		laid, err := price.Default().Overlay(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, price.ErrOverlay) {
				t.Fatalf("%v is no refusal of the file", err)
			}
			return
		}
		for _, model := range []string{"m", "big", "night-1", "half", "gpt-4o"} {
			for _, provider := range []string{"acme", "openai"} {
				got, err := laid.Cost(price.Query{Provider: provider, Model: model, On: "2026-11-22", Tier: "x", Input: 1000, Cached: 10, CacheWrite5m: 10, CacheWrite1h: 10, Output: 1000, AudioInput: 10, AudioOutput: 10, WebSearches: 1, Requests: 1})
				if err != nil && !errors.Is(err, price.ErrUnknown) || got.Amount.Value.IsNegative() {
					t.Fatalf("%s %s: %s, %v", provider, model, got.Amount, err)
				}
				if _, err := got.Amount.Nanos(); err != nil && !errors.Is(err, money.ErrTooLarge) {
					t.Fatalf("%s %s: %v", provider, model, err)
				}
			}
		}
	})
}
