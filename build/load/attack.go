package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// plan says what is sent where. It is read from standard input, because headers hold tokens and
// other programs see a command line.
type plan struct {
	To          string            `json:"to"` // host:port
	Path        string            `json:"path"`
	Headers     map[string]string `json:"headers"`
	Sort        string            `json:"sort"` // json, sse, sse-unasked or sse-paced
	Connections int               `json:"connections"`
	Seconds     float64           `json:"seconds"` // no call begins later
	Count       int64             `json:"count"`   // or after as many calls; 0 for no such end
	Over        float64           `json:"over"`    // seconds in which the connections begin, one by one
}

// measured is what came of it. All times are of calls, in microseconds.
type measured struct {
	Answers int     `json:"answers"` // all of them right
	Seconds float64 `json:"seconds"` // to the last of them
	Whole   spread  `json:"whole_us"`
	First   spread  `json:"first_us"` // until the first byte of the body
}

type spread struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

// attack sends the requests of a plan, each connection one as soon as the one before is answered.
// The first answer that is not right ends it with an error.
func attack(ctx context.Context, in io.Reader, out io.Writer) error {
	var p plan
	if err := json.NewDecoder(in).Decode(&p); err != nil {
		return fmt.Errorf("the plan: %w", err)
	}
	body, known := requests[p.Sort]
	if !known || p.Connections < 1 || (p.Seconds <= 0 && p.Count <= 0) {
		return fmt.Errorf("the plan of %q: it needs a sort (%s, %s, %s or %s), connections, and seconds or a count", p.Sort, whole, asked, unasked, paced)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	crowd := &crowd{to: p.To, request: p.request(body), answer: answers()[p.Sort], left: p.Count, counted: p.Count > 0}
	clients := make([]client, p.Connections)
	var all sync.WaitGroup
	began := time.Now()
	if p.Seconds > 0 {
		crowd.until = began.Add(seconds(p.Seconds))
	}
	for i := range clients {
		all.Go(func() {
			wait(ctx, seconds(p.Over)*time.Duration(i)/time.Duration(len(clients)))
			if err := clients[i].work(ctx, crowd); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(sum(clients, took))
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (p plan) request(body string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", p.Path, p.To, len(body))
	for _, name := range slices.Sorted(maps.Keys(p.Headers)) {
		fmt.Fprintf(&b, "%s: %s\r\n", name, p.Headers[name])
	}
	return []byte(b.String() + "\r\n" + body)
}

func sum(clients []client, took time.Duration) measured {
	var whole, first []time.Duration
	for i := range clients {
		whole, first = append(whole, clients[i].whole...), append(first, clients[i].first...)
	}
	return measured{Answers: len(whole), Seconds: took.Seconds(), Whole: spreadOf(whole), First: spreadOf(first)}
}

// spreadOf takes the nearest rank.
func spreadOf(all []time.Duration) spread {
	if len(all) == 0 {
		return spread{}
	}
	slices.Sort(all)
	at := func(percent int) float64 {
		return float64(all[(len(all)-1)*percent/100].Nanoseconds()) / 1000
	}
	return spread{at(50), at(99)}
}

// crowd is what all clients of an attack have in common.
type crowd struct {
	to              string
	request, answer []byte
	until           time.Time
	counted         bool
	left            int64 // calls to begin, where they are counted
}

// more says whether another call is to be sent.
func (c *crowd) more(ctx context.Context) bool {
	if ctx.Err() != nil || (!c.until.IsZero() && !time.Now().Before(c.until)) {
		return false
	}
	return !c.counted || atomic.AddInt64(&c.left, -1) >= 0
}

// client is one connection.
type client struct {
	reader       *bufio.Reader
	body         []byte // of the answer under way
	whole, first []time.Duration
}

func (c *client) work(ctx context.Context, crowd *crowd) error {
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", crowd.to)
	if err != nil {
		return fmt.Errorf("no connection: %w", err)
	}
	defer func() { _ = connection.Close() }()
	defer context.AfterFunc(ctx, func() { _ = connection.Close() })()
	c.reader = bufio.NewReaderSize(connection, 64<<10)
	for crowd.more(ctx) {
		start := time.Now()
		if _, err := connection.Write(crowd.request); err != nil {
			return fmt.Errorf("a request could not be sent: %w", err)
		}
		first, err := c.read(start)
		if err != nil {
			return fmt.Errorf("after %d answers: %w", len(c.whole), err)
		}
		took := time.Since(start)
		if !bytes.Equal(c.body, crowd.answer) {
			return wrong(c.body, crowd.answer)
		}
		c.whole, c.first = append(c.whole, took), append(c.first, first)
	}
	return nil
}

// wrong says where an answer begins to differ.
func wrong(got, want []byte) error {
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	return fmt.Errorf("an answer has %d bytes of %d, and differs at byte %d: %.200q instead of %.200q", len(got), len(want), at, got[at:], want[at:])
}

// read reads one answer whole, and returns when its body began.
func (c *client) read(start time.Time) (first time.Duration, err error) {
	length, err := c.head()
	if err != nil {
		return 0, err
	}
	c.body = c.body[:0]
	if _, err := c.reader.Peek(1); err != nil {
		return 0, fmt.Errorf("no body: %w", err)
	}
	first = time.Since(start)
	if length >= 0 {
		return first, c.piece(length)
	}
	return first, c.pieces()
}

// head reads to the body and returns its length, -1 where it comes in chunks.
func (c *client) head() (length int, err error) {
	status, length := "", 0
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return 0, fmt.Errorf("no answer: %w", err)
		}
		if status == "" {
			status = string(line)
			continue
		}
		if len(line) <= len("\r\n") {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			length = -1
		case bytes.EqualFold(name, []byte("Connection")) && bytes.EqualFold(value, []byte("close")):
			return 0, errors.New("the connection is not kept")
		}
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200 ") {
		text, _ := c.reader.Peek(min(c.reader.Buffered(), 300))
		return 0, fmt.Errorf("answered %q: %q", strings.TrimSpace(status), text)
	}
	return length, nil
}

// pieces reads a body that comes in chunks, without trailers.
func (c *client) pieces() error {
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("a stream broke off: %w", err)
		}
		size, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 31)
		if err != nil {
			return fmt.Errorf("a chunk's length: %w", err)
		}
		if err := c.piece(int(size)); err != nil {
			return err
		}
		if err := c.end(); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}

// piece reads n bytes of the body.
func (c *client) piece(n int) error {
	had := len(c.body)
	c.body = slices.Grow(c.body, n)[:had+n]
	if _, err := io.ReadFull(c.reader, c.body[had:]); err != nil {
		return fmt.Errorf("a body broke off: %w", err)
	}
	return nil
}

// end reads the line's end behind a chunk.
func (c *client) end() error {
	line, err := c.reader.ReadSlice('\n')
	if err == nil && len(bytes.TrimSpace(line)) > 0 {
		err = errors.New("a chunk is longer than it says")
	}
	return err
}
