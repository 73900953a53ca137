// Package provider says what a vendor of AI services is to Outlay: a [Descriptor], which is
// data, and a [Connector], which has one method.
//
// A provider is a folder below this one. It knows its vendor's endpoints, units and words,
// and nothing else: no database, no schedule, no retry, no screen. Those read the Descriptor.
//
// # Why a connector never retries
//
// When to ask again depends on every other account, on the user's patience and on the clock.
// A connector says the reason ([ErrKey], [ErrScope], [ErrPlan], [ErrAnswer], [Later]) and
// syncer decides.
package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sort"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// The reasons for failure that change what happens next. Any other error is taken for a
// passing fault: the vendor could not be reached.
var (
	// ErrKey says that the vendor refused the key (401).
	ErrKey = errors.New("the vendor refused this key")
	// ErrScope says that the key is good but may not read spend (403, or the vendor's words).
	ErrScope = errors.New("this key may not read spend")
	// ErrPlan says that the vendor offers this on another plan only.
	ErrPlan = errors.New("the vendor does not offer this on the account's plan")
	// ErrAnswer says that an answer cannot be read or contradicts itself.
	ErrAnswer = errors.New("the vendor's answer makes no sense")
)

// Later says that the vendor asked to be left alone for a while (429).
type Later struct {
	Wait time.Duration // 0 where the vendor did not say how long
}

func (l Later) Error() string {
	if l.Wait <= 0 {
		return "the vendor asks to slow down"
	}
	return fmt.Sprintf("the vendor asks to wait %s", l.Wait)
}

// Page is what a connector read.
type Page struct {
	Entries []ledger.Entry // Account and Basis are filled in by the syncer
	Usage   []ledger.Usage // nil where the vendor gave none
	Names   []ledger.Name
	// Read is the part of the span that was read whole. Beside an error it may be shorter
	// than what was asked for; Entries outside it are not stored.
	Read calendar.Span
	// Notes are sentences about what could not be read beside the money, which stays whole.
	Notes []string
}

// Connector reads one account of one vendor.
type Connector interface {
	// Fetch returns what the account spent in span, one entry an item and day.
	//
	// What a Page returned beside an error says in Read is good and is kept: a vendor
	// that fails on its third page has told the truth on two. The error wraps [ErrKey],
	// [ErrScope], [ErrPlan], [ErrAnswer] or a [Later] where one of them is the reason, and
	// any other is taken for a passing fault. It never holds a key.
	Fetch(ctx context.Context, span calendar.Span) (Page, error)
	// Probe asks the vendor, at no cost, whether the key may read spend. Its errors are
	// those of Fetch.
	Probe(ctx context.Context) error
}

// Field is something that the user types to connect an account.
type Field struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Help   string `json:"help"`
	Link   string `json:"link"` // where to get it; https, opened in the user's browser
	Secret bool   `json:"secret"`
}

// Values are a user's answers to the fields of a descriptor, and the base URL where one was
// typed. It prints as nothing.
type Values struct {
	Fields  map[string]string
	BaseURL string // "" for the vendor's own host; no trailing slash, no trailing /v1
}

// String keeps keys out of logs.
func (Values) String() string { return "[values]" }

// GoString keeps keys out of %#v.
func (Values) GoString() string { return "[values]" }

// Descriptor describes a vendor. Every form, flag, schedule and table is made from it.
type Descriptor struct {
	ID   string // "openai": stable, in databases and on command lines
	Name string // "OpenAI"
	Icon []byte // SVG, drawn in currentColor
	// Fields has exactly one secret, named "key".
	Fields  []Field
	Sources []ledger.Basis // which bases it can deliver
	// History is how far back the vendor answers; SettlesAfter how long after a day's end
	// it may still revise the day; MaxSpan the days of one Fetch that cost the fewest
	// requests.
	History      int // months
	SettlesAfter time.Duration
	MaxSpan      int // days
	Currency     string
	// Reads says what each kind of key can read, for people.
	Reads string
	// CheckKey looks at a key's form alone and returns a sentence for the user where it is
	// not one that can read spend: which kind it is, and where the right one is made. The
	// sentence does not hold the key.
	CheckKey func(key string) error
	Connect  func(values Values, client *http.Client) (Connector, error)
}

// Secret returns the field that is sealed in the vault.
func (d Descriptor) Secret() Field {
	for _, f := range d.Fields {
		if f.Secret {
			return f
		}
	}
	return Field{}
}

// Registry is every provider there is.
type Registry struct{ byID map[string]Descriptor }

// NewRegistry returns a registry of ds.
func NewRegistry(ds ...Descriptor) Registry {
	r := Registry{byID: map[string]Descriptor{}}
	for _, d := range ds {
		r.byID[d.ID] = d
	}
	return r
}

// Get returns the provider of an id.
func (r Registry) Get(id string) (Descriptor, bool) {
	d, ok := r.byID[id]
	return d, ok
}

// Name returns what a provider is called, or its id where there is no such provider any more.
func (r Registry) Name(id string) string {
	if d, ok := r.byID[id]; ok {
		return d.Name
	}
	return id
}

// All returns every provider, by name.
func (r Registry) All() []Descriptor {
	all := make([]Descriptor, 0, len(r.byID))
	for _, d := range r.byID {
		all = append(all, d)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}
