package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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
func (db *DB) backup(ctx context.Context, at int64) (string, error) {
	dir := filepath.Join(filepath.Dir(db.path), "backups")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	final := filepath.Join(dir, fmt.Sprintf("outlay-%s-v%d.db", db.now().UTC().Format(stamp), at))
	temporary := final + ".part"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	if _, err := db.Write.ExecContext(ctx, `VACUUM INTO ?`, temporary); err != nil {
		return "", err
	}
	if err := verify(ctx, temporary); err != nil {
		return "", err
	}
	if err := syncFile(temporary); err != nil {
		return "", err
	}
	if err := os.Rename(temporary, final); err != nil {
		return "", err
	}
	return final, prune(db.path)
}

func verify(ctx context.Context, path string) error {
	copied, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
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
	return os.Chmod(path, 0o600)
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

func prune(path string) error {
	all, err := Backups(path)
	if err != nil {
		return err
	}
	for _, old := range all[min(kept, len(all)):] {
		if err := os.Remove(old.Path); err != nil {
			return err
		}
	}
	return nil
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
// was there beside it. It returns where.
func Restore(ctx context.Context, path string, backup Backup, now time.Time) (aside string, err error) {
	if err := verify(ctx, backup.Path); err != nil {
		return "", fmt.Errorf("the backup of %s is damaged too; nothing was changed: %w", backup.Made.Format("2 Jan 2006 15:04"), err)
	}
	fresh := path + ".restoring"
	if err := copyFile(backup.Path, fresh); err != nil {
		return "", err
	}
	aside = path + ".broken-" + now.UTC().Format(stamp)
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+part, aside+part); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return aside, os.Rename(fresh, path)
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		return err
	}
	return syncFile(to)
}
