// Command outlay is the window: what was spent on AI services, and where the month will end.
package main

import (
	"embed"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"outlay/app/desktop"
	"outlay/app/native"
	"outlay/backend"
)

//go:embed all:frontend/dist
var dist embed.FS

func main() {
	demo := flag.Bool("demo", false, "show sample data, in a profile that is gone afterwards")
	dir := flag.String("data-dir", os.Getenv(native.DataDirVariable), "the profile's folder")
	flag.Parse()
	if *dir == "" {
		*dir = backend.DefaultDir()
	}
	if err := run(*dir, *demo); err != nil {
		fmt.Fprintln(os.Stderr, "outlay:", err)
		os.Exit(1)
	}
}

func run(dir string, demo bool) error {
	assets, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		return err
	}
	return desktop.Run(assets, desktop.Options{DataDir: dir, Demo: demo, Log: desktop.LogTo(dir)})
}
