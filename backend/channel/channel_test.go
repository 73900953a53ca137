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
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
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
	t      *testing.T
	db     *database.DB
	path   string
	master vault.Master
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
	master := vault.ThisSessionOnly()
	return &profile{channel.New(db, vault.New(db.Write, db.Read, master), func() time.Time { return at }), t, db, path, master}
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
	for what, d := range map[string]channel.Draft{
		"another user":             {Email: with(moved, func(c *email.Config) { c.Username = "eve" })},
		"another port":             {Email: with(moved, func(c *email.Config) { c.Port = 2525 })},
		"TLS from another moment":  {Email: with(moved, func(c *email.Config) { c.Port, c.Security = 587, "tls" })},
		"a moved one, and a blank": {Email: mail(), Password: to(" ")},
	} {
		if _, err := p.Change(t.Context(), id, d); !errors.Is(err, channel.ErrInvalid) || !strings.Contains(err.Error(), "password") {
			t.Errorf("%s, without a password: %v", what, err)
		}
	}
}

func with(c *email.Config, change func(*email.Config)) *email.Config {
	other := *c
	change(&other)
	return &other
}

func TestWhoeverRewritesTheFileGetsNoPassword(t *testing.T) {
	p := open(t)
	own, thief := serve(t, &box{login: true}), serve(t, &box{login: true})
	id := p.add(channel.Draft{Kind: channel.Email, Password: to(canary), Email: &email.Config{
		Host: "127.0.0.1", Port: own.port, Security: "none", Username: "ann", From: "ann@example.org", To: []string{"bob@example.org"},
	}}).Channel.ID
	if err := p.send(id); err != nil || !slices.Equal(own.seen(), []string{canary}) {
		t.Fatalf("its own server got %q, %v", own.seen(), err)
	}
	p.exec(`UPDATE channels SET config = replace(config, ?, ?) WHERE id = ?`, fmt.Sprint(own.port), fmt.Sprint(thief.port), id)
	if c, err := p.Get(t.Context(), id); err != nil || c.Email.Port != thief.port {
		t.Fatalf("the file is not rewritten: %+v, %v", c, err)
	}
	err := p.send(id)
	if !errors.Is(err, vault.ErrMissing) || !strings.Contains(err.Error(), "type it again in the channel") || len(thief.seen()) > 0 {
		t.Errorf("another server got %q, %v", thief.seen(), err)
	}
	// Nor does the window help: recipients are changed, and the password stays where it was.
	if _, err := p.Change(t.Context(), id, channel.Draft{Label: to("Letters")}); err != nil {
		t.Error(err)
	}
	if err := p.send(id); err == nil || len(thief.seen()) > 0 {
		t.Errorf("after a change another server got %q, %v", thief.seen(), err)
	}
}

func TestWhoLogsInHasAPassword(t *testing.T) {
	p := open(t)
	nobody := with(mail(), func(c *email.Config) { c.Username = "" })
	for what, d := range map[string]channel.Draft{
		"a user and no password":      {Email: mail()},
		"a password and no user":      {Email: nobody, Password: to(canary)},
		"a password of two lines":     {Email: mail(), Password: to(canary + "\n" + canary)},
		"a password with a null byte": {Email: mail(), Password: to("x\x00" + canary)},
	} {
		d.Kind = channel.Email
		if _, err := p.Add(t.Context(), d); !errors.Is(err, channel.ErrInvalid) || !strings.Contains(err.Error(), "password") || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", what, err)
		}
	}
	id := p.add(channel.Draft{Kind: channel.Email, Email: mail(), Password: to(canary)}).Channel.ID
	if saved, err := p.Change(t.Context(), id, channel.Draft{Email: nobody}); err != nil || saved.Channel.HasSecret || p.secrets() != 0 {
		t.Errorf("nobody logs in any more: %+v, %v, %d secrets", saved, err, p.secrets())
	}
	if _, err := p.Change(t.Context(), id, channel.Draft{Email: mail()}); !errors.Is(err, channel.ErrInvalid) {
		t.Errorf("somebody logs in again, without a password: %v", err)
	}
}

func TestAnotherServiceOrHostLearnsNoToken(t *testing.T) {
	p := open(t)
	heard := make(chan string, 10)
	listen := func() string {
		web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			heard <- r.URL.Path + " " + r.Header.Get("Authorization")
		}))
		t.Cleanup(web.Close)
		return web.URL
	}
	own, other := listen(), listen()
	id := p.add(channel.Draft{Kind: channel.Webhook, Webhook: &webhook.Config{Shape: webhook.Ntfy}, URL: to(own + "/topic"), Token: to(canary)}).Channel.ID
	hears := func(what, want string) {
		t.Helper()
		if err := p.send(id); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got := <-heard; strings.Contains(got, canary) != strings.Contains(want, canary) {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	change := func(d channel.Draft) {
		t.Helper()
		if _, err := p.Change(t.Context(), id, d); err != nil {
			t.Fatal(err)
		}
	}
	hears("its own server", "Bearer "+canary)
	change(channel.Draft{URL: to(own + "/another-topic")})
	hears("another topic of the same server", "Bearer "+canary)
	change(channel.Draft{URL: to(other + "/topic")})
	hears("another server", "nothing")
	change(channel.Draft{URL: to(own + "/topic")})
	hears("its own server, later", "nothing")

	// An address that was stored for one service is not where another one's token goes.
	telegram := channel.Draft{Webhook: &webhook.Config{Shape: webhook.Telegram, ChatID: "5"}, Token: to("12345:" + canary)}
	saved, err := p.Change(t.Context(), id, telegram)
	if err != nil || saved.Channel.Address != "https://api.telegram.org/…" {
		t.Errorf("a bot's token goes to %q, %v", saved.Channel.Address, err)
	}
	if _, err := p.Change(t.Context(), id, channel.Draft{Webhook: &webhook.Config{Shape: webhook.Slack}}); !errors.Is(err, channel.ErrInvalid) || !strings.Contains(err.Error(), "paste the address") {
		t.Errorf("another service without its address: %v", err)
	}
}

func TestNoShapeIsTheStandardOneAndKeepsItsAddress(t *testing.T) {
	p := open(t)
	id := p.add(channel.Draft{Kind: channel.Webhook, URL: to("https://example.org/x")}).Channel.ID
	saved, err := p.Change(t.Context(), id, channel.Draft{Webhook: &webhook.Config{}})
	if err != nil || saved.Signing != "" || saved.Channel.Address != "https://example.org/…" {
		t.Errorf("%+v, %v", saved, err)
	}
}

func TestAChannelStaysOfItsKind(t *testing.T) {
	p := open(t)
	mails := p.add(channel.Draft{Kind: channel.Email, Email: mail(), Password: to(canary)}).Channel.ID
	hook := p.add(channel.Draft{Kind: channel.Webhook, URL: to("https://example.org/x")}).Channel.ID
	for what, err := range map[string]error{
		"mail made a webhook":                   second(p.Change(t.Context(), mails, channel.Draft{Kind: channel.Webhook, URL: to("https://example.org")})),
		"mail with an address":                  second(p.Change(t.Context(), mails, channel.Draft{URL: to("https://example.org")})),
		"a webhook with a password":             second(p.Change(t.Context(), hook, channel.Draft{Password: to(canary)})),
		"the desktop made a webhook":            second(p.Change(t.Context(), channel.NativeID, channel.Draft{Kind: channel.Webhook})),
		"a new webhook with a mail server too":  second(p.Add(t.Context(), channel.Draft{Kind: channel.Webhook, URL: to("https://example.org"), Email: mail()})),
		"a new mail channel with a token of it": second(p.Add(t.Context(), channel.Draft{Kind: channel.Email, Email: mail(), Password: to("x"), Token: to(canary)})),
	} {
		if !errors.Is(err, channel.ErrInvalid) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestADamagedChannelSaysSoAndCanBeTypedAnew(t *testing.T) {
	for _, config := range []string{"", "{", "{}", "null", "[]", `{"email":null,"webhook":null}`, `{"email":{"port":"x"}}`, `{"webhook":5}`} {
		p := open(t)
		mails := p.add(channel.Draft{Kind: channel.Email, Email: mail(), Password: to(canary)}).Channel.ID
		hook := p.add(channel.Draft{Kind: channel.Webhook, URL: to("https://example.org/x")}).Channel.ID
		p.exec(`UPDATE channels SET config = ? WHERE id <> 'native'`, config)
		for _, c := range p.list()[1:] {
			if _, err := p.Sink(t.Context(), c.ID); err == nil || !strings.Contains(c.Problem, "cannot be read") {
				t.Errorf("%q: a sink of %s, whose problem is %q: %v", config, c.Kind, c.Problem, err)
			}
		}
		again := map[string]channel.Draft{mails: {Email: mail(), Password: to(canary)}, hook: {URL: to("https://example.org/y")}}
		for id, d := range again {
			saved, err := p.Change(t.Context(), id, d)
			if err != nil || saved.Channel.Problem != "" || second(p.Sink(t.Context(), id)) != nil {
				t.Errorf("%q: typed anew: %+v, %v", config, saved, err)
			}
		}
	}
}

func TestASecretThatNoLongerOpensIsTypedAnew(t *testing.T) {
	p := open(t)
	id := p.add(channel.Draft{Kind: channel.Webhook, URL: to("https://example.org/x")}).Channel.ID
	for what, statement := range map[string]string{"damaged": `UPDATE secrets SET sealed = x'00'`, "gone": `DELETE FROM secrets`} {
		p.exec(statement)
		_, err := p.Sink(t.Context(), id)
		if err == nil || !strings.Contains(err.Error(), "type it again in the channel") || strings.Contains(err.Error(), "Accounts") {
			t.Errorf("%s: %v", what, err)
		}
		saved, err := p.Change(t.Context(), id, channel.Draft{URL: to("https://example.org/y")})
		if err != nil || saved.Signing == "" || second(p.Sink(t.Context(), id)) != nil {
			t.Errorf("%s, typed anew: %+v, %v", what, saved, err)
		}
	}
}

// keychain is a master key that something happens before somebody gets it.
type keychain struct {
	vault.Master
	meanwhile func()
}

func (k keychain) Key(ctx context.Context, mayMake bool) ([]byte, error) {
	k.meanwhile()
	return k.Master.Key(ctx, mayMake)
}

// besides returns a second program on the profile, in which something happens while its keychain
// asks for the first time.
func (p *profile) besides(meanwhile func()) *channel.Store {
	return channel.New(p.db, vault.New(p.db.Write, p.db.Read, keychain{p.master, sync.OnceFunc(meanwhile)}), time.Now)
}

func TestWhatAnotherProgramDoesMeanwhileIsNotUndone(t *testing.T) {
	t.Run("removed", func(t *testing.T) {
		p := open(t)
		id := p.add(channel.Draft{Kind: channel.Email, Email: mail(), Password: to("x")}).Channel.ID
		slow := p.besides(func() {
			if err := p.Remove(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
		_, err := slow.Change(t.Context(), id, channel.Draft{Password: to(canary)})
		if !errors.Is(err, channel.ErrNotFound) || len(p.list()) != 1 || p.secrets() != 0 {
			t.Errorf("it is back: %+v, %d secrets, %v", p.list(), p.secrets(), err)
		}
	})
	t.Run("moved to another server", func(t *testing.T) {
		p := open(t)
		id := p.add(channel.Draft{Kind: channel.Webhook, Webhook: &webhook.Config{Shape: webhook.Ntfy}, URL: to("https://ntfy.sh/x")}).Channel.ID
		slow := p.besides(func() {
			if _, err := p.Change(t.Context(), id, channel.Draft{Label: to("Phone"), URL: to("https://ntfy.example.org/x")}); err != nil {
				t.Error(err)
			}
		})
		saved, err := slow.Change(t.Context(), id, channel.Draft{Token: to(canary)})
		if err != nil || saved.Channel.Label != "Phone" || saved.Channel.Address != "https://ntfy.example.org/…" {
			t.Errorf("%+v, %v", saved, err)
		}
	})
	t.Run("a draft that cannot be asks for no master key", func(t *testing.T) {
		p := open(t)
		slow := p.besides(func() { t.Error("asked") })
		if _, err := slow.Add(t.Context(), channel.Draft{Kind: channel.Webhook, URL: to("http://example.org")}); !errors.Is(err, channel.ErrInvalid) {
			t.Error(err)
		}
	})
}

// send sends a message through a channel's sink.
func (p *profile) send(id string) error {
	sink, err := p.Sink(p.t.Context(), id)
	if err != nil {
		return err
	}
	return sink.Send(p.t.Context(), notify.Message{ID: "m", Kind: "test", Title: "Hello", At: time.Now()})
}

func (p *profile) exec(statement string, args ...any) {
	p.t.Helper()
	if _, err := p.db.Write.ExecContext(p.t.Context(), statement, args...); err != nil {
		p.t.Fatal(err)
	}
}

// secrets says how many are sealed.
func (p *profile) secrets() (n int) {
	p.t.Helper()
	if err := p.db.Read.QueryRowContext(p.t.Context(), `SELECT count(*) FROM secrets`).Scan(&n); err != nil {
		p.t.Fatal(err)
	}
	return n
}

// box is a mail server on this machine that keeps what it gets.
type box struct {
	login bool // it wants one, and takes every password
	port  int

	mu             sync.Mutex
	got, passwords []string
}

func serve(t *testing.T, b *box) *box {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		if b.login {
			return guarded{b}, nil
		}
		return b, nil
	}))
	server.AllowInsecureAuth = true
	b.port = listener.Addr().(*net.TCPAddr).Port
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return b
}

func (b *box) Mail(string, *smtp.MailOptions) error { return nil }
func (b *box) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (b *box) Reset()                               {}
func (b *box) Logout() error                        { return nil }
func (b *box) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got = append(b.got, string(text))
	return err
}

func (b *box) mails() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.got)
}

// seen are the passwords that the server got to see.
func (b *box) seen() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.passwords)
}

// guarded is a box behind a login.
type guarded struct{ *box }

func (guarded) AuthMechanisms() []string { return []string{sasl.Plain} }
func (g guarded) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.passwords = append(g.passwords, password)
		return nil
	}), nil
}

func TestASinkSendsWhereItsChannelLeads(t *testing.T) {
	p := open(t)
	b := serve(t, &box{})
	hooks := make(chan string, 10)
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		hooks <- r.URL.Path + " " + r.Header.Get("Webhook-Id")
	}))
	t.Cleanup(web.Close)
	mails := p.add(channel.Draft{Kind: channel.Email, Email: &email.Config{Host: "127.0.0.1", Port: b.port, Security: "none", From: "a@example.org", To: []string{"b@example.org"}}})
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
	if got := b.mails(); len(got) != 1 || !strings.Contains(got[0], "Hello") {
		t.Errorf("mail: %q", got)
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
	if n := p.secrets(); n != 0 || len(p.list()) != 1 {
		t.Errorf("%d secrets and %+v are left", n, p.list())
	}
	for what, err := range map[string]error{"again": p.Remove(t.Context(), id), "changed": second(p.Change(t.Context(), id, channel.Draft{})), "used": second(p.Sink(t.Context(), id))} {
		if !errors.Is(err, channel.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
