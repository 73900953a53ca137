// Package budget keeps what may be spent, and says how near spending is to it by exact
// comparison: 80 % means 80 % to the nano-unit.
//
// A [Budget] is of everything, a service, an account, a project or a tag. What was spent on
// that is handed in: the package reads no ledger, and where a period will end is the business
// of outlook.
//
// # Why an account's limit is a budget
//
// Two sorts of limit would cross at two times and warn twice. An account's own monthly limit
// is the budget that has the account's id; it follows the account's billing cycle and goes
// when the account goes.
package budget

import (
	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// Level is how near spending is to its limit.
type Level string

// The levels, and Unlimited where no limit is set.
const (
	Unlimited Level = "unlimited"
	Calm      Level = "calm"
	Near      Level = "near"    // 80 % of the limit, or the lowest level chosen
	Reached   Level = "reached" // 100 % of the limit
)

// State is one limit and what was spent against it in one period.
type State struct {
	Period  calendar.Span `json:"period"`
	Spent   money.Amount  `json:"spent"`
	Limit   *money.Amount `json:"limit"` // nil where none is set
	Left    *money.Amount `json:"left"`  // below zero where the limit is passed; nil without one
	Level   Level         `json:"level" ts_type:"string"`
	Percent int           `json:"percent"` // of the limit, rounded down; 0 without one
}

// Of compares spent with limit, both in one currency, at the default levels; limit nil means none.
func Of(period calendar.Span, spent money.Amount, limit *money.Amount) (State, error) {
	return At(period, spent, limit, DefaultLevels())
}

// At is [Of] at levels of one's own: near is the lowest of them that is below the limit.
func At(period calendar.Span, spent money.Amount, limit *money.Amount, levels []int) (State, error) {
	if limit == nil {
		return State{Period: period, Spent: spent, Level: Unlimited}, nil
	}
	left, err := limit.Sub(spent)
	if err != nil {
		return State{}, err
	}
	return State{
		Period: period, Spent: spent, Limit: limit, Left: &left,
		Level: levelAt(spent, *limit, levels), Percent: percent(spent, *limit),
	}, nil
}

func levelAt(spent, limit money.Amount, levels []int) Level {
	switch {
	case Crossed(spent, limit, 100):
		return Reached
	case levels[0] < 100 && Crossed(spent, limit, levels[0]):
		return Near
	}
	return Calm
}

// Crossed says that spent is at or above percent % of limit.
func Crossed(spent, limit money.Amount, percent int) bool {
	return !spent.Times(100).Value.LessThan(limit.Times(int64(percent)).Value)
}

// Worst returns the more pressing of two levels.
func Worst(a, b Level) Level {
	rank := map[Level]int{Unlimited: 0, Calm: 1, Near: 2, Reached: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

func percent(spent, limit money.Amount) int {
	if !limit.Value.IsPositive() {
		return 100
	}
	if !spent.Value.IsPositive() {
		return 0
	}
	whole, _ := spent.Times(100).Value.QuoRem(limit.Value, 0) // rounding could say 80 % below it
	const most = 1_000_000                                    // what a screen can still show
	if whole.GreaterThan(decimal.NewFromInt(most)) {
		return most
	}
	return int(whole.IntPart())
}
