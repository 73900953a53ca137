package main

import (
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

// kills is how many syncs are killed on each of how many profiles.
func kills() (each, profiles int) {
	if testing.Short() {
		return 2, 1 // a killed program tells no race
	}
	return 10, 5
}

func TestASyncThatIsKilledAtAnyPointLosesNothing(t *testing.T) {
	t.Parallel()
	const first, last = "2025-10-22", "2026-11-22"
	world, url := vendor(t, simulator.Options{Latency: 2 * time.Millisecond})
	want, err := world.Sum(first, last)
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	long := whole(newProfile(t, url))
	each, profiles := kills()
	for range profiles {
		p := newProfile(t, url)
		p.connect("Research")
		for landed := 0; landed < each; {
			// Some go on where the book ends, others read again what is settled already.
			args := [][]string{{"sync"}, {"sync", "--from", first}}[random.IntN(2)]
			if killed(t, p.command(args...), time.Duration(random.Int64N(int64(long)))) {
				landed++
			}
		}
		p.must(nil, nil, "sync")
		if got := decimal.RequireFromString(p.total(first, last)); !got.Equal(want) {
			t.Errorf("got %s, the vendor says %s", got, want)
		}
		var d diagnosis
		p.must(&d, nil, "doctor")
		if f := d.Findings[0]; f.Check != "database" || f.Status != works {
			t.Errorf("the database: %+v", f)
		}
		var again struct{ Accounts []struct{ Changed int } }
		p.must(&again, nil, "sync")
		if again.Accounts[0].Changed != 0 {
			t.Errorf("another sync changed %d entries", again.Accounts[0].Changed)
		}
	}
}

// whole returns how long a sync takes that nobody kills.
func whole(p profile) time.Duration {
	p.connect("Research")
	start := time.Now()
	p.must(nil, nil, "sync")
	return time.Since(start)
}

// killed starts a program and kills it after a while; false where it ended before.
func killed(t *testing.T, cmd *exec.Cmd, after time.Duration) bool {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended
	defer kill.Stop()
	return cmd.Wait() != nil && !cmd.ProcessState.Exited()
}
