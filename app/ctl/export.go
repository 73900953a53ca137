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
	"outlay/backend/transfer"
)

func (t *terminal) export() *cobra.Command {
	days := &dayFlags{}
	var format, path string
	cmd := &cobra.Command{
		Use: "export", Short: "Write the counted entries as CSV or JSON", Args: takes(),
		Long: "Write the counted entries as CSV or JSON, to standard output or with -o to a file. An existing file\n" +
			"is replaced when the new one is whole. The sum of the amounts is the total of a report over the same days.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if t.json && path == "" && !cmd.Flags().Changed("format") {
				format = string(transfer.JSON)
			}
			if !slices.Contains(transfer.Formats(), transfer.Format(format)) {
				return usage("--format takes csv or json")
			}
			span, err := days.span(t.today())
			if err != nil {
				return err
			}
			entries := 0
			err = t.with(ctx, nil, func(house *backend.Backend) error {
				entries, err = t.writeExport(ctx, house, path, transfer.Format(format), span)
				return err
			})
			if err != nil || path == "" || path == "-" {
				return err
			}
			return t.print(struct {
				File    string       `json:"file"`
				Entries int          `json:"entries"`
				From    calendar.Day `json:"from"`
				To      calendar.Day `json:"to"`
			}{path, entries, span.Start, span.Last()}, func(p *page) {
				p.say("Wrote %d entries of %s to %s into %s.", entries, span.Start, span.Last(), path)
			})
		},
	}
	days.add(cmd, "default: the month's first", "default: today")
	cmd.Flags().StringVar(&format, "format", string(transfer.CSV), "csv or json")
	cmd.Flags().StringVarP(&path, "output", "o", "", "file to write, instead of standard output")
	return cmd
}

func (t *terminal) writeExport(ctx context.Context, house *backend.Backend, path string, format transfer.Format, span calendar.Span) (int, error) {
	accounts, err := house.Accounts.All(ctx)
	if err != nil {
		return 0, err
	}
	names, err := house.Ledger.Names(ctx)
	if err != nil {
		return 0, err
	}
	labels := transfer.LabelsOf(accounts, func(id string) string {
		if d, ok := house.Providers.Get(id); ok {
			return d.Name
		}
		return id
	}, names)
	entries := 0
	write := func(w io.Writer) error {
		entries, err = transfer.Write(ctx, w, format, house.Ledger, labels, span)
		return err
	}
	if path == "" || path == "-" {
		return entries, write(t.out)
	}
	err = replace(path, write)
	return entries, err
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
