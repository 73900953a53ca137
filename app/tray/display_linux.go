package tray

// #cgo pkg-config: gtk+-3.0
// #include <stdlib.h>
// #include <gtk/gtk.h>
import "C"

import "unsafe"

// display says that there is a screen. The tray library ends the process where there is none.
// It also gives the icon its name: the library would leave that to the program's file name.
func display() bool {
	name := C.CString(AppTitle)
	defer C.free(unsafe.Pointer(name))
	C.g_set_application_name(name)
	return C.gtk_init_check(nil, nil) == 1
}
