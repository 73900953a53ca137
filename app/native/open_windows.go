package native

import (
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// opener hands target to the shell without a command line of its own: cmd.exe would read
// ampersands and percent signs in it.
func opener(target string) *exec.Cmd {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		system = `C:\Windows\System32`
	}
	return exec.Command(filepath.Join(system, "rundll32.exe"), "url.dll,FileProtocolHandler", target)
}
