package imports

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"outlay/backend/calendar"
)

// The forms of days that are read. All but the last two may have a time behind the day; a
// time that names its zone is brought to UTC first, one that names none is taken as UTC.
const (
	isoDate   = "YYYY-MM-DD"
	slashISO  = "YYYY/MM/DD"
	dotted    = "DD.MM.YYYY"
	dayFirst  = "DD/MM/YYYY"
	monFirst  = "MM/DD/YYYY"
	monthName = "MMM D, YYYY"
	dayName   = "D MMM YYYY"
	compact   = "YYYYMMDD"
	unixTime  = "Unix seconds"
	unixMilli = "Unix milliseconds"
)

// DateFormats returns every form of days that [Mapping.DateFormat] may name.
func DateFormats() []string {
	return []string{isoDate, dayFirst, monFirst, dotted, slashISO, monthName, dayName, compact, unixTime, unixMilli}
}

// layouts are the days of each form as package time knows them.
var layouts = map[string][]string{
	isoDate:   {"2006-01-02"},
	slashISO:  {"2006/1/2"},
	dotted:    {"2.1.2006", "2.1.06"},
	dayFirst:  {"2/1/2006", "2-1-2006", "2/1/06"},
	monFirst:  {"1/2/2006", "1-2-2006", "1/2/06"},
	monthName: {"Jan 2, 2006", "January 2, 2006", "Jan 2 2006", "January 2 2006"},
	dayName:   {"2 Jan 2006", "2 January 2006", "2-Jan-2006", "2-Jan-06", "2. January 2006"},
	compact:   {"20060102"},
}

// times are what may stand behind a day; package time reads fractions of a second by itself.
var times = []string{
	"T15:04:05Z07:00", "T15:04:05", "T15:04:05Z0700", "T15:04:05Z07", "T15:04Z07:00", "T15:04Z0700", "T15:04", "T15",
	"T3:04:05 PM", "T3:04 PM", "T3:04:05PM", "T3:04PM",
}

// parseDay reads a cell as the UTC day that it names in a form.
func parseDay(cell, format string) (calendar.Day, bool) {
	cell = strings.TrimSpace(cell)
	if format == isoDate && len(cell) == len(isoDate) { // as most files have it
		day, err := calendar.ParseDay(cell)
		return day, err == nil
	}
	if format == isoDate && strings.HasPrefix(cell[min(len(cell), len(isoDate)):], "T") {
		if t, err := time.Parse(time.RFC3339, cell); err == nil && t.Year() >= 1970 {
			return calendar.DayOf(t), true
		}
	}
	if len(cell) < 6 || len(cell) > 40 || !('0' <= cell[0] && cell[0] <= '9' || format == monthName) {
		return "", false
	}
	switch format {
	case unixTime:
		return fromUnix(cell, 10, time.Second)
	case unixMilli:
		return fromUnix(cell, 13, time.Millisecond)
	}
	for _, layout := range layouts[format] {
		if t, ok := parseTime(cell, layout); ok && t.Year() >= 1970 {
			return calendar.DayOf(t), true
		}
	}
	return "", false
}

// fromUnix reads seconds or milliseconds since 1970, of this age: so many digits.
func fromUnix(cell string, length int, unit time.Duration) (calendar.Day, bool) {
	whole, part, _ := strings.Cut(cell, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || len(whole) != length || strings.Trim(part, "0123456789") != "" {
		return "", false
	}
	per := int64(time.Second / unit)
	return calendar.DayOf(time.Unix(n/per, 0)), true
}

func parseTime(cell, layout string) (time.Time, bool) {
	if t, err := time.Parse(layout, cell); err == nil {
		return t, true
	}
	day, clock, ok := cutClock(cell, layout)
	if !ok {
		return time.Time{}, false
	}
	date, err := time.Parse(layout, day)
	if err != nil {
		return time.Time{}, false
	}
	for _, form := range times {
		if t, err := time.Parse("2006-01-02"+form, date.Format("2006-01-02")+"T"+clock); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// cutClock cuts a cell behind the day, which has as many words as its layout, and makes the
// time behind it what package time knows.
func cutClock(cell, layout string) (day, clock string, ok bool) {
	for range strings.Count(layout, " ") {
		word, rest, found := strings.Cut(cell, " ")
		if !found {
			return "", "", false
		}
		day, cell = day+word+" ", rest
	}
	at := strings.IndexAny(cell, " T,")
	if at < 0 {
		return "", "", false
	}
	day, clock = day+cell[:at], strings.TrimLeft(cell[at:], " T,")
	clock = strings.TrimPrefix(clock, "at ")
	for _, utc := range []string{" UTC", " GMT", " Z"} {
		clock = strings.TrimSuffix(clock, utc)
	}
	clock = strings.NewReplacer(" +", "+", " -", "-").Replace(clock)
	return day, strings.ToUpper(clock), true
}

// dates counts what the cells of a column of days tell.
type dates struct {
	good map[string]int // by form
	// In which order day and month stand is told by what the other order cannot be.
	onlyDayFirst, onlyMonFirst int
	last                       string
}

func (c *dates) look(cell string) {
	if c.last != "" && c.last != dayFirst && c.last != monFirst {
		if _, ok := parseDay(cell, c.last); ok {
			c.good[c.last]++
			return
		}
	}
	for _, format := range DateFormats() {
		if _, ok := parseDay(cell, format); !ok {
			continue
		}
		c.last = format
		c.good[format]++
		if format != dayFirst && format != monFirst {
			return
		}
		other := monFirst
		if format == monFirst {
			other = dayFirst
		}
		_, both := parseDay(cell, other)
		switch {
		case both:
			c.good[other]++
		case format == dayFirst:
			c.onlyDayFirst++
		default:
			c.onlyMonFirst++
		}
		return
	}
}

// decided returns the form of most cells, "" where the order of day and month is not clear
// or no cell is a day.
func (c *dates) decided() string {
	best := slices.MaxFunc(DateFormats(), func(a, b string) int { return c.good[a] - c.good[b] })
	switch {
	case c.good[best] == 0:
		return ""
	case best != dayFirst && best != monFirst:
		return best
	case c.onlyDayFirst > 0 && c.onlyMonFirst == 0:
		return dayFirst
	case c.onlyMonFirst > 0 && c.onlyDayFirst == 0:
		return monFirst
	}
	return ""
}
