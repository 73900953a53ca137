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
	"slices"
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
type Secret struct {
	// A pointer, because fmt cannot call the methods of an unexported field: of a struct that
	// holds a Secret in one, it would print the text.
	text *string
}

const hidden = "[secret]"

// Reveal returns the secret itself, for the one place that sends it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

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
//
// # Why the fingerprints are looked at each time
//
// Window, tray and terminal have a vault each, on the same table. What one of them remembers
// of the master key may be out of date: another one set up a passphrase, or made the key of a
// keychain that both found empty. The table says which key counts, so a remembered key that
// does not fit is asked for again, and never seals anything beside the right one.
type Vault struct {
	write, read *sql.DB
	asking      chan struct{} // holds a token while somebody asks for the master key

	mu     sync.Mutex
	master Master
	key    []byte // the master key, once it was had
}

// New returns the vault of a database. It asks for the master key when a secret is first
// sealed or opened.
func New(write, read *sql.DB, master Master) *Vault {
	return &Vault{write: write, read: read, asking: make(chan struct{}, 1), master: master}
}

// Format keeps the master key out of texts.
func (*Vault) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[vault]")) }

// Kind says where the master key comes from.
func (v *Vault) Kind() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.master.Kind()
}

// Unlock gets the master key now and makes sure that it is the one that sealed what is
// stored. It wraps [ErrLocked] or [ErrWrongKey].
func (v *Vault) Unlock(ctx context.Context) error {
	sealedBy, err := fingerprints(ctx, v.read)
	if err != nil {
		return err
	}
	_, err = v.unlocked(ctx, sealedBy, false)
	return err
}

// UnlockWith replaces where the master key comes from, for a passphrase that was just typed.
// Where it is the wrong one the vault stays as it was.
func (v *Vault) UnlockWith(ctx context.Context, master Master) error {
	sealedBy, err := fingerprints(ctx, v.read)
	if err != nil {
		return err
	}
	key, err := ask(ctx, master, sealedBy)
	if err != nil {
		return err
	}
	v.remember(master, key)
	return nil
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// fingerprints says which master keys sealed what is stored.
func fingerprints(ctx context.Context, q querier) ([]string, error) {
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

// unlocked returns the master key that sealed what is stored: the one it remembers, unless
// that one does not fit or the caller wants it asked for again.
func (v *Vault) unlocked(ctx context.Context, sealedBy []string, again bool) ([]byte, error) {
	if _, key := v.remembered(); !again && fits(key, sealedBy) {
		return key, nil
	}
	select {
	case v.asking <- struct{}{}:
		defer func() { <-v.asking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	master, key := v.remembered()
	if !again && fits(key, sealedBy) {
		return key, nil // somebody else asked meanwhile
	}
	key, err := ask(ctx, master, sealedBy)
	if err != nil {
		return nil, err
	}
	v.remember(master, key)
	return key, nil
}

func (v *Vault) remembered() (Master, []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.master, v.key
}

func (v *Vault) remember(master Master, key []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.master, v.key = master, key
}

// ask gets the master key. A new one is only ever made while nothing is sealed by another: a
// keychain that lost its item must not look like a fresh start.
func ask(ctx context.Context, master Master, sealedBy []string) ([]byte, error) {
	key, err := master.Key(ctx, len(sealedBy) == 0)
	if err != nil {
		return nil, err
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("%w: the master key has %d bytes instead of %d", ErrLocked, len(key), keySize)
	}
	if !fits(key, sealedBy) {
		return nil, ErrWrongKey
	}
	return key, nil
}

// fits says that all of what is stored was sealed by a master key.
func fits(key []byte, sealedBy []string) bool {
	if key == nil {
		return false
	}
	own := fingerprint(key)
	return !slices.ContainsFunc(sealedBy, func(print string) bool { return print != own })
}

// PutTx seals a secret and stores it in the caller's transaction.
func (v *Vault) PutTx(ctx context.Context, tx *sql.Tx, owner, name string, secret []byte) error {
	sealedBy, err := fingerprints(ctx, tx)
	if err != nil {
		return err
	}
	// The first secret decides which master key counts. Two programs may each have made one in
	// an empty keychain that keeps the later; so look again, while the transaction keeps the
	// other program waiting.
	master, err := v.unlocked(ctx, sealedBy, len(sealedBy) == 0)
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
	master, err := v.unlocked(ctx, []string{print}, false)
	if err != nil {
		return Secret{}, err
	}
	dataKey, err := open(master, wrapped, identity(owner, name))
	if err != nil {
		return Secret{}, ErrTampered
	}
	secret, err := open(dataKey, sealed, identity(owner, name))
	if err != nil {
		return Secret{}, ErrTampered
	}
	text := string(secret)
	return Secret{&text}, nil
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
