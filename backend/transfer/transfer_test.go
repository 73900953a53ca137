package transfer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/transfer"
)

// book is a ledger that is read and never written: entries and days as they are given, or n
// times the same entry.
type book struct {
	ledger.Store
	entries []ledger.Entry
	days    []ledger.Day
	times   int
	vary    func(i int, e *ledger.Entry) // what differs the i-th time, nil for nothing
}

func (b book) Days(context.Context, calendar.Span, []string) ([]ledger.Day, error) {
	return b.days, nil
}

func (b book) Entries(_ context.Context, _ calendar.Span, _ []string, each func(ledger.Entry) error) error {
	for i := range max(1, b.times) {
		for _, e := range b.entries {
			if b.vary != nil {
				b.vary(i, &e)
			}
			if err := each(e); err != nil {
				return err
			}
		}
	}
	return nil
}

var november = calendar.Span{Start: "2026-11-01", End: "2026-12-01"}

func entry() ledger.Entry {
	return ledger.Entry{
		Account: "a1", Day: "2026-11-02", Basis: ledger.Billed, Item: "gpt-5%2C+input/proj_1/", Line: "gpt-5, input",
		Amount: money.FromNanos(12_345_600_000, "USD"), Model: "gpt-5", Project: "proj_1", Quantity: "1000", Unit: "tokens",
	}
}

func labels() transfer.Labels {
	accounts := []account.Account{{ID: "a1", Provider: "openai", Label: "Research"}}
	return transfer.LabelsOf(accounts, func(string) string { return "OpenAI" }, map[string][]ledger.Name{
		"a1": {{Kind: "key", ID: "proj_1", Name: "a key"}, {Kind: "project", ID: "proj_1", Name: "Search"}},
	}, nil)
}

func write(t *testing.T, format transfer.Format, b book) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := transfer.Write(t.Context(), &out, b, transfer.Request{Format: format, Labels: labels(), Span: november}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCSVHasOneLineAnEntryUnderItsColumns(t *testing.T) {
	b := book{
		entries: []ledger.Entry{entry()},
		days:    []ledger.Day{{Account: "a1", Day: "2026-11-02", Basis: ledger.Billed, Settled: true}},
	}
	want := "account_id,account,service,day,basis,item,line,model,project_id,project,key_id,quantity,unit,amount,currency,settled\r\n" +
		"a1,Research,OpenAI,2026-11-02,billed,gpt-5%2C+input/proj_1/,\"gpt-5, input\",gpt-5,proj_1,Search,,1000,tokens,12.3456,USD,true\r\n"
	if got := write(t, transfer.CSV, b); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestADayIsSettledOnlyOnItsOwnBasisAndAccount(t *testing.T) {
	for name, day := range map[string]ledger.Day{
		"another basis":   {Account: "a1", Day: "2026-11-02", Basis: ledger.Metered, Settled: true},
		"another account": {Account: "a2", Day: "2026-11-02", Basis: ledger.Billed, Settled: true},
		"not settled yet": {Account: "a1", Day: "2026-11-02", Basis: ledger.Billed},
	} {
		t.Run(name, func(t *testing.T) {
			got := write(t, transfer.CSV, book{entries: []ledger.Entry{entry()}, days: []ledger.Day{day}})
			if !strings.HasSuffix(got, ",false\r\n") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestAmountsStayExact(t *testing.T) {
	for _, tt := range []struct {
		name  string
		nanos int64
		want  string
	}{
		{"four places at least", 5_000_000_000, "5.0000"},
		{"nine places at most", 123_456_789, "0.123456789"},
		{"one nano", 1, "0.000000001"},
		{"a credit is a number, not a formula", -1_250_000_000, "-1.2500"},
		{"nothing", 0, "0.0000"},
		{"the largest", 9_223_372_036_854_775_807, "9223372036.854775807"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := entry()
			e.Amount = money.FromNanos(tt.nanos, "USD")
			b := book{entries: []ledger.Entry{e}}
			rows, err := csv.NewReader(strings.NewReader(write(t, transfer.CSV, b))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if got := rows[1][13]; got != tt.want {
				t.Errorf("CSV: got %s, want %s", got, tt.want)
			}
			if got := write(t, transfer.JSON, b); !strings.Contains(got, `"amount":{"value":"`+tt.want+`","currency":"USD"}`) {
				t.Errorf("JSON: got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	for _, tt := range []struct{ name, cell, want string }{
		{"equals", "=1+1", "'=1+1"},
		{"plus", "+1", "'+1"},
		{"minus", "-1+1", "'-1+1"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'\t=1"},
		{"nothing at all, and then more", "\x00=1", "'\x00=1"},
		{"the wide equals of an East Asian keyboard", "＝1+1", "'＝1+1"},
		{"what is no UTF-8", "\xff=1", "\uFFFD=1"},
		{"an ordinary name", "Research = fun", "Research = fun"},
		{"a quote", `the "big" one, really`, `the "big" one, really`},
		{"not Latin", "研究 ✓", "研究 ✓"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := entry()
			e.Item, e.Line, e.Model, e.Project, e.Key, e.Unit = tt.cell, tt.cell, tt.cell, tt.cell, tt.cell, tt.cell
			named := transfer.Labels{
				Accounts: map[string]transfer.Account{"a1": {Label: tt.cell, Service: tt.cell}},
				Names:    map[string][]ledger.Name{"a1": {{Kind: "project", ID: tt.cell, Name: tt.cell}}},
			}
			var out bytes.Buffer
			if _, err := transfer.Write(t.Context(), &out, book{entries: []ledger.Entry{e}}, transfer.Request{Format: transfer.CSV, Labels: named, Span: november}); err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(&out).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for i, column := range transfer.Columns() {
				switch column {
				case "account", "service", "item", "line", "model", "project_id", "project", "key_id", "unit":
					if rows[1][i] != tt.want {
						t.Errorf("%s: got %q, want %q", column, rows[1][i], tt.want)
					}
				}
			}
		})
	}
}

func TestAQuantityIsANumberUnlessItIsNone(t *testing.T) {
	for quantity, want := range map[string]string{"12.5": "12.5", "-3": "-3", "": "", "-1+1": "'-1+1", "=1": "'=1"} {
		e := entry()
		e.Quantity = quantity
		rows, err := csv.NewReader(strings.NewReader(write(t, transfer.CSV, book{entries: []ledger.Entry{e}}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[1][11]; got != want {
			t.Errorf("%q: got %q, want %q", quantity, got, want)
		}
	}
}

func TestJSONIsOneDocumentWithNullForWhatIsUnknown(t *testing.T) {
	e := entry()
	e.Project, e.Quantity = "", ""
	got := write(t, transfer.JSON, book{entries: []ledger.Entry{e, entry()}})
	var doc struct {
		From, To string
		Entries  []map[string]any
	}
	if err := json.Unmarshal([]byte(got), &doc); err != nil {
		t.Fatalf("%v in %s", err, got)
	}
	if doc.From != "2026-11-01" || doc.To != "2026-11-30" || len(doc.Entries) != 2 {
		t.Errorf("got %s", got)
	}
	first := doc.Entries[0]
	for _, name := range []string{"project", "project_name", "key", "quantity"} {
		if value, ok := first[name]; !ok || value != nil {
			t.Errorf("%s: got %v, want null", name, value)
		}
	}
	for name, want := range map[string]any{"account": "a1", "label": "Research", "service": "OpenAI", "model": "gpt-5", "settled": false} {
		if first[name] != want {
			t.Errorf("%s: got %v, want %v", name, first[name], want)
		}
	}
	if doc.Entries[1]["project_name"] != "Search" {
		t.Errorf("got %v", doc.Entries[1])
	}
}

func TestNoEntriesAreStillAWholeFile(t *testing.T) {
	if got := write(t, transfer.JSON, book{}); !json.Valid([]byte(got)) || !strings.Contains(got, `"entries":[`) {
		t.Errorf("got %s", got)
	}
	if got := write(t, transfer.CSV, book{}); strings.Count(got, "\r\n") != 1 {
		t.Errorf("got %s", got)
	}
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	if _, err := transfer.Write(t.Context(), io.Discard, book{}, transfer.Request{Format: "xlsx", Span: november}); !errors.Is(err, transfer.ErrFormat) {
		t.Errorf("got %v", err)
	}
}

// full is a disk with room for so many bytes.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("no space left")
	}
	return len(p), nil
}

func TestAFullDiskIsSaid(t *testing.T) {
	for _, format := range transfer.Formats() {
		for _, room := range []int{0, 5000} {
			b := book{entries: []ledger.Entry{entry()}, times: 1000, vary: func(i int, e *ledger.Entry) { e.Line = strconv.Itoa(i) }}
			if _, err := transfer.Write(t.Context(), &full{room}, b, transfer.Request{Format: format, Labels: labels(), Span: november}); err == nil {
				t.Errorf("%s with room for %d bytes: no error", format, room)
			}
		}
	}
}

// watch counts what is written and remembers the most memory in use meanwhile.
type watch struct {
	written int
	most    uint64
}

func (w *watch) Write(p []byte) (int, error) {
	if w.written == 0 || w.written/(8<<20) != (w.written+len(p))/(8<<20) {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		w.most = max(w.most, m.HeapAlloc)
	}
	w.written += len(p)
	return len(p), nil
}

func TestMemoryDoesNotGrowWithTheEntries(t *testing.T) {
	for _, format := range transfer.Formats() {
		t.Run(string(format), func(t *testing.T) {
			w := &watch{}
			done, err := transfer.Write(t.Context(), w, book{entries: []ledger.Entry{entry()}, times: 200_000}, transfer.Request{Format: format, Labels: labels(), Span: november})
			if err != nil || done.Entries != 200_000 {
				t.Fatalf("%d entries, %v", done.Entries, err)
			}
			if w.most == 0 || w.most > 8<<20 {
				t.Errorf("%d bytes in use while %d were written", w.most, w.written)
			}
		})
	}
}

func ExampleColumns() {
	fmt.Println(len(transfer.Columns()), transfer.Columns()[0], transfer.Columns()[13])
	// Output: 16 account_id amount
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range transfer.Formats() {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			full := book{entries: []ledger.Entry{entry()}, times: 1_000_000}
			for b.Loop() {
				if _, err := transfer.Write(b.Context(), io.Discard, full, transfer.Request{Format: format, Labels: labels(), Span: november}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
