package native

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALogKeepsTheNewestLinesAndStaysSmall(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	line := strings.Repeat("x", 1000)
	for range 2 { // closing and opening in between changes nothing
		log, err := OpenLog(dir, "resident")
		if err != nil {
			t.Fatal(err)
		}
		for range 3000 {
			if _, err := log.Write([]byte(line + "\n")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := log.Write([]byte("the last\n")); err != nil {
			t.Fatal(err)
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "resident.log*"))
	if err != nil || len(files) != keptLogs {
		t.Fatalf("got %v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > largestLog || text[len(text)-1] != '\n' {
			t.Errorf("%s has %d bytes and ends in %q", file, len(text), text[len(text)-1:])
		}
		if last := strings.HasSuffix(string(text), "\nthe last\n"); last != (filepath.Ext(file) == ".log") {
			t.Errorf("%s ends with the last line: %v", file, last)
		}
	}
}

func TestALogIsForItsOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	log, err := OpenLog(dir, "window")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	for _, name := range []string{"window.log", "window-crash.log"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got %v, %v", name, info.Mode(), err)
		}
	}
}
