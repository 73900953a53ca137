package syncer_test

import (
	"errors"
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

// schedule plays hours of the schedule in no time and returns how often the vendor was asked.
type schedule struct {
	*house
	asked int
	skew  time.Duration // how far the wall clock is off the bubble's
	err   error         // what the vendor says
}

func plays(t *testing.T, script func(s *schedule, id string)) {
	synctest.Test(t, func(t *testing.T) {
		s := &schedule{house: newHouse(t), skew: 12 * time.Hour} // a bubble begins at midnight
		s.now = func() time.Time { return time.Now().Add(s.skew) }
		id := s.connect("Research", func(calls int) answer {
			if s.asked = calls; s.err != nil {
				return answer{err: s.err}
			}
			return answer{read: everything}
		})
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
	before := s.asked
	time.Sleep(d)
	synctest.Wait()
	return s.asked - before
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
			s.skew += 5 * time.Hour
			expect(t, "in the minute after waking up", s.during(time.Minute), 1)
			expect(t, "in the half hour after", s.during(30*time.Minute), 0)
		}},
		{"reads again where the clock was set back", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			s.skew -= 10 * time.Hour
			expect(t, "in the minute after", s.during(time.Minute), 1)
			expect(t, "in the half hour after", s.during(30*time.Minute), 0)
		}},
		{"reads what is asked for, at once", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			s.running.Kick(id)
			expect(t, "after a kick", s.during(time.Second), 1)
			s.running.Kick()
			expect(t, "after a kick for all", s.during(time.Second), 1)
			s.running.Kick(id)
			s.running.Kick(id)
			s.running.Kick("gone")
			expect(t, "after kicks that came together", s.during(time.Second), 1)
		}},
		{"leaves a paused account alone until it is asked for", func(t *testing.T, s *schedule, id string) {
			s.during(time.Minute)
			yes := true
			if err := s.accounts.Change(t.Context(), id, account.Draft{Paused: &yes}); err != nil {
				t.Fatal(err)
			}
			expect(t, "in a day", s.during(24*time.Hour), 0)
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
			expect(t, "in a day", s.during(24*time.Hour), 0)
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
			s.err = provider.ErrKey
			expect(t, "in the first 23 hours", s.during(23*time.Hour), 1)
			expect(t, "in the two hours after", s.during(2*time.Hour), 1)
			s.err = nil
			key := "another-key"
			s.vendors[key] = s.vendors[id]
			if err := s.accounts.Change(t.Context(), id, account.Draft{Key: &key}); err != nil {
				t.Fatal(err)
			}
			expect(t, "in the minute after the new key", s.during(time.Minute), 2)
		}},
		{"does not ask before the vendor allows it", func(t *testing.T, s *schedule, id string) {
			s.err = provider.Later{Wait: 5 * time.Hour}
			expect(t, "in the first five hours", s.during(5*time.Hour-time.Minute), 1)
			s.err = nil
			expect(t, "in the two minutes after", s.during(2*time.Minute), 2)
		}},
		{"tries a vendor out of reach sooner than the interval", func(t *testing.T, s *schedule, id string) {
			s.err = errors.New("no route")
			expect(t, "in the first minute", s.during(time.Minute), 4)
			s.err = nil
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
