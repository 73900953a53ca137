package main

import (
	"github.com/spf13/cobra"

	"outlay/backend/calendar"
)

// dayFlags are --from and --to.
type dayFlags struct{ from, to string }

func (f *dayFlags) add(cmd *cobra.Command, from, to string) {
	cmd.Flags().StringVar(&f.from, "from", "", "first day, as 2026-11-01 ("+from+")")
	cmd.Flags().StringVar(&f.to, "to", "", "last day, inside ("+to+")")
}

// days returns what was typed, "" for what was not.
func (f *dayFlags) days() (from, to calendar.Day, err error) {
	if from, err = dayFlag("from", f.from); err != nil {
		return "", "", err
	}
	if to, err = dayFlag("to", f.to); err != nil {
		return "", "", err
	}
	if from != "" && to != "" && from > to {
		return "", "", usage("--from %s is after --to %s", from, to)
	}
	return from, to, nil
}

// span returns the days that were asked for: without --to until today, without --from since
// the month began.
func (f *dayFlags) span(today calendar.Day) (calendar.Span, error) {
	from, to, err := f.days()
	if err != nil {
		return calendar.Span{}, err
	}
	if to == "" {
		to = today
	}
	if from == "" {
		from = calendar.Month(to).Start
	}
	if from > to {
		return calendar.Span{}, usage("--from %s is in the future; today is %s", from, today)
	}
	return calendar.Through(from, to), nil
}

func dayFlag(name, text string) (calendar.Day, error) {
	if text == "" {
		return "", nil
	}
	day, err := calendar.ParseDay(text)
	if err != nil {
		return "", usage("--%s: %v", name, err)
	}
	return day, nil
}
