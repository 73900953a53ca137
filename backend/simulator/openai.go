package simulator

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// The OpenAI organization API as its public OpenAPI description of 21 August 2026 has it:
// github.com/openai/openai-openapi, paths /organization/costs, /organization/usage/* and
// /organization/projects.

func (s *Simulator) openai(mux *http.ServeMux) {
	mux.HandleFunc("/v1/organization/costs", s.admin(s.costs))
	for kind, k := range kinds {
		mux.HandleFunc("/v1/organization/usage/"+kind, s.admin(func(w http.ResponseWriter, r *http.Request) { s.usage(w, r, kind, k) }))
	}
	mux.HandleFunc("/v1/organization/projects", s.admin(s.projects))
	mux.HandleFunc("/v1/models", func(w http.ResponseWriter, r *http.Request) {
		if key := bearer(r); key != AdminKey && key != ProjectKey {
			refuseKey(w, key)
			return
		}
		reply(w, map[string]any{"object": "list", "data": []any{}})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "invalid_request_error", "Invalid URL ("+r.Method+" "+r.URL.Path+")", "", "")
	})
}

// kind is what a usage endpoint groups by and measures.
type kind struct {
	object  string
	groups  []string
	filters []string
}

var (
	plainGroups = []string{"project_id", "user_id", "api_key_id", "model"}
	plainFilter = []string{"project_ids", "user_ids", "api_key_ids", "models"}
)

var kinds = map[string]kind{
	"completions":               {"completions", append(slices.Clone(plainGroups), "batch", "service_tier"), append(slices.Clone(plainFilter), "batch")},
	"embeddings":                {"embeddings", plainGroups, plainFilter},
	"moderations":               {"moderations", plainGroups, plainFilter},
	"images":                    {"images", append(slices.Clone(plainGroups), "size", "source"), append(slices.Clone(plainFilter), "sizes", "sources")},
	"audio_speeches":            {"audio_speeches", plainGroups, plainFilter},
	"audio_transcriptions":      {"audio_transcriptions", plainGroups, plainFilter},
	"vector_stores":             {"vector_stores", []string{"project_id"}, []string{"project_ids"}},
	"code_interpreter_sessions": {"code_interpreter_sessions", []string{"project_id"}, []string{"project_ids"}},
	"file_search_calls":         {"file_searches", []string{"project_id", "user_id", "api_key_id", "vector_store_id"}, []string{"project_ids", "user_ids", "api_key_ids", "vector_store_ids"}},
	"web_search_calls":          {"web_searches", append(slices.Clone(plainGroups), "context_level"), append(slices.Clone(plainFilter), "context_levels")},
}

// admin lets only the admin key through, and only GET.
func (s *Simulator) admin(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch key := bearer(r); {
		case r.Method != http.MethodGet:
			refuse(w, http.StatusMethodNotAllowed, "invalid_request_error", "Not allowed to "+r.Method+" on "+r.URL.Path+".", "", "method_not_supported")
		case key == "":
			refuse(w, http.StatusUnauthorized, "invalid_request_error", "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).", "", "")
		case key == ProjectKey:
			refuse(w, http.StatusForbidden, "server_error", "You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check that you have the correct role in your organization.", "", "")
		case key != AdminKey:
			refuseKey(w, key)
		default:
			next(w, r)
		}
	}
}

func bearer(r *http.Request) string {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return key
}

func refuseKey(w http.ResponseWriter, key string) {
	masked := key[:min(3, len(key))] + "****" + key[max(0, len(key)-2):]
	refuse(w, http.StatusUnauthorized, "invalid_request_error", "Incorrect API key provided: "+masked+". You can find your API key at https://platform.openai.com/account/api-keys.", "", "invalid_api_key")
}

func refuse(w http.ResponseWriter, status int, kind, message, param, code string) {
	null := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": message, "type": kind, "param": null(param), "code": null(code)}})
}

func reply(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// asked is a checked question for buckets of days.
type asked struct {
	from, to day
	limit    int
	groups   []string
	filters  map[string][]string
	offset   int    // buckets already given
	query    string // what the cursor belongs to
}

// badQuery says which parameter is refused and why.
type badQuery struct{ param, why string }

func (b badQuery) Error() string { return b.why }

func (s *Simulator) ask(r *http.Request, groups, filters []string, most int) (asked, error) {
	q := asked{limit: 7, filters: map[string][]string{}, to: dayOf(s.now()) + 1}
	values := r.URL.Query()
	cursor := values.Get("page")
	values.Del("page")
	q.query = values.Encode()
	for name, list := range values {
		plain := strings.TrimSuffix(name, "[]")
		if err := q.set(plain, list, groups, filters, most); err != nil {
			return q, err
		}
	}
	if !values.Has("start_time") {
		return q, badQuery{"start_time", "Missing required parameter: 'start_time'."}
	}
	if q.from >= q.to {
		return q, badQuery{"end_time", "'end_time' must be after 'start_time'."}
	}
	return q, q.resume(cursor)
}

func (q *asked) set(name string, list, groups, filters []string, most int) error {
	switch {
	case name == "start_time" || name == "end_time":
		seconds, err := strconv.ParseInt(list[0], 10, 64)
		if err != nil || len(list) > 1 {
			return badQuery{name, "Invalid type for '" + name + "': expected an integer."}
		}
		if name == "start_time" {
			q.from = day(seconds / daySeconds)
			return nil
		}
		q.to = min(q.to, day((seconds+daySeconds-1)/daySeconds))
	case name == "bucket_width":
		if list[0] != "1d" {
			return badQuery{name, "Invalid value: '" + list[0] + "'. Supported values are: '1d'."}
		}
	case name == "limit":
		n, err := strconv.Atoi(list[0])
		if err != nil || n < 1 || n > most {
			return badQuery{name, fmt.Sprintf("Invalid 'limit': must be an integer from 1 to %d.", most)}
		}
		q.limit = n
	case name == "group_by":
		for _, g := range list {
			if !slices.Contains(groups, g) {
				return badQuery{name, "Invalid value: '" + g + "'. Supported values are: '" + strings.Join(groups, "', '") + "'."}
			}
		}
		q.groups = list
	case slices.Contains(filters, name):
		q.filters[name] = list
	default:
		return badQuery{name, "Unknown parameter: '" + name + "'."}
	}
	return nil
}

func (q *asked) resume(cursor string) error {
	if cursor == "" {
		return nil
	}
	plain, err := base64.URLEncoding.DecodeString(strings.TrimPrefix(cursor, "page_"))
	if err != nil {
		return badQuery{"page", "Invalid page cursor."}
	}
	offset, query, ok := strings.Cut(string(plain), "|")
	n, err := strconv.Atoi(offset)
	if !ok || err != nil || query != q.query {
		return badQuery{"page", "The page cursor does not belong to this query."}
	}
	q.offset = n
	return nil
}

func (q asked) cursor(next int) string {
	return "page_" + base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(next)+"|"+q.query))
}

func (q asked) allows(r row) bool {
	for name, allowed := range q.filters {
		value := map[string]string{"project_ids": r.project, "api_key_ids": r.key, "models": r.model}[name]
		if !slices.Contains(allowed, value) {
			return false
		}
	}
	return true
}

// page answers the asked buckets, each filled by fill.
func (s *Simulator) page(w http.ResponseWriter, q asked, fill func(day) []any) {
	first := q.from + day(q.offset)
	last := min(first+day(q.limit), q.to)
	data := []any{}
	for d := first; d < last; d++ {
		data = append(data, map[string]any{"object": "bucket", "start_time": d.start().Unix(), "end_time": (d + 1).start().Unix(), "results": fill(d)})
	}
	answer := map[string]any{"object": "page", "data": data, "has_more": last < q.to, "next_page": nil}
	if last < q.to {
		answer["next_page"] = q.cursor(q.offset + q.limit)
	}
	reply(w, answer)
}

func (s *Simulator) costs(w http.ResponseWriter, r *http.Request) {
	q, err := s.ask(r, []string{"project_id", "line_item", "api_key_id"}, []string{"project_ids", "api_key_ids"}, 180)
	if err != nil {
		refuseQuery(w, err)
		return
	}
	now := s.now()
	s.page(w, q, func(d day) []any { return s.costRows(q, d, now) })
}

func refuseQuery(w http.ResponseWriter, err error) {
	bad, _ := err.(badQuery)
	refuse(w, http.StatusBadRequest, "invalid_request_error", err.Error(), bad.param, "")
}

func (s *Simulator) costRows(q asked, d day, now time.Time) []any {
	type group struct{ project, item, key string }
	sums := map[group]*row{}
	totals := map[group]decimal.Decimal{}
	var order []group
	for _, r := range s.world.at(d, now) {
		if !q.allows(r) {
			continue
		}
		var g group
		if slices.Contains(q.groups, "project_id") {
			g.project = r.project
		}
		if slices.Contains(q.groups, "line_item") {
			g.item = r.lineItem
		}
		if slices.Contains(q.groups, "api_key_id") {
			g.key = r.key
		}
		if sums[g] == nil {
			sums[g] = &row{role: r.role}
			order = append(order, g)
		}
		sums[g].units += r.units
		totals[g] = totals[g].Add(r.amount())
	}
	results := []any{}
	for _, g := range order {
		result := map[string]any{
			"object": "organization.costs.result", "amount": map[string]any{"value": s.number(totals[g]), "currency": "usd"},
			"line_item": null(g.item), "project_id": null(g.project), "api_key_id": null(g.key), "quantity": nil, "quantity_unit": nil,
		}
		if g.item != "" {
			result["quantity"], result["quantity_unit"] = sums[g].units, unit(sums[g].role)
		}
		results = append(results, result)
	}
	return results
}

func (s *Simulator) number(amount decimal.Decimal) any {
	if s.options.StringAmounts {
		return amount.String()
	}
	return json.Number(amount.String())
}

func unit(role string) any {
	if role == "" {
		return nil
	}
	return "tokens"
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (s *Simulator) usage(w http.ResponseWriter, r *http.Request, name string, k kind) {
	q, err := s.ask(r, k.groups, k.filters, 31)
	if err != nil {
		refuseQuery(w, err)
		return
	}
	now := s.now()
	s.page(w, q, func(d day) []any { return s.usageRows(q, name, k, d, now) })
}

func (s *Simulator) usageRows(q asked, name string, k kind, d day, now time.Time) []any {
	type group struct{ project, key, model string }
	type counts struct{ input, cached, output, units, requests int64 }
	sums := map[group]*counts{}
	var order []group
	for _, r := range s.world.at(d, now) {
		if r.kind != name || !q.allows(r) {
			continue
		}
		var g group
		if slices.Contains(q.groups, "project_id") {
			g.project = r.project
		}
		if slices.Contains(q.groups, "api_key_id") {
			g.key = r.key
		}
		if slices.Contains(q.groups, "model") {
			g.model = r.model
		}
		c := sums[g]
		if c == nil {
			c = &counts{}
			sums[g] = c
			order = append(order, g)
		}
		switch r.role {
		case "input":
			c.input += r.units
			c.requests += r.requests
		case "cached":
			c.cached += r.units
		case "output":
			c.output += r.units
		default:
			c.units += r.units
			c.requests += r.requests
		}
	}
	results := []any{}
	for _, g := range order {
		c := sums[g]
		result := map[string]any{"object": "organization.usage." + k.object + ".result", "project_id": null(g.project)}
		if slices.Contains(k.groups, "api_key_id") {
			result["user_id"], result["api_key_id"] = nil, null(g.key)
		}
		if slices.Contains(k.groups, "model") {
			result["model"] = null(g.model)
		}
		switch name {
		case "completions":
			result["input_tokens"], result["input_cached_tokens"], result["input_cache_write_tokens"] = c.input+c.cached, c.cached, 0
			result["input_uncached_tokens"], result["output_tokens"], result["num_model_requests"] = c.input, c.output, c.requests
			result["input_audio_tokens"], result["output_audio_tokens"], result["batch"], result["service_tier"] = 0, 0, nil, nil
		case "embeddings", "moderations":
			result["input_tokens"], result["num_model_requests"] = c.input, c.requests
		case "images":
			result["images"], result["num_model_requests"] = c.units, c.requests
		case "web_search_calls":
			result["num_requests"], result["num_model_requests"] = c.units, c.requests
		}
		results = append(results, result)
	}
	return results
}

func (s *Simulator) projects(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for name := range q {
		if !slices.Contains([]string{"limit", "after", "include_archived"}, name) {
			refuseQuery(w, badQuery{name, "Unknown parameter: '" + name + "'."})
			return
		}
	}
	limit, err := pageLimit(q)
	if err != nil {
		refuseQuery(w, err)
		return
	}
	list := names(q.Get("include_archived") == "true")
	if after := q.Get("after"); after != "" {
		at := slices.IndexFunc(list, func(p map[string]any) bool { return p["id"] == after })
		list = list[at+1:]
	}
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	answer := map[string]any{"object": "list", "data": list, "has_more": more, "first_id": nil, "last_id": nil}
	if len(list) > 0 {
		answer["first_id"], answer["last_id"] = list[0]["id"], list[len(list)-1]["id"]
	}
	reply(w, answer)
}

func pageLimit(q url.Values) (int, error) {
	if !q.Has("limit") {
		return 20, nil
	}
	n, err := strconv.Atoi(q.Get("limit"))
	if err != nil || n < 1 || n > 100 {
		return 0, badQuery{"limit", "Invalid 'limit': must be an integer from 1 to 100."}
	}
	return n, nil
}
