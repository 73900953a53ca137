package email_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"outlay/backend/notify"
	"outlay/backend/notify/email"
)

const canary = "canary-p4ssw0rd"

var news = notify.Message{
	ID: "news-42", Kind: "level", Title: "Research: 80 % of its limit", Body: "$40.00 of $50.00 spent.\nAbout $61.00 by 30 Nov.",
	Urgent: true, At: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC),
	Facts: []notify.Fact{{Label: "Spent", Value: "$40.00 of $50.00"}, {Label: "Pace", Value: "$1.90 a day"}},
}

func config(s *server) email.Config {
	return email.Config{Host: s.host, Port: s.port, Security: "starttls", Username: "me@example.org", From: "alerts@example.org", To: []string{"you@example.org"}}
}

func open(t *testing.T, s *server, c email.Config) *email.Sink {
	t.Helper()
	secret := canary
	if c.Username == "" {
		secret = ""
	}
	sink, err := email.New("mail-1", c, secret, s.roots)
	if err != nil {
		t.Fatal(err)
	}
	return sink
}

// read takes a mail apart as a mail program does.
func read(t *testing.T, raw string) (mail.Header, map[string]string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%q, %v", kind, err)
	}
	parts := map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return m.Header, parts
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil || part.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Fatalf("%v, %v", part.Header, err)
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		parts[kind] = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
}

func TestNewsArrivesAsTextAndHTML(t *testing.T) {
	for _, security := range []string{"starttls", "tls"} {
		t.Run(security, func(t *testing.T) {
			s := (&server{password: canary}).start(t, security)
			c := config(s)
			c.Security = security
			c.To = []string{"you@example.org", "they@example.org", "You@example.org"}
			if err := open(t, s, c).Send(t.Context(), news); err != nil {
				t.Fatal(err)
			}
			got := s.got()
			if len(got) != 1 || got[0].from != "alerts@example.org" || !slices.Equal(got[0].to, []string{"you@example.org", "they@example.org"}) {
				t.Fatalf("got %+v", got)
			}
			header, parts := read(t, got[0].raw)
			for name, want := range map[string]string{
				"Subject": news.Title, "From": `"Outlay" <alerts@example.org>`, "To": "<you@example.org>, <they@example.org>",
				"Date": "Mon, 23 Nov 2026 09:30:00 +0000", "Message-Id": "<news-42@example.org>", "Auto-Submitted": "auto-generated",
				"Importance": "high", "Bcc": "", "User-Agent": "", "X-Mailer": "",
			} {
				if decoded, err := new(mime.WordDecoder).DecodeHeader(header.Get(name)); err != nil || decoded != want {
					t.Errorf("%s is %q, want %q", name, decoded, want)
				}
			}
			_, text, html := email.Render(c, news)
			if parts["text/plain"] != text || parts["text/html"] != html {
				t.Errorf("the preview is not what was sent:\n%q\n%q", parts["text/plain"], text)
			}
			for _, words := range []string{"Research: 80 % of its limit", "$40.00 of $50.00 spent.", "About $61.00 by 30 Nov.", "Pace", "$1.90 a day"} {
				if !strings.Contains(text, words) || !strings.Contains(html, words) {
					t.Errorf("%q is missing", words)
				}
			}
			for _, remote := range []string{"http", "src=", "url(", "<script", "<link"} {
				if strings.Contains(html, remote) {
					t.Errorf("the HTML part holds %q", remote)
				}
			}
		})
	}
}

func TestARepeatHasTheSameMessageID(t *testing.T) {
	s := (&server{password: canary}).start(t, "starttls")
	odd := news
	odd.ID = "budget everything\r\nBcc: thief@example.org"
	for range 2 {
		if err := open(t, s, config(s)).Send(t.Context(), odd); err != nil {
			t.Fatal(err)
		}
	}
	first, _ := read(t, s.got()[0].raw)
	again, _ := read(t, s.got()[1].raw)
	if id := first.Get("Message-Id"); !regexp.MustCompile(`^<[A-Za-z0-9_-]+@example\.org>$`).MatchString(id) || id != again.Get("Message-Id") || first.Get("Bcc") != "" {
		t.Errorf("got %q and %q", id, again.Get("Message-Id"))
	}
}

func TestWaysToLogIn(t *testing.T) {
	for _, tt := range []struct {
		name, auth, want string
		offered          []string
	}{
		{"by itself, the simplest that TLS allows", "auto", "PLAIN me@example.org", []string{"XOAUTH2", "LOGIN", "PLAIN"}},
		{"by itself, where there is only LOGIN", "", "LOGIN me@example.org", []string{"XOAUTH2", "LOGIN"}},
		{"plain", "plain", "PLAIN me@example.org", []string{"LOGIN", "PLAIN"}},
		{"login", "login", "LOGIN me@example.org", []string{"LOGIN", "PLAIN"}},
		{"an access token", "xoauth2", "XOAUTH2 me@example.org", []string{"PLAIN", "XOAUTH2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := (&server{password: canary, ways: tt.offered}).start(t, "starttls")
			c := config(s)
			c.Auth = tt.auth
			if err := open(t, s, c).Send(t.Context(), news); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(s.users, []string{tt.want}) || len(s.got()) != 1 {
				t.Errorf("got %q", s.users)
			}
		})
	}
	t.Run("nobody logs in without a name", func(t *testing.T) {
		s := (&server{}).start(t, "starttls")
		c := config(s)
		c.Username = ""
		if err := open(t, s, c).Send(t.Context(), news); err != nil || len(s.users) != 0 {
			t.Errorf("%v, %q", err, s.users)
		}
	})
	t.Run("without TLS on this machine alone", func(t *testing.T) {
		s := (&server{password: canary}).start(t, "")
		c := config(s)
		c.Security = "none"
		if err := open(t, s, c).Send(t.Context(), news); err != nil || len(s.got()) != 1 {
			t.Error(err)
		}
	})
}

func TestWithoutTLSNothingIsSentInClear(t *testing.T) {
	s := (&server{password: canary}).start(t, "") // offers AUTH, and no STARTTLS
	err := open(t, s, config(s)).Send(t.Context(), news)
	if err == nil || !strings.Contains(err.Error(), "no encryption (STARTTLS)") {
		t.Errorf("got %v", err)
	}
	if s.saw(canary) || s.saw("me@example.org") || s.saw("AUTH ") && strings.Contains(s.seen.String(), "\nAUTH ") || s.saw("you@example.org") || len(s.got()) != 0 {
		t.Errorf("the server saw %q", s.seen.String())
	}
}

func TestTheSpySees(t *testing.T) { // or the test above proves nothing
	s := (&server{password: canary}).start(t, "starttls")
	if err := open(t, s, config(s)).Send(t.Context(), news); err != nil || !s.saw(canary) || !s.saw("you@example.org") {
		t.Errorf("%v: %q", err, s.seen.String())
	}
}

func TestABadCertificateStopsEverything(t *testing.T) {
	for _, security := range []string{"starttls", "tls"} {
		for _, tt := range []struct {
			name string
			host string
			make func(*server)
		}{
			{"of an unknown authority", "127.0.0.1", func(s *server) { s.roots = nil }},
			{"of another host", "localhost", func(*server) {}},
		} {
			t.Run(security+" "+tt.name, func(t *testing.T) {
				s := (&server{password: canary}).start(t, security)
				tt.make(s)
				c := config(s)
				c.Security, c.Host = security, tt.host
				err := open(t, s, c).Send(t.Context(), news)
				if err == nil || !strings.Contains(err.Error(), "certificate of the mail server") {
					t.Errorf("got %v", err)
				}
				if s.saw(canary) || len(s.got()) != 0 {
					t.Error("the server saw something")
				}
			})
		}
	}
}

func TestBadDaysInPlainWords(t *testing.T) {
	refuse := func(code int, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
	}
	for _, tt := range []struct {
		name string
		s    *server
		says string
	}{
		{"the password is refused", &server{password: "another"}, "refused the user name or password (535). Gmail and Outlook want an app password"},
		{"the recipient is refused", &server{password: canary, rcpt: func(string) error { return refuse(550, "no such user") }}, "refused to take mail for you@example.org: 550 no such user. Check sender and recipients"},
		{"the recipient has to wait", &server{password: canary, rcpt: func(string) error { return refuse(451, "greylisted") }}, "will not take mail for you@example.org just now: 451 greylisted. It is tried again"},
		{"the message is refused", &server{password: canary, data: func() error { return refuse(554, "spam") }}, "refused to take the message: 554 spam"},
		{"the server speaks nonsense", &server{password: canary, data: func() error { return refuse(554, "a\u202eb <b>"+strings.Repeat("x", 1000)+canary) }}, "554 ab <b>xxx"},
		{"the server repeats the password", &server{password: canary, data: func() error { return refuse(554, "your password is "+canary) }}, "your password is […]"},
		{"there is no way to log in", &server{password: canary, ways: []string{"GSSAPI"}}, "does not let anybody log in by auto; it offers GSSAPI"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.s.start(t, "starttls")
			err := open(t, s, config(s)).Send(t.Context(), news)
			if err == nil || !strings.Contains(err.Error(), tt.says) || len(err.Error()) > 500 {
				t.Errorf("got %v", err)
			}
			if err != nil && (strings.Contains(err.Error(), canary) || strings.ContainsAny(err.Error(), "\r\n\u202e")) {
				t.Errorf("it says too much: %q", err)
			}
			if len(s.got()) != 0 {
				t.Errorf("got %+v", s.got())
			}
		})
	}
	t.Run("the token is refused", func(t *testing.T) {
		s := (&server{password: "another", ways: []string{"XOAUTH2"}}).start(t, "starttls")
		c := config(s)
		c.Auth = "xoauth2"
		if err := open(t, s, c).Send(t.Context(), news); err == nil || !strings.Contains(err.Error(), "refused the access token") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nothing listens", func(t *testing.T) {
		s := &server{host: "127.0.0.1", port: script(t, func(net.Conn) {})}
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s.port = free.Addr().(*net.TCPAddr).Port
		_ = free.Close()
		if err := open(t, s, config(s)).Send(t.Context(), news); err == nil || !strings.Contains(err.Error(), "nothing listens on 127.0.0.1:") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("TLS where there is none", func(t *testing.T) {
		s := (&server{password: canary}).start(t, "")
		c := config(s)
		c.Security = "tls"
		if err := open(t, s, c).Send(t.Context(), news); err == nil || !strings.Contains(err.Error(), "does not speak TLS on port") {
			t.Errorf("got %v", err)
		}
	})
}

func TestFirstNotNowThenYes(t *testing.T) {
	tries := 0
	s := &server{password: canary, data: func() error {
		if tries++; tries == 1 {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try later"}
		}
		return nil
	}}
	s.start(t, "starttls")
	sink := open(t, s, config(s))
	err := sink.Send(t.Context(), news)
	if err == nil || errors.Is(err, notify.ErrGone) || !strings.Contains(err.Error(), "451") || len(s.got()) != 0 {
		t.Fatalf("first: %v, %+v", err, s.got())
	}
	if err := sink.Send(t.Context(), news); err != nil || len(s.got()) != 1 {
		t.Errorf("then: %v, %+v", err, s.got())
	}
}

func TestOneRefusedRecipientDoesNotStopTheOthers(t *testing.T) {
	code := 550
	s := &server{password: canary, rcpt: func(to string) error {
		if to == "gone@example.org" {
			return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: "no such user"}
		}
		return nil
	}}
	s.start(t, "starttls")
	c := config(s)
	c.To = []string{"you@example.org", "gone@example.org", "they@example.org"}
	if err := open(t, s, c).Send(t.Context(), news); err != nil {
		t.Fatal(err)
	}
	if got := s.got(); len(got) != 1 || !slices.Equal(got[0].to, []string{"you@example.org", "they@example.org"}) {
		t.Fatalf("got %+v", got)
	}
	_, parts := read(t, s.got()[0].raw)
	for kind, part := range parts {
		if !strings.Contains(part, "refused gone@example.org") {
			t.Errorf("%s does not say so", kind)
		}
	}
	code = 450 // for now only: nobody gets it, so that nobody gets it twice
	if err := open(t, s, c).Send(t.Context(), news); err == nil || len(s.got()) != 1 {
		t.Errorf("%v, %d mails", err, len(s.got()))
	}
}

func TestServersThatHangUp(t *testing.T) {
	for _, tt := range []struct {
		name string
		then func(net.Conn)
	}{
		{"at once", func(net.Conn) {}},
		{"after the greeting", func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.test\r\n") }},
		{"in the middle of a line", func(c net.Conn) { _, _ = io.WriteString(c, "220 mail") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{host: "127.0.0.1", port: script(t, tt.then)}
			err := open(t, s, config(s)).Send(t.Context(), news)
			if err == nil || !strings.Contains(err.Error(), "hung up") {
				t.Errorf("got %v", err)
			}
		})
	}
	converse := func(last string) func(net.Conn) {
		return func(c net.Conn) {
			say := func(line string) { _, _ = io.WriteString(c, line+"\r\n") }
			say("220 mail.test")
			for in := bufio.NewScanner(c); in.Scan(); {
				switch {
				case in.Text() == "DATA":
					say("354 go on")
				case in.Text() == ".":
					if last != "" {
						say(last)
					}
					return
				case strings.Contains(in.Text(), " "): // EHLO, MAIL, RCPT, and a few lines of the message
					if verb, _, _ := strings.Cut(in.Text(), " "); slices.Contains([]string{"EHLO", "MAIL", "RCPT"}, verb) {
						say("250 ok")
					}
				}
			}
		}
	}
	for last, delivered := range map[string]bool{"": false, "250 ok": true} { // taken is taken, even without a goodbye
		t.Run("after the message, having said "+last, func(t *testing.T) {
			s := &server{host: "127.0.0.1", port: script(t, converse(last))}
			c := config(s)
			c.Security, c.Username = "none", ""
			err := open(t, s, c).Send(t.Context(), news)
			if (err == nil) != delivered || err != nil && !strings.Contains(err.Error(), "hung up") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestServersThatHangEndWithTheTimeGiven(t *testing.T) {
	endless := func(c net.Conn, line string) {
		for {
			if _, err := io.WriteString(c, line); err != nil {
				return
			}
		}
	}
	silent := func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }
	for _, tt := range []struct {
		name, security string
		then           func(net.Conn)
	}{
		{"without a word", "starttls", silent},
		{"without a word of TLS", "tls", silent},
		{"after the greeting", "starttls", func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.test\r\n"); silent(c) }},
		{"after the promise of TLS", "starttls", func(c net.Conn) {
			_, _ = io.WriteString(c, "220 mail.test\r\n250-mail.test\r\n250 STARTTLS\r\n220 go on\r\n")
			silent(c)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{host: "127.0.0.1", port: script(t, tt.then)}
			c := config(s)
			c.Security = tt.security
			err := open(t, s, c).Send(soon(t), news)
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "did not finish in time") {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("a drip that never ends", func(t *testing.T) {
		drip := make(chan struct{}, 1)
		s := &server{host: "127.0.0.1", port: script(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "220-")
			drip <- struct{}{}
			silent(c)
		})}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-drip
			cancel()
		}()
		if err := open(t, s, config(s)).Send(ctx, news); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a flood that never ends", func(t *testing.T) {
		s := &server{host: "127.0.0.1", port: script(t, func(c net.Conn) { endless(c, "220-and another thing\r\n") })}
		if err := open(t, s, config(s)).Send(t.Context(), news); err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it was listened to for ever: %v", err)
		}
	})
}

func TestTextsOfVendorsAreHarmless(t *testing.T) {
	s := (&server{password: canary}).start(t, "starttls")
	nasty := news
	nasty.Title = "Budget\r\nBcc: thief@example.org\r\n\r\n<script>alert(1)</script> \u202egpj" + strings.Repeat("x", 10_000)
	nasty.Body = "line\r\n.\r\nMAIL FROM:<thief@example.org>\n<img src=https://thief.example.org/x>\u202e" + strings.Repeat("y", 10_000)
	nasty.Facts = []notify.Fact{{Label: "Spent\r\nX-Evil: 1", Value: "<b>\"&\u2066$1"}}
	if err := open(t, s, config(s)).Send(t.Context(), nasty); err != nil {
		t.Fatal(err)
	}
	if got := s.got(); len(got) != 1 || !slices.Equal(got[0].to, []string{"you@example.org"}) {
		t.Fatalf("got %+v", got)
	}
	header, parts := read(t, s.got()[0].raw)
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	if err != nil || len([]rune(subject)) > 120 || strings.ContainsAny(subject, "\r\n\u202e") || !strings.HasPrefix(subject, "Budget Bcc: thief@example.org <script>") {
		t.Errorf("%v: %q", err, subject)
	}
	if header.Get("Bcc") != "" || header.Get("X-Evil") != "" {
		t.Errorf("got %v", header)
	}
	html := parts["text/html"]
	if strings.Contains(html, "<script") || strings.Contains(html, "<img") || strings.Contains(html, "<b>") || !strings.Contains(html, "&lt;script&gt;") {
		t.Errorf("got %s", html)
	}
	for kind, part := range parts {
		if strings.ContainsAny(part, "\u202e\u2066\r") || len(part) > 12_000 || !strings.Contains(part, "\n.\n") && kind == "text/plain" {
			t.Errorf("%s: %q", kind, part)
		}
	}
}

func TestCheck(t *testing.T) {
	good := email.Config{Host: "smtp.example.org", Username: "me", From: "Outlay <alerts@example.org>", To: []string{"you@example.org"}}
	with := func(change func(*email.Config)) email.Config {
		c := good
		change(&c)
		return c
	}
	for _, tt := range []struct {
		name string
		c    email.Config
		says string // "" where it is fine
	}{
		{"as documented", good, ""},
		{"no server", with(func(c *email.Config) { c.Host = " " }), "name the mail server"},
		{"an address for browsers", with(func(c *email.Config) { c.Host = "smtp://mail" }), "a name alone"},
		{"a port in the name", with(func(c *email.Config) { c.Host = "mail:25" }), "a name alone"},
		{"an IPv6 server", with(func(c *email.Config) { c.Host = "[2001:db8::1]" }), ""},
		{"a port out of reach", with(func(c *email.Config) { c.Port = 70000 }), "a port is a number"},
		{"unknown security", with(func(c *email.Config) { c.Security = "ssl3" }), "starttls, tls or none"},
		{"no TLS to the world", with(func(c *email.Config) { c.Security = "none" }), "without TLS, everybody"},
		{"no TLS to a name that only looks like this machine", with(func(c *email.Config) { c.Security, c.Host = "none", "localhost.example.org" }), "without TLS, everybody"},
		{"no TLS to this machine", with(func(c *email.Config) { c.Security, c.Host = "none", "127.0.0.1" }), ""},
		{"unknown login", with(func(c *email.Config) { c.Auth = "ntlm" }), "the way to log in"},
		{"a login without a name", with(func(c *email.Config) { c.Auth, c.Username = "xoauth2", "" }), "needs a user name"},
		{"a sender that is none", with(func(c *email.Config) { c.From = "alerts" }), "the sender must be"},
		{"a recipient that is none", with(func(c *email.Config) { c.To = []string{"you"} }), `the recipient "you" is not`},
		{"a quoted recipient", with(func(c *email.Config) { c.To = []string{`"a> RCPT TO:<b"@example.org`} }), "is not an e-mail address"},
		{"a recipient of other letters", with(func(c *email.Config) { c.To = []string{"you@exämple.org"} }), "xn--"},
		{"a second line", with(func(c *email.Config) { c.To = []string{"you@example.org\r\nRCPT TO:<thief@example.org>"} }), "line breaks"},
		{"a second line in the sender", with(func(c *email.Config) { c.From = "a@example.org\nBcc: b@example.org" }), "line breaks"},
		{"nobody", with(func(c *email.Config) { c.To = []string{" "} }), "at least one"},
		{"twenty", with(func(c *email.Config) { c.To = people(20) }), ""},
		{"twenty-one", with(func(c *email.Config) { c.To = people(21) }), "21 recipients are too many"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := tt.c.Check()
			if tt.says != "" {
				if !errors.Is(err, email.ErrInvalid) || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if again, err := c.Check(); err != nil || fmt.Sprint(again) != fmt.Sprint(c) {
				t.Errorf("checked twice: %+v, %v", again, err)
			}
		})
	}
	for port, want := range map[int]string{0: "starttls 587", 465: "tls 465", 2525: "starttls 2525"} {
		if c, err := with(func(c *email.Config) { c.Port = port }).Check(); err != nil || fmt.Sprint(c.Security, " ", c.Port) != want {
			t.Errorf("%d: %s %d, %v", port, c.Security, c.Port, err)
		}
	}
	for _, secret := range []string{"", "two\r\nlines"} {
		if _, err := email.New("x", good, secret, nil); !errors.Is(err, email.ErrInvalid) {
			t.Errorf("%q: %v", secret, err)
		}
	}
}

func people(n int) (to []string) {
	for i := range n {
		to = append(to, fmt.Sprintf("p%d@example.org", i))
	}
	return to
}

func TestNoSecretIsPrinted(t *testing.T) {
	sink, err := email.New("mail-1", email.Config{Host: "smtp.example.org", Username: "me", From: "a@example.org", To: []string{"b@example.org"}}, canary, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&out, verb, sink)
		fmt.Fprintf(&out, verb, *sink)
		fmt.Fprintf(&out, verb, struct{ S notify.Sink }{sink})
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("x", "sink", sink, "value", *sink, "in", []any{sink})
	}
	if strings.Contains(out.String(), canary) || strings.Contains(out.String(), fmt.Sprintf("%x", canary)) {
		t.Errorf("it is printed: %s", out.String())
	}
	if sink.Name() != "mail-1" {
		t.Errorf("got %q", sink.Name())
	}
}
