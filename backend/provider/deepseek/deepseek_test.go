package deepseek_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/deepseek"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

var span = calendar.Through("2026-08-01", "2026-08-03")

func TestProvider(t *testing.T) {
	providertest.Run(t, deepseek.Descriptor(), span)
}

// fetch reads from a vendor that always answers this.
func fetch(t *testing.T, status int, body string) (provider.Page, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	values := provider.Values{Fields: map[string]string{"key": "sk-test"}, BaseURL: server.URL}
	c, err := deepseek.Descriptor().Connect(values, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c.Fetch(t.Context(), span)
}

func TestABalanceIsNeverSpend(t *testing.T) {
	page, err := fetch(t, 200, `{"is_available":true,"balance_infos":[{"currency":"USD","total_balance":"4.20"}]}`)
	if !errors.Is(err, provider.ErrUnpublished) || len(page.Entries) > 0 || !page.Read.Empty() {
		t.Errorf("%+v %v", page, err)
	}
	if len(page.Balances) != 1 || page.Balances[0].Value.String() != "4.2" || page.Balances[0].Unit != "USD" {
		t.Errorf("%+v", page.Balances)
	}
}

func TestWhatIsNoBalanceIsNotShown(t *testing.T) {
	for _, tt := range []struct{ name, body string }{
		{"no list", `{"is_available":true}`},
		{"no amount", `{"balance_infos":[{"currency":"USD"}]}`},
		{"an amount that is none", `{"balance_infos":[{"currency":"USD","total_balance":"NaN"}]}`},
		{"no currency", `{"balance_infos":[{"total_balance":"1"}]}`},
		{"one currency twice", `{"balance_infos":[{"currency":"USD","total_balance":"1"},{"currency":"USD","total_balance":"1"}]}`},
		{"more than any ledger holds", `{"balance_infos":[{"currency":"USD","total_balance":"1e25"}]}`},
	} {
		if page, err := fetch(t, 200, tt.body); !errors.Is(err, provider.ErrAnswer) || page.Balances != nil {
			t.Errorf("%s: %+v %v", tt.name, page.Balances, err)
		}
	}
}

func TestAnEmptyAccountIsSaidInWords(t *testing.T) {
	_, err := fetch(t, 402, `{"error":{"message":"Insufficient Balance"}}`)
	if !errors.Is(err, provider.ErrPlan) || !strings.Contains(err.Error(), "no money left") {
		t.Error(err)
	}
}
