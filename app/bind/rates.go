package bind

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/rates"
	"outlay/backend/settings"
)

// Rates is where the user says what currencies are worth in one another, and in which one totals
// are shown.
type Rates struct{ door *Door }

// List returns the newest rates.
func (r *Rates) List() (rates.Listing, error) {
	return ask(r.door, func(ctx context.Context, house *backend.Backend) (rates.Listing, error) {
		return house.Rates.List(ctx)
	})
}

// Put stores a rate: from its day on one unit of its currency is worth that much of its quote.
func (r *Rates) Put(rate rates.Rate) error {
	return do(r.door, func(ctx context.Context, house *backend.Backend) error { return house.Rates.Put(ctx, rate) })
}

// Remove forgets the rate of two currencies on a day.
func (r *Rates) Remove(currency, quote, day string) error {
	return do(r.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Rates.Remove(ctx, currency, quote, calendar.Day(day))
	})
}

// Choose asks for a file of rates and returns its path, "" where the user cancelled.
func (r *Rates) Choose() (string, error) { return (&Imports{r.door}).Choose() }

// Preview says what importing a file that was chosen would do, and stores nothing. Rates of rows
// that do not say in which currency they are told are told in the display currency.
func (r *Rates) Preview(path string) (rates.Preview, error) {
	return r.file(path, (*rates.Store).Preview)
}

// Import stores all rates of a file that was chosen, or none where a line of it holds no rate.
func (r *Rates) Import(path string) (rates.Preview, error) {
	preview, err := r.file(path, (*rates.Store).Import)
	if err == nil {
		r.door.changed("ledger")
	}
	return preview, err
}

func (r *Rates) file(path string, read func(*rates.Store, context.Context, io.Reader, string) (rates.Preview, error)) (rates.Preview, error) {
	return ask(r.door, func(ctx context.Context, house *backend.Backend) (rates.Preview, error) {
		if err := r.door.mayRead(path); err != nil {
			return rates.Preview{}, err
		}
		chosen, err := house.Settings.Get(ctx)
		if err != nil {
			return rates.Preview{}, err
		}
		file, err := os.Open(path)
		if err != nil {
			return rates.Preview{}, fmt.Errorf("%w: it cannot be opened; choose it again: %w", rates.ErrFile, err)
		}
		preview, err := read(house.Rates, ctx, file, chosen.DisplayCurrency)
		return preview, errors.Join(err, file.Close())
	})
}

// SetDisplay chooses the currency in which totals of several are shown, too; "" for none.
func (r *Rates) SetDisplay(currency string) error {
	return do(r.door, func(ctx context.Context, house *backend.Backend) error {
		if currency = strings.TrimSpace(currency); currency != "" {
			code, err := rates.Code(currency)
			if err != nil {
				return err
			}
			currency = code
		}
		return change(ctx, house, func(chosen *settings.Settings) { chosen.DisplayCurrency = currency })
	})
}
