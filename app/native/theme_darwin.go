package native

// PrefersDark is false: macOS paints the window in its own theme until the page does.
func PrefersDark() bool { return false }
