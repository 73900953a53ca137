package rates_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/calendar"
	"outlay/backend/database/databasetest"
	"outlay/backend/money"
	"outlay/backend/rates"
)

func amount(t testing.TB, text string) money.Amount {
	t.Helper()
	value, currency, _ := strings.Cut(text, " ")
	a, err := money.Parse(value, currency)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func table(t testing.TB, list ...rates.Rate) *rates.Table {
	t.Helper()
	made, err := rates.NewTable(list)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// ofNovember are rates as somebody types them, and as the ECB tells them.
var ofNovember = []rates.Rate{
	{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: "1.0873"},
	{Currency: "EUR", Quote: "USD", Day: "2026-11-10", Rate: "1.1"},
	{Currency: "EUR", Quote: "JPY", Day: "2026-11-10", Rate: "165"},
	{Currency: "EUR", Quote: "SEK", Day: "2026-09-01", Rate: "11"},
	{Currency: "GBP", Quote: "USD", Day: "2026-11-05", Rate: "1.3"},
	{Currency: "USD", Quote: "CHF", Day: "2026-11-02", Rate: "0.8"},
	{Currency: "EUR", Quote: "CHF", Day: "2026-09-02", Rate: "0.95"},
}

func TestAnAmountIsConvertedAtTheRateOfItsDay(t *testing.T) {
	for _, tt := range []struct {
		what, amount, to string
		on               calendar.Day
		want             string // "" where it is left out
		from             calendar.Day
		stale            bool
	}{
		{"on the very day", "10 EUR", "USD", "2026-11-01", "10.8730 USD", "2026-11-01", false},
		{"on the last day before the next rate", "10 EUR", "USD", "2026-11-09", "10.8730 USD", "2026-11-01", false},
		{"on the day of the next rate", "10 EUR", "USD", "2026-11-10", "11.0000 USD", "2026-11-10", false},
		{"a day before all rates", "10 EUR", "USD", "2026-10-31", "", "", false},
		{"30 days after the last rate", "10 EUR", "USD", "2026-12-10", "11.0000 USD", "2026-11-10", false},
		{"31 days after the last rate", "10 EUR", "USD", "2026-12-11", "11.0000 USD", "2026-11-10", true},
		{"a rate read backwards, rounded", "10 USD", "EUR", "2026-11-10", "9.090909091 EUR", "2026-11-10", false},
		{"by way of a third currency", "1.1 USD", "JPY", "2026-11-10", "165.0000 JPY", "2026-11-10", false},
		{"by way of a third currency, rounded once", "1 JPY", "USD", "2026-11-10", "0.006666667 USD", "2026-11-10", false},
		{"two steps are as old as the older one", "1 GBP", "EUR", "2026-11-08", "1.195622183 EUR", "2026-11-01", false},
		{"never three steps", "1 GBP", "JPY", "2026-11-08", "", "", false},
		{"of its own old rate and a newer way round, the newer", "1 EUR", "CHF", "2026-11-12", "0.8800 CHF", "2026-11-02", false},
		{"its own rate while that is fresh, although another way is newer", "1 EUR", "CHF", "2026-09-30", "0.9500 CHF", "2026-09-02", false},
		{"an old rate where there is no other", "1 EUR", "SEK", "2026-11-12", "11.0000 SEK", "2026-09-01", true},
		{"a currency that nothing is known of", "1 PLN", "USD", "2026-11-12", "", "", false},
		{"into a currency that nothing is known of", "1 USD", "PLN", "2026-11-12", "", "", false},
		{"its own currency needs no rate", "1 USD", "USD", "2026-11-12", "1.0000 USD", "", false},
		{"nothing is nothing at any rate", "0 PLN", "USD", "2026-11-12", "0.0000 USD", "", false},
		{"a credit", "-10 EUR", "USD", "2026-11-01", "-10.8730 USD", "2026-11-01", false},
		{"a nano", "0.000000001 EUR", "USD", "2026-11-01", "0.000000001 USD", "2026-11-01", false},
		{"the most that the ledger holds", "9223372036.854775807 EUR", "JPY", "2026-11-12", "1521856386081.038008155 JPY", "2026-11-10", false},
	} {
		t.Run(tt.what, func(t *testing.T) {
			got := table(t, ofNovember...).Convert([]money.Amount{amount(t, tt.amount)}, tt.on, tt.to)
			code := tt.amount[strings.IndexByte(tt.amount, ' ')+1:]
			if tt.want == "" {
				if got.Amount != nil || !slices.Equal(got.Missing, []string{code}) || got.Parts[0].Converted != nil || got.Parts[0].Left == nil {
					t.Fatalf("got %+v", got)
				}
				return
			}
			if got.Amount == nil || got.Amount.String() != tt.want || len(got.Missing) > 0 || got.RatesFrom != tt.from || slices.Contains(got.Stale, code) != tt.stale {
				t.Errorf("got %v, missing %v, stale %v, rates from %q", got.Amount, got.Missing, got.Stale, got.RatesFrom)
			}
		})
	}
}

func TestHalfIsRoundedToEven(t *testing.T) {
	for _, tt := range []struct{ amount, rate, want string }{
		{"0.000000001 EUR", "0.5", "0.0000"},
		{"0.000000003 EUR", "0.5", "0.000000002"},
		{"-0.000000003 EUR", "0.5", "-0.000000002"},
		{"0.000000005 EUR", "0.5", "0.000000002"},
		{"0.000000005 EUR", "0.500000000001", "0.000000003"},
	} {
		forwards := table(t, rates.Rate{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: tt.rate})
		if got := forwards.Convert([]money.Amount{amount(t, tt.amount)}, "2026-11-01", "USD").Amount.Decimal(); got != tt.want {
			t.Errorf("%s at %s: %s, want %s", tt.amount, tt.rate, got, tt.want)
		}
	}
	backwards := table(t, rates.Rate{Currency: "USD", Quote: "EUR", Day: "2026-11-01", Rate: "2"})
	for text, want := range map[string]string{
		"0.000000001 EUR": "0.0000", "0.000000003 EUR": "0.000000002", "-0.000000003 EUR": "-0.000000002", "0.000000005 EUR": "0.000000002", "-0.000000001 EUR": "0.0000",
	} {
		if got := backwards.Convert([]money.Amount{amount(t, text)}, "2026-11-01", "USD").Amount.Decimal(); got != want {
			t.Errorf("%s by 2: %s, want %s", text, got, want)
		}
	}
}

func TestWhatIsLeftOutIsNamedBesideWhatIsNot(t *testing.T) {
	days := map[calendar.Day][]money.Amount{
		"2026-10-31": {amount(t, "2 EUR"), amount(t, "1 USD")},
		"2026-11-01": {amount(t, "2 EUR"), amount(t, "5 PLN")},
		"2026-11-10": {amount(t, "1 EUR"), amount(t, "1 EUR")},
	}
	each, total := table(t, ofNovember...).Days(days, "USD")
	text, err := json.Marshal(total)
	want := `{"amount":{"value":"5.3746","currency":"USD"},"parts":[` +
		`{"amount":{"value":"6.0000","currency":"EUR"},"converted":{"value":"4.3746","currency":"USD"},"left":{"value":"2.0000","currency":"EUR"}},` +
		`{"amount":{"value":"5.0000","currency":"PLN"},"converted":null,"left":{"value":"5.0000","currency":"PLN"}},` +
		`{"amount":{"value":"1.0000","currency":"USD"},"converted":{"value":"1.0000","currency":"USD"},"left":null}],` +
		`"missing":["EUR","PLN"],"stale":[],"rates_from":"2026-11-01"}`
	if err != nil || string(text) != want {
		t.Errorf("got  %s\nwant %s\n%v", text, want, err)
	}
	if got := each["2026-11-10"].Amount.String(); got != "2.2000 USD" {
		t.Errorf("the 10th alone is %s", got)
	}
	nothing, err := json.Marshal(table(t).Convert(nil, "2026-11-01", "USD"))
	if err != nil || string(nothing) != `{"amount":null,"parts":[],"missing":[],"stale":[],"rates_from":null}` {
		t.Errorf("nothing is %s, %v", nothing, err)
	}
}

var rateOf = rapid.Custom(func(t *rapid.T) string {
	return decimal.New(rapid.Int64Range(1, 1e15-1).Draw(t, "rate"), -int32(rapid.IntRange(6, 12).Draw(t, "places"))).String()
})

func TestThereAndBackIsTheSameWithinTheRounding(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rate := rateOf.Draw(rt, "rate")
		made := table(t, rates.Rate{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: rate})
		a := money.FromNanos(rapid.Int64().Draw(rt, "nanos"), "EUR")
		there := made.Convert([]money.Amount{a}, "2026-11-01", "USD").Amount
		back := made.Convert([]money.Amount{*there}, "2026-11-01", "EUR").Amount
		// Half a nano there, which is worth that much less or more here, and half a nano back.
		half := decimal.RequireFromString("0.0000000005")
		most := half.Div(decimal.RequireFromString(rate)).Add(half).Add(decimal.New(1, -15))
		if off := back.Value.Sub(a.Value).Abs(); off.GreaterThan(most) {
			rt.Fatalf("%s at %s is %s, and that is %s: %s off", a, rate, there, back, off)
		}
		if _, err := back.Round().Nanos(); err == nil && !back.Round().Value.Equal(back.Value) {
			rt.Fatalf("%s has more than nine places", back)
		}
	})
}

func TestDivisionIsRoundedAsALongDivisionIs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rate := rateOf.Draw(rt, "rate")
		a := money.FromNanos(rapid.Int64().Draw(rt, "nanos"), "USD")
		got := table(t, rates.Rate{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: rate}).Convert([]money.Amount{a}, "2026-11-01", "EUR").Amount
		// However it is computed: times the rate again it is nowhere nearer with a nano more or less.
		over := decimal.RequireFromString(rate)
		off := got.Value.Mul(over).Sub(a.Value).Abs()
		for _, other := range []int64{-1, 1} {
			beside := got.Value.Add(decimal.New(other, -9)).Mul(over).Sub(a.Value).Abs()
			odd := got.Value.Shift(9).BigInt().Bit(0) == 1
			if beside.LessThan(off) || beside.Equal(off) && odd {
				rt.Fatalf("%s / %s is %s, which is not the nearest even nano", a, rate, got)
			}
		}
	})
}

func TestNoOrderOfDaysOrRatesChangesATotal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var list []rates.Rate
		for i, n := 0, rapid.IntRange(0, 20).Draw(rt, "rates"); i < n; i++ {
			day := calendar.Day("2026-11-01").Add(i * 3)
			list = append(list, rates.Rate{Currency: "EUR", Quote: rapid.SampledFrom([]string{"USD", "JPY", "GBP"}).Draw(rt, "quote"), Day: day, Rate: rateOf.Draw(rt, "rate")})
		}
		type part struct {
			day calendar.Day
			a   money.Amount
		}
		var parts []part
		for range rapid.IntRange(0, 30).Draw(rt, "amounts") {
			parts = append(parts, part{
				calendar.Day("2026-11-01").Add(rapid.IntRange(0, 80).Draw(rt, "day")),
				money.FromNanos(rapid.Int64Range(-1e15, 1e15).Draw(rt, "nanos"), rapid.SampledFrom([]string{"USD", "JPY", "GBP", "EUR", "PLN"}).Draw(rt, "currency")),
			})
		}
		total := func() string {
			days := map[calendar.Day][]money.Amount{}
			for _, p := range parts {
				days[p.day] = append(days[p.day], p.a)
			}
			each, total := table(t, list...).Days(days, "USD")
			sum := decimal.Zero
			for _, day := range each {
				if day.Amount != nil {
					sum = sum.Add(day.Amount.Value)
				}
			}
			if total.Amount != nil && !sum.Equal(total.Amount.Value) || total.Amount == nil && !sum.IsZero() {
				rt.Fatalf("the days add up to %s, the total says %v", sum, total.Amount)
			}
			text, err := json.Marshal(total)
			if err != nil {
				rt.Fatal(err)
			}
			return string(text)
		}
		before := total()
		random := rand.New(rand.NewPCG(1, 2))
		random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if after := total(); after != before {
			rt.Fatalf("%s became %s", before, after)
		}
	})
}

func put(t *testing.T, s *rates.Store, list ...rates.Rate) {
	t.Helper()
	for _, r := range list {
		if err := s.Put(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

func listed(t *testing.T, s *rates.Store) []string {
	t.Helper()
	l, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{}
	for _, r := range l.Rates {
		texts = append(texts, fmt.Sprintf("%s 1 %s = %s %s", r.Day, r.Currency, r.Rate, r.Quote))
	}
	return texts
}

func TestRatesAreKeptOneForTwoCurrenciesAndADay(t *testing.T) {
	s := rates.New(databasetest.Open(t))
	put(t, s,
		rates.Rate{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: "1.0873"},
		rates.Rate{Currency: " gbp ", Quote: "usd", Day: "2026-11-02", Rate: " 001.30 "},
		rates.Rate{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: "1.09"},
	)
	if got, want := listed(t, s), []string{"2026-11-02 1 GBP = 1.3 USD", "2026-11-01 1 EUR = 1.09 USD"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	put(t, s, rates.Rate{Currency: "USD", Quote: "EUR", Day: "2026-11-01", Rate: "0.9"}) // told the other way round
	if got, want := listed(t, s), []string{"2026-11-02 1 GBP = 1.3 USD", "2026-11-01 1 USD = 0.9 EUR"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := s.Remove(t.Context(), "usd", "eur", "2026-11-01"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), "USD", "EUR", "2026-11-01"); !errors.Is(err, rates.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if got := listed(t, s); len(got) != 1 {
		t.Errorf("left: %q", got)
	}
}

func TestWhatCanBeNoRateIsRefusedAndNotStored(t *testing.T) {
	s := rates.New(databasetest.Open(t))
	good := rates.Rate{Currency: "EUR", Quote: "USD", Day: "2026-11-01", Rate: "1.0873"}
	for _, tt := range []struct {
		what   string
		change func(*rates.Rate)
	}{
		{"no currency", func(r *rates.Rate) { r.Currency = "" }},
		{"a currency of four letters", func(r *rates.Rate) { r.Currency = "EURO" }},
		{"a sign", func(r *rates.Rate) { r.Quote = "$" }},
		{"letters of no code", func(r *rates.Rate) { r.Quote = "ÄÖÜ" }},
		{"a currency in itself", func(r *rates.Rate) { r.Quote = "eur" }},
		{"no day", func(r *rates.Rate) { r.Day = "" }},
		{"a day that is none", func(r *rates.Rate) { r.Day = "2026-02-30" }},
		{"a day in other words", func(r *rates.Rate) { r.Day = "1.11.2026" }},
		{"no rate", func(r *rates.Rate) { r.Rate = "" }},
		{"nothing for one", func(r *rates.Rate) { r.Rate = "0" }},
		{"nothing, at length", func(r *rates.Rate) { r.Rate = "0.000" }},
		{"below zero", func(r *rates.Rate) { r.Rate = "-1.1" }},
		{"a decimal comma", func(r *rates.Rate) { r.Rate = "1,0873" }},
		{"an exponent", func(r *rates.Rate) { r.Rate = "1e3" }},
		{"an exponent without end", func(r *rates.Rate) { r.Rate = "1e999999999" }},
		{"not a number", func(r *rates.Rate) { r.Rate = "NaN" }},
		{"ten digits before the point", func(r *rates.Rate) { r.Rate = "1234567890" }},
		{"thirteen behind it", func(r *rates.Rate) { r.Rate = "1.1234567890123" }},
		{"a million digits", func(r *rates.Rate) { r.Rate = strings.Repeat("1", 1_000_000) }},
		{"other digits", func(r *rates.Rate) { r.Rate = "١" }},
		{"a hidden end", func(r *rates.Rate) { r.Rate = "1\x00" }},
	} {
		t.Run(tt.what, func(t *testing.T) {
			r := good
			tt.change(&r)
			if err := s.Put(t.Context(), r); !errors.Is(err, rates.ErrInvalid) || len(err.Error()) > 300 {
				t.Errorf("%.300v", err)
			}
			if got := listed(t, s); len(got) > 0 {
				t.Errorf("stored %q", got)
			}
		})
	}
}

func TestTheStoreConvertsAsTheWholeTableDoes(t *testing.T) {
	s := rates.New(databasetest.Open(t))
	put(t, s, ofNovember...)
	days := map[calendar.Day][]money.Amount{}
	for i, day := range calendar.Through("2026-08-25", "2026-12-20").Days() {
		for j, code := range []string{"USD", "EUR", "JPY", "GBP", "SEK", "CHF", "PLN"} {
			days[day] = append(days[day], money.FromNanos(int64(1_234_567_891*(i+1)*(j+1)), code))
		}
	}
	for _, to := range []string{"USD", "EUR", "JPY", "GBP", "SEK", "CHF", "PLN", "XXX"} {
		_, want := table(t, ofNovember...).Days(days, to)
		_, got, err := s.Days(t.Context(), days, to)
		if err != nil || toJSON(t, got) != toJSON(t, want) {
			t.Errorf("in %s:\ngot  %s\nwant %s\n%v", to, toJSON(t, got), toJSON(t, want), err)
		}
		on, err := s.Convert(t.Context(), days["2026-11-10"], "2026-11-10", to)
		if err != nil || toJSON(t, on) != toJSON(t, table(t, ofNovember...).Convert(days["2026-11-10"], "2026-11-10", to)) {
			t.Errorf("one day in %s: %s, %v", to, toJSON(t, on), err)
		}
	}
	// What only two steps reach, alone: the step in the middle is neither billed nor shown.
	alone, err := s.Convert(t.Context(), []money.Amount{amount(t, "165 JPY")}, "2026-11-10", "USD")
	if err != nil || alone.Amount == nil || alone.Amount.String() != "1.1000 USD" {
		t.Errorf("yen alone: %s, %v", toJSON(t, alone), err)
	}
	if _, _, err := s.Days(t.Context(), days, "money"); !errors.Is(err, rates.ErrInvalid) {
		t.Errorf("into no currency: %v", err)
	}
}

func toJSON(t *testing.T, c rates.Converted) string {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
