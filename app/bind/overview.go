package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/report"
)

// Overview is the first screen.
type Overview struct{ door *Door }

// Get returns everything that the screen shows, as of now.
func (o *Overview) Get() (report.Overview, error) {
	return ask(o.door, func(ctx context.Context, house *backend.Backend) (report.Overview, error) {
		return house.Reports.Overview(ctx)
	})
}
