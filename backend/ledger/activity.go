package ledger

import (
	"time"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// Filter is which entries are meant: those of Span that are in every list that is not nil. Of
// the values in one list any will do.
type Filter struct {
	Span     calendar.Span
	Accounts []string // none of them where it is empty and not nil, as elsewhere
	Models   []string
	Projects []Part // of ByProject
	Keys     []Part // of ByKey
	Within   []Part // of any sort: what is under a tag
	Outside  []Part // entries in none of these: what is under no tag
	Bases    []Basis
	// Text is looked for in line, item, model, project and key, ASCII letters of either case
	// alike. An entry of Named, by the names that people gave, is found by it too.
	Text    string
	Named   []Part
	Counted *bool // only those that count, or only the others
}

// SortBy is what entries are ordered by.
type SortBy string

// The orders of [Store.Page]. Entries that are alike stand by day, the newest first, then by
// account, basis and item, whichever way the order goes.
const (
	SortDay         SortBy = "day"
	SortAmount      SortBy = "amount" // by currency first: amounts of two are not compared
	SortFirstSeen   SortBy = "first_seen"
	SortLastChanged SortBy = "last_changed"
	SortAccount     SortBy = "account" // in the order of Filter.Accounts, or by id
	SortModel       SortBy = "model"
)

// Sort is an order of entries.
type Sort struct {
	By   SortBy `json:"by" ts_type:"string"` // day, amount, first_seen, last_changed, account or model
	Desc bool   `json:"desc"`
}

// MostItems is how many items one page has at most.
const MostItems = 500

// Item is an entry with what the book knows of it.
type Item struct {
	Entry
	FirstSeen   time.Time // when it was first read
	LastChanged time.Time // when it was last read as something else
	Counted     bool      // its basis counts on its day
	Settled     bool      // the vendor may not change its day, on this basis, any more
}

// Count is how many entries there are, and what those of them that count add up to.
type Count struct {
	Rows    int
	Sums    []money.Amount // one a currency, by code; none where nothing counts
	Version int64          // of the book: another one whenever an entry is
}

// Course is what one group cost on each day of a span, counted, on one basis, in one currency.
type Course struct {
	Account  string
	Key      string // the account, model, project, key or basis; "" by day
	Basis    Basis
	Currency string
	Nanos    []int64 // in 1e-9 of Currency, by day of the span; 0 where the group has no entry
}

// Coverage is which days of a span are known of an account.
type Coverage struct {
	Account string
	Bases   []Basis // that count on any of the days, the strongest first
	Known   []bool  // by day of the span
	Settled []bool  // what counts on the day is settled; false where it is not known
}
