package desktop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"outlay/app/native"
	"outlay/backend"
)

// profile is which data the window shows.
type profile struct {
	dir  string
	own  bool // dir is where the user's data is unless they say otherwise
	demo bool // dir is a scratch folder, and the window shows sample data
}

// profileOf returns the profile that the command line or the environment names. Its errors
// wrap [ErrUsage], or [flag.ErrHelp] where help was asked for and printed.
func profileOf(args []string) (profile, error) {
	flags := flag.NewFlagSet("outlay", flag.ContinueOnError)
	dir := flags.String("data-dir", os.Getenv(native.DataDirVariable), "folder of the profile; "+native.DataDirVariable+" says the same")
	demo := flags.Bool("demo", false, "show sample data in a profile that is removed when the window is closed")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return profile{}, err
		}
		return profile{}, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	if flags.NArg() > 0 {
		return profile{}, fmt.Errorf("%w: outlay takes no arguments, not %.40q", ErrUsage, flags.Arg(0))
	}
	if *demo {
		scratch, err := os.MkdirTemp("", "outlay-demo-")
		return profile{dir: scratch, demo: true}, err
	}
	if *dir == "" {
		return profile{dir: backend.DefaultDir(), own: true}, nil
	}
	absolute, err := filepath.Abs(*dir)
	return profile{dir: absolute}, err
}

// remove takes a demo's scratch profile away.
func (p profile) remove() {
	if p.demo {
		_ = os.RemoveAll(p.dir)
	}
}

// patience is how long a window that is just opening or closing may take to answer.
const patience = 5 * time.Second

// single makes this process the profile's only window. Where another one is open it brings
// that to the front and returns first false.
func single(ctx context.Context, dir string) (release func(), first bool, err error) {
	for deadline := time.Now().Add(patience); ; {
		release, held, err := native.Lock(dir, native.WindowLock)
		if err != nil {
			return func() {}, true, nil // the window says what is wrong with the folder
		}
		if held || runtime.GOOS != "linux" { // elsewhere the window library raises the first one
			if release == nil {
				release = func() {}
			}
			return release, true, nil
		}
		err = native.Raise(ctx, instance(dir))
		switch {
		case err == nil:
			return nil, false, nil
		case !errors.Is(err, native.ErrNotOpen), time.Now().After(deadline):
			return nil, false, fmt.Errorf("a window for this profile is open already and could not be brought to the front: %w", err)
		}
		time.Sleep(100 * time.Millisecond) // it is just opening or closing
	}
}

// instance is the name that the profile's window has on the bus.
func instance(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	sum := sha256.Sum256([]byte(dir))
	return "outlay_" + hex.EncodeToString(sum[:8])
}
