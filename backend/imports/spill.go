package imports

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
)

// record is a row, or several of one item and day added up.
type record struct {
	item     string
	nanos    int64
	quantity int64 // in millionths of unit
	unit     string
	measured bool // the quantity is known
}

// spill sorts rows into days, in a temporary file of which only this process knows.
type spill struct {
	file     *os.File
	end      int64
	buckets  map[calendar.Day]*bucket
	buffered int
	most     int // how much of all days waits in memory to be written
	ofADay   int // how many different entries a day may have
}

// bucket is a day: parts in the file, and what is not written yet.
type bucket struct {
	parts   []part
	pending []byte
	rows    int
}

type part struct{ offset, length int64 }

// mostBuffered is what [spill] holds before it writes, in bytes.
const mostBuffered = 8 << 20

func newSpill(ofADay int) (*spill, error) {
	file, err := os.CreateTemp("", "outlay-import-*") // 0600
	if err != nil {
		return nil, fmt.Errorf("import: a temporary file: %w", err)
	}
	// Where the system lets it, the file has no name any more: nobody else can open it, and
	// a crash leaves nothing. Elsewhere close removes it.
	_ = os.Remove(file.Name())
	return &spill{file: file, buckets: map[calendar.Day]*bucket{}, most: mostBuffered, ofADay: ofADay}, nil
}

func (s *spill) close() {
	_ = s.file.Close()
	_ = os.Remove(s.file.Name())
}

func (s *spill) add(day calendar.Day, r record) error {
	b := s.buckets[day]
	if b == nil {
		b = &bucket{}
		s.buckets[day] = b
	}
	b.rows++
	before := len(b.pending)
	b.pending = appendText(b.pending, r.item)
	b.pending = binary.AppendVarint(b.pending, r.nanos)
	if r.measured {
		b.pending = binary.AppendVarint(append(b.pending, 1), r.quantity)
		b.pending = appendText(b.pending, r.unit)
	} else {
		b.pending = append(b.pending, 0)
	}
	if s.buffered += len(b.pending) - before; s.buffered < s.most {
		return nil
	}
	return s.flush()
}

func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

func (s *spill) flush() error {
	w := bufio.NewWriterSize(s.file, 1<<16)
	for _, b := range s.buckets {
		if len(b.pending) == 0 {
			continue
		}
		if _, err := w.Write(b.pending); err != nil {
			return fmt.Errorf("import: the temporary file: %w", err)
		}
		b.parts = append(b.parts, part{s.end, int64(len(b.pending))})
		s.end += int64(len(b.pending))
		b.pending = nil // not kept: each day would keep as much as the fullest had
	}
	s.buffered = 0
	if err := w.Flush(); err != nil {
		return fmt.Errorf("import: the temporary file: %w", err)
	}
	return nil
}

// of returns a day's records, those of one item added up, ordered by item. It wraps
// [ErrFile] where they are more than a day may have.
func (s *spill) of(day calendar.Day) ([]record, error) {
	b := s.buckets[day]
	if b == nil {
		return nil, nil
	}
	sum := adder{at: map[string]int{}, most: s.ofADay}
	for _, p := range b.parts {
		if err := sum.read(io.NewSectionReader(s.file, p.offset, p.length)); err != nil {
			return nil, s.explain(day, err)
		}
	}
	if err := sum.read(&byteReader{b.pending}); err != nil {
		return nil, s.explain(day, err)
	}
	slices.SortFunc(sum.records, func(a, b record) int { return cmp.Compare(a.item, b.item) })
	return sum.records, nil
}

// checkDays refuses days of too many entries before anything of the file is used.
func (s *spill) checkDays() error {
	for day, b := range s.buckets {
		if b.rows <= s.ofADay {
			continue
		}
		if _, err := s.of(day); err != nil {
			return err
		}
	}
	return nil
}

var errManyEntries = errors.New("too many entries")

func (s *spill) explain(day calendar.Day, err error) error {
	if errors.Is(err, errManyEntries) {
		return fmt.Errorf("%w: %s has more than %d different entries; leave a column out that is different in each row, or export the sums of days", ErrFile, day, s.ofADay)
	}
	return fmt.Errorf("import: the temporary file: %w", err)
}

type byteReader struct{ left []byte }

func (b *byteReader) Read(p []byte) (int, error) {
	if len(b.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, b.left)
	b.left = b.left[n:]
	return n, nil
}

// adder adds up the records of a day.
type adder struct {
	records []record
	at      map[string]int
	most    int
	item    []byte
	unit    string // of the last row, which is mostly that of the next
}

func (a *adder) read(from io.Reader) error {
	r := bufio.NewReaderSize(from, 1<<16)
	for {
		item, err := a.text(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		i, ok := a.at[string(item)]
		if !ok {
			if i = len(a.records); i == a.most {
				return errManyEntries
			}
			name := string(item)
			a.records, a.at[name] = append(a.records, record{item: name}), i
		}
		if err := a.amounts(r, &a.records[i], ok); err != nil {
			return err
		}
	}
}

// text reads into a buffer that the next call uses again.
func (a *adder) text(r *bufio.Reader) ([]byte, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	a.item = slices.Grow(a.item[:0], int(n))[:n]
	_, err = io.ReadFull(r, a.item)
	return a.item, err
}

// amounts adds a row to its sum. A quantity is known where that of each row is, in one unit.
func (a *adder) amounts(r *bufio.Reader, sum *record, more bool) error {
	nanos, err := binary.ReadVarint(r)
	if err != nil {
		return err
	}
	sum.nanos += nanos // checked by reading.checkTotals
	known, err := r.ReadByte()
	if err != nil {
		return err
	}
	if known == 0 {
		sum.quantity, sum.unit, sum.measured = 0, "", false
		return nil
	}
	quantity, err := binary.ReadVarint(r)
	if err != nil {
		return err
	}
	unit, err := a.text(r)
	switch {
	case err != nil:
		return err
	case !more:
		if string(unit) != a.unit {
			a.unit = string(unit)
		}
		sum.quantity, sum.unit, sum.measured = quantity, a.unit, true
	case !sum.measured || sum.unit != string(unit) || overflows(sum.quantity, quantity):
		sum.quantity, sum.unit, sum.measured = 0, "", false
	default:
		sum.quantity += quantity
	}
	return nil
}

func overflows(a, b int64) bool {
	sum := a + b
	return (sum > a) != (b > 0) && b != 0
}

func quantityText(millionths int64) string { return decimal.New(millionths, -quantityPlaces).String() }
