package tray

import (
	"slices"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/money"
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
	o := report.Overview{Month: november, MonthToDate: month, Accounts: cards, Level: budget.Unlimited}
	limit, spent := usd(t, "0"), usd(t, "0")
	for _, c := range cards {
		o.Level = budget.Worst(o.Level, c.Budget.Level)
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
			if got := Describe(tt.o, tt.paused); !same(got, tt.want) {
				t.Errorf("\ngot  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func same(a, b Model) bool {
	lines := slices.Equal(a.Lines, b.Lines)
	return lines && a.Tooltip == b.Tooltip && a.Icon == b.Icon && a.Total == b.Total && a.Paused == b.Paused && a.Syncing == b.Syncing
}

func TestTheMenuHoldsAnyNumberOfAccountsAndAnyLabel(t *testing.T) {
	var cards []report.Card
	for i := range 40 {
		cards = append(cards, card(t, "OpenAI", strings.Repeat("長", 10_000)+string(rune('A'+i)), "1", ""))
	}
	m := Describe(world(t, []money.Amount{usd(t, "40")}, cards...), false)
	if len(m.Lines) != MostLines || m.Lines[MostLines-1] != "and 29 more in Outlay" {
		t.Errorf("got %d lines, the last %q", len(m.Lines), m.Lines[len(m.Lines)-1])
	}
	for _, line := range m.Lines {
		if n := len([]rune(line)); n > 80 {
			t.Errorf("a line of %d characters", n)
		}
	}
}
