package invoice_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/invoice"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) (*invoice.Store, *database.DB) {
	t.Helper()
	db := databasetest.Open(t)
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO accounts (id, provider, label, created_at) VALUES ('a', 'groq', 'Research', ''), ('b', 'groq', 'Lab', '')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return invoice.New(db, func() time.Time { return noon }), db
}

func good() invoice.Draft { return invoice.Draft{Account: "a", Month: "2026-10", Amount: "119.00"} }

func list(t *testing.T, s *invoice.Store) string {
	t.Helper()
	all, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, i := range all {
		texts = append(texts, strings.TrimSpace(strings.Join([]string{i.Account, string(i.Month), i.Amount.String(), i.Number, i.Note}, " ")))
	}
	return strings.Join(texts, "\n")
}

func TestWhatWasTypedIsCheckedAndNothingElseStored(t *testing.T) {
	for _, tt := range []struct {
		what  string
		spoil func(*invoice.Draft)
		says  string // "" where it is good
	}{
		{"a month", func(*invoice.Draft) {}, ""},
		{"a day of the month", func(d *invoice.Draft) { d.Month = "2026-10-31" }, ""},
		{"this month", func(d *invoice.Draft) { d.Month = " 2026-11 " }, ""},
		{"the next month", func(d *invoice.Draft) { d.Month = "2026-12" }, "has not begun"},
		{"no month", func(d *invoice.Draft) { d.Month = "" }, "write it as 2026-11"},
		{"a month by its name", func(d *invoice.Draft) { d.Month = "October" }, "write it as 2026-11"},
		{"a thirteenth month", func(d *invoice.Draft) { d.Month = "2026-13" }, "write it as 2026-11"},
		{"a credit note", func(d *invoice.Draft) { d.Amount = "-5" }, ""},
		{"no amount", func(d *invoice.Draft) { d.Amount = "" }, "digits and a point"},
		{"a decimal comma", func(d *invoice.Draft) { d.Amount = "119,00" }, "digits and a point"},
		{"more than the ledger holds", func(d *invoice.Draft) { d.Amount = "10000000000" }, "too large"},
		{"a currency that is none", func(d *invoice.Draft) { d.Currency = "credits" }, "no currency code"},
		{"another currency", func(d *invoice.Draft) { d.Currency = "eur" }, ""},
		{"no such account", func(d *invoice.Draft) { d.Account = "gone" }, "there is no account"},
		{"a number without end", func(d *invoice.Draft) { d.Number = strings.Repeat("9", 101) }, "longer than 100"},
		{"a note with a zero byte", func(d *invoice.Draft) { d.Note = "a\x00b" }, "characters that no text has"},
		{"a note of two lines", func(d *invoice.Draft) { d.Note = "paid\nby card" }, ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			s, _ := open(t)
			d := good()
			tt.spoil(&d)
			got, err := s.Put(t.Context(), d)
			if tt.says == "" {
				all, listErr := s.List(t.Context())
				if err != nil || listErr != nil || len(all) != 1 || all[0].Amount.String() != got.Amount.String() || !all[0].EnteredAt.Equal(noon) {
					t.Errorf("%v, %v, %+v", err, listErr, all)
				}
				return
			}
			if !errors.Is(err, invoice.ErrInvalid) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %q", err, tt.says)
			}
			if all := list(t, s); all != "" {
				t.Errorf("stored %s", all)
			}
		})
	}
}

func TestOneTotalAMonthAndCurrency(t *testing.T) {
	s, db := open(t)
	for _, d := range []invoice.Draft{
		{Account: "a", Month: "2026-09", Amount: "1"},
		{Account: "a", Month: "2026-10", Amount: "119.00", Number: "INV 7"},
		{Account: "a", Month: "2026-10", Amount: "7.5", Currency: "EUR"},
		{Account: "b", Month: "2026-10", Amount: "3"},
		{Account: "a", Month: "2026-10-14", Amount: "118.99", Number: "INV 7b", Note: "corrected"},
	} {
		if _, err := s.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	want := "a 2026-10-01 7.5000 EUR\na 2026-10-01 118.9900 USD INV 7b corrected\nb 2026-10-01 3.0000 USD\na 2026-09-01 1.0000 USD"
	if got := list(t, s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := s.Remove(t.Context(), "a", calendar.Day("2026-10-01"), "EUR"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), "a", calendar.Day("2026-10-01"), "EUR"); !errors.Is(err, invoice.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if _, err := db.Write.ExecContext(t.Context(), `DELETE FROM accounts WHERE id = 'a'`); err != nil {
		t.Fatal(err)
	}
	if got := list(t, s); got != "b 2026-10-01 3.0000 USD" {
		t.Errorf("after the account was removed: %s", got)
	}
}
