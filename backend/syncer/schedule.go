package syncer

import (
	"context"
	"maps"
	"time"

	"outlay/backend/account"
)

// Look is how often the schedule looks at the clock. It compares wall-clock times, so a
// laptop that slept through three syncs catches up with one.
const Look = 20 * time.Second

// Again is when a key that was refused is tried again without anybody having replaced it.
const Again = 24 * time.Hour

// Run syncs accounts as they become due, until ctx ends. One process at a time runs it for a
// profile. Errors are in the accounts' states and in the log.
func (s *Syncer) Run(ctx context.Context) {
	for {
		ids, all := s.due(ctx)
		if all || len(ids) > 0 {
			if all {
				ids = nil
			}
			if _, err := s.Sync(ctx, Request{Accounts: ids}); err != nil {
				s.Log.WarnContext(ctx, "sync", "error", err.Error())
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-time.After(Look):
		}
	}
}

// Kick asks [Syncer.Run] to sync these accounts now, or all for none. It never blocks.
func (s *Syncer) Kick(ids ...string) {
	s.mu.Lock()
	if len(ids) == 0 {
		ids = []string{everyone}
	}
	for _, id := range ids {
		s.asked[id] = true
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

const everyone = ""

// due returns the accounts whose time has come, and whether somebody asked for all.
func (s *Syncer) due(ctx context.Context) (ids []string, all bool) {
	asked := s.takeAsked()
	if asked[everyone] {
		return nil, true
	}
	ids, err := s.timely(ctx, asked)
	if err != nil {
		s.Log.WarnContext(ctx, "schedule", "error", err.Error())
		s.mu.Lock()
		maps.Copy(s.asked, asked) // whoever asked is served at the next look
		s.mu.Unlock()
	}
	return ids, false
}

func (s *Syncer) takeAsked() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = map[string]bool{}
	return asked
}

// timely returns the accounts that are due or were asked for.
func (s *Syncer) timely(ctx context.Context, asked map[string]bool) ([]string, error) {
	chosen, err := s.Settings.Get(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := s.Accounts.List(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	now := s.Now()
	for _, a := range accounts {
		scheduled := !chosen.SyncPaused && !a.Paused && !Due(a, chosen.Interval(), now).After(now)
		if asked[a.ID] || scheduled {
			ids = append(ids, a.ID)
		}
	}
	return ids, nil
}

// Due returns when an account is next read on schedule: at once where it never was or where
// its last try lies in the future (the clock was set back), after a short and growing pause
// where the vendor could not be reached, not before the vendor allows it, and once a day
// where its key was refused.
func Due(a account.Account, interval time.Duration, now time.Time) time.Time {
	if a.LastTried == nil || a.LastTried.After(now) {
		return now
	}
	pause := interval
	switch a.State {
	case account.Unreachable:
		pause = min(interval, time.Minute<<min(a.Failures, 10))
	case account.KeyRefused, account.ScopeMissing:
		pause = max(interval, Again)
	}
	due := a.LastTried.Add(pause)
	if a.NotBefore != nil && a.NotBefore.After(due) {
		due = *a.NotBefore
	}
	return due
}
