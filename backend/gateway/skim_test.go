package gateway

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"outlay/backend/meter"
)

// streams are what vendors send, by shape.
func streams() map[meter.Shape]string {
	long := strings.Repeat("x", longest+100)
	openAI := `data: {"model":"m","choices":[{"delta":{"content":"say \"usage\":{ and ,\"usage\":null"}}],"usage":null}` + "\n\n" +
		`data: {"model":"m","choices":[{"delta":{"content":"a"}}],"usage": null}` + "\n\n" +
		`data: {"model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":3}}}` + "\n\ndata: [DONE]\n\n"
	anthropic := "event: message_start\ndata: " + `{"type":"message_start","message":{"model":"c","usage":{"input_tokens":5,"cache_read_input_tokens":7,"output_tokens":1}}}` + "\n\n" +
		"event: content_block_delta\ndata: " + `{"type":"content_block_delta","delta":{"text":"hi"}}` + "\n\n" +
		"event: message_delta\ndata: " + `{"type":"message_delta","usage":{"output_tokens":9}}` + "\n\nevent: message_stop\ndata: {}\n\n"
	return map[meter.Shape]string{
		meter.OpenAIChat:        openAI,
		meter.XAI:               strings.ReplaceAll(openAI, "\n", "\r\n"),
		meter.AnthropicMessages: anthropic,
		meter.OpenAIResponses: `data: {"type":"response.created","response":{"model":"r","usage":null}}` + "\n\n" + `data: {"type":"x","delta":"` + long + `"}` + "\n\n" +
			`data: {"type":"response.completed","response":{"model":"r","service_tier":"flex","usage":{"input_tokens":4,"output_tokens":6}}}` + "\n\n",
		meter.GroqChat: ": hello\n\n" + `data: {"model":"g","choices":[{}]}` + "\n\n" + `data: {"model":"g","choices":[{}],"x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":4}}}` + "\n\n: bye",
		meter.PerplexitySonar: `data: {"model":"s","usage":{"prompt_tokens":1,"completion_tokens":1,"cost":{"total_cost":0.1}}}` + "\n\n" +
			`data: {"model":"s","usage":{"prompt_tokens":1,"completion_tokens":2,"cost":{"total_cost":0.2}}}` + "\n\n",
		meter.Gemini: `data: {"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4},"modelVersion":"f"}` + "\n\n",
	}
}

// pieces cuts a text anywhere.
func pieces(text string, r *rand.Rand) [][]byte {
	var cut [][]byte
	for len(text) > 0 {
		n := min(1+r.IntN(40), len(text))
		if r.IntN(4) == 0 {
			n = min(1+r.IntN(4096), len(text))
		}
		cut, text = append(cut, []byte(text[:n])), text[n:]
	}
	return cut
}

func TestWhatIsSkimmedSaysTheSame(t *testing.T) {
	for shape, text := range streams() {
		for seed := range uint64(30) {
			all, skimmed := meter.NewReader(shape, "text/event-stream", ""), meter.NewReader(shape, "text/event-stream", "")
			skim := &skimmer{to: skimmed}
			for _, p := range pieces(text, rand.New(rand.NewPCG(seed, 1))) {
				_, _ = all.Write(p)
				_, _ = skim.Write(p)
				clear(p) // nobody keeps a piece
			}
			skim.end()
			want, got := fmt.Sprintf("%+v", plain(all.Close())), fmt.Sprintf("%+v", plain(skimmed.Close()))
			if got != want || !strings.Contains(want, "Reported:true") {
				t.Fatalf("%s, cut by %d: got %s, want %s", shape, seed, got, want)
			}
		}
	}
}

func plain(u meter.Usage) any {
	cost := ""
	if u.Cost != nil {
		cost = u.Cost.String()
	}
	u.Cost = nil
	return struct {
		meter.Usage
		Cost string
	}{u, cost}
}

func TestWhatIsExtractedLeavesTheRest(t *testing.T) {
	for shape, text := range streams() {
		for seed := range uint64(30) {
			var direct, out bytes.Buffer
			strip := meter.NewStripper(&unasked{w: &direct})
			_, _ = strip.Write([]byte(text))
			_ = strip.Close()
			x := extract(&out)
			for _, p := range pieces(text, rand.New(rand.NewPCG(seed, 1))) {
				if n, err := x.Write(p); n != len(p) || err != nil {
					t.Fatal(n, err)
				}
				clear(p)
			}
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != direct.String() {
				t.Fatalf("%s, cut by %d: got %.300q, want %.300q", shape, seed, out.String(), direct.String())
			}
			if shape == meter.OpenAIChat && (strings.Contains(out.String(), "prompt_tokens") || !strings.Contains(out.String(), `say \"usage\":{ and ,\"usage\":null"}}]}`)) {
				t.Fatalf("left is %s", out.String())
			}
		}
	}
}

func TestAMaskHidesTheKeyHoweverItIsCut(t *testing.T) {
	const secret = "sk-sk-canary-0123456789"
	text := "a " + secret + " b sk-sk-can " + secret + secret + " sk-sk-sk-canary-0123456789 sk-"
	want := strings.ReplaceAll(text, secret, strings.Repeat("*", len(secret)))
	for seed := range uint64(500) {
		var out bytes.Buffer
		m := &mask{w: &out, secret: secret}
		for _, p := range pieces(text, rand.New(rand.NewPCG(seed, 2))) {
			if n, err := m.Write(p); n != len(p) || err != nil {
				t.Fatal(n, err)
			}
			clear(p)
		}
		if err := m.end(); err != nil || out.String() != want {
			t.Fatalf("cut by %d: got %q, want %q", seed, out.String(), want)
		}
	}
}
