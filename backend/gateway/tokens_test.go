package gateway_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/gateway"
	"outlay/backend/provider"
)

func TestATokenIsShownOnce(t *testing.T) {
	w := open(t, http.NotFoundHandler())
	id, secret := w.addToken(w.id, "  my tool ")
	if !regexp.MustCompile(`^olg_[a-z2-7]{52}$`).MatchString(secret) {
		t.Errorf("the token is %q", secret)
	}
	_, another := w.addToken(w.id, "my tool")
	if another == secret {
		t.Error("two tokens are one")
	}
	tokens, err := w.gw.Tokens(t.Context())
	if err != nil || len(tokens) != 3 {
		t.Fatal(tokens, err)
	}
	text, _ := json.Marshal(tokens)
	if strings.Contains(string(text)+fmt.Sprintf("%+v %#v", tokens, tokens), secret) {
		t.Errorf("a list holds the token: %s", text)
	}
	if err := w.gw.Revoke(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := w.gw.Revoke(t.Context(), id); !errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
	tokens, _ = w.gw.Tokens(t.Context())
	for _, token := range tokens {
		if (token.RevokedAt != nil) != (token.ID == id) || token.Label == "" || token.Account != w.id {
			t.Errorf("%+v", token)
		}
	}
}

func TestTokensThatCannotBe(t *testing.T) {
	w := open(t, http.NotFoundHandler())
	plain := w.add("plain", "Plain", "")
	for _, tt := range []struct{ what, account, label, says string }{
		{"no name", w.id, " ", "name the tool"},
		{"a name of two lines", w.id, "a\nb", "on one line"},
		{"a name that is a book", w.id, strings.Repeat("x", 101), "101 characters"},
		{"a token for a name", w.id, w.token, "a token was pasted"},
		{"an account without a meter", plain, "tool", "cannot pass through the gateway"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			_, secret, err := w.gw.AddToken(t.Context(), tt.account, tt.label)
			if !errors.Is(err, gateway.ErrInvalid) || !strings.Contains(err.Error(), tt.says) || secret != "" {
				t.Errorf("%q, %v", secret, err)
			}
		})
	}
	if _, _, err := w.gw.AddToken(t.Context(), "nobody", "tool"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
}

// The window makes and revokes tokens; the resident is the one that serves.
func TestAnotherProcessIsHeard(t *testing.T) {
	w := open(t, say(200, "application/json", spoken))
	window := gateway.New(gateway.Options{DB: w.db, Accounts: w.accounts, Book: w.book, Providers: provider.NewRegistry(vendor("openai")), Now: w.clock})
	id, secret, err := window.AddToken(t.Context(), w.id, "made elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	w.token = secret
	until := func(status int) {
		for end := time.Now().Add(time.Minute); w.chat(asked).status != status; {
			if time.Now().After(end) {
				t.Fatalf("after a minute it is still not answered by %d", status)
			}
		}
	}
	until(http.StatusOK)
	if err := window.Revoke(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	until(http.StatusUnauthorized)
}

func TestSlug(t *testing.T) {
	for label, want := range map[string]string{
		"Research Team": "research-team", "  OpenAI (work) ": "openai-work", "a--b__c": "a-b-c", "Équipe 7": "quipe-7", "研究": "", "42": "42", "../x": "x",
	} {
		if got := gateway.Slug(label); got != want {
			t.Errorf("%q is %q, want %q", label, got, want)
		}
	}
}

func TestHowAnAccountIsReached(t *testing.T) {
	w := open(t, say(200, "application/json", `{"data":[]}`))
	w.add("openai", "研究", "http://127.0.0.1:1")
	w.add("plain", "Plain", "")
	setups, err := w.gw.Setups(t.Context(), w.origin+"/")
	if err != nil || len(setups) != 2 {
		t.Fatal(setups, err)
	}
	if s := setups[0]; s.URL != w.origin+"/research" || s.Snippets[0].Text != "export URL="+w.origin+"/research/v1\nexport KEY={token}" || !s.Free || s.Label != "Research" {
		t.Errorf("%+v", s)
	}
	if s := setups[1]; s.URL != w.origin+"/"+s.Account {
		t.Errorf("an account whose name has no letters of an address: %+v", s)
	}
}

func TestATestRequest(t *testing.T) {
	status, body := 200, `{"data":[]}`
	w := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/v1/models" {
			t.Errorf("the vendor is asked %s %s", r.Method, r.URL)
		}
		say(status, "application/json", body)(w, r)
	}))
	test := func(secret string) error { return w.gw.Test(t.Context(), w.origin, w.id, secret) }
	if err := test(w.token); err != nil {
		t.Error(err)
	}
	if err := test("olg_wrong"); !errors.Is(err, gateway.ErrTest) || !strings.Contains(err.Error(), "not one of this account's") {
		t.Errorf("a wrong token: %v", err)
	}
	status, body = 401, `{"error":{"message":"Invalid API Key"}}`
	if err := test(w.token); !errors.Is(err, gateway.ErrTest) || !strings.Contains(err.Error(), "401, Invalid API Key") {
		t.Errorf("a key that the vendor refuses: %v", err)
	}
	if err := w.gw.Test(t.Context(), "http://127.0.0.1:1", w.id, w.token); !errors.Is(err, gateway.ErrTest) || !strings.Contains(err.Error(), "switched on") {
		t.Errorf("nobody listens: %v", err)
	}
}
