package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/provider"
	"outlay/backend/provider/all"
)

func (t *terminal) accountAdd() *cobra.Command {
	flags := &draftFlags{}
	cmd := &cobra.Command{
		Use: "add PROVIDER --label LABEL", Short: "Connect an account; its key is the first line of standard input",
		Long: "Connect an account. The key is the first line of standard input, never an argument; in a terminal\n" +
			"you are asked for it. It is stored sealed; the vendor is not asked, see: outlayctl account test.\n" +
			"A subscription and a service whose bills are imported have no key.",
		Example: "  outlayctl account add openai --label Research --limit 500 < key.txt\n" +
			"  outlayctl account add subscription --label 'ChatGPT Plus' --set service=openai --set price=20 \\\n" +
			"    --set currency=USD --set cycle=month --set start=2026-01-15",
		Args: takes("PROVIDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, ok := all.Registry().Get(args[0])
			if !ok {
				return failure{exitUsage, "no_such_provider", fmt.Sprintf("There is no such provider; choose one of: %s.", providerIDs(all.Registry()))}
			}
			if !cmd.Flags().Changed("label") {
				return usage("--label is missing; name the account, as in --label Research")
			}
			draft, err := flags.draft(cmd, d)
			if err != nil {
				return err
			}
			if !d.Local {
				key, err := t.readSecret(cmd.Context(), d.Name+" "+d.Secret().Label)
				if err != nil {
					return err
				}
				draft.Key = &key
			}
			var added account.Account
			err = t.with(cmd.Context(), nil, func(house *backend.Backend) error {
				if err := t.unlockFor(cmd.Context(), house, d); err != nil {
					return err
				}
				added, err = house.Accounts.Add(cmd.Context(), draft)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				ID string `json:"id"`
			}{added.ID}, func(p *page) {
				if d.Local {
					p.say("Added %s (%s) as %s.", added.Label, d.Name, added.ID)
					p.say("Next: %s", nextOf(d, added.ID))
					return
				}
				p.say("Connected %s (%s) as %s. The key is stored sealed.", added.Label, d.Name, added.ID)
				for _, limit := range d.Limits {
					p.say("Note: %s", limit)
				}
				p.say("Next: outlayctl account test %s, then outlayctl sync", added.ID)
			})
		},
	}
	flags.add(cmd)
	return cmd
}

// nextOf says what to do with an account that has no key.
func nextOf(d provider.Descriptor, id string) string {
	if d.Publishes() {
		return "outlayctl sync " + id
	}
	return "outlayctl import " + id + " FILE.csv"
}
