package ledger

import "slices"

// Basis says where a dollar comes from.
type Basis string

// The bases. Of the first four exactly one counts per account and day, the first that is
// known; a subscription is a cost of its own and always counts.
const (
	Billed       Basis = "billed"       // the vendor's own cost API
	Imported     Basis = "imported"     // the vendor's invoice or console CSV
	Metered      Basis = "metered"      // the gateway saw the response
	Estimated    Basis = "estimated"    // tokens x dated price
	Subscription Basis = "subscription" // a recurring price that the user entered
)

// ranked is the order in which one basis stands in for another.
var ranked = []Basis{Billed, Imported, Metered, Estimated}

// Bases returns every basis, the strongest first.
func Bases() []Basis { return append(slices.Clone(ranked), Subscription) }

// Counted returns which of the bases known of one account on one day count: the strongest
// of billed, imported, metered and estimated, and a subscription beside it. A day that was
// read whole is known even where it cost nothing: a bill of $0 outranks an estimate of $5.
func Counted(known []Basis) []Basis {
	var counted []Basis
	for _, basis := range ranked {
		if slices.Contains(known, basis) {
			counted = append(counted, basis)
			break
		}
	}
	if slices.Contains(known, Subscription) {
		counted = append(counted, Subscription)
	}
	return counted
}
