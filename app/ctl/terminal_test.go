package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"outlay/backend/account"
	"outlay/backend/database"
	"outlay/backend/money"
	"outlay/backend/report"
	"outlay/backend/vault"
)

func TestEachErrorHasItsExitCodeAndWord(t *testing.T) {
	for _, tt := range []struct {
		err  error
		exit int
		code string
	}{
		{account.ErrInvalid, exitUsage, "invalid"},
		{account.ErrProvider, exitUsage, "no_such_provider"},
		{report.ErrDimension, exitUsage, "usage"},
		{account.ErrNotFound, exitFailed, "not_found"},
		{database.ErrReadOnly, exitFailed, "read_only"},
		{database.ErrLocked, exitFailed, "locked"},
		{database.ErrNewer, exitFailed, "newer"},
		{database.ErrCorrupt, exitFailed, "corrupt"},
		{database.ErrFull, exitFailed, "disk_full"},
		{vault.ErrLocked, exitFailed, "vault_locked"},
		{vault.ErrWrongKey, exitFailed, "wrong_master_key"},
		{vault.ErrTampered, exitFailed, "key_damaged"},
		{vault.ErrMissing, exitFailed, "no_key"},
		{context.Canceled, exitFailed, "cancelled"},
		{errors.New("anything else"), exitFailed, "failed"},
	} {
		if got := failureOf(fmt.Errorf("tried something: %w", tt.err)); got.exit != tt.exit || got.Code != tt.code || got.Message == "" {
			t.Errorf("%v: got %+v", tt.err, got)
		}
	}
}

func TestAnErrorReadsLikeASentence(t *testing.T) {
	for in, want := range map[string]string{
		"the disk is full":               "The disk is full.",
		"invalid: the limit is odd":      "The limit is odd.",
		"what now?":                      "What now?",
		"über uns":                       "Über uns.",
		"":                               "Something went wrong.",
		`"outlayctl sync" takes nothing`: `"outlayctl sync" takes nothing.`,
	} {
		if got := sentence(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestAMessageNeverHoldsTheSecretThatWasRead(t *testing.T) {
	var errs bytes.Buffer
	term := &terminal{err: &errs, secret: "sk-admin-canary-1"}
	term.fail(failure{exitFailed, "failed", "The answer was: no sk-admin-canary-1 here."})
	if strings.Contains(errs.String(), "canary") {
		t.Error(errs.String())
	}
}

func TestWhatVendorsCallThingsCannotSteerTheTerminal(t *testing.T) {
	p := &page{}
	p.table([][]string{{"a\x1b[2Jb", "1"}, {"c\r\nd", "22"}}, 1)
	p.say("%s", "x\x07y")
	if got, want := p.String(), "a [2Jb   1\nc  d    22\nx y\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNothingKnownIsNotZero(t *testing.T) {
	if got := amounts(nil); got != "unknown" {
		t.Errorf("got %s", got)
	}
	if got := amounts([]money.Amount{money.Zero(money.USD)}); got != "$0.00" {
		t.Errorf("got %s", got)
	}
}

// stuck is a place that takes nothing.
type stuck struct{}

func (stuck) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAnAnswerThatCannotBeWrittenIsAFailure(t *testing.T) {
	for _, json := range []string{"--json", "--json=false"} {
		term := &terminal{in: strings.NewReader(""), out: stuck{}, err: &bytes.Buffer{}, now: time.Now}
		if code := term.execute(t.Context(), []string{"version", json}); code != exitFailed {
			t.Errorf("%s: exit code %d", json, code)
		}
	}
}
