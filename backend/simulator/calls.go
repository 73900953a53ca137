package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// Calls to models, in the shapes of the vendors' own clients: OpenAI's chat completions,
// responses and embeddings (github.com/openai/openai-openapi at f85dbe2), Anthropic's messages
// (anthropics/anthropic-sdk-python at 009b035), Groq's and OpenRouter's chat completions
// (groq/groq-python at 9620fde, openrouter.ai/docs), Perplexity's agent (perplexityai/perplexity-py
// at 3485870). What they say is made up, and the tokens are counted by a rule that is not the
// vendors': a token is four bytes of the request, or a word of the answer.

// Use is what a call used, as the vendor told it.
type Use struct {
	Vendor string `json:"vendor"`
	Model  string `json:"model"`
	Input  int64  `json:"input"`  // cached ones included
	Cached int64  `json:"cached"` // of them
	Output int64  `json:"output"`
}

// Uses returns what every call used, the oldest first.
func (s *Simulator) Uses() []Use {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.uses)
}

// question is what a call asks, of whatever vendor.
type question struct {
	Model         string            `json:"model"`
	Stream        bool              `json:"stream"`
	Messages      json.RawMessage   `json:"messages"`
	Input         json.RawMessage   `json:"input"`
	Tools         []json.RawMessage `json:"tools"`
	MaxTokens     int64             `json:"max_tokens"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

const answered = "The budget is kept, and every token is counted: one by one."

// call reads a question of a vendor and notes what answering it uses.
func (s *Simulator) call(w http.ResponseWriter, r *http.Request, vendor string, refuse func(http.ResponseWriter, int, string), keys ...string) (question, Use, bool) {
	key := bearer(r)
	if key == "" {
		key = r.Header.Get("X-Api-Key")
	}
	var q question
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
	switch {
	case r.Method != http.MethodPost:
		refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
	case !slices.Contains(keys, key):
		refuse(w, http.StatusUnauthorized, "Incorrect API key provided.")
	case err != nil || json.Unmarshal(body, &q) != nil:
		refuse(w, http.StatusBadRequest, "We could not parse the JSON body of your request.")
	case q.Model == "" || (q.Messages == nil && q.Input == nil):
		refuse(w, http.StatusBadRequest, "Missing required parameter.")
	default:
		use := Use{Vendor: vendor, Model: q.Model, Input: int64(len(q.Messages)+len(q.Input))/4 + 1, Output: int64(len(strings.Fields(answered)))}
		if strings.HasSuffix(r.URL.Path, "/embeddings") {
			use.Output = 0
		}
		if use.Input >= 1024 {
			use.Cached = 1024
		}
		s.mu.Lock()
		s.uses = append(s.uses, use)
		s.mu.Unlock()
		return q, use, true
	}
	return q, Use{}, false
}

// events sends a stream, a flush an event.
type events struct {
	w       http.ResponseWriter
	flusher *http.ResponseController
}

func stream(w http.ResponseWriter) events {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	return events{w, http.NewResponseController(w)}
}

func (e events) send(name string, data any) {
	if name != "" {
		_, _ = fmt.Fprintf(e.w, "event: %s\n", name)
	}
	text, isText := data.(string)
	if !isText {
		encoded, _ := json.Marshal(data)
		text = string(encoded)
	}
	_, _ = fmt.Fprintf(e.w, "data: %s\n\n", text)
	_ = e.flusher.Flush()
}

func chatUsage(u Use) object {
	return object{
		"prompt_tokens": u.Input, "completion_tokens": u.Output, "total_tokens": u.Input + u.Output,
		"prompt_tokens_details":     object{"cached_tokens": u.Cached, "audio_tokens": 0},
		"completion_tokens_details": object{"reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0},
	}
}

// chat answers a chat completion. extra adds what a vendor tells besides, to the whole answer
// or to the last chunk of a stream; usage is the vendor's own form of it.
func (s *Simulator) chat(w http.ResponseWriter, q question, u Use, usage object, extra func(last object)) {
	base := object{"id": "chatcmpl-simulated", "created": s.now().Unix(), "model": q.Model, "service_tier": "default", "system_fingerprint": "fp_simulated"}
	with := func(kind string, more object) object {
		o := object{"object": kind}
		for _, part := range []object{base, more} {
			for name, value := range part {
				o[name] = value
			}
		}
		return o
	}
	message, finish := object{"role": "assistant", "content": answered, "refusal": nil}, "stop"
	if len(q.Tools) > 0 {
		message["content"], finish = nil, "tool_calls"
		message["tool_calls"] = []object{{"id": "call_simulated", "type": "function", "function": object{"name": "look_up", "arguments": `{"what":"budget"}`}}}
	}
	if !q.Stream {
		whole := with("chat.completion", object{"choices": []object{{"index": 0, "message": message, "logprobs": nil, "finish_reason": finish}}, "usage": usage})
		if extra != nil {
			extra(whole)
		}
		reply(w, whole)
		return
	}
	e := stream(w)
	chunk := func(delta object, finish any) object {
		c := with("chat.completion.chunk", object{"choices": []object{{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}}})
		if q.StreamOptions.IncludeUsage {
			c["usage"] = nil
		}
		return c
	}
	e.send("", chunk(object{"role": "assistant", "content": ""}, nil))
	if calls, ok := message["tool_calls"].([]object); ok {
		calls[0]["index"] = 0
		e.send("", chunk(object{"tool_calls": calls}, nil))
	} else {
		for i, word := range strings.Fields(answered) {
			e.send("", chunk(object{"content": strings.TrimPrefix(" "+word, strings.Repeat(" ", 1-min(i, 1)))}, nil))
		}
	}
	last := chunk(object{}, finish)
	if extra != nil {
		extra(last)
	}
	e.send("", last)
	if q.StreamOptions.IncludeUsage {
		e.send("", with("chat.completion.chunk", object{"choices": []object{}, "usage": usage}))
	}
	e.send("", "[DONE]")
}

// responses answers in the shape of OpenAI's Responses; usage is the vendor's own form of it.
func (s *Simulator) responses(w http.ResponseWriter, q question, usage object) {
	item := object{"type": "message", "id": "msg_simulated", "role": "assistant", "status": "completed", "content": []object{{"type": "output_text", "text": answered, "annotations": []any{}}}}
	whole := func(status string, usage any, output []object) object {
		return object{
			"id": "resp_simulated", "object": "response", "created_at": s.now().Unix(), "status": status, "model": q.Model, "output": output, "usage": usage,
			"error": nil, "incomplete_details": nil, "parallel_tool_calls": true, "tools": []any{}, "tool_choice": "auto", "service_tier": "default", "metadata": object{},
		}
	}
	if !q.Stream {
		reply(w, whole("completed", usage, []object{item}))
		return
	}
	e := stream(w)
	number := 0
	send := func(kind string, more object) {
		more["type"], more["sequence_number"] = kind, number
		number++
		e.send(kind, more)
	}
	send("response.created", object{"response": whole("in_progress", nil, []object{})})
	send("response.output_item.added", object{"output_index": 0, "item": object{"type": "message", "id": "msg_simulated", "role": "assistant", "status": "in_progress", "content": []any{}}})
	send("response.content_part.added", object{"item_id": "msg_simulated", "output_index": 0, "content_index": 0, "part": object{"type": "output_text", "text": "", "annotations": []any{}}})
	for _, word := range strings.SplitAfter(answered, " ") {
		send("response.output_text.delta", object{"item_id": "msg_simulated", "output_index": 0, "content_index": 0, "delta": word})
	}
	send("response.output_text.done", object{"item_id": "msg_simulated", "output_index": 0, "content_index": 0, "text": answered})
	send("response.output_item.done", object{"output_index": 0, "item": item})
	send("response.completed", object{"response": whole("completed", usage, []object{item})})
}

func responsesUsage(u Use) object {
	return object{
		"input_tokens": u.Input, "input_tokens_details": object{"cached_tokens": u.Cached}, "output_tokens": u.Output,
		"output_tokens_details": object{"reasoning_tokens": 0}, "total_tokens": u.Input + u.Output,
	}
}

// messages answers as Anthropic does: input tokens without those of the cache.
func (s *Simulator) messages(w http.ResponseWriter, q question, u Use) {
	content, reason := []object{{"type": "text", "text": answered}}, "end_turn"
	if len(q.Tools) > 0 {
		content, reason = []object{{"type": "tool_use", "id": "toolu_simulated", "name": "look_up", "input": object{"what": "budget"}}}, "tool_use"
	}
	usage := func(output int64) object {
		return object{
			"input_tokens": u.Input - u.Cached, "cache_creation_input_tokens": 0, "cache_read_input_tokens": u.Cached,
			"cache_creation": object{"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}, "output_tokens": output, "service_tier": "standard",
		}
	}
	whole := object{"id": "msg_simulated", "type": "message", "role": "assistant", "model": q.Model, "content": content, "stop_reason": reason, "stop_sequence": nil, "usage": usage(u.Output)}
	if !q.Stream {
		reply(w, whole)
		return
	}
	e := stream(w)
	started := object{}
	for name, value := range whole {
		started[name] = value
	}
	started["content"], started["stop_reason"], started["usage"] = []any{}, nil, usage(1)
	e.send("message_start", object{"type": "message_start", "message": started})
	if reason == "tool_use" {
		e.send("content_block_start", object{"type": "content_block_start", "index": 0, "content_block": object{"type": "tool_use", "id": "toolu_simulated", "name": "look_up", "input": object{}}})
		e.send("content_block_delta", object{"type": "content_block_delta", "index": 0, "delta": object{"type": "input_json_delta", "partial_json": `{"what":"budget"}`}})
	} else {
		e.send("content_block_start", object{"type": "content_block_start", "index": 0, "content_block": object{"type": "text", "text": ""}})
		e.send("ping", object{"type": "ping"})
		for _, word := range strings.SplitAfter(answered, " ") {
			e.send("content_block_delta", object{"type": "content_block_delta", "index": 0, "delta": object{"type": "text_delta", "text": word}})
		}
	}
	e.send("content_block_stop", object{"type": "content_block_stop", "index": 0})
	e.send("message_delta", object{"type": "message_delta", "delta": object{"stop_reason": reason, "stop_sequence": nil}, "usage": object{"output_tokens": u.Output}})
	e.send("message_stop", object{"type": "message_stop"})
}

// calls adds what answers calls to models: OpenAI's at the root, the others' below their paths.
func (s *Simulator) calls(mux *http.ServeMux) {
	openAIRefuses := func(w http.ResponseWriter, status int, message string) {
		refuse(w, status, "invalid_request_error", message, "", "")
	}
	mux.HandleFunc("/v1/chat/completions", func(w http.ResponseWriter, r *http.Request) {
		if q, u, ok := s.call(w, r, "openai", openAIRefuses, ProjectKey); ok {
			s.chat(w, q, u, chatUsage(u), nil)
		}
	})
	mux.HandleFunc("/v1/responses", func(w http.ResponseWriter, r *http.Request) {
		if q, u, ok := s.call(w, r, "openai", openAIRefuses, ProjectKey); ok {
			s.responses(w, q, responsesUsage(u))
		}
	})
	mux.HandleFunc("/v1/embeddings", func(w http.ResponseWriter, r *http.Request) {
		if q, u, ok := s.call(w, r, "openai", openAIRefuses, ProjectKey); ok {
			reply(w, object{
				"object": "list", "model": q.Model, "data": []object{{"object": "embedding", "index": 0, "embedding": []float64{0.1, -0.2, 0.3}}},
				"usage": object{"prompt_tokens": u.Input, "total_tokens": u.Input},
			})
		}
	})
	s.callsTo(mux, "anthropic", "/v1/messages", func(w http.ResponseWriter, q question, u Use) { s.messages(w, q, u) })
	s.callsTo(mux, "groq", "/openai/v1/chat/completions", func(w http.ResponseWriter, q question, u Use) {
		times := object{"queue_time": 0.03, "prompt_time": 0.0007, "completion_time": 0.46, "total_time": 0.46}
		for name, value := range chatUsage(u) {
			times[name] = value
		}
		s.chat(w, q, u, times, func(last object) {
			told := object{"id": "req_simulated"}
			if q.Stream { // the two meanings of one name
				told["usage"] = times
			} else {
				told["usage"] = object{"dram_cached_tokens": 0, "sram_cached_tokens": 0}
			}
			last["x_groq"] = told
		})
	})
	s.callsTo(mux, "openrouter", "/api/v1/chat/completions", func(w http.ResponseWriter, q question, u Use) {
		usage := chatUsage(u)
		usage["cost"], usage["is_byok"] = json.Number(fmt.Sprintf("0.%06d", u.Input+2*u.Output)), false
		if q.Stream {
			_, _ = io.WriteString(stream(w).w, ": OPENROUTER PROCESSING\n\n")
			q.StreamOptions.IncludeUsage = true // told without being asked
		}
		s.chat(w, q, u, usage, nil)
	})
	agent := func(w http.ResponseWriter, q question, u Use) {
		usage := responsesUsage(u)
		usage["cost"] = object{"currency": "USD", "input_cost": json.Number("0.00001"), "output_cost": json.Number("0.00002"), "total_cost": json.Number(fmt.Sprintf("0.%06d", u.Input+5*u.Output))}
		s.responses(w, q, usage)
	}
	s.callsTo(mux, "perplexity", "/v1/agent", agent)
	s.callsTo(mux, "perplexity", "/v1/responses", agent)
}

// callsTo answers one path of a vendor beside OpenAI, with any of its keys that exist.
func (s *Simulator) callsTo(mux *http.ServeMux, id, path string, answer func(http.ResponseWriter, question, Use)) {
	v, err := s.vendor(id)
	if err != nil {
		return // a vendor that is not played answers nothing
	}
	keys := []string{v.good}
	if v.weak != "" { // keys that read the bill call no model
		keys = []string{v.weak}
	}
	mux.HandleFunc("/"+v.id+path, func(w http.ResponseWriter, r *http.Request) {
		if v.id == "anthropic" && r.Header.Get("Anthropic-Version") == "" {
			v.refuse(w, http.StatusBadRequest, "anthropic-version: header is required")
			return
		}
		if q, u, ok := s.call(w, r, v.id, v.refuse, keys...); ok {
			answer(w, q, u)
		}
	})
}
