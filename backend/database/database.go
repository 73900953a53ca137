// Package database opens the one SQLite file that window, tray and terminal share, and brings
// it up to date.
//
// It knows how a file is opened safely by several programs, what can be wrong with one and how
// it is backed up. What stands in the tables is the business of the rooms above.
//
// # Why two handles
//
// SQLite has one writer. A pool with a single connection that begins each transaction with the
// write lock queues our own writers in Go, where a context can stop them, and leaves
// busy_timeout for the other programs. Readers never wait: the file is in WAL mode.
package database

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

//go:embed migrations/*.sql
var embedded embed.FS

func migrations() fs.FS {
	dir, err := fs.Sub(embedded, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return dir
}

// Options say which file is opened.
type Options struct {
	Path string
	Now  func() time.Time // dates backups; nil for the real clock
}

// DB is an open database.
type DB struct {
	Write *sql.DB // one connection; a transaction takes the write lock when it begins
	Read  *sql.DB // a few connections that cannot write
	watch *sql.DB // a connection for each watcher, which keeps it: Read would run dry
	path  string
	now   func() time.Time
	steps fs.FS // the migrations

	watchers sync.WaitGroup
	closing  chan struct{}
	close    func() error
}

// readers is how many questions may be answered at once.
const readers = 4

// openOnce sets what the driver keeps for the whole process, before the first file is opened.
var openOnce = sync.OnceFunc(func() {
	// Classic POSIX locks are dropped when any code of this process closes the file; locks of
	// the open file description are not.
	sqlite.OFDLocking(true)
	sqlite.StrictPragmas(true)
})

// Open opens the file, makes it where there is none, and migrates it after a backup. Its
// errors wrap [ErrReadOnly], [ErrLocked], [ErrNewer], [ErrCorrupt] or [ErrFull].
func Open(ctx context.Context, o Options) (*DB, error) { return open(ctx, o, migrations()) }

func open(ctx context.Context, o Options, steps fs.FS) (*DB, error) {
	openOnce()
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := prepare(o.Path); err != nil {
		return nil, explain(err, o.Path)
	}
	db := &DB{path: o.Path, now: o.Now, steps: steps, closing: make(chan struct{})}
	db.close = sync.OnceValue(db.closeAll)
	if err := db.handles(); err != nil {
		return nil, errors.Join(explain(err, o.Path), db.Close())
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(explain(err, o.Path), db.Close())
	}
	return db, nil
}

func (db *DB) handles() (err error) {
	if db.Write, err = sql.Open("sqlite", dsn(db.path, "_txlock=immediate")); err != nil {
		return err
	}
	db.Write.SetMaxOpenConns(1)
	if db.Read, err = sql.Open("sqlite", dsn(db.path, "_query_only=1")); err != nil {
		return err
	}
	db.Read.SetMaxOpenConns(readers)
	db.Read.SetMaxIdleConns(readers)
	db.watch, err = sql.Open("sqlite", dsn(db.path, "_query_only=1"))
	return err
}

// prepare makes the folder and the file for their owner's eyes only.
func prepare(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

func dsn(path, more string) string {
	pragmas := []string{
		"busy_timeout(5000)", // comes first: setting WAL may itself have to wait for a lock
		"journal_mode(WAL)",
		"synchronous(NORMAL)", // in WAL mode a power cut may lose the last commits, never the file
		"foreign_keys(1)",
		"cache_size(-8000)", // 8 MB a connection: what the overview touches of a large ledger
	}
	return uri(path, "_pragma="+strings.Join(pragmas, "&_pragma=")+"&"+more)
}

// uri names a file to SQLite, whatever stands in its name: a '?' or '%' has a meaning there.
func uri(path, query string) string {
	path = filepath.ToSlash(filepath.Clean(path))
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query
}

// Close closes the file, and what [DB.Changed] returned. It may be called twice.
func (db *DB) Close() error { return db.close() }

func (db *DB) closeAll() error {
	close(db.closing)
	db.watchers.Wait()
	var errs []error
	for _, handle := range []*sql.DB{db.watch, db.Read, db.Write} {
		if handle != nil {
			errs = append(errs, handle.Close())
		}
	}
	return errors.Join(errs...)
}

// Path returns the database's file.
func (db *DB) Path() string { return db.path }

// Tx runs fn in a write transaction: all of it is stored, or nothing where fn returns an
// error or panics. Errors of SQLite are explained as in [Explain].
func (db *DB) Tx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := db.Write.BeginTx(ctx, nil)
	if err != nil {
		return explain(err, db.path)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err = fn(tx); err == nil {
		err = tx.Commit()
	}
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		err = ctx.Err() // it was rolled back because the caller went away; say that
	}
	return explain(err, db.path)
}

// Changed says when any connection, of this process or of another, committed something after
// this call. It looks every so often, folds several commits into one signal, and is closed
// when ctx ends or the database is closed.
func (db *DB) Changed(ctx context.Context, every time.Duration) <-chan struct{} {
	signal := make(chan struct{}, 1)
	w := db.newWatcher(ctx)
	db.watchers.Go(func() {
		defer close(signal)
		defer w.close()
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-db.closing:
				return
			case <-tick.C:
			}
			if !w.look(ctx) {
				continue
			}
			select {
			case signal <- struct{}{}:
			default: // the last one was not taken yet
			}
		}
	})
	return signal
}

// watcher compares SQLite's counter of what others committed, which each connection sees in
// its own way; so it keeps its connection.
type watcher struct {
	pool *sql.DB
	conn *sql.Conn
	last int64
}

// newWatcher looks at once: what is committed from now on is news, and nothing before is.
func (db *DB) newWatcher(ctx context.Context) *watcher {
	w := &watcher{pool: db.watch}
	w.look(ctx)
	return w
}

// look says whether something was committed since the last look. One that fails, as while
// another program holds the file, says no; the next one tells then.
func (w *watcher) look(ctx context.Context) bool {
	if w.conn == nil {
		conn, err := w.pool.Conn(ctx)
		if err != nil {
			return false
		}
		w.conn = conn
	}
	var now int64
	if err := w.conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&now); err != nil || now == w.last {
		return false
	}
	w.last = now
	return true
}

func (w *watcher) close() {
	if w.conn != nil {
		_ = w.conn.Close()
	}
}

// Check reads the whole file and wraps [ErrCorrupt] where it is damaged.
func (db *DB) Check(ctx context.Context) error {
	var verdict string
	if err := db.Read.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return explain(err, db.path)
	}
	if verdict != "ok" {
		return corrupt(db.path, errors.New(verdict))
	}
	return nil
}

// migrate brings the tables up to date, one process at a time, after a backup of what is there.
func (db *DB) migrate(ctx context.Context) error {
	steps, err := goose.NewProvider(goose.DialectSQLite3, db.Write, db.steps, goose.WithVerbose(false))
	if err != nil {
		return err
	}
	sources := steps.ListSources()
	newest := sources[len(sources)-1].Version
	// Most of the time there is nothing to do; looking needs no lock. In a new file even
	// that has to wait: of two programs that set WAL at once, one is told "locked" at once,
	// whatever busy_timeout says.
	info, err := os.Stat(db.path)
	if err != nil {
		return err
	}
	if info.Size() > 0 {
		if due, _, err := db.due(ctx, newest); err != nil || !due {
			return err
		}
	}
	lock := flock.New(db.path + ".migrate")
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	due, at, err := db.due(ctx, newest) // another program may have done it meanwhile
	if err != nil || !due {
		return err
	}
	if at > 0 {
		if err := db.backup(ctx, at); err != nil {
			return fmt.Errorf("back up before the update: %w", err)
		}
	}
	_, err = steps.Up(ctx)
	return err
}

// due says whether the tables, which stand at a version, have to be brought to the newest.
func (db *DB) due(ctx context.Context, newest int64) (due bool, at int64, err error) {
	at, err = db.schema(ctx)
	if err == nil && at > newest {
		err = newer(db.path, at, newest)
	}
	return at < newest, at, err
}

// schema returns the version of the tables, 0 for a new file.
func (db *DB) schema(ctx context.Context) (int64, error) {
	var n int
	if err := db.Write.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	var at sql.NullInt64
	err := db.Write.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied = 1`).Scan(&at)
	return at.Int64, err
}
