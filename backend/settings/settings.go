// Package settings keeps what the user chose about the app itself: how often it syncs, how
// it looks, what runs in the background. What belongs to an account stands in account.
package settings

import (
	"errors"
	"time"
)

// The bounds of the sync interval.
const (
	ShortestInterval = 5 * time.Minute
	LongestInterval  = 24 * time.Hour
	DefaultInterval  = time.Hour
)

// DefaultGatewayPort is where the gateway listens unless another port is chosen.
const DefaultGatewayPort = 8747

// ErrInvalid says that a setting cannot be; the text says which and why.
var ErrInvalid = errors.New("invalid setting")

// Settings is everything the user chose.
type Settings struct {
	IntervalMinutes int    `json:"interval_minutes"` // 5 to 1440
	StartAtLogin    bool   `json:"start_at_login"`
	KeepInTray      bool   `json:"keep_in_tray"` // the resident runs while the window is closed
	Theme           string `json:"theme"`        // system, light, dark, contrast
	SyncPaused      bool   `json:"sync_paused"`
	Gateway         bool   `json:"gateway"`      // the metering gateway listens
	GatewayPort     int    `json:"gateway_port"` // on this port of this machine alone
	FetchPrices     bool   `json:"fetch_prices"` // newer prices of models are fetched weekly
	// QuietFrom and QuietUntil are the hours, in the machine's own time zone, in which no
	// notification of the desktop is shown: "22:00" and "07:00". They wait until then. "" for none.
	QuietFrom  string `json:"quiet_from"`
	QuietUntil string `json:"quiet_until"`
	// RunawayFloor is what a day has to cost at least, in USD or in its own currency, to be
	// called a runaway day: digits and a point.
	RunawayFloor string `json:"runaway_floor"`
	// DisplayCurrency is in which currency totals of several are shown, beside each in its own:
	// three letters, such as EUR; "" for none.
	DisplayCurrency string `json:"display_currency"`
}

// Default is what a new profile starts with.
func Default() Settings {
	return Settings{IntervalMinutes: 60, KeepInTray: true, Theme: "system", GatewayPort: DefaultGatewayPort, RunawayFloor: "5"}
}

// Quiet says that at lies in the quiet hours, in at's own time zone.
func (s Settings) Quiet(at time.Time) bool {
	if s.QuietFrom == s.QuietUntil {
		return false
	}
	clock := at.Format("15:04")
	if s.QuietFrom < s.QuietUntil {
		return s.QuietFrom <= clock && clock < s.QuietUntil
	}
	return s.QuietFrom <= clock || clock < s.QuietUntil // over midnight
}

// Interval returns how often an account is read.
func (s Settings) Interval() time.Duration { return time.Duration(s.IntervalMinutes) * time.Minute }
