package simulator_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

func TestMistralRefusesInItsShape(t *testing.T) {
	w := play(t, simulator.Options{})
	good, weak := keysOf(t, w, "mistral")
	const path = "/mistral/v1/admin/usage"
	refused(t, w, []refusal{
		{"no key", "GET", path, "", "", 401, `"detail":"Unauthorized`},
		{"a workspace's key", "GET", path, weak, "", 401, "Admin API key"},
		{"another method", "POST", path, good, "{}", 405, "Method Not Allowed"},
		{"a parameter that is none", "GET", path + "?day=1", good, "", 400, "Unknown parameter: day"},
		{"a month in words", "GET", path + "?month=May", good, "", 422, "month: Input should be a valid integer"},
		{"a thirteenth month", "GET", path + "?month=13", good, "", 422, "month"},
		{"a year before the vendor", "GET", path + "?month=1&year=1999", good, "", 422, "year"},
		{"a limit for a day", "GET", "/mistral/v1/admin/spend-limit?day=1", good, "", 400, "Unknown parameter: day"},
	})
}

func TestMistralsUnitsTimesItsPricesAreWhatItCost(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "mistral")
	must(t, w.AddSpendTo("mistral", "2026-10-05", "12.3456"))
	must(t, w.AddSpendTo("mistral", "2026-10-06", "7"))
	type terms struct {
		Metric string      `json:"billing_metric"`
		Group  string      `json:"billing_group"`
		Paid   json.Number `json:"value_paid"`
		Price  string
	}
	answer := answered[struct {
		Completion struct{ Models map[string]map[string][]terms }
		Prices     []terms
	}](t, w, "GET", "/mistral/v1/admin/usage?month=10&year=2026", good, "")
	prices := map[[2]string]decimal.Decimal{}
	for _, p := range answer.Prices {
		prices[[2]string{p.Metric, p.Group}] = decimal.RequireFromString(p.Price)
	}
	sum := decimal.Zero
	for _, kinds := range answer.Completion.Models {
		for _, entries := range kinds {
			for _, e := range entries {
				sum = sum.Add(decimal.RequireFromString(e.Paid.String()).Mul(prices[[2]string{e.Metric, e.Group}]))
			}
		}
	}
	if want := sumOf(t, w, "mistral", "2026-10-01", "2026-10-31"); !sum.Equal(want) || len(prices) != len(answer.Prices) {
		t.Errorf("%s at %d prices, want %s", sum, len(answer.Prices), want)
	}
}
