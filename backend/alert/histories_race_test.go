//go:build race

package alert_test

// histories is how many random histories are played: the race detector takes its time.
const histories = 20
