package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"outlay/backend/provider"
)

// maxWait is the longest pause that a vendor is believed.
const maxWait = 24 * time.Hour

var errTrouble = errors.New("the vendor is in trouble")

// refusal names the reason for a status outside 200-299, with the vendor's words.
func (c *Client) refusal(response *http.Response, body []byte) error {
	message := c.Redact(words(body))
	reason := error(nil)
	if c.Refusal != nil {
		reason = c.Refusal(response.StatusCode, message)
	}
	if reason == nil {
		reason = reasonFor(response)
	}
	if message == "" {
		return fmt.Errorf("status %d: %w", response.StatusCode, reason)
	}
	return fmt.Errorf("status %d (%s): %w", response.StatusCode, message, reason)
}

func reasonFor(response *http.Response) error {
	switch status := response.StatusCode; {
	case status == http.StatusUnauthorized:
		return provider.ErrKey
	case status == http.StatusForbidden:
		return provider.ErrScope
	case status == http.StatusPaymentRequired:
		return provider.ErrPlan
	case status == http.StatusTooManyRequests:
		return provider.Later{Wait: wait(response.Header)}
	case status == http.StatusRequestTimeout, status >= 500:
		return errTrouble
	}
	return provider.ErrAnswer
}

// wait reads Retry-After, which is a number of seconds or a date. A date is measured against
// the vendor's own Date, so that a wrong clock on this machine does not matter. What cannot
// be read is 0.
func wait(header http.Header) time.Duration {
	after := strings.TrimSpace(header.Get("Retry-After"))
	seconds, err := strconv.ParseInt(after, 10, 64)
	if err == nil || errors.Is(err, strconv.ErrRange) { // out of range is the largest there is
		return time.Duration(min(max(seconds, 0), int64(maxWait/time.Second))) * time.Second
	}
	until, err := http.ParseTime(after)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(until.Sub(now), 0), maxWait)
}

// words returns what a refusal says, in the shapes that vendors use: {"error":{"message":…}},
// {"error":…}, {"message":…}, {"detail":…}, or bare text. A page for browsers says nothing.
func words(body []byte) string {
	text := strings.TrimSpace(string(body))
	if strings.HasPrefix(text, "<") {
		return ""
	}
	var said struct{ Error, Message, Detail json.RawMessage }
	if json.Unmarshal(body, &said) != nil {
		return text
	}
	var inner struct{ Message string }
	if json.Unmarshal(said.Error, &inner) == nil && inner.Message != "" {
		return inner.Message
	}
	for _, raw := range []json.RawMessage{said.Error, said.Message, said.Detail} {
		var plain string
		if json.Unmarshal(raw, &plain) == nil && plain != "" {
			return plain
		}
	}
	return ""
}
