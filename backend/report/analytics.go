package report

import (
	"errors"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/outlook"
	"outlay/backend/rates"
)

// Tag is the dimension of the user's own tags. An entry under two tags stands under both, so
// rows by tag may add up to more than the total; what is under none is a row of its own.
const Tag = "tag"

// ErrQuestion says that a question cannot be answered as it was asked; the text says why.
var ErrQuestion = errors.New("this cannot be asked")

// Question is what the analytics are asked. Of the values in one list any will do; an entry
// has to be in every list that is not empty.
type Question struct {
	From    calendar.Day `json:"from" ts_type:"string"`
	Through calendar.Day `json:"through" ts_type:"string"` // inside
	By      string       `json:"by"`                       // service, account, model, project, key, basis or tag
	Compare bool         `json:"compare"`                  // with the span before: see [Earlier]
	// CycleDay is the day of the month on which the billing cycle begins that the span is
	// of, so that it is compared with the cycle before; 0 where the span is of none.
	CycleDay int `json:"cycle_day"`
	// Currency is that of Series, Movers and Year; "" for the one that most was spent in.
	Currency string         `json:"currency"`
	Accounts []string       `json:"accounts"` // ids
	Services []string       `json:"services"` // provider ids, or the names that users gave
	Models   []string       `json:"models"`   // "" for entries without one
	Projects []ledger.Part  `json:"projects"` // of ledger.ByProject
	Keys     []ledger.Part  `json:"keys"`     // of ledger.ByKey
	Bases    []ledger.Basis `json:"bases" ts_type:"string[]"`
	Tags     []string       `json:"tags"`
}

// Whole says that q is about everything: it has no filter.
func (q Question) Whole() bool {
	return len(q.Accounts)+len(q.Services)+len(q.Models)+len(q.Projects)+len(q.Keys)+len(q.Bases)+len(q.Tags) == 0
}

// Analytics is what was spent in a span, by one dimension, and what changed.
type Analytics struct {
	Today   calendar.Day   `json:"today" ts_type:"string"`
	From    calendar.Day   `json:"from" ts_type:"string"`
	Through calendar.Day   `json:"through" ts_type:"string"` // inside
	By      string         `json:"by"`
	Totals  []money.Amount `json:"totals"` // one a currency, by code; empty where nothing is known
	// Converted is Totals in the display currency, each day at its own rate; nil where none is
	// chosen or all is in it. Everything else stays in the currencies that were billed.
	Converted  *rates.Converted `json:"converted"`
	Currency   string           `json:"currency"`   // of Series, Movers, Year and Forecast
	Currencies []string         `json:"currencies"` // every one of Totals, the most spent first
	Stack      Stack            `json:"stack"`
	Rows       []Group          `json:"rows"` // of every currency, the largest first
	// Before is the span before, nil where it was not asked for.
	Before *Before `json:"before"`
	// Movers explain the difference to it; nil without Before, or where neither span is known.
	Movers *Movers `json:"movers"`
	Year   Year    `json:"year"`
	// Tokens are all that were consumed under the filter; nil where none are known, or where
	// it is one of bases, which tokens have none of.
	Tokens   *Tokens `json:"tokens"`
	CacheHit string  `json:"cache_hit"` // percent of the input tokens, "61.3"; "" where not known
	// Forecast is of the calendar month, where From is its first day and today is in the span.
	// Nil elsewhere. It is of what the filter leaves.
	Forecast *forecast.Forecast `json:"forecast"`
	// Projections are how the forecast moved, day by day; none where there is a filter.
	Projections    []outlook.Projection `json:"projections"`
	Bases          []ledger.Basis       `json:"bases" ts_type:"string[]"` // what the total is made of
	SettledThrough calendar.Day         `json:"settled_through" ts_type:"string | null"`
	Gaps           []Gap                `json:"gaps"`     // of the accounts that are in the filter
	AtLeast        bool                 `json:"at_least"` // the total lacks something
	Notes          []string             `json:"notes"`    // sentences for people about what the figures hold
}

// Stack is daily totals, stacked by the dimension. Values of a series stand in the order of
// Days; a null is a day that was not read.
type Stack struct {
	Days    []calendar.Day `json:"days" ts_type:"string[]"`
	Settled []bool         `json:"settled"` // false where the day may still move, or was not read
	Series  []Layer        `json:"series"`  // at most 8, and one for all others
	// Totals are of all series together: the day's total under the filter, which by tag may
	// be less than its layers.
	Totals []*money.Amount `json:"totals" ts_type:"(money.Amount | null)[]"`
}

// Layer is one group's part of a [Stack].
type Layer struct {
	Key     string          `json:"key"`
	Account string          `json:"account"` // whose own id the key is, of projects and keys
	Label   string          `json:"label"`
	Other   bool            `json:"other"` // all that have no layer of their own
	Count   int             `json:"count"` // how many groups are in it
	Values  []*money.Amount `json:"values" ts_type:"(money.Amount | null)[]"`
}

// Group is one row of the dimension in one currency.
type Group struct {
	Key     string       `json:"key"`     // the stable identity: id of account or service, model, project's or key's id, basis or tag
	Account string       `json:"account"` // whose own id the key is, of projects and keys
	Label   string       `json:"label"`
	Amount  money.Amount `json:"amount"`
	// Unread is true where no day of the span is known of the group: Amount is zero then for
	// want of anything better, and is to be shown as unknown.
	Unread bool   `json:"unread"`
	Share  string `json:"share"` // percent of the currency's total, "12.3"; "" where that is not above zero
	// Before, Change and ChangePercent are nil and "" where the question did not compare.
	// Before is nil too where no day of the span before is known: an unknown is no $0; Change
	// where no day of either span is; ChangePercent is "" too where nothing was spent before.
	Before        *money.Amount `json:"before"`
	Change        *money.Amount `json:"change"`
	ChangePercent string        `json:"change_percent"` // "-3.2"
	Tokens        *Tokens       `json:"tokens"`         // nil where none are known
	// PerMillion is what a million tokens, in and out, cost on the average; nil where no
	// tokens are known, or where they were paid in two currencies. Set by model only.
	PerMillion *money.Amount `json:"per_million"`
	CacheHit   string        `json:"cache_hit"` // percent of the input tokens that were cached; "" where not known
	Untagged   bool          `json:"untagged"`  // the row of what is under no tag
	Other      bool          `json:"other"`     // all that have no row of their own: the smallest, where there are very many
}

// Before is what was spent in the span before.
type Before struct {
	From    calendar.Day   `json:"from" ts_type:"string"`
	Through calendar.Day   `json:"through" ts_type:"string"` // inside
	Totals  []money.Amount `json:"totals"`
	Changes []Shift        `json:"changes"` // one for each currency of either span
	Gaps    []Gap          `json:"gaps"`
	AtLeast bool           `json:"at_least"`
}

// Shift is how a total changed.
type Shift struct {
	Amount  money.Amount `json:"amount"`  // now less before
	Percent string       `json:"percent"` // of what was before, "-3.2"; "" where that was nothing
}

// Movers are the three contributions that changed most. The parts add up to Change to the
// last digit: the sum of Top's changes is TopSum, and TopSum + Rest = Change.
type Movers struct {
	Change    money.Amount `json:"change"` // all of now less all of before
	Top       []Mover      `json:"top"`    // at most three, the largest change up or down first
	TopSum    money.Amount `json:"top_sum"`
	Rest      money.Amount `json:"rest"`
	RestCount int          `json:"rest_count"` // how many other groups changed
}

// Mover is one group's contribution to a difference.
type Mover struct {
	Key     string        `json:"key"`
	Account string        `json:"account"`
	Label   string        `json:"label"`
	Amount  money.Amount  `json:"amount"`
	Unread  bool          `json:"unread"`  // as of [Group]
	Before  *money.Amount `json:"before"`  // nil where no day of the span before is known
	Change  money.Amount  `json:"change"`  // what it adds to the difference of the totals
	Percent string        `json:"percent"` // of Before, "" where that was nothing
}

// Year is each day of the calendar year of the span's last day, under the same filter.
type Year struct {
	Days    []calendar.Day  `json:"days" ts_type:"string[]"`                  // from 1 January to 31 December
	Values  []*money.Amount `json:"values" ts_type:"(money.Amount | null)[]"` // a null is a day that was not read
	Settled []bool          `json:"settled"`
}

// PresetSpan is a span that people ask for by name.
type PresetSpan struct {
	Name     string       `json:"name"` // this_month, last_month, last_30_days, last_90_days, this_year or cycle
	From     calendar.Day `json:"from" ts_type:"string"`
	Through  calendar.Day `json:"through" ts_type:"string"` // inside
	CycleDay int          `json:"cycle_day"`                // of cycle, else 0: hand it on in the question
}

// Choices are what the filters of analytics and activity can be of, by label.
type Choices struct {
	Accounts []Choice       `json:"accounts"`
	Services []Choice       `json:"services"`
	Models   []Choice       `json:"models"`
	Projects []Choice       `json:"projects"`
	Keys     []Choice       `json:"keys"`
	Bases    []ledger.Basis `json:"bases" ts_type:"string[]"`
	Tags     []string       `json:"tags"`
	// First and Last are the days between which something is known; null where nothing is.
	First calendar.Day `json:"first" ts_type:"string | null"`
	Last  calendar.Day `json:"last" ts_type:"string | null"`
}

// Choice is one thing that a filter can be of.
type Choice struct {
	Key     string `json:"key"`
	Account string `json:"account"` // whose own id the key is, of projects and keys
	Label   string `json:"label"`
}
