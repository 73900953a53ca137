package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"outlay/backend/simulator"
)

// keyboard returns a terminal as somebody types into it, and as the program has it.
func keyboard(t *testing.T) (typed, tty *os.File) {
	t.Helper()
	typed, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = typed.Close() })
	if err := unix.IoctlSetPointerInt(int(typed.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(typed.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tty.Close() })
	return typed, tty
}

func echoes(t *testing.T, tty *os.File) bool {
	t.Helper()
	mode, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return mode.Lflag&unix.ECHO != 0
}

// ask starts adding an account in a terminal and waits until it asks for the key.
func ask(t *testing.T, p profile, tty *os.File) (cmd *exec.Cmd, out *bytes.Buffer, said *log) {
	t.Helper()
	cmd, out, said = p.command("account", "add", "openai", "--label", "Research", "--base-url", p.url), &bytes.Buffer{}, &log{}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, out, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // where the test failed
	eventually(t, "the key is asked for, unseen", func() bool {
		return strings.Contains(said.String(), "OpenAI Admin key (not shown): ") && !echoes(t, tty)
	})
	return cmd, out, said
}

func TestATypedKeyIsAskedForAndNotShown(t *testing.T) {
	t.Parallel()
	_, url := vendor(t, simulator.Options{})
	p := newProfile(t, url)
	typed, tty := keyboard(t)
	cmd, out, said := ask(t, p, tty)
	if _, err := typed.WriteString(simulator.AdminKey + "\n"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	if !strings.HasPrefix(out.String(), "Connected Research (OpenAI) as ") {
		t.Errorf("got %s", out)
	}
	if !echoes(t, tty) {
		t.Error("the terminal shows nothing any more")
	}
	shown := make([]byte, 4096)
	screen := int(typed.Fd()) // asked for once: each time makes it a blocking one again
	if err := unix.SetNonblock(screen, true); err != nil {
		t.Fatal(err)
	}
	n, _ := unix.Read(screen, shown) // fails where nothing was shown
	absent(t, "the terminal", shown[:max(n, 0)])
	p.must(nil, nil, "account", "test", "Research")
}

func TestAnInterruptedQuestionLeavesTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	_, url := vendor(t, simulator.Options{})
	_, tty := keyboard(t)
	cmd, _, said := ask(t, newProfile(t, url), tty)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the exit code says it
	if code := cmd.ProcessState.ExitCode(); code != exitFailed {
		t.Errorf("exit code %d: %s", code, said)
	}
	if !echoes(t, tty) {
		t.Error("the terminal shows nothing any more")
	}
}

func TestATopicAndItsTokenAreAskedForOneAfterTheOther(t *testing.T) {
	t.Parallel()
	url, tokens := topic(t)
	p := newProfile(t, "")
	typed, tty := keyboard(t)
	cmd, out, said := p.command("channel", "add", "webhook", "--shape", "ntfy"), &bytes.Buffer{}, &log{}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, out, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // where the test failed
	for _, answer := range []struct{ question, typed string }{{"address (not shown): ", url}, {"access token, empty for an open topic (not shown): ", "tk_typed"}} {
		eventually(t, "it asks for the "+answer.question, func() bool { return strings.HasSuffix(said.String(), answer.question) && !echoes(t, tty) })
		if _, err := typed.WriteString(answer.typed + "\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	id := strings.Fields(out.String()[strings.LastIndex(out.String(), "channel test "):])[2]
	p.must(nil, nil, "channel", "test", id)
	if got := <-tokens; got != "Bearer tk_typed" || !echoes(t, tty) {
		t.Errorf("the topic was sent %q; the terminal shows what is typed: %v", got, echoes(t, tty))
	}
}
