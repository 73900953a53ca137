// Package account keeps the accounts that a user connected: which vendor, what it is called,
// its sealed key, its monthly limit, and in what state it is.
//
// A key goes in and never comes out: it is sealed in the vault in the same transaction as
// the account is written. [Store.Connect] opens it, to hand it to the connector of its own
// vendor, and [Store.Key] for the gateway, which sends it to the same host; nothing else does.
//
// # Why there may be a second key
//
// Where the bill is read with an Admin key, that key calls no models. [Store.SetCallKey] keeps
// one that does beside it. It is sealed for the base URL that it was typed for, and goes to no
// other.
//
// # Why one package for form and connection
//
// What the user may type is said by the provider's descriptor. Window and terminal must
// refuse the same things with the same words, so the check stands here, not in the doors.
package account

import (
	"errors"
	"log/slog"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/provider"
)

// State says how reading an account goes.
type State string

// The states of an account.
const (
	OK           State = "ok"
	NeverSynced  State = "never_synced"
	Stale        State = "stale"         // not read for two intervals
	KeyRefused   State = "key_refused"   // 401
	ScopeMissing State = "scope_missing" // 403, or the vendor's words for it
	RateLimited  State = "rate_limited"  // 429 beyond our patience
	Unreachable  State = "unreachable"   // network, time limit, 5xx
	BadAnswer    State = "bad_answer"    // an answer that cannot be read or contradicts itself
	NotPublished State = "not_published" // the key is good, and the vendor tells no spend
	Paused       State = "paused"
)

// Readable says that nothing about the account itself is wrong.
func (s State) Readable() bool { return s == OK || s == NeverSynced }

var (
	// ErrNotFound says that there is no such account.
	ErrNotFound = errors.New("no such account")
	// ErrInvalid says that something the user typed cannot be; the text says what and why.
	ErrInvalid = errors.New("invalid")
	// ErrProvider says that there is no such provider.
	ErrProvider = errors.New("no such provider")
)

// Account is a connected account, without its key.
type Account struct {
	ID             string            `json:"id"`
	Provider       string            `json:"provider"`
	Label          string            `json:"label"`
	BaseURL        string            `json:"base_url"` // "" for the vendor's own host
	Fields         map[string]string `json:"fields"`   // the plain ones
	HasKey         bool              `json:"has_key"`
	State          State             `json:"state" ts_type:"string"`
	Reason         string            `json:"reason"` // a sentence for people, "" where all is well
	LastSynced     *time.Time        `json:"last_synced" ts_type:"string | null"`
	LastTried      *time.Time        `json:"last_tried" ts_type:"string | null"`
	SettledThrough calendar.Day      `json:"settled_through" ts_type:"string | null"`
	Limit          *money.Amount     `json:"limit"` // a month; nil for none
	CycleDay       int               `json:"cycle_day"`
	Paused         bool              `json:"paused"`
	Removed        bool              `json:"removed"` // only its history is left
	CreatedAt      time.Time         `json:"created_at" ts_type:"string"`
	// NotBefore is when the vendor allows the next request.
	NotBefore *time.Time `json:"not_before" ts_type:"string | null"`
	Failures  int        `json:"failures"` // in a row
	// Notes say what the last sync could not read beside the money.
	Notes []string `json:"notes"`
	// Balances are what is left of something prepaid or allowed, as of the last sync.
	Balances []Balance `json:"balances"`
	// ProgressDone of ProgressTotal days are read; both 0 where no sync is under way.
	ProgressDone  int `json:"progress_done"`
	ProgressTotal int `json:"progress_total"`
}

// Balance is what was left of something at a moment. It is never spend.
type Balance struct {
	Name  string          `json:"name"`
	Value decimal.Decimal `json:"value" ts_type:"string"` // less than zero is a debt
	Unit  string          `json:"unit"`                   // an ISO 4217 code, or the vendor's word: "credits"
	At    time.Time       `json:"at" ts_type:"string"`
}

// Service returns whose service the account is of: its provider's, or the one that the user
// named where the provider only keeps the books.
func (a Account) Service() string {
	if named := a.Fields["service"]; named != "" {
		return named
	}
	return a.Provider
}

// Currency returns the currency that the account is expected to cost in.
func (a Account) Currency(d provider.Descriptor) string {
	if chosen := a.Fields["currency"]; chosen != "" {
		return chosen
	}
	if d.Currency != "" {
		return d.Currency
	}
	return money.USD
}

// Period returns the billing cycle in which day lies.
func (a Account) Period(day calendar.Day) calendar.Span { return calendar.Cycle(day, a.CycleDay) }

// Draft is what a user typed to connect or change an account, as text: [Store.Add] checks
// it. A nil field of a change leaves what is there.
type Draft struct {
	Provider string            `json:"provider"`
	Label    *string           `json:"label"`
	Key      *string           `json:"key"`   // in, never out
	Limit    *string           `json:"limit"` // "" or "none" for no limit
	CycleDay *int              `json:"cycle_day"`
	BaseURL  *string           `json:"base_url"`
	Fields   map[string]string `json:"fields"`
	Paused   *bool             `json:"paused"`
}

// String keeps the key out of logs.
func (Draft) String() string { return "[draft]" }

// LogValue keeps the key out of logs that are written as JSON.
func (Draft) LogValue() slog.Value { return slog.StringValue("[draft]") }

// GoString keeps the key out of %#v.
func (Draft) GoString() string { return "[draft]" }
