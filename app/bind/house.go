package bind

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"outlay/backend"
	"outlay/backend/database"
	"outlay/backend/vault"
)

// House is the profile as a whole: whether it could be opened, how its keys are kept, and
// whether the window shows sample data instead.
type House struct{ door *Door }

// Status is the state of the profile.
type Status struct {
	Fault      *Fault   `json:"fault"`      // why the book could not be opened; null where it is open
	Sample     bool     `json:"sample"`     // the window shows sample data
	Locked     bool     `json:"locked"`     // the page shows nothing else until LockScreen.Unlock
	Backups    []Backup `json:"backups"`    // offered where the book is damaged
	Vault      string   `json:"vault"`      // ready, needs_passphrase, unavailable, wrong_key
	VaultKind  string   `json:"vault_kind"` // keychain, passphrase, session, environment
	VaultText  string   `json:"vault_text"` // what is wrong and what to do
	DataFolder string   `json:"data_folder"`
	Version    string   `json:"version"`
	TrayHost   bool     `json:"tray_host"` // the desktop can show a tray icon
}

// Backup is a verified copy of the book.
type Backup struct {
	Path string `json:"path"`
	Made string `json:"made"` // RFC 3339, UTC
}

// Status returns the state of the profile. It has an answer also where the profile could not
// be opened.
func (h *House) Status() (Status, error) {
	d := h.door
	s := Status{Version: backend.Version, DataFolder: d.folder(), Sample: d.sampling(), Backups: []Backup{}}
	s.TrayHost = d.host.TrayHost == nil || d.host.TrayHost()
	house, err := d.current()
	if err != nil {
		fault := FaultOf(err)
		s.Fault = &fault
		s.Backups = d.backups()
		return s, nil
	}
	s.Locked = d.shut(house) != nil
	s.VaultKind = house.Vault.Kind()
	s.Vault, s.VaultText = vaultState(house.Vault.Kind(), house.Vault.Unlock(d.ctx))
	return s, nil
}

func vaultState(kind string, err error) (state, text string) {
	switch {
	case err == nil:
		return "ready", ""
	case errors.Is(err, vault.ErrWrongKey):
		return "wrong_key", sentence(err)
	case kind == "passphrase":
		return "needs_passphrase", sentence(err)
	}
	return "unavailable", sentence(err)
}

func (d *Door) folder() string {
	if d.host.DataDir != "" {
		return d.host.DataDir
	}
	return backend.DefaultDir()
}

func (d *Door) backups() []Backup {
	list := []Backup{}
	found, err := database.Backups(backend.DatabasePath(d.folder()))
	if err != nil {
		d.host.Log.Warn("backups", "error", err.Error())
	}
	for _, b := range found {
		list = append(list, Backup{b.Path, b.Made.Format(time.RFC3339)})
	}
	return list
}

// Restore puts a backup in the place of a book that could not be opened, which is kept
// beside it, and opens it.
func (h *House) Restore(path string) error {
	return anyway(h.door, func() error { return h.door.restore(path) })
}

func (d *Door) restore(path string) error {
	d.mu.RLock()
	broken := d.fault != nil
	d.mu.RUnlock()
	if !broken {
		return fault("not_needed", "Your data opened well, so nothing was restored.")
	}
	file := backend.DatabasePath(d.folder())
	found, err := database.Backups(file)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(found, func(b database.Backup) bool { return b.Path == path })
	if at < 0 {
		return fault("not_found", "That backup is no longer there. Choose another.")
	}
	if _, err := database.Restore(d.ctx, file, found[at], time.Now()); err != nil {
		return fault("restore", "The backup could not be put in place: "+err.Error()+". What was there is kept.")
	}
	d.open()
	return nil
}

// Unlock opens the vault with the passphrase that was set up.
func (h *House) Unlock(passphrase string) error {
	return do(h.door, func(ctx context.Context, house *backend.Backend) error {
		return house.TypePassphrase(ctx, passphrase)
	})
}

// SetPassphrase seals all keys under a passphrase, so that no keychain is needed.
func (h *House) SetPassphrase(passphrase string) error {
	return do(h.door, func(ctx context.Context, house *backend.Backend) error {
		if len([]rune(passphrase)) < vault.ShortestPassphrase {
			return fault("invalid", "Choose a passphrase of at least 8 characters. Nothing was changed.")
		}
		return house.SetPassphrase(ctx, passphrase)
	})
}

// UseSession keeps keys in memory until the window is closed.
func (h *House) UseSession() error {
	return do(h.door, func(ctx context.Context, house *backend.Backend) error { return house.UseSessionOnly(ctx) })
}

// ForgetKeys removes keys that nobody can open any more; each has to be pasted again.
func (h *House) ForgetKeys() error {
	return do(h.door, func(ctx context.Context, house *backend.Backend) error { return house.ForgetKeys(ctx) })
}

// EnterSample shows sample data, read from a simulated vendor, in a profile of its own.
func (h *House) EnterSample() error { return anyway(h.door, h.door.enterSample) }

// LeaveSample shows the user's own profile again and removes the sample.
func (h *House) LeaveSample() error {
	return anyway(h.door, func() error {
		h.door.leaveSample()
		h.door.mu.RLock()
		never := h.door.house == nil && h.door.fault == nil
		h.door.mu.RUnlock()
		if never { // the window was started with sample data
			h.door.open()
		}
		return nil
	})
}

// OpenDataFolder shows the profile's folder in the system's file manager.
func (h *House) OpenDataFolder() error {
	return anyway(h.door, func() error {
		if h.door.host.OpenFolder == nil {
			return errNoHost
		}
		return h.door.host.OpenFolder(h.door.folder())
	})
}

// OpenLink opens a page of a connected service in the user's browser: only those that a
// provider's own form links to.
func (h *House) OpenLink(link string) error {
	return do(h.door, func(_ context.Context, house *backend.Backend) error {
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "https" || !known(house, link) {
			return fault("link", "This link is not one of Outlay's own, so it was not opened.")
		}
		if h.door.host.OpenLink == nil {
			return errNoHost
		}
		return h.door.host.OpenLink(link)
	})
}

func known(house *backend.Backend, link string) bool {
	for _, d := range house.Providers.All() {
		for _, f := range d.Fields {
			if f.Link == link {
				return true
			}
		}
		for _, k := range d.Keys {
			if k.Link == link {
				return true
			}
		}
		for _, p := range d.Presets {
			if p.Source == link {
				return true
			}
		}
	}
	return false
}

// Quit closes the window, a locked one, too.
func (h *House) Quit() error {
	if h.door.host.Quit == nil {
		return errNoHost
	}
	h.door.host.Quit()
	return nil
}
