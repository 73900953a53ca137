package gateway_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"outlay/backend/gateway"
)

// events are the pieces of a stream as OpenAI sends it when it is asked for usage.
func events(n int) (chunks []string, usage string) {
	for i := range n {
		chunks = append(chunks, fmt.Sprintf("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word %d\"}}]}\n\n", i))
	}
	usage = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}\n\n"
	return chunks, usage
}

const done = "data: [DONE]\n\n"

// stream answers with events, and with the usage where it was asked for.
func stream(n int) http.HandlerFunc {
	chunks, usage := events(n)
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		for _, c := range chunks {
			_, _ = io.WriteString(w, c)
			w.(http.Flusher).Flush()
		}
		if strings.Contains(string(body), `"include_usage":true`) {
			_, _ = io.WriteString(w, usage)
		}
		_, _ = io.WriteString(w, done)
	}
}

func TestAnAnswerComesAsItWasSentAndIsMetered(t *testing.T) {
	chunks, usage := events(5)
	for _, tt := range []struct {
		what     string
		upstream http.HandlerFunc
		request  string
		want     string // the body
		metered  string
	}{
		{"JSON", say(200, "application/json", spoken), asked, spoken, once},
		{"JSON without an announced length", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.(http.Flusher).Flush()
			_, _ = io.WriteString(w, spoken)
		}, asked, spoken, once},
		{"a stream that was asked for usage", stream(5), `{"stream":true,"stream_options":{"include_usage":true},"model":"gpt-4o-mini"}`,
			strings.Join(chunks, "") + usage + done, once},
		{"a stream that was not: the chunk is asked for, and taken out again", stream(5), `{"stream":true,"model":"gpt-4o-mini"}`,
			strings.Join(chunks, "") + done, once},
		{"a stream that says in each event that the usage is to come", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, strings.Replace(chunks[0], "}\n\n", `,"usage":null}`+"\n\n", 1)+`data: {"choices":[{"delta":{"content":"say ,\"usage\":null"}}],"usage":null,"x":1}`+"\n\n"+usage+done)
		}, `{"stream":true}`, chunks[0] + `data: {"choices":[{"delta":{"content":"say ,\"usage\":null"}}],"x":1}` + "\n\n" + done, once},
		{"a stream without usage", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, chunks[0]+done)
		}, asked, chunks[0] + done, "gpt-4o-mini 1/1/0/0 0+0 -"},
		{"JSON of a model without a price", say(200, "application/json", strings.ReplaceAll(spoken, model, "mystery")), asked,
			strings.ReplaceAll(spoken, model, "mystery"), "mystery 1/0/0/1 1000+100 -"},
		{"a refusal", say(429, "application/json", `{"error":{"message":"slow down"}}`), asked, `{"error":{"message":"slow down"}}`, " 1/0/1/0 0+0 -"},
		{"a fault of the vendor", say(500, "text/html", "<html>oh</html>"), asked, "<html>oh</html>", " 1/0/1/0 0+0 -"},
		{"an answer of another type", say(200, "text/html", "<html>welcome</html>"), asked, "<html>welcome</html>", " 1/1/0/0 0+0 -"},
		{"an empty answer", say(200, "application/json", ""), asked, "", " 1/1/0/0 0+0 -"},
		{"half an answer", say(200, "application/json", spoken[:60]), asked, spoken[:60], "* 1/1/0/0 0+0 -"},
		{"a malformed stream", say(200, "text/event-stream", "data: {\ndata\n\n:x\n\ndata: ]]\n\nevent"), asked, "data: {\ndata\n\n:x\n\ndata: ]]\n\nevent", " 1/1/0/0 0+0 -"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			w := open(t, tt.upstream)
			got := w.chat(tt.request)
			if got.body != tt.want || got.err != nil {
				t.Errorf("got %q, %v\nwant %q", got.body, got.err, tt.want)
			}
			metered := w.metered()
			if rest, any := strings.CutPrefix(tt.metered, "*"); any {
				metered, tt.metered = metered[strings.Index(metered, " "):], rest
			}
			if metered != tt.metered {
				t.Errorf("metered %q, want %q", metered, tt.metered)
			}
		})
	}
}

func TestAPackedAnswerIsMeteredAndStaysPacked(t *testing.T) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = io.WriteString(zip, spoken)
	_ = zip.Close()
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept-Encoding"); got != "gzip" {
			t.Errorf("the vendor may pack by %q", got)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed.Bytes())
	}))
	r := w.request(http.MethodPost, "/research/v1/chat/completions", asked)
	r.Header.Set("Accept-Encoding", "br, gzip;q=0.8, zstd") // the meter reads gzip alone
	got := w.do(r)
	if got.body != packed.String() || got.header.Get("Content-Encoding") != "gzip" {
		t.Errorf("got %d bytes packed by %q", len(got.body), got.header.Get("Content-Encoding"))
	}
	if got := w.metered(); got != once {
		t.Errorf("metered %q", got)
	}
}

// A chunk that is to be taken out again must not come packed.
func TestWhatIsAskedForIsNotPacked(t *testing.T) {
	packing := make(chan string, 2)
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		packing <- r.Header.Get("Accept-Encoding")
		stream(1)(w, r)
	}))
	for request, want := range map[string]string{`{"stream":true}`: "identity", `{"stream":false}`: "gzip"} {
		r := w.request(http.MethodPost, "/research/v1/chat/completions", request)
		r.Header.Set("Accept-Encoding", "gzip")
		w.do(r)
		if got := <-packing; got != want {
			t.Errorf("%s: the vendor may pack by %q, want %q", request, got, want)
		}
	}
}

func TestWhatTheVendorIsSent(t *testing.T) {
	var got *http.Request
	var body string
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		got, body = r, string(text)
		w.Header().Set("Set-Cookie", "track=1")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("X-Request-Id", "req_1")
		w.Header().Set("Connection", "X-Hop")
		w.Header().Set("X-Hop", "1")
		_, _ = io.WriteString(w, spoken)
	}))
	r := w.request(http.MethodPost, "/research/v1/chat/completions?a=b%20c&d", asked)
	for name, value := range map[string]string{
		"Cookie": "session=1", "Origin": "http://localhost:3000", "Referer": "http://localhost:3000/", "X-Forwarded-For": "10.0.0.1",
		"Connection": "X-Mine", "X-Mine": "1", "Proxy-Authorization": "Basic x", "Keep-Alive": "1", "X-Api-Key": w.token, "X-Copy": "is " + w.token,
		"Openai-Project": "proj_1", "User-Agent": "tool/1",
	} {
		r.Header.Set(name, value)
	}
	answer := w.do(r)
	if got.RequestURI != "/v1/chat/completions?a=b%20c&d" || body != asked || got.Method != http.MethodPost {
		t.Errorf("sent %s %s %q", got.Method, got.RequestURI, body)
	}
	if got.Header.Get("Authorization") != "Bearer "+canary || got.Header.Get("Openai-Project") != "proj_1" || got.Header.Get("User-Agent") != "tool/1" {
		t.Errorf("sent %v", got.Header)
	}
	for _, name := range []string{"Cookie", "Origin", "Referer", "X-Forwarded-For", "X-Mine", "Proxy-Authorization", "Keep-Alive", "X-Api-Key", "X-Copy"} {
		if got.Header.Get(name) != "" {
			t.Errorf("sent %s: %s", name, got.Header.Get(name))
		}
	}
	if strings.Contains(fmt.Sprint(got.Header, got.Host, got.RequestURI, body), w.token) {
		t.Errorf("the gateway token went to the vendor: %v", got.Header)
	}
	if strings.HasPrefix(w.origin, "http://"+got.Host) {
		t.Errorf("the vendor is told the host %s", got.Host)
	}
	for _, name := range []string{"Set-Cookie", "Access-Control-Allow-Origin", "X-Hop"} {
		if answer.header.Get(name) != "" {
			t.Errorf("answered %s: %s", name, answer.header.Get(name))
		}
	}
	if answer.header.Get("X-Request-Id") != "req_1" {
		t.Errorf("answered %v", answer.header)
	}
}

func TestAStreamIsPassedOnAsItComes(t *testing.T) {
	next := make(chan string)
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.(http.Flusher).Flush()
		for text := range next {
			_, _ = io.WriteString(w, text)
			w.(http.Flusher).Flush()
		}
	}))
	response, err := http.DefaultTransport.RoundTrip(w.request(http.MethodPost, "/research/v1/chat/completions", `{"stream":true}`))
	if err != nil {
		t.Fatal(err) // the headers come before the first piece
	}
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewReader(response.Body)
	chunks, _ := events(20)
	for _, want := range chunks {
		next <- want
		got, _ := lines.ReadString('\n')
		if _, err := lines.ReadString('\n'); err != nil || got+"\n" != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	close(next)
}

func TestTrailersArePassedOn(t *testing.T) {
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Trailer", "X-Cost, X-Leak")
		_, _ = io.WriteString(w, spoken)
		w.(http.Flusher).Flush()
		w.Header().Set("X-Cost", "7")
		w.Header().Set("X-Leak", canary)
	}))
	if got := w.chat(asked); got.trailer.Get("X-Cost") != "7" || got.trailer.Get("X-Leak") != "" || got.body != spoken {
		t.Errorf("trailers %v behind %q", got.trailer, got.body)
	}
}

// broken are the ways in which a vendor fails to answer.
func TestAVendorThatBreaks(t *testing.T) {
	chunks, _ := events(3)
	for _, tt := range []struct {
		what     string
		upstream http.HandlerFunc
		status   int
		whole    bool
		metered  string
	}{
		{"hangs up without a word", raw(""), 502, true, " 1/1/0/0 0+0 -"},
		{"resets the connection", raw("RESET"), 502, true, " 1/1/0/0 0+0 -"},
		{"speaks no HTTP", raw("hello\r\n\r\n"), 502, true, " 1/1/0/0 0+0 -"},
		{"resets in the middle of JSON", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n" + spoken[:30] + "RESET"), 200, false, "* 1/1/0/0 0+0 -"},
		{"hangs up in the middle of a stream", raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndata:"), 200, false, " 1/1/0/0 0+0 -"},
		{"breaks off behind the usage", raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" +
			chunked(chunks[0], "data: {\"model\":\"gpt-4o-mini\",\"choices\":[{}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}\n\n")), 200, false, once},
		{"sends too much header", raw("HTTP/1.1 200 OK\r\nX-Big: " + strings.Repeat("x", 300<<10) + "\r\n\r\n"), 502, true, " 1/1/0/0 0+0 -"},
		{"redirects elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusTemporaryRedirect)
		}, 502, true, " 1/0/1/0 0+0 -"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			w := open(t, tt.upstream)
			got := w.chat(asked)
			if got.status != tt.status || (got.err == nil) != tt.whole {
				t.Errorf("got %d %q, %v", got.status, got.body, got.err)
			}
			if tt.status == 502 && !strings.Contains(got.body, `"error":{`) {
				t.Errorf("not the vendor's shape of an error: %q", got.body)
			}
			metered := w.metered()
			if rest, any := strings.CutPrefix(tt.metered, "*"); any {
				metered, tt.metered = metered[strings.Index(metered, " "):], rest
			}
			if metered != tt.metered {
				t.Errorf("metered %q, want %q", metered, tt.metered)
			}
		})
	}
}

func chunked(pieces ...string) string {
	var b strings.Builder
	for _, p := range pieces {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(p), p)
	}
	return b.String()
}

func TestAVendorThatIsDown(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	w := openAt(t, closed.URL)
	got := w.chat(asked)
	if got.status != 502 || !strings.Contains(got.body, "Openai could not be reached") {
		t.Errorf("got %d %q", got.status, got.body)
	}
	if metered := w.metered(); metered != " 1/0/1/0 0+0 -" { // it never reached the vendor
		t.Errorf("metered %q", metered)
	}
}

func TestSilenceEnds(t *testing.T) {
	quick := func(o *gateway.Options) { o.Silence = 50 * time.Millisecond }
	t.Run("before an answer", func(t *testing.T) {
		w := open(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}), quick)
		if got := w.chat(asked); got.status != 504 || !strings.Contains(got.body, "said nothing for 50ms") {
			t.Errorf("got %d %q", got.status, got.body)
		}
		if got := w.metered(); got != " 1/1/0/0 0+0 -" {
			t.Errorf("metered %q", got)
		}
	})
	t.Run("in the middle of a stream", func(t *testing.T) {
		chunks, _ := events(1)
		w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, chunks[0])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}), quick)
		if got := w.chat(asked); got.status != 200 || got.body != chunks[0] || got.err == nil {
			t.Errorf("got %d %q, %v", got.status, got.body, got.err)
		}
	})
	t.Run("of a client that sends half a request", func(t *testing.T) {
		w := open(t, say(200, "application/json", spoken), quick)
		got := w.wire("POST /research/v1/chat/completions HTTP/1.1\r\nHost: " + w.host() + "\r\nAuthorization: Bearer " + w.token +
			"\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"mod")
		if strings.Contains(got, "200 OK") {
			t.Errorf("got %q", got)
		}
	})
}

// A client that goes away takes the call with it: a vendor bills what it writes.
func TestAClientThatGoesAway(t *testing.T) {
	chunks, _ := events(1)
	usage := "data: {\"model\":\"gpt-4o-mini\",\"choices\":[{}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}\n\n"
	for _, tt := range []struct{ what, said, metered string }{
		{"before the vendor says what it used", chunks[0], "gpt-4o-mini 1/1/0/0 0+0 -"},
		{"after", chunks[0] + usage, once},
	} {
		t.Run(tt.what, func(t *testing.T) {
			gone := make(chan struct{})
			w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, tt.said)
				w.(http.Flusher).Flush()
				<-r.Context().Done()
				close(gone)
			}))
			ctx, leave := context.WithCancel(t.Context())
			response, err := http.DefaultTransport.RoundTrip(w.request(http.MethodPost, "/research/v1/chat/completions", asked).WithContext(ctx))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(response.Body, make([]byte, len(tt.said))); err != nil {
				t.Fatal(err)
			}
			leave()
			_ = response.Body.Close()
			<-gone // the vendor was told
			if got := w.metered(); got != tt.metered {
				t.Errorf("metered %q, want %q", got, tt.metered)
			}
		})
	}
}

func TestAThousandStreamsAtOnce(t *testing.T) {
	const streams = 1000
	var all sync.WaitGroup
	var began sync.WaitGroup
	began.Add(streams)
	chunks, usage := events(3)
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, chunks[0])
		w.(http.Flusher).Flush()
		began.Done()
		began.Wait() // none ends before all are there
		_, _ = io.WriteString(w, chunks[1]+usage+done)
	}))
	client := &http.Transport{MaxConnsPerHost: streams}
	defer client.CloseIdleConnections()
	errs := make(chan error, streams)
	for range streams {
		all.Go(func() {
			response, err := client.RoundTrip(w.request(http.MethodPost, "/research/v1/chat/completions", `{"stream":true}`))
			if err != nil {
				errs <- err
				return
			}
			defer func() { _ = response.Body.Close() }()
			if body, err := io.ReadAll(response.Body); err != nil || string(body) != chunks[0]+chunks[1]+done {
				errs <- fmt.Errorf("%q, %w", body, err)
			}
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		t.Fatal(err)
	}
	if got, want := w.metered(), "gpt-4o-mini 1000/0/0/0 1000000+100000 0.2100 USD"; got != want {
		t.Errorf("metered %q, want %q", got, want)
	}
}

// endless is a body of n bytes that nobody holds in memory.
func endless(n int64) io.Reader { return io.LimitReader(zeros{}, n) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestLargeBodiesPassWithoutBeingHeld(t *testing.T) {
	const size = 95 << 20
	sum := func(r io.Reader) string {
		h := sha256.New()
		n, err := io.Copy(h, r)
		return fmt.Sprintf("%d %x %v", n, h.Sum(nil), err)
	}
	want := sum(endless(size))
	var heard string
	var most uint64
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard = sum(r.Body)
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		most = m.HeapAlloc
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.Copy(w, endless(size))
	}))
	for _, tt := range []struct {
		what   string
		length int64
	}{{"of an announced length", size}, {"in chunks", -1}} {
		t.Run(tt.what, func(t *testing.T) {
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			r := w.request(http.MethodPost, "/research/v1/chat/completions", "")
			r.Body, r.ContentLength = io.NopCloser(endless(size)), tt.length
			response, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			if got := sum(response.Body); got != want || heard != want {
				t.Errorf("the vendor heard %s, the client %s, want %s", heard, got, want)
			}
			_ = response.Body.Close()
			if grown := int64(most) - int64(before.HeapAlloc); grown > 72<<20 {
				t.Errorf("%d MB are held", grown>>20)
			}
		})
	}
}

func TestTooLargeRequestsAreRefused(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	for _, tt := range []struct {
		what   string
		length int64
	}{{"of an announced length", 101 << 20}, {"in chunks", -1}} {
		t.Run(tt.what, func(t *testing.T) {
			r := w.request(http.MethodPost, "/research/v1/chat/completions", "")
			r.Body, r.ContentLength = io.NopCloser(endless(101<<20)), tt.length
			response, err := http.DefaultTransport.RoundTrip(r)
			if err != nil { // the connection may be cut before the answer is read
				var network *net.OpError
				if !errors.As(err, &network) && !strings.Contains(err.Error(), "closed") {
					t.Error(err)
				}
				return
			}
			defer func() { _ = response.Body.Close() }()
			if response.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("got %d", response.StatusCode)
			}
		})
	}
	got := w.wire("GET /research/v1/models HTTP/1.1\r\nHost: " + w.host() + "\r\nX-Big: " + strings.Repeat("x", 70<<10) + "\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 431") {
		t.Errorf("70 KiB of header: %.80q", got)
	}
}
