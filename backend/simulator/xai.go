package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// xAI's Management API as docs.x.ai's reference and steipete/CodexBar have it: usage analytics
// and the prepaid balance, as of early November 2026. The words of its refusals are made up.

const xaiTeam = "5a1e0f3c-0000-4000-8000-000000000001"

func xai() *vendor {
	return &vendor{
		id: "xai", good: "xai-token-simulated-0123456789abcdefghij", weak: "xai-simulated-0123456789abcdefghijklmno",
		fields: map[string]string{"team": xaiTeam},
		models: []model{
			{"grok-4.6", "3", "0.75", "15", .7, "tokens"},
			{"grok-4.6-fast", "0.2", "0.05", "0.5", .3, "tokens"},
		},
		projects: []project{{"", "", 1, []string{"live", "test"}, false}},
		routes:   xaiRoutes, refuse: xaiRefuse,
		shape: shape{amount: regexp.MustCompile(`"values":\[("[^"]*"|[-0-9.e]+)\]`), day: "timestamp"},
	}
}

func xaiRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	mux.HandleFunc("/v1/billing/teams/{team}/usage", v.xaiTeam(http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
		s.xaiUsage(w, r, v)
	}))
	mux.HandleFunc("/v1/billing/teams/{team}/prepaid/balance", v.xaiTeam(http.MethodGet, func(w http.ResponseWriter, _ *http.Request) {
		reply(w, object{ // cents, and below zero: $42.50 are left
			"changes": []object{{"teamId": xaiTeam, "changeOrigin": "PURCHASE", "amount": object{"val": "-4250"}, "createTime": "2026-01-01T00:00:00Z"}},
			"total":   object{"val": "-4250"},
		})
	}))
}

func xaiRefuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"code": http.StatusText(status), "error": message})
}

// xaiTeam lets a Management key through to its own team.
func (v *vendor) xaiTeam(method string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		wrong := only(r)
		switch key := bearer(r); {
		case r.Method != method:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case key == v.weak:
			v.refuse(w, http.StatusForbidden, "This endpoint requires a management key")
		case key != v.good:
			v.refuse(w, http.StatusUnauthorized, "Invalid or expired credentials")
		case wrong != "":
			v.refuse(w, http.StatusBadRequest, wrong)
		case r.PathValue("team") != xaiTeam:
			v.refuse(w, http.StatusNotFound, "Team not found")
		default:
			next(w, r)
		}
	}
}

// xaiQuestion is what the analytics are asked for.
type xaiQuestion struct {
	AnalyticsRequest struct {
		TimeRange struct{ StartTime, EndTime, Timezone string } `json:"timeRange"`
		TimeUnit  string                                        `json:"timeUnit"`
		Values    []struct{ Name, Aggregation string }          `json:"values"`
		GroupBy   []string                                      `json:"groupBy"`
		Filters   []string                                      `json:"filters"`
	} `json:"analyticsRequest"`
}

// xaiAsk reads a question, and returns what is wrong with it.
func xaiAsk(r *http.Request) (first, last day, groups []string, wrong string) {
	var asked xaiQuestion
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return 0, 0, nil, "Failed to parse the request body"
	}
	q := asked.AnalyticsRequest
	start, startErr := time.Parse(time.DateTime, q.TimeRange.StartTime)
	end, endErr := time.Parse(time.DateTime, q.TimeRange.EndTime)
	switch {
	case startErr != nil || endErr != nil || end.Before(start):
		wrong = "timeRange is invalid"
	case q.TimeRange.Timezone != "Etc/GMT":
		wrong = "timezone is unknown"
	case q.TimeUnit != "TIME_UNIT_DAY":
		wrong = "timeUnit is invalid"
	case len(q.Values) != 1 || q.Values[0].Name != "usd" || q.Values[0].Aggregation != "AGGREGATION_SUM":
		wrong = "values are invalid"
	case slices.ContainsFunc(q.GroupBy, func(group string) bool { return group != "description" }):
		wrong = "groupBy is invalid"
	}
	return dayOf(start), dayOf(end), q.GroupBy, wrong
}

// xaiUsage answers a series a group, each with a point a day, zeros among them.
func (s *Simulator) xaiUsage(w http.ResponseWriter, r *http.Request, v *vendor) {
	first, last, groups, wrong := xaiAsk(r)
	if wrong != "" {
		v.refuse(w, http.StatusBadRequest, wrong)
		return
	}
	var names []string
	sums := map[string]map[day]decimal.Decimal{}
	for d := first; d <= last; d++ {
		for _, r := range s.rows(v, d) {
			name := ""
			if len(groups) > 0 {
				name = r.lineItem
			}
			if sums[name] == nil {
				names, sums[name] = append(names, name), map[day]decimal.Decimal{}
			}
			sums[name][d] = sums[name][d].Add(r.amount)
		}
	}
	series := []object{}
	for _, name := range names {
		points := []object{}
		for d := first; d <= min(last, dayOf(s.now())); d++ {
			points = append(points, object{"timestamp": d.midnight(), "values": []any{s.number(sums[name][d])}})
		}
		group := []string{name}[:len(groups)]
		series = append(series, object{"group": group, "groupLabels": group, "dataPoints": points})
	}
	reply(w, object{"timeSeries": series, "limitReached": false})
}
