// Command bare is the least window that Wails can open: what the benchmarks measure ours against.
package main

import (
	"embed"
	"io/fs"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
)

//go:embed page
var page embed.FS

func main() {
	assets, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	err = wails.Run(&options.App{
		Title: "Bare", Width: 1180, Height: 800,
		AssetServer: &assetserver.Options{Assets: assets},
		Linux:       &linux.Options{WebviewGpuPolicy: linux.WebviewGpuPolicyNever, ProgramName: "bare"},
	})
	if err != nil {
		panic(err)
	}
}
