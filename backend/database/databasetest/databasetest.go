// Package databasetest opens new and empty databases for tests: real files, real SQLite.
package databasetest

import (
	"path/filepath"
	"testing"

	"outlay/backend/database"
)

// Open returns a new database that is closed when the test ends.
func Open(t testing.TB) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "outlay.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
