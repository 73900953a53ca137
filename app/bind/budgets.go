package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/budget"
	"outlay/backend/outlook"
)

// Budgets is the screen of limits.
type Budgets struct{ door *Door }

// List returns how every budget stands, the fullest first.
func (b *Budgets) List() ([]outlook.State, error) {
	return ask(b.door, func(ctx context.Context, house *backend.Backend) ([]outlook.State, error) {
		return house.Outlook.States(ctx)
	})
}

// History returns how a budget stood in each of its periods, and how its forecast moved.
func (b *Budgets) History(id string) (outlook.History, error) {
	return ask(b.door, func(ctx context.Context, house *backend.Backend) (outlook.History, error) {
		return house.Outlook.History(ctx, id)
	})
}

// Subjects returns what a budget can be of.
func (b *Budgets) Subjects() ([]outlook.Subject, error) {
	return ask(b.door, func(ctx context.Context, house *backend.Backend) ([]outlook.Subject, error) {
		return house.Outlook.Subjects(ctx)
	})
}

// Add checks a draft and writes it as a new budget.
func (b *Budgets) Add(d budget.Draft) error {
	return do(b.door, func(ctx context.Context, house *backend.Backend) error {
		_, err := house.Outlook.Add(ctx, d)
		return err
	})
}

// Change changes what the draft names.
func (b *Budgets) Change(id string, d budget.Draft) error {
	return do(b.door, func(ctx context.Context, house *backend.Backend) error {
		_, err := house.Budgets.Change(ctx, id, d)
		return err
	})
}

// Remove forgets a budget and its history.
func (b *Budgets) Remove(id string) error {
	return do(b.door, func(ctx context.Context, house *backend.Backend) error { return house.Budgets.Remove(ctx, id) })
}
