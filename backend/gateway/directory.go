package gateway

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"outlay/backend/account"
	"outlay/backend/provider"
)

// directory is who may call whom, as of the last look into the database.
type directory struct {
	byName map[string]*door // by id and by slug; nil where two accounts have one slug
}

// door is one account as callers reach it.
type door struct {
	account account.Account
	vendor  provider.Descriptor
	target  *url.URL // origin and path in front
	priced  bool     // the price table is the vendor's
	tokens  []token
	rule    rule

	mu  sync.Mutex
	key string // opened when it is first needed, and forgotten with the door
}

// reload reads accounts, tokens and guards anew.
func (g *Gateway) reload(ctx context.Context) error {
	accounts, err := g.Accounts.List(ctx)
	if err != nil {
		return fmt.Errorf("gateway: %w", err)
	}
	tokens, err := g.tokens(ctx)
	if err != nil {
		return fmt.Errorf("gateway: %w", err)
	}
	rules, err := g.rules(ctx)
	if err != nil {
		return fmt.Errorf("gateway: %w", err)
	}
	next := &directory{byName: map[string]*door{}}
	bySlug := map[string][]*door{}
	for _, a := range accounts {
		d := g.door(a)
		if d == nil {
			continue
		}
		d.tokens, d.rule = tokens[a.ID], rules[a.ID]
		next.byName[a.ID] = d
		bySlug[Slug(a.Label)] = append(bySlug[Slug(a.Label)], d)
	}
	for slug, doors := range bySlug {
		if _, taken := next.byName[slug]; taken || slug == "" {
			continue
		}
		next.byName[slug] = doors[0]
		if len(doors) > 1 {
			next.byName[slug] = nil
		}
	}
	g.doors.Store(next)
	return g.guard.measure(ctx, g, next, nil)
}

// door returns an account's door, nil where it has none.
func (g *Gateway) door(a account.Account) *door {
	vendor, ok := g.Providers.Get(a.Provider)
	if !ok || vendor.Meter == nil {
		return nil
	}
	host, priced := vendor.Meter.Host, true
	if vendor.Meter.At != nil {
		host, priced = vendor.Meter.At(a.Fields)
	}
	if a.BaseURL != "" {
		host = a.BaseURL
	}
	target, err := url.Parse(host)
	if err != nil || target.Host == "" {
		return nil
	}
	return &door{account: a, vendor: vendor, target: target, priced: priced}
}

// open returns the key that calls are made with. Its errors are those of [account.Store.Key].
func (d *door) open(ctx context.Context, accounts *account.Store) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.key != "" {
		return d.key, nil
	}
	values, err := accounts.Key(ctx, d.account.ID)
	if err != nil {
		return "", err
	}
	if values.BaseURL != d.account.BaseURL { // changed a moment ago: this key goes elsewhere
		return "", fmt.Errorf("%w: its address was just changed", account.ErrNotFound)
	}
	d.key = values.Fields["key"]
	return d.key, nil
}

// admits returns the token of this account that was presented. Each comparison takes the same
// time, whatever was presented.
func (d *door) admits(presented string) (*token, bool) {
	sum := sha256.Sum256([]byte(presented))
	var found *token
	for i := range d.tokens {
		if subtle.ConstantTimeCompare(sum[:], d.tokens[i].hash[:]) == 1 {
			found = &d.tokens[i]
		}
	}
	return found, found != nil
}

// Slug is how an account's name stands in an address: "Research Team" is research-team. It is
// "" where the name has no Latin letter or digit; then the id alone is the address.
func Slug(label string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(label) {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
