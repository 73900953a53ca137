package native

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASisterProgramIsStartedOnItsOwnWithoutArguments(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	told := filepath.Join(t.TempDir(), "told")
	// field 6 of stat is the session: its leader is the program itself
	program := filepath.Join(filepath.Dir(own), "outlay-resident")
	write(t, program, `#!/bin/sh
echo "$#|$OUTLAY_DATA_DIR|$OUTLAY_MASTER_KEY|$(cut -d' ' -f6 /proc/$$/stat)=$$" > '`+told+`.new'
mv '`+told+`.new' '`+told+"'\n")
	t.Cleanup(func() { _ = os.Remove(program) })
	t.Setenv("OUTLAY_MASTER_KEY", "handed on")
	t.Setenv(DataDirVariable, "/elsewhere")
	t.Chdir(t.TempDir())
	if err := StartResident("my profile"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the program runs", func() bool { _, err := os.Stat(told); return err == nil })
	text, err := os.ReadFile(told)
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Split(strings.TrimSpace(string(text)), "|")
	if fields[0] != "0" || fields[2] != "handed on" {
		t.Errorf("arguments and environment: got %q", fields)
	}
	if wd, _ := os.Getwd(); fields[1] != filepath.Join(wd, "my profile") {
		t.Errorf("the profile: got %q", fields[1])
	}
	if session, pid, _ := strings.Cut(fields[3], "="); session != pid {
		t.Errorf("it runs in session %s, not in its own, %s", session, pid)
	}
}

func TestAMissingSisterProgramIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := OpenWindow("")
	if err == nil || !strings.Contains(err.Error(), "outlay is not beside this program") {
		t.Errorf("got %v", err)
	}
}

func TestOpening(t *testing.T) {
	tools := t.TempDir()
	told := filepath.Join(tools, "told")
	write(t, filepath.Join(tools, "xdg-open"), "#!/bin/sh\nprintf '%s' \"$1\" > '"+told+"'\ncase \"$1\" in *broken*) exit 3;; esac\n")
	t.Setenv("PATH", tools+":/usr/bin:/bin")
	folder := t.TempDir()
	for _, tt := range []struct {
		name   string
		open   func(string) error
		target string
		opened string // "" for refused before anything was opened
		fails  bool
	}{
		{"a page", OpenURL, "https://platform.openai.com/settings?a=1&b=(2)", "https://platform.openai.com/settings?a=1&b=(2)", false},
		{"a page that the desktop cannot open", OpenURL, "https://example.com/broken", "https://example.com/broken", true},
		{"plain http", OpenURL, "http://example.com", "", true},
		{"a script", OpenURL, "javascript:alert(1)", "", true},
		{"a file", OpenURL, "file:///etc/passwd", "", true},
		{"an option", OpenURL, "--help", "", true},
		{"no host", OpenURL, "https:///x", "", true},
		{"credentials", OpenURL, "https://me:secret@example.com", "", true},
		{"a folder", OpenFolder, folder, folder, false},
		{"a folder that is not there", OpenFolder, folder + "/none", "", true},
		{"a file for a folder", OpenFolder, "/etc/passwd", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_ = os.Remove(told)
			err := tt.open(tt.target)
			if (err != nil) != tt.fails {
				t.Errorf("got %v", err)
			}
			if text, _ := os.ReadFile(told); string(text) != tt.opened {
				t.Errorf("opened %q, want %q", text, tt.opened)
			}
		})
	}
}
