package simulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

const first, today = "2025-09-01", "2026-11-22"

func byDay(b bucket, _ map[string]any) string { return b.day() }

func TestTheSumIsWhatAClientReads(t *testing.T) {
	for _, o := range []simulator.Options{{Seed: 1}, {Seed: 2}, {Seed: 3, StringAmounts: true}} {
		w := play(t, o)
		for _, span := range [][2]string{{"2026-04-01", today}, {"2026-11-01", today}, {today, today}, {"2026-11-19", "2026-11-21"}, {"2026-02-01", "2026-02-28"}, {"2025-01-01", "2025-01-31"}} {
			if got, want := w.total(span[0], span[1]), w.sum(span[0], span[1]); !got.Equal(want) {
				t.Errorf("seed %d, %v: a client reads %s, the sum is %s", o.Seed, span, got, want)
			}
		}
	}
}

func TestSettledDaysAreTheSameWheneverAsked(t *testing.T) {
	w := play(t, simulator.Options{})
	before := w.days("2025-11-01", "2026-11-18")
	same := func(how string, now time.Time, after map[string]decimal.Decimal) {
		t.Helper()
		if len(after) != len(before) {
			t.Errorf("%s %s: %d days had spend and %d have", how, now, len(before), len(after))
		}
		for day, amount := range before {
			if !after[day].Equal(amount) {
				t.Fatalf("%s %s: %s was %s and is %s", how, now, day, amount, after[day])
			}
		}
	}
	for _, now := range []time.Time{noon.Add(time.Hour), noon.AddDate(0, 0, 5), noon.Add(-12 * time.Hour), noon.AddDate(0, 3, 0)} {
		w.SetClock(now)
		same("the clock moved to", now, w.days("2025-11-01", "2026-11-18"))
		if now.Month() == noon.Month() {
			other := play(t, simulator.Options{Now: func() time.Time { return now }})
			same("started again at", now, other.days("2025-11-01", "2026-11-18"))
		}
	}
}

func TestUnsettledDaysGrowStepByStepAndThenStand(t *testing.T) {
	w := play(t, simulator.Options{})
	day := "2026-11-18" // a Wednesday that is not quiet
	start := time.Unix(unix(day), 0)
	last, steps := decimal.Zero, 0
	for hour := 0; hour <= 24*6; hour++ {
		w.SetClock(start.Add(time.Duration(hour) * time.Hour))
		now := w.sum(day, day)
		if got := w.total(day, day); !got.Equal(now) {
			t.Fatalf("hour %d: a client reads %s, the sum is %s", hour, got, now)
		}
		if now.LessThan(last) {
			t.Fatalf("hour %d: %s after %s", hour, now, last)
		}
		if now.GreaterThan(last) {
			if steps++; hour > 24+72 {
				t.Fatalf("hour %d: settled and still growing", hour)
			}
		}
		last = now
	}
	if steps != 27 { // 23 full hours, its end, and one, two and three days after it
		t.Errorf("it grew %d times", steps)
	}
	w.SetClock(start)
	if got := w.sum(day, day); !got.IsZero() {
		t.Errorf("as it begins it is %s", got)
	}
	w.SetClock(time.Time{})
	if got := w.sum(day, day); !got.Equal(last) {
		t.Errorf("with the clock going on it is %s", got)
	}
}

func TestTheWorldIsLifelike(t *testing.T) {
	for seed := uint64(1); seed <= 5; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := play(t, simulator.Options{Seed: seed})
			days := w.days(first, today)
			months, weekend, week := map[string]decimal.Decimal{}, decimal.Zero, decimal.Zero
			began, wild := today, today
			for day, amount := range days {
				months[day[:7]] = months[day[:7]].Add(amount)
				if day < began {
					began = day
				}
				if amount.GreaterThan(days[wild]) {
					wild = day
				}
				switch at := time.Unix(unix(day), 0).UTC(); at.Weekday() {
				case time.Saturday, time.Sunday:
					weekend = weekend.Add(amount.Div(decimal.NewFromInt(2)))
				default:
					week = week.Add(amount.Div(decimal.NewFromInt(5)))
				}
			}
			if began < "2025-09-20" || began > "2025-10-01" {
				t.Errorf("the account began on %s", began)
			}
			if usual := median(w.days("2026-10-12", "2026-11-13")); wild != "2026-10-28" || !days[wild].GreaterThan(usual.Mul(decimal.NewFromInt(5))) || !days[wild].LessThan(usual.Mul(decimal.NewFromInt(12))) {
				t.Errorf("the runaway day is %s with %s, a usual one has %s", wild, days[wild], usual)
			}
			if !week.GreaterThan(weekend.Mul(decimal.NewFromInt(2))) {
				t.Errorf("a day of the week has %s, of the weekend %s", week, weekend)
			}
			for month, sum := range months {
				if month > "2025-09" && month < "2026-11" && (sum.LessThan(decimal.NewFromInt(250)) || sum.GreaterThan(decimal.NewFromInt(700))) {
					t.Errorf("%s cost %s", month, sum)
				}
			}
			if !months["2026-09"].GreaterThan(months["2025-11"]) {
				t.Errorf("no growth from %s to %s", months["2025-11"], months["2026-09"])
			}
			if quiet := 425 - len(days); quiet < 2 || quiet > 30 {
				t.Errorf("%d days of %d have spend", len(days), 425)
			}
		})
	}
}

func median(days map[string]decimal.Decimal) decimal.Decimal {
	all := slices.SortedFunc(maps.Values(days), decimal.Decimal.Compare)
	return all[len(all)/2]
}

func TestAmountsAreExactNumbersOfAtMostNinePlaces(t *testing.T) {
	for _, text := range []bool{false, true} {
		w := play(t, simulator.Options{StringAmounts: text})
		q := span("2026-09-01", "2026-10-20", "line_item", "project_id", "api_key_id")
		q.Set("limit", "180")
		tiny := 0
		buckets, _ := w.walk(costsPath, q)
		for _, b := range buckets {
			for _, r := range b.Results {
				raw := r["amount"].(map[string]any)["value"]
				_, isNumber := raw.(json.Number)
				if isNumber == text {
					t.Fatalf("%v is a %T", raw, raw)
				}
				if v := value(t, r); v.Exponent() < -9 || !v.IsPositive() {
					t.Errorf("%v has more than nine places, or is none", raw)
				}
				if raw := fmt.Sprint(raw); raw == "1e-7" || raw == "0.0000001" {
					tiny++
				} else if strings.Contains(raw, "e") {
					t.Errorf("%s has an exponent", raw)
				}
			}
		}
		if tiny == 0 {
			t.Error("no amount is a ten-millionth")
		}
	}
}

func TestSeedsAreDifferentWorlds(t *testing.T) {
	a, b := play(t, simulator.Options{Seed: 1}), play(t, simulator.Options{Seed: 2})
	if a.sum(first, today).Equal(b.sum(first, today)) {
		t.Error("they cost the same")
	}
}

func TestSpendAddedLateIsOnTheBillExactly(t *testing.T) {
	w := play(t, simulator.Options{})
	before := w.sum("2026-11-01", today)
	for _, amount := range []string{"0.000123456", "0.0000001", "-2.5", "1000000"} {
		must(t, w.AddSpend("2026-11-10", amount, "Late usage", "proj_research"))
	}
	must(t, w.AddSpend("2026-11-10", "0.1", "", ""))
	want := before.Add(decimal.RequireFromString("999997.6001235560"))
	if got := w.total("2026-11-01", today); !got.Equal(want) || !w.sum("2026-11-01", today).Equal(want) {
		t.Errorf("a client reads %s, want %s", got, want)
	}
	for day, amount := range map[string]string{"10.11.2026": "1", "2026-11-10": "a dollar", "2026-11-11": "NaN"} {
		if err := w.AddSpend(day, amount, "x", "y"); err == nil {
			t.Errorf("%s on %s was added", amount, day)
		}
	}
	if _, err := w.Sum("2026-11-31", today); err == nil {
		t.Error("there is no 31 November")
	}
}

// BenchmarkThirteenMonthsOfCosts asks for the three pages, the least there are.
func BenchmarkThirteenMonthsOfCosts(b *testing.B) {
	w := play(b, simulator.Options{})
	handler := w.Handler()
	for b.Loop() {
		for _, days := range [][2]string{{"2025-10-22", "2026-04-19"}, {"2026-04-20", "2026-10-16"}, {"2026-10-17", today}} {
			q := span(days[0], days[1], "line_item", "project_id", "api_key_id")
			q.Set("limit", "180")
			r := &http.Request{Method: "GET", Host: "127.0.0.1", URL: &url.URL{Path: costsPath, RawQuery: q.Encode()}, Header: http.Header{"Authorization": {admin}}}
			out := &recorder{header: http.Header{}, status: 200}
			handler.ServeHTTP(out, r.WithContext(b.Context()))
			if out.status != 200 || strings.Contains(out.String(), `"has_more":true`) {
				b.Fatal(out.status)
			}
		}
	}
}
