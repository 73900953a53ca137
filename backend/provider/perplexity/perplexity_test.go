package perplexity_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/perplexity"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, perplexity.Descriptor(), calendar.Through("2026-09-28", "2026-09-30"))
}

// probe asks a vendor that always answers this, and returns what it was asked.
func probe(t *testing.T, status int, body string) (string, error) {
	t.Helper()
	asked := make(chan string, 9)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.URL.Path
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	values := provider.Values{Fields: map[string]string{"key": "pplx-test"}, BaseURL: server.URL}
	c, err := perplexity.Descriptor().Connect(values, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	err = c.Probe(t.Context())
	return <-asked, err
}

func TestARefusalSaysBothThatItMayMean(t *testing.T) {
	_, err := probe(t, 401, `{"error":{"message":"Unauthorized","type":"invalid_api_key","code":401}}`)
	if !errors.Is(err, provider.ErrKey) || !strings.Contains(err.Error(), "no credit left") {
		t.Error(err)
	}
}

func TestAKeyThatMayNotUseTheRouterIsGood(t *testing.T) {
	if _, err := probe(t, 403, `{"error":{"message":"The Router API is currently in limited preview.","code":403}}`); err != nil {
		t.Error(err)
	}
}

func TestAPathThatIsGoneIsNoGoodKey(t *testing.T) {
	if _, err := probe(t, 404, `{"detail":"Not Found"}`); !errors.Is(err, provider.ErrAnswer) {
		t.Error(err)
	}
}

func TestTheCheckLooksAtTheKeyAndMakesNone(t *testing.T) {
	asked, err := probe(t, 200, `{"object":"list","data":[]}`)
	if err != nil || asked != "GET /router/v1/models" { // GET /v1/models answers to everybody
		t.Errorf("asked for %s: %v", asked, err)
	}
}
