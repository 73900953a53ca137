package main

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"outlay/backend/simulator"
)

func TestTheSecretIsTheFirstLine(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"alone", "sk-1", "sk-1"},
		{"with a line break", "sk-1\n", "sk-1"},
		{"with a line break of Windows", "sk-1\r\nmore", "sk-1"},
		{"with the mark of an editor", "\uFEFFsk-1\n", "sk-1"},
		{"nothing", "", ""},
		{"an empty line first", "\nsk-1\n", ""},
		{"the longest", strings.Repeat("k", longestLine-1) + "\n", strings.Repeat("k", longestLine-1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := firstLine(strings.NewReader(tt.in))
			if err != nil || string(got) != tt.want {
				t.Errorf("got %.40q, %v", got, err)
			}
		})
	}
	if _, err := firstLine(endless{}); failureOf(err).exit != exitUsage {
		t.Errorf("a line without end: %v", err)
	}
}

// endless is an input that never has a line break.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'k'
	}
	return len(p), nil
}

// everyVerb is a command line of each verb that needs no standard input, on a profile with an
// account called Research; the last ones change it.
var everyVerb = [][]string{
	{"providers"},
	{"version"},
	{"account", "list"},
	{"account", "test", "Research"},
	{"sync", "--from", "2026-11-15"},
	{"sync", "--account", "Research"},
	{"report"},
	{"report", "--by", "key"},
	{"export"},
	{"export", "--format", "json"},
	{"account", "set", "Research", "--limit", "10"},
	{"alerts"},
	{"channel", "list"},
	{"channel", "set", "native", "--off"},
	{"channel", "test", "native"},
	{"forecast"},
	{"doctor"},
	{"account", "remove", "Research"},
	{"account", "remove", "Research", "--yes"},
}

func TestNoVerbReadsStandardInputThatItDoesNotNeed(t *testing.T) {
	t.Parallel()
	_, url := vendor(t, simulator.Options{})
	p := newProfile(t, url)
	p.connect("Research")
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }() // open until all verbs have ended: a read would hang
	if _, err := out.WriteString("untouched"); err != nil {
		t.Fatal(err)
	}
	for _, args := range everyVerb {
		p.run(in, args...)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := io.ReadAll(in); err != nil || string(left) != "untouched" {
		t.Errorf("standard input now has %q, %v", left, err)
	}
}

func TestTheKeyIsFoundNowhere(t *testing.T) {
	t.Parallel()
	world, vendorURL := vendor(t, simulator.Options{})
	p := newProfile(t, vendorURL)
	p.connect("Research")
	for _, name := range []string{"", "key_refused", "nonsense", "scope_as_401"} {
		world.ClearFaults()
		if name != "" {
			if err := world.SetFault(simulator.Fault{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		for _, args := range everyVerb[:len(everyVerb)-1] {
			p.run(nil, args...)
			p.run(nil, append(args, "--json")...)
		}
	}
	// A key of the wrong kind, and one that is set anew.
	p.run(strings.NewReader(simulator.AdminKey+" more\n"), "account", "add", "openai", "--label", "X")
	p.run(strings.NewReader(simulator.AdminKey+"\n"), "account", "add", "openai", "--label", "X", "--limit", simulator.AdminKey)
	p.run(strings.NewReader(simulator.AdminKey+"\n"), "account", "set", "Research", "--key-stdin", "--json")
	p.run(nil, "export", "-o", filepath.Join(p.dir, "export.csv"))
	p.channels()

	// While a sync is under way, the process list and its files are looked at too.
	if err := world.SetFault(simulator.Fault{Name: "hang"}); err != nil {
		t.Fatal(err)
	}
	world.ForgetRequests()
	cmd := p.command("sync", "--json")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the sync asks the vendor", func() bool { return len(world.Requests()) > 0 })
	if line, err := os.ReadFile("/proc/" + strconv.Itoa(cmd.Process.Pid) + "/cmdline"); err == nil {
		absent(t, "the process list", line)
	}
	files(t, p.dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	files(t, p.dir)
	absent(t, "what the program wrote", p.said.Bytes())
	if p.said.Len() < 1000 {
		t.Errorf("the program wrote only %d bytes", p.said.Len())
	}
}

// channels sets up channels whose every secret is the key, on a port where nothing listens, uses
// them, and tries some that cannot be.
func (p profile) channels() {
	p.t.Helper()
	const nowhere = "http://127.0.0.1:1/"
	key := simulator.AdminKey
	mail := []string{"email", "--host", "127.0.0.1", "--port", "1", "--security", "none", "--username", "ann", "--from", "a@example.org", "--to", "b@example.org"}
	for _, c := range []struct {
		typed string
		args  []string
	}{
		{key + "\n", mail},
		{nowhere + key + "\n", []string{"webhook", "--shape", "slack"}},
		{nowhere + key + "\n", []string{"webhook"}},
		{nowhere + key + "\n" + key + "\n", []string{"webhook", "--shape", "ntfy"}},
		{nowhere + key + " " + key + "\n", []string{"webhook", "--shape", "ntfy"}},
		{"12345:" + key + "\n", []string{"webhook", "--shape", "telegram", "--chat-id", "5"}},
	} {
		var saved struct{ Channel struct{ ID string } }
		p.must(&saved, strings.NewReader(c.typed), append([]string{"channel", "add"}, c.args...)...)
		if c.args[len(c.args)-1] != "5" { // Telegram is not asked
			if _, said, code := p.run(nil, "channel", "test", saved.Channel.ID); code != exitFailed {
				p.t.Errorf("a test of %v: %s", c.args, said)
			}
		}
		p.run(nil, "channel", "set", saved.Channel.ID, "--label", "Mine", "--json")
	}
	for typed, args := range map[string][]string{
		"http://example.org/" + key + "\n":                {"webhook"},
		"https://ann:" + key + "@example.org/\n":          {"webhook", "--shape", "discord"},
		"https://ntfy.sh/" + key + "\n" + key + " " + key: {"webhook", "--shape", "ntfy"},
		key + "\n":  {"webhook", "--shape", "telegram", "--chat-id", "5"},
		key + " \n": {"email", "--host", "smtp.example.org", "--from", "a@example.org", "--to", "b@example.org"},
	} {
		for _, more := range [][]string{nil, {"--json"}} {
			if _, said, code := p.run(strings.NewReader(typed), append(append([]string{"channel", "add"}, args...), more...)...); code != exitUsage {
				p.t.Errorf("%v: exit code %d: %s", args, code, said)
			}
		}
	}
	p.run(nil, "channel", "list")
	p.run(nil, "channel", "list", "--json")
}

// files looks for the key in every file below dir.
func files(t *testing.T, dir string) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		absent(t, path, content)
		seen += len(content)
		return err
	})
	if err != nil || seen == 0 {
		t.Errorf("%d bytes in %s, %v", seen, dir, err)
	}
}

// absent says where the key stands in some content, plain or as it is often written.
func absent(t *testing.T, where string, content []byte) {
	t.Helper()
	key := simulator.AdminKey
	for form, text := range map[string]string{
		"plain": key, "its middle": key[9:30], "base64": base64.StdEncoding.EncodeToString([]byte(key))[:40],
		"hex": hex.EncodeToString([]byte(key)), "escaped": url.QueryEscape(key),
	} {
		if strings.Contains(string(content), text) {
			t.Errorf("the key stands in %s, %s", where, form)
		}
	}
}
