package main

import (
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend/account"
	"outlay/backend/provider"
)

func (t *terminal) account() *cobra.Command {
	group := &cobra.Command{
		Use: "account", Short: "Connect, list, test, change and remove accounts",
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(t.accountAdd(), t.accountList(), t.accountProbe(), t.accountSet(), t.accountRemove())
	return group
}

// draftFlags are the flags that add and set share.
type draftFlags struct {
	label, limit, baseURL string
	cycleDay              int
	set                   []string
}

func (f *draftFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.label, "label", "", "what the account is called")
	cmd.Flags().StringVar(&f.limit, "limit", "", "limit of a month, as 100 or 99.50; none for no limit")
	cmd.Flags().IntVar(&f.cycleDay, "cycle-day", 1, "day of the month on which the billing cycle starts, 1 to 31")
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "other address than the vendor's own, with or without /v1")
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "value of another field, as NAME=VALUE; may be repeated")
}

// draft returns what was typed, for a provider that is known. What the values mean is checked
// by the house.
func (f *draftFlags) draft(cmd *cobra.Command, d provider.Descriptor) (account.Draft, error) {
	draft := account.Draft{Provider: d.ID, Fields: map[string]string{}}
	typed := cmd.Flags().Changed
	if typed("label") {
		draft.Label = &f.label
	}
	if typed("limit") {
		draft.Limit = &f.limit
	}
	if typed("cycle-day") {
		draft.CycleDay = &f.cycleDay
	}
	if typed("base-url") {
		draft.BaseURL = &f.baseURL
	}
	for _, pair := range f.set {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return draft, usage("--set takes NAME=VALUE")
		}
		if name == d.Secret().Name {
			return draft, usage("the %s is secret and is never an argument: it is read from standard input", d.Secret().Label)
		}
		if !knows(d, name) {
			return draft, usage("%s has no field %s", d.Name, word(name))
		}
		draft.Fields[name] = value
	}
	return draft, nil
}

func knows(d provider.Descriptor, name string) bool {
	for _, f := range d.Fields {
		if f.Name == name {
			return true
		}
	}
	return false
}
