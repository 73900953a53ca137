package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"outlay/app/native"
	"outlay/backend"
	"outlay/backend/vault"
)

// TestMain lets the test program be the resident, in a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_BE_THE_RESIDENT") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is a running resident without a desktop: no bus, no display.
type process struct {
	*exec.Cmd
	said *bytes.Buffer
}

func start(t *testing.T, dir string, args ...string) process {
	t.Helper()
	p := process{exec.Command(os.Args[0], args...), &bytes.Buffer{}}
	p.Env = append(os.Environ(), "TEST_BE_THE_RESIDENT=1", native.DataDirVariable+"="+dir, "DBUS_SESSION_BUS_ADDRESS=disabled:",
		"DISPLAY=", "WAYLAND_DISPLAY=", "OUTLAY_MASTER_KEY=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
	p.Stderr = p.said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	return p
}

// code waits for the end and returns the exit code.
func (p process) code(t *testing.T) int {
	t.Helper()
	kill := time.AfterFunc(20*time.Second, func() { _ = p.Process.Kill() })
	defer kill.Stop()
	if err := p.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func logged(t *testing.T, dir, text string) bool {
	t.Helper()
	all, _ := os.ReadFile(filepath.Join(dir, "logs", "resident.log"))
	return strings.Contains(string(all), text)
}

func works(dir string) func() bool {
	return func() bool { return native.Held(dir, native.ResidentLock) && native.Held(dir, native.LoopsLock) }
}

func TestItWorksWithoutADesktopAndEndsWhenAsked(t *testing.T) {
	for _, tt := range []struct {
		name   string
		signal os.Signal
	}{{"the session ends", syscall.SIGTERM}, {"Ctrl-C", os.Interrupt}, {"the terminal closes", syscall.SIGHUP}} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			p := start(t, dir)
			eventually(t, "it works", works(dir))
			eventually(t, "it says that it has no icon", func() bool { return logged(t, dir, "no tray icon") })
			if err := p.Process.Signal(tt.signal); err != nil {
				t.Fatal(err)
			}
			if code := p.code(t); code != 0 {
				t.Errorf("it ended with %d: %s", code, p.said)
			}
			if native.Held(dir, native.ResidentLock) || native.Held(dir, native.LoopsLock) || !logged(t, dir, "stopped") {
				t.Error("it did not end cleanly")
			}
		})
	}
}

func TestASecondOneLeavesQuietly(t *testing.T) {
	dir := t.TempDir()
	start(t, dir)
	eventually(t, "the first works", works(dir))
	second := start(t, dir)
	if code := second.code(t); code != 0 || second.said.Len() > 0 {
		t.Errorf("the second ended with %d: %s", code, second.said)
	}
	if !works(dir)() {
		t.Error("the first is gone")
	}
	other := t.TempDir()
	start(t, other)
	eventually(t, "another profile has one of its own", works(other))
}

func TestItTakesOverWhenTheProgramThatDidTheWorkEnds(t *testing.T) {
	dir := t.TempDir()
	release, held, err := native.Lock(dir, native.LoopsLock)
	if err != nil || !held {
		t.Fatal(held, err)
	}
	start(t, dir)
	eventually(t, "it runs beside the other program", func() bool { return logged(t, dir, `"msg":"running"`) })
	release()
	eventually(t, "it takes over", works(dir))
}

func TestItLeavesWhenItIsSwitchedOff(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir)
	eventually(t, "it works", works(dir))
	house, err := backend.Open(t.Context(), backend.Options{DataDir: dir, Master: vault.ThisSessionOnly()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = house.Close() }()
	chosen, err := house.Settings.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chosen.KeepInTray = false
	if err := house.Settings.Save(t.Context(), chosen); err != nil {
		t.Fatal(err)
	}
	if code := p.code(t); code != 0 || !logged(t, dir, "switched off in Settings") {
		t.Errorf("it ended with %d: %s", code, p.said)
	}
}

func TestItSaysWhyItCannotRun(t *testing.T) {
	dir := t.TempDir()
	damaged := []byte(strings.Repeat("this is no database ", 500))
	if err := os.WriteFile(backend.DatabasePath(dir), damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir)
	if code := p.code(t); code != 1 || !strings.Contains(p.said.String(), "damaged") || !logged(t, dir, "damaged") {
		t.Errorf("it ended with %d: %s", code, p.said)
	}
	if kept, err := os.ReadFile(backend.DatabasePath(dir)); err != nil || !bytes.Equal(kept, damaged) {
		t.Error("the damaged file was touched")
	}
}

func TestTheCommandLine(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		code int
	}{
		{"help", []string{"--help"}, 0},
		{"an unknown flag", []string{"--datadir", "x"}, 2},
		{"an argument", []string{"run"}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			p := start(t, dir, tt.args...)
			if code := p.code(t); code != tt.code {
				t.Errorf("it ended with %d: %s", code, p.said)
			}
			if entries, _ := os.ReadDir(dir); len(entries) > 0 {
				t.Errorf("it left %v in the profile", entries)
			}
		})
	}
	dir := t.TempDir()
	start(t, t.TempDir(), "--data-dir", dir)
	eventually(t, "the command line is stronger than the environment", works(dir))
}
