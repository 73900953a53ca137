package gateway

import (
	"bytes"
	"io"

	"outlay/backend/meter"
)

// A stream has hundreds of events and tells what it used in one or two. Reading each of them
// would cost more than all the rest of a gateway does, so that events are first looked at as
// bytes: what cannot tell anything is not read.

// whole cuts a stream into batches of whole events.
type whole struct {
	held    []byte // the beginning of an event, behind what was taken
	taken   int
	through bool // an event was too large to be held: from then on all pieces pass as they come
}

// longest is the largest event that is held.
const longest = 64 << 10

// next returns the whole events that p completes, empty where it completes none. What it returns
// is good until the next call.
func (e *whole) next(p []byte) []byte {
	if e.through {
		return p
	}
	e.held, e.taken = append(e.held[:0], e.held[e.taken:]...), 0
	if len(e.held) == 0 {
		end := ended(p)
		e.held = append(e.held, p[end:]...)
		return p[:end]
	}
	e.held = append(e.held, p...)
	e.taken = ended(e.held)
	if e.taken == 0 && len(e.held) > longest {
		e.through, e.taken = true, len(e.held)
	}
	return e.held[:e.taken]
}

// last returns what the stream ended with.
func (e *whole) last() []byte { return e.held[e.taken:] }

// ended returns where the last event that is whole ends, 0 where none is.
func ended(p []byte) int {
	if bytes.HasSuffix(p, []byte("\n\n")) || bytes.HasSuffix(p, []byte("\n\r\n")) {
		return len(p)
	}
	for _, blank := range []string{"\n\n", "\n\r\n", "\r\r"} {
		if at := bytes.LastIndex(p, []byte(blank)); at >= 0 {
			return at + len(blank)
		}
	}
	return 0
}

// skimmer gives a meter the events that can tell it something: the first ones, which name the
// model, and those that name a usage.
type skimmer struct {
	whole
	to    io.Writer
	begun bool
}

// Write implements [io.Writer].
func (s *skimmer) Write(p []byte) (int, error) {
	batch := s.next(p)
	switch {
	case s.through:
		_, _ = s.to.Write(batch)
	case len(batch) > 0 && (!s.begun || tells(batch)):
		s.each(batch)
	}
	return len(p), nil
}

// each looks at every event of a batch. One that is cut at another blank line than the vendor's
// is longer, and says the same.
func (s *skimmer) each(batch []byte) {
	for len(batch) > 0 {
		var event []byte
		event, batch = first(batch)
		if !s.begun || tells(event) {
			s.begun = s.begun || bytes.Contains(event, []byte(`"model"`))
			_, _ = s.to.Write(event)
		}
	}
}

// first cuts the first event off a batch.
func first(batch []byte) (event, rest []byte) {
	if at := bytes.Index(batch, []byte("\n\n")); at >= 0 {
		return batch[:at+2], batch[at+2:]
	}
	return batch, nil
}

// end gives the meter what the stream ended with.
func (s *skimmer) end() {
	if rest := s.last(); len(rest) > 0 {
		_, _ = s.to.Write(rest)
	}
}

// tells says that events name a usage which is not null.
func tells(events []byte) bool {
	for {
		at := bytes.Index(events, []byte(`"usage`))
		if at < 0 {
			return false
		}
		events = events[at+len(`"usage`):]
		if !bytes.HasPrefix(events, []byte(`":null`)) && !bytes.HasPrefix(events, []byte(`": null`)) {
			return true
		}
	}
}

// extracted passes a stream on without what is in it only because the usage was asked for: its
// chunk, which the stripper takes out, and the word in each event that it is still to come.
type extracted struct {
	whole
	strip io.WriteCloser // passes events on to plain
	plain *unasked
}

// extract returns one that writes to w.
func extract(w io.Writer) *extracted {
	plain := &unasked{w: w}
	return &extracted{strip: meter.NewStripper(plain), plain: plain}
}

// Write implements [io.Writer].
func (x *extracted) Write(p []byte) (int, error) {
	batch := x.next(p)
	if x.through {
		_, err := x.strip.Write(batch)
		return len(p), err
	}
	if !chosen(batch) {
		_, err := x.plain.Write(batch)
		return len(p), err
	}
	for len(batch) > 0 {
		var event []byte
		event, batch = first(batch)
		var to io.Writer = x.plain
		if chosen(event) {
			to = x.strip
		}
		if _, err := to.Write(event); err != nil {
			return len(p), err
		}
	}
	return len(p), nil
}

// chosen says that the chunk which is taken out may be among these events.
func chosen(events []byte) bool {
	return bytes.Contains(events, []byte(`"choices":[]`)) || bytes.Contains(events, []byte(`"choices": []`))
}

// Close implements [io.Closer].
func (x *extracted) Close() error {
	if _, err := x.strip.Write(x.last()); err != nil {
		return err
	}
	return x.strip.Close()
}

// unasked takes out of whole events the word that the usage is still to come. In a text inside
// of one a quote is written otherwise.
type unasked struct {
	w    io.Writer
	left []byte
}

// Write implements [io.Writer].
func (u *unasked) Write(events []byte) (int, error) {
	if len(events) == 0 {
		return 0, nil
	}
	n := len(events)
	u.left = u.left[:0]
	for {
		at, end := toCome(events)
		if at < 0 {
			break
		}
		u.left, events = append(u.left, events[:at]...), events[end:]
	}
	if len(u.left) > 0 {
		u.left = append(u.left, events...)
		events = u.left
	}
	_, err := u.w.Write(events)
	return n, err
}

// toCome returns where the word stands, -1 where it does not.
func toCome(events []byte) (at, end int) {
	for from := 0; ; {
		at := bytes.Index(events[from:], []byte(`"usage":`))
		if at < 0 {
			return -1, -1
		}
		at += from
		from = at + len(`"usage":`)
		rest := bytes.TrimPrefix(events[from:], []byte(" "))
		before := bytes.TrimSuffix(events[:at], []byte(" "))
		if bytes.HasPrefix(rest, []byte("null")) && bytes.HasSuffix(before, []byte(",")) {
			return len(before) - 1, len(events) - len(rest) + len("null")
		}
	}
}
