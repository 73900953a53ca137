package bind

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/transfer"
)

// Export writes files that other programs read.
type Export struct{ door *Door }

// CSV asks where to save the counted entries of the days from through through, both inside,
// and writes them there. It returns the path, "" where the user cancelled.
func (e *Export) CSV(from, through string) (string, error) {
	return ask(e.door, func(ctx context.Context, house *backend.Backend) (string, error) {
		first, err := calendar.ParseDay(from)
		if err != nil {
			return "", err
		}
		last, err := calendar.ParseDay(through)
		if err != nil {
			return "", err
		}
		if e.door.host.SaveFile == nil {
			return "", errNoHost
		}
		path, err := e.door.host.SaveFile(fmt.Sprintf("outlay-%s-%s.csv", first, last))
		if err != nil || path == "" {
			return "", err
		}
		return path, save(ctx, house, path, calendar.Through(first, last))
	})
}

// save writes beside the target and renames, so that a full disk leaves no half of a file.
func save(ctx context.Context, house *backend.Backend, path string, span calendar.Span) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".outlay-*.csv")
	if err != nil {
		return fmt.Errorf("the file could not be made; choose another folder: %w", err)
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	labels, err := labels(ctx, house)
	if err != nil {
		return err
	}
	if _, err := transfer.Write(ctx, file, transfer.CSV, house.Ledger, labels, span); err != nil {
		return fmt.Errorf("the file could not be written; is the disk full? %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("the file could not be written; is the disk full? %w", err)
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func labels(ctx context.Context, house *backend.Backend) (transfer.Labels, error) {
	accounts, err := house.Accounts.All(ctx)
	if err != nil {
		return transfer.Labels{}, err
	}
	names, err := house.Ledger.Names(ctx)
	return transfer.LabelsOf(accounts, house.Providers.Name, names), err
}
