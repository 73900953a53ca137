//go:build !windows

package native

import (
	"os/exec"
	"syscall"
)

// detach puts cmd into a session of its own: neither a closed terminal nor Ctrl-C there ends it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
