package rates_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/database/databasetest"
	"outlay/backend/money"
	"outlay/backend/rates"
)

func TestBothFormsOfFilesAreRead(t *testing.T) {
	for _, tt := range []struct {
		what, quote, text string
		want              []string
	}{
		{"a row for each rate, told in the display currency", "USD", "date,currency,rate\n2026-11-01,EUR,1.0873\n2026-11-02,GBP,1.3\n",
			[]string{"2026-11-02 1 GBP = 1.3 USD", "2026-11-01 1 EUR = 1.0873 USD"}},
		{"a row for each rate, told in its own currency", "", "Day;Currency;Rate;Quote\r\n2026-11-01;EUR;1.0873;USD\r\n;;;\r\n", []string{"2026-11-01 1 EUR = 1.0873 USD"}},
		{"columns in another order, with others and with tabs", "USD", "note\trate\tin\tdate\tcurrency\nx\t165.1\tJPY\t2026-11-01\teur", []string{"2026-11-01 1 EUR = 165.1 JPY"}},
		{"a byte order mark and quotes", "USD", "\ufeff\"date\",\"currency\",\"rate\"\n\"2026-11-01\",\"EUR\",\"1.1\"\n", []string{"2026-11-01 1 EUR = 1.1 USD"}},
		{"the ECB's history", "USD", "Date,USD,JPY,CYP,\n2026-11-02,1.09,165.2,N/A,\n2026-10-30,1.0873,165,N/A,\n",
			[]string{"2026-11-02 1 EUR = 165.2 JPY", "2026-11-02 1 EUR = 1.09 USD", "2026-10-30 1 EUR = 165 JPY", "2026-10-30 1 EUR = 1.0873 USD"}},
		{"the ECB's file of today", "", "Date, USD, JPY, \n2 November 2026, 1.0900, 165.20, \n", []string{"2026-11-02 1 EUR = 165.2 JPY", "2026-11-02 1 EUR = 1.09 USD"}},
		{"one rate twice", "USD", "date,currency,rate\n2026-11-01,EUR,1.1\n2026-11-01,EUR,1.10\n", []string{"2026-11-01 1 EUR = 1.1 USD"}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			s := rates.New(databasetest.Open(t))
			preview, err := s.Preview(t.Context(), strings.NewReader(tt.text), tt.quote)
			if err != nil || preview.Rates != len(tt.want) || preview.Added != len(tt.want) || len(listed(t, s)) > 0 {
				t.Fatalf("%+v, %v; stored %v", preview, err, listed(t, s))
			}
			if _, err := s.Import(t.Context(), strings.NewReader(tt.text), tt.quote); err != nil {
				t.Fatal(err)
			}
			if got := listed(t, s); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			again, err := s.Import(t.Context(), strings.NewReader(tt.text), tt.quote)
			if err != nil || again.Same != len(tt.want) || again.Added+again.Changed > 0 || !slices.Equal(listed(t, s), tt.want) {
				t.Errorf("again: %+v, %v", again, err)
			}
		})
	}
}

func TestAFileSaysWhatItChanges(t *testing.T) {
	s := rates.New(databasetest.Open(t))
	put(t, s, ofNovember...)
	text := "Date,USD,JPY,\n2026-11-12,1.2,166,\n2026-11-10,1.1,167,\n"
	p, err := s.Preview(t.Context(), strings.NewReader(text), "")
	if err != nil {
		t.Fatal(err)
	}
	if p.Added != 2 || p.Changed != 1 || p.Same != 1 || p.From != "2026-11-10" || p.Through != "2026-11-12" || fmt.Sprint(p.Currencies) != "[EUR JPY USD]" || len(p.Newest) != 2 {
		t.Errorf("%+v", p)
	}
}

func TestABadFileIsRefusedWholeAndTheLineNamed(t *testing.T) {
	s := rates.New(databasetest.Open(t))
	put(t, s, ofNovember[0])
	before := listed(t, s)
	for _, tt := range []struct {
		what, quote, text, says string
	}{
		{"an empty file", "USD", "", "empty"},
		{"a header alone", "USD", "date,currency,rate\n", "no rate in it"},
		{"no header", "USD", "2026-11-01,EUR,1.1\n", "first line"},
		{"no column for the rate", "USD", "date,currency\n2026-11-01,EUR\n", "first line"},
		{"a picture", "USD", "\x89PNG\r\n\x1a\n\x00\x00", "first line"},
		{"the ECB's zip", "USD", "PK\x03\x04\x14\x00", "unpack it"},
		{"no currency in which it is told", "", "date,currency,rate\n2026-11-01,EUR,1.1\n", "line 2: it does not say in which currency"},
		{"a decimal comma", "USD", "date;currency;rate\n2026-11-01;EUR;1.1\n2026-11-02;EUR;1,2\n", `line 3: "1,2" is no rate`},
		{"a row that is too short", "USD", "date,currency,rate\n2026-11-01,EUR\n", "line 2"},
		{"a day that is none", "USD", "date,currency,rate\n2026-02-30,EUR,1.1\n", "line 2"},
		{"a currency in itself", "USD", "date,currency,rate\n2026-11-01,USD,1\n", "line 2"},
		{"two rates on one day", "USD", "date,currency,rate\n2026-11-01,EUR,1.1\n2026-11-01,EUR,1.2\n", "line 3: the file has two rates"},
		{"two rates on one day, one of them the other way round", "", "date,currency,rate,quote\n2026-11-01,EUR,1.1,USD\n2026-11-01,USD,0.9,EUR\n", "line 3: the file has two rates"},
		{"an open quote", "USD", "date,currency,rate\n2026-11-01,EUR,1.1\n\"2026-11-02,EUR,1.2\n", "no row of a CSV file"},
		{"a zero among the ECB's", "", "Date,USD,JPY,\n2026-11-01,0,165,\n", "line 2"},
		{"a page of the web", "USD", "<!DOCTYPE html>\n<html>\n", "first line"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			_, err := s.Import(t.Context(), strings.NewReader(tt.text), tt.quote)
			if !errors.Is(err, rates.ErrFile) || !strings.Contains(err.Error(), tt.says) || len(err.Error()) > 400 {
				t.Errorf("%v", err)
			}
			if after := listed(t, s); !slices.Equal(after, before) {
				t.Errorf("stored %q", after)
			}
		})
	}
}

func TestAFileThatFailsMidwayIsRefused(t *testing.T) {
	s := rates.New(databasetest.Open(t))
	if _, err := s.Import(t.Context(), failing{strings.NewReader("date,currency,rate\n2026-11-01,EUR,1.1\n")}, "USD"); !errors.Is(err, rates.ErrFile) || len(listed(t, s)) > 0 {
		t.Errorf("%v, stored %v", err, listed(t, s))
	}
	large := bytes.NewReader(bytes.Repeat([]byte("date,currency,rate\n"), 1<<20))
	if _, err := s.Import(t.Context(), large, "USD"); !errors.Is(err, rates.ErrFile) || !strings.Contains(err.Error(), "16 MB") {
		t.Errorf("%v", err)
	}
}

type failing struct{ *strings.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil {
		err = errors.New("the stick was pulled out")
	}
	return n, err
}

// history is a file as long as the ECB's own: 27 years of 41 currencies.
func history(t testing.TB) ([]byte, calendar.Span) {
	t.Helper()
	var text bytes.Buffer
	text.WriteString("Date,")
	for i := range 41 {
		fmt.Fprintf(&text, "%c%c%c,", 'A'+i%26, 'A'+i/26, 'X')
	}
	text.WriteByte('\n')
	span := calendar.Through("1999-01-04", "2026-11-20")
	for i, day := range span.Days() {
		if i%7 > 4 {
			continue
		}
		text.WriteString(string(day))
		for c := range 41 {
			fmt.Fprintf(&text, ",%d.%04d", c+1, i%10000)
		}
		text.WriteString(",\n")
	}
	return text.Bytes(), span
}

func BenchmarkImportOfTheWholeHistory(b *testing.B) {
	text, _ := history(b)
	for b.Loop() {
		s := rates.New(databasetest.Open(b))
		if _, err := s.Import(b.Context(), bytes.NewReader(text), ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAMonthBesideTheWholeHistory(b *testing.B) {
	text, _ := history(b)
	s := rates.New(databasetest.Open(b))
	if _, err := s.Import(b.Context(), bytes.NewReader(text), ""); err != nil {
		b.Fatal(err)
	}
	days := map[calendar.Day][]money.Amount{}
	for _, day := range calendar.Through("2026-11-01", "2026-11-30").Days() {
		days[day] = []money.Amount{money.FromNanos(1e9, "AAX"), money.FromNanos(1e9, "BAX"), money.FromNanos(1e9, "EUR")}
	}
	for b.Loop() {
		if _, total, err := s.Days(b.Context(), days, "CAX"); err != nil || len(total.Missing) > 0 {
			b.Fatal(total, err)
		}
	}
}
