package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
)

// size is how many entries a benchmark works on: a small book, unless the environment says so.
func size(b *testing.B, name string, small int) int {
	text := os.Getenv(name)
	if text == "" {
		return small
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("%s=%q is no number of entries", name, text)
	}
	return n
}

// history is 13 months of one account's entries, n of them, as a vendor names them.
func history(account string, n int) ledger.Read {
	span := calendar.Through("2025-10-23", "2026-11-22")
	days := span.Days()
	r := ledger.Read{Account: account, Basis: ledger.Billed, Span: span, At: span.End.Start(), SettlesAfter: 72 * time.Hour}
	r.Entries = make([]ledger.Entry, n)
	for i := range r.Entries {
		line, project, key := i%40, i/40%25, i/1000
		r.Entries[i] = ledger.Entry{
			Account: account, Basis: ledger.Billed, Day: days[i*len(days)/n],
			Item:   fmt.Sprintf("model-%d, input|proj_%06d|key_%08d", line, project, key),
			Amount: money.FromNanos(int64(i%1_000_003)*17, money.USD),
			Line:   fmt.Sprintf("model-%d, input", line), Model: fmt.Sprintf("model-%d", line),
			Project: fmt.Sprintf("proj_%06d", project), Key: fmt.Sprintf("key_%04d", key%50),
			Quantity: strconv.Itoa(i % 9973), Unit: "tokens",
		}
	}
	return r
}

// BenchmarkIngest stores new entries through Put and, beside it, the same rows by prepared
// single-row INSERTs in one transaction. OUTLAY_BENCH_INGEST says how many.
func BenchmarkIngest(b *testing.B) {
	r := history("a", size(b, "OUTLAY_BENCH_INGEST", 20_000))
	b.Run("raw", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			db := databasetest.Open(b)
			runtime.GC()
			b.StartTimer()
			if err := insertRaw(b.Context(), db, r); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(r.Entries)*b.N)/b.Elapsed().Seconds(), "entries/s")
	})
	b.Run("put", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			store := sqlite.New(databasetest.Open(b))
			runtime.GC()
			b.StartTimer()
			if change, err := store.Put(b.Context(), r); err != nil || change.Added != len(r.Entries) {
				b.Fatal(change, err)
			}
		}
		b.ReportMetric(float64(len(r.Entries)*b.N)/b.Elapsed().Seconds(), "entries/s")
	})
	b.Run("put again", func(b *testing.B) {
		store := sqlite.New(databasetest.Open(b))
		if _, err := store.Put(b.Context(), r); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if change, err := store.Put(b.Context(), r); err != nil || change.Any() {
				b.Fatal(change, err)
			}
		}
	})
}

// insertRaw does nothing beside. It cannot be stopped: a context would cost the driver a
// goroutine a row.
func insertRaw(ctx context.Context, db *database.DB, r ledger.Read) error {
	ctx = context.WithoutCancel(ctx)
	return db.Tx(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, `INSERT INTO entries (account, day, basis, item, nanos, currency,
			line, model, project, api_key, quantity, unit, first_seen, last_changed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		if err != nil {
			return err
		}
		defer func() { _ = insert.Close() }()
		now := r.At.Format(time.RFC3339)
		for i := range r.Entries {
			e := &r.Entries[i]
			nanos, err := e.Amount.Nanos()
			if err != nil {
				return err
			}
			if _, err := insert.ExecContext(ctx, e.Account, string(e.Day), string(e.Basis), e.Item, nanos, e.Amount.Currency,
				e.Line, e.Model, e.Project, e.Key, e.Quantity, e.Unit, now, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkOverview asks what the first screen asks: the last 30 days by day, the month to date
// by account, and today. Beside it, the month by model. OUTLAY_BENCH_OVERVIEW says of how many
// entries; OUTLAY_BENCH_DIR where the books are kept from run to run.
func BenchmarkOverview(b *testing.B) {
	large := size(b, "OUTLAY_BENCH_OVERVIEW", 20_000)
	for _, n := range []int{max(large/100, 1), large} {
		store := bookOf(b, n)
		today := calendar.Day("2026-11-22")
		month := calendar.Month(today)
		for _, question := range []struct {
			name string
			ask  func(context.Context) error
		}{
			{"overview", func(ctx context.Context) error {
				return firstError(
					sum(ctx, store, calendar.Through(today.Add(-29), today), ledger.ByDay),
					sum(ctx, store, month, ledger.ByAccount),
					sum(ctx, store, calendar.Through(today, today), ledger.ByAccount))
			}},
			{"month by model", func(ctx context.Context) error { return sum(ctx, store, month, ledger.ByModel) }},
			{"month by project", func(ctx context.Context) error { return sum(ctx, store, month, ledger.ByProject) }},
			{"month by key", func(ctx context.Context) error { return sum(ctx, store, month, ledger.ByKey) }},
		} {
			b.Run(fmt.Sprintf("%s of %d", question.name, n), func(b *testing.B) {
				for b.Loop() {
					if err := question.ask(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func sum(ctx context.Context, store *sqlite.Store, span calendar.Span, by ledger.Dimension) error {
	rows, err := store.Sum(ctx, span, by, nil)
	if err == nil && len(rows) == 0 {
		return fmt.Errorf("nothing by %s", by)
	}
	return err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// bookOf opens a book of n entries in three accounts, and makes it where there is none.
func bookOf(b *testing.B, n int) *sqlite.Store {
	b.Helper()
	dir := os.Getenv("OUTLAY_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	db, err := database.Open(b.Context(), database.Options{Path: filepath.Join(dir, fmt.Sprintf("book-%d.db", n))})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	store := sqlite.New(db)
	for i, account := range []string{"a", "b", "c"} {
		known, err := store.Known(b.Context(), account)
		if err != nil {
			b.Fatal(err)
		}
		if known.Empty() {
			if _, err := store.Put(b.Context(), history(account, n/3+min(1, n%3/(i+1)))); err != nil {
				b.Fatal(err)
			}
		}
	}
	return store
}
