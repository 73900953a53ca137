package native

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPrefersDark(t *testing.T) {
	for _, tt := range []struct {
		name, theme, settings string
		want                  bool
	}{
		{"nothing said", "", "", false},
		{"a dark variant in the environment", "Adwaita:dark", "", true},
		{"the environment before the settings", "Adwaita", "gtk-application-prefer-dark-theme=1", false},
		{"dark in the settings", "", "[Settings]\ngtk-application-prefer-dark-theme = true\n", true},
		{"light in the settings", "", "[Settings]\ngtk-application-prefer-dark-theme=0\n", false},
		{"a dark theme by name", "", "[Settings]\ngtk-theme-name=Breeze-Dark\n", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := t.TempDir()
			t.Setenv("XDG_CONFIG_HOME", config)
			t.Setenv("GTK_THEME", tt.theme)
			if err := os.MkdirAll(filepath.Join(config, "gtk-3.0"), 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(config, "gtk-3.0", "settings.ini"), tt.settings)
			if got := PrefersDark(); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
