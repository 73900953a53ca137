package money

import "github.com/shopspring/decimal"

// Split returns a in n parts that add up to a exactly and differ by no more than the
// smallest unit they are cut in: a ten-thousandth, or a's own last digit where that is
// smaller. The larger parts are spread evenly over the whole, the first part being one of the
// smaller: 20 in 31 days is 0.6451 and 0.6452 in turns. n is at least 1.
func (a Amount) Split(n int) []Amount {
	places := max(4, -a.Value.Exponent())
	for places > 4 && a.Value.Truncate(places-1).Equal(a.Value) {
		places-- // a zero behind the last digit is none
	}
	units := a.Value.Shift(places)
	count := decimal.NewFromInt(int64(n))
	parts, given := make([]Amount, n), decimal.Zero
	for i := range parts {
		// What the first i+1 parts have together, rounded down: the largest remainder in turn.
		due := units.Mul(decimal.NewFromInt(int64(i + 1))).Div(count).Floor()
		if i == n-1 {
			due = units
		}
		parts[i] = Amount{Value: due.Sub(given).Shift(-places), Currency: a.Currency}
		given = due
	}
	return parts
}
