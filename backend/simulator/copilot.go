package simulator

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// GitHub's billing as its public description of 10 March 2026 has it: the usage report of an
// organization and its Copilot seats; docs.github.com/rest/billing/usage, read 2026-08-22.

// copilotSeats are how many seats the organization has, and copilotSeat what one costs a month.
const copilotSeats, copilotSeat = 5, 19

func copilot() *vendor {
	return &vendor{
		id: "copilot", good: "github_pat_simulated0123456789abcdefghij", weak: "github_pat_weaksimulated0123456789abcde",
		fields: map[string]string{"organization": "acme-robotics"},
		models: []model{{"copilot_ai_credits", "10000", "", "10000", .7, "credits"}, {"coding_agent_ai_credit", "10000", "", "10000", .3, "credits"}},
		projects: []project{
			{"acme-robotics/firmware", "firmware", .6, []string{"a"}, false},
			{"acme-robotics/website", "website", .4, []string{"b"}, false},
		},
		routes: copilotRoutes, refuse: copilotRefuse, sum: copilotSum,
		shape: shape{amount: regexp.MustCompile(`"netAmount":("[^"]*"|[-0-9.e]+)`), rows: "usageItems", day: "date"},
	}
}

func copilotRefuse(w http.ResponseWriter, status int, message string) {
	if status == http.StatusNotFound {
		message = "Not Found"
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"message": message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(status)})
}

func copilotRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	mux.HandleFunc("/organizations/{org}/settings/billing/usage", v.copilotOwner(func(w http.ResponseWriter, r *http.Request) { s.copilotUsage(w, r, v) }))
	mux.HandleFunc("/orgs/{org}/copilot/billing", v.copilotOwner(func(w http.ResponseWriter, r *http.Request) {
		if wrong := only(r); wrong != "" {
			v.refuse(w, http.StatusUnprocessableEntity, wrong)
			return
		}
		reply(w, object{
			"seat_breakdown":          object{"total": copilotSeats, "added_this_cycle": 0, "pending_invitation": 0, "pending_cancellation": 0, "active_this_cycle": 4, "inactive_this_cycle": 1},
			"seat_management_setting": "assign_selected", "ide_chat": "enabled", "platform_chat": "enabled", "cli": "enabled",
			"public_code_suggestions": "block", "plan_type": "business",
		})
	}))
}

// copilotOwner lets only an owner's token through that comes as documented.
func (v *vendor) copilotOwner(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch token := bearer(r); {
		case r.Method != http.MethodGet:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case r.UserAgent() == "" || strings.HasPrefix(r.UserAgent(), "Go-http-client"):
			v.refuse(w, http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")
		case r.Header.Get("X-GitHub-Api-Version") != "2026-03-10" || r.Header.Get("Accept") != "application/vnd.github+json":
			v.refuse(w, http.StatusBadRequest, "X-GitHub-Api-Version or Accept is missing")
		case token == v.weak:
			v.refuse(w, http.StatusForbidden, "Resource not accessible by personal access token")
		case token != v.good:
			v.refuse(w, http.StatusUnauthorized, "Bad credentials")
		case r.PathValue("org") != v.fields["organization"]:
			v.refuse(w, http.StatusNotFound, "Not Found")
		default:
			next(w, r)
		}
	}
}

func (s *Simulator) copilotUsage(w http.ResponseWriter, r *http.Request, v *vendor) {
	if wrong := only(r, "year", "month", "day"); wrong != "" {
		v.refuse(w, http.StatusBadRequest, wrong)
		return
	}
	q := r.URL.Query()
	year, yearErr := strconv.Atoi(q.Get("year"))
	month, monthErr := strconv.Atoi(q.Get("month"))
	if yearErr != nil || monthErr != nil || month < 1 || month > 12 || year < 2020 || year > s.now().Year() {
		v.refuse(w, http.StatusBadRequest, "year and month must be of the last 24 months")
		return
	}
	items := []object{{ // what else the organization buys
		"date": time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "product": "Actions", "sku": "Actions Linux",
		"quantity": 100, "unitType": "minutes", "pricePerUnit": 0.008, "grossAmount": 0.8, "discountAmount": 0, "netAmount": s.number(decimal.RequireFromString("0.8")),
		"organizationName": v.fields["organization"],
	}}
	first := dayOf(time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC))
	next := dayOf(time.Date(year, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC))
	copilots := []object{}
	for d := first; d < min(next, dayOf(s.now())+1); d++ {
		for _, line := range merged(s.rows(v, d), func(r row) string { return r.model + "/" + r.project }) {
			copilots = append(copilots, object{
				"date": d.String(), "product": "Copilot", "sku": line.model, "unitType": "ai-credits", "pricePerUnit": 0.01,
				"quantity": s.number(line.amount.Shift(2)), "grossAmount": s.number(line.amount), "discountAmount": 0, "netAmount": s.number(line.amount),
				"organizationName": v.fields["organization"], "repositoryName": line.project,
			})
		}
	}
	reply(w, object{"usageItems": append(copilots, items...)})
}

// copilotSum adds the seats' share to a day of this month, since when their number is told.
func copilotSum(s *Simulator, d day, rows []row) decimal.Decimal {
	total := decimal.Zero
	for _, r := range rows {
		total = total.Add(r.amount)
	}
	year, month, today := s.now().UTC().Date()
	first := dayOf(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
	days := int64(dayOf(time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)) - first)
	if d < first || d >= first+day(today) {
		return total
	}
	// In ten-thousandths, the first days together rounded down: as many as have been.
	price, n := int64(copilotSeats*copilotSeat*10_000), int64(d-first)
	return total.Add(decimal.New(price*(n+1)/days-price*n/days, -4))
}
