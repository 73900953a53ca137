package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"outlay/backend/notify"
	"outlay/backend/notify/plain"
)

const (
	limit         = 15 * time.Second // of a whole delivery; the specification recommends 15 to 30
	longestWait   = time.Hour        // that a receiver may ask for
	longestAnswer = 8 << 10          // bytes that are read of it
	mostRedirects = 3
)

// Send implements [notify.Sink] by a POST. A nil error means that the answer was 2xx. Errors are
// sentences for people; they wrap [notify.ErrGone] after 410, a [notify.Later] where the receiver
// says when to come back, and the reason where ctx or the time limit of 15 seconds ended it.
func (s *Sink) Send(ctx context.Context, m notify.Message) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	target, err := s.target()
	if err != nil {
		return err
	}
	kind, body := Render(s.config, m)
	header := s.header(m, kind, body)
	for range mostRedirects + 1 {
		answer, err := s.post(ctx, target, header, body)
		if err != nil {
			return s.unreachable(ctx, err)
		}
		next, err := s.judge(ctx, target, answer)
		if next == nil {
			return err
		}
		target = next
	}
	return fmt.Errorf("%s redirects from one address to the next without end. Paste the address that it ends at", target.Host)
}

func (s *Sink) target() (*url.URL, error) {
	u, err := url.Parse(s.secrets.URL)
	if err != nil {
		return nil, invalid("this is not an address") // not err: it holds the address
	}
	switch s.config.Shape {
	case Telegram:
		u = u.JoinPath("bot"+s.secrets.Token, "sendMessage")
	case Discord:
		// Without it, Discord answers before it knows whether the message can be kept.
		query := u.Query()
		query.Set("wait", "true")
		u.RawQuery = query.Encode()
	}
	return u, nil
}

func (s *Sink) header(m notify.Message, kind string, body []byte) http.Header {
	h := http.Header{}
	h.Set("Content-Type", kind)
	h.Set("User-Agent", "Outlay")
	switch s.config.Shape {
	case Standard:
		id, at := webhookID(m.ID), strconv.FormatInt(s.now().Unix(), 10)
		h.Set("webhook-id", id)
		h.Set("webhook-timestamp", at)
		h.Set("webhook-signature", "v1,"+sign(s.key, id, at, body))
	case Ntfy:
		ntfyHeader(h, m)
		if s.secrets.Token != "" {
			h.Set("Authorization", "Bearer "+s.secrets.Token)
		}
	}
	return h
}

func sign(key []byte, id, at string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%s.%s", id, at, body) // a hash takes everything
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// A webhook-id goes into a header, and must not hold the full stop that separates what is signed.
var headerID = regexp.MustCompile(`^[!-\-/-~]{1,200}$`)

func webhookID(id string) string {
	if headerID.MatchString(id) {
		return id
	}
	return plain.ID(id)
}

func (s *Sink) post(ctx context.Context, target *url.URL, header http.Header, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header = header.Clone()
	return s.client.Do(r)
}

// judge says what an answer means: done (no error), a failure, or where to post again.
func (s *Sink) judge(ctx context.Context, target *url.URL, answer *http.Response) (next *url.URL, err error) {
	defer func() { _ = answer.Body.Close() }()
	code, host := answer.StatusCode, target.Host
	if code >= 200 && code < 300 {
		return nil, nil
	}
	if code >= 300 && code < 400 {
		return s.redirect(target, answer)
	}
	said, err := io.ReadAll(io.LimitReader(answer.Body, longestAnswer))
	if err != nil && ctx.Err() != nil {
		return nil, s.unreachable(ctx, err)
	}
	if code == http.StatusGone {
		return nil, fmt.Errorf("%s answers 410 (gone): %w. Remove the channel, or give it a new address", host, notify.ErrGone)
	}
	words := s.harmless(string(said))
	if wait, asked := s.wait(answer, said); asked {
		return nil, fmt.Errorf("%s answers %d%s: %w", host, code, words, notify.Later{Wait: wait})
	}
	return nil, fmt.Errorf("%s answers %d%s. %s", host, code, words, advice(code))
}

func advice(code int) string {
	switch {
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return "It refuses the address, the token or the signature: paste them again"
	case code == http.StatusNotFound:
		return "It knows no such address: paste it again, or make a new one there"
	case code == http.StatusTooManyRequests, code >= 500:
		return "It is tried again"
	}
	return "It does not take the message: check that the shape of the channel fits the service"
}

// redirect returns where to post again: nowhere but at the same scheme, host and port, for the
// address of a webhook and its signature are for that host's eyes.
func (s *Sink) redirect(target *url.URL, answer *http.Response) (*url.URL, error) {
	next, err := answer.Location()
	again := answer.StatusCode != http.StatusSeeOther && answer.StatusCode != http.StatusNotModified
	if err != nil || !again {
		return nil, fmt.Errorf("%s answers %d, which is no delivery. Check the address", target.Host, answer.StatusCode)
	}
	if next.Scheme != target.Scheme || !strings.EqualFold(next.Host, target.Host) || next.User != nil {
		return nil, fmt.Errorf("%s redirects to another place, %s, and was not followed: the address of a webhook is a secret. Paste the new address if you trust it", target.Host, s.harmlessHost(next))
	}
	return next, nil
}

func (s *Sink) harmlessHost(u *url.URL) string {
	return plain.Line(u.Scheme+"://"+u.Host, 100, plain.Runes)
}

// wait is how long the receiver wants to be left alone, where it says so.
func (s *Sink) wait(answer *http.Response, said []byte) (time.Duration, bool) {
	if answer.StatusCode != http.StatusTooManyRequests && answer.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	asked := answer.Header.Get("Retry-After")
	if asked == "" && s.config.Shape == Telegram {
		asked = telegramWait(said)
	}
	wait, ok := time.Duration(0), false
	if seconds.MatchString(asked) {
		d, err := time.ParseDuration(asked + "s")
		wait, ok = d, err == nil
	} else if at, err := http.ParseTime(asked); err == nil {
		wait, ok = at.Sub(s.now()), true
	}
	return min(max(wait, time.Second), longestWait), ok
}

// seconds are whole ones by RFC 9110; some services give decimals.
var seconds = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9})?$`)

// telegramWait reads the seconds that Telegram puts into the body, "" where it does not.
func telegramWait(said []byte) string {
	var answer struct {
		Parameters struct {
			RetryAfter json.Number `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.Unmarshal(said, &answer); err != nil {
		return ""
	}
	return answer.Parameters.RetryAfter.String()
}

// unreachable says why there is no answer. It takes over none of err's text: Go's errors of HTTP
// hold the whole address.
func (s *Sink) unreachable(ctx context.Context, err error) error {
	where := Redact(s.secrets.URL)
	failed := (*url.Error)(nil)
	dns, certificate := (*net.DNSError)(nil), (*tls.CertificateVerificationError)(nil)
	switch cause := ctx.Err(); {
	case errors.Is(cause, context.DeadlineExceeded):
		return fmt.Errorf("%s did not answer in time; it is tried again: %w", where, cause)
	case cause != nil:
		return fmt.Errorf("nothing was sent to %s: %w", where, cause)
	case errors.As(err, &failed) && failed.Timeout():
		return fmt.Errorf("%s did not answer in time; it is tried again: %w", where, context.DeadlineExceeded)
	case errors.As(err, &certificate):
		return fmt.Errorf("the certificate of %s is not to be trusted, so nothing was sent. Check the address; a certificate of your own must be trusted by this machine", where)
	case errors.As(err, &dns):
		return fmt.Errorf("no host was found for %s. Check the address, and whether this machine is online", where)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nothing listens at %s. Check the address", where)
	}
	return fmt.Errorf("%s cannot be reached, or hung up. Check the address, and whether a firewall is in between; it is tried again", where)
}

// harmless is what a receiver said, as the end of a sentence: 200 characters at most on one
// line, with everything taken out that is a secret, the parts of the address included.
func (s *Sink) harmless(said string) string {
	for _, secret := range s.parts() {
		said = strings.ReplaceAll(said, secret, "[…]")
	}
	if said = plain.Line(said, 200, plain.Runes); said == "" {
		return ""
	}
	return ` ("` + strings.ReplaceAll(said, `"`, "'") + `")`
}

// parts is every text that an echo of the request could give away, the longest first.
func (s *Sink) parts() []string {
	all := []string{s.secrets.URL, s.secrets.Signing, s.secrets.Token}
	if u, err := url.Parse(s.secrets.URL); err == nil {
		all = append(all, u.RequestURI(), u.EscapedPath(), u.Path, u.RawQuery)
		all = append(all, strings.Split(u.Path, "/")...)
		for _, values := range u.Query() {
			all = append(all, values...)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return slices.DeleteFunc(all, func(part string) bool { return len(part) < 6 }) // "api" is a word and no secret
}
