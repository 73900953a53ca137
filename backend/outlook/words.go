package outlook

import (
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
)

// Reaches says when the limit is reached, as [Reaches] does; "" where it is not.
func (s State) Reaches() string {
	if s.State.Limit == nil {
		return ""
	}
	return Reaches(*s.State.Limit, s.Crossing)
}

// Reaches says for people when a limit is reached and how sure that is: "reaches $200.00 on
// 23 Nov, between 20 and 27 Nov". It is "" where no end of the forecast's range reaches it.
func Reaches(limit money.Amount, c forecast.Crossing) string {
	at := limit.Display()
	switch {
	case c.Crossed && c.Day == "":
		return "has reached " + at
	case c.Crossed:
		return "reached " + at + " on " + date(c.Day)
	case c.Day == "" && c.Earliest == "":
		return ""
	case c.Day == "":
		return "may reach " + at + ", on " + date(c.Earliest) + " at the earliest"
	}
	text := "reaches " + at + " on " + date(c.Day)
	switch {
	case c.Latest == "" && c.Earliest != "":
		return text + ", or not at all, and not before " + date(c.Earliest)
	case c.Earliest == "" || c.Earliest == c.Latest:
		return text
	}
	return text + ", between " + between(c.Earliest, c.Latest)
}

// date writes a day as people do: 23 Nov.
func date(d calendar.Day) string { return d.Start().Format("2 Jan") }

func between(first, last calendar.Day) string {
	if calendar.Month(first) == calendar.Month(last) {
		return first.Start().Format("2") + " and " + date(last)
	}
	return date(first) + " and " + date(last)
}
