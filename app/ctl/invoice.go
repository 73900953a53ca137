package main

import (
	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/invoice"
	"outlay/backend/money"
	"outlay/backend/report"
)

func (t *terminal) invoice() *cobra.Command {
	group := &cobra.Command{
		Use: "invoice", Short: "Compare what the vendors' invoices say with what was counted",
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(t.invoiceCheck(), t.invoicePut(), t.invoiceRemove())
	return group
}

func (t *terminal) invoiceCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Show each invoice, what was counted of its month, and why the two may differ", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			answer := struct {
				Invoices []report.InvoiceCheck `json:"invoices"`
			}{}
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				list, err := house.Invoices.List(ctx)
				if err != nil {
					return err
				}
				answer.Invoices, err = house.Reports.CheckInvoices(ctx, list)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.invoices(answer.Invoices) })
		},
	}
}

func (p *page) invoices(checks []report.InvoiceCheck) {
	if len(checks) == 0 {
		p.say("No invoice is entered yet. Next: outlayctl invoice put ACCOUNT MONTH AMOUNT, as in: outlayctl invoice put Research 2026-10 119.00")
		return
	}
	rows := [][]string{{"ACCOUNT", "SERVICE", "MONTH", "INVOICED", "COUNTED", "DIFFERENCE"}}
	for _, c := range checks {
		rows = append(rows, []string{
			c.Label, c.Service, string(c.Invoice.Month)[:7], c.Invoice.Amount.String(), amountOr(c.Counted, "unknown"), differenceOf(c),
		})
	}
	p.table(rows, 3, 4, 5)
	for _, c := range checks {
		for _, r := range c.Reasons {
			p.say("%s, %s: %s", c.Label, string(c.Invoice.Month)[:7], r.Sentence)
		}
	}
}

func differenceOf(c report.InvoiceCheck) string {
	if c.Difference == nil {
		return "unknown"
	}
	text := c.Difference.String()
	if c.Percent != "" {
		text += " (" + c.Percent + " %)"
	}
	return text
}

func (t *terminal) invoicePut() *cobra.Command {
	draft := invoice.Draft{}
	cmd := &cobra.Command{
		Use: "put ACCOUNT MONTH AMOUNT", Short: "Enter what the invoice of a month says, its total with taxes",
		Example: "  outlayctl invoice put Research 2026-10 119.00 --number INV-1042",
		Args:    takes("ACCOUNT", "MONTH", "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			var entered invoice.Invoice
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				draft.Account, draft.Month, draft.Amount = a.ID, args[1], args[2]
				entered, err = house.Invoices.Put(ctx, draft)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(entered, func(p *page) {
				p.say("Entered %s for %s. Next: outlayctl invoice check", entered.Amount, string(entered.Month)[:7])
			})
		},
	}
	cmd.Flags().StringVar(&draft.Currency, "currency", money.USD, "three letters")
	cmd.Flags().StringVar(&draft.Number, "number", "", "the invoice's number")
	cmd.Flags().StringVar(&draft.Note, "note", "", "anything worth remembering")
	return cmd
}

func (t *terminal) invoiceRemove() *cobra.Command {
	currency := ""
	cmd := &cobra.Command{
		Use: "remove ACCOUNT MONTH", Short: "Forget the invoice of a month", Args: takes("ACCOUNT", "MONTH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			month, err := calendar.ParseDay(args[1] + "-01")
			if err != nil {
				return usage("MONTH is no month; write it as 2026-10")
			}
			err = t.with(ctx, nil, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				return house.Invoices.Remove(ctx, a.ID, month, currency)
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				Removed bool `json:"removed"`
			}{true}, func(p *page) { p.say("Removed.") })
		},
	}
	cmd.Flags().StringVar(&currency, "currency", money.USD, "three letters")
	return cmd
}
