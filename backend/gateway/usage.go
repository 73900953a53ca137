package gateway

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// Usage is what was metered of one account, day, model, tier and token.
type Usage struct {
	Account      string        `json:"account"`
	Day          calendar.Day  `json:"day" ts_type:"string"`
	Model        string        `json:"model"` // as the answers name it, "" where none did
	Tier         string        `json:"tier"`
	Token        string        `json:"token"` // id
	Requests     int64         `json:"requests"`
	Unreported   int64         `json:"unreported"` // of them, that did not say what they used
	Failed       int64         `json:"failed"`     // of them, that were refused or broke before any use
	Unpriced     int64         `json:"unpriced"`   // of them, that used what has no price
	Input        int64         `json:"input"`      // tokens, cached and cache writes included
	Cached       int64         `json:"cached"`
	CacheWrite5m int64         `json:"cache_write_5m"`
	CacheWrite1h int64         `json:"cache_write_1h"`
	Output       int64         `json:"output"`
	AudioInput   int64         `json:"audio_input"`
	AudioOutput  int64         `json:"audio_output"`
	WebSearches  int64         `json:"web_searches"`
	Cost         *money.Amount `json:"cost"` // nil where nothing of it has a price
}

// Usage returns what was metered in span, ordered by account, day, model, tier and token;
// accounts nil means all. What has a price and what has none are two rows.
func (g *Gateway) Usage(ctx context.Context, span calendar.Span, accounts []string) ([]Usage, error) {
	where, args := `day >= ? AND day < ?`, []any{span.Start, span.End}
	if accounts != nil {
		where += ` AND account IN (` + strings.TrimSuffix(strings.Repeat(`?, `, len(accounts)), `, `) + `)`
		for _, id := range accounts {
			args = append(args, id)
		}
	}
	rows, err := g.DB.Read.QueryContext(ctx, `SELECT account, day, model, tier, token, currency, requests, unreported, failed, unpriced,
		input, cached, cache_write_5m, cache_write_1h, output, audio_input, audio_output, web_searches, nanos
		FROM gateway_usage WHERE `+where+` ORDER BY account, day, model, tier, token, currency`, args...)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Usage{}
	for rows.Next() {
		var u Usage
		var currency string
		var nanos int64
		if err := rows.Scan(&u.Account, &u.Day, &u.Model, &u.Tier, &u.Token, &currency, &u.Requests, &u.Unreported, &u.Failed, &u.Unpriced,
			&u.Input, &u.Cached, &u.CacheWrite5m, &u.CacheWrite1h, &u.Output, &u.AudioInput, &u.AudioOutput, &u.WebSearches, &nanos); err != nil {
			return nil, fmt.Errorf("gateway: %w", err)
		}
		if currency != "" {
			amount := money.FromNanos(nanos, currency)
			u.Cost = &amount
		}
		list = append(list, u)
	}
	return list, database.Explain(rows.Err())
}

// Gap is what passed through the gateway and is in no total.
type Gap struct {
	Account    string       `json:"account"`
	Model      string       `json:"model"` // "" where no answer named one
	First      calendar.Day `json:"first" ts_type:"string"`
	Last       calendar.Day `json:"last" ts_type:"string"`
	Unpriced   int64        `json:"unpriced"`   // requests that used what has no price
	Unreported int64        `json:"unreported"` // requests that did not say what they used
	Input      int64        `json:"input"`      // tokens of what has no price at all
	Output     int64        `json:"output"`
}

// Unpriced returns what was metered in span and could not be priced, or was not reported, by
// account and model: each is a gap in the totals, and none is $0.
func (g *Gateway) Unpriced(ctx context.Context, span calendar.Span) ([]Gap, error) {
	rows, err := g.DB.Read.QueryContext(ctx, `SELECT account, model, min(day), max(day), sum(unpriced), sum(unreported),
		sum(CASE WHEN currency = '' THEN input ELSE 0 END), sum(CASE WHEN currency = '' THEN output ELSE 0 END)
		FROM gateway_usage WHERE day >= ? AND day < ? AND (unpriced > 0 OR unreported > 0) GROUP BY account, model ORDER BY account, model`, span.Start, span.End)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	gaps := []Gap{}
	for rows.Next() {
		var gap Gap
		if err := rows.Scan(&gap.Account, &gap.Model, &gap.First, &gap.Last, &gap.Unpriced, &gap.Unreported, &gap.Input, &gap.Output); err != nil {
			return nil, fmt.Errorf("gateway: %w", err)
		}
		gaps = append(gaps, gap)
	}
	return gaps, database.Explain(rows.Err())
}

// entry is the row's line of the book.
func (u Usage) entry() ledger.Entry {
	line := u.Model + " via gateway"
	if u.Tier != "" {
		line = u.Model + ", " + u.Tier + ", via gateway"
	}
	return ledger.Entry{
		Account: u.Account, Day: u.Day, Basis: ledger.Metered, Item: u.Model + "|" + u.Token + "|" + u.Tier, Amount: *u.Cost,
		Line: line, Model: u.Model, Key: u.Token, Quantity: strconv.FormatInt(u.Input+u.Output, 10), Unit: "tokens",
	}
}

// usage is the row's tokens.
func (u Usage) usage() ledger.Usage {
	return ledger.Usage{
		Account: u.Account, Day: u.Day, Kind: "gateway", Model: u.Model, Key: u.Token,
		InputTokens: u.Input, CachedTokens: u.Cached, CacheWriteTokens: u.CacheWrite5m + u.CacheWrite1h, OutputTokens: u.Output, Requests: u.Requests,
	}
}
