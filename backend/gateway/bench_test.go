package gateway_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// connections is how many clients a benchmark has.
const connections = 64

// BenchmarkGateway sends the same load through Go's bare reverse proxy and through the gateway,
// beside asking the upstream directly: JSON of 2 KB, and streams of 200 chunks. Client and
// upstream are as plain as they can be, so that the proxy is most of what is measured.
func BenchmarkGateway(b *testing.B) {
	chunks, usage := events(200)
	sorts := []struct{ name, request, answer string }{
		{"json", `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}`, jsonOf(2048)},
		{"sse", `{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hello"}]}`, ""},
		{"sse-unasked", `{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"hello"}]}`, ""}, // the gateway asks, and takes it out
	}
	for _, sort := range sorts {
		var pieces []string
		if sort.answer != "" {
			pieces = []string{fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(sort.answer), sort.answer)}
		} else {
			pieces = []string{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"}
			for _, c := range append(slices.Clone(chunks), usage, done) {
				pieces = append(pieces, chunked(strings.Replace(c, "}]}\n", `}],"usage":null}`+"\n", 1)))
			}
			pieces = append(pieces, "0\r\n\r\n")
		}
		upstream := plainUpstream(b, pieces)
		b.Run(sort.name+"/direct", func(b *testing.B) { load(b, upstream, "/v1/chat/completions", "x", sort.request) })
		b.Run(sort.name+"/bare", func(b *testing.B) {
			load(b, bare(b, upstream), "/v1/chat/completions", "x", sort.request)
		})
		b.Run(sort.name+"/gateway", func(b *testing.B) {
			w := openAt(b, "http://"+upstream)
			load(b, w.host(), "/research/v1/chat/completions", w.token, sort.request)
		})
	}
}

// jsonOf is an answer of n bytes.
func jsonOf(n int) string {
	return strings.Replace(spoken, `"hi"`, `"`+strings.Repeat("a", n-len(spoken)+2)+`"`, 1)
}

// bare is Go's own reverse proxy, with a transport like the gateway's.
func bare(b *testing.B, upstream string) string {
	b.Helper()
	target := &url.URL{Scheme: "http", Host: upstream}
	proxy := &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target) },
		FlushInterval: -1,
		Transport:     &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 128, DisableCompression: true},
	}
	server := httptest.NewServer(proxy)
	b.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// plainUpstream answers each request by writing the pieces one by one.
func plainUpstream(b *testing.B, pieces []string) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = connection.Close() }()
				reader := bufio.NewReader(connection)
				for skipRequest(reader) == nil {
					for _, p := range pieces {
						if _, err := io.WriteString(connection, p); err != nil {
							return
						}
					}
				}
			}()
		}
	}()
	return listener.Addr().String()
}

func skipRequest(reader *bufio.Reader) error {
	length := 0
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			_, err := reader.Discard(length)
			return err
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
}

// took is how long the answers took, and how long their first pieces.
type took struct{ whole, first []time.Duration }

// load sends b.N requests over the connections, each as soon as the one before is answered.
func load(b *testing.B, host, path, token, body string) {
	b.Helper()
	request := []byte("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token +
		"\r\nContent-Type: application/json\r\nUser-Agent: bench\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body)
	results := make([]took, connections)
	b.ReportAllocs()
	b.ResetTimer()
	var all sync.WaitGroup
	for i := range connections {
		n := b.N / connections
		if i < b.N%connections {
			n++
		}
		all.Go(func() { results[i] = client(b, host, request, n) })
	}
	all.Wait()
	b.StopTimer()
	var sum took
	for _, r := range results {
		sum.whole, sum.first = append(sum.whole, r.whole...), append(sum.first, r.first...)
	}
	report := func(name string, all []time.Duration) {
		slices.Sort(all)
		if len(all) > 0 {
			b.ReportMetric(float64(all[len(all)/2].Microseconds()), "p50-"+name+"-us")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-"+name+"-us")
		}
	}
	report("whole", sum.whole)
	report("first", sum.first)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

func client(b *testing.B, host string, request []byte, n int) (t took) {
	if n == 0 {
		return t
	}
	connection, err := net.Dial("tcp", host)
	if err != nil {
		b.Error(err)
		return t
	}
	defer func() { _ = connection.Close() }()
	buffer := make([]byte, 64<<10)
	for range n {
		start := time.Now()
		if _, err := connection.Write(request); err != nil {
			b.Error(err)
			return t
		}
		first, err := readAnswer(connection, buffer, start)
		if err != nil {
			b.Error(err)
			return t
		}
		t.whole, t.first = append(t.whole, time.Since(start)), append(t.first, first)
	}
	return t
}

// readAnswer reads one answer and says when the first piece of its body came.
func readAnswer(connection net.Conn, buffer []byte, start time.Time) (first time.Duration, err error) {
	head, length, total, begun := -1, -1, 0, false
	var tail []byte
	for {
		n, err := connection.Read(buffer[total:])
		if err != nil {
			return 0, fmt.Errorf("%w after %q", err, buffer[:min(total, 200)])
		}
		total += n
		if head < 0 {
			if head = bytes.Index(buffer[:total], []byte("\r\n\r\n")); head < 0 {
				continue
			}
			head += 4
			if !bytes.HasPrefix(buffer, []byte("HTTP/1.1 200")) {
				return 0, fmt.Errorf("answered %q", buffer[:total])
			}
			if at := bytes.Index(buffer[:head], []byte("Content-Length: ")); at > 0 {
				digits, _, _ := bytes.Cut(buffer[at+16:head], []byte("\r"))
				if length, err = strconv.Atoi(string(digits)); err != nil {
					return 0, err
				}
			}
		}
		if !begun && total > head {
			begun, first = true, time.Since(start)
		}
		if length >= 0 {
			if total >= head+length {
				return first, nil
			}
			continue
		}
		tail = append(tail, buffer[max(head, total-n):total]...)
		if len(tail) > 16 {
			tail = append(tail[:0], tail[len(tail)-16:]...)
		}
		if bytes.HasSuffix(tail, []byte("\r\n0\r\n\r\n")) {
			return first, nil
		}
		if total > len(buffer)/2 && total > head {
			total, head = 0, 0 // what was read of a stream is not needed any more
		}
	}
}
