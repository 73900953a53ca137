package sqlite_test

import (
	"testing"
	"time"

	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/ledger"
	"outlay/backend/ledger/ledgertest"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
)

func open(t *testing.T) ledger.Store {
	return sqlite.New(databasetest.Open(t))
}

func TestStore(t *testing.T) {
	ledgertest.Run(t, open)
}

func TestFirstSeenStays(t *testing.T) {
	db := databasetest.Open(t)
	store := sqlite.New(db)
	at := func(hour int, first, second int64) {
		t.Helper()
		r := small("a", 0)
		r.At = time.Date(2026, 1, 9, hour, 0, 0, 0, time.FixedZone("", 3600))
		r.Entries = append(r.Entries, r.Entries[0])
		r.Entries[0].Item, r.Entries[0].Amount = "first", money.FromNanos(first, "USD")
		r.Entries[1].Item, r.Entries[1].Amount = "second", money.FromNanos(second, "USD")
		if _, err := store.Put(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	at(11, 1, 1)
	at(12, 1, 2)
	at(13, 1, 2)
	for item, want := range map[string][2]string{
		"first":  {"2026-01-09T10:00:00Z", "2026-01-09T10:00:00Z"},
		"second": {"2026-01-09T10:00:00Z", "2026-01-09T11:00:00Z"},
	} {
		var got [2]string
		err := db.Read.QueryRowContext(t.Context(), `SELECT first_seen, last_changed FROM entries WHERE item = ?`, item).Scan(&got[0], &got[1])
		if err != nil || got != want {
			t.Errorf("%s: seen and changed %v, %v, want %v", item, got, err, want)
		}
	}
}

// TestTheSameReadWritesNothing asks SQLite itself, which counts what others committed.
func TestTheSameReadWritesNothing(t *testing.T) {
	db := databasetest.Open(t)
	store := sqlite.New(db)
	names := []ledger.Name{{Kind: "project", ID: "1", Name: "one"}}
	put := func() {
		t.Helper()
		if _, err := store.Put(t.Context(), version(0)); err != nil {
			t.Fatal(err)
		}
		if err := store.PutNames(t.Context(), "a", names); err != nil {
			t.Fatal(err)
		}
	}
	put()
	conn, err := db.Read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	commits := func() (n int64) {
		t.Helper()
		if err := conn.QueryRowContext(t.Context(), `PRAGMA data_version`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := commits()
	put()
	if after := commits(); after != before {
		t.Error("the same read was written again")
	}
	names[0].Name = "uno"
	put()
	if after := commits(); after == before {
		t.Error("a new name was not written")
	}
}

// TestForgetLeavesNoRow looks into every table that names an account of the book.
func TestForgetLeavesNoRow(t *testing.T) {
	db := databasetest.Open(t)
	store := sqlite.New(db)
	if _, err := store.Put(t.Context(), version(1)); err != nil {
		t.Fatal(err)
	}
	if err := store.PutNames(t.Context(), "a", []ledger.Name{{Kind: "key", ID: "1", Name: "one"}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		for _, table := range []string{"entries", "usage", "days", "rollups", "months", "usage_months", "names"} {
			if got := hasRows(t, db, table); got != want {
				t.Errorf("%s has rows: %t, want %t", table, got, want)
			}
		}
		if err := store.Forget(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
}

func hasRows(t *testing.T, db *database.DB, table string) (has bool) {
	t.Helper()
	if err := db.Read.QueryRowContext(t.Context(), `SELECT EXISTS (SELECT 1 FROM `+table+`)`).Scan(&has); err != nil {
		t.Fatal(err)
	}
	return has
}
