package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/provider"
	"outlay/backend/provider/all"
)

// verdict says whether a key can do what Outlay needs.
type verdict struct {
	ID     string        `json:"id"`
	State  account.State `json:"state"`
	OK     bool          `json:"ok"`
	Reason string        `json:"reason"`
	// Kind is which kind of key it is by its form, and Reads what that kind reads.
	Kind  string `json:"kind,omitempty"`
	Reads string `json:"reads,omitempty"`
	Link  string `json:"link,omitempty"` // where the right kind is made
	said  string // where all is well
}

func (t *terminal) accountProbe() *cobra.Command {
	flags := &draftFlags{}
	service := ""
	cmd := &cobra.Command{
		Use: "test ID", Short: "Ask the vendor, at no cost, whether the key may read spend",
		Long: "Ask the vendor, at no cost, whether the key of an account may read spend. With --provider the key\n" +
			"is the first line of standard input, and nothing is stored.",
		Example: "  outlayctl account test Research\n  outlayctl account test --provider anthropic < key.txt",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case service == "" && len(args) == 0:
				return usage("%q needs ID; name an account, or a --provider whose key is on standard input", cmd.CommandPath())
			case service != "" && len(args) > 0:
				return usage("give an account or --provider, not both")
			case service == "":
				return t.testStored(cmd.Context(), args[0])
			}
			return t.testTyped(cmd, service, flags)
		},
	}
	cmd.Flags().StringVar(&service, "provider", "", "test a key before it is stored; it is the first line of standard input")
	cmd.Flags().StringVar(&flags.baseURL, "base-url", "", "other address than the vendor's own, with or without /v1")
	cmd.Flags().StringArrayVar(&flags.set, "set", nil, "value of another field, as NAME=VALUE; may be repeated")
	return cmd
}

func (t *terminal) testStored(ctx context.Context, id string) error {
	v := verdict{}
	err := t.with(ctx, nil, func(house *backend.Backend) error {
		a, err := find(ctx, house, id)
		if err != nil {
			return err
		}
		d, _ := house.Providers.Get(a.Provider)
		if err := t.unlockFor(ctx, house, d); err != nil {
			return err
		}
		v.ID = a.ID
		return v.judge(d, house.Accounts.Test(ctx, a.ID, house.Syncer.Client))
	})
	if err != nil {
		return err
	}
	return t.tell(v)
}

// testTyped is the key doctor: which kind of key it is, what it can read, and what the vendor
// says of it.
func (t *terminal) testTyped(cmd *cobra.Command, service string, flags *draftFlags) error {
	ctx := cmd.Context()
	d, ok := all.Registry().Get(service)
	if !ok {
		return failure{exitUsage, "no_such_provider", fmt.Sprintf("There is no such provider; choose one of: %s.", providerIDs(all.Registry()))}
	}
	draft, err := flags.draft(cmd, d)
	if err != nil {
		return err
	}
	if d.Local {
		return usage("%s has no key to be tested", d.Name)
	}
	key, err := t.readSecret(ctx, d.Name+" "+d.Secret().Label)
	if err != nil {
		return err
	}
	draft.Key = &key
	v := verdict{}
	if kind, ok := d.Kind(strings.TrimSpace(key)); ok && draft.BaseURL == nil {
		v.Kind, v.Reads = kind.Name, kind.Reads
	}
	err = t.with(ctx, nil, func(house *backend.Backend) error {
		return v.judge(d, house.Accounts.Try(ctx, draft, house.Syncer.Client))
	})
	if err != nil {
		return err
	}
	return t.tell(v)
}

// judge takes what a vendor said, and returns what is not the vendor's doing.
func (v *verdict) judge(d provider.Descriptor, err error) error {
	if err != nil && !vendors(err) {
		return err
	}
	v.State, v.OK = account.StateOf(err), err == nil || errors.Is(err, provider.ErrUnpublished)
	v.Reason = account.Judge(d, err)
	switch {
	case v.OK && !d.Publishes() && !d.Local:
		v.State = account.NotPublished
	case v.OK && v.State == account.OK:
		v.said, v.Reason = v.Reason, ""
	case !v.OK:
		v.Link = linkOf(d)
	}
	return nil
}

// linkOf is where a key is made that can read spend.
func linkOf(d provider.Descriptor) string {
	for _, k := range d.Keys {
		if k.Spend {
			return k.Link
		}
	}
	return ""
}

func (t *terminal) tell(v verdict) error {
	if !v.OK && !t.json {
		return failure{exitFailed, string(v.State), sentence(v.Reason)}
	}
	err := t.print(v, func(p *page) {
		if v.Kind != "" {
			p.say("By its form this is a key of the kind “%s”, which reads %s.", v.Kind, v.Reads)
		}
		p.say("%s", cmp.Or(v.Reason, v.said))
	})
	if err == nil && !v.OK {
		return answered(exitFailed)
	}
	return err
}

// vendors says that an error is an answer of the vendor or of the way to it, not of this
// machine: a locked vault, say, tells nothing about the key.
func vendors(err error) bool {
	return err != nil && account.Code(err) == string(account.StateOf(err))
}

// unlockFor opens the vault where the provider has a key in it.
func (t *terminal) unlockFor(ctx context.Context, house *backend.Backend, d provider.Descriptor) error {
	if d.Local {
		return nil
	}
	return t.unlock(ctx, house)
}
