package transfer_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/tag"
	"outlay/backend/transfer"
	"outlay/backend/transfer/transfertest"
)

// tagged are labels with a project, a key and tags, and a billing cycle from the 15th on.
func tagged() transfer.Labels {
	return transfer.Labels{
		Accounts: map[string]transfer.Account{
			"a1": {Label: "Research", ServiceID: "openai", Service: "OpenAI", CycleDay: 15},
			"a2": {Label: "Agents", ServiceID: "anthropic", Service: "Anthropic", CycleDay: 1},
			"a3": {Label: "Plus", ServiceID: "openai", Service: "OpenAI", CycleDay: 31},
		},
		Names: map[string][]ledger.Name{"a1": {{Kind: "project", ID: "proj_1", Name: "Search"}, {Kind: "key", ID: "key_1", Name: "ci"}}},
		Tags: []tag.Tag{
			{Name: "acme", Parts: []ledger.Part{{Account: "a1", Of: ledger.ByProject, Key: "proj_1"}, {Account: "a1", Of: ledger.ByKey, Key: "key_1"}}},
			{Name: "Team <A>", Parts: []ledger.Part{{Account: "a1", Of: ledger.ByAccount}, {Account: "a2", Of: ledger.ByKey, Key: "key_1"}}},
		},
	}
}

func focus(t *testing.T, l transfer.Labels, entries ...ledger.Entry) []map[string]string {
	t.Helper()
	var out bytes.Buffer
	b := book{entries: entries, days: []ledger.Day{{Account: "a1", Day: "2026-11-02", Basis: ledger.Billed, Settled: true}}}
	if _, err := transfer.Write(t.Context(), &out, b, transfer.Request{Format: transfer.FOCUS, Labels: l, Span: november}); err != nil {
		t.Fatal(err)
	}
	rows, breaches := transfertest.FOCUS(out.Bytes())
	if len(breaches) > 0 {
		t.Fatalf("%q in\n%s", breaches, out.String())
	}
	var list []map[string]string
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = cells[i]
		}
		list = append(list, row)
	}
	return list
}

func TestAFOCUSRowSaysWhatIsKnownOfACharge(t *testing.T) {
	e := entry()
	e.Key, e.Unit, e.Quantity = "key_1", "1000_tokens", "12.5"
	row := focus(t, tagged(), e)[0]
	want := map[string]string{
		"BilledCost": "12.3456", "EffectiveCost": "12.3456", "ListCost": "12.3456", "ContractedCost": "12.3456", "BillingCurrency": "USD",
		"BillingPeriodStart": "2026-10-15T00:00:00Z", "BillingPeriodEnd": "2026-11-15T00:00:00Z",
		"ChargePeriodStart": "2026-11-02T00:00:00Z", "ChargePeriodEnd": "2026-11-03T00:00:00Z",
		"ChargeCategory": "Usage", "ChargeClass": "", "ChargeFrequency": "Usage-Based", "ChargeDescription": "gpt-5, input",
		"ConsumedQuantity": "12.5", "ConsumedUnit": "1000 Tokens", "PricingQuantity": "12.5", "PricingUnit": "1000 Tokens", "PricingCategory": "Standard",
		"ProviderName": "OpenAI", "PublisherName": "OpenAI", "InvoiceIssuerName": "OpenAI", "ServiceName": "OpenAI",
		"ServiceCategory": "AI and Machine Learning", "ServiceSubcategory": "Generative AI",
		"BillingAccountId": "a1", "BillingAccountName": "Research", "BillingAccountType": "Account", "SubAccountId": "proj_1", "SubAccountName": "Search",
		"ResourceId": "key_1", "ResourceName": "ci", "ResourceType": "API Key", "SkuId": "gpt-5, input", "SkuMeter": "gpt-5, input",
		"RegionId": "", "RegionName": "", "InvoiceId": "", "Tags": `{"Team <A>":true,"acme":true}`,
		"x_AccountId": "a1", "x_Basis": "billed", "x_Item": "gpt-5%2C+input/proj_1/", "x_Model": "gpt-5", "x_Settled": "true",
	}
	for _, column := range transfer.FOCUSColumns() {
		value, ok := want[column]
		if !ok || row[column] != value {
			t.Errorf("%s: got %q, want %q", column, row[column], value)
		}
	}
}

func TestFOCUSTellsUsagePurchasesAndCreditsApart(t *testing.T) {
	for _, tt := range []struct {
		name           string
		nanos          int64
		basis          ledger.Basis
		quantity, unit string
		want           string
	}{
		{"usage that is measured", 5e9, ledger.Billed, "1000", "tokens", "Usage Usage-Based 1000 Tokens 1000 Tokens Standard"},
		{"usage that is not: the charge is what is priced", 5e9, ledger.Billed, "", "tokens", "Usage Usage-Based 1 Charges 1 Charges Standard"},
		{"a quantity that is no number", 5e9, ledger.Imported, "many", "tokens", "Usage Usage-Based 1 Charges 1 Charges Standard"},
		{"a quantity of nothing that is named", 5e9, ledger.Billed, "3", "", "Usage Usage-Based 3 Units 3 Units Standard"},
		{"usage that cost nothing", 0, ledger.Metered, "7", "requests", "Usage Usage-Based 7 Requests 7 Requests Standard"},
		{"a credit", -1, ledger.Billed, "1000", "tokens", "Credit One-Time     "},
		{"a subscription's day", 5e9, ledger.Subscription, "3", "seats", "Purchase Recurring   3 Seat-Days Standard"},
		{"a subscription that counts something else", 5e9, ledger.Subscription, "0.1", "user-months", "Purchase Recurring   0.1 User-Months Standard"},
		{"a subscription of no quantity", 5e9, ledger.Subscription, "", "", "Purchase Recurring   1 Charges Standard"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := entry()
			e.Amount, e.Basis, e.Quantity, e.Unit = money.FromNanos(tt.nanos, "USD"), tt.basis, tt.quantity, tt.unit
			r := focus(t, tagged(), e)[0]
			got := strings.Join([]string{
				r["ChargeCategory"], r["ChargeFrequency"], r["ConsumedQuantity"], r["ConsumedUnit"], r["PricingQuantity"], r["PricingUnit"], r["PricingCategory"],
			}, " ")
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVendorsUnitsAreWrittenAsFOCUSHasThem(t *testing.T) {
	for vendors, want := range map[string]string{
		"tokens": "Tokens", "token": "Tokens", "1000_tokens": "1000 Tokens", "1M tokens": "1M Tokens", "request": "Requests", "ai-credits": "Ai-Credits",
		"user-months": "User-Months", "gb": "GB", "gb-hours": "GB-Hours", "input_tokens": "Input Tokens", "élan": "Élan", "images": "Images", " ": "Units",
		"tokens/second": "Tokens/Second", "request/day": "Request/Day", "/": "Units", "a/b/c": "A/B C", "1000 Token": "1000 Tokens", "=1": "'=1",
	} {
		e := entry()
		e.Unit = vendors
		if got := focus(t, tagged(), e)[0]["ConsumedUnit"]; got != want {
			t.Errorf("%q: got %q, want %q", vendors, got, want)
		}
	}
}

func TestFOCUSHasNoEmptyNameWhereOneMustBe(t *testing.T) {
	e := entry()
	e.Line, e.Model, e.Project, e.Key = "", "", "proj_9", ""
	row := focus(t, transfer.Labels{}, e)[0]
	for column, want := range map[string]string{
		"ProviderName": "a1", "ServiceName": "a1", "BillingAccountName": "", "SkuId": e.Item, "ChargeDescription": e.Item, "SkuMeter": "",
		"SubAccountName": "proj_9", "ResourceId": "", "ResourceType": "", "Tags": "",
	} {
		if row[column] != want {
			t.Errorf("%s: got %q, want %q", column, row[column], want)
		}
	}
}

// words are what vendors and users may write, the worst of it included.
var words = []string{
	"", " ", "gpt-5, input", "=1+1", "+1", "-1", "@A1", "\ttab", "\r\nbreak", "a\r\nb", "a\nb", `"quoted"`, "研究 ✓", "\u202Eright to left", "＝1",
	"<script>alert(1)</script>", strings.Repeat("long ", 2000), "\xff\xfe", "\x00", "'", "1000_tokens", "tokens/second", "GB", "a_b c-d",
}

func TestWhateverVendorsWriteTheFilesKeepTheirForm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string { return words[r.IntN(len(words))] }
	var entries []ledger.Entry
	for i := range 700 {
		entries = append(entries, ledger.Entry{
			Account: []string{"a1", "a2", "a3"}[r.IntN(3)], Day: november.Start.Add(r.IntN(30)), Basis: ledger.Bases()[r.IntN(5)], Item: "i" + strconv.Itoa(i) + word(),
			Line: word(), Model: word(), Project: word(), Key: word(), Unit: word(), Quantity: []string{"", "12.5", "-3", "0", "=1", word()}[r.IntN(6)],
			Amount: money.FromNanos(r.Int64N(2e12)-5e11, []string{"USD", "EUR"}[r.IntN(2)]),
		})
	}
	slices.SortFunc(entries, func(a, b ledger.Entry) int { return strings.Compare(a.Account+string(a.Day), b.Account+string(b.Day)) })
	l := tagged()
	l.Accounts["a3"] = transfer.Account{Label: "=Plus", ServiceID: "@plus", Service: "@plus"}
	for _, w := range words {
		l.Names["a1"] = append(l.Names["a1"], ledger.Name{Kind: "project", ID: w, Name: word()}, ledger.Name{Kind: "key", ID: w, Name: word()})
		l.Tags = append(l.Tags, tag.Tag{Name: w, Parts: []ledger.Part{{Account: "a2", Of: ledger.ByProject, Key: w}}})
	}
	want := money.Sum(amountsOf(entries)...)
	for _, format := range []transfer.Format{transfer.CSV, transfer.FOCUS, transfer.Invoice} {
		t.Run(string(format), func(t *testing.T) {
			var out bytes.Buffer
			done, err := transfer.Write(t.Context(), &out, book{entries: entries}, transfer.Request{Format: format, Labels: l, Span: november})
			if err != nil || fmt.Sprint(done.Totals) != fmt.Sprint(want) {
				t.Fatalf("%v, %v; want %v", done, err, want)
			}
			check, amount, currency := transfertest.CSV, "amount", "currency"
			if format == transfer.FOCUS {
				check, amount, currency = transfertest.FOCUS, "BilledCost", "BillingCurrency"
			}
			rows, breaches := check(out.Bytes())
			if len(breaches) > 0 {
				t.Fatalf("%d breaches: %q", len(breaches), breaches[:min(5, len(breaches))])
			}
			if format == transfer.Invoice {
				rows = slices.DeleteFunc(rows, func(r []string) bool { return r[0] == "total" })
			}
			sums := transfertest.Sums(rows, amount, currency)
			for _, w := range want {
				if got := decimal.RequireFromString(sums[w.Currency]); !got.Equal(w.Value) {
					t.Errorf("%s: got %s, want %s", w.Currency, got, w.Value)
				}
			}
		})
	}
}

func amountsOf(entries []ledger.Entry) []money.Amount {
	var list []money.Amount
	for _, e := range entries {
		list = append(list, e.Amount)
	}
	return list
}
