package email

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/wneessen/go-mail/smtp"

	"outlay/backend/notify"
	"outlay/backend/notify/plain"
)

// deliver leads the whole conversation. When ctx ends, the connection is closed under it.
func (s *Sink) deliver(ctx context.Context, m notify.Message) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(s.config.Host, strconv.Itoa(s.config.Port)))
	if err != nil {
		return s.unreachable(err)
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if s.config.Security == "none" && !isLoopback(conn) {
		return fmt.Errorf("%s is not this machine, so nothing was sent without TLS. Choose starttls or tls", s.config.Host)
	}
	client, err := s.greet(ctx, &short{Conn: conn})
	if err != nil {
		return err
	}
	if err := s.login(client); err != nil {
		return err
	}
	if err := s.hand(client, m); err != nil {
		return err
	}
	_, _ = client.Text.Cmd("QUIT") // polite, and its answer changes nothing: the mail is taken
	return nil
}

// short is a connection that reads no more than an SMTP conversation can need, so that a
// server which never stops talking does not fill the memory.
type short struct {
	net.Conn
	read int
}

const longestConversation = 1 << 20

func (c *short) Read(p []byte) (int, error) {
	if c.read >= longestConversation {
		return 0, errors.New("the server does not stop talking")
	}
	n, err := c.Conn.Read(p)
	c.read += n
	return n, err
}

// greet returns a client that speaks over TLS, except to this machine where the user said so.
func (s *Sink) greet(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	config := &tls.Config{ServerName: s.config.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
	own := conn
	if s.config.Security == "tls" {
		encrypted := tls.Client(conn, config)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, s.broken("open a TLS connection", err)
		}
		conn = encrypted
	}
	client, err := smtp.NewClient(conn, s.config.Host)
	if err != nil {
		return nil, s.broken("greet", err)
	}
	client.SkipSMTPUTF8(true) // every address is ASCII, and the parts are quoted-printable
	if err := client.Hello(literal(own)); err != nil {
		return nil, s.broken("greet", err)
	}
	if s.config.Security != "starttls" {
		return client, nil
	}
	if offered, _ := client.Extension("STARTTLS"); !offered {
		return nil, fmt.Errorf("the mail server %s offers no encryption (STARTTLS) on port %d, so neither password nor message was sent. Try port 465 with tls; if it offered it before, somebody may be listening in", s.config.Host, s.config.Port)
	}
	if err := client.StartTLS(config); err != nil {
		return nil, s.broken("start TLS", err)
	}
	return client, nil
}

// literal is how a program without a name of its own greets: by its address. The machine's name
// is nobody's business.
func literal(conn net.Conn) string {
	local, ok := conn.LocalAddr().(*net.TCPAddr)
	switch {
	case !ok:
		return "localhost"
	case local.IP.To4() != nil:
		return "[" + local.IP.String() + "]"
	}
	return "[IPv6:" + local.IP.String() + "]"
}

func isLoopback(conn net.Conn) bool {
	remote, ok := conn.RemoteAddr().(*net.TCPAddr)
	return ok && remote.IP.IsLoopback()
}

// login logs in where there is a user name. The password leaves only through here, after TLS.
func (s *Sink) login(client *smtp.Client) error {
	if s.config.Auth == "none" {
		return nil
	}
	has, offered := client.Extension("AUTH")
	if !has {
		return fmt.Errorf("the mail server %s lets nobody log in on port %d. Use port 587 with starttls or 465 with tls, or leave the user name empty", s.config.Host, s.config.Port)
	}
	way, err := s.way(strings.Fields(offered))
	if err != nil {
		return err
	}
	err = client.Auth(way)
	answer := (*textproto.Error)(nil)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &answer) && answer.Code >= 500 && s.config.Auth == "xoauth2":
		return fmt.Errorf("the mail server %s refused the access token (%d). It may have run out: get a new one and save it in the channel", s.config.Host, answer.Code)
	case errors.As(err, &answer) && answer.Code >= 500:
		return fmt.Errorf("the mail server %s refused the user name or password (%d). Gmail and Outlook want an app password", s.config.Host, answer.Code)
	}
	return s.broken("log in", err)
}

// way chooses how to log in, among those that the server offers.
func (s *Sink) way(offered []string) (smtp.Auth, error) {
	c, here := s.config, s.config.Security == "none"
	ways := []struct {
		name, mechanism string
		auth            smtp.Auth
	}{
		{"plain", "PLAIN", smtp.PlainAuth("", c.Username, s.secret, c.Host, here)},
		{"login", "LOGIN", smtp.LoginAuth(c.Username, s.secret, c.Host, here)},
		{"xoauth2", "XOAUTH2", smtp.XOAuth2Auth(c.Username, s.secret)},
		{"", "SCRAM-SHA-256", smtp.ScramSHA256Auth(c.Username, s.secret)},
		{"", "CRAM-MD5", smtp.CRAMMD5Auth(c.Username, s.secret)},
	}
	for _, w := range ways {
		wanted := w.name == c.Auth || (c.Auth == "auto" && w.name != "xoauth2") // a password is no token
		if wanted && slices.Contains(offered, w.mechanism) {
			return w.auth, nil
		}
	}
	return nil, fmt.Errorf("the mail server %s does not let anybody log in by %s; it offers %s. Choose another way to log in", c.Host, c.Auth, plain.Line(strings.Join(offered, ", "), 100, plain.Runes))
}

// hand hands the message over. The recipients are asked for first, because the message says
// which of them were refused.
func (s *Sink) hand(client *smtp.Client, m notify.Message) error {
	from, err := parse(s.config.From)
	if err != nil {
		return err
	}
	if err := client.Mail("<" + from.Address + ">"); err != nil {
		return s.broken("take mail from "+from.Address, err)
	}
	var refused []string
	var last error
	for _, to := range s.config.To {
		err := client.Rcpt("<" + to + ">")
		if err == nil {
			continue
		}
		if !forGood(err) {
			return s.broken("take mail for "+to, err)
		}
		refused, last = append(refused, to), err
	}
	if len(refused) == len(s.config.To) {
		return s.broken("take mail for "+strings.Join(refused, ", "), last)
	}
	return s.data(client, m, note(refused))
}

func note(refused []string) string {
	if len(refused) == 0 {
		return ""
	}
	return "The mail server refused " + strings.Join(refused, ", ") + ", which therefore did not get this message. Correct the recipients in Outlay under Alerts, Channels."
}

func (s *Sink) data(client *smtp.Client, m notify.Message, note string) error {
	message, err := s.compose(m, note)
	if err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return s.broken("take the message", err)
	}
	if _, err := message.WriteTo(w); err != nil {
		return s.broken("take the message", err)
	}
	if err := w.Close(); err != nil {
		return s.broken("take the message", err)
	}
	return nil
}

// forGood says that trying again is of no use: the server answered 5xx.
func forGood(err error) bool {
	answer := (*textproto.Error)(nil)
	return errors.As(err, &answer) && answer.Code >= 500
}

// unreachable says why there is no connection.
func (s *Sink) unreachable(err error) error {
	where := net.JoinHostPort(s.config.Host, strconv.Itoa(s.config.Port))
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		return fmt.Errorf("no mail server of the name %s was found. Check the name, and whether this machine is online", s.config.Host)
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("nothing listens on %s. Check name and port: 587 goes with starttls, 465 with tls", where)
	}
	return fmt.Errorf("the mail server %s cannot be reached. Check name and port, and whether a firewall is in between", where)
}

// broken says in plain words what failed while the server was asked to do something. It takes
// over none of err but what the server said, in harmless characters and without the secret.
func (s *Sink) broken(what string, err error) error {
	host := s.config.Host
	answer, certificate, record := (*textproto.Error)(nil), (*tls.CertificateVerificationError)(nil), tls.RecordHeaderError{}
	switch {
	case errors.As(err, &certificate):
		return fmt.Errorf("the certificate of the mail server %s is not to be trusted, so nothing was sent: %s. Check the server's name; a certificate of your own must be trusted by this machine", host, s.harmless(certificate.Err.Error()))
	case errors.As(err, &record):
		return fmt.Errorf("the mail server %s does not speak TLS on port %d. Use starttls with port 587, or tls with port 465", host, s.config.Port)
	case errors.As(err, &answer) && answer.Code >= 500:
		return fmt.Errorf("the mail server %s refused to %s: %d %s. Check sender and recipients", host, what, answer.Code, s.harmless(answer.Msg))
	case errors.As(err, &answer):
		return fmt.Errorf("the mail server %s will not %s just now: %d %s. It is tried again", host, what, answer.Code, s.harmless(answer.Msg))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fmt.Errorf("the mail server %s hung up when asked to %s. It is tried again", host, what)
	}
	return fmt.Errorf("the conversation with the mail server %s failed when it was asked to %s. Check port and security: 587 goes with starttls, 465 with tls", host, what)
}

// harmless is what a server said, on one line, without the secret in any form it was sent in.
func (s *Sink) harmless(said string) string {
	if s.secret != "" {
		for _, form := range []string{s.secret, "\x00" + s.config.Username + "\x00" + s.secret, "user=" + s.config.Username + "\x01auth=Bearer " + s.secret + "\x01\x01"} {
			said = strings.NewReplacer(form, "[…]", base64.StdEncoding.EncodeToString([]byte(form)), "[…]").Replace(said)
		}
	}
	return strings.TrimRight(plain.Line(said, 200, plain.Runes), ".")
}
