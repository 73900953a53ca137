package imports_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/imports"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/vault"
)

var update = flag.Bool("update", false, "write the previews in testdata anew")

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// profile is a book with an account of Acme.
type profile struct {
	*imports.Desk
	t        testing.TB
	db       *database.DB
	book     ledger.Store
	accounts *account.Store
	account  string
	dir      string
}

func open(t testing.TB) *profile {
	t.Helper()
	return openBook(t, func(s ledger.Store) ledger.Store { return s })
}

// openBook opens a profile whose desk sees the book through what a test puts before it.
func openBook(t testing.TB, see func(ledger.Store) ledger.Store) *profile {
	t.Helper()
	db := databasetest.Open(t)
	vendor := func(id, name string) provider.Descriptor {
		return provider.Descriptor{ID: id, Name: name, Sources: []ledger.Basis{ledger.Imported}, Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}}}
	}
	book := sqlite.New(db)
	clock := func() time.Time { return noon }
	accounts := account.NewStore(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), provider.NewRegistry(vendor("acme", "Acme"), vendor("zeta", "Zeta")), book, clock)
	p := &profile{imports.New(db, see(book), accounts, clock), t, db, book, accounts, "", t.TempDir()}
	p.account = p.connect("acme")
	return p
}

func (p *profile) connect(vendor string) string {
	p.t.Helper()
	key := "a-key"
	a, err := p.accounts.Add(p.t.Context(), account.Draft{Provider: vendor, Key: &key})
	if err != nil {
		p.t.Fatal(err)
	}
	return a.ID
}

func (p *profile) file(text string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, "export.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chtimes(path, noon, noon.Add(-time.Minute)); err != nil {
		p.t.Fatal(err)
	}
	return path
}

func (p *profile) preview(path string, m *imports.Mapping) imports.Preview {
	p.t.Helper()
	got, err := p.Preview(p.t.Context(), p.account, path, m)
	if err != nil {
		p.t.Fatal(err)
	}
	return got
}

// apply imports a file as the preview proposes it, without what was rejected.
func (p *profile) apply(path string, m *imports.Mapping) imports.Result {
	p.t.Helper()
	seen := p.preview(path, m)
	result, err := p.Apply(p.t.Context(), p.account, path, seen.Mapping, seen.Token, true)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// lines are the entries that count, one a line.
func (p *profile) lines() string {
	p.t.Helper()
	var b strings.Builder
	err := p.book.Entries(p.t.Context(), calendar.Through("2015-01-01", "2026-12-31"), []string{p.account}, func(e ledger.Entry) error {
		_, err := fmt.Fprintf(&b, "%s %s %s: %s, line %q, model %q, project %q, key %q, %s %s\n",
			e.Day, e.Basis, e.Item, e.Amount, e.Line, e.Model, e.Project, e.Key, e.Quantity, e.Unit)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return b.String()
}

func text(amounts []money.Amount) string {
	texts := []string{}
	for _, a := range amounts {
		texts = append(texts, a.String())
	}
	return strings.Join(texts, " + ")
}

func want(t *testing.T, what, got, wanted string) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got\n%s\nwant\n%s", what, got, wanted)
	}
}

func TestExportsOfConsoles(t *testing.T) {
	for _, tt := range []struct{ file, entries string }{
		{"github.csv", `2026-11-03 imported coding_agent_ai_credit|Claude Sonnet 4.5|acme-inc||USD: 1.0000 USD, line "coding_agent_ai_credit", model "Claude Sonnet 4.5", project "acme-inc", key "", 100 ai-credits
2026-11-03 imported copilot_ai_credit|GPT-5|acme-inc||USD: 0.0000 USD, line "copilot_ai_credit", model "GPT-5", project "acme-inc", key "", 120.5 ai-credits
2026-11-05 imported copilot_ai_credit|GPT-5|acme-inc||USD: 0.0010 USD, line "copilot_ai_credit", model "GPT-5", project "acme-inc", key "", 0.1 ai-credits
2026-11-05 imported copilot_premium_request|GPT-5, preview|acme-inc||USD: 0.0800 USD, line "copilot_premium_request", model "GPT-5, preview", project "acme-inc", key "", 3 requests
`},
		{"openai.csv", `2025-11-03 imported gpt-5, input||proj_a|key_7f|USD: 1.2500 USD, line "gpt-5, input", model "", project "proj_a", key "key_7f",  
2025-11-03 imported gpt-5, output||proj_a|key_7f|USD: 0.000062 USD, line "gpt-5, output", model "", project "proj_a", key "key_7f",  
2025-11-04 imported credit||||USD: -0.5000 USD, line "credit", model "", project "", key "",  
2025-11-04 imported gpt-5, input||proj_b|…GHIJ|USD: 0.0600 USD, line "gpt-5, input", model "", project "proj_b", key "…GHIJ",  
`},
		{"europe.csv", `2026-11-13 imported Ausgabe|Große Maschine|||EUR: 12.5000 EUR, line "Ausgabe", model "Große Maschine", project "", key "", 80500 Token
2026-11-13 imported Eingabe|Große Maschine|||EUR: 1234.5600 EUR, line "Eingabe", model "Große Maschine", project "", key "", 1204000 Token
2026-11-14 imported Eingabe; gekürzt|Kleine Maschine|||EUR: 0.0040 EUR, line "Eingabe; gekürzt", model "Kleine Maschine", project "", key "", 500 Token
2026-11-14 imported Gutschrift|Kleine Maschine|||EUR: -3.0000 EUR, line "Gutschrift", model "Kleine Maschine", project "", key "",  
`},
	} {
		t.Run(tt.file, func(t *testing.T) {
			p := open(t)
			content, err := os.ReadFile("testdata/" + tt.file)
			if err != nil {
				t.Fatal(err)
			}
			path := p.file(string(content))
			seen := p.preview(path, nil)
			golden(t, strings.TrimSuffix(tt.file, ".csv")+".json", seen)
			if known := p.lines(); known != "" {
				t.Errorf("a preview stored %s", known)
			}
			p.apply(path, nil)
			want(t, "entries", p.lines(), tt.entries)
			again := p.preview(path, nil)
			if !again.Unchanged || !again.Remembered || again.ChangedDays != 0 {
				t.Errorf("the same file again: unchanged %t, remembered %t, %d days", again.Unchanged, again.Remembered, again.ChangedDays)
			}
			if result := p.apply(path, nil); result.Change.Any() {
				t.Errorf("imported twice: %+v", result.Change)
			}
		})
	}
}

// golden compares a preview with the file in testdata, which reviewers read.
func golden(t *testing.T, name string, p imports.Preview) {
	t.Helper()
	if len(p.Token) < 32 {
		t.Errorf("token %q", p.Token)
	}
	p.Token = "" // holds the account's id, which is another each time
	got, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wanted, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want(t, name, string(got)+"\n", string(wanted))
}

func TestAmounts(t *testing.T) {
	for _, tt := range []struct {
		what    string
		cells   []string // of the column, each in a row of its own
		decimal string   // "" where it has to be asked for
		totals  string
		reason  string // of the rejected row
	}{
		{"dots", []string{"1.5", "0.25"}, ".", "1.7500 USD", ""},
		{"commas", []string{"1,5", "0,25"}, ",", "1.7500 USD", ""},
		{"dots and thousands", []string{"1,234.56", "1,234,567.5"}, ".", "1235802.0600 USD", ""},
		{"commas and thousands", []string{"1.234,56", "2.000"}, ",", "3234.5600 USD", ""},
		{"thousands apart by spaces and apostrophes", []string{"1 234,56", "1\u202f234,56", "1'234,50"}, ",", "3703.6200 USD", ""},
		{"whole numbers", []string{"1", "20"}, ".", "21.0000 USD", ""},
		{"1,234 alone is not clear", []string{"1,234", "12"}, "", "", ""},
		{"1.234 alone is not clear", []string{"1.234"}, "", "", ""},
		{"1,234 is clear beside 0,5", []string{"1,234", "0,5"}, ",", "1.7340 USD", ""},
		{"1,234 is clear beside 0.5", []string{"1,234", "0.5"}, ".", "1234.5000 USD", ""},
		{"0.123 is clear", []string{"0.123"}, ".", "0.1230 USD", ""},
		{"1,234,567 is clear", []string{"1,234,567"}, ".", "1234567.0000 USD", ""},
		{"1,5 and 1.5 contradict each other", []string{"1,5", "1.5"}, "", "", ""},
		{"signs of a currency", []string{"$1.23", "$ 1.00", "US$1.00", "1.00 $"}, ".", "4.2300 USD", ""},
		{"euros", []string{"1,23 €", "€1,00", "1,00\u00a0€"}, ",", "3.2300 EUR", ""},
		{"codes", []string{"1.50 EUR", "USD 1.25", "$1.00 CAD"}, ".", "1.0000 CAD + 1.5000 EUR + 1.2500 USD", ""},
		{"brackets are less than zero", []string{"(1.23)", "($1.00)", "$(1.00)", "10.0"}, ".", "6.7700 USD", ""},
		{"minus signs of all kinds", []string{"-1.5", "−1.5", "-$1.5", "$-1.5", "1.5-", "-1.5 USD"}, ".", "-9.0000 USD", ""},
		{"exponents, as programs write them", []string{"1.2E-05", "5e-05", "1.5e+2"}, ".", "150.000062 USD", ""},
		{"no digit before the dot", []string{".5"}, ".", "0.5000 USD", ""},
		{"more digits than are kept are rounded", []string{"0.0000000015", "0.0000000025"}, ".", "0.000000004 USD", ""},
		{"nothing", []string{"", "1.0"}, ".", "1.0000 USD", `the cell in "Cost" is empty`},
		{"a formula", []string{"=1+1", "1.0"}, ".", "1.0000 USD", "begins as a formula does"},
		{"a plus sign", []string{"+1.5", "1.0"}, ".", "1.0000 USD", "begins as a formula does"},
		{"an at sign", []string{"@SUM(A1)", "1.0"}, ".", "1.0000 USD", "begins as a formula does"},
		{"a formula behind a minus", []string{"-1+cmd|' /C calc'!A0", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"two minus signs", []string{"--1", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"groups that are none", []string{"1,23,456.5", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"a comma in a column of dots", []string{"1,5", "1.5", "2.25"}, "", "", ""},
		{"words", []string{"free", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"words of three letters", []string{"est 1.20", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"percents", []string{"5%", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"hexadecimal", []string{"0x10", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"NaN", []string{"NaN", "1.0"}, ".", "1.0000 USD", "is no amount"},
		{"two currencies at once", []string{"€1.00 USD", "1.0"}, ".", "1.0000 USD", "names two currencies"},
		{"ten billions", []string{"10000000000", "1.0"}, ".", "1.0000 USD", "more than the ledger can hold"},
		{"10^99", []string{"1e99", "1.0"}, ".", "1.0000 USD", "more than the ledger can hold"},
		{"Arabic-Indic digits", []string{"١٢", "1.0"}, ".", "1.0000 USD", "is no amount"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			file := "Date\tCost\n"
			for _, cell := range tt.cells {
				file += "2026-11-20\t" + cell + "\n"
			}
			got := p.preview(p.file(file), nil)
			if tt.decimal == "" {
				if !slices.Equal(got.Missing, []string{"decimal"}) || got.Token != "" || len(got.Totals) != 0 || len(got.Warnings) == 0 {
					t.Errorf("missing %v, totals %v, warnings %v", got.Missing, got.Totals, got.Warnings)
				}
				return
			}
			want(t, "decimal", got.Mapping.Decimal, tt.decimal)
			want(t, "totals", text(got.Totals), tt.totals)
			reason := ""
			if len(got.Rejected) > 0 {
				reason = fmt.Sprint(got.Rejected[0].Line, ": ", got.Rejected[0].Reason)
			}
			if (tt.reason == "") != (reason == "") || !strings.Contains(reason, tt.reason) || (reason != "" && !strings.HasPrefix(reason, "2: ")) {
				t.Errorf("rejected %q, want %q", reason, tt.reason)
			}
		})
	}
}

func TestAnsweringWhatWasAsked(t *testing.T) {
	p := open(t)
	path := p.file("Day;Cost\n04/05/2026;1,234\n05/06/2026;2,345\n")
	seen := p.preview(path, nil)
	want(t, "missing", strings.Join(seen.Missing, " "), "date_format decimal")
	if _, err := p.Apply(t.Context(), p.account, path, seen.Mapping, seen.Token, true); !errors.Is(err, imports.ErrMapping) {
		t.Errorf("imported unasked: %v", err)
	}
	for _, tt := range []struct{ form, decimal, days, totals string }{
		{"DD/MM/YYYY", ",", "2026-05-04 2026-06-05", "3.5790 USD"},
		{"MM/DD/YYYY", ".", "2026-04-05 2026-05-06", "3579.0000 USD"},
	} {
		m := seen.Mapping
		m.DateFormat, m.Decimal = tt.form, tt.decimal
		got := p.preview(path, &m)
		want(t, "days", string(got.From+" "+got.Through), tt.days)
		want(t, "totals", text(got.Totals), tt.totals)
	}
	m := seen.Mapping
	m.DateFormat, m.Decimal = "DD/MM/YYYY", ","
	p.apply(path, &m)
	newer := p.preview(p.file("Day;Cost\n04/05/2026;1,234\n"), nil)
	want(t, "the next file needs no answer", newer.Mapping.DateFormat+newer.Mapping.Decimal+strings.Join(newer.Missing, " "), "DD/MM/YYYY,")
	other := p.preview(p.file("Day;Cost\n04/25/2026;1,234.5\n"), nil)
	want(t, "nor one that tells another form by itself", other.Mapping.DateFormat+other.Mapping.Decimal+strings.Join(other.Missing, " "), "MM/DD/YYYY.")
	p.account = p.connect("zeta")
	elsewhere := p.preview(p.file("Day;Cost\n04/05/2026;1,234\n"), nil)
	want(t, "another service's file is asked about", strings.Join(elsewhere.Missing, " "), "date_format decimal")
}

func TestDays(t *testing.T) {
	for _, tt := range []struct {
		what   string
		cells  []string
		form   string // "" where it has to be asked for
		days   string // the first and the last
		reason string // of the rejected row
	}{
		{"ISO", []string{"2026-11-20", "2026-11-21"}, "YYYY-MM-DD", "2026-11-20 2026-11-21", ""},
		{"RFC 3339", []string{"2026-11-20T10:00:00Z", "2026-11-21T23:59:59.999Z"}, "YYYY-MM-DD", "2026-11-20 2026-11-21", ""},
		{"a zone is brought to UTC", []string{"2026-11-20T01:30:00+02:00", "2026-11-20T23:30:00-05:00"}, "YYYY-MM-DD", "2026-11-19 2026-11-21", ""},
		{"a zone behind the time of another form", []string{"20.11.2026 01:30 +0200", "20.11.2026 23:30:00-05:00"}, "DD.MM.YYYY", "2026-11-19 2026-11-21", ""},
		{"a time without a zone is UTC", []string{"2026-11-20 00:00", "2026-11-20 23:59:59.5"}, "YYYY-MM-DD", "2026-11-20 2026-11-20", ""},
		{"as databases write it", []string{"2026-11-20 23:30:00+00", "2026-11-20 23:30:00 UTC", "2026-11-20 23:30:00 -0500"}, "YYYY-MM-DD", "2026-11-20 2026-11-21", ""},
		{"Unix seconds", []string{"1795132800", "1795219199"}, "Unix seconds", "2026-11-20 2026-11-20", ""},
		{"Unix milliseconds", []string{"1795132800000", "1795219200000"}, "Unix milliseconds", "2026-11-20 2026-11-21", ""},
		{"the month by name", []string{"Nov 2, 2026", "November 21, 2026", "Nov 20, 2026, 10:15 PM"}, "MMM D, YYYY", "2026-11-02 2026-11-21", ""},
		{"the day before the month's name", []string{"2 Nov 2026", "21-Nov-2026"}, "D MMM YYYY", "2026-11-02 2026-11-21", ""},
		{"dots", []string{"2.11.2026", "21.11.2026 08:15"}, "DD.MM.YYYY", "2026-11-02 2026-11-21", ""},
		{"slashes, the day first", []string{"02/11/2026", "21/11/2026"}, "DD/MM/YYYY", "2026-11-02 2026-11-21", ""},
		{"slashes, the month first", []string{"11/02/2026", "11/21/2026 10:15:00 PM"}, "MM/DD/YYYY", "2026-11-02 2026-11-21", ""},
		{"slashes that do not tell", []string{"11/02/2026", "11/12/2026"}, "", "", ""},
		{"slashes that contradict each other", []string{"11/20/2026", "20/11/2026"}, "", "", ""},
		{"slashes, the year first", []string{"2026/11/2", "2026/11/21"}, "YYYY/MM/DD", "2026-11-02 2026-11-21", ""},
		{"eight digits", []string{"20261102", "20261121"}, "YYYYMMDD", "2026-11-02 2026-11-21", ""},
		{"no day at all", []string{"soon", "later"}, "", "", ""},
		{"a day that is none", []string{"2026-02-30", "2026-11-21"}, "YYYY-MM-DD", "2026-11-21 2026-11-21", "is no day in the form YYYY-MM-DD"},
		{"tomorrow", []string{"2026-11-23", "2026-11-21"}, "YYYY-MM-DD", "2026-11-21 2026-11-21", "in the future"},
		{"today", []string{"2026-11-22", "2026-11-21"}, "YYYY-MM-DD", "2026-11-21 2026-11-22", ""},
		{"half a century ago", []string{"1970-01-01", "2026-11-21"}, "YYYY-MM-DD", "2026-11-21 2026-11-21", "before 2015"},
		{"another form in between", []string{"20/11/2026", "2026-11-20", "2026-11-21"}, "YYYY-MM-DD", "2026-11-20 2026-11-21", "is no day in the form YYYY-MM-DD"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			file := "Date\tCost\n"
			for _, cell := range tt.cells {
				file += cell + "\t1.5\n"
			}
			got := p.preview(p.file(file), nil)
			if tt.form == "" {
				if !slices.Equal(got.Missing, []string{"date_format"}) || got.Token != "" || len(got.Warnings) == 0 {
					t.Errorf("missing %v, form %q, warnings %v", got.Missing, got.Mapping.DateFormat, got.Warnings)
				}
				return
			}
			want(t, "form", got.Mapping.DateFormat, tt.form)
			want(t, "days", string(got.From+" "+got.Through), tt.days)
			reason := ""
			if len(got.Rejected) > 0 {
				reason = fmt.Sprint(got.Rejected[0].Line, ": ", got.Rejected[0].Reason)
			}
			if (tt.reason == "") != (reason == "") || !strings.Contains(reason, tt.reason) || (reason != "" && !strings.HasPrefix(reason, "2: ")) {
				t.Errorf("rejected %q, want %q", reason, tt.reason)
			}
		})
	}
}

func inUTF16(text string, order binary.ByteOrder, mark string) string {
	out := []byte(mark)
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, 0, 0)
		order.PutUint16(out[len(out)-2:], unit)
	}
	return string(out)
}

func TestFiles(t *testing.T) {
	const table = "Date,Model,Cost\n2026-11-20,größer 🙂,1.5\n"
	for _, tt := range []struct {
		what, file string
		model      string // of the one good row; "" where the file is refused
		says       string // the refusal, or the first rejection with its line
	}{
		{"UTF-8", table, "größer 🙂", ""},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + table, "größer 🙂", ""},
		{"UTF-16, little end first", inUTF16(table, binary.LittleEndian, "\xff\xfe"), "größer 🙂", ""},
		{"UTF-16, big end first", inUTF16(table, binary.BigEndian, "\xfe\xff"), "größer 🙂", ""},
		{"UTF-16 without a mark", inUTF16(table, binary.LittleEndian, ""), "", "line 1 is not UTF-8"},
		{"UTF-16 with half a character", "\xff\xfe" + inUTF16("Date,Model,Cost\n2026-11-20,", binary.LittleEndian, "") + "\x3d\xd8" + inUTF16(",1\n", binary.LittleEndian, ""), "", "line 2 is not UTF-8"},
		{"UTF-16 that ends within a character", inUTF16(table, binary.LittleEndian, "\xff\xfe") + "x", "", "line 3 is not UTF-8"},
		{"Windows-1252", "Date,Model,Cost\n2026-11-20,gr\xf6\xdfer,1.5\n", "", "line 2 is not UTF-8"},
		{"zero bytes", "Date,Model,Cost\n2026-11-20,a\x00b,1.5\n", "", "line 2 is not UTF-8"},
		{"Windows line ends", strings.ReplaceAll(table, "\n", "\r\n"), "größer 🙂", ""},
		{"no line end at the end", strings.TrimSpace(table), "größer 🙂", ""},
		{"semicolons", "Date;Model;Cost\n2026-11-20;a,b,c,d;1.5\n", "a,b,c,d", ""},
		{"tabs", "Date\tModel\tCost\n2026-11-20\ta;b\t1.5\n", "a;b", ""},
		{"bars", "Date|Model|Cost\n2026-11-20|a,b|1.5\n", "a,b", ""},
		{"delimiters in quotes", "\"Date\",\"Model;;;;\",\"Cost\"\n\"2026-11-20\",\"a;b;c;d\",\"1.5\"\n", "-", ""},
		{"a line break in quotes", "Date,Model,Cost\n2026-11-20,\"two\nlines\",1.5\n", "two lines", ""},
		{"quotes in quotes", "Date,Model,Cost\n2026-11-20,\"a \"\"b\"\"\",1.5\n", `a "b"`, ""},
		{"spaces before quotes", "Date, Model, Cost\n2026-11-20, \"a, b\", 1.5\n", "a, b", ""},
		{"formulas are text", "Date,Model,Cost\n2026-11-20,=cmd|' /C calc'!A0,1.5\n", "=cmd|' /C calc'!A0", ""},
		{"empty rows below", table + ",,\n\n,,\n", "größer 🙂", ""},
		{"a delimiter too many at the end of each row", "Date,Model,Cost\n2026-11-20,a,1.5,\n", "a", ""},
		{"too few cells", table + "2026-11-20,1.5\n", "größer 🙂", "3: it has 2 cells and the header has 3"},
		{"too many cells", table + "2026-11-20,a,1,5\n", "größer 🙂", "3: it has 4 cells and the header has 3"},
		{"a quote in the middle", table + "2026-11-20,a\"b,1.5\n", "größer 🙂", "3: its quotes cannot be read"},
		{"lines are those of the file, line breaks in quotes too", "Date,Model,Cost\n2026-11-20,\"a\n\nb\",1.5\n2026-11-20,a\n", "a b", "5: it has 2 cells"},
		{"a row of totals", table + "Total,,1.5\n", "größer 🙂", "3: it is a row of totals"},
		{"a row of totals with a day", table + "2026-11-20,Grand Total:,1.5\n", "größer 🙂", "3: it is a row of totals"},
		{"a text without end", table + "2026-11-20," + strings.Repeat("x", 1001) + ",1.5\n", "größer 🙂", "3: one of its texts is longer"},
		{"a quote that never closes", table + "2026-11-20,\"a,1.5\n2026-11-20,b,1.5\n", "", "a quote opens in line 3"},
		{"a quote that never closes, in a long file", table + "2026-11-20,\"a,1.5\n" + strings.Repeat("2026-11-20,b,1.5\n", 70_000), "", "longer than a megabyte"},
		{"a line without end", "Date,Cost\n" + strings.Repeat("1", 2<<20), "", "longer than a megabyte"},
		{"nothing", "", "", "it is empty"},
		{"a mark and nothing", "\xef\xbb\xbf", "", "it is empty"},
		{"line breaks alone", "\n\n\n", "", "it is empty"},
		{"a header alone", "Date,Model,Cost\n", "", "no rows below"},
		{"no header", "2026-11-20,a,1.5\n2026-11-21,a,1.5\n", "", "first line holds values"},
		{"one column", "Date\n2026-11-20\n", "", "its first line is one cell"},
		{"a name twice", "Date,Cost,Cost\n2026-11-20,1,2\n", "", `two columns are called "Cost"`},
		{"no row that fits", "Date,Model,Cost\n1,2\n", "", "line 2: it has 2 cells"},
		{"a spreadsheet", "PK\x03\x04rest", "", "it is a spreadsheet"},
		{"a PDF", "%PDF-1.7", "", "it is a PDF"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			path := p.file(tt.file)
			got, err := p.Preview(t.Context(), p.account, path, nil)
			if tt.model == "" {
				if !errors.Is(err, imports.ErrFile) || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), p.dir) {
					t.Errorf("got %v, want %q", err, tt.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			rejected := ""
			if len(got.Rejected) > 0 {
				rejected = fmt.Sprint(got.Rejected[0].Line, ": ", got.Rejected[0].Reason)
			}
			if got.Good != 1 || got.RejectedCount > 1 || (tt.says == "") != (rejected == "") || !strings.HasPrefix(rejected, tt.says) {
				t.Fatalf("%d good, rejected %v, want %q", got.Good, got.Rejected, tt.says)
			}
			if len(got.Missing) > 0 || tt.model == "-" {
				return
			}
			p.apply(path, nil)
			if entries := p.lines(); !strings.Contains(entries, fmt.Sprintf("model %q", tt.model)) {
				t.Errorf("stored %s, want %q", entries, tt.model)
			}
		})
	}
}

func TestWhatIsNoFile(t *testing.T) {
	p := open(t)
	for what, path := range map[string]string{"nothing": filepath.Join(p.dir, "none.csv"), "a folder": p.dir, "a device": "/dev/zero"} {
		if _, err := p.Preview(t.Context(), p.account, path, nil); !errors.Is(err, imports.ErrFile) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := p.Preview(t.Context(), "gone", p.file("a,b\n"), nil); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("no account: %v", err)
	}
}

func TestMappingsThatCannotBe(t *testing.T) {
	good := imports.Mapping{Date: "Date", Amount: "Cost"}
	for _, tt := range []struct {
		what  string
		spoil func(*imports.Mapping)
		says  string
	}{
		{"a column that is not there", func(m *imports.Mapping) { m.Model = "Engine" }, `no column "Engine"`},
		{"one column for both", func(m *imports.Mapping) { m.Amount = "Date" }, "one column"},
		{"a form of days that is not known", func(m *imports.Mapping) { m.DateFormat = "YY" }, "no form of days"},
		{"a decimal apostrophe", func(m *imports.Mapping) { m.Decimal = "'" }, "a dot or a comma"},
		{"a delimiter that is none", func(m *imports.Mapping) { m.Delimiter = "x" }, "the delimiter"},
		{"a currency that is none", func(m *imports.Mapping) { m.DefaultCurrency = "€" }, "three capital letters"},
		{"a first day that is none", func(m *imports.Mapping) { m.From = "2026-02-30" }, "not a day"},
		{"a last day in the future", func(m *imports.Mapping) { m.Through = "2026-11-23" }, "in the future"},
		{"days the wrong way round", func(m *imports.Mapping) { m.From, m.Through = "2026-11-20", "2026-11-19" }, "comes after"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			m := good
			tt.spoil(&m)
			if _, err := p.Preview(t.Context(), p.account, p.file("Date,Cost\n2026-11-20,1.5\n"), &m); !errors.Is(err, imports.ErrMapping) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
	p := open(t)
	got := p.preview(p.file("When,Sum of it\n2026-11-20,1.5\n"), nil)
	want(t, "columns that nobody can guess", strings.Join(got.Missing, " "), "date amount")
	many := "Date,Currency,Cost\n"
	for i := range 30 {
		many += fmt.Sprintf("2026-11-20,A%c%c,1\n", 'A'+i/26, 'A'+i%26)
	}
	if _, err := p.Preview(t.Context(), p.account, p.file(many), nil); !errors.Is(err, imports.ErrMapping) || !strings.Contains(err.Error(), "more than 20 currencies") {
		t.Errorf("thirty currencies: %v", err)
	}
	huge := "Date,Cost\n2026-11-20,9000000000.5\n2026-11-21,-9000000000.5\n"
	if _, err := p.Preview(t.Context(), p.account, p.file(huge), nil); !errors.Is(err, imports.ErrFile) || !errors.Is(err, money.ErrTooLarge) {
		t.Errorf("more than the ledger can add up: %v", err)
	}
}

func TestCurrencies(t *testing.T) {
	for _, tt := range []struct{ what, file, totals, says string }{
		{"a column of codes", "Date,Cost,Currency\n2026-11-20,1.5,usd\n2026-11-20,2.5,EUR\n", "2.5000 EUR + 1.5000 USD", ""},
		{"none at all", "Date,Cost\n2026-11-20,1.5\n", "1.5000 USD", "1 row names no currency, so their amounts are taken as USD"},
		{"the column's name", "Date,Cost (EUR)\n2026-11-20,1.5\n", "1.5000 EUR", ""},
		{"the column's name with a sign", "Date,Cost (€)\n2026-11-20,1.5\n", "1.5000 EUR", ""},
		{"a sign beside its code", "Date,Cost,Currency\n2026-11-20,$1.5,CAD\n", "1.5000 CAD", ""},
		{"a sign against the code", "Date,Cost,Currency\n2026-11-20,€1.5,USD\n2026-11-20,1.5,USD\n", "1.5000 USD", "rejected: it names no currency of three letters, or two of them"},
		{"what is no currency", "Date,Cost,Currency\n2026-11-20,1.5,credits\n2026-11-20,1.5,USD\n", "1.5000 USD", "rejected: it names no currency of three letters, or two of them"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			m := imports.Mapping{}
			got := p.preview(p.file(tt.file), nil)
			if m = got.Mapping; m.Amount == "" {
				m.Date, m.Amount = got.Columns[0], got.Columns[1]
				got = p.preview(p.file(tt.file), &m)
			}
			want(t, "totals", text(got.Totals), tt.totals)
			said := strings.Join(got.Warnings, " ")
			for _, r := range got.Rejected {
				said += "rejected: " + r.Reason
			}
			if (tt.says == "") != !strings.Contains(said, "currency") || !strings.Contains(said, tt.says) {
				t.Errorf("said %q, want %q", said, tt.says)
			}
		})
	}
}

const november = "Date,Model,Cost\n2026-11-18,a,1.00\n2026-11-18,b,2.00\n2026-11-20,a,4.00\n"

func TestAFileReplacesItsDaysAndNoOthers(t *testing.T) {
	p := open(t)
	p.apply(p.file("Date,Model,Cost\n2026-11-17,a,64.00\n2026-11-18,c,128.00\n2026-11-19,a,256.00\n2026-11-21,a,32.00\n"), nil)
	path := p.file(november)
	seen := p.preview(path, nil)
	var changes []string
	for _, c := range seen.Changes {
		changes = append(changes, fmt.Sprintf("%s: %s, now %s", c.Day, text(c.Before), text(c.After)))
	}
	want(t, "changes", strings.Join(changes, "\n"), "2026-11-18: 128.0000 USD, now 3.0000 USD\n2026-11-19: 256.0000 USD, now \n2026-11-20: , now 4.0000 USD")
	if !strings.Contains(strings.Join(seen.Warnings, " "), "From 2026-11-18 to 2026-11-20 1 day has no rows and will stand as $0") {
		t.Errorf("warnings %v", seen.Warnings)
	}
	result := p.apply(path, nil)
	want(t, "result", fmt.Sprintf("%s %s %d %s %+v", result.From, result.Through, result.Rows, text(result.Totals), result.Change),
		"2026-11-18 2026-11-20 3 7.0000 USD {Added:3 Changed:0 Removed:2}")
	var totals []string
	days, err := p.book.Days(t.Context(), calendar.Through("2026-11-01", "2026-11-22"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range days {
		totals = append(totals, fmt.Sprintf("%s %s %s", d.Day, d.Basis, text(d.Totals)))
	}
	want(t, "days", strings.Join(totals, "\n"), "2026-11-17 imported 64.0000 USD\n2026-11-18 imported 3.0000 USD\n2026-11-19 imported \n2026-11-20 imported 4.0000 USD\n2026-11-21 imported 32.0000 USD")
}

func TestDaysThatWereChosen(t *testing.T) {
	p := open(t)
	path := p.file(november)
	m := p.preview(path, nil).Mapping
	m.From, m.Through = "2026-11-19", "2026-11-22"
	seen := p.preview(path, &m)
	if seen.Outside != 2 || seen.Good != 3 || seen.From != "2026-11-19" || seen.Through != "2026-11-22" || text(seen.Totals) != "4.0000 USD" || seen.ChangedDays != 4 {
		t.Errorf("%+v", seen)
	}
	p.apply(path, &m)
	known, err := p.book.Known(t.Context(), p.account)
	if err != nil || known != calendar.Through("2026-11-19", "2026-11-22") {
		t.Errorf("%v, %v", known, err)
	}
	if next := p.preview(path, nil); next.Mapping.From != "" || next.Mapping.Through != "" {
		t.Errorf("the days are remembered: %+v", next.Mapping)
	}
}

func TestNothingIsStoredThatWasNotSeen(t *testing.T) {
	for _, tt := range []struct {
		what    string
		file    string
		between func(p *profile, path string, m *imports.Mapping, token *string)
		accept  bool
		err     error
	}{
		{"the file became another", november, func(p *profile, _ string, _ *imports.Mapping, _ *string) { p.file(november + "2026-11-20,a,1.00\n") }, true, imports.ErrChanged},
		{"the mapping became another", november, func(_ *profile, _ string, m *imports.Mapping, _ *string) { m.Model = "" }, true, imports.ErrChanged},
		{"there was no preview", november, func(_ *profile, _ string, _ *imports.Mapping, token *string) { *token = "" }, true, imports.ErrChanged},
		{"it was the preview of another account", november, func(p *profile, _ string, _ *imports.Mapping, _ *string) { p.account = p.connect("acme") }, true, imports.ErrChanged},
		{"rejected rows were not accepted", november + "2026-11-20,a,free\n", func(*profile, string, *imports.Mapping, *string) {}, false, imports.ErrRejected},
		{"no row lies in the days that were chosen", november, func(p *profile, path string, m *imports.Mapping, token *string) {
			m.From, m.Through = "2026-11-01", "2026-11-17"
			*token = p.preview(path, m).Token
		}, true, imports.ErrFile},
		{"no row lies after the first day that was chosen", november, func(p *profile, path string, m *imports.Mapping, token *string) {
			m.From = "2026-11-21"
			*token = p.preview(path, m).Token
		}, true, imports.ErrFile},
		{"no row is good", "Date,Cost\n2026-11-23,1.5\n", func(*profile, string, *imports.Mapping, *string) {}, true, imports.ErrFile},
		{"the file is gone", november, func(p *profile, path string, _ *imports.Mapping, _ *string) { _ = os.Remove(path) }, true, imports.ErrFile},
		{"the account is gone", november, func(p *profile, _ string, _ *imports.Mapping, _ *string) {
			if err := p.accounts.Remove(p.t.Context(), p.account, false); err != nil {
				p.t.Fatal(err)
			}
		}, true, account.ErrNotFound},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := open(t)
			path := p.file(tt.file)
			seen := p.preview(path, nil)
			tt.between(p, path, &seen.Mapping, &seen.Token)
			if _, err := p.Apply(t.Context(), p.account, path, seen.Mapping, seen.Token, tt.accept); !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
			if stored := p.lines(); stored != "" {
				t.Errorf("stored %s", stored)
			}
			if done, err := p.History(t.Context(), p.account); err != nil || len(done) != 0 {
				t.Errorf("history %v, %v", done, err)
			}
		})
	}
}

func TestCreditsAndSigns(t *testing.T) {
	p := open(t)
	path := p.file("Date,Cost\n2026-11-20,-10.00\n2026-11-20,-2.50\n")
	seen := p.preview(path, nil)
	want(t, "credits", text(seen.Credits)+" of "+text(seen.Totals), "-12.5000 USD of -12.5000 USD")
	if !strings.Contains(strings.Join(seen.Warnings, " "), "Every amount is less than zero") {
		t.Errorf("warnings %v", seen.Warnings)
	}
	m := seen.Mapping
	m.Negate = true
	turned := p.preview(path, &m)
	want(t, "turned", text(turned.Credits)+" of "+text(turned.Totals), " of 12.5000 USD")
	if strings.Contains(strings.Join(turned.Warnings, " "), "Every amount") {
		t.Errorf("warnings %v", turned.Warnings)
	}
}

func TestDaysThatTheVendorBilledAreACrossCheck(t *testing.T) {
	p := open(t)
	bill := ledger.Read{Account: p.account, Basis: ledger.Billed, Span: calendar.Through("2026-11-18", "2026-11-18"), At: noon, Entries: []ledger.Entry{
		{Account: p.account, Day: "2026-11-18", Basis: ledger.Billed, Item: "x", Amount: money.FromNanos(7e9, "USD")},
	}}
	if _, err := p.book.Put(t.Context(), bill); err != nil {
		t.Fatal(err)
	}
	path := p.file(november)
	if seen := p.preview(path, nil); !seen.Outranked || !strings.Contains(strings.Join(seen.Warnings, " "), "known for 1 day of these") {
		t.Errorf("outranked %t, %v", seen.Outranked, seen.Warnings)
	}
	p.apply(path, nil)
	if got := p.lines(); strings.Count(got, "\n") != 2 || !strings.Contains(got, "2026-11-18 billed x: 7.0000 USD") {
		t.Errorf("counted\n%s", got)
	}
	if seen := p.preview(path, nil); !seen.Unchanged {
		t.Errorf("again: %+v", seen.Changes)
	}
}

func TestOtherColumnsOfTheSameTotalsAreAChange(t *testing.T) {
	p := open(t)
	path := p.file(november)
	p.apply(path, nil)
	m := p.preview(path, nil).Mapping
	m.Model, m.Line = "", "Model"
	seen := p.preview(path, &m)
	if seen.Unchanged || seen.ChangedDays != 0 {
		t.Errorf("unchanged %t, %d days", seen.Unchanged, seen.ChangedDays)
	}
	want(t, "change", fmt.Sprintf("%+v", p.apply(path, &m).Change), "{Added:3 Changed:0 Removed:3}")
}

func TestDifferentRowsAreNeverOneEntry(t *testing.T) {
	p := open(t)
	p.apply(p.file("Date,Model,Project,Cost\n2026-11-20,a|b,c,1\n2026-11-20,a,b|c,1\n2026-11-20,a\\,|b,1\n2026-11-20,a\\|,b,1\n2026-11-20,a\\|,b,1\n"), nil)
	got := p.lines()
	for _, one := range []string{`1.0000 USD, line "", model "a|b", project "c"`, `1.0000 USD, line "", model "a", project "b|c"`, `1.0000 USD, line "", model "a\\", project "|b"`, `2.0000 USD, line "", model "a\\|", project "b"`} {
		if !strings.Contains(got, one) {
			t.Errorf("%s is not in\n%s", one, got)
		}
	}
	if strings.Count(got, "\n") != 4 {
		t.Errorf("got\n%s", got)
	}
}

func TestQuantitiesAreAddedOnlyWhereAllAreKnownInOneUnit(t *testing.T) {
	p := open(t)
	p.apply(p.file("Date,Model,Quantity,Unit,Cost\n"+
		"2026-11-20,a,1.5,tokens,1\n2026-11-20,a,2,tokens,1\n"+
		"2026-11-20,b,1,tokens,1\n2026-11-20,b,1,requests,1\n"+
		"2026-11-20,c,1,tokens,1\n2026-11-20,c,,tokens,1\n2026-11-20,c,1,tokens,1\n"+
		"2026-11-20,d,9000000000000,tokens,1\n2026-11-20,d,9000000000000,tokens,1\n"), nil)
	for _, one := range []string{`model "a", project "", key "", 3.5 tokens`, `model "b", project "", key "",  `, `model "c", project "", key "",  `, `model "d", project "", key "",  `} {
		if got := p.lines(); !strings.Contains(got, one+"\n") {
			t.Errorf("%s is not in\n%s", one, got)
		}
	}
}

func TestKeysAreMaskedWhereverTheyStand(t *testing.T) {
	secrets := []string{
		"sk-proj-abcdefghijklmnop0123456789", "sk-ant-api03-AbCdEfGhIjKlMnOp-0123456789", "gsk_AbCdEfGhIjKlMnOpQrStUvWx01234567", "pplx-0123456789abcdef0123456789abcdef",
		"AIzaSyA0123456789abcdefghijklmnopqrstu", "xai-0123456789abcdefghijklmnop", "ghp_0123456789abcdefghijABCDEFGHIJ456789", "sk_live_0123456789abcdefghij",
	}
	p := open(t)
	file := "Date,Model,Project,API key,Description,Notes,Cost\n"
	for _, secret := range secrets {
		file += fmt.Sprintf("2026-11-20,a,%s,%s,%s,%s,1.5\n", secret, secret, secret, secret)
		file += fmt.Sprintf("2026-11-20,a,,x,x,x,%s\n%s,a,,x,x,x,1.5\n", secret, secret)
	}
	bare := "0123456789abcdefghijklmnopqrstuvwxyzABCD"
	file += "2026-11-20,a,p,key_0123456789abcdefghij,x,x,1.5\n2026-11-20,a,p," + bare + ",x,x,1.5\n"
	path := p.file(file)
	seen := p.preview(path, nil)
	want(t, "the key's column", seen.Mapping.Key, "API key")
	shown, err := json.Marshal(seen)
	if err != nil {
		t.Fatal(err)
	}
	p.apply(path, nil)
	all := string(shown) + p.lines()
	for _, secret := range append(secrets, bare) {
		if strings.Contains(all, secret) {
			t.Errorf("%s is shown or stored", secret)
		}
		if !strings.Contains(p.lines(), fmt.Sprintf("key %q", "…"+secret[len(secret)-4:])) {
			t.Errorf("%s is not told by its end", secret)
		}
	}
	if !strings.Contains(p.lines(), `key "key_0123456789abcdefghij"`) {
		t.Error("the vendor's id of a key is masked")
	}
}

func TestHistory(t *testing.T) {
	p := open(t)
	p.apply(p.file(november+"2026-11-20,a,free\n"), nil)
	done, err := p.History(t.Context(), p.account)
	if err != nil || len(done) != 1 {
		t.Fatalf("%v, %v", done, err)
	}
	got := fmt.Sprintf("%s %s %s %s %d %d %s", done[0].File, done[0].At.Format(time.RFC3339), done[0].From, done[0].Through, done[0].Rows, done[0].Rejected, text(done[0].Totals))
	want(t, "history", got, "export.csv 2026-11-22T12:00:00Z 2026-11-18 2026-11-20 3 1 7.0000 USD")
	if err := p.accounts.Remove(t.Context(), p.account, false); err != nil {
		t.Fatal(err)
	}
	if done, err := p.History(t.Context(), p.account); err != nil || len(done) != 0 {
		t.Errorf("after the account was removed: %v, %v", done, err)
	}
}

func TestDaysSettleAfterTheFileWasMade(t *testing.T) {
	for _, tt := range []struct {
		what string
		made time.Time
		want calendar.Day
	}{
		{"made today", noon, "2026-11-18"},
		{"made on its last day", time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), ""},
		{"a time that was lost", time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), "2026-11-18"},
		{"a time in the future", noon.AddDate(1, 0, 0), "2026-11-18"},
	} {
		p := open(t)
		path := p.file(november)
		if err := os.Chtimes(path, tt.made, tt.made); err != nil {
			t.Fatal(err)
		}
		seen := p.preview(path, nil)
		p.apply(path, nil)
		through, err := p.book.SettledThrough(t.Context(), p.account)
		if err != nil || through != tt.want {
			t.Errorf("%s: settled through %q, %v, want %q", tt.what, through, err, tt.want)
		}
		if warned := strings.Contains(strings.Join(seen.Warnings, " "), "was not over when the file was made"); warned != (tt.want == "") {
			t.Errorf("%s: warnings %v", tt.what, seen.Warnings)
		}
	}
}

func TestLongListsAreCut(t *testing.T) {
	p := open(t)
	var b strings.Builder
	_, _ = b.WriteString("Day 1,Date,Cost\n")
	for i := range 600 {
		_, _ = fmt.Fprintf(&b, "x,%s,1.5\nx,%s,free\n", calendar.Day("2026-11-20").Add(-i), calendar.Day("2026-11-20").Add(-i))
	}
	path := p.file(b.String())
	got := p.preview(path, nil)
	if len(got.Sample) != 20 || len(got.Rejected) != 100 || got.RejectedCount != 600 || len(got.Changes) != 400 || got.ChangedDays != 600 || got.Rows != 1200 || got.Good != 600 {
		t.Errorf("%d samples, %d of %d rejections, %d of %d changes, %d of %d rows", len(got.Sample), len(got.Rejected), got.RejectedCount, len(got.Changes), got.ChangedDays, got.Good, got.Rows)
	}
	if !strings.Contains(strings.Join(got.Warnings, " "), "Rows of 600 days were rejected") {
		t.Errorf("warnings %v", got.Warnings)
	}
	p.apply(path, nil)
	want(t, "total", p.totalOf(calendar.Through("2020-01-01", "2026-11-22")), "900.0000 USD")
}

func TestStoppedBeforeItBegan(t *testing.T) {
	p := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Preview(ctx, p.account, p.file(november), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
