package native

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheDesktopStartsExactlyTheProgramItWasGiven(t *testing.T) {
	for _, tt := range []struct {
		name, folder string
		args         []string
	}{
		{"a plain path", "bin", nil},
		{"spaces", "My Programs", []string{"--data-dir", "/home/a b/Outlay"}},
		{"everything that the Exec key gives a meaning", "q\"u'o`t$HOME\\e;&|<>~*?#()", []string{"%f", "100%", "$HOME", "`id`", `\\`, `"`}},
		{"not ASCII", "Übersicht 費用", []string{"=", "ä"}},
		{"a tab", "a\tb", []string{"a\tb"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("XDG_CONFIG_HOME", t.TempDir())
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:") // or gio launches a bus and leaves it behind
			folder := filepath.Join(t.TempDir(), tt.folder)
			if err := os.MkdirAll(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			program := filepath.Join(folder, "outlay-resident")
			told := filepath.Join(t.TempDir(), "told")
			write(t, program, "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\n' \"$a\"; done > '"+told+".new'\nmv '"+told+".new' '"+told+"'\n")
			if err := StartAtLogin(true, program, tt.args...); err != nil {
				t.Fatal(err)
			}
			// GLib reads the file as the desktops' session managers do
			entry := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "autostart", "outlay.desktop")
			if out, err := exec.Command("gio", "launch", entry).CombinedOutput(); err != nil {
				t.Fatalf("gio launch: %v: %s", err, out)
			}
			eventually(t, "the program runs", func() bool { _, err := os.Stat(told); return err == nil })
			text, err := os.ReadFile(told)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if len(tt.args) > 0 {
				want = strings.Join(tt.args, "\n") + "\n"
			}
			if string(text) != want {
				t.Errorf("the program was given %q, want %q", text, want)
			}
		})
	}
}

func TestStartAtLoginIsSwitchedOnAndOff(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(t.TempDir(), "not yet there"))
	is := func(want bool) {
		t.Helper()
		if StartsAtLogin() != want {
			t.Errorf("StartsAtLogin is %v", !want)
		}
	}
	is(false)
	for _, enabled := range []bool{false, true, true, false, true} {
		if err := StartAtLogin(enabled, "/opt/outlay/outlay-resident"); err != nil {
			t.Fatal(err)
		}
		is(enabled)
	}
	// a desktop's own settings switch a program off in this way
	path := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "autostart", "outlay.desktop")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(text)+"Hidden=true\n")
	is(false)
}
