package native

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// DataDirVariable is the environment variable that hands a profile's folder on.
const DataDirVariable = "OUTLAY_DATA_DIR"

// OpenWindow starts the window of the profile in dataDir ("" for the usual one), or brings
// it to the front where it is open: a second window does that by itself.
func OpenWindow(dataDir string) error { return start("outlay", dataDir) }

// StartResident starts the tray program of the profile in dataDir ("" for the usual one). A
// second one leaves by itself.
func StartResident(dataDir string) error { return start("outlay-resident", dataDir) }

// ResidentProgram returns the path of the tray program, for [StartAtLogin].
func ResidentProgram() (string, error) { return beside("outlay-resident") }

// start runs a sister program that outlives this one. It gets no arguments, so that nothing
// about a profile stands in the process list, and this program's environment.
func start(program, dataDir string) error {
	path, err := beside(program)
	if err != nil {
		return fmt.Errorf("start %s: %w", program, err)
	}
	cmd := exec.Command(path)
	cmd.Dir = filepath.Dir(path) // not wherever this program was started: that folder may go
	cmd.Env = os.Environ()
	if dataDir != "" {
		absolute, err := filepath.Abs(dataDir)
		if err != nil {
			return fmt.Errorf("start %s: %w", program, err)
		}
		cmd.Env = append(cmd.Env, DataDirVariable+"="+absolute)
	}
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", program, err)
	}
	go func() { _ = cmd.Wait() }() // or it stays a zombie when it leaves first
	return nil
}

// beside finds a program of ours: in this program's own folder, else on the path.
func beside(program string) (string, error) {
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if own, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(own); err == nil {
			own = real
		}
		path := filepath.Join(filepath.Dir(own), program)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, nil
		}
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("%s is not beside this program and not on the PATH; install Outlay again", program)
	}
	return filepath.Abs(path)
}
