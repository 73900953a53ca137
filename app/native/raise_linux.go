package native

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
)

// Raise brings the open window with this instance id to the front, or wraps [ErrNoBus] or
// [ErrNotOpen]. The id holds letters, digits and underscores only.
//
// It speaks to the bus name that the window library takes for its single instance, instead
// of leaving that to the library: the library asks only after it has made a second window,
// ends the process with a failure, and opens the second window after all where it cannot ask.
func Raise(ctx context.Context, id string) error {
	bus, err := session(ctx)
	if err != nil {
		return err
	}
	defer bus.Close()
	name := "org.wails_app_" + id + ".SingleInstance"
	if !bus.owned(name) {
		return ErrNotOpen
	}
	folder, _ := os.Getwd() // the receiver does not use it
	message, err := json.Marshal(map[string]any{"Args": []string{}, "WorkingDirectory": folder})
	if err != nil {
		return fmt.Errorf("raise: %w", err)
	}
	path := "/org/wails_app_" + id + "/SingleInstance"
	if err := bus.call(name, path, name+".SendMessage", string(message)); err != nil {
		return fmt.Errorf("%w: %w", ErrNotOpen, err)
	}
	return nil
}
