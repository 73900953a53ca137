package price

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"outlay/backend/calendar"
)

// Feed is where the table that the embedded one was dumped from is published, newer.
// Source: the repository of @pydantic/genai-prices, whose notes call this file its live feed;
// read 2026-11-23.
const Feed = "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data_slim.json"

// ours are the vendors that a table is made of, by the feed's names.
var ours = []string{"anthropic", "cerebras", "cohere", "deepseek", "fireworks", "google", "groq", "mistral", "moonshotai", "openai", "openrouter", "perplexity", "together", "x-ai"}

// Dump makes a table's file of the feed as it was on a day. It wraps [ErrOverlay] where the feed
// is not what it was when this was written, or lacks half of the models that are known: what is
// there already is better then.
func Dump(feed []byte, day calendar.Day) ([]byte, error) {
	var published []struct {
		ID        string   `json:"id"`
		Fallbacks []string `json:"fallback_model_providers"`
		Models    []struct {
			ID     string          `json:"id"`
			Match  json.RawMessage `json:"match"`
			Prices json.RawMessage `json:"prices"`
		} `json:"models"`
	}
	if err := json.Unmarshal(feed, &published); err != nil {
		return nil, fmt.Errorf("%w: the published table: %w", ErrOverlay, err)
	}
	type row map[string]any
	vendors, models := []row{}, 0
	for _, v := range published {
		if !slices.Contains(ours, v.ID) {
			continue
		}
		rows := []row{}
		for _, m := range v.Models {
			rows = append(rows, row{"id": m.ID, "match": m.Match, "prices": m.Prices})
		}
		models += len(rows)
		vendors = append(vendors, row{"id": v.ID, "fallback_model_providers": append([]string{}, v.Fallbacks...), "models": rows})
	}
	if known := embedded.data().models(); models < known/2 {
		return nil, fmt.Errorf("%w: the published table has %d models, and %d are known", ErrOverlay, models, known)
	}
	dump, err := json.Marshal(row{"package": "genai-prices, " + host(Feed), "as_of": day, "vendors": vendors})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOverlay, err)
	}
	if _, err := Read(dump); err != nil {
		return nil, err
	}
	return dump, nil
}

func host(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// Read returns the table of a file that [Dump] made, with our own overlay. It wraps [ErrOverlay].
func Read(dump []byte) (*Table, error) {
	d, err := whole(dump)
	if err != nil {
		return nil, err
	}
	if _, err := calendar.ParseDay(string(d.asOf)); err != nil || d.models() == 0 {
		return nil, fmt.Errorf("%w: it has no date, or no models", ErrOverlay)
	}
	return &Table{func() *data { return d }}, nil
}

func (t *data) models() (n int) {
	for _, v := range t.vendors {
		n += len(v.Models)
	}
	return n
}

// Own returns how many models and tiers are laid over that are not ours.
func (t *Table) Own() int {
	d, base := t.data(), embedded.data()
	return len(d.own) + len(d.tiers) - len(base.own) - len(base.tiers)
}
