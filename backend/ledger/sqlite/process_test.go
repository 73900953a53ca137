package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/ledger/ledgertest"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
)

// TestMain lets the test program start itself as another process that writes.
func TestMain(m *testing.M) {
	path, role := os.Getenv("OUTLAY_TEST_BOOK"), os.Getenv("OUTLAY_TEST_ROLE")
	if path == "" {
		os.Exit(m.Run())
	}
	if err := child(context.Background(), path, role); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child(ctx context.Context, path, role string) error {
	db, err := database.Open(ctx, database.Options{Path: path})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	store := sqlite.New(db)
	if role == "flip" {
		for i := 0; ; i++ { // until it is killed
			fmt.Println("put")
			if _, err := store.Put(ctx, version(i%2)); err != nil {
				return err
			}
		}
	}
	for round := range 20 {
		for _, account := range []string{role, "shared"} {
			if _, err := store.Put(ctx, small(account, round)); err != nil {
				return err
			}
		}
	}
	return nil
}

func start(t *testing.T, path, role string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "OUTLAY_TEST_BOOK="+path, "OUTLAY_TEST_ROLE="+role)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if stderr.Len() > 0 {
			t.Errorf("%s: %s", role, stderr.String())
		}
	})
	return cmd, bufio.NewScanner(stdout)
}

// version is one of two things that a vendor may say about the same days: other entries, other
// amounts, other days settled.
func version(n int) ledger.Read {
	span := calendar.Through("2026-01-01", "2026-01-20")
	r := ledger.Read{
		Account: "a", Basis: ledger.Billed, Span: span, SettlesAfter: 48 * time.Hour,
		At: span.Start.Add(10 + n).Start(), Usage: []ledger.Usage{},
	}
	for i := range 3000 {
		day := span.Start.Add(i % 20)
		r.Entries = append(r.Entries, ledger.Entry{
			Account: "a", Basis: ledger.Billed, Day: day, Item: fmt.Sprint("item ", i*(n+2)),
			Amount: money.FromNanos(int64(i+n), "USD"), Model: fmt.Sprint("m", i%7),
		})
		if i < 100 {
			r.Usage = append(r.Usage, ledger.Usage{Account: "a", Day: day, Kind: "completions", Model: fmt.Sprint("m", i), InputTokens: int64(i + n)})
		}
	}
	return r
}

// small is what one round of a writing process puts.
func small(account string, round int) ledger.Read {
	day := calendar.Day("2026-01-01").Add(round)
	e := ledger.Entry{Account: account, Basis: ledger.Billed, Day: day, Item: "x", Amount: money.FromNanos(1, "USD")}
	return ledger.Read{Account: account, Basis: ledger.Billed, Span: calendar.Through(day, day), Entries: []ledger.Entry{e}, At: day.End()}
}

func TestKilled(t *testing.T) {
	possible := map[string]int{dumpOf(t): -1, dumpOf(t, version(0)): 0, dumpOf(t, version(1)): 1}
	if len(possible) != 3 {
		t.Fatal("the versions are not told apart")
	}
	path := filepath.Join(t.TempDir(), "outlay.db")
	for range 20 {
		cmd, said := start(t, path, "flip")
		for range 1 + rand.IntN(3) {
			if !said.Scan() {
				t.Fatal("the other process said nothing")
			}
		}
		<-time.After(rand.N(60 * time.Millisecond)) // any moment of a Put will do
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		var killed *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &killed) {
			t.Fatalf("the other process ended by itself: %v", err)
		}
		db, err := database.Open(t.Context(), database.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		text := ledgertest.Dump(t, sqlite.New(db))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, ok := possible[text]; !ok {
			t.Fatalf("the book is neither before nor after a read: %.2000s", text)
		}
	}
}

func dumpOf(t *testing.T, reads ...ledger.Read) string {
	t.Helper()
	model := ledgertest.NewModel()
	for _, r := range reads {
		if _, err := model.Put(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return ledgertest.Dump(t, model)
}

func TestTwoProcessesWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outlay.db")
	var processes []*exec.Cmd
	for _, role := range []string{"first", "second"} {
		cmd, _ := start(t, path, role)
		processes = append(processes, cmd)
	}
	for _, cmd := range processes {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	model := ledgertest.NewModel()
	for round := range 20 {
		for _, account := range []string{"first", "second", "shared"} {
			if _, err := model.Put(t.Context(), small(account, round)); err != nil {
				t.Fatal(err)
			}
		}
	}
	db, err := database.Open(t.Context(), database.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if got, want := ledgertest.Dump(t, sqlite.New(db)), ledgertest.Dump(t, model); got != want {
		t.Errorf("the book says %s\nwant %s", got, want)
	}
}
