package openrouter

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	activityPath = "/api/v1/activity"
	keysPath     = "/api/v1/keys"
)

// used is what one model at one provider cost on one day. Usage is what OpenRouter charged,
// in dollars. What the user's own provider keys were charged is another field, and not read.
type used struct {
	Date      string // 2025-08-24
	Model     string
	Permaslug string          `json:"model_permaslug"` // the model with its version
	Endpoint  string          `json:"endpoint_id"`
	Provider  string          `json:"provider_name"`
	Usage     json.RawMessage // dollars
	// Reasoning tokens are part of the completion's.
	Prompt     json.RawMessage `json:"prompt_tokens"`
	Completion json.RawMessage `json:"completion_tokens"`
	Requests   json.RawMessage
}

// activity adds the completed days of asked to page. The vendor answers all it has at once.
func (c *connector) activity(ctx context.Context, asked calendar.Span, page *provider.Page) error {
	var answer struct{ Data []used }
	if err := c.api.GetJSON(ctx, activityPath, nil, &answer); err != nil {
		return err
	}
	if answer.Data == nil {
		return fmt.Errorf("GET %s: %w: %w", activityPath, errShape, provider.ErrAnswer)
	}
	read := calendar.Span{Start: asked.Start, End: min(asked.End, c.today)}
	entries, usage := []ledger.Entry{}, []ledger.Usage{}
	for _, u := range answer.Data {
		entry, err := c.entry(u)
		if err != nil {
			return fmt.Errorf("GET %s: %w", activityPath, err)
		}
		if entry.Day == c.today {
			// By the vendor's clock today is over already: then its activity counts, what
			// the keys used is tomorrow's, and the oldest day is gone.
			read = asked.Intersect(calendar.Through(c.today.Add(1-completed), c.today))
		}
		if asked.Contains(entry.Day) {
			entries, usage = append(entries, entry), append(usage, u.usage(entry.Day))
		}
	}
	outside := func(d calendar.Day) bool { return !read.Contains(d) }
	page.Entries = slices.DeleteFunc(entries, func(e ledger.Entry) bool { return outside(e.Day) })
	page.Usage = slices.DeleteFunc(usage, func(u ledger.Usage) bool { return outside(u.Day) })
	page.Read = read
	return nil
}

// entry reads one row. A day that the vendor cannot be answering for wraps
// [provider.ErrAnswer]; a day more than documented is left to clocks that differ.
func (c *connector) entry(u used) (ledger.Entry, error) {
	day, err := dayOf(u.Date)
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("%w: %w", err, provider.ErrAnswer)
	}
	if !calendar.Through(c.today.Add(-completed-1), c.today).Contains(day) {
		return ledger.Entry{}, fmt.Errorf("%s is none of the last %d days: %w", day, completed, provider.ErrAnswer)
	}
	amount, err := money.FromVendor(u.Usage, money.USD)
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("%s: %w: %w", day, err, provider.ErrAnswer)
	}
	line := u.Model
	if line == "" {
		line = "All usage"
	}
	if u.Provider != "" {
		line += ", " + u.Provider
	}
	return ledger.Entry{Day: day, Item: u.item(), Amount: amount, Line: line, Model: u.Model}, nil
}

// item names a row by what the vendor groups by, each part escaped.
func (u used) item() string {
	parts := []string{u.Model, u.Permaslug, u.Provider, u.Endpoint}
	for i := range parts {
		parts[i] = url.QueryEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

func (u used) usage(day calendar.Day) ledger.Usage {
	return ledger.Usage{
		Day: day, Kind: "completions", Model: u.Model,
		InputTokens: count(u.Prompt), OutputTokens: count(u.Completion), Requests: count(u.Requests),
	}
}

// count reads how many; what is no number explains nothing, and is worth no refusal.
func count(raw json.RawMessage) int64 {
	n, err := decimal.NewFromString(rest.Decimal(raw))
	if err != nil {
		return 0
	}
	return n.IntPart()
}

// dayOf reads a date, which some public answers write as a midnight.
func dayOf(text string) (calendar.Day, error) {
	for _, midnight := range []string{" 00:00:00", "T00:00:00Z", "T00:00:00.000Z"} {
		text = strings.TrimSuffix(text, midnight)
	}
	return calendar.ParseDay(text)
}

// key is a normal key of the account and what it used on the current UTC day, in dollars.
type key struct {
	Hash, Name, Label string
	Daily             json.RawMessage `json:"usage_daily"`
}

// soFar adds today to page, as one sum over the keys, and what they are called.
func (c *connector) soFar(ctx context.Context, page *provider.Page) error {
	keys, err := c.keys(ctx)
	if err != nil {
		return fmt.Errorf("today: %w", err)
	}
	sum := money.Zero(money.USD)
	for _, k := range keys {
		spent, err := money.FromVendor(k.Daily, money.USD)
		if err == nil {
			sum, err = sum.Add(spent)
		}
		if err != nil {
			return fmt.Errorf("GET %s: %w: %w", keysPath, err, provider.ErrAnswer)
		}
		if name := k.called(); name != "" {
			page.Names = append(page.Names, ledger.Name{Kind: "key", ID: k.Hash, Name: name})
		}
	}
	page.Entries = append(page.Entries, ledger.Entry{Day: c.today, Item: "today", Amount: sum, Line: "Today so far"})
	page.Read.End = c.today.Add(1)
	return nil
}

func (k key) called() string {
	if k.Name != "" {
		return k.Name
	}
	return k.Label
}

// keys returns all keys of the default workspace, disabled ones too: they may have cost money
// today. Pages end with an empty one: that a page has 100 keys is documented, not promised. A
// key that is made meanwhile moves the others back by one, so that one comes twice and counts
// once; a page of nothing but such keys is none.
func (c *connector) keys(ctx context.Context) ([]key, error) {
	var all []key
	offset, seen := 0, map[string]bool{}
	err := rest.Walk(func(string) (bool, string, error) {
		asked := url.Values{"include_disabled": {"true"}, "offset": {strconv.Itoa(offset)}}
		var list struct{ Data []key }
		if err := c.api.GetJSON(ctx, keysPath, asked, &list); err != nil {
			return false, "", err
		}
		if list.Data == nil {
			return false, "", fmt.Errorf("GET %s: %w: %w", keysPath, errShape, provider.ErrAnswer)
		}
		before := len(all)
		for _, k := range list.Data {
			if k.Hash == "" {
				return false, "", fmt.Errorf("GET %s: a key without a hash: %w", keysPath, provider.ErrAnswer)
			}
			if !seen[k.Hash] {
				all = append(all, k)
			}
			seen[k.Hash] = true
		}
		if len(list.Data) > 0 && len(all) == before {
			return false, "", fmt.Errorf("GET %s: the pages go round in a circle: %w", keysPath, provider.ErrAnswer)
		}
		offset += len(list.Data)
		return len(list.Data) > 0, strconv.Itoa(offset), nil
	})
	return all, err
}
