package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"outlay/app/native"
)

// patience is how long the loops may take to end. What they were doing is stored already, or
// will be done anew by the next program: nothing is lost by leaving them behind.
const patience = 1500 * time.Millisecond

// ending is how a run ended.
type ending struct {
	State string `json:"state"` // stopped, or already_running
	By    string `json:"by"`    // who runs, where it is another
}

func (t *terminal) run() *cobra.Command {
	return &cobra.Command{
		Use: "run", Short: "Sync on schedule and warn about limits, until interrupted: the resident without a tray", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			release, held, err := native.Lock(t.dataDir, native.LoopsLock)
			if err != nil {
				return err
			}
			if !held {
				by := runner(t.dataDir)
				return t.print(ending{"already_running", by}, func(p *page) {
					p.say("Already running: %s syncs this profile (%s) on schedule.", by, t.dataDir)
				})
			}
			defer release()
			if err := t.resident(cmd.Context()); err != nil {
				return err
			}
			return t.print(ending{State: "stopped"}, func(*page) {})
		},
	}
}

// runner says which program runs the loops of a profile.
func runner(dir string) string {
	switch {
	case native.Held(dir, native.ResidentLock):
		return "outlay-resident, the tray program,"
	case native.Held(dir, native.WindowLock):
		return "outlay, the window,"
	}
	return "another outlayctl run"
}

// resident runs the loops until ctx ends.
func (t *terminal) resident(ctx context.Context) (err error) {
	log := slog.New(slog.NewTextHandler(t.err, nil))
	desktop, nowhere := notifications(ctx)
	house, err := t.open(ctx, desktop, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.Close()) }()
	if err := t.unlock(ctx, house); err != nil {
		return err
	}
	if err := house.Vault.Unlock(ctx); err != nil {
		log.WarnContext(ctx, "no account can be read", "error", err.Error())
	}
	if nowhere != nil {
		log.InfoContext(ctx, "no notifications from here; see them with: outlayctl alerts", "reason", nowhere.Error())
	}
	chosen, err := house.Settings.Get(ctx)
	if err != nil {
		return err
	}
	log.InfoContext(ctx, "running", "profile", house.Dir, "every", chosen.Interval().String(), "paused", chosen.SyncPaused)
	var loops sync.WaitGroup
	loops.Go(func() { house.Syncer.Run(ctx) })
	loops.Go(func() { house.Alerts.Run(ctx) })
	loops.Go(func() { house.Gateway.Attend(ctx, house.Settings) })
	loops.Go(func() { house.Prices.Attend(ctx, house.Settings) })
	ended := make(chan struct{})
	go func() { loops.Wait(); close(ended) }()
	<-ctx.Done()
	select {
	case <-ended:
		log.Info("stopped")
		return nil
	case <-time.After(patience):
		return fmt.Errorf("the sync under way did not end within %s and was left; what was read is kept", patience)
	}
}
