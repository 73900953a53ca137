//go:build !linux

package native

import (
	"context"

	"github.com/gen2brain/beeep"
)

func show(title, body string, urgent bool) error {
	if urgent {
		return beeep.Alert(title, body, icon)
	}
	return beeep.Notify(title, body, icon)
}

// service is always there: it is a part of Windows and macOS.
func service(context.Context) (dialect, error) { return dialect{}, nil }
