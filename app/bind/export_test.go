package bind_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/app/bind"
	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/report"
	"outlay/backend/transfer"
	"outlay/backend/transfer/transfertest"
)

// credited has a bill on which something was given back.
var credited = world{"credits", func(t *testing.T, house *backend.Backend) {
	id := addAccount(t, house, "Research", "400")
	putDays(t, house, id, money.USD, "0.7411", 20, ledger.Billed)
	giver := addAccount(t, house, "Refunds", "")
	putDays(t, house, giver, money.USD, "-0.000000001", 5, ledger.Imported)
}}

// large has more entries than are written in a moment.
var large = world{"large", func(t *testing.T, house *backend.Backend) {
	id := addAccount(t, house, "Research", "400")
	r := ledger.Read{Account: id, Basis: ledger.Billed, Span: calendar.Through("2026-11-01", "2026-11-20"), At: today}
	for i := range 100_000 {
		r.Entries = append(r.Entries, ledger.Entry{
			Account: id, Day: r.Span.Start.Add(i % 20), Basis: ledger.Billed, Item: strconv.Itoa(i), Line: "gpt-5, input", Amount: money.FromNanos(1, money.USD),
		})
	}
	if _, err := house.Ledger.Put(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}}

// until waits for a state of the export; the door says each time that it may be another.
func until(t *testing.T, screens map[string]any, wanted func(bind.ExportState) bool) bind.ExportState {
	t.Helper()
	for {
		state, err := screens["export"].(*bind.Export).State()
		if err != nil {
			t.Fatal(err)
		}
		if wanted(state) {
			return state
		}
		select {
		case <-screens["door"].(*bind.Door).Changes():
		case <-t.Context().Done():
			t.Fatalf("still %+v", state)
		}
	}
}

func over(s bind.ExportState) bool { return !s.Running }

func TestEveryExportAddsUpToTheTotalOnTheScreen(t *testing.T) {
	for _, w := range append([]world{credited}, worlds[1:]...) {
		t.Run(w.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "spend")
			var suggested string
			screens := door(t, w, bind.Host{SaveFile: func(name string) (string, error) { suggested = name; return path, nil }})
			overview, err := screens["overview"].(*bind.Overview).Get()
			if err != nil || len(overview.MonthToDate) == 0 {
				t.Fatal(overview.MonthToDate, err)
			}
			for _, format := range transfer.Formats() {
				saved, err := screens["export"].(*bind.Export).Start(string(format), "2026-11-01", "2026-11-22", transfer.Filter{})
				if err != nil || saved != path {
					t.Fatalf("%s: %s, %v", format, saved, err)
				}
				state := until(t, screens, over)
				if !state.Done || state.Error != nil || state.Path != path || state.Entries == 0 {
					t.Fatalf("%s: %+v", format, state)
				}
				if extension := filepath.Ext(suggested); (format == transfer.JSON) != (extension == ".json") || !strings.Contains(suggested, "2026-11-01") {
					t.Errorf("%s: suggested %s", format, suggested)
				}
				got := totals(t, format, path)
				for _, want := range overview.MonthToDate {
					if sum, err := decimal.NewFromString(got[want.Currency]); err != nil || !sum.Equal(want.Value) {
						t.Errorf("%s: got %s, the screen says %s", format, got[want.Currency], want)
					}
				}
				if len(got) != len(overview.MonthToDate) {
					t.Errorf("%s: got %v, the screen says %v", format, got, overview.MonthToDate)
				}
			}
		})
	}
}

// totals checks a file and adds it up, by currency.
func totals(t *testing.T, format transfer.Format, path string) map[string]string {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if format == transfer.JSON {
		return jsonTotals(t, file)
	}
	check, amount, currency := transfertest.CSV, "amount", "currency"
	if format == transfer.FOCUS {
		check, amount, currency = transfertest.FOCUS, "BilledCost", "BillingCurrency"
	}
	rows, breaches := check(file)
	if len(breaches) > 0 {
		t.Errorf("%s: %q", format, breaches)
	}
	if format != transfer.Invoice {
		return transfertest.Sums(rows, amount, currency)
	}
	lines, last := [][]string{rows[0]}, map[string]string{}
	for _, row := range rows[1:] {
		if row[0] == "total" {
			last[row[7]] = row[6]
			continue
		}
		lines = append(lines, row)
	}
	for currency, sum := range transfertest.Sums(lines, amount, currency) {
		if !decimal.RequireFromString(sum).Equal(decimal.RequireFromString(last[currency])) {
			t.Errorf("the lines of %s add up to %s, its total says %s", currency, sum, last[currency])
		}
	}
	return last
}

func jsonTotals(t *testing.T, file []byte) map[string]string {
	t.Helper()
	var doc struct {
		Entries []struct {
			Amount struct {
				Value    decimal.Decimal
				Currency string
			}
		}
	}
	if err := json.Unmarshal(file, &doc); err != nil {
		t.Fatal(err)
	}
	rows := [][]string{{"amount", "currency"}}
	for _, e := range doc.Entries {
		rows = append(rows, []string{e.Amount.Value.String(), e.Amount.Currency})
	}
	return transfertest.Sums(rows, "amount", "currency")
}

func TestACancelledExportLeavesNoFileAndTheOldOneAsItWas(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "spend.csv")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	screens := door(t, large, bind.Host{SaveFile: func(string) (string, error) { return path, nil }})
	export := screens["export"].(*bind.Export)
	cancelled := func(stop func()) {
		if _, err := export.Start("focus", "2026-11-01", "2026-11-20", transfer.Filter{}); err != nil {
			t.Fatal(err)
		}
		until(t, screens, func(s bind.ExportState) bool { return s.Entries >= 1000 || !s.Running })
		stop()
		state, err := export.State()
		if err != nil || state.Running || state.Done || state.Error != nil || state.Entries < 1000 || state.Entries >= 100_000 {
			t.Errorf("%+v, %v", state, err)
		}
		if content, err := os.ReadFile(path); err != nil || string(content) != "old" {
			t.Errorf("the file is %.20q, %v", content, err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
			t.Errorf("left behind: %v, %v", files, err)
		}
	}
	cancelled(func() {
		if err := export.Cancel(); err != nil {
			t.Error(err)
		}
	})
	if err := export.Cancel(); err != nil {
		t.Errorf("cancelling nothing: %v", err)
	}
	cancelled(screens["door"].(*bind.Door).Close)
}

func TestOneExportAtATime(t *testing.T) {
	var screens map[string]any
	var second error
	path := filepath.Join(t.TempDir(), "spend.csv")
	screens = door(t, worlds[1], bind.Host{SaveFile: func(string) (string, error) {
		export := screens["export"].(*bind.Export)
		if state, err := export.State(); err != nil || !state.Running || state.Path != "" {
			t.Errorf("while the user chooses: %+v, %v", state, err)
		}
		_, second = export.Start("csv", "2026-11-01", "2026-11-22", transfer.Filter{})
		return path, nil
	}})
	if _, err := screens["export"].(*bind.Export).Start("csv", "2026-11-01", "2026-11-22", transfer.Filter{}); err != nil {
		t.Fatal(err)
	}
	if bind.FaultOf(second).Code != "busy" {
		t.Errorf("the second: %v", second)
	}
	if state := until(t, screens, over); !state.Done {
		t.Errorf("the first: %+v", state)
	}
}

func TestAnExportThatCannotBeSaysWhy(t *testing.T) {
	path, dialog := filepath.Join(t.TempDir(), "no such folder", "spend.csv"), error(nil)
	screens := door(t, worlds[1], bind.Host{SaveFile: func(string) (string, error) { return path, dialog }})
	export := screens["export"].(*bind.Export)
	if _, err := export.Start("csv", "2026-11-01", "2026-11-22", transfer.Filter{}); err != nil {
		t.Fatal(err)
	}
	if state := until(t, screens, over); state.Done || state.Error == nil || !strings.Contains(state.Error.Message, "choose another folder") {
		t.Errorf("a folder that is not there: %+v", state)
	}
	for name, start := range map[string]func() (string, error){
		"not_found: a tag that is not there": func() (string, error) {
			return export.Start("csv", "2026-11-01", "2026-11-22", transfer.Filter{Tags: []string{"Acme"}})
		},
		"failed: a format that is none": func() (string, error) { return export.Start("xlsx", "2026-11-01", "2026-11-22", transfer.Filter{}) },
		"failed: a day that is none":    func() (string, error) { return export.Start("csv", "2026-11-31", "2026-11-22", transfer.Filter{}) },
		"invalid: days the wrong way round": func() (string, error) {
			return export.Start("csv", "2026-11-22", "2026-11-01", transfer.Filter{})
		},
		"failed: a dialog that fails": func() (string, error) {
			dialog = errors.New("no dialog")
			return export.Start("csv", "2026-11-01", "2026-11-22", transfer.Filter{})
		},
	} {
		code, _, _ := strings.Cut(name, ":")
		if saved, err := start(); saved != "" || err == nil || bind.FaultOf(err).Code != code {
			t.Errorf("%s: %q, %v", name, saved, err)
		}
	}
	path, dialog = "", nil
	if saved, err := export.Start("csv", "2026-11-01", "2026-11-22", transfer.Filter{}); saved != "" || err != nil {
		t.Errorf("a user who cancels: %q, %v", saved, err)
	}
	if state, err := export.State(); err != nil || state != (bind.ExportState{}) {
		t.Errorf("after a user who cancels: %+v, %v", state, err)
	}
}

// TestAFilteredExportAddsUpToWhatTheScreensSayOfTheSameFilter asks the analytics and the
// activity, each in its own way, what the file has to add up to.
func TestAFilteredExportAddsUpToWhatTheScreensSayOfTheSameFilter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spend")
	screens := door(t, workshop, bind.Host{SaveFile: func(string) (string, error) { return path, nil }})
	page, err := screens["activity"].(*bind.Activity).Page(report.ActivityQuestion{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	id := page.Items[0].Entry.Account
	for name, f := range map[string]transfer.Filter{
		"nothing is limited":     {},
		"a model":                {Models: []string{"gpt-5.4-mini"}},
		"what names no model":    {Models: []string{""}},
		"a project":              {Projects: []ledger.Part{{Account: id, Of: ledger.ByProject, Key: "proj_web"}}},
		"a key":                  {Keys: []ledger.Part{{Account: id, Of: ledger.ByKey, Key: "key_proj_app"}}},
		"a basis":                {Bases: []ledger.Basis{ledger.Billed}},
		"a basis that is beaten": {Bases: []ledger.Basis{ledger.Metered}},
		"tags that share much":   {Tags: []string{"Client Acme", "Team blue"}},
		"a tag and a model":      {Tags: []string{"Client Acme"}, Models: []string{"gpt-5.4"}},
		"a project's name":       {Text: "web SHOP"},
		"a key's name":           {Text: "web server"},
		"a label":                {Text: " workSHOP "},
		"a text and a model":     {Text: "input", Models: []string{"gpt-5.4-mini"}},
	} {
		t.Run(name, func(t *testing.T) {
			counted := true
			page, err := screens["activity"].(*bind.Activity).Page(report.ActivityQuestion{
				From: "2026-11-01", Through: "2026-11-22", Limit: 1, Counted: &counted, Text: f.Text,
				Accounts: f.Accounts, Services: f.Services, Models: f.Models, Projects: f.Projects, Keys: f.Keys, Bases: f.Bases, Tags: f.Tags,
			})
			if err != nil {
				t.Fatal(err)
			}
			want := page.Sums
			if f.Text == "" { // which the analytics do not ask for
				answer, err := screens["analytics"].(*bind.Analytics).Get(report.Question{
					From: "2026-11-01", Through: "2026-11-22", By: "model",
					Accounts: f.Accounts, Services: f.Services, Models: f.Models, Projects: f.Projects, Keys: f.Keys, Bases: f.Bases, Tags: f.Tags,
				})
				if err != nil {
					t.Fatal(err)
				}
				want = slices.DeleteFunc(answer.Totals, func(a money.Amount) bool { return a.Value.IsZero() }) // a file has no lines of it
			}
			for _, format := range transfer.Formats() {
				if _, err := screens["export"].(*bind.Export).Start(string(format), "2026-11-01", "2026-11-22", f); err != nil {
					t.Fatal(err)
				}
				state := until(t, screens, over)
				if !state.Done || state.Entries != page.Rows {
					t.Errorf("%s: %+v, the screen has %d rows", format, state, page.Rows)
				}
				got := totals(t, format, path)
				for _, w := range want {
					if sum, err := decimal.NewFromString(got[w.Currency]); err != nil || !sum.Equal(w.Value) {
						t.Errorf("%s: got %s, the screen says %s", format, got[w.Currency], w)
					}
				}
				if len(got) != len(want) {
					t.Errorf("%s: got %v, the screen says %v", format, got, want)
				}
			}
		})
	}
}

func TestTheFolderOfTheLastExportIsShown(t *testing.T) {
	var shown []string
	path := filepath.Join(t.TempDir(), "spend.csv")
	screens := door(t, worlds[1], bind.Host{
		SaveFile:   func(string) (string, error) { return path, nil },
		OpenFolder: func(folder string) error { shown = append(shown, folder); return nil },
	})
	export := screens["export"].(*bind.Export)
	if err := export.OpenFolder(); bind.FaultOf(err).Code != "not_found" {
		t.Errorf("before there was an export: %v", err)
	}
	if _, err := export.Start("csv", "2026-11-01", "2026-11-22", transfer.Filter{}); err != nil {
		t.Fatal(err)
	}
	until(t, screens, over)
	if err := export.OpenFolder(); err != nil || len(shown) != 1 || shown[0] != filepath.Dir(path) {
		t.Errorf("shown %v, %v", shown, err)
	}
}

// picture is the smallest PNG that a chart could be.
var picture = base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\n and so on"))

func TestAChartIsSavedAsItWasDrawn(t *testing.T) {
	dir := t.TempDir()
	var suggested string
	path := ""
	screens := door(t, worlds[1], bind.Host{SaveFile: func(name string) (string, error) { suggested = name; return path, nil }})
	export := screens["export"].(*bind.Export)
	for _, tt := range []struct {
		name, suggested, want, content string
		save                           func(suggested string) (string, error)
	}{
		{"a picture", "spend.png", "spend.png", "\x89PNG\r\n\x1a\n and so on", func(name string) (string, error) { return export.Picture(name, picture) }},
		{"a table", "by model.csv", "by model.csv", "model,amount\r\n\"a, b\",1\r\n", func(name string) (string, error) {
			return export.Table(name, "model,amount\r\n\"a, b\",1\r\n")
		}},
		{"an empty table", "none.csv", "none.csv", "", func(name string) (string, error) { return export.Table(name, "") }},
		{"a name with folders", "../../etc/cron.d/spend.csv", "spend.csv", "a", func(name string) (string, error) { return export.Table(name, "a") }},
		{"a name with folders of Windows", `C:\Users\ada\..\spend.png`, "spend.png", "\x89PNG\r\n\x1a\n and so on", func(name string) (string, error) { return export.Picture(name, picture) }},
	} {
		path = filepath.Join(dir, "chosen by the user")
		if err := os.WriteFile(path, []byte("what was there before, and longer than what comes now"), 0o600); err != nil {
			t.Fatal(err)
		}
		saved, err := tt.save(tt.suggested)
		if err != nil || saved != path || suggested != tt.want {
			t.Errorf("%s: saved %q, suggested %q, %v", tt.name, saved, suggested, err)
		}
		if content, err := os.ReadFile(path); err != nil || string(content) != tt.content {
			t.Errorf("%s: %q, %v", tt.name, content, err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
			t.Errorf("%s: left behind: %v, %v", tt.name, files, err)
		}
	}
	path = ""
	if saved, err := export.Picture("spend.png", picture); saved != "" || err != nil {
		t.Errorf("a user who cancels: %q, %v", saved, err)
	}
}

func TestAChartThatCannotBeSavedLeavesWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	path, asked := filepath.Join(dir, "spend.png"), 0
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	chosen := path
	screens := door(t, worlds[1], bind.Host{SaveFile: func(string) (string, error) { asked++; return chosen, nil }})
	export := screens["export"].(*bind.Export)
	for name, save := range map[string]func() (string, error){
		"a picture that is called a table": func() (string, error) { return export.Picture("spend.csv", picture) },
		"a picture without an ending":      func() (string, error) { return export.Picture("spend", picture) },
		"a program":                        func() (string, error) { return export.Table("spend.csv.sh", "a") },
		"a table without a name":           func() (string, error) { return export.Table("", "a") },
		"what is no base64":                func() (string, error) { return export.Picture("spend.png", "data:image/png;base64,"+picture) },
		"what is no PNG": func() (string, error) {
			return export.Picture("spend.png", base64.StdEncoding.EncodeToString([]byte("GIF89a")))
		},
		"what nobody can have drawn": func() (string, error) { return export.Table("spend.csv", strings.Repeat("a", 32<<20+1)) },
	} {
		if saved, err := save(); saved != "" || bind.FaultOf(err).Code != "invalid" || asked != 0 {
			t.Errorf("%s: %q, %v, asked %d times", name, saved, err, asked)
		}
	}
	chosen = filepath.Join(dir, "no such folder", "spend.png")
	if _, err := export.Picture("spend.png", picture); err == nil || !strings.Contains(err.Error(), "choose another folder") {
		t.Errorf("a folder that is not there: %v", err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "old" {
		t.Errorf("the file is %q, %v", content, err)
	}
	if _, err := door(t, worlds[1], bind.Host{})["export"].(*bind.Export).Table("spend.csv", "a"); err == nil {
		t.Error("a window without dialogs saved something")
	}
}

func TestTheWindowNamesTheColumnsOfEachForm(t *testing.T) {
	source, err := os.ReadFile(filepath.FromSlash("../../frontend/src/features/exports/forms.ts"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`' \+\s+'`).ReplaceAllString(string(source), "")
	path := filepath.Join(t.TempDir(), "spend")
	screens := door(t, worlds[1], bind.Host{SaveFile: func(string) (string, error) { return path, nil }})
	for _, format := range []string{"csv", "focus", "invoice"} {
		if _, err := screens["export"].(*bind.Export).Start(format, "2026-11-01", "2026-11-22", transfer.Filter{}); err != nil {
			t.Fatal(err)
		}
		until(t, screens, over)
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(string(file), "\r\n")
		if want := "'" + strings.ReplaceAll(head, ",", " ") + "'"; !strings.Contains(named, want) {
			t.Errorf("%s: the window does not name %s", format, want)
		}
	}
}
