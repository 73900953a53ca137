package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/settings"
	"outlay/backend/syncer"
)

// Sync is what the window shows and does about syncing.
type Sync struct{ door *Door }

// SyncState is what is being read now, by whichever program.
type SyncState struct {
	Running  bool       `json:"running"`
	Paused   bool       `json:"paused"`
	Resident bool       `json:"resident"` // the tray program runs and syncs on schedule
	Accounts []Progress `json:"accounts"` // those being read now
}

// Progress is how far the sync of one account is.
type Progress struct {
	Account string `json:"account"`
	Label   string `json:"label"`
	Done    int    `json:"done"` // days
	Total   int    `json:"total"`
}

// Now starts a sync of every account and returns at once.
func (s *Sync) Now() error {
	return do(s.door, func(context.Context, *backend.Backend) error {
		s.door.syncNow()
		return nil
	})
}

// One starts a sync of one account and returns at once.
func (s *Sync) One(account string) error {
	return do(s.door, func(context.Context, *backend.Backend) error {
		s.door.syncNow(account)
		return nil
	})
}

// State returns what is being read now.
func (s *Sync) State() (SyncState, error) {
	return ask(s.door, func(ctx context.Context, house *backend.Backend) (SyncState, error) {
		chosen, err := house.Settings.Get(ctx)
		if err != nil {
			return SyncState{}, err
		}
		accounts, err := house.Accounts.List(ctx)
		if err != nil {
			return SyncState{}, err
		}
		state := SyncState{Running: house.Syncer.Running(), Paused: chosen.SyncPaused, Resident: s.door.resident(), Accounts: []Progress{}}
		for _, a := range accounts {
			if a.ProgressTotal > 0 {
				state.Running = true
				state.Accounts = append(state.Accounts, Progress{a.ID, a.Label, a.ProgressDone, a.ProgressTotal})
			}
		}
		return state, nil
	})
}

// Pause stops or resumes syncing on schedule; "Sync now" works all the same.
func (s *Sync) Pause(paused bool) error {
	return do(s.door, func(ctx context.Context, house *backend.Backend) error {
		return change(ctx, house, func(chosen *settings.Settings) { chosen.SyncPaused = paused })
	})
}

func change(ctx context.Context, house *backend.Backend, by func(*settings.Settings)) error {
	chosen, err := house.Settings.Get(ctx)
	if err != nil {
		return err
	}
	by(&chosen)
	return house.Settings.Save(ctx, chosen)
}

// syncNow syncs in this process, under the accounts' leases, in the background; no ids means
// all. What comes of it stands in the accounts' states.
func (d *Door) syncNow(ids ...string) {
	house, err := d.current()
	if err != nil {
		return
	}
	go func() {
		_, err := inside(d, func(ctx context.Context, _ *backend.Backend) (struct{}, error) {
			_, err := house.Syncer.Sync(ctx, syncer.Request{Accounts: ids})
			if err != nil {
				return struct{}{}, err
			}
			return struct{}{}, house.Alerts.Deliver(ctx)
		})
		if err != nil && d.ctx.Err() == nil {
			d.host.Log.Warn("sync now", "error", err.Error())
		}
		d.changed("ledger")
	}()
}
