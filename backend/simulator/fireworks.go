package simulator

import (
	"net/http"
	"regexp"
	"time"

	"github.com/shopspring/decimal"
)

// Fireworks' accounts and billing summary as steipete/CodexBar asks for them (docs/fireworks.md,
// read 2026-11-23). The words of its refusals are made up, in the shape of its gateway.

const fireworksAccount = "simulated"

func fireworks() *vendor {
	return &vendor{
		id: "fireworks", good: "fw_simulated0123456789abcdefghij",
		models: []model{
			{"DeepSeek V4 Flash", "0.14", "0.03", "0.28", .6, "tokens"},
			{"Qwen3 235B", "0.22", "0.11", "0.88", .4, "tokens"},
		},
		projects: []project{{"", "", 1, []string{"batch", "live"}, false}},
		routes:   fireworksRoutes, refuse: fireworksRefuse,
		shape: shape{
			amount:   regexp.MustCompile(`"totalCost":\{"currencyCode":"USD","nanos":-?\d+,"units":("[^"]*")`),
			currency: regexp.MustCompile(`"totalCost":\{"currencyCode":("USD")`),
			rows:     "lineItems",
		},
	}
}

func fireworksRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	mux.HandleFunc("/v1/accounts", v.fireworksKnown(func(w http.ResponseWriter, _ *http.Request) {
		reply(w, object{
			"accounts":      []object{{"name": "accounts/" + fireworksAccount, "displayName": "Simulated", "email": "team@example.com", "state": "READY"}},
			"nextPageToken": "", "totalSize": 1,
		})
	}, "pageSize", "pageToken", "filter", "orderBy"))
	mux.HandleFunc("/v1/accounts/{account}/billing/summary", v.fireworksKnown(func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("account") != fireworksAccount {
			v.refuse(w, http.StatusNotFound, "account "+r.PathValue("account")+" not found")
			return
		}
		s.fireworksSummary(w, r, v)
	}, "startTime", "endTime"))
}

func fireworksRefuse(w http.ResponseWriter, status int, message string) {
	codes := map[int]int{400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 429: 8, 500: 13}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"code": codes[status], "message": message, "details": []object{}})
}

func (v *vendor) fireworksKnown(next http.HandlerFunc, parameters ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		wrong := only(r, parameters...)
		switch {
		case r.Method != http.MethodGet:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case bearer(r) != v.good:
			v.refuse(w, http.StatusUnauthorized, "invalid API key")
		case wrong != "":
			v.refuse(w, http.StatusBadRequest, wrong)
		default:
			next(w, r)
		}
	}
}

// fireworksSummary adds up the days between two dates, the end not included, and names none.
func (s *Simulator) fireworksSummary(w http.ResponseWriter, r *http.Request, v *vendor) {
	start, err := time.Parse(time.RFC3339, r.URL.Query().Get("startTime"))
	if err != nil {
		v.refuse(w, http.StatusBadRequest, "startTime: invalid timestamp")
		return
	}
	end, err := time.Parse(time.RFC3339, r.URL.Query().Get("endTime"))
	if err != nil || dayOf(end) <= dayOf(start) {
		v.refuse(w, http.StatusBadRequest, "endTime: must be a timestamp after startTime")
		return
	}
	var rows []row
	for d := dayOf(start); d < min(dayOf(end), dayOf(s.now())+1); d++ {
		rows = append(rows, s.rows(v, d)...)
	}
	words := map[string]string{"input": "LLM input tokens", "cached": "LLM cached input tokens", "output": "LLM output tokens"}
	lines := []object{}
	for _, line := range merged(rows, func(r row) string { return r.model + "/" + r.role }) {
		lines = append(lines, object{
			"category": words[line.role], "groupingKey": "model_bucket", "groupingValue": line.model, "quantity": line.units,
			"series": "SERVERLESS", "totalCost": fireworksMoney(line.amount), "unitAmount": fireworksMoney(line.price),
		})
	}
	reply(w, object{"lineItems": lines, "usageBuckets": []object{}})
}

// fireworksMoney writes an amount as units and billionths of one.
func fireworksMoney(amount decimal.Decimal) object {
	units := amount.Truncate(0)
	return object{"currencyCode": "USD", "units": units.String(), "nanos": amount.Sub(units).Shift(9).IntPart()}
}
