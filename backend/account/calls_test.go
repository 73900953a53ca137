package account_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/database"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/provider"
	"outlay/backend/vault"
)

// callers are two vendors: one whose bill is read with a key of its own, and one with one key.
func callers(t *testing.T) *profile {
	t.Helper()
	dir := t.TempDir()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(dir, "outlay.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	connect := func(provider.Values, *http.Client) (provider.Connector, error) { return nil, errors.New("not asked") }
	secret := []provider.Field{{Name: "key", Label: "Admin key", Secret: true}}
	vendors := provider.NewRegistry(
		provider.Descriptor{ID: "two", Name: "Two", Fields: secret, Connect: connect,
			Keys:  []provider.KeyKind{{Name: "Admin key", Prefix: "sk-admin-", Spend: true}, {Name: "project key", Prefix: "sk-"}},
			Meter: &provider.Meter{Key: provider.KeyKind{Name: "project key", Prefix: "sk-"}}},
		provider.Descriptor{ID: "one", Name: "One", Fields: secret, Connect: connect, Meter: &provider.Meter{}},
		provider.Descriptor{ID: "none", Name: "None", Fields: secret, Connect: connect},
	)
	book := sqlite.New(db)
	store := account.NewStore(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), vendors, book, func() time.Time { return noon })
	return &profile{store, t, dir, db, book}
}

func (p *profile) callKey(id string) string {
	p.t.Helper()
	values, err := p.Key(p.t.Context(), id)
	if err != nil {
		return "error: " + err.Error()
	}
	return values.Fields["key"]
}

func TestWhichKeyCallsAreMadeWith(t *testing.T) {
	own, given := canary, "sk-proj-canary-0123456789"
	for _, tt := range []struct {
		what     string
		provider string
		base     string
		calls    string
		want     string
	}{
		{"the account's own, where the vendor has one kind", "one", "", "", own},
		{"another, where one is given all the same", "one", "", given, given},
		{"none, where its own only reads the bill", "two", "", "", "error: a key for calls is missing: the Admin key of Two calls no models; give this account a project key too"},
		{"the one given, where its own only reads the bill", "two", "", given, given},
		{"its own behind a base URL that was typed", "two", "https://relay.example.com", "", own},
		{"the one given behind a base URL that was typed", "two", "https://relay.example.com", "anything", "anything"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := callers(t)
			id := p.add(account.Draft{Provider: tt.provider, Key: text(own), BaseURL: &tt.base}).ID
			if tt.calls != "" {
				if err := p.SetCallKey(t.Context(), id, " "+tt.calls+"\n"); err != nil {
					t.Fatal(err)
				}
			}
			if got := p.callKey(id); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if has, err := p.HasCallKey(t.Context(), id); err != nil || has != (tt.calls != "") {
				t.Errorf("has a key for calls: %v, %v", has, err)
			}
		})
	}
}

func TestAKeyForCallsThatCannotBeIsRefused(t *testing.T) {
	p := callers(t)
	id := p.add(account.Draft{Provider: "two", Key: text(canary)}).ID
	for _, tt := range []struct{ what, key, says string }{
		{"spaces alone", "  ", "empty"},
		{"two lines", "sk-canary\nsk-canary", "copy it again"},
		{"the key that reads the bill", canary, "this is the Admin key, which calls no models; paste a project key"},
	} {
		t.Run(tt.what, func(t *testing.T) { refused(t, "set", p.SetCallKey(t.Context(), id, tt.key), tt.says) })
	}
	other := p.add(account.Draft{Provider: "none", Key: text(canary)}).ID
	refused(t, "a vendor that cannot be metered", p.SetCallKey(t.Context(), other, "x"), "cannot pass through the gateway")
	if err := p.SetCallKey(t.Context(), "nobody", "x"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	if _, err := p.Key(t.Context(), id); !errors.Is(err, account.ErrCallKey) {
		t.Errorf("%v does not say that a key for calls is missing", err)
	}
}

func TestAKeyForCallsStaysAndGoes(t *testing.T) {
	p := callers(t)
	id := p.add(account.Draft{Provider: "two", Key: text(canary)}).ID
	set := func(key string) {
		if err := p.SetCallKey(t.Context(), id, key); err != nil {
			t.Fatal(err)
		}
	}
	set("sk-proj-first-0123456789")
	set("sk-proj-second-0123456789")
	p.change(id, account.Draft{Key: text(canary + "-new")})
	if got := p.callKey(id); got != "sk-proj-second-0123456789" {
		t.Errorf("after the account's own key changed it is %q", got)
	}
	p.change(id, account.Draft{BaseURL: text("https://relay.example.com")})
	if got := p.callKey(id); got != canary+"-new" {
		t.Errorf("a key that was given for the vendor's host would go to another: %q", got)
	}
	p.change(id, account.Draft{BaseURL: text("")})
	set("")
	if got := p.callKey(id); !strings.HasPrefix(got, "error: a key for calls is missing") {
		t.Errorf("forgotten, it is %q", got)
	}
	set("sk-proj-canary-0123456789")
	if err := p.Remove(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	if left := p.dump(); strings.Contains(left, "/calls") {
		t.Errorf("left is %s", left)
	}
	for _, name := range []string{"outlay.db", "outlay.db-wal"} {
		if content, err := os.ReadFile(filepath.Join(p.dir, name)); err != nil || strings.Contains(string(content), "sk-proj-canary") {
			t.Errorf("%s holds the key, %v", name, err)
		}
	}
}
