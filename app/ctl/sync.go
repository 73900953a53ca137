package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/syncer"
)

func (t *terminal) sync() *cobra.Command {
	var typed []string
	days := &dayFlags{}
	cmd := &cobra.Command{
		Use: "sync", Short: "Read what accounts cost: what is lacking, and days that may still change", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			var request syncer.Request
			var err error
			if request.From, request.To, err = days.days(); err != nil {
				return err
			}
			if request.From > t.today() {
				return usage("--from %s is in the future; today is %s", request.From, t.today())
			}
			desktop, _ := notifications(ctx) // without them, another process delivers
			return t.with(ctx, desktop, func(house *backend.Backend) error {
				if err := t.unlock(ctx, house); err != nil {
					return err
				}
				for _, text := range typed {
					a, err := find(ctx, house, text)
					if err != nil {
						return err
					}
					if !slices.Contains(request.Accounts, a.ID) {
						request.Accounts = append(request.Accounts, a.ID)
					}
				}
				return t.syncNow(ctx, house, request)
			})
		},
	}
	cmd.Flags().StringArrayVar(&typed, "account", nil, "this account alone, by id or label; may be repeated")
	days.add(cmd, "default: what the book lacks", "default: today")
	return cmd
}

func (t *terminal) syncNow(ctx context.Context, house *backend.Backend, request syncer.Request) error {
	done := t.progress(ctx, house)
	outcomes, err := house.Syncer.Sync(ctx, request)
	done()
	if err != nil {
		return err
	}
	labels, err := labels(ctx, house)
	if err != nil {
		return err
	}
	if outcomes == nil {
		outcomes = []syncer.Outcome{}
	}
	err = t.print(struct {
		Accounts []syncer.Outcome `json:"accounts"`
	}{outcomes}, func(p *page) { p.outcomes(outcomes, labels) })
	if err != nil {
		return err
	}
	if err := house.Alerts.Deliver(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	return t.judge(outcomes, labels)
}

// judge says on err what failed and returns the exit code of it all.
func (t *terminal) judge(outcomes []syncer.Outcome, labels map[string]string) error {
	failed := 0
	for _, o := range outcomes {
		if o.Error == nil {
			continue
		}
		failed++
		if !t.json {
			t.fail(failure{exitFailed, o.Error.Code, labels[o.ID] + ": " + sentence(o.Error.Message)})
		}
	}
	switch failed {
	case 0:
		return nil
	case len(outcomes):
		return answered(exitFailed)
	}
	return answered(exitSome)
}

func (p *page) outcomes(outcomes []syncer.Outcome, labels map[string]string) {
	if len(outcomes) == 0 {
		p.say("No account to sync: none is connected, or all are paused. See: outlayctl account list")
		return
	}
	rows := [][]string{{"ACCOUNT", "STATE", "DAYS READ", "ENTRIES", "CHANGED", "REQUESTS"}}
	for _, o := range outcomes {
		read := "none"
		if o.From != "" {
			read = fmt.Sprintf("%s to %s", o.From, o.To)
		}
		rows = append(rows, []string{labels[o.ID], string(o.State), read, fmt.Sprint(o.Entries), fmt.Sprint(o.Changed), fmt.Sprint(o.Requests)})
	}
	p.table(rows, 3, 4, 5)
	for _, o := range outcomes {
		for _, note := range o.Notes {
			p.say("%s: %s", labels[o.ID], note)
		}
	}
}

func labels(ctx context.Context, house *backend.Backend) (map[string]string, error) {
	all, err := house.Accounts.List(context.WithoutCancel(ctx)) // also after an interrupt
	names := map[string]string{}
	for _, a := range all {
		names[a.ID] = a.Label
	}
	return names, err
}

// progress shows on one line how far a long sync is, where somebody looks, until the
// returned function is called.
func (t *terminal) progress(ctx context.Context, house *backend.Backend) (done func()) {
	if !t.watched {
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				_, _ = fmt.Fprint(t.err, "\r\x1b[K")
				return
			case <-tick.C:
			}
			if all, err := house.Accounts.List(ctx); err == nil {
				_, _ = fmt.Fprintf(t.err, "\r\x1b[K%s", underWay(all))
			}
		}
	}()
	return func() { stop(); <-ended }
}

func underWay(all []account.Account) string {
	var parts []string
	for _, a := range all {
		if a.ProgressTotal > 0 {
			parts = append(parts, printable(fmt.Sprintf("%.30s: %d of %d days", a.Label, a.ProgressDone, a.ProgressTotal)))
		}
	}
	return strings.Join(parts, ", ")
}
