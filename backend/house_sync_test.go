package backend_test

import (
	"context"
	"encoding/base64"
	"path/filepath"
	"testing"
	"time"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/simulator"
	"outlay/backend/syncer"
)

// masterKey is a fixed key for tests: no keychain is needed.
var masterKey = base64.StdEncoding.EncodeToString(make([]byte, 32))

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// vendor plays OpenAI on loopback.
func vendor(t *testing.T, o simulator.Options) (*simulator.Simulator, string) {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	s := simulator.New(o)
	url, stop, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = stop(ctx)
	})
	return s, url
}

func open(t *testing.T, dir string, now func() time.Time) *backend.Backend {
	t.Helper()
	t.Setenv("OUTLAY_MASTER_KEY", masterKey)
	house, err := backend.Open(t.Context(), backend.Options{DataDir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = house.Close() })
	return house
}

func connect(t *testing.T, house *backend.Backend, url string) account.Account {
	t.Helper()
	label, key := "Research", simulator.AdminKey
	a, err := house.Accounts.Add(t.Context(), account.Draft{Provider: "openai", Label: &label, Key: &key, BaseURL: &url})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func mustSync(t *testing.T, house *backend.Backend) syncer.Outcome {
	t.Helper()
	out, err := house.Syncer.Sync(t.Context(), syncer.Request{})
	if err != nil || len(out) != 1 {
		t.Fatalf("%v, %v", out, err)
	}
	return out[0]
}

func TestASyncBringsExactlyWhatTheVendorHasAndASecondOneNothing(t *testing.T) {
	sim, url := vendor(t, simulator.Options{Seed: 1})
	house := open(t, filepath.Join(t.TempDir(), "profile"), func() time.Time { return noon })
	connect(t, house, url)
	first := mustSync(t, house)
	if first.Error != nil || first.State != account.OK {
		t.Fatalf("%+v %+v", first, first.Error)
	}
	for _, span := range []calendar.Span{
		calendar.Through("2025-10-22", "2026-11-22"), calendar.Through("2026-11-01", "2026-11-22"), calendar.Through("2026-11-22", "2026-11-22"),
	} {
		want, err := sim.Sum(string(span.Start), string(span.Last()))
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []string{"day", "service", "account", "model", "project", "key", "basis"} {
			spend, err := house.Reports.Spend(t.Context(), span, by)
			if err != nil {
				t.Fatal(err)
			}
			if len(spend.Totals) != 1 || !spend.Totals[0].Value.Equal(want) {
				t.Errorf("%v by %s: %v, want %s", span, by, spend.Totals, want)
			}
		}
	}
	second := mustSync(t, house)
	if second.Changed != 0 || second.Error != nil {
		t.Errorf("the second sync changed %d entries: %+v", second.Changed, second.Error)
	}
	t.Logf("first: %d entries, %d requests; second: %d requests, from %s", first.Entries, first.Requests, second.Requests, second.From)
}
