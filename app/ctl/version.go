package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"

	"outlay/backend"
)

// build says which program this is; the commit is null where the build does not know it.
type build struct {
	Version string  `json:"version"`
	Commit  *string `json:"commit"`
	Go      string  `json:"go"`
}

func (t *terminal) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which program this is", Args: takes(),
		RunE: func(*cobra.Command, []string) error {
			b := built()
			return t.print(b, func(p *page) {
				commit := "unknown commit"
				if b.Commit != nil {
					commit = *b.Commit
				}
				p.say("outlayctl %s (%s, %s)", b.Version, commit, b.Go)
			})
		},
	}
}

func built() build {
	b := build{Version: backend.Version}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Go = info.GoVersion
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			b.Commit = &s.Value
		}
	}
	return b
}
