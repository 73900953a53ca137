// Package transfertest checks exported files against the specifications that they claim to
// follow: RFC 4180, and FOCUS 1.2.
//
// It is written from the specifications alone and imports nothing of ours, so that the writer
// and its judge cannot share a mistake. It returns every breach in words, with its row.
//
// Sources: RFC 4180; OWASP ASVS 5.0, 1.2.10 (formulas), read 2026-11-23;
// github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec at v1.2 (7296e31, ratified 2025-05-29),
// specification/columns and specification/attributes, read 2026-11-23.
package transfertest

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// CSV reads a file as RFC 4180 has it and returns its rows, the header first, and what is
// wrong: line ends that are not CRLF, quotes in the wrong place, rows of another length than
// the header, names that stand in it twice, text that is not UTF-8, and cells that a
// spreadsheet would take for a formula.
func CSV(file []byte) (rows [][]string, breaches []string) {
	r := &reader{rest: file}
	rows = r.rows()
	breaches = r.breaches
	if !utf8.Valid(file) {
		breaches = append(breaches, "the file is not UTF-8")
	}
	if bytes.HasPrefix(file, []byte("\xEF\xBB\xBF")) {
		breaches = append(breaches, "the file begins with a byte order mark")
	}
	if len(rows) == 0 {
		return nil, append(breaches, "there is no header")
	}
	seen := map[string]bool{}
	for _, name := range rows[0] {
		if seen[name] {
			breaches = append(breaches, fmt.Sprintf("the header names %q twice", name))
		}
		seen[name] = true
	}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			breaches = append(breaches, fmt.Sprintf("row %d has %d cells, the header %d", i, len(row), len(rows[0])))
		}
		for _, cell := range row {
			if formula(cell) {
				breaches = append(breaches, fmt.Sprintf("row %d: a spreadsheet takes %q for a formula", i, cell))
			}
		}
	}
	return rows, breaches
}

var plainNumber = regexp.MustCompile(`^-[0-9]+(\.[0-9]+)?$`)

// formula says that a cell begins as formulas do, and is no number below zero.
func formula(cell string) bool {
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, start) {
			return !plainNumber.MatchString(cell)
		}
	}
	return false
}

// reader takes a file apart, cell by cell.
type reader struct {
	rest     []byte
	row      int
	breaches []string
}

func (r *reader) breach(format string, args ...any) {
	r.breaches = append(r.breaches, fmt.Sprintf("row %d: ", r.row)+fmt.Sprintf(format, args...))
}

func (r *reader) rows() [][]string {
	var rows [][]string
	for len(r.rest) > 0 {
		rows = append(rows, r.record())
		r.row++
	}
	return rows
}

// record reads up to the end of a line, which the last one may lack.
func (r *reader) record() []string {
	var cells []string
	for {
		cells = append(cells, r.cell())
		switch {
		case len(r.rest) == 0:
			return cells
		case r.rest[0] == ',':
			r.rest = r.rest[1:]
		case bytes.HasPrefix(r.rest, []byte("\r\n")):
			r.rest = r.rest[2:]
			return cells
		default: // a bare CR or LF: a line end all the same, or all that follows is lost
			r.breach("a line ends with %q alone", r.rest[0])
			r.rest = r.rest[1:]
			return cells
		}
	}
}

// cell reads up to a comma, a line end or the file's end.
func (r *reader) cell() string {
	if len(r.rest) > 0 && r.rest[0] == '"' {
		return r.quoted()
	}
	end := bytes.IndexAny(r.rest, ",\r\n")
	if end < 0 {
		end = len(r.rest)
	}
	cell := string(r.rest[:end])
	r.rest = r.rest[end:]
	if strings.Contains(cell, `"`) {
		r.breach("a quote inside of %q, which is not quoted", cell)
	}
	return cell
}

func (r *reader) quoted() string {
	var cell []byte
	r.rest = r.rest[1:]
	for {
		end := bytes.IndexByte(r.rest, '"')
		if end < 0 {
			r.breach("a quote is never closed")
			cell, r.rest = append(cell, r.rest...), nil
			return string(cell)
		}
		cell = append(cell, r.rest[:end]...)
		r.rest = r.rest[end+1:]
		if len(r.rest) > 0 && r.rest[0] == '"' {
			cell, r.rest = append(cell, '"'), r.rest[1:]
			continue
		}
		if len(r.rest) > 0 && !bytes.ContainsAny(r.rest[:1], ",\r\n") {
			r.breach("%q follows a closing quote", r.rest[0])
			end := bytes.IndexAny(r.rest, ",\r\n")
			if end < 0 {
				end = len(r.rest)
			}
			cell, r.rest = append(cell, r.rest[:end]...), r.rest[end:]
		}
		return string(cell)
	}
}
