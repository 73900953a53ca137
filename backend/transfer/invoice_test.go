package transfer_test

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/transfer"
)

func TestAnInvoiceHasALineAMonthAndItsTotals(t *testing.T) {
	var entries []ledger.Entry
	put := func(account string, day calendar.Day, line, quantity, unit string, nanos int64, currency string) {
		entries = append(entries, ledger.Entry{
			Account: account, Day: day, Basis: ledger.Billed, Item: strconv.Itoa(len(entries)), Line: line, Quantity: quantity, Unit: unit, Amount: money.FromNanos(nanos, currency),
		})
	}
	put("a1", "2026-10-31", "gpt-5, input", "10", "tokens", 1_000_000_001, "USD")
	put("a1", "2026-11-01", "gpt-5, input", "1.5", "tokens", 2_000_000_000, "USD")
	put("a1", "2026-11-02", "gpt-5, input", "2", "tokens", 2_000_000_000, "USD")
	put("a1", "2026-11-02", "=refund", "", "", -500_000_000, "USD")
	put("a1", "2026-11-03", "images", "", "images", 1e9, "USD")
	put("a1", "2026-11-04", "images", "3", "images", 1e9, "USD")
	put("a2", "2026-11-02", "tokens", "3", "", 1_250_000_000, "EUR")
	for i := range 3 {
		put("a3", calendar.Day("2026-11-01").Add(i), "Every month", "2", "seats", 700_000_000, "USD")
		entries[len(entries)-1].Basis = ledger.Subscription
	}
	var out bytes.Buffer
	done, err := transfer.Write(t.Context(), &out, book{entries: entries}, transfer.Request{Format: transfer.Invoice, Labels: tagged(), Span: calendar.Through("2026-10-01", "2026-11-30")})
	if err != nil || done.Entries != len(entries) {
		t.Fatal(done, err)
	}
	want := "month,service,line,model,quantity,unit,amount,currency\r\n" +
		"2026-10,OpenAI,\"gpt-5, input\",,10,tokens,1.000000001,USD\r\n" +
		"2026-11,Anthropic,tokens,,3,,1.2500,EUR\r\n" +
		"2026-11,OpenAI,'=refund,,,,-0.5000,USD\r\n" +
		"2026-11,OpenAI,Every month,,6,Seat-Days,2.1000,USD\r\n" +
		"2026-11,OpenAI,\"gpt-5, input\",,3.5,tokens,4.0000,USD\r\n" +
		"2026-11,OpenAI,images,,,,2.0000,USD\r\n" +
		"total,,,,,,1.2500,EUR\r\n" +
		"total,,,,,,8.600000001,USD\r\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestAnInvoiceOfNothingHasNoTotal(t *testing.T) {
	if got := write(t, transfer.Invoice, book{}); got != "month,service,line,model,quantity,unit,amount,currency\r\n" {
		t.Errorf("got %q", got)
	}
}

func TestAnInvoiceThatNobodyReadsIsRefused(t *testing.T) {
	b := book{entries: []ledger.Entry{entry()}, times: 100_001, vary: func(i int, e *ledger.Entry) { e.Line = strconv.Itoa(i) }}
	done, err := transfer.Write(t.Context(), io.Discard, b, transfer.Request{Format: transfer.Invoice, Labels: labels(), Span: november})
	if !errors.Is(err, transfer.ErrLines) {
		t.Errorf("%d entries, %v", done.Entries, err)
	}
	b.times--
	if _, err := transfer.Write(t.Context(), io.Discard, b, transfer.Request{Format: transfer.Invoice, Labels: labels(), Span: november}); err != nil {
		t.Error(err)
	}
}
