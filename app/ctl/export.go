package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/transfer"
)

func (t *terminal) export() *cobra.Command {
	days, scope := &dayFlags{}, &scopeFlags{}
	var format, path string
	cmd := &cobra.Command{
		Use: "export", Short: "Write the counted entries as CSV, JSON or FOCUS 1.2, or what an invoice is written from", Args: takes(),
		Long: "Write the counted entries, to standard output or with -o to a file. An existing file is replaced when\n" +
			"the new one is whole. The sum of the amounts is the total of a report over the same days.\n\n" +
			"csv and json have an entry a line; focus is the CSV of FOCUS 1.2; invoice has a line a month, service\n" +
			"and line of the bill, and the totals. Without --account and the like, everything is written; with\n" +
			"several of them, what is in each.",
		Example: "  outlayctl export --format focus --from 2026-10-01 --to 2026-10-31 -o october.csv\n" +
			"  outlayctl export --format invoice --tag Acme --from 2026-10-01 --to 2026-10-31",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if t.json && path == "" && !cmd.Flags().Changed("format") {
				format = string(transfer.JSON)
			}
			if !slices.Contains(transfer.Formats(), transfer.Format(format)) {
				return usage("--format takes csv, json, focus or invoice")
			}
			span, err := days.span(t.today())
			if err != nil {
				return err
			}
			var done transfer.Done
			err = t.with(ctx, nil, func(house *backend.Backend) error {
				r := transfer.Request{Format: transfer.Format(format), Span: span}
				if r.Filter, err = scope.filter(ctx, house); err != nil {
					return err
				}
				done, err = t.writeExport(ctx, house, path, r)
				return err
			})
			if err != nil || path == "" || path == "-" {
				return err
			}
			return t.print(struct {
				File    string         `json:"file"`
				Entries int            `json:"entries"`
				From    calendar.Day   `json:"from"`
				To      calendar.Day   `json:"to"`
				Totals  []money.Amount `json:"totals"`
			}{path, done.Entries, span.Start, span.Last(), done.Totals}, func(p *page) {
				p.say("Wrote %d entries of %s to %s into %s.", done.Entries, span.Start, span.Last(), path)
			})
		},
	}
	days.add(cmd, "default: the month's first", "default: today")
	scope.add(cmd)
	cmd.Flags().StringVar(&format, "format", string(transfer.CSV), "csv, json, focus or invoice")
	cmd.Flags().StringVarP(&path, "output", "o", "", "file to write, instead of standard output")
	return cmd
}

// scopeFlags say what is exported.
type scopeFlags struct {
	accounts, services, projects, keys, models, bases, tags []string
	text                                                    string
}

func (f *scopeFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.accounts, "account", nil, "only of this account, by id or label; may be repeated")
	cmd.Flags().StringArrayVar(&f.services, "service", nil, "only of this service; may be repeated")
	cmd.Flags().StringArrayVar(&f.projects, "project", nil, "only of this project, as ID@ACCOUNT; may be repeated")
	cmd.Flags().StringArrayVar(&f.keys, "key", nil, "only of this API key, as ID@ACCOUNT; may be repeated")
	cmd.Flags().StringArrayVar(&f.models, "model", nil, "only of this model; may be repeated")
	cmd.Flags().StringArrayVar(&f.bases, "basis", nil, "only what is billed, imported, metered, estimated or subscription; may be repeated")
	cmd.Flags().StringArrayVar(&f.tags, "tag", nil, "only what is under this tag, or with '' under none; may be repeated")
	cmd.Flags().StringVar(&f.text, "text", "", "only what has this text in its line, model, project, key, account or service")
}

// filter looks up what was typed.
func (f *scopeFlags) filter(ctx context.Context, house *backend.Backend) (transfer.Filter, error) {
	chosen := transfer.Filter{Models: f.models, Tags: f.tags, Text: f.text}
	for _, typed := range f.accounts {
		a, err := find(ctx, house, typed)
		if err != nil {
			return transfer.Filter{}, err
		}
		chosen.Accounts = append(chosen.Accounts, a.ID)
	}
	for _, typed := range f.services {
		chosen.Services = append(chosen.Services, house.Providers.Service(typed))
	}
	for _, typed := range f.bases {
		chosen.Bases = append(chosen.Bases, ledger.Basis(typed))
	}
	var err error
	if chosen.Projects, err = parts(ctx, house, f.projects, ledger.ByProject); err != nil {
		return transfer.Filter{}, err
	}
	chosen.Keys, err = parts(ctx, house, f.keys, ledger.ByKey)
	return chosen, err
}

func parts(ctx context.Context, house *backend.Backend, typed []string, of ledger.Dimension) ([]ledger.Part, error) {
	var list []ledger.Part
	for _, one := range typed {
		id, a, err := within(ctx, house, one)
		if err != nil {
			return nil, err
		}
		part, err := house.Outlook.Part(ctx, a.ID, of, id)
		if err != nil {
			return nil, err
		}
		list = append(list, part)
	}
	return list, nil
}

func (t *terminal) writeExport(ctx context.Context, house *backend.Backend, path string, r transfer.Request) (done transfer.Done, err error) {
	if r.Labels, err = exportLabels(ctx, house); err != nil {
		return done, err
	}
	if err := r.Filter.Check(r.Labels); err != nil {
		return done, failure{exitFailed, "not_found", sentence(err.Error())}
	}
	write := func(w io.Writer) error {
		done, err = transfer.Write(ctx, w, house.Ledger, r)
		return err
	}
	if path == "" || path == "-" {
		return done, write(t.out)
	}
	err = replace(path, write)
	return done, err
}

func exportLabels(ctx context.Context, house *backend.Backend) (transfer.Labels, error) {
	accounts, err := house.Accounts.All(ctx)
	if err != nil {
		return transfer.Labels{}, err
	}
	names, err := house.Ledger.Names(ctx)
	if err != nil {
		return transfer.Labels{}, err
	}
	tags, err := house.Tags.List(ctx)
	return transfer.LabelsOf(accounts, house.Providers.Name, names, tags), err
}

// replace writes beside the target and renames, so that a full disk or an interrupt leaves no
// half of a file. What is no ordinary file, such as a pipe or /dev/stdout, is written as it is.
func replace(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return usage("-o names a folder; name a file")
		}
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		return errors.Join(write(file), file.Close())
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".outlay-*.part") // for its owner's eyes only
	if err != nil {
		return fmt.Errorf("the file could not be made; choose another folder: %w", err)
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("nothing was exported: %w", err), os.Remove(file.Name()))
	}
	return nil
}
