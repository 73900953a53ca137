package settings_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/settings"
)

func get(t *testing.T, s *settings.Store) settings.Settings {
	t.Helper()
	got, err := s.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestANewProfileHasTheDefaults(t *testing.T) {
	got := get(t, settings.New(databasetest.Open(t)))
	if got != settings.Default() || got.Interval() != settings.DefaultInterval {
		t.Errorf("%+v every %s, want %+v every %s", got, got.Interval(), settings.Default(), settings.DefaultInterval)
	}
}

func TestWhatWasChosenIsThereAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outlay.db")
	for _, chosen := range []settings.Settings{
		{IntervalMinutes: 5, StartAtLogin: true, KeepInTray: false, Theme: "dark", SyncPaused: true, Gateway: true, FetchPrices: true, GatewayPort: 1024, QuietFrom: "22:00", QuietUntil: "07:30", RunawayFloor: "0.50", DisplayCurrency: "EUR"},
		{IntervalMinutes: 1440, StartAtLogin: false, KeepInTray: true, Theme: "light", SyncPaused: false, GatewayPort: 65535, RunawayFloor: "5"},
		{IntervalMinutes: 60, Theme: "contrast", GatewayPort: 8747, RunawayFloor: "5"},
		{IntervalMinutes: 60, Theme: "system", GatewayPort: 8747, RunawayFloor: "5"},
	} {
		for _, save := range []bool{true, false} {
			db, err := database.Open(t.Context(), database.Options{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			store := settings.New(db)
			if save {
				err = store.Save(t.Context(), chosen)
			} else if got := get(t, store); got != chosen {
				t.Errorf("%+v, want %+v", got, chosen)
			}
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestWhatCannotBeIsRefusedAndNothingOfItStored(t *testing.T) {
	for _, tt := range []struct {
		what   string
		change func(*settings.Settings)
	}{
		{"a minute below five", func(s *settings.Settings) { s.IntervalMinutes = 4 }},
		{"a minute above a day", func(s *settings.Settings) { s.IntervalMinutes = 1441 }},
		{"no interval", func(s *settings.Settings) { s.IntervalMinutes = 0 }},
		{"an interval below zero", func(s *settings.Settings) { s.IntervalMinutes = -60 }},
		{"minutes that wrap round to five as a duration", func(s *settings.Settings) { s.IntervalMinutes = 307445740 }},
		{"a theme that is none", func(s *settings.Settings) { s.Theme = "neon" }},
		{"high contrast by another word", func(s *settings.Settings) { s.Theme = "high contrast" }},
		{"no theme", func(s *settings.Settings) { s.Theme = "" }},
		{"no port", func(s *settings.Settings) { s.GatewayPort = 0 }},
		{"a port of the system's", func(s *settings.Settings) { s.GatewayPort = 1023 }},
		{"quiet hours without an end", func(s *settings.Settings) { s.QuietFrom = "22:00" }},
		{"quiet hours at no hour", func(s *settings.Settings) { s.QuietFrom, s.QuietUntil = "22:00", "25:00" }},
		{"quiet hours in other words", func(s *settings.Settings) { s.QuietFrom, s.QuietUntil = "22:00", "7:00" }},
		{"a floor that is no amount", func(s *settings.Settings) { s.RunawayFloor = "a lot" }},
		{"a floor below zero", func(s *settings.Settings) { s.RunawayFloor = "-1" }},
		{"a currency by its name", func(s *settings.Settings) { s.DisplayCurrency = "Euro" }},
		{"a currency in small letters", func(s *settings.Settings) { s.DisplayCurrency = "eur" }},
		{"a currency by its sign", func(s *settings.Settings) { s.DisplayCurrency = "€" }},
		{"a port beyond all", func(s *settings.Settings) { s.GatewayPort = 65536 }},
	} {
		store := settings.New(databasetest.Open(t))
		before := settings.Settings{IntervalMinutes: 30, Theme: "light", KeepInTray: true, GatewayPort: 9000, RunawayFloor: "5"}
		if err := store.Save(t.Context(), before); err != nil {
			t.Fatal(err)
		}
		chosen := settings.Settings{IntervalMinutes: 15, Theme: "dark", StartAtLogin: true, SyncPaused: true, GatewayPort: 9001, RunawayFloor: "5"}
		tt.change(&chosen)
		if err := store.Save(t.Context(), chosen); !errors.Is(err, settings.ErrInvalid) {
			t.Errorf("%s: %v", tt.what, err)
		}
		if got := get(t, store); got != before {
			t.Errorf("%s: stored %+v", tt.what, got)
		}
	}
}

func TestADamagedRowHasItsDefaultAndSpoilsNoOther(t *testing.T) {
	db := databasetest.Open(t)
	store := settings.New(db)
	if err := store.Save(t.Context(), settings.Settings{IntervalMinutes: 15, StartAtLogin: true, Theme: "dark", SyncPaused: true, Gateway: true, GatewayPort: 9000, RunawayFloor: "5"}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, value string
		want        settings.Settings // of all that is damaged so far
	}{
		{"app.interval_minutes", "soon", settings.Settings{IntervalMinutes: 60, StartAtLogin: true, Theme: "dark", SyncPaused: true, Gateway: true, GatewayPort: 9000, RunawayFloor: "5"}},
		{"app.interval_minutes", "1", settings.Settings{IntervalMinutes: 60, StartAtLogin: true, Theme: "dark", SyncPaused: true, Gateway: true, GatewayPort: 9000, RunawayFloor: "5"}},
		{"app.theme", "<b>", settings.Settings{IntervalMinutes: 60, StartAtLogin: true, Theme: "system", SyncPaused: true, Gateway: true, GatewayPort: 9000, RunawayFloor: "5"}},
		{"app.keep_in_tray", "perhaps", settings.Settings{IntervalMinutes: 60, StartAtLogin: true, Theme: "system", SyncPaused: true, KeepInTray: true, Gateway: true, GatewayPort: 9000, RunawayFloor: "5"}},
		{"app.start_at_login", "", settings.Settings{IntervalMinutes: 60, Theme: "system", SyncPaused: true, KeepInTray: true, Gateway: true, GatewayPort: 9000, RunawayFloor: "5"}},
		{"app.sync_paused", "TRUE", settings.Settings{IntervalMinutes: 60, Theme: "system", KeepInTray: true, Gateway: true, GatewayPort: 9000, RunawayFloor: "5"}},
		{"app.gateway_port", "80", settings.Settings{IntervalMinutes: 60, Theme: "system", KeepInTray: true, Gateway: true, GatewayPort: settings.DefaultGatewayPort, RunawayFloor: "5"}},
		{"app.gateway", "on", settings.Default()},
		{"app.display_currency", "money", settings.Default()},
		{"app.something_of_a_newer_version", "1", settings.Default()},
		{"application", "1", settings.Default()},
	} {
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2`, tt.name, tt.value)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, store); got != tt.want {
			t.Errorf("%s is %q: %+v, want %+v", tt.name, tt.value, got, tt.want)
		}
	}
}

func TestEveryIntervalBetweenTheBoundsIsItself(t *testing.T) {
	store := settings.New(databasetest.Open(t))
	for _, minutes := range []int{5, 6, 59, 60, 1439, 1440} {
		chosen := settings.Default()
		chosen.IntervalMinutes = minutes
		if err := store.Save(t.Context(), chosen); err != nil {
			t.Fatal(err)
		}
		if got := get(t, store).Interval(); got != time.Duration(minutes)*time.Minute {
			t.Errorf("%d minutes: %s", minutes, got)
		}
	}
}

func TestQuietHours(t *testing.T) {
	for _, tt := range []struct {
		what, from, until, at string
		quiet                 bool
	}{
		{"no quiet hours", "", "", "03:00", false},
		{"the first minute", "22:00", "07:00", "22:00", true},
		{"a minute before", "22:00", "07:00", "21:59", false},
		{"past midnight", "22:00", "07:00", "03:00", true},
		{"the first minute after", "22:00", "07:00", "07:00", false},
		{"within a day", "09:00", "17:00", "16:59", true},
		{"outside of a day's", "09:00", "17:00", "17:00", false},
		{"from and until the same", "09:00", "09:00", "09:00", false},
	} {
		at, err := time.ParseInLocation("15:04", tt.at, time.FixedZone("there", 3600))
		if err != nil {
			t.Fatal(err)
		}
		if got := (settings.Settings{QuietFrom: tt.from, QuietUntil: tt.until}).Quiet(at); got != tt.quiet {
			t.Errorf("%s: %v at %s", tt.what, got, tt.at)
		}
	}
}
