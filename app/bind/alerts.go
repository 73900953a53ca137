package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/alert"
)

// Alerts is the panel of news.
type Alerts struct{ door *Door }

// mostAlerts is how many the panel shows.
const mostAlerts = 50

// List returns the latest alerts, the newest first.
func (a *Alerts) List() ([]alert.Alert, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) ([]alert.Alert, error) {
		return house.Alerts.List(ctx, mostAlerts)
	})
}

// MarkSeen marks alerts as read.
func (a *Alerts) MarkSeen(ids []string) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Alerts.MarkSeen(ctx, ids...)
	})
}
