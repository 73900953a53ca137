package imports_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"

	"outlay/backend/calendar"
)

// size is how many rows the benchmark imports: few, unless OUTLAY_BENCH_IMPORT says how many.
func size(b *testing.B) int {
	text := os.Getenv("OUTLAY_BENCH_IMPORT")
	if text == "" {
		return 20_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("OUTLAY_BENCH_IMPORT=%q is no number of rows", text)
	}
	return n
}

// BenchmarkImport previews and imports a file in which each row is an entry of its own, over
// 13 months and, beside it, in one day. It tells rows per second, and how far the memory of
// the whole process rose: run it alone, a process for each.
func BenchmarkImport(b *testing.B) {
	n := size(b)
	for _, bench := range []struct {
		name string
		span calendar.Span
	}{
		{"13 months", calendar.Through("2025-10-23", "2026-11-22")},
		{"13 months, shuffled", calendar.Through("2025-10-23", "2026-11-22")},
		{"in a day", calendar.Through("2026-11-20", "2026-11-20")},
	} {
		b.Run(bench.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "million.csv")
			if err := writeMany(path, bench.span, n, bench.name == "13 months, shuffled"); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				b.StopTimer()
				p := open(b)
				runtime.GC()
				debug.FreeOSMemory()
				_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600) // the peak, from now on
				b.StartTimer()
				importMany(b, p, path, n)
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(peak(b), "MB-peak")
		})
	}
}

func importMany(b *testing.B, p *profile, path string, n int) {
	seen, err := p.Preview(b.Context(), p.account, path, nil)
	if err != nil {
		b.Fatal(err)
	}
	result, err := p.Apply(b.Context(), p.account, path, seen.Mapping, seen.Token, false)
	if err != nil || result.Rows != n || result.Change.Added != n {
		b.Fatal(result, err)
	}
}

func writeMany(path string, span calendar.Span, n int, shuffled bool) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	days := span.Days()
	_, _ = w.WriteString("date,model,project,api_key_id,line_item,quantity,unit,cost,currency\n")
	for i := range n {
		day := days[i*len(days)/n]
		if shuffled {
			day = days[i*7919%len(days)]
		}
		_, err = fmt.Fprintf(w, "%s,model-%d,proj_%06d,key_%04d,\"request %d, input\",%d,tokens,%d.%06d,USD\n", day, i%40, i/40%25, i%50, i, i%9973, i%7, i%1_000_000)
	}
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = file.Close()
	}
	return err
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that the process had, in MB; 0 where the system does not tell.
func peak(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kb, err := strconv.Atoi(string(found[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1024
}
