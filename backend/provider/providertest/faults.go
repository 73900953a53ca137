package providertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"outlay/backend/provider"
)

// passing is the reason of an error that wraps none: the vendor could not be reached.
const passing = "passing"

// fault is a way in which vendors break.
type fault struct {
	name   string
	answer func(cancel func()) http.HandlerFunc
	reason string
	wait   time.Duration // of a provider.Later
	beside bool          // also tried beside the money
}

func faults() []fault {
	return []fault{
		{name: "the key is refused", answer: say(401, refused), reason: "key", beside: true},
		{name: "the key may not", answer: say(403, refused), reason: "scope", beside: true},
		{name: "not found", answer: say(404, refused), reason: "answer", beside: true},
		{name: "too fast, wait seconds", answer: say(429, refused, "Retry-After", "30"),
			reason: "later", wait: 30 * time.Second, beside: true},
		{name: "too fast, wait until", answer: say(429, refused, "Date", "Sun, 22 Nov 2026 10:00:00 GMT",
			"Retry-After", "Sun, 22 Nov 2026 10:01:00 GMT"), reason: "later", wait: time.Minute},
		{name: "too fast, and no word more", answer: say(429, ""), reason: "later"},
		{name: "in trouble", answer: say(500, refused), reason: passing, beside: true},
		{name: "a gateway's page for browsers", answer: say(502, "<html>"+secret+"</html>"), reason: passing},
		{name: "a page for browsers", answer: say(200, "<html>"+secret+"</html>"), reason: "answer", beside: true},
		{name: "an empty body", answer: say(200, ""), reason: "answer"},
		{name: "half an answer", answer: say(200, `{"data":[{"`+secret), reason: "answer"},
		{name: "nonsense", answer: say(200, secret+"]]"), reason: "answer"},
		{name: "null", answer: say(200, "null"), reason: "answer"},
		{name: "JSON of another shape", answer: say(200, `{"error":{"message":"`+secret+`"}}`), reason: "answer", beside: true},
		{name: "a list instead", answer: say(200, `["`+secret+`"]`), reason: "answer"},
		{name: "a body cut on its way", answer: cut("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"), reason: passing, beside: true},
		{name: "a connection cut", answer: cut("HTTP/1.1 2"), reason: passing},
		{name: "sent to another host", answer: say(307, "", "Location", "https://elsewhere.example/v1"), reason: "answer"},
		{name: "a body without end", answer: endless, reason: "answer"},
		{name: "the caller gives up", answer: giveUp, reason: passing},
	}
}

// refused is a vendor that repeats the key.
const refused = `{"error":{"message":"no: ` + secret + `","type":"invalid_request_error","param":null,"code":null}}`

func say(status int, body string, header ...string) func(func()) http.HandlerFunc {
	return func(func()) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
}

// cut sends raw bytes and hangs up. They are never none: Go's transport quietly asks again
// where an old connection ends without a word.
func cut(raw string) func(func()) http.HandlerFunc {
	return func(func()) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err) // the test server speaks HTTP/1.1
			}
			_, _ = io.WriteString(connection, raw)
			_ = connection.Close()
		}
	}
}

func endless(func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		blank := bytes.Repeat([]byte(" "), 1<<20)
		for {
			if _, err := w.Write(blank); err != nil {
				return
			}
		}
	}
}

func giveUp(cancel func()) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}
}

// check compares the reason of err with that of the fault, and looks for the key.
func check(t *testing.T, err error, f fault) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if got := reasons(err); !slices.Equal(got, []string{f.reason}) {
		t.Errorf("got the reason %v (%v), want %s", got, err, f.reason)
	}
	if later := (provider.Later{}); errors.As(err, &later) && later.Wait != f.wait {
		t.Errorf("waits %s, was asked for %s", later.Wait, f.wait)
	}
	if f.name == "the caller gives up" && !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not say that the caller gave up", err)
	}
	for ; err != nil; err = errors.Unwrap(err) {
		if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, secret) {
			t.Errorf("the error holds the key: %s", text)
		}
	}
}

// reasons returns what err wraps; a good error has one.
func reasons(err error) []string {
	var found []string
	for _, r := range []struct {
		name string
		err  error
	}{
		{"key", provider.ErrKey}, {"scope", provider.ErrScope}, {"plan", provider.ErrPlan}, {"answer", provider.ErrAnswer},
		{"unpublished", provider.ErrUnpublished},
	} {
		if errors.Is(err, r.err) {
			found = append(found, r.name)
		}
	}
	if later := (provider.Later{}); errors.As(err, &later) {
		found = append(found, "later")
	}
	if found == nil {
		return []string{passing}
	}
	return found
}
