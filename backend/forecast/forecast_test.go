package forecast_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/ledger"
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

// settled makes settled days of the given dollars, the last of them the day before end.
func settled(t *testing.T, end calendar.Day, dollars ...string) []forecast.Day {
	t.Helper()
	days := make([]forecast.Day, len(dollars))
	for i, d := range dollars {
		days[i] = forecast.Day{Day: end.Add(i - len(dollars)), Amount: usd(t, d), Settled: true}
	}
	return days
}

func each(n int, dollars string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = dollars
	}
	return list
}

// says is the answer in one line.
func says(f forecast.Forecast) string {
	if f.Withheld != "" {
		return fmt.Sprintf("%s, %d of days, %d left, to date %s", f.Withheld, f.DaysUsed, f.DaysLeft, f.ToDate.Value)
	}
	return fmt.Sprintf("%s (%s to %s), %d days left, %d used, to date %s", f.Amount.Value, f.Low.Value, f.High.Value, f.DaysLeft, f.DaysUsed, f.ToDate.Value)
}

func TestForecast(t *testing.T) {
	for _, tt := range []struct {
		what  string
		today calendar.Day
		days  []forecast.Day
		want  string
	}{
		{"nothing known is withheld, not zero", "2026-11-22", nil,
			"too_few_days, 0 of days, 8 left, to date 0"},
		{"four days are too few", "2026-11-22", settled(t, "2026-11-22", each(4, "10")...),
			"too_few_days, 4 of days, 8 left, to date 40"},
		{"five days are enough", "2026-11-22", settled(t, "2026-11-22", each(5, "10")...),
			"130 (130 to 130), 8 days left, 5 used, to date 50"},
		{"only the last fourteen are looked at", "2026-11-22",
			append(settled(t, "2026-11-08", each(7, "1000")...), settled(t, "2026-11-22", each(14, "1")...)...),
			"7022 (7022 to 7022), 8 days left, 14 used, to date 7014"},
		{"a runaway day moves the total, not the pace", "2026-11-22",
			settled(t, "2026-11-22", "10", "10", "10", "10", "900", "10", "10"),
			"1040 (1040 to 1040), 8 days left, 7 used, to date 960"},
		{"quartiles fall between two days", "2026-11-22",
			settled(t, "2026-11-22", "1", "2", "3", "4", "5", "6"), // 2.25, 3.5, 4.75
			"49 (39 to 59), 8 days left, 6 used, to date 21"},
		{"a day that may still move is in the total and not in the pace", "2026-11-22",
			append(settled(t, "2026-11-21", each(5, "10")...), forecast.Day{Day: "2026-11-21", Amount: usd(t, "3")}),
			"133 (133 to 133), 8 days left, 5 used, to date 53"},
		{"today counts as far as it is known, and never for the pace", "2026-11-22",
			append(settled(t, "2026-11-22", each(5, "10")...), forecast.Day{Day: "2026-11-22", Amount: usd(t, "100"), Settled: true}),
			"230 (230 to 230), 8 days left, 5 used, to date 150"},
		{"a day in the future counts nowhere", "2026-11-22",
			append(settled(t, "2026-11-22", each(5, "10")...), forecast.Day{Day: "2026-11-25", Amount: usd(t, "100"), Settled: true}),
			"130 (130 to 130), 8 days left, 5 used, to date 50"},
		{"days that cost nothing pull the pace down", "2026-11-22",
			settled(t, "2026-11-22", "0", "0", "0", "10", "10"),
			"20 (20 to 100), 8 days left, 5 used, to date 20"},
		{"on the first day last month's pace carries", "2026-11-01", settled(t, "2026-11-01", each(14, "2")...),
			"58 (58 to 58), 29 days left, 14 used, to date 0"},
		{"on the last day nothing is left to guess", "2026-11-30", settled(t, "2026-11-30", each(14, "2")...),
			"28 (28 to 28), 0 days left, 14 used, to date 28"},
		{"after the period its total is all", "2026-12-03", settled(t, "2026-12-03", each(14, "2")...),
			"24 (24 to 24), 0 days left, 14 used, to date 24"},
		{"credits are spend below zero", "2026-11-22", settled(t, "2026-11-22", each(5, "-1")...),
			"-13 (-13 to -13), 8 days left, 5 used, to date -5"},
	} {
		if got := says(forecast.Of(november, tt.today, money.USD, tt.days)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.what, got, tt.want)
		}
	}
}

func TestDaysLeftAtTheEdgesOfMonths(t *testing.T) {
	for _, tt := range []struct {
		what     string
		today    calendar.Day
		cycleDay int
		left     int
	}{
		{"January has 31 days", "2027-01-01", 1, 30},
		{"February", "2027-02-01", 1, 27},
		{"February of a leap year", "2028-02-28", 1, 1},
		{"a cycle that starts on the 15th, the day before", "2026-11-14", 15, 0},
		{"a cycle that starts on the 15th, on it", "2026-11-15", 15, 29},
		{"a cycle of the 31st in February", "2027-02-28", 31, 30},
		{"a cycle over the end of the year", "2026-12-31", 20, 19},
	} {
		period := calendar.Cycle(tt.today, tt.cycleDay)
		if got := forecast.Of(period, tt.today, money.USD, nil).DaysLeft; got != tt.left {
			t.Errorf("%s: %d days left, want %d", tt.what, got, tt.left)
		}
	}
}

func TestTheOrderOfDaysDoesNotMatterAndIsKept(t *testing.T) {
	days := settled(t, "2026-11-22", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16")
	want := says(forecast.Of(november, "2026-11-22", money.USD, days))
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(days), func(i, j int) { days[i], days[j] = days[j], days[i] })
		before := fmt.Sprint(days)
		if got := says(forecast.Of(november, "2026-11-22", money.USD, days)); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		if fmt.Sprint(days) != before {
			t.Fatal("the caller's days were sorted")
		}
	}
}

func TestDailyAddsUpWhatCounts(t *testing.T) {
	day := func(d calendar.Day, account string, counted, settled bool, totals ...money.Amount) ledger.Day {
		return ledger.Day{Account: account, Day: d, Basis: ledger.Billed, Counted: counted, Settled: settled, Totals: totals}
	}
	days := forecast.Daily([]ledger.Day{
		day("2026-11-01", "a", true, true, usd(t, "1"), money.FromNanos(5, "EUR")),
		day("2026-11-01", "b", true, false, usd(t, "2")),
		day("2026-11-01", "c", false, false, usd(t, "40")),
		day("2026-11-02", "a", true, true),
		day("2026-11-03", "c", false, true, usd(t, "40")),
	}, money.USD)
	want := []string{"2026-11-01 3 false", "2026-11-02 0 true"}
	if len(days) != len(want) {
		t.Fatalf("%v, want %v", days, want)
	}
	for i, d := range days {
		if got := fmt.Sprint(d.Day, " ", d.Amount.Value, " ", d.Settled); got != want[i] {
			t.Errorf("got %s, want %s", got, want[i])
		}
	}
}
