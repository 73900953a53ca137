package native

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// OpenURL opens a web page in the user's browser. It refuses everything but https with a
// host and without credentials; which hosts are fine is the caller's to decide.
func OpenURL(link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return errors.New("open link: only https links without credentials are opened")
	}
	if err := launch(opener(u.String())); err != nil {
		return fmt.Errorf("open link: %w", err)
	}
	return nil
}

// OpenFolder shows a folder in the user's file manager.
func OpenFolder(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("open folder: %s is not a folder", path)
	}
	if err := launch(opener(path)); err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	return nil
}

// launchLimit is how long an opener may take to say that it failed. One that still runs then
// is showing what it opened.
const launchLimit = 2 * time.Second

func launch(cmd *exec.Cmd) error {
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("this desktop opens nothing for other programs: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(launchLimit):
		return nil
	}
}
