package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database/databasetest"
	"outlay/backend/invoice"
	"outlay/backend/ledger"
	"outlay/backend/ledger/sqlite"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/report"
	"outlay/backend/settings"
	"outlay/backend/vault"
)

// checkInvoice puts an invoice into a store and compares it with what fill has put into the book.
func checkInvoice(t *testing.T, d invoice.Draft, fill func(p *profile, id string)) report.InvoiceCheck {
	t.Helper()
	db := databasetest.Open(t)
	vendors := provider.NewRegistry(provider.Descriptor{
		ID: "acme", Name: "Acme", Fields: []provider.Field{{Name: "key", Label: "Key", Secret: true}}, Sources: []ledger.Basis{ledger.Billed}, History: 2,
	})
	clock := func() time.Time { return noon }
	book := sqlite.New(db)
	accounts := account.NewStore(db, vault.New(db.Write, db.Read, vault.ThisSessionOnly()), vendors, book, clock)
	p := &profile{report.New(accounts, settings.New(db), book, vendors, clock), t, accounts, book}
	d.Account = p.connect("acme", "Research", "")
	fill(p, d.Account)
	store := invoice.New(db, clock)
	if _, err := store.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	invoices, err := store.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checks, err := p.CheckInvoices(t.Context(), invoices)
	if err != nil || len(checks) != 1 {
		t.Fatalf("%d checks, %v", len(checks), err)
	}
	if c := checks[0]; c.Account != d.Account || c.Label != "Research" || c.Service != "Acme" {
		t.Errorf("of %q, %q, %q", c.Account, c.Label, c.Service)
	}
	return checks[0]
}

func TestInvoicesAreComparedWithWhatWasCounted(t *testing.T) {
	october, november := calendar.Month("2026-10-01"), calendar.Month("2026-11-01")
	bill := func(entries ...ledger.Entry) func(*profile, string) {
		return func(p *profile, id string) { p.put(id, ledger.Billed, october, entries...) }
	}
	for _, tt := range []struct {
		what                    string
		month, amount, currency string
		fill                    func(p *profile, id string)
		counted, difference     string
		percent, reasons        string // codes
		says                    string
	}{
		{"the same to the cent", "2026-10", "100.00", "", bill(on("2026-10-02", usd(9000)), on("2026-10-09", money.FromNanos(10_004_000_000, "USD"))),
			"100.0040 USD", "-0.0040 USD", "0.0", "match", "the same to the cent"},
		{"a cent is a difference", "2026-10", "100.01", "", bill(on("2026-10-02", usd(10000))),
			"100.0000 USD", "0.0100 USD", "0.0", "unexplained", "compare the invoice's lines"},
		{"19 % more", "2026-10", "119.00", "", bill(on("2026-10-02", usd(10000))),
			"100.0000 USD", "19.0000 USD", "19.0", "tax", "19 % more than what was counted"},
		{"8.1 % more, rounded to the cent", "2026-10", "13.34", "", bill(on("2026-10-02", usd(1234))),
			"12.3400 USD", "1.0000 USD", "8.1", "tax", "8.1 %"},
		{"14 % more is no usual rate", "2026-10", "114.00", "", bill(on("2026-10-02", usd(10000))),
			"100.0000 USD", "14.0000 USD", "14.0", "unexplained", ""},
		{"lower than counted", "2026-10", "90.00", "", bill(on("2026-10-02", usd(10000))),
			"100.0000 USD", "-10.0000 USD", "-10.0", "credits", "The invoice is lower"},
		{"credits were counted", "2026-10", "100.00", "", bill(on("2026-10-02", usd(10000)), on("2026-10-03", usd(-700))),
			"93.0000 USD", "7.0000 USD", "7.5", "credits", "credits of -$7.00"},
		{"days that are not known", "2026-10", "100.00", "", func(p *profile, id string) {
			p.put(id, ledger.Billed, calendar.Through("2026-10-01", "2026-10-04"), on("2026-10-02", usd(5500)))
			p.put(id, ledger.Billed, calendar.Through("2026-10-06", "2026-10-11"))
			p.put(id, ledger.Billed, calendar.Through("2026-10-13", "2026-10-28"))
		}, "55.0000 USD", "45.0000 USD", "81.8", "missing_days", "on 5, 12 and 29 to 31 October is not known"},
		{"nothing is known, which is not nothing", "2026-10", "100.00", "", func(*profile, string) {},
			"-", "-", "", "missing_days", "on 1 to 31 October is not known"},
		{"read, and it cost nothing", "2026-10", "100.00", "", bill(),
			"0.0000 USD", "100.0000 USD", "", "unexplained", ""},
		{"a month that is not over", "2026-11", "10.00", "", func(p *profile, id string) {
			p.put(id, ledger.Billed, calendar.Through("2026-11-01", "2026-11-22"), on("2026-11-02", usd(500)))
		}, "5.0000 USD", "5.0000 USD", "100.0", "settling", "not over"},
		{"the same, in a month that is not over", "2026-11", "5", "", func(p *profile, id string) {
			p.put(id, ledger.Billed, calendar.Through("2026-11-01", "2026-11-22"), on("2026-11-02", usd(500)))
		}, "5.0000 USD", "0.0000 USD", "0.0", "match settling", "not over"},
		{"a month that the vendor may still change", "2026-10", "1", "", func(p *profile, id string) {
			_, err := p.book.Put(p.t.Context(), ledger.Read{Account: id, Basis: ledger.Billed, Span: october, At: noon, SettlesAfter: 24 * 24 * time.Hour})
			if err != nil {
				p.t.Fatal(err)
			}
		}, "0.0000 USD", "1.0000 USD", "", "settling", "may still change 29 to 31 October"},
		{"another currency", "2026-10", "100.00", "", bill(on("2026-10-02", usd(5000)), on("2026-10-03", money.FromNanos(44e9, "EUR"))),
			"50.0000 USD", "50.0000 USD", "100.0", "currency", "€44.00 were counted beside"},
		{"an invoice in another currency", "2026-10", "44", "EUR", bill(on("2026-10-02", usd(5000))),
			"0.0000 EUR", "44.0000 EUR", "", "currency", "$50.00 were counted beside"},
		{"seats beside", "2026-10", "100.00", "", func(p *profile, id string) {
			p.put(id, ledger.Billed, october, on("2026-10-02", usd(10000)))
			p.put(id, ledger.Subscription, october, on("2026-10-02", usd(1900)))
		}, "119.0000 USD", "-19.0000 USD", "-16.0", "subscription credits", "$19.00 of what was counted are subscriptions"},
		{"a subscription alone is all there is to know", "2026-10", "20.00", "", func(p *profile, id string) {
			p.put(id, ledger.Subscription, october, on("2026-10-02", usd(2000)))
		}, "20.0000 USD", "0.0000 USD", "0.0", "match", ""},
		{"a subscription does not make other days known", "2026-10", "100.00", "", func(p *profile, id string) {
			p.put(id, ledger.Subscription, october, on("2026-10-02", usd(2000)))
			p.put(id, ledger.Billed, calendar.Through("2026-10-01", "2026-10-30"), on("2026-10-02", usd(5000)))
		}, "70.0000 USD", "30.0000 USD", "42.9", "missing_days subscription", "on 31 October is not known"},
		{"days on other bases", "2026-10", "10.00", "", func(p *profile, id string) {
			p.put(id, ledger.Metered, calendar.Through("2026-10-01", "2026-10-15"), on("2026-10-02", usd(300)))
			p.put(id, ledger.Estimated, october, on("2026-10-02", usd(99)), on("2026-10-20", usd(200)))
			p.put(id, ledger.Imported, calendar.Through("2026-10-30", "2026-10-31"), on("2026-10-30", usd(250)))
		}, "7.5000 USD", "2.5000 USD", "33.3", "another_basis another_basis another_basis", "$3.00 of what was counted are metered by the gateway"},
		{"what is in other months is not compared", "2026-10", "1.00", "", func(p *profile, id string) {
			p.put(id, ledger.Billed, october, on("2026-10-31", usd(100)))
			p.put(id, ledger.Billed, november, on("2026-11-01", usd(500)))
		}, "1.0000 USD", "0.0000 USD", "0.0", "match", ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			c := checkInvoice(t, invoice.Draft{Month: tt.month, Amount: tt.amount, Currency: tt.currency}, tt.fill)
			amount := func(a *money.Amount) string {
				if a == nil {
					return "-"
				}
				return a.String()
			}
			var codes, sentences []string
			for _, r := range c.Reasons {
				codes, sentences = append(codes, string(r.Code)), append(sentences, r.Sentence)
			}
			want(t, "counted", amount(c.Counted), tt.counted)
			want(t, "difference", amount(c.Difference), tt.difference)
			want(t, "percent", c.Percent, tt.percent)
			want(t, "reasons", strings.Join(codes, " "), tt.reasons)
			if all := strings.Join(sentences, " "); !strings.Contains(all, tt.says) {
				t.Errorf("%q does not say %q", all, tt.says)
			}
			if c.Match != strings.HasPrefix(tt.reasons, "match") {
				t.Errorf("match: %t", c.Match)
			}
			if text, err := json.Marshal(c); err != nil || strings.Contains(string(text), `"by_basis":null`) || strings.Contains(string(text), `"other":null`) {
				t.Errorf("%s, %v", text, err)
			}
		})
	}
}

func TestPartsOfAComparedTotalAddUp(t *testing.T) {
	c := checkInvoice(t, invoice.Draft{Month: "2026-10", Amount: "10"}, func(p *profile, id string) {
		p.put(id, ledger.Billed, calendar.Through("2026-10-01", "2026-10-15"), on("2026-10-02", usd(333)))
		p.put(id, ledger.Metered, calendar.Month("2026-10-01"), on("2026-10-02", usd(999)), on("2026-10-20", usd(111)))
		p.put(id, ledger.Subscription, calendar.Month("2026-10-01"), on("2026-10-20", usd(50)))
	})
	var parts []string
	for _, b := range c.ByBasis {
		parts = append(parts, fmt.Sprint(b.Basis, " ", b.Amount))
	}
	want(t, "parts", strings.Join(parts, ", "), "billed 3.3300 USD, metered 1.1100 USD, subscription 0.5000 USD")
	want(t, "counted", c.Counted.String(), "4.9400 USD")
}
