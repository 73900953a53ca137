package alert_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"outlay/backend/alert"
	"outlay/backend/channel"
	"outlay/backend/notify"
	"outlay/backend/notify/email"
)

// post is a mail server on this machine, and what it took.
type post struct {
	*smtp.Server
	address *net.TCPAddr
	shut    func()

	mu     sync.Mutex
	answer error // what it says to a mail; nil to take it
	mails  []*mail.Message
	hangs  func() // is called with every mail that was taken, before the answer
}

// office opens a mail server: at an address that was one's before, or at any.
func office(t testing.TB, at string) *post {
	t.Helper()
	p := &post{}
	p.Server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return clerk{p}, nil }))
	p.Domain, p.ErrorLog = "mail.test", log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	p.address = listener.Addr().(*net.TCPAddr)
	var serving sync.WaitGroup
	serving.Go(func() { _ = p.Serve(listener) })
	p.shut = sync.OnceFunc(func() {
		_ = listener.Close() // the server knows it only once it serves
		_ = p.Close()
		serving.Wait()
	})
	t.Cleanup(p.shut)
	return p
}

type clerk struct{ *post }

func (clerk) Mail(string, *smtp.MailOptions) error { return nil }
func (clerk) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (clerk) Reset()                               {}
func (clerk) Logout() error                        { return nil }

func (c clerk) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	answer := c.take(m)
	if hang := c.hanging(); hang != nil {
		hang()
	}
	return answer
}

func (p *post) take(m *mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.answer == nil {
		p.mails = append(p.mails, m)
	}
	return p.answer
}

// hangsIn lets every mail that was taken wait in f, before the answer; nil for none.
func (p *post) hangsIn(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hangs = f
}

func (p *post) hanging() func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hangs
}

func (p *post) says(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = err
}

// headers returns one header of each mail that was taken.
func (p *post) headers(name string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	texts := []string{}
	for _, m := range p.mails {
		texts = append(texts, m.Header.Get(name))
	}
	return texts
}

// email sets up an e-mail channel and returns its id.
func (p *program) email(to *post) string {
	p.t.Helper()
	saved, err := p.channels.Add(p.t.Context(), channel.Draft{Kind: channel.Email, Email: &email.Config{
		Host: "127.0.0.1", Port: to.address.Port, Security: "none", From: "outlay@example.org", To: []string{"you@example.org"},
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	return saved.Channel.ID
}

// subjects are those of mails without what the sender puts before them.
func subjects(p *post) []string {
	texts := p.headers("Subject")
	for i, text := range texts {
		texts[i] = strings.TrimPrefix(text, "Outlay: ")
	}
	return texts
}

func TestAMailThatIsNotTakenNowIsTakenLaterWithTheSameIdentity(t *testing.T) {
	p := start(t, t.TempDir(), "one")
	server := office(t, "127.0.0.1:0")
	id := p.email(server)
	p.spend(p.connect("50"), "2026-11-22", "45")
	d := p.desk(&place{name: "native"})
	evaluate(t, d)
	server.says(&smtp.SMTPError{Code: 451, Message: "greylisted, come again"})
	deliver(t, d)
	want(t, states(t, d), "80 % native sent 1 "+id+" pending 1")
	server.says(nil)
	p.now = noon.Add(10 * time.Minute)
	deliver(t, d)
	deliver(t, d)
	want(t, subjects(server), "Research: 80 % of its limit")
	want(t, states(t, d), "80 % native sent 1 "+id+" sent 2")
	list, err := d.List(t.Context(), alert.Filter{})
	if err != nil || !strings.Contains(server.headers("Message-ID")[0], list[0].ID) {
		t.Errorf("the mail is %q, the news is %+v, %v", server.headers("Message-ID"), list, err)
	}
}

// All channels are down, the program ends, another starts when they are back.
func TestNewsOutlivesAnOutageOfEveryChannelAndARestart(t *testing.T) {
	dir := t.TempDir()
	before := start(t, dir, "before")
	server, hook := office(t, "127.0.0.1:0"), receive(t)
	mails, hooks := before.email(server), before.webhook(hook.URL)
	before.spend(before.connect("50"), "2026-11-22", "60")
	hook.answer(500)
	server.shut()
	down := &place{name: "native", how: func(context.Context, notify.Message) error { return errors.New("no desktop") }}
	evaluate(t, before.desk(down))
	deliver(t, before.desk(down))
	for _, got := range states(t, before.desk()) {
		for _, waiting := range []string{"native pending 1", mails + " pending 1", hooks + " pending 1"} {
			if !strings.Contains(got, waiting) {
				t.Errorf("%s: %s", waiting, got)
			}
		}
	}
	if err := before.db.Close(); err != nil {
		t.Fatal(err)
	}

	after := start(t, dir, "after")
	after.now = noon.Add(5 * time.Hour)
	again := office(t, server.address.String())
	hook.answer(0)
	screen := &place{name: "native"}
	for range 3 {
		evaluate(t, after.desk(screen))
		deliver(t, after.desk(screen))
	}
	both := []string{"Research: 80 % of its limit", "Research: limit reached"}
	want(t, screen.titles(), both...)
	want(t, hook.titles(), both...)
	want(t, subjects(again), both...)
}
