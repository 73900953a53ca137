//go:build !linux

package native

import "context"

// Raise wraps [ErrNotOpen]: on Windows and macOS the window library itself brings the first
// window to the front, before it makes a second one.
func Raise(context.Context, string) error { return ErrNotOpen }
