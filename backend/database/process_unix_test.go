//go:build unix

package database

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// role says which part this program plays when a test starts it as a process of its own.
const role = "OUTLAY_DATABASE_TEST_ROLE"

func TestMain(m *testing.M) {
	roles := map[string]func(path string) error{
		"open":   openAndWrite,
		"hold":   holdTransaction,
		"commit": commitWhenTold,
		"nobody": asNobody,
		"small":  withSmallFiles,
	}
	if play, ok := roles[os.Getenv(role)]; ok {
		if err := play(os.Args[1]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is this program in another role.
type child struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(t *testing.T, name, path string) *child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], path)
	cmd.Env = append(os.Environ(), role+"="+name)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return &child{cmd, in, bufio.NewReader(out)}
}

// hears waits until the child says a word.
func (c *child) hears(t *testing.T, word string) {
	t.Helper()
	if line, err := c.out.ReadString('\n'); strings.TrimSpace(line) != word {
		t.Fatalf("the other process said %q: %v", line, err)
	}
}

// ends waits for the child's end and returns what it said.
func (c *child) ends(t *testing.T) string {
	t.Helper()
	_ = c.in.Close()
	said, _ := io.ReadAll(c.out)
	_ = c.cmd.Wait()
	return string(said)
}

// told waits until the test closes this process's input, or says a word.
func told() { _, _ = os.Stdin.Read(make([]byte, 1)) }

func openAndWrite(path string) error {
	fmt.Println("ready")
	told()
	db, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		return err
	}
	name := fmt.Sprint("process ", os.Getpid())
	return errors.Join(db.Tx(context.Background(), set(name, "1")), db.Close())
}

func TestProgramsThatStartAtOnceAllOpenANewProfile(t *testing.T) {
	const programs = 8
	path := filepath.Join(t.TempDir(), "new", "outlay.db")
	var all []*child
	for range programs {
		all = append(all, start(t, "open", path))
	}
	for _, c := range all {
		c.hears(t, "ready")
	}
	for _, c := range all {
		_ = c.in.Close()
	}
	for _, c := range all {
		if said := c.ends(t); said != "" {
			t.Errorf("one could not: %s", said)
		}
	}
	db := opened(t, path)
	if got := ask(t, db.Read, `SELECT count(*) FROM settings`); got != fmt.Sprint(programs) {
		t.Errorf("%s of %d wrote", got, programs)
	}
	if got := ask(t, db.Read, `SELECT count(*) FROM goose_db_version WHERE version_id = 1`); got != "1" {
		t.Errorf("the first migration ran %s times", got)
	}
}

func holdTransaction(path string) error {
	db, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		return err
	}
	return db.Tx(context.Background(), func(tx *sql.Tx) error {
		// More than its cache holds, so that part of it stands in the journal already.
		_, err := tx.Exec(`INSERT INTO settings WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
			SELECT 'half ' || i, printf('%.1000c', 'x') FROM n`)
		fmt.Println("ready")
		told()
		return err
	})
}

func TestAProgramKilledInATransactionLeavesNothingOfIt(t *testing.T) {
	path := profile(t)
	c := start(t, "hold", path)
	c.hears(t, "ready")
	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait()
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("it had written nothing yet, so this shows nothing: %v", err)
	}
	db := opened(t, path)
	if got := settings(t, db); got != "a=1" {
		t.Errorf("stored: %.40q", got)
	}
	if err := errors.Join(db.Check(t.Context()), db.Tx(t.Context(), set("b", "2"))); err != nil {
		t.Error(err)
	}
}

func TestAnotherProgramsLockIsNamed(t *testing.T) {
	path := profile(t)
	db := opened(t, path)
	c := start(t, "hold", path)
	c.hears(t, "ready")
	impatient(t, db)
	if err := db.Tx(t.Context(), set("b", "2")); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
	if said := c.ends(t); said != "" {
		t.Fatal(said)
	}
	if err := db.Tx(t.Context(), set("b", "2")); err != nil {
		t.Errorf("after it let go: %v", err)
	}
}

func commitWhenTold(path string) error {
	db, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		return err
	}
	fmt.Println("ready")
	told()
	return errors.Join(db.Tx(context.Background(), set("b", "2")), db.Close())
}

func TestChangedTellsWhatAnotherProgramCommitted(t *testing.T) {
	path := profile(t)
	db := opened(t, path)
	c := start(t, "commit", path)
	c.hears(t, "ready")
	changed := db.Changed(t.Context(), time.Millisecond)
	if said := c.ends(t); said != "" {
		t.Fatal(said)
	}
	if !within(t, changed) {
		t.Error("closed without a word")
	}
}

// asNobody opens the file without any right on it, also where tests run as root.
func asNobody(path string) error {
	if os.Geteuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	db, err := Open(context.Background(), Options{Path: path})
	if err == nil {
		return errors.Join(errors.New("opened"), db.Close())
	}
	if !errors.Is(err, ErrReadOnly) || !strings.Contains(err.Error(), path) {
		return fmt.Errorf("another error: %w", err)
	}
	return nil
}

func TestWhereNothingMayBeWritten(t *testing.T) {
	tests := []struct {
		name string
		lock func(path string) error
	}{
		{"the file", func(path string) error { return os.Chmod(path, 0o444) }},
		{"the file, not even to be read", func(path string) error { return os.Chmod(path, 0) }},
		{"the folder of a file", func(path string) error {
			return errors.Join(os.Chmod(path, 0o666), os.Chmod(filepath.Dir(path), 0o555))
		}},
		{"the folder of a new profile", func(path string) error {
			return errors.Join(os.Remove(path), os.Chmod(filepath.Dir(path), 0o555))
		}},
		{"the folder that should hold the profile's", func(path string) error {
			dir := filepath.Dir(path)
			return errors.Join(os.Remove(path), os.Remove(path+".migrate"), os.Remove(dir), os.Chmod(filepath.Dir(dir), 0o555))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			path := filepath.Join(root, "profile", "outlay.db")
			if err := opened(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			// Others may look in, so that it is the write that fails.
			if err := errors.Join(os.Chmod(filepath.Dir(root), 0o755), os.Chmod(filepath.Dir(path), 0o755), tt.lock(path)); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(root, 0o755); _ = os.Chmod(filepath.Dir(path), 0o755) })
			if said := start(t, "nobody", path).ends(t); said != "" {
				t.Error(said)
			}
		})
	}
}

// withSmallFiles writes more than the system lets it.
func withSmallFiles(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	db, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}); err != nil {
		return err
	}
	err = db.Tx(context.Background(), set("b", strings.Repeat("x", 4<<20)))
	if !errors.Is(err, ErrDisk) {
		return fmt.Errorf("another error: %w", err)
	}
	return errors.Join(db.Tx(context.Background(), set("c", "3")), db.Close())
}

func TestADiskThatRefusesStoresNothingAndSaysSo(t *testing.T) {
	path := profile(t)
	if said := start(t, "small", path).ends(t); said != "" {
		t.Fatal(said)
	}
	if got := settings(t, opened(t, path)); got != "a=1 c=3" {
		t.Errorf("stored: %.40q", got)
	}
}
