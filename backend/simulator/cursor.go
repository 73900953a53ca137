package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Cursor's Admin API as cursor.com/docs/account/teams/admin-api has it: usage events, the
// newest first; read 2026-11-23. The words of its refusals are made up, and its limit of
// twenty questions a minute is not played.

func cursor() *vendor {
	return &vendor{
		id: "cursor", good: "key_simulated0123456789abcdefghijklmnopqrstuvwxyz", weak: "key_personal0123456789abcdefghijklmnopqrstuvwxyz",
		models: []model{
			{"claude-sonnet-5", "3", "0.3", "15", .6, "tokens"},
			{"gpt-5.4", "1.25", "0.125", "10", .3, "tokens"},
			{"composer-2", "0.5", "0.05", "2.5", .1, "tokens"},
		},
		projects: []project{{"", "", 1, []string{"ana@acme.example", "ben@acme.example", "cleo@acme.example", "dan@acme.example"}, false}},
		routes:   cursorRoutes, refuse: cursorRefuse,
		shape: shape{amount: regexp.MustCompile(`"chargedCents":("[^"]*"|[-0-9.e]+)`), rows: "usageEvents", day: "timestamp"},
	}
}

func cursorRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	mux.HandleFunc("/teams/filtered-usage-events", func(w http.ResponseWriter, r *http.Request) {
		key, password, basic := r.BasicAuth()
		wrong := only(r)
		switch {
		case r.Method != http.MethodPost:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case basic && key == v.weak && password == "":
			v.refuse(w, http.StatusForbidden, "This endpoint requires a team admin API key")
		case !basic || key != v.good || password != "":
			v.refuse(w, http.StatusUnauthorized, "Invalid API key")
		case wrong != "":
			v.refuse(w, http.StatusBadRequest, wrong)
		default:
			s.cursorEvents(w, r, v)
		}
	})
}

func cursorRefuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"error": http.StatusText(status), "message": message})
}

// cursorAsked is a question for events. Dates are milliseconds; both are inside.
type cursorAsked struct {
	StartDate, EndDate *int64
	Page, PageSize     *int
	Email              string
	UserID             int64 `json:"userId"`
}

// cursorAsk reads a question, and returns what is wrong with it.
func cursorAsk(r *http.Request) (from, to time.Time, page, size int, email, wrong string) {
	var q cursorAsked
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil {
		return from, to, 0, 0, "", "The request body is not valid JSON of this endpoint"
	}
	page, size = 1, 10
	if q.Page != nil {
		page = *q.Page
	}
	if q.PageSize != nil {
		size = *q.PageSize
	}
	switch {
	case q.StartDate == nil || q.EndDate == nil || *q.EndDate < *q.StartDate:
		wrong = "startDate and endDate are required, in epoch milliseconds"
	case *q.StartDate < 1e12:
		wrong = "startDate is in milliseconds, not in seconds"
	case *q.EndDate-*q.StartDate > 30*daySeconds*1000:
		wrong = "Date range cannot exceed 30 days"
	case page < 1 || size < 1 || size > 100:
		wrong = "page and pageSize are out of range"
	case q.UserID != 0:
		wrong = "userId is not known"
	default:
		from, to = time.UnixMilli(*q.StartDate), time.UnixMilli(*q.EndDate)
	}
	return from, to, page, size, q.Email, wrong
}

// cursorEvents answers a page of events, the newest first.
func (s *Simulator) cursorEvents(w http.ResponseWriter, r *http.Request, v *vendor) {
	from, to, page, size, email, wrong := cursorAsk(r)
	if wrong != "" {
		v.refuse(w, http.StatusBadRequest, wrong)
		return
	}
	events := []object{}
	for d := dayOf(to); d >= dayOf(from); d-- {
		day := s.cursorDay(v, d)
		for _, e := range slices.Backward(day) {
			at, _ := strconv.ParseInt(e["timestamp"].(string), 10, 64)
			if at >= from.UnixMilli() && at <= to.UnixMilli() && (email == "" || e["userEmail"] == email) {
				events = append(events, e)
			}
		}
	}
	pages := (len(events) + size - 1) / size
	begin := min((page-1)*size, len(events))
	end := min(begin+size, len(events))
	reply(w, object{
		"totalUsageEventsCount": len(events),
		"pagination":            object{"numPages": pages, "currentPage": page, "pageSize": size, "hasNextPage": page < pages, "hasPreviousPage": page > 1},
		"usageEvents":           events[begin:end],
		"period":                object{"startDate": from.UnixMilli(), "endDate": to.UnixMilli()},
	})
}

// cursorDay returns a day's events, the oldest first: what each person's plan included, which
// has a price and is not charged, and then what was charged of each model.
func (s *Simulator) cursorDay(v *vendor, d day) []object {
	rows := s.rows(v, d)
	events := []object{}
	add := func(r row, kind string, cents decimal.Decimal, chargeable bool, tokens object) {
		at := d.start().Add(time.Duration(len(events)) * time.Second)
		events = append(events, object{
			"timestamp": strconv.FormatInt(at.UnixMilli(), 10), "model": r.model, "kind": kind, "maxMode": false, "requestsCosts": 1,
			"isTokenBasedCall": true, "tokenUsage": tokens, "chargedCents": s.number(cents), "cursorTokenFee": 0, "isChargeable": chargeable,
			"isHeadless": false, "isFreeBugbot": false, "userEmail": cursorUser(v, r),
		})
	}
	for _, r := range merged(rows, func(r row) string { return cursorUser(v, r) }) {
		add(r, "Included in Business", decimal.New(425, -2), false,
			object{"inputTokens": 1200, "outputTokens": 300, "cacheWriteTokens": 0, "cacheReadTokens": 0, "totalCents": s.number(decimal.New(425, -2))})
	}
	for _, r := range merged(rows, func(r row) string { return cursorUser(v, r) + "/" + r.model }) {
		tokens := map[string]int64{}
		for _, of := range rows {
			if cursorUser(v, of) == cursorUser(v, r) && of.model == r.model {
				tokens[of.role] += of.units
			}
		}
		cents := r.amount.Shift(2)
		add(r, "Usage-based", cents, true, object{
			"inputTokens": tokens["input"], "outputTokens": tokens["output"], "cacheWriteTokens": 0, "cacheReadTokens": tokens["cached"], "totalCents": s.number(cents),
		})
	}
	return events
}

// cursorUser returns the person of a row; what a test added is the first one's.
func cursorUser(v *vendor, r row) string {
	if strings.Contains(r.key, "@") {
		return r.key
	}
	return v.projects[0].keys[0]
}
