package main

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/shopspring/decimal"
)

// A program that is killed under load loses at most what was metered since it last wrote: what
// was stored stays, nothing is counted twice, and the book is made whole by the next program.
func TestAGatewayThatIsKilledUnderLoadKeepsWhatItWrote(t *testing.T) {
	t.Parallel()
	g := metering(t)
	answered := int64(0) // calls whose answers came whole, so far
	for round := range 4 {
		answered += g.loadAndKill(t, answered)
		stored := g.stored(t)
		if stored.requests > answered+inFlight*int64(round+1) {
			t.Fatalf("round %d: %d calls are metered, %d were answered", round, stored.requests, answered)
		}
		g.run(t)
	}
	eventually(t, "the book has what is metered", func() bool {
		stored := g.stored(t)
		return stored.requests > 0 && g.inTheBook(t).Equal(stored.cost)
	})
}

// inFlight is how many calls are under way at once.
const inFlight = 8

// loadAndKill calls until something more than before is stored and the program is killed in the
// midst of it. It returns how many calls were answered.
func (g *through) loadAndKill(t *testing.T, before int64) int64 {
	t.Helper()
	had := g.stored(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var answered atomic.Int64
	var callers sync.WaitGroup
	for range inFlight {
		callers.Go(func() {
			for g.call(ctx) {
				answered.Add(1)
			}
		})
	}
	eventually(t, "some of the calls are stored", func() bool { return g.stored(t).requests >= had.requests+20 })
	kept := g.stored(t)
	if err := g.program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = g.program.Wait() // it was killed
	stop()
	callers.Wait()
	if after := g.stored(t); after.requests < kept.requests || after.cost.LessThan(kept.cost) || kept.requests < had.requests {
		t.Errorf("%+v were stored, then %+v, and %+v after the kill (%d answered before)", had, kept, after, before)
	}
	return answered.Load()
}

// call makes one call and says whether its answer came whole.
func (g *through) call(ctx context.Context) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.at["groq"]+"/openai/v1/chat/completions",
		strings.NewReader(`{"model":"llama-3.3-70b-versatile","messages":[{"role":"user","content":"hello"}]}`))
	if err != nil {
		return false
	}
	r.Header.Set("Authorization", "Bearer "+g.tokens["groq"])
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()
	return answer.StatusCode == http.StatusOK
}

type metered struct {
	requests int64
	cost     decimal.Decimal
}

func (g *through) stored(t *testing.T) (sum metered) {
	t.Helper()
	var answer struct {
		Usage []struct {
			Requests int64
			Cost     *struct{ Value decimal.Decimal }
		}
	}
	g.p.must(&answer, nil, "gateway", "usage")
	for _, u := range answer.Usage {
		sum.requests += u.Requests
		if u.Cost != nil {
			sum.cost = sum.cost.Add(u.Cost.Value)
		}
	}
	return sum
}

func (g *through) inTheBook(t *testing.T) decimal.Decimal {
	t.Helper()
	var report struct {
		Totals []struct{ Value decimal.Decimal }
	}
	g.p.must(&report, nil, "report")
	if len(report.Totals) != 1 {
		return decimal.Zero
	}
	return report.Totals[0].Value
}
