package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// The sorts of calls: an answer of 2 KB, a stream whose usage the client asks for, one where it
// does not, and one that comes as slowly as a model speaks.
const (
	whole   = "json"
	asked   = "sse"
	unasked = "sse-unasked"
	paced   = "sse-paced"
)

// pace is between two chunks of a slow stream.
const pace = 10 * time.Millisecond

const (
	answerSize = 2048
	chunks     = 200
	usage      = `{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}`
	path       = "/chat/completions"
)

// requests are what clients send, by the sort of call.
var requests = map[string]string{
	whole:   `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}`,
	asked:   `{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hello"}]}`,
	unasked: `{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"hello"}]}`,
	paced:   `{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},"user":"paced","messages":[{"role":"user","content":"hello"}]}`,
}

// answers are the bodies that clients have to get for them, by the sort of call.
func answers() map[string][]byte {
	return map[string][]byte{
		whole:   []byte(object()),
		asked:   []byte(strings.Join(events(true), "")),
		unasked: []byte(strings.Join(events(false), "")),
		paced:   []byte(strings.Join(events(true), "")),
	}
}

func object() string {
	const text = `{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],"usage":` + usage + `}`
	return fmt.Sprintf(text, strings.Repeat("a", answerSize-len(text)+len("%s")))
}

// events are a stream's. As OpenAI's do, its chunks name a usage that is null where the last one
// has it: a proxy that asks for what the client did not ask for has to take both out again.
func events(withUsage bool) []string {
	const head = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini","choices":`
	var list []string
	null := ""
	if withUsage {
		null = `,"usage":null`
	}
	for i := range chunks {
		list = append(list, fmt.Sprintf(head+`[{"index":0,"delta":{"content":"word %d"},"finish_reason":null}]%s}`+"\n\n", i, null))
	}
	if withUsage {
		list = append(list, head+`[],"usage":`+usage+"}\n\n")
	}
	return append(list, "data: [DONE]\n\n")
}

// vendor answers from what it wrote down before the first call.
type vendor struct{ object, stream, withUsage []string }

// serveVendor answers calls until the listener is closed.
func serveVendor(listener net.Listener) error {
	body := object()
	v := vendor{
		object:    []string{fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)},
		stream:    pieces(events(false)),
		withUsage: pieces(events(true)),
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer func() { _ = connection.Close() }()
			v.serve(connection)
		}()
	}
}

// pieces are what is written of a stream, each at once: a vendor does not wait for its next word.
func pieces(events []string) []string {
	list := []string{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"}
	for _, e := range events {
		list = append(list, fmt.Sprintf("%x\r\n%s\r\n", len(e), e))
	}
	return append(list, "0\r\n\r\n")
}

// serve answers the calls of a connection until the client hangs up.
func (v vendor) serve(connection net.Conn) {
	reader := bufio.NewReader(connection)
	for {
		line, body, err := readRequest(reader)
		if err != nil {
			return
		}
		answer, wait := v.answer(line, body)
		for i, piece := range answer {
			if i > 1 { // the first word comes with the head
				time.Sleep(wait)
			}
			if _, err := io.WriteString(connection, piece); err != nil {
				return
			}
		}
	}
}

// answer returns the pieces of an answer, and how long it is silent between them.
func (v vendor) answer(line string, body []byte) (pieces []string, wait time.Duration) {
	var call struct {
		Stream  bool   `json:"stream"`
		User    string `json:"user"`
		Options struct {
			Usage bool `json:"include_usage"`
		} `json:"stream_options"`
	}
	switch method, rest, _ := strings.Cut(line, " "); {
	case method != "POST" || !strings.Contains(rest, path+" ") || json.Unmarshal(body, &call) != nil:
		return []string{"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"}, 0
	case !call.Stream:
		return v.object, 0
	case call.User == "paced":
		return v.withUsage, pace
	case call.Options.Usage:
		return v.withUsage, 0
	}
	return v.stream, 0
}

// readRequest returns the first line and the body of a request. A body without a length is
// refused: no client that is measured sends one.
func readRequest(reader *bufio.Reader) (line string, body []byte, err error) {
	length := 0
	for {
		text, err := reader.ReadSlice('\n')
		if err != nil {
			return "", nil, err
		}
		if line == "" {
			line = string(text)
			continue
		}
		if len(text) <= len("\r\n") {
			break
		}
		name, value, _ := bytes.Cut(text, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return "", nil, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			return "", nil, errors.New("a body without a length")
		}
	}
	body = make([]byte, length)
	_, err = io.ReadFull(reader, body)
	return line, body, err
}
