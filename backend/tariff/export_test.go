package tariff

import (
	"context"

	"outlay/backend/settings"
)

// AttendOnce is one look of [Desk.Attend].
func AttendOnce(ctx context.Context, d *Desk, chosen *settings.Store) { d.attend(ctx, chosen) }
