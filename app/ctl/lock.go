package main

import (
	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/lock"
)

func (t *terminal) lock() *cobra.Command {
	group := &cobra.Command{
		Use: "lock", Short: "Say whether the window has a passphrase, or take it away",
		Long: "Say whether the window has a passphrase, or take it away. It is set in the window.\n\n" + lock.Meaning,
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(t.lockStatus(), t.lockRemove())
	return group
}

func (t *terminal) lockStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say whether the window has a passphrase", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var state lock.State
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				state, err = house.Lock.State(cmd.Context())
				return err
			})
			if err != nil {
				return err
			}
			return t.print(state, func(p *page) { p.lock(state) })
		},
	}
}

func (p *page) lock(s lock.State) {
	switch {
	case !s.Set:
		p.say("The window opens without a passphrase. One is set in the window, in Settings.")
	case s.IdleMinutes == 0:
		p.say("The window asks for a passphrase when it opens.")
	default:
		p.say("The window asks for a passphrase when it opens, and after %d minutes without use.", s.IdleMinutes)
	}
	if s.WaitSeconds > 0 {
		p.say("After wrong ones it looks at the next in %d seconds.", s.WaitSeconds)
	}
	p.say("%s", s.Meaning)
}

func (t *terminal) lockRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove", Short: "Let the window open without its passphrase, for who forgot it", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) error { return house.Lock.Forget(cmd.Context()) })
			if err != nil {
				return err
			}
			return t.print(struct {
				Removed bool `json:"removed"`
			}{true}, func(p *page) {
				p.say("Removed the lock: the window opens without a passphrase. Nothing else was changed.")
			})
		},
	}
}
