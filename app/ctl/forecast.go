package main

import (
	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/report"
)

// outlook is where the month and each account's cycle will end.
type outlook struct {
	Today     calendar.Day        `json:"today"`
	Forecasts []forecast.Forecast `json:"forecasts"` // of the calendar month, one a currency
	Accounts  []accountOutlook    `json:"accounts"`  // each in its own cycle
	Gaps      []report.Gap        `json:"gaps"`
}

type accountOutlook struct {
	ID       string            `json:"id"`
	Label    string            `json:"label"`
	Service  string            `json:"service"`
	Budget   budget.State      `json:"budget"`
	Forecast forecast.Forecast `json:"forecast"`
}

func (t *terminal) forecast() *cobra.Command {
	return &cobra.Command{
		Use: "forecast", Short: "Say where the month will end", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer := outlook{Accounts: []accountOutlook{}}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) error {
				o, err := house.Reports.Overview(cmd.Context())
				answer.Today, answer.Forecasts, answer.Gaps = o.Today, o.Forecasts, o.Gaps
				for _, c := range o.Accounts {
					answer.Accounts = append(answer.Accounts, accountOutlook{c.Account.ID, c.Account.Label, c.Service, c.Budget, c.Forecast})
				}
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.outlook(answer) })
		},
	}
}

func (p *page) outlook(o outlook) {
	rows := [][]string{{"", "PERIOD", "SO FAR", "FORECAST", "RANGE", "LIMIT"}}
	for _, f := range o.Forecasts {
		rows = append(rows, outlookRow("All accounts", f, "-"))
	}
	for _, a := range o.Accounts {
		rows = append(rows, outlookRow(a.Label, a.Forecast, amountOr(a.Budget.Limit, "none")))
	}
	p.table(rows, 2, 3, 5)
	p.gaps(o.Gaps)
}

func outlookRow(label string, f forecast.Forecast, limit string) []string {
	ranged := amountOr(f.Low, "") + " to " + amountOr(f.High, "")
	if f.Amount == nil {
		ranged = "withheld: " + withheld(f.Withheld)
	}
	return []string{label, string(f.Period.Start) + " to " + string(f.Period.Last()), f.ToDate.Display(), amountOr(f.Amount, "-"), ranged, limit}
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
