// Package providertest says what every provider must do, and tries it.
//
// [Run] is the whole test file of a provider. It plays the vendor on loopback with what lies
// in the provider's testdata folder, in the vendor's own shape:
//
//	testdata/v1/organization/costs/page1.json   the first answer to GET /v1/organization/costs
//	testdata/v1/organization/costs/page2.json   the second one, asked for by the first one's cursor
//	testdata/POST/teams/spend/page1.json        the first answer to POST /teams/spend
//	testdata/entries.json                       what the connector makes of it all
//
// entries.json is written by `go test ./backend/provider/NAME -update`, and read by a person
// before it is committed. Then Run breaks each page in every way that vendors do, and checks
// that the connector says why, keeps the days that it had read, and never shows the key.
//
// The package refuses to be forgiving: a path that was not recorded, a page asked for twice,
// a missing key and a word to another host all fail the test.
//
// # Why answers in files, and not the simulator
//
// The simulator is ours, and agrees with our connectors by nature. The files keep to what
// the vendor documents, every odd form included, and a real answer can take a file's place
// without a line of code.
package providertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/provider"
)

var update = flag.Bool("update", false, "write testdata/entries.json anew")

// secret is the key that Run connects with. It has no form that is masked for its form's
// sake: a connector that does not know to hide it will show it.
const secret = "canary~not~a~key~4711"

// world is what a vendor is played with.
type world struct {
	span   calendar.Span
	money  string            // the path that the money comes from; "" for the first asked
	fields map[string]string // plain ones; nil for "acme" in each
}

// Option changes how a provider is tried.
type Option func(*world)

// Money names the recorded path that the money comes from, for vendors that are asked for
// something else first; "POST /path" where it is posted to.
func Money(path string) Option { return func(w *world) { w.money = path } }

// Fields are the plain fields to connect with, where "acme" in each will not do.
func Fields(fields map[string]string) Option {
	return func(w *world) {
		w.fields = maps.Clone(fields)
	}
}

// Run tries the provider d, whose recorded answers in ./testdata are those to a Fetch of
// span. The span needs at least two days; its last day is today. The path that is asked first
// is taken for the one the money comes from (see [Money]), and should have two pages where
// the vendor has pages. Of a vendor that publishes no spend, Fetch is expected to say so.
func Run(t *testing.T, d provider.Descriptor, span calendar.Span, options ...Option) {
	w := world{span: span}
	for _, option := range options {
		option(&w)
	}
	t.Run("describes itself", func(t *testing.T) { report(t, describe(d)) })
	t.Run("has an icon", func(t *testing.T) { report(t, inspect(d.Icon)) })
	if d.Local {
		t.Run("asks nobody", func(t *testing.T) { asksNobody(t, d, w) })
		return
	}
	recorded := load(t)
	v := play(t, recorded, w)
	want := v.read(d, span)
	t.Run("reads what was recorded", func(t *testing.T) { compare(t, want, span) })
	t.Run("reads the same again", func(t *testing.T) { equal(t, play(t, recorded, w).read(d, span), want) })
	t.Run("reads nothing for no days", func(t *testing.T) { nothing(t, d, recorded, w, span.Start) })
	t.Run("probes", func(t *testing.T) { probe(t, d, recorded, w) })
	if w.money == "" {
		w.money = v.order[0]
	}
	for page := 1; page <= len(recorded[w.money]); page++ {
		for _, f := range faults() {
			t.Run(fmt.Sprintf("page %d: %s", page, f.name), func(t *testing.T) {
				broken(t, d, recorded, w, want, place{w.money, page}, f)
			})
		}
	}
	for path := range recorded {
		for _, f := range faults() {
			if path != w.money && f.beside {
				t.Run(path+": "+f.name, func(t *testing.T) {
					broken(t, d, recorded, w, want, place{path, 1}, f)
				})
			}
		}
	}
}

// golden is what testdata/entries.json holds.
type golden struct {
	Entries  []ledger.Entry     `json:"entries"`
	Usage    []ledger.Usage     `json:"usage"`
	Names    []ledger.Name      `json:"names"`
	Balances []provider.Balance `json:"balances,omitempty"`
}

func (g golden) text() []byte {
	text, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		panic(err) // these types marshal
	}
	return append(text, '\n')
}

// read fetches span from a vendor that answers as recorded, and checks that it was asked for
// everything there is.
func (v *vendor) read(d provider.Descriptor, span calendar.Span) provider.Page {
	v.t.Helper()
	page, err := v.connect(d).Fetch(v.t.Context(), span)
	switch {
	case !d.Publishes():
		if !errors.Is(err, provider.ErrUnpublished) || len(page.Entries) > 0 || !page.Read.Empty() {
			v.t.Fatalf("read %v and %d entries of a vendor that publishes none: %v", page.Read, len(page.Entries), err)
		}
	case err != nil:
		v.t.Fatalf("the recorded answers cannot be read: %v", err)
	case page.Read != span || len(page.Notes) > 0:
		v.t.Errorf("read %v of %v, with the notes %q", page.Read, span, page.Notes)
	}
	for path, pages := range v.recorded {
		if v.asked[path] != len(pages) {
			v.t.Errorf("%s has %d recorded pages and was asked for %d", path, len(pages), v.asked[path])
		}
	}
	return page
}

func compare(t *testing.T, page provider.Page, span calendar.Span) {
	for _, e := range page.Entries {
		if !span.Contains(e.Day) || e.Item == "" || e.Line == "" || e.Amount.Currency == "" {
			t.Errorf("an entry lacks its item, line or currency, or lies outside %v: %+v", span, e)
		}
		if e.Account != "" || (e.Basis != "" && e.Basis != ledger.Subscription) {
			t.Errorf("account and basis are not the connector's to fill in: %+v", e)
		}
	}
	file := filepath.Join("testdata", "entries.json")
	got := golden{page.Entries, page.Usage, page.Names, page.Balances}.text()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with -update", err)
	}
	if want = bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")); !bytes.Equal(got, want) {
		t.Errorf("what was read is not %s; where it is right, write it with -update\n%s", file, firstDifference(got, want))
	}
}

func firstDifference(got, want []byte) string {
	a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: got %s, want %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(a), len(b))
}

func equal(t *testing.T, got, want provider.Page) {
	t.Helper()
	a, b := golden{got.Entries, got.Usage, got.Names, got.Balances}.text(), golden{want.Entries, want.Usage, want.Names, want.Balances}.text()
	if !bytes.Equal(a, b) {
		t.Error(firstDifference(a, b))
	}
}

func nothing(t *testing.T, d provider.Descriptor, recorded recording, w world, day calendar.Day) {
	v := play(t, recorded, w)
	page, err := v.connect(d).Fetch(t.Context(), calendar.Span{Start: day, End: day})
	asked := len(v.order) > 0 && d.Publishes()
	if (err != nil && d.Publishes()) || len(page.Entries) > 0 || asked {
		t.Errorf("got %v, %v and asked for %v", page, err, v.order)
	}
}

// asksNobody fetches and probes from a vendor that fails the test where it is asked.
func asksNobody(t *testing.T, d provider.Descriptor, w world) {
	connector := play(t, recording{}, w).connect(d)
	page, err := connector.Fetch(t.Context(), w.span)
	if d.Publishes() && (err != nil || page.Read != w.span) || !d.Publishes() && !errors.Is(err, provider.ErrUnpublished) {
		t.Errorf("read %v: %v", page.Read, err)
	}
	if err := connector.Probe(t.Context()); err != nil && d.Publishes() {
		t.Error(err)
	}
}

func probe(t *testing.T, d provider.Descriptor, recorded recording, w world) {
	v := play(t, recorded, w)
	connector := v.connect(d)
	if err := connector.Probe(t.Context()); err != nil {
		t.Fatalf("a good key is refused: %v", err)
	}
	if len(v.order) != 1 {
		t.Errorf("asked for %v; a probe is one request", v.order)
	}
	if text := fmt.Sprintf("%v %+v %#v", connector, connector, connector); strings.Contains(text, secret) {
		t.Errorf("the connector prints its key: %s", text)
	}
	first := v.order[0]
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			v := play(t, recorded, w)
			v.breaks(place{first, 1}, f.answer(cancel))
			check(t, v.connect(d).Probe(ctx), f)
		})
	}
}

// broken fetches from a vendor that is broken in one place. Where the money can still be
// read it must be whole, with a note; otherwise the error must give the reason, and the days
// said to be read must be those that the whole answer has.
func broken(t *testing.T, d provider.Descriptor, recorded recording, w world, want provider.Page, where place, f fault) {
	span := w.span
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	v := play(t, recorded, w)
	v.breaks(where, f.answer(cancel))
	page, err := v.connect(d).Fetch(ctx, span)
	money := w.money == where.path
	if !money && (err == nil || errors.Is(err, provider.ErrUnpublished)) {
		beside(t, d, page, want, span)
		return
	}
	check(t, err, f)
	if v.order[len(v.order)-1] != where.path || v.asked[where.path] != where.page {
		t.Errorf("it went on after the fault: %v", v.order)
	}
	if page.Read.Start < span.Start || page.Read.End > span.End {
		t.Errorf("read %v, asked for %v", page.Read, span)
	}
	if money && d.Publishes() && page.Read.Empty() != (where.page == 1) {
		t.Errorf("at page %d the days read are %v", where.page, page.Read)
	}
	equal(t, provider.Page{Entries: within(page.Read, page.Entries)}, provider.Page{Entries: within(page.Read, want.Entries)})
}

func beside(t *testing.T, d provider.Descriptor, page, want provider.Page, span calendar.Span) {
	equal(t, provider.Page{Entries: on(page, "")}, provider.Page{Entries: on(want, "")})
	for _, part := range page.Also { // what is said to have been read is there
		got, wanted := within(part.Read, on(page, part.Basis)), within(part.Read, on(want, part.Basis))
		equal(t, provider.Page{Entries: got}, provider.Page{Entries: wanted})
	}
	if (d.Publishes() && page.Read != span) || len(page.Notes) == 0 {
		t.Errorf("what is missing beside the money is not said: read %v, notes %q", page.Read, page.Notes)
	}
	if strings.Contains(strings.Join(page.Notes, " "), secret) {
		t.Errorf("a note holds the key: %q", page.Notes)
	}
}

// on returns the entries of a page on a basis, "" for the descriptor's first.
func on(p provider.Page, basis ledger.Basis) []ledger.Entry {
	kept := []ledger.Entry{}
	for _, e := range p.Entries {
		if e.Basis == basis {
			kept = append(kept, e)
		}
	}
	return kept
}

func within(span calendar.Span, entries []ledger.Entry) []ledger.Entry {
	kept := []ledger.Entry{}
	for _, e := range entries {
		if span.Contains(e.Day) {
			kept = append(kept, e)
		}
	}
	return kept
}

func report(t *testing.T, problems []string) {
	for _, p := range problems {
		t.Error(p)
	}
}
