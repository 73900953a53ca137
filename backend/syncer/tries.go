package syncer

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"

	"outlay/backend/provider"
)

const (
	// LongestPauses is how long the pauses of one sync may be altogether. A vendor that asks
	// to be left alone for longer is asked again on a later sync.
	LongestPauses = time.Minute
	// LongestFetch is how long one span may take: many requests, none of them slow.
	LongestFetch = 5 * time.Minute
	// mostTries is how often one sync asks, passing faults included.
	mostTries = 4
)

// tries counts the passing faults of one sync and pauses after each, longer every time.
type tries struct {
	left   int
	pauses time.Duration // what may still be paused
	next   *backoff.ExponentialBackOff
}

func newTries() *tries {
	next := backoff.NewExponentialBackOff()
	next.InitialInterval, next.Multiplier, next.MaxInterval = time.Second, 2, 20*time.Second
	next.RandomizationFactor = 0.2
	return &tries{left: mostTries, pauses: LongestPauses, next: next}
}

// wait returns nil when it is time to try again, and the reason where that makes no sense:
// the vendor would say the same again, or patience ran out. A vendor that lets every try run
// into its time limit is tried twice, not four times: each costs the user a long wait.
func (t *tries) wait(ctx context.Context, reason error) error {
	t.left--
	if timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](reason); ok && timeout.Timeout() {
		t.left--
	}
	if !passing(reason) || t.left <= 0 {
		return reason
	}
	pause := t.next.NextBackOff()
	if later, ok := errors.AsType[provider.Later](reason); ok && later.Wait > 0 {
		pause = later.Wait
	}
	if t.pauses -= pause; t.pauses < 0 {
		return reason
	}
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// passing says that the same question may get another answer.
func passing(err error) bool {
	for _, final := range []error{provider.ErrKey, provider.ErrScope, provider.ErrPlan, provider.ErrAnswer, provider.ErrUnpublished} {
		if errors.Is(err, final) {
			return false
		}
	}
	return true
}
