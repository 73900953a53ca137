package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Mistral's Admin API as mistralai/platform-docs-public at 222f4ba has it: a month's units with a
// price list and no amounts, and the spend limit; read 2026-11-23. The entries are those of the
// console's twin of it. The words of its refusals are made up.

func mistral() *vendor {
	return &vendor{
		id: "mistral", good: "simulatedmistraladmin0123456789a", weak: "simulatedmistralplain0123456789a",
		models: []model{
			{"mistral-large-2512", "0.45", "0.045", "1.35", .6, "tokens"},
			{"mistral-small-2506", "0.085", "", "0.255", .3, "tokens"},
			{"codestral-2508", "0.3", "", "0.9", .1, "tokens"},
		},
		projects: []project{{"", "", 1, []string{"live", "test"}, false}},
		routes:   mistralRoutes, refuse: mistralRefuse,
		shape: shape{amount: regexp.MustCompile(`"value_paid":("[^"]*"|[-0-9.e]+)`), rows: "input", day: "timestamp"},
	}
}

func mistralRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	admin := func(next http.HandlerFunc, allowed ...string) http.HandlerFunc {
		return v.reading("Unauthorized: an Admin API key is required", next, allowed...)
	}
	mux.HandleFunc("/v1/admin/usage", admin(func(w http.ResponseWriter, r *http.Request) { s.mistralUsage(w, r, v) }, "month", "year", "workspace_id", "api_zone"))
	mux.HandleFunc("/v1/admin/spend-limit", admin(func(w http.ResponseWriter, _ *http.Request) {
		reply(w, object{
			"limits":               object{"completion": object{"monthly_limit_reached": false, "no_monthly_limit": false, "usage": 12.5, "vibe_usage": 0, "total_usage": 12.5, "usage_limit": 1000}},
			"last_payment_failure": false, "last_payment_failure_protection": nil, "currency": "EUR",
		})
	}))
}

func mistralRefuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"detail": message})
}

// firstOf returns the first day of a month, which may be the thirteenth.
func firstOf(year int, month time.Month) day {
	return dayOf(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
}

func (s *Simulator) mistralUsage(w http.ResponseWriter, r *http.Request, v *vendor) {
	now := s.now().UTC()
	asked := map[string]int{"month": int(now.Month()), "year": now.Year()}
	for name := range asked {
		text := r.URL.Query().Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			v.refuse(w, http.StatusUnprocessableEntity, name+": Input should be a valid integer")
			return
		}
		asked[name] = n
	}
	if asked["month"] < 1 || asked["month"] > 12 || asked["year"] < 2023 || asked["year"] > 2100 {
		v.refuse(w, http.StatusUnprocessableEntity, "month and year must be a month there is")
		return
	}
	first := firstOf(asked["year"], time.Month(asked["month"]))
	end := firstOf(asked["year"], time.Month(asked["month"]+1))
	models, prices := s.mistralMonth(v, first, end)
	none := object{"models": object{}}
	reply(w, object{
		"completion": object{"models": models}, "ocr": none, "connectors": none, "audio": none, "audio_characters": none, "chat": none,
		"libraries_api": object{"pages": none, "tokens": none, "audio_seconds": none},
		"fine_tuning":   object{"training": object{}, "storage": object{}},
		"vibe_code":     object{"completion": none, "ocr": none, "connectors": none, "audio": none, "audio_characters": none},
		"vibe_usage":    0, "date": first.midnight(), "start_date": first.midnight(),
		"end_date":       end.start().Add(-time.Millisecond).Format("2006-01-02T15:04:05.999Z07:00"),
		"previous_month": (first - 1).start().Format("2006-01"), "next_month": end.start().Format("2006-01"),
		"currency": "EUR", "currency_symbol": "€", "prices": prices,
	})
}

// mistralMonth returns the units of each model by kind, an entry a day, and what one of each costs.
func (s *Simulator) mistralMonth(v *vendor, first, end day) (models object, prices []object) {
	models, prices = object{}, []object{}
	known := map[string]bool{}
	for d := first; d < end; d++ {
		for _, r := range merged(s.rows(v, d), func(r row) string { return r.lineItem }) {
			metric, _, isUnits := strings.Cut(r.lineItem, ", ")
			units, each := decimal.NewFromInt(r.units), r.price
			if !isUnits { // added by a test: so many units at one
				units, each = r.amount, decimal.NewFromInt(1)
			}
			of, ok := models[metric+"-latest::"+metric].(object)
			if !ok {
				of = object{}
				models[metric+"-latest::"+metric] = of
			}
			list, _ := of[r.role].([]object)
			of[r.role] = append(list, object{
				"usage_type": "usage", "event_type": "api_tokens", "billing_metric": metric, "billing_display_name": metric + "-latest",
				"billing_group": r.role, "timestamp": d.String(), "value": json.Number(units.String()), "value_paid": json.Number(units.String()),
			})
			if !known[metric+"/"+r.role] {
				known[metric+"/"+r.role] = true
				prices = append(prices, object{
					"event_type": "api_tokens", "billing_metric": metric, "billing_group": r.role, "api_zone": "global", "service_tier": "default", "price": each.String(),
				})
			}
		}
	}
	return models, prices
}
