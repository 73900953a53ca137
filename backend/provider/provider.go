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
	"strings"
	"time"

	"github.com/shopspring/decimal"

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
	// ErrUnpublished says that the key is good, and that no interface of the vendor tells
	// what was spent. It is no fault: what was spent is unknown, which is not $0.
	ErrUnpublished = errors.New("the vendor publishes no spend")
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
	// Entries leave Account to the syncer, and Basis too unless it is another than the
	// first of the descriptor's Sources: a seat that is paid by the month, for instance.
	Entries  []ledger.Entry
	Usage    []ledger.Usage // nil where the vendor gave none
	Names    []ledger.Name
	Balances []Balance // nil where the vendor gave none; kept beside every error
	// Read is the part of the span that was read whole. Beside an error it may be shorter
	// than what was asked for; Entries outside it are not stored.
	Read calendar.Span
	// Also are the days that were read whole of other bases than the first: seats that are
	// paid by the month, for instance. What is known of the other days stays.
	Also []Part
	// Notes are sentences about what could not be read beside the money, which stays whole.
	Notes []string
}

// Part is the days of one basis.
type Part struct {
	Basis ledger.Basis
	Read  calendar.Span
}

// Balance is what is left of something that was paid or allowed beforehand. It is shown as
// that, and never as spend: a balance also rises, expires and is given away.
type Balance struct {
	Name  string          `json:"name"`                   // "Prepaid credit"
	Value decimal.Decimal `json:"value" ts_type:"string"` // less than zero is a debt
	Unit  string          `json:"unit"`                   // an ISO 4217 code, or the vendor's word: "credits"
}

// Connector reads one account of one vendor.
type Connector interface {
	// Fetch returns what the account spent in span, one entry an item and day.
	//
	// What a Page returned beside an error says in Read is good and is kept: a vendor
	// that fails on its third page has told the truth on two. The error wraps [ErrKey],
	// [ErrScope], [ErrPlan], [ErrAnswer], [ErrUnpublished] or a [Later] where one of them is
	// the reason, and any other is taken for a passing fault. It never holds a key.
	Fetch(ctx context.Context, span calendar.Span) (Page, error)
	// Probe asks the vendor, at no cost, whether the key may read spend; where the vendor
	// publishes none, whether the key is good. Its errors are those of Fetch.
	Probe(ctx context.Context) error
}

// Field is something that the user types to connect an account.
type Field struct {
	Name     string    `json:"name"`
	Label    string    `json:"label"`
	Help     string    `json:"help"`
	Link     string    `json:"link"` // where to get it; https, opened in the user's browser
	Secret   bool      `json:"secret"`
	Optional bool      `json:"optional"`
	Kind     FieldKind `json:"kind" ts_type:"string"`
	Choices  []Choice  `json:"choices,omitempty"` // of a [FieldChoice]
}

// FieldKind says how a field is asked for. Its value is text all the same.
type FieldKind string

// The kinds of fields.
const (
	FieldText   FieldKind = ""
	FieldChoice FieldKind = "choice" // one of Choices
	FieldDate   FieldKind = "date"   // 2026-11-22
	FieldAmount FieldKind = "amount" // digits and a point
	FieldPrices FieldKind = "prices" // "2026-11-22 25.00", one a line: from then on
)

// Choice is one answer to a field.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Preset fills some of a form's fields in.
type Preset struct {
	Label  string            `json:"label"`
	Fields map[string]string `json:"fields"`
	Source string            `json:"source"` // where its figures were published; https
	AsOf   string            `json:"as_of"`  // the day they were read, 2026-08-22
}

// KeyKind is a kind of key that a vendor issues.
type KeyKind struct {
	Name   string `json:"name"`   // "Admin key"
	Prefix string `json:"prefix"` // "sk-admin-"; "" where the form does not tell
	Spend  bool   `json:"spend"`  // it may read what Outlay reads of this vendor
	Reads  string `json:"reads"`  // completes "reads …"
	Link   string `json:"link"`   // where it is made; https
}

// Values are a user's answers to the fields of a descriptor, and the base URL where one was
// typed. It prints as nothing.
type Values struct {
	Fields  map[string]string
	BaseURL string // "" for the vendor's own host; no trailing slash, no trailing /v1
	// Today is the UTC day of the sync, for vendors whose answers hang on it. A connector
	// reads no clock.
	Today calendar.Day
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
	// Fields has exactly one secret, named "key"; none where the provider is Local.
	Fields []Field
	Keys   []KeyKind // every kind that the vendor issues
	// Sources are the bases it can deliver. What Fetch returns is on the first one.
	Sources []ledger.Basis
	// History is how far back the vendor answers; SettlesAfter how long after a day's end
	// it may still revise the day; MaxSpan the days of one Fetch that cost the fewest
	// requests.
	History      int // months
	SettlesAfter time.Duration
	MaxSpan      int // days
	Delay        int // days until a day can be read: 0 where today can, 1 where days come when they are over
	Currency     string
	// Reads says what each kind of key can read, for people.
	Reads string
	// Limits are sentences about what no key can read, said before an account is added.
	Limits []string
	// NeedsBaseURL says that the vendor has no host of its own. Local says that no vendor
	// is asked at all, and so that there is no key.
	NeedsBaseURL, Local bool
	// CheckKey looks at a key's form alone and returns a sentence for the user where it is
	// not one that can read spend: which kind it is, and where the right one is made. The
	// sentence does not hold the key.
	CheckKey func(key string) error
	// CheckFields looks at the plain fields together and returns a sentence for the user
	// where they cannot be; nil where each may be anything.
	CheckFields func(fields map[string]string) error
	Presets     []Preset
	Connect     func(values Values, client *http.Client) (Connector, error)
	// Meter says how calls pass through the gateway; nil where they cannot.
	Meter *Meter
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

// Publishes says that the provider's Fetch can tell what was spent.
func (d Descriptor) Publishes() bool {
	return len(d.Sources) > 0 && d.Sources[0] != ledger.Imported && d.Sources[0] != ledger.Metered
}

// Kind returns the kind of key that a text has the form of, the most telling one.
func (d Descriptor) Kind(key string) (KeyKind, bool) {
	best, found := KeyKind{}, false
	for _, k := range d.Keys {
		if k.Prefix != "" && strings.HasPrefix(key, k.Prefix) && len(k.Prefix) > len(best.Prefix) {
			best, found = k, true
		}
	}
	return best, found
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

// Service returns the id of the service that people call so: a provider's where text is its id
// or name, whatever the case, and text itself otherwise.
func (r Registry) Service(text string) string {
	for id, d := range r.byID {
		if !d.Local && (strings.EqualFold(text, id) || strings.EqualFold(text, d.Name)) {
			return id
		}
	}
	return text
}

// All returns every provider, by name; those last that ask nobody.
func (r Registry) All() []Descriptor {
	all := make([]Descriptor, 0, len(r.byID))
	for _, d := range r.byID {
		all = append(all, d)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Local != all[j].Local {
			return all[j].Local
		}
		return all[i].Name < all[j].Name
	})
	return all
}

// Guess is a vendor that may have issued a key, and which kind it would be.
type Guess struct {
	Provider string  `json:"provider"` // id
	Name     string  `json:"name"`
	Kind     KeyKind `json:"kind"`
}

// Recognise returns whose key a text has the form of, the most telling form first. It is
// empty where no vendor's does: some issue keys without a form.
func (r Registry) Recognise(key string) []Guess {
	guesses := []Guess{}
	for _, d := range r.All() {
		if kind, ok := d.Kind(key); ok {
			guesses = append(guesses, Guess{d.ID, d.Name, kind})
		}
	}
	sort.SliceStable(guesses, func(i, j int) bool { return len(guesses[i].Kind.Prefix) > len(guesses[j].Kind.Prefix) })
	return guesses
}
