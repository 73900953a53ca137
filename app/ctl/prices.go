package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/price"
	"outlay/backend/settings"
	"outlay/backend/tariff"
)

// pricesAnswer is which prices hold, and whether newer ones are fetched weekly.
type pricesAnswer struct {
	tariff.State
	Weekly bool `json:"weekly"`
}

func (t *terminal) prices() *cobra.Command {
	group := &cobra.Command{
		Use: "prices", Short: "Say by which prices metered calls are priced, and change them",
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(t.pricesShow(), t.pricesCheck(), t.pricesFetch(), t.pricesWeekly())
	return group
}

func (t *terminal) pricesShow() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Say which prices hold", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error { return t.pricesNow(cmd) },
	}
}

func (t *terminal) pricesNow(cmd *cobra.Command) error {
	var answer pricesAnswer
	err := t.with(cmd.Context(), nil, func(house *backend.Backend) error {
		chosen, err := house.Settings.Get(cmd.Context())
		answer = pricesAnswer{house.Prices.State(), chosen.FetchPrices}
		return err
	})
	if err != nil {
		return err
	}
	return t.print(answer, func(p *page) {
		p.say("Prices of %s, from %s.", answer.AsOf, answer.Source)
		if answer.Own > 0 {
			p.say("Over them, %d of your own from %s", answer.Own, answer.OwnFile)
		} else {
			p.say("Prices of your own would be read from %s", answer.OwnFile)
		}
		if answer.Problem != "" {
			p.say("%s", answer.Problem)
		}
		p.say("Newer ones are fetched %s.", map[bool]string{true: "weekly", false: "only when you ask: outlayctl prices fetch"}[answer.Weekly])
	})
}

func (t *terminal) pricesCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check FILE", Short: "Say whether a file of your own prices can be used", Args: takes("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("%w: %w", price.ErrOverlay, err)
			}
			defer func() { _ = file.Close() }()
			laid, err := price.Default().Overlay(file)
			if err != nil {
				return err
			}
			return t.print(struct {
				Own int `json:"own"`
			}{laid.Own()}, func(p *page) {
				p.say("%d models and tiers can be used. Put the file in the profile's folder as %s; see: outlayctl prices show", laid.Own(), tariff.OwnFile)
			})
		},
	}
}

func (t *terminal) pricesFetch() *cobra.Command {
	return &cobra.Command{
		Use: "fetch", Short: "Get the prices as they are published today", Args: takes(),
		Long: "Get the prices as they are published today, from " + price.Feed + ".\nThe request carries nothing about you.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := t.with(cmd.Context(), nil, func(house *backend.Backend) error { return house.Prices.Fetch(cmd.Context()) }); err != nil {
				return err
			}
			return t.pricesNow(cmd)
		},
	}
}

func (t *terminal) pricesWeekly() *cobra.Command {
	return &cobra.Command{
		Use: "weekly on|off", Short: "Fetch newer prices every week, or only when asked", Args: takes("on or off"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] != "on" && args[0] != "off" {
				return usage("say on or off; see: outlayctl prices weekly --help")
			}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) error {
				return change(cmd, house, func(s *settings.Settings) { s.FetchPrices = args[0] == "on" })
			})
			if err != nil {
				return err
			}
			return t.pricesNow(cmd)
		},
	}
}

func change(cmd *cobra.Command, house *backend.Backend, how func(*settings.Settings)) error {
	chosen, err := house.Settings.Get(cmd.Context())
	if err != nil {
		return err
	}
	how(&chosen)
	return house.Settings.Save(cmd.Context(), chosen)
}
