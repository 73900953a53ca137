package mistral_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/mistral"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, mistral.Descriptor(), calendar.Through("2026-10-30", "2026-11-02"))
}

var span = calendar.Through("2025-11-10", "2025-11-12")

// fetch reads three days of a vendor that answers this month, and this spend limit.
func fetch(t *testing.T, month, limit string) (provider.Page, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "spend-limit") {
			_, _ = w.Write([]byte(limit))
			return
		}
		if got := r.URL.RawQuery; got != "month=11&year=2025" {
			t.Errorf("asked for %s", got)
		}
		_, _ = w.Write([]byte(month))
	}))
	t.Cleanup(server.Close)
	values := provider.Values{Fields: map[string]string{"key": "test"}, BaseURL: server.URL}
	c, err := mistral.Descriptor().Connect(values, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c.Fetch(t.Context(), span)
}

const noLimit = `{"limits":{"completion":{"no_monthly_limit":true}},"currency":"EUR"}`

// november is a month with these entries, at these prices.
func november(entries, prices string) string {
	return `{"start_date":"2025-11-01T00:00:00Z","currency":"EUR","prices":[` + prices + `],"completion":{"models":{"m":{"input":[` + entries + `]}}}}`
}

const (
	used   = `{"billing_metric":"m","billing_group":"input","timestamp":"2025-11-11","value":9,"value_paid":4}`
	early  = `{"billing_metric":"m","billing_group":"input","timestamp":"2025-11-10","value":9,"value_paid":2}`
	priced = `{"billing_metric":"m","billing_group":"input","price":"0.5"}`
)

func TestChargedUnitsTimesTheirPrice(t *testing.T) {
	for _, tt := range []struct{ name, entries, prices, want string }{
		{"four units at a half", used, priced, "2.0000"},
		{"a price in exponents, not rounded before it is multiplied", strings.Replace(used, `:4`, `:3000000`, 1), strings.Replace(priced, "0.5", "8.50E-8", 1), "0.2550"},
		{"a price below a billionth", strings.Replace(used, `:4`, `:1000000`, 1), strings.Replace(priced, "0.5", "2.5e-10", 1), "0.00025"},
		{"a credit", strings.Replace(used, `:4`, `:-4`, 1), priced, "-2.0000"},
		{"the price of its own tier", strings.Replace(used, `{`, `{"service_tier":"batch",`, 1),
			priced + `,{"billing_metric":"m","billing_group":"input","service_tier":"batch","price":0.25},` + priced, "1.0000"},
		{"two prices that agree", used, strings.Replace(priced, `{`, `{"api_zone":"eu",`, 1) + `,` + strings.Replace(priced, `{`, `{"api_zone":"us",`, 1), "2.0000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := fetch(t, november(tt.entries, tt.prices), noLimit)
			if err != nil || len(page.Entries) != 1 || page.Entries[0].Amount.Decimal() != tt.want || page.Read != span {
				t.Errorf("%+v %v, want %s", page, err, tt.want)
			}
		})
	}
}

func TestADayThatCannotBePricedIsNotRead(t *testing.T) {
	for _, tt := range []struct{ name, entries, prices string }{
		{"no price", used, ``},
		{"a price of something else", used, strings.Replace(priced, "input", "output", 1)},
		{"a price that is none", used, strings.Replace(priced, `"0.5"`, `null`, 1)},
		{"two prices", used, strings.Replace(priced, `{`, `{"api_zone":"eu",`, 1) + `,{"billing_metric":"m","billing_group":"input","api_zone":"us","price":1}`},
		{"no charged units", strings.Replace(used, "value_paid", "value_free", 1), priced},
		{"charged units that are none", strings.Replace(used, `:4`, `:"many"`, 1), priced},
		{"more than any ledger holds", strings.Replace(used, `:4`, `:1e25`, 1), priced},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := fetch(t, november(tt.entries, tt.prices), noLimit)
			if want := calendar.Through("2025-11-10", "2025-11-10"); !errors.Is(err, provider.ErrAnswer) || page.Read != want || len(page.Entries) > 0 {
				t.Errorf("read %v: %v", page.Read, err)
			}
		})
	}
}

func TestTheDaysBeforeOneThatCannotBePricedAreKept(t *testing.T) {
	lost := strings.Replace(used, `"m"`, `"n"`, 1)
	page, err := fetch(t, november(lost+`,`+early, priced), noLimit)
	if !errors.Is(err, provider.ErrAnswer) || page.Read.Len() != 1 || len(page.Entries) != 1 || page.Entries[0].Day != "2025-11-10" {
		t.Errorf("%+v %v", page, err)
	}
}

func TestAMonthThatMakesNoSenseIsNotRead(t *testing.T) {
	good := november(used, priced)
	for _, tt := range []struct{ name, body string }{
		{"no day", november(strings.Replace(used, "timestamp", "time", 1), priced)},
		{"a day of another month", november(strings.Replace(used, "2025-11-11", "2025-10-11", 1), priced)},
		{"another month", strings.Replace(good, "2025-11-01T", "2025-12-01T", 1)},
		{"no month", strings.Replace(good, "start_date", "begin", 1)},
		{"no completion", strings.Replace(good, "completion", "other", 1)},
		{"a completion that is null", `{"start_date":"2025-11-01T00:00:00Z","currency":"EUR","prices":[],"completion":null}`},
		{"no prices", strings.Replace(good, "prices", "costs", 1)},
		{"no currency", strings.Replace(good, "currency", "money", 1)},
		{"a list of something else", november(`"unknown"`, priced)},
		{"entries of a new category without a price", strings.Replace(good, `"completion"`, `"robots":{"arm":[{"billing_metric":"r","timestamp":"2025-11-01","value_paid":1}]},"completion"`, 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := fetch(t, tt.body, noLimit)
			if !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() || len(page.Entries) > 0 {
				t.Errorf("read %v: %v", page.Read, err)
			}
		})
	}
}

func TestANewCategoryWithAPriceCounts(t *testing.T) {
	body := strings.Replace(november(used, priced), `"completion"`, `"robots":{"arm":{"deep":[`+used+`]}},"completion"`, 1)
	page, err := fetch(t, body, noLimit)
	if err != nil || len(page.Entries) != 2 || page.Entries[0].Item == page.Entries[1].Item {
		t.Errorf("%+v %v", page.Entries, err)
	}
}

func TestWhatIsLeftOfTheSpendLimit(t *testing.T) {
	for _, tt := range []struct {
		name, limit, left string
		notes             int
	}{
		{"some", `{"limits":{"completion":{"total_usage":12.5,"usage_limit":150}},"currency":"EUR"}`, "137.5", 0},
		{"less than nothing", `{"limits":{"completion":{"total_usage":151,"usage_limit":150}},"currency":"EUR"}`, "-1", 0},
		{"no limit", noLimit, "", 0},
		{"a limit that is null", `{"limits":{"completion":{"total_usage":1,"usage_limit":null}},"currency":"EUR"}`, "", 0},
		{"no usage", `{"limits":{"completion":{"usage_limit":150}},"currency":"EUR"}`, "", 1},
		{"no currency", `{"limits":{"completion":{"total_usage":1,"usage_limit":150}}}`, "", 1},
	} {
		page, err := fetch(t, november(used, priced), tt.limit)
		got := ""
		if len(page.Balances) > 0 {
			got = page.Balances[0].Value.String()
		}
		if err != nil || got != tt.left || len(page.Notes) != tt.notes || len(page.Entries) != 1 {
			t.Errorf("%s: %s %q %v", tt.name, got, page.Notes, err)
		}
	}
}
