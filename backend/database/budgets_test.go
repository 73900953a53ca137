package database

import (
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// before returns the migrations that were there before one of them.
func before(t *testing.T, migration string) fs.FS {
	t.Helper()
	names, err := fs.Glob(migrations(), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	steps := fstest.MapFS{}
	for _, name := range names {
		if name >= migration {
			continue
		}
		text, err := fs.ReadFile(migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		steps[name] = &fstest.MapFile{Data: text}
	}
	return steps
}

// A profile of version 4 had its limits in its accounts.
func TestLimitsOfAnOldProfileBecomeBudgets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outlay.db")
	old, err := open(t.Context(), Options{Path: path}, before(t, "0005_budgets.sql"))
	if err != nil {
		t.Fatal(err)
	}
	run(t, old.Write, `INSERT INTO accounts (id, provider, label, limit_nanos, limit_currency, cycle_day, removed, created_at) VALUES
		('exact', 'openai', 'Exact', 200000000001, 'USD', 31, 0, '2026-09-05T10:00:00Z'),
		('euros', 'openai', 'Euros', 9000000000000000000, 'EUR', 1, 0, '2026-10-05T23:59:59Z'),
		('none', 'openai', 'None', NULL, 'USD', 15, 0, '2026-09-05T10:00:00Z'),
		('gone', 'openai', 'Gone', 5000000000, 'USD', 15, 1, '2026-09-05T10:00:00Z')`)
	run(t, old.Write, `INSERT INTO account_fields (account, name, value) VALUES ('exact', 'region', 'eu')`)
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}

	db := opened(t, path)
	if got, want := ask(t, db.Read, `SELECT group_concat(concat_ws(' ', id, label || '-', scope, subject, account || '-', period, start_day, limit_nanos, limit_currency, levels, created_at), '; ' ORDER BY id) FROM budgets`),
		"euros - account euros - cycle 1 9000000000000000000 EUR 80 100 2026-10-05T23:59:59Z; exact - account exact - cycle 31 200000000001 USD 80 100 2026-09-05T10:00:00Z"; got != want {
		t.Errorf("budgets:\n%s\n%s", got, want)
	}
	if got, want := ask(t, db.Read, `SELECT group_concat(concat_ws(' ', budget, since, nanos, currency), '; ' ORDER BY budget) FROM budget_limits`),
		"euros 2026-10-05 9000000000000000000 EUR; exact 2026-09-05 200000000001 USD"; got != want {
		t.Errorf("their limits:\n%s\n%s", got, want)
	}
	if got, want := ask(t, db.Read, `SELECT group_concat(concat_ws(' ', id, label, cycle_day, removed), '; ' ORDER BY id) FROM accounts`),
		"euros Euros 1 0; exact Exact 31 0; gone Gone 15 1; none None 15 0"; got != want {
		t.Errorf("accounts:\n%s\n%s", got, want)
	}
	if got := ask(t, db.Read, `SELECT value FROM account_fields WHERE account = 'exact'`); got != "eu" {
		t.Errorf("what belongs to an account: %q", got)
	}
}
