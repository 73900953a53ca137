package simulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// The OpenAI organization API as its public OpenAPI description of 21 August 2026 has it:
// github.com/openai/openai-openapi, paths /organization/costs, /organization/usage/*,
// /organization/projects, /organization/admin_api_keys and /organization/spend_limit; lists of
// keys as developers.openai.com/api/reference has them. The words of refusals are those of
// public reports, community.openai.com/t/1043058 among them.

func (s *Simulator) openai(mux *http.ServeMux) {
	mux.HandleFunc("/v1/organization/costs", s.admin(func(w http.ResponseWriter, r *http.Request) { s.page(w, r, costs, s.costs) }))
	for name, e := range usages {
		mux.HandleFunc("/v1/organization/usage/"+name, s.admin(func(w http.ResponseWriter, r *http.Request) { s.page(w, r, e, s.usage) }))
	}
	mux.HandleFunc("/v1/organization/projects", s.admin(func(w http.ResponseWriter, r *http.Request) {
		list(w, r, organization(r.URL.Query().Get("include_archived") == "true"), map[string][]string{"include_archived": booleans})
	}))
	mux.HandleFunc("/v1/organization/projects/{id}/api_keys", s.admin(projectKeys))
	mux.HandleFunc("/v1/organization/admin_api_keys", s.admin(func(w http.ResponseWriter, r *http.Request) {
		list(w, r, []object{{
			"object": "organization.admin_api_key", "id": "key_admin", "name": "Billing", "redacted_value": mask(AdminKey),
			"created_at": founded, "expires_at": nil, "last_used_at": s.now().Unix(),
			"owner": object{"type": "user", "object": "organization.user", "id": "user_owner", "name": "Owner", "created_at": founded, "role": "owner"},
		}}, map[string][]string{"order": {"asc", "desc"}})
	}))
	mux.HandleFunc("/v1/organization/spend_limit", s.admin(func(w http.ResponseWriter, _ *http.Request) {
		reply(w, object{ // threshold_amount is in cents
			"object": "organization.spend_limit", "threshold_amount": 100000, "currency": "USD", "interval": "month", "enforcement": object{"status": "enforcing"},
		})
	}))
	mux.HandleFunc("/v1/models", s.known(func(w http.ResponseWriter, _ *http.Request) {
		data := []object{}
		for _, m := range models {
			data = append(data, object{"id": m.name, "object": "model", "created": founded, "owned_by": "system"})
		}
		reply(w, object{"object": "list", "data": data})
	}))
	mux.HandleFunc("/v1/dashboard/billing/", s.known(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusForbidden, "server_error", "Your request to "+r.Method+" "+r.URL.Path+" must be made with a session key (that is, it can only be made from the browser). You made it with the following key type: secret.", "", "")
	}))
	mux.HandleFunc("/", notFound)
}

func notFound(w http.ResponseWriter, r *http.Request) {
	refuse(w, http.StatusNotFound, "invalid_request_error", "Invalid URL ("+r.Method+" "+r.URL.Path+")", "", "")
}

// object is an object of an answer.
type object = map[string]any

// endpoint is what an endpoint of buckets groups and filters by.
type endpoint struct {
	kind    string              // of the world's rows; "" for all
	object  string              // the type of its results
	groups  []string            // dimensions
	filters map[string][]string // parameter to the values it takes; nil for any
	widths  map[string]width
}

// width is a bucket's length in seconds, and how many come on a page.
type width struct{ seconds, usual, most int64 }

var (
	byDay  = map[string]width{"1d": {daySeconds, 7, 180}}
	byTime = map[string]width{"1d": {daySeconds, 7, 31}, "1h": {60 * 60, 24, 168}, "1m": {60, 60, 1440}}

	booleans = []string{"true", "false"}
)

var costs = endpoint{
	object: "organization.costs.result", groups: []string{"project_id", "line_item", "api_key_id"},
	filters: map[string][]string{"project_ids": nil, "api_key_ids": nil}, widths: byDay,
}

// usages are the usage endpoints by the last part of their path.
var usages = map[string]endpoint{
	"completions":               byModel("completions", "completions", map[string][]string{"batch": booleans}, "batch", "service_tier"),
	"embeddings":                byModel("embeddings", "embeddings", nil),
	"moderations":               byModel("moderations", "moderations", nil),
	"images":                    byModel("images", "images", map[string][]string{"sources": {"image.generation", "image.edit", "image.variation"}, "sizes": {"256x256", "512x512", "1024x1024", "1792x1792", "1024x1792"}}, "size", "source"),
	"audio_speeches":            byModel("audio_speeches", "audio_speeches", nil),
	"audio_transcriptions":      byModel("audio_transcriptions", "audio_transcriptions", nil),
	"vector_stores":             byProject("vector_stores"),
	"code_interpreter_sessions": byProject("code_interpreter_sessions"),
	"file_search_calls": {
		"file_search_calls", "organization.usage.file_searches.result", []string{"project_id", "user_id", "api_key_id", "vector_store_id"},
		map[string][]string{"project_ids": nil, "user_ids": nil, "api_key_ids": nil, "vector_store_ids": nil}, byTime,
	},
	"web_search_calls": byModel("web_search_calls", "web_searches", map[string][]string{"context_levels": {"low", "medium", "high"}}, "context_level"),
}

func byModel(kind, object string, filters map[string][]string, groups ...string) endpoint {
	all := map[string][]string{"project_ids": nil, "user_ids": nil, "api_key_ids": nil, "models": nil}
	for name, values := range filters {
		all[name] = values
	}
	return endpoint{kind, "organization.usage." + object + ".result", append([]string{"project_id", "user_id", "api_key_id", "model"}, groups...), all, byTime}
}

func byProject(kind string) endpoint {
	return endpoint{kind, "organization.usage." + kind + ".result", []string{"project_id"}, map[string][]string{"project_ids": nil}, byTime}
}

// known lets every key of the organization through, and only GET.
func (s *Simulator) known(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch key := bearer(r); {
		case r.Method != http.MethodGet:
			refuse(w, http.StatusMethodNotAllowed, "invalid_request_error", "Not allowed to "+r.Method+" on "+r.URL.Path+".", "", "method_not_supported")
		case key == "":
			refuse(w, http.StatusUnauthorized, "invalid_request_error", "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).", "", "")
		case key != AdminKey && key != ProjectKey:
			refuse(w, http.StatusUnauthorized, "invalid_request_error", "Incorrect API key provided: "+mask(key)+". You can find your API key at https://platform.openai.com/account/api-keys.", "", "invalid_api_key")
		default:
			next(w, r)
		}
	}
}

// admin lets only the admin key through, and only GET.
func (s *Simulator) admin(next http.HandlerFunc) http.HandlerFunc {
	return s.known(func(w http.ResponseWriter, r *http.Request) {
		if bearer(r) == ProjectKey {
			refuse(w, http.StatusForbidden, "server_error", "You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check that you have the correct role in your organization.", "", "")
			return
		}
		next(w, r)
	})
}

func bearer(r *http.Request) string {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return strings.TrimSpace(key)
}

// mask shows as much of a key as the vendor does, and nothing of one so short that little
// would be left hidden.
func mask(key string) string {
	if len(key) < 16 {
		return "****"
	}
	return key[:3] + "****" + key[len(key)-4:]
}

func refuse(w http.ResponseWriter, status int, kind, message, param, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object{"error": object{"message": message, "type": kind, "param": null(param), "code": null(code)}})
}

func reply(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	writeJSON(w, answer)
}

func writeJSON(w http.ResponseWriter, answer any) { _ = json.NewEncoder(w).Encode(answer) }

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// dimension returns what a row is in one of the dimensions that the vendor groups by.
func (r *row) dimension(name string) string {
	switch name {
	case "project_id":
		return r.project
	case "api_key_id":
		return r.key
	case "user_id":
		return owner(r.project)
	case "line_item":
		return r.lineItem
	case "model":
		return r.model
	case "batch":
		return "false"
	case "service_tier":
		return "default"
	case "size":
		return "1024x1024"
	case "source":
		return "image.generation"
	case "context_level":
		return "medium"
	}
	return ""
}

// cost is a result of costs. It is no map, as usage is: a page of costs has 15,000 of them.
type cost struct {
	Object       string `json:"object"`
	Amount       amount `json:"amount"`
	LineItem     any    `json:"line_item"`
	ProjectID    any    `json:"project_id"`
	APIKeyID     any    `json:"api_key_id"`
	Quantity     any    `json:"quantity"`
	QuantityUnit any    `json:"quantity_unit"`
}

type amount struct {
	Value    any    `json:"value"` // dollars
	Currency string `json:"currency"`
}

// costs are the results of a day.
func (s *Simulator) costs(q asked, rows []row) []any {
	results := []any{}
	for _, group := range q.grouped(rows) {
		sum, units := decimal.Zero, int64(0)
		for _, r := range group {
			sum, units = sum.Add(r.amount), units+r.units
		}
		r := group[0]
		c := cost{
			Object: q.object, Amount: amount{s.number(sum), "usd"},
			LineItem: q.told(r, "line_item"), ProjectID: q.told(r, "project_id"), APIKeyID: q.told(r, "api_key_id"),
		}
		if c.LineItem != nil {
			c.Quantity, c.QuantityUnit = units, r.unit()
		}
		results = append(results, c)
	}
	return results
}

func (r *row) unit() any {
	switch {
	case r.role != "":
		return "tokens"
	case r.kind == "images":
		return "images"
	}
	return nil
}

// number writes an amount as the vendor does: what is below a millionth has an exponent.
func (s *Simulator) number(amount decimal.Decimal) any {
	if s.options.StringAmounts {
		return amount.String()
	}
	if amount.IsZero() || amount.Abs().GreaterThanOrEqual(millionth) {
		return json.Number(amount.String())
	}
	digits := strings.TrimRight(amount.Coefficient().String(), "0")
	exponent := amount.NumDigits() - 1 + int(amount.Exponent())
	first := 1 + strings.Count(digits, "-")
	mantissa := digits[:first]
	if rest := digits[first:]; rest != "" {
		mantissa += "." + rest
	}
	return json.Number(mantissa + "e" + strconv.Itoa(exponent))
}

var millionth = decimal.New(1, -6)

// usage are the results of a bucket.
func (s *Simulator) usage(q asked, rows []row) []any {
	results := []any{}
	for _, group := range q.grouped(rows) {
		sums := map[string]int64{}
		for _, r := range group {
			sums[r.role] += r.units
			sums["requests"] += r.requests
		}
		result := object{"object": q.object}
		for _, name := range q.groups {
			result[name] = q.told(group[0], name)
		}
		if result["batch"] != nil {
			result["batch"] = result["batch"] == "true"
		}
		measure(result, q.kind, sums)
		results = append(results, result)
	}
	return results
}

// measure writes what a kind of usage counts, of which the world has these four.
func measure(result object, kind string, sums map[string]int64) {
	result["num_model_requests"] = sums["requests"]
	switch kind {
	case "completions": // input_tokens includes what was cached; the text tokens don't
		result["input_tokens"], result["input_cached_tokens"], result["input_uncached_tokens"] = sums["input"]+sums["cached"], sums["cached"], sums["input"]
		result["input_text_tokens"], result["input_cached_text_tokens"] = sums["input"], sums["cached"]
		result["output_tokens"], result["output_text_tokens"] = sums["output"], sums["output"]
		for _, none := range []string{"input_cache_write_tokens", "input_audio_tokens", "input_cached_audio_tokens", "output_audio_tokens", "input_image_tokens", "input_cached_image_tokens", "output_image_tokens"} {
			result[none] = 0
		}
	case "embeddings":
		result["input_tokens"] = sums["input"]
	case "images":
		result["images"] = sums[""]
	case "web_search_calls":
		result["num_requests"] = sums[""]
	}
}

// founded is when the organization was made.
const founded = 1720000000

// owner is the user to whom a project's keys belong.
func owner(projectID string) string {
	if projectID == "" {
		return ""
	}
	return "user_" + strings.TrimPrefix(projectID, "proj_")
}

// organization returns the projects.
func organization(archived bool) []object {
	all := []object{}
	for i, p := range projects {
		if p.archived && !archived {
			continue
		}
		project := object{"id": p.id, "object": "organization.project", "name": p.name, "created_at": founded + i, "archived_at": nil, "status": "active"}
		if p.archived {
			project["archived_at"], project["status"] = founded+daySeconds*700, "archived"
		}
		all = append(all, project)
	}
	return all
}

func projectKeys(w http.ResponseWriter, r *http.Request) {
	at := slices.IndexFunc(projects, func(p project) bool { return p.id == r.PathValue("id") })
	if at < 0 {
		refuse(w, http.StatusNotFound, "invalid_request_error", "Project with id '"+r.PathValue("id")+"' not found.", "", "not_found")
		return
	}
	all := []object{}
	for _, key := range projects[at].keys {
		all = append(all, object{
			"object": "organization.project.api_key", "id": key, "name": strings.TrimPrefix(key, "key_"), "redacted_value": "sk-proj-****" + key[len(key)-4:],
			"created_at": founded, "last_used_at": nil,
			"owner": object{"type": "user", "user": object{"id": owner(projects[at].id), "name": projects[at].name, "email": "team@example.com", "role": "owner", "created_at": founded}},
		})
	}
	list(w, r, all, map[string][]string{"owner_project_access": {"active", "inactive", "any"}})
}

// list answers the page of all that was asked for, which begins after an id.
func list(w http.ResponseWriter, r *http.Request, all []object, also map[string][]string) {
	q, limit := r.URL.Query(), 20
	for _, name := range sorted(q) {
		value, err := q.Get(name), error(nil)
		allowed, ok := also[name]
		switch {
		case ok && !slices.Contains(allowed, value):
			err = unsupported(name, value, allowed)
		case name == "limit":
			limit, err = pageLimit(value, 100)
		case name == "after":
			at := slices.IndexFunc(all, func(o object) bool { return o["id"] == value })
			if at < 0 {
				err = badQuery{name, "No such object: '" + value + "'."}
			}
			all = all[at+1:]
		case !ok:
			err = unknown(name)
		}
		if err != nil {
			refuseQuery(w, err)
			return
		}
	}
	answer := object{"object": "list", "has_more": len(all) > limit, "first_id": nil, "last_id": nil}
	all = all[:min(limit, len(all))]
	if answer["data"] = all; len(all) > 0 {
		answer["first_id"], answer["last_id"] = all[0]["id"], all[len(all)-1]["id"]
	}
	reply(w, answer)
}

func sorted(q url.Values) []string {
	names := make([]string, 0, len(q))
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
