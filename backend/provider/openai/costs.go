package openai

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider/rest"
)

const (
	costsPath = "/v1/organization/costs"
	maxCosts  = 180 // days a page
)

// cost is one line of one day's bill. Only its amount is certain to be there.
type cost struct {
	Amount struct {
		Value    json.RawMessage // dollars; a number, or a numeric string
		Currency string          // "usd"
	}
	LineItem     string `json:"line_item"`
	ProjectID    string `json:"project_id"`
	APIKeyID     string `json:"api_key_id"`
	Quantity     json.RawMessage
	QuantityUnit string `json:"quantity_unit"`
}

// costs returns the bill of span and the days of it that were read whole, which are all of
// them unless there is an error.
func (c *connector) costs(ctx context.Context, span calendar.Span) ([]ledger.Entry, calendar.Span, error) {
	return read(ctx, c.api, costsPath, query(span, maxCosts, "line_item", "project_id", "api_key_id"), span, entry)
}

func entry(day calendar.Day, r cost) (ledger.Entry, error) {
	currency := r.Amount.Currency
	if currency == "" {
		currency = money.USD
	}
	amount, err := money.FromVendor(r.Amount.Value, currency)
	if err != nil {
		return ledger.Entry{}, err
	}
	line := r.LineItem
	if line == "" {
		line = "All usage"
	}
	// Lines read "gpt-5, input": the model, and what of it. Others name no model ("Web
	// search tool calls") and stand for themselves.
	model, _, _ := strings.Cut(r.LineItem, ", ")
	return ledger.Entry{
		Day: day, Item: item(r, amount.Currency), Amount: amount, Line: line, Model: model,
		Project: r.ProjectID, Key: r.APIKeyID, Quantity: rest.Decimal(r.Quantity), Unit: r.QuantityUnit,
	}, nil
}

// item names an entry by what the costs are grouped by, each part escaped so that no two
// entries share a name. A currency other than dollars is part of it: amounts of two
// currencies cannot be added up.
func item(r cost, currency string) string {
	parts := []string{r.LineItem, r.ProjectID, r.APIKeyID}
	if currency != money.USD {
		parts = append(parts, currency)
	}
	for i := range parts {
		parts[i] = url.QueryEscape(parts[i])
	}
	return strings.Join(parts, "/")
}
