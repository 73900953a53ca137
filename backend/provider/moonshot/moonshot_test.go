package moonshot_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/moonshot"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

var span = calendar.Through("2026-08-01", "2026-08-03")

func TestProvider(t *testing.T) {
	providertest.Run(t, moonshot.Descriptor(), span, providertest.Fields(map[string]string{"region": "international"}))
}

// fetch reads from a vendor that always answers this.
func fetch(t *testing.T, region string, status int, body string) (provider.Page, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	values := provider.Values{Fields: map[string]string{"key": "sk-test", "region": region}, BaseURL: server.URL}
	c, err := moonshot.Descriptor().Connect(values, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c.Fetch(t.Context(), span)
}

func TestTheRegionTellsTheCurrency(t *testing.T) {
	for region, want := range map[string]string{"international": "USD", "china": "CNY"} {
		page, err := fetch(t, region, 200, `{"code":0,"data":{"available_balance":"7.5","cash_balance":null}}`)
		if !errors.Is(err, provider.ErrUnpublished) || len(page.Balances) != 1 || page.Balances[0].Unit != want {
			t.Errorf("%s: %+v %v", region, page.Balances, err)
		}
	}
}

func TestOnlyCodeZeroIsSuccess(t *testing.T) {
	for _, tt := range []struct{ name, body string }{
		{"another code", `{"code":5,"data":{"available_balance":1}}`},
		{"no code", `{"data":{"available_balance":1}}`},
		{"a code that is null", `{"code":null,"data":{"available_balance":1}}`},
		{"no balance", `{"code":0,"data":{}}`},
		{"no data", `{"code":0,"data":null}`},
		{"a balance that is none", `{"code":0,"data":{"available_balance":"much"}}`},
		{"a voucher that is none", `{"code":0,"data":{"available_balance":1,"voucher_balance":"some"}}`},
	} {
		if page, err := fetch(t, "china", 200, tt.body); !errors.Is(err, provider.ErrAnswer) || page.Balances != nil {
			t.Errorf("%s: %+v %v", tt.name, page.Balances, err)
		}
	}
}

func TestARefusalSpeaksOfTheOtherRegion(t *testing.T) {
	_, err := fetch(t, "china", 401, `{"error":{"message":"Invalid Authentication","type":"invalid_authentication_error"}}`)
	if !errors.Is(err, provider.ErrKey) || !strings.Contains(err.Error(), "other") {
		t.Error(err)
	}
}

func TestARegionMustBeChosen(t *testing.T) {
	d := moonshot.Descriptor()
	for region, good := range map[string]bool{"international": true, "china": true, "": false, "mars": false} {
		if err := d.CheckFields(map[string]string{"region": region}); (err == nil) != good {
			t.Errorf("%q: %v", region, err)
		}
	}
	if _, err := d.Connect(provider.Values{Fields: map[string]string{"key": "sk-test"}}, http.DefaultClient); err == nil {
		t.Error("connected to no region")
	}
}
