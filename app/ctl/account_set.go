package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
)

func (t *terminal) accountSet() *cobra.Command {
	flags := &draftFlags{}
	var paused, keyStdin bool
	cmd := &cobra.Command{
		Use: "set ID", Short: "Change an account", Args: takes("ID"),
		Example: "  outlayctl account set Research --limit none\n  outlayctl account set Research --key-stdin < key.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if cmd.Flags().NFlag() == inherited(cmd) {
				return usage("say what to change; see: %s --help", cmd.CommandPath())
			}
			desktop, _ := notifications(ctx) // without them, another process delivers
			var changed account.Account
			err := t.with(ctx, desktop, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				changed = a
				d, ok := house.Providers.Get(a.Provider)
				if !ok {
					return fmt.Errorf("%w: %.40q", account.ErrProvider, a.Provider)
				}
				draft, err := flags.draft(cmd, d)
				if err != nil {
					return err
				}
				if cmd.Flags().Changed("paused") {
					draft.Paused = &paused
				}
				if keyStdin && d.Local {
					return usage("%s has no key", d.Name)
				}
				if keyStdin {
					key, err := t.readSecret(ctx, d.Name+" "+d.Secret().Label)
					if err != nil {
						return err
					}
					draft.Key = &key
					if err := t.unlock(ctx, house); err != nil {
						return err
					}
				}
				if err := house.Accounts.Change(ctx, a.ID, draft); err != nil {
					return err
				}
				if changed, err = house.Accounts.Get(ctx, a.ID); err != nil {
					return err
				}
				if err := house.Alerts.Evaluate(ctx); err != nil { // a new limit may be crossed already
					return err
				}
				return house.Alerts.Deliver(ctx)
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				ID string `json:"id"`
			}{changed.ID}, func(p *page) {
				p.say("Changed %s. Monthly limit: %s; its cycle starts on day %d.", changed.Label, amountOr(changed.Limit, "none"), changed.CycleDay)
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().BoolVar(&paused, "paused", false, "do not sync this account on schedule")
	cmd.Flags().BoolVar(&keyStdin, "key-stdin", false, "replace the key by the first line of standard input")
	return cmd
}

// inherited counts the flags that every verb has and that were typed.
func inherited(cmd *cobra.Command) int {
	n := 0
	for _, name := range []string{"json", "data-dir"} {
		if cmd.Flags().Changed(name) {
			n++
		}
	}
	return n
}
