package forecast

import (
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Daily adds up what the ledger knows of each day, over accounts and counted bases, in one
// currency. A day is settled when all that is known of it is.
func Daily(known []ledger.Day, currency string) []Day {
	at := map[calendar.Day]int{}
	var days []Day
	for _, k := range known {
		if !k.Counted {
			continue
		}
		i, ok := at[k.Day]
		if !ok {
			i = len(days)
			at[k.Day] = i
			days = append(days, Day{Day: k.Day, Amount: money.Zero(currency), Settled: true})
		}
		days[i].Settled = days[i].Settled && k.Settled
		for _, total := range k.Totals {
			if total.Currency == currency {
				days[i].Amount.Value = days[i].Amount.Value.Add(total.Value)
			}
		}
	}
	return days
}
