package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/channel"
)

// Channels is where news is sent.
type Channels struct{ door *Door }

// List returns every channel, the desktop's own first.
func (c *Channels) List() ([]channel.Channel, error) {
	return ask(c.door, func(ctx context.Context, house *backend.Backend) ([]channel.Channel, error) {
		return house.Channels.List(ctx)
	})
}

// Add checks a draft and writes it as a new channel.
func (c *Channels) Add(d channel.Draft) (channel.Saved, error) {
	return c.write(func(ctx context.Context, house *backend.Backend) (channel.Saved, error) {
		return house.Channels.Add(ctx, d)
	})
}

// Change changes what the draft names.
func (c *Channels) Change(id string, d channel.Draft) (channel.Saved, error) {
	return c.write(func(ctx context.Context, house *backend.Backend) (channel.Saved, error) {
		return house.Channels.Change(ctx, id, d)
	})
}

// write refuses to keep anything in sample mode: a channel of a scratch profile would be gone
// with it, and what is typed for one is real.
func (c *Channels) write(write func(ctx context.Context, house *backend.Backend) (channel.Saved, error)) (channel.Saved, error) {
	if c.door.sampling() {
		return channel.Saved{}, fault("sample", "This is sample data, which sends nothing. Leave it to set up where your own alerts are sent.")
	}
	saved, err := ask(c.door, write)
	if err == nil {
		c.door.changed("ledger")
	}
	return saved, err
}

// Remove forgets a channel and its secrets.
func (c *Channels) Remove(id string) error {
	return do(c.door, func(ctx context.Context, house *backend.Backend) error { return house.Channels.Remove(ctx, id) })
}

// Test sends a test message now.
func (c *Channels) Test(id string) error {
	return do(c.door, func(ctx context.Context, house *backend.Backend) error { return house.Alerts.Test(ctx, id) })
}
