// Package email sends news as e-mail, through a mail server that the user has an account on.
//
// A message has a text and an HTML part, which say the same and load nothing from anywhere.
// Its Message-ID is made of the news' own ID, so that a repeat can be told from news, and
// Auto-Submitted (RFC 3834) keeps it from being answered by machines. The room refuses to speak
// with a server without TLS, unless that server is this very machine, and it never tries
// without TLS what failed with it.
//
// # Why the conversation is led here
//
// The library composes the message and speaks SMTP, but its client decides by itself when to
// give up, gives a server that drips a byte a second all the time it wants, leaves connections
// open that failed while greeting, and sends to nobody when one of several recipients is
// unknown. Here a delivery has one time limit, from the first byte to the last.
//
// # Why one refused recipient does not stop the others
//
// News that nobody gets because a colleague left is what alerts must not do. Where the server
// refuses some recipients for good, the others get the message with a line about it, and the
// delivery counts as done: an error would send it to them again. Where a recipient is refused
// for now, nobody gets it, and it is tried again as a whole.
//
// The standards are RFC 5321 (SMTP), 3207 (STARTTLS), 4954 (AUTH), 3834 (Auto-Submitted) and 8314
// (TLS from the first byte on port 465).
//
// Sources: developers.google.com/gmail/imap/xoauth2-protocol (XOAUTH2), read 2026-11-23.
package email

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"outlay/backend/notify"
	"outlay/backend/notify/plain"
)

// ErrInvalid says that something the user typed cannot be; the text says what and why.
var ErrInvalid = errors.New("these e-mail settings cannot be")

// limit is how long a whole delivery may take.
const limit = 30 * time.Second

// mostRecipients of a channel: more is a mailing list, which a mail server does better.
const mostRecipients = 20

// Config is a mail server and who gets mail through it. It holds no secret.
type Config struct {
	Host     string   `json:"host"`     // smtp.example.org
	Port     int      `json:"port"`     // 0: 587 with starttls, 465 with tls, 25 with none
	Security string   `json:"security"` // starttls, tls, or none: only to this machine. "": tls on port 465, else starttls
	Username string   `json:"username"` // "": no login
	Auth     string   `json:"auth"`     // auto (or ""), plain, login, xoauth2, none
	From     string   `json:"from"`     // alerts@example.org, or Outlay <alerts@example.org>
	To       []string `json:"to"`
}

var (
	hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$`)
	// address is RFC 5321's Mailbox without quoted names and literal addresses of machines.
	address = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])$")
	ports   = map[string]int{"starttls": 587, "tls": 465, "none": 25}
	auths   = []string{"auto", "plain", "login", "xoauth2", "none"}
)

// Check returns c with every default filled in and recipients named once, or says, wrapping
// [ErrInvalid], what cannot be.
func (c Config) Check() (Config, error) {
	for _, text := range append([]string{c.Host, c.Security, c.Username, c.Auth, c.From}, c.To...) {
		if len(text) > 320 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return c, invalid("line breaks and other control characters have no place in them, nor texts of more than 320 characters")
		}
	}
	c.Host = strings.ToLower(strings.Trim(strings.TrimSpace(c.Host), "[]"))
	c.Username = strings.TrimSpace(c.Username)
	for _, check := range []func(*Config) error{(*Config).checkServer, (*Config).checkLogin, (*Config).checkPeople} {
		if err := check(&c); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c *Config) checkServer() error {
	if c.Host == "" {
		return invalid("name the mail server, smtp.example.org for instance")
	}
	if net.ParseIP(c.Host) == nil && (len(c.Host) > 253 || !hostName.MatchString(c.Host)) {
		return invalid("the mail server is a name alone, smtp.example.org for instance, without smtp:// and without a port")
	}
	if c.Security == "" {
		c.Security = "starttls"
		if c.Port == ports["tls"] {
			c.Security = "tls"
		}
	}
	usual, known := ports[c.Security]
	if !known {
		return invalid("security is starttls, tls or none, and not %.20q", c.Security)
	}
	if c.Security == "none" && !loopback(c.Host) {
		return invalid("without TLS, everybody on the way reads the password: only a mail server on this machine (localhost) may go without. Choose starttls or tls")
	}
	if c.Port == 0 {
		c.Port = usual
	}
	if c.Port < 1 || c.Port > 65535 {
		return invalid("a port is a number from 1 to 65535; mail servers listen on 587 (starttls) or 465 (tls)")
	}
	return nil
}

func (c *Config) checkLogin() error {
	if c.Auth == "" {
		c.Auth = "auto"
	}
	if !slices.Contains(auths, c.Auth) {
		return invalid("the way to log in is one of %s, and not %.20q", strings.Join(auths, ", "), c.Auth)
	}
	if c.Username == "" && c.Auth == "auto" {
		c.Auth = "none"
	}
	if c.Username == "" && c.Auth != "none" {
		return invalid("logging in by %s needs a user name, which mostly is the e-mail address", c.Auth)
	}
	return nil
}

func (c *Config) checkPeople() error {
	c.From = strings.TrimSpace(c.From)
	if _, err := parse(c.From); err != nil {
		return invalid("the sender must be an e-mail address, alerts@example.org or Outlay <alerts@example.org>")
	}
	var to []string
	for _, typed := range c.To {
		if typed = strings.TrimSpace(typed); typed == "" {
			continue
		}
		a, err := parse(typed)
		if err != nil {
			return invalid("the recipient %.60q is not an e-mail address of plain letters (a domain with others is written as xn--…)", typed)
		}
		if !slices.ContainsFunc(to, func(have string) bool { return strings.EqualFold(have, a.Address) }) {
			to = append(to, a.Address)
		}
	}
	if len(to) == 0 {
		return invalid("name at least one recipient")
	}
	if len(to) > mostRecipients {
		return invalid("%d recipients are too many; %d may be named, and a mailing list reaches more", len(to), mostRecipients)
	}
	c.To = to
	return nil
}

// parse reads one address, with or without a name before it.
func parse(typed string) (*mail.Address, error) {
	a, err := mail.ParseAddress(typed)
	if err != nil {
		return nil, err
	}
	if !address.MatchString(a.Address) {
		return nil, errors.New("not an address of plain letters")
	}
	a.Name = plain.Line(a.Name, 80, plain.Runes)
	return a, nil
}

// loopback says whether host is this machine by name. That it is by address, too, is looked at
// again when connected.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

// Sink sends news as e-mail. However it is printed, it shows no secret.
type Sink struct {
	name   string
	config Config
	secret string
	roots  *x509.CertPool
}

var _ notify.Sink = (*Sink)(nil)

// New returns the sink of a channel. The secret is what goes with the user name: a password, an
// app password, or for xoauth2 an access token; "" where nobody logs in. It trusts certificates
// that roots vouch for, nil for those that the system trusts. Errors wrap [ErrInvalid].
func New(name string, c Config, secret string, roots *x509.CertPool) (*Sink, error) {
	c, err := c.Check()
	if err != nil {
		return nil, err
	}
	if c.Auth != "none" && secret == "" {
		return nil, invalid("a user name needs a password. Gmail and Outlook want an app password, or an access token with xoauth2")
	}
	if strings.ContainsAny(secret, "\x00\x01\r\n") {
		return nil, invalid("the password has a line break or another control character in it; paste it again")
	}
	return &Sink{name, c, secret, roots}, nil
}

// Name implements [notify.Sink].
func (s *Sink) Name() string { return s.name }

const hidden = "[e-mail channel]"

// String keeps the secret out of what is printed.
func (Sink) String() string { return hidden }

// GoString keeps it out of %#v.
func (Sink) GoString() string { return hidden }

// LogValue keeps it out of logs.
func (Sink) LogValue() slog.Value { return slog.StringValue(hidden) }

// Send implements [notify.Sink] over SMTP. A nil error means that the server took the message
// for at least one recipient, and refused none for now. Every error is a sentence for people;
// one that ended by ctx, or by the time limit, wraps the reason. Sending m again sends the same
// Message-ID.
func (s *Sink) Send(ctx context.Context, m notify.Message) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := s.deliver(ctx, m)
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); errors.Is(cause, context.DeadlineExceeded) {
		return fmt.Errorf("the mail server %s did not finish in time; it is tried again. Check the port: 587 goes with starttls, 465 with tls: %w", s.config.Host, cause)
	} else if cause != nil {
		return fmt.Errorf("the e-mail was not sent: %w", cause)
	}
	return err
}
