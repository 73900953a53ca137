package meter

import (
	"compress/gzip"
	"io"
)

// unpacker unpacks what it is given and hands it on, beside whoever writes. What is broken ends
// quietly: nothing more is reported.
type unpacker struct {
	into  *io.PipeWriter
	ended chan struct{}
}

func unpack(take func([]byte)) *unpacker {
	from, into := io.Pipe()
	u := &unpacker{into, make(chan struct{})}
	go func() {
		defer close(u.ended)
		defer func() { _ = from.Close() }() // whoever writes is not held up
		plain, err := gzip.NewReader(from)
		if err != nil {
			return
		}
		buffer := make([]byte, 16<<10)
		for {
			n, err := plain.Read(buffer)
			take(buffer[:n])
			if err != nil {
				return
			}
		}
	}()
	return u
}

func (u *unpacker) write(p []byte) { _, _ = u.into.Write(p) }

// end returns when all was handed on.
func (u *unpacker) end() {
	_ = u.into.Close()
	<-u.ended
}
