// Package simulator plays vendors of AI services on loopback, for the demo, the tests and the
// benchmarks.
//
// It is strict: what the vendor's published contract refuses it refuses, with the vendor's
// words. Its spend is made up but lifelike, the same for the same seed, and [Simulator.Sum]
// says exactly what a client that asks now would get. It refuses every address but loopback.
//
// Faults can be set on demand ([Simulator.SetFault]): the answers that real vendors give on bad
// days, for as many requests as wanted.
//
// # Why it imports no room of the house
//
// An error in money or calendar cannot hide behind the same error here: sums that agree were
// made twice, by different code.
//
// # Why a day does not depend on today
//
// A simulator that is started again with a later clock must tell the same past, or a client
// that rightly keeps its settled days would seem wrong. Only a day's last 72 hours move.
package simulator

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// The keys that the simulated OpenAI knows: one that may read spend and one that may not.
const (
	AdminKey   = "sk-admin-simulated-0123456789abcdefghij"
	ProjectKey = "sk-proj-simulated-0123456789abcdefghijk"
)

// Options say which world is played.
type Options struct {
	Now           func() time.Time // the vendor's clock; nil for the real one
	Seed          uint64
	Latency       time.Duration // before each answer
	StringAmounts bool          // amounts as numeric strings, which some clients must expect
	Token         string        // opens the control endpoints; "" closes them
}

// Simulator is a set of simulated vendors.
type Simulator struct {
	options Options
	world   *world // OpenAI's
	vendors []*vendor
	worlds  map[string]*world // of the other vendors, by id

	mu       sync.Mutex
	moved    time.Time // set by a test instead of the clock
	faults   []*Fault
	requests []string
	uses     []Use
}

// New returns a simulator whose account began some 14 months ago, and whose runaway day was
// the 28th of last month.
func New(o Options) *Simulator {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Simulator{options: o, world: newWorld(o.Seed, o.Now()), vendors: vendors(), worlds: map[string]*world{}}
	for i, v := range s.vendors {
		own := newWorld(o.Seed+uint64(i)+1, o.Now())
		own.models, own.projects, own.tools = v.models, v.projects, false
		own.scale, own.wild = 1/float64(i+2), 0 // each spends less than the one before, and only OpenAI's script ran away
		s.worlds[v.id] = own
	}
	return s
}

func (s *Simulator) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.moved.IsZero() {
		return s.moved
	}
	return s.options.Now()
}

// SetClock stops the vendor's clock at a moment; the zero time lets it go on.
func (s *Simulator) SetClock(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved = at
}

// Sum returns the dollars of the days from first through last, both inside and written
// 2026-11-22, as the vendor would answer now.
func (s *Simulator) Sum(first, last string) (decimal.Decimal, error) {
	sums, err := s.sums(first, last, func(row, day) string { return "" })
	return sums[""], err
}

func (s *Simulator) sums(first, last string, by func(row, day) string) (map[string]decimal.Decimal, error) {
	from, err := parseDay(first)
	if err != nil {
		return nil, err
	}
	to, err := parseDay(last)
	if err != nil {
		return nil, err
	}
	now := s.now()
	sums := map[string]decimal.Decimal{}
	for d := from; d <= min(to, dayOf(now)); d++ {
		for _, r := range s.world.at(d, now) {
			key := by(r, d)
			sums[key] = sums[key].Add(r.amount)
		}
	}
	return sums, nil
}

// AddSpend puts spend on a day, as if it had been reported late.
func (s *Simulator) AddSpend(on, amount, lineItem, projectID string) error {
	d, err := parseDay(on)
	if err != nil {
		return err
	}
	value, err := decimal.NewFromString(amount)
	if err != nil {
		return fmt.Errorf("not an amount: %.40q", amount)
	}
	s.world.add(d, value, lineItem, projectID)
	return nil
}

// Requests returns the vendor requests so far, path and query, the oldest first.
func (s *Simulator) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ForgetRequests empties the list of requests.
func (s *Simulator) ForgetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// hideKeys covers the keys that a client put where they don't belong.
func (s *Simulator) hideKeys(text string) string {
	text = strings.NewReplacer(AdminKey, "(the admin key)", ProjectKey, "(the project key)").Replace(text)
	for _, v := range s.vendors {
		for _, key := range []string{v.good, v.weak} {
			if key != "" {
				text = strings.ReplaceAll(text, key, "(a key)")
			}
		}
	}
	return text
}

func (s *Simulator) record(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+s.hideKeys(r.URL.RequestURI()))
}

// Handler returns the vendors as one HTTP handler.
func (s *Simulator) Handler() http.Handler {
	mux := http.NewServeMux()
	s.openai(mux)
	s.mount(mux)
	s.calls(mux)
	s.control(mux)
	return s.guard(mux)
}

// guard refuses what did not come to this machine under its own name, and plays faults.
func (s *Simulator) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = strings.Trim(r.Host, "[]")
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "this simulator answers on loopback only", http.StatusMisdirectedRequest)
			return
		}
		if isControl(r) {
			next.ServeHTTP(w, r)
			return
		}
		s.record(r)
		if !s.pause(r) {
			return
		}
		if path.Clean(r.URL.Path) != r.URL.Path { // which a ServeMux would forgive with a redirect
			notFound(w, r)
			return
		}
		if fault := s.fault(r); fault != nil {
			s.play(fault, w, r, next)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Simulator) pause(r *http.Request) bool {
	if s.options.Latency == 0 {
		return true
	}
	select {
	case <-time.After(s.options.Latency):
		return true
	case <-r.Context().Done():
		return false
	}
}

// Listen serves on a loopback address, "127.0.0.1:0" for a free port, and returns the base URL
// and what ends it.
func (s *Simulator) Listen(addr string) (baseURL string, stop func(context.Context) error, err error) {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return "", nil, fmt.Errorf("the simulator listens on loopback only, not on %q", addr)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	stop = func(ctx context.Context) error {
		if err := server.Shutdown(ctx); err == nil {
			return nil
		}
		return server.Close() // an answer that never ends, or a caller who cannot wait
	}
	return "http://" + listener.Addr().String(), stop, nil
}
