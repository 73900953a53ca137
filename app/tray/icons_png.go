//go:build !windows

package tray

import _ "embed"

// The pictures are embedded, not made: the library hands their memory to C and reads it later.
var (
	//go:embed icons/calm.png
	calm []byte
	//go:embed icons/near.png
	near []byte
	//go:embed icons/reached.png
	reached []byte
	//go:embed icons/paused.png
	paused []byte
)
