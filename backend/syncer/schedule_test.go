package syncer_test

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"outlay/backend/account"
	"outlay/backend/provider"
	"outlay/backend/settings"
	"outlay/backend/syncer"
)

func TestWhenAnAccountIsDue(t *testing.T) {
	at := func(in time.Duration) *time.Time { t := noon.Add(in); return &t }
	for _, tt := range []struct {
		what string
		a    account.Account
		in   time.Duration // from now; 0 or less is now
	}{
		{"never tried", account.Account{State: account.NeverSynced}, 0},
		{"tried just now", account.Account{State: account.OK, LastTried: at(0)}, time.Hour},
		{"tried half an interval ago", account.Account{State: account.OK, LastTried: at(-30 * time.Minute)}, 30 * time.Minute},
		{"tried an interval ago", account.Account{State: account.OK, LastTried: at(-time.Hour)}, 0},
		{"tried three intervals ago, asleep meanwhile", account.Account{State: account.OK, LastTried: at(-3 * time.Hour)}, -2 * time.Hour},
		{"tried in the future, as the clock was set back", account.Account{State: account.OK, LastTried: at(time.Minute)}, 0},
		{"tried in the future, with a pause still further off", account.Account{State: account.RateLimited, LastTried: at(9000 * time.Hour), NotBefore: at(9001 * time.Hour)}, 0},
		{"the vendor wants more than an interval", account.Account{State: account.RateLimited, LastTried: at(0), NotBefore: at(5 * time.Hour)}, 5 * time.Hour},
		{"the vendor wants less than an interval", account.Account{State: account.RateLimited, LastTried: at(0), NotBefore: at(time.Minute)}, time.Hour},
		{"the key was refused", account.Account{State: account.KeyRefused, LastTried: at(-time.Hour)}, 23 * time.Hour},
		{"the key may not read", account.Account{State: account.ScopeMissing, LastTried: at(-time.Hour)}, 23 * time.Hour},
		{"the key was refused yesterday", account.Account{State: account.KeyRefused, LastTried: at(-24 * time.Hour)}, 0},
		{"out of reach once", account.Account{State: account.Unreachable, Failures: 1, LastTried: at(0)}, 2 * time.Minute},
		{"out of reach three times", account.Account{State: account.Unreachable, Failures: 3, LastTried: at(0)}, 8 * time.Minute},
		{"out of reach for long", account.Account{State: account.Unreachable, Failures: 9, LastTried: at(0)}, time.Hour},
		{"out of reach for ever", account.Account{State: account.Unreachable, Failures: 1 << 30, LastTried: at(0)}, time.Hour},
		{"an answer that made no sense", account.Account{State: account.BadAnswer, Failures: 1, LastTried: at(0)}, time.Hour},
	} {
		due := syncer.Due(tt.a, time.Hour, noon)
		if got := due.Sub(noon); got != tt.in {
			t.Errorf("%s: due in %s, want %s", tt.what, got, tt.in)
		}
	}
}

func TestARefusedKeyIsTriedNoMoreOftenThanALongInterval(t *testing.T) {
	tried := noon.Add(-time.Hour)
	for interval, want := range map[time.Duration]time.Duration{5 * time.Minute: 23 * time.Hour, 24 * time.Hour: 23 * time.Hour} {
		a := account.Account{State: account.KeyRefused, LastTried: &tried}
		if got := syncer.Due(a, interval, noon).Sub(noon); got != want {
			t.Errorf("every %s: due in %s, want %s", interval, got, want)
		}
	}
}

// schedule plays hours of the schedule in no time and counts how often the vendor was asked.
type schedule struct {
	*house
	mu    sync.Mutex
	asked int
	skew  time.Duration // how far the wall clock is off the bubble's
	err   error         // what the vendor says
}

func (s *schedule) answer(calls int) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked = calls; s.err != nil {
		return answer{err: s.err}
	}
	return answer{read: everything}
}

func (s *schedule) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.skew)
}

// jump moves the wall clock, as a sleeping laptop or a person does.
func (s *schedule) jump(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew += d
}

func (s *schedule) says(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func plays(t *testing.T, script func(s *schedule, id string)) {
	synctest.Test(t, func(t *testing.T) {
		s := &schedule{house: newHouse(t), skew: 12 * time.Hour} // a bubble begins at midnight
		s.now = s.clock
		id := s.connect("Research", s.answer)
		ended := make(chan bool)
		ctx, cancel := cancellable(t)
		go func() { s.syncer().Run(ctx); close(ended) }()
		script(s, id)
		cancel()
		<-ended
		s.close()
	})
}

// during returns how often the vendor is asked in the next d.
func (s *schedule) during(d time.Duration) int {
	before := s.calls()
	time.Sleep(d)
	synctest.Wait()
	return s.calls() - before
}

func (s *schedule) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func TestTheSchedule(t *testing.T) {
	for _, tt := range []struct {
		what   string
		script func(t *testing.T, s *schedule, id string)
	}{
		{"reads at once and then every interval", func(t *testing.T, s *schedule, id string) {
			expect(t, "in the first minute", s.during(time.Minute), 2) // a month is two spans of this vendor
			expect(t, "in the half hour after", s.during(30*time.Minute), 0)
			expect(t, "in the hour after", s.during(time.Hour), 1) // what may still move is one
		}},
		{"reads once after a long sleep", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			s.jump(5 * time.Hour)
			expect(t, "in the minute after waking up", s.during(time.Minute), 1)
			expect(t, "in the half hour after", s.during(30*time.Minute), 0)
		}},
		{"reads again where the clock was set back", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			s.jump(-10 * time.Hour)
			expect(t, "in the minute after", s.during(time.Minute), 1)
			expect(t, "in the half hour after", s.during(30*time.Minute), 0)
		}},
		{"reads what is asked for, at once", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			s.running.Kick(id)
			expect(t, "after a kick", s.during(time.Second), 1)
			s.running.Kick()
			expect(t, "after a kick for all", s.during(time.Second), 1)
			s.running.Kick("gone")
			expect(t, "after a kick for one that is gone", s.during(time.Second), 0)
		}},
		{"leaves a paused account alone until it is asked for", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			yes := true
			if err := s.accounts.Change(t.Context(), id, account.Draft{Paused: &yes}); err != nil {
				t.Fatal(err)
			}
			expect(t, "in three hours", s.during(3*time.Hour), 0)
			s.running.Kick()
			expect(t, "after a kick for all", s.during(time.Second), 0)
			s.running.Kick(id)
			expect(t, "after a kick for it", s.during(time.Second), 1)
		}},
		{"does nothing while all syncing is paused, but for what is asked for", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			chosen := settings.Default()
			chosen.SyncPaused = true
			if err := s.settings.Save(t.Context(), chosen); err != nil {
				t.Fatal(err)
			}
			expect(t, "in three hours", s.during(3*time.Hour), 0)
			s.running.Kick()
			expect(t, "after a kick", s.during(time.Second), 1)
		}},
		{"keeps to another interval as soon as one is chosen", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			chosen := settings.Default()
			chosen.IntervalMinutes = 5
			if err := s.settings.Save(t.Context(), chosen); err != nil {
				t.Fatal(err)
			}
			expect(t, "in sixteen minutes", s.during(16*time.Minute), 3)
		}},
		{"tries a refused key once a day, and a new one at once", func(t *testing.T, s *schedule, id string) {
			s.says(provider.ErrKey)
			expect(t, "in the first half hour", s.during(30*time.Minute), 1)
			s.jump(23 * time.Hour)
			expect(t, "in the 24th", s.during(20*time.Minute), 0)
			expect(t, "after a day", s.during(20*time.Minute), 1)
			s.says(nil)
			key := "another-key"
			s.vendors[key] = s.vendors[id]
			if err := s.accounts.Change(t.Context(), id, account.Draft{Key: &key}); err != nil {
				t.Fatal(err)
			}
			expect(t, "in the minute after the new key", s.during(time.Minute), 2)
		}},
		{"does not ask before the vendor allows it", func(t *testing.T, s *schedule, id string) {
			s.says(provider.Later{Wait: 5 * time.Hour})
			expect(t, "in the first half hour", s.during(30*time.Minute), 1)
			s.says(nil)
			s.jump(4 * time.Hour)
			expect(t, "before the five hours are over", s.during(29*time.Minute), 0)
			expect(t, "when they are", s.during(2*time.Minute), 2)
		}},
		{"tries a vendor out of reach sooner than the interval", func(t *testing.T, s *schedule, id string) {
			s.says(errors.New("no route"))
			expect(t, "in the first minute", s.during(time.Minute), 4)
			s.says(nil)
			expect(t, "in the three minutes after", s.during(3*time.Minute), 2)
		}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			plays(t, func(s *schedule, id string) { tt.script(s.t.(*testing.T), s, id) })
		})
	}
}

func expect(t *testing.T, when string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("asked %d times %s, want %d", got, when, want)
	}
}
