package alert

import (
	"context"
	"errors"
)

var errNotBuilt = errors.New("not built yet")

// Get returns one alert with its deliveries, or wraps [ErrNotFound].
func (d *Desk) Get(ctx context.Context, id string) (Alert, error) { return Alert{}, errNotBuilt }

// Silence keeps news from being noticed. One of the same subject and kind is replaced.
func (d *Desk) Silence(ctx context.Context, s Silence) error { return errNotBuilt }

// Unsilence ends a silence; what is still true is noticed by the next evaluation.
func (d *Desk) Unsilence(ctx context.Context, subject string, kind Kind) error { return errNotBuilt }

// Silences returns those that are in force.
func (d *Desk) Silences(ctx context.Context) ([]Silence, error) { return []Silence{}, nil }

// Test sends a test message to a channel now and returns why it could not be sent.
func (d *Desk) Test(ctx context.Context, channel string) error { return errNotBuilt }

// Retry makes the failed deliveries of an alert due again.
func (d *Desk) Retry(ctx context.Context, id string) error { return errNotBuilt }

// Preview returns what a channel sends for an alert.
func (d *Desk) Preview(ctx context.Context, id, channel string) (Preview, error) {
	return Preview{}, errNotBuilt
}
