package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"outlay/backend/simulator"
)

type ready struct {
	BaseURL    string `json:"base_url"`
	AdminKey   string `json:"admin_key"`
	ProjectKey string `json:"project_key"`
	Token      string
}

// start runs the program until the test ends, and returns its one line.
func start(t *testing.T, now string, args ...string) ready {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	in, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, now, out)
		_ = out.CloseWithError(err)
		ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var r ready
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	return r
}

func ask(t *testing.T, uri string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", uri, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(header[0], header[1])
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestItSaysInOneLineWhereItIsAndWhatOpensIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "url")
	r := start(t, "2026-11-22T12:00:00Z", "--seed", "2", "--url-file", file)
	if r.AdminKey != simulator.AdminKey || r.ProjectKey != simulator.ProjectKey || len(r.Token) < 20 {
		t.Errorf("%+v", r)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != r.BaseURL+"\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
	// 20 November 2026 and the two days after it, of which the last is today.
	status, body := ask(t, r.BaseURL+"/v1/organization/costs?start_time=1795132800", "Authorization", "Bearer "+r.AdminKey)
	if status != 200 || strings.Count(body, `"bucket"`) != 3 {
		t.Errorf("%d %s", status, body)
	}
	if status, body := ask(t, r.BaseURL+"/_sim/sum?from=2026-11-01&to=2026-11-22", "X-Simulator-Token", r.Token); status != 200 || !strings.Contains(body, `"totals"`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestTheTokenCanBeChosen(t *testing.T) {
	if r := start(t, "", "--token", "chosen", "--latency", "1ms", "--addr", "127.0.0.1:0"); r.Token != "chosen" {
		t.Errorf("%+v", r)
	}
}

func TestWhatCannotBeIsSaidAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		now  string
		args []string
	}{
		"a clock that is none":       {"noon", nil},
		"the whole world":            {"", []string{"--addr", "0.0.0.0:0"}},
		"an argument that is no use": {"", []string{"openai"}},
		"a flag that is none":        {"", []string{"--sed", "1"}},
		"a file in no folder":        {"", []string{"--url-file", filepath.Join(t.TempDir(), "no", "url")}},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := run(ctx, tt.args, tt.now, io.Discard); err == nil {
			t.Errorf("%s: served", name)
		}
	}
}
