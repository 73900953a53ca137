package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"outlay/backend/ledger"
	"outlay/backend/provider"
	"outlay/backend/provider/all"
)

// service is a provider as scripts see it.
type service struct {
	ID                string             `json:"id"`
	Name              string             `json:"name"`
	Fields            []provider.Field   `json:"fields"`
	Keys              []provider.KeyKind `json:"keys"`
	Reads             string             `json:"reads"`
	Limits            []string           `json:"limits"`
	Publishes         bool               `json:"publishes"` // it tells what was spent
	Sources           []ledger.Basis     `json:"sources"`
	HistoryMonths     int                `json:"history_months"`
	SettlesAfterHours int                `json:"settles_after_hours"`
	NeedsBaseURL      bool               `json:"needs_base_url"`
	Local             bool               `json:"local"` // nobody is asked, and there is no key
}

func (t *terminal) providers() *cobra.Command {
	markdown := false
	cmd := &cobra.Command{
		Use: "providers", Short: "List the services that can be connected, and what each kind of key can read", Args: takes(),
		RunE: func(*cobra.Command, []string) error {
			services := []service{}
			for _, d := range all.Registry().All() {
				services = append(services, serviceOf(d))
			}
			if markdown {
				_, err := t.out.Write([]byte(table(services)))
				return err
			}
			answer := struct {
				Providers []service `json:"providers"`
			}{services}
			return t.print(answer, func(p *page) {
				for _, s := range services {
					p.service(s)
				}
			})
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "as the table of docs/providers.md")
	return cmd
}

func serviceOf(d provider.Descriptor) service {
	s := service{
		ID: d.ID, Name: d.Name, Fields: d.Fields, Keys: d.Keys, Reads: d.Reads, Limits: d.Limits, Publishes: d.Publishes(), Sources: d.Sources,
		HistoryMonths: d.History, SettlesAfterHours: int(d.SettlesAfter / time.Hour), NeedsBaseURL: d.NeedsBaseURL, Local: d.Local,
	}
	if s.Keys == nil {
		s.Keys = []provider.KeyKind{}
	}
	if s.Limits == nil {
		s.Limits = []string{}
	}
	return s
}

func (p *page) service(s service) {
	p.say("%s  %s", s.ID, s.Name)
	p.say("  %s", s.Reads)
	for _, k := range s.Keys {
		form := ""
		if k.Prefix != "" {
			form = " (" + k.Prefix + "…)"
		}
		p.say("  %s%s reads %s. %s", k.Name, form, k.Reads, k.Link)
	}
	for _, f := range s.Fields {
		p.say("  %s (%s): %s", f.Label, given(f), f.Help)
	}
	for _, limit := range s.Limits {
		p.say("  Not known: %s", limit)
	}
	p.say("  %s", delivers(s))
}

// delivers says where the dollars come from, and when they are final.
func delivers(s service) string {
	if !s.Publishes {
		return "Publishes no spend; " + join(s.Sources) + " amounts count."
	}
	text := "Delivers " + join(s.Sources) + " amounts"
	if s.SettlesAfterHours > 0 {
		return text + ", settled after " + hours(s.SettlesAfterHours) + "."
	}
	return text + "."
}

func hours(n int) string {
	if n%24 == 0 && n > 24 {
		return fmt.Sprintf("%d days", n/24)
	}
	return fmt.Sprintf("%d hours", n)
}

// table is the generated part of docs/providers.md.
func table(services []service) string {
	var b strings.Builder
	b.WriteString("| Service | Where its dollars come from | Keys that Outlay can use | Keys that it cannot |\n|---|---|---|---|\n")
	for _, s := range services {
		cells := []string{s.Name + " (`" + s.ID + "`)", delivers(s), keys(s, true), keys(s, false)}
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], "|", "\\|")
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	b.WriteString("\n### What cannot be known\n\n")
	for _, s := range services {
		for _, limit := range s.Limits {
			b.WriteString("- **" + s.Name + "**: " + limit + "\n")
		}
	}
	return b.String()
}

// keys lists the kinds of keys that Outlay can use, or those that it cannot.
func keys(s service, useful bool) string {
	var list []string
	for _, k := range s.Keys {
		if k.Spend != useful {
			continue
		}
		name := "**" + k.Name + "**"
		if k.Prefix != "" {
			name += " (`" + k.Prefix + "…`)"
		}
		list = append(list, name+" reads "+k.Reads)
	}
	if s.Local && useful {
		return "none is needed"
	}
	return strings.Join(list, "; ")
}

// given says how a field is given on the command line.
func given(f provider.Field) string {
	text := "--set " + f.Name + "=…"
	if f.Secret {
		text = "on standard input"
	}
	var choices []string
	for _, c := range f.Choices {
		choices = append(choices, c.Value)
	}
	switch {
	case len(choices) > 0:
		text += " " + strings.Join(choices, ", ")
	case f.Kind == provider.FieldDate:
		text += " as 2026-11-22"
	case f.Kind == provider.FieldPrices:
		text += " as '2026-09-01 25.00', one a line"
	}
	if f.Optional {
		text += "; may be left out"
	}
	return text
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
