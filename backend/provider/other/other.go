// Package other is any service that Outlay cannot ask: what it costs is imported from a file
// that its console exports. It asks nobody, and knows nothing by itself.
package other

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
)

//go:embed icon.svg
var icon []byte

// Descriptor describes any other service.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "other", Name: "Another service", Icon: icon, Local: true,
		Fields: []provider.Field{
			{Name: "service", Label: "Service", Help: "What the service is called, such as Midjourney."},
			{Name: "currency", Label: "Currency", Optional: true, Help: "Of its limit, three letters; empty for USD."},
		},
		Sources:  []ledger.Basis{ledger.Imported, ledger.Metered},
		History:  13,
		MaxSpan:  400,
		Currency: money.USD,
		Reads:    "Nothing by itself: import the file that the service's console exports.",
		CheckFields: func(fields map[string]string) error {
			c := fields["currency"]
			if _, err := money.Parse("0", c); c != "" && (err != nil || strings.ToUpper(c) != c) {
				return errors.New("the currency is not three capital letters, such as USD or EUR")
			}
			return nil
		},
		Connect: func(provider.Values, *http.Client) (provider.Connector, error) { return unknown{}, nil },
	}
}

// unknown tells nothing.
type unknown struct{}

// Fetch implements [provider.Connector] by saying that there is nobody to ask.
func (unknown) Fetch(context.Context, calendar.Span) (provider.Page, error) {
	return provider.Page{}, provider.ErrUnpublished
}

// Probe implements [provider.Connector]: there is no key to be tried.
func (unknown) Probe(context.Context) error { return nil }
