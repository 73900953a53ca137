package gateway

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/meter"
	"outlay/backend/money"
	"outlay/backend/price"
)

// slot is what one sum is of.
type slot struct {
	account, model, tier, token, currency string
	day                                   calendar.Day
}

// sums are what was added up in a slot; see the table gateway_usage.
type sums struct {
	requests, unreported, failed, unpriced            int64
	input, cached, cacheWrite5m, cacheWrite1h, output int64
	audioInput, audioOutput, webSearches              int64
	nanos                                             int64
}

func (s *sums) add(o sums) {
	s.requests += o.requests
	s.unreported += o.unreported
	s.failed += o.failed
	s.unpriced += o.unpriced
	s.input += o.input
	s.cached += o.cached
	s.cacheWrite5m += o.cacheWrite5m
	s.cacheWrite1h += o.cacheWrite1h
	s.output += o.output
	s.audioInput += o.audioInput
	s.audioOutput += o.audioOutput
	s.webSearches += o.webSearches
	s.nanos += o.nanos
}

// purse is an amount that is metered and not yet written, by account and by token.
type purse struct {
	id, currency string
	day          calendar.Day
}

// tally adds up what was metered since the last flush.
type tally struct {
	mu      sync.Mutex
	sums    map[slot]*sums
	used    map[string]time.Time // tokens
	pending map[purse]int64
}

func (t *tally) add(s slot, one sums, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sums == nil {
		t.sums, t.used = map[slot]*sums{}, map[string]time.Time{}
	}
	if t.pending == nil {
		t.pending = map[purse]int64{}
	}
	known, ok := t.sums[s]
	if !ok {
		known = &sums{}
		t.sums[s] = known
	}
	known.add(one)
	t.used[s.token] = at
	if one.nanos != 0 {
		t.pending[purse{s.account, s.currency, s.day}] += one.nanos
		t.pending[purse{s.token, s.currency, s.day}] += one.nanos
	}
}

// touch remembers that a token was used.
func (t *tally) touch(id string, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sums == nil {
		t.sums, t.used = map[slot]*sums{}, map[string]time.Time{}
	}
	t.used[id] = at
}

// take returns what was added up and begins anew.
func (t *tally) take() (map[slot]*sums, map[string]time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all, used := t.sums, t.used
	t.sums, t.used = nil, nil
	return all, used
}

// giveBack returns what could not be written.
func (t *tally) giveBack(all map[slot]*sums, used map[string]time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sums == nil {
		t.sums, t.used = map[slot]*sums{}, map[string]time.Time{}
	}
	for s, one := range all {
		if known, ok := t.sums[s]; ok {
			known.add(*one)
			continue
		}
		t.sums[s] = one
	}
	for id, at := range used {
		if t.used[id].Before(at) {
			t.used[id] = at
		}
	}
}

// settled takes out of the purses what is written by now.
func (t *tally) settled(all map[slot]*sums) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s, one := range all {
		for _, p := range []purse{{s.account, s.currency, s.day}, {s.token, s.currency, s.day}} {
			if t.pending[p] -= one.nanos; t.pending[p] == 0 {
				delete(t.pending, p)
			}
		}
	}
}

// waiting returns what is metered of an account or token in a period and not yet written.
func (t *tally) waiting(id, currency string, period calendar.Span) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	var sum int64
	for p, nanos := range t.pending {
		if p.id == id && p.currency == currency && period.Contains(p.day) {
			sum += nanos
		}
	}
	return sum
}

// outcome is how a call ended.
type outcome int

const (
	answered outcome = iota // the vendor began to answer, and it was no refusal
	refused                 // the vendor refused it, or it never reached the vendor
	lost                    // it may have reached the vendor, and no answer came
)

// most is more than one call can use; a larger number is no report.
const most = 1 << 40

// meter counts one call.
func (g *Gateway) meter(d *door, t *token, u meter.Usage, how outcome) {
	now := g.Now()
	s := slot{account: d.account.ID, day: calendar.DayOf(now), model: word(u.Model), tier: tierOf(u.Tier), token: t.ID}
	one := sums{requests: 1}
	switch {
	case u.Reported && sane(u):
		one.input, one.cached, one.cacheWrite5m, one.cacheWrite1h = u.Input, u.Cached, u.CacheWrite5m, u.CacheWrite1h
		one.output, one.audioInput, one.audioOutput, one.webSearches = u.Output, u.AudioInput, u.AudioOutput, u.WebSearches
		s.currency, one.nanos, one.unpriced = g.cost(d, now, u)
	case how == refused:
		one.failed = 1
	default:
		one.unreported = 1
	}
	g.tally.add(s, one, now)
}

// cost returns what a call cost, rounded to the nano-unit: what the vendor said, or what the
// table says. Where part of it has no price, it is counted as unpriced beside the rest.
func (g *Gateway) cost(d *door, now time.Time, u meter.Usage) (currency string, nanos, unpriced int64) {
	amount, whole := money.Amount{}, true
	switch {
	case u.Cost != nil:
		amount = *u.Cost
	case !d.priced || g.Prices == nil:
		return "", 0, 1
	default:
		result, err := g.Prices().Cost(price.Query{
			Provider: d.vendor.ID, Model: u.Model, On: calendar.DayOf(now), At: now.UTC(), Tier: u.Tier,
			Input: u.Input, Cached: u.Cached, CacheWrite5m: u.CacheWrite5m, CacheWrite1h: u.CacheWrite1h, Output: u.Output,
			AudioInput: u.AudioInput, AudioOutput: u.AudioOutput, WebSearches: u.WebSearches, Requests: 1,
		})
		if err != nil {
			return "", 0, 1
		}
		amount, whole = result.Amount, len(result.Unpriced) == 0
	}
	nanos, err := amount.Round().Nanos()
	if err != nil || nanos < 0 || nanos > 1e15 || len(amount.Currency) != 3 { // a million dollars for one call is no price
		return "", 0, 1
	}
	if !whole {
		if unpriced = 1; nanos == 0 {
			return "", 0, 1 // no part of it has a price
		}
	}
	return amount.Currency, nanos, unpriced
}

func sane(u meter.Usage) bool {
	return !slices.ContainsFunc([]int64{u.Input, u.Cached, u.CacheWrite5m, u.CacheWrite1h, u.Output, u.AudioInput, u.AudioOutput, u.WebSearches},
		func(n int64) bool { return n < 0 || n > most })
}

// tierOf returns what sets a call apart: vendors have several words for nothing special.
func tierOf(said string) string {
	switch said {
	case "default", "standard", "on_demand", "auto":
		return ""
	}
	return word(said)
}

// word is a vendor's name for something, short enough to keep.
func word(text string) string {
	const longest = 200
	if len(text) > longest {
		text = text[:longest]
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
		text = strings.Map(func(r rune) rune {
			if r < ' ' || r == utf8.RuneError {
				return -1
			}
			return r
		}, text)
	}
	return text
}

// accountDay is a day of an account, the unit of the book.
type accountDay struct {
	account string
	day     calendar.Day
}

// flush writes what was added up, and then makes the days of the book from it. What could not
// be written is kept for the next time.
func (g *Gateway) flush(ctx context.Context) error {
	g.flushing.Lock()
	defer g.flushing.Unlock()
	today := calendar.DayOf(g.Now())
	all, used := g.tally.take()
	if len(all) == 0 && len(used) == 0 && g.looked == today {
		return nil // an idle gateway leaves the disk alone
	}
	if err := g.write(ctx, all, used); err != nil {
		g.tally.giveBack(all, used)
		return err
	}
	g.looked = ""
	changed, err := g.putDue(ctx, today)
	if err == nil {
		g.looked = today
	}
	err = errors.Join(err, g.guard.measure(ctx, g, g.doors.Load(), all))
	for _, id := range changed {
		if g.After != nil {
			g.After(ctx, id)
		}
	}
	return err
}

// write adds to the sums in the database, in one transaction.
func (g *Gateway) write(ctx context.Context, all map[slot]*sums, used map[string]time.Time) error {
	if len(all) == 0 && len(used) == 0 {
		return nil
	}
	return g.DB.Tx(ctx, func(tx *sql.Tx) error {
		days := map[accountDay]bool{}
		for s, one := range all {
			// An account that was removed meanwhile has no sums.
			if _, err := tx.ExecContext(ctx, `INSERT INTO gateway_usage (account, day, model, tier, token, currency,
				requests, unreported, failed, unpriced, input, cached, cache_write_5m, cache_write_1h, output, audio_input, audio_output, web_searches, nanos)
				SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1)
				ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, unreported = unreported + excluded.unreported,
				failed = failed + excluded.failed, unpriced = unpriced + excluded.unpriced, input = input + excluded.input, cached = cached + excluded.cached,
				cache_write_5m = cache_write_5m + excluded.cache_write_5m, cache_write_1h = cache_write_1h + excluded.cache_write_1h,
				output = output + excluded.output, audio_input = audio_input + excluded.audio_input, audio_output = audio_output + excluded.audio_output,
				web_searches = web_searches + excluded.web_searches, nanos = nanos + excluded.nanos`,
				s.account, s.day, s.model, s.tier, s.token, s.currency, one.requests, one.unreported, one.failed, one.unpriced, one.input, one.cached,
				one.cacheWrite5m, one.cacheWrite1h, one.output, one.audioInput, one.audioOutput, one.webSearches, one.nanos); err != nil {
				return err
			}
			days[accountDay{s.account, s.day}] = true
		}
		for d := range days {
			if _, err := tx.ExecContext(ctx, `INSERT INTO gateway_due (account, day, changed) SELECT ?1, ?2, 1 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1)
				ON CONFLICT DO UPDATE SET changed = 1`, d.account, d.day); err != nil {
				return err
			}
		}
		for id, at := range used {
			if _, err := tx.ExecContext(ctx, `UPDATE gateway_tokens SET last_used_at = ?1 WHERE id = ?2 AND last_used_at < ?1`, at.UTC().Format(time.RFC3339), id); err != nil {
				return err
			}
		}
		return nil
	})
}

// putDue puts the days that changed, and those that are over and were not yet put for good. It
// returns the accounts of those that were put.
func (g *Gateway) putDue(ctx context.Context, today calendar.Day) ([]string, error) {
	due, err := g.due(ctx, today)
	if err != nil {
		return nil, err
	}
	changed := map[string]bool{}
	var errs []error
	for _, d := range due {
		put, err := g.put(ctx, d)
		if errors.Is(err, account.ErrNotFound) {
			continue // removed meanwhile, and its sums with it
		}
		if err == nil {
			err = g.done(ctx, d, d.day < today)
		}
		errs = append(errs, err)
		changed[d.account] = changed[d.account] || put
	}
	maps.DeleteFunc(changed, func(_ string, put bool) bool { return !put })
	return slices.Sorted(maps.Keys(changed)), errors.Join(errs...)
}

func (g *Gateway) due(ctx context.Context, today calendar.Day) ([]accountDay, error) {
	rows, err := g.DB.Read.QueryContext(ctx, `SELECT account, day FROM gateway_due WHERE changed = 1 OR day < ? ORDER BY account, day`, today)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var due []accountDay
	for rows.Next() {
		var d accountDay
		if err := rows.Scan(&d.account, &d.day); err != nil {
			return nil, err
		}
		due = append(due, d)
	}
	return due, rows.Err()
}

// done remembers that a day was put: for good where it is over.
func (g *Gateway) done(ctx context.Context, d accountDay, over bool) error {
	query := `UPDATE gateway_due SET changed = 0 WHERE account = ? AND day = ?`
	if over {
		query = `DELETE FROM gateway_due WHERE account = ? AND day = ?`
	}
	return g.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, d.account, d.day)
		return err
	})
}

// put makes one day of the book from its sums. It says whether it put anything: a day of which
// no cost is known is left unknown.
func (g *Gateway) put(ctx context.Context, d accountDay) (bool, error) {
	a, err := g.Accounts.Get(ctx, d.account)
	if err != nil {
		return false, err
	}
	vendor, ok := g.Providers.Get(a.Provider)
	if !ok || len(vendor.Sources) > 0 && vendor.Sources[0] == ledger.Estimated {
		return false, nil
	}
	used, err := g.Usage(ctx, calendar.Through(d.day, d.day), []string{d.account})
	if err != nil {
		return false, err
	}
	read := ledger.Read{Account: d.account, Basis: ledger.Metered, Span: calendar.Through(d.day, d.day), At: g.Now()}
	if !vendor.Publishes() {
		read.Usage = []ledger.Usage{} // there is none of the vendor's to be lost
	}
	for _, u := range used {
		if u.Cost != nil {
			read.Entries = append(read.Entries, u.entry())
		}
		if read.Usage != nil {
			read.Usage = append(read.Usage, u.usage())
		}
	}
	if len(read.Entries) == 0 {
		return false, nil
	}
	if _, err := g.Book.Put(ctx, read); err != nil {
		return false, err
	}
	if err := g.name(ctx, d.account); err != nil {
		return false, err
	}
	return true, g.Accounts.ForgetIfRemoved(ctx, d.account)
}

// name tells the book what people call the tokens.
func (g *Gateway) name(ctx context.Context, accountID string) error {
	tokens, err := g.tokens(ctx)
	if err != nil {
		return err
	}
	var names []ledger.Name
	for _, t := range tokens[accountID] {
		names = append(names, ledger.Name{Kind: "key", ID: t.ID, Name: t.Label + " (gateway)"})
	}
	return g.Book.PutNames(ctx, accountID, names)
}
