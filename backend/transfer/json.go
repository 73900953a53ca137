package transfer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// jsonForm writes {"from","to","entries":[…]}, an entry a line.
type jsonForm struct {
	w     *bufio.Writer
	lines *json.Encoder // into one, which is then written without its line break
	one   *bytes.Buffer
	first bool
}

func newJSON(w io.Writer) *jsonForm {
	one := &bytes.Buffer{}
	lines := json.NewEncoder(one)
	lines.SetEscapeHTML(false) // this is no page; a "<" in a name reads as one
	return &jsonForm{w: bufio.NewWriter(w), lines: lines, one: one, first: true}
}

// jsonLine is the ledger's entry, with null for what its vendor does not name.
type jsonLine struct {
	ledger.Entry
	Label       *string `json:"label"` // of the account
	Service     *string `json:"service"`
	Model       *string `json:"model"`
	Project     *string `json:"project"`
	ProjectName *string `json:"project_name"`
	Key         *string `json:"key"`
	Quantity    *string `json:"quantity"`
	Unit        *string `json:"unit"`
	Settled     bool    `json:"settled"`
}

func (j *jsonForm) begin(span calendar.Span) error {
	if err := j.encode(struct {
		From calendar.Day `json:"from"`
		To   calendar.Day `json:"to"`
	}{span.Start, span.Last()}); err != nil {
		return err
	}
	head := bytes.TrimSuffix(j.one.Bytes(), []byte("}"))
	if _, err := j.w.Write(head); err != nil {
		return err
	}
	_, err := j.w.WriteString(`,"entries":[`)
	return err
}

func (j *jsonForm) line(l line) error {
	if err := j.encode(jsonLine{
		Entry: l.Entry, Label: known(l.account.Label), Service: known(l.account.Service), Model: known(l.Model), Project: known(l.Project),
		ProjectName: known(l.project), Key: known(l.Key), Quantity: known(l.Quantity), Unit: known(l.Unit), Settled: l.settled,
	}); err != nil {
		return err
	}
	between := ",\n"
	if j.first {
		between, j.first = "\n", false
	}
	if _, err := j.w.WriteString(between); err != nil {
		return err
	}
	_, err := j.w.Write(j.one.Bytes())
	return err
}

func (j *jsonForm) encode(v any) error {
	j.one.Reset()
	if err := j.lines.Encode(v); err != nil {
		return err
	}
	j.one.Truncate(j.one.Len() - 1)
	return nil
}

func (j *jsonForm) end() error {
	if _, err := j.w.WriteString("\n]}\n"); err != nil {
		return err
	}
	return j.w.Flush()
}

func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
