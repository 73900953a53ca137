package report_test

import (
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/database/databasetest"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/rates"
	"outlay/backend/settings"
)

func euros(cents int64) money.Amount { return money.FromNanos(cents*1e7, "EUR") }

func TestTheMonthIsShownInTheDisplayCurrencyToo(t *testing.T) {
	spent := map[string]money.Amount{"dollars": usd(1000), "euros": euros(200)}
	for _, tt := range []struct {
		what, shown string
		rates       []rates.Rate
		read        []string
		want        string // "" for null
		missing     string
		from        calendar.Day
	}{
		{"no display currency", "", nil, []string{"dollars", "euros"}, "", "", ""},
		{"everything is in it already", "USD", nil, []string{"dollars"}, "", "", ""},
		{"nothing was read", "USD", nil, nil, "", "", ""},
		{"each day at its own rate", "USD", []rates.Rate{
			{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: "1.1"}, {Currency: "EUR", Quote: "USD", Day: "2026-11-10", Rate: "1.2"},
		}, []string{"dollars", "euros"}, "24.6000 USD", "", "2026-11-01"}, // 20 + 2 x 1.1 + 2 x 1.2
		{"all of it is in one other currency", "EUR", []rates.Rate{{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: "1.25"}},
			[]string{"dollars"}, "16.0000 EUR", "", "2026-11-01"},
		{"a day without a rate is left out and named", "USD", []rates.Rate{{Currency: "EUR", Quote: "USD", Day: "2026-11-10", Rate: "1.2"}},
			[]string{"dollars", "euros"}, "22.4000 USD", "EUR", "2026-11-10"},
		{"no rate at all is no zero", "GBP", nil, []string{"dollars", "euros"}, "nothing", "EUR USD", ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			db := databasetest.Open(t)
			p := openIn(t, db)
			chosen := settings.Default()
			chosen.DisplayCurrency = tt.shown
			if err := settings.New(db).Save(t.Context(), chosen); err != nil {
				t.Fatal(err)
			}
			store := rates.New(db)
			for _, r := range tt.rates {
				if err := store.Put(t.Context(), r); err != nil {
					t.Fatal(err)
				}
			}
			p.Exchange(store)
			for _, currency := range tt.read {
				id := p.connect("acme", currency, "")
				p.put(id, ledger.Metered, all(), on("2026-11-05", euros(7700))) // outranked by the bill
				p.read(id, all(), on("2026-11-05", spent[currency]), on("2026-11-12", spent[currency]), on("2026-10-31", spent[currency]))
			}
			got := p.overview().Converted
			if tt.want == "" {
				if got != nil {
					t.Fatalf("got %+v", got)
				}
				return
			}
			amount, missing := "nothing", ""
			if got.Amount != nil {
				amount = got.Amount.String()
			}
			for i, m := range got.Missing {
				if i > 0 {
					missing += " "
				}
				missing += m
			}
			want(t, "the month", amount, tt.want)
			want(t, "what is missing", missing, tt.missing)
			want(t, "the oldest rate", string(got.RatesFrom), string(tt.from))
		})
	}
}
