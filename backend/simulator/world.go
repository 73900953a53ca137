package simulator

import (
	"fmt"
	"math"
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
	amount                              decimal.Decimal // units at price
}

func (r *row) priced() { r.amount = r.price.Mul(decimal.NewFromInt(r.units)) }

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

// settles is how long after its end a day's numbers still grow, in steps.
var settles = []struct {
	after   time.Duration
	percent int64
}{{72 * time.Hour, 100}, {48 * time.Hour, 99}, {24 * time.Hour, 97}, {0, 90}}

// world is the spend of one organization. A day's spend depends on the seed and the day alone.
// Only where the account begins and which day ran away hang on when the world was made, and
// these on its month: two worlds of one month agree on every day.
type world struct {
	seed  uint64
	first day
	wild  day // a script ran away
	// models and projects are what the money goes to; tools are web searches and images.
	models   []model
	projects []project
	tools    bool
	scale    float64 // of what is spent a day; 1 is some 15 dollars

	mu    sync.Mutex
	final map[day][]row // as each day ends up
	extra map[day][]row // added by a test
}

func newWorld(seed uint64, now time.Time) *world {
	year, month, _ := now.UTC().Date()
	return &world{
		seed:   seed,
		first:  dayOf(time.Date(year, month-14, 24, 0, 0, 0, 0, time.UTC)),
		wild:   dayOf(time.Date(year, month-1, 28, 0, 0, 0, 0, time.UTC)),
		models: models, projects: projects, tools: true, scale: 1,
		final: map[day][]row{}, extra: map[day][]row{},
	}
}

// during returns the rows of one bucket of a day, as known at a moment. A day's rows spread
// evenly over its buckets, those of today over the ones that have begun.
func (w *world) during(start, seconds int64, now time.Time) []row {
	d := day(start / daySeconds)
	rows := w.at(d, now)
	if seconds == daySeconds {
		return rows
	}
	parts, part := daySeconds/seconds, start%daySeconds/seconds
	if d == dayOf(now) {
		parts = now.Unix()%daySeconds/seconds + 1
	}
	var out []row
	for _, r := range rows {
		r.units = r.units*(part+1)/parts - r.units*part/parts
		r.requests = r.requests*(part+1)/parts - r.requests*part/parts
		if r.units > 0 {
			out = append(out, r)
		}
	}
	return out
}

// at returns a day's rows as the vendor knows them at a moment: a day that is not over has
// only some of its hours, and a young one not all of its late usage. The rows are the world's
// own: nobody changes them.
func (w *world) at(d day, now time.Time) []row {
	percent := known(d, now)
	w.mu.Lock()
	defer w.mu.Unlock()
	rows := w.finally(d)
	if percent == 100 && len(w.extra[d]) == 0 {
		return rows
	}
	out := make([]row, 0, len(rows)+len(w.extra[d]))
	for _, r := range rows {
		r.units = r.units * percent / 100
		r.requests = r.requests * percent / 100
		r.priced()
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
	dollars := 15 * w.scale * growth(d) * (.8 + .4*random.Float64())
	switch d.start().Weekday() {
	case time.Saturday, time.Sunday:
		dollars *= .35
	case time.Tuesday, time.Wednesday:
		dollars *= 1.15
	}
	if d == w.wild {
		dollars *= 6
	}
	var rows []row
	for _, p := range w.projects {
		for i, key := range p.keys {
			part := p.share / float64(len(p.keys)) * (.7 + .6*random.Float64())
			if i > 0 && random.IntN(3) == 0 {
				continue
			}
			rows = append(rows, w.spend(random, p.id, key, dollars*part)...)
		}
	}
	kept := rows[:0]
	for _, r := range rows {
		if r.priced(); r.units > 0 {
			kept = append(kept, r)
		}
	}
	return kept
}

// growth is a factor between 0.75 long before the summer of 2026 and 1.45 long after.
func growth(d day) float64 {
	june := dayOf(time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC))
	return 1.1 + .35*math.Tanh(float64(d-june)/300)
}

// spend turns dollars into tokens: the tokens are whole, and the money follows from them.
func (w *world) spend(random *rand.Rand, project, key string, dollars float64) []row {
	var rows []row
	for _, m := range w.models {
		budget := dollars * m.share * (.6 + .8*random.Float64())
		add := func(role, label, perMillion string, part float64) {
			if perMillion == "" {
				return
			}
			price := decimal.RequireFromString(perMillion).Shift(-6)
			units := int64(budget * part / price.InexactFloat64())
			rows = append(rows, row{project: project, key: key, model: m.name, lineItem: m.name + label, kind: m.kind, units: units, price: price, role: role, requests: 1 + units/3000})
		}
		if m.kind == "embeddings" {
			add("input", "", m.input, 1)
			if random.IntN(12) == 0 { // ten tokens: a ten-millionth of a dollar
				rows = append(rows, row{project: project, key: key, model: m.name, lineItem: m.name + ", batch", kind: m.kind, units: 10, price: decimal.New(1, -8), role: "input", requests: 1})
			}
			continue
		}
		add("input", ", input", m.input, .4)
		add("cached", ", cached input", m.cached, .05)
		add("output", ", output", m.output, .55)
	}
	if !w.tools {
		return rows
	}
	if calls := int64(dollars * .06 / .01); calls > 0 {
		rows = append(rows, row{project: project, key: key, model: "gpt-5.4", lineItem: "Web search tool calls", kind: "web_search_calls", units: calls, price: decimal.New(1, -2), requests: calls})
	}
	if images := random.Int64N(4); images > 0 {
		rows = append(rows, row{project: project, key: key, model: "gpt-image-1", lineItem: "Image generation", kind: "images", units: images, price: decimal.New(42, -3), requests: images})
	}
	return rows
}

// add puts spend on a day by hand, settled at once.
func (w *world) add(d day, amount decimal.Decimal, lineItem, projectID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.extra[d] = append(w.extra[d], row{
		project: projectID, key: "key_added", model: w.models[0].name, lineItem: lineItem, kind: "completions",
		units: 1, price: amount, role: "output", requests: 1, amount: amount,
	})
}

func parseDay(text string) (day, error) {
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		return 0, fmt.Errorf("not a day: %.20q", text)
	}
	return dayOf(t), nil
}
