package elevenlabs_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/elevenlabs"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

var span = calendar.Through("2026-08-01", "2026-08-03")

func TestProvider(t *testing.T) {
	providertest.Run(t, elevenlabs.Descriptor(), span)
}

// fetch reads from a vendor that always answers this, and wants the key where it belongs.
func fetch(t *testing.T, status int, body string) (provider.Page, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("xi-api-key") != "sk_test" || r.Header.Get("Authorization") != "" {
			t.Errorf("headers: %v", r.Header)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	values := provider.Values{Fields: map[string]string{"key": "sk_test"}, BaseURL: server.URL}
	c, err := elevenlabs.Descriptor().Connect(values, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c.Fetch(t.Context(), span)
}

func TestCreditsAreWhatIsLeftAndNoMoney(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"some used", `{"character_count":30,"character_limit":100}`, "70"},
		{"none used", `{"character_count":0,"character_limit":100}`, "100"},
		{"more than the plan has", `{"character_count":130,"character_limit":100}`, "-30"},
		{"numbers as text", `{"character_count":"1","character_limit":"3"}`, "2"},
	} {
		page, err := fetch(t, 200, tt.body)
		if !errors.Is(err, provider.ErrUnpublished) || len(page.Balances) != 1 || page.Balances[0].Value.String() != tt.want || page.Balances[0].Unit != "credits" {
			t.Errorf("%s: %+v %v", tt.name, page.Balances, err)
		}
	}
}

func TestWhatLacksANumberIsNotShown(t *testing.T) {
	for _, body := range []string{
		`{"character_count":1}`, `{"character_limit":1}`, `{"character_count":null,"character_limit":1}`, `{"character_count":"unlimited","character_limit":1}`,
		`{"character_count":1e25,"character_limit":1}`,
	} {
		if page, err := fetch(t, 200, body); !errors.Is(err, provider.ErrAnswer) || page.Balances != nil {
			t.Errorf("%s: %+v %v", body, page.Balances, err)
		}
	}
}

func TestAMissingPermissionIsToldFromABadKey(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       error
	}{
		{"a bad key", `{"detail":{"status":"invalid_api_key","message":"Invalid API key"}}`, provider.ErrKey},
		{"a key without user_read", `{"detail":{"status":"missing_permissions","message":"The API key you used is missing the permission user_read to execute this operation."}}`, provider.ErrScope},
		{"no words", ``, provider.ErrKey},
	} {
		_, err := fetch(t, 401, tt.body)
		if !errors.Is(err, tt.want) || (tt.want == provider.ErrScope) != strings.Contains(err.Error(), "user_read") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
