package desktop

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"outlay/app/native"
	"outlay/backend"
)

func TestProfileOf(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, environment string
		args              []string
		want              profile
		wrong             error
	}{
		{"the user's own", "", nil, profile{dir: backend.DefaultDir(), own: true}, nil},
		{"the environment names one", "/a", nil, profile{dir: "/a"}, nil},
		{"the command line names one", "/a", []string{"--data-dir", "/b"}, profile{dir: "/b"}, nil},
		{"a relative one", "", []string{"--data-dir=b"}, profile{dir: filepath.Join(here, "b")}, nil},
		{"an unknown flag", "", []string{"--datadir", "b"}, profile{}, ErrUsage},
		{"an argument", "", []string{"sync"}, profile{}, ErrUsage},
		{"help", "", []string{"--help"}, profile{}, flag.ErrHelp},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(native.DataDirVariable, tt.environment)
			got, err := profileOf(tt.args)
			if !errors.Is(err, tt.wrong) {
				t.Fatalf("got error %v, want %v", err, tt.wrong)
			}
			if err == nil && got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestADemoLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	first, err := profileOf([]string{"--demo", "--data-dir", "/my/own"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := profileOf([]string{"--demo"})
	if err != nil {
		t.Fatal(err)
	}
	if first.dir == second.dir || !first.demo || strings.HasPrefix(first.dir, "/my") {
		t.Errorf("two demos: %+v and %+v", first, second)
	}
	for _, p := range []profile{first, second} {
		p.remove()
		if _, err := os.Stat(p.dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there", p.dir)
		}
	}
}

func TestRemovingAProfileOfTheUsersRemovesNothing(t *testing.T) {
	p := profile{dir: t.TempDir()}
	p.remove()
	if _, err := os.Stat(p.dir); err != nil {
		t.Error(err)
	}
}

func TestInstance(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	id := instance(dir)
	if !regexp.MustCompile(`^[a-z0-9_]+$`).MatchString(id) {
		t.Errorf("%q cannot be a part of a bus name", id)
	}
	if instance(link) != id {
		t.Error("the same folder by another path is another instance")
	}
	if instance(dir+"2") == id {
		t.Error("another folder is the same instance")
	}
}

func TestWithoutABusASecondWindowSaysWhyItDoesNotOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // the window library sees to it there
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
	dir := t.TempDir()
	release, first, err := single(t.Context(), dir)
	if err != nil || !first {
		t.Fatalf("the first: got %v, %v", first, err)
	}
	if _, first, err := single(t.Context(), dir); first || !errors.Is(err, native.ErrNoBus) {
		t.Errorf("the second: got %v, %v", first, err)
	}
	release()
	if _, first, err := single(t.Context(), dir); err != nil || !first {
		t.Errorf("after the first: got %v, %v", first, err)
	}
}

func TestAFolderThatCannotBeWrittenStillGetsItsWindow(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, first, err := single(t.Context(), file); err != nil || !first {
		t.Errorf("got %v, %v", first, err)
	}
	log, closeLog := logTo(file)
	defer closeLog()
	if log == nil {
		t.Error("no log")
	}
}
