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
	"sync"
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

// Keychain keeps the master key in the operating system's keychain.
type Keychain struct{ Service, User string }

// Kind implements [Master].
func (Keychain) Kind() string { return "keychain" }

// keychainPatience is how long one call may take: an unlock dialog that nobody answers must
// not stop the program.
const keychainPatience = 20 * time.Second

// one call at a time: two would show the user two dialogs.
var oneCall sync.Mutex

// Key implements [Master].
func (k Keychain) Key(ctx context.Context, mayMake bool) ([]byte, error) {
	text, err := within(ctx, func() (string, error) { return keyring.Get(k.Service, k.User) })
	switch {
	case err == nil:
		key, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("%w: what the keychain holds for Outlay is not a master key", ErrWrongKey)
		}
		return key, nil
	case !errors.Is(err, keyring.ErrNotFound):
		return nil, unavailable(err)
	case !mayMake:
		return nil, fmt.Errorf("%w: the keychain no longer holds it", ErrWrongKey)
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key)
	_, err = within(ctx, func() (string, error) {
		return "", keyring.Set(k.Service, k.User, base64.StdEncoding.EncodeToString(key))
	})
	if err != nil {
		return nil, unavailable(err)
	}
	return key, nil
}

func unavailable(err error) error {
	return fmt.Errorf("%w: the system's keychain did not answer (%v); unlock it and try again, or set a passphrase in Settings, or give %s", ErrLocked, err, Variable)
}

// within runs a keychain call with a time limit. A call that hangs is left behind: the
// library offers no way to stop it.
func within(ctx context.Context, call func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	ctx, cancel := context.WithTimeout(ctx, keychainPatience)
	defer cancel()
	done := make(chan answer, 1)
	go func() {
		oneCall.Lock()
		defer oneCall.Unlock()
		text, err := call()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
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

// ReadPassphrase returns stored parameters with what the user typed now, "" for nothing yet.
func ReadPassphrase(stored, typed string) (Passphrase, error) {
	var p Passphrase
	if err := json.Unmarshal([]byte(stored), &p); err != nil || len(p.Salt) == 0 || p.Time == 0 || p.Memory == 0 || p.Threads == 0 {
		return p, fmt.Errorf("%w: the stored parameters of the passphrase are damaged", ErrTampered)
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

// String keeps the passphrase out of texts.
func (Passphrase) String() string { return hidden }

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
