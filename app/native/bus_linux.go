package native

import (
	"context"
	"fmt"
	"slices"

	"github.com/godbus/dbus/v5"
)

// bus is a private connection to the session bus.
type bus struct {
	conn *dbus.Conn
	ctx  context.Context // of the connection: it ends the connection and each call
}

// session connects to the session bus that is there, or wraps [ErrNoBus].
func session(ctx context.Context) (*bus, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("%w (%w); start Outlay inside a desktop session", ErrNoBus, err)
	}
	if err := greet(conn); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("%w: it does not answer (%w); log out and in again", ErrNoBus, err)
	}
	return &bus{conn, ctx}, nil
}

func greet(conn *dbus.Conn) error {
	if err := conn.Auth(nil); err != nil {
		return err
	}
	return conn.Hello()
}

// Close gives the connection up.
func (b *bus) Close() { _ = b.conn.Close() }

func (b *bus) owned(name string) bool {
	var owned bool
	err := b.conn.BusObject().CallWithContext(b.ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned)
	return err == nil && owned
}

func (b *bus) activatable(name string) bool {
	var names []string
	err := b.conn.BusObject().CallWithContext(b.ctx, "org.freedesktop.DBus.ListActivatableNames", 0).Store(&names)
	return err == nil && slices.Contains(names, name)
}

func (b *bus) call(name, path, method string, args ...any) error {
	return b.conn.Object(name, dbus.ObjectPath(path)).CallWithContext(b.ctx, method, 0, args...).Err
}
