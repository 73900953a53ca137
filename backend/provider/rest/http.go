package rest

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"outlay/backend/provider"
)

// Patience is how long one request may take as a whole, its body included: an answer that
// drips for ever ends here.
const Patience = 20 * time.Second

const maxRedirects = 3

// errAway is what a redirect to another host, or a chain of too many, ends in.
var errAway = fmt.Errorf("the vendor redirects to another host or without end, and a key is not sent after it: %w",
	provider.ErrAnswer)

// NewHTTPClient returns the client that connectors are handed: each request limited by
// [Patience], TLS 1.2 or newer, the proxy of the environment, no cookies, redirects on the
// same host only. It tells vendors the program's version, and log (where not nil) each
// request at debug level, without headers and with the query masked.
func NewHTTPClient(version string, log *slog.Logger) *http.Client {
	wire := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		IdleConnTimeout:        30 * time.Second, // an hourly sync has no use for open connections
		MaxResponseHeaderBytes: 1 << 20,
	}
	return &http.Client{
		Transport:     &signed{wire, "Outlay/" + version + " (AI spend tracker)", log},
		CheckRedirect: stayHome,
		Timeout:       Patience,
	}
}

// signed adds our name to each request and notes it in the log.
type signed struct {
	wire  http.RoundTripper
	agent string
	log   *slog.Logger
}

// RoundTrip implements [http.RoundTripper].
func (s *signed) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("User-Agent", s.agent)
	response, err := s.wire.RoundTrip(request)
	if s.log != nil {
		status := 0
		if response != nil {
			status = response.StatusCode
		}
		s.log.DebugContext(request.Context(), "asked a vendor", "host", request.URL.Host,
			"path", request.URL.Path, "query", oneLine(maskForms(unescaped(request.URL.RawQuery))), "status", status)
	}
	return response, err
}

// CloseIdleConnections lets http.Client close what is open.
func (s *signed) CloseIdleConnections() {
	if wire, ok := s.wire.(interface{ CloseIdleConnections() }); ok {
		wire.CloseIdleConnections()
	}
}

func unescaped(query string) string {
	if plain, err := url.QueryUnescape(query); err == nil {
		return plain
	}
	return query
}

// stayHome implements http.Client's CheckRedirect: the key goes to the host that it was
// meant for, or nowhere.
func stayHome(next *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects || origin(next.URL) != origin(via[0].URL) {
		return errAway
	}
	return nil
}

// origin returns scheme, host and port, the port always named.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}
