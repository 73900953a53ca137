package alert_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"outlay/backend/lease"
	"outlay/backend/vault"
)

// master opens what the programs of a test seal, also those that run outside of it.
var master vault.Master

// TestMain lets the test run itself as another program that delivers until it is killed.
func TestMain(m *testing.M) {
	if os.Getenv(vault.Variable) == "" {
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		_ = os.Setenv(vault.Variable, base64.StdEncoding.EncodeToString(key))
	}
	var err error
	if master, err = vault.FromEnvironment(); err != nil {
		panic(err)
	}
	if dir := os.Getenv("ALERT_TEST_DELIVER"); dir != "" {
		if err := deliverAsAnother(dir); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

func deliverAsAnother(dir string) error {
	p, err := open(dir, "", master)
	if err != nil {
		return err
	}
	if p.holder, err = lease.Hold(filepath.Join(dir, "holders")); err != nil {
		return err
	}
	return p.desk().Deliver(context.Background())
}

// held starts a program with a lease that the operating system takes from it when it dies.
func held(t testing.TB, dir string) *program {
	t.Helper()
	p := start(t, dir, "")
	h, err := lease.Hold(filepath.Join(dir, "holders"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	p.holder = h
	return p
}

// child starts a program that delivers what waits in a profile.
func child(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "ALERT_TEST_DELIVER="+dir)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// kill ends a program as the operating system does, without a word.
func kill(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = c.Wait()
}

// A program is killed while the receiver has the news and has not answered: between sending and
// marking. Whoever comes next sends it again, and the receiver can tell that it is the same.
func TestAProgramThatIsKilledBetweenSendingAndMarkingLeavesARepeatThatCanBeTold(t *testing.T) {
	dir := t.TempDir()
	p := held(t, dir)
	server := office(t, "127.0.0.1:0")
	id := p.email(server)
	p.spend(p.connect("50"), "2026-11-22", "45")
	evaluate(t, p.desk())

	took, dead := make(chan bool), make(chan bool)
	server.hangsIn(func() { took <- true; <-dead })
	victim := child(t, dir)
	<-took
	kill(t, victim)
	server.hangsIn(nil)
	close(dead)

	deliver(t, p.desk())
	want(t, subjects(server), "Research: 80 % of its limit", "Research: 80 % of its limit")
	if ids := server.headers("Message-ID"); len(ids) != 2 || ids[0] != ids[1] || ids[0] == "" {
		t.Errorf("two mails are %q", ids)
	}
	if got := states(t, p.desk()); len(got) != 1 || !strings.Contains(got[0], id+" sent 2") {
		t.Errorf("it ends as %q", got)
	}
}

// A program is killed after it wrote the news, before it sent any: nothing is lost, nothing is
// sent twice.
func TestAProgramThatIsKilledBetweenWritingAndSendingLosesNothing(t *testing.T) {
	dir := t.TempDir()
	p := held(t, dir)
	hook := receive(t)
	p.webhook(hook.URL)
	p.spend(p.connect("50"), "2026-11-22", "45")
	entered, dead := make(chan bool), make(chan bool)
	hook.loses(func() { entered <- true; <-dead })
	evaluate(t, p.desk())
	victim := child(t, dir)
	<-entered
	deliver(t, p.desk()) // it is the other's as long as that lives
	want(t, hook.titles())
	kill(t, victim)
	hook.loses(nil)
	close(dead)
	for range 3 {
		evaluate(t, p.desk())
		deliver(t, p.desk())
	}
	want(t, hook.titles(), "Research: 80 % of its limit")
}
