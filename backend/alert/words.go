package alert

import (
	"fmt"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
	"outlay/backend/notify"
)

// words says what happened, how much, until when, and where it is going.
func words(a account.Account, percent int, period calendar.Span, spent money.Amount, f forecast.Forecast) notify.Message {
	m := notify.Message{Urgent: percent >= 100}
	m.Title = fmt.Sprintf("%s: %d %% of its limit", a.Label, percent)
	if percent >= 100 {
		m.Title = fmt.Sprintf("%s: limit reached", a.Label)
	}
	m.Body = fmt.Sprintf("%s of %s spent, %s.", spent.Display(), a.Limit.Display(), days(period))
	switch {
	case f.Amount == nil:
		m.Body += " No forecast yet: too few settled days."
	default:
		m.Body += fmt.Sprintf(" At this pace: about %s by %s (%s to %s).",
			f.Amount.Display(), period.Last().Start().Format("2 Jan"), f.Low.Display(), f.High.Display())
	}
	return m
}

func days(period calendar.Span) string {
	return fmt.Sprintf("%s to %s", period.Start.Start().Format("2 Jan"), period.Last().Start().Format("2 Jan 2006"))
}
