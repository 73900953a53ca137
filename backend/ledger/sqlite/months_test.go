package sqlite

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestDaysThatStandSideBySideAreReadExactly(t *testing.T) {
	for _, tt := range []struct {
		what, packed string
		want         string
		err          error
	}{
		{"one day", "1:5:2", "[0 5 2]", nil},
		{"the largest and the smallest sum", fmt.Sprintf("1:%d:1 31:%d:1", math.MaxInt64, math.MinInt64), "[0 9223372036854775807 1][30 -9223372036854775808 1]", nil},
		{"a free day of many entries", "9:0:40", "[8 0 40]", nil},
		{"no day", "", "", nil},
		{"days outside of the span", "32:1:1 2:1:1", "[1 1 1]", nil},
		{"half a day", "1:5", "", errPacked},
		{"words", "one:5:2", "", errPacked},
		{"no space between days", "1:5:2;3:1:1", "", errPacked},
	} {
		t.Run(tt.what, func(t *testing.T) {
			got := ""
			err := unpack([]byte(tt.packed), -1, 31, func(at int, nanos int64, entries int) { got += fmt.Sprint([]any{at, nanos, entries}) })
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%s, %v, want %s, %v", got, err, tt.want, tt.err)
			}
		})
	}
}
