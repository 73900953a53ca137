package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/invoice"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// InvoiceCheck is an invoice beside what was counted of the same account and month.
type InvoiceCheck struct {
	Account string          `json:"account"` // id
	Label   string          `json:"label"`
	Service string          `json:"service"` // the provider's name, or the one the user gave
	Invoice invoice.Invoice `json:"invoice"`
	Counted *money.Amount   `json:"counted"` // in the invoice's currency; null where no day of the month is known
	ByBasis []BasisAmount   `json:"by_basis"`
	Other   []money.Amount  `json:"other"` // counted in other currencies
	// Difference is the invoice less what was counted, Percent the same in percent of what
	// was counted, to one place: "-3.2". Null and "" where they cannot be said.
	Difference *money.Amount `json:"difference"`
	Percent    string        `json:"percent"`
	Match      bool          `json:"match"` // to the cent
	Reasons    []Reason      `json:"reasons"`
}

// BasisAmount is the part of a total that stands on one basis.
type BasisAmount struct {
	Basis  ledger.Basis `json:"basis" ts_type:"string"`
	Amount money.Amount `json:"amount"`
}

// Reason is a likely reason for the difference between an invoice and what was counted.
type Reason struct {
	Code     ReasonCode `json:"code" ts_type:"string"`
	Sentence string     `json:"sentence"`
}

// ReasonCode names a reason for programs.
type ReasonCode string

// The reasons, the likeliest first.
const (
	Match        ReasonCode = "match"
	Settling     ReasonCode = "settling"     // the vendor may still change some days, or the month is not over
	MissingDays  ReasonCode = "missing_days" // days that are not known
	Currency     ReasonCode = "currency"     // something was counted in another currency
	Tax          ReasonCode = "tax"          // the difference is that of a common rate
	Subscribed   ReasonCode = "subscription" // recurring prices are counted beside
	Credits      ReasonCode = "credits"      // credits that only one side knows
	AnotherBasis ReasonCode = "another_basis"
	Unexplained  ReasonCode = "unexplained" // none of these
)

// CheckInvoices compares each invoice with what was counted of its account in its month, in
// the order given. It adds no invoice to any total.
func (d *Desk) CheckInvoices(ctx context.Context, invoices []invoice.Invoice) ([]InvoiceCheck, error) {
	h, err := d.house(ctx)
	if err != nil {
		return nil, err
	}
	checks := make([]InvoiceCheck, 0, len(invoices))
	for _, i := range invoices {
		c, err := d.checkInvoice(ctx, h, i)
		if err != nil {
			return nil, fmt.Errorf("compare the invoice of %.7s: %w", i.Month, err)
		}
		checks = append(checks, c)
	}
	return checks, nil
}

func (d *Desk) checkInvoice(ctx context.Context, h house, i invoice.Invoice) (InvoiceCheck, error) {
	a := h.all[i.Account]
	c := InvoiceCheck{
		Account: i.Account, Label: a.Label, Service: d.service(a.Service()), Invoice: i,
		ByBasis: []BasisAmount{}, Other: []money.Amount{}, Reasons: []Reason{},
	}
	days, err := d.book.Days(ctx, calendar.Month(i.Month), []string{i.Account})
	if err != nil {
		return c, err
	}
	days = slices.DeleteFunc(days, func(day ledger.Day) bool { return !day.Counted })
	c.count(days)
	m := monthOf(h.today, i.Month, days)
	if c.Match {
		c.say(Match, "The invoice and what was counted are the same to the cent.")
		m.settling(&c)
		return c, nil
	}
	credits, err := d.credits(ctx, i)
	if err != nil {
		return c, err
	}
	m.reasons(&c, credits)
	return c, nil
}

// count adds up the counted days and takes the sum from the invoice.
func (c *InvoiceCheck) count(days []ledger.Day) {
	currency := c.Invoice.Amount.Currency
	sum, by := money.Zero(currency), map[ledger.Basis]decimal.Decimal{}
	for _, day := range days {
		for _, total := range day.Totals {
			if total.Currency != currency {
				c.Other = append(c.Other, total)
				continue
			}
			sum.Value = sum.Value.Add(total.Value)
			by[day.Basis] = by[day.Basis].Add(total.Value)
		}
	}
	c.Other = money.Sum(c.Other...)
	for _, basis := range ledger.Bases() {
		if value, ok := by[basis]; ok {
			c.ByBasis = append(c.ByBasis, BasisAmount{basis, money.Amount{Value: value, Currency: currency}})
		}
	}
	if len(days) == 0 {
		return // nothing is known, which is not nothing
	}
	difference := money.Amount{Value: c.Invoice.Amount.Value.Sub(sum.Value), Currency: currency}
	c.Counted, c.Difference = &sum, &difference
	c.Match = difference.Value.Abs().LessThan(halfCent)
	if !sum.Value.IsZero() {
		c.Percent = percent(difference.Value, sum.Value)
	}
}

var (
	cent     = decimal.New(1, -2)
	halfCent = decimal.New(5, -3)
	hundred  = decimal.New(100, 0)
)

func percent(part, whole decimal.Decimal) string {
	return part.Mul(hundred).DivRound(whole.Abs(), 1).StringFixed(1)
}

func (c *InvoiceCheck) say(code ReasonCode, format string, args ...any) {
	c.Reasons = append(c.Reasons, Reason{code, fmt.Sprintf(format, args...)})
}

// credits returns what the entries of less than zero add up to, in the invoice's currency.
func (d *Desk) credits(ctx context.Context, i invoice.Invoice) (money.Amount, error) {
	sum := money.Zero(i.Amount.Currency)
	err := d.book.Entries(ctx, calendar.Month(i.Month), []string{i.Account}, func(e ledger.Entry) error {
		if e.Amount.Value.IsNegative() && e.Amount.Currency == sum.Currency {
			sum.Value = sum.Value.Add(e.Amount.Value)
		}
		return nil
	})
	return sum, err
}

// monthDays is what is known of a month's days.
type monthDays struct {
	over               bool
	unsettled, missing []calendar.Day
}

// monthOf sorts the days of the month up to today.
func monthOf(today, first calendar.Day, counted []ledger.Day) monthDays {
	month := calendar.Month(first)
	m := monthDays{over: month.End <= today}
	known, moving := map[calendar.Day]bool{}, map[calendar.Day]bool{}
	for _, day := range counted {
		// A subscription says nothing about what was used beside it, except where it is all.
		known[day.Day] = known[day.Day] || day.Basis != ledger.Subscription || only(counted, ledger.Subscription)
		moving[day.Day] = moving[day.Day] || !day.Settled
	}
	for _, day := range month.Intersect(calendar.Through(month.Start, today)).Days() {
		switch {
		case !known[day]:
			m.missing = append(m.missing, day)
		case moving[day]:
			m.unsettled = append(m.unsettled, day)
		}
	}
	return m
}

func only(days []ledger.Day, basis ledger.Basis) bool {
	return !slices.ContainsFunc(days, func(d ledger.Day) bool { return d.Basis != basis })
}

func (m monthDays) reasons(c *InvoiceCheck, credits money.Amount) {
	m.settling(c)
	if len(m.missing) > 0 {
		c.say(MissingDays, "What was spent on %s is not known, so it is not counted.", ranges(m.missing))
	}
	if len(c.Other) > 0 {
		c.say(Currency, "%s were counted beside, in another currency than the invoice's.", money.DisplayAll(c.Other))
	}
	if c.Difference != nil {
		c.tax()
		c.subscribed()
		c.credited(credits)
		c.based()
	}
	if len(c.Reasons) == 0 {
		c.say(Unexplained, "No usual reason explains it: compare the invoice's lines with this month by model and by project.")
	}
}

func (m monthDays) settling(c *InvoiceCheck) {
	if !m.over {
		c.say(Settling, "The month is not over.")
		return
	}
	if len(m.unsettled) > 0 {
		c.say(Settling, "The vendor may still change %s.", ranges(m.unsettled))
	}
}

// taxes are common rates of VAT, GST and sales taxes, in tenths of a percent.
var taxes = []int64{50, 60, 70, 77, 80, 81, 100, 120, 130, 150, 160, 170, 180, 190, 200, 210, 220, 230, 240, 250, 255, 270}

// tax looks whether the difference is that of a rate, to the cent or to one in two thousand.
func (c *InvoiceCheck) tax() {
	if c.Difference.Value.Sign() <= 0 || c.Counted.Value.Sign() <= 0 {
		return
	}
	near := decimal.Max(cent, c.Counted.Value.Mul(decimal.New(5, -4)))
	for _, rate := range taxes {
		share := decimal.New(rate, -3)
		if c.Counted.Value.Mul(share).Sub(c.Difference.Value).Abs().LessThanOrEqual(near) {
			c.say(Tax, "The invoice is %s %% more than what was counted, which is a common rate of VAT or sales tax; vendors' figures are without tax.",
				share.Mul(hundred).String())
			return
		}
	}
}

func (c *InvoiceCheck) part(basis ledger.Basis) money.Amount {
	for _, b := range c.ByBasis {
		if b.Basis == basis {
			return b.Amount
		}
	}
	return money.Amount{}
}

func (c *InvoiceCheck) subscribed() {
	if seats := c.part(ledger.Subscription); !seats.Value.IsZero() {
		c.say(Subscribed, "%s of what was counted are subscriptions or seats, which vendors mostly put on an invoice of their own.", seats.Display())
	}
}

func (c *InvoiceCheck) credited(credits money.Amount) {
	switch {
	case !credits.Value.IsZero():
		c.say(Credits, "What was counted holds credits of %s, which the invoice may show otherwise.", credits.Display())
	case c.Difference.Value.IsNegative():
		c.say(Credits, "The invoice is lower: credits or a discount may have been taken off it that the vendor does not tell by day.")
	}
}

// estimates says why each basis but the vendor's own figures may differ from an invoice.
var estimates = []struct {
	basis ledger.Basis
	why   string
}{
	{ledger.Imported, "imported from a file, which may hold other lines than the invoice"},
	{ledger.Metered, "metered by the gateway, which sees only the calls that go through it"},
	{ledger.Estimated, "estimated from tokens and list prices"},
}

func (c *InvoiceCheck) based() {
	for _, e := range estimates {
		if part := c.part(e.basis); !part.Value.IsZero() {
			c.say(AnotherBasis, "%s of what was counted are %s.", part.Display(), e.why)
		}
	}
}

// ranges names days of one month: "3, 5 to 7 and 12 November".
func ranges(days []calendar.Day) string {
	var parts []string
	for i := 0; i < len(days); {
		last := i
		for last+1 < len(days) && days[last+1] == days[last].Add(1) {
			last++
		}
		part := days[i].Start().Format("2")
		if last > i {
			part += " to " + days[last].Start().Format("2")
		}
		parts = append(parts, part)
		i = last + 1
	}
	text := parts[len(parts)-1]
	if len(parts) > 1 {
		text = strings.Join(parts[:len(parts)-1], ", ") + " and " + text
	}
	return text + days[0].Start().Format(" January")
}
