package price_test

import (
	"errors"
	"strings"
	"testing"

	"outlay/backend/price"
)

func TestAFileOfPricesIsRefusedInASentenceThatNamesThePlace(t *testing.T) {
	model := func(prices string) string {
		return `{"models":[{"provider":"acme","id":"good","match":{"equals":"good"},"prices":{"input_mtok":1}},
			{"provider":"acme","id":"bad","match":{"equals":"bad"},"prices":` + prices + `}]}`
	}
	for _, tt := range []struct{ what, text, says string }{
		{"a price of null, which would be free", model(`{"input_mtok":null}`), `model 2 ("bad" of "acme")`},
		{"a price of nothing, which would be free", model(`{"input_mtok":{}}`), "neither"},
		{"tiers without a base", model(`{"input_mtok":{"tiers":[{"start":1,"price":2}]}}`), "neither"},
		{"a misspelt base", model(`{"input_mtok":{"bsae":3}}`), "bsae"},
		{"a tier without a price", model(`{"input_mtok":{"base":1,"tiers":[{"start":1}]}}`), "a start and a price"},
		{"a misspelt price", model(`{"input_mtoks":3}`), `"input_mtoks"`},
		{"no prices", model(`[{}]`), "lacks its prices"},
		{"prices of null", model(`null`), "lacks its prices"},
		{"a condition of no kind", model(`[{"constraint":{"type":"start_dat","start_date":"2026-01-01"},"prices":{"input_mtok":2}}]`), `"start_dat"`},
		{"a day in words", model(`[{"constraint":{"type":"start_date","start_date":"1 Jan 2026"},"prices":{"input_mtok":2}}]`), "1 Jan 2026"},
		{"hours without a zone", model(`[{"constraint":{"type":"time_of_date","start_time":"8am","end_time":"5pm"},"prices":{"input_mtok":2}}]`), "8am"},
		{"hours that are none", model(`[{"constraint":{"type":"time_of_date","start_time":"08:00:00Z","end_time":"08:00:00Z"},"prices":{"input_mtok":2}}]`), "hours"},
		{"a second file behind the first", model(`{"input_mtok":1}`) + "\n{}", "line 3"},
		{"a comma too many", "{\n\"models\":[],\n\"tiers\":[],\n}", "line 4"},
		{"a tier's factor of null", `{"tiers":[{"provider":"a","tier":"b","factor":2},{"provider":"a","tier":"c","factor":null}]}`, "tier 2"},
		{"a file without end", `{"models":[` + strings.Repeat(" ", 2<<20), "1 MiB"},
	} {
		_, err := price.Default().Overlay(strings.NewReader(tt.text))
		if !errors.Is(err, price.ErrOverlay) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v does not say %q", tt.what, err, tt.says)
		}
	}
}

func TestATierChangesThePriceOfTokensAlone(t *testing.T) {
	got, err := price.Default().Cost(price.Query{Provider: "anthropic", Model: "claude-sonnet-4-5", On: "2026-11-22", Tier: "batch", Input: 1000, WebSearches: 3})
	if err != nil || got.Amount.Decimal() != "0.0315" { // 1000 at 3 dollars a million, halved, and 3 at 10 dollars a thousand
		t.Errorf("%+v, %v", got, err)
	}
}
