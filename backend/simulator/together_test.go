package simulator_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

const togetherPath = "/together/v1/billing/usage"

func TestTogetherRefusesInItsShape(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "together")
	const november = togetherPath + "?granularity=day&month=2026-11"
	refused(t, w, []refusal{
		{"no key", "GET", november, "", "", 401, "Invalid API key"},
		{"no month", "GET", togetherPath + "?granularity=day", good, "", 400, "month must be YYYY-MM"},
		{"a day for a month", "GET", togetherPath + "?granularity=day&month=2026-11-01", good, "", 400, "month must be YYYY-MM"},
		{"weeks", "GET", togetherPath + "?granularity=week&month=2026-11", good, "", 400, "granularity"},
		{"too many windows", "GET", november + "&limit=1001", good, "", 400, "between 1 and 1000"},
		{"a cursor of nothing", "GET", november + "&after=x", good, "", 400, "after is not a cursor"},
		{"a parameter that is none", "GET", november + "&start=1", good, "", 400, "Unknown parameter: start"},
		{"another organization", "GET", november + "&organization_id=org_other", good, "", 403, "does not belong"},
		{"a verb that writes", "POST", november, good, "{}", 405, "Method Not Allowed"},
		{"an address that is none", "GET", "/together/billing/usage", good, "", 404, "Not Found"},
	})
}

type togetherPage struct {
	From  *string `json:"earliest_window_start"`
	Until *string `json:"latest_window_end"`
	Next  *string `json:"next_cursor"`
	Data  []struct {
		Date  string
		Items []struct{ Cost, Quantity, UnitPrice json.RawMessage } `json:"line_items"`
	}
}

func TestTogetherTellsFinalizedDaysPageByPage(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "together")
	sum, pages := decimal.Zero, 0
	for q := (url.Values{"month": {"2026-11"}, "granularity": {"day"}, "limit": {"7"}}); ; pages++ {
		page := answered[togetherPage](t, w, "GET", togetherPath+"?"+q.Encode(), good, "")
		if *page.From != "2026-11-01T00:00:00Z" || *page.Until != "2026-11-22T00:00:00Z" {
			t.Errorf("reaches from %s to %s", *page.From, *page.Until)
		}
		for _, window := range page.Data {
			if window.Date >= "2026-11-22" || window.Date < "2026-11-01" {
				t.Errorf("%s is told", window.Date)
			}
			for _, item := range window.Items {
				var cost string
				must(t, json.Unmarshal(item.Cost, &cost))
				sum = sum.Add(decimal.RequireFromString(cost))
			}
		}
		if page.Next == nil {
			break
		}
		if answer, _ := w.do("GET", togetherPath+"?granularity=day&month=2026-10&after="+url.QueryEscape(*page.Next), good, ""); answer.StatusCode != 400 {
			t.Errorf("another month took the cursor: %d", answer.StatusCode)
		}
		q.Set("after", *page.Next)
	}
	if want := sumOf(t, w, "together", "2026-11-01", "2026-11-22"); !sum.Equal(want) || pages == 0 {
		t.Errorf("%s on %d pages and one, want %s", sum, pages, want)
	}
	if page := answered[togetherPage](t, w, "GET", togetherPath+"?granularity=day&month=2026-12", good, ""); page.Until != nil || len(page.Data) > 0 {
		t.Errorf("next month has %+v", page)
	}
}
