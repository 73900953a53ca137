package provider

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Meter says how calls to a vendor's models pass through the gateway: where they go, where
// their key stands, and which of them say what they used.
type Meter struct {
	Host string // the origin that answers calls: "https://api.groq.com"
	// At returns the origin where it hangs on the account's plain fields, and whether the
	// price table's dollars are what it charges; nil: Host, and they are.
	At func(fields map[string]string) (host string, priced bool)
	// Key is the kind of key that calls need where the account's own cannot make any: an
	// Admin key reads the bill and calls no model. The zero KeyKind: the account's own does.
	Key KeyKind
	// Auth puts a key where the vendor wants it and takes every other one out.
	Auth func(r *http.Request, key string)
	// ClientToken returns what stands where clients of this vendor put their key, "" where
	// nothing does.
	ClientToken func(r *http.Request) string
	// Routes are the calls that are known, matched in order. A POST to another path passes
	// too, and is counted as a call that did not say what it used.
	Routes []Route
	// Closed are paths below which nothing is forwarded: whoever holds a gateway token calls
	// models, and makes no keys.
	Closed []string
	// Free is a path that GET asks at no cost, to try the way; "" where there is none.
	Free     string
	Snippets []Snippet
	// Refuse answers in the vendor's own shape of an error, in words for people.
	Refuse func(w http.ResponseWriter, status int, message string)
}

// Route is a sort of POST request.
type Route struct {
	Path  string // a pattern of [path.Match], below the origin
	Shape string // a shape of package meter; "" where the call costs nothing
	// Ask says that a stream has no usage unless it is asked for, in OpenAI's way. A vendor
	// that does not know that way would refuse the request.
	Ask bool
}

// Snippet is how a tool is set up to call through the gateway. In Text, {url} stands for the
// account's address there and {token} for the gateway token.
type Snippet struct {
	Name string `json:"name"` // "OpenAI SDKs"
	Text string `json:"text"`
}

// Fill returns the text for one account's address and token.
func (s Snippet) Fill(url, token string) string {
	return strings.NewReplacer("{url}", url, "{token}", token).Replace(s.Text)
}

// BearerToken is a [Meter.ClientToken]: what stands behind "Bearer " in Authorization.
func BearerToken(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// BearerAuth is a [Meter.Auth]: the key goes into Authorization alone.
func BearerAuth(r *http.Request, key string) {
	r.Header.Del("X-Api-Key")
	r.Header.Del("Api-Key")
	r.Header.Set("Authorization", "Bearer "+key)
}

// RefuseLikeOpenAI is a [Meter.Refuse] in the shape that most vendors took from OpenAI.
// Source: openai/openai-openapi at f85dbe2, ErrorResponse, read 2026-08-22.
func RefuseLikeOpenAI(w http.ResponseWriter, status int, message string) {
	kind, code := "invalid_request_error", "gateway_refused"
	switch {
	case status == http.StatusUnauthorized:
		code = "invalid_api_key"
	case status == http.StatusTooManyRequests:
		kind, code = "insufficient_quota", "insufficient_quota"
	case status >= http.StatusInternalServerError:
		kind, code = "server_error", "gateway_error"
	}
	RefuseJSON(w, status, map[string]any{"error": map[string]any{"message": message, "type": kind, "param": nil, "code": code}})
}

// RefuseJSON answers with body as JSON.
func RefuseJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		text = []byte("{}") // what is refused is refused, whatever the words
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
