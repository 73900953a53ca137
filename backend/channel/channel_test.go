package channel_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"outlay/backend/channel"
	"outlay/backend/database"
	"outlay/backend/notify"
	"outlay/backend/notify/email"
	"outlay/backend/notify/webhook"
	"outlay/backend/vault"
)

const canary = "canary-of-the-channels-7f3a"

type profile struct {
	*channel.Store
	t    *testing.T
	db   *database.DB
	path string
}

func open(t *testing.T) *profile {
	t.Helper()
	path := filepath.Join(t.TempDir(), "outlay.db")
	db, err := database.Open(t.Context(), database.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	return &profile{channel.New(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), func() time.Time { return at }), t, db, path}
}

func to[T any](v T) *T { return &v }

func mail() *email.Config {
	return &email.Config{Host: "smtp.example.org", Username: "ann", From: "ann@example.org", To: []string{"bob@example.org", "cy@example.org"}}
}

func (p *profile) add(d channel.Draft) channel.Saved {
	p.t.Helper()
	saved, err := p.Add(p.t.Context(), d)
	if err != nil {
		p.t.Fatal(err)
	}
	return saved
}

func (p *profile) list() []channel.Channel {
	p.t.Helper()
	list, err := p.List(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return list
}

func TestANewProfileHasTheDesktopsNotifications(t *testing.T) {
	p := open(t)
	list := p.list()
	if len(list) != 1 || list[0].ID != channel.NativeID || !list[0].On || list[0].HasSecret {
		t.Fatalf("%+v", list)
	}
	if _, err := p.Change(t.Context(), channel.NativeID, channel.Draft{On: to(false)}); err != nil || p.list()[0].On {
		t.Errorf("switched off: %+v, %v", p.list(), err)
	}
	for what, d := range map[string]channel.Draft{"renamed": {Label: to("x")}, "given a password": {Password: to("x")}, "made a webhook": {URL: to("https://x.example")}} {
		if _, err := p.Change(t.Context(), channel.NativeID, d); !errors.Is(err, channel.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := p.Remove(t.Context(), channel.NativeID); !errors.Is(err, channel.ErrInvalid) {
		t.Errorf("removed: %v", err)
	}
	if _, err := p.Sink(t.Context(), channel.NativeID); !errors.Is(err, channel.ErrNotFound) {
		t.Errorf("its sink: %v", err)
	}
}

func TestWhatIsShownOfAChannel(t *testing.T) {
	p := open(t)
	p.add(channel.Draft{Kind: channel.Email, Email: mail(), Password: to(canary)})
	standard := p.add(channel.Draft{Kind: channel.Webhook, URL: to("https://hooks.example.org/" + canary)})
	slack := p.add(channel.Draft{Kind: channel.Webhook, Label: to("  Team\tchat "), Webhook: &webhook.Config{Shape: webhook.Slack}, URL: to("https://hooks.slack.com/services/" + canary)})
	if !strings.HasPrefix(standard.Signing, "whsec_") || slack.Signing != "" {
		t.Errorf("signing secrets %q and %q", standard.Signing, slack.Signing)
	}
	var lines []string
	for _, c := range p.list() {
		lines = append(lines, fmt.Sprintf("%s %s, %s, %v", c.Kind, c.Label, c.Address, c.HasSecret))
	}
	want := []string{
		"native Notifications of this desktop, , false", "email E-mail, bob@example.org and 1 more, true",
		"webhook Webhook, https://hooks.example.org/…, true", "webhook Team chat, https://hooks.slack.com/…, true",
	}
	if got := strings.Join(lines, "\n"); len(lines) != 4 || !sameLines(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	text, err := json.Marshal(p.list())
	if err != nil || bytes.Contains(text, []byte(canary)) || bytes.Contains(text, []byte(standard.Signing)) {
		t.Errorf("the list holds a secret: %s, %v", text, err)
	}
	for _, name := range []string{p.path, p.path + "-wal"} {
		file, err := os.ReadFile(name)
		if err != nil || bytes.Contains(file, []byte(canary)) || bytes.Contains(file, []byte(standard.Signing)) {
			t.Errorf("%s holds a secret, or cannot be read: %v", filepath.Base(name), err)
		}
	}
	printed := fmt.Sprintf("%v %+v %#v", channel.Draft{Password: to(canary)}, channel.Draft{URL: to(canary)}, channel.Draft{Token: to(canary)})
	if strings.Contains(printed, canary) {
		t.Errorf("a draft prints as %s", printed)
	}
}

// sameLines compares without regard to the order of channels that were made in one moment.
func sameLines(a, b []string) bool {
	left := map[string]int{}
	for i := range a {
		left[a[i]]++
		left[b[i]]--
	}
	for _, n := range left {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestWhatNoChannelCanBe(t *testing.T) {
	p := open(t)
	for _, tt := range []struct {
		what, says string
		draft      channel.Draft
	}{
		{"no kind", "an email or a webhook", channel.Draft{}},
		{"another desktop", "an email or a webhook", channel.Draft{Kind: channel.Native}},
		{"mail without a server", "which mail server", channel.Draft{Kind: channel.Email}},
		{"mail to nobody", "", channel.Draft{Kind: channel.Email, Email: &email.Config{Host: "smtp.example.org", From: "a@example.org"}}},
		{"a user without a password", "no password", channel.Draft{Kind: channel.Email, Email: mail(), Password: to(" ")}},
		{"a webhook without an address", "paste the address", channel.Draft{Kind: channel.Webhook}},
		{"an address in clear", "https://", channel.Draft{Kind: channel.Webhook, URL: to("http://hooks.example.org/" + canary)}},
		{"a user in the address", "user name", channel.Draft{Kind: channel.Webhook, URL: to("https://ann:" + canary + "@example.org/")}},
		{"a shape that is none", "shape", channel.Draft{Kind: channel.Webhook, Webhook: &webhook.Config{Shape: "pigeon"}, URL: to("https://example.org")}},
		{"a signing secret that is none", "whsec_", channel.Draft{Kind: channel.Webhook, URL: to("https://example.org"), Signing: to(canary)}},
		{"a long name", "longer", channel.Draft{Kind: channel.Webhook, URL: to("https://example.org"), Label: to(strings.Repeat("x", 61))}},
		{"a name that turns the text around", "some that no name has", channel.Draft{Kind: channel.Webhook, URL: to("https://example.org"), Label: to("a\u202eb")}},
	} {
		_, err := p.Add(t.Context(), tt.draft)
		if !errors.Is(err, channel.ErrInvalid) || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
	if len(p.list()) != 1 {
		t.Errorf("stored all the same: %+v", p.list())
	}
}

func TestAPasswordGoesToTheServerItWasTypedForAndToNoOther(t *testing.T) {
	p := open(t)
	saved := p.add(channel.Draft{Kind: channel.Email, Email: mail(), Password: to(canary)})
	id := saved.Channel.ID
	moved := mail()
	moved.Host = "smtp.evil.example"
	if _, err := p.Change(t.Context(), id, channel.Draft{Email: moved}); !errors.Is(err, channel.ErrInvalid) || !strings.Contains(err.Error(), "type the password") {
		t.Errorf("moved without a password: %v", err)
	}
	more := mail()
	more.To = []string{"dee@example.org"}
	if _, err := p.Change(t.Context(), id, channel.Draft{Email: more}); err != nil {
		t.Errorf("other recipients at the same server: %v", err)
	}
	if _, err := p.Change(t.Context(), id, channel.Draft{Email: moved, Password: to("another")}); err != nil {
		t.Errorf("moved with a password: %v", err)
	}
	// Whoever rewrites the file finds no password that opens for another host.
	if _, err := p.db.Write.ExecContext(t.Context(), `UPDATE channels SET config = replace(config, 'smtp.evil.example', 'smtp.worse.example') WHERE id = ?`, id); err != nil {
		t.Fatal(err)
	}
	sink, err := p.Sink(t.Context(), id)
	if err == nil {
		err = sink.Send(shortly(t), notify.Message{ID: "m"})
	}
	if err == nil {
		t.Error("a rewritten file sends")
	}
}

func shortly(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// box is a mail server that keeps what it gets.
type box struct{ got []string }

func (b *box) NewSession(*smtp.Conn) (smtp.Session, error) { return b, nil }
func (b *box) Mail(string, *smtp.MailOptions) error        { return nil }
func (b *box) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (b *box) Reset()                                      {}
func (b *box) Logout() error                               { return nil }
func (b *box) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	b.got = append(b.got, string(text))
	return err
}

func TestASinkSendsWhereItsChannelLeads(t *testing.T) {
	p := open(t)
	b := &box{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(b)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	hooks := make(chan string, 10)
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		hooks <- r.URL.Path + " " + r.Header.Get("Webhook-Id")
	}))
	t.Cleanup(web.Close)
	port := listener.Addr().(*net.TCPAddr).Port
	mails := p.add(channel.Draft{Kind: channel.Email, Email: &email.Config{Host: "127.0.0.1", Port: port, Security: "none", From: "a@example.org", To: []string{"b@example.org"}}})
	hook := p.add(channel.Draft{Kind: channel.Webhook, URL: to(web.URL + "/secret-path")})
	if hook.Signing == "" || mails.Channel.HasSecret {
		t.Errorf("%+v, %+v", mails, hook)
	}
	for _, id := range []string{mails.Channel.ID, hook.Channel.ID} {
		sink, err := p.Sink(t.Context(), id)
		if err != nil || sink.Name() != id {
			t.Fatalf("%v, %v", sink, err)
		}
		if err := sink.Send(t.Context(), notify.Message{ID: "m1", Kind: "test", Title: "Hello", At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	if len(b.got) != 1 || !strings.Contains(b.got[0], "Hello") {
		t.Errorf("mail: %q", b.got)
	}
	if got := <-hooks; got != "/secret-path m1" {
		t.Errorf("webhook: %s", got)
	}
	// A changed address is another one; the signing secret stays, and is not shown again.
	again, err := p.Change(t.Context(), hook.Channel.ID, channel.Draft{URL: to(web.URL + "/other")})
	if err != nil || again.Signing != "" {
		t.Fatalf("%+v, %v", again, err)
	}
	sink, err := p.Sink(t.Context(), hook.Channel.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := sink.Send(t.Context(), notify.Message{ID: "m2"}); err != nil {
		t.Fatal(err)
	}
	if got := <-hooks; got != "/other m2" {
		t.Errorf("webhook: %s", got)
	}
}

func TestAProblemIsThereUntilTheChannelIsChanged(t *testing.T) {
	p := open(t)
	id := p.add(channel.Draft{Kind: channel.Webhook, URL: to("https://example.org/x")}).Channel.ID
	if err := p.SetProblem(t.Context(), id, "The address is closed."); err != nil {
		t.Fatal(err)
	}
	if c, err := p.Get(t.Context(), id); err != nil || c.Problem != "The address is closed." {
		t.Errorf("%+v, %v", c, err)
	}
	if saved, err := p.Change(t.Context(), id, channel.Draft{On: to(true)}); err != nil || saved.Channel.Problem != "" {
		t.Errorf("%+v, %v", saved, err)
	}
}

func TestARemovedChannelTakesItsSecretsAlong(t *testing.T) {
	p := open(t)
	id := p.add(channel.Draft{Kind: channel.Webhook, URL: to("https://example.org/x")}).Channel.ID
	if err := p.Remove(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := p.db.Read.QueryRowContext(t.Context(), `SELECT count(*) FROM secrets`).Scan(&n); err != nil || n != 0 || len(p.list()) != 1 {
		t.Errorf("%d secrets and %+v are left: %v", n, p.list(), err)
	}
	for what, err := range map[string]error{"again": p.Remove(t.Context(), id), "changed": second(p.Change(t.Context(), id, channel.Draft{})), "used": second(p.Sink(t.Context(), id))} {
		if !errors.Is(err, channel.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
