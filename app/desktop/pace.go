package desktop

import (
	"context"
	"slices"
	"time"
)

// between is how long the page is left alone after each event: a sync writes many times a
// second, and each event makes every screen ask again.
const between = 250 * time.Millisecond

// pace hands topics to emit until ctx ends: the first at once, then one after each pause.
// A topic that waits already is not queued twice, and none is lost.
func pace(ctx context.Context, topics <-chan string, pause time.Duration, emit func(string)) {
	var waiting []string
	var rest <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case topic := <-topics:
			if !slices.Contains(waiting, topic) {
				waiting = append(waiting, topic)
			}
		case <-rest:
			rest = nil
		}
		if rest == nil && len(waiting) > 0 {
			emit(waiting[0])
			waiting, rest = waiting[1:], time.After(pause)
		}
	}
}
