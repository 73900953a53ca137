package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Fault is a bad day of the vendor.
type Fault struct {
	Name  string `json:"name"`  // one of [Faults]
	Count int    `json:"count"` // for how many requests; 0 for until it is cleared
	Path  string `json:"path"`  // only requests whose path starts so; "" for all
	Skip  int    `json:"skip"`  // so many of those requests are answered well first
	Value string `json:"value"` // Retry-After, "date" for one as a date; the base URL of a redirect; a pause between bytes
	seen  int
}

// Faults names every fault there is, with what it does.
func Faults() map[string]string {
	list := map[string]string{}
	for name, f := range plays {
		list[name] = f.what
	}
	return list
}

// SetFault plays a fault from the next request on, before those set earlier.
func (s *Simulator) SetFault(f Fault) error {
	if _, ok := plays[f.Name]; !ok {
		return fmt.Errorf("no fault %.40q", f.Name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append([]*Fault{&f}, s.faults...)
	return nil
}

// ClearFaults ends every fault.
func (s *Simulator) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *Simulator) fault(r *http.Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if !strings.HasPrefix(r.URL.Path, f.Path) {
			continue
		}
		f.seen++
		if f.seen <= f.Skip || (f.Count > 0 && f.seen > f.Skip+f.Count) {
			continue
		}
		return f
	}
	return nil
}

func (s *Simulator) play(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	known := plays
	if v := s.playing(r.URL.Path); v != nil {
		known = v.plays()
	}
	if p, ok := known[f.Name]; ok {
		p.how(f, w, r, next)
		return
	}
	next.ServeHTTP(w, r) // a fault that this vendor cannot have
}

func pauseHeader(w http.ResponseWriter, value string) {
	switch {
	case value == "date":
		w.Header().Set("Retry-After", time.Now().Add(2*time.Second).UTC().Format(http.TimeFormat))
	case value != "":
		w.Header().Set("Retry-After", value)
	}
}

type play struct {
	what string
	how  func(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler)
}

func status(code int, kind, message, errorCode string) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(_ *Fault, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		refuse(w, code, kind, message, "", errorCode)
	}
}

func body(text string) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(_ *Fault, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(text))
	}
}

// answer keeps what a handler answers.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header            { return a.header }
func (a *answer) WriteHeader(status int)         { a.status = status }
func (a *answer) Write(body []byte) (int, error) { return a.body.Write(body) }

// honest returns what would be answered if there were no fault.
func honest(r *http.Request, next http.Handler) *answer {
	a := &answer{header: http.Header{}, status: http.StatusOK}
	next.ServeHTTP(a, r)
	return a
}

// rewritten answers truly, but for what change does to the text.
func rewritten(change func(f *Fault, r *http.Request, body string) string) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
		a := honest(r, next)
		text := change(f, r, a.body.String())
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		w.WriteHeader(a.status)
		_, _ = w.Write([]byte(text))
	}
}

// edited answers truly, but for what change does to the page; another answer it leaves alone.
func edited(change func(f *Fault, r *http.Request, page object, data []any)) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return rewritten(func(f *Fault, r *http.Request, text string) string {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var page object
		if decoder.Decode(&page) != nil {
			return text
		}
		data, ok := page["data"].([]any)
		if !ok {
			return text
		}
		change(f, r, page, data)
		changed, _ := json.Marshal(page)
		return string(changed)
	})
}

// fromStart plays a fault on the first page, whatever cursor comes, which may be one that the
// fault itself gave out.
func fromStart(how func(*Fault, http.ResponseWriter, *http.Request, http.Handler)) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
		how(f, w, r, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			first := r.Clone(r.Context())
			q := first.URL.Query()
			q.Del("page")
			q.Del("after")
			first.URL.RawQuery = q.Encode()
			next.ServeHTTP(w, first)
		}))
	}
}

// again makes a page the one before an empty one, which is the one before an empty one. A
// client that is not counting days has only the cursor to see it by.
func again(cursor func(before string) string) func(*Fault, *http.Request, object, []any) {
	return func(_ *Fault, r *http.Request, page object, _ []any) {
		page["has_more"] = true
		if _, ok := page["next_page"]; !ok {
			return // a list, whose cursor is its last object
		}
		before := r.URL.Query().Get("page")
		page["next_page"] = cursor(before)
		if before != "" {
			page["data"] = []any{}
		}
	}
}

var (
	firstAmount = regexp.MustCompile(`"value":"?[-0-9.e]+"?`)
	firstStart  = regexp.MustCompile(`"start_time":(\d+)`)
)

func replaceFirst(pattern *regexp.Regexp, text, by string) string {
	at := pattern.FindStringIndex(text)
	if at == nil {
		return text
	}
	return text[:at[0]] + by + text[at[1]:]
}

func worth(by string) func(*Fault, *http.Request, string) string {
	return func(_ *Fault, _ *http.Request, text string) string {
		return replaceFirst(firstAmount, text, `"value":`+by)
	}
}

var plays = map[string]play{
	"key_refused":   {"401 with the vendor's words", status(401, "invalid_request_error", "Incorrect API key provided: sk-****. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_api_key")},
	"scope_missing": {"403 Missing scopes: api.usage.read", status(403, "server_error", "You have insufficient permissions for this operation. Missing scopes: api.usage.read.", "")},
	"scope_as_401":  {"401 with the words of a missing scope", status(401, "invalid_request_error", "You have insufficient permissions for this operation. Missing scopes: api.usage.read.", "")},
	"not_found":     {"404", status(404, "invalid_request_error", "Invalid URL", "")},
	"rate_limited": {"429, Retry-After as seconds, a date, or none", func(f *Fault, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		pauseHeader(w, f.Value)
		refuse(w, 429, "rate_limit_error", "Rate limit reached.", "", "rate_limit_exceeded")
	}},
	"server_error": {"500", status(500, "server_error", "The server had an error while processing your request.", "")},
	"html_502": {"502 with a page of HTML", func(_ *Fault, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(502)
		_, _ = w.Write([]byte("<html><body><h1>502 Bad Gateway</h1></body></html>"))
	}},
	"empty":     {"200 with an empty body", body("")},
	"nonsense":  {"200 with JSON of another kind", body(`{"hello":["world",{}]}`)},
	"html_200":  {"200 with a page of HTML", body("<html><body>Sign in</body></html>")},
	"truncated": {"200 with half of the JSON", rewritten(func(_ *Fault, _ *http.Request, text string) string { return text[:len(text)/2] })},
	"cut":       {"the connection breaks in the middle of the body", cut},
	"nan":       {"an amount that is NaN", rewritten(worth("NaN"))},
	"null":      {"an amount that is null", rewritten(worth("null"))},
	"negative":  {"a negative amount, a credit", rewritten(worth("-1.25"))},
	"tiny":      {"an amount of 1e-7", rewritten(worth("1e-7"))},
	"huge":      {"an amount beyond any ledger", rewritten(worth("1" + strings.Repeat("0", 25)))},
	"euro": {"an amount in another currency", rewritten(func(_ *Fault, _ *http.Request, text string) string {
		return strings.Replace(text, `"currency":"usd"`, `"currency":"eur"`, 1)
	})},
	"outside": {"a day outside of the asked span", rewritten(func(_ *Fault, _ *http.Request, text string) string {
		m := firstStart.FindStringSubmatch(text)
		if m == nil {
			return text
		}
		start, _ := strconv.ParseInt(m[1], 10, 64)
		moved := strconv.FormatInt(start-900*daySeconds, 10)
		text = strings.Replace(text, m[0], `"start_time":`+moved, 1)
		return strings.Replace(text, `"end_time":`+strconv.FormatInt(start+daySeconds, 10), `"end_time":`+strconv.FormatInt(start-899*daySeconds, 10), 1)
	})},
	"missing_fields": {"a result without its amount", rewritten(func(_ *Fault, _ *http.Request, text string) string {
		return strings.Replace(text, `"amount":`, `"amont":`, 1)
	})},
	"duplicate_row": {"a day's first row twice", edited(func(_ *Fault, _ *http.Request, _ object, data []any) {
		for _, bucket := range data {
			bucket, _ := bucket.(object)
			if rows, _ := bucket["results"].([]any); len(rows) > 0 {
				bucket["results"] = append(rows, rows[0])
				return
			}
		}
	})},
	"duplicate_day": {"the last day twice", edited(func(_ *Fault, _ *http.Request, page object, data []any) {
		if len(data) > 0 {
			page["data"] = append(data, data[len(data)-1])
		}
	})},
	"repeating_cursor": {"a cursor that repeats for ever", fromStart(edited(again(func(string) string { return "page_again" })))},
	"endless_pages": {"a new cursor with each page, for ever", fromStart(edited(again(func(before string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(before, "page_"))
		return "page_" + strconv.Itoa(n+1)
	})))},
	"endless": {"a page that never ends", func(_ *Fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"object":"page","data":[`))
		filler := bytes.Repeat([]byte(" "), 64<<10)
		for r.Context().Err() == nil {
			if _, err := w.Write(filler); err != nil {
				return
			}
		}
	}},
	"slow": {"a byte at a time", func(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
		a := honest(r, next)
		pause, _ := time.ParseDuration(f.Value)
		if pause == 0 {
			pause = 200 * time.Millisecond
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(a.status)
		for _, b := range a.body.Bytes() {
			_, _ = w.Write([]byte{b})
			_ = http.NewResponseController(w).Flush()
			select {
			case <-time.After(pause):
			case <-r.Context().Done():
				return
			}
		}
	}},
	"hang": {"no answer at all", func(_ *Fault, _ http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() }},
	"redirect_here": {"a redirect to the same address; after count of them the answer", func(_ *Fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, r.URL.RequestURI(), http.StatusTemporaryRedirect)
	}},
	"redirect": {"a redirect to the host in value", func(f *Fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, f.Value+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	}},
}

func cut(_ *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := honest(r, next)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()[:a.body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // what net/http offers to break a connection off
}
