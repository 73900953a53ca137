// Package report answers what screens and the terminal ask: read models over the ledger,
// the accounts and the rules. It writes nothing.
//
// Every answer with a total says which bases it is made of, through which day it is settled
// and what it lacks: an account that could not be read is a [Gap] beside the total, never $0.
//
// # Why movers are the largest changes, up or down
//
// A total that rose by $1 because one model rose by $100 and another fell by $99 is explained
// by these two, not by what rose by fifty cents: the three largest changes of either sign
// stand beside the sum of all others, and together they are the difference to the last digit.
//
// # Why tags may add up to more
//
// A tag is a view of the book, not a part of it: one project may be of a client and of a team.
// An entry under two tags stands under both, the total has it once, and the answer says so.
package report

import (
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/rates"
)

// Gap is something that a total lacks.
type Gap struct {
	Account string `json:"account"` // id
	Label   string `json:"label"`
	State   string `json:"state"` // why: an account state, or "days_missing"
	Reason  string `json:"reason"`
	// From and Through are the days that are lacking, both inside; null for all.
	From    calendar.Day `json:"from" ts_type:"string | null"`
	Through calendar.Day `json:"through" ts_type:"string | null"`
}

// Overview is the first screen, on one UTC day.
type Overview struct {
	Today          calendar.Day        `json:"today" ts_type:"string"`
	Month          calendar.Span       `json:"month"`
	MonthToDate    []money.Amount      `json:"month_to_date"` // one a currency; empty where nothing is known
	Converted      *rates.Converted    `json:"converted"`     // MonthToDate in the display currency; null where none is chosen or all is in it
	TodaySpend     []money.Amount      `json:"today_spend"`
	YesterdaySpend []money.Amount      `json:"yesterday_spend"` // of another month, too; empty where nothing of the day is known
	Limit          *money.Amount       `json:"limit"`           // of all accounts that have one, in USD
	Left           *money.Amount       `json:"left"`            // of those limits, each in its own cycle
	Percent        int                 `json:"percent"`
	Level          budget.Level        `json:"level" ts_type:"string"`
	Forecasts      []forecast.Forecast `json:"forecasts"` // of the calendar month, one a currency
	Bars           Bars                `json:"bars"`      // the last 30 days
	Services       []Slice             `json:"services"`  // of the month, the largest first
	Models         []Slice             `json:"models"`    // of the month, the largest first, at most 8 and "other"
	Projects       []Slice             `json:"projects"`  // likewise
	Accounts       []Card              `json:"accounts"`
	Bases          []ledger.Basis      `json:"bases" ts_type:"string[]"` // what the month's total is made of
	SettledThrough calendar.Day        `json:"settled_through" ts_type:"string | null"`
	LastSynced     *time.Time          `json:"last_synced" ts_type:"string | null"` // the oldest of the readable accounts
	Gaps           []Gap               `json:"gaps"`
	AtLeast        bool                `json:"at_least"` // the total lacks something
}

// Bars are daily totals, stacked by service. Values of a series stand in the order of Days;
// a null is a day that was not read.
type Bars struct {
	Days     []calendar.Day `json:"days" ts_type:"string[]"`
	Settled  []bool         `json:"settled"` // whether a day may still move
	Currency string         `json:"currency"`
	Series   []Series       `json:"series"`
}

// Series is one service's part of [Bars].
type Series struct {
	Service string          `json:"service"` // provider id
	Label   string          `json:"label"`
	Values  []*money.Amount `json:"values"`
}

// Slice is one part of a total.
type Slice struct {
	Key    string       `json:"key"`
	Label  string       `json:"label"`
	Amount money.Amount `json:"amount"`
}

// Card is an account with what it spent in its own cycle.
type Card struct {
	Account  account.Account   `json:"account"`
	Service  string            `json:"service"` // the provider's name
	Budget   budget.State      `json:"budget"`
	Today    []money.Amount    `json:"today"`
	Other    []money.Amount    `json:"other"` // spent in other currencies than the limit's
	Forecast forecast.Forecast `json:"forecast"`
	Gap      *Gap              `json:"gap"`
}

// Spend is an answer of `outlayctl report`.
type Spend struct {
	From           calendar.Day   `json:"from"`
	To             calendar.Day   `json:"to"` // inside
	Totals         []money.Amount `json:"totals"`
	Rows           []Row          `json:"rows"`
	SettledThrough calendar.Day   `json:"settled_through"`
	Gaps           []Gap          `json:"gaps"`
}

// Row is one group of a [Spend] on one basis in one currency.
type Row struct {
	Key   string `json:"key"`   // the stable identity
	Label string `json:"label"` // what people read
	// Account is whose own id the key is, of projects and keys.
	Account string       `json:"account,omitempty"`
	Amount  money.Amount `json:"amount"`
	Basis   ledger.Basis `json:"basis"`
	Usage   *Tokens      `json:"usage,omitempty"` // by model only
}

// Tokens is what a model consumed beside the money.
type Tokens struct {
	InputTokens      int64 `json:"input_tokens"`
	CachedTokens     int64 `json:"cached_tokens"`
	CacheWriteTokens int64 `json:"cache_write_tokens"`
	OutputTokens     int64 `json:"output_tokens"`
	Requests         int64 `json:"requests"`
}
