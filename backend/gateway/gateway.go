// Package gateway is a proxy on this machine that an app's base URL can point at: it forwards
// calls to the account's vendor, sees what each answer says it used, and so knows what is spent
// while it is spent, of vendors that publish nothing too.
//
// An address is http://127.0.0.1:PORT/<account>/…, where the account is its id or its name in
// small letters and dashes. The caller holds a gateway token; the account's real key is put in
// its place here, and goes to the vendor's own host or to the base URL that the user typed.
//
// The package refuses to listen anywhere but on loopback, and to serve web pages: a name that is
// not this machine's, a preflight of a browser, cookies. It neither keeps nor logs what is said
// in a request or an answer. What the vendor did not report is counted as unreported, what has no
// price as unpriced, and neither as $0.
//
// # Why a copy loop of its own
//
// [httputil.ReverseProxy] fits all purposes. Here each piece of an answer goes to the meter too,
// a stream may lose a chunk that only we asked for, silence has a limit where length has none,
// and the key must not come back. The loop is short, and what is read is written at once.
//
// # Why the sums are kept beside the book
//
// The book replaces whole days, as vendors' answers do. What passed here cannot be asked for
// again, so it is added up in a table of its own, and the days of the book are made from that.
// Both are written every two seconds; a program that is killed loses at most what was metered
// since, and the next one completes the book. The two are separate transactions, because the
// book begins its own: a day that was changed and not yet put is remembered in gateway_due.
//
// # Why some metered days stay out of the book
//
// The gateway knows what passed through it and nothing else. Where the vendor tells the units of
// everything, and Outlay estimates from them, the larger estimate is nearer the truth than the
// smaller part that is exact; by the counting rule the metered part would replace it. So for
// vendors whose first source is an estimate what was metered is shown beside the book.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/price"
	"outlay/backend/provider"
)

var (
	// ErrAddress says that an address is none that the gateway listens on.
	ErrAddress = errors.New("the gateway listens on this machine alone, such as on 127.0.0.1:4141")
	// ErrPort says that another program has the port.
	ErrPort = errors.New("the port is in use")
	// ErrInvalid says that something the user typed cannot be; the text says what and why.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound says that there is no such token.
	ErrNotFound = errors.New("no such gateway token")
)

// Limits of a request, and of silence.
const (
	maxHeader  = 64 << 10
	maxBody    = 100 << 20
	silence    = 10 * time.Minute // neither side says a word: longer than a model thinks
	headerTime = 10 * time.Second
	keepIdle   = 2 * time.Minute // a connection of a client between two requests
	every      = 2 * time.Second // sums are written
	look       = 500 * time.Millisecond
	grace      = 3 * time.Second // calls under way have it to end when the gateway does
)

// Options are what a gateway works with.
type Options struct {
	DB        *database.DB
	Accounts  *account.Store
	Book      ledger.Store
	Providers provider.Registry
	Prices    func() *price.Table // those that hold now
	Now       func() time.Time
	Log       *slog.Logger // nil for none
	// After is called for each account whose entries changed in the book; nil for nothing.
	After func(ctx context.Context, account string)
	// Wire carries requests to vendors; nil for the network.
	Wire http.RoundTripper
	// Silence is how long neither side of a call may say a word, and Every how often sums are
	// written; 0 for ten minutes and for two seconds.
	Silence, Every time.Duration
}

// Gateway forwards and meters. The zero Gateway is of no use; see [New].
type Gateway struct {
	Options
	doors    atomic.Pointer[directory]
	origins  atomic.Pointer[map[string]bool] // the values of Host that are ours
	tally    tally
	guard    guard
	flushing sync.Mutex
	looked   calendar.Day // the day of the last look for days that are due; held by flushing
	held     atomic.Int64 // bytes of request bodies that are held in memory
	under    sync.RWMutex // held for reading by each call
}

// New returns a gateway. Its tokens and sums can be asked for without running it.
func New(o Options) *Gateway {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Wire == nil {
		o.Wire = newWire(o.Silence)
	}
	if o.Silence == 0 {
		o.Silence = silence
	}
	if o.Every == 0 {
		o.Every = every
	}
	g := &Gateway{Options: o}
	g.doors.Store(&directory{})
	g.origins.Store(&map[string]bool{})
	return g
}

// Run listens on addr and serves until ctx ends; then it writes what was metered. It wraps
// [ErrAddress], [ErrPort], or an error of the database.
func (g *Gateway) Run(ctx context.Context, addr string) error {
	listener, err := Listen(ctx, addr)
	if err != nil {
		return err
	}
	return g.Serve(ctx, listener)
}

// Listen opens an address of this machine: 127.0.0.1, localhost or [::1], and a port. It wraps
// [ErrAddress] or [ErrPort], and never takes another port than the one that is named.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("gateway: %.80q: %w", addr, ErrAddress)
	}
	if host == "localhost" {
		host = "127.0.0.1" // a name could be made to mean another machine
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("gateway: %.80q: %w", addr, ErrAddress)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if inUse(err) {
		return nil, fmt.Errorf("gateway: %w: another program listens on port %s, so nothing is metered; end it or choose another port in Settings: %w", ErrPort, port, err)
	}
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	return listener, nil
}

// inUse knows the error of each system; 10048 is that of Windows, which Go does not name.
func inUse(err error) bool {
	var number syscall.Errno
	return errors.Is(err, syscall.EADDRINUSE) || (errors.As(err, &number) && uint(number) == 10048)
}

// Serve serves on a listener of [Listen] until ctx ends, closes it, and writes what was metered.
func (g *Gateway) Serve(ctx context.Context, listener net.Listener) error {
	changed := g.DB.Changed(ctx, look) // first, so that nothing is missed between it and the look
	if err := g.reload(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	g.lookAgain()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	g.origins.Store(&map[string]bool{"127.0.0.1:" + port: true, "localhost:" + port: true, "[::1]:" + port: true})
	server := &http.Server{
		Handler:                      g,
		ReadHeaderTimeout:            headerTime,
		IdleTimeout:                  keepIdle,
		MaxHeaderBytes:               maxHeader - 4096, // the server allows that much more
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(g.Log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	err := g.keep(ctx, changed, ended)
	return errors.Join(err, g.end(ctx, server))
}

// lookAgain makes the next flush look for days that are due: a program that was killed may have
// left some.
func (g *Gateway) lookAgain() {
	g.flushing.Lock()
	defer g.flushing.Unlock()
	g.looked = ""
}

// keep writes sums and reads what others changed, until ctx or the server ends.
func (g *Gateway) keep(ctx context.Context, changed <-chan struct{}, ended <-chan error) error {
	tick := time.NewTicker(g.Every)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			return fmt.Errorf("gateway: %w", err)
		case _, open := <-changed:
			if !open {
				changed = nil
				continue
			}
			err = g.reload(ctx)
		case <-tick.C:
			err = g.flush(ctx)
		}
		if err != nil && ctx.Err() == nil {
			g.Log.WarnContext(ctx, "gateway", "error", err.Error()) // tried again; nothing metered is lost meanwhile
		}
	}
}

// end lets the calls under way end for a moment, cuts the others, and writes the sums.
func (g *Gateway) end(ctx context.Context, server *http.Server) error {
	ctx = context.WithoutCancel(ctx)
	patience, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	if err := server.Shutdown(patience); err != nil {
		_ = server.Close()
	}
	g.under.Lock() // each call ends with its connection
	defer g.under.Unlock()
	return g.flush(ctx)
}
