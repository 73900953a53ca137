package simulator

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// asked is a checked question for buckets.
type asked struct {
	endpoint
	width    width
	from, to int64 // buckets since 1970, to not included
	limit    int   // of them on a page
	offset   int   // already given
	by       []string
	only     map[string][]string // parameter to the values that count
	query    string              // what the cursor belongs to
}

// badQuery says which parameter is refused and why.
type badQuery struct{ param, why string }

func (b badQuery) Error() string { return b.why }

func unknown(name string) error { return badQuery{name, "Unknown parameter: '" + name + "'."} }

func unsupported(name, value string, allowed []string) error {
	return badQuery{name, "Invalid value: '" + value + "'. Supported values are: '" + strings.Join(allowed, "', '") + "'."}
}

func refuseQuery(w http.ResponseWriter, err error) {
	bad, _ := err.(badQuery)
	refuse(w, http.StatusBadRequest, "invalid_request_error", err.Error(), bad.param, "")
}

// ask checks a question, the parameters in the order of their names.
func ask(r *http.Request, e endpoint, now time.Time) (asked, error) {
	q := asked{endpoint: e, only: map[string][]string{}}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return q, badQuery{"", "The query string is malformed."}
	}
	single := map[string]string{}
	for _, name := range sorted(values) {
		if err := q.take(name, values[name], single); err != nil {
			return q, err
		}
	}
	if err := q.size(single); err != nil {
		return q, err
	}
	if err := q.span(single, now); err != nil {
		return q, err
	}
	values.Del("page")
	q.query = r.URL.Path + "?" + values.Encode()
	if cursor, ok := single["page"]; ok {
		return q, q.resume(cursor)
	}
	return q, nil
}

// take puts a parameter where it belongs. Lists come with brackets or repeated, both in the
// wild; brackets on anything else are an unknown parameter.
func (q *asked) take(name string, values []string, single map[string]string) error {
	plain := strings.TrimSuffix(name, "[]")
	allowed, isFilter := q.filters[plain]
	switch {
	case plain == "group_by":
		for _, value := range values {
			if !slices.Contains(q.groups, value) {
				return unsupported(plain, value, q.groups)
			}
		}
		q.by = append(q.by, values...)
	case isFilter:
		for _, value := range values {
			if allowed != nil && !slices.Contains(allowed, value) {
				return unsupported(plain, value, allowed)
			}
		}
		q.only[plain] = append(q.only[plain], values...)
	case !slices.Contains([]string{"start_time", "end_time", "bucket_width", "limit", "page"}, name):
		return unknown(name)
	case len(values) > 1:
		return badQuery{name, "Invalid type for '" + name + "': expected one value, but got an array instead."}
	default:
		single[name] = values[0]
	}
	return nil
}

func (q *asked) size(single map[string]string) error {
	text, ok := single["bucket_width"]
	if !ok {
		text = "1d"
	}
	if q.width, ok = q.widths[text]; !ok {
		var allowed []string
		for name := range q.widths {
			allowed = append(allowed, name)
		}
		slices.Sort(allowed)
		return unsupported("bucket_width", text, allowed)
	}
	q.limit = int(q.width.usual)
	text, ok = single["limit"]
	if !ok {
		return nil
	}
	var err error
	q.limit, err = pageLimit(text, int(q.width.most))
	return err
}

func pageLimit(text string, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, badQuery{"limit", fmt.Sprintf("Invalid 'limit': must be an integer from 1 to %d.", most)}
	}
	return n, nil
}

// span reads the times. Buckets are whole and none is in the future: what the vendor does
// with a start in the middle of a day, or after now, is not published. Here the day is given
// whole, and a start after today is refused, which tells milliseconds from seconds.
func (q *asked) span(single map[string]string, now time.Time) error {
	if _, ok := single["start_time"]; !ok {
		return badQuery{"start_time", "Missing required parameter: 'start_time'."}
	}
	start, err := seconds(single, "start_time", 0)
	if err != nil {
		return err
	}
	end, err := seconds(single, "end_time", max(start, now.Unix())+1)
	if err != nil {
		return err
	}
	if end <= start {
		return badQuery{"end_time", "Invalid 'end_time': must be after 'start_time'."}
	}
	underway := now.Unix() / q.width.seconds
	q.from, q.to = start/q.width.seconds, min(underway, (end-1)/q.width.seconds)+1
	if q.from > underway {
		return badQuery{"start_time", "Invalid 'start_time': must not be in the future."}
	}
	return nil
}

func seconds(single map[string]string, name string, otherwise int64) (int64, error) {
	text, ok := single[name]
	if !ok {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, badQuery{name, "Invalid type for '" + name + "': expected Unix seconds as an integer."}
	}
	return n, nil
}

// A cursor holds its question, so that one sent with another question is known.
func (q *asked) resume(cursor string) error {
	invalid := badQuery{"page", "Invalid 'page': no such cursor for this query."}
	text, ok := strings.CutPrefix(cursor, "page_")
	plain, err := base64.URLEncoding.DecodeString(text)
	if !ok || err != nil {
		return invalid
	}
	offset, query, _ := strings.Cut(string(plain), "|")
	n, err := strconv.Atoi(offset)
	if err != nil || n < 1 || query != q.query {
		return invalid
	}
	q.offset = n
	return nil
}

func (q asked) cursor(offset int) string {
	return "page_" + base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(offset)+"|"+q.query))
}

// page answers a page of an endpoint's buckets, each with the results that fill makes of its
// rows.
func (s *Simulator) page(w http.ResponseWriter, r *http.Request, e endpoint, fill func(asked, []row) []any) {
	now := s.now()
	q, err := ask(r, e, now)
	if err != nil {
		refuseQuery(w, err)
		return
	}
	first := q.from + int64(q.offset)
	end := min(first+int64(q.limit), q.to)
	data := []object{}
	for b := first; b < end; b++ {
		start := b * q.width.seconds
		data = append(data, object{
			"object": "bucket", "start_time": start, "end_time": start + q.width.seconds, "results": fill(q, s.world.during(start, q.width.seconds, now)),
		})
	}
	answer := object{"object": "page", "data": data, "has_more": end < q.to, "next_page": nil}
	if end < q.to {
		answer["next_page"] = q.cursor(q.offset + q.limit)
	}
	reply(w, answer)
}

// dimensions are what the filters look at.
var dimensions = map[string]string{
	"project_ids": "project_id", "api_key_ids": "api_key_id", "user_ids": "user_id", "models": "model", "batch": "batch",
	"sizes": "size", "sources": "source", "context_levels": "context_level", "vector_store_ids": "vector_store_id",
}

func (q asked) counts(r *row) bool {
	if q.kind != "" && q.kind != r.kind {
		return false
	}
	for name, values := range q.only {
		if !slices.Contains(values, r.dimension(dimensions[name])) {
			return false
		}
	}
	return true
}

// grouped returns the rows that count, those of one result together.
func (q asked) grouped(rows []row) [][]*row {
	var groups [][]*row
	places := map[string]int{}
	var key []byte
	for i := range rows {
		r := &rows[i]
		if !q.counts(r) {
			continue
		}
		key = key[:0]
		for _, name := range q.by {
			key = append(append(key, r.dimension(name)...), 0)
		}
		place, ok := places[string(key)]
		if !ok {
			place = len(groups)
			places[string(key)] = place
			groups = append(groups, nil)
		}
		groups[place] = append(groups[place], r)
	}
	return groups
}

// told returns what a row is in a dimension, nil where nobody asked for it.
func (q asked) told(r *row, name string) any {
	if !slices.Contains(q.by, name) {
		return nil
	}
	return null(r.dimension(name))
}
