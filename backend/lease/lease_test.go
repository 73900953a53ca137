package lease_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"outlay/backend/lease"
)

func hold(t *testing.T, dir string) *lease.Holder {
	t.Helper()
	h, err := lease.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAHolderIsAliveUntilItCloses(t *testing.T) {
	dir := t.TempDir()
	a, b := hold(t, dir), hold(t, dir)
	defer func() { _ = b.Close() }()
	if !b.Alive(a.ID()) || !a.Alive(a.ID()) {
		t.Error("a living holder counts as dead")
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Alive(a.ID()) {
		t.Error("a closed holder counts as alive")
	}
}

func TestAnImpossibleNameIsNotAlive(t *testing.T) {
	h := hold(t, t.TempDir())
	defer func() { _ = h.Close() }()
	for _, id := range []string{"", "../../etc/passwd", "0123456789abcdef", "x"} {
		if h.Alive(id) {
			t.Errorf("%q counts as alive", id)
		}
	}
}

// TestMain lets the test run itself as a second process that holds a lease until it is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LEASE_TEST_HOLD"); dir != "" {
		h, err := lease.Hold(dir)
		if err != nil {
			os.Exit(1)
		}
		_, _ = os.Stdout.WriteString(h.ID() + "\n")
		select {}
	}
	os.Exit(m.Run())
}

func TestAKilledProcessIsNotAliveAndLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "LEASE_TEST_HOLD="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	id := line[:len(line)-1]
	h := hold(t, dir)
	if !h.Alive(id) {
		t.Error("another living process counts as dead")
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	if h.Alive(id) {
		t.Error("a killed process counts as alive")
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(dir, id+".holder"), old, old); err != nil {
		t.Fatal(err)
	}
	next := hold(t, dir)
	defer func() { _, _ = h.Close(), next.Close() }()
	if _, err := os.Stat(filepath.Join(dir, id+".holder")); !os.IsNotExist(err) {
		t.Errorf("the killed process's file is still there: %v", err)
	}
}
