package bind_test

import (
	"strings"
	"testing"
	"time"

	"outlay/app/bind"
	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/report"
)

// workshop is a world for analytics and activity: two models with tokens, keys with names, two
// tags that share a project, a day that a bill and the gateway know, a credit, and figures far
// apart.
var workshop = world{"workshop", func(t *testing.T, house *backend.Backend) {
	id := addAccount(t, house, "Workshop", "")
	span := calendar.Through("2026-09-24", "2026-11-22")
	r := ledger.Read{Account: id, Basis: ledger.Billed, Span: span, At: today, SettlesAfter: 72 * time.Hour, Usage: []ledger.Usage{}}
	entry := func(day calendar.Day, item, model, project, amount string) {
		a, err := money.Parse(amount, money.USD)
		if err != nil {
			t.Fatal(err)
		}
		r.Entries = append(r.Entries, ledger.Entry{Account: id, Basis: ledger.Billed, Day: day, Item: item + project, Line: item, Model: model, Project: project, Key: "key_" + project, Amount: a})
	}
	for i, day := range span.Days() {
		for part, model := range []string{"gpt-5.4", "gpt-5.4-mini"} {
			project := []string{"proj_web", "proj_app"}[(i+part)%2]
			entry(day, model+", input", model, project, []string{"4.25", "0.0000125"}[part])
			r.Usage = append(r.Usage, ledger.Usage{
				Account: id, Day: day, Kind: "completions", Model: model, Project: project, Key: "key_" + project,
				InputTokens: int64(1_000_000 + i*10_000), CachedTokens: int64(400_000 * part), OutputTokens: 60_000, Requests: 210,
			})
		}
	}
	entry("2026-11-03", "Annual commitment", "", "", "9999999.9999")
	entry("2026-11-04", "Credit", "", "", "-250")
	if _, err := house.Ledger.Put(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	metered := ledger.Read{Account: id, Basis: ledger.Metered, Span: calendar.Through("2026-11-18", "2026-11-19"), At: today}
	metered.Entries = []ledger.Entry{{Account: id, Basis: ledger.Metered, Day: "2026-11-18", Item: "gpt-5.4", Line: "gpt-5.4", Model: "gpt-5.4", Key: "laptop", Amount: money.FromNanos(4_100_000_000, money.USD)}}
	if _, err := house.Ledger.Put(t.Context(), metered); err != nil {
		t.Fatal(err)
	}
	names := []ledger.Name{{Kind: "project", ID: "proj_web", Name: "Web shop"}, {Kind: "project", ID: "proj_app", Name: "App"}, {Kind: "key", ID: "key_proj_web", Name: "Web server"}}
	if err := house.Ledger.PutNames(t.Context(), id, names); err != nil {
		t.Fatal(err)
	}
	finish(t, house, id, account.Outcome{State: account.OK, Whole: true, At: today.Add(-4 * time.Minute)})
	web := ledger.Part{Account: id, Of: ledger.ByProject, Key: "proj_web"}
	for name, parts := range map[string][]ledger.Part{"Client Acme": {web}, "Team blue": {web, {Account: id, Of: ledger.ByProject, Key: "proj_app"}}} {
		if err := house.Tags.Put(t.Context(), name, parts); err != nil {
			t.Fatal(err)
		}
	}
}}

func TestGoldenAnswersOfAnalytics(t *testing.T) {
	for _, w := range append(worlds, workshop) {
		t.Run(w.name, func(t *testing.T) {
			screen := door(t, w, bind.Host{})["analytics"].(*bind.Analytics)
			month := report.Question{From: "2026-11-01", Through: "2026-11-22", Compare: true}
			for _, by := range []string{"service", "model", "tag"} {
				if by == "tag" && w.name != "workshop" {
					continue
				}
				month.By = by
				answer, err := screen.Get(month)
				golden(t, strings.TrimSuffix("analytics-"+w.name+"-by-"+by, "-by-service"), answer, err)
			}
			choices, err := screen.Choices()
			golden(t, "choices-"+w.name, choices, err)
		})
	}
	presets, err := door(t, workshop, bind.Host{})["analytics"].(*bind.Analytics).Presets("")
	golden(t, "presets", presets, err)
}

func TestGoldenAnswersOfActivity(t *testing.T) {
	for _, w := range append(worlds, workshop) {
		t.Run(w.name, func(t *testing.T) {
			screen := door(t, w, bind.Host{})["activity"].(*bind.Activity)
			page, err := screen.Page(report.ActivityQuestion{Limit: 25})
			page.Version = 1 // counts every write of the test's own
			golden(t, "activity-"+w.name, page, err)
			if w.name != "workshop" {
				return
			}
			for _, day := range []string{"2026-11-18", "2026-11-04", "2026-01-01"} {
				why, err := screen.Why(page.Items[0].Entry.Account, day)
				golden(t, "why-"+day, why, err)
			}
		})
	}
}

func TestWhatAnalyticsAndActivityCannotAnswerIsAFault(t *testing.T) {
	screens := door(t, workshop, bind.Host{})
	_, noDay := screens["analytics"].(*bind.Analytics).Get(report.Question{From: "tomorrow", Through: "2026-11-22", By: "model"})
	_, tooMany := screens["activity"].(*bind.Activity).Page(report.ActivityQuestion{Limit: 501})
	_, nobody := screens["activity"].(*bind.Activity).Why("nobody", "2026-11-22")
	_, noSuchDay := screens["activity"].(*bind.Activity).Why("nobody", "x")
	for want, err := range map[bind.Fault]error{
		{Code: "invalid", Message: "\"tomorrow\": not a day; write it as 2026-11-22."}: noDay,
		{Code: "invalid", Message: "501 rows from 0 on; a page has at most 500."}:      tooMany,
		{Code: "not_found", Message: "Why 2026-11-22: no such account."}:               nobody,
		{Code: "failed", Message: "\"x\": not a day; write it as 2026-11-22."}:         noSuchDay,
	} {
		if got := bind.FaultOf(err); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}
