// Package ledger says what an entry of spend is and which entries count.
//
// An [Entry] is one line of a vendor's bill on one UTC day. Several sources may know of the
// same day: each is a [Basis], and [Counted] picks the one that counts. That rule stands here
// and nowhere else. How entries are kept is the business of a [Store]; what every store must
// do is in ledger/ledgertest.
//
// The package refuses to call a day free that was never read: what is not in the book is
// unknown, and [Store.Days] says which days are known.
package ledger

import (
	"context"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// Entry is what one line of the bill cost on one day. Account, Day, Basis and Item are its
// natural key: the vendor's own names, so that reading the same day twice is the same entry.
type Entry struct {
	Account  string       `json:"account"`
	Day      calendar.Day `json:"day" ts_type:"string"`
	Basis    Basis        `json:"basis" ts_type:"string"`
	Item     string       `json:"item"` // unique in account, day and basis
	Amount   money.Amount `json:"amount"`
	Line     string       `json:"line"`     // the vendor's words for it
	Model    string       `json:"model"`    // "" where the vendor names none
	Project  string       `json:"project"`  // the vendor's id
	Key      string       `json:"key"`      // the vendor's id of the API key, never the key
	Quantity string       `json:"quantity"` // a decimal, "" where the vendor gives none
	Unit     string       `json:"unit"`     // of Quantity, the vendor's word
}

// Usage is what was consumed on one day beside the money: never a cost, never added to one.
type Usage struct {
	Account          string       `json:"account"`
	Day              calendar.Day `json:"day" ts_type:"string"`
	Kind             string       `json:"kind"` // completions, embeddings, images, …
	Model            string       `json:"model"`
	Project          string       `json:"project"`
	Key              string       `json:"key"`
	InputTokens      int64        `json:"input_tokens"` // cached and cache writes included
	CachedTokens     int64        `json:"cached_tokens"`
	CacheWriteTokens int64        `json:"cache_write_tokens"`
	OutputTokens     int64        `json:"output_tokens"`
	Requests         int64        `json:"requests"`
	OtherUnits       int64        `json:"other_units"` // images, seconds, characters, bytes, sessions: what Kind counts
}

// Name is what people call a thing that the vendor's entries name by an id.
type Name struct {
	Kind string `json:"kind"` // "project" or "key"
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Read is what was read from a vendor about whole days: the days' entries and usage, and
// until when the vendor may still revise them.
type Read struct {
	Account string
	Basis   Basis
	Span    calendar.Span // read whole: a day in it without entries cost nothing
	Entries []Entry       // all inside Span
	Usage   []Usage       // replaces the span's usage, unless nil: then what is known stays
	At      time.Time     // when it was asked
	// SettlesAfter is how long after a day's end the vendor may still change it.
	SettlesAfter time.Duration
}

// Change is what a Put did to the book. The zero Change means that it changed nothing.
type Change struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
}

// Any says that something changed.
func (c Change) Any() bool { return c != Change{} }

// Day is what the book knows of one day of one account on one basis.
type Day struct {
	Account string         `json:"account"`
	Day     calendar.Day   `json:"day" ts_type:"string"`
	Basis   Basis          `json:"basis" ts_type:"string"`
	Totals  []money.Amount `json:"totals"` // one a currency; none for a day that cost nothing
	Settled bool           `json:"settled"`
	Counted bool           `json:"counted"`
	ReadAt  time.Time      `json:"read_at" ts_type:"string"`
}

// Dimension is what a sum is grouped by.
type Dimension string

// The dimensions of [Store.Sum].
const (
	ByDay     Dimension = "day"
	ByAccount Dimension = "account"
	ByModel   Dimension = "model"
	ByProject Dimension = "project"
	ByKey     Dimension = "key"
	ByBasis   Dimension = "basis"
)

// Row is the counted spend of one group on one basis in one currency.
type Row struct {
	Account string // set for ByAccount, ByProject and ByKey: ids are a vendor's own
	Key     string // the day, account, model, project, key or basis
	Basis   Basis
	Amount  money.Amount
}

// Part is a part of the book: a whole account, or one of its projects or keys.
type Part struct {
	Account string    `json:"account"`
	Of      Dimension `json:"of" ts_type:"string"` // ByAccount, ByProject or ByKey
	Key     string    `json:"key"`                 // the project's or key's id, "" for the whole account
}

// Store keeps the book. Its methods may be called from several goroutines and processes.
type Store interface {
	// Put replaces the days of r.Span, on r.Basis, by r.Entries, in one transaction: all
	// of it or nothing, and nothing is written where nothing differs but r.At and what
	// has settled. Entries that share a natural key are added up. It refuses entries
	// outside the span, of another account, or that the book could not hold exactly.
	Put(ctx context.Context, r Read) (Change, error)
	// Sum returns the counted spend in span, exact, grouped, ordered by key, basis and
	// currency; accounts nil means all. Only days and currencies with entries have rows.
	Sum(ctx context.Context, span calendar.Span, by Dimension, accounts []string) ([]Row, error)
	// Days returns what is known of each day in span, per account and basis, ordered by
	// account, day and basis.
	Days(ctx context.Context, span calendar.Span, accounts []string) ([]Day, error)
	// DaysOf returns what the counted days in span cost in the given parts of the book, per
	// account and basis, ordered by account, day and basis. An entry that is in several parts
	// is in the total once; a known day that cost a part nothing is there, without totals.
	DaysOf(ctx context.Context, span calendar.Span, parts []Part) ([]Day, error)
	// Entries calls each for the counted entries in span, ordered by account, day, basis
	// and item, until it returns an error. It streams: memory does not grow with the span.
	Entries(ctx context.Context, span calendar.Span, accounts []string, each func(Entry) error) error
	// Courses returns what each group cost on each day of the filter's span, of what counts;
	// f.Text, f.Named and f.Counted are ignored. Courses are ordered by account, key, basis and
	// currency, and none is without entries. By ByAccount, ByDay and ByBasis there is one
	// per account, basis and currency.
	Courses(ctx context.Context, f Filter, by Dimension) ([]Course, error)
	// Covered returns which days of span are known of each account that has any known day,
	// ordered by account.
	Covered(ctx context.Context, span calendar.Span, accounts []string) ([]Coverage, error)
	// Page returns limit entries (at most [MostItems]) of those that f leaves, counted or
	// not, from the one at offset on.
	Page(ctx context.Context, f Filter, sort Sort, offset, limit int) ([]Item, error)
	// Count returns how many entries f leaves.
	Count(ctx context.Context, f Filter) (Count, error)
	// Groups returns every model, project or key that any entry has, each once, ordered by
	// account and key.
	Groups(ctx context.Context, by Dimension) ([]Part, error)
	// Consumed returns the usage under a filter per account and model, project or key, by
	// which it is grouped, ordered by account and key; f.Bases, f.Text, f.Named and f.Counted
	// are ignored, since usage has no basis. By ByAccount there is one of each account.
	Consumed(ctx context.Context, f Filter, by Dimension) ([]Usage, error)
	// UsageByModel returns the usage in span, added up per model.
	UsageByModel(ctx context.Context, span calendar.Span, accounts []string) ([]Usage, error)
	// Known returns the days from the first to the last that were read of an account on
	// any basis; empty where none was.
	Known(ctx context.Context, account string) (calendar.Span, error)
	// SettledThrough returns the last day such that it and every known day before it are
	// settled, "" where none is.
	SettledThrough(ctx context.Context, account string) (calendar.Day, error)
	// PutNames remembers names; Names returns them all, by account.
	PutNames(ctx context.Context, account string, names []Name) error
	Names(ctx context.Context) (map[string][]Name, error)
	// Forget removes everything of an account.
	Forget(ctx context.Context, account string) error
}
