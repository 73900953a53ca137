package native

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// StartAtLogin makes the desktop start program with args at each login, or no longer.
func StartAtLogin(enabled bool, program string, args ...string) error {
	path, err := autostart()
	if err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	if !enabled {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("start at login: %w", err)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	if err := os.WriteFile(path, []byte(entry(program, args)), 0o600); err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	return nil
}

// StartsAtLogin says that the desktop starts Outlay at login. The user may have switched it
// off in the desktop's own settings, which mark the file instead of removing it.
func StartsAtLogin() bool {
	path, err := autostart()
	if err != nil {
		return false
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		switch strings.ReplaceAll(strings.TrimSpace(line), " ", "") {
		case "Hidden=true", "X-GNOME-Autostart-enabled=false":
			return false
		}
	}
	return true
}

func autostart() (string, error) {
	config, err := os.UserConfigDir() // honours XDG_CONFIG_HOME
	if err != nil {
		return "", err
	}
	return filepath.Join(config, "autostart", "outlay.desktop"), nil
}

func entry(program string, args []string) string {
	words := []string{word(program)}
	for _, arg := range args {
		words = append(words, word(arg))
	}
	return "[Desktop Entry]\nType=Application\nName=" + AppName +
		"\nComment=Keeps watch over what AI services cost\nExec=" + strings.Join(words, " ") +
		"\nIcon=outlay\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
}

// word quotes one word of an Exec line: as the Exec key asks first, then as every string
// value of a desktop file asks.
// Source: specifications.freedesktop.org/desktop-entry-spec, The Exec key, read 2026-11-23.
func word(text string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(text)
	return `"` + strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(quoted) + `"`
}
