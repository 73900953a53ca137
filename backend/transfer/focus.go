package transfer

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// FOCUSColumns returns the columns of a FOCUS 1.2 file, in their order: the specification's,
// and after them our own, which begin with x_. A null is an empty cell.
//
// Source: github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec at v1.2 (7296e31, ratified 2025-05-29),
// specification/columns and specification/attributes, read 2026-11-23.
func FOCUSColumns() []string {
	return []string{
		"BilledCost", "BillingAccountId", "BillingAccountName", "BillingAccountType", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart",
		"ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart",
		"ConsumedQuantity", "ConsumedUnit", "ContractedCost", "EffectiveCost", "InvoiceId", "InvoiceIssuerName", "ListCost",
		"PricingCategory", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "RegionId", "RegionName",
		"ResourceId", "ResourceName", "ResourceType", "ServiceCategory", "ServiceName", "ServiceSubcategory", "SkuId", "SkuMeter",
		"SubAccountId", "SubAccountName", "Tags",
		"x_AccountId", "x_Basis", "x_Item", "x_Model", "x_Settled",
	}
}

// focusForm writes FOCUS 1.2 as RFC 4180.
type focusForm struct {
	w       *csv.Writer
	row     []string
	day     dayOf // of the row before: entries come day by day
	periods periods
}

// periods are the moments of a row.
type periods struct{ billingStart, billingEnd, chargeStart, chargeEnd string }

func newFOCUS(w io.Writer) *focusForm {
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	return &focusForm{w: lines, row: make([]string, 0, len(FOCUSColumns()))}
}

func (f *focusForm) begin(calendar.Span) error { return f.w.Write(FOCUSColumns()) }

func (f *focusForm) end() error {
	f.w.Flush()
	return f.w.Error()
}

func (f *focusForm) line(l line) error {
	at, c := f.at(l), chargeOf(l)
	tags, err := tagsOf(l.tags)
	if err != nil {
		return err
	}
	cost, service, sku := l.Amount.Decimal(), text(l.service()), text(first(l.Line, l.Model, l.Item))
	resource, subAccount := named{id: first(l.Key)}, named{id: first(l.Project)}
	if resource.id != "" {
		resource.name, resource.kind = first(l.key), "API Key"
	}
	if subAccount.id != "" {
		subAccount.name = first(l.project, l.Project) // the one name that must not be null
	}
	f.row = append(f.row[:0],
		cost, text(l.Account), text(first(l.account.Label)), "Account", text(l.Amount.Currency), at.billingEnd, at.billingStart,
		c.category, "", sku, c.frequency, at.chargeEnd, at.chargeStart,
		c.consumed, text(c.consumedUnit), cost, cost, "", service, cost,
		c.pricing, c.quantity, text(c.unit), service, service, "", "",
		text(resource.id), text(resource.name), resource.kind, "AI and Machine Learning", service, "Generative AI", sku, text(first(l.Line)),
		text(subAccount.id), text(subAccount.name), tags,
		text(l.Account), string(l.Basis), text(l.Item), text(first(l.Model)), strconv.FormatBool(l.settled),
	)
	return f.w.Write(f.row)
}

// named is a thing with its name and kind, all null where there is none.
type named struct{ id, name, kind string }

// at returns the day and the billing period of a row, both half-open.
func (f *focusForm) at(l line) periods {
	if today := (dayOf{account: l.Account, day: l.Day}); f.day != today {
		period := l.account.period(l.Day)
		f.day = today
		f.periods = periods{midnight(period.Start), midnight(period.End), midnight(l.Day), midnight(l.Day.Add(1))}
	}
	return f.periods
}

func midnight(d calendar.Day) string { return string(d) + "T00:00:00Z" }

// charge is what kind of a cost a row is and how much was bought. The zero text is a null.
type charge struct {
	category, frequency, pricing string
	consumed, consumedUnit       string
	quantity, unit               string
}

// chargeOf tells usage, purchases and credits apart. What was given back is a credit, whatever
// it was given back for: vendors do not say.
func chargeOf(l line) charge {
	if l.Amount.Value.IsNegative() {
		return charge{category: "Credit", frequency: "One-Time"}
	}
	quantity, unit := measure(l.Entry)
	if quantity == "" {
		quantity, unit = "1", "Charges"
	}
	c := charge{category: "Usage", frequency: "Usage-Based", pricing: "Standard", quantity: quantity, unit: unit}
	if l.Basis == ledger.Subscription {
		c.category, c.frequency = "Purchase", "Recurring"
		return c
	}
	c.consumed, c.consumedUnit = quantity, unit
	return c
}

// tagsOf writes tags as the specification wants those that have no value: {"Acme":true}. It
// returns a null for none.
func tagsOf(names []string) (string, error) {
	if len(names) == 0 {
		return "", nil
	}
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(set); err != nil {
		return "", err
	}
	return string(bytes.TrimSpace(out.Bytes())), nil
}
