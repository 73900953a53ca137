package email_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// server is a real mail server on loopback, and what it saw.
type server struct {
	host, password string
	ways           []string
	rcpt           func(to string) error
	data           func() error
	roots          *x509.CertPool

	*smtp.Server
	port int

	mu    sync.Mutex
	seen  bytes.Buffer // every byte that came in, before TLS and after
	mails []received
	users []string
}

type received struct {
	from string
	to   []string
	raw  string
}

// start runs the server: tlsFrom is "" for none, "starttls" for an offer, "tls" for the first byte.
func (s *server) start(t *testing.T, tlsFrom string) *server {
	t.Helper()
	if s.host == "" {
		s.host = "127.0.0.1"
	}
	if s.ways == nil {
		s.ways = []string{sasl.Plain}
	}
	s.Server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }))
	s.Domain, s.AllowInsecureAuth = "mail.test", true
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.Debug = spy{s}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if tlsFrom != "" {
		config, roots := certificate(t, s.host)
		s.roots = roots
		if tlsFrom == "tls" {
			listener = tls.NewListener(listener, config)
		} else {
			s.TLSConfig = config
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = s.Close()
		<-done
	})
	return s
}

// spy keeps what both sides said, as it reads inside of TLS.
type spy struct{ s *server }

func (w spy) Write(p []byte) (int, error) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	return w.s.seen.Write(p)
}

// saw says whether the server got to see the text, plain or in base64.
func (s *server) saw(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(s.seen.String(), text) {
		return true
	}
	for word := range strings.FieldsSeq(s.seen.String()) {
		if plain, err := base64.StdEncoding.DecodeString(word); err == nil && strings.Contains(string(plain), text) {
			return true
		}
	}
	return false
}

func (s *server) got() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mails
}

type session struct {
	s    *server
	mail received
}

func (x *session) AuthMechanisms() []string { return x.s.ways }

func (x *session) Auth(way string) (sasl.Server, error) {
	check := func(user, password string) error {
		if password != x.s.password {
			return &smtp.SMTPError{Code: 535, Message: "no, not " + password + " nor " + base64.StdEncoding.EncodeToString([]byte(password))}
		}
		x.s.mu.Lock()
		defer x.s.mu.Unlock()
		x.s.users = append(x.s.users, way+" "+user)
		return nil
	}
	switch way {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case "LOGIN":
		return &asking{check: check}, nil
	case "XOAUTH2":
		return bearer{check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

// asking is LOGIN's side of the server: it asks for the name, then for the password.
type asking struct {
	check func(user, password string) error
	asked int
	user  string
}

func (a *asking) Next(answer []byte) ([]byte, bool, error) {
	a.asked++
	switch a.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		a.user = string(answer)
		return []byte("Password:"), false, nil
	}
	return nil, true, a.check(a.user, string(answer))
}

// bearer is XOAUTH2's side of the server, which says why not in a challenge of its own.
type bearer struct {
	check func(user, password string) error
}

func (b bearer) Next(answer []byte) ([]byte, bool, error) {
	if len(answer) == 0 {
		return nil, true, smtp.ErrAuthFailed
	}
	user, rest, _ := strings.Cut(strings.TrimPrefix(string(answer), "user="), "\x01auth=Bearer ")
	if err := b.check(user, strings.TrimSuffix(rest, "\x01\x01")); err != nil {
		return []byte(`{"status":"401"}`), false, nil
	}
	return nil, true, nil
}

func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	x.mail = received{from: from}
	return nil
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if x.s.rcpt != nil {
		if err := x.s.rcpt(to); err != nil {
			return err
		}
	}
	x.mail.to = append(x.mail.to, to)
	return nil
}

func (x *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if x.s.data != nil {
		if err := x.s.data(); err != nil {
			return err
		}
	}
	x.mail.raw = string(raw)
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.mails = append(x.s.mails, x.mail)
	return nil
}

func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

// certificate makes an authority and a certificate of it for host.
func certificate(t *testing.T, host string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{host}}
	if ip := net.ParseIP(host); ip != nil {
		leaf.DNSNames, leaf.IPAddresses = nil, []net.IP{ip}
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	leafKey, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	signed, err3 := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	der, err4 := x509.CreateCertificate(rand.Reader, leaf, authority, leafKey.Public(), authorityKey)
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(signed)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: leafKey}}}, roots
}

// script is a server that is no go-smtp: it says what it is told, and then does what it is told.
func script(t *testing.T, then func(net.Conn)) (port int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer func() { _ = conn.Close() }()
				then(conn)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		all.Wait()
	})
	return listener.Addr().(*net.TCPAddr).Port
}

// soon is a context that ends while a server that never answers is waited for.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}
