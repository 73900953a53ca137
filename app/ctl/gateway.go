package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/gateway"
)

func (t *terminal) gateway() *cobra.Command {
	group := &cobra.Command{
		Use: "gateway", Short: "Meter calls as they happen, through an address of this machine",
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(
		t.gatewayStatus(), t.gatewaySwitch("on", true, "Let the gateway listen, in the tray program or in outlayctl run"),
		t.gatewaySwitch("off", false, "End the gateway"), t.gatewaySetup(), t.gatewayToken(), t.gatewayRevoke(), t.gatewayKey(), t.gatewayUsage(),
	)
	return group
}

func (t *terminal) gatewayStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say whether the gateway listens", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var state gateway.State
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				state, err = house.Gateway.State(cmd.Context(), house.Settings)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(state, func(p *page) { p.gateway(state) })
		},
	}
}

func (p *page) gateway(s gateway.State) {
	switch {
	case s.Listening:
		p.say("The gateway listens at http://127.0.0.1:%d", s.Port)
	case s.On:
		p.say("The gateway is on and does not listen. %s", sentence(s.Problem))
	default:
		p.say("The gateway is off. Next: outlayctl gateway on")
	}
}

func (t *terminal) gatewaySwitch(verb string, on bool, short string) *cobra.Command {
	port := 0
	cmd := &cobra.Command{
		Use: verb, Short: short, Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				chosen, err := house.Settings.Get(ctx)
				if err != nil {
					return err
				}
				chosen.Gateway = on
				if cmd.Flags().Changed("port") {
					chosen.GatewayPort = port
				}
				port = chosen.GatewayPort
				return house.Settings.Save(ctx, chosen)
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				On   bool `json:"on"`
				Port int  `json:"port"`
			}{on, port}, func(p *page) {
				if !on {
					p.say("The gateway is off.")
					return
				}
				p.say("The gateway is on, at http://127.0.0.1:%d, while the tray program or outlayctl run does.", port)
			})
		},
	}
	if on {
		cmd.Flags().IntVar(&port, "port", 0, "where it listens, 1024 to 65535")
	}
	return cmd
}

func (t *terminal) gatewaySetup() *cobra.Command {
	return &cobra.Command{
		Use: "setup ACCOUNT", Short: "Show how tools are pointed at the gateway", Args: takes("ACCOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			var setup gateway.Setup
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				setup, err = setupOf(ctx, house, a)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(setup, func(p *page) {
				p.say("%s", setup.URL)
				if setup.NeedsKey != "" && !setup.HasCallKey {
					p.say("Calls need a %s beside the key that reads the bill: outlayctl gateway key %s < key.txt", setup.NeedsKey, setup.Account)
				}
				for _, s := range setup.Snippets {
					p.say("")
					p.say("%s", s.Name)
					for _, line := range strings.Split(s.Text, "\n") {
						p.say("  %s", line)
					}
				}
			})
		},
	}
}

func setupOf(ctx context.Context, house *backend.Backend, a account.Account) (gateway.Setup, error) {
	state, err := house.Gateway.State(ctx, house.Settings)
	if err != nil {
		return gateway.Setup{}, err
	}
	setups, err := house.Gateway.Setups(ctx, fmt.Sprintf("http://127.0.0.1:%d", state.Port))
	if err != nil {
		return gateway.Setup{}, err
	}
	for _, s := range setups {
		if s.Account == a.ID {
			return s, nil
		}
	}
	return gateway.Setup{}, failure{exitFailed, "not_metered", "Calls of this account cannot pass through the gateway."}
}

func (t *terminal) gatewayToken() *cobra.Command {
	label := ""
	cmd := &cobra.Command{
		Use: "token ACCOUNT --label LABEL", Short: "Make a token that opens the gateway for one account; it is shown once", Args: takes("ACCOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			made := struct {
				ID    string `json:"id"`
				Token string `json:"token"`
				URL   string `json:"url"`
			}{}
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				setup, err := setupOf(ctx, house, a)
				if err != nil {
					return err
				}
				made.URL = setup.URL
				made.ID, made.Token, err = house.Gateway.AddToken(ctx, a.ID, label)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(made, func(p *page) {
				p.say("%s", made.Token)
				p.say("It opens %s and is never shown again. To take it back: outlayctl gateway revoke %s", made.URL, made.ID)
			})
		},
	}
	cmd.Flags().StringVar(&label, "label", "", "the tool or project that will hold it")
	return cmd
}

func (t *terminal) gatewayRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke TOKEN-ID", Short: "Make a token open nothing any more", Args: takes("TOKEN-ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) error { return house.Gateway.Revoke(cmd.Context(), args[0]) })
			if err != nil {
				return err
			}
			return t.print(struct {
				Revoked bool `json:"revoked"`
			}{true}, func(p *page) { p.say("Revoked.") })
		},
	}
}

func (t *terminal) gatewayKey() *cobra.Command {
	forget := false
	cmd := &cobra.Command{
		Use: "key ACCOUNT", Short: "Seal the key that calls are made with, beside the one that reads the bill", Args: takes("ACCOUNT"),
		Long: "Seal the key that an account's calls are made with, beside the one that reads its bill: an Admin key calls\n" +
			"no models. The key is the first line of standard input.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			key := ""
			if !forget {
				var err error
				if key, err = t.readSecret(ctx, "key for calls"); err != nil {
					return err
				}
				if key == "" {
					return usage("the key is empty; give it as the first line of standard input, or --forget")
				}
			}
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				if err := t.unlock(ctx, house); err != nil {
					return err
				}
				return house.Accounts.SetCallKey(ctx, a.ID, key)
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				Stored bool `json:"stored"`
			}{!forget}, func(p *page) {
				p.say("%s", map[bool]string{true: "The key for calls is forgotten.", false: "The key for calls is stored sealed."}[forget])
			})
		},
	}
	cmd.Flags().BoolVar(&forget, "forget", false, "forget the stored one")
	return cmd
}

func (t *terminal) gatewayUsage() *cobra.Command {
	days := dayFlags{}
	cmd := &cobra.Command{
		Use: "usage", Short: "Show what passed through the gateway", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			answer := struct {
				Usage []gateway.Usage `json:"usage"`
				Gaps  []gateway.Gap   `json:"gaps"`
			}{}
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				span, err := days.span(calendar.DayOf(house.Now()))
				if err != nil {
					return err
				}
				if answer.Usage, err = house.Gateway.Usage(ctx, span, nil); err != nil {
					return err
				}
				answer.Gaps, err = house.Gateway.Unpriced(ctx, span)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.metered(answer.Usage, answer.Gaps) })
		},
	}
	days.add(cmd, "the first of the month", "today")
	return cmd
}

func (p *page) metered(usage []gateway.Usage, gaps []gateway.Gap) {
	if len(usage) == 0 {
		p.say("Nothing passed through the gateway in these days.")
		return
	}
	rows := [][]string{{"DAY", "MODEL", "REQUESTS", "INPUT", "OUTPUT", "COST"}}
	for _, u := range usage {
		rows = append(rows, []string{
			string(u.Day), u.Model, fmt.Sprint(u.Requests), fmt.Sprint(u.Input), fmt.Sprint(u.Output), amountOr(u.Cost, "no price"),
		})
	}
	p.table(rows, 2, 3, 4, 5)
	for _, g := range gaps {
		p.say("%s: %d requests used what has no price, %d did not say what they used; neither is in any total.", g.Model, g.Unpriced, g.Unreported)
	}
}
