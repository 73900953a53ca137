package simulator

import (
	"net/http"
	"regexp"
	"time"

	"github.com/shopspring/decimal"
)

// An OpenAI-compatible relay that kept OpenAI's billing interface whole: cents by day, the end not
// included. Shapes as github.com/QuantumNous/new-api answers them, and as OpenAI did until 2023;
// read 2026-11-23.

func relay() *vendor {
	return &vendor{
		id: "relay", good: "sk-simulatedrelay0123456789abcdefghijklmn",
		models: []model{
			{"gpt-5.4", "1.5", "0.15", "12", .5, "tokens"},
			{"claude-sonnet-5", "3.6", "0.36", "18", .4, "tokens"},
			{"gemini-3-flash", "0.35", "", "2.8", .1, "tokens"},
		},
		projects: []project{{"", "", 1, []string{"key"}, false}},
		routes:   relayRoutes,
		refuse: func(w http.ResponseWriter, status int, message string) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			writeJSON(w, object{"error": object{"message": message, "type": "new_api_error", "param": "", "code": nil}})
		},
		shape: shape{amount: regexp.MustCompile(`"cost":("[^"]*"|[-0-9.e]+)`), rows: "line_items", day: "timestamp"},
	}
}

func relayRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	const badKey = "Invalid token"
	mux.HandleFunc("/v1/dashboard/billing/usage", v.reading(badKey, func(w http.ResponseWriter, r *http.Request) {
		s.relayUsage(w, r, v)
	}, "start_date", "end_date"))
	mux.HandleFunc("/v1/dashboard/billing/subscription", v.reading(badKey, func(w http.ResponseWriter, _ *http.Request) {
		reply(w, object{
			"object": "billing_subscription", "has_payment_method": true, "soft_limit_usd": 100000000, "hard_limit_usd": 100000000,
			"system_hard_limit_usd": 100000000, "access_until": 0,
		})
	}))
}

// relayUsage answers each day from start_date on and before end_date, as far as there were any.
func (s *Simulator) relayUsage(w http.ResponseWriter, r *http.Request, v *vendor) {
	first, startErr := parseDay(r.URL.Query().Get("start_date"))
	end, endErr := parseDay(r.URL.Query().Get("end_date"))
	if startErr != nil || endErr != nil || end < first || end > first+100 {
		v.refuse(w, http.StatusBadRequest, "start_date and end_date must be dates, at most 100 days apart")
		return
	}
	hundred, total, days := decimal.NewFromInt(100), decimal.Zero, []object{}
	for d := first; d < min(end, dayOf(s.now().Add(24*time.Hour))); d++ {
		lines := []object{}
		for _, line := range merged(s.rows(v, d), func(r row) string { return r.lineItem }) {
			cents := line.amount.Mul(hundred)
			total = total.Add(cents)
			lines = append(lines, object{"name": line.lineItem, "cost": s.number(cents)})
		}
		days = append(days, object{"timestamp": d.start().Unix(), "line_items": lines})
	}
	reply(w, object{"object": "list", "daily_costs": days, "total_usage": s.number(total)})
}
