package imports

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"outlay/backend/calendar"
)

// However seldom or often the rows are written out, each day gives back its own, added up.
func TestEachDayGivesBackItsRows(t *testing.T) {
	for _, most := range []int{1, 100, 5_000, mostBuffered} {
		s, err := newSpill(100)
		if err != nil {
			t.Fatal(err)
		}
		s.most = most
		random := rand.New(rand.NewPCG(1, 2))
		days := calendar.Through("2026-11-01", "2026-11-20").Days()
		nanos, quantities := map[string]int64{}, map[string]int64{}
		for range 3_000 {
			day, item := days[random.IntN(len(days))], fmt.Sprint("item ", random.IntN(20))
			r := record{item: item, nanos: random.Int64N(1e12) - 5e11, quantity: random.Int64N(1e9), unit: "tokens", measured: true}
			if err := s.add(day, r); err != nil {
				t.Fatal(err)
			}
			nanos[string(day)+item] += r.nanos
			quantities[string(day)+item] += r.quantity
		}
		found := 0
		for _, day := range days {
			records, err := s.of(day)
			if err != nil || !slices.IsSortedFunc(records, func(a, b record) int { return slices.Compare([]byte(a.item), []byte(b.item)) }) {
				t.Fatalf("%s: %v, %v", day, records, err)
			}
			for _, r := range records {
				id := string(day) + r.item
				if found++; r.nanos != nanos[id] || r.quantity != quantities[id] || r.unit != "tokens" || !r.measured {
					t.Errorf("at most %d bytes: %s: %+v, want %d nanos and %d", most, id, r, nanos[id], quantities[id])
				}
			}
		}
		if found != len(nanos) {
			t.Errorf("at most %d bytes: %d records, want %d", most, found, len(nanos))
		}
		s.close()
		if _, err := os.Stat(s.file.Name()); !os.IsNotExist(err) {
			t.Errorf("the temporary file is left: %v", err)
		}
	}
}
