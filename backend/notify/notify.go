// Package notify says what a piece of news is and what a place is that news can be sent to.
//
// It sends nothing itself: each [Sink] is a folder below this one, or, for the desktop's own
// notifications, app/native. Which news is due, and that it is sent once, is alert's business.
package notify

import (
	"context"
	"errors"
	"time"
)

// Message is a piece of news in words for people. Its texts are plain: a sink that speaks a
// markup escapes them, and none of them may become a header, a command or a line of its own.
type Message struct {
	ID    string // the same for every try, so that a receiver can tell a repeat
	Kind  string // a stable word for programs: level, crossing, runaway, sync, invoice, test
	Title string
	Body  string
	// Urgent asks for the louder kind: a limit is reached.
	Urgent bool
	At     time.Time // when it was noticed
	Facts  []Fact    // the same as Body, taken apart, for sinks that show a list
}

// Fact is one figure of a message with what it is called.
type Fact struct {
	Label string `json:"label"` // "Spent"
	Value string `json:"value"` // "$43.12 of $50.00"
}

// Sink is a place that news can be sent to.
type Sink interface {
	// Name is the sink's stable name in the delivery log: "native", or a channel's id.
	Name() string
	// Send delivers m or says why it could not. A nil error means that the place took it. The
	// error wraps [ErrGone] or a [Later] where one of them is the reason, and it never
	// contains a secret.
	Send(ctx context.Context, m Message) error
}

// ErrGone says that the place is closed for good, as HTTP's 410 does: trying again is of no
// use until somebody changes the channel.
var ErrGone = errors.New("the receiver says that this address is closed for good")

// Later says that the place wants to be left alone for a while.
type Later struct{ Wait time.Duration }

func (l Later) Error() string { return "the receiver asks to wait " + l.Wait.String() }
