package simulator

import (
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

const controlPath = "/_sim/"

func isControl(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, controlPath) }

// control lets tests of other processes steer the simulator, by JSON and with the token:
// the sum of days, faults, late spend, the clock, and what was asked.
func (s *Simulator) control(mux *http.ServeMux) {
	handle := func(pattern string, answer func(r *http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			token := r.Header.Get("X-Simulator-Token")
			if s.options.Token == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.options.Token)) != 1 {
				http.Error(w, "the simulator's token is needed", http.StatusForbidden)
				return
			}
			result, err := answer(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			reply(w, result)
		})
	}
	handle("GET /_sim/sum", s.controlSum)
	handle("GET /_sim/account", func(r *http.Request) (any, error) {
		vendor := r.URL.Query().Get("vendor")
		if vendor == "openai" {
			return Account{Key: AdminKey, Weak: ProjectKey, Publishes: true}, nil
		}
		return s.Account(vendor)
	})
	handle("GET /_sim/uses", func(*http.Request) (any, error) { return object{"uses": s.Uses()}, nil })
	handle("GET /_sim/faults", func(*http.Request) (any, error) { return Faults(), nil })
	handle("POST /_sim/fault", func(r *http.Request) (any, error) {
		var f Fault
		if err := order(r, &f); err != nil {
			return nil, err
		}
		return "ok", s.SetFault(f)
	})
	handle("DELETE /_sim/fault", func(*http.Request) (any, error) { s.ClearFaults(); return "ok", nil })
	handle("GET /_sim/requests", s.controlRequests)
	handle("DELETE /_sim/requests", func(*http.Request) (any, error) { s.ForgetRequests(); return "ok", nil })
	handle("POST /_sim/spend", func(r *http.Request) (any, error) {
		var late struct {
			Day      string `json:"day"`
			Amount   string `json:"amount"`
			LineItem string `json:"line_item"`
			Project  string `json:"project_id"`
		}
		if err := order(r, &late); err != nil {
			return nil, err
		}
		return "ok", s.AddSpend(late.Day, late.Amount, late.LineItem, late.Project)
	})
	handle("POST /_sim/clock", func(r *http.Request) (any, error) {
		var clock struct{ Now time.Time }
		if err := order(r, &clock); err != nil {
			return nil, err
		}
		s.SetClock(clock.Now)
		return "ok", nil
	})
}

// order reads what is ordered, and refuses what it does not know, which is a typing error.
func order(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func (s *Simulator) controlRequests(*http.Request) (any, error) {
	requests, count := s.Requests(), map[string]int{}
	for _, r := range requests {
		_, uri, _ := strings.Cut(r, " ")
		path, _, _ := strings.Cut(uri, "?")
		count[path]++
	}
	return object{"count": count, "requests": requests}, nil
}

func (s *Simulator) controlSum(r *http.Request) (any, error) {
	if vendor := r.URL.Query().Get("vendor"); vendor != "" {
		sum, err := s.SumOf(vendor, r.URL.Query().Get("from"), r.URL.Query().Get("to"))
		return map[string]any{"totals": []map[string]string{{"value": sum.String(), "currency": "USD"}}}, err
	}
	by, ok := map[string]func(row, day) string{
		"day":       func(_ row, d day) string { return d.String() },
		"project":   func(r row, _ day) string { return r.project },
		"key":       func(r row, _ day) string { return r.key },
		"line_item": func(r row, _ day) string { return r.lineItem },
	}[cmp.Or(r.URL.Query().Get("by"), "day")]
	if !ok {
		return nil, errors.New("group by day, project, key or line_item")
	}
	sums, err := s.sums(r.URL.Query().Get("from"), r.URL.Query().Get("to"), by)
	if err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(sums))
	total := decimal.Zero
	for key, sum := range sums {
		keys = append(keys, key)
		total = total.Add(sum)
	}
	slices.Sort(keys)
	rows := []map[string]string{}
	for _, key := range keys {
		rows = append(rows, map[string]string{"key": key, "value": sums[key].String(), "currency": "USD"})
	}
	return map[string]any{"totals": []map[string]string{{"value": total.String(), "currency": "USD"}}, "rows": rows}, nil
}
