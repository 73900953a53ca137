package native

import "os/exec"

func opener(target string) *exec.Cmd { return exec.Command("/usr/bin/open", target) }
