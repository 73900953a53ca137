package vault

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"outlay/backend/database/databasetest"
)

func TestTheEnvironmentMayHoldTheMasterKey(t *testing.T) {
	key := bytes.Repeat([]byte{7}, keySize)
	tests := []struct {
		name, text string
		want       []byte
		err        error
	}{
		{"not set", "", nil, nil},
		{"32 bytes", base64.StdEncoding.EncodeToString(key), key, nil},
		{"with the line end that openssl prints", base64.StdEncoding.EncodeToString(key) + "\n", key, nil},
		{"31 bytes", base64.StdEncoding.EncodeToString(key[1:]), nil, ErrLocked},
		{"33 bytes", base64.StdEncoding.EncodeToString(append(key, 7)), nil, ErrLocked},
		{"hex", strings.Repeat("07", keySize), nil, ErrLocked},
		{"a passphrase", "correct horse battery", nil, ErrLocked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(Variable, tt.text)
			master, err := FromEnvironment()
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err != nil {
				if tt.text != "" && strings.Contains(err.Error(), tt.text) {
					t.Errorf("the error tells what was given: %v", err)
				}
				return
			}
			if (master == nil) != (tt.want == nil) {
				t.Fatalf("got %v", master)
			}
			if master == nil {
				return
			}
			if got, err := master.Key(t.Context(), false); err != nil || !bytes.Equal(got, tt.want) {
				t.Errorf("another key, %v", err)
			}
		})
	}
}

func TestAPassphraseOpensWhatItSealed(t *testing.T) {
	const typed = "correct horse battery"
	p, err := NewPassphrase(typed)
	if err != nil {
		t.Fatal(err)
	}
	db := databasetest.Open(t)
	if err := put(db, of(db, p), "work", key, "sk-work"); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, typed string
		want        error
	}{
		{"typed again", typed, nil},
		{"not typed yet", "", ErrLocked},
		{"mistyped", "Correct horse battery", ErrLocked},
		{"with a space more", typed + " ", ErrLocked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := ReadPassphrase(p.Stored(), tt.typed)
			if err != nil {
				t.Fatal(err)
			}
			got, err := opens(of(db, p), "work")
			if !errors.Is(err, tt.want) || (err == nil) != (got == "sk-work") {
				t.Errorf("opened %q: %v", got, err)
			}
		})
	}
}

func TestPassphrases(t *testing.T) {
	t.Run("the same words twice make two keys", func(t *testing.T) {
		one, err := NewPassphrase("correct horse battery")
		two, err2 := NewPassphrase("correct horse battery")
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(one.Salt, two.Salt) || one.Verifier == two.Verifier {
			t.Error("the salt is not random")
		}
	})
	for _, short := range []string{"", "seven77", "äöüäöüä"} {
		if _, err := NewPassphrase(short); !errors.Is(err, ErrLocked) {
			t.Errorf("%q was taken: %v", short, err)
		}
	}
	for name, stored := range map[string]string{
		"nothing": "", "no JSON": "x", "no salt": `{"salt":"","time":3,"memory":65536,"threads":4}`,
		"no passes": `{"salt":"AAAA","time":0,"memory":65536,"threads":4}`, "no memory": `{"salt":"AAAA","time":3,"memory":0,"threads":4}`,
		"no threads":                       `{"salt":"AAAA","time":3,"memory":65536,"threads":0}`,
		"more memory than any machine has": `{"salt":"AAAA","time":3,"memory":4294967295,"threads":4}`,
		"more passes than anybody awaits":  `{"salt":"AAAA","time":4294967295,"memory":65536,"threads":4}`,
	} {
		if _, err := ReadPassphrase(stored, "correct horse battery"); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAKeychainCallThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := make(line, 1)
		unlocked := make(chan struct{})
		start := time.Now()
		_, err := l.call(t.Context(), func() (string, error) { <-unlocked; return "late", nil })
		if !errors.Is(err, errSilent) || time.Since(start) != keychainPatience {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		// The dialog is still open; a second one is not shown.
		asked := false
		_, err = l.call(t.Context(), func() (string, error) { asked = true; return "", nil })
		if !errors.Is(err, errSilent) || asked {
			t.Errorf("asked %v, %v", asked, err)
		}
		close(unlocked)
		synctest.Wait()
		if got, err := l.call(t.Context(), func() (string, error) { return "key", nil }); got != "key" || err != nil {
			t.Errorf("after the user answered: %q, %v", got, err)
		}
	})
}

func TestACallerThatGoesAwayIsNotToldOfAKeychain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := unavailable(ctx, errSilent); !errors.Is(err, context.Canceled) || errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
}
