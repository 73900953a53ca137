//go:build !race

package alert_test

// histories is how many random histories are played.
const histories = 1000
