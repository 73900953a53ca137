package meter

import (
	"bytes"
	"encoding/json"
	"io"
)

// AskForUsage returns a streaming request that asks for the usage, and true, where request is a
// stream of the OpenAI kind that does not; otherwise request itself, and false. Nothing else of
// the request changes but its spaces and the order of its outermost names.
func AskForUsage(shape Shape, request []byte) (changed []byte, added bool) {
	switch shape {
	case OpenAIChat, GroqChat, OpenRouterChat, XAI:
	default:
		return request, false
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(request, &fields) != nil || string(bytes.TrimSpace(fields["stream"])) != "true" {
		return request, false
	}
	options := map[string]json.RawMessage{}
	if raw := bytes.TrimSpace(fields["stream_options"]); len(raw) > 0 && string(raw) != "null" {
		if json.Unmarshal(raw, &options) != nil {
			return request, false // the vendor will say what is wrong with it
		}
	}
	if string(bytes.TrimSpace(options["include_usage"])) == "true" {
		return request, false
	}
	options["include_usage"] = json.RawMessage("true")
	text, err := json.Marshal(options)
	if err != nil {
		return request, false
	}
	fields["stream_options"] = text
	if changed, err = json.Marshal(fields); err != nil {
		return request, false
	}
	return changed, true
}

// longestEvent is the most that the stripper holds back to look at an event: the chunk that it
// takes out has some hundred bytes.
const longestEvent = 64 << 10

// stripper is what [NewStripper] returns.
type stripper struct {
	to    io.Writer
	held  []byte // an event that is not yet whole
	large bool   // it is too large to be the one that is taken out, and passes
}

// NewStripper passes a stream of events on, byte for byte, but without the chunk that is there
// only because [AskForUsage] asked for it: no choices, and the usage. Each event passes when it
// is whole; Close passes what is left.
func NewStripper(w io.Writer) io.WriteCloser { return &stripper{to: w} }

// Write passes on whole events.
func (s *stripper) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		end := s.find(rest)
		if end < 0 {
			s.held = append(s.held, rest...)
			if s.large = s.large || len(s.held) > longestEvent; s.large {
				if err := s.pass(); err != nil {
					return 0, err
				}
			}
			break
		}
		s.held = append(s.held, rest[:end]...)
		rest = rest[end:]
		if s.large || len(s.held) > longestEvent || !onlyUsage(s.held) {
			if err := s.pass(); err != nil {
				return 0, err
			}
		}
		s.held, s.large = s.held[:0], false
	}
	return len(p), nil
}

// find returns where in p the event ends that held began, -1 where it does not yet.
func (s *stripper) find(p []byte) int {
	tail := s.held[max(0, len(s.held)-3):]
	text := append(append(make([]byte, 0, len(tail)+len(p)), tail...), p...)
	best := -1
	for _, blank := range []string{"\n\n", "\r\n\r\n", "\r\r"} {
		if at := bytes.Index(text, []byte(blank)); at >= 0 {
			if end := at + len(blank) - len(tail); end > 0 && (best < 0 || end < best) {
				best = end
			}
		}
	}
	return best
}

func (s *stripper) pass() error {
	_, err := s.to.Write(s.held)
	s.held = s.held[:0]
	return err
}

// Close passes on what the stream ended with.
func (s *stripper) Close() error {
	if len(s.held) == 0 || onlyUsage(s.held) {
		return nil
	}
	return s.pass()
}

// onlyUsage says that an event is a chunk without choices and with a usage.
func onlyUsage(event []byte) bool {
	var data []byte
	for line := range bytes.SplitSeq(bytes.ReplaceAll(event, []byte("\r"), []byte("\n")), []byte("\n")) {
		if rest, ok := bytes.CutPrefix(line, field); ok {
			data = append(data, rest...)
		}
	}
	var chunk struct {
		Choices *[]json.RawMessage
		Usage   json.RawMessage
	}
	return bytes.Contains(data, []byte(`"usage"`)) && json.Unmarshal(data, &chunk) == nil &&
		chunk.Choices != nil && len(*chunk.Choices) == 0 && len(chunk.Usage) > 0 && chunk.Usage[0] == '{'
}
