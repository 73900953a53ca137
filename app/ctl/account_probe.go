package main

import (
	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
)

// verdict says whether a key can do what Outlay needs.
type verdict struct {
	ID     string        `json:"id"`
	State  account.State `json:"state"`
	OK     bool          `json:"ok"`
	Reason string        `json:"reason"`
}

func (t *terminal) accountProbe() *cobra.Command {
	return &cobra.Command{
		Use: "test ID", Short: "Ask the vendor, at no cost, whether the key may read spend", Args: takes("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			v := verdict{State: account.OK, OK: true}
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				if err := t.unlock(ctx, house); err != nil {
					return err
				}
				v.ID = a.ID
				err = house.Accounts.Test(ctx, a.ID, house.Syncer.Client)
				if !vendors(err) {
					return err
				}
				v.State, v.OK, v.Reason = account.StateOf(err), false, account.Explain(err)
				return nil
			})
			if err != nil {
				return err
			}
			if !v.OK && !t.json {
				return failure{exitFailed, string(v.State), sentence(v.Reason)}
			}
			err = t.print(v, func(p *page) { p.say("The key works and may read spend.") })
			if err == nil && !v.OK {
				return answered(exitFailed)
			}
			return err
		},
	}
}

// vendors says that an error is an answer of the vendor or of the way to it, not of this
// machine: a locked vault, say, tells nothing about the key.
func vendors(err error) bool {
	return err != nil && account.Code(err) == string(account.StateOf(err))
}
