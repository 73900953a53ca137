// Command receive is where alerts arrive in the end-to-end run: a mail server, and a receiver of
// webhooks that checks each signature by the Standard Webhooks specification, in words of its own.
//
//	receive --token WORD
//
// prints {"smtp_port", "url"} and answers until it is ended. It listens on this machine alone.
// Its control wants the token: GET /_seen is what arrived, POST /_down and /_up make both places
// refuse and take, POST /_secret names the secret that webhooks must be signed with.
//
// Source: github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md,
// read 2026-11-23.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/mail"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

func main() {
	token := flag.String("token", "", "what the control wants to hear")
	flag.Parse()
	if err := run(*token); err != nil {
		fmt.Fprintln(os.Stderr, "receive:", err)
		os.Exit(1)
	}
}

func run(token string) error {
	p := &places{token: token}
	mails, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	hooks, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{places: p}, nil }))
	server.Domain = "receive.invalid"
	ready, err := json.Marshal(map[string]any{"smtp_port": mails.Addr().(*net.TCPAddr).Port, "url": "http://" + hooks.Addr().String()})
	if err != nil {
		return err
	}
	fmt.Println(string(ready))
	ended := make(chan error, 2)
	go func() { ended <- server.Serve(mails) }()
	go func() {
		ended <- (&http.Server{Handler: p.routes(), ReadHeaderTimeout: 10 * time.Second}).Serve(hooks)
	}()
	return <-ended
}

// places are the two places where news arrives.
type places struct {
	token string

	mu      sync.Mutex
	down    bool
	secret  string
	Mails   []letter `json:"mails"`
	Hooks   []hook   `json:"hooks"`
	Refused int      `json:"refused"` // tries while the places were down
}

type letter struct {
	To        []string `json:"to"`
	Subject   string   `json:"subject"`
	MessageID string   `json:"message_id"`
}

type hook struct {
	ID     string         `json:"id"`
	Signed bool           `json:"signed"` // by the secret, lately
	Body   map[string]any `json:"body"`
}

func (p *places) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hook", p.hook)
	mux.HandleFunc("GET /_seen", p.control(func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(p) }))
	mux.HandleFunc("POST /_down", p.control(func(w http.ResponseWriter, _ *http.Request) { p.down = true; _, _ = w.Write([]byte("{}")) }))
	mux.HandleFunc("POST /_up", p.control(func(w http.ResponseWriter, _ *http.Request) { p.down = false; _, _ = w.Write([]byte("{}")) }))
	mux.HandleFunc("POST /_secret", p.control(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(io.LimitReader(r.Body, 1000))
		p.secret = strings.Trim(string(text), "\"\n ")
		_, _ = w.Write([]byte("{}"))
	}))
	return mux
}

func (p *places) control(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if host, _, _ := net.SplitHostPort(r.Host); host != "127.0.0.1" || subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Receive-Token")), []byte(p.token)) != 1 {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		answer(w, r)
	}
}

func (p *places) hook(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down || err != nil {
		p.Refused++
		http.Error(w, "down", http.StatusInternalServerError)
		return
	}
	h := hook{ID: r.Header.Get("Webhook-Id"), Signed: signed(p.secret, r.Header, text)}
	_ = json.Unmarshal(text, &h.Body)
	p.Hooks = append(p.Hooks, h)
	w.WriteHeader(http.StatusNoContent)
}

// signed says that one of the signatures is of this message and secret.
func signed(secret string, header http.Header, body []byte) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 {
		return false
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%s.%s", header.Get("Webhook-Id"), header.Get("Webhook-Timestamp"), body)
	for _, given := range strings.Fields(header.Get("Webhook-Signature")) {
		version, signature, _ := strings.Cut(given, ",")
		sum, err := base64.StdEncoding.DecodeString(signature)
		if err == nil && version == "v1" && hmac.Equal(sum, mac.Sum(nil)) {
			return true
		}
	}
	return false
}

// session is one conversation of a mail program with the server.
type session struct {
	places *places
	to     []string
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	s.places.mu.Lock()
	defer s.places.mu.Unlock()
	if s.places.down {
		s.places.Refused++
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "down"}
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(io.LimitReader(r, 1<<20))
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	s.places.mu.Lock()
	defer s.places.mu.Unlock()
	s.places.Mails = append(s.places.Mails, letter{s.to, m.Header.Get("Subject"), m.Header.Get("Message-Id")})
	return nil
}

func (s *session) Reset()        { s.to = nil }
func (s *session) Logout() error { return nil }
