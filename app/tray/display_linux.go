package tray

// #cgo pkg-config: gtk+-3.0
// #include <gtk/gtk.h>
import "C"

// display says that there is a screen. The tray library ends the process where there is none.
func display() bool { return C.gtk_init_check(nil, nil) == 1 }
