package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// longestLine is how long the line with a secret may be.
const longestLine = 64 << 10

// readSecret returns the first line of standard input. Where that is a terminal it asks for
// it, by the name of what, and shows nothing of what is typed.
func (t *terminal) readSecret(ctx context.Context, what string) (string, error) {
	type answer struct {
		line []byte
		err  error
	}
	read := func() ([]byte, error) { return firstLine(t.in) }
	if file, ok := t.in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		before, err := term.GetState(int(file.Fd()))
		if err != nil {
			return "", fmt.Errorf("read the %s: %w", what, err)
		}
		defer func() { _ = term.Restore(int(file.Fd()), before) }() // also where ctx ends first
		_, _ = fmt.Fprintf(t.err, "%s (not shown): ", what)
		defer func() { _, _ = fmt.Fprintln(t.err) }()
		read = func() ([]byte, error) { return term.ReadPassword(int(file.Fd())) }
	}
	done := make(chan answer, 1)
	go func() {
		line, err := read()
		done <- answer{line, err}
	}()
	select {
	case <-ctx.Done(): // the read goes on until the program ends, which is now
		return "", ctx.Err()
	case a := <-done:
		if a.err != nil && !errors.Is(a.err, io.EOF) { // nothing typed is an empty line
			return "", a.err
		}
		t.secret = string(bytes.TrimSpace(a.line))
		return string(a.line), nil
	}
}

// firstLine reads one line without its end and without the mark that some editors put before.
func firstLine(in io.Reader) ([]byte, error) {
	line, err := bufio.NewReader(io.LimitReader(in, longestLine+1)).ReadBytes('\n')
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	if len(line) > longestLine {
		return nil, usage("the first line of standard input is longer than %d KiB; give the key alone", longestLine>>10)
	}
	return bytes.TrimPrefix(bytes.TrimRight(line, "\r\n"), []byte("\uFEFF")), nil
}
