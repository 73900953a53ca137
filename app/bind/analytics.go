package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/outlook"
	"outlay/backend/report"
)

// Analytics is the screen of what was spent on what, and what changed.
type Analytics struct{ door *Door }

// Get returns everything that the screen shows.
func (a *Analytics) Get(q report.Question) (report.Analytics, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (report.Analytics, error) {
		tags, err := house.Tags.List(ctx)
		if err != nil {
			return report.Analytics{}, err
		}
		a, err := house.Reports.Analytics(ctx, q, tags)
		if err != nil || a.Forecast == nil || !q.Whole() {
			return a, err
		}
		a.Projections, err = house.Outlook.Projections(ctx, outlook.Everything, a.Currency, a.Forecast.Period)
		return a, err
	})
}

// Presets returns the spans that people ask for by name, as of today. The billing cycle is
// that of the account, or of the calendar month where it is "".
func (a *Analytics) Presets(account string) ([]report.PresetSpan, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) ([]report.PresetSpan, error) {
		return house.Reports.Presets(ctx, account)
	})
}

// Choices returns what the filters can be of, with the names that people know.
func (a *Analytics) Choices() (report.Choices, error) {
	return ask(a.door, func(ctx context.Context, house *backend.Backend) (report.Choices, error) {
		tags, err := house.Tags.List(ctx)
		if err != nil {
			return report.Choices{}, err
		}
		return house.Reports.Choices(ctx, tags)
	})
}
