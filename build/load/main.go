// Command load measures proxies: it is the vendor behind them, the least proxy that Go can be,
// and the crowd of clients before them, each in a process of its own.
//
//	load upstream            answers as OpenAI's chat completions do, at the address it prints
//	load bare URL            Go's own reverse proxy before URL, at the address it prints
//	load attack < plan.json  sends requests as the plan says, and prints what was measured as JSON
//
// Vendor and crowd write and read plain connections: they share the processors with the proxy
// between them, and what they take is not the proxy's. The crowd refuses every answer that is not,
// byte for byte, the one that the vendor gave: a proxy that is fast because it leaves something
// out has no time to show.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "upstream":
		return listen(ctx, out, serveVendor)
	case len(args) == 2 && args[0] == "bare":
		target, err := url.Parse(args[1])
		if err != nil {
			return fmt.Errorf("the address to forward to: %w", err)
		}
		return listen(ctx, out, func(l net.Listener) error { return serveBare(l, target) })
	case len(args) == 1 && args[0] == "attack":
		return attack(ctx, in, out)
	}
	return errors.New("say upstream, bare URL, or attack")
}

// listen prints an address of this machine and serves there until ctx ends.
func listen(ctx context.Context, out io.Writer, serve func(net.Listener) error) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("cannot listen: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	if _, err := fmt.Fprintln(out, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := serve(listener); ctx.Err() == nil {
		return err
	}
	return nil
}

// serveBare forwards with Go's reverse proxy as it comes, but for two things. The transport keeps
// a connection for each client: the default one keeps two to a host, which would measure
// handshakes. And a request may be read while it is answered: the server otherwise closes its body
// with the first word of an answer, the proxy finds it closed when it looks for its end, and
// breaks the answer off. With a vendor that answers at once, as ours does, that was one in ten.
// Source: github.com/golang/go/issues/40747, read 2026-11-23.
func serveBare(listener net.Listener, target *url.URL) error {
	proxy := &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target) },
		FlushInterval: -1, // each piece at once, as a stream needs it
		Transport:     &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 128, DisableCompression: true},
	}
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			proxy.ServeHTTP(w, r)
		}),
	}
	return server.Serve(listener)
}
