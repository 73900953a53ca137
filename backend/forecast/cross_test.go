package forecast_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
)

func saysWhen(x forecast.Crossing) string {
	when := func(d calendar.Day) string {
		if d == "" {
			return "never"
		}
		return string(d)[5:]
	}
	text := fmt.Sprintf("%s (%s to %s)", when(x.Day), when(x.Earliest), when(x.Latest))
	if x.Crossed {
		text += ", crossed"
	}
	if x.Withheld != "" {
		text += ", " + x.Withheld
	}
	return text
}

func TestCrossing(t *testing.T) {
	tens := settled(t, "2026-11-11", each(20, "10")...) // $100 in November, and $10 more today
	uneven := settled(t, "2026-11-11", "6", "14", "10", "8", "12", "10", "5", "15", "10", "9", "11", "10", "10", "6", "14", "10", "8", "12", "10", "10")
	for _, tt := range []struct {
		what  string
		today calendar.Day
		limit string
		days  []forecast.Day
		want  string
	}{
		{"ten dollars a day reach $200 on the 20th", "2026-11-11", "200", tens, "11-20 (11-20 to 11-20)"},
		{"and a tenth of a cent more a day later", "2026-11-11", "200.001", tens, "11-21 (11-21 to 11-21)"},
		{"on the last day of the month", "2026-11-11", "300", tens, "11-30 (11-30 to 11-30)"},
		{"not within the month", "2026-11-11", "300.001", tens, "never (never to never)"},
		{"today", "2026-11-11", "101", tens, "11-11 (11-11 to 11-11)"},
		{"to the nano, it was crossed when it was reached", "2026-11-11", "100", tens, "11-10 (11-10 to 11-10), crossed"},
		{"a nano more is not crossed", "2026-11-11", "100.000000001", tens, "11-11 (11-11 to 11-11)"},
		{"it was crossed in the middle of the month", "2026-11-11", "42", tens, "11-05 (11-05 to 11-05), crossed"},
		{"a limit of nothing is crossed from the first day", "2026-11-11", "0", tens, "11-01 (11-01 to 11-01), crossed"},
		{"uneven days make a span of days", "2026-11-11", "200", uneven, "11-20 (11-19 to 11-22)"},
		{"that may reach beyond the month", "2026-11-11", "298", uneven, "11-30 (11-28 to never)"},
		{"or be in sight of the upper end alone", "2026-11-11", "310", uneven, "never (11-30 to never)"},
		{"what a young day gains counts today", "2026-11-11", "108",
			append(settled(t, "2026-11-10", each(20, "10")...), forecast.Day{Day: "2026-11-10", Amount: usd(t, "4")}), "11-12 (11-12 to 11-12)"},
		{"too few days", "2026-11-11", "200", settled(t, "2026-11-11", each(4, "10")...), "never (never to never), too_few_days"},
		{"too few days, and crossed all the same", "2026-11-11", "20", settled(t, "2026-11-11", each(4, "10")...), "11-08 (11-08 to 11-08), crossed, too_few_days"},
		{"nothing known", "2026-11-11", "20", nil, "never (never to never), too_few_days"},
		{"a month that is over and stayed below", "2026-12-02", "500", tens, "never (never to never)"},
		{"a month that is over and did not", "2026-12-02", "90", tens, "11-09 (11-09 to 11-09), crossed"},
		{"a month that is ahead", "2026-10-25", "100", settled(t, "2026-10-25", each(20, "10")...), "11-10 (11-10 to 11-10)"},
		{"an account that costs nothing", "2026-11-11", "1", settled(t, "2026-11-11", each(20, "0")...), "never (never to never)"},
		{"crossed, and back below it by a credit, is not crossed", "2026-11-11", "85",
			append(settled(t, "2026-11-10", each(20, "10")...), settled(t, "2026-11-11", "-50")...), "11-15 (11-15 to 11-15)"},
	} {
		x := forecast.Cross(november, tt.today, usd(t, tt.limit), tt.days)
		if got := saysWhen(x); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.what, got, tt.want)
		}
	}
}

func TestCrossingOfShortAndOddPeriods(t *testing.T) {
	tens := settled(t, "2026-11-11", each(20, "10")...)
	week, day := calendar.Week("2026-11-11"), calendar.Through("2026-11-11", "2026-11-11")
	for _, tt := range []struct {
		what   string
		period calendar.Span
		limit  string
		want   string
	}{
		{"a week", week, "45", "11-13 (11-13 to 11-13)"},
		{"a week's last day", week, "70", "11-15 (11-15 to 11-15)"},
		{"a day", day, "10", "11-11 (11-11 to 11-11)"},
		{"a day that stays below", day, "10.01", "never (never to never)"},
		{"a cycle over two months", calendar.Cycle("2026-11-11", 25), "200", "11-13 (11-13 to 11-13)"},
		{"a period of no day", calendar.Span{Start: "2026-11-11", End: "2026-11-11"}, "10", "never (never to never), too_few_days"},
	} {
		if got := saysWhen(forecast.Cross(tt.period, "2026-11-11", usd(t, tt.limit), tens)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.what, got, tt.want)
		}
	}
}

func TestNoDayIsNullForPrograms(t *testing.T) {
	text, err := json.Marshal(forecast.Cross(november, "2026-11-11", money.Zero(money.USD), nil))
	if err != nil || string(text) != `{"day":"2026-11-01","earliest":"2026-11-01","latest":"2026-11-01","crossed":true,"withheld":"too_few_days"}` {
		t.Errorf("%s, %v", text, err)
	}
	text, err = json.Marshal(forecast.Crossing{})
	if err != nil || string(text) != `{"day":null,"earliest":null,"latest":null,"crossed":false,"withheld":""}` {
		t.Errorf("%s, %v", text, err)
	}
}
