// Package transfer writes what counts into files that other programs read: CSV for
// spreadsheets, JSON for scripts.
//
// It writes the counted entries alone, so the sum of an export is the total of a report over
// the same days. It streams: memory does not grow with the number of entries. It decides
// nothing about the file; the doors say where it goes.
//
// # Why names beside ids
//
// An id is what stays the same when somebody renames a project, a name is what people look
// for. Both stand in each line, and where no name is known its cell is empty, not a guess.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// Format is how a file is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	JSON Format = "json"
)

// Formats returns every format.
func Formats() []Format { return []Format{CSV, JSON} }

// ErrFormat says that there is no such format.
var ErrFormat = errors.New("no such format; choose csv or json")

// Labels is what people call the things that entries name by an id.
type Labels struct {
	Accounts map[string]string        // account id to label
	Services map[string]string        // account id to the provider's name
	Names    map[string][]ledger.Name // account id to what its vendor's ids are called
}

// LabelsOf returns the labels of accounts; service returns the name of a provider's id.
func LabelsOf(accounts []account.Account, service func(providerID string) string, names map[string][]ledger.Name) Labels {
	l := Labels{Accounts: map[string]string{}, Services: map[string]string{}, Names: names}
	for _, a := range accounts {
		l.Accounts[a.ID], l.Services[a.ID] = a.Label, service(a.Service())
	}
	return l
}

// projects returns what projects are called, by account and id.
func (l Labels) projects() map[[2]string]string {
	called := map[[2]string]string{}
	for id, names := range l.Names {
		for _, n := range names {
			if n.Kind == "project" {
				called[[2]string{id, n.ID}] = n.Name
			}
		}
	}
	return called
}

// line is an entry with what people call its parts.
type line struct {
	ledger.Entry
	label, service, project string
	settled                 bool
}

// form writes lines in one format.
type form interface {
	begin(span calendar.Span) error
	line(l line) error
	end() error
}

// Write writes the counted entries in span, ordered by account, day, basis and item, and
// returns how many they are. It wraps [ErrFormat]. Beside an error, what was written is no
// whole file.
func Write(ctx context.Context, w io.Writer, format Format, book ledger.Store, labels Labels, span calendar.Span) (entries int, err error) {
	var out form
	switch format {
	case CSV:
		out = newCSV(w)
	case JSON:
		out = newJSON(w)
	default:
		return 0, fmt.Errorf("%.20q: %w", format, ErrFormat)
	}
	settled, err := settledDays(ctx, book, span)
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	if err := out.begin(span); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	projects := labels.projects()
	err = book.Entries(ctx, span, nil, func(e ledger.Entry) error {
		entries++
		return out.line(line{
			Entry: e, label: labels.Accounts[e.Account], service: labels.Services[e.Account],
			project: projects[[2]string{e.Account, e.Project}], settled: settled[dayOf{e.Account, e.Day, e.Basis}],
		})
	})
	if err == nil {
		err = out.end()
	}
	if err != nil {
		return entries, fmt.Errorf("export: %w", err)
	}
	return entries, nil
}

type dayOf struct {
	account string
	day     calendar.Day
	basis   ledger.Basis
}

// settledDays is read before the entries: a day that becomes settled in between is called
// provisional, never the other way round. Days are few where entries are many.
func settledDays(ctx context.Context, book ledger.Store, span calendar.Span) (map[dayOf]bool, error) {
	days, err := book.Days(ctx, span, nil)
	if err != nil {
		return nil, err
	}
	settled := map[dayOf]bool{}
	for _, d := range days {
		if d.Settled {
			settled[dayOf{d.Account, d.Day, d.Basis}] = true
		}
	}
	return settled, nil
}
