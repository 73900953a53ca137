package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"outlay/backend/database"
	"outlay/backend/database/databasetest"
)

// key is what accounts call their secret.
const key = "key"

// of returns the vault of a database under a master key.
func of(db *database.DB, master Master) *Vault { return New(db.Write, db.Read, master) }

func put(db *database.DB, v *Vault, owner, name, secret string) error {
	return db.Tx(context.Background(), func(tx *sql.Tx) error {
		return v.PutTx(context.Background(), tx, owner, name, []byte(secret))
	})
}

// filled returns a vault that holds one key of each of two accounts.
func filled(t testing.TB) (*database.DB, *Vault) {
	t.Helper()
	db := databasetest.Open(t)
	v := of(db, ThisSessionOnly())
	for _, owner := range []string{"work", "home"} {
		if err := put(db, v, owner, key, "sk-"+owner); err != nil {
			t.Fatal(err)
		}
	}
	return db, v
}

func run(t testing.TB, db *database.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.Write.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// opens says what a vault makes of a secret: its text, or its error.
func opens(v *Vault, owner string) (string, error) {
	secret, err := v.Open(context.Background(), owner, key)
	return secret.Reveal(), err
}

func TestWhatIsPutIsOpened(t *testing.T) {
	db := databasetest.Open(t)
	master := ThisSessionOnly()
	v := of(db, master)
	for name, secret := range map[string]string{
		"a key": "sk-admin-123", "nothing": "", "bytes": "\x00\xff\n", "a long one": strings.Repeat("k", 1<<20), "Ω": "π",
	} {
		t.Run(name, func(t *testing.T) {
			if err := put(db, v, "account", name, "an older one"); err != nil {
				t.Fatal(err)
			}
			if err := put(db, v, "account", name, secret); err != nil {
				t.Fatal(err)
			}
			for who, v := range map[string]*Vault{"the same vault": v, "the next program": of(db, master)} {
				got, err := v.Open(t.Context(), "account", name)
				if err != nil || got.Reveal() != secret {
					t.Errorf("%s opened %.40q: %v", who, got.Reveal(), err)
				}
			}
		})
	}
}

func TestASecretIsForgottenWithItsOwner(t *testing.T) {
	db, v := filled(t)
	if err := db.Tx(t.Context(), func(tx *sql.Tx) error { return v.DeleteTx(t.Context(), tx, "work") }); err != nil {
		t.Fatal(err)
	}
	if _, err := opens(v, "work"); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v", err)
	}
	for owner, want := range map[string]bool{"work": false, "home": true, "nobody": false} {
		if got, err := v.Has(t.Context(), owner, key); err != nil || got != want {
			t.Errorf("%s: %v, %v", owner, got, err)
		}
	}
}

func TestAPutThatIsUndoneStoresNothing(t *testing.T) {
	db, v := filled(t)
	wrong := errors.New("wrong")
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		return errors.Join(v.PutTx(t.Context(), tx, "third", key, []byte("sk")), wrong)
	})
	if has, _ := v.Has(t.Context(), "third", key); has || !errors.Is(err, wrong) {
		t.Errorf("stored: %v, %v", has, err)
	}
}

func TestWhatIsNotAsItWasSealedStaysShut(t *testing.T) {
	tests := []struct {
		name, harm string
		want       error
	}{
		{"the secret of another account", `UPDATE secrets SET (wrapped_key, sealed) = (SELECT wrapped_key, sealed FROM secrets WHERE owner = 'home') WHERE owner = 'work'`, ErrTampered},
		{"two accounts exchanged", `UPDATE secrets SET owner = 'x' WHERE owner = 'work'; UPDATE secrets SET owner = 'work' WHERE owner = 'home'; UPDATE secrets SET owner = 'home' WHERE owner = 'x'`, ErrTampered},
		{"another name", `UPDATE secrets SET owner = 'wor', name = 'kkey' WHERE owner = 'work'`, ErrMissing},
		{"the data key of another account", `UPDATE secrets SET wrapped_key = (SELECT wrapped_key FROM secrets WHERE owner = 'home') WHERE owner = 'work'`, ErrTampered},
		{"the text of another account", `UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE owner = 'home') WHERE owner = 'work'`, ErrTampered},
		{"no data key", `UPDATE secrets SET wrapped_key = x'' WHERE owner = 'work'`, ErrTampered},
		{"half a data key", `UPDATE secrets SET wrapped_key = substr(wrapped_key, 1, 20) WHERE owner = 'work'`, ErrTampered},
		{"no text", `UPDATE secrets SET sealed = x'' WHERE owner = 'work'`, ErrTampered},
		{"more text", `UPDATE secrets SET sealed = CAST(sealed || x'00' AS BLOB) WHERE owner = 'work'`, ErrTampered},
		{"another fingerprint", `UPDATE secrets SET master = '0123456789abcdef' WHERE owner = 'work'`, ErrWrongKey},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, v := filled(t)
			run(t, db, tt.harm)
			if got, err := opens(v, "work"); !errors.Is(err, tt.want) || got != "" {
				t.Errorf("opened %q: %v, want %v", got, err, tt.want)
			}
		})
	}
	t.Run("owner and name are apart", func(t *testing.T) {
		db, v := filled(t)
		run(t, db, `UPDATE secrets SET owner = 'wor', name = 'kkey' WHERE owner = 'work'`)
		if _, err := v.Open(t.Context(), "wor", "kkey"); !errors.Is(err, ErrTampered) {
			t.Errorf("got %v", err)
		}
	})
}

func TestNoBitMayFlip(t *testing.T) {
	db, v := filled(t)
	for _, column := range []string{"wrapped_key", "sealed"} {
		var whole []byte
		if err := db.Read.QueryRow(`SELECT ` + column + ` FROM secrets WHERE owner = 'work'`).Scan(&whole); err != nil {
			t.Fatal(err)
		}
		for bit := range 8 * len(whole) {
			flipped := bytes.Clone(whole)
			flipped[bit/8] ^= 1 << (bit % 8)
			run(t, db, `UPDATE secrets SET `+column+` = ? WHERE owner = 'work'`, flipped)
			if got, err := opens(v, "work"); !errors.Is(err, ErrTampered) {
				t.Fatalf("%s, bit %d: opened %q, %v", column, bit, got, err)
			}
		}
		run(t, db, `UPDATE secrets SET `+column+` = ? WHERE owner = 'work'`, whole)
	}
	if got, err := opens(v, "work"); got != "sk-work" || err != nil {
		t.Errorf("put right again: %q, %v", got, err)
	}
}

func TestAnotherMasterKeyOpensAndSealsNothing(t *testing.T) {
	db, _ := filled(t)
	other := of(db, ThisSessionOnly())
	_, opening := opens(other, "work")
	for what, err := range map[string]error{
		"opening": opening, "unlocking": other.Unlock(t.Context()), "storing": put(db, other, "third", key, "sk"),
		"changing the key": other.Rekey(t.Context(), ThisSessionOnly(), nothing),
	} {
		if !errors.Is(err, ErrWrongKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func nothing(*sql.Tx) error { return nil }

func TestSealingTwiceLooksDifferentEachTime(t *testing.T) {
	db, v := filled(t)
	read := func() (wrapped, sealed string) {
		if err := db.Read.QueryRow(`SELECT hex(wrapped_key), hex(sealed) FROM secrets WHERE owner = 'work'`).Scan(&wrapped, &sealed); err != nil {
			t.Fatal(err)
		}
		return wrapped, sealed
	}
	wrapped, sealed := read()
	if err := put(db, v, "work", key, "sk-work"); err != nil {
		t.Fatal(err)
	}
	if w, s := read(); w == wrapped || s == sealed {
		t.Error("the same key, sealed again, looks the same")
	}
}

// changing is a master key that others may change, as the keychain's may be.
type changing struct {
	mu    sync.Mutex
	key   []byte
	asked int
}

func (c *changing) Kind() string { return "changing" }

func (c *changing) Key(context.Context, bool) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return c.key, nil
}

func (c *changing) change() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key = make([]byte, keySize)
	_, _ = rand.Read(c.key)
}

func TestTwoProgramsThatBothMadeAKeyAgreeOnOne(t *testing.T) {
	db := databasetest.Open(t)
	keychain := &changing{}
	keychain.change()
	first, second := of(db, keychain), of(db, keychain)
	if err := first.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	keychain.change() // the second program found it empty as well, and wrote last
	if err := second.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(put(db, first, "work", key, "sk-work"), put(db, second, "home", key, "sk-home")); err != nil {
		t.Fatal(err)
	}
	for who, v := range map[string]*Vault{"the first": first, "the second": second, "the next start": of(db, keychain)} {
		if err := v.Unlock(t.Context()); err != nil {
			t.Errorf("%s: %v", who, err)
		}
	}
}

func TestTheMasterKeyIsAskedForOnce(t *testing.T) {
	db := databasetest.Open(t)
	keychain := &changing{}
	keychain.change()
	if err := put(db, of(db, keychain), "work", key, "sk-work"); err != nil {
		t.Fatal(err)
	}
	keychain.asked = 0
	v := of(db, keychain)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := opens(v, "work"); got != "sk-work" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	all.Wait()
	if keychain.asked != 1 {
		t.Errorf("asked %d times: that may be as many dialogs", keychain.asked)
	}
}

// stuck is a master key that never comes.
type stuck struct{ asked chan struct{} }

func (stuck) Kind() string { return "stuck" }

func (s stuck) Key(ctx context.Context, _ bool) ([]byte, error) {
	close(s.asked)
	<-ctx.Done()
	return nil, ErrLocked
}

func TestWhileOneWaitsForTheMasterKeyOthersMayGo(t *testing.T) {
	db, _ := filled(t)
	master := stuck{make(chan struct{})}
	v := of(db, master)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- v.Unlock(ctx) }()
	<-master.asked
	if v.Kind() != "stuck" {
		t.Error("another master")
	}
	gone, goNow := context.WithCancel(t.Context())
	goNow()
	if _, err := v.unlocked(gone, nil, false); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
}

func TestAWrongPassphraseLeavesAnOpenVaultOpen(t *testing.T) {
	db, v := filled(t)
	if err := v.UnlockWith(t.Context(), ThisSessionOnly()); !errors.Is(err, ErrWrongKey) {
		t.Fatalf("got %v", err)
	}
	if got, err := opens(v, "work"); got != "sk-work" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := put(db, v, "third", key, "sk"); err != nil {
		t.Error(err)
	}
}

func TestRekey(t *testing.T) {
	db, v := filled(t)
	stale := of(db, v.master) // another program, which knows the old key
	if err := stale.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := ThisSessionOnly()
	if err := v.Rekey(t.Context(), next, func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO settings VALUES ('beside', 'it')`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for who, v := range map[string]*Vault{"the same vault": v, "the next program": of(db, next)} {
		if got, err := opens(v, "work"); got != "sk-work" || err != nil {
			t.Errorf("%s: %q, %v", who, got, err)
		}
	}
	var beside string
	if err := db.Read.QueryRow(`SELECT value FROM settings WHERE name = 'beside'`).Scan(&beside); err != nil || beside != "it" {
		t.Errorf("%q, %v", beside, err)
	}
	// It would otherwise seal one key beside the others, which the next start could not open.
	if err := put(db, stale, "third", key, "sk"); !errors.Is(err, ErrWrongKey) {
		t.Errorf("a program that knows the old key only stored: %v", err)
	}
}

func TestARekeyThatFailsChangesNothing(t *testing.T) {
	wrong := errors.New("wrong")
	tests := []struct {
		name      string
		harm      string
		next      Master
		alongside func(*sql.Tx) error
		want      error
	}{
		{"what belongs to it cannot be stored", ``, ThisSessionOnly(), func(*sql.Tx) error { return wrong }, wrong},
		{"the next key cannot be had", ``, Passphrase{}, nothing, ErrLocked},
		{"one secret is damaged", `UPDATE secrets SET wrapped_key = x'00' WHERE owner = 'home'`, ThisSessionOnly(), nothing, ErrTampered},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, v := filled(t)
			run(t, db, tt.harm)
			if err := v.Rekey(t.Context(), tt.next, tt.alongside); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			for who, v := range map[string]*Vault{"the same vault": v, "the next program": of(db, v.master)} {
				if got, err := opens(v, "work"); got != "sk-work" || err != nil {
					t.Errorf("%s: %q, %v", who, got, err)
				}
			}
		})
	}
	t.Run("an empty vault goes on with the old key", func(t *testing.T) {
		db := databasetest.Open(t)
		old := ThisSessionOnly()
		v := of(db, old)
		if err := v.Rekey(t.Context(), ThisSessionOnly(), func(*sql.Tx) error { return wrong }); !errors.Is(err, wrong) {
			t.Fatal(err)
		}
		if err := put(db, v, "work", key, "sk-work"); err != nil {
			t.Fatal(err)
		}
		if got, err := opens(of(db, old), "work"); got != "sk-work" || err != nil {
			t.Errorf("sealed by a key that nobody kept: %q, %v", got, err)
		}
	})
}

// meddling is a master key during whose making something else happens.
type meddling struct {
	Master
	meanwhile func()
}

func (m meddling) Key(ctx context.Context, mayMake bool) ([]byte, error) {
	m.meanwhile()
	return m.Master.Key(ctx, mayMake)
}

func TestARekeyStopsWhereAnotherProgramWasFaster(t *testing.T) {
	db, v := filled(t)
	theirs := ThisSessionOnly()
	slow := meddling{ThisSessionOnly(), func() {
		if err := of(db, v.master).Rekey(t.Context(), theirs, nothing); err != nil {
			t.Error(err)
		}
	}}
	if err := v.Rekey(t.Context(), slow, nothing); !errors.Is(err, ErrWrongKey) {
		t.Errorf("got %v", err)
	}
	if got, err := opens(of(db, theirs), "work"); got != "sk-work" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// canary is a secret that would be found wherever it got to.
const canary = "sk-canary-0123456789"

func TestASecretPrintsAsNothing(t *testing.T) {
	db := databasetest.Open(t)
	v := of(db, ThisSessionOnly())
	if err := put(db, v, "work", key, canary); err != nil {
		t.Fatal(err)
	}
	secret, err := v.Open(t.Context(), "work", key)
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPassphrase(canary)
	if err != nil {
		t.Fatal(err)
	}
	inside := struct {
		Open   Secret
		hidden Secret
	}{secret, secret}
	var out strings.Builder
	text := slog.New(slog.NewTextHandler(&out, nil))
	structured := slog.New(slog.NewJSONHandler(&out, nil))
	for _, value := range []any{secret, &secret, inside, &inside, []Secret{secret}, map[string]Secret{"a": secret}, p, &p, v, fixed{[]byte(canary), ""}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		fmt.Fprintln(&out, value, fmt.Errorf("%v", value))
		text.Info("key", "value", value)
		structured.Info("key", "value", value)
		encoded, _ := json.Marshal(value)
		out.Write(encoded)
	}
	fmt.Fprintf(&out, "%v %+v", inside.hidden, p.Stored())
	forms := []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprint([]byte(canary)), base64.StdEncoding.EncodeToString([]byte(canary))}
	_, master := v.remembered()
	forms = append(forms, fmt.Sprint(master), fmt.Sprintf("%x", master), fmt.Sprintf("%#v", master))
	for _, form := range forms {
		if strings.Contains(out.String(), form) {
			t.Errorf("found as %s", form)
		}
	}
	if !strings.Contains(out.String(), hidden) {
		t.Error("nothing was printed, so this shows nothing")
	}
	if (Secret{}).Reveal() != "" {
		t.Error("no secret is an empty one")
	}
}

func TestNoFileHoldsTheSecretOrAKey(t *testing.T) {
	db := databasetest.Open(t)
	v := of(db, ThisSessionOnly())
	if err := put(db, v, "work", key, canary); err != nil {
		t.Fatal(err)
	}
	next, err := NewPassphrase("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	_, first := v.remembered()
	if err := v.Rekey(t.Context(), next, func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO settings VALUES ('vault.passphrase', ?)`, next.Stored())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_, second := v.remembered()
	found := 0
	for _, part := range []string{"", "-wal", "-shm"} {
		content, err := os.ReadFile(db.Path() + part)
		if err != nil {
			t.Fatal(err)
		}
		found += bytes.Count(content, []byte("work"))
		for what, secret := range map[string][]byte{
			"the key": []byte(canary), "its beginning": []byte(canary[:10]), "the passphrase": []byte("correct horse"),
			"the first master key": first, "the second": second,
		} {
			if bytes.Contains(content, secret) || bytes.Contains(content, []byte(base64.StdEncoding.EncodeToString(secret))) || bytes.Contains(content, fmt.Appendf(nil, "%x", secret)) {
				t.Errorf("outlay.db%s holds %s", part, what)
			}
		}
	}
	if found == 0 {
		t.Error("not even the account's name was found, so this shows nothing")
	}
}
