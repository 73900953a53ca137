package alert

import (
	"errors"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/notify"
)

// ErrNotFound says that there is no such alert.
var ErrNotFound = errors.New("no such alert")

// Kind is what sort of news an alert is.
type Kind string

// The kinds.
const (
	Level    Kind = "level"    // a budget's level is reached
	Crossing Kind = "crossing" // at this pace a budget's limit will be reached within its period
	Runaway  Kind = "runaway"  // a day costs far more than such days do
	Sync     Kind = "sync"     // an account could not be read for more than two intervals
	Invoice  Kind = "invoice"  // an invoice differs from what was counted by more than 1 %
)

// Kinds returns every kind.
func Kinds() []Kind { return []Kind{Level, Crossing, Runaway, Sync, Invoice} }

// Alert is a piece of news. It is there once per kind, subject, level and episode: a budget's
// period and limit, an account's day, the spell of a broken sync, an invoice's total.
type Alert struct {
	ID         string         `json:"id"`
	Kind       Kind           `json:"kind" ts_type:"string"`
	Subject    string         `json:"subject"` // the budget's id of level and crossing, else the account's
	Label      string         `json:"label"`   // of the subject, for people
	Level      int            `json:"level"`   // percent of the limit; 0 where there is none
	Period     *calendar.Span `json:"period"`  // of the budget, or the days that it is about; null for none
	Limit      *money.Amount  `json:"limit"`   // null where there is none
	Amount     *money.Amount  `json:"amount"`  // spent, forecast, of the day, or of the invoice: when it was noticed
	Title      string         `json:"title"`
	Body       string         `json:"body"`   // what happened, where, how sure
	Advice     string         `json:"advice"` // what to do
	Facts      []notify.Fact  `json:"facts"`
	Urgent     bool           `json:"urgent"`
	CreatedAt  time.Time      `json:"created_at" ts_type:"string"`
	Seen       bool           `json:"seen"`
	Withdrawn  bool           `json:"withdrawn"` // it was no longer true before everything was sent
	Deliveries []Delivery     `json:"deliveries"`
}

// Delivery is what became of an alert on one channel.
type Delivery struct {
	Channel  string     `json:"channel"` // its id
	Name     string     `json:"name"`    // its label, or its id where it was removed
	Status   string     `json:"status"`  // pending, sending, sent, failed, withdrawn
	Attempts int        `json:"attempts"`
	NextTry  *time.Time `json:"next_try" ts_type:"string | null"` // of a pending one
	SentAt   *time.Time `json:"sent_at" ts_type:"string | null"`
	Error    string     `json:"error"` // of the last try that failed
}

// Filter chooses alerts. The zero Filter chooses all, the newest first.
type Filter struct {
	Kind    Kind   `json:"kind" ts_type:"string"` // "" for every kind
	Subject string `json:"subject"`               // "" for every subject
	Unseen  bool   `json:"unseen"`                // only those that nobody has seen
	Failed  bool   `json:"failed"`                // only those with a delivery that failed
	Before  string `json:"before"`                // the id of the alert after which to go on; "" to begin
	Most    int    `json:"most"`                  // 0 for 50
}

// Silence keeps news from being noticed: of a subject or all, of a kind or all, until a moment
// or for good. What is still true when it ends is noticed then.
type Silence struct {
	Subject string     `json:"subject"` // "" for all
	Label   string     `json:"label"`   // of the subject, for people
	Kind    Kind       `json:"kind" ts_type:"string"`
	Until   *time.Time `json:"until" ts_type:"string | null"` // null for good
}

// Preview is what a channel sends, or sent, for an alert.
type Preview struct {
	Subject string `json:"subject"` // "" where the channel has none
	Text    string `json:"text"`
	HTML    string `json:"html"` // "" where the channel sends none
}
