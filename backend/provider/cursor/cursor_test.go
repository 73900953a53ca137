package cursor_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/cursor"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, cursor.Descriptor(), calendar.Through("2026-06-01", "2026-06-12"))
}

// The tests below are what only Cursor does.

// asked is what the vendor was asked for.
type asked struct {
	StartDate, EndDate int64
	Page, PageSize     int
}

// play answers each question as told, and notes it.
func play(t *testing.T, tell func(asked) string) (*[]asked, provider.Connector) {
	t.Helper()
	var all []asked
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q asked
		decoder := json.NewDecoder(r.Body)
		decoder.DisallowUnknownFields()
		user, password, ok := r.BasicAuth()
		if err := decoder.Decode(&q); err != nil || r.URL.String() != "/teams/filtered-usage-events" || !ok || user != "key_canary" || password != "" {
			t.Errorf("%s %s as %q: %v", r.Method, r.URL, user, err)
		}
		all = append(all, q)
		body := tell(q)
		var status int
		if n, _ := fmt.Sscanf(body, "%d", &status); n == 1 {
			w.WriteHeader(status)
			_, body, _ = strings.Cut(body, " ")
		}
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	c, err := cursor.Descriptor().Connect(provider.Values{
		Fields: map[string]string{"key": "key_canary"}, BaseURL: server.URL, Today: "2026-06-30",
	}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return &all, c
}

func always(body string) func(asked) string { return func(asked) string { return body } }

// page is a page of a list of count events.
func page(count, number, pages int, more bool, events ...string) string {
	return fmt.Sprintf(`{"totalUsageEventsCount":%d,"pagination":{"numPages":%d,"currentPage":%d,"pageSize":100,"hasNextPage":%t},"usageEvents":[%s]}`,
		count, pages, number, more, strings.Join(events, ","))
}

func only(events ...string) string { return page(len(events), 1, 1, false, events...) }

func event(at calendar.Day, rest string) string {
	return fmt.Sprintf(`{"timestamp":"%d","model":"gpt-5","kind":"Usage-based","userEmail":"a@x.example"%s}`, at.Start().UnixMilli(), rest)
}

func cents(value string) string { return `,"isChargeable":true,"chargedCents":` + value }

var (
	day  = calendar.Through("2026-06-02", "2026-06-02")
	week = calendar.Through("2026-06-01", "2026-06-07")
)

func TestCentsBecomeDollarsOnceTheyAreAddedUp(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []string
		want   string
	}{
		{"the vendor's example", []string{cents("20.18")}, "0.2018"},
		{"a whole cent", []string{cents("1")}, "0.0100"},
		{"a dollar", []string{cents("100")}, "1.0000"},
		{"a string", []string{cents(`"20.18"`)}, "0.2018"},
		{"a float that is off by a hair", []string{cents("40.16699999999999")}, "0.40167"},
		{"a float that is off the other way", []string{cents("40.167000000000003")}, "0.40167"},
		{"an exponent", []string{cents("1e-5")}, "0.0000001"},
		{"halves of the smallest unit, which are whole together", []string{cents("0.00000005"), cents("0.00000005")}, "0.000000001"},
		{"more digits than a ledger holds", []string{cents("0.00000015")}, "0.000000002"},
		{"a credit", []string{cents("-125")}, "-1.2500"},
		{"nothing", []string{cents("0")}, "0.0000"},
		{"one that does not say whether it is charged", []string{`,"chargedCents":3`, `,"chargedCents":4,"isChargeable":null`}, "0.0700"},
	} {
		var events []string
		for _, e := range tt.events {
			events = append(events, event("2026-06-02", e))
		}
		_, c := play(t, always(only(events...)))
		got, err := c.Fetch(t.Context(), day)
		if err != nil || got.Read != day || len(got.Entries) != 1 || got.Entries[0].Amount.Decimal() != tt.want {
			t.Errorf("%s: %+v %v, want %s", tt.name, got.Entries, err, tt.want)
		}
	}
}

func TestWhatIsIncludedIsUsedAndNotCharged(t *testing.T) {
	const tokens = `,"tokenUsage":{"inputTokens":1,"outputTokens":2,"cacheWriteTokens":4,"cacheReadTokens":8,"totalCents":900}`
	_, c := play(t, always(only(
		event("2026-06-02", `,"isChargeable":false,"chargedCents":900`+tokens),
		event("2026-06-02", `,"isChargeable":false`+tokens),
		event("2026-06-02", cents("2")+tokens),
	)))
	got, err := c.Fetch(t.Context(), day)
	if err != nil || len(got.Entries) != 1 || got.Entries[0].Amount.Decimal() != "0.0200" || got.Entries[0].Quantity != "1" {
		t.Fatalf("%+v %v", got.Entries, err)
	}
	if len(got.Usage) != 1 {
		t.Fatalf("usage %+v", got.Usage)
	}
	u := got.Usage[0]
	if u.InputTokens != 39 || u.CachedTokens != 24 || u.CacheWriteTokens != 12 || u.OutputTokens != 6 || u.Requests != 3 || u.Project != "a@x.example" {
		t.Errorf("usage %+v", u)
	}
}

func TestUsageHasOneLineAPersonAndModelWhateverTheKind(t *testing.T) {
	other := strings.Replace(event("2026-06-02", cents("2")), "Usage-based", "On-demand", 1)
	_, c := play(t, always(only(event("2026-06-02", cents("1")), other)))
	got, err := c.Fetch(t.Context(), day)
	if err != nil || len(got.Entries) != 2 || len(got.Usage) != 1 || got.Usage[0].Requests != 2 {
		t.Errorf("%+v, usage %+v: %v", got.Entries, got.Usage, err)
	}
}

func TestADayWithoutEventsCostNothing(t *testing.T) {
	_, c := play(t, always(page(0, 1, 0, false)))
	if got, err := c.Fetch(t.Context(), week); err != nil || got.Read != week || len(got.Entries) > 0 || got.Usage == nil {
		t.Errorf("%+v %v", got, err)
	}
}

func TestWhatMakesNoSenseIsNotCounted(t *testing.T) {
	good := event("2026-06-02", cents("1"))
	for _, tt := range []struct{ name, answer string }{
		{"no charge", only(good, event("2026-06-02", ""))},
		{"no charge, and it is chargeable", only(event("2026-06-02", `,"isChargeable":true,"tokenUsage":{"totalCents":5}`))},
		{"a charge that is null", only(event("2026-06-02", cents("null")))},
		{"a word", only(event("2026-06-02", cents(`"-"`)))},
		{"NaN", only(event("2026-06-02", cents(`"NaN"`)))},
		{"more than a ledger holds", only(event("2026-06-02", cents("1e30")))},
		{"the day before", only(event("2026-06-01", cents("1")))},
		{"the day after", only(event("2026-06-03", cents("1")))},
		{"a day before that is not charged", only(event("2026-06-01", `,"isChargeable":false`))},
		{"no time", only(`{"chargedCents":1}`)},
		{"a time in words", only(`{"timestamp":"2026-06-02","chargedCents":1}`)},
		{"a time beyond all days", only(`{"timestamp":"99999999999999999999","chargedCents":1}`)},
		{"an event twice", page(1, 1, 1, false, good, good)},
		{"an event too few", page(2, 1, 1, false, good)},
		{"more pages that are empty", page(1, 1, 2, true)},
		{"another page than the one asked for", page(1, 2, 2, false, good)},
		{"no list", `{"totalUsageEventsCount":0,"pagination":{"hasNextPage":false}}`},
		{"null for the list", `{"totalUsageEventsCount":0,"pagination":{"hasNextPage":false},"usageEvents":null}`},
		{"no pages", `{"totalUsageEventsCount":0,"usageEvents":[]}`},
		{"no word on whether there is more", `{"totalUsageEventsCount":0,"pagination":{},"usageEvents":[]}`},
		{"no count", `{"pagination":{"hasNextPage":false},"usageEvents":[]}`},
	} {
		_, c := play(t, always(tt.answer))
		got, err := c.Fetch(t.Context(), day)
		if !errors.Is(err, provider.ErrAnswer) || !got.Read.Empty() || len(got.Entries) > 0 {
			t.Errorf("%s: %+v %v", tt.name, got, err)
		}
	}
}

func TestPagesThatChangeOrDoNotEndAreNotCounted(t *testing.T) {
	good := event("2026-06-02", cents("1"))
	for _, tt := range []struct {
		name string
		tell func(asked) string
	}{
		{"pages without end", func(q asked) string { return page(3, q.Page, 2, true, good) }},
		{"a count that grows", func(q asked) string { return page(q.Page+1, q.Page, 2, q.Page < 2, good) }},
		{"a last page that is missing", func(q asked) string { return page(3, q.Page, 3, q.Page < 2, good) }},
	} {
		all, c := play(t, tt.tell)
		got, err := c.Fetch(t.Context(), day)
		if !errors.Is(err, provider.ErrAnswer) || !got.Read.Empty() || len(got.Entries) > 0 || len(*all) > 4 {
			t.Errorf("%s: %+v %v after %d questions", tt.name, got, err, len(*all))
		}
	}
}

func TestTheQuestionsMeetAndNeverOverlap(t *testing.T) {
	all, c := play(t, always(page(0, 1, 0, false)))
	span := calendar.Through("2026-06-01", "2026-06-30")
	if _, err := c.Fetch(t.Context(), span); err != nil {
		t.Fatal(err)
	}
	next := span.Start.Start().UnixMilli()
	for _, q := range *all {
		if q.StartDate != next || q.Page != 1 || q.PageSize != 100 {
			t.Errorf("asked %+v, want from %d on", q, next)
		}
		next = q.EndDate + 1
	}
	if next != span.End.Start().UnixMilli() || len(*all) != 3 {
		t.Errorf("asked until %d: %+v", next, *all)
	}
}

// busy is a vendor with four pages a week, which has two on each day; more than limit
// questions it refuses.
func busy(limit int) func(asked) string {
	n := 0
	return func(q asked) string {
		if n++; n > limit {
			return `429 {"error":"Too many requests"}`
		}
		if q.EndDate-q.StartDate > 24*60*60*1000 {
			return page(14, 1, 4, true, event("2026-06-01", cents("1")))
		}
		at := fmt.Sprintf(`{"timestamp":"%d","model":"gpt-5","kind":"Usage-based","chargedCents":%d}`, q.StartDate, q.Page)
		return page(2, q.Page, 2, q.Page < 2, at)
	}
}

func TestBusyDaysAreReadOneByOne(t *testing.T) {
	all, c := play(t, busy(100))
	got, err := c.Fetch(t.Context(), week)
	if err != nil || got.Read != week || len(got.Entries) != 7 || len(*all) != 1+7*2 {
		t.Errorf("%+v %v after %d questions", got, err, len(*all))
	}
	for _, e := range got.Entries {
		if e.Amount.Decimal() != "0.0300" {
			t.Errorf("%+v", e)
		}
	}
}

func TestTheDaysReadBeforeTheVendorAsksToWaitAreKept(t *testing.T) {
	_, c := play(t, busy(6)) // the week, two days, and a half
	got, err := c.Fetch(t.Context(), week)
	later := provider.Later{}
	if !errors.As(err, &later) || got.Read != calendar.Through("2026-06-01", "2026-06-02") || len(got.Entries) != 2 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestLinesOfDifferentThingsNeverShareAName(t *testing.T) {
	line := func(kind, model, user string) string {
		return fmt.Sprintf(`{"timestamp":%d,"kind":%q,"model":%q,"userEmail":%q,"chargedCents":1}`, calendar.Day("2026-06-02").Start().UnixMilli(), kind, model, user)
	}
	lines := []string{line("a/b", "c", ""), line("a", "b/c", ""), line("a", "b", "c"), line("", "a", "b"), line("", "", ""), line("a%2Fb", "c", "")}
	_, c := play(t, always(only(lines...)))
	got, err := c.Fetch(t.Context(), day)
	seen := map[string]bool{}
	for _, e := range got.Entries {
		seen[e.Item] = e.Line != ""
	}
	if err != nil || len(seen) != len(lines) || slices.Contains(slices.Collect(maps.Values(seen)), false) {
		t.Errorf("%d names for %d lines, %v: %v", len(seen), len(lines), err, seen)
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		reason       error
		words        string
	}{
		{"a key that is gone", `401 {"error":"Unauthorized","message":"Invalid API key"}`, provider.ErrKey, ""},
		{"a person's key", `403 {"error":"Forbidden"}`, provider.ErrScope, "an Admin API key is needed"},
		{"a bad question", `400 {"error":"Bad Request"}`, provider.ErrAnswer, ""},
	} {
		_, c := play(t, always(tt.answer))
		_, err := c.Fetch(t.Context(), day)
		for what, err := range map[string]error{"fetch": err, "probe": c.Probe(t.Context())} {
			if !errors.Is(err, tt.reason) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("%s, %s: %v", tt.name, what, err)
			}
		}
	}
}

func TestAProbeAsksForToday(t *testing.T) {
	all, c := play(t, always(page(0, 1, 0, false)))
	today := calendar.Day("2026-06-30")
	if err := c.Probe(t.Context()); err != nil || len(*all) != 1 || (*all)[0].StartDate != today.Start().UnixMilli() || (*all)[0].EndDate != today.End().UnixMilli()-1 {
		t.Errorf("asked %+v: %v", *all, err)
	}
}
