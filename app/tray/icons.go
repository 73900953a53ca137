package tray

func picture(i Icon) []byte {
	switch i {
	case Near:
		return near
	case Reached:
		return reached
	case Paused:
		return paused
	}
	return calm
}
