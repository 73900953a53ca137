package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/rates"
	"outlay/backend/settings"
)

func (t *terminal) rates() *cobra.Command {
	group := &cobra.Command{
		Use: "rates", Short: "Say what currencies are worth in one another, and show totals in one of them",
		Long: "Say what currencies are worth in one another, and show totals in one of them.\n\n" +
			"A rate is told as the European Central Bank tells it: from a day on, one unit of a currency is worth so\n" +
			"many units of another, \"1 EUR = 1.0873 USD\". It holds until a later one. Nobody is asked for rates: they\n" +
			"are typed here, or read from a file. Amounts stay in the currency in which they were billed; a total in\n" +
			"the display currency stands beside them, each day at its own rate, and names what it lacks.",
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(t.ratesList(), t.ratesSet(), t.ratesRemove(), t.ratesImport(), t.ratesDisplay())
	return group
}

// ratesAnswer is the rates, and the currency in which totals are shown.
type ratesAnswer struct {
	Display string `json:"display"` // "" for none
	rates.Listing
}

func (t *terminal) ratesList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the newest rates", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var answer ratesAnswer
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				if answer.Display, err = display(cmd.Context(), house); err != nil {
					return err
				}
				answer.Listing, err = house.Rates.List(cmd.Context())
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.rates(answer) })
		},
	}
}

func (p *page) rates(a ratesAnswer) {
	if a.Display == "" {
		p.say("Totals are shown in each currency for itself. To see them in one: outlayctl rates display EUR")
	} else {
		p.say("Totals are shown in %s, too.", a.Display)
	}
	if len(a.Rates) == 0 {
		p.say("There is no rate yet. Next: outlayctl rates set EUR 2026-11-01 1.0873 --in USD")
		return
	}
	rows := [][]string{{"FROM", "ONE", "IS WORTH", ""}}
	for _, r := range a.Rates {
		rows = append(rows, []string{string(r.Day), r.Currency, r.Rate, r.Quote})
	}
	p.table(rows, 2)
	if more := a.Total - len(a.Rates); more > 0 {
		p.say("And %d older ones.", more)
	}
}

func display(ctx context.Context, house *backend.Backend) (string, error) {
	chosen, err := house.Settings.Get(ctx)
	return chosen.DisplayCurrency, err
}

// quoted returns the currency in which a rate is told: as typed, or the display currency.
func quoted(ctx context.Context, house *backend.Backend, typed string) (string, error) {
	if typed != "" {
		return rates.Code(typed)
	}
	shown, err := display(ctx, house)
	if err == nil && shown == "" {
		err = usage("say with --in in which currency the rate is told, or choose one for good: outlayctl rates display USD")
	}
	return shown, err
}

// in adds the flag that quoted reads.
func in(cmd *cobra.Command, into *string) *cobra.Command {
	cmd.Flags().StringVar(into, "in", "", "currency in which the rate is told (default: the display currency)")
	return cmd
}

func (t *terminal) ratesSet() *cobra.Command {
	var quote string
	return in(&cobra.Command{
		Use: "set CURRENCY DAY RATE", Short: "Say what one unit of a currency is worth from a day on", Args: takes("CURRENCY", "DAY", "RATE"),
		Example: "  outlayctl rates set EUR 2026-11-01 1.0873 --in USD",
		RunE: func(cmd *cobra.Command, args []string) error {
			r := rates.Rate{Currency: strings.ToUpper(args[0]), Day: calendar.Day(args[1]), Rate: args[2]}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				if r.Quote, err = quoted(cmd.Context(), house, quote); err != nil {
					return err
				}
				return house.Rates.Put(cmd.Context(), r)
			})
			if err != nil {
				return err
			}
			return t.print(r, func(p *page) { p.say("From %s on, 1 %s = %s %s.", r.Day, r.Currency, r.Rate, r.Quote) })
		},
	}, &quote)
}

func (t *terminal) ratesRemove() *cobra.Command {
	var quote string
	return in(&cobra.Command{
		Use: "remove CURRENCY DAY", Short: "Forget a rate", Args: takes("CURRENCY", "DAY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				if quote, err = quoted(cmd.Context(), house, quote); err != nil {
					return err
				}
				return house.Rates.Remove(cmd.Context(), args[0], quote, calendar.Day(args[1]))
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				Removed bool `json:"removed"`
			}{true}, func(p *page) { p.say("Removed the rate.") })
		},
	}, &quote)
}

func (t *terminal) ratesImport() *cobra.Command {
	var quote string
	var yes bool
	cmd := in(&cobra.Command{
		Use: "import FILE", Short: "Read rates from a CSV file", Args: takes("FILE"),
		Long: "Read rates from a CSV file: one with the columns date, currency, rate and, where it is told, quote; or one\n" +
			"with a column for each currency, as the European Central Bank's eurofxref-hist.csv. Without --yes it only\n" +
			"says what the file holds and stores nothing. The same file twice changes nothing.",
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("%w: it cannot be opened: %w", rates.ErrFile, errors.Unwrap(err))
			}
			defer func() { _ = file.Close() }()
			var preview rates.Preview
			err = t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				if quote == "" { // a file may say it itself
					if quote, err = display(cmd.Context(), house); err != nil {
						return err
					}
				}
				read := house.Rates.Preview
				if yes {
					read = house.Rates.Import
				}
				preview, err = read(cmd.Context(), file, quote)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(preview, func(p *page) { p.ratesFile(preview, yes) })
		},
	}, &quote)
	cmd.Flags().BoolVar(&yes, "yes", false, "store them")
	return cmd
}

func (p *page) ratesFile(v rates.Preview, stored bool) {
	if v.Rates > 0 {
		p.say("%d rates of %s to %s: %d new, %d changed, %d known.", v.Rates, v.From, v.Through, v.Added, v.Changed, v.Same)
	}
	for _, r := range v.Newest {
		p.say("  %s: 1 %s = %s %s", r.Day, r.Currency, r.Rate, r.Quote)
	}
	for _, r := range v.Rejected {
		p.say("  line %d: %s", r.Line, r.Reason)
	}
	switch {
	case stored:
		p.say("Stored.")
	case v.RejectedCount > 0:
		p.say("Lines that hold no rate: %d. Correct them; a file is stored whole or not at all.", v.RejectedCount)
	default:
		p.say("Nothing is stored yet. To store them, add --yes.")
	}
}

func (t *terminal) ratesDisplay() *cobra.Command {
	return &cobra.Command{
		Use: "display CURRENCY|none", Short: "Show totals of several currencies in one, too", Args: takes("a currency or none"),
		RunE: func(cmd *cobra.Command, args []string) error {
			shown := ""
			if !strings.EqualFold(args[0], "none") {
				code, err := rates.Code(args[0])
				if err != nil {
					return err
				}
				shown = code
			}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) error {
				return change(cmd, house, func(s *settings.Settings) { s.DisplayCurrency = shown })
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				Display string `json:"display"`
			}{shown}, func(p *page) {
				if shown == "" {
					p.say("Totals are shown in each currency for itself.")
					return
				}
				p.say("Totals are shown in %s, too.", shown)
			})
		},
	}
}
