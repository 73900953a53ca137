package relay_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/providertest"
	"outlay/backend/provider/relay"
	"outlay/backend/provider/rest"
)

func TestProvider(t *testing.T) {
	providertest.Run(t, relay.Descriptor(), calendar.Through("2026-11-01", "2026-11-03"))
}

var span = calendar.Through("2026-11-01", "2026-11-04")

// today is after span, so that all days of it are over.
const today calendar.Day = "2026-11-20"

func connect(t *testing.T, today calendar.Day, handler http.HandlerFunc) provider.Connector {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	values := provider.Values{Fields: map[string]string{"key": "test"}, BaseURL: server.URL, Today: today}
	c, err := relay.Descriptor().Connect(values, rest.NewHTTPClient("test", nil))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// costs are the cents of a relay's days.
type costs map[calendar.Day]int64

// between answers totals alone, of the days from first on: with the end or without it.
func (c costs) between(withEnd bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		first, end := calendar.Day(r.URL.Query().Get("start_date")), calendar.Day(r.URL.Query().Get("end_date"))
		if withEnd {
			end = end.Add(1)
		}
		sum := int64(0)
		for day, cents := range c {
			if first <= day && day < end {
				sum += cents
			}
		}
		_, _ = fmt.Fprintf(w, `{"object":"list","total_usage":%d}`, sum)
	}
}

func TestADayIsWhatItCostWhereverTheEndBelongs(t *testing.T) {
	for _, spend := range []costs{
		{"2026-11-01": 100, "2026-11-02": 200, "2026-11-03": 300, "2026-11-04": 400},
		{"2026-10-31": 9, "2026-11-01": 100, "2026-11-05": 7000},
		{"2026-11-02": 5, "2026-11-05": 7000},
		{"2026-11-04": 5, "2026-11-05": 7000},
		{"2026-11-04": 5},
		{"2026-11-05": 7000},
		{},
	} {
		for _, withEnd := range []bool{false, true} {
			c := connect(t, today, spend.between(withEnd))
			if err := c.Probe(t.Context()); err != nil {
				t.Errorf("%v, with the end %t: %v", spend, withEnd, err)
			}
			page, err := c.Fetch(t.Context(), span)
			if err != nil || page.Read != span || len(page.Notes) > 0 {
				t.Errorf("%v, with the end %t: %+v %v", spend, withEnd, page, err)
				continue
			}
			got := costs{}
			for _, e := range page.Entries {
				got[e.Day] += e.Amount.Value.Mul(decimal.NewFromInt(100)).IntPart()
			}
			for _, day := range span.Days() {
				if got[day] != spend[day] {
					t.Errorf("%v, with the end %t: %s cost %d cents", spend, withEnd, day, got[day])
				}
			}
		}
	}
}

func TestTodayMayGrowWhileItIsRead(t *testing.T) {
	spend, asked := costs{"2026-11-03": 100, "2026-11-04": 0}, int64(0)
	c := connect(t, "2026-11-04", func(w http.ResponseWriter, r *http.Request) {
		asked++
		spend["2026-11-04"] = 500 * asked
		spend.between(false)(w, r)
	})
	if page, err := c.Fetch(t.Context(), span); err != nil || len(page.Entries) != 2 || page.Read != span {
		t.Errorf("%+v %v", page, err)
	}
}

func TestDaysThatDoNotAddUpAreNotCounted(t *testing.T) {
	asked := 0
	c := connect(t, today, func(w http.ResponseWriter, r *http.Request) {
		asked++
		spend := costs{"2026-11-02": 100, "2026-11-03": 100}
		if asked > 3 { // the relay changes its mind
			spend["2026-11-03"] = 50
		}
		spend.between(false)(w, r)
	})
	if page, err := c.Fetch(t.Context(), span); !errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() || len(page.Entries) > 0 {
		t.Errorf("%+v %v", page, err)
	}
}

func TestATotalOfAllTimeIsNoSpend(t *testing.T) {
	for _, tt := range []struct {
		name, subscription, left string
		notes                    int
	}{
		{"with a limit", `{"hard_limit_usd":20.5}`, "8.1544", 1},
		{"with a limit that is passed", `{"hard_limit_usd":"10"}`, "-2.3456", 1},
		{"without a limit", `{"hard_limit_usd":100000000}`, "", 1},
		{"with a limit that is not told", `{}`, "", 2},
		{"with a limit that is none", `{"hard_limit_usd":"much"}`, "", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := connect(t, today, func(w http.ResponseWriter, r *http.Request) {
				answer := `{"object":"list","total_usage":1234.56}`
				if strings.HasSuffix(r.URL.Path, "subscription") {
					answer = tt.subscription
				}
				_, _ = w.Write([]byte(answer))
			})
			if err := c.Probe(t.Context()); !errors.Is(err, provider.ErrUnpublished) {
				t.Errorf("the probe says %v", err)
			}
			page, err := c.Fetch(t.Context(), span)
			left := ""
			if len(page.Balances) > 0 {
				left = page.Balances[0].Value.String()
			}
			if !errors.Is(err, provider.ErrUnpublished) || len(page.Entries) > 0 || !page.Read.Empty() || left != tt.left || len(page.Notes) != tt.notes {
				t.Errorf("left %q, %+v: %v", left, page, err)
			}
		})
	}
}

// The seconds of the four days of span, and of those around it.
const before, first, second, third, fourth, after = 1793404800, 1793491200, 1793577600, 1793664000, 1793750400, 1793836800

func day(at int64, cents string) string {
	return fmt.Sprintf(`{"timestamp":%d,"line_items":[{"name":"m","cost":%s}]}`, at, cents)
}

func answer(total string, days ...string) string {
	text := `{"object":"list","daily_costs":[` + strings.Join(days, ",") + `]`
	if total != "" {
		text += `,"total_usage":` + total
	}
	return text + `}`
}

func TestLinesByDay(t *testing.T) {
	all := []string{day(first, "1"), day(second, "2"), day(third, "3"), day(fourth, "4")}
	for _, tt := range []struct {
		name, body, sum string // dollars; "" for what makes no sense
	}{
		{"days and their total", answer("10", all...), "0.1"},
		{"days without a total", answer("", all...), "0.1"},
		{"a total with the noise of floats", answer("10.000000000000002", all...), "0.1"},
		{"the day after, which is not asked for", answer("17", append(all[:4:4], day(after, "7"))...), "0.1"},
		{"a day left out that cost nothing", answer("8", all[0], all[2], all[3]), "0.08"},
		{"cents as text", answer("1", day(first, `"1"`)), "0.01"},
		{"a credit", answer("-1", day(first, "-1")), "-0.01"},
		{"a millionth of a cent", answer("0.000001", day(first, "0.000001")), "0.00000001"},

		{"a total that is not theirs", answer("1000", all...), ""},
		{"a line missing", answer("10", all[0], all[1], all[3]), ""},
		{"a day left out and no total", answer("", all[0], all[2], all[3]), ""},
		{"a day twice", answer("", all[0], all[0], all[1], all[2], all[3]), ""},
		{"days out of order", answer("10", all[1], all[0], all[2], all[3]), ""},
		{"a day before", answer("15", append([]string{day(before, "5")}, all...)...), ""},
		{"two days after", answer("10", append(all[:4:4], day(after+86400, "0"))...), ""},
		{"a cost that is none", answer("10", day(first, `"NaN"`)), ""},
		{"no cost", answer("0", day(first, `null`)), ""},
		{"no lines", answer("0", fmt.Sprintf(`{"timestamp":%d}`, first)), ""},
		{"no time", answer("0", `{"line_items":[]}`), ""},
		{"a time beyond all calendars", answer("0", `{"timestamp":1e30,"line_items":[]}`), ""},
		{"more than any ledger holds", answer("1e25", day(first, "1e25")), ""},
		{"a total that is none", answer(`"much"`, all...), ""},
		{"no days and no total", `{"object":"list","daily_costs":[]}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := connect(t, today, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(tt.body)) }).Fetch(t.Context(), span)
			sum := decimal.Zero
			for _, e := range page.Entries {
				sum = sum.Add(e.Amount.Value)
			}
			switch {
			case tt.sum == "" && (!errors.Is(err, provider.ErrAnswer) || !page.Read.Empty() || len(page.Entries) > 0):
				t.Errorf("read %v: %v", page.Read, err)
			case tt.sum != "" && (err != nil || page.Read != span || sum.String() != tt.sum):
				t.Errorf("read %v, %s: %v", page.Read, sum, err)
			}
		})
	}
}

func TestKeysOfAnyFormAreTaken(t *testing.T) {
	for key, good := range map[string]bool{"sk-abc": true, "sk-ant-abc": true, "x": true, "": false, "a b": false, "ключ": false} {
		if err := relay.Descriptor().CheckKey(key); (err == nil) != good {
			t.Errorf("%q: %v", key, err)
		}
	}
	if _, err := relay.Descriptor().Connect(provider.Values{Fields: map[string]string{"key": "x"}}, http.DefaultClient); err == nil {
		t.Error("connected to nowhere")
	}
}
