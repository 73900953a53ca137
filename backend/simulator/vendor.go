package simulator

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// vendor is a simulated vendor beside OpenAI. It answers below /ID/: a client is given the
// base URL with that path. What a day costs comes from a world of its own.
type vendor struct {
	id string
	// good is a key that may read all there is; weak one of the same vendor that may not,
	// "" where there is none.
	good, weak string
	fields     map[string]string // what else a client must know: its organization, its team
	models     []model           // of its world; none for a vendor that publishes no spend
	projects   []project
	delay      int // days until a day is published: 0 for today so far
	// routes adds what it answers, by patterns without the prefix: "GET /v1/costs".
	routes func(s *Simulator, v *vendor, mux *http.ServeMux)
	// refuse writes a refusal in the vendor's own words.
	refuse func(w http.ResponseWriter, status int, message string)
	// sum is what the rows of one day cost a client, where it is not what they amount to.
	sum func(s *Simulator, d day, rows []row) decimal.Decimal
	shape
	empty sync.Map // answers without rows, by address; see [vendor.emptied]
}

// shape says where faults find what they spoil, in the answers that tell of money.
type shape struct {
	amount   *regexp.Regexp // an amount with its name; the group is the value, quotes included
	currency *regexp.Regexp // likewise; nil where answers name none
	rows     string         // the list of a bill's rows
	day      string         // the field that says which day a row or bucket is of; "" for none
	// cursor returns the cursor that a request came with, and again makes of an answer one
	// that promises another page with this one; nil where there are no pages.
	cursor func(r *http.Request) string
	again  func(page object, cursor string)
}

// vendors are all vendors beside OpenAI.
func vendors() []*vendor {
	return []*vendor{
		anthropic(),
		copilot(),
		cursor(),
		fireworks(),
		openrouter(),
		together(),
		xai(),
		deepseek(),
		elevenlabs(),
		groq(),
		mistral(),
		moonshot(),
		perplexity(),
		relay(),
	}
}

// Vendors returns the ids of the vendors beside OpenAI.
func (s *Simulator) Vendors() []string {
	var ids []string
	for _, v := range s.vendors {
		ids = append(ids, v.id)
	}
	return ids
}

// Account is what a client needs to connect to a simulated vendor.
type Account struct {
	Path      string            `json:"path"` // to be put behind the simulator's base URL: "/anthropic"
	Key       string            `json:"key"`
	Weak      string            `json:"weak"`      // a key that does not read spend, "" for none
	Fields    map[string]string `json:"fields"`    // plain ones
	Publishes bool              `json:"publishes"` // it tells what was spent
}

// Account returns how to connect to a vendor.
func (s *Simulator) Account(id string) (Account, error) {
	v, err := s.vendor(id)
	if err != nil {
		return Account{}, err
	}
	return Account{Path: "/" + v.id, Key: v.good, Weak: v.weak, Fields: v.fields, Publishes: len(v.models) > 0}, nil
}

func (s *Simulator) vendor(id string) (*vendor, error) {
	at := slices.IndexFunc(s.vendors, func(v *vendor) bool { return v.id == id })
	if at < 0 {
		return nil, fmt.Errorf("no vendor %.40q", id)
	}
	return s.vendors[at], nil
}

// SumOf returns what a vendor beside OpenAI tells of the days from first through last, both
// inside, to a client that asks now.
func (s *Simulator) SumOf(id, first, last string) (decimal.Decimal, error) {
	v, err := s.vendor(id)
	if err != nil {
		return decimal.Zero, err
	}
	from, err := parseDay(first)
	if err != nil {
		return decimal.Zero, err
	}
	to, err := parseDay(last)
	if err != nil {
		return decimal.Zero, err
	}
	total := decimal.Zero
	for d := from; d <= min(to, dayOf(s.now())-day(v.delay)); d++ {
		rows := s.rows(v, d)
		if v.sum != nil {
			total = total.Add(v.sum(s, d, rows))
			continue
		}
		for _, r := range rows {
			total = total.Add(r.amount)
		}
	}
	return total, nil
}

// rows returns what a vendor knows of a day now: nothing of days that it does not publish yet.
func (s *Simulator) rows(v *vendor, d day) []row {
	now := s.now()
	if d > dayOf(now)-day(v.delay) || len(v.models) == 0 {
		return nil
	}
	return s.worlds[v.id].at(d, now)
}

// AddSpendTo puts spend on a day of a vendor beside OpenAI, as if it had been reported late.
func (s *Simulator) AddSpendTo(id, on, amount string) error {
	v, err := s.vendor(id)
	if err != nil {
		return err
	}
	if len(v.models) == 0 {
		return fmt.Errorf("%s publishes no spend", v.id)
	}
	d, err := parseDay(on)
	if err != nil {
		return err
	}
	value, err := decimal.NewFromString(amount)
	if err != nil {
		return fmt.Errorf("not an amount: %.40q", amount)
	}
	s.worlds[v.id].add(d, value, "Late", v.projects[0].id)
	return nil
}

// mount puts every vendor below its path.
func (s *Simulator) mount(mux *http.ServeMux) {
	for _, v := range s.vendors {
		own := http.NewServeMux()
		v.routes(s, v, own)
		own.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
			v.refuse(w, http.StatusNotFound, "Not Found: "+r.Method+" "+r.URL.Path)
		})
		mux.Handle("/"+v.id+"/", http.StripPrefix("/"+v.id, own))
	}
}

// playing returns the vendor whose path a request is for, nil for OpenAI.
func (s *Simulator) playing(path string) *vendor {
	id, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	v, err := s.vendor(id)
	if err != nil {
		return nil
	}
	return v
}

// only lets requests through that hold nothing but these parameters, each once; names in
// brackets may repeat. It returns what is wrong with them, "" for nothing.
func only(r *http.Request, allowed ...string) string {
	for _, name := range sorted(r.URL.Query()) {
		switch {
		case !slices.Contains(allowed, name):
			return "Unknown parameter: " + name
		case len(r.URL.Query()[name]) > 1 && !strings.HasSuffix(name, "[]"):
			return "Parameter given twice: " + name
		}
	}
	return ""
}

// merged adds up rows that one line of a bill tells together: those of one key.
func merged(rows []row, key func(r row) string) []row {
	at := map[string]int{}
	var lines []row
	for _, r := range rows {
		k := key(r)
		i, ok := at[k]
		if !ok {
			at[k] = len(lines)
			lines = append(lines, r)
			continue
		}
		lines[i].units += r.units
		lines[i].requests += r.requests
		lines[i].amount = lines[i].amount.Add(r.amount)
	}
	return lines
}

// midnight returns when a day begins, as most vendors write it.
func (d day) midnight() string { return d.start().Format(time.RFC3339) }
