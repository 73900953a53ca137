package main

import (
	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/alert"
)

// latest is how many alerts are listed.
const latest = 100

func (t *terminal) alerts() *cobra.Command {
	return &cobra.Command{
		Use: "alerts", Short: "List the warnings about limits, the newest first", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer := struct {
				Alerts []alert.Alert `json:"alerts"`
			}{}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				answer.Alerts, err = house.Alerts.List(cmd.Context(), alert.Filter{Most: latest})
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) {
				if len(answer.Alerts) == 0 {
					p.say("No limit was crossed at 80 %% or 100 %%.")
				}
				for _, a := range answer.Alerts {
					p.say("%s  %s", moment(&a.CreatedAt), a.Title)
					p.say("  %s", a.Body)
					for _, d := range a.Deliveries {
						p.say("  %s: %s %s", d.Name, d.Status, d.Error)
					}
				}
			})
		},
	}
}
