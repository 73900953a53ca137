package imports_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/imports"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/provider"
	"outlay/backend/vault"
)

// row is a row of a random file.
type row struct {
	day   int // of November
	model string
	cents int
}

// Random files, overlapping, in any order and more than once: a day always holds what the
// last file that spoke for it says, to the cent.
func TestTheLastFileThatSpeaksForADayIsRight(t *testing.T) {
	p := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		if err := p.book.Forget(t.Context(), p.account); err != nil {
			t.Fatal(err)
		}
		truth := map[int]map[string]int{} // cents by day and model
		file := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
			return row{rapid.IntRange(1, 12).Draw(t, "day"), rapid.SampledFrom([]string{"a", "b", "c|", `\`}).Draw(t, "model"), rapid.IntRange(-300, 300).Draw(t, "cents")}
		}), 1, 12)
		files := rapid.SliceOfN(file, 1, 3).Draw(rt, "files")
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(files)-1), 1, 3).Draw(rt, "order") {
			p.apply(p.file(written(files[i])), nil)
			speak(truth, files[i])
			if got, want := p.daysOf(), textOf(truth); got != want {
				rt.Fatalf("got\n%s\nwant\n%s", got, want)
			}
			again := p.preview(p.file(written(files[i])), nil)
			if result := p.apply(p.file(written(files[i])), nil); !again.Unchanged || result.Change.Any() {
				rt.Fatalf("the same file again: unchanged %t, %+v", again.Unchanged, result.Change)
			}
		}
	})
}

func written(rows []row) string {
	var b strings.Builder
	_, _ = b.WriteString("Date;Model;Cost\n")
	for _, r := range rows {
		_, _ = fmt.Fprintf(&b, "2026-11-%02d;%s;%.2f\n", r.day, r.model, float64(r.cents)/100)
	}
	return b.String()
}

func speak(truth map[int]map[string]int, rows []row) {
	first := slices.MinFunc(rows, func(a, b row) int { return a.day - b.day }).day
	last := slices.MaxFunc(rows, func(a, b row) int { return a.day - b.day }).day
	for day := first; day <= last; day++ {
		truth[day] = map[string]int{}
	}
	for _, r := range rows {
		truth[r.day][r.model] += r.cents
	}
}

func textOf(truth map[int]map[string]int) string {
	var lines []string
	for day, models := range truth {
		for model, cents := range models {
			lines = append(lines, fmt.Sprintf("2026-11-%02d %q %.2f", day, model, float64(cents)/100))
		}
		lines = append(lines, fmt.Sprintf("2026-11-%02d", day))
	}
	return sorted(lines)
}

func (p *profile) daysOf() string {
	p.t.Helper()
	var lines []string
	span := calendar.Through("2026-11-01", "2026-11-22")
	err := p.book.Entries(p.t.Context(), span, []string{p.account}, func(e ledger.Entry) error {
		lines = append(lines, fmt.Sprintf("%s %q %s", e.Day, e.Model, e.Amount.Value.StringFixed(2)))
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	days, err := p.book.Days(p.t.Context(), span, []string{p.account})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, d := range days {
		lines = append(lines, string(d.Day))
	}
	return sorted(lines)
}

func sorted(lines []string) string {
	slices.Sort(lines)
	return strings.ReplaceAll(strings.Join(lines, "\n"), " -0.00", " 0.00")
}

// failing is a book that fails at the nth Put: before it is stored, or after.
type failing struct {
	ledger.Store
	at     *int
	stored bool
	fail   func() error
}

func (f failing) Put(ctx context.Context, r ledger.Read) (ledger.Change, error) {
	if *f.at--; *f.at != 0 {
		return f.Store.Put(ctx, r)
	}
	if f.stored {
		if _, err := f.Store.Put(ctx, r); err != nil {
			return ledger.Change{}, err
		}
	}
	return ledger.Change{}, f.fail()
}

// many is a file of so many rows on 20 days, no two of one entry, and what it adds up to.
func many(rows int) (file, total string) {
	var b strings.Builder
	_, _ = b.WriteString("Date,Model,Cost\n")
	cents := 0
	for i := range rows {
		_, _ = fmt.Fprintf(&b, "2026-11-%02d,m%d,%d.%02d\n", 1+i%20, i, i/100, i%100)
		cents += i
	}
	return b.String(), fmt.Sprintf("%d.%02d00 USD", cents/100, cents%100)
}

func (p *profile) total() string { return p.totalOf(calendar.Month("2026-11-01")) }

func (p *profile) totalOf(span calendar.Span) string {
	p.t.Helper()
	rows, err := p.book.Sum(p.t.Context(), span, ledger.ByAccount, nil)
	if err != nil || len(rows) > 1 {
		p.t.Fatal(rows, err)
	}
	if len(rows) == 0 {
		return "nothing"
	}
	return rows[0].Amount.String()
}

func TestAnImportThatWasStoppedIsDoneAgain(t *testing.T) {
	errDisk := errors.New("the disk is full")
	for _, stored := range []bool{false, true} {
		for nth := 1; nth <= 4; nth++ {
			at := nth
			p := openBook(t, func(s ledger.Store) ledger.Store {
				return failing{s, &at, stored, func() error { return errDisk }}
			})
			p.Limit(50, 50) // each chunk is 5 of the 20 days
			file, total := many(200)
			path := p.file(file)
			seen := p.preview(path, nil)
			if _, err := p.Apply(t.Context(), p.account, path, seen.Mapping, seen.Token, true); !errors.Is(err, errDisk) {
				t.Fatalf("chunk %d: %v", nth, err)
			}
			if after := p.preview(path, nil); after.Unchanged != (nth == 4 && stored) {
				t.Errorf("chunk %d, stored %t: unchanged %t", nth, stored, after.Unchanged)
			}
			p.apply(path, nil)
			want(t, fmt.Sprintf("stopped at chunk %d", nth), p.total(), total)
		}
	}
}

// child says in the environment that this process is to import a file and be killed.
const child = "OUTLAY_TEST_IMPORT_INTO"

func TestMain(m *testing.M) {
	if dir := os.Getenv(child); dir != "" {
		fmt.Println(importAndDie(dir))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// importAndDie kills its own process between two chunks.
func importAndDie(dir string) error {
	ctx := context.Background()
	db, err := database.Open(ctx, database.Options{Path: filepath.Join(dir, "outlay.db")})
	if err != nil {
		return err
	}
	at, clock := 2, func() time.Time { return noon }
	book := failing{sqlite.New(db), &at, true, func() error {
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			return err
		}
		if err := self.Kill(); err != nil {
			return err
		}
		select {}
	}}
	accounts := account.NewStore(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), provider.NewRegistry(), book, clock)
	all, err := accounts.List(ctx)
	if err != nil || len(all) != 1 {
		return fmt.Errorf("%d accounts, %w", len(all), err)
	}
	desk, path := imports.New(db, book, accounts, clock), filepath.Join(dir, "export.csv")
	desk.Limit(50, 50)
	seen, err := desk.Preview(ctx, all[0].ID, path, nil)
	if err != nil {
		return err
	}
	_, err = desk.Apply(ctx, all[0].ID, path, seen.Mapping, seen.Token, true)
	return err
}

func TestAProcessThatIsKilledBetweenTwoChunks(t *testing.T) {
	p := open(t)
	p.dir = filepath.Dir(p.db.Path())
	file, total := many(200)
	path := p.file(file)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	temporary := t.TempDir()
	killed := exec.Command(program)
	killed.Env = append(os.Environ(), child+"="+p.dir, "TMPDIR="+temporary)
	var exit *exec.ExitError
	if out, err := killed.CombinedOutput(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("%v: %s", err, out)
	}
	if half := p.total(); half == total || half == "nothing" {
		t.Fatalf("stored of the killed import: %s", half)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	p.apply(path, nil)
	want(t, "total", p.total(), total)
	if seen := p.preview(path, nil); !seen.Unchanged {
		t.Errorf("%d days would change", seen.ChangedDays)
	}
}

func TestADayOfMoreEntriesThanATransactionMayHold(t *testing.T) {
	p := open(t)
	p.Limit(10, 100)
	var b strings.Builder
	_, _ = b.WriteString("Date,Model,Cost\n2026-11-19,a,1\n")
	for i := range 101 {
		_, _ = fmt.Fprintf(&b, "2026-11-20,m%d,1\n", i)
	}
	path := p.file(b.String())
	_, err := p.Preview(t.Context(), p.account, path, nil)
	if !errors.Is(err, imports.ErrFile) || !strings.Contains(err.Error(), "2026-11-20 has more than 100 different entries") {
		t.Errorf("got %v", err)
	}
	same := p.file("Date,Model,Cost\n" + strings.Repeat("2026-11-20,m,0.01\n", 101))
	want(t, "as many rows of one entry", text(p.apply(same, nil).Totals), "1.0100 USD")
}
