//go:build race

package ledgertest

// million is fewer under the race detector, where a million rows take ten minutes: it looks
// for races, which one row has as well as all.
const million = 31_000
