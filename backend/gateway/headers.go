package gateway

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

// hops are the headers of one connection, and not of the message. Source: RFC 9110, 7.6.1, and
// what older programs send.
var hops = []string{
	"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
	"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect",
}

// private are what a request may say of the caller and the vendor has no need of.
var private = []string{
	"Cookie", "Origin", "Referer", "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip",
	"X-Api-Key", "Api-Key", "X-Goog-Api-Key", "Authorization",
}

// browsers are what an answer may say to browsers: this is no place for them.
var browsers = []string{
	"Set-Cookie", "Alt-Svc", "Strict-Transport-Security", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
	"Access-Control-Expose-Headers", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Max-Age",
	"Report-To", "Nel",
}

// dropHops takes out what belongs to one connection, also what Connection names.
func dropHops(header http.Header) {
	for _, list := range header["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			if name = textproto.TrimString(name); name != "" {
				header.Del(name)
			}
		}
	}
	for _, name := range hops {
		delete(header, name)
	}
}

// dropHolding takes out what holds a secret; "" is none.
func dropHolding(header http.Header, secret string) {
	if secret == "" {
		return
	}
	for name, values := range header {
		if slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, secret) }) {
			delete(header, name)
		}
	}
}

// headers returns the headers of the request to the vendor.
func (c *call) headers() http.Header {
	header := make(http.Header, len(c.r.Header)+1)
	for name, values := range c.r.Header {
		header[name] = values
	}
	dropHops(header)
	presented := c.door.vendor.Meter.ClientToken(c.r)
	for _, name := range private {
		delete(header, name)
	}
	dropHolding(header, presented)
	if packed := header.Get("Accept-Encoding"); packed != "" {
		header["Accept-Encoding"] = []string{readable(packed)}
	}
	if _, ok := header["User-Agent"]; !ok {
		header["User-Agent"] = nil // or Go's own would be sent
	}
	return header
}

// readable returns what of the packings that a client takes the meter can read.
func readable(accepted string) string {
	for one := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
		weight = strings.ReplaceAll(weight, " ", "")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") && weight != "q=0" && weight != "q=0.0" {
			return "gzip"
		}
	}
	return "identity"
}

// clean takes out of an answer's headers what is not for the client.
func (c *call) clean(header http.Header) {
	dropHops(header)
	for _, name := range browsers {
		delete(header, name)
	}
	dropHolding(header, c.secret)
}

// announce names the trailers that will follow an answer.
func announce(to, trailer http.Header) []string {
	names := make([]string, 0, len(trailer))
	for name := range trailer {
		if !slices.Contains(hops, name) && !slices.Contains(browsers, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		slices.Sort(names)
		to["Trailer"] = []string{strings.Join(names, ", ")}
	}
	return names
}

// trail writes the trailers that were announced.
func (c *call) trail(names []string, trailer http.Header) {
	if len(names) == 0 {
		return
	}
	dropHolding(trailer, c.secret)
	for _, name := range names {
		if values, ok := trailer[name]; ok {
			c.w.Header()[name] = values
		}
	}
}
