package database

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// What can be wrong with the file. Each error that wraps one says what happened, what it
// means for the totals and what to do next.
var (
	ErrReadOnly = errors.New("the data folder cannot be written")
	ErrLocked   = errors.New("another program holds the database")
	ErrNewer    = errors.New("the database was written by a newer Outlay")
	ErrCorrupt  = errors.New("the database is damaged")
	ErrFull     = errors.New("the disk is full")
	ErrDisk     = errors.New("the disk refused to read or write")
)

// Explain turns an error of SQLite or of the file system into one of this package's, with a
// sentence that a person can act on. Other errors, and nil, are returned as they are.
func Explain(err error) error { return explain(err, "the database") }

func explain(err error, path string) error {
	if err == nil || known(err) {
		return err
	}
	if code, ok := code(err); ok {
		switch code {
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_PROTOCOL:
			return fmt.Errorf("%w (%s), so nothing was stored and totals stay as they were; close other programs that use the file and try again: %w", ErrLocked, path, err)
		case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
			return readOnly(path, err)
		case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
			return corrupt(path, err)
		case lib.SQLITE_FULL:
			return full(err)
		case lib.SQLITE_IOERR:
			return fmt.Errorf("%w (%s), so nothing was stored and totals stay as they were; check the disk and your quota on it, then try again: %w", ErrDisk, path, err)
		}
		return err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EFBIG):
		return full(err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return readOnly(path, err)
	}
	return err
}

func readOnly(path string, err error) error {
	return fmt.Errorf("%w (%s), so Outlay cannot keep what it reads; give yourself permission to write it, or choose another folder with --data-dir: %w", ErrReadOnly, path, err)
}

func corrupt(path string, err error) error {
	return fmt.Errorf("%w (%s), so totals cannot be shown; the file is kept as it is, and %s: %w", ErrCorrupt, path, rescue(path), err)
}

// rescue says what can be put in the place of a damaged file.
func rescue(path string) string {
	backups, err := Backups(path)
	if err != nil || len(backups) == 0 {
		return "no backup was made yet: move it to another place, and each vendor is read again as far back as it tells"
	}
	return "the backup of " + backups[0].Made.Format("2 Jan 2006 15:04 UTC") + " can be restored"
}

func newer(path string, at, newest int64) error {
	return fmt.Errorf("%w (%s has version %d, this program knows %d), so it was left as it is and totals cannot be shown; install the newest Outlay", ErrNewer, path, at, newest)
}

func full(err error) error {
	return fmt.Errorf("%w, so the last step was not stored and totals stay as they were; free some space and sync again: %w", ErrFull, err)
}

func known(err error) bool {
	for _, sentinel := range []error{ErrReadOnly, ErrLocked, ErrNewer, ErrCorrupt, ErrFull, ErrDisk} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return false
}

func code(err error) (int, bool) {
	var sqliteErr *sqlite.Error
	if !errors.As(err, &sqliteErr) {
		return 0, false
	}
	return sqliteErr.Code() & 0xff, true // the low byte is the kind, the rest its detail
}
