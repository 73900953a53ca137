package imports

import (
	"slices"
	"strings"
	"unicode"
)

// called are the names that consoles give to their columns, the most telling first. GitHub's
// report has gross_amount, discount_amount and net_amount: the net one is what is paid.
var called = struct{ date, amount, currency, model, project, key, line, quantity, unit []string }{
	date: []string{
		"date", "day", "usage_date", "usage_day", "usage_start_date", "usage_start_time", "start_date", "start_time", "start_time_iso",
		"start", "timestamp", "time", "datetime", "created_at", "created", "billing_date", "bucket", "period_start", "time_utc", "date_utc",
		"datum", "fecha", "jour",
	},
	amount: []string{
		"net_amount", "net_cost", "amount_value", "cost", "total_cost", "amount", "spend", "total_spend", "cost_total", "usage_cost", "billed_cost", "charge",
		"charges", "total_amount", "cost_in", "amount_in", "effective_cost", "total_price", "total", "price",
		"betrag", "kosten", "importe", "montant", "importo", "costo", "coste", "coût", "gross_amount",
	},
	currency: []string{"currency", "currency_code", "billing_currency", "amount_currency", "cost_currency", "währung", "waehrung", "moneda", "devise", "valuta"},
	model:    []string{"model", "model_name", "model_id", "base_model_name", "model_slug", "model_version", "modell", "modelo", "modèle", "modello"},
	project: []string{
		"project", "project_id", "project_name", "workspace", "workspace_id", "workspace_name", "team", "team_name", "organization", "organization_name",
		"repository", "app", "app_name", "projekt", "proyecto", "projet", "progetto",
	},
	key: []string{"api_key_id", "api_key_name", "api_key", "key_id", "key_name", "key", "token_name", "api_schlüssel", "schlüssel"},
	line: []string{
		"line_item", "sku", "description", "item", "product", "service", "usage_type", "token_type", "type", "operation", "category", "endpoint",
		"beschreibung", "produkt", "leistung", "descripción", "descrizione",
	},
	quantity: []string{"quantity", "usage_quantity", "usage", "units_used", "total_tokens", "tokens", "requests", "num_requests", "menge", "cantidad", "quantité", "quantità"},
	unit:     []string{"unit_type", "unit", "units", "usage_unit", "pricing_unit", "einheit", "unidad", "unité", "unità"},
}

// guess returns a mapping by the names of columns. No column is guessed twice.
func guess(header []string) Mapping {
	plain := make([]string, len(header))
	for i, name := range header {
		plain[i] = plainName(name)
	}
	taken := map[string]bool{}
	find := func(names []string) string {
		for _, name := range names {
			if i := slices.Index(plain, name); i >= 0 && !taken[header[i]] {
				taken[header[i]] = true
				return header[i]
			}
		}
		return ""
	}
	return Mapping{
		Date: find(called.date), Amount: find(called.amount), Currency: find(called.currency), Model: find(called.model),
		Key: find(called.key), Project: find(called.project), Line: find(called.line), Quantity: find(called.quantity), Unit: find(called.unit),
	}
}

// plainName makes "Cost (USD)" and "cost_usd" the name "cost".
func plainName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if last := len(words) - 1; last > 0 && isCurrencyWord(words[last]) {
		words = words[:last]
	}
	return strings.Join(words, "_")
}

// currencyWords are currencies that stand beside amounts and at the end of columns' names. Any
// three letters will not do: "est 1.20" is no amount of a currency.
var currencyWords = []string{
	"usd", "eur", "gbp", "chf", "sek", "nok", "dkk", "pln", "czk", "huf", "ron", "try", "uah", "ils", "aed", "sar", "zar", "cad", "aud", "nzd",
	"jpy", "cny", "rmb", "hkd", "twd", "krw", "sgd", "inr", "idr", "myr", "thb", "vnd", "php", "brl", "mxn", "ars", "clp", "cop", "isk", "bgn", "rub",
}

func isCurrencyWord(word string) bool { return slices.Contains(currencyWords, word) }

// currencyIn returns the currency that a column's name ends with, "" for none.
func currencyIn(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) > 1 && isCurrencyWord(words[len(words)-1]) {
		return strings.ToUpper(words[len(words)-1])
	}
	if strings.Contains(name, "€") {
		return "EUR"
	}
	return ""
}
