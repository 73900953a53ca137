// Package vault seals secrets before they are stored and opens them for whoever may use them.
//
// Each secret is sealed by AES-256-GCM under a data key of its own, and the data key under the
// master key; owner and name of the secret are the associated data, so that a row cannot be
// put in the place of another. The master key is kept by the operating system's keychain, or
// made from a passphrase, or handed in: see [Master]. It is never derived from the machine and
// never stored beside the file.
//
// A [Secret] prints as "[secret]" wherever it is printed; only [Secret.Reveal] shows it.
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// What can keep a secret shut. Each says what happened, what it means and what to do.
var (
	// ErrLocked says that the master key cannot be had now.
	ErrLocked = errors.New("your stored keys are locked, so accounts cannot be read")
	// ErrWrongKey says that another master key sealed what is stored.
	ErrWrongKey = errors.New("your stored keys were sealed by another master key, so they cannot be opened; restore that keychain, or paste each account's key again")
	// ErrMissing says that there is no such secret.
	ErrMissing = errors.New("no key is stored for this account; paste one in Accounts")
	// ErrTampered says that a stored secret is not what was sealed.
	ErrTampered = errors.New("the stored key is damaged; paste it again in Accounts")
)

const keySize = 32

// Secret is a secret in memory.
type Secret struct{ text string }

const hidden = "[secret]"

// Reveal returns the secret itself, for the one place that sends it.
func (s Secret) Reveal() string { return s.text }

// String keeps the secret out of texts.
func (Secret) String() string { return hidden }

// GoString keeps the secret out of %#v.
func (Secret) GoString() string { return hidden }

// Format keeps the secret out of every other verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// LogValue keeps the secret out of logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText keeps the secret out of JSON and other encodings.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Vault keeps sealed secrets in the table "secrets".
type Vault struct {
	write, read *sql.DB
	master      Master

	mu  sync.Mutex
	key []byte // the master key, once it was had
}

// New returns the vault of a database. It asks for the master key when a secret is first
// sealed or opened.
func New(write, read *sql.DB, master Master) *Vault {
	return &Vault{write: write, read: read, master: master}
}

// Unlock gets the master key now and makes sure that it is the one that sealed what is
// stored. It wraps [ErrLocked] or [ErrWrongKey].
func (v *Vault) Unlock(ctx context.Context) error {
	_, err := v.unlocked(ctx, func() ([]string, error) { return v.fingerprints(ctx, v.read) })
	return err
}

// UnlockWith replaces where the master key comes from, for a passphrase that was just typed.
func (v *Vault) UnlockWith(ctx context.Context, master Master) error {
	v.mu.Lock()
	v.master, v.key = master, nil
	v.mu.Unlock()
	return v.Unlock(ctx)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// fingerprints says which master keys sealed what is stored.
func (v *Vault) fingerprints(ctx context.Context, q querier) ([]string, error) {
	rows, err := q.QueryContext(ctx, `SELECT DISTINCT master FROM secrets`)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var sealedBy []string
	for rows.Next() {
		var print string
		if err := rows.Scan(&print); err != nil {
			return nil, fmt.Errorf("vault: %w", err)
		}
		sealedBy = append(sealedBy, print)
	}
	return sealedBy, rows.Err()
}

func (v *Vault) unlocked(ctx context.Context, stored func() ([]string, error)) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.key != nil {
		return v.key, nil
	}
	sealedBy, err := stored()
	if err != nil {
		return nil, err
	}
	// A new master key is only ever made while nothing is sealed by another one: a keychain
	// that lost its item must not look like a fresh start.
	key, err := v.master.Key(ctx, len(sealedBy) == 0)
	if err != nil {
		return nil, err
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("%w: the master key has %d bytes instead of %d", ErrLocked, len(key), keySize)
	}
	for _, print := range sealedBy {
		if print != fingerprint(key) {
			return nil, ErrWrongKey
		}
	}
	v.key = key
	return key, nil
}

// PutTx seals a secret and stores it in the caller's transaction.
func (v *Vault) PutTx(ctx context.Context, tx *sql.Tx, owner, name string, secret []byte) error {
	master, err := v.unlocked(ctx, func() ([]string, error) { return v.fingerprints(ctx, tx) })
	if err != nil {
		return err
	}
	dataKey := make([]byte, keySize)
	_, _ = rand.Read(dataKey) // never fails, says crypto/rand
	about := identity(owner, name)
	wrapped, err := seal(master, dataKey, about)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	sealed, err := seal(dataKey, secret, about)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO secrets (owner, name, wrapped_key, sealed, master) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (owner, name) DO UPDATE SET wrapped_key = excluded.wrapped_key, sealed = excluded.sealed, master = excluded.master`,
		owner, name, wrapped, sealed, fingerprint(master))
	return err
}

// Open opens a secret. It wraps [ErrMissing], [ErrLocked], [ErrWrongKey] or [ErrTampered].
func (v *Vault) Open(ctx context.Context, owner, name string) (Secret, error) {
	var wrapped, sealed []byte
	var print string
	err := v.read.QueryRowContext(ctx, `SELECT wrapped_key, sealed, master FROM secrets WHERE owner = ? AND name = ?`, owner, name).Scan(&wrapped, &sealed, &print)
	if errors.Is(err, sql.ErrNoRows) {
		return Secret{}, ErrMissing
	}
	if err != nil {
		return Secret{}, fmt.Errorf("vault: %w", err)
	}
	master, err := v.unlocked(ctx, func() ([]string, error) { return []string{print}, nil })
	if err != nil {
		return Secret{}, err
	}
	if fingerprint(master) != print {
		return Secret{}, ErrWrongKey
	}
	dataKey, err := open(master, wrapped, identity(owner, name))
	if err != nil {
		return Secret{}, ErrTampered
	}
	secret, err := open(dataKey, sealed, identity(owner, name))
	if err != nil {
		return Secret{}, ErrTampered
	}
	return Secret{string(secret)}, nil
}

// Has says that a secret is stored; it needs no master key.
func (v *Vault) Has(ctx context.Context, owner, name string) (bool, error) {
	var n int
	err := v.read.QueryRowContext(ctx, `SELECT count(*) FROM secrets WHERE owner = ? AND name = ?`, owner, name).Scan(&n)
	return n > 0, err
}

// DeleteTx forgets every secret of an owner, in the caller's transaction.
func (v *Vault) DeleteTx(ctx context.Context, tx *sql.Tx, owner string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM secrets WHERE owner = ?`, owner)
	return err
}

// fingerprint tells master keys apart without saying anything about them.
func fingerprint(master []byte) string {
	mac := hmac.New(sha256.New, master)
	mac.Write([]byte("outlay master key"))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// identity is what a secret is bound to; the length keeps ("ab", "c") and ("a", "bc") apart.
func identity(owner, name string) []byte {
	about := binary.BigEndian.AppendUint32(nil, uint32(len(owner)))
	return append(append(about, owner...), name...)
}

// seal returns nonce and ciphertext in one.
func seal(key, plain, about []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce)
	return aead.Seal(nonce, nonce, plain, about), nil
}

func open(key, sealed, about []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, ErrTampered
	}
	return aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], about)
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
