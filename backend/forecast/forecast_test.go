package forecast_test

import (
	"fmt"
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
		{"five days are enough, and today is still to come", "2026-11-22", settled(t, "2026-11-22", each(5, "10")...),
			"140 (140 to 140), 8 days left, 5 used, to date 50"},
		{"only the last eight weeks are looked at", "2026-11-30",
			append(settled(t, "2026-10-05", each(20, "1000")...), settled(t, "2026-11-30", each(56, "1")...)...),
			"30 (30 to 30), 0 days left, 56 used, to date 29"},
		{"four days of the last eight weeks are too few, whatever was before", "2026-11-22",
			append(settled(t, "2026-09-27", each(20, "10")...), settled(t, "2026-11-22", each(4, "10")...)...),
			"too_few_days, 4 of days, 8 left, to date 40"},
		{"a runaway day moves the total, not the pace, and the range reaches to another", "2026-11-22",
			settled(t, "2026-11-22", "10", "10", "10", "10", "900", "10", "10"),
			"1050 (1050 to 2313.8), 8 days left, 7 used, to date 960"},
		{"days that differ make a range", "2026-11-22",
			settled(t, "2026-11-22", "6", "1", "4", "3", "2", "5"),
			"52.4593 (33.7093 to 71.9593), 8 days left, 6 used, to date 21"},
		{"a young day is expected to gain half of what it lacks", "2026-11-22",
			append(settled(t, "2026-11-21", each(5, "10")...), forecast.Day{Day: "2026-11-21", Amount: usd(t, "3")}),
			"146.5 (146.5 to 146.5), 8 days left, 5 used, to date 53"},
		{"a young day dearer than usual is expected to stay", "2026-11-22",
			append(settled(t, "2026-11-21", each(5, "10")...), forecast.Day{Day: "2026-11-21", Amount: usd(t, "30")}),
			"170 (170 to 170), 8 days left, 5 used, to date 80"},
		{"a day that is not settled for long has gained what it gains", "2026-11-22",
			append(settled(t, "2026-11-18", each(5, "10")...), forecast.Day{Day: "2026-11-18", Amount: usd(t, "3")}),
			"143 (143 to 143), 8 days left, 5 used, to date 53"},
		{"a young day of last month gains nothing in this one", "2026-11-01",
			append(settled(t, "2026-10-31", each(5, "10")...), forecast.Day{Day: "2026-10-31", Amount: usd(t, "3")}),
			"300 (300 to 300), 29 days left, 5 used, to date 0"},
		{"today ends as a usual day", "2026-11-22",
			append(settled(t, "2026-11-22", each(5, "10")...), forecast.Day{Day: "2026-11-22", Amount: usd(t, "4")}),
			"140 (140 to 140), 8 days left, 5 used, to date 54"},
		{"or where it is already, and it never speaks for the pace", "2026-11-22",
			append(settled(t, "2026-11-22", each(5, "10")...), forecast.Day{Day: "2026-11-22", Amount: usd(t, "100"), Settled: true}),
			"230 (230 to 230), 8 days left, 5 used, to date 150"},
		{"a credit of today is not made good by the rest of it", "2026-11-22",
			append(settled(t, "2026-11-22", each(5, "10")...), forecast.Day{Day: "2026-11-22", Amount: usd(t, "-100")}),
			"40 (40 to 40), 8 days left, 5 used, to date -50"},
		{"a day in the future counts nowhere", "2026-11-22",
			append(settled(t, "2026-11-22", each(5, "10")...), forecast.Day{Day: "2026-11-25", Amount: usd(t, "100"), Settled: true}),
			"140 (140 to 140), 8 days left, 5 used, to date 50"},
		{"a day that is handed in twice is added up", "2026-11-22",
			append(settled(t, "2026-11-22", each(6, "4")...), settled(t, "2026-11-22", each(6, "6")...)...),
			"150 (150 to 150), 8 days left, 6 used, to date 60"},
		{"and is settled when all of it is", "2026-11-22",
			append(settled(t, "2026-11-22", each(5, "4")...), forecast.Day{Day: "2026-11-17", Amount: usd(t, "6")}),
			"too_few_days, 4 of days, 8 left, to date 26"},
		{"an account that costs nothing ends at nothing", "2026-11-22", settled(t, "2026-11-22", each(40, "0")...),
			"0 (0 to 0), 8 days left, 40 used, to date 0"},
		{"the free days before an account was in use say nothing", "2026-11-22",
			settled(t, "2026-11-22", append(each(40, "0"), each(6, "10")...)...),
			"150 (150 to 150), 8 days left, 6 used, to date 60"},
		{"and do not make up for days that lack", "2026-11-22",
			settled(t, "2026-11-22", append(each(40, "0"), each(4, "10")...)...),
			"too_few_days, 4 of days, 8 left, to date 40"},
		{"on the first day last month's pace carries", "2026-11-01", settled(t, "2026-11-01", each(14, "2")...),
			"60 (60 to 60), 29 days left, 14 used, to date 0"},
		{"on the last day only today is left to guess", "2026-11-30", settled(t, "2026-11-30", each(14, "2")...),
			"30 (30 to 30), 0 days left, 14 used, to date 28"},
		{"after the period its total is all", "2026-12-03", settled(t, "2026-12-03", each(14, "2")...),
			"24 (24 to 24), 0 days left, 14 used, to date 24"},
		{"and four days' total, too", "2026-12-01", settled(t, "2026-12-01", each(4, "2")...),
			"8 (8 to 8), 0 days left, 4 used, to date 8"},
		{"but not that of a month of which nothing is known", "2027-01-20", settled(t, "2027-01-20", each(14, "2")...),
			"too_few_days, 14 of days, 0 left, to date 0"},
		{"before the period all of it is ahead", "2026-10-20", settled(t, "2026-10-20", each(14, "2")...),
			"60 (60 to 60), 30 days left, 14 used, to date 0"},
		{"credits are spend below zero; today is not counted on to bring one", "2026-11-22", settled(t, "2026-11-22", each(5, "-1")...),
			"-13 (-13 to -13), 8 days left, 5 used, to date -5"},
		{"one large credit moves the total, not the pace", "2026-11-22",
			settled(t, "2026-11-22", append(each(20, "10"), "-500")...),
			"-210 (-791.4 to -210), 8 days left, 21 used, to date -300"},
		{"a millionth of a cent a day is not rounded away", "2026-11-22", settled(t, "2026-11-22", each(14, "0.00000001")...),
			"0.00000023 (0.00000023 to 0.00000023), 8 days left, 14 used, to date 0.00000014"},
		{"billions are not too many", "2026-11-22", settled(t, "2026-11-22", each(14, "90000000")...),
			"2070000000 (2070000000 to 2070000000), 8 days left, 14 used, to date 1260000000"},
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
