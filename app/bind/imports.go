package bind

import (
	"context"
	"slices"

	"outlay/backend"
	"outlay/backend/imports"
)

// Imports is the screen on which files of vendors' consoles are read.
type Imports struct{ door *Door }

// Choose asks for a file and returns its path, "" where the user cancelled. Only files that
// were chosen so are read: the page itself may name none.
func (i *Imports) Choose() (string, error) {
	return ask(i.door, func(context.Context, *backend.Backend) (string, error) {
		if i.door.host.OpenFile == nil {
			return "", errNoHost
		}
		path, err := i.door.host.OpenFile()
		if err != nil || path == "" {
			return "", err
		}
		i.door.choose(path)
		return path, nil
	})
}

// Preview says what importing a file into an account would do, and stores nothing. A null
// mapping is guessed, or the one that was accepted last.
func (i *Imports) Preview(account, path string, mapping *imports.Mapping) (imports.Preview, error) {
	return ask(i.door, func(ctx context.Context, house *backend.Backend) (imports.Preview, error) {
		if err := i.door.mayRead(path); err != nil {
			return imports.Preview{}, err
		}
		return house.Imports.Preview(ctx, account, path, mapping)
	})
}

// Apply imports a file as it was previewed.
func (i *Imports) Apply(account, path string, mapping imports.Mapping, token string, acceptRejected bool) (imports.Result, error) {
	result, err := ask(i.door, func(ctx context.Context, house *backend.Backend) (imports.Result, error) {
		if err := i.door.mayRead(path); err != nil {
			return imports.Result{}, err
		}
		result, err := house.Imports.Apply(ctx, account, path, mapping, token, acceptRejected)
		if err != nil {
			return result, err
		}
		return result, house.Alerts.Evaluate(ctx)
	})
	if err == nil {
		i.door.changed("ledger")
	}
	return result, err
}

// History returns what was imported into an account, the latest first.
func (i *Imports) History(account string) ([]imports.Done, error) {
	return ask(i.door, func(ctx context.Context, house *backend.Backend) ([]imports.Done, error) {
		return house.Imports.History(ctx, account)
	})
}

// choose remembers that the user picked a file.
func (d *Door) choose(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.chosen = append(d.chosen, path)
}

func (d *Door) mayRead(path string) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if !slices.Contains(d.chosen, path) {
		return fault("file", "This file was not chosen in this window, so it was not read. Choose it again.")
	}
	return nil
}
