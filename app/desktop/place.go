package desktop

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// size is that of a window or of a screen, in the desktop's own (scaled) pixels.
type size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// smallest is what the page needs, and first what a new profile's window has.
var (
	smallest = size{900, 600}
	first    = size{1180, 800}
)

// largest is more than any desktop has: a file that says more is not one of ours.
const largest = 1 << 15

// placeFile is the name of a profile's file with its window's place. It is no setting: it must
// be known before the database is open, and nobody chooses it by name.
const placeFile = "window.json"

// place is where a window was when it was closed. The zero place is one that nobody knows.
type place struct {
	size
	X         int  `json:"x"` // of the only screen's left upper corner
	Y         int  `json:"y"`
	Placed    bool `json:"placed"` // X and Y are known
	Maximised bool `json:"maximised"`
}

// placeOf reads a place. What it cannot be is the zero place: a window opens in any case.
func placeOf(text []byte) place {
	var p place
	if json.Unmarshal(text, &p) != nil || p.Width <= 0 || p.Height <= 0 {
		return place{}
	}
	for _, n := range []int{p.X, p.Y, p.Width, p.Height} {
		if n > largest || n < -largest {
			return place{}
		}
	}
	return p
}

// open returns the size to make the window with, while no screen is known yet.
func (p place) open() size {
	if p.size == (size{}) {
		return first
	}
	return size{max(p.Width, smallest.Width), max(p.Height, smallest.Height)}
}

// on returns p as it fits on the screens there are, current being the one that the window
// appeared on: never larger than that screen, never smaller than [smallest], and wholly on
// the screen wherever it has the room.
//
// # Why a position is kept for one screen only
//
// The window library says where a window is on the whole desktop, sets it on the current
// screen, and does not say where the screens lie. With one screen both are the same; with
// several the desktop chooses, as it does for a new window.
func (p place) on(current size, screens int) place {
	p.size = p.open()
	if current.Width <= 0 || current.Height <= 0 { // no screen is known: the desktop sees to it
		p.X, p.Y, p.Placed = 0, 0, false
		return p
	}
	p.Width = max(smallest.Width, min(p.Width, current.Width))
	p.Height = max(smallest.Height, min(p.Height, current.Height))
	if !p.Placed || screens != 1 {
		p.X, p.Y, p.Placed = 0, 0, false
		return p
	}
	p.X = max(0, min(p.X, current.Width-p.Width))
	p.Y = max(0, min(p.Y, current.Height-p.Height))
	return p
}

// seen is what a window says of itself while it is closed.
type seen struct {
	size
	x, y                             int
	maximised, minimised, fullscreen bool
	screens                          int
}

// after returns the place of a window that was opened at p and closed as now. One that fills
// the screen or is hidden keeps the place that it would return to.
func (p place) after(now seen) place {
	if now.minimised || now.fullscreen {
		return p
	}
	if now.maximised {
		p.size, p.Maximised = p.open(), true
		return p
	}
	if now.screens != 1 {
		return place{size: now.size}
	}
	return place{size: now.size, X: now.x, Y: now.y, Placed: true}
}

// readPlace returns the place that a profile keeps, or the zero place.
func readPlace(dir string) place {
	text, err := os.ReadFile(filepath.Join(dir, placeFile))
	if err != nil {
		return place{}
	}
	return placeOf(text)
}

// write keeps p in a profile, as a whole or not at all.
func (p place) write(dir string) error {
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("the window's place: %w", err)
	}
	file, err := os.CreateTemp(dir, placeFile+".*")
	if err != nil {
		return fmt.Errorf("the window's place: %w", err)
	}
	_, err = file.Write(text)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, placeFile))
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("the window's place: %w", err)
	}
	return nil
}
