package webhook

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"outlay/backend/notify"
	"outlay/backend/notify/plain"
)

// Render returns what would be sent for m, and its content type. It holds no secret.
func Render(c Config, m notify.Message) (contentType string, body []byte) {
	switch c.Shape {
	case Slack:
		return jsonType, encode(slack(m))
	case Discord:
		return jsonType, encode(discord(m))
	case Teams:
		return jsonType, encode(teams(m))
	case Ntfy:
		return "text/plain; charset=utf-8", []byte(ntfy(m))
	case Telegram:
		return jsonType, encode(telegram(c.ChatID, m))
	}
	return jsonType, encode(standard(m))
}

const jsonType = "application/json"

// object is a JSON object; Go writes its keys in order, so that a repeat is the same bytes.
type object = map[string]any

func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // this is no web page, and services count characters
	if err := e.Encode(v); err != nil {
		return nil // cannot be: strings, numbers and lists alone
	}
	return bytes.TrimSpace(b.Bytes())
}

// room is how much of a message a service takes, counted as it counts.
type room struct {
	title, body, facts, label, value int
	size                             plain.Size
}

// fit makes a message harmless, and as short as the service wants it.
func (r room) fit(m notify.Message) notify.Message {
	m.Title = plain.Line(m.Title, r.title, r.size)
	if m.Title == "" {
		m.Title = "News from Outlay"
	}
	m.Body = plain.Text(m.Body, r.body, r.size)
	facts := make([]notify.Fact, 0, r.facts) // never nil: a program wants a list
	for _, f := range m.Facts[:min(len(m.Facts), r.facts)] {
		f = notify.Fact{Label: plain.Line(f.Label, r.label, r.size), Value: plain.Line(f.Value, r.value, r.size)}
		if f != (notify.Fact{}) {
			facts = append(facts, f)
		}
	}
	m.Facts = facts
	return m
}

// jsonSize is how many bytes a character takes in JSON.
func jsonSize(r rune) int {
	if r == '"' || r == '\\' || r == '\n' {
		return 2
	}
	return utf8.RuneLen(r)
}

var notIdentifier = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// standard is for programs. The specification wants a full-stop delimited type, the time of the
// event, and less than 20 kB.
func standard(m notify.Message) any {
	kind := notIdentifier.ReplaceAllString(plain.Clip(m.Kind, 60, plain.Runes), "_")
	if kind == "" {
		kind = "news"
	}
	m = room{500, 8000, 20, 100, 250, jsonSize}.fit(m)
	type data struct {
		ID     string        `json:"id"`
		Kind   string        `json:"kind"`
		Title  string        `json:"title"`
		Body   string        `json:"body"`
		Urgent bool          `json:"urgent"`
		Facts  []notify.Fact `json:"facts"`
	}
	return struct {
		Type      string `json:"type"`
		Timestamp string `json:"timestamp"`
		Data      data   `json:"data"`
	}{"outlay.alert." + kind, m.At.UTC().Format(time.RFC3339Nano), data{webhookID(m.ID), kind, m.Title, m.Body, m.Urgent, m.Facts}}
}

// slack is in blocks of plain text, in which no mention is parsed, with &, < and > escaped.
//
// Sources: api.slack.com/docs/attachments (escaping), rdrr.io/github/samterfa/slackme/man/header_block.html
// and …/rSlack/man/section_block.html, which repeat Slack's reference (header 150 characters,
// section 3,000, ten fields of 2,000), read 2026-11-23.
func slack(m notify.Message) any {
	m = room{140, 2800, 10, 80, 300, slackSize}.fit(m)
	text := func(s string) object { return object{"type": "plain_text", "text": slackEscape.Replace(s)} }
	blocks := []object{{"type": "header", "text": text(m.Title)}}
	if m.Body != "" {
		blocks = append(blocks, object{"type": "section", "text": text(m.Body)})
	}
	var fields []object
	for _, f := range m.Facts {
		fields = append(fields, text(f.Label+"\n"+f.Value))
	}
	if len(fields) > 0 {
		blocks = append(blocks, object{"type": "section", "fields": fields})
	}
	// The text is what notifications and screen readers show.
	return object{"text": slackEscape.Replace(m.Title), "mrkdwn": false, "unfurl_links": false, "unfurl_media": false, "blocks": blocks}
}

var slackEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func slackSize(r rune) int {
	switch r {
	case '&':
		return len("&amp;")
	case '<', '>':
		return len("&lt;")
	}
	return utf16.RuneLen(r)
}

// discord is an embed, in which mentions call nobody; and none is to be parsed anywhere.
//
// Sources: github.com/discord/discord-api-docs, developers/resources/webhook.mdx (wait,
// allowed_mentions), javacord.org/wiki/basic-tutorials/embeds.html, which repeats the limits
// (title 256 characters, description 4,096, 25 fields of 256 and 1,024, 6,000 in all), read
// 2026-11-23.
func discord(m notify.Message) any {
	m = room{200, 2600, 10, 80, 200, discordSize}.fit(m)
	embed := object{"title": discordEscape(m.Title), "color": 0x7f8ea3, "footer": object{"text": "Outlay"}}
	if m.Urgent {
		embed["color"] = 0xd92d20
	}
	if !m.At.IsZero() {
		embed["timestamp"] = m.At.UTC().Format(time.RFC3339)
	}
	if m.Body != "" {
		embed["description"] = discordEscape(m.Body)
	}
	var fields []object
	for _, f := range m.Facts {
		fields = append(fields, object{"name": discordEscape(orDash(f.Label)), "value": discordEscape(orDash(f.Value)), "inline": true})
	}
	if len(fields) > 0 {
		embed["fields"] = fields
	}
	return object{"embeds": []object{embed}, "allowed_mentions": object{"parse": []string{}}}
}

// discordMarks begin Markdown, a mention or a link with a text of its own.
const discordMarks = "\\*_~`|<>[]()#@"

func discordEscape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(discordMarks, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func discordSize(r rune) int {
	if strings.ContainsRune(discordMarks, r) {
		return 2
	}
	return utf16.RuneLen(r)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// teams is an Adaptive Card for a workflow that begins with "When a Teams webhook request is
// received". Its texts are runs, which know no Markdown, unlike text blocks and fact sets; they
// know no line breaks either, so each line is a block.
//
// Sources: learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
// (type message, attachments), …/add-incoming-webhook (28 KB), learn.microsoft.com/adaptive-cards/schema-explorer/text-run
// ("Markdown is not supported"), read 2026-11-23.
func teams(m notify.Message) any {
	m = room{400, 6000, 10, 150, 400, jsonSize}.fit(m)
	run := func(text string, more object) object {
		more["type"], more["text"] = "TextRun", text
		return more
	}
	block := func(spacing string, runs ...object) object {
		return object{"type": "RichTextBlock", "spacing": spacing, "inlines": runs}
	}
	title := object{"weight": "Bolder", "size": "Large"}
	if m.Urgent {
		title["color"] = "Attention"
	}
	body := []object{block("None", run(m.Title, title))}
	const mostLines = 40 // each costs a block
	lines := strings.SplitN(m.Body, "\n", mostLines+1)
	for _, line := range lines[:min(len(lines), mostLines)] {
		if line != "" {
			body = append(body, block("Small", run(line, object{})))
		}
	}
	for _, f := range m.Facts {
		body = append(body, block("Small", run(f.Label+": ", object{"isSubtle": true}), run(f.Value, object{"weight": "Bolder"})))
	}
	card := object{"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.2", "body": body}
	return object{"type": "message", "attachments": []object{{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil, "content": card}}}
}

// ntfy is the message as plain text; everything else stands in headers ([ntfyHeader]).
//
// Sources: docs.ntfy.sh/publish (headers Title, Priority, Tags), github.com/binwiederhier/ntfy/releases/tag/v2.4.0
// (RFC 2047 in headers), glama.ai/mcp/servers/ni-c/ntfy-mcp/tools/update_message (sequence IDs
// since 2.16; older servers show a repeat as a second message), read 2026-11-23. Messages of more
// than 4,096 bytes become attachments.
func ntfy(m notify.Message) string {
	const bytesOfMessage = 4000
	m = room{400, bytesOfMessage, 10, 80, 300, utf8.RuneLen}.fit(m)
	text := prose(m)
	if text == "" {
		text = m.Title // of an empty message, ntfy makes "triggered"
	}
	return text
}

func ntfyHeader(h http.Header, m notify.Message) {
	id := plain.ID(m.ID)
	m = room{title: 120, size: plain.Runes}.fit(m)
	h.Set("Title", mime.BEncoding.Encode("utf-8", m.Title)) // as it is where it is ASCII
	h.Set("Priority", "3")
	h.Set("Tags", "moneybag")
	if m.Urgent {
		h.Set("Priority", "5")
		h.Set("Tags", "rotating_light")
	}
	h.Set("X-Sequence-ID", id) // a repeat takes the place of the first
}

// telegram is plain text: without a parse_mode nothing in it is markup.
//
// Sources: docs.aiogram.dev/en/v3.29.0/api/types/response_parameters.html (retry_after) and
// docs.rs/teloxide-core (sendMessage: 1 to 4,096 characters), which repeat
// core.telegram.org/bots/api, read 2026-11-23. They are taken for UTF-16 code units.
func telegram(chat string, m notify.Message) any {
	m = room{200, 3700, 10, 80, 280, utf16.RuneLen}.fit(m)
	text := m.Title
	if rest := prose(m); rest != "" {
		text += "\n\n" + rest
	}
	return object{
		"chat_id": chat, "text": plain.Clip(mention.ReplaceAllString(text, "$1@\u200c$2"), 4096, utf16.RuneLen),
		"disable_notification": !m.Urgent, "link_preview_options": object{"is_disabled": true},
	}
}

// mention is what Telegram makes a call to somebody of, even in plain text; an invisible joiner
// behind the @ prevents it.
var mention = regexp.MustCompile(`(^|[^A-Za-z0-9_])@([A-Za-z0-9_])`)

// prose is a message where no list can be shown: its body, which says everything, or else its
// facts, one a line.
func prose(m notify.Message) string {
	if m.Body != "" {
		return m.Body
	}
	var lines []string
	for _, f := range m.Facts {
		lines = append(lines, f.Label+": "+f.Value)
	}
	return strings.Join(lines, "\n")
}
