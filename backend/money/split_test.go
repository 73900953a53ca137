package money_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/money"
)

func TestPartsAddUpExactlyAndDifferByOneUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nanos := rapid.Int64Range(-1e15, 1e15).Draw(t, "nanos")
		n := rapid.IntRange(1, 366).Draw(t, "parts")
		whole := money.Amount{Value: money.FromNanos(nanos, "USD").Value.Truncate(int32(rapid.IntRange(0, 9).Draw(t, "places"))), Currency: "USD"}
		parts := whole.Split(n)
		sum, least, most := decimal.Zero, parts[0].Value, parts[0].Value
		for _, p := range parts {
			sum, least, most = sum.Add(p.Value), decimal.Min(least, p.Value), decimal.Max(most, p.Value)
			if _, err := p.Nanos(); err != nil || p.Currency != "USD" {
				t.Fatalf("the ledger cannot hold %s: %v", p, err)
			}
		}
		if len(parts) != n || !sum.Equal(whole.Value) || most.Sub(least).GreaterThan(decimal.New(1, -4)) {
			t.Fatalf("%s in %d parts: %d, sum %s, from %s to %s", whole, n, len(parts), sum, least, most)
		}
	})
}

func TestTwentyDollarsOverAMonth(t *testing.T) {
	parts := money.FromNanos(20e9, "USD").Split(31)
	if parts[0].Decimal() != "0.6451" || parts[30].Decimal() != "0.6452" {
		t.Errorf("got %s and %s", parts[0].Decimal(), parts[30].Decimal())
	}
	early := decimal.Zero
	for _, p := range parts[:15] {
		early = early.Add(p.Value)
	}
	if early.String() != "9.6774" { // 20 x 15 / 31 is 9.67741…
		t.Errorf("half a month costs %s", early)
	}
}
