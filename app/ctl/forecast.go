package main

import (
	"slices"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/outlook"
	"outlay/backend/report"
)

// foreseen is where the month, each account's cycle and each budget's period will end.
type foreseen struct {
	Today     calendar.Day        `json:"today"`
	Forecasts []forecast.Forecast `json:"forecasts"` // of the calendar month, one a currency
	Accounts  []accountOutlook    `json:"accounts"`  // each in its own cycle
	Budgets   []outlook.State     `json:"budgets"`   // but those that are an account's own limit
	Gaps      []report.Gap        `json:"gaps"`
}

type accountOutlook struct {
	ID       string            `json:"id"`
	Label    string            `json:"label"`
	Service  string            `json:"service"`
	Budget   budget.State      `json:"budget"`
	Forecast forecast.Forecast `json:"forecast"`
	Crossing forecast.Crossing `json:"crossing"` // of its limit
}

func (t *terminal) forecast() *cobra.Command {
	return &cobra.Command{
		Use: "forecast", Short: "Say where the month will end", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var answer foreseen
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) error {
				o, err := house.Reports.Overview(cmd.Context())
				if err != nil {
					return err
				}
				states, err := house.Outlook.States(cmd.Context())
				answer = foresee(o, states)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.outlook(answer) })
		},
	}
}

// foresee puts together what is said of the month and of the budgets. An account with a limit
// is its budget's: one answer, wherever it stands.
func foresee(o report.Overview, states []outlook.State) foreseen {
	answer := foreseen{o.Today, o.Forecasts, []accountOutlook{}, []outlook.State{}, o.Gaps}
	for _, c := range o.Accounts {
		a := accountOutlook{ID: c.Account.ID, Label: c.Account.Label, Service: c.Service, Budget: c.Budget, Forecast: c.Forecast}
		if i := slices.IndexFunc(states, func(s outlook.State) bool { return s.Budget.First() && s.Budget.ID == a.ID }); i >= 0 {
			a.Budget, a.Forecast, a.Crossing = states[i].State, states[i].Forecast, states[i].Crossing
		}
		answer.Accounts = append(answer.Accounts, a)
	}
	for _, s := range states {
		if !s.Budget.First() {
			answer.Budgets = append(answer.Budgets, s)
		}
	}
	return answer
}

func (p *page) outlook(o foreseen) {
	rows := [][]string{{"", "PERIOD", "SO FAR", "FORECAST", "RANGE", "LIMIT"}}
	for _, f := range o.Forecasts {
		rows = append(rows, outlookRow("All accounts", f, "-"))
	}
	for _, a := range o.Accounts {
		rows = append(rows, outlookRow(a.Label, a.Forecast, amountOr(a.Budget.Limit, "none")))
	}
	for _, s := range o.Budgets {
		rows = append(rows, outlookRow("Budget: "+s.Title, s.Forecast, amountOr(s.State.Limit, "none")))
	}
	p.table(rows, 2, 3, 5)
	for _, a := range o.Accounts {
		if a.Budget.Limit == nil {
			continue
		}
		if text := outlook.Reaches(*a.Budget.Limit, a.Crossing); text != "" {
			p.say("%s %s.", a.Label, text)
		}
	}
	for _, s := range o.Budgets {
		if text := s.Reaches(); text != "" {
			p.say("Budget %s %s.", s.Title, text)
		}
	}
	p.gaps(o.Gaps)
}

func outlookRow(label string, f forecast.Forecast, limit string) []string {
	return []string{label, days(f.Period), f.ToDate.Display(), amountOr(f.Amount, "-"), ranged(f), limit}
}

// ranged says between which amounts a period will end.
func ranged(f forecast.Forecast) string {
	if f.Amount == nil {
		return "withheld: " + withheld(f.Withheld)
	}
	return amountOr(f.Low, "") + " to " + amountOr(f.High, "")
}

func withheld(reason string) string {
	switch reason {
	case forecast.TooFewDays:
		return "fewer than five settled days are known"
	case forecast.NoAccount:
		return "no account is connected"
	}
	return reason
}
