package groq_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/groq"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, groq.Descriptor(), calendar.Through("2026-08-01", "2026-08-03"))
}

// connect returns a connector to a vendor that always answers this.
func connect(t *testing.T, status int, body string) provider.Connector {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	values := provider.Values{Fields: map[string]string{"key": "gsk_test"}, BaseURL: server.URL}
	c, err := groq.Descriptor().Connect(values, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhatARefusalSaysAboutTheKey(t *testing.T) {
	none := errors.New("none of the reasons")
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   error
	}{
		{"a bad key", 401, `{"error":{"message":"Invalid API Key","type":"invalid_request_error","code":"invalid_api_key"}}`, provider.ErrKey},
		{"a network that the edge turns away", 403, `{"error":{"message":"Access denied. Please check your network settings."}}`, none},
		{"the edge again, in other words", 403, `{"error":{"message":"Requests from a VPN are not served"}}`, none},
		{"a key without the right", 403, `{"error":{"message":"no such permission","code":"permission_denied"}}`, provider.ErrScope},
		{"the account's own spend limit", 400, `{"error":{"message":"Organization reached its spend limit","code":"blocked_api_access"}}`, nil},
		{"any other bad request", 400, `{"error":{"message":"bad"}}`, provider.ErrAnswer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := connect(t, tt.status, tt.body)
			err := c.Probe(t.Context())
			if tt.want == none {
				if err == nil || isReason(err) {
					t.Errorf("got %v, want a fault that may pass", err)
				}
				return
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func isReason(err error) bool {
	return errors.Is(err, provider.ErrKey) || errors.Is(err, provider.ErrScope) || errors.Is(err, provider.ErrPlan) || errors.Is(err, provider.ErrAnswer)
}

func TestTheSpendLimitIsNotedBesideTheGap(t *testing.T) {
	c := connect(t, 400, `{"error":{"message":"spend_limit reached"}}`)
	page, err := c.Fetch(t.Context(), calendar.Through("2026-08-01", "2026-08-01"))
	if !errors.Is(err, provider.ErrUnpublished) || len(page.Notes) != 1 || !strings.Contains(page.Notes[0], "spend limit") {
		t.Errorf("%v %q", err, page.Notes)
	}
}

func TestOnlyKeysOfGroqAreTaken(t *testing.T) {
	for key, good := range map[string]bool{"gsk_abc": true, "pplx-abc": false, "sk-ant-abc": false} {
		if err := groq.Descriptor().CheckKey(key); (err == nil) != good {
			t.Errorf("%s: %v", key, err)
		}
	}
}
