package outlook_test

import (
	"testing"

	"outlay/backend/budget"
	"outlay/backend/forecast"
	"outlay/backend/money"
	"outlay/backend/outlook"
)

func TestWhenALimitIsReached(t *testing.T) {
	for _, tt := range []struct {
		what string
		c    forecast.Crossing
		want string
	}{
		{"never", forecast.Crossing{}, ""},
		{"a day and its range", forecast.Crossing{Day: "2026-11-23", Earliest: "2026-11-20", Latest: "2026-11-27"}, "reaches $200.00 on 23 Nov, between 20 and 27 Nov"},
		{"over the end of a month", forecast.Crossing{Day: "2026-12-01", Earliest: "2026-11-30", Latest: "2027-01-02"}, "reaches $200.00 on 1 Dec, between 30 Nov and 2 Jan"},
		{"one day alone", forecast.Crossing{Day: "2026-11-23", Earliest: "2026-11-23", Latest: "2026-11-23"}, "reaches $200.00 on 23 Nov"},
		{"perhaps not at all", forecast.Crossing{Day: "2026-11-23", Earliest: "2026-11-20"}, "reaches $200.00 on 23 Nov, or not at all, and not before 20 Nov"},
		{"only where days are dear", forecast.Crossing{Earliest: "2026-11-20"}, "may reach $200.00, on 20 Nov at the earliest"},
		{"reached", forecast.Crossing{Day: "2026-11-12", Earliest: "2026-11-12", Latest: "2026-11-12", Crossed: true}, "reached $200.00 on 12 Nov"},
		{"reached on a day that nobody knows", forecast.Crossing{Crossed: true}, "has reached $200.00"},
	} {
		want(t, tt.what, outlook.Reaches(cents(20000, money.USD), tt.c), tt.want)
	}
	want(t, "without a limit", outlook.State{Crossing: forecast.Crossing{Crossed: true}}.Reaches(), "")
}

// Forecast and crossing are of the same days and the same limit.
func TestABudgetSaysWhenItIsCrossed(t *testing.T) {
	h := open(t)
	id := h.connect("acme", "Research", "30")
	h.read(id, autumn(), daily(autumn(), 100)...)
	for limit, says := range map[string]string{"24": "reaches $24.00 on 24 Nov", "20": "reached $20.00 on 20 Nov", "31": ""} {
		b := h.add(budget.Draft{Scope: budget.OfAccount, Subject: id, Limit: of(limit)})
		want(t, "a dollar a day against "+limit, h.state(b.ID).Reaches(), says)
	}
	want(t, "the account's own limit, on the last day", h.state(id).Reaches(), "reaches $30.00 on 30 Nov")
}
