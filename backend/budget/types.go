package budget

import (
	"errors"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

var (
	// ErrInvalid says that something the user typed cannot be; the text says what and why.
	ErrInvalid = errors.New("invalid budget")
	// ErrNotFound says that there is no such budget.
	ErrNotFound = errors.New("no such budget")
)

// Scope is what sort of thing a budget is of.
type Scope string

// The scopes.
const (
	Everything Scope = "everything"
	OfService  Scope = "service"
	OfAccount  Scope = "account"
	OfProject  Scope = "project"
	OfTag      Scope = "tag"
)

// Every is how long a budget's period is.
type Every string

// The periods. Days are UTC days, a week begins on Monday.
const (
	EveryMonth Every = "month" // calendar months
	EveryCycle Every = "cycle" // billing cycles, which begin on a day of the month
	EveryWeek  Every = "week"
	EveryDay   Every = "day"
)

// Budget is what may be spent on something in each period.
type Budget struct {
	ID        string       `json:"id"`
	Label     string       `json:"label"` // "" for the name of what it is of
	Scope     Scope        `json:"scope" ts_type:"string"`
	Subject   string       `json:"subject"` // the service's, account's or project's id, or the tag; "" for everything
	Account   string       `json:"account"` // whose project it is, "" otherwise
	Every     Every        `json:"every" ts_type:"string"`
	StartDay  int          `json:"start_day"` // of a billing cycle, 1 to 31
	Limit     money.Amount `json:"limit"`
	Levels    []int        `json:"levels"` // percent of the limit, ascending
	CreatedAt time.Time    `json:"created_at" ts_type:"string"`
}

// First says that b is its account's own monthly limit, which goes with the account.
func (b Budget) First() bool { return b.Scope == OfAccount && b.ID == b.Subject }

// Period returns the period in which day lies.
func (b Budget) Period(day calendar.Day) calendar.Span {
	switch b.Every {
	case EveryDay:
		return calendar.Through(day, day)
	case EveryWeek:
		return calendar.Week(day)
	case EveryCycle:
		return calendar.Cycle(day, b.StartDay)
	}
	return calendar.Month(day)
}

// Draft is a budget as a person typed it: [Store.Add] and [Store.Change] check it. A nil
// field of a change leaves what is there; scope and subject cannot be changed.
type Draft struct {
	Label    *string `json:"label"`
	Scope    Scope   `json:"scope" ts_type:"string"`
	Subject  string  `json:"subject"`
	Account  string  `json:"account"`
	Every    *Every  `json:"every" ts_type:"string"`
	StartDay *int    `json:"start_day"`
	Limit    *string `json:"limit"`    // digits and a point
	Currency *string `json:"currency"` // three letters; nil for USD
	Levels   []int   `json:"levels"`   // nil for 80 and 100
}

// Bounds of what people choose.
const (
	LowestLevel  = 1
	HighestLevel = 500
	mostLevels   = 20
	longestLabel = 100
)

// DefaultLevels returns the levels of a budget for which none were chosen.
func DefaultLevels() []int { return []int{80, 100} }
