package tray

import (
	"slices"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
	"outlay/backend/outlook"
	"outlay/backend/report"
)

var november = calendar.Span{Start: "2026-11-01", End: "2026-12-01"}

func usd(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// card is an account that spent dollars in its cycle; limit "" is none.
func card(t *testing.T, service, label, spent, limit string) report.Card {
	t.Helper()
	var most *money.Amount
	if limit != "" {
		a := usd(t, limit)
		most = &a
	}
	state, err := budget.Of(november, usd(t, spent), most)
	if err != nil {
		t.Fatal(err)
	}
	read := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	return report.Card{
		Account: account.Account{ID: service + label, Label: label, LastSynced: &read},
		Service: service, Budget: state,
	}
}

// world is an overview of cards, made as report makes it.
func world(t *testing.T, month []money.Amount, cards ...report.Card) report.Overview {
	t.Helper()
	o := report.Overview{Month: november, MonthToDate: month, Accounts: cards}
	limit, spent := usd(t, "0"), usd(t, "0")
	for _, c := range cards {
		if c.Gap != nil {
			o.AtLeast = true
		}
		if c.Budget.Limit != nil {
			limit.Value = limit.Value.Add(c.Budget.Limit.Value)
			spent.Value = spent.Value.Add(c.Budget.Spent.Value)
		}
	}
	if !limit.Value.IsZero() {
		state, err := budget.Of(november, spent, &limit)
		if err != nil {
			t.Fatal(err)
		}
		o.Limit, o.Left, o.Percent = state.Limit, state.Left, state.Percent
	}
	return o
}

// limits are the budgets that the accounts' own limits are.
func limits(o report.Overview) []outlook.State {
	var states []outlook.State
	for _, c := range o.Accounts {
		if c.Budget.Limit != nil {
			id := c.Account.ID
			states = append(states, outlook.State{Budget: budget.Budget{ID: id, Scope: budget.OfAccount, Subject: id}, Title: c.Account.Label, State: c.Budget})
		}
	}
	return states
}

// team is a budget of a tag.
func team(t *testing.T, title, spent, limit string, every budget.Every, levels ...int) outlook.State {
	t.Helper()
	most := usd(t, limit)
	if len(levels) == 0 {
		levels = budget.DefaultLevels()
	}
	state, err := budget.At(november, usd(t, spent), &most, levels)
	if err != nil {
		t.Fatal(err)
	}
	return outlook.State{Budget: budget.Budget{ID: title, Scope: budget.OfTag, Subject: title, Every: every}, Title: title, State: state}
}

func lacking(c report.Card, state account.State, unread bool) report.Card {
	c.Gap = &report.Gap{Account: c.Account.ID, State: string(state)}
	if unread {
		c.Account.LastSynced = nil
	}
	return c
}

func TestDescribe(t *testing.T) {
	dollars := func(text string) []money.Amount { return []money.Amount{usd(t, text)} }
	euros := money.Amount{Value: usd(t, "3.10").Value, Currency: "EUR"}
	openAI := card(t, "OpenAI", "Work", "312.10", "400")
	groq := card(t, "Groq", "groq", "100.24", "100")
	syncing := card(t, "OpenAI", "Work", "0", "")
	syncing.Account.ProgressDone, syncing.Account.ProgressTotal = 180, 395
	mixed := card(t, "Mistral", "Work", "0", "")
	mixed.Other = []money.Amount{euros}
	for _, tt := range []struct {
		name   string
		o      report.Overview
		paused bool
		want   Model
	}{
		{"nothing connected", world(t, nil), false,
			Model{Icon: Calm, Total: "Connect a service in Outlay"}},
		{"connected and never read", world(t, nil, lacking(card(t, "OpenAI", "Work", "0", "400"), account.NeverSynced, true)), false,
			Model{Icon: Calm, Total: "November: nothing read yet", Lines: []string{"OpenAI — not read yet"}}},
		{"below its limit", world(t, dollars("312.10"), openAI), false,
			Model{Icon: Calm, Total: "November: $312.10 of $400.00 (78 %)", Lines: []string{"OpenAI  $312.10 of $400.00 — 78 %"}}},
		{"at 80 %", world(t, dollars("320"), card(t, "OpenAI", "Work", "320", "400")), false,
			Model{Icon: Near, Total: "November: $320.00 of $400.00 (80 %)", Lines: []string{"OpenAI  $320.00 of $400.00 — 80 %"}}},
		{"the worst level of all is the icon", world(t, dollars("412.34"), openAI, groq), false,
			Model{Icon: Reached, Total: "November: $412.34 of $500.00 (82 %)",
				Lines: []string{"OpenAI  $312.10 of $400.00 — 78 %", "Groq  $100.24 of $100.00 — 100 %"}}},
		{"no limit", world(t, dollars("5"), card(t, "OpenAI", "Work", "5", "")), false,
			Model{Icon: Calm, Total: "November: $5.00", Lines: []string{"OpenAI  $5.00"}}},
		{"an account without a limit beside one with: the limit is not held against both",
			world(t, dollars("317.10"), openAI, card(t, "Groq", "", "5", "")), false,
			Model{Icon: Calm, Total: "November: $317.10",
				Lines: []string{"Limits: $312.10 of $400.00 (78 %)", "OpenAI  $312.10 of $400.00 — 78 %", "Groq  $5.00"}}},
		{"a billing cycle that is not the month", world(t, dollars("40"), openAI), false,
			Model{Icon: Calm, Total: "November: $40.00",
				Lines: []string{"Limits: $312.10 of $400.00 (78 %)", "OpenAI  $312.10 of $400.00 — 78 %"}}},
		{"two currencies are not added", world(t, []money.Amount{usd(t, "312.10"), euros}, openAI, mixed), false,
			Model{Icon: Calm, Total: "November: $312.10 + €3.10",
				Lines: []string{"Limits: $312.10 of $400.00 (78 %)", "OpenAI  $312.10 of $400.00 — 78 %", "Mistral  €3.10"}}},
		{"a refused key makes the total a least", world(t, dollars("312.10"), lacking(openAI, account.KeyRefused, false)), false,
			Model{Icon: Calm, Total: "November: at least $312.10 of $400.00 (78 %)",
				Lines: []string{"OpenAI  at least $312.10 of $400.00 — 78 % · key refused"}}},
		{"two accounts of a service have their labels", world(t, dollars("3"), card(t, "OpenAI", "Work", "1", ""), card(t, "OpenAI", "Home\n1", "2", "")), false,
			Model{Icon: Calm, Total: "November: $3.00", Lines: []string{"OpenAI · Work  $1.00", "OpenAI · Home 1  $2.00"}}},
		{"paused", world(t, dollars("312.10"), openAI), true,
			Model{Icon: Paused, Paused: true, Total: "November: $312.10 of $400.00 (78 %)", Lines: []string{"OpenAI  $312.10 of $400.00 — 78 %"}}},
		{"a limit that is reached shows through a pause", world(t, dollars("100.24"), groq), true,
			Model{Icon: Reached, Paused: true, Total: "November: $100.24 of $100.00 (100 %)", Lines: []string{"Groq  $100.24 of $100.00 — 100 %"}}},
		{"a long sync says how far it is", world(t, dollars("0"), syncing), false,
			Model{Icon: Calm, Syncing: "Syncing: 180 of 395 days", Total: "November: $0.00", Lines: []string{"OpenAI  $0.00"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Tooltip = "Outlay: " + tt.want.Total
			if got := Describe(tt.o, limits(tt.o), tt.paused); !same(got, tt.want) {
				t.Errorf("\ngot  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func same(a, b Model) bool {
	lines := slices.Equal(a.Lines, b.Lines)
	return lines && a.Tooltip == b.Tooltip && a.Icon == b.Icon && a.Total == b.Total && a.Paused == b.Paused && a.Syncing == b.Syncing
}

func foresight(t *testing.T, low, amount, high string) forecast.Forecast {
	t.Helper()
	least, about, most := usd(t, low), usd(t, amount), usd(t, high)
	return forecast.Forecast{Period: november, Currency: money.USD, Low: &least, Amount: &about, High: &most}
}

func TestBudgetsAndForecast(t *testing.T) {
	crossing := func(s outlook.State, day calendar.Day, crossed bool) outlook.State {
		s.Crossing = forecast.Crossing{Day: day, Earliest: day, Latest: day, Crossed: crossed}
		return s
	}
	gone, unread := team(t, "Gone", "0", "5", ""), team(t, "Acme", "150", "200", budget.EveryMonth)
	gone.Gone, unread.Lacking = true, []string{"Work"}
	mixed := team(t, "Acme", "150", "200", budget.EveryMonth)
	mixed.Other = []money.Amount{{Value: usd(t, "3.10").Value, Currency: "EUR"}}
	own := team(t, "Work", "90", "100", budget.EveryCycle)
	own.Budget = budget.Budget{ID: "work", Scope: budget.OfAccount, Subject: "work"}
	withheld := forecast.Forecast{Period: november, Currency: money.USD, Withheld: forecast.TooFewDays}
	euros := foresight(t, "1", "3.456", "5")
	euros.Amount.Currency = "EUR"
	for _, tt := range []struct {
		name      string
		budgets   []outlook.State
		forecasts []forecast.Forecast
		atLeast   bool
		icon      Icon
		want      []string
	}{
		{"none", nil, nil, false, Calm, nil},
		{"a budget of a tag", []outlook.State{team(t, "Acme", "150", "200", budget.EveryMonth)}, nil, false, Calm, []string{"Acme  $150.00 of $200.00 — 75 %"}},
		{"an account's own limit has its line already, and is the icon all the same", []outlook.State{own}, nil, false, Near, nil},
		{"the worst of all is the icon", []outlook.State{team(t, "A", "5", "5", ""), own}, nil, false, Reached, []string{"A  $5.00 of $5.00 — 100 %"}},
		{"levels of one's own are the icon's too", []outlook.State{team(t, "A", "3", "5", "", 50, 100)}, nil, false, Near, []string{"A  $3.00 of $5.00 — 60 %"}},
		{"no level below the limit: calm until it is reached", []outlook.State{team(t, "A", "4.99", "5", "", 150)}, nil, false, Calm, []string{"A  $4.99 of $5.00 — 99 %"}},
		{"weeks and days say so", []outlook.State{team(t, "A", "3", "5", budget.EveryWeek), team(t, "B", "1", "5", budget.EveryDay)}, nil, false, Calm,
			[]string{"A  $3.00 of $5.00 this week — 60 %", "B  $1.00 of $5.00 today — 20 %"}},
		{"what is not whole is at least", []outlook.State{unread}, nil, false, Calm, []string{"Acme  at least $150.00 of $200.00 — 75 %"}},
		{"another currency stands beside it", []outlook.State{mixed}, nil, false, Calm, []string{"Acme  $150.00 + €3.10 of $200.00 — 75 %"}},
		{"what a budget was for is gone", []outlook.State{gone}, nil, false, Calm, nil},
		{"the fullest four have a line", []outlook.State{team(t, "A", "4", "5", ""), team(t, "B", "3", "5", ""), team(t, "C", "2", "5", ""), team(t, "D", "1", "5", ""), team(t, "E", "0", "5", "")},
			nil, false, Near, []string{"A  $4.00 of $5.00 — 80 %", "B  $3.00 of $5.00 — 60 %", "C  $2.00 of $5.00 — 40 %", "D  $1.00 of $5.00 — 20 %"}},
		{"the month's end", nil, []forecast.Forecast{foresight(t, "99.6", "120.49", "1400.2")}, false, Calm, []string{"Forecast: about $120, between $100 and $1,400"}},
		{"small amounts keep their cents", nil, []forecast.Forecast{foresight(t, "1", "2.345", "9.999")}, false, Calm, []string{"Forecast: about $2.34, between $1 and $10.00"}},
		{"no range where there is none", nil, []forecast.Forecast{foresight(t, "120.1", "120.2", "120.3")}, false, Calm, []string{"Forecast: about $120"}},
		{"a forecast of what is known", nil, []forecast.Forecast{foresight(t, "100", "120", "140")}, true, Calm, []string{"Forecast of what is known: about $120, between $100 and $140"}},
		{"withheld", nil, []forecast.Forecast{withheld}, false, Calm, nil},
		{"two currencies, of which one is withheld", nil, []forecast.Forecast{withheld, foresight(t, "100", "120", "140")}, false, Calm, []string{"Forecast: about $120, between $100 and $140"}},
		{"two currencies", nil, []forecast.Forecast{foresight(t, "100", "120", "140"), euros}, false, Calm, []string{"Forecast: about $120 + €3.46"}},
		{"the fullest that will be crossed, not one that is", []outlook.State{
			crossing(team(t, "A", "6", "5", ""), "2026-11-12", true), team(t, "B", "4", "5", ""), crossing(own, "2026-11-28", false), crossing(team(t, "C", "1", "5", ""), "2026-11-23", false)},
			[]forecast.Forecast{foresight(t, "100", "120", "140")}, false, Reached,
			[]string{"Forecast: about $120, between $100 and $140", "Work reaches $100 on 28 Nov", "A  $6.00 of $5.00 — 120 %", "B  $4.00 of $5.00 — 80 %", "C  $1.00 of $5.00 — 20 %"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Describe(report.Overview{Month: november, Forecasts: tt.forecasts, AtLeast: tt.atLeast}, tt.budgets, false)
			if !slices.Equal(got.Lines, tt.want) || got.Icon != tt.icon {
				t.Errorf("\ngot  %s %q\nwant %s %q", got.Icon, got.Lines, tt.icon, tt.want)
			}
		})
	}
}

func TestTheMenuHoldsAnyNumberOfAccountsAndAnyLabel(t *testing.T) {
	var cards []report.Card
	for i := range 40 {
		cards = append(cards, card(t, "OpenAI", strings.Repeat("長", 10_000)+string(rune('A'+i)), "1", ""))
	}
	m := Describe(world(t, []money.Amount{usd(t, "40")}, cards...), nil, false)
	if len(m.Lines) != MostLines || m.Lines[MostLines-1] != "and 29 more in Outlay" {
		t.Errorf("got %d lines, the last %q", len(m.Lines), m.Lines[len(m.Lines)-1])
	}
	for _, line := range m.Lines {
		if n := len([]rune(line)); n > 80 {
			t.Errorf("a line of %d characters", n)
		}
	}
}
