package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// fresh returns a new database and its file.
func fresh(t testing.TB) (*DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "outlay.db")
	return opened(t, path), path
}

func opened(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// raw opens a file as a program that is not Outlay would.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", uri(path, "_pragma=busy_timeout(0)"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	return db
}

func run(t testing.TB, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// impatient makes the writing handle give up at once.
func impatient(t testing.TB, db *DB) { run(t, db.Write, `PRAGMA busy_timeout = 1`) }

func ask(t testing.TB, db *sql.DB, question string) (answer string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), question).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return answer
}

// set stores a setting: the smallest thing that can be stored.
func set(name, value string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	}
}

func settings(t testing.TB, db *DB) string {
	t.Helper()
	return ask(t, db.Read, `SELECT coalesce(group_concat(name || '=' || value, ' ' ORDER BY name), '') FROM settings`)
}

func TestAFreshDatabaseIsItsOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // permissions are those of the profile's folder there
	}
	dir := filepath.Join(t.TempDir(), "new", "profile")
	db := opened(t, filepath.Join(dir, "outlay.db"))
	if err := db.Tx(t.Context(), set("a", "1")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Dir(dir), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %s", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryHandleIsSetUp(t *testing.T) {
	db, _ := fresh(t)
	for name, handle := range map[string]*sql.DB{"write": db.Write, "read": db.Read, "watch": db.watch} {
		for pragma, want := range map[string]string{"journal_mode": "wal", "busy_timeout": "5000", "synchronous": "1", "foreign_keys": "1"} {
			if got := ask(t, handle, "PRAGMA "+pragma); got != want {
				t.Errorf("%s: %s is %s, want %s", name, pragma, got, want)
			}
		}
	}
	if _, err := db.Read.ExecContext(t.Context(), `INSERT INTO settings VALUES ('a', '1')`); !errors.Is(Explain(err), ErrReadOnly) {
		t.Errorf("the reading handle wrote: %v", err)
	}
}

func TestANewFileIsNotTouchedWhileAnotherProgramMakesIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outlay.db")
	lock := flock.New(path + ".migrate")
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Open(ctx, Options{Path: path}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Errorf("it was written to: %v, %v", info, err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	opened(t, path)
}

func TestEveryTableIsStrict(t *testing.T) {
	db, _ := fresh(t)
	loose := ask(t, db.Read, `SELECT coalesce(group_concat(name), '') FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'`)
	if loose != "" {
		t.Errorf("not STRICT, so a decimal could become a float there: %s", loose)
	}
}

func TestAFileMayHaveAnyName(t *testing.T) {
	names := []string{"plain", "with space", "50% off", "%41", "what?", "a&_pragma=query_only(1)", "#1", "Ausgaben für März", "a+b"}
	if runtime.GOOS == "windows" {
		names = slices.DeleteFunc(names, func(name string) bool { return strings.ContainsAny(name, "?") })
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name, "outlay.db")
			db := opened(t, path)
			if err := db.Tx(t.Context(), set("a", "1")); err != nil {
				t.Fatal(err)
			}
			if err := db.backup(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Size() == 0 {
				t.Errorf("the file is elsewhere: %v", err)
			}
			if made, err := Backups(path); err != nil || len(made) != 1 {
				t.Errorf("%d backups: %v", len(made), err)
			}
		})
	}
}

func TestATransactionIsStoredWholeOrNotAtAll(t *testing.T) {
	wrong := errors.New("wrong")
	cancelled, cancel := context.WithCancel(t.Context())
	tests := []struct {
		name  string
		run   func(*DB) error
		want  error
		after string
	}{
		{"stored", func(db *DB) error { return db.Tx(t.Context(), set("b", "2")) }, nil, "a=1 b=2"},
		{"undone by an error, which is returned", func(db *DB) error {
			return db.Tx(t.Context(), func(tx *sql.Tx) error { return errors.Join(set("b", "2")(tx), wrong) })
		}, wrong, "a=1"},
		{"undone by a panic, which goes on", func(db *DB) (err error) {
			defer func() { err, _ = recover().(error) }()
			return db.Tx(t.Context(), func(tx *sql.Tx) error { _ = set("b", "2")(tx); panic(wrong) })
		}, wrong, "a=1"},
		{"undone where the caller goes away", func(db *DB) error {
			return db.Tx(cancelled, func(tx *sql.Tx) error { defer cancel(); return set("b", "2")(tx) })
		}, context.Canceled, "a=1"},
		{"never begun where the caller is gone already", func(db *DB) error {
			return db.Tx(cancelled, set("b", "2"))
		}, context.Canceled, "a=1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, _ := fresh(t)
			if err := db.Tx(t.Context(), set("a", "1")); err != nil {
				t.Fatal(err)
			}
			if err := tt.run(db); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if got := settings(t, db); got != tt.after {
				t.Errorf("stored: %q, want %q", got, tt.after)
			}
			if err := db.Tx(t.Context(), set("c", "3")); err != nil {
				t.Errorf("the next transaction: %v", err)
			}
		})
	}
}

func TestATransactionHoldsTheWriteLockFromItsBeginning(t *testing.T) {
	db, path := fresh(t)
	other := opened(t, path)
	impatient(t, other)
	// What it read would otherwise be out of date when it writes, and the write fail.
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		if err := other.Tx(t.Context(), set("a", "theirs")); !errors.Is(err, ErrLocked) {
			t.Errorf("another wrote meanwhile: %v", err)
		}
		return set("a", "ours")(tx)
	})
	if got := settings(t, db); err != nil || got != "a=ours" {
		t.Errorf("stored %q: %v", got, err)
	}
}

func TestAFullDiskStoresNothingAndSaysSo(t *testing.T) {
	db, _ := fresh(t)
	if err := db.Tx(t.Context(), set("a", "1")); err != nil {
		t.Fatal(err)
	}
	// SQLite answers as it does where the disk has no more room.
	pages := ask(t, db.Write, `PRAGMA page_count`)
	run(t, db.Write, `PRAGMA max_page_count = `+pages)
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		return errors.Join(set("a", "2")(tx), set("b", strings.Repeat("x", 1<<20))(tx))
	})
	if !errors.Is(err, ErrFull) {
		t.Fatalf("got %v", err)
	}
	if got := settings(t, db); got != "a=1" {
		t.Errorf("stored: %.40q", got)
	}
	run(t, db.Write, `PRAGMA max_page_count = 1000000`)
	if err := db.Tx(t.Context(), set("b", "2")); err != nil {
		t.Errorf("after space was made: %v", err)
	}
}

func TestWhereAnotherProgramHoldsTheFile(t *testing.T) {
	t.Run("a transaction says so and stores nothing", func(t *testing.T) {
		db, path := fresh(t)
		other := raw(t, path)
		run(t, other, `BEGIN IMMEDIATE`)
		impatient(t, db)
		err := db.Tx(t.Context(), set("a", "1"))
		if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v", err)
		}
		if got := settings(t, db); got != "" {
			t.Errorf("readers wait or see more: %q", got)
		}
		run(t, other, `ROLLBACK`)
		if err := db.Tx(t.Context(), set("a", "1")); err != nil {
			t.Errorf("after it let go: %v", err)
		}
	})
	t.Run("opening says so", func(t *testing.T) {
		t.Parallel() // it waits for as long as busy_timeout says
		db, path := fresh(t)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		other := raw(t, path)
		run(t, other, `PRAGMA locking_mode = EXCLUSIVE`)
		run(t, other, `INSERT INTO settings VALUES ('a', '1')`)
		if _, err := Open(t.Context(), Options{Path: path}); !errors.Is(err, ErrLocked) {
			t.Errorf("got %v", err)
		}
	})
}

func TestADatabaseOfANewerProgramIsLeftAsItIs(t *testing.T) {
	db, path := fresh(t)
	run(t, db.Write, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), Options{Path: path})
	if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "version 99") {
		t.Errorf("got %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file was changed: %v", err)
	}
	if made, _ := Backups(path); len(made) > 0 {
		t.Errorf("a backup was made: %v", made)
	}
}

// damaged returns a database with 2000 settings and a closed file, on which harm was done.
func damaged(t *testing.T, harm func(file *os.File, size int64) error) string {
	t.Helper()
	db, path := fresh(t)
	fill(t, db, 2000)
	if err := errors.Join(db.backup(t.Context(), 1), db.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err := errors.Join(err, harm(file, info.Size()), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func fill(t testing.TB, db *DB, rows int) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO settings WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			SELECT 'setting ' || i, printf('%.100c', 'x') FROM n`, rows)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestADamagedFileIsKeptAndItsBackupNamed(t *testing.T) {
	const page = 4096
	noise := func(at int64, length int) func(*os.File, int64) error {
		return func(file *os.File, _ int64) error {
			_, err := file.WriteAt([]byte(strings.Repeat("\xa5\x00\x17", length/3)), at)
			return err
		}
	}
	tests := []struct {
		name string
		harm func(*os.File, int64) error
	}{
		{"no database at all", noise(0, 100)},
		{"a list of tables that cannot be read", noise(100, page-100)},
		{"half of the file is gone", func(file *os.File, size int64) error { return file.Truncate(size / 2) }},
		{"another kind of file", func(file *os.File, _ int64) error {
			_, err := file.WriteAt([]byte("date,cost\n2026-11-01,4.20\n"), 0)
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := damaged(t, tt.harm)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			db, err := Open(t.Context(), Options{Path: path})
			if err == nil {
				// What opening does not touch is found by looking.
				err = db.Check(t.Context())
				_ = db.Close()
			}
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("got %v", err)
			}
			made, _ := Backups(path)
			if len(made) != 1 || !strings.Contains(err.Error(), made[0].Made.Format("2 Jan 2006 15:04 UTC")) {
				t.Errorf("no word of the backup: %v", err)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
	t.Run("a page in the middle: opening does not read all, reading tells", func(t *testing.T) {
		db := opened(t, damaged(t, func(file *os.File, size int64) error {
			return noise(size/2/page*page, page*8)(file, size)
		}))
		_, err := db.Write.ExecContext(t.Context(), `UPDATE settings SET value = 'y'`)
		if !errors.Is(Explain(err), ErrCorrupt) {
			t.Errorf("reading said %v", err)
		}
		if err := db.Check(t.Context()); !errors.Is(err, ErrCorrupt) {
			t.Errorf("looking said %v", err)
		}
	})
	t.Run("without a backup the next step is another", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "outlay.db")
		if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Path: path})
		if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), "no backup was made yet") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAWholeDatabaseChecksWell(t *testing.T) {
	db, _ := fresh(t)
	fill(t, db, 100)
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestExplain(t *testing.T) {
	db, _ := fresh(t)
	_, twice := db.Write.ExecContext(t.Context(), `INSERT INTO settings VALUES ('a', '1'), ('a', '2')`)
	for _, tt := range []struct {
		name string
		err  error
	}{
		{"no error stays none", nil},
		{"an error of the caller stays what it is", errors.New("wrong")},
		{"a broken rule of a table stays what it is", twice},
		{"an error that was explained is not explained again", Explain(fmt.Errorf("open: %w", fs.ErrPermission))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Explain(tt.err); got != tt.err {
				t.Errorf("got %v, want %v", got, tt.err)
			}
		})
	}
	if err := Explain(fmt.Errorf("open: %w", fs.ErrPermission)); !errors.Is(err, ErrReadOnly) || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

func TestChangedTellsWhatOthersCommitted(t *testing.T) {
	db, path := fresh(t)
	other := opened(t, path)
	for name, writer := range map[string]*DB{"this handle": db, "another": other} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			changed := db.Changed(ctx, time.Millisecond)
			// At once after the call, before it looked for the first time by its clock.
			if err := writer.Tx(ctx, set("a", name)); err != nil {
				t.Fatal(err)
			}
			if !within(t, changed) {
				t.Error("closed without a word")
			}
			cancel()
			for within(t, changed) { // closed in the end
			}
		})
	}
}

// within takes the next signal and says whether there was one, false for a closed channel.
func within(t *testing.T, changed <-chan struct{}) bool {
	t.Helper()
	select {
	case _, ok := <-changed:
		return ok
	case <-time.After(20 * time.Second):
		t.Fatal("no signal")
		return false
	}
}

func TestALookSeesCommitsOnly(t *testing.T) {
	db, path := fresh(t)
	other := opened(t, path)
	if err := other.Tx(t.Context(), set("before", "it")); err != nil {
		t.Fatal(err)
	}
	w := db.newWatcher(t.Context())
	defer w.close()
	steps := []struct {
		name string
		do   func(*sql.Tx) error
		news bool
	}{
		{"nothing happened", nil, false},
		{"a transaction that was undone", func(tx *sql.Tx) error { return errors.Join(set("a", "1")(tx), errors.New("wrong")) }, false},
		{"a transaction that read only", func(tx *sql.Tx) error { return tx.QueryRow(`SELECT count(*) FROM settings`).Scan(new(int)) }, false},
		{"a commit", set("a", "2"), true},
		{"the same commit again", nil, false},
	}
	for _, step := range steps {
		if step.do != nil {
			_ = other.Tx(t.Context(), step.do)
		}
		if got := w.look(t.Context()); got != step.news {
			t.Errorf("%s: news %v, want %v", step.name, got, step.news)
		}
	}
}

func TestManyWatchersLeaveReadersAlone(t *testing.T) {
	db, _ := fresh(t)
	for range 2 * readers {
		db.Changed(t.Context(), time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := db.Read.PingContext(ctx); err != nil {
		t.Errorf("nobody can read any more: %v", err)
	}
}

func TestClosingEndsWatchersAndMayHappenTwice(t *testing.T) {
	db, _ := fresh(t)
	changed := db.Changed(t.Context(), time.Hour)
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	if within(t, changed) {
		t.Error("a signal from a closed database")
	}
}

// BenchmarkOpen opens a database of 100,000 rows: what each start of a program pays.
func BenchmarkOpen(b *testing.B) {
	db, path := fresh(b)
	fill(b, db, 100_000)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		db, err := Open(b.Context(), Options{Path: path})
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
