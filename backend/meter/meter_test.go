package meter_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"outlay/backend/meter"
)

const (
	plain  = "application/json; charset=utf-8"
	events = "text/event-stream; charset=utf-8"
)

// told prints a usage, without what is nothing.
func told(u meter.Usage) string {
	if !u.Reported {
		return "nothing"
	}
	parts := []string{fmt.Sprintf("%s in %d out %d", u.Model, u.Input, u.Output)}
	for _, part := range []struct {
		name string
		n    int64
	}{{"cached", u.Cached}, {"5m", u.CacheWrite5m}, {"1h", u.CacheWrite1h}, {"audio in", u.AudioInput}, {"audio out", u.AudioOutput}, {"searches", u.WebSearches}} {
		if part.n != 0 {
			parts = append(parts, fmt.Sprintf("%s %d", part.name, part.n))
		}
	}
	if u.Tier != "" {
		parts = append(parts, u.Tier)
	}
	if u.Cost != nil {
		parts = append(parts, u.Cost.String())
	}
	return strings.Join(parts, ", ")
}

func read(shape meter.Shape, kind, encoding string, pieces ...[]byte) meter.Usage {
	r := meter.NewReader(shape, kind, encoding)
	for _, p := range pieces {
		if n, err := r.Write(p); n != len(p) || err != nil {
			panic("a reader failed its caller")
		}
	}
	return r.Close()
}

func sse(datas ...string) string { return "data: " + strings.Join(datas, "\n\ndata: ") + "\n\n" }

// answers are in the vendors' published shapes, with what each says that it used.
var answers = []struct {
	name  string
	shape meter.Shape
	kind  string
	body  string
	want  string
}{
	{"OpenAI chat", meter.OpenAIChat, plain, `{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-5.4-2026-03-05","choices":[{"index":0,"message":{"role":"assistant","content":"\"usage\":{\"prompt_tokens\":999} {[}"}}],
		"usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":2,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":8,"audio_tokens":3}},"service_tier":"default"}`,
		"gpt-5.4-2026-03-05 in 19 out 10, cached 4, 5m 2, audio out 3, default"},
	{"OpenAI chat of an older form", meter.OpenAIChat, plain, `{"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}`, "gpt-4o in 5 out 7"},
	{"OpenAI chat, streamed with usage", meter.OpenAIChat, events, sse(
		`{"model":"gpt-5.4","service_tier":"default","choices":[{"delta":{"role":"assistant","content":""}}],"usage":null}`,
		`{"model":"gpt-5.4","choices":[{"delta":{"content":"data: x"}}],"usage":null}`,
		`{"model":"gpt-5.4","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10}}`, `[DONE]`), "gpt-5.4 in 8 out 2, default"},
	{"OpenAI chat, streamed without usage", meter.OpenAIChat, events, sse(`{"model":"gpt-5.4","choices":[{"delta":{"content":"a"}}]}`, `[DONE]`), "nothing"},
	{"OpenAI chat, cut before the usage", meter.OpenAIChat, events, sse(`{"model":"gpt-5.4","choices":[{"delta":{}}],"usage":null}`) + `data: {"model":"gpt-5.4","choices":[],"usage":{"prompt_tokens":8,"comp`, "nothing"},
	{"OpenAI responses", meter.OpenAIResponses, plain, `{"id":"resp_1","object":"response","model":"gpt-5.4","service_tier":"flex","output":[{"type":"message","content":[{"type":"output_text","text":"hi"}]}],
		"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":6},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":123}}`, "gpt-5.4 in 36 out 87, cached 6, flex"},
	{"OpenAI responses, streamed", meter.OpenAIResponses, events, "event: response.created\n" + sse(`{"type":"response.created","response":{"model":"gpt-5.4","usage":null,"output":[]}}`) +
		"event: response.output_text.delta\n" + sse(`{"type":"response.output_text.delta","delta":"hi"}`) +
		"event: response.completed\n" + sse(`{"type":"response.completed","response":{"model":"gpt-5.4","service_tier":"default","output":[{"a":[1,{"usage":{"input_tokens":5}}]}],"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":0},"output_tokens":87}}}`), "gpt-5.4 in 36 out 87, default"},
	{"OpenAI responses that were incomplete", meter.OpenAIResponses, events, sse(`{"type":"response.incomplete","response":{"model":"gpt-5.4","usage":{"input_tokens":3,"output_tokens":4}}}`), "gpt-5.4 in 3 out 4"},
	{"a response in the background", meter.OpenAIResponses, plain, `{"model":"gpt-5.4","status":"queued","usage":null}`, "nothing"},
	{"embeddings", meter.OpenAIEmbeddings, plain, `{"object":"list","data":[{"embedding":[` + strings.Repeat("0.1,", 50_000) + `0.2]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":8,"total_tokens":8}}`, "text-embedding-3-small in 8 out 0"},
	{"a transcription by the second", meter.OpenAITranscription, plain, `{"text":"hello","usage":{"type":"duration","seconds":3}}`, "nothing"},
	{"a transcription by tokens", meter.OpenAITranscription, plain, `{"text":"hello","usage":{"type":"tokens","input_tokens":14,"output_tokens":45,"total_tokens":59}}`, " in 14 out 45"},
	{"Anthropic", meter.AnthropicMessages, plain, `{"id":"msg_1","type":"message","model":"claude-opus-5","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":2095,"cache_creation_input_tokens":2051,"cache_read_input_tokens":51,
		"cache_creation":{"ephemeral_5m_input_tokens":2000,"ephemeral_1h_input_tokens":51},"output_tokens":503,"server_tool_use":{"web_search_requests":2},"service_tier":"standard"}}`,
		"claude-opus-5 in 4197 out 503, cached 51, 5m 2000, 1h 51, searches 2, standard"},
	{"Anthropic with nulls", meter.AnthropicMessages, plain, `{"model":"claude-haiku-4-5","usage":{"input_tokens":5,"cache_creation":null,"server_tool_use":null,"service_tier":null,"cache_creation_input_tokens":null,"output_tokens":6}}`, "claude-haiku-4-5 in 5 out 6"},
	{"Anthropic in a hurry", meter.AnthropicMessages, plain, `{"model":"m","usage":{"input_tokens":5,"output_tokens":6,"service_tier":"standard","speed":"fast","inference_geo":"global"}}`, "m in 5 out 6, fast"},
	{"Anthropic in a hurry in one country", meter.AnthropicMessages, plain, `{"model":"m","usage":{"input_tokens":5,"output_tokens":6,"service_tier":"standard","speed":"fast","inference_geo":"us"}}`, "m in 5 out 6, fast+us-only"},
	{"Anthropic at another tier in one country", meter.AnthropicMessages, plain, `{"model":"m","usage":{"input_tokens":5,"output_tokens":6,"service_tier":"batch","inference_geo":"us"}}`, "m in 5 out 6, batch+us-only"},
	{"Anthropic in one country", meter.AnthropicMessages, plain, `{"model":"m","usage":{"input_tokens":5,"output_tokens":6,"service_tier":"standard","inference_geo":"us"}}`, "m in 5 out 6, us-only"},
	{"Anthropic, streamed", meter.AnthropicMessages, events, "event: message_start\n" + sse(`{"type":"message_start","message":{"model":"claude-opus-5","content":[],"usage":{"input_tokens":25,"cache_creation_input_tokens":0,"cache_read_input_tokens":100,"output_tokens":1}}}`) +
		"event: ping\n" + sse(`{"type":"ping"}`) + "event: content_block_delta\n" + sse(`{"type":"content_block_delta","delta":{"type":"text_delta","text":"{\"usage\":{}}"}}`) +
		"event: message_delta\n" + sse(`{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}`) + "event: message_stop\n" + sse(`{"type":"message_stop"}`), "claude-opus-5 in 125 out 15, cached 100"},
	{"Anthropic, whose last event names all anew", meter.AnthropicMessages, events, sse(`{"type":"message_start","message":{"model":"m","usage":{"input_tokens":25,"output_tokens":1}}}`, `{"type":"message_delta","usage":{"input_tokens":30,"cache_read_input_tokens":7,"output_tokens":15,"server_tool_use":{"web_search_requests":1}}}`), "m in 37 out 15, cached 7, searches 1"},
	{"Groq", meter.GroqChat, plain, `{"model":"openai/gpt-oss-20b","usage":{"queue_time":0.03,"prompt_tokens":18,"prompt_time":0.0006,"completion_tokens":556,"total_tokens":574,"total_time":0.46,"prompt_tokens_details":{"cached_tokens":3}},"usage_breakdown":null,"x_groq":{"id":"req_1","usage":{"dram_cached_tokens":5,"sram_cached_tokens":6}}}`, "openai/gpt-oss-20b in 18 out 556, cached 3"},
	{"Groq, streamed", meter.GroqChat, events, sse(`{"model":"llama","choices":[{"delta":{"content":"x"}}],"x_groq":{"id":"req_1"}}`, `{"model":"llama","choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"req_1","usage":{"prompt_tokens":18,"completion_tokens":556,"total_tokens":574}}}`, `[DONE]`), "llama in 18 out 556"},
	{"Groq, streamed and told twice", meter.GroqChat, events, sse(`{"model":"llama","choices":[{"delta":{}}],"x_groq":{"usage":{"prompt_tokens":18,"completion_tokens":5}}}`, `{"model":"llama","choices":[],"usage":{"prompt_tokens":18,"completion_tokens":5,"total_tokens":23}}`, `[DONE]`), "llama in 18 out 5"},
	{"Perplexity's agent", meter.PerplexityAgent, plain, `{"model":"openai/gpt-5.4","usage":{"input_tokens":40,"output_tokens":12,"input_tokens_details":{"cache_creation_input_tokens":5,"cache_read_input_tokens":10},"cost":{"currency":"USD","input_cost":0.004,"output_cost":0.006,"total_cost":0.0165}}}`, "openai/gpt-5.4 in 40 out 12, cached 10, 5m 5, 0.0165 USD"},
	{"Perplexity's Sonar", meter.PerplexitySonar, plain, `{"model":"sonar","usage":{"prompt_tokens":9,"completion_tokens":402,"reasoning_tokens":30,"num_search_queries":2,"cost":{"input_tokens_cost":0.0,"output_tokens_cost":0.0,"total_cost":0.005}}}`, "sonar in 9 out 432, searches 2, 0.0050 USD"},
	{"OpenRouter", meter.OpenRouterChat, events, ": OPENROUTER PROCESSING\n\n" + sse(`{"model":"openai/gpt-4.1","choices":[{"delta":{"content":"x"}}]}`, `{"model":"openai/gpt-4.1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":15,"cost":0.0012,"is_byok":false}}`), "openai/gpt-4.1 in 10 out 15, 0.0012 USD"},
	{"OpenRouter without a cost", meter.OpenRouterChat, plain, `{"model":"m","usage":{"prompt_tokens":10,"completion_tokens":15,"cost":null}}`, "m in 10 out 15"},
	{"Gemini", meter.Gemini, plain, `{"candidates":[{"content":{}}],"usageMetadata":{"promptTokenCount":120,"cachedContentTokenCount":100,"candidatesTokenCount":40,"thoughtsTokenCount":25,"totalTokenCount":185},"modelVersion":"gemini-2.5-flash"}`, "gemini-2.5-flash in 120 out 65, cached 100"},
	{"Gemini as a list", meter.Gemini, plain, `[{"usageMetadata":{"promptTokenCount":12},"modelVersion":"g"},` + "\n" + `{"usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":4},"modelVersion":"g"}]`, "g in 12 out 4"},
	{"xAI", meter.XAI, plain, `{"model":"grok-5","usage":{"prompt_tokens":92,"completion_tokens":17,"total_tokens":129,"cost_in_usd_ticks":37756000}}`, "grok-5 in 92 out 37, 0.0037756 USD"},
	{"xAI, a call of many dollars", meter.XAI, plain, `{"model":"grok-5","usage":{"prompt_tokens":92,"completion_tokens":17,"cost_in_usd_ticks":123456789012}}`, "grok-5 in 92 out 17, 12.345678901 USD"},
	{"xAI without its charge", meter.XAI, plain, `{"model":"grok-5","usage":{"prompt_tokens":92,"completion_tokens":17,"cost_in_usd_ticks":null}}`, "grok-5 in 92 out 17"},
	{"no JSON", meter.OpenAIChat, plain, `<html>usage</html>`, "nothing"},
	{"half of an answer", meter.OpenAIChat, plain, `{"model":"m","usage":{"prompt_tokens":10,"completion_tokens":15}`, "nothing"},
	{"counts below zero", meter.OpenAIChat, plain, `{"model":"m","usage":{"prompt_tokens":-10,"completion_tokens":15}}`, "nothing"},
	{"more cached than there was", meter.OpenAIChat, plain, `{"model":"m","usage":{"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":11},"completion_tokens":15}}`, "nothing"},
	{"a usage that is a list", meter.OpenAIChat, plain, `{"model":"m","usage":[1,2]}`, "nothing"},
	{"nothing at all", meter.OpenAIChat, plain, ``, "nothing"},
}

func TestWhatEachVendorsAnswerSaysThatItUsed(t *testing.T) {
	for _, tt := range answers {
		t.Run(tt.name, func(t *testing.T) {
			if got := told(read(tt.shape, tt.kind, "", []byte(tt.body))); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			_, _ = w.Write([]byte(tt.body))
			_ = w.Close()
			if got := told(read(tt.shape, tt.kind, "gzip", packed.Bytes())); got != tt.want {
				t.Errorf("packed: got %s, want %s", got, tt.want)
			}
			if tt.kind == events {
				if got := told(read(tt.shape, tt.kind, "", []byte(strings.ReplaceAll(tt.body, "\n", "\r\n")))); got != tt.want {
					t.Errorf("with other line ends: got %s, want %s", got, tt.want)
				}
			}
		})
	}
}

func TestPiecesDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tt := rapid.SampledFrom(answers).Draw(t, "answer")
		body := []byte(tt.body)
		var pieces [][]byte
		for len(body) > 0 {
			n := min(rapid.IntRange(1, 40).Draw(t, "piece"), len(body))
			if len(body) > 5000 {
				n = 4096
			}
			pieces, body = append(pieces, body[:n]), body[n:]
		}
		if got := told(read(tt.shape, tt.kind, "", pieces...)); got != tt.want {
			t.Fatalf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	})
}

func TestWhatIsPackedInAnUnknownWayIsNotReported(t *testing.T) {
	if got := told(read(meter.OpenAIChat, plain, "br", []byte(answers[0].body))); got != "nothing" {
		t.Error(got)
	}
	if got := told(read(meter.OpenAIChat, plain, "gzip", []byte("no gzip at all, and longer than a header"))); got != "nothing" {
		t.Error(got)
	}
}

func TestAHugeAnswerIsNotKept(t *testing.T) {
	r := meter.NewReader(meter.OpenAIEmbeddings, plain, "")
	write := func(text string) {
		if _, err := r.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"model":"m","data":["`)
	chunk := []byte(strings.Repeat("x", 1<<16))
	allocated := testing.AllocsPerRun(200, func() { _, _ = r.Write(chunk) })
	write(`"],"usage":{"prompt_tokens":3}}`)
	if got := told(r.Close()); got != "m in 3 out 0" || allocated > 0 {
		t.Errorf("%s, %.0f allocations a piece", got, allocated)
	}
}

func TestAskingForUsage(t *testing.T) {
	for _, tt := range []struct {
		name  string
		shape meter.Shape
		body  string
		has   string // "" where nothing is added
	}{
		{"a stream", meter.OpenAIChat, `{"stream":true,"model":"m"}`, `"stream_options":{"include_usage":true}`},
		{"a stream with other options", meter.GroqChat, `{"stream":true,"stream_options":{"x":1}}`, `{"include_usage":true,"x":1}`},
		{"a stream that said no", meter.OpenAIChat, `{"stream":true,"stream_options":{"include_usage":false}}`, `"include_usage":true`},
		{"a stream that asks", meter.OpenAIChat, `{"stream":true,"stream_options":{"include_usage":true}}`, ""},
		{"no stream", meter.OpenAIChat, `{"stream":false}`, ""},
		{"Anthropic tells by itself", meter.AnthropicMessages, `{"stream":true}`, ""},
		{"no JSON", meter.OpenAIChat, `stream=true`, ""},
		{"options that are none", meter.OpenAIChat, `{"stream":true,"stream_options":[]}`, ""},
		{"large numbers stay as they are", meter.OpenAIChat, `{"stream":true,"seed":12345678901234567890,"t":1.10}`, `"seed":12345678901234567890`},
	} {
		got, added := meter.AskForUsage(tt.shape, []byte(tt.body))
		if added != (tt.has != "") || (added && !strings.Contains(string(got), tt.has)) || (!added && string(got) != tt.body) {
			t.Errorf("%s: %t %s", tt.name, added, got)
		}
	}
}

func strip(pieces ...[]byte) string {
	var out bytes.Buffer
	s := meter.NewStripper(&out)
	for _, p := range pieces {
		if _, err := s.Write(p); err != nil {
			panic(err)
		}
	}
	if err := s.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

func TestOnlyTheChunkThatWeCausedIsTakenOut(t *testing.T) {
	caused := "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n"
	for _, tt := range []struct{ name, stream string }{
		{"before the end", "data: {\"choices\":[{}],\"usage\":null}\n\n%sdata: [DONE]\n\n"},
		{"at the end", ": a comment\n\nevent: x\ndata: {\"choices\":[{}]}\n\n%s"},
		{"a first chunk without choices and usage", "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n%sdata: [DONE]\n\n"},
		{"a usage that is null", "data: {\"choices\":[],\"usage\":null}\n\n%s"},
		{"an end without a blank line", "data: {\"choices\":[{}]}\n\n%sdata: [DONE]"},
		{"nothing else", "%s"},
		{"an event that is large", "data: {\"choices\":[],\"usage\":{\"x\":\"" + strings.Repeat("y", 70_000) + "\"}}\n\n%sdata: [DONE]\n\n"},
	} {
		for _, ends := range []string{"\n", "\r\n", "\r"} {
			with := strings.ReplaceAll(fmt.Sprintf(tt.stream, caused), "\n", ends)
			without := strings.ReplaceAll(fmt.Sprintf(tt.stream, ""), "\n", ends)
			if got := strip([]byte(with)); got != without {
				t.Errorf("%s, %q: got %.200q", tt.name, ends, got)
			}
			if len(with) > 5000 {
				continue
			}
			var bytewise [][]byte
			for i := range with {
				bytewise = append(bytewise, []byte{with[i]})
			}
			if got := strip(bytewise...); got != without {
				t.Errorf("%s, %q, a byte at a time: got %.200q", tt.name, ends, got)
			}
		}
	}
}

func TestWholeEventsPassAtOnce(t *testing.T) {
	var out bytes.Buffer
	s := meter.NewStripper(&out)
	_, _ = s.Write([]byte("data: {\"choices\":[{}]}\n\ndata: {\"cho"))
	if got := out.String(); got != "data: {\"choices\":[{}]}\n\n" {
		t.Errorf("passed: %q", got)
	}
}

func FuzzReader(f *testing.F) {
	for _, a := range answers {
		f.Add(string(a.shape), a.kind == events, []byte(a.body))
	}
	f.Fuzz(func(t *testing.T, shape string, streamed bool, body []byte) {
		kind := plain
		if streamed {
			kind = events
		}
		whole := read(meter.Shape(shape), kind, "", body)
		half := read(meter.Shape(shape), kind, "", body[:len(body)/2], body[len(body)/2:])
		if told(whole) != told(half) {
			t.Errorf("in one piece %s, in two %s", told(whole), told(half))
		}
	})
}

func FuzzStripper(f *testing.F) {
	f.Add([]byte("data: {\"choices\":[],\"usage\":{\"a\":1}}\r\n\r\ndata: [DONE]\n\n"), 5)
	f.Fuzz(func(t *testing.T, body []byte, at int) {
		at = min(max(at, 0), len(body))
		if a, b := strip(body), strip(body[:at], body[at:]); a != b {
			t.Errorf("in one piece %q, in two %q", a, b)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	chunk := []byte(`data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}],"usage":null}` + "\n\n")
	r := meter.NewReader(meter.OpenAIChat, events, "")
	b.SetBytes(int64(len(chunk)))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = r.Write(chunk)
	}
	r.Close()
}
