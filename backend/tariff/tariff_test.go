package tariff_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"outlay/backend/database"
	"outlay/backend/price"
	"outlay/backend/settings"
	"outlay/backend/tariff"
)

var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// published is a feed with as many models as are needed to be believed, one of them at a price.
func published(t *testing.T, models int, perMillion string) string {
	t.Helper()
	rows := []string{fmt.Sprintf(`{"id":"gpt-99","match":{"equals":"gpt-99"},"context_window":1,"prices":[{"prices":{"input_mtok":%s}},{"constraint":{"start_date":"2027-01-01"},"prices":{"input_mtok":9}}]}`, perMillion)}
	for i := range models {
		rows = append(rows, fmt.Sprintf(`{"id":"m%d","match":{"equals":"m%d"},"prices":{"input_mtok":1}}`, i, i))
	}
	return `[{"id":"openai","name":"OpenAI","api_pattern":"x","models":[` + strings.Join(rows, ",") + `]},{"id":"nobody","models":null}]`
}

// feed answers what it is told, and counts.
type feed struct {
	*httptest.Server
	status  int
	body    string
	asked   int
	request *http.Request
}

func serve(t *testing.T) *feed {
	t.Helper()
	f := &feed{status: http.StatusOK}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asked++
		f.request = r
		w.WriteHeader(f.status)
		_, _ = w.Write([]byte(f.body))
	}))
	t.Cleanup(f.Close)
	return f
}

func open(t *testing.T, f *feed) (*tariff.Desk, string) {
	t.Helper()
	dir := t.TempDir()
	o := tariff.Options{Dir: dir, Client: http.DefaultClient, Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)}
	if f != nil {
		o.Feed = f.URL + "/data.json"
	}
	return tariff.New(o), dir
}

func cost(t *testing.T, d *tariff.Desk, model string) string {
	t.Helper()
	got, err := d.Table().Cost(price.Query{Provider: "openai", Model: model, On: "2026-11-23", Input: 1_000_000})
	if errors.Is(err, price.ErrUnknown) {
		return "unknown"
	}
	if err != nil {
		t.Fatal(err)
	}
	return got.Amount.Decimal()
}

func write(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, tariff.OwnFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func own(perMillion string) string {
	return `{"models":[{"provider":"openai","id":"mine","match":{"equals":"mine"},"prices":{"input_mtok":` + perMillion + `}}]}`
}

func TestOnesOwnPricesHoldFromTheNextCallOn(t *testing.T) {
	d, dir := open(t, nil)
	if got := cost(t, d, "mine"); got != "unknown" {
		t.Errorf("before there is a file: %s", got)
	}
	for _, step := range []struct{ what, file, want, problem string }{
		{"a file", own("2"), "2.0000", ""},
		{"a corrected file", own("12.5"), "12.5000", ""},
		{"a typing error makes no call free", own(`"much"`), "unknown", "not used"},
		{"no JSON", "{", "unknown", "not used"},
		{"the error mended", own("3"), "3.0000", ""},
	} {
		write(t, dir, step.file)
		if got := cost(t, d, "mine"); got != step.want {
			t.Errorf("%s: %s, want %s", step.what, got, step.want)
		}
		if got := cost(t, d, "gpt-5"); got != "1.2500" {
			t.Errorf("%s: the table itself says %s", step.what, got)
		}
		if got := d.State(); (got.Problem == "") != (step.problem == "") || !strings.Contains(got.Problem, step.problem) || got.Own != 1 && step.problem == "" {
			t.Errorf("%s: %+v", step.what, got)
		}
	}
	if err := os.Remove(filepath.Join(dir, tariff.OwnFile)); err != nil {
		t.Fatal(err)
	}
	if got := d.State(); cost(t, d, "mine") != "unknown" || got.Own != 0 || got.Problem != "" {
		t.Errorf("after the file is gone: %+v", got)
	}
}

func TestNewerPricesAreFetchedWhenAsked(t *testing.T) {
	f := serve(t)
	d, dir := open(t, f)
	write(t, dir, own("2"))
	f.body = published(t, 2000, "7")
	if err := d.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := cost(t, d, "gpt-99"); got != "7.0000" {
		t.Errorf("a model that only the feed knows: %s", got)
	}
	if got := cost(t, d, "mine"); got != "2.0000" {
		t.Errorf("one's own over what was fetched: %s", got)
	}
	if got, err := d.Table().Cost(price.Query{Provider: "openai", Model: "m1", On: "2026-11-23", Tier: "batch", Input: 1_000_000}); err != nil || got.Amount.Decimal() != "0.5000" {
		t.Errorf("our own tiers over what was fetched: %+v, %v", got, err)
	}
	if got := d.State(); got.AsOf != "2026-11-23" || !got.Fetched || got.Own != 1 {
		t.Errorf("%+v", got)
	}
	if f.request.URL.RawQuery != "" || f.request.Header.Get("Authorization") != "" || f.request.Header.Get("Cookie") != "" {
		t.Errorf("the request says more than that it asks: %s %v", f.request.URL, f.request.Header)
	}
	again := tariff.New(tariff.Options{Dir: dir, Now: d.Now})
	if got := cost(t, again, "gpt-99"); got != "7.0000" {
		t.Errorf("another program: %s", got)
	}
}

func TestWhatCannotBeATableChangesNothing(t *testing.T) {
	f := serve(t)
	d, _ := open(t, f)
	f.body = published(t, 2000, "7")
	if err := d.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what   string
		status int
		body   string
	}{
		{"a page that says not found", 404, "404: Not Found"},
		{"a page", 200, "<html>"},
		{"nothing", 200, ""},
		{"a table of three models", 200, published(t, 2, "1")},
		{"a price below zero", 200, published(t, 2000, "-1")},
		{"a price in words", 200, published(t, 2000, `"free"`)},
		{"a table cut short", 200, published(t, 2000, "8")[:5000]},
		{"a body without an end", 200, "[" + strings.Repeat(" ", 13<<20)},
	} {
		f.status, f.body = tt.status, tt.body
		if err := d.Fetch(t.Context()); !errors.Is(err, tariff.ErrFetch) {
			t.Errorf("%s: %v", tt.what, err)
		}
		if got := cost(t, d, "gpt-99"); got != "7.0000" {
			t.Errorf("%s: now %s", tt.what, got)
		}
	}
	f.Close()
	if err := d.Fetch(t.Context()); !errors.Is(err, tariff.ErrFetch) || cost(t, d, "gpt-99") != "7.0000" {
		t.Errorf("nobody there: %v", err)
	}
}

func TestADamagedFetchedFileIsNamed(t *testing.T) {
	d, dir := open(t, nil)
	for _, text := range []string{"{", `{"as_of":"2027-01-01","vendors":[]}`, `{"as_of":"soon","vendors":[{"id":"openai","models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":1}}]}]}`} {
		if err := os.WriteFile(filepath.Join(dir, "prices-fetched.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := d.State(); !strings.Contains(got.Problem, "fetch") || got.Fetched || cost(t, d, "gpt-5") != "1.2500" {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

func TestAProgramNewerThanWhatWasFetchedUsesItsOwn(t *testing.T) {
	d, dir := open(t, nil)
	old := map[string]any{"package": "old", "as_of": "2025-01-01", "vendors": []any{map[string]any{"id": "openai", "models": []any{map[string]any{"id": "gpt-5", "match": map[string]string{"equals": "gpt-5"}, "prices": map[string]int{"input_mtok": 99}}}}}}
	text, err := json.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "prices-fetched.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := d.State(); cost(t, d, "gpt-5") != "1.2500" || got.Fetched || got.Problem != "" {
		t.Errorf("%s, %+v", cost(t, d, "gpt-5"), got)
	}
}

func TestPricesAreFetchedWeeklyOnlyWhereThatIsSwitchedOn(t *testing.T) {
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "outlay.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	chosen := settings.New(db)
	f := serve(t)
	f.body = published(t, 2000, "7")
	d, _ := open(t, f)
	attend := func() { tariff.AttendOnce(t.Context(), d, chosen) }
	attend()
	if f.asked != 0 {
		t.Fatal("asked, though nobody wanted it")
	}
	on := settings.Default()
	on.FetchPrices = true
	if err := chosen.Save(t.Context(), on); err != nil {
		t.Fatal(err)
	}
	clock := time.Now() // the file's own moment is of the real clock
	d.Now = func() time.Time { return clock }
	for _, step := range []struct {
		what  string
		later time.Duration
		asked int
	}{
		{"none was fetched yet", 0, 1},
		{"an hour later", time.Hour, 1},
		{"a minute before a week is over", 7*24*time.Hour - time.Minute, 1},
		{"a week and a minute later", 7*24*time.Hour + time.Minute, 2},
		{"the clock was set back by a month", -30 * 24 * time.Hour, 3},
	} {
		clock = time.Now().Add(step.later)
		if attend(); f.asked != step.asked {
			t.Errorf("%s: asked %d times, want %d", step.what, f.asked, step.asked)
		}
	}
}
