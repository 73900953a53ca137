package tray

import _ "embed"

var (
	//go:embed icons/calm.ico
	calm []byte
	//go:embed icons/near.ico
	near []byte
	//go:embed icons/reached.ico
	reached []byte
	//go:embed icons/paused.ico
	paused []byte
)
