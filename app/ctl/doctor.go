package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"outlay/app/native"
	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/database"
)

// probeLimit is how long one vendor may take to answer the doctor.
const probeLimit = 20 * time.Second

// status is what the doctor found.
type status string

const (
	works   status = "ok"
	warning status = "warning" // the main job works without it
	broken  status = "failed"
)

// finding is what the doctor says about one thing.
type finding struct {
	Check   string  `json:"check"` // database, data_folder, vault, notifications, tray, schedule, account
	Account *string `json:"account"`
	Status  status  `json:"status"`
	Message string  `json:"message"` // what works or doesn't, and what to do
}

type diagnosis struct {
	OK       bool      `json:"ok"`
	Findings []finding `json:"checks"`
}

func (t *terminal) doctor() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Say what works, what doesn't and what to do", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := diagnosis{OK: true, Findings: t.examine(cmd.Context())}
			for _, f := range d.Findings {
				d.OK = d.OK && f.Status != broken
			}
			err := t.print(d, func(p *page) { p.diagnosis(d) })
			if err == nil && !d.OK {
				return answered(exitFailed)
			}
			return err
		},
	}
}

func (p *page) diagnosis(d diagnosis) {
	for _, f := range d.Findings {
		p.say("%-8s %s: %s", f.Status, f.Check, f.Message)
	}
	if d.OK {
		p.say("Everything that is needed works.")
		return
	}
	p.say("Something that is needed does not work; see above what to do.")
}

func (t *terminal) examine(ctx context.Context) []finding {
	findings := []finding{}
	house, err := t.open(ctx, nil, nil)
	if err != nil {
		findings = append(findings, t.unopened(err))
	} else {
		defer func() { _ = house.Close() }()
		findings = append(findings, t.data(ctx, house)...)
	}
	findings = append(findings, desktop(ctx)...)
	if err == nil {
		findings = append(findings, t.schedule(ctx, house))
		findings = append(findings, t.accounts(ctx, house)...)
	}
	return findings
}

// unopened says why a profile cannot be opened, and which backup there is.
func (t *terminal) unopened(err error) finding {
	f := failureOf(err)
	if backups, listErr := database.Backups(backend.DatabasePath(t.dataDir)); listErr == nil && len(backups) > 0 {
		f.Message += fmt.Sprintf(" The last backup is %s of %s.", backups[0].Path, backups[0].Made.Format("2006-01-02 15:04 UTC"))
	}
	check := "database"
	if f.Code == "vault_locked" {
		check = "vault"
	}
	return finding{check, nil, broken, f.Message}
}

func (t *terminal) data(ctx context.Context, house *backend.Backend) []finding {
	findings := []finding{
		found("database", house.DB.Check(ctx), fmt.Sprintf("%s can be read and is whole.", house.DB.Path())),
		private(house.Dir),
	}
	err := t.unlock(ctx, house)
	if err == nil {
		err = house.Vault.Unlock(ctx)
	}
	return append(findings, found("vault", err, fmt.Sprintf("The master key is there (%s).", house.Vault.Kind())))
}

// private says whether others can open the folder. On Windows a user's folders are private
// unless somebody shares them, and modes say nothing.
func private(dir string) finding {
	info, err := os.Stat(dir)
	if err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return finding{"data_folder", nil, warning, fmt.Sprintf("%s can be opened by other users; make it yours alone with: chmod 700 %s", dir, dir)}
	}
	return found("data_folder", err, dir+" is yours alone.")
}

func found(check string, err error, good string) finding {
	if err != nil {
		return finding{check, nil, broken, failureOf(err).Message}
	}
	return finding{check, nil, works, good}
}

// desktop says what this desktop can show. Neither is needed: a server has none of it.
func desktop(ctx context.Context) []finding {
	notifications := finding{"notifications", nil, works, "The desktop shows notifications."}
	if err := native.NotificationService(ctx); err != nil {
		notifications.Status, notifications.Message = warning, sentence(err.Error())+" Until then see warnings with: outlayctl alerts"
	}
	tray := finding{"tray", nil, works, "The desktop shows tray icons."}
	if err := native.TrayHost(ctx); err != nil {
		tray.Status, tray.Message = warning, sentence(err.Error())
	}
	return []finding{notifications, tray}
}

func (t *terminal) schedule(ctx context.Context, house *backend.Backend) finding {
	chosen, err := house.Settings.Get(ctx)
	if err != nil {
		return found("schedule", err, "")
	}
	running := native.Held(house.Dir, native.LoopsLock)
	switch {
	case running && chosen.SyncPaused:
		return finding{"schedule", nil, warning, "Syncing is paused. Resume it in the tray or in Settings."}
	case running:
		return finding{"schedule", nil, works, fmt.Sprintf("Accounts are synced every %d minutes.", chosen.IntervalMinutes)}
	}
	return finding{"schedule", nil, warning, "No program syncs on schedule. Start outlay, outlay-resident or: outlayctl run"}
}

// accounts asks every vendor, side by side.
func (t *terminal) accounts(ctx context.Context, house *backend.Backend) []finding {
	all, err := house.Reports.Accounts(ctx)
	if err != nil {
		return []finding{found("account", err, "")}
	}
	if len(all) == 0 {
		return []finding{{"account", nil, warning, "No account is connected. Connect one with: outlayctl account add"}}
	}
	findings := make([]finding, len(all))
	var asked sync.WaitGroup
	for i, a := range all {
		asked.Go(func() { findings[i] = t.patient(ctx, house, a) })
	}
	asked.Wait()
	return findings
}

// patient says how one account is.
func (t *terminal) patient(ctx context.Context, house *backend.Backend, a account.Account) finding {
	f := finding{Check: "account", Account: &a.ID, Status: works}
	if a.State == account.Paused {
		f.Status, f.Message = warning, a.Label+": syncing is paused. Resume it with: outlayctl account set "+a.ID+" --paused=false"
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	err := house.Accounts.Test(ctx, a.ID, house.Syncer.Client)
	switch {
	case vendors(err):
		f.Status, f.Message = broken, a.Label+": "+sentence(account.Explain(err))
	case err != nil:
		f.Status, f.Message = broken, a.Label+": "+failureOf(err).Message
	case a.State == account.NeverSynced:
		f.Status, f.Message = warning, a.Label+": the key works, and nothing was read yet. Read it with: outlayctl sync"
	case a.State != account.OK:
		f.Status, f.Message = warning, a.Label+": the key works, but the last sync went wrong. "+sentence(a.Reason)
	default:
		f.Message = fmt.Sprintf("%s: the key works; settled through %s.", a.Label, dayOr(a.SettledThrough, "no day yet"))
	}
	return f
}
