package main

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/simulator"
)

func TestEachFaultOfTheVendorPutsTheAccountInItsState(t *testing.T) {
	const costs = "/v1/organization/costs"
	for _, tt := range []struct {
		name, state string
		fault       simulator.Fault
	}{
		{"a refused key", "key_refused", simulator.Fault{Name: "key_refused"}},
		{"a key without the scope", "scope_missing", simulator.Fault{Name: "scope_missing"}},
		{"a key without the scope, said with 401", "scope_missing", simulator.Fault{Name: "scope_as_401"}},
		{"a pause that is longer than our patience", "rate_limited", simulator.Fault{Name: "rate_limited", Value: "3600"}},
		{"half of the JSON", "bad_answer", simulator.Fault{Name: "truncated"}},
		{"an empty body", "bad_answer", simulator.Fault{Name: "empty"}},
		{"JSON of another kind", "bad_answer", simulator.Fault{Name: "nonsense"}},
		{"a page of HTML", "bad_answer", simulator.Fault{Name: "html_200"}},
		{"a cursor that repeats for ever", "bad_answer", simulator.Fault{Name: "repeating_cursor"}},
		{"a page that never ends", "bad_answer", simulator.Fault{Name: "endless"}},
		{"an amount that is NaN", "bad_answer", simulator.Fault{Name: "nan", Path: costs}},
		{"an amount that is null", "bad_answer", simulator.Fault{Name: "null", Path: costs}},
		{"an amount beyond any ledger", "bad_answer", simulator.Fault{Name: "huge", Path: costs}},
		{"a result without its amount", "bad_answer", simulator.Fault{Name: "missing_fields", Path: costs}},
		{"a day outside of the span", "bad_answer", simulator.Fault{Name: "outside", Path: costs}},
		{"a redirect to another host", "bad_answer", simulator.Fault{Name: "redirect", Value: "http://127.0.0.2:1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			world, url := vendor(t, simulator.Options{})
			p := newProfile(t, url)
			p.connect("Research")
			p.must(nil, nil, "sync", "--from", "2026-11-01")
			before := p.total("2026-11-01", "2026-11-22")
			if err := world.SetFault(tt.fault); err != nil {
				t.Fatal(err)
			}
			out, errs, code := p.run(nil, "sync", "--json", "--from", "2026-11-01")
			if code != exitFailed || errs != "" {
				t.Errorf("exit code %d, stderr %q", code, errs)
			}
			var synced struct {
				Accounts []struct {
					State string
					Error struct{ Code, Message string }
				}
			}
			if err := json.Unmarshal([]byte(out), &synced); err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			if a := synced.Accounts[0]; a.State != tt.state || a.Error.Code != tt.state || a.Error.Message == "" {
				t.Errorf("sync: %+v", a)
			}
			var list struct {
				Accounts []struct{ State, Reason string }
			}
			p.must(&list, nil, "account", "list")
			if a := list.Accounts[0]; a.State != tt.state || a.Reason == "" {
				t.Errorf("account list: %+v", a)
			}
			if after := p.total("2026-11-01", "2026-11-22"); after != before {
				t.Errorf("the total was %s and is %s", before, after)
			}
			world.ClearFaults()
			p.must(nil, nil, "sync", "--from", "2026-11-01")
			if after := p.total("2026-11-01", "2026-11-22"); after != before {
				t.Errorf("after the fault the total was %s and is %s", before, after)
			}
		})
	}
}

func TestFaultsThatMayPassAreTriedAgainAndHoldNobodyBack(t *testing.T) {
	t.Parallel()
	_, url := vendor(t, simulator.Options{})
	p := newProfile(t, url)
	want := map[string]string{p.connect("well"): "ok"}
	for fault, state := range map[string]string{
		"rate_limited": "rate_limited", "server_error": "unreachable", "html_502": "unreachable",
		"hang": "unreachable", "slow": "unreachable", "cut": "unreachable",
	} {
		world, url := vendor(t, simulator.Options{})
		if err := world.SetFault(simulator.Fault{Name: fault}); err != nil {
			t.Fatal(err)
		}
		p.url = url
		want[p.connect(fault)] = state
	}
	out, errs, code := p.run(nil, "sync", "--json", "--from", "2026-11-01")
	if code != exitSome || errs != "" {
		t.Errorf("exit code %d, stderr %q", code, errs)
	}
	var synced struct{ Accounts []struct{ ID, State string } }
	if err := json.Unmarshal([]byte(out), &synced); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	for _, a := range synced.Accounts {
		if a.State != want[a.ID] {
			t.Errorf("got %+v, want %s", a, want[a.ID])
		}
		delete(want, a.ID)
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of %v", want)
	}
}

func TestAmountsOfEachFormAreCounted(t *testing.T) {
	for _, fault := range []string{"negative", "tiny"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			world, url := vendor(t, simulator.Options{StringAmounts: fault == "tiny"})
			if err := world.SetFault(simulator.Fault{Name: fault, Path: "/v1/organization/costs"}); err != nil {
				t.Fatal(err)
			}
			p := newProfile(t, url)
			p.connect("Research")
			p.must(nil, nil, "sync", "--from", "2026-11-01")
			if _, err := decimal.NewFromString(p.total("2026-11-01", "2026-11-22")); err != nil {
				t.Error(err)
			}
			want := map[string]string{"negative": "-1.2500", "tiny": "0.0000001"}[fault]
			var export struct {
				Entries []struct{ Amount struct{ Value string } }
			}
			p.must(&export, nil, "export", "--from", "2026-11-01", "--to", "2026-11-22")
			for _, e := range export.Entries {
				if e.Amount.Value == want {
					return
				}
			}
			t.Errorf("no entry has the amount %s", want)
		})
	}
}

func TestAnotherCurrencyIsATotalOfItsOwn(t *testing.T) {
	world, url := vendor(t, simulator.Options{})
	if err := world.SetFault(simulator.Fault{Name: "euro", Path: "/v1/organization/costs"}); err != nil {
		t.Fatal(err)
	}
	p := newProfile(t, url)
	p.connect("Research")
	p.must(nil, nil, "sync", "--from", "2026-11-01")
	var spend struct{ Totals []struct{ Currency string } }
	p.must(&spend, nil, "report", "--from", "2026-11-01", "--to", "2026-11-22")
	if len(spend.Totals) != 2 || spend.Totals[0].Currency != "EUR" || spend.Totals[1].Currency != "USD" {
		t.Errorf("totals are %v", spend.Totals)
	}
}
