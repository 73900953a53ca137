package email

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	library "github.com/wneessen/go-mail"

	"outlay/backend/notify"
	"outlay/backend/notify/plain"
)

// What a reader takes in; a vendor's text of 10,000 characters says nothing after these.
const (
	longestSubject = 120
	longestBody    = 4000
	mostFacts      = 30
	longestLabel   = 80
	longestValue   = 300
)

// content is a message made harmless.
type content struct {
	Title  string
	Lines  []string // of the body
	Facts  []notify.Fact
	Urgent bool
	Note   string // about recipients that the server refused
}

// Render returns what would be sent for m: the subject, and the two parts that say the same.
func Render(_ Config, m notify.Message) (subject, text, html string) {
	return read(m).render()
}

func read(m notify.Message) content {
	c := content{Title: plain.Line(m.Title, longestSubject, plain.Runes), Urgent: m.Urgent}
	if c.Title == "" {
		c.Title = "News from Outlay"
	}
	if body := plain.Text(m.Body, longestBody, plain.Runes); body != "" {
		c.Lines = strings.Split(body, "\n")
	}
	for _, f := range m.Facts[:min(len(m.Facts), mostFacts)] {
		f = notify.Fact{Label: plain.Line(f.Label, longestLabel, plain.Runes), Value: plain.Line(f.Value, longestValue, plain.Runes)}
		if f != (notify.Fact{}) {
			c.Facts = append(c.Facts, f)
		}
	}
	return c
}

const footer = "Sent by Outlay. To stop these messages, remove this channel under Alerts, Channels."

func (c content) render() (subject, text, html string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", c.Title)
	if len(c.Lines) > 0 {
		fmt.Fprintf(&b, "\n%s\n", strings.Join(c.Lines, "\n"))
	}
	if len(c.Facts) > 0 {
		b.WriteString("\n")
	}
	for _, f := range c.Facts {
		fmt.Fprintf(&b, "%s: %s\n", f.Label, f.Value)
	}
	if c.Note != "" {
		fmt.Fprintf(&b, "\n%s\n", c.Note)
	}
	fmt.Fprintf(&b, "\n-- \n%s\n", footer)
	return c.Title, b.String(), c.page()
}

// page is the HTML part. It names no colour for text or ground, so that a dark reader stays
// dark, and nothing that would have to be loaded.
func (c content) page() string {
	var b bytes.Buffer
	t := template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{.Title}}</title>
</head>
<body style="margin:0;padding:24px;font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:36em;margin:0 auto;padding:4px 20px;border-left:4px solid {{if .Urgent}}#d92d20{{else}}#7f8ea3{{end}}">
<h1 dir="auto" style="font-size:20px;line-height:1.3;margin:0 0 12px">{{.Title}}</h1>
{{- if .Lines}}
<p dir="auto" style="margin:0 0 16px">{{range $i, $line := .Lines}}{{if $i}}<br>
{{end}}{{$line}}{{end}}</p>
{{- end}}
{{- if .Facts}}
<table role="presentation" style="border-collapse:collapse;margin:0 0 16px">
{{- range .Facts}}
<tr><td dir="auto" style="padding:4px 20px 4px 0;vertical-align:top;opacity:.75">{{.Label}}</td><td dir="auto" style="padding:4px 0;vertical-align:top"><strong>{{.Value}}</strong></td></tr>
{{- end}}
</table>
{{- end}}
{{- if .Note}}
<p style="margin:0 0 16px"><em>{{.Note}}</em></p>
{{- end}}
<p style="margin:0;font-size:13px;opacity:.75">` + footer + `</p>
</div>
</body>
</html>
`))
	// A bytes.Buffer takes everything and the template is tested, so nothing can fail here.
	if err := t.Execute(&b, c); err != nil {
		return ""
	}
	return b.String()
}

// compose writes the message as it goes over the wire.
func (s *Sink) compose(m notify.Message, note string) (*library.Msg, error) {
	from, err := parse(s.config.From)
	if err != nil {
		return nil, err
	}
	if from.Name == "" {
		from.Name = "Outlay"
	}
	c := read(m)
	c.Note = note
	subject, text, html := c.render()
	out := library.NewMsg(library.WithNoDefaultUserAgent())
	out.FromMailAddress(from)
	if err := out.To(s.config.To...); err != nil {
		return nil, err
	}
	out.Subject(subject)
	if !m.At.IsZero() { // else the library takes the moment
		out.SetDateWithValue(m.At)
	}
	out.SetMessageIDWithValue(messageID(m.ID, from.Address))
	out.SetGenHeader("Auto-Submitted", "auto-generated")
	out.SetGenHeader("X-Auto-Response-Suppress", "All") // Exchange knows only this one
	if m.Urgent {
		out.SetImportance(library.ImportanceHigh)
	}
	out.SetBodyString(library.TypeTextPlain, text)
	out.AddAlternativeString(library.TypeTextHTML, html)
	return out, nil
}

// messageID is the same for every try of the same news.
func messageID(id, from string) string {
	_, domain, _ := strings.Cut(from, "@")
	return plain.ID(id) + "@" + domain
}
