package simulator_test

import (
	"net/http"
	"testing"

	"outlay/backend/simulator"
)

func TestGitHubIsStrict(t *testing.T) {
	sim := simulator.New(simulator.Options{})
	to, err := sim.Account("copilot")
	if err != nil {
		t.Fatal(err)
	}
	w := play(t, simulator.Options{})
	usage := "/copilot/organizations/" + to.Fields["organization"] + "/settings/billing/usage"
	for _, tt := range []struct {
		name, method, uri, token, version string
		status                            int
	}{
		{"as documented", "GET", usage + "?year=2026&month=10", to.Key, "2026-03-10", 200},
		{"its seats", "GET", "/copilot/orgs/" + to.Fields["organization"] + "/copilot/billing", to.Key, "2026-03-10", 200},
		{"another version", "GET", usage + "?year=2026&month=10", to.Key, "", 400},
		{"no token", "GET", usage + "?year=2026&month=10", "", "2026-03-10", 401},
		{"a token without the permission", "GET", usage + "?year=2026&month=10", to.Weak, "2026-03-10", 403},
		{"an organization that it does not see", "GET", "/copilot/organizations/others/settings/billing/usage?year=2026&month=10", to.Key, "2026-03-10", 404},
		{"a month that is none", "GET", usage + "?year=2026&month=13", to.Key, "2026-03-10", 400},
		{"a parameter that is none", "GET", usage + "?year=2026&month=10&page=2", to.Key, "2026-03-10", 400},
		{"another path", "GET", "/copilot/enterprises/x", to.Key, "2026-03-10", 404},
		{"a change", "POST", usage + "?year=2026&month=10", to.Key, "2026-03-10", 405},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, w.url+tt.uri, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("User-Agent", "Outlay/test")
		r.Header.Set("Accept", "application/vnd.github+json")
		if tt.version != "" {
			r.Header.Set("X-GitHub-Api-Version", tt.version)
		}
		if tt.token != "" {
			r.Header.Set("Authorization", "Bearer "+tt.token)
		}
		answer, err := w.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != tt.status {
			t.Errorf("%s: %d, want %d", tt.name, answer.StatusCode, tt.status)
		}
	}
}
