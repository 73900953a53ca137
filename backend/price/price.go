// Package price says what a call to a model costs, on a day: tokens times the vendor's published
// prices, with what caches, long requests and tiers change about them.
//
// The table is data with a date, dumped from a public one (see [Table.Source]); a person can lay
// prices of their own over it. The package refuses to price what it does not know: an unknown
// model is [ErrUnknown], and what a known one has no price for is named in [Result.Unpriced].
// Neither is ever $0.
//
// # Why a price of a part falls back to that of the whole
//
// A vendor that lists no price for cached tokens charges them as others: that is what the price
// of input says. Sound is different: it costs many times what text does wherever it has a price,
// so that without one it is unpriced.
//
// # Why unknown tiers are unpriced
//
// Half the price or twice the price: a guess would be wrong by as much as the bill. Tiers that
// a vendor documents stand in overlay.json, each with its source and the day it was read; where
// one has limits, a call beyond them is unpriced too.
//
// Sources: the npm package @pydantic/genai-prices 0.1.8 (MIT, see LICENSE.genai-prices), whose
// rules for matching, dates and tiers are kept; overlay.json names its own.
package price

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// ErrUnknown says that the table has no such model of this vendor.
var ErrUnknown = errors.New("no price is known for this model")

// ErrOverlay says that a file of prices cannot be read; the text says where and why.
var ErrOverlay = errors.New("these prices cannot be read")

// Query is what a call used. Input includes Cached and both CacheWrites; Output includes what
// the model thought. Audio is a part of Input and Output.
type Query struct {
	Provider, Model string       // the provider's id, and the model as the answer names it
	On              calendar.Day // UTC
	At              time.Time    // of that day, for vendors with hours of their own; the zero time: the day's dearest
	Tier            string       // the vendor's word: "batch", "flex", "priority"; "" for none
	Input, Cached   int64
	CacheWrite5m    int64
	CacheWrite1h    int64
	Output          int64
	AudioInput      int64
	AudioOutput     int64
	WebSearches     int64
	Requests        int64
}

// Result is what a call cost, in US dollars, rounded once to the nano-unit.
type Result struct {
	Amount   money.Amount
	Model    string   // the table's name of it
	Unpriced []string // what of the call has no price: Amount is not whole then
}

// Table is a table of prices. It does not change, and is read when it is first asked: most
// programs never ask.
type Table struct{ data func() *data }

type data struct {
	asOf    calendar.Day
	source  string
	vendors map[string]*vendor
	own     []model // laid over, the last one first
	tiers   []tier
}

//go:embed prices.json
var prices []byte

//go:embed overlay.json
var overlay []byte

// Default returns the embedded table.
func Default() *Table { return embedded }

var embedded = &Table{sync.OnceValue(func() *data {
	d, err := whole(prices)
	if err != nil {
		panic(err) // the embedded data are tested
	}
	return d
})}

// whole makes a table of a dump, with what our own overlay knows beside it.
func whole(dump []byte) (*data, error) {
	d, err := read(dump)
	if err != nil {
		return nil, err
	}
	return d.over(bytes.NewReader(overlay))
}

// AsOf returns the day on which the table was dumped.
func (t *Table) AsOf() calendar.Day { return t.data().asOf }

// Source returns where the table is from, for people.
func (t *Table) Source() string { return t.data().source }

// known are our vendors by the names that the table has for them.
var known = map[string]string{"xai": "x-ai", "moonshot": "moonshotai"}

// Cost returns what a call costs. It wraps [ErrUnknown].
func (t *Table) Cost(q Query) (Result, error) {
	d := t.data()
	m, ok := d.find(q.Provider, q.Model)
	if !ok {
		return Result{}, fmt.Errorf("%w: %.80q of %.40s", ErrUnknown, q.Model, q.Provider)
	}
	r := Result{Model: m.ID}
	rates, factor, ok := d.tiered(q, m.on(q))
	if !ok {
		r.Unpriced, r.Amount = []string{"the tier " + q.Tier}, money.Zero(money.USD)
		return r, nil
	}
	c := charge{rates: rates, input: q.Input}
	c.tokens(q)
	c.sum = c.sum.Mul(factor) // of tokens alone: what searches and requests cost is not said to change
	c.add("web searches", q.WebSearches, 3, "web_searches_kcount")
	if _, per := c.rates["requests_kcount"]; per {
		c.add("requests", q.Requests, 3, "requests_kcount")
	}
	r.Unpriced = c.unpriced
	r.Amount = money.Amount{Value: c.sum, Currency: money.USD}.Round()
	return r, nil
}

// charge adds up a call.
type charge struct {
	rates    map[string]rate
	input    int64
	sum      decimal.Decimal
	unpriced []string
}

func (c *charge) tokens(q Query) {
	fresh := q.Input - q.Cached - q.CacheWrite5m - q.CacheWrite1h - q.AudioInput
	c.add("input", max(fresh, 0), 6, "input_mtok")
	c.add("cached input", q.Cached, 6, "cache_read_mtok", "input_mtok")
	c.add("cache writes", q.CacheWrite5m, 6, "cache_write_mtok", "input_mtok")
	if _, five := c.rates["cache_write_mtok"]; five {
		c.add("cache writes of an hour", q.CacheWrite1h, 6, "cache_write_1h_mtok") // dearer than those of five minutes
	} else {
		c.add("cache writes of an hour", q.CacheWrite1h, 6, "cache_write_1h_mtok", "input_mtok")
	}
	c.add("sound", q.AudioInput, 6, "input_audio_mtok")
	c.add("output", q.Output-q.AudioOutput, 6, "output_mtok")
	c.add("spoken output", q.AudioOutput, 6, "output_audio_mtok")
}

// add prices n units by the first of the names that has a price, per 10^places of them.
func (c *charge) add(what string, n int64, places int32, names ...string) {
	if n <= 0 {
		return
	}
	for _, name := range names {
		if r, ok := c.rates[name]; ok {
			c.sum = c.sum.Add(r.at(c.input).Mul(decimal.NewFromInt(n)).Shift(-places))
			return
		}
	}
	c.unpriced = append(c.unpriced, what)
}

// vendor is what the table has of one vendor.
type vendor struct {
	ID        string   `json:"id"`
	Fallbacks []string `json:"fallback_model_providers"`
	Models    []model  `json:"models"`
}

type model struct {
	ID       string  `json:"id"`
	Provider string  `json:"provider"` // of an overlay
	Match    match   `json:"match"`
	Prices   periods `json:"prices"`
	Source   string  `json:"source"` // of an overlay
	AsOf     string  `json:"as_of"`
}

// find returns the model of a vendor, under its name or with the day in it written otherwise:
// gpt-4o-20240806 for gpt-4o-2024-08-06.
func (t *data) find(provider, name string) (model, bool) {
	for _, m := range t.own {
		if m.Provider == provider && m.Match.fits(name) {
			return m, true
		}
	}
	id := provider
	if other, ok := known[provider]; ok {
		id = other
	}
	for _, spelled := range []string{name, dashed(name)} {
		if m, ok := t.of(id, spelled, 0); ok {
			return m, true
		}
	}
	return model{}, false
}

func (t *data) of(id, name string, depth int) (model, bool) {
	v, ok := t.vendors[id]
	if !ok || name == "" || depth > 1 {
		return model{}, false
	}
	for _, m := range v.Models {
		if m.Match.fits(name) {
			return m, true
		}
	}
	for _, other := range v.Fallbacks {
		if m, ok := t.of(other, name, depth+1); ok {
			return m, true
		}
	}
	return model{}, false
}

var compact = regexp.MustCompile(`-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])($|-|:)`)

func dashed(name string) string { return compact.ReplaceAllString(name, "-$1-$2-$3$4") }

// tier is what a vendor's tier makes of the prices of some or all of its models: it multiplies
// them, or it has prices of its own for tokens.
type tier struct {
	Provider string          `json:"provider"`
	Tier     string          `json:"tier"`
	Match    match           `json:"match"` // which models; none for all
	Factor   decimal.Decimal `json:"factor"`
	Prices   map[string]rate `json:"prices"`
	// Longest is the most input that the tier takes, 0 for any: beyond it nothing is documented.
	Longest int64  `json:"longest_input"`
	Source  string `json:"source"`
	AsOf    string `json:"as_of"`
}

func (t tier) of(q Query, word string) bool {
	return t.Provider == q.Provider && t.Tier == word && (t.Match == nil || t.Match.fits(q.Model)) && (t.Longest == 0 || q.Input <= t.Longest)
}

// tiered returns what the tier of a call makes of a model's prices, where that is documented. A
// call may be of several tiers at once, "fast+us-only": each multiplies.
func (t *data) tiered(q Query, rates map[string]rate) (map[string]rate, decimal.Decimal, bool) {
	factor := decimal.NewFromInt(1)
	for word := range strings.SplitSeq(q.Tier, "+") {
		switch word {
		case "", "default", "standard", "auto", "on_demand":
			continue
		}
		i := slices.IndexFunc(t.tiers, func(known tier) bool { return known.of(q, word) })
		if i < 0 {
			return nil, factor, false
		}
		if known := t.tiers[i]; known.Prices != nil {
			rates = known.over(rates)
		} else {
			factor = factor.Mul(known.Factor)
		}
	}
	return rates, factor, true
}

// over returns the tier's own prices of tokens beside a model's prices of all else.
func (t tier) over(rates map[string]rate) map[string]rate {
	laid := maps.Clone(t.Prices)
	for name, r := range rates {
		if strings.HasSuffix(name, "_kcount") {
			laid[name] = r
		}
	}
	return laid
}

// read makes a table of the dump.
func read(text []byte) (*data, error) {
	var dump struct {
		Package string       `json:"package"`
		AsOf    calendar.Day `json:"as_of"`
		Vendors []*vendor    `json:"vendors"`
	}
	if err := json.Unmarshal(text, &dump); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOverlay, err)
	}
	t := &data{asOf: dump.AsOf, source: dump.Package, vendors: map[string]*vendor{}}
	for _, v := range dump.Vendors {
		t.vendors[v.ID] = v
	}
	return t, nil
}

// Overlay returns a table with the prices and tiers of a file laid over: JSON as in
// overlay.json. It wraps [ErrOverlay].
func (t *Table) Overlay(r io.Reader) (*Table, error) {
	laid, err := t.data().over(r)
	if err != nil {
		return nil, err
	}
	return &Table{func() *data { return laid }}, nil
}

// largest is how many bytes a file of prices may have.
const largest = 1 << 20

func (t *data) over(r io.Reader) (*data, error) {
	text, err := io.ReadAll(io.LimitReader(r, largest+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOverlay, err)
	}
	if len(text) > largest {
		return nil, fmt.Errorf("%w: the file is larger than 1 MiB", ErrOverlay)
	}
	if !json.Valid(text) {
		return nil, notJSON(text)
	}
	var file struct {
		Models []json.RawMessage `json:"models"`
		Tiers  []json.RawMessage `json:"tiers"`
	}
	if err := strictly(text, &file); err != nil {
		return nil, fmt.Errorf("%w: a file has models and tiers: %w", ErrOverlay, err)
	}
	over := *t
	for i, row := range file.Models {
		m, err := modelOf(row)
		if err != nil {
			return nil, fmt.Errorf("%w: model %d (%.60q of %.40q): %w", ErrOverlay, i+1, m.ID, m.Provider, err)
		}
		over.own = append([]model{m}, over.own...)
	}
	for i, row := range file.Tiers {
		var known tier
		if err := strictly(row, &known); err != nil {
			return nil, fmt.Errorf("%w: tier %d: %w", ErrOverlay, i+1, err)
		}
		if known.Provider == "" || known.Tier == "" || known.Factor.IsPositive() == (known.Prices != nil) || known.Longest < 0 {
			return nil, fmt.Errorf("%w: tier %d lacks its provider or name, or has not either a factor above 0 or prices", ErrOverlay, i+1)
		}
		if err := checkNames(known.Prices); err != nil {
			return nil, fmt.Errorf("%w: tier %d: %w", ErrOverlay, i+1, err)
		}
		over.tiers = append([]tier{known}, over.tiers...)
	}
	return &over, nil
}

// notJSON names the line where a file stops being JSON.
func notJSON(text []byte) error {
	var value json.RawMessage
	err := json.Unmarshal(text, &value)
	line := 1
	if at, ok := errors.AsType[*json.SyntaxError](err); ok {
		line += bytes.Count(text[:min(int(at.Offset), len(text))], []byte("\n"))
	}
	return fmt.Errorf("%w: line %d: %w", ErrOverlay, line, err)
}

// priced are the names of prices that a call can have.
var priced = []string{"input_mtok", "cache_read_mtok", "cache_write_mtok", "cache_write_1h_mtok", "output_mtok",
	"input_audio_mtok", "output_audio_mtok", "web_searches_kcount", "requests_kcount"}

// modelOf reads a model of a person's file. What it returns beside an error names the model.
func modelOf(row json.RawMessage) (model, error) {
	var m model
	if err := strictly(row, &m); err != nil {
		var named struct{ Provider, ID string }
		_ = json.Unmarshal(row, &named) // it serves the error alone
		return model{Provider: named.Provider, ID: named.ID}, err
	}
	if m.Provider == "" || m.ID == "" || m.Match == nil || len(m.Prices) == 0 {
		return m, errors.New("it lacks its provider, id, match or prices")
	}
	for _, p := range m.Prices {
		if len(p.Prices) == 0 {
			return m, errors.New("it lacks its prices")
		}
		if err := checkNames(p.Prices); err != nil {
			return m, err
		}
	}
	return m, nil
}

func checkNames(prices map[string]rate) error {
	for name := range prices {
		if !slices.Contains(priced, name) {
			return fmt.Errorf("there is no price named %.40q; there are %s", name, strings.Join(priced, ", "))
		}
	}
	return nil
}
