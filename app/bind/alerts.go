package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/alert"
)

// Alerts is the screen of news, and of what became of it.
type Alerts struct{ door *Door }

// List returns the alerts that a filter chooses, the newest first.
func (a *Alerts) List(f alert.Filter) ([]alert.Alert, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) ([]alert.Alert, error) {
		return house.Alerts.List(ctx, f)
	})
}

// Get returns one alert.
func (a *Alerts) Get(id string) (alert.Alert, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (alert.Alert, error) {
		return house.Alerts.Get(ctx, id)
	})
}

// MarkSeen marks alerts as read.
func (a *Alerts) MarkSeen(ids []string) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Alerts.MarkSeen(ctx, ids...)
	})
}

// Retry makes the failed deliveries of an alert due again.
func (a *Alerts) Retry(id string) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error { return house.Alerts.Retry(ctx, id) })
}

// Preview returns what a channel sends for an alert.
func (a *Alerts) Preview(id, channel string) (alert.Preview, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (alert.Preview, error) {
		return house.Alerts.Preview(ctx, id, channel)
	})
}

// Silences returns what is snoozed or muted.
func (a *Alerts) Silences() ([]alert.Silence, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) ([]alert.Silence, error) {
		return house.Alerts.Silences(ctx)
	})
}

// Silence snoozes until a moment, or mutes where it has none.
func (a *Alerts) Silence(s alert.Silence) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error { return house.Alerts.Silence(ctx, s) })
}

// Unsilence ends a silence.
func (a *Alerts) Unsilence(subject string, kind alert.Kind) error {
	return do(a.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Alerts.Unsilence(ctx, subject, kind)
	})
}
