// Package webhook sends news to an address of the web: to programs, signed per the Standard
// Webhooks specification, and to Slack, Discord, Microsoft Teams, ntfy and Telegram in the shape
// that each of them shows.
//
// With most services whoever knows the address can write to it, so the address is a secret: no
// error, log or preview shows more of it than its host. The room refuses addresses without TLS,
// except on this machine, and follows a redirect only within the address's own host.
//
// # Why redirects are followed by hand
//
// Go's client turns a POST that is redirected by 301 or 302 into a GET without its body, and a
// server that answers it with 200 would pass for a delivery. It also repeats headers and path.
// Here the same body is posted again, to the same scheme, host and port alone; 303 is an error.
//
// # Why a repeat is the same
//
// A delivery that was sent but not written down is sent again. The webhook-id is the news' own
// ID, so that a receiver can tell; the body is the same byte for byte, and only the timestamp of
// the attempt and the signature differ. ntfy has a sequence ID, with which a repeat replaces what
// is shown. Slack, Discord, Teams and Telegram have nothing of the kind for what comes in here.
//
// Sources: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md 1.0.0 (headers,
// signature, secret of 24 to 64 bytes, payload below 20 kB, status codes), read 2026-11-23. Those
// of each service stand with its shape.
package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"outlay/backend/notify"
)

// ErrInvalid says that something the user typed cannot be; the text says what and why, and
// shows no secret.
var ErrInvalid = errors.New("these webhook settings cannot be")

// The shapes.
const (
	Standard = "standard" // Standard Webhooks: signed JSON for programs
	Slack    = "slack"    // and what understands the same: Mattermost, Rocket.Chat
	Discord  = "discord"
	Teams    = "teams" // a workflow that posts to a chat or channel
	Ntfy     = "ntfy"
	Telegram = "telegram"
)

var shapes = []string{Standard, Slack, Discord, Teams, Ntfy, Telegram}

// Config is what of a webhook is no secret.
type Config struct {
	Shape  string `json:"shape"`   // one of the shapes; "" for standard
	ChatID string `json:"chat_id"` // of telegram: a number, or @name of a channel
}

// Secrets is what of a webhook only its receiver may see. However it is printed, it shows
// nothing; fields that a shape has no use for are emptied by [Config.Check].
type Secrets struct {
	URL     string // the address; of ntfy the topic's; of telegram "", or where another server of its API is
	Signing string // of standard: "whsec_" and base64
	Token   string // of ntfy an access token, "" for open topics; of telegram the bot's
}

const hidden = "[webhook]"

// String keeps the secrets out of what is printed.
func (Secrets) String() string { return hidden }

// GoString keeps them out of %#v.
func (Secrets) GoString() string { return hidden }

// LogValue keeps them out of logs.
func (Secrets) LogValue() slog.Value { return slog.StringValue(hidden) }

// NewSigningSecret makes a signing secret of 32 random bytes.
func NewSigningSecret() string {
	var key [32]byte
	_, _ = rand.Read(key[:]) // never fails, says crypto/rand
	return prefix + base64.StdEncoding.EncodeToString(key[:])
}

const prefix = "whsec_"

// Redact returns what may be shown of an address: "https://hooks.slack.com/…".
func Redact(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return "…"
	}
	return u.Scheme + "://" + u.Host + "/…"
}

const telegramHost = "https://api.telegram.org"

var (
	chat     = regexp.MustCompile(`^(-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31})$`)
	botToken = regexp.MustCompile(`^[0-9]{3,20}:[A-Za-z0-9_-]{10,100}$`)
	token    = regexp.MustCompile(`^[!-~]{1,500}$`)
)

// Check returns both as they are kept, with defaults filled in and what the shape does not need
// emptied, or says, wrapping [ErrInvalid], what cannot be. A signing secret may be missing; [New]
// wants one.
func (c Config) Check(s Secrets) (Config, Secrets, error) {
	c.Shape, c.ChatID = strings.TrimSpace(c.Shape), strings.TrimSpace(c.ChatID)
	s.URL, s.Signing, s.Token = strings.TrimSpace(s.URL), strings.TrimSpace(s.Signing), strings.TrimSpace(s.Token)
	if c.Shape == "" {
		c.Shape = Standard
	}
	if !slices.Contains(shapes, c.Shape) {
		return c, s, invalid("the shape is one of %s, and not %.20q", strings.Join(shapes, ", "), c.Shape)
	}
	if c.Shape != Telegram {
		c.ChatID = ""
	} else if s.URL == "" {
		s.URL = telegramHost
	}
	if err := checkSecrets(c.Shape, &s); err != nil {
		return c, s, err
	}
	if c.Shape == Telegram && !chat.MatchString(c.ChatID) {
		return c, s, invalid("the chat is a number, -1001234567890 for instance, or a channel's @name. The bot @userinfobot tells yours")
	}
	return c, s, checkAddress(c.Shape, s.URL)
}

func checkSecrets(shape string, s *Secrets) error {
	if shape != Standard {
		s.Signing = ""
	} else if s.Signing != "" {
		if _, err := signingKey(s.Signing); err != nil {
			return err
		}
	}
	switch {
	case shape != Ntfy && shape != Telegram:
		s.Token = ""
	case shape == Telegram && !botToken.MatchString(s.Token):
		return invalid("Telegram wants the token of a bot, which @BotFather gives: a number, a colon, and letters")
	case s.Token != "" && !token.MatchString(s.Token):
		return invalid("the access token has a space or another character in it that none has; paste it again")
	}
	return nil
}

func checkAddress(shape, address string) error {
	if address == "" {
		return invalid("paste the address that the service gave you")
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Opaque != "" || len(address) > 2000 {
		return invalid("this is not an address; it begins with https://")
	}
	if u.User != nil {
		return invalid("leave the user name and password out of the address: ntfy takes an access token, and a signed webhook needs neither")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return invalid("the address must begin with https://, for everybody on the way could read and use it otherwise; http:// goes on this machine alone")
	}
	if u.Fragment != "" {
		return invalid("what stands behind # in the address never reaches a server; leave it out")
	}
	if shape == Ntfy && strings.Trim(u.Path, "/") == "" {
		return invalid("the address of ntfy ends in a topic: https://ntfy.sh/and-the-topic")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// signingKey is the key that a signing secret stands for.
func signingKey(secret string) ([]byte, error) {
	encoded, found := strings.CutPrefix(secret, prefix)
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !found || err != nil || len(key) < 24 || len(key) > 64 {
		return nil, invalid("a signing secret is whsec_ and the base64 of 24 to 64 bytes")
	}
	return key, nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

// Sink sends news to a webhook. However it is printed, it shows no secret.
type Sink struct {
	name    string
	config  Config
	secrets Secrets
	key     []byte
	client  http.Client
	now     func() time.Time
}

var _ notify.Sink = (*Sink)(nil)

// New returns the sink of a channel. A nil client is a good one; of any other everything is used
// but how it follows redirects. The clock now says when an attempt is made. Errors wrap
// [ErrInvalid].
func New(name string, c Config, s Secrets, client *http.Client, now func() time.Time) (*Sink, error) {
	c, s, err := c.Check(s)
	if err != nil {
		return nil, err
	}
	sink := &Sink{name: name, config: c, secrets: s, now: now}
	if c.Shape == Standard {
		if sink.key, err = signingKey(s.Signing); err != nil {
			return nil, err
		}
	}
	if client != nil {
		sink.client = *client
	}
	sink.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return sink, nil
}

// Name implements [notify.Sink].
func (s *Sink) Name() string { return s.name }

// String keeps the secrets out of what is printed.
func (Sink) String() string { return hidden }

// GoString keeps them out of %#v.
func (Sink) GoString() string { return hidden }

// LogValue keeps them out of logs.
func (Sink) LogValue() slog.Value { return slog.StringValue(hidden) }
