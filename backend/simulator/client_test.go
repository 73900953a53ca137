package simulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

const (
	token     = "token-of-the-tests"
	costsPath = "/v1/organization/costs"
	usagePath = "/v1/organization/usage/"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// world is a simulator and an independent client of it, which shares no code with it.
type world struct {
	*simulator.Simulator
	t      testing.TB
	url    string
	client *http.Client
}

func play(t testing.TB, o simulator.Options) *world {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	o.Token = token
	s := simulator.New(o)
	base, stop, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return &world{s, t, base, client}
}

// do sends a request and returns the answer with its body read.
func (w *world) do(method, uri, key, body string) (*http.Response, string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+uri, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", key)
	}
	if strings.HasPrefix(uri, "/_sim/") {
		r.Header.Set("X-Simulator-Token", token)
	}
	answer, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, uri, err)
	}
	return answer, string(text)
}

const admin = "Bearer " + simulator.AdminKey

// get returns a good answer, decoded.
func get[T any](w *world, uri string) T {
	w.t.Helper()
	answer, text := w.do("GET", uri, admin, "")
	if answer.StatusCode != http.StatusOK {
		w.t.Fatalf("GET %s: %s: %s", uri, answer.Status, text)
	}
	var out T
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&out); err != nil {
		w.t.Fatalf("GET %s: %v in %s", uri, err, text)
	}
	return out
}

type pageOf struct {
	Object   string
	Data     []bucket
	HasMore  bool    `json:"has_more"`
	NextPage *string `json:"next_page"`
}

type bucket struct {
	Object    string
	StartTime int64 `json:"start_time"`
	EndTime   int64 `json:"end_time"`
	Results   []map[string]any
}

func (b bucket) day() string { return time.Unix(b.StartTime, 0).UTC().Format(time.DateOnly) }

// walk reads every page of a question and returns the buckets, and how many pages they were.
func (w *world) walk(path string, q url.Values) (buckets []bucket, pages int) {
	w.t.Helper()
	for {
		p := get[pageOf](w, path+"?"+q.Encode())
		pages++
		buckets = append(buckets, p.Data...)
		if p.Object != "page" || p.HasMore != (p.NextPage != nil) {
			w.t.Fatalf("page %d of %s: %q, more %v, next %v", pages, path, p.Object, p.HasMore, p.NextPage)
		}
		if !p.HasMore {
			return buckets, pages
		}
		q = withParam(q, "page", *p.NextPage)
	}
}

func withParam(q url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[k] = slices.Clone(v)
	}
	out.Set(name, value)
	return out
}

// span asks for days, both inside.
func span(first, last string, groups ...string) url.Values {
	q := url.Values{"start_time": {fmt.Sprint(unix(first))}, "end_time": {fmt.Sprint(unix(last) + 86400)}}
	for _, g := range groups {
		q.Add("group_by[]", g)
	}
	return q
}

func unix(day string) int64 {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return at.Unix()
}

// value reads an amount from its text: a number, or a string with one.
func value(t testing.TB, result map[string]any) decimal.Decimal {
	t.Helper()
	amount, _ := result["amount"].(map[string]any)
	if amount["currency"] != "usd" {
		t.Fatalf("currency of %v", result)
	}
	text := fmt.Sprint(amount["value"])
	d, err := decimal.NewFromString(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

// costs returns the sums of the costs of days, by what key makes of a bucket and a result.
func (w *world) costs(first, last string, key func(bucket, map[string]any) string) map[string]decimal.Decimal {
	w.t.Helper()
	q := span(first, last, "line_item", "project_id", "api_key_id")
	q.Set("limit", "180")
	sums := map[string]decimal.Decimal{}
	buckets, _ := w.walk(costsPath, q)
	for _, b := range buckets {
		for _, r := range b.Results {
			k := key(b, r)
			sums[k] = sums[k].Add(value(w.t, r))
		}
	}
	return sums
}

// days returns what each day cost that has any cost, from the ungrouped costs.
func (w *world) days(first, last string) map[string]decimal.Decimal {
	w.t.Helper()
	q := span(first, last)
	q.Set("limit", "180")
	sums := map[string]decimal.Decimal{}
	buckets, _ := w.walk(costsPath, q)
	for _, b := range buckets {
		for _, r := range b.Results {
			sums[b.day()] = sums[b.day()].Add(value(w.t, r))
		}
	}
	return sums
}

func (w *world) total(first, last string) decimal.Decimal {
	w.t.Helper()
	return w.costs(first, last, func(bucket, map[string]any) string { return "" })[""]
}

func (w *world) sum(first, last string) decimal.Decimal {
	w.t.Helper()
	d, err := w.Sum(first, last)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
