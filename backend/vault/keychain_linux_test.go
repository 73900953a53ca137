package vault

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"outlay/backend/database"
)

// inSession says that a test runs in a desktop session of its own, where the keychain is real.
const inSession = "OUTLAY_VAULT_TEST_SESSION"

// session runs a test once more, in a process whose environment has another desktop session:
// the keychain's library connects to one bus for as long as a process lives.
func session(t *testing.T, bus string, command ...string) {
	t.Helper()
	home, err := os.MkdirTemp("", "home") // shorter than t.TempDir: sockets have short names
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command = append(command, os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), inSession+"=1", "HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_DATA_HOME="+home, "DBUS_SESSION_BUS_ADDRESS="+bus, "DISPLAY=", "WAYLAND_DISPLAY=")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("%v (on Linux these tests need the packages dbus-daemon and gnome-keyring)\n%s", err, out)
	}
}

var item = Keychain{"Outlay test", "master-key"}

// locked says whether an error tells what happened and what to do, as a locked keychain's must.
func locked(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "passphrase") || !strings.Contains(err.Error(), Variable) {
		t.Errorf("got %v", err)
	}
}

func TestWithoutAKeychainTheVaultIsLocked(t *testing.T) {
	if os.Getenv(inSession) == "" {
		session(t, "unix:path="+filepath.Join(t.TempDir(), "nobody"))
		return
	}
	for _, mayMake := range []bool{true, false} {
		_, err := item.Key(t.Context(), mayMake)
		locked(t, err)
	}
}

func TestAKeychainThatNeverAnswersIsLeftAlone(t *testing.T) {
	if os.Getenv(inSession) == "" {
		path := filepath.Join(t.TempDir(), "bus")
		bus, err := net.Listen("unix", path) // takes calls, and never says a word
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = bus.Close() }()
		session(t, "unix:path="+path)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := item.Key(ctx, true)
	locked(t, err)
}

func TestARealKeychain(t *testing.T) {
	if os.Getenv(inSession) == "" {
		session(t, "", "dbus-run-session", "--")
		return
	}
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	logout := login(t, bus)
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "outlay.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()

	whole := t
	// In this order: each leaves the keychain as the next one finds it.
	t.Run("an empty one makes no key where it may not", func(t *testing.T) {
		if _, err := item.Key(t.Context(), false); !errors.Is(err, ErrWrongKey) {
			t.Errorf("got %v", err)
		}
		absent(t)
	})
	t.Run("a key is made once and opens what it sealed", func(t *testing.T) {
		if err := put(db, of(db, item), "work", key, "sk-work"); err != nil {
			t.Fatal(err)
		}
		if got, err := opens(of(db, item), "work"); got != "sk-work" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("one that is locked says so", func(t *testing.T) {
		var done []dbus.ObjectPath
		var prompt dbus.ObjectPath
		all := []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}
		err := bus.Object(secretService, "/org/freedesktop/secrets").Call("org.freedesktop.Secret.Service.Lock", 0, all).Store(&done, &prompt)
		if err != nil || len(done) != 1 {
			t.Fatalf("locked %v: %v", done, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err = item.Key(ctx, true)
		locked(t, err)
		logout()
		login(whole, bus)
		if got, err := opens(of(db, item), "work"); got != "sk-work" || err != nil {
			t.Errorf("after the next login: %q, %v", got, err)
		}
	})
	t.Run("a key that is gone is not made anew while secrets are sealed by it", func(t *testing.T) {
		if err := keyring.Delete(item.Service, item.User); err != nil {
			t.Fatal(err)
		}
		v := of(db, item)
		_, opening := opens(v, "work")
		for what, err := range map[string]error{"opening": opening, "unlocking": v.Unlock(t.Context()), "storing": put(db, v, "home", key, "sk")} {
			if !errors.Is(err, ErrWrongKey) {
				t.Errorf("%s: %v", what, err)
			}
		}
		absent(t)
	})
	t.Run("two programs that both found it empty agree on one key", func(t *testing.T) {
		run(t, db, `DELETE FROM secrets`)
		first, second := of(db, item), of(db, item)
		if err := errors.Join(first.Unlock(t.Context()), keyring.Delete(item.Service, item.User), second.Unlock(t.Context())); err != nil {
			t.Fatal(err)
		}
		if err := put(db, first, "work", key, "sk-work"); err != nil {
			t.Fatal(err)
		}
		if got, err := opens(of(db, item), "work"); got != "sk-work" || err != nil {
			t.Errorf("the next start: %q, %v", got, err)
		}
	})
	t.Run("what is no master key is not used", func(t *testing.T) {
		if err := keyring.Set(item.Service, item.User, "hunter2"); err != nil {
			t.Fatal(err)
		}
		_, err := item.Key(t.Context(), true)
		if !errors.Is(err, ErrWrongKey) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v", err)
		}
	})
}

func absent(t *testing.T) {
	t.Helper()
	if _, err := keyring.Get(item.Service, item.User); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the keychain holds one now: %v", err)
	}
}

const secretService = "org.freedesktop.secrets"

// login starts a real Secret Service with its password, as a login does, and returns how it
// ends.
func login(t *testing.T, bus *dbus.Conn) (logout func()) {
	t.Helper()
	daemon := exec.CommandContext(t.Context(), "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	daemon.Stdin = strings.NewReader("password")
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	logout = sync.OnceFunc(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
		owned(t, bus, false)
	})
	t.Cleanup(logout)
	owned(t, bus, true)
	return logout
}

// owned waits until there is a Secret Service on the bus, or none.
func owned(t *testing.T, bus *dbus.Conn, want bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var got bool
		err := bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secretService).Store(&got)
		if err != nil {
			t.Fatal(err)
		}
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("a Secret Service: %v, want %v", got, want)
		}
	}
}
