package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"outlay/backend/meter"
)

// What is held in memory of requests, to ask the vendor for usage: of one, and of all at once. A
// request beyond is forwarded as it is, and may go unreported.
const (
	maxHeld = 32 << 20
	allHeld = 64 << 20
)

// errClient says that a request's body could not be read from the client.
var errClient = errors.New("the client broke off")

// outgoing makes the request to the vendor; where it cannot, it answers itself.
func (c *call) outgoing(ctx context.Context) (*http.Request, bool) {
	if c.r.ContentLength > maxBody {
		c.failed(&http.MaxBytesError{Limit: maxBody})
		return nil, false
	}
	out := (&http.Request{
		Method: c.r.Method, URL: c.url(), Host: c.door.target.Host, Header: c.headers(), ContentLength: c.r.ContentLength,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	c.door.vendor.Meter.Auth(out, c.key)
	if c.r.ContentLength == 0 {
		return out, true
	}
	body := &upload{http.MaxBytesReader(c.w, c.r.Body, maxBody), c.watch}
	out.Body = body
	if !c.asks() {
		return out, true
	}
	if err := c.askFor(out, body); err != nil {
		c.release(out)
		c.failed(err)
		return nil, false
	}
	return out, true
}

// url is where the request goes: the account's host, whatever the caller wrote.
func (c *call) url() *url.URL {
	target := c.door.target
	_, escaped, _ := strings.Cut(strings.TrimPrefix(c.r.URL.EscapedPath(), "/"), "/")
	u := &url.URL{Scheme: target.Scheme, Host: target.Host, RawQuery: c.r.URL.RawQuery}
	u.Path = strings.TrimSuffix(target.Path, "/") + c.rest
	u.RawPath = strings.TrimSuffix(target.EscapedPath(), "/") + "/" + escaped
	return u
}

// asks says that the request may be one whose answer has no usage unless it is asked for.
func (c *call) asks() bool {
	if !c.ask || c.r.ContentLength > maxHeld || c.r.Header.Get("Content-Encoding") != "" {
		return false
	}
	kind, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}

// askFor reads the request and asks for usage in it. What is too large is left as it is: what was
// read of it, and the rest behind.
func (c *call) askFor(out *http.Request, body *upload) error {
	held, whole, err := c.hold(body)
	out.Body = &heldBody{Reader: bytes.NewReader(held), n: int64(cap(held))}
	if err != nil {
		return err
	}
	if !whole {
		out.Body = &heldBody{Reader: io.MultiReader(bytes.NewReader(held), body), n: int64(cap(held))}
		return nil
	}
	changed, added := meter.AskForUsage(c.shape, held)
	c.asked = added
	if added {
		held = changed
		out.Header["Accept-Encoding"] = []string{"identity"} // a chunk is taken out again, of what can be read
	}
	out.ContentLength = int64(len(held))
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(held)), nil }
	out.Body = &heldBody{Reader: bytes.NewReader(held), n: out.Body.(*heldBody).n}
	return nil
}

// heldBody remembers how many bytes are held for it.
type heldBody struct {
	io.Reader
	n int64
}

// Close implements [io.Closer].
func (*heldBody) Close() error { return nil }

// release gives back what was held for a request.
func (c *call) release(out *http.Request) {
	if body, ok := out.Body.(*heldBody); ok {
		c.g.held.Add(-body.n)
	}
}

// hold reads a body into memory as far as there is room. The room is taken before it is filled.
func (c *call) hold(body io.Reader) (held []byte, whole bool, err error) {
	size := c.r.ContentLength
	if size < 0 {
		size = 16 << 10
	}
	if !c.room(size + 1) {
		return nil, false, nil
	}
	held = make([]byte, 0, size+1)
	for {
		n, err := body.Read(held[len(held):cap(held)])
		held = held[:len(held)+n]
		switch {
		case errors.Is(err, io.EOF):
			return held, true, nil
		case err != nil:
			return held, false, err
		case len(held) < cap(held):
			continue
		}
		if cap(held) >= maxHeld || !c.room(int64(cap(held))) {
			return held, false, nil
		}
		larger := make([]byte, len(held), 2*cap(held))
		copy(larger, held)
		held = larger
	}
}

// room takes n bytes of what may be held, or says that there are not as many.
func (c *call) room(n int64) bool {
	if c.g.held.Add(n) > allHeld {
		c.g.held.Add(-n)
		return false
	}
	return true
}

// upload is a request's body on its way; its errors are the client's.
type upload struct {
	io.ReadCloser
	watch *watch
}

// Read implements [io.Reader].
func (u *upload) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	if n > 0 {
		u.watch.alive()
	}
	var tooLarge *http.MaxBytesError
	if err == nil || errors.Is(err, io.EOF) || errors.As(err, &tooLarge) {
		return n, err
	}
	return n, fmt.Errorf("%w: %w", errClient, err)
}
