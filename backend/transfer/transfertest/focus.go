package transfertest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// column is what the specification says of a column alone.
type column struct {
	mandatory bool // its feature level
	nulls     bool
	kind      string // string, decimal, datetime, json
	allowed   []string
}

// columns are all of FOCUS 1.2.
var columns = map[string]column{
	"AvailabilityZone":          {false, true, "string", nil},
	"BilledCost":                {true, false, "decimal", nil},
	"BillingAccountId":          {true, false, "string", nil},
	"BillingAccountName":        {true, true, "string", nil},
	"BillingAccountType":        {false, false, "string", nil},
	"BillingCurrency":           {true, false, "string", nil},
	"BillingPeriodEnd":          {true, false, "datetime", nil},
	"BillingPeriodStart":        {true, false, "datetime", nil},
	"CapacityReservationId":     {false, true, "string", nil},
	"CapacityReservationStatus": {false, true, "string", []string{"Used", "Unused"}},
	"ChargeCategory":            {true, false, "string", []string{"Usage", "Purchase", "Tax", "Credit", "Adjustment"}},
	"ChargeClass":               {true, true, "string", []string{"Correction"}},
	"ChargeDescription":         {true, true, "string", nil},
	"ChargeFrequency":           {false, false, "string", []string{"One-Time", "Recurring", "Usage-Based"}},
	"ChargePeriodEnd":           {true, false, "datetime", nil},
	"ChargePeriodStart":         {true, false, "datetime", nil},
	"CommitmentDiscountCategory": {
		false, true, "string",
		[]string{"Spend", "Usage"},
	},
	"CommitmentDiscountId":               {false, true, "string", nil},
	"CommitmentDiscountName":             {false, true, "string", nil},
	"CommitmentDiscountQuantity":         {false, true, "decimal", nil},
	"CommitmentDiscountStatus":           {false, true, "string", []string{"Used", "Unused"}},
	"CommitmentDiscountType":             {false, true, "string", nil},
	"CommitmentDiscountUnit":             {false, true, "string", nil},
	"ConsumedQuantity":                   {false, true, "decimal", nil},
	"ConsumedUnit":                       {false, true, "string", nil},
	"ContractedCost":                     {true, false, "decimal", nil},
	"ContractedUnitPrice":                {false, true, "decimal", nil},
	"EffectiveCost":                      {true, false, "decimal", nil},
	"InvoiceId":                          {false, true, "string", nil},
	"InvoiceIssuerName":                  {true, false, "string", nil},
	"ListCost":                           {true, false, "decimal", nil},
	"ListUnitPrice":                      {false, true, "decimal", nil},
	"PricingCategory":                    {false, true, "string", []string{"Standard", "Dynamic", "Committed", "Other"}},
	"PricingCurrency":                    {false, true, "string", nil},
	"PricingCurrencyContractedUnitPrice": {false, true, "decimal", nil},
	"PricingCurrencyEffectiveCost":       {false, true, "decimal", nil},
	"PricingCurrencyListUnitPrice":       {false, true, "decimal", nil},
	"PricingQuantity":                    {true, true, "decimal", nil},
	"PricingUnit":                        {true, true, "string", nil},
	"ProviderName":                       {true, false, "string", nil},
	"PublisherName":                      {true, false, "string", nil},
	"RegionId":                           {false, true, "string", nil},
	"RegionName":                         {false, true, "string", nil},
	"ResourceId":                         {false, true, "string", nil},
	"ResourceName":                       {false, true, "string", nil},
	"ResourceType":                       {false, true, "string", nil},
	"ServiceCategory": {true, false, "string", []string{
		"AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools", "Multicloud",
		"Identity", "Integration", "Internet of Things", "Management and Governance", "Media", "Migration", "Mobile", "Networking",
		"Security", "Storage", "Web", "Other",
	}},
	"ServiceName":        {true, false, "string", nil},
	"ServiceSubcategory": {false, false, "string", nil},
	"SkuId":              {false, true, "string", nil},
	"SkuMeter":           {false, true, "string", nil},
	"SkuPriceDetails":    {false, true, "json", nil},
	"SkuPriceId":         {false, true, "string", nil},
	"SubAccountId":       {false, true, "string", nil},
	"SubAccountName":     {false, true, "string", nil},
	"SubAccountType":     {false, true, "string", nil},
	"Tags":               {false, true, "json", nil},
}

// subcategories are those of the one category that such services are in; others are refused
// here because nothing of ours is in another.
var subcategories = map[string][]string{
	"AI and Machine Learning": {
		"AI Platforms", "Bots", "Generative AI", "Machine Learning", "Natural Language Processing", "Other (AI and Machine Learning)",
	},
}

// FOCUS checks a CSV file against FOCUS 1.2 and returns its rows and what is wrong. An empty
// cell is a null.
func FOCUS(file []byte) (rows [][]string, breaches []string) {
	rows, breaches = CSV(file)
	if len(rows) == 0 {
		return rows, breaches
	}
	breaches = append(breaches, header(rows[0])...)
	for i, cells := range rows[1:] {
		if len(cells) != len(rows[0]) {
			continue // said already
		}
		r := row{cells: map[string]string{}}
		for at, name := range rows[0] {
			r.cells[name] = cells[at]
		}
		r.check()
		for _, b := range r.breaches {
			breaches = append(breaches, fmt.Sprintf("row %d: %s", i+1, b))
		}
	}
	return rows, breaches
}

var pascal = regexp.MustCompile(`^(x_)?[A-Z][A-Za-z0-9]*$`)

// header checks names, presence and that custom columns come last.
func header(names []string) (breaches []string) {
	custom := false
	for _, name := range names {
		_, known := columns[name]
		switch {
		case strings.HasPrefix(name, "x_"):
			custom = true
		case !known:
			breaches = append(breaches, fmt.Sprintf("%q is no column of FOCUS; one of our own begins with x_", name))
		case custom:
			breaches = append(breaches, fmt.Sprintf("%q stands behind a column of our own", name))
		}
		if !pascal.MatchString(name) || len(name) > 50 {
			breaches = append(breaches, fmt.Sprintf("%q is not in Pascal case, or is too long", name))
		}
	}
	for name, c := range columns {
		if c.mandatory && !slices.Contains(names, name) {
			breaches = append(breaches, fmt.Sprintf("the mandatory column %s is missing", name))
		}
	}
	slices.Sort(breaches)
	return breaches
}

// row is a charge.
type row struct {
	cells    map[string]string
	breaches []string
}

func (r *row) breach(format string, args ...any) {
	r.breaches = append(r.breaches, fmt.Sprintf(format, args...))
}

func (r *row) has(name string) bool    { _, ok := r.cells[name]; return ok }
func (r *row) null(name string) bool   { return r.cells[name] == "" }
func (r *row) is(name, s string) bool  { return r.cells[name] == s }
func (r *row) cell(name string) string { return r.cells[name] }

func (r *row) check() {
	for name := range r.cells {
		r.value(name)
	}
	r.times()
	r.currency()
	r.quantities()
	r.costs()
	r.frequency()
	r.names()
	slices.Sort(r.breaches)
}

var (
	numeric  = regexp.MustCompile(`^-?([0-9]+(\.[0-9]+)?|\.[0-9]+)(E-?[0-9]+)?$`)
	moment   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$`)
	currency = regexp.MustCompile(`^[A-Z]{3}$`)
)

// value checks a cell alone: its type, its null, its allowed values.
func (r *row) value(name string) {
	c, known := columns[name]
	cell := r.cells[name]
	switch {
	case !known:
		return
	case cell == "":
		if !c.nulls {
			r.breach("%s is null", name)
		}
		return
	case strings.TrimSpace(cell) == "":
		r.breach("%s is blank, which is no null", name)
	case slices.Contains([]string{"null", "n/a", "not applicable", "none", "unknown"}, strings.ToLower(cell)):
		r.breach("%s is %q, a word in place of a null", name, cell)
	}
	switch c.kind {
	case "decimal":
		if !numeric.MatchString(cell) {
			r.breach("%s is %q, no number", name, cell)
		}
	case "datetime":
		if _, err := time.Parse(time.RFC3339, cell); err != nil || !moment.MatchString(cell) {
			r.breach("%s is %q, no moment in UTC", name, cell)
		}
	case "json":
		r.object(name)
	}
	if c.allowed != nil && !slices.Contains(c.allowed, cell) {
		r.breach("%s is %q, which is not allowed", name, cell)
	}
}

// object checks that a cell is one JSON object with each key once and neither lists nor
// objects in it.
func (r *row) object(name string) {
	d := json.NewDecoder(strings.NewReader(r.cells[name]))
	start, err := d.Token()
	if err != nil || start != json.Delim('{') {
		r.breach("%s is %q, no JSON object", name, r.cells[name])
		return
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		text, isText := key.(string)
		if err != nil || !isText {
			r.breach("%s is %q, no JSON object", name, r.cells[name])
			return
		}
		if seen[text] {
			r.breach("%s has the key %q twice", name, text)
		}
		seen[text] = true
		var value any
		if err := d.Decode(&value); err != nil {
			r.breach("%s is %q, no JSON object", name, r.cells[name])
			return
		}
		switch value.(type) {
		case map[string]any, []any:
			r.breach("%s has an object or list under %q", name, text)
		}
	}
	if _, err := d.Token(); err != nil || d.More() {
		r.breach("%s is %q, more or less than one JSON object", name, r.cells[name])
	}
}

// times checks that periods are half-open, in order, and that a charge of ours, which is
// billed as it arises, lies in its billing period.
func (r *row) times() {
	at := func(name string) time.Time {
		t, _ := time.Parse(time.RFC3339, r.cells[name])
		return t
	}
	if !at("ChargePeriodStart").Before(at("ChargePeriodEnd")) {
		r.breach("ChargePeriodEnd is not after ChargePeriodStart")
	}
	if !at("BillingPeriodStart").Before(at("BillingPeriodEnd")) {
		r.breach("BillingPeriodEnd is not after BillingPeriodStart")
	}
	if at("ChargePeriodStart").Before(at("BillingPeriodStart")) || at("ChargePeriodEnd").After(at("BillingPeriodEnd")) {
		r.breach("the charge period is not in the billing period")
	}
}

func (r *row) currency() {
	for _, name := range []string{"BillingCurrency", "PricingCurrency"} {
		if cell := r.cell(name); cell != "" && !currency.MatchString(cell) {
			r.breach("%s is %q, no code of ISO 4217", name, cell)
		}
	}
}

// bought says that a row is usage or a purchase and no correction: such rows must say how
// much of what was priced how.
func (r *row) bought() bool {
	return (r.is("ChargeCategory", "Usage") || r.is("ChargeCategory", "Purchase")) && r.null("ChargeClass")
}

func (r *row) quantities() {
	r.together("PricingQuantity", "PricingUnit")
	r.together("ConsumedQuantity", "ConsumedUnit")
	r.together("CommitmentDiscountQuantity", "CommitmentDiscountUnit")
	r.required("PricingQuantity", "PricingCategory", "SkuId", "SkuPriceId", "ListUnitPrice", "ContractedUnitPrice")
	usage := r.is("ChargeCategory", "Usage") && !r.is("CommitmentDiscountStatus", "Unused")
	switch {
	case !r.has("ConsumedQuantity"):
	case !usage && !r.null("ConsumedQuantity"):
		r.breach("ConsumedQuantity is not null, and the row is no usage")
	case usage && r.null("ConsumedQuantity") && r.null("ChargeClass"):
		r.breach("ConsumedQuantity is null, and the row is usage")
	}
	for _, name := range []string{"PricingUnit", "ConsumedUnit"} {
		if cell := r.cell(name); cell != "" && !unit(cell) {
			r.breach("%s is %q, which is not the Unit Format", name, cell)
		}
	}
}

// together checks that of two columns both are null or neither.
func (r *row) together(one, other string) {
	if r.null(one) != r.null(other) {
		r.breach("of %s and %s only one is null", one, other)
	}
}

// required checks columns that are null for a tax and not null for what was bought.
func (r *row) required(names ...string) {
	for _, name := range names {
		switch {
		case !r.has(name):
		case r.is("ChargeCategory", "Tax") && !r.null(name):
			r.breach("%s is not null, and the row is a tax", name)
		case r.bought() && r.null(name):
			r.breach("%s is null, and the row is %s", name, r.cell("ChargeCategory"))
		}
	}
}

// costs checks what follows for costs where there is no unit price, and what a unit price
// makes of a quantity.
func (r *row) costs() {
	for cost, price := range map[string]string{"ListCost": "ListUnitPrice", "ContractedCost": "ContractedUnitPrice"} {
		if r.null(price) {
			if !equal(r.cell(cost), r.cell("BilledCost")) {
				r.breach("%s is not the BilledCost, and there is no %s", cost, price)
			}
			continue
		}
		if strings.HasPrefix(r.cell(price), "-") {
			r.breach("%s is below zero", price)
		}
		if !r.null("PricingQuantity") && r.null("ChargeClass") && !product(r.cell(cost), r.cell(price), r.cell("PricingQuantity")) {
			r.breach("%s is not %s times PricingQuantity", cost, price)
		}
	}
	if !r.is("ChargeCategory", "Usage") && !r.is("ChargeCategory", "Purchase") && !equal(r.cell("EffectiveCost"), r.cell("BilledCost")) {
		r.breach("EffectiveCost is not the BilledCost, and the row is %s", r.cell("ChargeCategory"))
	}
}

func (r *row) frequency() {
	if r.is("ChargeFrequency", "Usage-Based") && r.is("ChargeCategory", "Purchase") {
		r.breach("ChargeFrequency is Usage-Based, and the row is a purchase")
	}
}

// names checks what hangs on an id, and the parent of a subcategory.
func (r *row) names() {
	for _, of := range [][2]string{{"SubAccountId", "SubAccountName"}, {"SubAccountId", "SubAccountType"}, {"ResourceId", "ResourceType"}, {"RegionId", "RegionName"}} {
		if r.has(of[1]) && r.null(of[0]) != r.null(of[1]) {
			r.breach("of %s and %s only one is null", of[0], of[1])
		}
	}
	for _, of := range [][2]string{{"ResourceId", "ResourceName"}, {"SkuId", "SkuMeter"}, {"SkuPriceId", "SkuPriceDetails"}} {
		if r.null(of[0]) && !r.null(of[1]) {
			r.breach("%s is null, and %s is not", of[0], of[1])
		}
	}
	if sub := r.cell("ServiceSubcategory"); r.has("ServiceSubcategory") && !slices.Contains(subcategories[r.cell("ServiceCategory")], sub) {
		r.breach("ServiceSubcategory %q is not one of %q", sub, r.cell("ServiceCategory"))
	}
}

// listed are the units that the specification names, in their plural.
var listed = []string{
	"Count", "Units", "Requests", "Tokens", "Connections", "Certificates", "Domains", "Cores",
	"Years", "Months", "Days", "Hours", "Minutes", "Seconds",
}

var (
	unitForm = regexp.MustCompile(`^([0-9]+ )?[^\s/_]+( [^\s/_]+)*(/([0-9]+ )?[^\s/_]+( [^\s/_]+)?)?$`)
	size     = regexp.MustCompile(`^([KMGTPE]i?)?[bB]$`)
)

// unit checks the Unit Format: a whole number at most before it, each word with a capital,
// and the listed words as they are listed.
func unit(cell string) bool {
	if !unitForm.MatchString(cell) {
		return false
	}
	for _, word := range regexp.MustCompile(`[ /-]`).Split(cell, -1) {
		for _, known := range listed {
			if strings.EqualFold(word, known) && word != known {
				return false
			}
		}
		if start, _ := utf8.DecodeRuneInString(word); start != unicode.ToUpper(start) || (strings.EqualFold(word, "gb") && !size.MatchString(word)) {
			return false
		}
	}
	return true
}

func equal(a, b string) bool {
	x, errX := decimal.NewFromString(a)
	y, errY := decimal.NewFromString(b)
	return errX == nil && errY == nil && x.Equal(y)
}

func product(cost, price, quantity string) bool {
	p, errP := decimal.NewFromString(price)
	q, errQ := decimal.NewFromString(quantity)
	return errP == nil && errQ == nil && equal(cost, p.Mul(q).String())
}
