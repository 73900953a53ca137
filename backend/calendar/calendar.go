// Package calendar counts days as the vendors bill them: whole UTC days, in half-open spans.
//
// It reads no clock. Whoever needs today asks a clock at the door and hands the day in, so
// that every rule can be tested on any day, and a laptop that slept cannot confuse one.
package calendar

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrNotDay says that a text is no day of the calendar.
var ErrNotDay = errors.New("not a day; write it as 2026-11-22")

// Day is a UTC day, written 2026-11-22. Days compare as text. The zero Day is no day.
type Day string

const layout = "2006-01-02"

// ParseDay reads 2026-11-22 and wraps [ErrNotDay] for anything else, 2026-02-30 included.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(layout, text)
	if err != nil || t.Year() < 1970 {
		return "", fmt.Errorf("%.40q: %w", text, ErrNotDay)
	}
	return Day(text), nil
}

// DayOf returns the UTC day in which t lies.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(layout)) }

// Start returns midnight UTC at which d begins.
func (d Day) Start() time.Time {
	t, _ := time.Parse(layout, string(d)) // a Day is made by ParseDay or DayOf
	return t
}

// End returns the midnight UTC at which d ends.
func (d Day) End() time.Time { return d.Add(1).Start() }

// Add returns the day n days after d, or before it for a negative n.
func (d Day) Add(n int) Day { return DayOf(d.Start().AddDate(0, 0, n)) }

// AddMonths returns the same day of the month n months later, or that month's last day.
func (d Day) AddMonths(n int) Day {
	t := d.Start()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return dayInMonth(first, t.Day())
}

// Sub returns how many days d is after e.
func (d Day) Sub(e Day) int { return int(d.Start().Sub(e.Start()) / (24 * time.Hour)) }

// MarshalJSON writes null for no day.
func (d Day) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(d))
}

func dayInMonth(first time.Time, day int) Day {
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(first.AddDate(0, 0, min(day, last)-1))
}

// Span is the days from Start up to, but without, End.
type Span struct {
	Start Day `json:"start" ts_type:"string"`
	End   Day `json:"end" ts_type:"string"`
}

// Through returns the span whose first and last day are given, both inside.
func Through(first, last Day) Span { return Span{first, last.Add(1)} }

// Month returns the calendar month in which d lies.
func Month(d Day) Span { return Cycle(d, 1) }

// Week returns the seven days from Monday on in which d lies.
func Week(d Day) Span {
	since := (int(d.Start().Weekday()) + 6) % 7 // days after Monday
	return Span{d.Add(-since), d.Add(7 - since)}
}

// Cycle returns the billing cycle in which d lies, for cycles that start on the given day of
// each month (1 to 31; in a shorter month, on its last day).
func Cycle(d Day, startDay int) Span {
	t := d.Start()
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	start := dayInMonth(first, startDay)
	if d < start {
		return Span{dayInMonth(first.AddDate(0, -1, 0), startDay), start}
	}
	return Span{start, dayInMonth(first.AddDate(0, 1, 0), startDay)}
}

// Len returns how many days s has; never less than none.
func (s Span) Len() int {
	if s.Empty() {
		return 0
	}
	return s.End.Sub(s.Start)
}

// Empty says that s has no day.
func (s Span) Empty() bool { return s.Start >= s.End }

// Last returns the last day inside s.
func (s Span) Last() Day { return s.End.Add(-1) }

// Contains says that d lies in s.
func (s Span) Contains(d Day) bool { return s.Start <= d && d < s.End }

// Intersect returns the days that both have.
func (s Span) Intersect(t Span) Span { return Span{max(s.Start, t.Start), min(s.End, t.End)} }

// Days returns every day of s, the first first.
func (s Span) Days() []Day {
	days := make([]Day, 0, s.Len())
	for d := s.Start; d < s.End; d = d.Add(1) {
		days = append(days, d)
	}
	return days
}

// Split cuts s into spans of at most n days, the newest first: what a person looks at first
// is read first. The oldest takes what is left over. An n of 0 sets no limit.
func (s Span) Split(n int) []Span {
	if n < 1 {
		n = s.Len()
	}
	var parts []Span
	for end := s.End; s.Start < end; {
		start := max(s.Start, end.Add(-n))
		parts = append(parts, Span{start, end})
		end = start
	}
	return parts
}
