package report

import (
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// ActivityQuestion asks for a page of the ledger. Of the values in one list any will do; an
// entry has to be in every list that is not empty.
type ActivityQuestion struct {
	From     calendar.Day   `json:"from" ts_type:"string | null"`    // null for the first day there is
	Through  calendar.Day   `json:"through" ts_type:"string | null"` // inside; null for the last day there is
	Accounts []string       `json:"accounts"`
	Services []string       `json:"services"`
	Models   []string       `json:"models"`   // "" for entries without one
	Projects []ledger.Part  `json:"projects"` // of ledger.ByProject
	Keys     []ledger.Part  `json:"keys"`     // of ledger.ByKey
	Bases    []ledger.Basis `json:"bases" ts_type:"string[]"`
	Tags     []string       `json:"tags"`
	// Text is looked for in the vendor's words, the model, and in ids and names of project, key,
	// account and service; letter case is ignored.
	Text    string      `json:"text"`
	Counted *bool       `json:"counted"` // only those that count, or only the others; null for both
	Sort    ledger.Sort `json:"sort"`
	Offset  int         `json:"offset"`
	Limit   int         `json:"limit"` // at most 500
}

// ActivityPage is a page of the ledger.
type ActivityPage struct {
	Rows   int            `json:"rows"` // all that the filter leaves
	Sums   []money.Amount `json:"sums"` // of those of them that count, one a currency
	Offset int            `json:"offset"`
	Items  []ActivityItem `json:"items"`
	// Version changes whenever an entry does: pages of two versions do not belong together.
	Version int64 `json:"version"`
}

// ActivityItem is an entry with the names that people know.
type ActivityItem struct {
	Entry       ledger.Entry `json:"entry"`
	FirstSeen   time.Time    `json:"first_seen" ts_type:"string"`
	LastChanged time.Time    `json:"last_changed" ts_type:"string"`
	Counted     bool         `json:"counted"`
	Settled     bool         `json:"settled"` // the vendor may not change its day any more
	Label       string       `json:"label"`   // the account's
	ServiceID   string       `json:"service_id"`
	Service     string       `json:"service"`
	Project     string       `json:"project"` // its name, or else its id
	Key         string       `json:"key"`     // likewise, never the key itself
}

// Why is why a day of an account costs what it does: all that is known of it, side by side.
type Why struct {
	Account   string         `json:"account"` // id
	Label     string         `json:"label"`
	ServiceID string         `json:"service_id"`
	Service   string         `json:"service"`
	Day       calendar.Day   `json:"day" ts_type:"string"`
	Counted   []money.Amount `json:"counted"` // what counts, one a currency; empty where the day was not read
	Sentence  string         `json:"sentence"`
	Bases     []WhyBasis     `json:"bases"`    // what is known, the strongest first
	Gap       *Gap           `json:"gap"`      // why the day is not known
	Metered   *Comparison    `json:"metered"`  // of the month so far, where the gateway saw calls in it
	Invoices  []InvoiceCheck `json:"invoices"` // of the account and month
}

// WhyBasis is what one source says of the day.
type WhyBasis struct {
	Basis    ledger.Basis   `json:"basis" ts_type:"string"`
	Totals   []money.Amount `json:"totals"` // none where the day cost nothing
	Counted  bool           `json:"counted"`
	Sentence string         `json:"sentence"` // why it counts, or why not
	Settled  bool           `json:"settled"`
	// Until is when the vendor can no longer change a provisional day; null where it is
	// settled or nobody says so.
	Until  *time.Time     `json:"until" ts_type:"string | null"`
	ReadAt time.Time      `json:"read_at" ts_type:"string"`
	Rows   int            `json:"rows"`  // all entries of the day on this basis
	Items  []ActivityItem `json:"items"` // the first 200, by amount
}
