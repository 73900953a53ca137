package vault

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
	"golang.org/x/crypto/argon2"
)

// Master is where the master key comes from.
type Master interface {
	// Key returns the 32 bytes. Where there is none it makes one if it may, and otherwise
	// wraps [ErrWrongKey]: what is stored was sealed by a key that is gone. Any other
	// reason wraps [ErrLocked].
	Key(ctx context.Context, mayMake bool) ([]byte, error)
	// Kind is keychain, passphrase, session or environment.
	Kind() string
}

// Variable is the environment variable that holds a master key on servers and in tests.
const Variable = "OUTLAY_MASTER_KEY"

// FromEnvironment returns the master key of OUTLAY_MASTER_KEY, nil where it is not set.
func FromEnvironment() (Master, error) {
	text := os.Getenv(Variable)
	if text == "" {
		return nil, nil
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("%w: %s is not the base64 of 32 bytes; make one with: openssl rand -base64 32", ErrLocked, Variable)
	}
	return fixed{key, "environment"}, nil
}

// ThisSessionOnly returns a random master key that is gone when the program ends.
func ThisSessionOnly() Master {
	key := make([]byte, keySize)
	_, _ = rand.Read(key)
	return fixed{key, "session"}
}

type fixed struct {
	key  []byte
	kind string
}

func (f fixed) Key(context.Context, bool) ([]byte, error) { return f.key, nil }
func (f fixed) Kind() string                              { return f.kind }

// Format keeps the key out of texts.
func (f fixed) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(hidden)) }

// Keychain keeps the master key in the operating system's keychain.
type Keychain struct{ Service, User string }

// Kind implements [Master].
func (Keychain) Kind() string { return "keychain" }

// keychainPatience is how long one call may take: an unlock dialog that nobody answers must
// not stop the program.
const keychainPatience = 20 * time.Second

// keychains is where all keychain calls of this process stand in line.
var keychains = make(line, 1)

// Key implements [Master].
func (k Keychain) Key(ctx context.Context, mayMake bool) ([]byte, error) {
	text, err := keychains.call(ctx, func() (string, error) { return keyring.Get(k.Service, k.User) })
	switch {
	case err == nil:
		key, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("%w: what the keychain holds for Outlay is not a master key", ErrWrongKey)
		}
		return key, nil
	case !errors.Is(err, keyring.ErrNotFound):
		return nil, unavailable(ctx, err)
	case !mayMake:
		return nil, fmt.Errorf("%w: the keychain no longer holds it", ErrWrongKey)
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key)
	_, err = keychains.call(ctx, func() (string, error) {
		return "", keyring.Set(k.Service, k.User, base64.StdEncoding.EncodeToString(key))
	})
	if err != nil {
		return nil, unavailable(ctx, err)
	}
	return key, nil
}

func unavailable(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("vault: %w", ctx.Err()) // nobody wants to know any more
	}
	// The cause is told, not wrapped: a refused socket must not pass for a refused file.
	return fmt.Errorf("%w: the system's keychain cannot be used (%v); unlock it and try again, or set a passphrase in Settings, or give %s", ErrLocked, err, Variable)
}

var errSilent = errors.New("it did not answer; it may be waiting for you to unlock it")

// line lets one keychain call through at a time: two would show the user two dialogs.
type line chan struct{}

// call makes a keychain call with a time limit. A call that hangs is left behind, and holds
// up the line until it returns: the library offers no way to stop it.
func (l line) call(ctx context.Context, ask func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	ctx, cancel := context.WithTimeout(ctx, keychainPatience)
	defer cancel()
	select {
	case l <- struct{}{}:
	case <-ctx.Done():
		return "", errSilent
	}
	done := make(chan answer, 1)
	go func() {
		defer func() { <-l }()
		text, err := ask()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-ctx.Done():
		return "", errSilent
	}
}

// Passphrase makes the master key from what the user knows. Only the parameters are stored.
type Passphrase struct {
	Salt     []byte `json:"salt"`
	Verifier string `json:"verifier"` // tells a mistyped passphrase from another master key
	Time     uint32 `json:"time"`
	Memory   uint32 `json:"memory"` // KiB
	Threads  uint8  `json:"threads"`

	typed string
}

// ShortestPassphrase is how many characters a passphrase must have.
const ShortestPassphrase = 8

// NewPassphrase sets up a passphrase with argon2id as RFC 9106 recommends where memory is
// scarce: 3 passes over 64 MiB.
func NewPassphrase(typed string) (Passphrase, error) {
	if len([]rune(typed)) < ShortestPassphrase {
		return Passphrase{}, fmt.Errorf("%w: a passphrase needs at least %d characters", ErrLocked, ShortestPassphrase)
	}
	p := Passphrase{Salt: make([]byte, 16), Time: 3, Memory: 64 << 10, Threads: 4, typed: typed}
	_, _ = rand.Read(p.Salt)
	p.Verifier = verifier(p.derive())
	return p, nil
}

// What stored parameters may ask for at most: 1 GiB, and some seconds. A damaged number must
// not take all of a machine's memory.
const mostMemory, mostTime = 1 << 20, 100

// ReadPassphrase returns stored parameters with what the user typed now, "" for nothing yet.
func ReadPassphrase(stored, typed string) (Passphrase, error) {
	var p Passphrase
	err := json.Unmarshal([]byte(stored), &p)
	if err != nil || len(p.Salt) == 0 || p.Time == 0 || p.Memory == 0 || p.Threads == 0 || p.Memory > mostMemory || p.Time > mostTime {
		return Passphrase{}, fmt.Errorf("%w: the stored parameters of the passphrase are damaged", ErrTampered)
	}
	p.typed = typed
	return p, nil
}

// Stored returns what may be kept beside the secrets.
func (p Passphrase) Stored() string {
	text, _ := json.Marshal(p) // fields that always encode
	return string(text)
}

// Kind implements [Master].
func (Passphrase) Kind() string { return "passphrase" }

// Format keeps the passphrase out of texts.
func (Passphrase) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// Key implements [Master].
func (p Passphrase) Key(context.Context, bool) ([]byte, error) {
	if p.typed == "" {
		return nil, fmt.Errorf("%w until you type your passphrase", ErrLocked)
	}
	key := p.derive()
	if subtle.ConstantTimeCompare([]byte(verifier(key)), []byte(p.Verifier)) != 1 {
		return nil, fmt.Errorf("%w: this is not the passphrase", ErrLocked)
	}
	return key, nil
}

func (p Passphrase) derive() []byte {
	return argon2.IDKey([]byte(p.typed), p.Salt, p.Time, p.Memory, p.Threads, keySize)
}

func verifier(key []byte) string {
	sum := sha256.Sum256(append([]byte("outlay passphrase verifier\x00"), key...))
	return hex.EncodeToString(sum[:16])
}
