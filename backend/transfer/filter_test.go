package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/transfer"
	"outlay/backend/transfer/transfertest"
)

// chosen is a book that also says which accounts were asked for.
type chosen struct {
	book
	asked *[]string
}

func (c chosen) Entries(ctx context.Context, span calendar.Span, accounts []string, each func(ledger.Entry) error) error {
	*c.asked = accounts
	return c.book.Entries(ctx, span, accounts, func(e ledger.Entry) error {
		if accounts != nil && !slices.Contains(accounts, e.Account) {
			return nil
		}
		return each(e)
	})
}

func TestAFilterTakesWhatIsInEachOfItsLists(t *testing.T) {
	var entries []ledger.Entry
	for i, e := range []ledger.Entry{
		{Account: "a1", Project: "proj_1", Key: "key_1", Model: "gpt-5", Basis: ledger.Billed},
		{Account: "a1", Project: "proj_2", Key: "key_1", Model: "gpt-5-mini", Basis: ledger.Billed},
		{Account: "a1", Basis: ledger.Metered, Model: "gpt-5"},
		{Account: "a2", Project: "proj_1", Key: "key_2", Model: "claude", Basis: ledger.Billed},
		{Account: "a2", Key: "key_1", Basis: ledger.Estimated},
		{Account: "a3", Basis: ledger.Subscription},
	} {
		e.Day, e.Item, e.Amount = "2026-11-02", fmt.Sprint(i), money.FromNanos(1e9, "USD")
		entries = append(entries, e)
	}
	for _, tt := range []struct {
		name   string
		filter transfer.Filter
		want   string // items
		asked  string // accounts
	}{
		{"nothing is limited", transfer.Filter{}, "012345", "all"},
		{"an account", transfer.Filter{Accounts: []string{"a2"}}, "34", "[a2]"},
		{"two accounts", transfer.Filter{Accounts: []string{"a3", "a2"}}, "345", "[a2 a3]"},
		{"a service is all of its accounts", transfer.Filter{Services: []string{"openai"}}, "0125", "[a1 a3]"},
		{"a project is its account's own", transfer.Filter{Projects: []ledger.Part{{Account: "a1", Of: ledger.ByProject, Key: "proj_1"}}}, "0", "[a1]"},
		{"what is in no project", transfer.Filter{Projects: []ledger.Part{{Account: "a1", Of: ledger.ByProject}}}, "2", "[a1]"},
		{"keys of two accounts", transfer.Filter{Keys: []ledger.Part{{Account: "a1", Of: ledger.ByKey, Key: "key_1"}, {Account: "a2", Of: ledger.ByKey, Key: "key_1"}}}, "014", "[a1 a2]"},
		{"models", transfer.Filter{Models: []string{"gpt-5", "claude"}}, "023", "all"},
		{"what names no model", transfer.Filter{Models: []string{""}}, "45", "all"},
		{"a basis", transfer.Filter{Bases: []ledger.Basis{ledger.Metered, ledger.Subscription}}, "25", "all"},
		{"what is under a tag twice is taken once", transfer.Filter{Tags: []string{"acme"}}, "01", "[a1]"},
		{"a tag of an account and of another's key", transfer.Filter{Tags: []string{"Team <A>"}}, "0124", "[a1 a2]"},
		{"a tag and a model", transfer.Filter{Tags: []string{"Team <A>"}, Models: []string{"gpt-5"}}, "02", "[a1 a2]"},
		{"either of two tags", transfer.Filter{Tags: []string{"acme", "Team <A>"}}, "0124", "[a1 a2]"},
		{"what is under no tag", transfer.Filter{Tags: []string{""}}, "35", "all"},
		{"a tag, or none", transfer.Filter{Tags: []string{"acme", ""}}, "0135", "all"},
		{"a text, whatever the case", transfer.Filter{Text: "GPT-5-M"}, "1", "all"},
		{"a text of a key's name", transfer.Filter{Text: "CI"}, "01", "all"},
		{"a text of a project's name and an account's label", transfer.Filter{Text: "search"}, "012", "all"},
		{"a text of an account's label", transfer.Filter{Text: " agen "}, "34", "all"},
		{"a text of a service", transfer.Filter{Text: "OPENAI"}, "0125", "all"},
		{"a text of an id", transfer.Filter{Text: "PROJ_1"}, "03", "all"},
		{"a text that is nowhere", transfer.Filter{Text: "nowhere"}, "", "all"},
		{"a service and an account of another", transfer.Filter{Services: []string{"openai"}, Accounts: []string{"a2"}}, "", "[]"},
		{"a service and one of its accounts", transfer.Filter{Services: []string{"openai"}, Accounts: []string{"a3", "a2"}}, "5", "[a3]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			asked := []string{"nobody asked"}
			done, err := transfer.Write(t.Context(), &out, chosen{book{entries: entries}, &asked}, transfer.Request{Format: transfer.CSV, Filter: tt.filter, Labels: tagged(), Span: november})
			if err != nil {
				t.Fatal(err)
			}
			rows, _ := transfertest.CSV(out.Bytes())
			got := ""
			for _, row := range rows[1:] {
				got += row[5]
			}
			if got != tt.want || done.Entries != len(tt.want) {
				t.Errorf("got %q (%d), want %q", got, done.Entries, tt.want)
			}
			all := fmt.Sprint(asked)
			if asked == nil {
				all = "all"
			}
			if all != tt.asked {
				t.Errorf("asked for %s, want %s", all, tt.asked)
			}
		})
	}
}

func TestAFilterOfWhatIsNotThereIsRefusedInWords(t *testing.T) {
	for want, f := range map[string]transfer.Filter{
		`no account "a9"`:             {Accounts: []string{"a9"}},
		`no account "a8"`:             {Projects: []ledger.Part{{Account: "a8", Of: ledger.ByProject, Key: "proj_1"}}},
		`no account "a7"`:             {Keys: []ledger.Part{{Account: "a7", Of: ledger.ByKey, Key: "key_1"}}},
		`of the service "midjourney"`: {Services: []string{"openai", "midjourney"}},
		`no tag "Acme"`:               {Tags: []string{"Acme"}},
		`"account" is neither`:        {Projects: []ledger.Part{{Account: "a1", Of: ledger.ByAccount}}},
		`no basis "guessed"`:          {Bases: []ledger.Basis{"guessed"}},
	} {
		_, err := transfer.Write(t.Context(), io.Discard, book{}, transfer.Request{Format: transfer.CSV, Filter: f, Labels: tagged(), Span: november})
		if !errors.Is(err, transfer.ErrFilter) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestProgressIsTold(t *testing.T) {
	for _, n := range []int{0, 1, 999, 1000, 2500} {
		var told []int
		b := book{entries: []ledger.Entry{entry()}, times: n}
		if n == 0 {
			b = book{}
		}
		_, err := transfer.Write(t.Context(), io.Discard, b, transfer.Request{
			Format: transfer.CSV, Labels: labels(), Span: november, Progress: func(entries int) { told = append(told, entries) },
		})
		if err != nil || told[len(told)-1] != n || !slices.IsSorted(told) || len(told) != n/1000+1 {
			t.Errorf("%d entries: told %v, %v", n, told, err)
		}
	}
}

func TestAnEndedContextEndsTheExport(t *testing.T) {
	for _, format := range transfer.Formats() {
		ctx, cancel := context.WithCancel(t.Context())
		done, err := transfer.Write(ctx, io.Discard, book{entries: []ledger.Entry{entry()}, times: 5000}, transfer.Request{
			Format: format, Labels: labels(), Span: november, Progress: func(entries int) {
				if entries == 2000 {
					cancel()
				}
			},
		})
		if !errors.Is(err, context.Canceled) || done.Entries != 2000 {
			t.Errorf("%s: %d entries, %v", format, done.Entries, err)
		}
		cancel()
	}
}

func TestFilesAreNamedAfterWhatIsInThem(t *testing.T) {
	for want, f := range map[string]struct {
		format transfer.Format
		tag    string
	}{
		"outlay-2026-11-01-2026-11-30.csv":                    {transfer.CSV, ""},
		"outlay-2026-11-01-2026-11-30.json":                   {transfer.JSON, ""},
		"outlay-focus-2026-11-01-2026-11-30.csv":              {transfer.FOCUS, ""},
		"outlay-invoice-acme-gmbh-2026-11-01-2026-11-30.csv":  {transfer.Invoice, " Acme GmbH "},
		"outlay-invoice-etc-passwd-2026-11-01-2026-11-30.csv": {transfer.Invoice, "../../etc/passwd"},
		"outlay-invoice-müller-co-2026-11-01-2026-11-30.csv":  {transfer.Invoice, "Müller & Co."},
		"outlay-invoice-2026-11-01-2026-11-30.csv":            {transfer.Invoice, "!!!"},
		"outlay-focus-team-a-b-3-2026-11-01-2026-11-30.csv":   {transfer.FOCUS, "Team: A/B\\3"},
		"outlay-invoice-研究-2026-11-01-2026-11-30.csv":         {transfer.Invoice, "研究"},
	} {
		if got := transfer.FileName(f.format, november, transfer.Filter{Tags: []string{f.tag}}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
