package syncer

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"outlay/backend/calendar"
)

func TestLackingDaysAreAskedInFewSpansTheNewestFirst(t *testing.T) {
	for _, tt := range []struct {
		what    string
		settled string // a day a sign from 2026-11-01 on: # settled, . not
		n       int
		want    string
	}{
		{"nothing is settled", "..........", 10, "[01-10]"},
		{"everything is", "##########", 10, "[]"},
		{"the newest days move", "#######...", 10, "[08-10]"},
		{"the oldest days were never read", "....######", 10, "[01-04]"},
		{"a hole in the middle", "###..#####", 10, "[04-05]"},
		{"two holes near each other are one request", "##.#.#####", 10, "[03-05]"},
		{"two holes far from each other are two", "#.#######.", 4, "[10-10 02-02]"},
		{"a long stretch is cut, the oldest takes the rest", "..........", 4, "[07-10 03-06 01-02]"},
		{"a cut does not begin with settled days", ".....##...", 5, "[08-10 01-05]"},
		{"every second day", "#.#.#.#.#.", 3, "[08-10 04-06 02-02]"},
		{"a single day", ".", 3, "[01-01]"},
		{"no day at all", "", 3, "[]"},
	} {
		span := calendar.Span{Start: "2026-11-01", End: calendar.Day("2026-11-01").Add(len(tt.settled))}
		texts := []string{}
		for _, s := range lacking(span, known(span, tt.settled), tt.n) {
			texts = append(texts, fmt.Sprintf("%s-%s", s.Start[8:], s.Last()[8:]))
		}
		if got := fmt.Sprint(texts); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.what, got, tt.want)
		}
	}
}

func known(span calendar.Span, signs string) map[calendar.Day]bool {
	settled := map[calendar.Day]bool{}
	for i, sign := range signs {
		settled[span.Start.Add(i)] = sign == '#'
	}
	return settled
}

// Whatever is settled, each day that is not is asked exactly once, nothing outside of the
// span is, and no span is longer than allowed.
func TestEachLackingDayIsAskedOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		signs := make([]byte, random.IntN(60))
		for i := range signs {
			signs[i] = "#."[random.IntN(2)]
		}
		n := 1 + random.IntN(20)
		span := calendar.Span{Start: "2026-11-01", End: calendar.Day("2026-11-01").Add(len(signs))}
		settled := known(span, string(signs))
		asked := map[calendar.Day]int{}
		for _, s := range lacking(span, settled, n) {
			if s.Empty() || s.Len() > n || settled[s.Start] || settled[s.Last()] {
				t.Fatalf("%s at most %d: %v", signs, n, s)
			}
			for _, day := range s.Days() {
				asked[day]++
			}
		}
		for _, day := range span.Days() {
			if asked[day] > 1 || (asked[day] == 0) != settled[day] && !settled[day] {
				t.Fatalf("%s at most %d: %s asked %d times", signs, n, day, asked[day])
			}
			delete(asked, day)
		}
		if len(asked) > 0 {
			t.Fatalf("%s at most %d: asked outside of the span: %v", signs, n, asked)
		}
	}
}
