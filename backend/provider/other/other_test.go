package other_test

import (
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider/other"
	"outlay/backend/provider/providertest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, other.Descriptor(), calendar.Through("2026-11-01", "2026-11-22"))
}

func TestTheCurrencyIsThreeCapitals(t *testing.T) {
	for currency, good := range map[string]bool{"": true, "EUR": true, "eur": false, "€": false, "EURO": false} {
		if err := other.Descriptor().CheckFields(map[string]string{"currency": currency}); (err == nil) != good {
			t.Errorf("%q: %v", currency, err)
		}
	}
}
