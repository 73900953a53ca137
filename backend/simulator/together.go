package simulator

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Together's billing usage as docs.together.ai/reference/billing-usage has it; read
// 2026-11-23. The words of its refusals are made up.

const togetherOrganization = "org_simulated"

func together() *vendor {
	return &vendor{
		id: "together", good: "together-simulated-0123456789abcdefghijklmn",
		fields: map[string]string{"organization": togetherOrganization},
		models: []model{
			{"DeepSeek V4", "0.6", "0.15", "1.7", .6, "tokens"},
			{"Llama 5 70B", "0.88", "", "0.88", .3, "tokens"},
			{"Qwen3 Embedding", "0.02", "", "", .1, "embeddings"},
		},
		projects: []project{
			{"proj_chat", "Chat", .7, []string{"key_chat", "key_chat_staging"}, false},
			{"proj_index", "Index", .3, []string{"key_index"}, false},
		},
		delay:  1,
		routes: togetherRoutes, refuse: togetherRefuse,
		shape: shape{
			amount:   regexp.MustCompile(`"cost":("[^"]*"|[-0-9.e]+)`),
			currency: regexp.MustCompile(`"currency":("USD")`),
			rows:     "line_items", day: "start_time",
			cursor: func(r *http.Request) string { return r.URL.Query().Get("after") },
			again:  func(page object, cursor string) { page["next_cursor"] = cursor },
		},
	}
}

func togetherRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	mux.HandleFunc("/v1/billing/usage", func(w http.ResponseWriter, r *http.Request) {
		q, wrong := togetherAsk(r)
		switch {
		case r.Method != http.MethodGet:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case bearer(r) != v.good:
			v.refuse(w, http.StatusUnauthorized, "Invalid API key provided")
		case wrong != "":
			v.refuse(w, http.StatusBadRequest, wrong)
		case !slices.Contains([]string{"", togetherOrganization}, r.URL.Query().Get("organization_id")):
			v.refuse(w, http.StatusForbidden, "The API key does not belong to this organization")
		default:
			s.togetherUsage(w, v, q)
		}
	})
}

func togetherRefuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"error": object{"message": message, "type": "invalid_request_error", "param": nil, "code": nil}})
}

// togetherAsked is a checked question for the days of a month.
type togetherAsked struct {
	from, to     day // to not included
	limit, begin int
	query        string
}

func togetherAsk(r *http.Request) (togetherAsked, string) {
	q := togetherAsked{limit: 100}
	if wrong := only(r, "month", "organization_id", "granularity", "limit", "after"); wrong != "" {
		return q, wrong
	}
	values := r.URL.Query()
	month, err := time.Parse("2006-01", values.Get("month"))
	if err != nil {
		return q, "month must be YYYY-MM"
	}
	q.from, q.to = dayOf(month), dayOf(month.AddDate(0, 1, 0))
	if values.Get("granularity") != "day" {
		return q, "granularity must be day"
	}
	if text := values.Get("limit"); text != "" {
		if q.limit, err = strconv.Atoi(text); err != nil || q.limit < 1 || q.limit > 1000 {
			return q, "limit must be between 1 and 1000"
		}
	}
	q.query = values.Get("month") + " " + values.Get("granularity")
	cursor := values.Get("after")
	if cursor == "" {
		return q, ""
	}
	plain, err := base64.URLEncoding.DecodeString(cursor)
	begin, query, _ := strings.Cut(string(plain), "|")
	if q.begin, _ = strconv.Atoi(begin); err != nil || query != q.query || q.begin < 1 {
		return q, "after is not a cursor of this month and granularity"
	}
	return q, ""
}

func (s *Simulator) togetherUsage(w http.ResponseWriter, v *vendor, q togetherAsked) {
	answer := object{
		"object": "list", "organization_id": togetherOrganization, "billing_period": q.from.start().Format("2006-01"), "currency": "USD",
		"earliest_window_start": nil, "latest_window_end": nil, "next_cursor": nil,
	}
	data := []object{}
	if end := min(q.to, dayOf(s.now())); end > q.from {
		answer["earliest_window_start"], answer["latest_window_end"] = q.from.midnight(), end.midnight()
		for d := q.from; d < end; d++ {
			if rows := s.rows(v, d); len(rows) > 0 {
				data = append(data, object{"date": d.String(), "start_time": d.midnight(), "end_time": (d + 1).midnight(), "line_items": togetherItems(rows)})
			}
		}
	}
	data = data[min(q.begin, len(data)):]
	if len(data) > q.limit {
		data = data[:q.limit]
		answer["next_cursor"] = base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(q.begin+q.limit) + "|" + q.query))
	}
	answer["data"] = data
	reply(w, answer)
}

func togetherItems(rows []row) []object {
	million := decimal.New(1, 6)
	items := []object{}
	for _, r := range rows {
		items = append(items, object{
			"product_name": r.model + " (Per 1M Tokens)", "quantity": decimal.NewFromInt(r.units).Div(million).String(),
			"unit_price": r.price.Mul(million).String(), "cost": r.amount.String(),
			"pricing_dimensions": object{"token_type": r.role}, "attributes": object{"api_key_id": r.key, "project_id": r.project},
		})
	}
	return items
}
