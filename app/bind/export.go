package bind

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/transfer"
)

// Export writes files that other programs read.
type Export struct{ door *Door }

// ExportState is how the export goes that was started last. The zero state is that none was.
type ExportState struct {
	Running bool   `json:"running"`
	Path    string `json:"path"`
	Entries int    `json:"entries"` // written so far
	Done    bool   `json:"done"`    // the file is there, and whole
	Error   *Fault `json:"error"`   // why there is none; null also where it was cancelled
}

// Start asks where to save what filter takes of the days from through through, both inside,
// and begins to write it there: csv, json, focus or invoice. It returns the path, "" where the
// user cancelled; how it goes on is what [Export.State] says. Only one export runs at a time.
func (e *Export) Start(format, from, through string, filter transfer.Filter) (string, error) {
	return ask(e.door, func(ctx context.Context, house *backend.Backend) (string, error) {
		r, err := e.request(ctx, house, transfer.Format(format), from, through, filter)
		if err != nil {
			return "", err
		}
		running := &e.door.exports
		if !running.claim() {
			return "", fault("busy", "An export is being written already. Wait for it, or cancel it.")
		}
		path, err := e.where(r)
		if err != nil || path == "" {
			running.release()
			return "", err
		}
		running.start(ctx, path, func(ctx context.Context) error { return e.write(ctx, path, r) }, func() { e.door.changed(exportTopic) })
		return path, nil
	})
}

// largestDrawing is how many bytes a chart's picture or table may have.
const largestDrawing = 32 << 20

// Picture asks where to save the picture of a chart, a PNG in base64, and writes it there. It
// returns the path, "" where the user cancelled.
func (e *Export) Picture(suggested, png string) (string, error) {
	return e.drawing(suggested, ".png", func() ([]byte, error) {
		content, err := base64.StdEncoding.DecodeString(png)
		if err != nil || !bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")) {
			return nil, fault("invalid", "The picture could not be made. Try again.")
		}
		return content, nil
	})
}

// Table asks where to save the table of a chart, a CSV, and writes it there. It returns the
// path, "" where the user cancelled.
func (e *Export) Table(suggested, csv string) (string, error) {
	return e.drawing(suggested, ".csv", func() ([]byte, error) { return []byte(csv), nil })
}

// drawing saves what the page drew under a name that it suggests, which has no folder.
func (e *Export) drawing(suggested, ending string, drawn func() ([]byte, error)) (string, error) {
	return ask(e.door, func(context.Context, *backend.Backend) (string, error) {
		content, err := drawn()
		if err != nil {
			return "", err
		}
		name := path.Base(strings.ReplaceAll(suggested, `\`, "/")) // as either system writes folders
		if filepath.Ext(name) != ending || len(content) > largestDrawing {
			return "", fault("invalid", "This cannot be saved as "+ending+".")
		}
		if e.door.host.SaveFile == nil {
			return "", errNoHost
		}
		saved, err := e.door.host.SaveFile(name)
		if err != nil || saved == "" {
			return "", err
		}
		return saved, replace(saved, func(to io.Writer) error {
			_, err := to.Write(content)
			return err
		})
	})
}

// OpenFolder shows where the last export lies, in the system's file manager.
func (e *Export) OpenFolder() error {
	return anyway(e.door, func() error {
		state := e.door.exports.now()
		if !state.Done {
			return fault("not_found", "No export was finished yet. Export something first.")
		}
		if e.door.host.OpenFolder == nil {
			return errNoHost
		}
		return e.door.host.OpenFolder(filepath.Dir(state.Path))
	})
}

// State returns how the export goes that was started last.
func (e *Export) State() (state ExportState, err error) {
	err = anyway(e.door, func() error {
		state = e.door.exports.now()
		return nil
	})
	return state, err
}

// Cancel ends the export that is being written, which leaves no file. It does nothing where
// none is.
func (e *Export) Cancel() error {
	return anyway(e.door, func() error {
		e.door.exports.stop()
		return nil
	})
}

func (e *Export) request(ctx context.Context, house *backend.Backend, format transfer.Format, from, through string, filter transfer.Filter) (transfer.Request, error) {
	if !slices.Contains(transfer.Formats(), format) {
		return transfer.Request{}, transfer.ErrFormat
	}
	first, err := calendar.ParseDay(from)
	if err != nil {
		return transfer.Request{}, err
	}
	last, err := calendar.ParseDay(through)
	if err != nil {
		return transfer.Request{}, err
	}
	if first > last {
		return transfer.Request{}, fault("invalid", "The first day is after the last one. Choose other days.")
	}
	names, err := labels(ctx, house)
	if err != nil {
		return transfer.Request{}, err
	}
	r := transfer.Request{Format: format, Span: calendar.Through(first, last), Filter: filter, Labels: names}
	if err := filter.Check(names); err != nil {
		return transfer.Request{}, fault("not_found", sentence(err))
	}
	return r, nil
}

func (e *Export) where(r transfer.Request) (string, error) {
	if e.door.host.SaveFile == nil {
		return "", errNoHost
	}
	return e.door.host.SaveFile(transfer.FileName(r.Format, r.Span, r.Filter))
}

// exportTopic is the one topic about which the page asks [Export.State] and nothing else.
const exportTopic = "export"

// between is how often the page hears of progress at most: four times a second.
const between = 250 * time.Millisecond

// write writes the file and tells the page how far it is.
func (e *Export) write(ctx context.Context, path string, r transfer.Request) error {
	d := e.door
	var told time.Time
	r.Progress = func(entries int) {
		d.exports.written(entries)
		if now := time.Now(); now.Sub(told) >= between {
			told = now
			d.changed(exportTopic)
		}
	}
	_, err := inside(d, func(_ context.Context, house *backend.Backend) (struct{}, error) {
		return struct{}{}, save(ctx, house, path, r)
	})
	if err != nil && ctx.Err() == nil {
		d.host.Log.Warn("export", "error", err.Error())
	}
	return err
}

// exporting is the export that is being written, or the last one.
type exporting struct {
	mu     sync.Mutex
	state  ExportState
	cancel context.CancelFunc // nil where none is being written
	ended  chan struct{}      // closed when it is over
}

// claim says that nothing else is being written, and that from now on something is.
func (x *exporting) claim() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.state.Running {
		return false
	}
	x.state = ExportState{Running: true}
	return true
}

// release takes back a claim that came to nothing.
func (x *exporting) release() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state = ExportState{}
}

// start begins to write what was claimed, and says when that is over.
func (x *exporting) start(ctx context.Context, path string, write func(context.Context) error, over func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	x.mu.Lock()
	x.state.Path, x.cancel, x.ended = path, cancel, ended
	x.mu.Unlock()
	go func() {
		defer close(ended)
		defer cancel()
		x.finish(write(ctx))
		over()
	}()
}

func (x *exporting) written(entries int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.Entries = entries
}

func (x *exporting) finish(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.Running, x.state.Done, x.cancel = false, err == nil, nil
	if err != nil && !errors.Is(err, context.Canceled) {
		f := FaultOf(err)
		x.state.Error = &f
	}
}

func (x *exporting) now() ExportState {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.state
}

// stop ends what is being written, and waits until its half of a file is gone.
func (x *exporting) stop() {
	x.mu.Lock()
	cancel, ended := x.cancel, x.ended
	x.mu.Unlock()
	if cancel == nil {
		return
	}
	cancel()
	<-ended
}

// save writes an export into a file.
func save(ctx context.Context, house *backend.Backend, path string, r transfer.Request) error {
	return replace(path, func(to io.Writer) error {
		if _, err := transfer.Write(ctx, to, house.Ledger, r); err != nil {
			return err
		}
		return ctx.Err()
	})
}

// replace writes beside the target and renames, so that neither a full disk nor a cancelled
// export leaves half of a file.
func replace(path string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".outlay-*.part")
	if err != nil {
		return fmt.Errorf("the file could not be made; choose another folder: %w", err)
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	disk := &written{w: file}
	if err := write(disk); err != nil {
		if full := disk.explain(); full != nil {
			return full
		}
		return err
	}
	disk.err = errors.Join(file.Sync(), file.Close())
	if disk.err != nil {
		return disk.explain()
	}
	return os.Rename(file.Name(), path)
}

// written tells a disk that takes no more from a book that cannot be read.
type written struct {
	w   io.Writer
	err error
}

func (w *written) Write(p []byte) (n int, err error) {
	n, err = w.w.Write(p)
	w.err = errors.Join(w.err, err)
	return n, err
}

// explain returns nil where the disk took everything.
func (w *written) explain() error {
	if w.err == nil {
		return nil
	}
	return fmt.Errorf("the file could not be written; is the disk full? %w", w.err)
}

func labels(ctx context.Context, house *backend.Backend) (transfer.Labels, error) {
	accounts, err := house.Accounts.All(ctx)
	if err != nil {
		return transfer.Labels{}, err
	}
	names, err := house.Ledger.Names(ctx)
	if err != nil {
		return transfer.Labels{}, err
	}
	tags, err := house.Tags.List(ctx)
	return transfer.LabelsOf(accounts, house.Providers.Name, names, tags), err
}
