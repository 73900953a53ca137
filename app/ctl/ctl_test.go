package main

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

// TestMain builds the program as it is shipped, without cgo and at its full speed, and puts
// it on the path: an instrumented one takes ten times as long for each of hundreds of runs.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "outlayctl")
	if err == nil {
		err = install(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir) // a folder for temporary files is emptied anyway
	os.Exit(code)
}

func install(dir string) error {
	build := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(dir, "outlayctl"), ".")
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build outlayctl: %w: %s", err, said)
	}
	return os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// now is the moment at which every test of the terminal happens.
const now = "2026-11-22T10:00:00Z"

// masterKey is 32 bytes that protect nothing.
var masterKey = base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))

func vendor(t testing.TB, o simulator.Options) (*simulator.Simulator, string) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	o.Now = func() time.Time { return at }
	o.Seed = 1
	world := simulator.New(o)
	url, stop, err := world.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop(t.Context()) }) // a fault may keep a connection open for ever
	return world, url
}

// environment is a machine without a desktop, with a profile in dir.
func environment(dir, url string) []string {
	return []string{
		"OUTLAY_DATA_DIR=" + dir, "OUTLAY_NOW=" + now, "OUTLAY_MASTER_KEY=" + masterKey, "BASE_URL=" + url,
		"DBUS_SESSION_BUS_ADDRESS=", "DISPLAY=", "WAYLAND_DISPLAY=", "XDG_RUNTIME_DIR=" + dir, "HTTP_PROXY=", "HTTPS_PROXY=",
	}
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata",
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "json": jsonIs, "save": save, "total": total, "csvtotal": csvTotal, "fault": fault, "spend": spend, "clock": clock, "repeat": repeat,
		},
		RequireUniqueNames: true,
	})
}

type worldKey struct{}

func setup(env *testscript.Env) error {
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return err
	}
	world := simulator.New(simulator.Options{Now: func() time.Time { return at }, Seed: 1})
	url, stop, err := world.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Defer(func() { _ = server(stop) })
	env.Values[worldKey{}] = world
	env.Vars = append(env.Vars, environment(filepath.Join(env.WorkDir, "profile"), url)...)
	for name, text := range map[string]string{"key": simulator.AdminKey + "\n", "projectkey": simulator.ProjectKey + "\n"} {
		if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func world(ts *testscript.TestScript) *simulator.Simulator {
	return ts.Value(worldKey{}).(*simulator.Simulator)
}

// exits runs a command and compares its exit code: exits 2 outlayctl sync --wrong
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program args…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// jsonIs compares a value of the one JSON document on stdout or stderr: json stdout accounts.0.state ok
func jsonIs(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: json stdout|stderr PATH VALUE")
	}
	var doc any
	d := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
	if d.More() {
		ts.Fatalf("%s is more than one document", args[0])
	}
	if got := at(doc, args[1]); (got == args[2]) == neg {
		ts.Fatalf("%s is %s; compared with %s", args[1], got, args[2])
	}
}

// at returns what stands at a path such as rows.0.amount.value, "missing" where nothing does,
// and for a path that ends in len the length of a list.
func at(doc any, path string) string {
	for _, name := range strings.Split(path, ".") {
		switch v := doc.(type) {
		case map[string]any:
			var ok bool
			if doc, ok = v[name]; !ok {
				return "missing"
			}
		case []any:
			if name == "len" {
				return strconv.Itoa(len(v))
			}
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(v) {
				return "missing"
			}
			doc = v[i]
		default:
			return "missing"
		}
	}
	if doc == nil {
		return "null"
	}
	return fmt.Sprint(doc)
}

// save puts a value of the JSON on stdout into a variable: save id ACCOUNT
func save(ts *testscript.TestScript, _ bool, args []string) {
	var doc any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &doc))
	ts.Setenv(args[1], at(doc, args[0]))
}

// total compares the only total of the JSON on stdout with the vendor's own sum, to the last
// digit: total 2026-11-01 2026-11-22
func total(ts *testscript.TestScript, _ bool, args []string) {
	var spend struct {
		Totals []struct{ Value, Currency string }
		Rows   []struct{ Amount struct{ Value string } }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &spend))
	if len(spend.Totals) != 1 || spend.Totals[0].Currency != "USD" {
		ts.Fatalf("totals are %v", spend.Totals)
	}
	rows := decimal.Zero
	for _, r := range spend.Rows {
		rows = rows.Add(decimal.RequireFromString(r.Amount.Value))
	}
	same(ts, args, decimal.RequireFromString(spend.Totals[0].Value))
	same(ts, args, rows)
}

// csvTotal does the same for the CSV on stdout or in a file: csvtotal stdout 2026-11-01 2026-11-22
func csvTotal(ts *testscript.TestScript, _ bool, args []string) {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	sum := decimal.Zero
	for _, row := range rows[1:] {
		sum = sum.Add(decimal.RequireFromString(row[13]))
	}
	same(ts, args[1:], sum)
}

func same(ts *testscript.TestScript, days []string, got decimal.Decimal) {
	want, err := world(ts).Sum(days[0], days[1])
	ts.Check(err)
	if want.IsZero() || !got.Equal(want) {
		ts.Fatalf("%s to %s: got %s, the vendor says %s", days[0], days[1], got, want)
	}
}

// fault plays a fault of the vendor: fault server_error [value=…] [path=…] [count=…]; none ends all
func fault(ts *testscript.TestScript, _ bool, args []string) {
	world(ts).ClearFaults()
	if args[0] == "none" {
		return
	}
	f := simulator.Fault{Name: args[0]}
	for _, arg := range args[1:] {
		name, value, _ := strings.Cut(arg, "=")
		switch name {
		case "value":
			f.Value = value
		case "path":
			f.Path = value
		case "count":
			n, err := strconv.Atoi(value)
			ts.Check(err)
			f.Count = n
		}
	}
	ts.Check(world(ts).SetFault(f))
}

// spend is reported late by the vendor: spend 2026-11-20 12.34 'gpt-5, input' proj_x
func spend(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(world(ts).AddSpend(args[0], args[1], args[2], args[3]))
}

// clock moves the vendor and the programs to a moment: clock 2026-11-25T10:00:00Z
func clock(ts *testscript.TestScript, _ bool, args []string) {
	moment, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	world(ts).SetClock(moment)
	ts.Setenv("OUTLAY_NOW", args[0])
}

// repeat puts a text n times into a variable: repeat LABEL 10000 x
func repeat(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Setenv(args[0], strings.Repeat(args[2], n))
}
