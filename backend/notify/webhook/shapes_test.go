package webhook_test

import (
	"encoding/json"
	"errors"
	"flag"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"outlay/backend/notify"
	"outlay/backend/notify/webhook"
)

var update = flag.Bool("update", false, "write testdata anew")

// nasty is news with texts of vendors that want to be more than text.
var nasty = notify.Message{
	ID: "a.b\r\nX-Evil: 1", Kind: "level\r\n.x", At: at,
	Title: "Budget\r\nX-Evil: 1 <!channel> <@U1> @everyone **b** [x](https://thief.example.org) \u202egpj",
	Body:  "one\r\n<b onload=\"x\">&amp;</b> `code` <https://thief.example.org|here>\r\n\r\n\r\n@channel @durov_x me@example.org /stop \u2066x\x00",
	Facts: []notify.Fact{{Label: "Spent\nX: 1", Value: "<!here> *\"\\$1\"* 🦊"}, {Label: "", Value: ""}},
}

func long() notify.Message {
	m := news
	m.Title = strings.Repeat("<&*🦊\"", 2000)
	m.Body = strings.Repeat("\\\"<&*_🦊", 1250) + strings.Repeat("\nx", 1250)
	m.Facts = nil
	for range 100 {
		m.Facts = append(m.Facts, notify.Fact{Label: strings.Repeat("<&*🦊\"", 2000), Value: strings.Repeat("@_ä🦊\\", 2000)})
	}
	return m
}

func shapeConfig(shape string) webhook.Config {
	c := webhook.Config{Shape: shape}
	if shape == webhook.Telegram {
		c.ChatID = "-1001234567890"
	}
	return c
}

var shapes = []string{webhook.Standard, webhook.Slack, webhook.Discord, webhook.Teams, webhook.Ntfy, webhook.Telegram}

// TestBodies compares what is sent with testdata, for people to look at; -update writes it anew.
func TestBodies(t *testing.T) {
	for _, shape := range shapes {
		for name, m := range map[string]notify.Message{"news": news, "nasty": nasty, "least": {ID: "x", At: at}} {
			t.Run(shape+" "+name, func(t *testing.T) {
				kind, body := webhook.Render(shapeConfig(shape), m)
				path := filepath.Join("testdata", shape+"-"+name+".txt")
				if kind == "application/json" {
					var v any
					if err := json.Unmarshal(body, &v); err != nil {
						t.Fatal(err)
					}
					path = strings.TrimSuffix(path, ".txt") + ".json"
				}
				got := string(body) + "\n"
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil || got != string(want) {
					t.Errorf("%v: got\n%s\nwant\n%s\n(go test ./backend/notify/webhook -update writes it anew)", err, got, want)
				}
				if _, again := webhook.Render(shapeConfig(shape), m); string(again) != string(body) {
					t.Error("a repeat differs")
				}
			})
		}
	}
}

func TestTextsOfVendorsAreHarmlessInEveryShape(t *testing.T) {
	for _, shape := range shapes {
		t.Run(shape, func(t *testing.T) {
			_, body := webhook.Render(shapeConfig(shape), nasty)
			text := string(body)
			if strings.ContainsAny(text, "\r\x00\u202e\u2066") || !utf8.Valid(body) {
				t.Errorf("got %q", text)
			}
			for _, live := range map[string][]string{
				webhook.Slack:    {"<!", "<@", "<b", "<https"},
				webhook.Discord:  {" @everyone", " <@", "**b**", "[x]("},
				webhook.Teams:    {`"TextBlock"`, `"FactSet"`, `\r`},
				webhook.Telegram: {"parse_mode", " @durov_x", " @everyone"},
			}[shape] {
				if strings.Contains(text, live) {
					t.Errorf("%q is live in %s", live, text)
				}
			}
		})
	}
}

// units counts as JavaScript, Java and most services do.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func TestTheLongestNewsFitsInEveryShape(t *testing.T) {
	within := func(t *testing.T, what, s string, longest int) {
		t.Helper()
		if n := units(s); n > longest || n == 0 || !utf8.ValidString(s) {
			t.Errorf("%s has %d characters of %d", what, n, longest)
		}
	}
	render := func(t *testing.T, shape string, into any) int {
		t.Helper()
		_, body := webhook.Render(shapeConfig(shape), long())
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatal(err)
		}
		return len(body)
	}
	t.Run("standard", func(t *testing.T) {
		if n := render(t, webhook.Standard, &struct{}{}); n > 20_000 {
			t.Errorf("%d bytes", n)
		}
	})
	t.Run("slack", func(t *testing.T) {
		var m struct {
			Text   string
			Blocks []struct {
				Type   string
				Text   struct{ Text string }
				Fields []struct{ Text string }
			}
		}
		render(t, webhook.Slack, &m)
		within(t, "the text", m.Text, 150)
		within(t, "the header", m.Blocks[0].Text.Text, 150)
		within(t, "the section", m.Blocks[1].Text.Text, 3000)
		if n := len(m.Blocks[2].Fields); n != 10 {
			t.Errorf("%d fields", n)
		}
		for _, f := range m.Blocks[2].Fields {
			within(t, "a field", f.Text, 2000)
		}
	})
	t.Run("discord", func(t *testing.T) {
		var m struct {
			Embeds []struct {
				Title, Description string
				Fields             []struct{ Name, Value string }
				Footer             struct{ Text string }
			}
		}
		render(t, webhook.Discord, &m)
		e := m.Embeds[0]
		within(t, "the title", e.Title, 256)
		within(t, "the description", e.Description, 4096)
		all := e.Title + e.Description + e.Footer.Text
		for _, f := range e.Fields {
			within(t, "a name", f.Name, 256)
			within(t, "a value", f.Value, 1024)
			all += f.Name + f.Value
		}
		within(t, "all", all, 6000)
	})
	t.Run("teams", func(t *testing.T) {
		if n := render(t, webhook.Teams, &struct{}{}); n > 21_000 {
			t.Errorf("%d bytes", n)
		}
	})
	t.Run("ntfy", func(t *testing.T) {
		if _, body := webhook.Render(shapeConfig(webhook.Ntfy), long()); len(body) > 4096 || !utf8.Valid(body) {
			t.Errorf("%d bytes", len(body))
		}
	})
	t.Run("telegram", func(t *testing.T) {
		var m struct{ Text string }
		render(t, webhook.Telegram, &m)
		within(t, "the text", m.Text, 4096)
	})
}

func TestShapesArrive(t *testing.T) {
	const bot = "123456:" + "AbCdEfGhIjKlMnOpQrSt"
	for _, tt := range []struct {
		shape, path, token, want string // want is the path that is asked for
	}{
		{webhook.Slack, "/services/T/B/x", "", "/services/T/B/x"},
		{webhook.Discord, "/api/webhooks/1/x?thread_id=7", "", "/api/webhooks/1/x?thread_id=7&wait=true"},
		{webhook.Teams, "/workflows/1?sig=x", "", "/workflows/1?sig=x"},
		{webhook.Ntfy, "/topic", "", "/topic"},
		{webhook.Telegram, "", bot, "/bot" + bot + "/sendMessage"},
	} {
		t.Run(tt.shape, func(t *testing.T) {
			r := receive(t, status(200))
			c := shapeConfig(tt.shape)
			if err := openShape(t, r, c, webhook.Secrets{URL: r.URL + tt.path, Token: tt.token}).Send(t.Context(), news); err != nil {
				t.Fatal(err)
			}
			got := r.requests()[0]
			kind, body := webhook.Render(c, news)
			if got.method != "POST" || got.path != tt.want || got.body != string(body) || got.header.Get("Content-Type") != kind || got.header.Get("webhook-signature") != "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestNtfyHeadersAreSafe(t *testing.T) {
	r := receive(t, status(200))
	sink := openShape(t, r, shapeConfig(webhook.Ntfy), webhook.Secrets{URL: r.URL + "/topic", Token: "tk_1234567890"})
	odd := nasty
	odd.Title = "Prüfung\r\nX-Evil: 1 🦊 " + strings.Repeat("ä", 10_000)
	for _, m := range []notify.Message{news, odd, odd} {
		if err := sink.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	calm, first, again := r.requests()[0].header, r.requests()[1].header, r.requests()[2].header
	if calm.Get("Title") != news.Title || calm.Get("Priority") != "5" || calm.Get("X-Sequence-ID") != news.ID || calm.Get("Authorization") != "Bearer tk_1234567890" {
		t.Errorf("got %v", calm)
	}
	title, err := new(mime.WordDecoder).DecodeHeader(first.Get("Title"))
	if err != nil || !strings.HasPrefix(title, "Prüfung X-Evil: 1 🦊 ää") || utf8.RuneCountInString(title) > 120 || first.Get("X-Evil") != "" || first.Get("Priority") != "3" ||
		strings.ContainsFunc(first.Get("Title"), func(r rune) bool { return r < ' ' || r > '~' }) {
		t.Errorf("%v: %q, %v", err, title, first)
	}
	if id := first.Get("X-Sequence-ID"); id == "" || id != again.Get("X-Sequence-ID") {
		t.Errorf("got %q", id)
	}
}

func TestTelegramSaysInTheBodyHowLongToWait(t *testing.T) {
	const bot = "123456:" + "AbCdEfGhIjKlMnOpQrSt"
	r := receive(t, say(http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}`), say(404, `{"ok":false,"description":"Not Found /bot`+bot+`/sendMessage"}`))
	sink := openShape(t, r, shapeConfig(webhook.Telegram), webhook.Secrets{URL: r.URL, Token: bot})
	var later notify.Later
	if err := sink.Send(t.Context(), news); !errors.As(err, &later) || later.Wait != 35*time.Second {
		t.Errorf("got %v", err)
	}
	if err := sink.Send(t.Context(), news); err == nil || strings.Contains(err.Error(), "AbCdEf") {
		t.Errorf("got %v", err)
	}
}
