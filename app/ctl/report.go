package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/report"
)

func (t *terminal) report() *cobra.Command {
	days := &dayFlags{}
	var by string
	cmd := &cobra.Command{
		Use: "report", Short: "Say what was spent", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(report.Dimensions(), by) {
				return usage("--by takes one of %s", strings.Join(report.Dimensions(), ", "))
			}
			span, err := days.span(t.today())
			if err != nil {
				return err
			}
			var spend report.Spend
			err = t.with(cmd.Context(), nil, func(house *backend.Backend) error {
				spend, err = house.Reports.Spend(cmd.Context(), span, by)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(spend, func(p *page) { p.spend(spend, by) })
		},
	}
	days.add(cmd, "default: the month's first", "default: today")
	cmd.Flags().StringVar(&by, "by", "day", "one of "+strings.Join(report.Dimensions(), ", "))
	return cmd
}

func (p *page) spend(s report.Spend, by string) {
	rows := [][]string{{strings.ToUpper(by), "AMOUNT", "BASIS"}}
	for _, r := range s.Rows {
		rows = append(rows, []string{r.Label, r.Amount.Display(), string(r.Basis)})
	}
	if len(s.Rows) > 0 {
		p.table(rows, 1)
		p.WriteString("\n")
	}
	p.say("Total %s to %s: %s", s.From, s.To, amounts(s.Totals))
	if s.SettledThrough != "" {
		p.say("Settled through %s; later days may still change.", s.SettledThrough)
	}
	p.gaps(s.Gaps)
}

func (p *page) gaps(gaps []report.Gap) {
	for _, g := range gaps {
		p.say("Lacking: %s (%s). %s", g.Label, g.State, g.Reason)
	}
}
