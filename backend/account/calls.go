package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/vault"
)

// ErrCallKey says that an account's own key calls no models, and that no other was given.
var ErrCallKey = errors.New("a key for calls is missing")

// callsOf is whose secret the key for calls is: a change of the account's own key leaves it.
func callsOf(id string) string { return id + "/calls" }

// Key opens what calls of an account are made with: its key for calls where one was given, its
// own where that can make them, and its plain fields. Like [Store.Connect] it is for whoever
// sends the key to its own vendor or to the base URL that the user typed: the gateway alone.
//
// It wraps [ErrNotFound], [ErrProvider], [ErrCallKey] or an error of the vault.
func (s *Store) Key(ctx context.Context, id string) (provider.Values, error) {
	a, d, err := s.metered(ctx, id)
	if err != nil {
		return provider.Values{}, err
	}
	key, err := s.vault.Open(ctx, callsOf(id), sealedFor(a.BaseURL))
	if errors.Is(err, vault.ErrMissing) {
		// Behind a typed base URL stands something that gives out keys of its own kinds.
		if d.Meter.Key.Name != "" && a.BaseURL == "" {
			return provider.Values{}, fmt.Errorf("%w: the %s of %s calls no models; give this account a %s too",
				ErrCallKey, d.Secret().Label, d.Name, d.Meter.Key.Name)
		}
		key, err = s.vault.Open(ctx, id, sealedFor(a.BaseURL))
	}
	if err != nil {
		return provider.Values{}, err
	}
	fields := maps.Clone(a.Fields)
	fields[keyField] = key.Reveal()
	return provider.Values{Fields: fields, BaseURL: a.BaseURL, Today: calendar.DayOf(s.now())}, nil
}

// SetCallKey seals a key for calls, beside the account's own; "" forgets it. It is sealed for
// the account's base URL as it is now. It wraps [ErrInvalid], [ErrNotFound], [ErrProvider] or
// an error of the vault.
func (s *Store) SetCallKey(ctx context.Context, id, key string) error {
	a, d, err := s.metered(ctx, id)
	if err != nil {
		return err
	}
	if key == "" {
		return s.db.Tx(ctx, func(tx *sql.Tx) error { return s.vault.DeleteTx(ctx, tx, callsOf(id)) })
	}
	if key, err = checkCallKey(d, key, a.BaseURL); err != nil {
		return err
	}
	if err := s.vault.Unlock(ctx); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := s.vault.DeleteTx(ctx, tx, callsOf(id)); err != nil {
			return err
		}
		return s.vault.PutTx(ctx, tx, callsOf(id), sealedFor(a.BaseURL), []byte(key))
	})
}

// HasCallKey says that a key for calls is stored; it needs no master key.
func (s *Store) HasCallKey(ctx context.Context, id string) (bool, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return false, err
	}
	return s.vault.Has(ctx, callsOf(id), sealedFor(a.BaseURL))
}

// metered returns an account whose provider lets calls pass through the gateway.
func (s *Store) metered(ctx context.Context, id string) (Account, provider.Descriptor, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return a, provider.Descriptor{}, err
	}
	d, ok := s.providers.Get(a.Provider)
	if !ok {
		return a, d, fmt.Errorf("%w: %.40q", ErrProvider, a.Provider)
	}
	if d.Meter == nil {
		return a, d, invalid("calls to %s cannot pass through the gateway", d.Name)
	}
	return a, d, nil
}

// checkCallKey returns the key as it is sent. Its errors do not repeat it.
func checkCallKey(d provider.Descriptor, text, baseURL string) (string, error) {
	plain := d
	plain.CheckKey = nil // which is for keys that read the bill
	key, err := checkKey(plain, text, baseURL)
	if err != nil || baseURL != "" || d.Meter.Key.Name == "" {
		return key, err
	}
	// Where the forms tell, the key that reads the bill is not taken for one that makes calls.
	if kind, ok := d.Kind(key); ok && kind.Spend && kind.Prefix != d.Meter.Key.Prefix {
		return "", invalid("this is the %s, which calls no models; paste a %s", kind.Name, d.Meter.Key.Name)
	}
	return key, nil
}
