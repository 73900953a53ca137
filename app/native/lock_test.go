package native

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// TestMain lets the test program stand in for another process that holds a lock.
func TestMain(m *testing.M) {
	if dir := os.Getenv("TEST_HOLD_LOCK_IN"); dir != "" {
		_, held, err := Lock(dir, LoopsLock)
		fmt.Println(held, err)
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		return
	}
	os.Exit(m.Run())
}

func TestLockIsHeldByOneProcessAndGoesWithIt(t *testing.T) {
	dir := t.TempDir()
	if Held(dir, LoopsLock) {
		t.Error("a lock that nobody ever took counts as held")
	}
	other := holder(t, dir)
	if !Held(dir, LoopsLock) {
		t.Error("the other process's lock does not count as held")
	}
	if _, held, err := Lock(dir, LoopsLock); held || err != nil {
		t.Fatalf("beside the other process: got %v, %v", held, err)
	}
	if _, held, err := Lock(dir, ResidentLock); !held || err != nil {
		t.Errorf("a lock of another name: got %v, %v", held, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := AwaitLock(ctx, dir, LoopsLock); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for it after the end: got %v", err)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	release, err := AwaitLock(t.Context(), dir, LoopsLock)
	if err != nil {
		t.Fatalf("after the other process was killed: %v", err)
	}
	release()
	if Held(dir, LoopsLock) {
		t.Error("a lock that was given back counts as held")
	}
}

func TestLockSucceedsWhileOthersLook(t *testing.T) {
	dir := t.TempDir()
	stop := make(chan struct{})
	defer close(stop)
	for range 4 {
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					Held(dir, LoopsLock)
				}
			}
		}()
	}
	for range 50 {
		release, held, err := Lock(dir, LoopsLock)
		if err != nil || !held {
			t.Fatalf("got %v, %v", held, err)
		}
		release()
	}
}

func TestLockSaysWhyItCannot(t *testing.T) {
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, held, err := Lock(file, LoopsLock); held || err == nil {
		t.Errorf("a file for a folder: got %v, %v", held, err)
	}
}

// holder starts a process that holds [LoopsLock] in dir.
func holder(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TEST_HOLD_LOCK_IN="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "true <nil>\n" {
		t.Fatalf("the other process: %s %v", line, err)
	}
	return cmd
}
