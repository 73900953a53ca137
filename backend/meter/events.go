package meter

import "bytes"

// lines takes a stream of server-sent events apart: data lines of an event go to each, in
// pieces. Comments, names of events and whatever else there is are passed over.
type lines struct {
	each func(data []byte, begins, ends bool)

	state    state
	start    []byte // the first bytes of a line, until it is known what it is
	inEvent  bool   // an event has begun
	returned bool   // the last byte was a carriage return
}

type state int

const (
	atStart state = iota // of a line
	inData               // of a data line
	inOther              // of a line that says nothing about usage
)

var field = []byte("data:")

func (l *lines) write(p []byte) {
	for len(p) > 0 {
		if l.returned && p[0] == '\n' { // the second half of a line end
			l.returned = false
			p = p[1:]
			continue
		}
		l.returned = false
		switch l.state {
		case atStart:
			p = l.begin(p)
		default:
			p = l.rest(p)
		}
	}
}

// begin reads the first bytes of a line.
func (l *lines) begin(p []byte) []byte {
	b := p[0]
	if b == '\n' || b == '\r' {
		l.returned = b == '\r'
		if len(l.start) == 0 {
			l.dispatch()
		}
		l.start = l.start[:0]
		return p[1:]
	}
	l.start = append(l.start, b)
	switch {
	case bytes.Equal(l.start, field):
		l.state, l.start = inData, l.start[:0]
		if l.inEvent {
			l.each([]byte("\n"), false, false)
		} else {
			l.each(nil, true, false)
		}
		l.inEvent = true
	case !bytes.HasPrefix(field, l.start):
		l.state, l.start = inOther, l.start[:0]
	}
	return p[1:]
}

// rest reads a line to its end.
func (l *lines) rest(p []byte) []byte {
	end := bytes.IndexAny(p, "\r\n")
	piece := p
	if end >= 0 {
		piece = p[:end]
	}
	if l.state == inData && len(piece) > 0 {
		l.each(piece, false, false)
	}
	if end < 0 {
		return nil
	}
	l.returned = p[end] == '\r'
	l.state = atStart
	return p[end+1:]
}

// dispatch is the blank line that ends an event.
func (l *lines) dispatch() {
	if l.inEvent {
		l.inEvent = false
		l.each(nil, false, true)
	}
}
