package bind

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/database"
)

// ready returns a door behind which a profile is open.
func ready(t *testing.T) *Door {
	t.Helper()
	d := New(Host{DataDir: t.TempDir()})
	ctx, cancel := context.WithCancel(context.Background())
	d.Start(ctx)
	t.Cleanup(func() { cancel(); d.Close() })
	return d
}

func TestAPanicBecomesAFaultThatThePageCanShow(t *testing.T) {
	_, err := ask(ready(t), func(context.Context, *backend.Backend) (int, error) { panic("a bug") })
	if got := FaultOf(err); got.Code != "internal" || got.Message == "" {
		t.Errorf("%+v", got)
	}
}

func TestFaultsKeepWhatToDoNext(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want Fault
	}{
		{"what was typed is told without the word invalid", fmt.Errorf("%w: the name is empty; give it one", account.ErrInvalid), Fault{"invalid", "The name is empty; give it one."}},
		{"a full disk has a code of its own", fmt.Errorf("%w, so nothing was stored", database.ErrFull), Fault{"disk_full", "The disk is full, so nothing was stored."}},
		{"a fault stays as it is, wrapped or not", fmt.Errorf("add: %w", Fault{"sample", "This is sample data."}), Fault{"sample", "This is sample data."}},
		{"an error without words still has some", errors.New(""), Fault{"failed", "Something went wrong."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := FaultOf(tt.err); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			var crossed Fault
			if err := json.Unmarshal([]byte((&Door{}).Format(tt.err)), &crossed); err != nil || crossed != tt.want {
				t.Errorf("crossed as %+v, %v", crossed, err)
			}
		})
	}
}

func TestAnAnswerThatComesAfterTheWindowWasLockedIsKeptBack(t *testing.T) {
	d := ready(t)
	of := &LockScreen{d}
	if err := of.Set("a passphrase", 0); err != nil {
		t.Fatal(err)
	}
	answer, err := ask(d, func(context.Context, *backend.Backend) (int, error) { return 42, of.LockNow() })
	if FaultOf(err).Code != "locked" || answer != 0 {
		t.Errorf("%d, %v", answer, err)
	}
	if answer, err := inside(d, func(context.Context, *backend.Backend) (int, error) { return 42, nil }); err != nil || answer != 42 {
		t.Errorf("what the window does itself: %d, %v", answer, err)
	}
}
