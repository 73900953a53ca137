package imports

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// delimiters are what may stand between cells.
var delimiters = []string{",", ";", "\t", "|"}

// table reads the rows of a file below its header.
type table struct {
	*source
	csv    *csv.Reader
	bound  *bounded
	header []string
}

// openTable opens a file and reads its header. An empty delimiter is the one in use.
func openTable(path, delimiter string) (*table, error) {
	if delimiter == "" {
		var err error
		if delimiter, err = sniff(path); err != nil {
			return nil, err
		}
	}
	s, err := openText(path, sha256.New())
	if err != nil {
		return nil, err
	}
	t := &table{source: s, bound: &bounded{from: s.text, left: mostOfARow}}
	t.csv = newCSV(bufio.NewReaderSize(t.bound, 1<<16), delimiter)
	if t.header, err = t.readHeader(); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func newCSV(text io.Reader, delimiter string) *csv.Reader {
	r := csv.NewReader(text)
	r.Comma = rune(delimiter[0])
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	r.TrimLeadingSpace = delimiter != "\t" // where the tab is no space
	return r
}

// sniffed is how much of a file tells its delimiter.
const sniffed = 1 << 16

// sniff returns the delimiter by which the first rows have the same number of cells, and the
// most of them. What stands in quotes is not looked at.
func sniff(path string) (string, error) {
	s, err := openText(path, sha256.New())
	if err != nil {
		return "", err
	}
	defer s.close()
	begin, err := io.ReadAll(io.LimitReader(s.text, sniffed))
	if err != nil {
		return "", cannot(err)
	}
	best, most := delimiters[0], 0
	for _, d := range delimiters {
		if even := evenCells(string(begin), d); even > most {
			best, most = d, even
		}
	}
	return best, nil
}

// evenCells returns how many cells stand in the rows that have as many as the header.
func evenCells(text, delimiter string) int {
	r := newCSV(strings.NewReader(text), delimiter)
	header, err := r.Read()
	if err != nil || len(header) < 2 {
		return 0
	}
	columns, even := len(header), 1
	for range mostSamples {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && len(row) == columns {
			even++
		}
	}
	return even * columns
}

func (t *table) readHeader() ([]string, error) {
	row, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it is empty", ErrFile)
	}
	if err != nil {
		return nil, t.broken(err)
	}
	if err := t.checkText(row); err != nil {
		return nil, err
	}
	header := make([]string, len(row))
	seen := map[string]bool{"": true}
	for i, name := range row {
		header[i] = strings.Join(strings.Fields(name), " ")
		if seen[header[i]] && header[i] != "" {
			return nil, fmt.Errorf("%w: two columns are called %.60q; give one another name", ErrFile, header[i])
		}
		seen[header[i]] = true
	}
	if len(header) < 2 {
		return nil, fmt.Errorf("%w: its first line is one cell; the names of the columns have to stand there, with commas, semicolons, tabs or bars between them", ErrFile)
	}
	if slices.ContainsFunc(header, isValue) {
		return nil, fmt.Errorf("%w: its first line holds values; the names of the columns have to stand there", ErrFile)
	}
	return header, nil
}

// isValue says that a cell is no name of a column, but a day or an amount.
func isValue(cell string) bool {
	if n, problem := lex(cell); problem == "" && shapeOf(n.text) != badShape {
		return true
	}
	return slices.ContainsFunc(DateFormats(), func(format string) bool { _, ok := parseDay(cell, format); return ok })
}

// next returns the next row and its line, or io.EOF. The row is good until the next call.
// Where a reason is given, the row cannot be read and the next one can.
func (t *table) next() (row []string, line int, reason string, err error) {
	t.bound.left = mostOfARow
	row, err = t.csv.Read()
	var broken *csv.ParseError
	if errors.As(err, &broken) && broken.StartLine == broken.Line && !errors.Is(err, errLongRow) {
		return nil, broken.Line, "its quotes cannot be read", nil
	}
	if errors.Is(err, io.EOF) {
		return nil, 0, "", io.EOF
	}
	if err != nil {
		return nil, 0, "", t.broken(err)
	}
	line, _ = t.csv.FieldPos(0)
	if err := t.checkText(row); err != nil {
		return nil, line, "", err
	}
	for len(row) > len(t.header) && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	if len(row) != len(t.header) && !blank(row) {
		return nil, line, fmt.Sprintf("it has %d cells and the header has %d", len(row), len(t.header)), nil
	}
	return row, line, "", nil
}

func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// checkText refuses what is not UTF-8: whatever it is, its amounts might be read wrongly.
func (t *table) checkText(row []string) error {
	for i, cell := range row {
		if utf8.ValidString(cell) && strings.IndexByte(cell, 0) < 0 {
			continue
		}
		line, _ := t.csv.FieldPos(i)
		return fmt.Errorf("%w: line %d is not UTF-8; save the file as UTF-8 and try again", ErrFile, line)
	}
	return nil
}

// broken says what is wrong with a file of which no more can be read.
func (t *table) broken(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%w: a quote opens in line %d and does not close rightly, so that what follows cannot be told apart", ErrFile, parse.StartLine)
	}
	if errors.Is(err, errLongRow) {
		return fmt.Errorf("%w: %w; a quote may open there that never closes", ErrFile, err)
	}
	return cannot(err)
}

// rest reads what is left and returns the hash of the whole content.
func (t *table) rest() (string, error) {
	if _, err := io.Copy(io.Discard, t.text); err != nil {
		return "", cannot(err)
	}
	return hex.EncodeToString(t.hash.Sum(nil)), nil
}

// column returns the place of a column, -1 for none.
func (t *table) column(name string) int {
	if name == "" {
		return -1
	}
	return slices.Index(t.header, name)
}
