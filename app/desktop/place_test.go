package desktop

import (
	"os"
	"path/filepath"
	"testing"
)

func at(x, y, width, height int) place {
	return place{size: size{width, height}, X: x, Y: y, Placed: true}
}

func TestAPlaceFitsTheScreensThereAre(t *testing.T) {
	unplaced := func(width, height int) place { return place{size: size{width, height}} }
	for _, tt := range []struct {
		name    string
		kept    place
		current size
		screens int
		want    place
	}{
		{"as it was", at(100, 50, 1200, 700), size{1920, 1080}, 1, at(100, 50, 1200, 700)},
		{"in the corner", at(720, 380, 1200, 700), size{1920, 1080}, 1, at(720, 380, 1200, 700)},
		{"a pixel over the right edge", at(721, 50, 1200, 700), size{1920, 1080}, 1, at(720, 50, 1200, 700)},
		{"a pixel below the lower edge", at(100, 381, 1200, 700), size{1920, 1080}, 1, at(100, 380, 1200, 700)},
		{"above and left of the screen", at(-300, -40, 1200, 700), size{1920, 1080}, 1, at(0, 0, 1200, 700)},
		{"on a second screen that is gone", at(2500, 200, 1200, 700), size{1920, 1080}, 1, at(720, 200, 1200, 700)},
		{"of a larger screen", at(100, 50, 3000, 2000), size{1920, 1080}, 1, at(0, 0, 1920, 1080)},
		{"smaller than the page needs", at(100, 50, 300, 200), size{1920, 1080}, 1, at(100, 50, 900, 600)},
		{"on a screen smaller than the page needs", at(10, 10, 1200, 700), size{800, 480}, 1, at(0, 0, 900, 600)},
		{"with a second screen the desktop chooses", at(100, 50, 1200, 700), size{1920, 1080}, 2, unplaced(1200, 700)},
		{"kept beside a second screen", unplaced(1200, 700), size{1920, 1080}, 1, unplaced(1200, 700)},
		{"no screen is known", at(100, 50, 1200, 700), size{}, 0, unplaced(1200, 700)},
		{"nothing was kept", place{}, size{1920, 1080}, 1, unplaced(1180, 800)},
		{"nothing was kept and the screen is small", place{}, size{1024, 768}, 1, unplaced(1024, 768)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.kept.on(tt.current, tt.screens); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			maximised, want := tt.kept, tt.want
			maximised.Maximised, want.Maximised = true, true
			if got := maximised.on(tt.current, tt.screens); got != want {
				t.Errorf("maximised: got %+v, want %+v", got, want)
			}
		})
	}
}

// Whatever a file says, the window is on the screen and has the size it needs.
func FuzzPlaceOf(f *testing.F) {
	f.Add([]byte(`{"width":1200,"height":700,"x":10,"y":20,"placed":true}`), 1920, 1080)
	f.Add([]byte(`{"width":-1,"height":1e9,"x":"10"}`), 800, 600)
	f.Fuzz(func(t *testing.T, text []byte, width, height int) {
		screen := size{max(1, width%largest), max(1, height%largest)}
		got := placeOf(text).on(screen, 1)
		if got.Width < smallest.Width || got.Height < smallest.Height {
			t.Errorf("%q: %+v is too small", text, got)
		}
		if got.Width > max(screen.Width, smallest.Width) || got.Height > max(screen.Height, smallest.Height) {
			t.Errorf("%q: %+v is larger than %+v", text, got, screen)
		}
		if got.X < 0 || got.Y < 0 || got.X > max(0, screen.Width-got.Width) || got.Y > max(0, screen.Height-got.Height) {
			t.Errorf("%q: %+v is off %+v", text, got, screen)
		}
	})
}

func TestWhatIsNoPlaceIsNone(t *testing.T) {
	for _, text := range []string{
		"", "null", "[]", "{", `{"width":1200}`, `{"width":0,"height":0}`, `{"width":-900,"height":600}`,
		`{"width":"1200","height":700}`, `{"width":1200,"height":700,"x":99999999}`, `{"width":40000,"height":700}`,
	} {
		if got := placeOf([]byte(text)); got != (place{}) {
			t.Errorf("%s: got %+v", text, got)
		}
	}
}

func TestWhatAClosingWindowLeaves(t *testing.T) {
	before := at(10, 20, 1200, 700)
	now := seen{size: size{1000, 650}, x: 30, y: 40, screens: 1}
	filled := at(10, 20, 1200, 700)
	filled.Maximised = true
	for _, tt := range []struct {
		name   string
		before place
		change func(*seen)
		want   place
	}{
		{"where it is", before, func(*seen) {}, at(30, 40, 1000, 650)},
		{"no position beside a second screen", before, func(s *seen) { s.screens = 2 }, place{size: size{1000, 650}}},
		{"maximised, it keeps what it would return to", before, func(s *seen) { s.maximised = true }, filled},
		{"no longer maximised", filled, func(*seen) {}, at(30, 40, 1000, 650)},
		{"minimised, it keeps what it was", filled, func(s *seen) { s.minimised = true }, filled},
		{"fullscreen, it keeps what it was", before, func(s *seen) { s.fullscreen = true }, before},
		{"maximised at its first start", place{}, func(s *seen) { s.maximised = true }, place{size: first, Maximised: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			closed := now
			tt.change(&closed)
			if got := tt.before.after(closed); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestAPlaceIsThereAfterARestart(t *testing.T) {
	dir := t.TempDir()
	if got := readPlace(dir); got != (place{}) {
		t.Errorf("a new profile: got %+v", got)
	}
	want := at(30, 40, 1000, 650)
	want.Maximised = true
	for range 2 {
		if err := want.write(dir); err != nil {
			t.Fatal(err)
		}
		if got := readPlace(dir); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
	if err := want.write(filepath.Join(dir, "gone")); err == nil {
		t.Error("a folder that is not there took it")
	}
}
