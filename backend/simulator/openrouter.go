package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"
)

// OpenRouter as its published OpenAPI description has it: /key, /keys, /credits and
// /activity; OpenRouterTeam/docs at c26125a, read 2026-08-22.

func openrouter() *vendor {
	return &vendor{
		id: "openrouter", good: "sk-or-v1-management-simulated-0123456789", weak: "sk-or-v1-simulated-0123456789abcdefghij",
		models: []model{
			{"anthropic/claude-sonnet-5", "3", "0.3", "15", .5, "completions"},
			{"openai/gpt-5.4-mini", "0.25", "0.025", "2", .3, "completions"},
			{"deepseek/deepseek-v4", "0.27", "0.07", "1.1", .2, "completions"},
		},
		projects: []project{
			{"default", "Default", 1, []string{"Notebook", "Agents", "Evals"}, false}, // a workspace, whose keys have these names
		},
		routes: openrouterRoutes, refuse: openrouterRefuse,
		shape: shape{
			amount: regexp.MustCompile(`"usage(?:_daily)?":("[^"]*"|[-0-9.e]+)(?:,"usage_monthly|\})`),
			rows:   "data", day: "date",
		},
	}
}

func openrouterRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	mux.HandleFunc("/api/v1/key", v.openrouterKnown(func(w http.ResponseWriter, r *http.Request) {
		managing := bearer(r) == v.good
		reply(w, object{"data": object{
			"label": mask(bearer(r)), "creator_user_id": "user_simulated", "expires_at": nil, "is_free_tier": false,
			"is_management_key": managing, "is_provisioning_key": managing, "include_byok_in_limit": false,
			"limit": nil, "limit_remaining": nil, "limit_reset": nil,
			"usage": 0, "usage_daily": 0, "usage_weekly": 0, "usage_monthly": 0,
			"byok_usage": 0, "byok_usage_daily": 0, "byok_usage_weekly": 0, "byok_usage_monthly": 0,
			"rate_limit": object{"interval": "1h", "note": "This field is deprecated and safe to ignore.", "requests": 1000},
		}})
	}))
	mux.HandleFunc("/api/v1/credits", v.openrouterManaged(func(w http.ResponseWriter, _ *http.Request) {
		used := decimal.Zero
		for _, part := range s.openrouterSpent(v, dayOf(s.now())-completedDays, dayOf(s.now())) {
			used = used.Add(part)
		}
		reply(w, object{"data": object{"total_credits": s.number(used.Add(decimal.New(425, -1))), "total_usage": s.number(used)}})
	}))
	mux.HandleFunc("/api/v1/activity", v.openrouterManaged(func(w http.ResponseWriter, r *http.Request) { s.openrouterActivity(w, r, v) }, "date", "api_key_hash"))
	mux.HandleFunc("/api/v1/keys", v.openrouterManaged(func(w http.ResponseWriter, r *http.Request) { s.openrouterKeys(w, r, v) }, "offset", "include_disabled"))
}

func openrouterRefuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"error": object{"code": status, "message": message}})
}

// openrouterKnown lets both kinds of keys through, and only GET.
func (v *vendor) openrouterKnown(next http.HandlerFunc, parameters ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key, wrong := bearer(r), only(r, parameters...)
		switch {
		case r.Method != http.MethodGet:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case key == "":
			v.refuse(w, http.StatusUnauthorized, "Missing Authentication header")
		case key != v.good && key != v.weak:
			v.refuse(w, http.StatusUnauthorized, "User not found.")
		case wrong != "":
			v.refuse(w, http.StatusBadRequest, wrong)
		default:
			next(w, r)
		}
	}
}

// openrouterManaged lets only a Management key through.
func (v *vendor) openrouterManaged(next http.HandlerFunc, parameters ...string) http.HandlerFunc {
	return v.openrouterKnown(func(w http.ResponseWriter, r *http.Request) {
		if bearer(r) != v.good {
			v.refuse(w, http.StatusForbidden, "Only management keys can perform this operation")
			return
		}
		next(w, r)
	}, parameters...)
}

// completedDays is how many days before today the vendor tells.
const completedDays = 30

// openrouterActivity answers the completed days, the newest first, or one of them.
func (s *Simulator) openrouterActivity(w http.ResponseWriter, r *http.Request, v *vendor) {
	last := dayOf(s.now()) - 1
	first := last - completedDays + 1
	if on := r.URL.Query().Get("date"); on != "" {
		d, err := parseDay(on)
		if err != nil || d < first || d > last {
			v.refuse(w, http.StatusBadRequest, "Date must be in YYYY-MM-DD format and within the last 30 (completed) UTC days")
			return
		}
		first, last = d, d
	}
	hash, data := r.URL.Query().Get("api_key_hash"), []object{}
	for d := last; d >= first; d-- {
		rows := slices.DeleteFunc(slices.Clone(s.rows(v, d)), func(r row) bool { return hash != "" && hash != openrouterHash(v.openrouterKey(r)) })
		for _, line := range merged(rows, func(r row) string { return r.model }) {
			tokens := map[string]int64{}
			for _, r := range rows {
				if r.model == line.model {
					tokens[r.role] += r.units
				}
			}
			data = append(data, object{
				"date": d.String(), "model": line.model, "model_permaslug": line.model + "-2026-01-01", "endpoint_id": "endpoint-" + openrouterHash(line.model)[:8],
				"provider_name": "Simulated", "requests": line.requests, "prompt_tokens": tokens["input"] + tokens["cached"],
				"completion_tokens": tokens["output"], "reasoning_tokens": 0, "usage": s.number(line.amount), "byok_usage_inference": 0,
			})
		}
	}
	reply(w, object{"data": data})
}

// openrouterKeys answers the keys, a hundred a page, with what each used.
func (s *Simulator) openrouterKeys(w http.ResponseWriter, r *http.Request, v *vendor) {
	q, offset := r.URL.Query(), 0
	if text := q.Get("offset"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			v.refuse(w, http.StatusBadRequest, "offset: Expected a non-negative number")
			return
		}
		offset = n
	}
	today := dayOf(s.now())
	daily, monthly := s.openrouterSpent(v, today, today), s.openrouterSpent(v, today-completedDays, today)
	data := []object{}
	for i, name := range v.projects[0].keys {
		disabled := i == len(v.projects[0].keys)-1
		if disabled && q.Get("include_disabled") != "true" {
			continue
		}
		data = append(data, object{
			"hash": openrouterHash(name), "label": "sk-or-v1-" + openrouterHash(name)[:3] + "...", "name": name, "disabled": disabled,
			"limit": nil, "limit_remaining": nil, "limit_reset": nil, "include_byok_in_limit": false,
			"usage": s.number(monthly[name]), "usage_daily": s.number(daily[name]), "usage_weekly": s.number(daily[name]), "usage_monthly": s.number(monthly[name]),
			"byok_usage": 0, "byok_usage_daily": 0, "byok_usage_weekly": 0, "byok_usage_monthly": 0,
			"created_at": "2025-01-01T00:00:00Z", "updated_at": nil, "expires_at": nil, "creator_user_id": "user_simulated", "workspace_id": v.projects[0].id,
		})
	}
	data = data[min(offset, len(data)):]
	reply(w, object{"data": data[:min(100, len(data))]})
}

// openrouterSpent adds up, by key, what was spent from a day through another.
func (s *Simulator) openrouterSpent(v *vendor, first, last day) map[string]decimal.Decimal {
	sums := map[string]decimal.Decimal{}
	for d := first; d <= last; d++ {
		for _, r := range s.rows(v, d) {
			sums[v.openrouterKey(r)] = sums[v.openrouterKey(r)].Add(r.amount)
		}
	}
	return sums
}

// openrouterKey returns the key of a row; what a test added is the first one's.
func (v *vendor) openrouterKey(r row) string {
	if slices.Contains(v.projects[0].keys, r.key) {
		return r.key
	}
	return v.projects[0].keys[0]
}

func openrouterHash(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}
