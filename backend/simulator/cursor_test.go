package simulator_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

const cursorPath = "/cursor/teams/filtered-usage-events"

// basic is the header of a key as user name, without a password.
func basic(key string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"))
}

// cursorQuestion asks for days, both inside.
func cursorQuestion(first, last, rest string) string {
	return fmt.Sprintf(`{"startDate":%d,"endDate":%d%s}`, unix(first)*1000, (unix(last)+86400)*1000-1, rest)
}

func TestCursorRefusesInItsShape(t *testing.T) {
	w := play(t, simulator.Options{})
	to, err := w.Account("cursor")
	must(t, err)
	good := basic(to.Key)
	week := cursorQuestion("2026-11-15", "2026-11-21", "")
	refused(t, w, []refusal{
		{"no key", "POST", cursorPath, "", week, 401, "Invalid API key"},
		{"another key", "POST", cursorPath, basic(to.Key + "x"), week, 401, "Invalid API key"},
		{"a key as a bearer", "POST", cursorPath, "Bearer " + to.Key, week, 401, "Invalid API key"},
		{"a key as the password", "POST", cursorPath, "Basic " + base64.StdEncoding.EncodeToString([]byte(":"+to.Key)), week, 401, "Invalid API key"},
		{"a person's key", "POST", cursorPath, basic(to.Weak), week, 403, "team admin API key"},
		{"a question in the address", "GET", cursorPath, good, "", 405, "Method Not Allowed"},
		{"parameters in the address", "POST", cursorPath + "?page=1", good, week, 400, "Unknown parameter: page"},
		{"no question", "POST", cursorPath, good, "", 400, "not valid JSON"},
		{"no days", "POST", cursorPath, good, `{}`, 400, "are required"},
		{"a field that is none", "POST", cursorPath, good, cursorQuestion("2026-11-15", "2026-11-21", `,"limit":1`), 400, "not valid JSON"},
		{"days as words", "POST", cursorPath, good, `{"startDate":"2026-11-15","endDate":"2026-11-21"}`, 400, "not valid JSON"},
		{"seconds", "POST", cursorPath, good, `{"startDate":1763164800,"endDate":1763251200}`, 400, "milliseconds"},
		{"an end before the start", "POST", cursorPath, good, `{"startDate":1763251200000,"endDate":1763164800000}`, 400, "are required"},
		{"31 days", "POST", cursorPath, good, cursorQuestion("2026-10-01", "2026-10-31", ""), 400, "cannot exceed 30 days"},
		{"page 0", "POST", cursorPath, good, cursorQuestion("2026-11-15", "2026-11-21", `,"page":0`), 400, "out of range"},
		{"too large a page", "POST", cursorPath, good, cursorQuestion("2026-11-15", "2026-11-21", `,"pageSize":101`), 400, "out of range"},
		{"an address that is none", "POST", "/cursor/teams/spending", good, week, 404, "Not Found"},
	})
}

type cursorPage struct {
	Count      int `json:"totalUsageEventsCount"`
	Pagination struct {
		NumPages, CurrentPage int
		HasNextPage           bool
	}
	Events []struct {
		Timestamp    string
		UserEmail    string
		ChargedCents json.Number
		IsChargeable bool
	} `json:"usageEvents"`
}

func TestCursorTellsEachChargeOnceAndWhatIsIncludedBeside(t *testing.T) {
	w := play(t, simulator.Options{})
	to, err := w.Account("cursor")
	must(t, err)
	charged, included, events, last := decimal.Zero, decimal.Zero, 0, int64(1<<62)
	for number := 1; ; number++ {
		question := cursorQuestion("2026-10-24", "2026-11-22", fmt.Sprintf(`,"page":%d,"pageSize":100`, number))
		page := answered[cursorPage](t, w, "POST", cursorPath, basic(to.Key), question)
		for _, e := range page.Events {
			at, err := strconv.ParseInt(e.Timestamp, 10, 64)
			must(t, err)
			if at >= last || at > noon.UnixMilli() || at < unix("2026-10-24")*1000 {
				t.Errorf("an event at %d after one at %d", at, last)
			}
			last, events = at, events+1
			sum := &included
			if e.IsChargeable {
				sum = &charged
			}
			*sum = sum.Add(decimal.RequireFromString(e.ChargedCents.String()))
		}
		if page.Pagination.CurrentPage != number || page.Pagination.HasNextPage != (number < page.Pagination.NumPages) {
			t.Fatalf("page %d is %+v", number, page.Pagination)
		}
		if !page.Pagination.HasNextPage {
			if events != page.Count || number < 2 {
				t.Errorf("%d events on %d pages, want %d", events, number, page.Count)
			}
			break
		}
	}
	if want := sumOf(t, w, "cursor", "2026-10-24", "2026-11-22"); !charged.Shift(-2).Equal(want) || included.IsZero() {
		t.Errorf("%s cents charged and %s included, want $%s", charged, included, want)
	}
}

func TestCursorTellsOnePersonAlone(t *testing.T) {
	w := play(t, simulator.Options{})
	to, err := w.Account("cursor")
	must(t, err)
	question := cursorQuestion("2026-11-15", "2026-11-21", `,"email":"ben@acme.example"`)
	page := answered[cursorPage](t, w, "POST", cursorPath, basic(to.Key), question)
	if len(page.Events) != 10 || page.Count < 10 { // ten where no size is asked for
		t.Errorf("%d of %d events", len(page.Events), page.Count)
	}
	for _, e := range page.Events {
		if e.UserEmail != "ben@acme.example" {
			t.Errorf("an event of %s", e.UserEmail)
		}
	}
}
