package native

import (
	"errors"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

func TestTrayHost(t *testing.T) {
	for _, tt := range []struct {
		name    string
		desktop func(t *testing.T)
		want    error
	}{
		{"no bus at all", noBus, ErrNoBus},
		{"a desktop without a tray", func(t *testing.T) { bareBus(t, "") }, ErrNoTrayHost},
		{"a tray service that no panel shows", func(t *testing.T) { bareBus(t, ""); watcher(t, false) }, ErrNoTrayHost},
		{"a panel that shows icons", func(t *testing.T) { bareBus(t, ""); watcher(t, true) }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.desktop(t)
			if err := TrayHost(t.Context()); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// watcher is the bus's side of a tray, as a panel provides it.
func watcher(t *testing.T, shown bool) {
	t.Helper()
	conn := connect(t)
	_, err := prop.Export(conn, "/StatusNotifierWatcher", prop.Map{trayWatcher: {
		"IsStatusNotifierHostRegistered": {Value: shown, Emit: prop.EmitFalse},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(trayWatcher, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
}

type window struct{ asked chan string }

func (w window) SendMessage(message string) *dbus.Error {
	w.asked <- message
	return nil
}

func TestRaise(t *testing.T) {
	t.Run("without a bus it says so", func(t *testing.T) {
		noBus(t)
		if err := Raise(t.Context(), "outlay_1"); !errors.Is(err, ErrNoBus) {
			t.Errorf("got %v, want %v", err, ErrNoBus)
		}
	})
	t.Run("without a window it says so", func(t *testing.T) {
		bareBus(t, "")
		if err := Raise(t.Context(), "outlay_1"); !errors.Is(err, ErrNotOpen) {
			t.Errorf("got %v, want %v", err, ErrNotOpen)
		}
	})
	t.Run("the open window is asked", func(t *testing.T) {
		bareBus(t, "")
		conn, w := connect(t), window{make(chan string, 1)}
		const name = "org.wails_app_outlay_1.SingleInstance"
		if err := conn.Export(w, "/org/wails_app_outlay_1/SingleInstance", name); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
		if err := Raise(t.Context(), "outlay_1"); err != nil {
			t.Fatal(err)
		}
		if len(w.asked) != 1 {
			t.Error("the window heard nothing")
		}
	})
}
