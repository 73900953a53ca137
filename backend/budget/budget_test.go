package budget_test

import (
	"testing"

	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/money"
)

var november = calendar.Month("2026-11-22")

func usd(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		what, spent, limit string
		level              budget.Level
		percent            int
	}{
		{"nothing spent", "0", "50", budget.Calm, 0},
		{"a cent below 80 %", "39.99", "50", budget.Calm, 79},
		{"a nano below 80 %", "39.999999999", "50", budget.Calm, 79},
		{"80 % to the nano", "40", "50", budget.Near, 80},
		{"a nano above 80 %", "40.000000001", "50", budget.Near, 80},
		{"a nano below the limit", "49.999999999", "50", budget.Near, 99},
		{"a nano below a limit of millions", "4999999.999999999", "5000000", budget.Near, 99},
		{"a nano below 80 % of millions", "3999999.999999999", "5000000", budget.Calm, 79},
		{"the limit", "50", "50", budget.Reached, 100},
		{"twice the limit", "100", "50", budget.Reached, 200},
		{"a limit of one nano, reached", "0.000000001", "0.000000001", budget.Reached, 100},
		{"80 % of a limit that five does not divide", "0.8", "1.000000001", budget.Calm, 79},
		{"a third, whose percent never ends", "33.333333333", "99.999999999", budget.Calm, 33},
		{"a credit, below zero", "-12.5", "50", budget.Calm, 0},
		{"more percent than a screen can show", "9000000000", "0.000000001", budget.Reached, 1_000_000},
		{"a limit of nothing", "0", "0", budget.Reached, 100},
		{"spending against a limit of nothing", "1", "0", budget.Reached, 100},
	} {
		limit := usd(t, tt.limit)
		got, err := budget.Of(november, usd(t, tt.spent), &limit)
		if err != nil {
			t.Fatalf("%s: %v", tt.what, err)
		}
		if got.Level != tt.level || got.Percent != tt.percent {
			t.Errorf("%s: %s and %d %%, want %s and %d %%", tt.what, got.Level, got.Percent, tt.level, tt.percent)
		}
		if back, err := got.Left.Add(got.Spent); err != nil || !back.Value.Equal(limit.Value) {
			t.Errorf("%s: %s left and %s spent do not make %s: %v", tt.what, got.Left, got.Spent, limit, err)
		}
	}
}

func TestWithoutALimitNothingIsLeftAndNothingCrossed(t *testing.T) {
	got, err := budget.Of(november, usd(t, "12.5"), nil)
	if err != nil || got.Level != budget.Unlimited || got.Left != nil || got.Limit != nil || got.Percent != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTwoCurrenciesAreNotCompared(t *testing.T) {
	limit := money.FromNanos(1, "EUR")
	if got, err := budget.Of(november, usd(t, "1"), &limit); err == nil {
		t.Errorf("dollars against euros: %+v", got)
	}
}

func TestTheMorePressingLevelWins(t *testing.T) {
	order := []budget.Level{budget.Unlimited, budget.Calm, budget.Near, budget.Reached}
	for i, a := range order {
		for j, b := range order {
			if got, want := budget.Worst(a, b), order[max(i, j)]; got != want {
				t.Errorf("of %s and %s: %s, want %s", a, b, got, want)
			}
		}
	}
}

// Level and percent are computed apart; people see both beside each other.
func TestPercentNeverSaysMoreThanTheLevel(t *testing.T) {
	limit := usd(t, "70000.000000007")
	for nanos := int64(55999_999999_990); nanos < 56000_000000_020; nanos++ {
		got, err := budget.Of(november, money.FromNanos(nanos, money.USD), &limit)
		if err != nil {
			t.Fatal(err)
		}
		if near := got.Level == budget.Near; near != (got.Percent >= 80) {
			t.Fatalf("%d nanos: %s at %d %%", nanos, got.Level, got.Percent)
		}
	}
}
