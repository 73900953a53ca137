package bind_test

import (
	"os"
	"path/filepath"
	"testing"

	"outlay/app/bind"
	"outlay/backend/rates"
)

func TestRatesAreTypedImportedAndUsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rates.csv")
	if err := os.WriteFile(path, []byte("date,currency,rate\n2026-11-01,USD,0.9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	screens := door(t, worlds[3], bind.Host{OpenFile: func() (string, error) { return path, nil }})
	of, overview := screen[*bind.Rates](t, screens), screens["overview"].(*bind.Overview)
	month := func() *rates.Converted {
		t.Helper()
		o, err := overview.Get()
		if err != nil {
			t.Fatal(err)
		}
		return o.Converted
	}
	if got := month(); got != nil {
		t.Errorf("without a display currency: %+v", got)
	}
	for _, step := range []struct {
		what string
		do   func() error
		want string
	}{
		{"show totals in no currency", func() error { return of.SetDisplay("Euro") }, "invalid"},
		{"show totals in euros", func() error { return of.SetDisplay(" eur ") }, "none"},
		{"a rate of nothing", func() error { return of.Put(rates.Rate{Currency: "USD", Quote: "EUR", Day: "2026-11-10", Rate: "0"}) }, "invalid"},
		{"a rate", func() error { return of.Put(rates.Rate{Currency: "USD", Quote: "EUR", Day: "2026-11-10", Rate: "0.8"}) }, "none"},
		{"a file that nobody chose", func() error { _, err := of.Import("/etc/passwd"); return err }, "file"},
		{"the file, before it was chosen", func() error { _, err := of.Preview(path); return err }, "file"},
	} {
		if err := step.do(); code(err) != step.want {
			t.Fatalf("%s: %v, want %s", step.what, err, step.want)
		}
	}
	if got := month(); got == nil || got.Amount == nil || len(got.Missing) != 1 || got.Missing[0] != "USD" || got.RatesFrom != "2026-11-10" {
		t.Errorf("with a rate from the 10th on: %+v", got)
	}
	chosen, err := of.Choose()
	if err != nil || chosen != path {
		t.Fatal(chosen, err)
	}
	if p, err := of.Preview(path); err != nil || p.Added != 1 || p.Newest[0].Quote != "EUR" {
		t.Errorf("%+v, %v", p, err)
	}
	if l, err := of.List(); err != nil || l.Total != 1 {
		t.Errorf("a preview stored: %+v, %v", l, err)
	}
	if p, err := of.Import(path); err != nil || p.Added != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if got := month(); got == nil || len(got.Missing) > 0 || got.RatesFrom != "2026-11-01" {
		t.Errorf("with rates of the whole month: %+v", got)
	}
	if err := of.Remove("USD", "EUR", "2026-11-01"); err != nil {
		t.Error(err)
	}
	if err := of.Remove("USD", "EUR", "2026-11-01"); code(err) != "not_found" {
		t.Errorf("%v", err)
	}
	if err := of.SetDisplay(""); err != nil || month() != nil {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(path, []byte("date,currency,rate\n2026-11-01,GBP,1.2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := of.Import(path); code(err) != "file" {
		t.Errorf("a file that does not say in which currency: %v", err)
	}
}
