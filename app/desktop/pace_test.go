package desktop

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestPace(t *testing.T) {
	type event struct {
		at    time.Duration
		topic string
	}
	for _, tt := range []struct {
		name     string
		says, is []event
	}{
		{"the first at once", []event{{0, "ledger"}}, []event{{0, "ledger"}}},
		{"many in one pause are one more", []event{{0, "ledger"}, {1, "ledger"}, {2, "ledger"}, {249, "ledger"}},
			[]event{{0, "ledger"}, {250, "ledger"}}},
		{"another topic is not lost", []event{{0, "ledger"}, {1, "house"}, {2, "ledger"}, {3, "house"}},
			[]event{{0, "ledger"}, {250, "house"}, {500, "ledger"}}},
		{"after a quiet time at once again", []event{{0, "ledger"}, {1000, "ledger"}}, []event{{0, "ledger"}, {1000, "ledger"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				topics, start := make(chan string), time.Now()
				var got []event
				go pace(ctx, topics, between, func(topic string) {
					got = append(got, event{time.Since(start) / time.Millisecond, topic})
				})
				for _, e := range tt.says {
					time.Sleep(e.at*time.Millisecond - time.Since(start))
					topics <- e.topic
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				cancel()
				if !slices.Equal(got, tt.is) {
					t.Errorf("got %v, want %v", got, tt.is)
				}
			})
		})
	}
}
