package simulator_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

const fireworksPath = "/fireworks/v1/accounts/simulated/billing/summary"

func TestFireworksRefusesInItsShape(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "fireworks")
	const day = "?startTime=2026-11-20T00:00:00Z&endTime=2026-11-21T00:00:00Z"
	refused(t, w, []refusal{
		{"no key", "GET", fireworksPath + day, "", "", 401, `"code":16`},
		{"another account", "GET", "/fireworks/v1/accounts/other/billing/summary" + day, good, "", 404, `"code":5`},
		{"no start", "GET", fireworksPath + "?endTime=2026-11-21T00:00:00Z", good, "", 400, "startTime"},
		{"an end as a date", "GET", fireworksPath + "?startTime=2026-11-20T00:00:00Z&endTime=2026-11-21", good, "", 400, "endTime"},
		{"an end on the same day", "GET", fireworksPath + "?startTime=2026-11-20T00:00:00Z&endTime=2026-11-20T23:59:59Z", good, "", 400, "endTime"},
		{"a parameter that is none", "GET", fireworksPath + day + "&granularity=day", good, "", 400, "Unknown parameter: granularity"},
		{"a verb that writes", "POST", fireworksPath + day, good, "{}", 405, "Method Not Allowed"},
	})
}

func TestFireworksAddsUpTheDaysUpToTheEnd(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "fireworks")
	type summary struct {
		LineItems []struct {
			TotalCost struct {
				Units string
				Nanos json.Number
			}
		}
	}
	for _, tt := range []struct{ name, from, to, first, last string }{
		{"a day", "2026-11-20", "2026-11-21", "2026-11-20", "2026-11-20"},
		{"a week", "2026-11-14", "2026-11-21", "2026-11-14", "2026-11-20"},
		{"today and what is to come", "2026-11-22", "2026-12-01", "2026-11-22", "2026-11-22"},
	} {
		sum := decimal.Zero
		uri := fireworksPath + "?startTime=" + tt.from + "T00:00:00Z&endTime=" + tt.to + "T00:00:00Z"
		for _, line := range answered[summary](t, w, "GET", uri, good, "").LineItems {
			sum = sum.Add(decimal.RequireFromString(line.TotalCost.Units)).Add(decimal.RequireFromString(line.TotalCost.Nanos.String()).Shift(-9))
		}
		if want := sumOf(t, w, "fireworks", tt.first, tt.last); !sum.Equal(want) {
			t.Errorf("%s: %s, want %s", tt.name, sum, want)
		}
	}
}
