package alert_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"outlay/backend/channel"
)

// hook is a receiver of webhooks on this machine.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	status int // what it answers; 0 for 204
	header http.Header
	lost   func() // not nil: what comes in is lost, after this was called
	took   []taken
}

type taken struct {
	id   string
	Type string `json:"type"`
	Data struct {
		Title string `json:"title"`
		Body  string `json:"body"`
	} `json:"data"`
}

func receive(t testing.TB) *hook {
	t.Helper()
	h := &hook{header: http.Header{}}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lost := h.losing(); lost != nil {
			lost()
			panic(http.ErrAbortHandler)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		text, _ := io.ReadAll(r.Body)
		for name, values := range h.header {
			w.Header()[name] = values
		}
		if h.status != 0 {
			w.WriteHeader(h.status)
			return
		}
		got := taken{id: r.Header.Get("Webhook-Id")}
		_ = json.Unmarshal(text, &got)
		h.took = append(h.took, got)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hook) answer(status int, header ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status, h.header = status, http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.header.Set(header[i], header[i+1])
	}
}

func (h *hook) loses(after func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lost = after
}

func (h *hook) losing() func() {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lost
}

func (h *hook) titles() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	texts := []string{}
	for _, m := range h.took {
		texts = append(texts, m.Data.Title)
	}
	return texts
}

// webhook sets up a signed webhook and returns its id.
func (p *program) webhook(url string) string {
	p.t.Helper()
	saved, err := p.channels.Add(p.t.Context(), channel.Draft{Kind: channel.Webhook, URL: &url})
	if err != nil {
		p.t.Fatal(err)
	}
	return saved.Channel.ID
}
