package main

import (
	"time"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/money"
)

// listed is an account as scripts see it.
type listed struct {
	ID             string        `json:"id"`
	Provider       string        `json:"provider"`
	Label          string        `json:"label"`
	HasKey         bool          `json:"has_key"`
	State          account.State `json:"state"`
	Reason         string        `json:"reason"`
	LastSynced     *time.Time    `json:"last_synced"`
	SettledThrough calendar.Day  `json:"settled_through"`
	Limit          *money.Amount `json:"limit"`
	CycleDay       int           `json:"cycle_day"`
	BaseURL        string        `json:"base_url"`
	Paused         bool          `json:"paused"`
	// Fields are the plain ones; Notes say what the last sync could not read.
	Fields   map[string]string `json:"fields"`
	Notes    []string          `json:"notes"`
	Balances []account.Balance `json:"balances"`
}

func (t *terminal) accountList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the connected accounts and their state", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer := struct {
				Accounts []listed `json:"accounts"`
			}{[]listed{}}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) error {
				accounts, err := house.Reports.Accounts(cmd.Context())
				for _, a := range accounts {
					answer.Accounts = append(answer.Accounts, listed{
						a.ID, a.Provider, a.Label, a.HasKey, a.State, a.Reason, utc(a.LastSynced), a.SettledThrough,
						a.Limit, a.CycleDay, a.BaseURL, a.Paused, a.Fields, a.Notes, a.Balances,
					})
				}
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.accounts(answer.Accounts) })
		},
	}
}

func (p *page) accounts(all []listed) {
	if len(all) == 0 {
		p.say("No account is connected yet. Next: outlayctl account add PROVIDER --label LABEL, see: outlayctl providers")
		return
	}
	rows := [][]string{{"ID", "LABEL", "PROVIDER", "STATE", "LAST SYNCED", "SETTLED THROUGH", "LIMIT"}}
	for _, a := range all {
		rows = append(rows, []string{
			a.ID, a.Label, a.Provider, string(a.State), moment(a.LastSynced), dayOr(a.SettledThrough, "-"), amountOr(a.Limit, "none"),
		})
	}
	p.table(rows, 6)
	for _, a := range all {
		if a.Reason != "" {
			p.say("%s: %s", a.Label, a.Reason)
		}
		for _, b := range a.Balances {
			p.say("%s: %s %s %s (a balance, not spend; read %s)", a.Label, b.Name, b.Value, b.Unit, moment(&b.At))
		}
		for _, note := range a.Notes {
			p.say("%s: %s", a.Label, note)
		}
	}
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	in := t.UTC()
	return &in
}
