package settings

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"outlay/backend/database"
	"outlay/backend/money"
)

// Store keeps the settings in the database.
type Store struct{ db *database.DB }

// New returns the store of a database.
func New(db *database.DB) *Store { return &Store{db} }

// Get returns the settings; what was never chosen, or is no longer valid, has its default.
func (s *Store) Get(ctx context.Context) (Settings, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT name, value FROM settings WHERE name LIKE 'app.%'`)
	if err != nil {
		return Settings{}, fmt.Errorf("settings: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	chosen := Default()
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return Settings{}, fmt.Errorf("settings: %w", err)
		}
		set(&chosen, name, value)
	}
	return chosen, rows.Err()
}

func set(s *Settings, name, value string) {
	switch name {
	case "app.interval_minutes":
		if n, err := strconv.Atoi(value); err == nil && validInterval(n) {
			s.IntervalMinutes = n
		}
	case "app.start_at_login":
		choose(&s.StartAtLogin, value)
	case "app.keep_in_tray":
		choose(&s.KeepInTray, value)
	case "app.theme":
		if validTheme(value) {
			s.Theme = value
		}
	case "app.sync_paused":
		choose(&s.SyncPaused, value)
	case "app.gateway":
		choose(&s.Gateway, value)
	case "app.gateway_port":
		if n, err := strconv.Atoi(value); err == nil && validPort(n) {
			s.GatewayPort = n
		}
	case "app.fetch_prices":
		choose(&s.FetchPrices, value)
	case "app.quiet_from":
		if validClock(value) {
			s.QuietFrom = value
		}
	case "app.quiet_until":
		if validClock(value) {
			s.QuietUntil = value
		}
	case "app.runaway_floor":
		if validFloor(value) {
			s.RunawayFloor = value
		}
	case "app.display_currency":
		if validCurrency(value) {
			s.DisplayCurrency = value
		}
	}
}

// choose sets a switch, and leaves it as it is where value is neither of the two words.
func choose(on *bool, value string) {
	if value == "true" || value == "false" {
		*on = value == "true"
	}
}

// Save stores all of s, or wraps [ErrInvalid] and stores nothing.
func (s *Store) Save(ctx context.Context, chosen Settings) error {
	if !validInterval(chosen.IntervalMinutes) {
		return fmt.Errorf("%w: sync every %d minutes; choose between 5 minutes and 24 hours", ErrInvalid, chosen.IntervalMinutes)
	}
	if !validTheme(chosen.Theme) {
		return fmt.Errorf("%w: theme %.20q; choose system, light, dark or contrast", ErrInvalid, chosen.Theme)
	}
	if !validPort(chosen.GatewayPort) {
		return fmt.Errorf("%w: port %d for the gateway; choose one from 1024 to 65535", ErrInvalid, chosen.GatewayPort)
	}
	if !validClock(chosen.QuietFrom) || !validClock(chosen.QuietUntil) || (chosen.QuietFrom == "") != (chosen.QuietUntil == "") {
		return fmt.Errorf("%w: quiet hours from %.10q until %.10q; write both as 22:00, or neither", ErrInvalid, chosen.QuietFrom, chosen.QuietUntil)
	}
	if !validFloor(chosen.RunawayFloor) {
		return fmt.Errorf("%w: what a runaway day costs at least is %.20q; write digits and a point, such as 5.00", ErrInvalid, chosen.RunawayFloor)
	}
	if !validCurrency(chosen.DisplayCurrency) {
		return fmt.Errorf("%w: display currency %.20q; write its three letters, such as EUR, or leave it empty", ErrInvalid, chosen.DisplayCurrency)
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		for name, value := range map[string]string{
			"app.interval_minutes": strconv.Itoa(chosen.IntervalMinutes),
			"app.start_at_login":   strconv.FormatBool(chosen.StartAtLogin),
			"app.keep_in_tray":     strconv.FormatBool(chosen.KeepInTray),
			"app.theme":            chosen.Theme,
			"app.sync_paused":      strconv.FormatBool(chosen.SyncPaused),
			"app.gateway":          strconv.FormatBool(chosen.Gateway),
			"app.gateway_port":     strconv.Itoa(chosen.GatewayPort),
			"app.fetch_prices":     strconv.FormatBool(chosen.FetchPrices),
			"app.quiet_from":       chosen.QuietFrom,
			"app.quiet_until":      chosen.QuietUntil,
			"app.runaway_floor":    chosen.RunawayFloor,
			"app.display_currency": chosen.DisplayCurrency,
		} {
			if _, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)
				ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value); err != nil {
				return err
			}
		}
		return nil
	})
}

func validInterval(minutes int) bool {
	return minutes >= int(ShortestInterval/time.Minute) && minutes <= int(LongestInterval/time.Minute)
}

// validPort leaves out the ports that only an administrator may open.
func validPort(n int) bool { return n >= 1024 && n <= 65535 }

// validClock takes an hour and minute of two digits each, and "" for none: such texts sort as
// the clock goes.
func validClock(text string) bool {
	at, err := time.Parse("15:04", text)
	return text == "" || err == nil && at.Format("15:04") == text
}

func validFloor(text string) bool {
	floor, err := money.Parse(text, money.USD)
	return err == nil && !floor.Value.IsNegative()
}

func validTheme(theme string) bool {
	switch theme {
	case "system", "light", "dark", "contrast": // contrast is the system's light or dark, as far apart as can be
		return true
	}
	return false
}

// validCurrency takes three capital letters, and "" for none.
func validCurrency(code string) bool {
	zero, err := money.Parse("0", code)
	return code == "" || err == nil && zero.Currency == code
}
