package tray

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// TestMain lets the test program be the tray: it must run on the main goroutine, once in a
// process. It draws each model of its input and prints each click.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_BE_A_TRAY") == "" {
		os.Exit(m.Run())
	}
	ctx, quit := context.WithCancel(context.Background())
	models := make(chan Model)
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			var m Model
			if json.Unmarshal(lines.Bytes(), &m) == nil {
				models <- m
			}
		}
	}()
	err := Run(ctx, models, Actions{
		Sync:  func() { fmt.Println("sync") },
		Open:  func() { fmt.Println("open") },
		Pause: func(paused bool) { fmt.Println("pause", paused) },
		Quit:  func() { fmt.Println("quit"); quit() },
	})
	fmt.Println("over", err)
}

func TestTheMenuOnARealBus(t *testing.T) {
	panel := newPanel(t)
	tray := startTray(t)
	panel.await(t)
	tray.draw(t, Model{Icon: Near, Total: "November: $412.34", Lines: []string{"Groq & <Co>  $1.00", "my_key_1  $2.00"}})
	panel.shows(t, "November: $412.34", "Groq & <Co>  $1.00", "my_key_1  $2.00", "|", "Sync now", "Open Outlay", "☐ Pause syncing", "|", "Quit")
	first := panel.icon(t)

	tray.draw(t, Model{Icon: Reached, Total: "November: $500.00", Lines: []string{"Groq  $500.00"}, Paused: true, Syncing: "Syncing: 1 of 2 days"})
	panel.shows(t, "November: $500.00", "Groq  $500.00", "|", "(Syncing: 1 of 2 days)", "Open Outlay", "☑ Pause syncing", "|", "Quit")
	if second := panel.icon(t); second == first {
		t.Errorf("the icon is still %s", first)
	}
	panel.click(t, "Pause syncing")
	tray.says(t, "pause false")
	// the model did not change, so neither does the box, whatever the click did to it
	panel.shows(t, "November: $500.00", "Groq  $500.00", "|", "(Syncing: 1 of 2 days)", "Open Outlay", "☑ Pause syncing", "|", "Quit")

	tray.draw(t, Model{Icon: Calm, Total: "Connect a service in Outlay"})
	panel.shows(t, "Connect a service in Outlay", "|", "Sync now", "Open Outlay", "☐ Pause syncing", "|", "Quit")
	panel.click(t, "Sync now")
	tray.says(t, "sync")
	panel.click(t, "Open Outlay")
	tray.says(t, "open")
	panel.click(t, "Pause syncing")
	tray.says(t, "pause true")
	panel.click(t, "Quit")
	tray.says(t, "quit")
	tray.says(t, "over <nil>")
}

func TestWithoutADisplayTheTraySaysSoAndTheProgramLives(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	startTray(t).says(t, "over no display")
}

// process is the test program as a tray.
type process struct {
	in  io.Writer
	out chan string
}

func startTray(t *testing.T) process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TEST_BE_A_TRAY=1", "TMPDIR="+t.TempDir())
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := start(t, cmd)
	p := process{in, make(chan string, 10)}
	go func() {
		defer close(p.out)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.out <- lines.Text()
		}
	}()
	return p
}

func (p process) draw(t *testing.T, m Model) {
	t.Helper()
	if err := json.NewEncoder(p.in).Encode(m); err != nil {
		t.Fatal(err)
	}
}

func (p process) says(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-p.out:
		if got != want {
			t.Fatalf("the tray says %q, want %q", got, want)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("the tray never says %q", want)
	}
}

// panel is what a desktop's panel is to a tray icon.
type panel struct {
	conn  *dbus.Conn
	items chan string // bus names of icons
	item  string
}

// newPanel starts a screen, a bus and a panel on it, for this process and those it starts.
func newPanel(t *testing.T) *panel {
	t.Helper()
	t.Setenv("DISPLAY", ":"+firstLine(t, "Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"))
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("GDK_BACKEND", "x11")
	t.Setenv("NO_AT_BRIDGE", "1")
	config := filepath.Join(t.TempDir(), "bus.conf")
	err := os.WriteFile(config, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
		"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
		<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
		<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	address := firstLine(t, "dbus-daemon", "--nofork", "--config-file="+config, "--print-address=1")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p := &panel{conn: conn, items: make(chan string, 10)}
	const watcher = "org.kde.StatusNotifierWatcher"
	if err := conn.Export(p, "/StatusNotifierWatcher", watcher); err != nil {
		t.Fatal(err)
	}
	if _, err := prop.Export(conn, "/StatusNotifierWatcher", prop.Map{watcher: {
		"IsStatusNotifierHostRegistered": {Value: true},
		"ProtocolVersion":                {Value: int32(0)},
	}}); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return p
}

// RegisterStatusNotifierItem is called over the bus by each icon.
func (p *panel) RegisterStatusNotifierItem(sender dbus.Sender, path string) *dbus.Error {
	p.items <- string(sender) + path
	return nil
}

func (p *panel) await(t *testing.T) {
	t.Helper()
	select {
	case p.item = <-p.items:
	case <-time.After(20 * time.Second):
		t.Fatal("no icon came")
	}
}

func (p *panel) property(t *testing.T, name string) any {
	t.Helper()
	sender, path, _ := strings.Cut(p.item, "/")
	v, err := p.conn.Object(sender, dbus.ObjectPath("/"+path)).GetProperty("org.kde.StatusNotifierItem." + name)
	if err != nil {
		t.Fatal(err)
	}
	return v.Value()
}

func (p *panel) icon(t *testing.T) string { return p.property(t, "IconName").(string) }

func (p *panel) menu(t *testing.T) dbus.BusObject {
	sender, _, _ := strings.Cut(p.item, "/")
	return p.conn.Object(sender, p.property(t, "Menu").(dbus.ObjectPath))
}

type node struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

func (p *panel) nodes(t *testing.T) []node {
	t.Helper()
	var revision uint32
	var root node
	err := p.menu(t).Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root)
	if err != nil {
		t.Fatal(err)
	}
	var nodes []node
	for _, child := range root.Children {
		var n node
		if err := dbus.Store([]any{child.Value()}, &n); err != nil {
			t.Fatal(err)
		}
		if shown, ok := n.Properties["visible"].Value().(bool); !ok || shown {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// text is an item as a person sees it. What is switched off but not meant to be clicked
// stands without brackets.
func (n node) text() string {
	if n.Properties["type"].Value() == "separator" {
		return "|"
	}
	label, _ := n.Properties["label"].Value().(string)
	label = strings.ReplaceAll(label, "__", "_") // a single one marks a key
	if enabled, ok := n.Properties["enabled"].Value().(bool); ok && !enabled && strings.HasPrefix(label, "Syncing") {
		return "(" + label + ")"
	}
	if n.Properties["toggle-type"].Value() == "checkmark" {
		if n.Properties["toggle-state"].Value() == int32(1) {
			return "☑ " + label
		}
		return "☐ " + label
	}
	return label
}

// shows waits until the menu is want.
func (p *panel) shows(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		got = got[:0]
		for _, n := range p.nodes(t) {
			got = append(got, n.text())
		}
		if slices.Equal(got, want) {
			return
		}
	}
	t.Fatalf("the menu is\n%q, want\n%q", got, want)
}

func (p *panel) click(t *testing.T, label string) {
	t.Helper()
	for _, n := range p.nodes(t) {
		if strings.HasSuffix(n.text(), label) {
			// Quit may end the tray before it could answer, so no answer is asked for.
			err := p.menu(t).Call("com.canonical.dbusmenu.Event", dbus.FlagNoReplyExpected, n.ID, "clicked", dbus.MakeVariant(int32(0)), uint32(0)).Err
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no item %q", label)
}

func firstLine(t *testing.T, program string, args ...string) string {
	t.Helper()
	line, err := bufio.NewReader(start(t, exec.Command(program, args...))).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) || line == "" {
		t.Fatalf("%s said nothing: %v", program, err)
	}
	return strings.TrimSpace(line)
}

// start starts a program that ends with the test at the latest.
func start(t *testing.T, cmd *exec.Cmd) io.Reader {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return out
}
