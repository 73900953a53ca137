package desktop

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	wails "github.com/wailsapp/wails/v2/pkg/runtime"

	"outlay/app/bind"
	"outlay/app/native"
)

// window is the open window.
type window struct {
	profile profile
	door    *bind.Door
	log     *slog.Logger
	events  sync.Once // started, at the first page

	mu    sync.Mutex
	ctx   context.Context // of the window library; nil until the window is there
	place place           // where it was put, and where it was when it was last closed before
}

func newWindow(p profile, now func() time.Time, log *slog.Logger) *window {
	w := &window{profile: p, log: log, place: readPlace(p.dir)}
	host := bind.Host{
		OpenLink: native.OpenURL, OpenFolder: native.OpenFolder, SaveFile: w.saveFile, OpenFile: w.openFile, Quit: w.quit,
		TrayHost: func() bool { return native.TrayHost(context.Background()) == nil },
		DataDir:  p.dir, Demo: p.demo, Now: now, Log: log,
	}
	if !p.demo { // a demo leaves nothing behind: no program, no entry at login, no notification
		host.StartResident, host.Resident, host.Autostart = w.startResident, w.resident, w.autostart
		host.Lock = func(dir string) (func(), bool, error) { return native.Lock(dir, native.LoopsLock) }
		host.Native = native.NewNotifier()
	}
	w.door = bind.New(host)
	return w
}

func (w *window) options(ctx context.Context, assets fs.FS) *options.App {
	ctx, stopEvents := context.WithCancel(ctx)
	open := w.place.open()
	return &options.App{
		Title: native.AppName, Width: open.Width, Height: open.Height, MinWidth: smallest.Width, MinHeight: smallest.Height,
		WindowStartState:         startState(w.place),
		BackgroundColour:         background(native.PrefersDark()),
		AssetServer:              &assetserver.Options{Assets: assets},
		Bind:                     w.door.Bound(),
		ErrorFormatter:           func(err error) any { return w.door.Format(err) },
		EnableDefaultContextMenu: true, // or nothing can be copied or pasted with the mouse
		DragAndDrop:              &options.DragAndDrop{DisableWebViewDrop: true},
		Logger:                   adapter{w.log},
		LogLevelProduction:       logger.WARNING,
		SingleInstanceLock: &options.SingleInstanceLock{
			UniqueId:               instance(w.profile.dir),
			OnSecondInstanceLaunch: func(options.SecondInstanceData) { w.raise() },
		},
		OnStartup: w.appeared,
		OnDomReady: func(context.Context) {
			w.events.Do(func() {
				go pace(ctx, w.door.Changes(), between, func(topic string) { w.emit(ctx, topic) })
			})
		},
		OnBeforeClose: func(ctx context.Context) bool {
			stopEvents() // the page is going
			w.keepPlace(ctx)
			return false
		},
		OnShutdown: func(context.Context) { stopEvents() },
		Linux: &linux.Options{
			Icon: native.Icon(), ProgramName: "outlay",
			// Hardware acceleration leaves the page blank on some drivers, and nothing here
			// needs it. The zero value of this field does not mean what it is called.
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever,
		},
	}
}

// background is the page's own, for the instant before the page is there.
func background(dark bool) *options.RGBA {
	if dark {
		return options.NewRGB(0x15, 0x15, 0x14)
	}
	return options.NewRGB(0xf7, 0xf7, 0xf5)
}

func (w *window) appeared(ctx context.Context) {
	w.mu.Lock()
	w.ctx = ctx
	w.mu.Unlock()
	w.takePlace(ctx)
}

func startState(p place) options.WindowStartState {
	if p.Maximised {
		return options.Maximised
	}
	return options.Normal
}

// takePlace puts the window where it was. Asking for the screens waits until the window is
// shown, where the library centres it; a position set before that would be lost.
func (w *window) takePlace(ctx context.Context) {
	current, screens := screensOf(ctx)
	w.mu.Lock()
	made := w.place.open()
	w.place = w.place.on(current, screens)
	p := w.place
	w.mu.Unlock()
	if p.Maximised {
		return
	}
	if p.size != made {
		wails.WindowSetSize(ctx, p.Width, p.Height)
	}
	if !p.Placed {
		return
	}
	wails.WindowSetPosition(ctx, p.X, p.Y)
	if runtime.GOOS != "windows" {
		return
	}
	// There the taskbar's part of the screen is left out when a position is set, not when it is read.
	if x, y := wails.WindowGetPosition(ctx); x != p.X || y != p.Y {
		wails.WindowSetPosition(ctx, 2*p.X-x, 2*p.Y-y)
	}
}

// keepPlace stores where the window is. Failing to is no reason not to close.
func (w *window) keepPlace(ctx context.Context) {
	_, screens := screensOf(ctx)
	now := seen{
		maximised: wails.WindowIsMaximised(ctx), minimised: wails.WindowIsMinimised(ctx), fullscreen: wails.WindowIsFullscreen(ctx),
		screens: screens,
	}
	now.Width, now.Height = wails.WindowGetSize(ctx)
	now.x, now.y = wails.WindowGetPosition(ctx)
	w.mu.Lock()
	p := w.place.after(now)
	w.mu.Unlock()
	if err := p.write(w.profile.dir); err != nil {
		w.log.Warn("close", "error", err.Error())
	}
}

// screensOf returns the size of the screen that the window is on, and how many there are;
// nothing where that is not known.
func screensOf(ctx context.Context) (current size, screens int) {
	all, err := wails.ScreenGetAll(ctx)
	if err != nil {
		return size{}, 0
	}
	for _, s := range all {
		if s.IsCurrent {
			current = size{s.Size.Width, s.Size.Height}
		}
	}
	return current, len(all)
}

// context returns the window library's context: its functions end the process with any other.
func (w *window) context() (context.Context, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ctx, w.ctx != nil
}

func (w *window) raise() {
	if ctx, ok := w.context(); ok {
		wails.WindowUnminimise(ctx)
		wails.WindowShow(ctx)
	}
}

func (w *window) quit() {
	if ctx, ok := w.context(); ok {
		wails.Quit(ctx)
	}
}

func (w *window) emit(events context.Context, topic string) {
	if ctx, ok := w.context(); ok && events.Err() == nil {
		wails.EventsEmit(ctx, "changed", topic)
	}
}

var errNotThere = errors.New("the window is not there yet")

func (w *window) saveFile(suggested string) (string, error) {
	ctx, ok := w.context()
	if !ok {
		return "", errNotThere
	}
	return wails.SaveFileDialog(ctx, wails.SaveDialogOptions{
		Title: "Export", DefaultFilename: suggested, CanCreateDirectories: true,
		Filters: []wails.FileFilter{kindOf(suggested)},
	})
}

// kindOf is what a file of such a name is, as the dialog shows it.
func kindOf(name string) wails.FileFilter {
	ending := strings.TrimPrefix(filepath.Ext(name), ".")
	return wails.FileFilter{DisplayName: strings.ToUpper(ending) + " (*." + ending + ")", Pattern: "*." + ending}
}

func (w *window) openFile() (string, error) {
	ctx, ok := w.context()
	if !ok {
		return "", errNotThere
	}
	return wails.OpenFileDialog(ctx, wails.OpenDialogOptions{
		Title: "Import", Filters: []wails.FileFilter{{DisplayName: "CSV (*.csv, *.tsv, *.txt)", Pattern: "*.csv;*.tsv;*.txt"}},
	})
}

func (w *window) resident() bool { return native.Held(w.profile.dir, native.ResidentLock) }

// startResident returns when the tray program runs, or says why it does not: a program that
// lacks a library ends after it was started well.
func (w *window) startResident() error {
	dir := w.profile.dir
	if w.profile.own {
		dir = ""
	}
	if err := native.StartResident(dir); err != nil {
		return err
	}
	for deadline := time.Now().Add(patience); !w.resident(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			return errors.New("outlay-resident was started and ended again; run it in a terminal to see why")
		}
	}
	return nil
}

func (w *window) autostart(enabled bool) error {
	program, err := native.ResidentProgram()
	if err != nil && enabled {
		return err
	}
	if w.profile.own {
		return native.StartAtLogin(enabled, program)
	}
	return native.StartAtLogin(enabled, program, "--data-dir", w.profile.dir)
}

// close ends what the window ran, but does not wait for ever: what was read is stored, and
// the rest is read anew.
func (w *window) close(started <-chan struct{}) {
	closed := make(chan struct{})
	go func() {
		<-started
		w.door.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(patience):
		w.log.Warn("the work under way did not end in time and was left")
	}
}
