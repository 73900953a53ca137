//go:build !linux

package native

import "context"

// TrayHost is nil: Windows and macOS always have a place for tray icons.
func TrayHost(context.Context) error { return nil }
