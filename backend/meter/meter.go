// Package meter reads what a vendor's answer to a call says it used: tokens, and the charge
// where the vendor names one. It is given a copy of the answer's bytes, in whatever pieces they
// come, and keeps nothing of them but numbers and names.
//
// It refuses to guess: an answer that broke off, or that does not say what it used, is not
// reported, which is not the same as nothing. It opens no connection and fails nobody: what
// cannot be read is not reported.
//
// # Why a scanner of its own
//
// An answer may be a hundred megabytes of numbers in which four matter. The scanner walks over
// the bytes once and holds only the values that it is looking for, so that its memory does not
// grow with the answer, and a stream is never waited for.
//
// # Why the last usage counts, and not the sum
//
// Every vendor's counts are cumulative within an answer. Those that tell them in several events
// repeat or complete them; adding them up would count a call many times.
//
// Sources: openai/openai-openapi at f85dbe2 (CompletionUsage, ResponseUsage,
// CreateChatCompletionStreamResponse); anthropics/anthropic-sdk-python at 009b035 (Usage,
// MessageDeltaUsage); groq/groq-python at 9620fde (ChatCompletionChunk, x_groq); googleapis/
// python-genai at 6680718 (GenerateContentResponseUsageMetadata); perplexityai/perplexity-py at
// 3485870 (ResponsesUsage, UsageInfo); docs.x.ai/developers/cost-tracking; openrouter.ai/docs.
// All read 2026-08-22.
package meter

import (
	"encoding/json"
	"mime"
	"strings"

	"outlay/backend/money"
)

// Shape is how a vendor's answers to one sort of call say what they used.
type Shape string

// The shapes.
const (
	OpenAIChat          Shape = "openai_chat"
	OpenAIResponses     Shape = "openai_responses"
	OpenAIEmbeddings    Shape = "openai_embeddings"
	OpenAIImages        Shape = "openai_images"
	OpenAITranscription Shape = "openai_transcription"
	AnthropicMessages   Shape = "anthropic_messages"
	GroqChat            Shape = "groq_chat"
	PerplexityAgent     Shape = "perplexity_agent"
	PerplexitySonar     Shape = "perplexity_sonar"
	OpenRouterChat      Shape = "openrouter_chat"
	OpenRouterResponses Shape = "openrouter_responses"
	OpenRouterMessages  Shape = "openrouter_messages"
	Gemini              Shape = "gemini"
	XAI                 Shape = "xai"
)

// Usage is what a call used. Input includes what was read from and written to the cache, and
// Output what the model thought before it answered.
type Usage struct {
	Model, Tier                               string // as the answer names them
	Input, Cached, CacheWrite5m, CacheWrite1h int64
	Output                                    int64
	AudioInput, AudioOutput                   int64 // of Input and Output
	WebSearches                               int64
	Cost                                      *money.Amount // the vendor's own charge, nil where it names none
	Reported                                  bool          // false: what was used is not known
}

// Reader reads one answer. It is used by one goroutine.
type Reader struct {
	shape  Shape
	events bool
	line   lines
	whole  scanner
	packed *unpacker // nil where the answer is plain
	broken bool      // packed in a way that cannot be read
	seen   Usage
}

// NewReader returns a reader for an answer of a shape, with these headers. Streams of events
// and JSON are told apart by the content type; gzip is unpacked, and what is packed otherwise
// is not reported.
func NewReader(shape Shape, contentType, contentEncoding string) *Reader {
	kind, _, _ := mime.ParseMediaType(contentType)
	r := &Reader{shape: shape, events: kind == "text/event-stream"}
	r.line.each = r.event
	switch strings.ToLower(strings.TrimSpace(contentEncoding)) {
	case "", "identity":
	case "gzip", "x-gzip":
		r.packed = unpack(r.take)
	default:
		r.broken = true
	}
	return r
}

// Write takes the next bytes of the answer. It never fails.
func (r *Reader) Write(p []byte) (int, error) {
	switch {
	case r.broken:
	case r.packed != nil:
		r.packed.write(p)
	default:
		r.take(p)
	}
	return len(p), nil
}

// Close returns what was reported until now.
func (r *Reader) Close() Usage {
	if r.packed != nil {
		r.packed.end()
	}
	if !r.events && r.whole.done {
		r.read(r.whole.found)
	}
	r.whole.reset()
	return r.seen
}

func (r *Reader) take(p []byte) {
	if r.events {
		r.line.write(p)
		return
	}
	r.whole.write(p)
}

// event reads the data of one event.
func (r *Reader) event(data []byte, begins, ends bool) {
	if begins {
		r.whole.reset()
	}
	r.whole.write(data)
	if ends && r.whole.done {
		r.read(r.whole.found)
	}
}

// read takes over what one JSON object of the answer says.
func (r *Reader) read(found map[string]json.RawMessage) {
	for _, name := range []string{"model", "response.model", "message.model", "modelVersion"} {
		if text := textOf(found[name]); text != "" {
			r.seen.Model = text
		}
	}
	for _, name := range []string{"service_tier", "response.service_tier", "usage.service_tier"} {
		if text := textOf(found[name]); text != "" {
			r.seen.Tier = text
		}
	}
	for _, name := range r.places(found) {
		if raw, ok := found[name]; ok && len(raw) > 0 && raw[0] == '{' {
			r.merge(raw)
		}
	}
}

// places returns where this object may hold the usage, the weakest first. Groq gives one name
// two meanings: in a stream x_groq.usage is the usage, otherwise it counts a cache of hardware.
func (r *Reader) places(found map[string]json.RawMessage) []string {
	switch r.shape {
	case GroqChat:
		if r.events {
			return []string{"x_groq.usage", "usage"}
		}
		return []string{"usage"}
	case Gemini:
		return []string{"usageMetadata"}
	}
	return []string{"message.usage", "response.usage", "usage"}
}

func textOf(raw json.RawMessage) string {
	var text string
	if len(raw) == 0 || json.Unmarshal(raw, &text) != nil || len(text) > longestName {
		return ""
	}
	return text
}

// longestName is how long a model's name may be.
const longestName = 200
