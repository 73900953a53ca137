package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/money"
)

func usd(t *testing.T, text string) money.Amount {
	t.Helper()
	value, err := decimal.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return money.Amount{Value: value, Currency: money.USD}
}

// usdOf makes what no text can: decimals read none with such exponents.
func usdOf(value int64, exponent int32) money.Amount {
	return money.Amount{Value: decimal.New(value, exponent), Currency: money.USD}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		what, text, code string
		want             string
		err              error
	}{
		{"a whole number", "100", "USD", "100.0000 USD", nil},
		{"DECIMAL(10,4)", "123456.7891", "USD", "123456.7891 USD", nil},
		{"a token's price", "0.0000125", "USD", "0.0000125 USD", nil},
		{"nine places", "0.000000001", "USD", "0.000000001 USD", nil},
		{"nine places and zeros", "1.0000000010", "USD", "1.000000001 USD", nil},
		{"negative", "-5.25", "USD", "-5.2500 USD", nil},
		{"negative nothing", "-0", "USD", "0.0000 USD", nil},
		{"zeros before", "007.5", "USD", "7.5000 USD", nil},
		{"spaces around", " \t12.5\n", "USD", "12.5000 USD", nil},
		{"a lower-case currency", "1", "eur", "1.0000 EUR", nil},
		{"the most that fits", "9223372036.854775807", "USD", "9223372036.854775807 USD", nil},
		{"the least that fits", "-9223372036.854775808", "USD", "-9223372036.854775808 USD", nil},

		{"a nano more than fits", "9223372036.854775808", "USD", "", money.ErrTooLarge},
		{"10^12", "1000000000000", "USD", "", money.ErrTooLarge},
		{"ten places", "0.0000000001", "USD", "", money.ErrTooPrecise},
		{"ten places of a large one", "1000.1234567891", "USD", "", money.ErrTooPrecise},
		{"nothing", "", "USD", "", money.ErrNotAmount},
		{"spaces only", "  ", "USD", "", money.ErrNotAmount},
		{"an exponent", "1e3", "USD", "", money.ErrNotAmount},
		{"an exponent without end", "1e999999999", "USD", "", money.ErrNotAmount},
		{"a thousands comma", "1,000.50", "USD", "", money.ErrNotAmount},
		{"a decimal comma", "1000,50", "USD", "", money.ErrNotAmount},
		{"a space within", "1 000", "USD", "", money.ErrNotAmount},
		{"an underscore", "1_000", "USD", "", money.ErrNotAmount},
		{"a plus sign", "+1", "USD", "", money.ErrNotAmount},
		{"two signs", "--1", "USD", "", money.ErrNotAmount},
		{"a minus sign that is not ASCII", "−1", "USD", "", money.ErrNotAmount},
		{"a dollar sign", "$5", "USD", "", money.ErrNotAmount},
		{"no digit before the point", ".5", "USD", "", money.ErrNotAmount},
		{"no digit behind the point", "5.", "USD", "", money.ErrNotAmount},
		{"two points", "1.2.3", "USD", "", money.ErrNotAmount},
		{"Arabic-Indic digits", "١٢٣", "USD", "", money.ErrNotAmount},
		{"full-width digits", "１２３", "USD", "", money.ErrNotAmount},
		{"hexadecimal", "0x10", "USD", "", money.ErrNotAmount},
		{"NaN", "NaN", "USD", "", money.ErrNotAmount},
		{"infinity", "Infinity", "USD", "", money.ErrNotAmount},
		{"a second line", "1\n2", "USD", "", money.ErrNotAmount},
		{"a NUL", "1\x00", "USD", "", money.ErrNotAmount},
		{"a million digits", strings.Repeat("9", 1_000_000), "USD", "", money.ErrNotAmount},
		{"no currency", "1", "", "", money.ErrCurrency},
		{"a currency of two letters", "1", "US", "", money.ErrCurrency},
		{"a currency sign", "1", "€", "", money.ErrCurrency},
		{"a currency of three other letters", "1", "ÄÖÜ", "", money.ErrCurrency},
	} {
		t.Run(tt.what, func(t *testing.T) {
			got, err := money.Parse(tt.text, tt.code)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err == nil && got.String() != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if err != nil && (got != money.Amount{} || len(err.Error()) > 300) {
				t.Errorf("beside the error: %v; the error has %d bytes", got, len(err.Error()))
			}
		})
	}
}

func TestFromVendor(t *testing.T) {
	for _, tt := range []struct {
		what, raw string
		want      string
		err       error
	}{
		{"a number", `12.34`, "12.3400 USD", nil},
		{"a numeric string", `"12.34"`, "12.3400 USD", nil},
		{"a numeric string with escapes", `"\u0031.5"`, "1.5000 USD", nil},
		{"spaces around", " 1 ", "1.0000 USD", nil},
		{"zero", `0`, "0.0000 USD", nil},
		{"zero as a float writes it", `0E-18`, "0.0000 USD", nil},
		{"negative", `-0.5`, "-0.5000 USD", nil},
		{"a small exponent", `1e-7`, "0.0000001 USD", nil},
		{"a small exponent in a string", `"1E-7"`, "0.0000001 USD", nil},
		{"a large exponent", `1.5e+3`, "1500.0000 USD", nil},
		{"what a float makes of 0.06", `0.059999999999999998`, "0.0600 USD", nil},
		{"half to even, down", `0.0000000005`, "0.0000 USD", nil},
		{"half to even, up", `0.0000000015`, "0.000000002 USD", nil},
		{"half to even, down again", `0.0000000025`, "0.000000002 USD", nil},
		{"a little more than half", `0.00000000250000000000001`, "0.000000003 USD", nil},
		{"half to even, negative", `-0.0000000015`, "-0.000000002 USD", nil},
		{"less than half", `1e-99`, "0.0000 USD", nil},
		{"forty places", `0.0600000000000000000000000000000000000000`, "0.0600 USD", nil},
		{"the most that fits", `9223372036.8547758074`, "9223372036.854775807 USD", nil},

		{"what rounds to more than fits", `9223372036.8547758075`, "", money.ErrTooLarge},
		{"10^12", `1000000000000`, "", money.ErrTooLarge},
		{"10^99", `1e99`, "", money.ErrTooLarge},
		{"an exponent without end", `1e999999999`, "", money.ErrNotAmount},
		{"an exponent without end in a string", `"1e999999999"`, "", money.ErrNotAmount},
		{"a negative exponent without end", `1e-999999999`, "", money.ErrNotAmount},
		{"a million digits", strings.Repeat("9", 1_000_000), "", money.ErrNotAmount},
		{"null", `null`, "", money.ErrNotAmount},
		{"null in a string", `"null"`, "", money.ErrNotAmount},
		{"nothing", ``, "", money.ErrNotAmount},
		{"an empty string", `""`, "", money.ErrNotAmount},
		{"a string that does not end", `"1`, "", money.ErrNotAmount},
		{"half of a string", `"`, "", money.ErrNotAmount},
		{"NaN", `NaN`, "", money.ErrNotAmount},
		{"NaN in a string", `"NaN"`, "", money.ErrNotAmount},
		{"infinity", `"-Infinity"`, "", money.ErrNotAmount},
		{"true", `true`, "", money.ErrNotAmount},
		{"an object", `{"value":1}`, "", money.ErrNotAmount},
		{"a list", `[1]`, "", money.ErrNotAmount},
		{"a thousands comma", `"1,000.50"`, "", money.ErrNotAmount},
		{"a currency sign", `"$5"`, "", money.ErrNotAmount},
		{"two numbers", `1 2`, "", money.ErrNotAmount},
		{"two strings", `"1" "2"`, "", money.ErrNotAmount},
		{"Arabic-Indic digits", `"١٢"`, "", money.ErrNotAmount},
	} {
		t.Run(tt.what, func(t *testing.T) {
			got, err := money.FromVendor(json.RawMessage(tt.raw), "usd")
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err == nil && got.String() != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if err != nil && len(err.Error()) > 300 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
	if _, err := money.FromVendor(json.RawMessage(`1`), "credits"); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("in credits: %v", err)
	}
}

func TestNanos(t *testing.T) {
	for _, tt := range []struct {
		what string
		a    money.Amount
		want int64
		err  error
	}{
		{"the zero Amount", money.Amount{}, 0, nil},
		{"a nano", usd(t, "0.000000001"), 1, nil},
		{"the most", money.FromNanos(math.MaxInt64, "USD"), math.MaxInt64, nil},
		{"the least", money.FromNanos(math.MinInt64, "USD"), math.MinInt64, nil},
		{"zeros behind the ninth place", usd(t, "1.50000000000000000000000000"), 1_500_000_000, nil},
		{"a large exponent that fits", usd(t, "9e9"), 9_000_000_000_000_000_000, nil},
		{"more than the most", usd(t, "9223372036.854775808"), 0, money.ErrTooLarge},
		{"a tenth of a nano", usd(t, "0.0000000001"), 0, money.ErrTooPrecise},
		{"a tenth of a nano beside a dollar", usd(t, "1.0000000001"), 0, money.ErrTooPrecise},
		{"what nobody can write out", usdOf(1, 999999999), 0, money.ErrTooLarge},
		{"what nobody can write out, negative", usdOf(-1, 999999999), 0, money.ErrTooLarge},
		{"what nobody can see", usdOf(1, -999999999), 0, money.ErrTooPrecise},
		{"nothing, at length", usdOf(0, 999999999), 0, nil},
		{"nothing, in small", usdOf(0, -999999999), 0, nil},
	} {
		t.Run(tt.what, func(t *testing.T) {
			if got, err := tt.a.Nanos(); got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %d, %v, want %d, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestNanosOfAnythingThatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "nanos")
		a := money.FromNanos(n, "USD")
		if got, err := a.Nanos(); err != nil || got != n {
			t.Fatalf("%d became %d, %v", n, got, err)
		}
		if parsed, err := money.Parse(a.Decimal(), "USD"); err != nil || !parsed.Value.Equal(a.Value) {
			t.Fatalf("%s became %s, %v", a, parsed, err)
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back money.Amount
		if err := json.Unmarshal(text, &back); err != nil || !back.Value.Equal(a.Value) || back.Currency != "USD" {
			t.Fatalf("%s became %s, %v", text, back, err)
		}
	})
}

func TestAddAndSub(t *testing.T) {
	sum := money.Amount{}
	for range 1_000_000 {
		var err error
		if sum, err = sum.Add(money.FromNanos(50, "USD")); err != nil {
			t.Fatal(err)
		}
	}
	if sum.String() != "0.0500 USD" {
		t.Errorf("a million tokens cost %s, want 0.0500 USD", sum)
	}
	difference, err := usd(t, "0.3").Sub(usd(t, "0.1"))
	if err != nil || difference.String() != "0.2000 USD" {
		t.Errorf("0.3 - 0.1 = %s, %v", difference, err)
	}
	if difference, err = (money.Amount{}).Sub(usd(t, "1")); err != nil || difference.String() != "-1.0000 USD" {
		t.Errorf("nothing - 1 = %s, %v", difference, err)
	}
	eur := money.FromNanos(1, "EUR")
	if got, err := eur.Add(usd(t, "1")); !errors.Is(err, money.ErrCurrency) || got != (money.Amount{}) {
		t.Errorf("euros and dollars are %s, %v", got, err)
	}
	if got, err := eur.Add(money.Amount{}); err != nil || got.Currency != "EUR" {
		t.Errorf("euros and nothing are %s, %v", got, err)
	}
	if got := usd(t, "0.000000001").Times(-3_000_000_000); got.String() != "-3.0000 USD" {
		t.Errorf("times: %s", got)
	}
}

func TestSum(t *testing.T) {
	if got := money.Sum(); len(got) != 0 {
		t.Errorf("nothing known sums to %v", got)
	}
	got := money.Sum(usd(t, "1"), money.FromNanos(5e8, "EUR"), usd(t, "-1"), money.FromNanos(5e8, "EUR"))
	if len(got) != 2 || got[0].String() != "1.0000 EUR" || got[1].String() != "0.0000 USD" {
		t.Errorf("got %v", got)
	}
}

func TestRound(t *testing.T) {
	for text, want := range map[string]string{
		"0.0000000005": "0.0000", "0.0000000015": "0.000000002", "-0.0000000025": "-0.000000002", "1": "1.0000",
	} {
		if got := usd(t, text).Round().Decimal(); got != want {
			t.Errorf("%s rounds to %s, want %s", text, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	for text, want := range map[string]string{
		"12.34": `{"value":"12.3400","currency":"USD"}`, "0.0000125": `{"value":"0.0000125","currency":"USD"}`,
		"0": `{"value":"0.0000","currency":"USD"}`, "-1e3": `{"value":"-1000.0000","currency":"USD"}`,
		"1.500000000": `{"value":"1.5000","currency":"USD"}`, "0.000000001": `{"value":"0.000000001","currency":"USD"}`,
	} {
		got, err := json.Marshal(usd(t, text))
		if err != nil || string(got) != want {
			t.Errorf("%s is %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{`{"value":"1e999999999","currency":"USD"}`, `{"value":1e999999999}`, `{"value":"NaN"}`, `{"value":"1,5"}`, `{"value":[]}`, `7`, `"7"`} {
		var a money.Amount
		if err := json.Unmarshal([]byte(text), &a); err == nil {
			t.Errorf("%s was read as an amount", text)
		}
	}
}

func TestDisplay(t *testing.T) {
	for _, tt := range []struct{ amount, currency, want string }{
		{"0", "USD", "$0.00"},
		{"1234.5", "USD", "$1,234.50"},
		{"1234567.891", "USD", "$1,234,567.89"},
		{"999.999", "USD", "$1,000.00"},
		{"100", "USD", "$100.00"},
		{"0.005", "USD", "$0.0050"},
		{"0.015", "USD", "$0.02"},
		{"0.025", "USD", "$0.02"},
		{"0.0000125", "USD", "$0.0000125"},
		{"-0.0000125", "USD", "-$0.0000125"},
		{"-0.1", "EUR", "-€0.10"},
		{"1234.5", "SEK", "1,234.50 SEK"},
		{"-1234.5", "GBP", "-£1,234.50"},
	} {
		a := usd(t, tt.amount)
		a.Currency = tt.currency
		if got := a.Display(); got != tt.want {
			t.Errorf("%s %s reads %q, want %q", tt.amount, tt.currency, got, tt.want)
		}
	}
	if got := money.DisplayAll([]money.Amount{usd(t, "12"), money.FromNanos(3.1e9, "EUR")}); got != "$12.00 + €3.10" {
		t.Errorf("got %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"1", "-0.5", "1e3", "1,000.50", "9223372036.854775807", "0.0000000001", "", "NaN", "١"} {
		f.Add(text, "USD")
	}
	f.Fuzz(func(t *testing.T, text, code string) {
		a, err := money.Parse(text, code)
		if err != nil {
			return
		}
		again, err := money.Parse(a.Decimal(), a.Currency)
		if err != nil || !again.Value.Equal(a.Value) || again.Currency != a.Currency {
			t.Errorf("%q is %s, and that is %s, %v", text, a, again, err)
		}
	})
}

func FuzzFromVendor(f *testing.F) {
	for _, raw := range []string{`1`, `"0.06"`, `1e-7`, `null`, `"NaN"`, `""`, `1e999999999`, `0.059999999999999998`, `{}`} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := money.FromVendor(raw, "USD")
		if err != nil {
			return
		}
		if n, err := a.Nanos(); err != nil || !money.FromNanos(n, "USD").Value.Equal(a.Value) {
			t.Errorf("%q is %s, which the ledger cannot hold: %v", raw, a, err)
		}
	})
}
