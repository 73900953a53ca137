package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/app/bind"
	"outlay/backend/ledger"
	"outlay/backend/simulator"
	"outlay/backend/transfer"
	"outlay/backend/transfer/transfertest"
)

func TestAFileIsReplacedOnlyByAWholeOne(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := replace(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of ")
		return errors.New("the disk is full")
	})
	if err == nil {
		t.Error("no error")
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "old" {
		t.Errorf("got %q, %v", content, err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
	if err := replace(path, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "new" || info.Mode().Perm() != 0o600 {
		t.Errorf("got %q with %v, %v", content, info.Mode(), err)
	}
}

func TestADeviceIsWrittenAndNeverReplaced(t *testing.T) {
	before, err := os.Stat(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if err := replace(os.DevNull, func(w io.Writer) error { _, err := io.WriteString(w, "gone"); return err }); err != nil {
		t.Error(err)
	}
	after, err := os.Stat(os.DevNull)
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the device is another file now, %v", err)
	}
}

// filled is a profile with a bill, a plan in another currency, a file with a credit, and a tag.
func filled(t *testing.T) (p profile, research string) {
	t.Helper()
	_, url := vendor(t, simulator.Options{})
	p = newProfile(t, url)
	research = p.connect("Research")
	p.must(nil, nil, "account", "add", "subscription", "--label", "Plan", "--set", "service=openai", "--set", "price=20.01", "--set", "currency=EUR",
		"--set", "cycle=month", "--set", "start=2026-09-05", "--set", "seats=3")
	p.must(nil, nil, "account", "add", "other", "--label", "Pictures", "--set", "service=Midjourney")
	path := filepath.Join(t.TempDir(), "console.csv")
	rows := "date,model,cost,project\n2026-11-01,\"images, large\",1.25,a\n2026-11-02,=refund,-0.000000001,a\n2026-11-03,images,0.10,+b\n"
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	p.must(nil, nil, "import", "Pictures", path, "--yes")
	p.must(nil, nil, "sync", "--from", "2026-09-01")
	p.must(nil, nil, "tag", "set", "Acme Corp", "--add", "account:Pictures", "--add", "project:Search@Research", "--add", "key:key_batch@Research")
	return p, research
}

// sums checks an export and adds it up, by currency.
func sums(t *testing.T, format transfer.Format, file string) map[string]string {
	t.Helper()
	if format == transfer.JSON {
		var doc struct {
			Entries []struct {
				Amount struct{ Value, Currency string }
			}
		}
		if err := json.Unmarshal([]byte(file), &doc); err != nil {
			t.Fatal(err)
		}
		rows := [][]string{{"amount", "currency"}}
		for _, e := range doc.Entries {
			rows = append(rows, []string{e.Amount.Value, e.Amount.Currency})
		}
		return transfertest.Sums(rows, "amount", "currency")
	}
	check, amount, currency := transfertest.CSV, "amount", "currency"
	if format == transfer.FOCUS {
		check, amount, currency = transfertest.FOCUS, "BilledCost", "BillingCurrency"
	}
	rows, breaches := check([]byte(file))
	if len(breaches) > 0 {
		t.Fatalf("%s: %q", format, breaches)
	}
	if format == transfer.Invoice { // half of it is the lines, half their totals
		for i, row := range rows {
			if row[0] == "total" {
				return transfertest.Sums(append(rows[:1:1], rows[i:]...), amount, currency)
			}
		}
	}
	return transfertest.Sums(rows, amount, currency)
}

func TestEveryExportAddsUpToTheReport(t *testing.T) {
	p, _ := filled(t)
	for _, days := range [][]string{{"--from", "2026-09-01"}, {"--from", "2026-11-02", "--to", "2026-11-02"}, {}} {
		var report struct {
			Totals []struct{ Value, Currency string }
		}
		p.must(&report, nil, append([]string{"report"}, days...)...)
		if len(report.Totals) != 2 {
			t.Fatalf("the report is of %v", report.Totals)
		}
		for _, format := range transfer.Formats() {
			out, errs, code := p.run(nil, append([]string{"export", "--format", string(format)}, days...)...)
			if code != 0 {
				t.Fatalf("%s: %s", format, errs)
			}
			got := sums(t, format, out)
			for _, want := range report.Totals {
				if sum, err := decimal.NewFromString(got[want.Currency]); err != nil || !sum.Equal(decimal.RequireFromString(want.Value)) {
					t.Errorf("%s of %v: got %s %s, the report says %s", format, days, got[want.Currency], want.Currency, want.Value)
				}
			}
			if len(got) != len(report.Totals) {
				t.Errorf("%s of %v: got %v, the report says %v", format, days, got, report.Totals)
			}
		}
	}
}

// window opens the profile as the window does, and saves to path.
func (p profile) window(path string) (*bind.Door, *bind.Export) {
	p.t.Helper()
	p.t.Setenv("OUTLAY_MASTER_KEY", masterKey)
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		p.t.Fatal(err)
	}
	door := bind.New(bind.Host{DataDir: p.dir, Now: func() time.Time { return at }, SaveFile: func(string) (string, error) { return path, nil }})
	ctx, cancel := context.WithCancel(p.t.Context())
	door.Start(ctx)
	p.t.Cleanup(func() { cancel(); door.Close() })
	for _, screen := range door.Bound() {
		if export, ok := screen.(*bind.Export); ok {
			return door, export
		}
	}
	p.t.Fatal("the window exports nothing")
	return nil, nil
}

func TestTheWindowAndTheTerminalWriteTheSameBytes(t *testing.T) {
	p, research := filled(t)
	path := filepath.Join(t.TempDir(), "window")
	door, export := p.window(path)
	seen := map[string]string{}
	for _, tt := range []struct {
		name   string
		args   []string
		filter transfer.Filter
	}{
		{"everything", nil, transfer.Filter{}},
		{"an account", []string{"--account", "Research"}, transfer.Filter{Accounts: []string{research}}},
		{"a service", []string{"--service", "OpenAI"}, transfer.Filter{Services: []string{"openai"}}},
		{"a service that the user named", []string{"--service", "Midjourney"}, transfer.Filter{Services: []string{"Midjourney"}}},
		{"a project", []string{"--project", "Search@Research"}, transfer.Filter{Projects: []ledger.Part{{Account: research, Of: ledger.ByProject, Key: "proj_search"}}}},
		{"a key", []string{"--key", "key_batch@Research"}, transfer.Filter{Keys: []ledger.Part{{Account: research, Of: ledger.ByKey, Key: "key_batch"}}}},
		{"a model", []string{"--model", "gpt-5.4"}, transfer.Filter{Models: []string{"gpt-5.4"}}},
		{"a basis", []string{"--basis", "subscription"}, transfer.Filter{Bases: []ledger.Basis{ledger.Subscription}}},
		{"a tag", []string{"--tag", "Acme Corp"}, transfer.Filter{Tags: []string{"Acme Corp"}}},
		{"a text", []string{"--text", "EMBEDDING"}, transfer.Filter{Text: "EMBEDDING"}},
		{"what is under no tag", []string{"--tag", ""}, transfer.Filter{Tags: []string{""}}},
		{"a tag and an account", []string{"--tag", "Acme Corp", "--account", research}, transfer.Filter{Tags: []string{"Acme Corp"}, Accounts: []string{research}}},
	} {
		for _, format := range transfer.Formats() {
			t.Run(tt.name+", "+string(format), func(t *testing.T) {
				out, errs, code := p.run(nil, append([]string{"export", "--format", string(format), "--from", "2026-09-01"}, tt.args...)...)
				if code != 0 {
					t.Fatal(errs)
				}
				if _, err := export.Start(string(format), "2026-09-01", "2026-11-22", tt.filter); err != nil {
					t.Fatal(err)
				}
				state, err := export.State()
				for ; err == nil && state.Running; state, err = export.State() {
					<-door.Changes()
				}
				if err != nil || !state.Done || state.Entries == 0 {
					t.Fatalf("%+v, %v", state, err)
				}
				file, err := os.ReadFile(path)
				if err != nil || string(file) != out {
					t.Errorf("they differ, %v:\n%.400s\n%.400s", err, file, out)
				}
				if other, ok := seen[out]; ok {
					t.Errorf("the same as of %s", other)
				}
				seen[out] = tt.name
				_ = sums(t, format, out)
			})
		}
	}
}

func TestAnExportOfWhatIsNotThereIsRefused(t *testing.T) {
	p, _ := filled(t)
	for want, args := range map[string][]string{
		"There is no tag":        {"--tag", "Nobody"},
		"is of the service":      {"--service", "Mistral"},
		"There is no basis":      {"--basis", "guessed"},
		"no such account":        {"--account", "Nobody"},
		"@":                      {"--project", "Search"},
		"takes csv, json, focus": {"--format", "xlsx"},
	} {
		path := filepath.Join(t.TempDir(), "out.csv")
		_, errs, code := p.run(nil, append([]string{"export", "-o", path}, args...)...)
		if _, err := os.Stat(path); code == 0 || err == nil || !strings.Contains(strings.ToLower(errs), strings.ToLower(want)) {
			t.Errorf("%v: exit code %d: %s", args, code, errs)
		}
	}
}
