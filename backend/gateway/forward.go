package gateway

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"outlay/backend/account"
	"outlay/backend/meter"
	"outlay/backend/provider"
	"outlay/backend/vault"
)

// newWire returns the transport of a gateway: connections are kept, because each call would
// otherwise wait for a handshake; nothing is unpacked on the way; TLS 1.2 or newer.
func newWire(quiet time.Duration) *http.Transport {
	if quiet == 0 {
		quiet = silence
	}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           512,
		MaxIdleConnsPerHost:    128,
		IdleConnTimeout:        90 * time.Second,
		ResponseHeaderTimeout:  quiet,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		DisableCompression:     true,
	}
}

// shortest is how long a key is at least that nobody could guess.
const shortest = 16

// call is one request on its way.
type call struct {
	g     *Gateway
	w     http.ResponseWriter
	r     *http.Request
	door  *door
	token *token
	rest  string // the path below the account's address, decoded
	shape meter.Shape
	known bool // a route says what the path is; where it has no shape, the call is free
	ask   bool // a stream has no usage unless it is asked for
	key   string
	asked bool // for usage that the client did not ask for
	// secret is the key where it is one: what some programs take for a key, such as EMPTY, is
	// a word that texts hold.
	secret string

	watch  *watch
	reader *meter.Reader // nil where the answer is not read
	skim   *skimmer      // what the reader is given of a stream; nil where it is given all
	how    outcome
	tried  bool // the vendor was asked
}

// ServeHTTP implements [http.Handler].
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.under.RLock()
	defer g.under.RUnlock()
	c := &call{g: g, w: w, r: r}
	if !c.ours() || !c.find() || !c.admitted() || !c.allowed() {
		return
	}
	c.forward()
}

// ours refuses what no program on this machine that was set up for the gateway sends: another
// name than this machine's (which a page in a browser could be made to use), a browser's
// preflight, other protocols.
func (c *call) ours() bool {
	switch {
	case !(*c.g.origins.Load())[strings.ToLower(c.r.Host)]:
		refuse(c.w, http.StatusForbidden, "Outlay's gateway answers to 127.0.0.1, localhost and [::1] with its own port alone.")
	case c.r.Method == http.MethodOptions && c.r.Header.Get("Origin") != "":
		refuse(c.w, http.StatusForbidden, "Outlay's gateway does not serve web pages.")
	case c.r.Method == http.MethodConnect || c.r.Method == http.MethodTrace || c.r.Method == http.MethodOptions:
		refuse(c.w, http.StatusMethodNotAllowed, "Outlay's gateway does not forward "+c.r.Method+".")
	case c.r.Header.Get("Upgrade") != "":
		refuse(c.w, http.StatusNotImplemented, "Outlay's gateway does not forward other protocols such as WebSocket.")
	default:
		return true
	}
	return false
}

// find finds the account that the path begins with.
func (c *call) find() bool {
	name, rest, _ := strings.Cut(strings.TrimPrefix(c.r.URL.Path, "/"), "/")
	// An encoded slash or dot is no part of any account's name.
	raw, _, _ := strings.Cut(strings.TrimPrefix(c.r.URL.EscapedPath(), "/"), "/")
	door, found := c.g.doors.Load().byName[name]
	switch {
	case raw != name || !strings.HasPrefix(c.r.URL.Path, "/"):
		refuse(c.w, http.StatusBadRequest, "This is no address of Outlay's gateway.")
		return false
	case found && door == nil:
		refuse(c.w, http.StatusNotFound, "Two accounts have this name. Use the account's id, or rename one of them in Outlay.")
		return false
	case !found:
		refuse(c.w, http.StatusNotFound, "Outlay's gateway has no account of this name. Copy the address from Outlay.")
		return false
	}
	c.door, c.rest = door, "/"+rest
	if strays(c.rest) {
		c.refuse(http.StatusBadRequest, "The path has parts such as .. that Outlay's gateway does not forward.")
		return false
	}
	return true
}

// strays says that a decoded path leads elsewhere than it says, here or at the vendor.
func strays(path string) bool {
	if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
		return true
	}
	for segment := range strings.SplitSeq(path, "/") {
		// A segment may be encoded twice: the vendor may decode it once more.
		if plain, err := url.PathUnescape(segment); err == nil && plain != segment && (plain == "." || plain == ".." || strings.ContainsAny(plain, `/\`)) {
			return true
		}
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// admitted checks the token.
func (c *call) admitted() bool {
	presented := c.door.vendor.Meter.ClientToken(c.r)
	found, ok := c.door.admits(presented)
	switch {
	case presented == "":
		c.refuse(http.StatusUnauthorized, "A gateway token is missing. Make one in Outlay and use it in place of the key.")
	case ok && found.RevokedAt != nil:
		c.refuse(http.StatusUnauthorized, "This gateway token was revoked. Make another in Outlay.")
	case !ok && !strings.HasPrefix(presented, prefix):
		c.refuse(http.StatusUnauthorized, "This is no gateway token. Make one in Outlay and use it in place of the key; the key itself stays there.")
	case !ok:
		c.refuse(http.StatusUnauthorized, "This gateway token is not one of this account's. Make one for it in Outlay.")
	case strings.Contains(c.r.URL.RawQuery, presented):
		c.refuse(http.StatusBadRequest, "The gateway token stands in the address too, where others can read it. Send it in the header alone.")
	default:
		c.token = found
		return true
	}
	return false
}

// allowed asks the guard, and keeps closed what no caller of models needs.
func (c *call) allowed() bool {
	clean := path.Clean(strings.ToLower(c.rest))
	for _, closed := range c.door.vendor.Meter.Closed {
		if clean == closed || strings.HasPrefix(clean, closed+"/") {
			c.refuse(http.StatusForbidden, "Outlay's gateway forwards calls to models, and nothing below "+closed+".")
			return false
		}
	}
	if c.r.Method != http.MethodPost {
		return true
	}
	c.match(path.Clean(c.rest))
	if c.known && c.shape == "" {
		return true
	}
	now := c.g.Now()
	stop := c.g.guard.check(c.door, c.token, &c.g.tally, now)
	if stop == nil {
		return true
	}
	seconds := max((stop.until.Sub(now)+time.Second-1)/time.Second, 1)
	c.w.Header().Set("Retry-After", strconv.Itoa(int(seconds)))
	if seconds > 60 {
		c.w.Header().Set("X-Should-Retry", "false") // which the SDKs of OpenAI and Anthropic heed
	}
	c.refuse(http.StatusTooManyRequests, stop.reason)
	return false
}

func (c *call) match(clean string) {
	for _, route := range c.door.vendor.Meter.Routes {
		if ok, _ := path.Match(route.Path, clean); ok {
			c.known, c.shape, c.ask = true, meter.Shape(route.Shape), route.Ask
			return
		}
	}
}

// counted says that the call may cost something.
func (c *call) counted() bool {
	return c.r.Method == http.MethodPost && (!c.known || c.shape != "")
}

// forward asks the vendor and copies the answer.
func (c *call) forward() {
	key, err := c.door.open(c.r.Context(), c.g.Accounts)
	if err != nil {
		c.noKey(err)
		return
	}
	c.key, c.how = key, lost
	if len(key) >= shortest {
		c.secret = key
	}
	ctx, cancel := context.WithCancel(c.r.Context())
	defer cancel()
	c.watch = newWatch(c.g.Silence, c.w, cancel)
	defer c.watch.stop()
	defer c.count()
	out, ok := c.outgoing(ctx)
	if !ok {
		c.how = refused
		return
	}
	defer c.release(out)
	c.tried = true
	answer, err := c.g.Wire.RoundTrip(out)
	if err != nil {
		c.failed(err)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	c.watch.alive()
	c.answer(answer)
}

// noKey says why there is no key. The vault's and the accounts' errors are sentences for people.
func (c *call) noKey(err error) {
	c.g.Log.WarnContext(c.r.Context(), "gateway: no key", "account", c.door.account.ID, "error", err.Error())
	switch {
	case errors.Is(err, account.ErrCallKey), errors.Is(err, vault.ErrMissing), errors.Is(err, vault.ErrTampered),
		errors.Is(err, vault.ErrLocked), errors.Is(err, vault.ErrWrongKey):
		c.refuse(http.StatusServiceUnavailable, "Outlay's gateway has no key for this account: "+err.Error())
	case errors.Is(err, account.ErrNotFound):
		c.refuse(http.StatusNotFound, "Outlay's gateway has no such account any more.")
	default:
		c.refuse(http.StatusServiceUnavailable, "Outlay's gateway cannot read this account's key now.")
	}
}

// count adds the call up, whatever became of it.
func (c *call) count() {
	if !c.tried {
		return
	}
	if !c.counted() {
		c.g.tally.touch(c.token.ID, c.g.Now())
		return
	}
	c.g.meter(c.door, c.token, c.told(), c.how)
}

// failed answers where the vendor did not.
func (c *call) failed(err error) {
	var tooLarge *http.MaxBytesError
	var dial *net.OpError
	name := c.door.vendor.Name
	switch {
	case errors.As(err, &tooLarge):
		c.how = refused
		c.refuse(http.StatusRequestEntityTooLarge, fmt.Sprintf("The request is larger than the %d MB that Outlay's gateway forwards.", maxBody>>20))
		return
	case c.watch.fired() || isTimeout(err): // comes first: then the client's connection is cut too
		c.refuse(http.StatusGatewayTimeout, fmt.Sprintf("%s said nothing for %s, and Outlay's gateway gave up.", name, c.g.Silence))
	case c.r.Context().Err() != nil: // the client went away; nobody reads an answer
		return
	case errors.Is(err, errClient):
		c.how = refused
		c.refuse(http.StatusBadRequest, "The request ended before it was whole.")
		return
	default:
		var untrusted *tls.CertificateVerificationError
		if errors.As(err, &untrusted) || (errors.As(err, &dial) && dial.Op != "read" && dial.Op != "write") {
			c.how = refused // it never reached the vendor
		}
		c.refuse(http.StatusBadGateway, name+" could not be reached by Outlay's gateway, or broke off.")
	}
	c.g.Log.WarnContext(c.r.Context(), "gateway: no answer", slog.String("account", c.door.account.ID),
		slog.String("error", c.hide(err.Error())))
}

// hide takes the key out of a text.
func (c *call) hide(text string) string {
	if c.secret == "" {
		return text
	}
	return strings.ReplaceAll(text, c.secret, "[key]")
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// answer copies the vendor's answer, piece by piece.
func (c *call) answer(answer *http.Response) {
	if c.leadsAway(answer) {
		return
	}
	c.how = answered
	if answer.StatusCode >= http.StatusBadRequest {
		c.how = refused
		c.unpack(answer)
	}
	header := answer.Header
	c.clean(header)
	if c.shape != "" && c.counted() {
		c.reader = meter.NewReader(c.shape, header.Get("Content-Type"), header.Get("Content-Encoding"))
	}
	events := strings.HasPrefix(header.Get("Content-Type"), "text/event-stream")
	if c.reader != nil && events && packing(header) == "" {
		c.skim = &skimmer{to: c.reader}
	}
	stripped := c.asked && events && packing(header) == ""
	if stripped || answer.ContentLength < 0 {
		header.Del("Content-Length")
	}
	to := c.w.Header()
	for name, values := range header {
		to[name] = values
	}
	trailers := announce(to, answer.Trailer)
	c.w.WriteHeader(answer.StatusCode)
	live := events || answer.ContentLength < 0
	flush := c.flusher()
	if events {
		flush()
	}
	if !live {
		flush = func() {}
	}
	if err := c.copy(answer.Body, events, stripped, packing(header) == "", flush); err != nil {
		// The status is sent; only a connection that breaks off says that the answer is not whole.
		panic(http.ErrAbortHandler)
	}
	c.trail(trailers, answer.Trailer)
}

// leadsAway refuses a redirect: the client would follow it past the gateway, with its token.
func (c *call) leadsAway(answer *http.Response) bool {
	if answer.Header.Get("Location") == "" || answer.StatusCode < 300 || answer.StatusCode > 399 {
		return false
	}
	c.how = refused
	c.refuse(http.StatusBadGateway, c.door.vendor.Name+" answered with a redirect, which Outlay's gateway does not follow.")
	return true
}

// unpack opens a packed refusal: vendors repeat keys in their words, and a packed one could not
// be seen.
func (c *call) unpack(answer *http.Response) {
	if packing(answer.Header) != "gzip" {
		return
	}
	body, err := gzip.NewReader(answer.Body)
	if err != nil {
		answer.Body = io.NopCloser(strings.NewReader(""))
	} else {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{body, answer.Body}
	}
	answer.Header.Del("Content-Encoding")
	answer.Header.Del("Content-Length")
	answer.ContentLength = -1
}

func packing(header http.Header) string {
	if text := strings.ToLower(strings.TrimSpace(header.Get("Content-Encoding"))); text != "identity" {
		return text
	}
	return ""
}

func (c *call) flusher() func() {
	f, ok := c.w.(http.Flusher)
	if !ok {
		return func() {}
	}
	return f.Flush
}

// Pieces of a stream are small, and a thousand streams have a buffer each.
var (
	small = sync.Pool{New: func() any { b := make([]byte, 4<<10); return &b }}
	large = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}
)

// copy writes each piece as it comes, and gives the meter one too. An error says that the
// answer is not whole; where the client went away, nobody is told.
func (c *call) copy(from io.Reader, events, stripped, plain bool, flush func()) error {
	pool := &large
	if events {
		pool = &small
	}
	buffer := pool.Get().(*[]byte)
	defer pool.Put(buffer)
	var to io.Writer = c.w
	var hider *mask
	if plain && c.secret != "" {
		hider = &mask{w: c.w, secret: c.secret}
		to = hider
	}
	var stripper io.WriteCloser
	if stripped {
		stripper = extract(to)
		to = stripper
	}
	for {
		n, err := from.Read(*buffer)
		if n > 0 {
			c.watch.alive()
			c.see((*buffer)[:n])
			if _, failed := to.Write((*buffer)[:n]); failed != nil {
				return failed
			}
			if err == nil {
				flush()
			}
		}
		if err == nil {
			continue
		}
		if stripper != nil {
			if failed := stripper.Close(); failed != nil {
				return failed
			}
		}
		if hider != nil {
			if failed := hider.end(); failed != nil {
				return failed
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		c.flusher()() // what came is passed on
		return err
	}
}

// see shows the meter what passes. Whatever is wrong with the meter, the answer goes on.
func (c *call) see(piece []byte) {
	if c.reader == nil {
		return
	}
	defer func() {
		if recover() != nil {
			c.reader = nil
			c.g.Log.Error("gateway: the meter failed on an answer", "account", c.door.account.ID, "shape", string(c.shape))
		}
	}()
	if c.skim != nil {
		_, _ = c.skim.Write(piece)
		return
	}
	_, _ = c.reader.Write(piece)
}

// told returns what the answer said until now.
func (c *call) told() (used meter.Usage) {
	if c.reader == nil {
		return meter.Usage{}
	}
	defer func() {
		if recover() != nil {
			used = meter.Usage{}
		}
	}()
	if c.skim != nil {
		c.skim.end()
	}
	return c.reader.Close()
}

// refuse answers in the shape of an error of the account's vendor.
func (c *call) refuse(status int, message string) {
	c.door.vendor.Meter.Refuse(c.w, status, message)
}

// refuse answers where no vendor is known.
func refuse(w http.ResponseWriter, status int, message string) {
	provider.RefuseLikeOpenAI(w, status, message)
}
