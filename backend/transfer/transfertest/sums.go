package transfertest

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Sums adds the numbers of one column up, per text of another, exactly: "12.34" by "USD". A
// number that is none is left out; the checks of its file say so.
func Sums(rows [][]string, numbers, by string) map[string]string {
	if len(rows) == 0 {
		return nil
	}
	at, of := slices.Index(rows[0], numbers), slices.Index(rows[0], by)
	if at < 0 || of < 0 {
		return nil
	}
	exact := map[string]decimal.Decimal{}
	for _, cells := range rows[1:] {
		if n, err := decimal.NewFromString(cells[at]); err == nil {
			exact[cells[of]] = exact[cells[of]].Add(n)
		}
	}
	texts := map[string]string{}
	for key, sum := range exact {
		texts[key] = sum.String()
	}
	return texts
}
