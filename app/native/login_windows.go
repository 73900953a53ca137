package native

import (
	"errors"
	"fmt"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const runKey = `Software\Microsoft\Windows\CurrentVersion\Run`

// StartAtLogin makes Windows start program with args at each login of this user, or no longer.
func StartAtLogin(enabled bool, program string, args ...string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	defer func() { _ = key.Close() }()
	if !enabled {
		if err := key.DeleteValue(AppName); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return fmt.Errorf("start at login: %w", err)
		}
		return nil
	}
	line := windows.ComposeCommandLine(append([]string{program}, args...))
	if err := key.SetStringValue(AppName, line); err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	return nil
}

// StartsAtLogin says that Windows starts Outlay at login.
func StartsAtLogin() bool {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer func() { _ = key.Close() }()
	_, _, err = key.GetStringValue(AppName)
	return err == nil
}
