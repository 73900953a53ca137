package calendar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outlay/backend/calendar"
)

func TestParseDay(t *testing.T) {
	for text, ok := range map[string]bool{
		"2026-11-22": true, "2024-02-29": true, "2000-02-29": true, "1970-01-01": true, "9999-12-31": true,
		"2026-02-29": false, "1900-02-29": false, "2026-02-30": false, "2026-04-31": false, "2026-13-01": false,
		"2026-00-10": false, "2026-01-00": false, "1969-12-31": false, "0000-00-00": false,
		"": false, " 2026-11-22": false, "2026-11-22 ": false, "2026-1-2": false, "2026/11/22": false, "22.11.2026": false,
		"2026-11-22T00:00:00Z": false, "10000-01-01": false, "-2026-11-22": false, "today": false, "２０２６-11-22": false,
		"2026-11-22\x00": false,
	} {
		got, err := calendar.ParseDay(text)
		switch {
		case ok && (err != nil || string(got) != text):
			t.Errorf("%q: %q, %v", text, got, err)
		case !ok && (!errors.Is(err, calendar.ErrNotDay) || got != ""):
			t.Errorf("%q: %q, %v, want ErrNotDay", text, got, err)
		}
	}
	if _, err := calendar.ParseDay(strings.Repeat("2", 100_000)); err == nil || len(err.Error()) > 300 {
		t.Error("a long text is no day, and its error is short")
	}
}

func TestDayOfIsTheUTCDay(t *testing.T) {
	tokyo, newYork := time.FixedZone("", 9*3600), time.FixedZone("", -5*3600)
	for _, tt := range []struct {
		at   time.Time
		want calendar.Day
	}{
		{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "2026-01-01"},
		{time.Date(2025, 12, 31, 23, 59, 59, 999999999, time.UTC), "2025-12-31"},
		{time.Date(2026, 1, 1, 8, 59, 0, 0, tokyo), "2025-12-31"},
		{time.Date(2025, 12, 31, 19, 0, 0, 0, newYork), "2026-01-01"},
	} {
		if got := calendar.DayOf(tt.at); got != tt.want {
			t.Errorf("%s lies in %s, want %s", tt.at, got, tt.want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, tt := range []struct {
		day  calendar.Day
		n    int
		want calendar.Day
	}{
		{"2026-01-15", 1, "2026-02-15"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-03-31", 1, "2026-04-30"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-11-22", -13, "2025-10-22"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-05-05", 0, "2026-05-05"},
	} {
		if got := tt.day.AddMonths(tt.n); got != tt.want {
			t.Errorf("%s and %d months: %s, want %s", tt.day, tt.n, got, tt.want)
		}
	}
}

func TestCycle(t *testing.T) {
	for _, tt := range []struct {
		what  string
		day   calendar.Day
		start int
		want  calendar.Span
	}{
		{"a calendar month", "2026-11-22", 1, calendar.Span{Start: "2026-11-01", End: "2026-12-01"}},
		{"the day on which it starts", "2026-11-22", 22, calendar.Span{Start: "2026-11-22", End: "2026-12-22"}},
		{"the day before", "2026-11-21", 22, calendar.Span{Start: "2026-10-22", End: "2026-11-22"}},
		{"over the year's end", "2026-01-03", 15, calendar.Span{Start: "2025-12-15", End: "2026-01-15"}},
		{"the 31st, in January", "2026-01-31", 31, calendar.Span{Start: "2026-01-31", End: "2026-02-28"}},
		{"the 31st, before it", "2026-01-30", 31, calendar.Span{Start: "2025-12-31", End: "2026-01-31"}},
		{"the 31st, on the last of February", "2026-02-28", 31, calendar.Span{Start: "2026-02-28", End: "2026-03-31"}},
		{"the 31st, on the last but one of February", "2026-02-27", 31, calendar.Span{Start: "2026-01-31", End: "2026-02-28"}},
		{"the 31st, in March", "2026-03-30", 31, calendar.Span{Start: "2026-02-28", End: "2026-03-31"}},
		{"the 31st, on 28 February of a leap year", "2024-02-28", 31, calendar.Span{Start: "2024-01-31", End: "2024-02-29"}},
		{"the 31st, on 29 February", "2024-02-29", 31, calendar.Span{Start: "2024-02-29", End: "2024-03-31"}},
		{"the 31st, in April", "2026-04-30", 31, calendar.Span{Start: "2026-04-30", End: "2026-05-31"}},
		{"the 30th, over February", "2026-02-28", 30, calendar.Span{Start: "2026-02-28", End: "2026-03-30"}},
		{"the 29th, in February", "2026-02-15", 29, calendar.Span{Start: "2026-01-29", End: "2026-02-28"}},
		{"the 29th, in a leap year", "2024-02-29", 29, calendar.Span{Start: "2024-02-29", End: "2024-03-29"}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			if got := calendar.Cycle(tt.day, tt.start); got != tt.want {
				t.Errorf("%s lies in %v, want %v", tt.day, got, tt.want)
			}
		})
	}
}

func TestCyclesMeet(t *testing.T) {
	for start := 1; start <= 31; start++ {
		cycle := calendar.Cycle("2023-06-15", start)
		for range 40 {
			for _, day := range cycle.Days() {
				if got := calendar.Cycle(day, start); got != cycle {
					t.Fatalf("start day %d: %s lies in %v, want %v", start, day, got, cycle)
				}
			}
			next := calendar.Cycle(cycle.End, start)
			if next.Start != cycle.End {
				t.Fatalf("start day %d: %v is followed by %v", start, cycle, next)
			}
			cycle = next
		}
	}
}

func TestMonth(t *testing.T) {
	if got := calendar.Month("2024-02-29"); got != (calendar.Span{Start: "2024-02-01", End: "2024-03-01"}) || got.Len() != 29 {
		t.Errorf("got %v of %d days", got, got.Len())
	}
}

func TestSpan(t *testing.T) {
	span := calendar.Through("2026-02-27", "2026-03-02")
	if got := fmt.Sprint(span.Days()); got != "[2026-02-27 2026-02-28 2026-03-01 2026-03-02]" || span.Len() != 4 || span.Empty() {
		t.Errorf("days %s of %d", got, span.Len())
	}
	if span.Last() != "2026-03-02" || !span.Contains("2026-02-27") || !span.Contains("2026-03-02") || span.Contains("2026-03-03") || span.Contains("2026-02-26") {
		t.Error("the first and the last day lie inside, their neighbours don't")
	}
	for _, tt := range []struct{ a, b, want calendar.Span }{
		{span, calendar.Through("2026-03-01", "2026-04-01"), calendar.Through("2026-03-01", "2026-03-02")},
		{span, calendar.Through("2026-02-28", "2026-02-28"), calendar.Through("2026-02-28", "2026-02-28")},
	} {
		if got := tt.a.Intersect(tt.b); got != tt.want || tt.b.Intersect(tt.a) != tt.want {
			t.Errorf("%v and %v share %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
	for _, empty := range []calendar.Span{{}, {Start: "2026-01-02", End: "2026-01-02"}, {Start: "2026-01-03", End: "2026-01-02"},
		span.Intersect(calendar.Through("2027-01-01", "2027-01-02"))} {
		if !empty.Empty() || empty.Len() != 0 || len(empty.Days()) != 0 || len(empty.Split(7)) != 0 || len(empty.Split(0)) != 0 {
			t.Errorf("%v is not empty", empty)
		}
	}
}

func TestSplitIsNewestFirst(t *testing.T) {
	span := calendar.Through("2026-01-01", "2026-01-10")
	for _, tt := range []struct {
		n    int
		want string
	}{
		{4, "[{2026-01-07 2026-01-11} {2026-01-03 2026-01-07} {2026-01-01 2026-01-03}]"},
		{5, "[{2026-01-06 2026-01-11} {2026-01-01 2026-01-06}]"},
		{10, "[{2026-01-01 2026-01-11}]"},
		{180, "[{2026-01-01 2026-01-11}]"},
		{0, "[{2026-01-01 2026-01-11}]"},
	} {
		if got := fmt.Sprint(span.Split(tt.n)); got != tt.want {
			t.Errorf("by %d: %s, want %s", tt.n, got, tt.want)
		}
	}
}

func TestSplitLosesNoDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := calendar.Day("2023-01-01").Add(rapid.IntRange(0, 2000).Draw(t, "first"))
		span := calendar.Span{Start: first, End: first.Add(rapid.IntRange(0, 500).Draw(t, "days"))}
		n := rapid.IntRange(1, 200).Draw(t, "n")
		end := span.End
		for _, part := range span.Split(n) {
			if part.End != end || part.Len() > n || part.Empty() {
				t.Fatalf("%v does not end at %s with at most %d days", part, end, n)
			}
			end = part.Start
		}
		if !span.Empty() && end != span.Start {
			t.Fatalf("the days from %s to %s are lost", span.Start, end)
		}
	})
}

func TestDaysCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := calendar.Day("2000-01-01").Add(rapid.IntRange(0, 20_000).Draw(t, "day"))
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		later := day.Add(n)
		if later.Sub(day) != n || later.Add(-n) != day || (later > day) != (n > 0) {
			t.Fatalf("%s and %d days are %s", day, n, later)
		}
		if !day.End().Equal(day.Add(1).Start()) || day.End().Sub(day.Start()) != 24*time.Hour || calendar.DayOf(day.End().Add(-1)) != day {
			t.Fatalf("%s lasts from %s to %s", day, day.Start(), day.End())
		}
	})
}

func TestDayJSON(t *testing.T) {
	got, err := json.Marshal(struct {
		A, B calendar.Day
	}{"2026-11-22", ""})
	if err != nil || string(got) != `{"A":"2026-11-22","B":null}` {
		t.Errorf("got %s, %v", got, err)
	}
	var back struct{ A, B calendar.Day }
	if err := json.Unmarshal(got, &back); err != nil || back.A != "2026-11-22" || back.B != "" {
		t.Errorf("got %v, %v", back, err)
	}
}
