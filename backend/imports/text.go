package imports

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"unicode/utf16"
	"unicode/utf8"
)

// source is an open file, read as UTF-8, whose content is hashed while it is read.
type source struct {
	file *os.File
	hash hash.Hash
	text io.Reader
}

func (s *source) close() { _ = s.file.Close() }

// notTables are files that people choose instead of a table, by how they begin.
var notTables = []struct{ begins, is string }{
	{"PK\x03\x04", "it is a spreadsheet or an archive, not a text; export it as CSV"},
	{"\xd0\xcf\x11\xe0", "it is an old spreadsheet, not a text; export it as CSV"},
	{"%PDF", "it is a PDF; type its total in as an invoice, or export the usage as CSV"},
	{"\x1f\x8b", "it is compressed; unpack it first"},
}

// openText opens a file in UTF-8, with or without a byte order mark, or in UTF-16 with one.
func openText(path string, content hash.Hash) (*source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, cannot(err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is a folder or a device, not a file", ErrFile)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, cannot(err)
	}
	raw := bufio.NewReaderSize(io.TeeReader(file, content), 1<<16)
	text, err := decoded(raw)
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return &source{file, content, text}, nil
}

// cannot leaves the folders out of what the system says.
func cannot(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("%w: %w", ErrFile, err)
}

func decoded(raw *bufio.Reader) (io.Reader, error) {
	begins, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, cannot(err)
	}
	for _, other := range notTables {
		if bytes.HasPrefix(begins, []byte(other.begins)) {
			return nil, fmt.Errorf("%w: %s", ErrFile, other.is)
		}
	}
	switch {
	case bytes.HasPrefix(begins, []byte("\xef\xbb\xbf")):
		_, err := raw.Discard(3)
		return raw, err
	case bytes.HasPrefix(begins, []byte("\xff\xfe")):
		_, err := raw.Discard(2)
		return &utf16Reader{raw: raw, order: binary.LittleEndian}, err
	case bytes.HasPrefix(begins, []byte("\xfe\xff")):
		_, err := raw.Discard(2)
		return &utf16Reader{raw: raw, order: binary.BigEndian}, err
	}
	return raw, nil
}

// utf16Reader reads UTF-16 as UTF-8. Half a character becomes a byte that UTF-8 does not
// have, so that whoever checks the text finds it and its line.
type utf16Reader struct {
	raw   *bufio.Reader
	order binary.ByteOrder
	left  []byte // decoded and not read yet
	held  rune   // a unit that was read ahead,
	has   bool   // where there is one
}

const invalidByte = 0xff

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.left) < len(p) && len(u.left) < 4096 {
		r, err := u.unit()
		if err != nil {
			if len(u.left) > 0 && errors.Is(err, io.EOF) {
				break
			}
			return 0, err
		}
		if err := u.decode(r); err != nil {
			return 0, err
		}
	}
	n := copy(p, u.left)
	u.left = u.left[:copy(u.left, u.left[n:])]
	return n, nil
}

func (u *utf16Reader) decode(r rune) error {
	if !utf16.IsSurrogate(r) {
		u.left = utf8.AppendRune(u.left, r)
		return nil
	}
	low, err := u.unit()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if pair := utf16.DecodeRune(r, low); err == nil && pair != utf8.RuneError {
		u.left = utf8.AppendRune(u.left, pair)
		return nil
	}
	u.left = append(u.left, invalidByte)
	if err == nil {
		u.held, u.has = low, true
	}
	return nil
}

// unit returns the next 16 bits. Half of them at the end of the file are no character.
func (u *utf16Reader) unit() (rune, error) {
	if u.has {
		u.has = false
		return u.held, nil
	}
	var two [2]byte
	_, err := io.ReadFull(u.raw, two[:])
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return 0xd800, nil
	}
	return rune(u.order.Uint16(two[:])), err
}

// mostOfARow is how long a row may be: a quote that never closes must not fill the memory.
const mostOfARow = 1 << 20

var errLongRow = errors.New("a row is longer than a megabyte")

// bounded reads at most so much before the next row is announced.
type bounded struct {
	from io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongRow
	}
	n, err := b.from.Read(p)
	b.left -= n
	return n, err
}
