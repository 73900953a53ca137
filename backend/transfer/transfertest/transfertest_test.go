package transfertest_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"outlay/backend/transfer/transfertest"
)

// usage is a row without a fault, by hand.
func usage() map[string]string {
	return map[string]string{
		"BilledCost": "1.5", "BillingAccountId": "a1", "BillingAccountName": "Research", "BillingAccountType": "Account", "BillingCurrency": "USD",
		"BillingPeriodStart": "2026-11-01T00:00:00Z", "BillingPeriodEnd": "2026-12-01T00:00:00Z",
		"ChargePeriodStart": "2026-11-02T00:00:00Z", "ChargePeriodEnd": "2026-11-03T00:00:00Z",
		"ChargeCategory": "Usage", "ChargeClass": "", "ChargeDescription": "gpt-5, input", "ChargeFrequency": "Usage-Based",
		"ConsumedQuantity": "1000", "ConsumedUnit": "Tokens", "ContractedCost": "1.5", "EffectiveCost": "1.5", "InvoiceIssuerName": "OpenAI",
		"ListCost": "1.50", "PricingCategory": "Standard", "PricingQuantity": "1", "PricingUnit": "1000 Tokens", "ProviderName": "OpenAI", "PublisherName": "OpenAI",
		"RegionId": "", "RegionName": "", "ResourceId": "key_1", "ResourceName": "", "ResourceType": "API Key",
		"ServiceCategory": "AI and Machine Learning", "ServiceName": "OpenAI", "ServiceSubcategory": "Generative AI",
		"SkuId": "gpt-5, input", "SkuMeter": "gpt-5, input", "SubAccountId": "proj_1", "SubAccountName": "Search", "Tags": `{"Acme":true}`,
		"x_Basis": "billed",
	}
}

// file writes a row by hand, its columns in the order of the alphabet, ours last.
func file(row map[string]string) []byte {
	quoted := func(cell string) string {
		if strings.ContainsAny(cell, "\",\r\n") {
			return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		return cell
	}
	names := slices.Sorted(maps.Keys(row))
	cells := []string{}
	for _, name := range names {
		cells = append(cells, quoted(row[name]))
	}
	return []byte(strings.Join(names, ",") + "\r\n" + strings.Join(cells, ",") + "\r\n")
}

func with(changes ...string) map[string]string {
	row := usage()
	for i := 0; i < len(changes); i += 2 {
		row[changes[i]] = changes[i+1]
	}
	return row
}

func without(name string) map[string]string {
	row := usage()
	delete(row, name)
	return row
}

func TestWhatFollowsTheSpecificationHasNoBreach(t *testing.T) {
	for name, row := range map[string]map[string]string{
		"usage":                       usage(),
		"without what is conditional": without("Tags"),
		"a purchase":                  with("ChargeCategory", "Purchase", "ChargeFrequency", "Recurring", "ConsumedQuantity", "", "ConsumedUnit", ""),
		"a credit that names no more": with("ChargeCategory", "Credit", "ChargeFrequency", "One-Time", "BilledCost", "-1", "ListCost", "-1", "ContractedCost", "-1",
			"EffectiveCost", "-1", "ConsumedQuantity", "", "ConsumedUnit", "", "PricingQuantity", "", "PricingUnit", "", "PricingCategory", "", "SkuId", "", "SkuMeter", ""),
		"an exponent":               with("ConsumedQuantity", "35.2E-7"),
		"tags without a value each": with("Tags", `{"Acme":true,"team":"web","n":1,"none":null}`),
		"units over a time":         with("ConsumedUnit", "Requests/3 Months", "PricingUnit", "GB-Hours"),
		"a unit price that fits":    with("ListUnitPrice", "1.5", "ListCost", "1.5"),
	} {
		if _, breaches := transfertest.FOCUS(file(row)); len(breaches) > 0 {
			t.Errorf("%s: %q", name, breaches)
		}
	}
}

func TestEachBreachOfFOCUSIsSeen(t *testing.T) {
	for _, tt := range []struct {
		name string
		row  map[string]string
		want string
	}{
		{"a mandatory column that is missing", without("ChargeClass"), "mandatory column ChargeClass is missing"},
		{"another mandatory column that is missing", without("PricingUnit"), "mandatory column PricingUnit is missing"},
		{"a column that FOCUS does not know", with("Basis", "billed"), `"Basis" is no column of FOCUS`},
		{"a column in small letters", with("x_basis", "billed"), "Pascal case"},
		{"no cost", with("BilledCost", ""), "BilledCost is null"},
		{"no currency", with("BillingCurrency", ""), "BillingCurrency is null"},
		{"a word for a null", with("RegionId", "N/A", "RegionName", "N/A"), "a word in place of a null"},
		{"blanks for a null", with("SkuMeter", "  "), "SkuMeter is blank"},
		{"a cost with a currency", with("BilledCost", "$1.50"), "no number"},
		{"a cost with a comma", with("BilledCost", "1,500"), "no number"},
		{"a cost with a plus", with("EffectiveCost", "+1.5"), "no number"},
		{"an exponent with a plus", with("ConsumedQuantity", "35.2E+7"), "no number"},
		{"a day for a moment", with("ChargePeriodStart", "2026-11-02"), "no moment in UTC"},
		{"another time zone", with("ChargePeriodStart", "2026-11-02T00:00:00+01:00"), "no moment in UTC"},
		{"a day that is none", with("ChargePeriodStart", "2026-02-30T00:00:00Z"), "no moment in UTC"},
		{"a category that is none", with("ChargeCategory", "usage"), "ChargeCategory is \"usage\", which is not allowed"},
		{"a class that is none", with("ChargeClass", "Refund"), "not allowed"},
		{"a service category that is none", with("ServiceCategory", "AI"), "not allowed"},
		{"a subcategory of another category", with("ServiceSubcategory", "Web"), "is not one of"},
		{"a pricing category that is none", with("PricingCategory", "List"), "not allowed"},
		{"a charge that ends before it starts", with("ChargePeriodEnd", "2026-11-01T00:00:00Z"), "ChargePeriodEnd is not after"},
		{"a charge that ends when it starts", with("ChargePeriodEnd", "2026-11-02T00:00:00Z"), "ChargePeriodEnd is not after"},
		{"a billing period of no length", with("BillingPeriodEnd", "2026-11-01T00:00:00Z"), "BillingPeriodEnd is not after"},
		{"a charge before the billing period", with("ChargePeriodStart", "2026-10-31T00:00:00Z"), "not in the billing period"},
		{"a charge beyond the billing period", with("ChargePeriodEnd", "2026-12-02T00:00:00Z"), "not in the billing period"},
		{"a currency's sign", with("BillingCurrency", "€"), "no code of ISO 4217"},
		{"a currency in small letters", with("BillingCurrency", "usd"), "no code of ISO 4217"},
		{"usage of no quantity", with("ConsumedQuantity", "", "ConsumedUnit", ""), "ConsumedQuantity is null, and the row is usage"},
		{"a quantity without its unit", with("ConsumedUnit", ""), "of ConsumedQuantity and ConsumedUnit only one is null"},
		{"a unit without its quantity", with("PricingQuantity", ""), "of PricingQuantity and PricingUnit only one is null"},
		{"a purchase that was consumed", with("ChargeCategory", "Purchase", "ChargeFrequency", "Recurring"), "ConsumedQuantity is not null"},
		{"usage that was not priced", with("PricingQuantity", "", "PricingUnit", ""), "PricingQuantity is null, and the row is Usage"},
		{"usage of no pricing category", with("PricingCategory", ""), "PricingCategory is null"},
		{"usage of no SKU", with("SkuId", "", "SkuMeter", ""), "SkuId is null"},
		{"a meter without a SKU", with("ChargeCategory", "Credit", "SkuId", ""), "SkuId is null, and SkuMeter is not"},
		{"a price that names no price list", with("SkuPriceId", ""), "SkuPriceId is null"},
		{"a unit in small letters", with("ConsumedUnit", "tokens"), "not the Unit Format"},
		{"a unit with an underscore and a small letter", with("PricingUnit", "1000_tokens"), "not the Unit Format"},
		{"a unit of half a thing", with("PricingUnit", "0.5  Tokens"), "not the Unit Format"},
		{"a list cost without a list price", with("ListCost", "2"), "ListCost is not the BilledCost"},
		{"a contracted cost without a price", with("ContractedCost", "1"), "ContractedCost is not the BilledCost"},
		{"a price that does not give the cost", with("ListUnitPrice", "2"), "ListCost is not ListUnitPrice times"},
		{"a price below zero", with("ContractedUnitPrice", "-1.5"), "below zero"},
		{"a credit that costs something else", with("ChargeCategory", "Credit", "EffectiveCost", "0"), "EffectiveCost is not the BilledCost"},
		{"a purchase that is used", with("ChargeCategory", "Purchase"), "ChargeFrequency is Usage-Based"},
		{"a project without a name", with("SubAccountName", ""), "of SubAccountId and SubAccountName only one is null"},
		{"a resource without a type", with("ResourceType", ""), "of ResourceId and ResourceType only one is null"},
		{"a name without a resource", with("ResourceId", "", "ResourceType", "", "ResourceName", "x"), "ResourceId is null, and ResourceName is not"},
		{"a region without a name", with("RegionId", "eu"), "of RegionId and RegionName only one is null"},
		{"tags as a list", with("Tags", `["Acme"]`), "no JSON object"},
		{"tags cut short", with("Tags", `{"Acme":true`), "JSON object"},
		{"two objects of tags", with("Tags", `{"Acme":true}{}`), "more or less than one"},
		{"a tag twice", with("Tags", `{"Acme":true,"Acme":true}`), "twice"},
		{"a tag with an object", with("Tags", `{"Acme":{"a":1}}`), "an object or list"},
		{"a formula in a name", with("SubAccountName", "=1+1"), "for a formula"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, breaches := transfertest.FOCUS(file(tt.row)); !strings.Contains(strings.Join(breaches, "\n"), tt.want) {
				t.Errorf("got %q, want %q", breaches, tt.want)
			}
		})
	}
	late := "x_Basis," + string(file(usage()))
	late = strings.Replace(late, "\r\n", "\r\nbilled,", 1)
	if _, breaches := transfertest.FOCUS([]byte(strings.Replace(late, ",x_Basis", ",x_Other", 1))); !strings.Contains(strings.Join(breaches, "\n"), "stands behind a column of our own") {
		t.Errorf("a column of our own in front: %q", breaches)
	}
}

func TestEachBreachOfCSVIsSeen(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"nothing", "", "there is no header"},
		{"line ends of another system", "a,b\n1,2\n", `a line ends with '\n' alone`},
		{"a carriage return alone", "a,b\r1,2\r\n", `a line ends with '\r' alone`},
		{"a row that is short", "a,b\r\n1\r\n", "row 1 has 1 cells, the header 2"},
		{"a row that is long", "a,b\r\n1,2,3\r\n", "row 1 has 3 cells"},
		{"a quote in the middle", "a,b\r\n1\"2,3\r\n", "which is not quoted"},
		{"text behind a closing quote", "a,b\r\n\"1\"2,3\r\n", "follows a closing quote"},
		{"a quote that stays open", "a,b\r\n\"1,2\r\n", "never closed"},
		{"a column twice", "a,a\r\n1,2\r\n", "twice"},
		{"no UTF-8", "a,b\r\n\xff,2\r\n", "not UTF-8"},
		{"a mark in front", "\xEF\xBB\xBFa,b\r\n1,2\r\n", "byte order mark"},
		{"a formula", "a,b\r\n=1,2\r\n", "for a formula"},
		{"a formula in quotes", "a,b\r\n\"=1,2\",2\r\n", "for a formula"},
		{"a minus and no number", "a,b\r\n-1+1,2\r\n", "for a formula"},
		{"a plus and a number", "a,b\r\n+1,2\r\n", "for a formula"},
		{"an at", "a,b\r\n@A1,2\r\n", "for a formula"},
		{"a tab", "a,b\r\n\t=1,2\r\n", "for a formula"},
		{"a line break in front", "a,b\r\n\"\n=1\",2\r\n", "for a formula"},
		{"a wide equals", "a,b\r\n＝1,2\r\n", "for a formula"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, breaches := transfertest.CSV([]byte(tt.file)); !strings.Contains(strings.Join(breaches, "\n"), tt.want) {
				t.Errorf("got %q, want %q", breaches, tt.want)
			}
		})
	}
	rows, breaches := transfertest.CSV([]byte("a,b\r\n\"1,\"\"2\"\"\r\n\",-3.5\r\n,\"\""))
	if len(breaches) > 0 || len(rows) != 3 || rows[1][0] != "1,\"2\"\r\n" || rows[1][1] != "-3.5" || rows[2][0] != "" || rows[2][1] != "" {
		t.Errorf("what is right: %q, %q", rows, breaches)
	}
}

func TestSumsAreExact(t *testing.T) {
	rows := [][]string{{"n", "c"}, {"0.1", "USD"}, {"0.2", "USD"}, {"-1", "EUR"}, {"none", "EUR"}}
	if got := transfertest.Sums(rows, "n", "c"); got["USD"] != "0.3" || got["EUR"] != "-1" || len(got) != 2 {
		t.Errorf("got %v", got)
	}
}
