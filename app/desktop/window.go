package desktop

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
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

	mu  sync.Mutex
	ctx context.Context // of the window library; nil until the window is there
}

func newWindow(p profile, now func() time.Time, log *slog.Logger) *window {
	w := &window{profile: p, log: log}
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
	return &options.App{
		Title: native.AppName, Width: 1180, Height: 800, MinWidth: 900, MinHeight: 600,
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
		OnBeforeClose: func(context.Context) bool {
			stopEvents() // the page is going
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
	defer w.mu.Unlock()
	w.ctx = ctx
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
		Filters: []wails.FileFilter{{DisplayName: "CSV (*.csv)", Pattern: "*.csv"}},
	})
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
