package main

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"outlay/backend/calendar"
	"outlay/backend/money"
)

// page is text for people.
type page struct{ strings.Builder }

// say writes one line.
func (p *page) say(format string, args ...any) {
	p.WriteString(printable(fmt.Sprintf(format, args...)) + "\n")
}

// table writes rows in columns, those named by right flush right, as amounts are read.
func (p *page) table(rows [][]string, right ...int) {
	widths := map[int]int{}
	for _, row := range rows {
		for i := range row {
			row[i] = printable(row[i])
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	flush := map[int]bool{}
	for _, i := range right {
		flush[i] = true
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if flush[i] {
				cell = pad + cell
			} else {
				cell += pad
			}
			line += cell + "  "
		}
		p.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// printable keeps what vendors call things from steering the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
}

// amounts renders a total; nothing known is not $0.
func amounts(all []money.Amount) string {
	if len(all) == 0 {
		return "unknown"
	}
	return money.DisplayAll(all)
}

func amountOr(a *money.Amount, none string) string {
	if a == nil {
		return none
	}
	return a.Display()
}

func moment(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func dayOr(d calendar.Day, none string) string {
	if d == "" {
		return none
	}
	return string(d)
}
