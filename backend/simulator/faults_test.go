package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"outlay/backend/simulator"
)

// raw sends a request and returns the answer, as much of its body as came, and why it ended.
func (w *world) raw(ctx context.Context, uri string, most int64) (*http.Response, string, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", w.url+uri, nil)
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Authorization", admin)
	answer, err := w.client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, most))
	return answer, string(body), err
}

// bad says what a client sees of a fault; all is the honest answer.
type bad func(t *testing.T, w *world, answer *http.Response, body, all string, err error)

func status(code int, words string) bad {
	return func(t *testing.T, _ *world, answer *http.Response, body, _ string, err error) {
		var refusal struct{ Error struct{ Message string } }
		if err != nil || answer.StatusCode != code || json.Unmarshal([]byte(body), &refusal) != nil || !strings.Contains(refusal.Error.Message, words) {
			t.Errorf("%v %d %s", err, answer.StatusCode, body)
		}
	}
}

func has(words string) bad {
	return func(t *testing.T, _ *world, answer *http.Response, body, all string, err error) {
		if err != nil || answer.StatusCode != http.StatusOK || strings.Count(body, words) != strings.Count(all, words)+1 || answer.ContentLength != int64(len(body)) {
			t.Errorf("%v %d, %d times %s", err, answer.StatusCode, strings.Count(body, words), words)
		}
	}
}

func edited(check func(all, got pageOf) bool) bad {
	return func(t *testing.T, _ *world, answer *http.Response, body, all string, err error) {
		var was, is pageOf
		if err != nil || json.Unmarshal([]byte(all), &was) != nil || json.Unmarshal([]byte(body), &is) != nil || !check(was, is) {
			t.Errorf("%v %s", err, body)
		}
	}
}

// sees says of every fault what it looks like on the first page of costs.
var sees = map[string]bad{
	"key_refused":   status(401, "Incorrect API key provided"),
	"scope_missing": status(403, "Missing scopes: api.usage.read"),
	"scope_as_401":  status(401, "Missing scopes: api.usage.read"),
	"not_found":     status(404, "Invalid URL"),
	"rate_limited":  status(429, "Rate limit"),
	"server_error":  status(500, "error"),
	"html_502": func(t *testing.T, _ *world, answer *http.Response, body, _ string, _ error) {
		if answer.StatusCode != 502 || !strings.HasPrefix(body, "<html>") {
			t.Errorf("%d %s", answer.StatusCode, body)
		}
	},
	"html_200": has("<html>"),
	"empty": func(t *testing.T, _ *world, answer *http.Response, body, _ string, err error) {
		if err != nil || answer.StatusCode != 200 || body != "" {
			t.Errorf("%v %d %s", err, answer.StatusCode, body)
		}
	},
	"nonsense": func(t *testing.T, _ *world, answer *http.Response, body, _ string, err error) {
		if err != nil || answer.StatusCode != 200 || !json.Valid([]byte(body)) || strings.Contains(body, "data") {
			t.Errorf("%v %d %s", err, answer.StatusCode, body)
		}
	},
	"truncated": func(t *testing.T, _ *world, answer *http.Response, body, all string, err error) {
		if err != nil || answer.StatusCode != 200 || body != all[:len(all)/2] || answer.ContentLength != int64(len(body)) {
			t.Errorf("%v, %d of %d bytes", err, len(body), len(all))
		}
	},
	"cut": func(t *testing.T, _ *world, answer *http.Response, body, all string, err error) {
		if !errors.Is(err, io.ErrUnexpectedEOF) || body != all[:len(all)/2] || answer.ContentLength != int64(len(all)) {
			t.Errorf("%v, %d of %d bytes", err, len(body), len(all))
		}
	},
	"nan":            has(`"value":NaN`),
	"null":           has(`"value":null`),
	"negative":       has(`"value":-1.25`),
	"tiny":           has(`"value":1e-7`),
	"huge":           has(`"value":10000000000000000000000000`),
	"euro":           has(`"currency":"eur"`),
	"missing_fields": has(`"amont":`),
	"outside": edited(func(all, got pageOf) bool {
		return got.Data[0].StartTime == all.Data[0].StartTime-900*86400 && got.Data[0].EndTime-got.Data[0].StartTime == 86400 && got.Data[1].day() == all.Data[1].day()
	}),
	"duplicate_row": edited(func(all, got pageOf) bool {
		rows := got.Data[0].Results
		return len(rows) == len(all.Data[0].Results)+1 && fmt.Sprint(rows[0]) == fmt.Sprint(rows[len(rows)-1])
	}),
	"duplicate_day": edited(func(all, got pageOf) bool {
		return len(got.Data) == len(all.Data)+1 && got.Data[len(got.Data)-1].day() == all.Data[len(all.Data)-1].day()
	}),
	"repeating_cursor": edited(func(all, got pageOf) bool {
		return got.HasMore && *got.NextPage == "page_again" && len(got.Data) == len(all.Data)
	}),
	"endless_pages": edited(func(all, got pageOf) bool {
		return got.HasMore && *got.NextPage == "page_1" && len(got.Data) == len(all.Data)
	}),
	"endless": func(t *testing.T, _ *world, _ *http.Response, body, _ string, err error) {
		if len(body) != enough {
			t.Errorf("it ended after %d bytes: %v", len(body), err)
		}
	},
	"slow": func(t *testing.T, _ *world, _ *http.Response, body, all string, err error) {
		if err != nil || body != all {
			t.Errorf("%v, %d of %d bytes", err, len(body), len(all))
		}
	},
	"redirect_here": func(t *testing.T, w *world, answer *http.Response, _, _ string, _ error) {
		if to, err := answer.Location(); err != nil || answer.StatusCode != 307 || to.String() != answer.Request.URL.String() {
			t.Errorf("%d to %s, %v", answer.StatusCode, to, err)
		}
	},
	"redirect": func(t *testing.T, _ *world, answer *http.Response, _, _ string, _ error) {
		if to, err := answer.Location(); err != nil || answer.StatusCode != 307 || to.Host != "other.example" || to.RequestURI() != answer.Request.URL.RequestURI() {
			t.Errorf("%d to %s, %v", answer.StatusCode, to, err)
		}
	},
	"hang": func(t *testing.T, _ *world, answer *http.Response, _, _ string, err error) {
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, %v", answer, err)
		}
	},
}

const enough = 3 << 20

var values = map[string]string{"slow": "1us", "redirect": "https://other.example"}

func TestEachFaultLooksAsItSays(t *testing.T) {
	uri := costsPath + "?" + span("2026-11-02", "2026-11-03", "line_item").Encode()
	for name, what := range simulator.Faults() {
		t.Run(name, func(t *testing.T) {
			check, ok := sees[name]
			if !ok || what == "" {
				t.Fatalf("nothing says how %q looks", name)
			}
			w := play(t, simulator.Options{})
			_, all, err := w.raw(t.Context(), uri, enough)
			must(t, err)
			must(t, w.SetFault(simulator.Fault{Name: name, Count: 1, Value: values[name]}))
			ctx, cancel := t.Context(), func() {}
			if name == "hang" {
				ctx, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
			}
			defer cancel()
			answer, body, err := w.raw(ctx, uri, enough)
			check(t, w, answer, body, all, err)
			_, after, err := w.raw(t.Context(), uri, enough)
			if err != nil || after != all {
				t.Errorf("after the fault: %v, %d of %d bytes", err, len(after), len(all))
			}
		})
	}
	if len(sees) != len(simulator.Faults()) {
		t.Errorf("%d faults look like something and there are %d", len(sees), len(simulator.Faults()))
	}
}

func TestALimitOfRequestsSaysWhenToComeAgain(t *testing.T) {
	w := play(t, simulator.Options{})
	for said, want := range map[string]func(string) bool{
		"":   func(got string) bool { return got == "" },
		"17": func(got string) bool { return got == "17" },
		"date": func(got string) bool {
			_, err := http.ParseTime(got)
			return err == nil
		},
	} {
		must(t, w.SetFault(simulator.Fault{Name: "rate_limited", Value: said, Count: 1}))
		answer, _, err := w.raw(t.Context(), costsPath+"?start_time=0", enough)
		must(t, err)
		if got := answer.Header.Get("Retry-After"); answer.StatusCode != 429 || !want(got) {
			t.Errorf("%q: %d, Retry-After %q", said, answer.StatusCode, got)
		}
	}
}

func TestACursorThatRepeatsLeadsNowhereForEver(t *testing.T) {
	for name, next := range map[string]func(n int) string{
		"repeating_cursor": func(int) string { return "page_again" },
		"endless_pages":    func(n int) string { return fmt.Sprintf("page_%d", n) },
	} {
		w := play(t, simulator.Options{})
		must(t, w.SetFault(simulator.Fault{Name: name}))
		q := span("2026-11-01", "2026-11-20")
		for n := 1; n <= 50; n++ {
			p := get[pageOf](w, costsPath+"?"+q.Encode())
			if !p.HasMore || *p.NextPage != next(n) || (len(p.Data) == 0) != (n > 1) {
				t.Fatalf("%s, page %d: %d days, next %s", name, n, len(p.Data), *p.NextPage)
			}
			q.Set("page", *p.NextPage)
		}
		for range 3 {
			p := get[listOf](w, "/v1/organization/projects?limit=2&after=proj_support")
			if !p.HasMore || *p.LastID != "proj_support" {
				t.Errorf("%s: projects go on after %v, more: %v", name, *p.LastID, p.HasMore)
			}
		}
	}
}

func TestAFaultStrikesWhereItIsTold(t *testing.T) {
	w := play(t, simulator.Options{})
	must(t, w.SetFault(simulator.Fault{Name: "server_error", Path: costsPath, Skip: 1, Count: 2}))
	ask := func(uri string) int {
		answer, _, err := w.raw(t.Context(), uri, enough)
		must(t, err)
		return answer.StatusCode
	}
	usage := usagePath + "completions?start_time=0"
	var got []int
	for range 4 {
		got = append(got, ask(costsPath+"?start_time=0"), ask(usage))
	}
	if fmt.Sprint(got) != "[200 200 500 200 500 200 200 200]" {
		t.Errorf("costs and usage in turn: %v", got)
	}
	must(t, w.SetFault(simulator.Fault{Name: "not_found"}))
	must(t, w.SetFault(simulator.Fault{Name: "key_refused", Count: 1}))
	if a, b, c := ask(usage), ask(usage), ask(usage); a != 401 || b != 404 || c != 404 {
		t.Errorf("the later fault comes first, the earlier stays: %d, %d, %d", a, b, c)
	}
	w.ClearFaults()
	if got := ask(usage); got != 200 {
		t.Errorf("after all faults ended: %d", got)
	}
	if err := w.SetFault(simulator.Fault{Name: "flood"}); err == nil {
		t.Error("there is a flood")
	}
}

func TestAnEndlessPageEndsWhenTheClientGoes(t *testing.T) {
	for _, name := range []string{"endless", "hang", "slow"} {
		t.Run(name, func(t *testing.T) {
			s := simulator.New(simulator.Options{Seed: 1})
			must(t, s.SetFault(simulator.Fault{Name: name, Value: "1h"}))
			begun, ended := make(chan struct{}), make(chan struct{})
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				close(begun)
				defer close(ended)
				s.Handler().ServeHTTP(w, r)
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, "GET", "http://127.0.0.1"+costsPath+"?start_time=0", nil)
			must(t, err)
			r.Header.Set("Authorization", admin)
			go handler.ServeHTTP(&recorder{header: http.Header{}, away: true}, r)
			<-begun
			cancel()
			select {
			case <-ended:
			case <-time.After(20 * time.Second):
				t.Error("it goes on")
			}
		})
	}
}
