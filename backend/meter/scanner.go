package meter

import (
	"bytes"
	"encoding/json"
)

// wanted are the values that the scanner holds, by their path.
var wanted = map[string]bool{
	"model": true, "service_tier": true, "usage": true, "usageMetadata": true, "modelVersion": true,
	"response.model": true, "response.service_tier": true, "response.usage": true,
	"message.model": true, "message.usage": true, "x_groq.usage": true,
}

// opened are the objects that are looked into.
var opened = map[string]bool{"response": true, "message": true, "x_groq": true}

const (
	longestKey   = 64
	largestValue = 64 << 10 // a usage object has some hundred bytes
)

// scanner walks over one JSON value, in whatever pieces it comes, and holds the wanted values
// of its outermost object and of the opened ones in it. It does not check the JSON: what it
// holds is checked by whoever decodes it.
type scanner struct {
	found map[string]json.RawMessage
	done  bool // the outermost object was closed
	list  bool // the outermost value is a list of such objects

	depth    int
	inString bool
	escaped  bool
	isKey    bool   // the next string in an object is a key
	key      []byte // of the string that is read, or was read last
	path     [2]string
	held     []byte // the value that is being held
	holding  string // its path, "" for none
	from     int    // the depth that it began at
}

func (s *scanner) reset() {
	*s = scanner{key: s.key[:0], held: s.held[:0]}
}

func (s *scanner) write(p []byte) {
	if s.found == nil {
		s.found = map[string]json.RawMessage{}
	}
	for _, b := range p {
		if !s.done || s.list {
			s.next(b)
		}
	}
}

func (s *scanner) next(b byte) {
	if s.inString {
		s.letter(b)
		return
	}
	switch b {
	case '"':
		s.inString = true
		if s.isKey {
			s.key = s.key[:0]
		}
	case '{', '[':
		s.depth++
		s.isKey = b == '{'
		if b == '[' && s.depth == 1 {
			s.depth, s.list = 0, true // a list of answers: the last one counts
		}
	case '}', ']':
		s.hold(b)
		s.leave(b)
		return
	case ':':
		s.name()
		s.isKey = false
		return
	case ',':
		s.ended()
		s.isKey = s.inObject()
	}
	s.hold(b)
}

// letter is a byte inside of a string.
func (s *scanner) letter(b byte) {
	s.hold(b)
	switch {
	case s.escaped:
		s.escaped = false
	case b == '\\':
		s.escaped = true
	case b == '"':
		s.inString = false
		return
	}
	if s.isKey && len(s.key) <= longestKey {
		s.key = append(s.key, b)
	}
}

// inObject says that what follows a comma is a key. Inside of lists that are looked into
// nothing is wanted, so that a string there may be taken for a key: it is never followed by a
// colon at a depth that counts.
func (s *scanner) inObject() bool { return s.depth <= 2 }

// name notes the key before a colon, and begins to hold the value where it is wanted.
func (s *scanner) name() {
	if s.holding != "" {
		s.hold(':')
		return
	}
	if s.depth < 1 || s.depth > 2 {
		return
	}
	name := string(s.key)
	s.path[s.depth-1] = name
	if s.depth == 2 {
		if !opened[s.path[0]] {
			return
		}
		name = s.path[0] + "." + name
	}
	if wanted[name] {
		s.holding, s.from, s.held = name, s.depth, s.held[:0]
	}
}

func (s *scanner) hold(b byte) {
	if s.holding == "" {
		return
	}
	if len(s.held) >= largestValue {
		s.holding = "" // no usage is that long
		return
	}
	s.held = append(s.held, b)
}

// leave closes an object or a list.
func (s *scanner) leave(b byte) {
	if s.depth == 0 {
		return // the list of answers, or no JSON
	}
	s.depth--
	switch {
	case s.holding != "" && s.depth == s.from:
		s.keep(s.held) // the value was an object: this closed it
	case s.holding != "" && s.depth < s.from:
		s.keep(s.held[:len(s.held)-1]) // it was the last of its object, which this closed
	}
	s.isKey = false
	if s.depth <= 0 && b == '}' {
		s.done = true
	}
}

// ended is a comma: a value that is no object or list ends with it.
func (s *scanner) ended() {
	if s.holding != "" && s.depth == s.from {
		s.keep(s.held)
	}
}

func (s *scanner) keep(value []byte) {
	s.found[s.holding] = bytes.TrimSpace(bytes.Clone(value))
	s.holding = ""
}
