package native

import "os/exec"

// opener hands target to the desktop. A target never starts with a dash: it is an absolute
// path or has a scheme.
func opener(target string) *exec.Cmd { return exec.Command("xdg-open", target) }
