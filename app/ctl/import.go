package main

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/imports"
	"outlay/backend/money"
)

// importFlags are the columns as they were typed.
type importFlags struct {
	columns                 []string
	delimiter, format       string
	decimal, currency       string
	from, to                string
	negate, yes, incomplete bool
}

func (t *terminal) importFile() *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use: "import ACCOUNT FILE", Short: "Read a CSV file that a vendor's console exported",
		Long: "Read a CSV file that a vendor's console exported. Without --yes it only says what the file holds and\n" +
			"what would change, and stores nothing. The file replaces its days: the same file twice changes nothing.",
		Example: "  outlayctl import Groq usage.csv\n  outlayctl import Groq usage.csv --column date=Datum --column amount=Betrag --decimal , --yes",
		Args:    takes("ACCOUNT", "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			path, err := filepath.Abs(args[1])
			if err != nil {
				return err
			}
			desktop, _ := notifications(ctx)
			return t.with(ctx, desktop, func(house *backend.Backend) error {
				a, err := find(ctx, house, args[0])
				if err != nil {
					return err
				}
				preview, err := f.preview(ctx, house, a.ID, path)
				if err != nil {
					return err
				}
				if !f.yes {
					return t.print(preview, func(p *page) { p.preview(preview) })
				}
				if len(preview.Missing) > 0 {
					return failure{exitUsage, "mapping", "The columns are not clear; say which one is the " + strings.Join(preview.Missing, ", ") + ", see: outlayctl import --help."}
				}
				return t.apply(ctx, house, a.ID, path, preview, f)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.columns, "column", nil, "which column is which, as date=NAME; of date, amount, currency, model, project, key, line, quantity, unit")
	flags.StringVar(&f.delimiter, "delimiter", "", "between columns: , ; | or tab")
	flags.StringVar(&f.format, "date-format", "", "how days are written, where the file does not tell, as DD/MM/YYYY")
	flags.StringVar(&f.decimal, "decimal", "", "what stands before the cents: . or ,")
	flags.StringVar(&f.currency, "currency", "", "of amounts that name none, as USD")
	flags.StringVar(&f.from, "from", "", "first day for which the file speaks, where that is not the first in it")
	flags.StringVar(&f.to, "to", "", "last day for which the file speaks")
	flags.BoolVar(&f.negate, "negate", false, "costs stand in the file as negative amounts")
	flags.BoolVar(&f.yes, "yes", false, "import it")
	flags.BoolVar(&f.incomplete, "accept-rejected", false, "import the good rows although some were rejected")
	return cmd
}

// preview asks what the file holds: first as it is guessed or remembered, and where columns
// were typed, again with these.
func (f *importFlags) preview(ctx context.Context, house *backend.Backend, account, path string) (imports.Preview, error) {
	guessed, err := house.Imports.Preview(ctx, account, path, nil)
	if err != nil {
		return guessed, err
	}
	m := guessed.Mapping
	if err := f.apply(&m); err != nil || m == guessed.Mapping {
		return guessed, err
	}
	return house.Imports.Preview(ctx, account, path, &m)
}

// apply puts what was typed over what was guessed.
func (f *importFlags) apply(m *imports.Mapping) error {
	columns := map[string]*string{
		"date": &m.Date, "amount": &m.Amount, "currency": &m.Currency, "model": &m.Model, "project": &m.Project,
		"key": &m.Key, "line": &m.Line, "quantity": &m.Quantity, "unit": &m.Unit,
	}
	for _, pair := range f.columns {
		what, name, ok := strings.Cut(pair, "=")
		column := columns[what]
		if !ok || column == nil {
			return usage("--column takes WHAT=NAME, where WHAT is one of date, amount, currency, model, project, key, line, quantity, unit")
		}
		*column = name
	}
	for _, typed := range []struct {
		text string
		into *string
	}{{f.format, &m.DateFormat}, {f.decimal, &m.Decimal}, {f.currency, &m.DefaultCurrency}, {strings.Replace(f.delimiter, "tab", "\t", 1), &m.Delimiter}} {
		if typed.text != "" {
			*typed.into = typed.text
		}
	}
	m.Negate = m.Negate || f.negate
	for _, typed := range []struct {
		text string
		into *calendar.Day
	}{{f.from, &m.From}, {f.to, &m.Through}} {
		if typed.text == "" {
			continue
		}
		day, err := calendar.ParseDay(typed.text)
		if err != nil {
			return err
		}
		*typed.into = day
	}
	return nil
}

func (t *terminal) apply(ctx context.Context, house *backend.Backend, account, path string, preview imports.Preview, f *importFlags) error {
	result, err := house.Imports.Apply(ctx, account, path, preview.Mapping, preview.Token, f.incomplete)
	if err != nil {
		return err
	}
	if err := house.Alerts.Evaluate(ctx); err != nil {
		return err
	}
	if err := house.Alerts.Deliver(ctx); err != nil {
		return err
	}
	return t.print(result, func(p *page) {
		p.say("Imported %d rows of %s to %s, %s. %d entries of the book changed.", result.Rows, result.From, result.Through,
			totalsOf(result.Totals), result.Change.Added+result.Change.Changed+result.Change.Removed)
		if result.Rejected > 0 {
			p.say("%d rows were left out, as accepted.", result.Rejected)
		}
	})
}

func (p *page) preview(v imports.Preview) {
	if len(v.Missing) > 0 {
		p.say("The file has the columns: %s", strings.Join(v.Columns, ", "))
		p.say("They do not tell: %s. Say it with --column, --date-format or --decimal.", strings.Join(v.Missing, ", "))
		return
	}
	p.say("%d rows of %s to %s, %s; %d rejected.", v.Good, v.From, v.Through, totalsOf(v.Totals), v.RejectedCount)
	for _, r := range v.Rejected {
		p.say("  line %d: %s", r.Line, r.Reason)
	}
	for _, w := range v.Warnings {
		p.say("%s", w)
	}
	for _, c := range v.Changes {
		before := "not imported yet"
		if c.Before != nil {
			before = totalsOf(c.Before)
		}
		p.say("  %s: %s, then %s", c.Day, before, totalsOf(c.After))
	}
	if v.Unchanged {
		p.say("All of it is imported already: nothing would change.")
		return
	}
	p.say("Nothing is stored yet. To import it, add --yes.")
}

func totalsOf(amounts []money.Amount) string {
	if len(amounts) == 0 {
		return "nothing"
	}
	texts := make([]string, len(amounts))
	for i, a := range amounts {
		texts[i] = a.String()
	}
	return strings.Join(texts, " and ")
}
