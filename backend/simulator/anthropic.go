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

// The Anthropic Admin API as platform.claude.com/docs/en/api/admin has it: cost_report,
// usage_report/messages, workspaces and api_keys; read 2026-09-26.

func anthropic() *vendor {
	return &vendor{
		id: "anthropic", good: "sk-ant-admin01-simulated-0123456789abcdef", weak: "sk-ant-api03-simulated-0123456789abcdefg",
		models: []model{
			{"claude-opus-5", "5", "0.5", "25", .5, "tokens"},
			{"claude-sonnet-5", "3", "0.3", "15", .35, "tokens"},
			{"claude-haiku-4-5", "1", "0.1", "5", .15, "tokens"},
		},
		projects: []project{
			{"", "", .5, []string{"apikey_01Default", "apikey_01Console"}, false}, // the default workspace has no id
			{"wrkspc_01Agents", "Agents", .35, []string{"apikey_01Agents"}, false},
			{"wrkspc_01Evals", "Evals", .15, []string{"apikey_01Evals"}, false},
		},
		routes: anthropicRoutes, refuse: anthropicRefuse,
		shape: shape{
			amount:   regexp.MustCompile(`"amount":("[^"]*"|[-0-9.e]+)`),
			currency: regexp.MustCompile(`"currency":("USD")`),
			rows:     "results", day: "starting_at",
			cursor: func(r *http.Request) string { return r.URL.Query().Get("page") },
			again: func(page object, cursor string) {
				if _, ok := page["next_page"]; ok {
					page["has_more"], page["next_page"] = true, cursor
				}
			},
		},
	}
}

func anthropicRoutes(s *Simulator, v *vendor, mux *http.ServeMux) {
	mux.HandleFunc("/v1/organizations/cost_report", v.anthropicAdmin(s.anthropicCosts))
	mux.HandleFunc("/v1/organizations/usage_report/messages", v.anthropicAdmin(s.anthropicUsage))
	mux.HandleFunc("/v1/organizations/workspaces", v.anthropicAdmin(func(w http.ResponseWriter, r *http.Request, v *vendor) {
		var all []object
		for _, p := range v.projects[1:] {
			all = append(all, object{"id": p.id, "type": "workspace", "name": p.name, "created_at": "2025-01-01T00:00:00Z", "archived_at": nil, "display_color": "#6C5BB9"})
		}
		anthropicList(w, r, v, all)
	}))
	mux.HandleFunc("/v1/organizations/api_keys", v.anthropicAdmin(func(w http.ResponseWriter, r *http.Request, v *vendor) {
		var all []object
		for _, p := range v.projects {
			for _, key := range p.keys {
				all = append(all, object{
					"id": key, "type": "api_key", "name": strings.TrimPrefix(key, "apikey_01") + " key", "status": "active", "workspace_id": null(p.id),
					"partial_key_hint": "sk-ant-api03-...AAAA", "created_at": "2025-01-01T00:00:00Z", "created_by": object{"id": "user_01", "type": "user"},
				})
			}
		}
		anthropicList(w, r, v, all)
	}))
}

func anthropicRefuse(w http.ResponseWriter, status int, message string) {
	kinds := map[int]string{
		400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error",
		405: "invalid_request_error", 429: "rate_limit_error", 500: "api_error",
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"type": "error", "error": object{"type": kinds[status], "message": message}, "request_id": "req_simulated"})
}

// anthropicAdmin lets only an Admin key through that comes as documented.
func (v *vendor) anthropicAdmin(next func(http.ResponseWriter, *http.Request, *vendor)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch key := r.Header.Get("X-Api-Key"); {
		case r.Method != http.MethodGet:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case r.Header.Get("Anthropic-Version") != "2023-06-01":
			v.refuse(w, http.StatusBadRequest, "anthropic-version: header is required")
		case key == v.weak:
			v.refuse(w, http.StatusForbidden, "This endpoint requires an Admin API key.")
		case key != v.good:
			v.refuse(w, http.StatusUnauthorized, "invalid x-api-key")
		default:
			next(w, r, v)
		}
	}
}

// anthropicAsked is a checked question for buckets of a day.
type anthropicAsked struct {
	from, to day // to not included
	by       []string
	limit    int
	page     int
	query    string
}

// anthropicAsk reads a question for days, and returns what is wrong with it.
func (s *Simulator) anthropicAsk(r *http.Request, groups ...string) (anthropicAsked, string) {
	q := anthropicAsked{limit: 7, to: dayOf(s.now()) + 1}
	if wrong := only(r, "starting_at", "ending_at", "bucket_width", "group_by[]", "limit", "page"); wrong != "" {
		return q, wrong
	}
	values := r.URL.Query()
	start, err := time.Parse(time.RFC3339, values.Get("starting_at"))
	if err != nil {
		return q, "starting_at: Input should be a valid datetime"
	}
	q.from = dayOf(start)
	if text := values.Get("ending_at"); text != "" {
		end, err := time.Parse(time.RFC3339, text)
		if err != nil || !end.After(start) {
			return q, "ending_at: must be after starting_at"
		}
		q.to = min(q.to, dayOf(end))
	}
	if width := values.Get("bucket_width"); width != "" && width != "1d" {
		return q, "bucket_width: Input should be '1d'"
	}
	if text := values.Get("limit"); text != "" {
		if q.limit, err = strconv.Atoi(text); err != nil || q.limit < 1 || q.limit > 31 {
			return q, "limit: Input should be less than or equal to 31"
		}
	}
	for _, group := range values["group_by[]"] {
		if !slices.Contains(groups, group) {
			return q, "group_by: Input should be '" + strings.Join(groups, "', '") + "'"
		}
	}
	q.by = values["group_by[]"]
	cursor := values.Get("page")
	values.Del("page")
	q.query = values.Encode()
	return q, q.resume(cursor)
}

// resume reads a cursor, which holds its question: one of another question is refused.
func (q *anthropicAsked) resume(cursor string) string {
	if cursor == "" {
		return ""
	}
	text, ok := strings.CutPrefix(cursor, "page_")
	plain, err := base64.URLEncoding.DecodeString(text)
	number, query, _ := strings.Cut(string(plain), "|")
	if q.page, _ = strconv.Atoi(number); !ok || err != nil || query != q.query || q.page < 1 {
		return "page: invalid cursor"
	}
	return ""
}

// anthropicPage answers the buckets of a page, the oldest first, empty days among them.
func (s *Simulator) anthropicPage(w http.ResponseWriter, v *vendor, q anthropicAsked, results func([]row) []object) {
	data := []object{}
	first := q.from + day(q.page*q.limit)
	end := min(first+day(q.limit), q.to)
	for d := first; d < end; d++ {
		data = append(data, object{"starting_at": d.midnight(), "ending_at": (d + 1).midnight(), "results": results(s.rows(v, d))})
	}
	answer := object{"data": data, "has_more": end < q.to, "next_page": nil}
	if end < q.to {
		answer["next_page"] = "page_" + base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(q.page+1)+"|"+q.query))
	}
	reply(w, answer)
}

var anthropicTokens = map[string]struct{ kind, words string }{
	"input":  {"uncached_input_tokens", "Input Tokens"},
	"cached": {"cache_read_input_tokens", "Input Tokens, Cache Read"},
	"output": {"output_tokens", "Output Tokens"},
}

func (s *Simulator) anthropicCosts(w http.ResponseWriter, r *http.Request, v *vendor) {
	q, wrong := s.anthropicAsk(r, "workspace_id", "description")
	if wrong != "" {
		v.refuse(w, http.StatusBadRequest, wrong)
		return
	}
	described, byWorkspace := slices.Contains(q.by, "description"), slices.Contains(q.by, "workspace_id")
	s.anthropicPage(w, v, q, func(rows []row) []object {
		results := []object{}
		for _, line := range merged(rows, func(r row) string {
			key := ""
			if described {
				key = r.model + "/" + r.role
			}
			if byWorkspace {
				key += "/" + r.project
			}
			return key
		}) {
			result := object{
				"amount": line.amount.Mul(decimal.NewFromInt(100)).String(), "currency": "USD", "workspace_id": nil, "description": nil, // cents
				"model": nil, "token_type": nil, "cost_type": nil, "service_tier": nil, "context_window": nil, "inference_geo": nil,
			}
			if byWorkspace {
				result["workspace_id"] = null(line.project)
			}
			if described {
				token := anthropicTokens[line.role]
				result["description"], result["model"], result["token_type"] = line.model+" Usage - "+token.words, line.model, token.kind
				result["cost_type"], result["service_tier"], result["context_window"], result["inference_geo"] = "tokens", "standard", "0-200k", "global"
			}
			results = append(results, result)
		}
		return results
	})
}

func (s *Simulator) anthropicUsage(w http.ResponseWriter, r *http.Request, v *vendor) {
	q, wrong := s.anthropicAsk(r, "api_key_id", "workspace_id", "model", "service_tier", "context_window", "inference_geo", "speed", "account_id", "service_account_id")
	if wrong != "" {
		v.refuse(w, http.StatusBadRequest, wrong)
		return
	}
	told := func(group, value string) any {
		if !slices.Contains(q.by, group) {
			return nil
		}
		return null(value)
	}
	s.anthropicPage(w, v, q, func(rows []row) []object {
		results, at := []object{}, map[[3]any]object{}
		for _, r := range rows {
			key := [3]any{told("api_key_id", r.key), told("workspace_id", r.project), told("model", r.model)}
			result, ok := at[key]
			if !ok {
				result = object{
					"api_key_id": key[0], "workspace_id": key[1], "model": key[2], "account_id": nil, "service_account_id": nil,
					"service_tier": nil, "context_window": nil, "inference_geo": nil,
					"uncached_input_tokens": int64(0), "cache_read_input_tokens": int64(0), "output_tokens": int64(0),
					"cache_creation":  object{"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0},
					"server_tool_use": object{"web_search_requests": 0},
				}
				at[key], results = result, append(results, result)
			}
			if token, ok := anthropicTokens[r.role]; ok {
				result[token.kind] = result[token.kind].(int64) + r.units
			}
		}
		return results
	})
}

// anthropicList answers a list by its ids.
func anthropicList(w http.ResponseWriter, r *http.Request, v *vendor, all []object) {
	if wrong := only(r, "limit", "after_id", "before_id", "include_archived", "status", "workspace_id", "created_by_user_id"); wrong != "" {
		v.refuse(w, http.StatusBadRequest, wrong)
		return
	}
	q, limit := r.URL.Query(), 20
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			v.refuse(w, http.StatusBadRequest, "limit: Input should be less than or equal to 1000")
			return
		}
		limit = n
	}
	if after := q.Get("after_id"); after != "" {
		at := slices.IndexFunc(all, func(o object) bool { return o["id"] == after })
		if at < 0 {
			v.refuse(w, http.StatusBadRequest, "after_id: not found")
			return
		}
		all = all[at+1:]
	}
	answer := object{"has_more": len(all) > limit, "first_id": nil, "last_id": nil}
	all = all[:min(limit, len(all))]
	if answer["data"] = all; len(all) > 0 {
		answer["first_id"], answer["last_id"] = all[0]["id"], all[len(all)-1]["id"]
	}
	reply(w, answer)
}
