package simulator_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

func TestTheRelayRefusesInItsShape(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "relay")
	const path = "/relay/v1/dashboard/billing/usage"
	refused(t, w, []refusal{
		{"no key", "GET", path + "?start_date=2026-11-01&end_date=2026-11-02", "", "", 401, `"type":"new_api_error"`},
		{"no dates", "GET", path, good, "", 400, "must be dates"},
		{"a date that is none", "GET", path + "?start_date=2026-11-01&end_date=2026-11-31", good, "", 400, "must be dates"},
		{"an end before the start", "GET", path + "?start_date=2026-11-02&end_date=2026-11-01", good, "", 400, "must be dates"},
		{"a year", "GET", path + "?start_date=2025-11-02&end_date=2026-11-01", good, "", 400, "100 days"},
		{"a parameter that is none", "GET", path + "?date=2026-11-02", good, "", 400, "Unknown parameter: date"},
		{"another method", "POST", path, good, "{}", 405, "Method Not Allowed"},
	})
}

func TestTheRelaysLinesAndItsTotalAreWhatItCost(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "relay")
	answer := answered[struct {
		Days []struct {
			Timestamp json.Number
			Lines     []struct{ Cost json.Number } `json:"line_items"`
		} `json:"daily_costs"`
		Total json.Number `json:"total_usage"`
	}](t, w, "GET", "/relay/v1/dashboard/billing/usage?start_date=2026-11-15&end_date=2026-11-23", good, "")
	cents := decimal.Zero
	for i, d := range answer.Days {
		if at, _ := d.Timestamp.Float64(); int64(at) != unix("2026-11-15")+int64(i)*86400 {
			t.Errorf("day %d is at %s", i, d.Timestamp)
		}
		for _, l := range d.Lines {
			cents = cents.Add(decimal.RequireFromString(l.Cost.String()))
		}
	}
	want := sumOf(t, w, "relay", "2026-11-15", "2026-11-22")
	if !cents.Shift(-2).Equal(want) || !cents.Equal(decimal.RequireFromString(answer.Total.String())) || len(answer.Days) != 8 {
		t.Errorf("%s cents on %d days, total %s, want %s dollars", cents, len(answer.Days), answer.Total, want)
	}
}
