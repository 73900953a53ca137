package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"outlay/backend/simulator"
)

// eventually waits for a condition.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// log is what a program writes while it runs.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func start(t *testing.T, p profile, args ...string) (*exec.Cmd, *log) {
	t.Helper()
	cmd, said := p.command(args...), &log{}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // where the test failed
	return cmd, said
}

func state(p profile) string {
	var list struct{ Accounts []struct{ State string } }
	p.must(&list, nil, "account", "list")
	return list.Accounts[0].State
}

// schedule is what the doctor says about syncing on schedule.
func schedule(p profile) status {
	var d diagnosis
	p.must(&d, nil, "doctor")
	for _, f := range d.Findings {
		if f.Check == "schedule" {
			return f.Status
		}
	}
	return "missing"
}

func TestTheResidentSyncsAlertsAndLeavesCleanly(t *testing.T) {
	t.Parallel()
	_, url := vendor(t, simulator.Options{})
	p := newProfile(t, url)
	p.connect("Research")
	p.must(nil, nil, "account", "set", "Research", "--limit", "100")
	cmd, said := start(t, p, "run")
	eventually(t, "the account is read", func() bool { return state(p) == "ok" })
	eventually(t, "both limits are news", func() bool {
		var news struct{ Alerts []struct{ Level int } }
		p.must(&news, nil, "alerts")
		return len(news.Alerts) == 2
	})

	var other struct{ State, By string }
	p.must(&other, nil, "run")
	if other.State != "already_running" || other.By != "another outlayctl run" {
		t.Errorf("a second one: %+v", other)
	}
	if got := schedule(p); got != works {
		t.Errorf("while it runs the doctor says %s", got)
	}

	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
	for _, line := range []string{"msg=running", "no notifications from here", "msg=stopped"} {
		if !strings.Contains(said.String(), line) {
			t.Errorf("the log lacks %q:\n%s", line, said)
		}
	}
	absent(t, "the log", []byte(said.String()))

	again, _ := start(t, p, "run")
	eventually(t, "another one runs", func() bool { return schedule(p) == works })
	if err := again.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := again.Wait(); err != nil {
		t.Error(err)
	}
}

func TestTheResidentLeavesAVendorThatHangs(t *testing.T) {
	t.Parallel()
	world, url := vendor(t, simulator.Options{})
	if err := world.SetFault(simulator.Fault{Name: "hang"}); err != nil {
		t.Fatal(err)
	}
	p := newProfile(t, url)
	p.connect("Research")
	cmd, said := start(t, p, "run")
	eventually(t, "the vendor is asked", func() bool { return len(world.Requests()) > 0 })
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestASyncThatIsInterruptedSaysSo(t *testing.T) {
	t.Parallel()
	world, url := vendor(t, simulator.Options{})
	p := newProfile(t, url)
	p.connect("Research")
	if err := world.SetFault(simulator.Fault{Name: "hang"}); err != nil {
		t.Fatal(err)
	}
	cmd := p.command("sync", "--json")
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the vendor is asked", func() bool { return len(world.Requests()) > 0 })
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the exit code says it
	if code := cmd.ProcessState.ExitCode(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	var synced struct {
		Accounts []struct{ Error struct{ Code string } }
	}
	if err := json.Unmarshal(out.Bytes(), &synced); err != nil || synced.Accounts[0].Error.Code != "cancelled" {
		t.Errorf("%v in %s", err, out.String())
	}
}
