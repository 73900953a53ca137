package gateway

import (
	"bytes"
	"io"
	"strings"
)

// mask passes text on with a secret in it made of asterisks, as many as it had letters: lengths
// that were announced stay true. What could be the beginning of the secret is held until the
// next piece shows whether it is; no text of a vendor ends in one, so nothing ever waits.
type mask struct {
	w      io.Writer
	secret string
	held   []byte
}

// Write implements [io.Writer].
func (m *mask) Write(p []byte) (int, error) {
	n := len(p)
	if len(m.held) > 0 {
		p = append(m.held, p...)
		m.held = nil
	}
	if bytes.Contains(p, []byte(m.secret)) {
		p = bytes.ReplaceAll(p, []byte(m.secret), []byte(strings.Repeat("*", len(m.secret))))
	}
	if keep := m.beginning(p); keep > 0 {
		m.held = bytes.Clone(p[len(p)-keep:])
		p = p[:len(p)-keep]
	}
	if len(p) == 0 {
		return n, nil
	}
	_, err := m.w.Write(p)
	return n, err
}

// beginning returns how many of the last bytes are the first ones of the secret.
func (m *mask) beginning(p []byte) int {
	for keep := min(len(m.secret)-1, len(p)); keep > 0; keep-- {
		if tail := p[len(p)-keep:]; tail[0] == m.secret[0] && string(tail) == m.secret[:keep] {
			return keep
		}
	}
	return 0
}

// end passes on what was held: nothing follows that would make it the secret.
func (m *mask) end() error {
	if len(m.held) == 0 {
		return nil
	}
	_, err := m.w.Write(m.held)
	m.held = nil
	return err
}
