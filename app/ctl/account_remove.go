package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/ledger"
)

func (t *terminal) accountRemove() *cobra.Command {
	var yes, keepHistory bool
	cmd := &cobra.Command{
		Use: "remove ID --yes", Short: "Forget an account, its key and its history", Args: takes("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			var a account.Account
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				var err error
				if a, err = find(ctx, house, args[0]); err != nil {
					return err
				}
				if yes {
					return house.Accounts.Remove(ctx, a.ID, keepHistory)
				}
				history, err := history(ctx, house, a.ID)
				if err != nil {
					return err
				}
				return failure{exitUsage, "confirm", fmt.Sprintf(
					"Nothing was removed. With --yes, %s and its key go, and with them %s; add --keep-history to go on counting what it cost.", a.Label, history)}
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				ID          string `json:"id"`
				Removed     bool   `json:"removed"`
				HistoryKept bool   `json:"history_kept"`
			}{a.ID, true, keepHistory}, func(p *page) {
				if keepHistory {
					p.say("Removed %s and its key. What it cost goes on counting.", a.Label)
					return
				}
				p.say("Removed %s, its key and its history.", a.Label)
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "really remove")
	cmd.Flags().BoolVar(&keepHistory, "keep-history", false, "forget the key, and go on counting what the account cost")
	return cmd
}

// history says what would go with an account.
func history(ctx context.Context, house *backend.Backend, id string) (string, error) {
	known, totals, err := house.Accounts.Totals(ctx, id)
	if err != nil {
		return "", err
	}
	if known.Empty() {
		return "no history: it was never read", nil
	}
	entries := 0
	err = house.Ledger.Entries(ctx, known, []string{id}, func(ledger.Entry) error {
		entries++
		return nil
	})
	return fmt.Sprintf("%d entries from %s to %s, %s in all", entries, known.Start, known.Last(), amounts(totals)), err
}
