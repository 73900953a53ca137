package alert

import (
	"time"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// Alert is a piece of news about an account's limit.
type Alert struct {
	ID         string        `json:"id"`
	Account    string        `json:"account"`
	Label      string        `json:"label"` // of the account
	Kind       string        `json:"kind"`  // "limit"
	Level      int           `json:"level"` // percent of the limit
	Period     calendar.Span `json:"period"`
	Limit      money.Amount  `json:"limit"`
	Spent      money.Amount  `json:"spent"` // when it was noticed
	Title      string        `json:"title"`
	Body       string        `json:"body"`
	CreatedAt  time.Time     `json:"created_at" ts_type:"string"`
	Seen       bool          `json:"seen"`
	Deliveries []Delivery    `json:"deliveries"`
}

// Delivery is what became of an alert on one sink.
type Delivery struct {
	Sink     string     `json:"sink"`
	Status   string     `json:"status"` // pending, sending, sent, failed
	Attempts int        `json:"attempts"`
	SentAt   *time.Time `json:"sent_at" ts_type:"string | null"`
	Error    string     `json:"error"`
}
