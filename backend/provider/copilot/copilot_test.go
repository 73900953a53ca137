package copilot_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/provider"
	"outlay/backend/provider/copilot"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, copilot.Descriptor(), calendar.Through("2026-10-30", "2026-11-02"), providertest.Fields(map[string]string{"organization": "acme"}))
}

var organization = map[string]string{"organization": "acme", "key": "ghp_x"}

// fetch reads the first three days of November 2026 from a vendor that says these two things.
func fetch(t *testing.T, fields map[string]string, status int, usage, seats string) (provider.Page, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-GitHub-Api-Version") == "" || r.Header.Get("Accept") != "application/vnd.github+json" {
			t.Errorf("asked without its headers: %v", r.Header)
		}
		w.WriteHeader(status)
		if strings.HasSuffix(r.URL.Path, "/copilot/billing") {
			_, _ = w.Write([]byte(seats))
			return
		}
		_, _ = w.Write([]byte(usage))
	}))
	t.Cleanup(server.Close)
	c, err := copilot.Descriptor().Connect(provider.Values{Fields: fields, BaseURL: server.URL, Today: "2026-11-03"}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c.Fetch(t.Context(), calendar.Through("2026-11-01", "2026-11-03"))
}

func costs(page provider.Page, basis ledger.Basis) string {
	total := decimal.Zero
	for _, e := range page.Entries {
		if e.Basis == basis {
			total = total.Add(e.Amount.Value)
		}
	}
	return total.String()
}

const twelve = `{"seat_breakdown":{"total":12,"added_this_cycle":2},"plan_type":"enterprise"}`

func TestSeatsCountOnceAndOnlyWhereTheBillHasNone(t *testing.T) {
	line := func(sku string) string {
		return `{"usageItems":[{"date":"2026-11-01","product":"Copilot","sku":"` + sku + `","netAmount":0.5}]}`
	}
	for _, tt := range []struct {
		name, usage, seats string
		fields             map[string]string
		billed, seat       string
		notes              int
	}{
		{"the bill has none", line("copilot_ai_credits"), twelve, organization, "0.5", "46.8", 0}, // 12 x 39 x 3 / 30
		{"the bill has them", line("Copilot for Business"), twelve, organization, "0.5", "0", 0},
		{"in words", line("Copilot Business"), twelve, organization, "0.5", "0", 0},
		{"premium requests of the plan are no seats", line("copilot_enterprise_premium_request"), twelve, organization, "0.5", "46.8", 0},
		{"by another name", line("copilot_enterprise_seat"), twelve, organization, "0.5", "0", 0},
		{"there are none", line("x"), `{"seat_breakdown":{"total":0},"plan_type":"business"}`, organization, "0.5", "0", 0},
		{"a plan of next year", line("x"), `{"seat_breakdown":{"total":2},"plan_type":"galactic"}`, organization, "0.5", "0", 1},
		{"no number of seats", line("x"), `{"seat_breakdown":{},"plan_type":"business"}`, organization, "0.5", "0", 1},
		{"a user has none to pay", line("x"), twelve, map[string]string{"user": "ada", "key": "ghp_x"}, "0.5", "0", 0},
	} {
		page, err := fetch(t, tt.fields, 200, tt.usage, tt.seats)
		if err != nil || costs(page, "") != tt.billed || costs(page, ledger.Subscription) != tt.seat || len(page.Notes) != tt.notes {
			t.Errorf("%s: billed %s, seats %s, %q %v", tt.name, costs(page, ""), costs(page, ledger.Subscription), page.Notes, err)
		}
	}
}

func TestWhatMakesNoSenseIsNotCounted(t *testing.T) {
	line := func(date, amount string) string {
		return `{"usageItems":[{"date":"` + date + `","product":"Copilot","sku":"x","netAmount":` + amount + `}]}`
	}
	for name, usage := range map[string]string{
		"a day of another month": line("2026-10-31", "1"), "a day to come": line("2026-11-04", "1"), "no date": line("", "1"),
		"no amount": line("2026-11-01", "null"), "an amount in words": line("2026-11-01", `"much"`),
		"a line of nothing": `{"usageItems":[{"date":"2026-11-01","netAmount":5}]}`, "a list that is null": `{"usageItems":null}`,
	} {
		page, err := fetch(t, organization, 200, usage, twelve)
		if !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() || len(page.Entries) > 0 {
			t.Errorf("%s: %v: %v", name, page.Read, err)
		}
	}
}

func TestRefusalsSayWhatIsNeeded(t *testing.T) {
	said := func(text string) string {
		return `{"message":"` + text + `","documentation_url":"https://docs.github.com"}`
	}
	user := map[string]string{"user": "ada", "key": "ghp_x"}
	for _, tt := range []struct {
		name   string
		fields map[string]string
		status int
		body   string
		want   error
		says   string
	}{
		{"an organization that the token does not see", organization, 404, said("Not Found"), provider.ErrScope, "Administration: read"},
		{"a seat that an organization pays for", user, 404, said("Not Found"), provider.ErrPlan, "connect that"},
		{"a permission that is lacking", user, 403, said("Resource not accessible by personal access token"), provider.ErrScope, "Plan: read"},
		{"too fast", organization, 403, said("API rate limit exceeded for user ID 1."), provider.Later{Wait: time.Minute}, "1m0s"},
		{"a bad token", organization, 401, said("Bad credentials"), provider.ErrKey, "Bad credentials"},
	} {
		_, err := fetch(t, tt.fields, tt.status, tt.body, twelve)
		if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestOneBillIsNamed(t *testing.T) {
	for _, tt := range []struct{ organization, user, says string }{
		{"acme", "", ""}, {"", "ada_acme", ""}, {"", "", "whose bill"}, {"acme", "ada", "not both"}, {"../x", "", "no name"}, {"", "a b", "no name"},
	} {
		err := copilot.Descriptor().CheckFields(map[string]string{"organization": tt.organization, "user": tt.user})
		if (err == nil) != (tt.says == "") || (err != nil && !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%q %q: %v", tt.organization, tt.user, err)
		}
	}
}

func TestSeatsOfTheMonthBeforeStayWhileItsDaysAreReadAgain(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/copilot/billing") {
			_, _ = w.Write([]byte(twelve))
			return
		}
		_, _ = w.Write([]byte(`{"usageItems":[]}`))
	}))
	t.Cleanup(server.Close)
	c, err := copilot.Descriptor().Connect(provider.Values{Fields: organization, BaseURL: server.URL, Today: "2026-12-02"}, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.Fetch(t.Context(), calendar.Through("2026-11-20", "2026-12-02"))
	if err != nil || page.Entries[0].Day != "2026-11-28" || len(page.Entries) != 5 {
		t.Fatalf("%+v %v", page.Entries, err)
	}
	if before, now := page.Entries[0], page.Entries[4]; before.Quantity != "10" || before.Amount.Decimal() != "13.0000" || now.Quantity != "12" {
		t.Errorf("seats that were added in December count in November: %+v, %+v", before, now)
	}
}

func TestAUserWithoutABillIsToldWhereItMayBe(t *testing.T) {
	page, err := fetch(t, map[string]string{"user": "ada", "key": "ghp_x"}, 200, `{"usageItems":[]}`, twelve)
	if err != nil || len(page.Notes) != 1 || !strings.Contains(page.Notes[0], "organization's bill") {
		t.Errorf("%q %v", page.Notes, err)
	}
}
