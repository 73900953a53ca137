package database

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// morning is when the programs of these tests run.
var morning = time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)

// update returns the shipped migrations and one more.
func update(t *testing.T, statement string) fs.FS {
	t.Helper()
	steps := fstest.MapFS{"0099_update.sql": {Data: []byte("-- +goose Up\n" + statement)}}
	names, err := fs.Glob(migrations(), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		steps[name] = &fstest.MapFile{Data: text}
	}
	return steps
}

// profile returns the file of a closed database that holds one setting.
func profile(t *testing.T) string {
	t.Helper()
	db, path := fresh(t)
	if err := errors.Join(db.Tx(t.Context(), set("a", "1")), db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func names(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, file := range files {
		list = append(list, file.Name())
	}
	return strings.Join(list, " ")
}

func TestAnUpdateIsMadeAfterABackup(t *testing.T) {
	path := profile(t)
	db, err := open(t.Context(), Options{Path: path, Now: func() time.Time { return morning }}, update(t, `DELETE FROM settings;`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if got := settings(t, db); got != "" {
		t.Errorf("the update did not run: %q", got)
	}
	made, err := Backups(path)
	if err != nil || len(made) != 1 || !made[0].Made.Equal(morning) {
		t.Fatalf("%v, %v", made, err)
	}
	if got := names(t, filepath.Dir(made[0].Path)); got != fmt.Sprintf("outlay-20261123T073000Z-v%d.db", newest()) {
		t.Errorf("in the folder: %s", got)
	}
	if info, err := os.Stat(made[0].Path); err != nil || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if got := ask(t, raw(t, made[0].Path), `SELECT value FROM settings WHERE name = 'a'`); got != "1" {
		t.Errorf("the backup holds %q", got)
	}
}

func TestOpeningWithoutAnUpdateMakesNoBackup(t *testing.T) {
	path := profile(t)
	opened(t, path)
	if made, err := Backups(path); err != nil || len(made) != 0 {
		t.Errorf("%v, %v", made, err)
	}
}

func TestAnUpdateThatFailsChangesNothing(t *testing.T) {
	path := profile(t)
	if _, err := open(t.Context(), Options{Path: path}, update(t, "DELETE FROM settings;\nDELETE FROM nowhere;")); err == nil {
		t.Fatal("it went well")
	}
	db := opened(t, path)
	if got := settings(t, db); got != "a=1" {
		t.Errorf("stored: %q", got)
	}
}

func TestWithoutABackupThereIsNoUpdate(t *testing.T) {
	tests := []struct {
		name string
		harm func(path string) error
		want error
	}{
		{"a file stands where the folder should", func(path string) error {
			return os.WriteFile(filepath.Join(filepath.Dir(path), "backups"), nil, 0o600)
		}, nil},
		{"the database cannot be read whole", func(path string) error {
			file, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				return err
			}
			info, err := file.Stat()
			if err != nil {
				return errors.Join(err, file.Close())
			}
			// The tables' names stand in the first pages, and grow with each migration.
			_, err = file.WriteAt([]byte(strings.Repeat("\xa5", 4096*8)), info.Size()/4096/2*4096)
			return errors.Join(err, file.Close())
		}, ErrCorrupt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, path := fresh(t)
			fill(t, db, 2000)
			if err := errors.Join(db.Close(), tt.harm(path)); err != nil {
				t.Fatal(err)
			}
			_, err := open(t.Context(), Options{Path: path}, update(t, `DROP TABLE alerts;`))
			if err == nil || !strings.Contains(err.Error(), "back up before the update") || (tt.want != nil && !errors.Is(err, tt.want)) {
				t.Errorf("got %v", err)
			}
			if got := ask(t, raw(t, path), `SELECT max(version_id) FROM goose_db_version`); got != fmt.Sprint(newest()) {
				t.Errorf("updated to %s", got)
			}
			if parts, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "backups", "*")); len(parts) > 0 {
				t.Errorf("half a copy was left: %v", parts)
			}
		})
	}
}

func TestTheLastFiveBackupsAreKept(t *testing.T) {
	now := morning
	path := filepath.Join(t.TempDir(), "outlay.db")
	db, err := Open(t.Context(), Options{Path: path, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	foreign := filepath.Join(filepath.Dir(path), "backups", "notes.txt")
	for range 7 {
		now = now.Add(24 * time.Hour)
		if err := db.backup(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(foreign, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made, err := Backups(path)
	if err != nil || len(made) != kept || !made[0].Made.Equal(now) || !made[4].Made.Equal(now.Add(-4*24*time.Hour)) {
		t.Errorf("%v, %v", made, err)
	}
	if !exists(foreign) {
		t.Error("what is not a backup was removed")
	}
}

func TestRestore(t *testing.T) {
	db, path := fresh(t)
	if err := errors.Join(db.Tx(t.Context(), set("a", "1")), db.backup(t.Context(), 1), db.Tx(t.Context(), set("a", "2")), db.Close()); err != nil {
		t.Fatal(err)
	}
	made, err := Backups(path)
	if err != nil || len(made) != 1 {
		t.Fatal(made, err)
	}
	broken := strings.Repeat("no database ", 1000)
	for part, content := range map[string]string{"": broken, "-wal": "old journal", "-shm": "old index"} {
		if err := os.WriteFile(path+part, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	aside, err := Restore(t.Context(), path, made[0], morning)
	if err != nil {
		t.Fatal(err)
	}
	if want := path + ".broken-20261123T073000Z"; aside != want {
		t.Errorf("put aside as %s, want %s", aside, want)
	}
	for part, want := range map[string]string{"": broken, "-wal": "old journal", "-shm": "old index"} {
		if got, err := os.ReadFile(aside + part); err != nil || string(got) != want {
			t.Errorf("%q was not kept: %v", part, err)
		}
	}
	if got := settings(t, opened(t, path)); got != "a=1" {
		t.Errorf("restored: %q", got)
	}
	if made, _ := Backups(path); len(made) != 1 {
		t.Error("the backup itself is gone")
	}

	t.Run("a second time in the same second loses nothing", func(t *testing.T) {
		again, err := Restore(t.Context(), path, made[0], morning)
		if err != nil || again == aside {
			t.Errorf("put aside as %s again: %v", again, err)
		}
		if got, err := os.ReadFile(aside); err != nil || string(got) != broken {
			t.Errorf("the first is gone: %v", err)
		}
	})
	t.Run("a database that was removed comes back", func(t *testing.T) {
		gone := filepath.Join(t.TempDir(), "outlay.db")
		if _, err := Restore(t.Context(), gone, made[0], morning); err != nil {
			t.Fatal(err)
		}
		if got := settings(t, opened(t, gone)); got != "a=1" {
			t.Errorf("restored: %q", got)
		}
	})
}

func TestRestoreChangesNothingWhereItCannot(t *testing.T) {
	path := profile(t)
	dir := filepath.Dir(path)
	damaged := filepath.Join(t.TempDir(), "damaged.db")
	if err := os.WriteFile(damaged, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	before, list := content(t, path), names(t, dir)
	for _, tt := range []struct {
		name   string
		backup string
		want   error
	}{
		{"the backup is damaged", damaged, ErrCorrupt},
		{"the backup is gone", damaged + ".gone", fs.ErrNotExist},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Restore(context.Background(), path, Backup{Path: tt.backup, Made: morning}, morning)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), "nothing was changed") {
				t.Errorf("got %v", err)
			}
			if content(t, path) != before || names(t, dir) != list {
				t.Errorf("something was changed: %s", names(t, dir))
			}
		})
	}
}

func content(t *testing.T, path string) [sha256.Size]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(data)
}
