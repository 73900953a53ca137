package bind

import (
	"context"

	"outlay/backend"
	"outlay/backend/settings"
)

// Settings is the screen of what the user chose about the app itself.
type Settings struct{ door *Door }

// Get returns the settings.
func (s *Settings) Get() (settings.Settings, error) {
	return ask(s.door, func(ctx context.Context, house *backend.Backend) (settings.Settings, error) {
		return house.Settings.Get(ctx)
	})
}

// Save stores the settings and makes them so: start at login is set up or taken away, the
// tray program started, or this window set to do its work.
func (s *Settings) Save(chosen settings.Settings) error {
	return do(s.door, func(ctx context.Context, house *backend.Backend) error {
		before, err := house.Settings.Get(ctx)
		if err != nil {
			return err
		}
		if chosen.StartAtLogin != before.StartAtLogin && !s.door.sampling() && s.door.host.Autostart != nil {
			if err := s.door.host.Autostart(chosen.StartAtLogin); err != nil {
				return fault("autostart", "Starting at login could not be set up, so nothing was changed: "+err.Error()+".")
			}
		}
		if err := house.Settings.Save(ctx, chosen); err != nil {
			return err
		}
		if chosen.KeepInTray != before.KeepInTray {
			s.door.work()
		}
		return nil
	})
}
