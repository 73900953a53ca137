package alert

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/notify"
	"outlay/backend/notify/plain"
	"outlay/backend/outlook"
	"outlay/backend/report"
)

// words are what people read of a piece of news: what happened and where, how much and how sure,
// and what to do.
type words struct {
	title, body, advice string
	facts               []notify.Fact
}

// longestName is how much of a name that somebody typed stands in a title.
const longestName = 60

func name(text string) string { return plain.Line(text, longestName, plain.Runes) }

func levelWords(s outlook.State, level int) words {
	w := words{title: fmt.Sprintf("%s: %d %% of its limit", name(s.Title), level)}
	if level == 100 {
		w.title = name(s.Title) + ": limit reached"
	}
	spent := s.State.Spent.Display() + " of " + s.State.Limit.Display()
	w.body = capital(fmt.Sprintf("%s%s spent, %s.", atLeast(s), spent, days(s.State.Period)))
	w.body += outlookWords(s)
	w.facts = []notify.Fact{
		{Label: "Spent", Value: atLeast(s) + spent}, {Label: "Period", Value: days(s.State.Period)},
		{Label: "Of", Value: name(s.Of)}, {Label: "How sure", Value: sure(s)},
	}
	w.facts = append(w.facts, forecastFact(s)...)
	w.advice = "Look at what brought it in Outlay, or raise the limit. It stops nothing by itself: calls through the gateway can be stopped at a limit there."
	return w
}

func crossingWords(s outlook.State) words {
	w := words{title: fmt.Sprintf("%s will use up its limit", name(s.Title))}
	w.body = fmt.Sprintf("At this pace it %s. ", outlook.Reaches(*s.State.Limit, s.Crossing)) +
		capital(fmt.Sprintf("%s%s of %s spent so far, %s.", atLeast(s), s.State.Spent.Display(), s.State.Limit.Display(), days(s.State.Period)))
	w.facts = append([]notify.Fact{
		{Label: "Limit", Value: s.State.Limit.Display()}, {Label: "Reached on", Value: date(s.Crossing.Day)},
		{Label: "Spent", Value: atLeast(s) + s.State.Spent.Display()}, {Label: "Period", Value: days(s.State.Period)}, {Label: "How sure", Value: sure(s)},
	}, forecastFact(s)...)
	w.advice = "There is time to slow down or to raise the limit. You hear of this once in a period."
	return w
}

func runawayWords(a account.Account, u forecast.Unusual, running bool) words {
	when := "on " + date(u.Day)
	if running {
		when = "today"
	}
	w := words{title: fmt.Sprintf("%s: %s %s", name(a.Label), u.Amount.Display(), when)}
	usual := "days like it cost nothing"
	if u.Times != "" {
		usual = fmt.Sprintf("%s times the usual %s", u.Times, u.Usual.Display())
	}
	w.body = fmt.Sprintf("Far more than usual: %s, by %d days like it.", usual, u.Sample)
	if running {
		w.body += " The day is not over."
	}
	w.facts = []notify.Fact{
		{Label: "Day", Value: date(u.Day)}, {Label: "Spent", Value: u.Amount.Display()},
		{Label: "Usual", Value: u.Usual.Display()}, {Label: "Compared with", Value: fmt.Sprintf("%d days", u.Sample)},
	}
	w.advice = "See which model or project it was in Outlay. If nobody meant it, take the key back at the vendor."
	return w
}

func syncWords(a account.Account, since time.Time) words {
	at := since.UTC().Format("2 Jan 15:04") + " UTC"
	w := words{title: name(a.Label) + " cannot be read", advice: "Open Accounts in Outlay: it says what to do. Until then totals say “at least”."}
	w.body = fmt.Sprintf("Nothing new since %s, after %s. %s", at, tries(a.Failures), reason(a))
	if a.LastSynced == nil {
		w.body = fmt.Sprintf("It was never read, after %s. %s", tries(a.Failures), reason(a))
	}
	w.facts = []notify.Fact{{Label: "Since", Value: at}, {Label: "Tries", Value: fmt.Sprint(a.Failures)}, {Label: "Limits", Value: "Levels of budgets with this account are not noticed meanwhile"}}
	return w
}

func tries(n int) string {
	if n == 1 {
		return "1 try"
	}
	return fmt.Sprintf("%d tries", n)
}

// reason is why an account could not be read, as a sentence: errors of this machine begin small.
func reason(a account.Account) string {
	text := plain.Line(a.Reason, 300, plain.Runes)
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

func invoiceWords(c report.InvoiceCheck) words {
	month := c.Invoice.Month.Start().Format("January 2006")
	w := words{title: fmt.Sprintf("%s: the invoice of %s differs", name(c.Label), month)}
	w.body = fmt.Sprintf("The invoice says %s, %s was counted: a difference of %s.", c.Invoice.Amount.Display(), c.Counted.Display(), c.Difference.Display())
	w.facts = []notify.Fact{
		{Label: "Invoice", Value: c.Invoice.Amount.Display()}, {Label: "Counted", Value: c.Counted.Display()}, {Label: "Difference", Value: c.Difference.Display()},
	}
	w.advice = "Look at Invoices in Outlay, where the likely reasons stand."
	for i, r := range c.Reasons {
		if i == 0 {
			w.advice = plain.Line(r.Sentence, 300, plain.Runes)
		}
		w.facts = append(w.facts, notify.Fact{Label: "Perhaps", Value: plain.Line(r.Sentence, 300, plain.Runes)})
	}
	return w
}

// capital begins a sentence.
func capital(sentence string) string {
	return strings.ToUpper(sentence[:1]) + sentence[1:] // it begins with a dollar sign or an English word
}

func atLeast(s outlook.State) string {
	if len(s.Lacking) > 0 {
		return "at least "
	}
	return ""
}

// sure says how far the sum may still move.
func sure(s outlook.State) string {
	switch {
	case len(s.Lacking) > 0:
		var names []string
		for _, n := range s.Lacking {
			names = append(names, name(n))
		}
		return plain.Line("Could not be read: "+strings.Join(names, ", "), 200, plain.Runes)
	case s.Settled:
		return "Settled: no day of it changes any more"
	}
	return "Vendors may still revise the last days"
}

// outlookWords say where a period goes that is not over.
func outlookWords(s outlook.State) string {
	f := s.Forecast
	switch {
	case f.DaysLeft == 0:
		return ""
	case f.Amount == nil:
		return " No forecast yet: too few settled days."
	}
	return fmt.Sprintf(" At this pace: about %s by %s (%s to %s).", f.Amount.Display(), date(f.Period.Last()), f.Low.Display(), f.High.Display())
}

func forecastFact(s outlook.State) []notify.Fact {
	f := s.Forecast
	if f.Amount == nil || f.DaysLeft == 0 {
		return nil
	}
	return []notify.Fact{{Label: "Forecast", Value: fmt.Sprintf("%s by %s, between %s and %s", f.Amount.Display(), date(f.Period.Last()), f.Low.Display(), f.High.Display())}}
}

func date(day calendar.Day) string { return day.Start().Format("2 Jan") }

func days(period calendar.Span) string {
	if period.Len() == 1 {
		return period.Start.Start().Format("2 Jan 2006")
	}
	return fmt.Sprintf("%s to %s", date(period.Start), period.Last().Start().Format("2 Jan 2006"))
}

// message is a piece of news as it is sent.
func (a Alert) message() notify.Message {
	body := a.Body
	if a.Advice != "" {
		body += "\n\n" + a.Advice
	}
	return notify.Message{ID: a.ID, Kind: string(a.Kind), Title: a.Title, Body: body, Urgent: a.Urgent, At: a.CreatedAt, Facts: a.Facts}
}

// brief is a message for a place with little room: what to do stands in the window.
func brief(m notify.Message) notify.Message {
	m.Body, _, _ = strings.Cut(m.Body, "\n\n")
	return m
}
