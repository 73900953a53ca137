// Package providertest says what every provider must do, and tries it.
//
// [Run] is the whole test file of a provider. It plays the vendor on loopback with what lies
// in the provider's testdata folder, in the vendor's own shape:
//
//	testdata/v1/organization/costs/page1.json   the first answer to GET /v1/organization/costs
//	testdata/v1/organization/costs/page2.json   the second one, asked for by the first one's cursor
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
	"flag"
	"fmt"
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

// Run tries the provider d, whose recorded answers in ./testdata are those to a Fetch of
// span. The span needs at least two days; the path that is asked first is taken for the one
// the money comes from, and should have two pages where the vendor has pages.
func Run(t *testing.T, d provider.Descriptor, span calendar.Span) {
	t.Run("describes itself", func(t *testing.T) { report(t, describe(d)) })
	t.Run("has an icon", func(t *testing.T) { report(t, inspect(d.Icon)) })
	recorded := load(t)
	v := play(t, recorded)
	want := v.read(d, span)
	t.Run("reads what was recorded", func(t *testing.T) { compare(t, want, span) })
	t.Run("reads the same again", func(t *testing.T) { equal(t, play(t, recorded).read(d, span), want) })
	t.Run("reads nothing for no days", func(t *testing.T) { nothing(t, d, recorded, span.Start) })
	t.Run("probes", func(t *testing.T) { probe(t, d, recorded) })
	money := v.order[0]
	for page := 1; page <= len(recorded[money]); page++ {
		for _, f := range faults() {
			t.Run(fmt.Sprintf("page %d: %s", page, f.name), func(t *testing.T) {
				broken(t, d, recorded, span, want, place{money, page}, f)
			})
		}
	}
	for path := range recorded {
		for _, f := range faults() {
			if path != money && f.beside {
				t.Run(path+": "+f.name, func(t *testing.T) {
					broken(t, d, recorded, span, want, place{path, 1}, f)
				})
			}
		}
	}
}

// golden is what testdata/entries.json holds.
type golden struct {
	Entries []ledger.Entry `json:"entries"`
	Usage   []ledger.Usage `json:"usage"`
	Names   []ledger.Name  `json:"names"`
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
	if err != nil {
		v.t.Fatalf("the recorded answers cannot be read: %v", err)
	}
	if page.Read != span || len(page.Notes) > 0 {
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
		if e.Account != "" || e.Basis != "" {
			t.Errorf("account and basis are not the connector's to fill in: %+v", e)
		}
	}
	file := filepath.Join("testdata", "entries.json")
	got := golden{page.Entries, page.Usage, page.Names}.text()
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
	a, b := golden{got.Entries, got.Usage, got.Names}.text(), golden{want.Entries, want.Usage, want.Names}.text()
	if !bytes.Equal(a, b) {
		t.Error(firstDifference(a, b))
	}
}

func nothing(t *testing.T, d provider.Descriptor, recorded recording, day calendar.Day) {
	v := play(t, recorded)
	page, err := v.connect(d).Fetch(t.Context(), calendar.Span{Start: day, End: day})
	if err != nil || len(page.Entries) > 0 || len(v.order) > 0 {
		t.Errorf("got %v, %v and asked for %v", page, err, v.order)
	}
}

func probe(t *testing.T, d provider.Descriptor, recorded recording) {
	v := play(t, recorded)
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
			v := play(t, recorded)
			v.breaks(place{first, 1}, f.answer(cancel))
			check(t, v.connect(d).Probe(ctx), f)
		})
	}
}

// broken fetches from a vendor that is broken in one place. Where the money can still be
// read it must be whole, with a note; otherwise the error must give the reason, and the days
// said to be read must be those that the whole answer has.
func broken(t *testing.T, d provider.Descriptor, recorded recording, span calendar.Span, want provider.Page, where place, f fault) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	v := play(t, recorded)
	v.breaks(where, f.answer(cancel))
	page, err := v.connect(d).Fetch(ctx, span)
	money := len(v.order) > 0 && v.order[0] == where.path
	if err == nil && !money {
		beside(t, page, want, span)
		return
	}
	check(t, err, f)
	if v.order[len(v.order)-1] != where.path || v.asked[where.path] != where.page {
		t.Errorf("it went on after the fault: %v", v.order)
	}
	if page.Read.Start < span.Start || page.Read.End > span.End {
		t.Errorf("read %v, asked for %v", page.Read, span)
	}
	if money && page.Read.Empty() != (where.page == 1) {
		t.Errorf("at page %d the days read are %v", where.page, page.Read)
	}
	equal(t, provider.Page{Entries: within(page.Read, page.Entries)}, provider.Page{Entries: within(page.Read, want.Entries)})
}

func beside(t *testing.T, page, want provider.Page, span calendar.Span) {
	equal(t, provider.Page{Entries: page.Entries}, provider.Page{Entries: want.Entries})
	if page.Read != span || len(page.Notes) == 0 {
		t.Errorf("what is missing beside the money is not said: read %v, notes %q", page.Read, page.Notes)
	}
	if strings.Contains(strings.Join(page.Notes, " "), secret) {
		t.Errorf("a note holds the key: %q", page.Notes)
	}
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
