package budget

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"outlay/backend/money"
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

func checkScope(b Budget) error {
	switch b.Scope {
	case Everything:
		if b.Subject != "" {
			return invalid("a budget for everything is of no single thing")
		}
	case OfService, OfAccount, OfTag:
		if b.Subject == "" {
			return invalid("say which %s the budget is for", b.Scope)
		}
	case OfProject:
		if b.Subject == "" || b.Account == "" {
			return invalid("say which project, and of which account, the budget is for")
		}
	default:
		return invalid("a budget is for everything, a service, an account, a project or a tag, and not for %.40q", string(b.Scope))
	}
	if b.Scope != OfProject && b.Account != "" {
		return invalid("only a project's budget names an account beside it")
	}
	return nil
}

// apply checks what a draft chooses and writes it into b.
func apply(b *Budget, d Draft) (err error) {
	if d.Label != nil {
		if b.Label, err = checkLabel(*d.Label); err != nil {
			return err
		}
	}
	if d.Every != nil {
		b.Every = *d.Every
		if !slices.Contains([]Every{EveryMonth, EveryCycle, EveryWeek, EveryDay}, b.Every) {
			return invalid("a period is a month, a cycle, a week or a day, and not %.40q", string(b.Every))
		}
	}
	if d.StartDay != nil {
		if b.StartDay = *d.StartDay; b.StartDay < 1 || b.StartDay > 31 {
			return invalid("the cycle's first day is %d; choose a day of the month, 1 to 31", b.StartDay)
		}
	}
	if d.Levels != nil {
		if b.Levels, err = checkLevels(d.Levels); err != nil {
			return err
		}
	}
	return applyLimit(b, d)
}

func applyLimit(b *Budget, d Draft) error {
	if d.Limit == nil && d.Currency == nil {
		return nil
	}
	text, currency := b.Limit.Decimal(), b.Limit.Currency
	if d.Limit != nil {
		text = strings.TrimSpace(*d.Limit)
	}
	if d.Currency != nil {
		currency = strings.ToUpper(strings.TrimSpace(*d.Currency))
	}
	if currency == "" {
		currency = money.USD
	}
	limit, err := money.Parse(text, currency)
	switch {
	case errors.Is(err, money.ErrTooLarge):
		return invalid("the limit is too large; the most is about nine billion")
	case errors.Is(err, money.ErrTooPrecise):
		return invalid("the limit has more than nine digits behind the point")
	case err != nil:
		return invalid("the limit is not an amount of a currency; write digits and a point, such as 200.00, and three letters, such as USD")
	case !limit.Value.IsPositive():
		return invalid("the limit is %s; it must be more than zero", limit.Decimal())
	}
	b.Limit = limit
	return nil
}

func checkLabel(text string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
		return "", invalid("the name has characters that no text has")
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > longestLabel {
		return "", invalid("the name is longer than %d characters", longestLabel)
	}
	return text, nil
}

func checkLevels(levels []int) ([]int, error) {
	levels = slices.Clone(levels)
	slices.Sort(levels)
	levels = slices.Compact(levels)
	if len(levels) == 0 || len(levels) > mostLevels {
		return nil, invalid("choose between one level and %d", mostLevels)
	}
	if levels[0] < LowestLevel || levels[len(levels)-1] > HighestLevel {
		return nil, invalid("a level is %d %% to %d %% of the limit", LowestLevel, HighestLevel)
	}
	return levels, nil
}
