// Package syncer brings spend into the book: on schedule or when asked, each account alone,
// again after a pause where that can help.
//
// It decides when to ask, how often to try and when to give up; a connector only says what
// happened. One account that fails never holds back another, and no account is read by two
// programs at a time: each sync holds the account's lease in the database.
//
// # Why settled days are not read again
//
// A day is read again on every sync until it was read after the vendor stopped revising it.
// What is left to read is therefore not a date to remember but a question to the book: which
// days of the wanted span are missing or provisional? A sync that was killed, or failed on
// its third page, continues exactly where the book ends.
package syncer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/provider"
	"outlay/backend/settings"
)

// Options are what a syncer works with.
type Options struct {
	Accounts *account.Store
	Settings *settings.Store
	Book     ledger.Store
	Client   *http.Client
	Holder   account.Holder
	Now      func() time.Time
	Log      *slog.Logger
	// After is called when an account was synced, whatever came of it.
	After func(ctx context.Context, account string)
}

// Syncer syncs accounts.
type Syncer struct {
	Options
	wake    chan struct{}
	mu      sync.Mutex
	asked   map[string]bool
	running atomic.Int32
}

// New returns a syncer.
func New(o Options) *Syncer {
	return &Syncer{Options: o, wake: make(chan struct{}, 1), asked: map[string]bool{}}
}

// Request says what to sync. The zero Request is every account, as far as is needed.
type Request struct {
	Accounts []string     // nil for all that are not paused
	From, To calendar.Day // "" for what the book lacks; To is inside
}

// Outcome is what came of one account.
type Outcome struct {
	ID       string        `json:"id"`
	State    account.State `json:"state"`
	Entries  int           `json:"entries"` // read, not necessarily new
	Changed  int           `json:"changed"` // added, changed or removed in the book
	Requests int           `json:"requests"`
	From     calendar.Day  `json:"from"` // "" where nothing had to be read
	To       calendar.Day  `json:"to"`   // inside
	Notes    []string      `json:"notes,omitempty"`
	Error    *Failure      `json:"error"`
	balances []provider.Balance
}

// Failure says why an account could not be read whole.
type Failure struct {
	Code    string `json:"code"`
	Message string `json:"message"` // for people, with a next step
}

// atOnce is how many accounts are read side by side. Reading is waiting for vendors: a sync of
// ten accounts should take as long as the slowest of them, not as long as three in a row.
const atOnce = 16

// Sync reads accounts and returns what came of each, in the order asked for. Its own error
// is about the request or the database alone; what a vendor did stands in the outcomes.
func (s *Syncer) Sync(ctx context.Context, r Request) ([]Outcome, error) {
	accounts, err := s.pick(ctx, r.Accounts)
	if err != nil {
		return nil, err
	}
	s.running.Add(1)
	defer s.running.Add(-1)
	outcomes := make([]Outcome, len(accounts))
	places := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i, a := range accounts {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			outcomes[i] = s.one(ctx, a, r)
			if s.After != nil {
				s.After(ctx, a.ID)
			}
		})
	}
	all.Wait()
	return outcomes, nil
}

// Running says that this process is syncing now.
func (s *Syncer) Running() bool { return s.running.Load() > 0 }

func (s *Syncer) pick(ctx context.Context, ids []string) ([]account.Account, error) {
	if ids == nil {
		all, err := s.Accounts.List(ctx)
		if err != nil {
			return nil, err
		}
		active := all[:0]
		for _, a := range all {
			if !a.Paused {
				active = append(active, a)
			}
		}
		return active, nil
	}
	picked := make([]account.Account, 0, len(ids))
	for _, id := range ids {
		a, err := s.Accounts.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		picked = append(picked, a)
	}
	return picked, nil
}

// one syncs one account and never panics: a connector that does is that account's fault alone.
func (s *Syncer) one(ctx context.Context, a account.Account, r Request) (out Outcome) {
	out = Outcome{ID: a.ID, State: a.State}
	release, err := s.lease(ctx, a.ID)
	if err != nil {
		return failed(out, err)
	}
	defer release()
	counter := &counting{base: s.Client.Transport}
	client := *s.Client
	client.Transport = counter
	err = s.guarded(ctx, a, r, &client, &out)
	out.Requests = int(counter.n.Load())
	return s.finish(ctx, out, err)
}

func (s *Syncer) guarded(ctx context.Context, a account.Account, r Request, client *http.Client, out *Outcome) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: reading it failed inside Outlay (%v)", provider.ErrAnswer, p)
		}
	}()
	connector, d, err := s.Accounts.Connect(ctx, a.ID, client)
	if err != nil {
		return errOurs{err}
	}
	spans, err := s.wanted(ctx, a.ID, d, r)
	if err != nil {
		return errOurs{err}
	}
	return s.read(ctx, a.ID, d, connector, spans, out)
}

// errOurs is an error of this machine, not the vendor's: the account keeps its state.
type errOurs struct{ error }

func (e errOurs) Unwrap() error { return e.error }

// lease waits for another program that is syncing the account to end.
func (s *Syncer) lease(ctx context.Context, id string) (func(), error) {
	deadline := time.NewTimer(LongestFetch)
	defer deadline.Stop()
	for {
		release, err := s.Accounts.Lease(ctx, id, s.Holder)
		if !errors.Is(err, account.ErrBusy) {
			return release, err
		}
		select {
		case <-time.After(250 * time.Millisecond):
		case <-deadline.C:
			return nil, err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// read fetches the spans, the newest first, and puts what was read whole into the book at
// once: what is there already is never lost to a later failure.
func (s *Syncer) read(ctx context.Context, id string, d provider.Descriptor, c provider.Connector, spans []calendar.Span, out *Outcome) error {
	total := 0
	for _, span := range spans {
		total += span.Len()
	}
	tries := newTries()
	done := 0
	for _, span := range spans {
		if err := s.Accounts.Progress(ctx, id, done, total); err != nil {
			return errOurs{err}
		}
		if err := s.span(ctx, id, d, c, span, tries, out); err != nil {
			return err
		}
		done += span.Len()
	}
	return nil
}

// span reads one span with retries, each for the days that are still lacking. What was read
// is kept also where the sync was stopped meanwhile.
func (s *Syncer) span(ctx context.Context, id string, d provider.Descriptor, c provider.Connector, span calendar.Span, tries *tries, out *Outcome) error {
	for {
		at := s.Now()
		page, err := fetch(ctx, c, span)
		if putErr := s.put(context.WithoutCancel(ctx), id, d, page, span, at, out); putErr != nil {
			return putErr
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			return nil
		}
		if read := page.Read.Intersect(span); !read.Empty() && read.Start == span.Start {
			span.Start = read.End
		}
		if span.Empty() && passing(err) {
			return nil // nothing is lacking, so there is nothing to ask again
		}
		if waitErr := tries.wait(ctx, err); waitErr != nil {
			return waitErr
		}
	}
}

func fetch(ctx context.Context, c provider.Connector, span calendar.Span) (provider.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, LongestFetch)
	defer cancel()
	return c.Fetch(ctx, span)
}

func (s *Syncer) put(ctx context.Context, id string, d provider.Descriptor, page provider.Page, asked calendar.Span, at time.Time, out *Outcome) error {
	for _, note := range page.Notes {
		if !slices.Contains(out.Notes, note) {
			out.Notes = append(out.Notes, note)
		}
	}
	if page.Balances != nil {
		out.balances = page.Balances
	}
	read := page.Read.Intersect(asked)
	if read.Empty() {
		return nil
	}
	for i, part := range append([]provider.Part{{Basis: d.Sources[0], Read: read}}, page.Also...) {
		r := ledger.Read{Account: id, Basis: part.Basis, Span: part.Read.Intersect(read), At: at, SettlesAfter: d.SettlesAfter}
		if r.Span.Empty() {
			continue
		}
		r.Entries = entries(page, r, i == 0)
		if i == 0 {
			r.Usage = usage(page, r)
		}
		change, err := s.Book.Put(ctx, r)
		if err != nil {
			return errOurs{err}
		}
		out.Entries += len(r.Entries)
		out.Changed += change.Added + change.Changed + change.Removed
	}
	if err := s.Book.PutNames(ctx, id, page.Names); err != nil {
		return errOurs{err}
	}
	if err := s.Accounts.ForgetIfRemoved(ctx, id); err != nil {
		return errOurs{err}
	}
	if out.From == "" || read.Start < out.From {
		out.From = read.Start
	}
	out.To = max(out.To, read.Last())
	return nil
}

// entries returns those of a page that are on the read's basis and days; what names no basis
// is on the first.
func entries(page provider.Page, r ledger.Read, first bool) []ledger.Entry {
	var kept []ledger.Entry
	for _, e := range page.Entries {
		if !r.Span.Contains(e.Day) || (e.Basis != r.Basis && (e.Basis != "" || !first)) {
			continue
		}
		e.Account, e.Basis = r.Account, r.Basis
		kept = append(kept, e)
	}
	return kept
}

// usage returns a page's usage of the days that were read, nil where it was not read.
func usage(page provider.Page, r ledger.Read) []ledger.Usage {
	if page.Usage == nil {
		return nil
	}
	kept := make([]ledger.Usage, 0, len(page.Usage))
	for _, u := range page.Usage {
		if r.Span.Contains(u.Day) {
			u.Account = r.Account
			kept = append(kept, u)
		}
	}
	return kept
}

// finish writes what came of the account, and says it.
func (s *Syncer) finish(ctx context.Context, out Outcome, err error) Outcome {
	ours, isOurs := errors.AsType[errOurs](err)
	o := account.Outcome{State: account.StateOf(err), At: s.Now(), Whole: err == nil, Notes: out.Notes, Balances: out.balances}
	switch {
	case err == nil:
	case errors.Is(err, provider.ErrUnpublished): // all that there is was asked for, and well answered
		o.Whole, o.Reason, err = true, account.Explain(err), nil
	case errors.Is(err, context.Canceled):
		return failed(out, fmt.Errorf("the sync was stopped; what was read is kept: %w", err))
	case isOurs:
		o.Unchanged, o.Reason = true, ours.Error()
	default:
		o.Reason = account.Explain(err)
	}
	if later, ok := errors.AsType[provider.Later](err); ok {
		o.Wait = later.Wait
	}
	if !o.Unchanged {
		out.State = o.State
	}
	if writeErr := s.Accounts.Finish(context.WithoutCancel(ctx), out.ID, o); writeErr != nil && err == nil {
		err = writeErr
	}
	if err == nil {
		return out
	}
	s.Log.WarnContext(ctx, "sync failed", "account", out.ID, "state", out.State, "error", err.Error())
	out.Error = &Failure{Code: account.Code(err), Message: o.Reason}
	if isOurs && out.Error.Code == string(account.Unreachable) {
		out.Error.Code = "storage"
	}
	return out
}

func failed(out Outcome, err error) Outcome {
	code := account.Code(err)
	if errors.Is(err, account.ErrBusy) {
		code = "busy"
	}
	out.Error = &Failure{Code: code, Message: err.Error()}
	return out
}

// counting counts requests, redirects and refused ones too.
type counting struct {
	base http.RoundTripper
	n    atomic.Int64
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.base.RoundTrip(r)
}
