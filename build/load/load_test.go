package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// started runs a part that listens, and returns where.
func started(t *testing.T, args ...string) string {
	t.Helper()
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(t.Context(), args, nil, writer)
		_ = writer.CloseWithError(fmt.Errorf("it ended: %w", err))
		ended <- err
	}()
	address, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // the test's context has ended
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return strings.TrimSpace(address)
}

func attacked(t *testing.T, p plan) (m measured, err error) {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"attack"}, bytes.NewReader(text), &out); err != nil {
		return m, err
	}
	return m, json.Unmarshal(out.Bytes(), &m)
}

func TestEachCallIsAnsweredDirectlyAndThroughTheProxy(t *testing.T) {
	vendor := started(t, "upstream")
	for name, to := range map[string]string{"direct": vendor, "bare": started(t, "bare", "http://"+vendor)} {
		for _, sort := range []string{whole, asked, unasked} {
			t.Run(name+" "+sort, func(t *testing.T) {
				got, err := attacked(t, plan{To: to, Path: "/v1" + path, Sort: sort, Connections: 4, Count: 30})
				if err != nil {
					t.Fatal(err)
				}
				if got.Answers != 30 {
					t.Errorf("%d answers", got.Answers)
				}
				if got.First.P50 <= 0 || got.Whole.P50 < got.First.P50 || got.Whole.P99 < got.Whole.P50 {
					t.Errorf("times that cannot be: %+v", got)
				}
			})
		}
	}
}

func TestTheAnswerHasTheSizeThatIsPromised(t *testing.T) {
	if n := len(answers()[whole]); n != answerSize || !json.Valid(answers()[whole]) {
		t.Errorf("%d bytes: %s", n, answers()[whole])
	}
	if n := bytes.Count(answers()[unasked], []byte("data: ")); n != chunks+1 {
		t.Errorf("%d events", n)
	}
	if n := bytes.Count(answers()[asked], []byte("data: ")); n != chunks+2 {
		t.Errorf("%d events with their usage", n)
	}
}

func TestAnAnswerThatIsNotRightEndsTheAttack(t *testing.T) {
	tests := []struct {
		name, body, want string
		status           int
	}{
		{"another status", object(), "answered", http.StatusInternalServerError},
		{"a byte less", object()[1:], "2047 bytes of 2048", http.StatusOK},
		{"another byte", strings.Replace(object(), "1000", "1001", 1), "differs at byte", http.StatusOK},
		{"a stream", strings.Join(events(true), ""), "instead of", http.StatusOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}))
			t.Cleanup(server.Close)
			_, err := attacked(t, plan{To: strings.TrimPrefix(server.URL, "http://"), Path: path, Sort: whole, Connections: 2, Count: 4})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v", err)
			}
		})
	}
}
