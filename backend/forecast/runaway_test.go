package forecast_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
)

func TestRunawayDays(t *testing.T) {
	const today = calendar.Day("2026-11-23") // a Monday
	cost := func(dollars string) forecast.Day { return forecast.Day{Day: today, Amount: usd(t, dollars)} }
	tens := settled(t, today, each(56, "10")...)
	// Mondays cost 30, weekends nothing, other days 10.
	weeks := settled(t, today, slices.Repeat([]string{"30", "10", "10", "10", "10", "0", "0"}, 8)...)
	uneven := settled(t, today, slices.Repeat([]string{"10", "14", "7", "12", "9", "11", "8"}, 2)...)
	var restless []string // Mondays of 4 to 20 dollars, and tens
	for _, monday := range []string{"4", "20", "10", "16", "4", "20", "10", "16"} {
		restless = append(append(restless, monday), each(6, "10")...)
	}
	for _, tt := range []struct {
		what  string
		days  []forecast.Day
		today string
		floor string
		want  string
	}{
		{"forty dollars after tens", tens, "40", "5", "$40.00, usually $10.00, 4 times that, of 8"},
		{"not quite 4.3 times is 4.2 times", tens, "42.99", "5", "$42.99, usually $10.00, 4.2 times that, of 8"},
		{"twice the usual", tens, "20", "5", "$20.00, usually $10.00, 2 times that, of 8"},
		{"a nano less than twice", tens, "19.999999999", "5", "no"},
		{"at the floor", tens, "40", "40", "$40.00, usually $10.00, 4 times that, of 8"},
		{"below the floor", tens, "39.99", "40", "no"},
		{"a usual Monday is no runaway day, though thrice another day", weeks, "31", "5", "no"},
		{"a Monday that is one", weeks, "100", "5", "$100.00, usually $30.00, 3.3 times that, of 8"},
		{"with three Mondays known, all days are compared", weeks[56-21:], "100", "5", "$100.00, usually $10.00, 10 times that, of 21"},
		{"eight days are enough", settled(t, today, each(8, "10")...), "40", "5", "$40.00, usually $10.00, 4 times that, of 8"},
		{"seven are not", settled(t, today, each(7, "10")...), "400", "5", "no"},
		{"days of last winter do not count", settled(t, today.Add(-56), each(60, "10")...), "400", "5", "no"},
		{"twice the usual is nothing where days differ", uneven, "20.5", "5", "no"},
		{"what is far beyond them is", uneven, "45", "5", "$45.00, usually $10.00, 4.5 times that, of 14"},
		{"where Mondays differ, three times the usual one is nothing", settled(t, today, restless...), "42", "5", "no"},
		{"five times is", settled(t, today, restless...), "65", "5", "$65.00, usually $13.00, 5 times that, of 8"},
		{"bursts each week are how the account spends", settled(t, today, slices.Repeat([]string{"1", "1", "90", "1", "1", "80", "1"}, 8)...), "85", "5", "no"},
		{"one runaway day last month does not hide the next", append(settled(t, today, each(30, "10")...), settled(t, today.Add(-30), "900")...), "500", "5",
			"$500.00, usually $10.00, 50 times that, of 4"},
		{"an account that cost nothing so far", settled(t, today, each(56, "0")...), "6", "5", "$6.00, usually $0.00,  times that, of 8"},
		{"which is then in use: there is no usual day yet", settled(t, today, append(each(50, "0"), "6", "6")...), "60", "5", "no"},
		{"nothing spent today", tens, "0", "0", "no"},
		{"a credit", tens, "-400", "0", "no"},
		{"after credits alone", settled(t, today, each(20, "-1")...), "10", "5", "$10.00, usually -$1.00,  times that, of 20"},
	} {
		days := append(slices.Clone(tt.days), cost(tt.today))
		u, ok := forecast.Runaway(today, money.USD, days, usd(t, tt.floor))
		got := "no"
		if ok {
			got = fmt.Sprintf("%s, usually %s, %s times that, of %d", u.Amount.Display(), u.Usual.Display(), u.Times, u.Sample)
		}
		if got != tt.want || (ok && u.Day != today) || (!ok && u != forecast.Unusual{}) {
			t.Errorf("%s: got %s, want %s", tt.what, got, tt.want)
		}
	}
	if _, ok := forecast.Runaway(today, money.USD, tens, usd(t, "5")); ok {
		t.Error("a day that is not known ran away")
	}
}

func TestRunawayForPrograms(t *testing.T) {
	days := settled(t, "2026-11-23", append(each(20, "10"), "42.5")...)
	u, _ := forecast.Runaway("2026-11-22", money.USD, days, money.Zero(money.USD))
	want := `{"day":"2026-11-22","amount":{"value":"42.5000","currency":"USD"},"usual":{"value":"10.0000","currency":"USD"},"times":"4.2","sample":20}`
	if text, err := json.Marshal(u); err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
}

// alarms counts the days of a shape that were called runaway days, and those that were: in
// the spiky shape, the ones above three times the median day.
type alarms struct {
	days, wild, found, wrong int
}

func listen(sh shape) alarms {
	var a alarms
	for k := range monthsEach / 8 {
		p := play(sh, k)
		p.today = 90 // as the vendor knows a day in its last hour
		sorted := slices.Sorted(slices.Values(p.cents))
		for _, day := range p.month.Days() {
			_, raised := forecast.Runaway(day, money.USD, p.seen(day), money.FromNanos(1_000_000_000, money.USD))
			isWild := sh.name == "spiky" && p.cents[day.Sub(p.first)] > 3*sorted[len(sorted)/2]
			a.days++
			switch {
			case isWild && raised:
				a.wild, a.found = a.wild+1, a.found+1
			case isWild:
				a.wild++
			case raised:
				a.wrong++
			}
		}
	}
	return a
}

func listenToAll() (table string, by map[string]alarms) {
	table = "| Spending | Days | Runaway days found | False alarms in 1,000 days |\n|---|---:|---:|---:|\n"
	by = map[string]alarms{}
	for _, sh := range shapes {
		a := listen(sh)
		by[sh.name] = a
		found := "there is none"
		if a.wild > 0 {
			found = fmt.Sprintf("%d of %d", a.found, a.wild)
		}
		table += fmt.Sprintf("| %s | %d | %s | %d.%d |\n", sh.name, a.days, found, a.wrong*1000/a.days, a.wrong*10_000/a.days%10)
	}
	return table, by
}

func TestRunawayDaysAreFoundAndFewOthersAre(t *testing.T) {
	table, by := listenToAll()
	for name, a := range by {
		if a.wrong*1000 > a.days*4 { // one in eight months; an account's first day of use is one
			t.Errorf("%s: %d false alarms in %d days", name, a.wrong, a.days)
		}
		if a.found*10 < a.wild*8 {
			t.Errorf("%s: %d of %d runaway days found", name, a.found, a.wild)
		}
	}
	if t.Failed() {
		t.Log("\n" + table)
	}
}
