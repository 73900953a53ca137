// Package main is outlay, the window. What it is made of stands in app/desktop.
package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"outlay/app/desktop"
)

//go:embed all:frontend/dist
var built embed.FS

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "outlay:", err)
		if errors.Is(err, desktop.ErrUsage) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

func run() error {
	page, err := fs.Sub(built, "frontend/dist")
	if err != nil {
		return err
	}
	return desktop.Run(page, os.Args[1:])
}
