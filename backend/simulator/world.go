package simulator

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// day counts UTC days since 1970.
type day int64

const daySeconds = 24 * 60 * 60

func dayOf(t time.Time) day { return day(t.Unix() / daySeconds) }

func (d day) start() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }
func (d day) String() string   { return d.start().Format("2006-01-02") }

// row is what one key of one project spent on one line of the bill on one day.
type row struct {
	project, key, model, lineItem, kind string
	units                               int64           // tokens, calls or images
	price                               decimal.Decimal // of one unit
	role                                string          // input, cached, output, or "" for other units
	requests                            int64
}

func (r row) amount() decimal.Decimal { return r.price.Mul(decimal.NewFromInt(r.units)) }

// model is a model with its prices in dollars per million tokens; at most three digits behind
// the point keep every amount within nine.
type model struct {
	name                  string
	input, cached, output string
	share                 float64 // of a day's spend
	kind                  string
}

var models = []model{
	{"gpt-5.4", "1.25", "0.125", "10", .38, "completions"},
	{"gpt-5.4-mini", "0.25", "0.025", "2", .17, "completions"},
	{"gpt-4o-2024-08-06", "2.5", "1.25", "10", .2, "completions"},
	{"o4-mini", "1.1", "0.275", "4.4", .13, "completions"},
	{"text-embedding-3-small", "0.02", "", "", .02, "embeddings"},
}

type project struct {
	id, name string
	share    float64
	keys     []string
	archived bool
}

var projects = []project{
	{"proj_research", "Research", .45, []string{"key_notebooks", "key_batch"}, false},
	{"proj_support", "Support assistant", .3, []string{"key_support_live", "key_support_test"}, false},
	{"proj_search", "Search", .2, []string{"key_search"}, false},
	{"proj_pilot", "Pilot 2025", .05, []string{"key_pilot"}, true},
}

// history is how many days before the simulator was made the account began.
const history = 412

// runaway is how many days before the simulator was made a script ran away.
const runaway = 21

// settles is how long after its end a day's numbers still grow, in steps.
var settles = []struct {
	after   time.Duration
	percent int64
}{{72 * time.Hour, 100}, {48 * time.Hour, 99}, {24 * time.Hour, 97}, {0, 90}}

// world is the spend of one organization, the same for the same seed and start.
type world struct {
	seed  uint64
	first day
	wild  day

	mu    sync.Mutex
	final map[day][]row // as each day ends up
	extra map[day][]row // added by a test
}

func newWorld(seed uint64, now time.Time) *world {
	today := dayOf(now)
	return &world{seed: seed, first: today - history, wild: today - runaway, final: map[day][]row{}, extra: map[day][]row{}}
}

// at returns a day's rows as the vendor knows them at a moment: a day that is not over has
// only some of its hours, and a young one not all of its late usage.
func (w *world) at(d day, now time.Time) []row {
	percent := known(d, now)
	w.mu.Lock()
	defer w.mu.Unlock()
	rows := w.finally(d)
	out := make([]row, 0, len(rows)+len(w.extra[d]))
	for _, r := range rows {
		r.units = r.units * percent / 100
		r.requests = r.requests * percent / 100
		if r.units > 0 {
			out = append(out, r)
		}
	}
	return append(out, w.extra[d]...)
}

func known(d day, now time.Time) int64 {
	end := (d + 1).start()
	if age := now.Sub(end); age >= 0 {
		for _, step := range settles {
			if age >= step.after {
				return step.percent
			}
		}
	}
	hours := int64(now.Sub(d.start()) / time.Hour)
	return max(0, hours*90/24)
}

// finally returns a day as it is once settled. The caller holds mu.
func (w *world) finally(d day) []row {
	if d < w.first {
		return nil
	}
	rows, ok := w.final[d]
	if !ok {
		rows = w.make(d)
		w.final[d] = rows
	}
	return rows
}

func (w *world) make(d day) []row {
	random := rand.New(rand.NewPCG(w.seed, uint64(d)))
	if random.IntN(40) == 0 && d != w.wild {
		return nil // a day on which nobody did anything
	}
	dollars := 13 * (1 + .5*float64(d-w.first)/history) * (.8 + .4*random.Float64())
	switch d.start().Weekday() {
	case time.Saturday, time.Sunday:
		dollars *= .35
	case time.Tuesday, time.Wednesday:
		dollars *= 1.15
	}
	if d == w.wild {
		dollars *= 7
	}
	var rows []row
	for _, p := range projects {
		for i, key := range p.keys {
			part := p.share / float64(len(p.keys)) * (.7 + .6*random.Float64())
			if i > 0 && random.IntN(3) == 0 {
				continue
			}
			rows = append(rows, spend(random, p.id, key, dollars*part)...)
		}
	}
	return rows
}

// spend turns dollars into tokens: the tokens are whole, and the money follows from them.
func spend(random *rand.Rand, project, key string, dollars float64) []row {
	var rows []row
	for _, m := range models {
		budget := dollars * m.share * (.6 + .8*random.Float64())
		add := func(role, label, perMillion string, part float64) {
			if perMillion == "" {
				return
			}
			price := decimal.RequireFromString(perMillion).Shift(-6)
			units := int64(budget * part / price.InexactFloat64())
			rows = append(rows, row{project, key, m.name, m.name + label, m.kind, units, price, role, 1 + units/3000})
		}
		if m.kind == "embeddings" {
			add("input", "", m.input, 1)
			continue
		}
		add("input", ", input", m.input, .4)
		add("cached", ", cached input", m.cached, .05)
		add("output", ", output", m.output, .55)
	}
	if calls := int64(dollars * .06 / .01); calls > 0 {
		rows = append(rows, row{project, key, "gpt-5.4", "Web search tool calls", "web_search_calls", calls, decimal.RequireFromString("0.01"), "", calls})
	}
	if images := random.Int64N(4); images > 0 {
		rows = append(rows, row{project, key, "gpt-image-1", "Image generation", "images", images, decimal.RequireFromString("0.042"), "", images})
	}
	return rows
}

// add puts spend on a day by hand, settled at once.
func (w *world) add(d day, amount decimal.Decimal, lineItem, projectID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.extra[d] = append(w.extra[d], row{projectID, "key_added", "gpt-5.4", lineItem, "completions", 1, amount, "output", 1})
}

// names returns what the vendor calls its projects.
func names(archived bool) []map[string]any {
	var list []map[string]any
	for i, p := range projects {
		if p.archived && !archived {
			continue
		}
		status := "active"
		if p.archived {
			status = "archived"
		}
		list = append(list, map[string]any{"id": p.id, "object": "organization.project", "name": p.name, "created_at": 1720000000 + i, "archived_at": nil, "status": status})
	}
	return list
}

func parseDay(text string) (day, error) {
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		return 0, fmt.Errorf("not a day: %.20q", text)
	}
	return dayOf(t), nil
}
