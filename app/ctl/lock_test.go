package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"outlay/backend"
)

func TestATerminalTakesAForgottenPassphraseAway(t *testing.T) {
	const canary = "a passphrase that was forgotten"
	dir := t.TempDir()
	house, err := backend.Open(t.Context(), backend.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = house.Close() }() // the window stays open all the while
	if err := house.Lock.Set(t.Context(), canary, 15); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args, says string
	}{
		{"lock status", "after 15 minutes without use"},
		{"lock status --json", `"idle_minutes":15`},
		{"report", ""}, // the terminal goes on answering
		{"lock remove", "opens without a passphrase"},
		{"lock status --json", `"set":false`},
	} {
		cmd := exec.Command("outlayctl", strings.Fields(tt.args)...)
		cmd.Env = append(os.Environ(), environment(dir, "")...)
		said, err := cmd.CombinedOutput()
		if err != nil || strings.Contains(string(said), canary) {
			t.Fatalf("%s: %v: %s", tt.args, err, said)
		}
		if !strings.Contains(string(said), tt.says) {
			t.Errorf("%s says %s", tt.args, said)
		}
		if strings.HasSuffix(tt.args, "--json") && !json.Valid(said) {
			t.Errorf("%s is no JSON: %s", tt.args, said)
		}
	}
	if state, err := house.Lock.State(t.Context()); err != nil || state.Set {
		t.Errorf("%+v, %v", state, err)
	}
}
