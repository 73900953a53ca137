//go:build !race

package ledgertest

// million is how many entries the exact sum is made of.
const million = 1_000_000
