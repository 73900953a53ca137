package simulator

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
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
	Value string `json:"value"` // Retry-After seconds, the host of a redirect, …
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

func (f *Fault) play(w http.ResponseWriter, r *http.Request, next http.Handler) {
	plays[f.Name].how(f, w, r, next)
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

// rewritten answers truly, but for what change does to the text.
func rewritten(change func(f *Fault, r *http.Request, body string) string) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
		honest := httptest.NewRecorder()
		next.ServeHTTP(honest, r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(honest.Code)
		_, _ = w.Write([]byte(change(f, r, honest.Body.String())))
	}
}

var (
	firstAmount = regexp.MustCompile(`"value":"?[-0-9.e]+"?`)
	firstStart  = regexp.MustCompile(`"start_time":(\d+)`)
	nextPage    = regexp.MustCompile(`"has_more":(true|false),"next_page":("[^"]*"|null)`)
)

func replaceFirst(pattern *regexp.Regexp, text, by string) string {
	at := pattern.FindStringIndex(text)
	if at == nil {
		return text
	}
	return text[:at[0]] + by + text[at[1]:]
}

func amount(by string) func(*Fault, *http.Request, string) string {
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
		switch {
		case f.Value == "date":
			w.Header().Set("Retry-After", time.Now().Add(2*time.Second).UTC().Format(http.TimeFormat))
		case f.Value != "":
			w.Header().Set("Retry-After", f.Value)
		}
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
	"nan":       {"an amount that is NaN", rewritten(amount("NaN"))},
	"null":      {"an amount that is null", rewritten(amount("null"))},
	"negative":  {"a negative amount, a credit", rewritten(amount("-1.25"))},
	"tiny":      {"an amount of 1e-7", rewritten(amount("1e-7"))},
	"huge":      {"an amount beyond any ledger", rewritten(amount("1" + strings.Repeat("0", 25)))},
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
	"repeating_cursor": {"a cursor that repeats for ever", rewritten(func(_ *Fault, _ *http.Request, text string) string {
		return replaceFirst(nextPage, text, `"has_more":true,"next_page":"page_again"`)
	})},
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
		honest := httptest.NewRecorder()
		next.ServeHTTP(honest, r)
		pause, _ := time.ParseDuration(f.Value)
		if pause == 0 {
			pause = 200 * time.Millisecond
		}
		w.Header().Set("Content-Type", "application/json")
		for _, b := range honest.Body.Bytes() {
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
	"redirect": {"a redirect to the host in value", func(f *Fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, f.Value+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	}},
}

func cut(_ *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	honest := httptest.NewRecorder()
	next.ServeHTTP(honest, r)
	w.Header().Set("Content-Length", strconv.Itoa(honest.Body.Len()))
	_, _ = w.Write(honest.Body.Bytes()[:honest.Body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // what net/http offers to break a connection off
}
