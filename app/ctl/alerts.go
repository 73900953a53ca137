package main

import (
	"slices"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/alert"
)

// latest is how many alerts are listed.
const latest = 100

func (t *terminal) alerts() *cobra.Command {
	filter := alert.Filter{Most: latest}
	var kind string
	cmd := &cobra.Command{
		Use: "alerts", Short: "List the alerts, the newest first, and what became of them", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if filter.Kind = alert.Kind(kind); kind != "" && !slices.Contains(alert.Kinds(), filter.Kind) {
				return usage("--kind takes level, crossing, runaway, sync or invoice")
			}
			answer := struct {
				Alerts []alert.Alert `json:"alerts"`
			}{}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				answer.Alerts, err = house.Alerts.List(cmd.Context(), filter)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.alerts(answer.Alerts, filter) })
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "level, crossing, runaway, sync or invoice")
	cmd.Flags().BoolVar(&filter.Unseen, "unseen", false, "only those that nobody has marked as read")
	cmd.Flags().BoolVar(&filter.Failed, "failed", false, "only those with a delivery that failed")
	return cmd
}

func (p *page) alerts(list []alert.Alert, f alert.Filter) {
	switch {
	case len(list) > 0:
	case f.Kind != "" || f.Unseen || f.Failed:
		p.say("None of this kind.")
	default:
		p.say("No limit was crossed, and nothing else is news.")
	}
	for _, a := range list {
		p.say("%s  %s", moment(&a.CreatedAt), a.Title)
		p.say("  %s", a.Body)
		if a.Advice != "" {
			p.say("  What to do: %s", a.Advice)
		}
		for _, d := range a.Deliveries {
			p.say("  %s: %s %s", d.Name, d.Status, d.Error)
		}
	}
}
