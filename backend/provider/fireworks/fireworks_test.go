package fireworks_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/fireworks"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, fireworks.Descriptor(), calendar.Through("2026-10-01", "2026-10-03"),
		providertest.Money("/v1/accounts/acme/billing/summary"), providertest.Fields(map[string]string{"account": ""}))
}

// The tests below are what only Fireworks does.

// play answers every summary with lines, and the list of accounts as given.
func play(t *testing.T, account, accounts, lines string) (*[]string, provider.Connector) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		body := accounts
		if r.URL.Path != "/v1/accounts" {
			body = `{"lineItems":[` + lines + `],"usageBuckets":[]}`
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	c, err := fireworks.Descriptor().Connect(provider.Values{
		Fields: map[string]string{"key": "fw_canary", "account": account}, BaseURL: server.URL, Today: "2026-10-03",
	}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return &asked, c
}

func costing(cost string) string {
	return `{"category":"LLM output tokens","groupingKey":"model_bucket","groupingValue":"M","totalCost":` + cost + `}`
}

var day = calendar.Through("2026-10-01", "2026-10-01")

func TestUnitsAndBillionthsAreExact(t *testing.T) {
	for _, tt := range []struct{ name, cost, want string }{
		{"the vendor's example", `{"currencyCode":"USD","nanos":33292280,"units":"1"}`, "1.03329228 USD"},
		{"a billionth", `{"currencyCode":"USD","nanos":1,"units":"0"}`, "0.000000001 USD"},
		{"units", `{"currencyCode":"USD","units":"12","nanos":0}`, "12.0000 USD"},
		{"nothing", `{"currencyCode":"USD","units":"0","nanos":0}`, "0.0000 USD"},
		{"a credit", `{"currencyCode":"USD","units":"-1","nanos":-750000000}`, "-1.7500 USD"},
		{"numbers and strings the other way round", `{"currencyCode":"USD","units":3,"nanos":"250000000"}`, "3.2500 USD"},
		{"another currency", `{"currencyCode":"EUR","units":"2","nanos":0}`, "2.0000 EUR"},
	} {
		_, c := play(t, "acme", "", costing(tt.cost))
		page, err := c.Fetch(t.Context(), day)
		if err != nil || len(page.Entries) != 1 || page.Entries[0].Amount.String() != tt.want {
			t.Errorf("%s: %+v %v, want %s", tt.name, page.Entries, err, tt.want)
		}
	}
}

func TestWhatMakesNoSenseIsNotCounted(t *testing.T) {
	for _, tt := range []struct{ name, line string }{
		{"no cost", `{"category":"LLM output tokens"}`},
		{"a cost that is null", costing("null")},
		{"a cost of nothing at all", costing(`{"currencyCode":"USD"}`)},
		{"units alone", costing(`{"currencyCode":"USD","units":"12"}`)},
		{"billionths alone", costing(`{"currencyCode":"USD","nanos":500000000}`)},
		{"units that are null", costing(`{"currencyCode":"USD","units":null,"nanos":5}`)},
		{"no currency", costing(`{"units":"1","nanos":0}`)},
		{"a currency that is none", costing(`{"currencyCode":"dollars","units":"1","nanos":0}`)},
		{"units with a point", costing(`{"currencyCode":"USD","units":"1.5","nanos":0}`)},
		{"a thousand million billionths", costing(`{"currencyCode":"USD","units":"1","nanos":1000000000}`)},
		{"halves of different signs", costing(`{"currencyCode":"USD","units":"1","nanos":-1}`)},
		{"NaN", costing(`{"currencyCode":"USD","units":"NaN","nanos":0}`)},
		{"more than a ledger holds", costing(`{"currencyCode":"USD","units":"100000000000","nanos":0}`)},
		{"more than a number holds", costing(`{"currencyCode":"USD","units":"99999999999999999999","nanos":0}`)},
	} {
		_, c := play(t, "acme", "", tt.line)
		if page, err := c.Fetch(t.Context(), day); !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() {
			t.Errorf("%s: read %v, %v: %v", tt.name, page.Read, page.Entries, err)
		}
	}
}

func TestEachDayIsAskedForAlone(t *testing.T) {
	asked, c := play(t, "acme", "", "")
	page, err := c.Fetch(t.Context(), calendar.Through("2026-09-30", "2026-10-01"))
	want := []string{
		"/v1/accounts/acme/billing/summary?endTime=2026-10-01T00%3A00%3A00Z&startTime=2026-09-30T00%3A00%3A00Z",
		"/v1/accounts/acme/billing/summary?endTime=2026-10-02T00%3A00%3A00Z&startTime=2026-10-01T00%3A00%3A00Z",
	}
	if err != nil || page.Read.Len() != 2 || !slices.Equal(*asked, want) {
		t.Errorf("asked for %q: %v", *asked, err)
	}
}

func TestTheAccountIsTheKeysFirstUnlessItIsNamed(t *testing.T) {
	const two = `{"accounts":[{"name":"accounts/first"},{"name":"accounts/other","accountId":"second"}],"nextPageToken":""}`
	asked, c := play(t, "", two, "")
	page, err := c.Fetch(t.Context(), day)
	if err != nil || !strings.HasPrefix((*asked)[1], "/v1/accounts/first/") || len(page.Notes) != 1 || !strings.Contains(page.Notes[0], "second") {
		t.Errorf("asked for %q, notes %q: %v", *asked, page.Notes, err)
	}
	if _, err = c.Fetch(t.Context(), day); err != nil || len(*asked) != 3 {
		t.Errorf("accounts were asked for again: %q, %v", *asked, err)
	}
	for name, accounts := range map[string]string{
		"none": `{"accounts":[]}`, "another shape": `{}`, "one without an id": `{"accounts":[{"displayName":"Acme"}]}`,
		"one that would leave the path": `{"accounts":[{"accountId":"../../other"}]}`, "pages without end": `{"accounts":[{"name":"a"}],"nextPageToken":"a"}`,
	} {
		_, c := play(t, "", accounts, "")
		if page, err := c.Fetch(t.Context(), day); !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() {
			t.Errorf("%s: %v", name, err)
		}
		if err := c.Probe(t.Context()); !errors.Is(err, provider.ErrAnswer) {
			t.Errorf("%s: the probe says %v", name, err)
		}
	}
}

func TestAProbeReadsADayWhereTheAccountIsNamed(t *testing.T) {
	asked, c := play(t, "acme", "", costing(`{"currencyCode":"USD","units":"1","nanos":0}`))
	if err := c.Probe(t.Context()); err != nil || len(*asked) != 1 || !strings.Contains((*asked)[0], "startTime=2026-10-03") {
		t.Errorf("asked for %q: %v", *asked, err)
	}
}

func TestAnAccountIDStaysInItsPath(t *testing.T) {
	d := fireworks.Descriptor()
	for id, good := range map[string]bool{"": true, "acme": true, "acme-2.x_y": true, "a/b": false, "a?b": false, "a b": false, "..": false} {
		_, err := d.Connect(provider.Values{Fields: map[string]string{"key": "fw_canary", "account": id}}, http.DefaultClient)
		if (d.CheckFields(map[string]string{"account": id}) == nil) != good || (err == nil) != good {
			t.Errorf("%q: %v", id, err)
		}
	}
}
