package native

import (
	"os"
	"path/filepath"
	"strings"
)

// PrefersDark guesses whether the desktop is dark, for the instant before a page can say so
// itself. It reads what GTK reads first and asks no service.
func PrefersDark() bool {
	if theme := os.Getenv("GTK_THEME"); theme != "" {
		return strings.HasSuffix(strings.ToLower(theme), "dark")
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return false
	}
	text, err := os.ReadFile(filepath.Join(config, "gtk-3.0", "settings.ini"))
	if err != nil {
		return false
	}
	for line := range strings.Lines(strings.ToLower(string(text))) {
		name, value, _ := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if name == "gtk-application-prefer-dark-theme" && (value == "1" || value == "true") ||
			name == "gtk-theme-name" && strings.HasSuffix(value, "dark") {
			return true
		}
	}
	return false
}
