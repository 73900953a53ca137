package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// topic is a real receiver, and what it was sent as the access token.
func topic(t *testing.T) (url string, tokens chan string) {
	t.Helper()
	tokens = make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { tokens <- r.Header.Get("Authorization") }))
	t.Cleanup(server.Close)
	return server.URL + "/topic", tokens
}

func TestTheTokenOfATopicIsReadAfterItsAddress(t *testing.T) {
	t.Parallel()
	url, tokens := topic(t)
	p := newProfile(t, "")
	for _, tt := range []struct{ name, typed, want string }{
		{"on a line of its own", url + "\ntk_1\n", "Bearer tk_1"},
		{"as Windows ends lines", url + "\r\ntk_1\r\n", "Bearer tk_1"},
		{"after a blank", url + " tk_1\n", "Bearer tk_1"},
		{"none", url + "\n", ""},
		{"none, and no line break", url, ""},
		{"an empty one", url + "\n\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var saved struct{ Channel struct{ ID string } }
			p.must(&saved, strings.NewReader(tt.typed), "channel", "add", "webhook", "--shape", "ntfy")
			p.must(nil, nil, "channel", "test", saved.Channel.ID)
			if got := <-tokens; got != tt.want {
				t.Errorf("the topic was sent %q", got)
			}
		})
	}
}
