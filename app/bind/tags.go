package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/ledger"
	"outlay/backend/tag"
)

// Tags is where accounts, projects and keys are put under names that people use: a client, a team.
type Tags struct{ door *Door }

// List returns every tag by name.
func (t *Tags) List() ([]tag.Tag, error) {
	return ask(t.door, func(ctx context.Context, house *backend.Backend) ([]tag.Tag, error) {
		return house.Tags.List(ctx)
	})
}

// Put makes parts the only ones of a tag; none of them removes it. What it costs is asked anew.
func (t *Tags) Put(name string, parts []ledger.Part) error {
	return do(t.door, func(ctx context.Context, house *backend.Backend) error { return house.Tags.Put(ctx, name, parts) })
}

// Change gives the tag that is called old another name and other parts. Its budgets go with it.
func (t *Tags) Change(old, name string, parts []ledger.Part) error {
	return do(t.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Tags.Change(ctx, old, name, parts)
	})
}
