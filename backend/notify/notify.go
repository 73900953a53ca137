// Package notify says what a piece of news is and what a place is that news can be sent to.
//
// It sends nothing itself: each [Sink] is a folder below this one, or, for the desktop's own
// notifications, app/native. Which news is due, and that it is sent once, is alert's business.
package notify

import "context"

// Message is a piece of news in words for people. Title and Body are plain text: a sink that
// speaks a markup escapes them.
type Message struct {
	ID    string // the same for every try, so that a receiver can tell a repeat
	Title string
	Body  string
	// Urgent asks for the louder kind: a limit is reached.
	Urgent bool
}

// Sink is a place that news can be sent to.
type Sink interface {
	// Name is the sink's stable name in the delivery log: "native", "email".
	Name() string
	// Send delivers m or says why it could not. A nil error means that the place took it.
	Send(ctx context.Context, m Message) error
}
