package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"outlay/backend/simulator"
)

// server gives a simulator a moment to end what it is answering.
func server(stop func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return stop(ctx)
}

// profile is a profile of one vendor, and the program that works on it.
type profile struct {
	t    *testing.T
	dir  string
	url  string
	said *bytes.Buffer // all that the program ever wrote
}

func newProfile(t *testing.T, url string) profile {
	t.Helper()
	return profile{t, t.TempDir(), url, &bytes.Buffer{}}
}

// hangs is when a program counts as hanging, long after any that does not has ended.
const hangs = 4 * time.Minute

// command is outlayctl with args, in this profile, not started.
func (p profile) command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(p.t.Context(), hangs)
	p.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "outlayctl", args...)
	cmd.Env = append(cmd.Environ(), environment(p.dir, p.url)...)
	return cmd
}

// run runs outlayctl and returns what it said and its exit code.
func (p profile) run(stdin io.Reader, args ...string) (stdout, stderr string, code int) {
	p.t.Helper()
	cmd := p.command(args...)
	var out, err bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &err
	ran := cmd.Run()
	p.said.WriteString(out.String() + err.String())
	if exit, ok := errors.AsType[*exec.ExitError](ran); ok {
		if exit.ExitCode() < 0 {
			p.t.Fatalf("outlayctl %v: %v", args, ran)
		}
		return out.String(), err.String(), exit.ExitCode()
	}
	if ran != nil {
		p.t.Fatal(ran)
	}
	return out.String(), err.String(), 0
}

// must runs outlayctl and decodes its JSON.
func (p profile) must(into any, stdin io.Reader, args ...string) {
	p.t.Helper()
	out, errs, code := p.run(stdin, append(args, "--json")...)
	if code != 0 {
		p.t.Fatalf("outlayctl %v: exit code %d: %s%s", args, code, out, errs)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(out), into); err != nil {
		p.t.Fatalf("outlayctl %v: %v in %s", args, err, out)
	}
}

// connect adds an account of the simulated vendor and returns its id.
func (p profile) connect(label string) string {
	p.t.Helper()
	var added struct{ ID string }
	p.must(&added, strings.NewReader(simulator.AdminKey+"\n"), "account", "add", "openai", "--label", label, "--base-url", p.url)
	return added.ID
}

// total returns the total of the days, as text.
func (p profile) total(from, to string) string {
	p.t.Helper()
	var spend struct{ Totals []struct{ Value string } }
	p.must(&spend, nil, "report", "--from", from, "--to", to)
	if len(spend.Totals) != 1 {
		p.t.Fatalf("totals are %v", spend.Totals)
	}
	return spend.Totals[0].Value
}
