package simulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

type sums struct {
	Totals []struct{ Value, Currency string }
	Rows   []struct{ Key, Value, Currency string }
}

// control sends an order and returns the answer, which must be good.
func control[T any](w *world, method, uri, body string) T {
	w.t.Helper()
	answer, text := w.do(method, "/_sim/"+uri, "", body)
	var out T
	if err := json.Unmarshal([]byte(text), &out); err != nil || answer.StatusCode != http.StatusOK {
		w.t.Fatalf("%s %s: %s %s", method, uri, answer.Status, text)
	}
	return out
}

func TestTheSumCanBeAskedForOverHTTP(t *testing.T) {
	w := play(t, simulator.Options{})
	want := w.total("2026-10-01", today)
	for by, key := range map[string]func(bucket, map[string]any) string{
		"": byDay, "&by=day": byDay,
		"&by=project":   func(_ bucket, r map[string]any) string { return fmt.Sprint(r["project_id"]) },
		"&by=key":       func(_ bucket, r map[string]any) string { return fmt.Sprint(r["api_key_id"]) },
		"&by=line_item": func(_ bucket, r map[string]any) string { return fmt.Sprint(r["line_item"]) },
	} {
		got := control[sums](w, "GET", "sum?from=2026-10-01&to="+today+by, "")
		if len(got.Totals) != 1 || got.Totals[0].Currency != "USD" || got.Totals[0].Value != want.String() {
			t.Errorf("%s: %v, want %s", by, got.Totals, want)
		}
		rows := w.costs("2026-10-01", today, key)
		if len(rows) != len(got.Rows) {
			t.Errorf("%s: %d rows, want %d", by, len(got.Rows), len(rows))
		}
		for _, r := range got.Rows {
			if r.Value != rows[r.Key].String() {
				t.Errorf("%s: %s is %s, want %s", by, r.Key, r.Value, rows[r.Key])
			}
		}
	}
}

func TestTheWorldCanBeSteeredOverHTTP(t *testing.T) {
	w := play(t, simulator.Options{})
	before := w.total("2026-11-01", today)
	control[string](w, "POST", "spend", `{"day":"2026-11-20","amount":"12.000000001","line_item":"Late usage","project_id":"proj_search"}`)
	if got := w.total("2026-11-01", today).Sub(before); got.String() != "12.000000001" {
		t.Errorf("spend of %s was added", got)
	}
	late := w.costs("2026-11-20", "2026-11-20", func(_ bucket, r map[string]any) string { return fmt.Sprint(r["project_id"], "/", r["line_item"]) })
	if got := late["proj_search/Late usage"]; got.String() != "12.000000001" {
		t.Errorf("added to another line: %v", late)
	}
	control[string](w, "POST", "clock", `{"now":"2026-12-24T08:00:00Z"}`)
	if buckets, _ := w.walk(costsPath, span("2026-12-20", "2026-12-31")); len(buckets) != 5 {
		t.Errorf("at Christmas there are %d days", len(buckets))
	}
	control[string](w, "POST", "fault", `{"name":"server_error","count":1}`)
	if answer, _ := w.do("GET", costsPath+"?start_time=0", admin, ""); answer.StatusCode != 500 {
		t.Errorf("the fault answers %s", answer.Status)
	}
	control[string](w, "POST", "fault", `{"name":"server_error"}`)
	control[string](w, "DELETE", "fault", "")
	if answer, _ := w.do("GET", costsPath+"?start_time=0", admin, ""); answer.StatusCode != 200 {
		t.Errorf("after the faults: %s", answer.Status)
	}
	if faults := control[map[string]string](w, "GET", "faults", ""); len(faults) != len(simulator.Faults()) {
		t.Errorf("faults are %v", faults)
	}
}

func TestWhatWasAskedIsKnownAndTheKeyIsNot(t *testing.T) {
	w := play(t, simulator.Options{})
	w.do("GET", costsPath+"?start_time=0&key="+simulator.AdminKey, admin, "")
	w.do("GET", costsPath+"?start_time=86400", admin, "")
	w.do("GET", "/v1/models", "Bearer "+simulator.ProjectKey, "")
	type asked struct {
		Count    map[string]int
		Requests []string
	}
	got := control[asked](w, "GET", "requests", "")
	want := []string{"GET " + costsPath + "?start_time=0&key=(the admin key)", "GET " + costsPath + "?start_time=86400", "GET /v1/models"}
	if !slices.Equal(got.Requests, want) || got.Count[costsPath] != 2 || got.Count["/v1/models"] != 1 || len(got.Count) != 2 {
		t.Errorf("%+v", got)
	}
	control[string](w, "DELETE", "requests", "")
	if left := w.Requests(); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestWrongOrdersAreRefusedAndChangeNothing(t *testing.T) {
	w := play(t, simulator.Options{})
	before := w.total("2026-11-01", today)
	for _, tt := range [][3]string{
		{"POST", "fault", `{"name":"flood"}`}, {"POST", "fault", `{"nmae":"empty"}`}, {"POST", "fault", ``},
		{"POST", "spend", `{"day":"2026-11-20","amount":"a dollar"}`}, {"POST", "spend", `{"day":"20 November","amount":"1"}`}, {"POST", "spend", `{"day":"2026-11-20","amont":"1"}`},
		{"POST", "clock", `{"now":"tomorrow"}`}, {"POST", "clock", `{"time":"2026-12-24T08:00:00Z"}`},
		{"GET", "sum?from=2026-11-01", ""}, {"GET", "sum?from=2026-11-01&to=2026-11-22&by=model", ""},
	} {
		if answer, text := w.do(tt[0], "/_sim/"+tt[1], "", tt[2]); answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: %s %s", tt, answer.Status, text)
		}
	}
	if after := w.total("2026-11-01", today); !after.Equal(before) {
		t.Errorf("%s became %s", before, after)
	}
}

func TestOnlyWhoHoldsTheTokenSteers(t *testing.T) {
	for _, tt := range []struct {
		name, token, sent string
		status            int
	}{
		{"the token", "abc", "abc", 200}, {"another", "abc", "abd", 403}, {"none", "abc", "", 403},
		{"none where there is none", "", "", 403}, {"one where there is none", "", "abc", 403},
	} {
		s := simulator.New(simulator.Options{Seed: 1, Token: tt.token})
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1/_sim/requests", nil)
		must(t, err)
		r.Header.Set("X-Simulator-Token", tt.sent)
		out := &recorder{header: http.Header{}, status: 200}
		s.Handler().ServeHTTP(out, r)
		if out.status != tt.status {
			t.Errorf("%s: %d", tt.name, out.status)
		}
	}
}

func TestOnlyLoopbackIsServed(t *testing.T) {
	s := simulator.New(simulator.Options{Seed: 1})
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "[::]:0", "example.com:0", "127.0.0.1", ""} {
		if url, stop, err := s.Listen(addr); err == nil {
			t.Errorf("%q is listened on: %s", addr, url)
			_ = stop(t.Context())
		}
	}
	for host, want := range map[string]int{
		"127.0.0.1:99": 401, "localhost": 401, "localhost:99": 401, "[::1]": 401, "[::1]:99": 401,
		"evil.example": 421, "evil.example:99": 421, "192.0.2.1": 421, "localhost.evil.example": 421, "": 421,
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1/v1/models", nil)
		must(t, err)
		r.Host = host
		out := &recorder{header: http.Header{}, status: 200}
		s.Handler().ServeHTTP(out, r)
		if out.status != want {
			t.Errorf("%q gets %d", host, out.status)
		}
	}
}

func TestStoppingEndsEvenAnswersThatNeverEnd(t *testing.T) {
	s := simulator.New(simulator.Options{Seed: 1})
	url, stop, err := s.Listen("127.0.0.1:0")
	must(t, err)
	must(t, s.SetFault(simulator.Fault{Name: "hang"}))
	ended := make(chan error)
	go func() {
		answer, err := http.Get(url + "/v1/models")
		if err == nil {
			_ = answer.Body.Close()
		}
		ended <- err
	}()
	for deadline := time.Now().Add(10 * time.Second); len(s.Requests()) == 0; {
		if time.Now().After(deadline) {
			t.Fatal("the request never came")
		}
		runtime.Gosched()
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := stop(gone); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("an answer came")
	}
}

func TestTheVendorTakesItsTime(t *testing.T) {
	s := simulator.New(simulator.Options{Seed: 1, Latency: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", "http://127.0.0.1/v1/models", nil)
	must(t, err)
	out := &recorder{header: http.Header{}}
	s.Handler().ServeHTTP(out, r)
	if out.Len() > 0 || len(s.Requests()) != 1 {
		t.Errorf("answered at once: %s", out.String())
	}
}

func TestManyClientsAndSomebodyWhoSteers(t *testing.T) {
	w := play(t, simulator.Options{})
	before := w.sum("2026-10-01", today)
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			for range 5 {
				q := span("2026-10-01", today, "line_item", "project_id")
				q.Set("limit", fmt.Sprint(40+i))
				answer, body, err := w.raw(t.Context(), costsPath+"?"+q.Encode(), enough)
				if err != nil || (answer.StatusCode != 200 && answer.StatusCode != 500) || body == "" {
					t.Errorf("%v %v", answer, err)
				}
			}
		})
	}
	clients.Go(func() {
		for i := range 20 {
			for _, err := range []error{
				w.AddSpend("2026-11-05", "0.000000001", "Late usage", "proj_search"),
				w.SetFault(simulator.Fault{Name: "server_error", Count: 1, Path: costsPath}),
			} {
				if err != nil {
					t.Error(err)
				}
			}
			w.SetClock(noon.Add(time.Duration(-i) * time.Second))
			w.Requests()
			w.ClearFaults()
		}
	})
	clients.Wait()
	w.SetClock(noon)
	want := before.Add(decimal.New(20, -9))
	if got := w.total("2026-10-01", today); !got.Equal(want) {
		t.Errorf("a client reads %s, want %s", got, want)
	}
	if n := len(w.Requests()); n != 41 || strings.Contains(fmt.Sprint(w.Requests()), simulator.AdminKey) {
		t.Errorf("%d requests", n)
	}
}
