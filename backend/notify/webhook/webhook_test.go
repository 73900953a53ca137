package webhook_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"outlay/backend/notify"
	"outlay/backend/notify/webhook"
)

const (
	signing = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	canary  = "canary-t0ken-0123456789"
)

var at = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

var news = notify.Message{
	ID: "news-42", Kind: "level", Title: "Research: 80 % of its limit", Body: "$40.00 of $50.00 spent.\nAbout $61.00 by 30 Nov.",
	Urgent: true, At: at,
	Facts: []notify.Fact{{Label: "Spent", Value: "$40.00 of $50.00"}, {Label: "Pace", Value: "$1.90 a day"}},
}

// request is what a receiver got.
type request struct {
	method, path string
	header       http.Header
	body         string
}

// receiver is a real web server that keeps what it got and answers with the next of its answers,
// the last one for ever.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	got     []request
	answers []http.HandlerFunc
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	r.got = append(r.got, request{q.Method, q.URL.RequestURI(), q.Header.Clone(), string(body)})
	answer := r.answers[min(len(r.got), len(r.answers))-1]
	r.mu.Unlock()
	answer(w, q)
}

func (r *receiver) requests() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got
}

func receive(t *testing.T, answers ...http.HandlerFunc) *receiver {
	r := &receiver{answers: answers}
	r.Server = httptest.NewTLSServer(r)
	r.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(r.Close)
	return r
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

func say(code int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, text)
	}
}

// open returns a sink of a standard webhook at the receiver.
func open(t *testing.T, r *receiver) *webhook.Sink {
	t.Helper()
	return openShape(t, r, webhook.Config{}, webhook.Secrets{URL: r.URL + "/hook/" + canary + "?key=" + canary, Signing: signing})
}

func openShape(t *testing.T, r *receiver, c webhook.Config, s webhook.Secrets) *webhook.Sink {
	t.Helper()
	sink, err := webhook.New("hook-1", c, s, r.Client(), func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	return sink
}

// verify is a receiver's side of the Standard Webhooks specification, written from its text.
func verify(secret string, h http.Header, body string, now time.Time) error {
	id, stamp, signatures := h.Get("webhook-id"), h.Get("webhook-timestamp"), h.Get("webhook-signature")
	if id == "" || stamp == "" || signatures == "" {
		return errors.New("a header is missing")
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return err
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > 5*time.Minute || age < -5*time.Minute {
		return errors.New("it is too old or too new")
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "." + body))
	want := mac.Sum(nil)
	for signature := range strings.SplitSeq(signatures, " ") {
		version, encoded, _ := strings.Cut(signature, ",")
		got, err := base64.StdEncoding.DecodeString(encoded)
		if version == "v1" && err == nil && subtle.ConstantTimeCompare(got, want) == 1 {
			return nil
		}
	}
	return errors.New("no signature fits")
}

// The vector that the specification's own libraries are tested with.
func TestTheVerifierKnowsTheSpecification(t *testing.T) {
	h := http.Header{}
	h.Set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
	h.Set("webhook-timestamp", "1614265330")
	h.Set("webhook-signature", "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
	if err := verify(signing, h, `{"test": 2432232314}`, time.Unix(1614265330, 0)); err != nil {
		t.Error(err)
	}
}

func TestProgramsCanVerifyWhatTheyGet(t *testing.T) {
	r := receive(t, status(204))
	if err := open(t, r).Send(t.Context(), news); err != nil {
		t.Fatal(err)
	}
	got := r.requests()[0]
	if err := verify(signing, got.header, got.body, at); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*request){
		"another body":   func(q *request) { q.body += " " },
		"another id":     func(q *request) { q.header.Set("webhook-id", "news-43") },
		"another moment": func(q *request) { q.header.Set("webhook-timestamp", strconv.FormatInt(at.Unix()+1, 10)) },
	} {
		spoilt := request{got.method, got.path, got.header.Clone(), got.body}
		if spoil(&spoilt); verify(signing, spoilt.header, spoilt.body, at) == nil {
			t.Errorf("%s verifies, too", name)
		}
	}
	var body struct {
		Type, Timestamp string
		Data            struct {
			ID, Kind, Title, Body string
			Urgent                bool
			Facts                 []notify.Fact
		}
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	if d := body.Data; body.Type != "outlay.alert.level" || body.Timestamp != "2026-11-23T09:30:00Z" || d.ID != news.ID || d.Kind != "level" ||
		d.Title != news.Title || d.Body != news.Body || !d.Urgent || len(d.Facts) != 2 || d.Facts[0] != news.Facts[0] {
		t.Errorf("got %+v", body)
	}
	if got.method != "POST" || got.header.Get("Content-Type") != "application/json" || got.header.Get("webhook-id") != news.ID || got.header.Get("User-Agent") != "Outlay" {
		t.Errorf("got %+v", got)
	}
	_, preview := webhook.Render(webhook.Config{}, news)
	if string(preview) != got.body {
		t.Error("the preview is not what was sent")
	}
}

func TestARepeatIsRecognisable(t *testing.T) {
	r := receive(t, status(500), status(200))
	clock := at
	sink, err := webhook.New("hook-1", webhook.Config{}, webhook.Secrets{URL: r.URL, Signing: signing}, r.Client(), func() time.Time { return clock })
	if err != nil {
		t.Fatal(err)
	}
	if err := sink.Send(t.Context(), news); err == nil {
		t.Fatal("500 is no delivery")
	}
	clock = clock.Add(time.Hour)
	if err := sink.Send(t.Context(), news); err != nil {
		t.Fatal(err)
	}
	first, again := r.requests()[0], r.requests()[1]
	if first.header.Get("webhook-id") != again.header.Get("webhook-id") || first.body != again.body {
		t.Error("it looks like other news")
	}
	if err := verify(signing, again.header, again.body, clock); err != nil {
		t.Error(err)
	}
	t.Run("whatever the ID is made of", func(t *testing.T) {
		odd := news
		odd.ID = "budget.everything\r\nX-Evil: 1"
		for range 2 {
			if err := sink.Send(t.Context(), odd); err != nil {
				t.Fatal(err)
			}
		}
		a, b := r.requests()[2].header, r.requests()[3].header
		if id := a.Get("webhook-id"); id != b.Get("webhook-id") || strings.ContainsAny(id, ". \r\n") || a.Get("X-Evil") != "" {
			t.Errorf("got %q and %q", id, b.Get("webhook-id"))
		}
	})
}

func TestRedirects(t *testing.T) {
	for _, tt := range []struct {
		name string
		code int
		to   func(own, other string) string
		says string // "" where it is followed
	}{
		{"within the host, for good", 308, func(own, _ string) string { return own + "/new" }, ""},
		{"within the host, in the old way", 301, func(string, string) string { return "/new" }, ""},
		{"within the host, for now", 302, func(string, string) string { return "/new" }, ""},
		{"to look elsewhere with GET", 303, func(string, string) string { return "/new" }, "which is no delivery"},
		{"to another host", 307, func(_, other string) string { return other + "/steal" }, "redirects to another place"},
		{"to another host, in the old way", 301, func(_, other string) string { return other + "/steal" }, "redirects to another place"},
		{"to the same host without TLS", 307, func(own, _ string) string { return strings.Replace(own, "https", "http", 1) + "/new" }, "redirects to another place"},
		{"to the same name on another port", 307, func(string, string) string { return "https://127.0.0.1:1/new" }, "redirects to another place"},
		{"to a name and password", 307, func(own, _ string) string { return strings.Replace(own, "://", "://u:p@", 1) }, "redirects to another place"},
		{"to nowhere", 307, func(string, string) string { return "" }, "which is no delivery"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			other := receive(t, status(200))
			var own *receiver
			own = receive(t, func(w http.ResponseWriter, q *http.Request) {
				status(tt.code, "Location", tt.to(own.URL, other.URL))(w, q)
			}, status(200))
			err := open(t, own).Send(t.Context(), news)
			if len(other.requests()) != 0 {
				t.Error("the other host saw the request")
			}
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), canary) || len(own.requests()) != 1 {
					t.Errorf("got %v, %d requests", err, len(own.requests()))
				}
				return
			}
			if err != nil || len(own.requests()) != 2 {
				t.Fatalf("got %v, %d requests", err, len(own.requests()))
			}
			got := own.requests()[1]
			if got.method != "POST" || got.path != "/new" || verify(signing, got.header, got.body, at) != nil || got.header.Get("Referer") != "" {
				t.Errorf("got %+v", got)
			}
		})
	}
	t.Run("in a circle", func(t *testing.T) {
		r := receive(t, status(307, "Location", "/again"))
		if err := open(t, r).Send(t.Context(), news); err == nil || len(r.requests()) > 5 {
			t.Errorf("%v, %d requests", err, len(r.requests()))
		}
	})
}

func TestAnswers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		wait   time.Duration // of a notify.Later
		gone   bool
		says   string
	}{
		{"200", status(200), 0, false, ""},
		{"299", status(299), 0, false, ""},
		{"410 is for good", say(410, "channel_is_archived"), 0, true, "410"},
		{"429 with seconds", status(429, "Retry-After", "120"), 2 * time.Minute, false, "429"},
		{"429 with decimals, as some do", status(429, "Retry-After", "1.5"), 1500 * time.Millisecond, false, "429"},
		{"429 with a date", status(429, "Retry-After", at.Add(3*time.Minute).Format(http.TimeFormat)), 3 * time.Minute, false, "429"},
		{"429 with a date that is over", status(429, "Retry-After", at.Add(-time.Hour).Format(http.TimeFormat)), time.Second, false, "429"},
		{"429 with a day, of which an hour is granted", status(429, "Retry-After", "86400"), time.Hour, false, "429"},
		{"429 without a word", status(429), 0, false, "429. It is tried again"},
		{"429 with nonsense", status(429, "Retry-After", "1h30"), 0, false, "429. It is tried again"},
		{"503 with seconds", status(503, "Retry-After", "5"), 5 * time.Second, false, "503"},
		{"500 asks for nothing", status(500, "Retry-After", "5"), 0, false, "500. It is tried again"},
		{"404", say(404, "no_service"), 0, false, `404 ("no_service"). It knows no such address`},
		{"403", say(403, "invalid_token"), 0, false, "paste them again"},
		{"400", say(400, "invalid_blocks"), 0, false, "the shape of the channel"},
		{"an answer that repeats the address", say(500, "no route to /hook/"+canary+"?key="+canary+" by "+signing), 0, false, "no route to […]"},
		{"an answer that is no text", say(500, "a\r\nb\u202e\x00<b>\"c\""), 0, false, `("a b<b>'c'")`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := open(t, receive(t, tt.answer)).Send(t.Context(), news)
			if tt.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("got %v", err)
			}
			var later notify.Later
			if errors.As(err, &later) != (tt.wait > 0) || later.Wait != tt.wait {
				t.Errorf("waits %s, want %s", later.Wait, tt.wait)
			}
			if errors.Is(err, notify.ErrGone) != tt.gone {
				t.Errorf("gone: %v", err)
			}
			if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), signing) || strings.Contains(err.Error(), "/hook") || strings.ContainsAny(err.Error(), "\r\n\u202e") {
				t.Errorf("it says too much: %q", err)
			}
		})
	}
}

func TestAGiantAnswerIsNotRead(t *testing.T) {
	for _, code := range []int{200, 500} {
		sent := make(chan int, 1)
		r := receive(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			n, chunk := 0, bytes.Repeat([]byte("x"), 1<<16)
			for ; n < 1<<30; n += len(chunk) {
				if _, err := w.Write(chunk); err != nil {
					break
				}
			}
			sent <- n
		})
		err := open(t, r).Send(t.Context(), news)
		if (err == nil) != (code == 200) || err != nil && len(err.Error()) > 500 {
			t.Errorf("%d: got %v", code, err)
		}
		if n := <-sent; n >= 1<<30 {
			t.Errorf("%d: all %d bytes were taken", code, n)
		}
	}
}

func TestReceiversThatCannotBeReached(t *testing.T) {
	never := make(chan struct{})
	silent := receive(t, func(_ http.ResponseWriter, q *http.Request) {
		select {
		case <-never:
		case <-q.Context().Done():
		}
	})
	defer close(never)
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := open(t, silent).Send(short, news); !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), canary) || !strings.Contains(err.Error(), "did not answer in time") {
		t.Errorf("got %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := open(t, silent).Send(stopped, news); !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), canary) {
		t.Errorf("got %v", err)
	}
	own := *silent.Client()
	own.Timeout = 100 * time.Millisecond
	sink, err := webhook.New("x", webhook.Config{}, webhook.Secrets{URL: silent.URL + "/" + canary, Signing: signing}, &own, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := sink.Send(t.Context(), news); !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), canary) {
		t.Errorf("got %v", err)
	}

	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = free.Close()
	hangsUp := receive(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for _, tt := range []struct {
		name, url, says string
		client          *http.Client
	}{
		{"nothing listens", "https://" + free.Addr().String(), "nothing listens at https://127.0.0.1:", nil},
		{"a certificate of nobody", silent.URL, "is not to be trusted", nil},
		{"it hangs up", hangsUp.URL, "hung up", hangsUp.Client()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sink, err := webhook.New("x", webhook.Config{}, webhook.Secrets{URL: tt.url + "/" + canary, Signing: signing}, tt.client, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			if err := sink.Send(t.Context(), news); err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), canary) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	const bot = "123456:" + "AbCdEfGhIjKlMnOpQrSt"
	for _, tt := range []struct {
		name string
		c    webhook.Config
		s    webhook.Secrets
		says string // "" where it is fine
	}{
		{"a program", webhook.Config{}, webhook.Secrets{URL: "https://example.org/" + canary, Signing: signing}, ""},
		{"a program whose secret is to be made", webhook.Config{}, webhook.Secrets{URL: "https://example.org/"}, ""},
		{"a program on this machine", webhook.Config{}, webhook.Secrets{URL: "http://localhost:8080/x"}, ""},
		{"Slack", webhook.Config{Shape: "slack"}, webhook.Secrets{URL: " https://hooks.slack.com/services/T/B/x "}, ""},
		{"an unknown shape", webhook.Config{Shape: "fax"}, webhook.Secrets{URL: "https://example.org"}, "the shape is one of"},
		{"nothing", webhook.Config{}, webhook.Secrets{}, "paste the address"},
		{"no TLS", webhook.Config{}, webhook.Secrets{URL: "http://example.org/" + canary}, "must begin with https://"},
		{"no TLS to what only looks like this machine", webhook.Config{}, webhook.Secrets{URL: "http://localhost.example.org/" + canary}, "must begin with https://"},
		{"another scheme", webhook.Config{}, webhook.Secrets{URL: "file:///etc/" + canary}, "not an address"},
		{"no address", webhook.Config{}, webhook.Secrets{URL: "https://exa mple/" + canary}, "not an address"},
		{"a second line", webhook.Config{}, webhook.Secrets{URL: "https://example.org/\r\nX: " + canary}, "not an address"},
		{"a password inside", webhook.Config{}, webhook.Secrets{URL: "https://me:" + canary + "@example.org/"}, "leave the user name"},
		{"a fragment", webhook.Config{}, webhook.Secrets{URL: "https://example.org/#" + canary}, "behind #"},
		{"a signing secret of no base64", webhook.Config{}, webhook.Secrets{URL: "https://example.org/", Signing: "whsec_" + canary}, "a signing secret is"},
		{"a short signing secret", webhook.Config{}, webhook.Secrets{URL: "https://example.org/", Signing: "whsec_c2hvcnQ="}, "a signing secret is"},
		{"ntfy with a token", webhook.Config{Shape: "ntfy"}, webhook.Secrets{URL: "https://ntfy.sh/topic", Token: canary}, ""},
		{"ntfy without a topic", webhook.Config{Shape: "ntfy"}, webhook.Secrets{URL: "https://ntfy.sh/"}, "ends in a topic"},
		{"ntfy with a token of two lines", webhook.Config{Shape: "ntfy"}, webhook.Secrets{URL: "https://ntfy.sh/x", Token: canary + "\nX: 1"}, "paste it again"},
		{"Telegram", webhook.Config{Shape: "telegram", ChatID: "-1001234567890"}, webhook.Secrets{Token: bot}, ""},
		{"Telegram with a channel", webhook.Config{Shape: "telegram", ChatID: "@my_channel"}, webhook.Secrets{Token: bot}, ""},
		{"Telegram without a chat", webhook.Config{Shape: "telegram"}, webhook.Secrets{Token: bot}, "the chat is a number"},
		{"Telegram without a bot", webhook.Config{Shape: "telegram", ChatID: "1"}, webhook.Secrets{Token: canary}, "the token of a bot"},
		{"Telegram with a bot that climbs", webhook.Config{Shape: "telegram", ChatID: "1"}, webhook.Secrets{Token: "123456:../../" + canary}, "the token of a bot"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, s, err := tt.c.Check(tt.s)
			if tt.says != "" {
				if !errors.Is(err, webhook.ErrInvalid) || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), canary) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if c2, s2, err := c.Check(s); err != nil || c2 != c || s2 != s {
				t.Errorf("checked twice: %v", err)
			}
		})
	}
	t.Run("what a shape has no use for is not kept", func(t *testing.T) {
		c, s, err := webhook.Config{Shape: "slack", ChatID: "1"}.Check(webhook.Secrets{URL: "https://example.org/x", Signing: signing, Token: canary})
		if err != nil || c.ChatID != "" || s.Signing != "" || s.Token != "" {
			t.Errorf("%v, chat %q", err, c.ChatID)
		}
	})
	t.Run("nothing goes unsigned to a program", func(t *testing.T) {
		if _, err := webhook.New("x", webhook.Config{}, webhook.Secrets{URL: "https://example.org/"}, nil, time.Now); !errors.Is(err, webhook.ErrInvalid) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a new signing secret is one, and new", func(t *testing.T) {
		a, b := webhook.NewSigningSecret(), webhook.NewSigningSecret()
		if _, _, err := (webhook.Config{}).Check(webhook.Secrets{URL: "https://example.org", Signing: a}); err != nil || a == b {
			t.Error(err, a == b)
		}
	})
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"https://hooks.slack.com/services/T0/B0/" + canary: "https://hooks.slack.com/…",
		"http://localhost:8080?" + canary:                  "http://localhost:8080/…",
		"https://me:" + canary + "@example.org/":           "https://example.org/…",
		"not an address " + canary:                         "…",
		"https://[" + canary:                               "…",
		"":                                                 "…",
	} {
		if got := webhook.Redact(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestNoSecretIsPrinted(t *testing.T) {
	s := webhook.Secrets{URL: "https://example.org/" + canary, Signing: signing, Token: canary}
	sink, err := webhook.New("hook-1", webhook.Config{}, s, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, value := range []any{sink, *sink, s, &s, struct{ S notify.Sink }{sink}, struct{ S webhook.Secrets }{s}, []webhook.Secrets{s}} {
			fmt.Fprintf(&out, verb, value)
		}
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("x", "sink", sink, "value", *sink, "secrets", s, "in", &s)
	}
	if strings.Contains(out.String(), canary) || strings.Contains(out.String(), signing) {
		t.Errorf("it is printed: %s", out.String())
	}
	if sink.Name() != "hook-1" {
		t.Errorf("got %q", sink.Name())
	}
}
