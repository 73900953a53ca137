// Package tariff keeps the prices of a profile: the embedded table, a newer one where the user had
// it fetched, and the user's own prices over it.
//
// The user's own are a file, prices.json in the profile's folder, in the form of
// backend/price/overlay.json. A file that cannot be read changes no price and is named in
// [State.Problem]: a typing error must not make calls free.
//
// # Why fetching is switched off
//
// It is the only request that this program makes to somebody who is no vendor of the user's. It
// carries nothing about the user, and it is made when the user asks, or weekly where the user
// switched that on.
//
// # Why files are looked at again
//
// Programs run for weeks. A price that was corrected holds from the next call on, in all of them.
package tariff

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/price"
	"outlay/backend/settings"
)

// Files of a profile's folder.
const (
	OwnFile     = "prices.json"
	fetchedFile = "prices-fetched.json"
)

// Options are what a desk works with.
type Options struct {
	Dir    string // the profile's folder
	Feed   string // "" for [price.Feed]
	Client *http.Client
	Now    func() time.Time
	Log    *slog.Logger
}

// Desk hands out the prices that hold now.
type Desk struct {
	Options
	mu    sync.Mutex
	seen  [2]stamp // of the two files, when table was made
	table *price.Table
	state State
}

// stamp tells one version of a file from another.
type stamp struct {
	size int64
	at   time.Time
}

// New returns a desk. It reads nothing yet.
func New(o Options) *Desk {
	if o.Feed == "" {
		o.Feed = price.Feed
	}
	return &Desk{Options: o}
}

// State says which prices hold.
type State struct {
	AsOf    calendar.Day `json:"as_of" ts_type:"string"`
	Source  string       `json:"source"`
	Fetched bool         `json:"fetched"`  // it is newer than this program
	OwnFile string       `json:"own_file"` // where the user's own prices are, or would be
	Own     int          `json:"own"`      // how many models and tiers have the user's own
	Problem string       `json:"problem"`  // why a file is not used; "" where all is well
}

// Table returns the prices that hold now.
func (d *Desk) Table() *price.Table {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refresh()
	return d.table
}

// State returns which prices hold now.
func (d *Desk) State() State {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refresh()
	s := d.state
	s.AsOf, s.Source, s.Own = d.table.AsOf(), d.table.Source(), d.table.Own() // reads the table, which most programs never do
	return s
}

func (d *Desk) path(name string) string { return filepath.Join(d.Dir, name) }

// refresh makes the table anew where a file is another than before.
func (d *Desk) refresh() {
	now := [2]stamp{stampOf(d.path(fetchedFile)), stampOf(d.path(OwnFile))}
	if d.table != nil && now == d.seen {
		return
	}
	d.seen, d.state = now, State{OwnFile: d.path(OwnFile)}
	d.table = price.Default()
	if now[0] != (stamp{}) {
		d.useFetched()
	}
	if now[1] != (stamp{}) {
		d.useOwn()
	}
}

func stampOf(path string) stamp {
	about, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{about.Size(), about.ModTime()}
}

// useFetched takes the table that was fetched, unless this program brought a newer one.
func (d *Desk) useFetched() {
	text, err := os.ReadFile(d.path(fetchedFile))
	if err != nil {
		d.problem("The prices that were fetched cannot be read, so this version's own hold: %v.", err)
		return
	}
	fetched, err := price.Read(text)
	switch {
	case err != nil:
		d.problem("The prices that were fetched cannot be read, so this version's own hold; fetch them again: %v.", err)
	case fetched.AsOf() > d.table.AsOf():
		d.table, d.state.Fetched = fetched, true
	}
}

func (d *Desk) useOwn() {
	file, err := os.Open(d.path(OwnFile))
	if err != nil {
		d.problem("Your own prices in %s are not used: %v.", OwnFile, err)
		return
	}
	defer func() { _ = file.Close() }()
	laid, err := d.table.Overlay(file)
	if err != nil {
		d.problem("Your own prices in %s are not used: %v.", OwnFile, err)
		return
	}
	d.table = laid
}

func (d *Desk) problem(format string, args ...any) {
	if d.state.Problem != "" {
		d.state.Problem += " "
	}
	d.state.Problem += fmt.Sprintf(format, args...)
}

// Check reads a file of a user's own prices and says what is wrong with it, or how many models
// and tiers it has. It wraps [price.ErrOverlay].
func (d *Desk) Check(r io.Reader) (int, error) {
	laid, err := price.Default().Overlay(r)
	if err != nil {
		return 0, err
	}
	return laid.Own(), nil
}

// most is how many bytes the published table may have: about forty times what it has.
const most = 12 << 20

// ErrFetch says that newer prices could not be fetched; those that hold stay.
var ErrFetch = errors.New("newer prices could not be fetched, and those that are known stay")

// Fetch gets the table as it is published today. It wraps [ErrFetch].
func (d *Desk) Fetch(ctx context.Context) error {
	text, err := d.download(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFetch, err)
	}
	dump, err := price.Dump(text, calendar.DayOf(d.Now()))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFetch, err)
	}
	if err := d.keep(dump); err != nil {
		return fmt.Errorf("%w: %w", ErrFetch, err)
	}
	return nil
}

func (d *Desk) download(ctx context.Context) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.Feed, nil)
	if err != nil {
		return nil, err
	}
	answer, err := d.Client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", request.URL.Host, answer.Status)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err == nil && len(text) > most {
		err = fmt.Errorf("%s sent more than %d MB", request.URL.Host, most>>20)
	}
	return text, err
}

// keep puts the file in its place at once, so that nobody reads half of it.
func (d *Desk) keep(dump []byte) error {
	file, err := os.CreateTemp(d.Dir, fetchedFile+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(dump)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), d.path(fetchedFile))
}

// Every is how old the prices are that are fetched anew, where the user wants that.
const Every = 7 * 24 * time.Hour

const look = time.Hour

// Attend fetches newer prices weekly where the user switched that on, until ctx ends.
func (d *Desk) Attend(ctx context.Context, chosen *settings.Store) {
	for {
		d.attend(ctx, chosen)
		select {
		case <-ctx.Done():
			return
		case <-time.After(look):
		}
	}
}

func (d *Desk) attend(ctx context.Context, chosen *settings.Store) {
	now, err := chosen.Get(ctx)
	if err != nil || !now.FetchPrices || !d.Due() {
		return
	}
	if err := d.Fetch(ctx); err != nil && ctx.Err() == nil {
		d.Log.WarnContext(ctx, "prices", "error", err.Error())
	}
}

// Due says that the fetched prices are older than [Every], or that none were fetched. A file from
// the future comes from a clock that was set back, and is old.
func (d *Desk) Due() bool {
	about, err := os.Stat(d.path(fetchedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	age := d.Now().Sub(about.ModTime())
	return err == nil && (age >= Every || age < -Every)
}
