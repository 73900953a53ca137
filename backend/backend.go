// Package backend is the house: the one place where the rooms meet.
//
// [Open] opens the database, the vault and the book of a profile and hands each room what it
// needs. There is no logic here and no window; the doors (app/…) start what should run.
//
// # Why three programs share it through a file
//
// The window, the tray and the terminal open the same profile and talk to each other through
// the database alone: work that must happen once is leased there, and whoever wants to know
// that something changed watches it. No socket, no private protocol, nothing to secure.
package backend

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"

	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/channel"
	"outlay/backend/database"
	"outlay/backend/gateway"
	"outlay/backend/imports"
	"outlay/backend/invoice"
	"outlay/backend/lease"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/lock"
	"outlay/backend/notify"
	"outlay/backend/outlook"
	"outlay/backend/provider"
	"outlay/backend/provider/all"
	"outlay/backend/provider/rest"
	"outlay/backend/rates"
	"outlay/backend/report"
	"outlay/backend/settings"
	"outlay/backend/syncer"
	"outlay/backend/tag"
	"outlay/backend/tariff"
	"outlay/backend/vault"
)

// Options are how a profile is opened. The zero Options open the user's own.
type Options struct {
	DataDir string           // "" for [DefaultDir]
	Now     func() time.Time // nil for the real clock
	Master  vault.Master     // nil for what the environment or the profile says
	Native  notify.Sink      // shows notifications on this desktop; nil where this process cannot
	Log     *slog.Logger     // nil for none
}

// Backend is an open profile.
type Backend struct {
	Dir       string
	Now       func() time.Time
	DB        *database.DB
	Vault     *vault.Vault
	Providers provider.Registry
	Settings  *settings.Store
	Accounts  *account.Store
	Ledger    ledger.Store
	Syncer    *syncer.Syncer
	Budgets   *budget.Store
	Tags      *tag.Store
	Outlook   *outlook.Desk
	Channels  *channel.Store
	Alerts    *alert.Desk
	Reports   *report.Desk
	Rates     *rates.Store
	Lock      *lock.Lock
	Invoices  *invoice.Store
	Imports   *imports.Desk
	Prices    *tariff.Desk
	Gateway   *gateway.Gateway

	holder *lease.Holder
}

// Open opens a profile, and makes it where there is none. Its errors wrap those of database,
// each with a sentence that a person can act on.
func Open(ctx context.Context, o Options) (*Backend, error) {
	b := &Backend{Dir: o.DataDir, Now: o.Now, Providers: all.Registry()}
	if b.Dir == "" {
		b.Dir = DefaultDir()
	}
	if b.Now == nil {
		b.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	if b.DB, err = database.Open(ctx, database.Options{Path: DatabasePath(b.Dir), Now: b.Now}); err != nil {
		return nil, err
	}
	if b.holder, err = lease.Hold(filepath.Join(b.Dir, "holders")); err != nil {
		return nil, errors.Join(err, b.DB.Close())
	}
	if o.Master == nil {
		if o.Master, err = master(ctx, b.DB); err != nil {
			return nil, errors.Join(err, b.Close())
		}
	}
	b.Vault = vault.New(b.DB.Write, b.DB.Read, o.Master)
	b.wire(o)
	return b, nil
}

func (b *Backend) wire(o Options) {
	b.Settings = settings.New(b.DB)
	b.Ledger = sqlite.New(b.DB)
	b.Accounts = account.NewStore(b.DB, b.Vault, b.Providers, b.Ledger, b.Now)
	b.Budgets = budget.NewStore(b.DB, b.Now)
	b.Tags = tag.New(b.DB)
	b.Outlook = outlook.New(outlook.Options{
		DB: b.DB, Accounts: b.Accounts, Budgets: b.Budgets, Tags: b.Tags, Settings: b.Settings, Book: b.Ledger, Providers: b.Providers, Now: b.Now,
	})
	b.Channels = channel.New(b.DB, b.Vault, b.Now)
	evaluate := func(ctx context.Context, _ string) {
		if err := b.Alerts.Evaluate(ctx); err != nil && ctx.Err() == nil {
			o.Log.WarnContext(ctx, "alerts", "error", err.Error())
		}
	}
	b.Syncer = syncer.New(syncer.Options{
		Accounts: b.Accounts, Settings: b.Settings, Book: b.Ledger, Client: rest.NewHTTPClient(Version, o.Log),
		Holder: b.holder, Now: b.Now, Log: o.Log,
		After: evaluate,
	})
	b.Prices = tariff.New(tariff.Options{Dir: b.Dir, Client: rest.NewHTTPClient(Version, o.Log), Now: b.Now, Log: o.Log})
	b.Gateway = gateway.New(gateway.Options{
		DB: b.DB, Accounts: b.Accounts, Book: b.Ledger, Providers: b.Providers, Prices: b.Prices.Table, Now: b.Now, Log: o.Log, After: evaluate,
	})
	b.Imports = imports.New(b.DB, b.Ledger, b.Accounts, b.Now)
	b.Invoices = invoice.New(b.DB, b.Now)
	b.Lock = lock.New(b.DB, b.Now)
	b.Rates = rates.New(b.DB)
	b.Reports = report.New(b.Accounts, b.Settings, b.Ledger, b.Providers, b.Now)
	b.Alerts = alert.New(alert.Options{
		DB: b.DB, Accounts: b.Accounts, Outlook: b.Outlook, Channels: b.Channels, Settings: b.Settings, Invoices: b.Invoices,
		Reports: b.Reports, Book: b.Ledger, Holder: b.holder, Now: b.Now, Log: o.Log, Native: o.Native,
	})
	b.Reports.Exchange(b.Rates)
}

// Close closes the profile. What was promised is stored already.
func (b *Backend) Close() error {
	return errors.Join(b.holder.Close(), b.DB.Close())
}

// DefaultDir is where the user's own profile is kept.
func DefaultDir() string { return filepath.Join(xdg.DataHome, "Outlay") }

// DatabasePath is the database's file in a profile's folder.
func DatabasePath(dir string) string { return filepath.Join(dir, "outlay.db") }

// Clock returns the clock: the real one, or the moment that OUTLAY_NOW (RFC 3339) names, for
// tests and demos.
func Clock() (func() time.Time, error) {
	text := os.Getenv("OUTLAY_NOW")
	if text == "" {
		return time.Now, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, fmt.Errorf("OUTLAY_NOW is %.40q; write it as 2026-11-22T10:00:00Z: %w", text, err)
	}
	return func() time.Time { return at }, nil
}
