package ledger_test

import (
	"fmt"
	"slices"
	"testing"

	"outlay/backend/ledger"
)

const (
	b = ledger.Billed
	i = ledger.Imported
	m = ledger.Metered
	e = ledger.Estimated
	s = ledger.Subscription
)

func TestCounted(t *testing.T) {
	for _, tt := range []struct {
		what        string
		known, want []ledger.Basis
	}{
		{"nothing known, nothing counted", nil, nil},
		{"an estimate where nothing better is known", []ledger.Basis{e}, []ledger.Basis{e}},
		{"what the gateway saw before an estimate", []ledger.Basis{e, m}, []ledger.Basis{m}},
		{"an invoice before what the gateway saw", []ledger.Basis{m, i}, []ledger.Basis{i}},
		{"an invoice before an estimate", []ledger.Basis{e, i}, []ledger.Basis{i}},
		{"a bill before an invoice", []ledger.Basis{i, b}, []ledger.Basis{b}},
		{"a bill before all", []ledger.Basis{e, m, i, b}, []ledger.Basis{b}},
		{"a subscription alone", []ledger.Basis{s}, []ledger.Basis{s}},
		{"a subscription beside a bill", []ledger.Basis{s, b}, []ledger.Basis{b, s}},
		{"a subscription beside an estimate", []ledger.Basis{s, e}, []ledger.Basis{e, s}},
		{"a subscription beside all", []ledger.Basis{s, e, m, i, b}, []ledger.Basis{b, s}},
		{"each once", []ledger.Basis{b, b, s, s}, []ledger.Basis{b, s}},
		{"no basis that nobody knows", []ledger.Basis{"guessed", e}, []ledger.Basis{e}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			if got := ledger.Counted(tt.known); !slices.Equal(got, tt.want) {
				t.Errorf("of %v count %v, want %v", tt.known, got, tt.want)
			}
		})
	}
}

// TestCountedOfEverySet goes by the rule's own words, for all 32 sets and in two orders.
func TestCountedOfEverySet(t *testing.T) {
	all := ledger.Bases()
	if fmt.Sprint(all) != "[billed imported metered estimated subscription]" {
		t.Fatalf("the bases are %v", all)
	}
	for set := range 32 {
		var known []ledger.Basis
		for at, basis := range all {
			if set&(1<<at) != 0 {
				known = append(known, basis)
			}
		}
		strongest := slices.IndexFunc([]int{1, 2, 4, 8}, func(bit int) bool { return set&bit != 0 })
		var want []ledger.Basis
		if strongest >= 0 {
			want = append(want, all[strongest])
		}
		if set&16 != 0 {
			want = append(want, s)
		}
		for range 2 {
			if got := ledger.Counted(known); !slices.Equal(got, want) {
				t.Errorf("of %v count %v, want %v", known, got, want)
			}
			slices.Reverse(known)
		}
	}
}

func TestBasesIsACopy(t *testing.T) {
	ledger.Bases()[0] = "spoiled"
	if ledger.Bases()[0] != b || ledger.Counted([]ledger.Basis{b})[0] != b {
		t.Error("the order of the bases can be changed from outside")
	}
}

func TestChangeAny(t *testing.T) {
	if (ledger.Change{}).Any() || !(ledger.Change{Added: 1}).Any() || !(ledger.Change{Changed: 1}).Any() || !(ledger.Change{Removed: 1}).Any() {
		t.Error("any change is a change, and none is none")
	}
}
