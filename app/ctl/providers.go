package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"outlay/backend/ledger"
	"outlay/backend/provider"
	"outlay/backend/provider/all"
)

// service is a provider as scripts see it.
type service struct {
	ID                string           `json:"id"`
	Name              string           `json:"name"`
	Fields            []provider.Field `json:"fields"`
	Reads             string           `json:"reads"`
	Sources           []ledger.Basis   `json:"sources"`
	SettlesAfterHours int              `json:"settles_after_hours"`
}

func (t *terminal) providers() *cobra.Command {
	return &cobra.Command{
		Use: "providers", Short: "List the services that can be connected", Args: takes(),
		RunE: func(*cobra.Command, []string) error {
			answer := struct {
				Providers []service `json:"providers"`
			}{[]service{}}
			for _, d := range all.Registry().All() {
				answer.Providers = append(answer.Providers, service{d.ID, d.Name, d.Fields, d.Reads, d.Sources, int(d.SettlesAfter / time.Hour)})
			}
			return t.print(answer, func(p *page) {
				for _, s := range answer.Providers {
					p.say("%s  %s", s.ID, s.Name)
					p.say("  %s", s.Reads)
					for _, f := range s.Fields {
						p.say("  %s (%s): %s %s", f.Label, given(f), f.Help, f.Link)
					}
					p.say("  Delivers %s amounts, settled after %d hours.", join(s.Sources), s.SettlesAfterHours)
				}
			})
		},
	}
}

// given says how a field is given on the command line.
func given(f provider.Field) string {
	if f.Secret {
		return "on standard input"
	}
	return "--set " + f.Name + "=…"
}

func join(bases []ledger.Basis) string {
	texts := make([]string, len(bases))
	for i, b := range bases {
		texts[i] = string(b)
	}
	return strings.Join(texts, ", ")
}

// providerIDs names every provider, for whoever mistyped one.
func providerIDs(r provider.Registry) string {
	ids := []string{}
	for _, d := range r.All() {
		ids = append(ids, d.ID)
	}
	return strings.Join(ids, ", ")
}
