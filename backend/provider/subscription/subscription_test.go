package subscription_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/provider"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/subscription"
)

var plus = map[string]string{"service": "openai", "price": "20", "currency": "USD", "cycle": "month", "start": "2026-01-31"}

func with(changes map[string]string) map[string]string {
	fields := maps.Clone(plus)
	maps.Copy(fields, changes)
	return fields
}

func TestProvider(t *testing.T) {
	providertest.Run(t, subscription.Descriptor(), calendar.Through("2026-11-01", "2026-11-22"), providertest.Fields(plus))
}

func fetch(t interface {
	Helper()
	Fatal(...any)
}, fields map[string]string, span calendar.Span) []ledger.Entry {
	t.Helper()
	c, err := subscription.Descriptor().Connect(provider.Values{Fields: fields}, nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.Fetch(context.Background(), span)
	if err != nil || page.Read != span {
		t.Fatal(page.Read, err)
	}
	return page.Entries
}

func sum(entries []ledger.Entry) decimal.Decimal {
	total := decimal.Zero
	for _, e := range entries {
		total = total.Add(e.Amount.Value)
	}
	return total
}

func TestWhatDaysCost(t *testing.T) {
	for _, tt := range []struct {
		name        string
		changes     map[string]string
		first, last calendar.Day
		want        string
	}{
		{"the first cycle, of a short February", nil, "2026-01-31", "2026-02-27", "20"},
		{"the second, back on the 31st", nil, "2026-02-28", "2026-03-30", "20"},
		{"before the first charge", nil, "2025-01-01", "2026-01-30", "0"},
		{"a day of 28", nil, "2026-02-01", "2026-02-01", "0.7143"},
		{"twelve cycles", nil, "2026-01-31", "2027-01-30", "240"},
		{"three seats", map[string]string{"seats": "3"}, "2026-01-31", "2026-02-27", "60"},
		{"a year, of which the half", map[string]string{"cycle": "year", "start": "2025-01-01", "price": "365"}, "2025-01-01", "2025-06-30", "181"},
		{"a week", map[string]string{"cycle": "week", "price": "7"}, "2026-01-31", "2026-02-06", "7"},
		{"it ended in the middle of a cycle, which was paid", map[string]string{"end": "2026-02-10"}, "2026-01-31", "2026-12-31", "20"},
		{"it ended with a cycle", map[string]string{"end": "2026-02-27"}, "2026-01-31", "2026-12-31", "20"},
		{"a price from a day inside of a cycle holds from the next", map[string]string{"changes": "2026-02-10 25.50"}, "2026-01-31", "2026-03-30", "45.5"},
		{"a price from the first day of a cycle holds at once", map[string]string{"changes": "2026-02-28 25.50"}, "2026-01-31", "2026-03-30", "45.5"},
		{"prices in any order", map[string]string{"changes": "2026-03-31 30\n\n 2026-02-28 25.50 "}, "2026-01-31", "2026-04-29", "75.5"},
		{"it became free", map[string]string{"changes": "2026-02-28 0"}, "2026-01-31", "2026-03-30", "20"},
	} {
		if got := sum(fetch(t, with(tt.changes), calendar.Through(tt.first, tt.last))); got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestADaysCostIsTheSameWhateverElseIsAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := calendar.Day("2026-01-01").Add(rapid.IntRange(0, 400).Draw(t, "from"))
		span := calendar.Through(from, from.Add(rapid.IntRange(0, 100).Draw(t, "days")))
		parts := decimal.Zero
		for _, day := range span.Days() {
			parts = parts.Add(sum(fetch(t, with(map[string]string{"price": "19.99"}), calendar.Through(day, day))))
		}
		if whole := sum(fetch(t, with(map[string]string{"price": "19.99"}), span)); !whole.Equal(parts) {
			t.Fatalf("%v costs %s, and its days %s", span, whole, parts)
		}
	})
}

func TestWhatCannotBeIsRefusedInWords(t *testing.T) {
	for _, tt := range []struct{ field, value, says string }{
		{"cycle", "", "how often"}, {"cycle", "decade", "how often"},
		{"start", "", "first charge"}, {"start", "31.01.2026", "first charge"},
		{"end", "2026-01-30", "last day"}, {"end", "soon", "last day"},
		{"seats", "0", "seats"}, {"seats", "1.5", "seats"}, {"seats", "-2", "seats"}, {"seats", "1000000", "seats"},
		{"price", "", "price"}, {"price", "-1", "price"}, {"price", "twenty", "price"},
		{"currency", "", "currency"}, {"currency", "usd", "currency"}, {"currency", "US", "currency"},
		{"changes", "25.00", "another price"}, {"changes", "2026-09-01", "another price"}, {"changes", "2025-09-01 25", "another price"},
		{"changes", "2026-09-01 -5", "another price"},
	} {
		err := subscription.Descriptor().CheckFields(with(map[string]string{tt.field: tt.value}))
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s %q: %v", tt.field, tt.value, err)
		}
	}
}

func TestPresetsAreWholeAndSayWhereTheyAreFrom(t *testing.T) {
	for _, p := range subscription.Descriptor().Presets {
		fields := maps.Clone(p.Fields)
		fields["start"] = "2026-11-01"
		if err := subscription.Descriptor().CheckFields(fields); err != nil || p.Label == "" || !strings.HasPrefix(p.Source, "https://") || len(p.AsOf) != 10 {
			t.Errorf("%+v: %v", p, err)
		}
	}
}
