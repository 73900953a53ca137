package simulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

const (
	xaiPath     = "/xai/v1/billing/teams/5a1e0f3c-0000-4000-8000-000000000001/"
	xaiQuestion = `{"analyticsRequest":{"timeRange":{"startTime":"2026-11-15 00:00:00","endTime":"2026-11-22 23:59:59","timezone":"Etc/GMT"},` +
		`"timeUnit":"TIME_UNIT_DAY","values":[{"name":"usd","aggregation":"AGGREGATION_SUM"}],"groupBy":["description"],"filters":[]}}`
)

func TestXAIRefusesInItsShape(t *testing.T) {
	w := play(t, simulator.Options{})
	good, weak := keysOf(t, w, "xai")
	but := func(old, new string) string { return strings.Replace(xaiQuestion, old, new, 1) }
	refused(t, w, []refusal{
		{"no key", "POST", xaiPath + "usage", "", xaiQuestion, 401, "credentials"},
		{"an API key", "POST", xaiPath + "usage", weak, xaiQuestion, 403, "requires a management key"},
		{"another team", "POST", "/xai/v1/billing/teams/other/usage", good, xaiQuestion, 404, "Team not found"},
		{"no question", "POST", xaiPath + "usage", good, "", 400, "Failed to parse"},
		{"a field that is none", "POST", xaiPath + "usage", good, but(`"filters"`, `"filter"`), 400, "Failed to parse"},
		{"days without their time", "POST", xaiPath + "usage", good, but(" 00:00:00", ""), 400, "timeRange"},
		{"an end before the start", "POST", xaiPath + "usage", good, but("2026-11-22 23", "2026-11-14 23"), 400, "timeRange"},
		{"another time zone", "POST", xaiPath + "usage", good, but("Etc/GMT", "Mars"), 400, "timezone"},
		{"a unit that is none", "POST", xaiPath + "usage", good, but("TIME_UNIT_DAY", "DAY"), 400, "timeUnit"},
		{"a value that is none", "POST", xaiPath + "usage", good, but(`"usd"`, `"eur"`), 400, "values"},
		{"a group that is none", "POST", xaiPath + "usage", good, but("description", "model"), 400, "groupBy"},
		{"a question in the address", "GET", xaiPath + "usage", good, "", 405, "Method Not Allowed"},
		{"a balance that is written", "POST", xaiPath + "prepaid/balance", good, "{}", 405, "Method Not Allowed"},
	})
}

func TestXAITellsTheSameSumWithGroupsAndWithout(t *testing.T) {
	w := play(t, simulator.Options{})
	good, _ := keysOf(t, w, "xai")
	want := sumOf(t, w, "xai", "2026-11-15", "2026-11-22")
	for question, grouped := range map[string]bool{xaiQuestion: true, strings.Replace(xaiQuestion, `"description"`, "", 1): false} {
		type usage struct {
			TimeSeries []struct {
				Group      []string
				DataPoints []struct {
					Timestamp string
					Values    []json.Number
				}
			}
		}
		answer := answered[usage](t, w, "POST", xaiPath+"usage", good, question)
		sum := decimal.Zero
		for _, s := range answer.TimeSeries {
			if len(s.DataPoints) != 8 || (len(s.Group) == 1) != grouped {
				t.Errorf("%v has %d points", s.Group, len(s.DataPoints))
			}
			for _, p := range s.DataPoints {
				sum = sum.Add(decimal.RequireFromString(p.Values[0].String()))
			}
		}
		if !sum.Equal(want) || (len(answer.TimeSeries) > 1) != grouped {
			t.Errorf("%s in %d series, want %s", sum, len(answer.TimeSeries), want)
		}
	}
}
