package price_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"outlay/backend/calendar"
	"outlay/backend/price"
)

// The cases were priced by the package's own code, in floating point: ours agrees to the nano.
func TestTheTableIsReadAsItsOwnCodeReadsIt(t *testing.T) {
	text, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Provider, Model       string
		On                    calendar.Day
		Input, Cached, Output int64
		Want                  decimal.Decimal
		ID                    string
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 200 {
		t.Fatalf("%d cases: %v", len(cases), err)
	}
	for _, tt := range cases {
		got, err := price.Default().Cost(price.Query{Provider: tt.Provider, Model: tt.Model, On: tt.On, Input: tt.Input, Cached: tt.Cached, Output: tt.Output})
		if err != nil || len(got.Unpriced) > 0 || got.Model != tt.ID || got.Amount.Value.Sub(tt.Want).Abs().GreaterThan(decimal.New(1, -9)) {
			t.Errorf("%s %s on %s, %d in: got %s as %s (%v), want %s as %s", tt.Provider, tt.Model, tt.On, tt.Input, got.Amount, got.Model, err, tt.Want, tt.ID)
		}
	}
}

const own = `{"models":[
	{"provider":"acme","id":"big","match":{"or":[{"starts_with":"big"},{"equals":"Large"}]},"prices":[
		{"prices":{"input_mtok":2,"cache_read_mtok":0.5,"cache_write_mtok":2.5,"cache_write_1h_mtok":4,"output_mtok":10,"web_searches_kcount":10}},
		{"constraint":{"type":"start_date","start_date":"2026-11-01"},"prices":{"input_mtok":{"base":1,"tiers":[{"start":1000,"price":3}]},"output_mtok":{"base":4,"tiers":[{"start":1000,"price":6}]},"input_audio_mtok":40,"output_audio_mtok":80}}],
		"source":"https://example.com","as_of":"2026-11-22"},
	{"provider":"acme","id":"night","match":{"and":[{"contains":"night"},{"ends_with":"-1"},{"regex":"^n"}]},"prices":[
		{"prices":{"input_mtok":1,"output_mtok":1}},
		{"constraint":{"type":"time_of_date","start_time":"22:00:00Z","end_time":"06:00:00Z"},"prices":{"input_mtok":5,"output_mtok":5}}]},
	{"provider":"acme","id":"calls","match":{"equals":"calls"},"prices":{"requests_kcount":5}}],
	"tiers":[{"provider":"acme","tier":"batch","factor":0.5,"source":"https://example.com","as_of":"2026-11-22"}]}`

func table(t interface{ Fatal(...any) }) *price.Table {
	laid, err := price.Default().Overlay(strings.NewReader(own))
	if err != nil {
		t.Fatal(err)
	}
	return laid
}

func TestWhatACallCosts(t *testing.T) {
	at := func(clock string) time.Time {
		when, err := time.Parse(time.RFC3339, "2026-11-22T"+clock+"Z")
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	const before, after = "2026-10-31", "2026-11-01"
	for _, tt := range []struct {
		name     string
		q        price.Query
		want     string
		unpriced string
	}{
		{"input alone", price.Query{Model: "big-1", On: before, Input: 1_000_000}, "2.0000", ""},
		{"a model by its whole name, whatever the case", price.Query{Model: "large", On: before, Input: 500_000}, "1.0000", ""},
		{"cached tokens are part of the input", price.Query{Model: "big", On: before, Input: 1_000_000, Cached: 400_000}, "1.4000", ""},
		{"cache writes of five minutes and of an hour", price.Query{Model: "big", On: before, Input: 1_000_000, CacheWrite5m: 100_000, CacheWrite1h: 200_000}, "2.4500", ""},
		{"output", price.Query{Model: "big", On: before, Output: 1}, "0.00001", ""},
		{"a search", price.Query{Model: "big", On: before, WebSearches: 3}, "0.0300", ""},
		{"requests cost nothing where tokens do", price.Query{Model: "big", On: before, Requests: 1000}, "0.0000", ""},
		{"requests where they have a price", price.Query{Model: "calls", On: before, Requests: 1}, "0.0050", ""},
		{"the new price on its first day", price.Query{Model: "big", On: after, Input: 1000, Output: 1000}, "0.0050", ""},
		{"a request as long as the step", price.Query{Model: "big", On: after, Input: 1000}, "0.0010", ""},
		{"a token longer, and all of it is dearer", price.Query{Model: "big", On: after, Input: 1001, Output: 1000}, "0.009003", ""},
		{"cached tokens without a price cost as others", price.Query{Model: "big", On: after, Input: 1000, Cached: 1000}, "0.0010", ""},
		{"searches without a price", price.Query{Model: "big", On: after, Input: 1000, WebSearches: 1}, "0.0010", "web searches"},
		{"sound", price.Query{Model: "big", On: after, Input: 1000, AudioInput: 1000, Output: 10, AudioOutput: 10}, "0.0408", ""},
		{"sound without a price", price.Query{Model: "big", On: before, Input: 2000, AudioInput: 1000}, "0.0020", "sound"},
		{"a tier that is known", price.Query{Model: "big", On: before, Tier: "batch", Input: 1_000_000}, "1.0000", ""},
		{"a tier that is not", price.Query{Model: "big", On: before, Tier: "priority", Input: 1_000_000}, "0.0000", "the tier priority"},
		{"a tier that is none", price.Query{Model: "big", On: before, Tier: "default", Input: 1_000_000}, "2.0000", ""},
		{"an hour of the day", price.Query{Model: "night-1", On: after, At: at("12:00:00"), Input: 1_000_000}, "1.0000", ""},
		{"an hour of the night", price.Query{Model: "night-1", On: after, At: at("23:00:00"), Input: 1_000_000}, "5.0000", ""},
		{"after midnight", price.Query{Model: "night-1", On: after, At: at("05:59:59"), Input: 1_000_000}, "5.0000", ""},
		{"the night is over", price.Query{Model: "night-1", On: after, At: at("06:00:00"), Input: 1_000_000}, "1.0000", ""},
		{"an hour that nobody knows is the dearest", price.Query{Model: "night-1", On: after, Input: 1_000_000}, "5.0000", ""},
		{"nothing", price.Query{Model: "big", On: before}, "0.0000", ""},
	} {
		tt.q.Provider = "acme"
		got, err := table(t).Cost(tt.q)
		if err != nil || got.Amount.Decimal() != tt.want || strings.Join(got.Unpriced, ", ") != tt.unpriced {
			t.Errorf("%s: %s %v %v, want %s %s", tt.name, got.Amount, got.Unpriced, err, tt.want, tt.unpriced)
		}
	}
}

func TestWhatIsUnknownIsUnknown(t *testing.T) {
	for _, q := range []price.Query{
		{Provider: "openai", Model: "gpt-99-imaginary", On: "2026-11-22", Input: 10}, {Provider: "openai", On: "2026-11-22"},
		{Provider: "nobody", Model: "gpt-4o", On: "2026-11-22"}, {Provider: "acme", Model: "night-2", On: "2026-11-22"},
	} {
		if got, err := table(t).Cost(q); !errors.Is(err, price.ErrUnknown) || got.Amount.Currency != "" {
			t.Errorf("%+v: %+v %v", q, got, err)
		}
	}
}

func TestADayInANameMayBeWrittenWithoutDashes(t *testing.T) {
	a, errA := price.Default().Cost(price.Query{Provider: "openai", Model: "gpt-4o-20240806", On: "2026-11-22", Input: 1_000_000})
	b, errB := price.Default().Cost(price.Query{Provider: "openai", Model: "gpt-4o-2024-08-06", On: "2026-11-22", Input: 1_000_000})
	if errA != nil || errB != nil || a.Model != b.Model || !a.Amount.Value.Equal(b.Amount.Value) {
		t.Errorf("%+v %v, %+v %v", a, errA, b, errB)
	}
}

func TestFilesOfPricesThatCannotBe(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": `prices`, "an unknown name": `{"model":[]}`, "a model without prices": `{"models":[{"provider":"a","id":"b","match":{"equals":"b"}}]}`,
		"no rule":                `{"models":[{"provider":"a","id":"b","match":{"like":"b"},"prices":{"input_mtok":1}}]}`,
		"two rules":              `{"models":[{"provider":"a","id":"b","match":{"equals":"b","contains":"b"},"prices":{"input_mtok":1}}]}`,
		"a pattern that is none": `{"models":[{"provider":"a","id":"b","match":{"regex":"("},"prices":{"input_mtok":1}}]}`,
		"a price below zero":     `{"models":[{"provider":"a","id":"b","match":{"equals":"b"},"prices":{"input_mtok":-1}}]}`,
		"tiers out of order":     `{"models":[{"provider":"a","id":"b","match":{"equals":"b"},"prices":{"input_mtok":{"base":1,"tiers":[{"start":5,"price":1},{"start":5,"price":2}]}}}]}`,
		"a price in words":       `{"models":[{"provider":"a","id":"b","match":{"equals":"b"},"prices":{"input_mtok":"much"}}]}`,
		"a free tier":            `{"tiers":[{"provider":"a","tier":"b","factor":0}]}`,
	} {
		if _, err := price.Default().Overlay(strings.NewReader(text)); !errors.Is(err, price.ErrOverlay) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMoreTokensNeverCostLess(t *testing.T) {
	laid := table(t)
	rapid.Check(t, func(t *rapid.T) {
		q := price.Query{Provider: "acme", Model: "big", On: rapid.SampledFrom([]calendar.Day{"2026-10-31", "2026-11-01"}).Draw(t, "day")}
		q.Input, q.Output = rapid.Int64Range(0, 1e7).Draw(t, "input"), rapid.Int64Range(0, 1e7).Draw(t, "output")
		q.Cached = rapid.Int64Range(0, q.Input).Draw(t, "cached")
		less, err := laid.Cost(q)
		if err != nil {
			t.Fatal(err)
		}
		q.Input += rapid.Int64Range(0, 1e6).Draw(t, "more input")
		q.Output += rapid.Int64Range(0, 1e6).Draw(t, "more output")
		more, err := laid.Cost(q)
		if err != nil || more.Amount.Value.LessThan(less.Amount.Value) {
			t.Fatalf("%s, then %s: %v", less.Amount, more.Amount, err)
		}
	})
}

func TestTheTableSaysHowOldItIs(t *testing.T) {
	if d := price.Default(); d.AsOf() < "2026-01-01" || !strings.Contains(d.Source(), "genai-prices") {
		t.Error(d.AsOf(), d.Source())
	}
	var file struct {
		Tiers []struct{ Provider, Tier, Source, AsOf string }
	}
	text, err := os.ReadFile("overlay.json")
	if err != nil || json.Unmarshal(text, &file) == nil && !slices.ContainsFunc(file.Tiers, func(x struct{ Provider, Tier, Source, AsOf string }) bool {
		return strings.HasPrefix(x.Source, "https://")
	}) {
		t.Errorf("our own prices lack their sources: %v", err)
	}
}

func FuzzOverlay(f *testing.F) {
	f.Add(own)
	f.Fuzz(func(t *testing.T, text string) {
		laid, err := price.Default().Overlay(strings.NewReader(text))
		if err != nil {
			return
		}
		if got, err := laid.Cost(price.Query{Provider: "acme", Model: "big", On: "2026-11-22", Input: 10}); err == nil && got.Amount.Value.IsNegative() {
			t.Errorf("a call earns money: %s", got.Amount)
		}
	})
}
