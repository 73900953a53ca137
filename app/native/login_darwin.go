package native

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const agent = "outlay.resident"

// StartAtLogin makes macOS start program with args at each login of this user, or no longer.
func StartAtLogin(enabled bool, program string, args ...string) error {
	path, err := launchAgent()
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
	if err := os.WriteFile(path, []byte(plist(program, args)), 0o600); err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	return nil
}

// StartsAtLogin says that macOS starts Outlay at login.
func StartsAtLogin() bool {
	path, err := launchAgent()
	if err != nil {
		return false
	}
	_, err = os.Stat(path)
	return err == nil
}

func launchAgent() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, "Library", "LaunchAgents", agent+".plist"), nil
}

func plist(program string, args []string) string {
	var words strings.Builder
	for _, word := range append([]string{program}, args...) {
		words.WriteString("\t\t<string>")
		_ = xml.EscapeText(&words, []byte(word)) // a strings.Builder takes everything
		words.WriteString("</string>\n")
	}
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>` + agent + `</string>
	<key>ProgramArguments</key>
	<array>
` + words.String() + `	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>ProcessType</key>
	<string>Background</string>
</dict>
</plist>
`
}
