package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"
)

// kept is how many backups are kept.
const kept = 5

// Backup is a verified copy of the database.
type Backup struct {
	Path string
	Made time.Time
}

const stamp = "20060102T150405Z"

var backupName = regexp.MustCompile(`^outlay-(\d{8}T\d{6}Z)-v\d+\.db$`)

// backup writes a verified copy beside the database. A copy that cannot be read back is no
// backup, so nothing goes on without one.
func (db *DB) backup(ctx context.Context, at int64) (err error) {
	dir := filepath.Join(filepath.Dir(db.path), "backups")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	final := filepath.Join(dir, fmt.Sprintf("outlay-%s-v%d.db", db.now().UTC().Format(stamp), at))
	temporary := final + ".part"
	// SQLite fills an empty file as well as a new one, and this one only its owner may read.
	if err := os.WriteFile(temporary, nil, 0o600); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary) // a disk that was full must not stay so for half a copy
		}
	}()
	if _, err := db.Write.ExecContext(ctx, `VACUUM INTO ?`, temporary); err != nil {
		return err
	}
	if err := verify(ctx, temporary); err != nil {
		return err
	}
	if err := place(temporary, final); err != nil {
		return err
	}
	prune(db.path)
	return nil
}

// verify reads a whole copy back.
func verify(ctx context.Context, path string) error {
	copied, err := sql.Open("sqlite", uri(path, "mode=ro"))
	if err != nil {
		return err
	}
	defer func() { _ = copied.Close() }()
	var verdict string
	if err := copied.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, verdict)
	}
	return nil
}

// place gives a finished file its name so that, after a power cut too, the name stands for
// the old content or for all of the new.
func place(temporary, final string) error {
	if err := syncFile(temporary, os.O_RDWR); err != nil {
		return err
	}
	if err := os.Rename(temporary, final); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	return syncFile(filepath.Dir(final), os.O_RDONLY)
}

func syncFile(path string, flag int) error {
	file, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// prune removes the oldest backups. One that cannot be removed stays: that is no reason not
// to open the database.
func prune(path string) {
	all, err := Backups(path)
	if err != nil {
		return
	}
	for _, old := range all[min(kept, len(all)):] {
		_ = os.Remove(old.Path)
	}
}

// Backups returns the backups of a database, the newest first.
func Backups(path string) ([]Backup, error) {
	dir := filepath.Join(filepath.Dir(path), "backups")
	files, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Backup
	for _, file := range files {
		if m := backupName.FindStringSubmatch(file.Name()); m != nil {
			made, _ := time.Parse(stamp, m[1])
			list = append(list, Backup{filepath.Join(dir, file.Name()), made})
		}
	}
	slices.SortFunc(list, func(a, b Backup) int { return b.Made.Compare(a.Made) })
	return list, nil
}

// Restore puts a backup in the place of a database that no program has open, and keeps what
// was there beside it. It returns where. At no moment is there no database at path, so a
// program that starts meanwhile cannot take it for a new profile.
func Restore(ctx context.Context, path string, backup Backup, now time.Time) (aside string, err error) {
	openOnce()
	if _, err := os.Stat(backup.Path); err != nil {
		return "", fmt.Errorf("the backup cannot be read; nothing was changed: %w", explain(err, backup.Path))
	}
	if err := verify(ctx, backup.Path); err != nil {
		return "", fmt.Errorf("the backup of %s is damaged too; nothing was changed: %w", backup.Made.Format("2 Jan 2006 15:04 UTC"), explain(err, backup.Path))
	}
	fresh := path + ".restoring"
	defer func() {
		if err != nil {
			_ = os.Remove(fresh)
		}
	}()
	if err := copyFile(backup.Path, fresh); err != nil {
		return "", explain(err, path)
	}
	if aside, err = keep(path, now); err != nil {
		return "", explain(err, path)
	}
	return aside, explain(place(fresh, path), path)
}

// keep gives a damaged database and its journals a second name. The journals lose their
// first: beside the backup they would be taken for its own.
func keep(path string, now time.Time) (string, error) {
	aside := path + ".broken-" + now.UTC().Format(stamp)
	for n := 2; exists(aside) || exists(aside+"-wal"); n++ {
		aside = fmt.Sprintf("%s.broken-%s-%d", path, now.UTC().Format(stamp), n)
	}
	if err := os.Link(path, aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		// Some file systems have no second names.
		if err := os.Rename(path, aside); err != nil {
			return "", err
		}
	}
	for _, part := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+part, aside+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
