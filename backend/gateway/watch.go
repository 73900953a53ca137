package gateway

import (
	"net/http"
	"sync"
	"time"
)

// watch ends a call in which neither side says a word for too long. A stream may last for hours;
// a connection that died without a word must not.
type watch struct {
	mu    sync.Mutex
	timer *time.Timer
	limit time.Duration
	ended bool // the call is over: its connection is no longer ours to cut
	late  bool
}

func newWatch(limit time.Duration, w http.ResponseWriter, cancel func()) *watch {
	k := &watch{limit: limit}
	control := http.NewResponseController(w)
	k.timer = time.AfterFunc(limit, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.ended {
			return
		}
		k.late = true
		cancel()
		// A client that neither reads nor writes is waited for in a read or a write.
		now := time.Now()
		_ = control.SetReadDeadline(now)
		_ = control.SetWriteDeadline(now.Add(time.Second)) // long enough for a refusal to be sent
	})
	return k
}

// alive says that something passed.
func (k *watch) alive() { k.timer.Reset(k.limit) }

// stop ends the watch.
func (k *watch) stop() {
	k.timer.Stop()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ended = true
}

// fired says that the watch ended the call.
func (k *watch) fired() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.late
}
