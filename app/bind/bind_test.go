package bind_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"

	"outlay/app/bind"
	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/settings"
)

// canary is the key that putDays' accounts have; see worlds_test.go.
const canary = "sk-admin-canary-of-the-worlds"

func TestNoAnswerHoldsAKey(t *testing.T) {
	screens := door(t, worlds[4], bind.Host{})
	accounts := screens["accounts"].(*bind.Accounts)
	cards, err := accounts.List()
	if err != nil || len(cards) == 0 {
		t.Fatal(cards, err)
	}
	id := cards[0].Account.ID
	wrong := canary + " with a blank"
	answers := []any{cards}
	for _, ask := range []func() (any, error){
		func() (any, error) { return screens["overview"].(*bind.Overview).Get() },
		func() (any, error) { return screens["alerts"].(*bind.Alerts).List(alert.Filter{}) },
		func() (any, error) { return screens["house"].(*bind.House).Status() },
		func() (any, error) { return accounts.Removal(id) },
		func() (any, error) { return accounts.CheckKey(account.Draft{Provider: "openai", Key: &wrong}) },
		func() (any, error) { return accounts.Add(account.Draft{Provider: "openai", Key: &wrong}) },
	} {
		answer, err := ask()
		answers = append(answers, answer)
		if err != nil {
			answers = append(answers, err.Error())
		}
	}
	text, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte(canary)) {
		t.Errorf("an answer holds the key: %s", text)
	}
}

func TestADamagedBookIsNamedKeptAndCanBeRestored(t *testing.T) {
	dir := t.TempDir()
	file := backend.DatabasePath(dir)
	if err := os.WriteFile(file, bytes.Repeat([]byte("not a database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	d := bind.New(bind.Host{DataDir: dir})
	ctx, cancel := context.WithCancel(t.Context())
	d.Start(ctx)
	t.Cleanup(func() { cancel(); d.Close() })
	screens := bound(d)
	status, err := screens["house"].(*bind.House).Status()
	if err != nil || status.Fault == nil || status.Fault.Code != "corrupt" {
		t.Fatalf("%+v, %v", status.Fault, err)
	}
	if _, err := screens["overview"].(*bind.Overview).Get(); bind.FaultOf(err).Code != "corrupt" {
		t.Errorf("a screen says %v", err)
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(text, []byte("not a database")) {
		t.Errorf("the damaged file was not kept: %v", err)
	}
	if err := screens["house"].(*bind.House).Restore("/etc/passwd"); bind.FaultOf(err).Code != "not_found" {
		t.Errorf("a file that is no backup: %v", err)
	}
}

func TestSampleDataIsReadLikeABillAndGoneWhenItIsLeft(t *testing.T) {
	screens := door(t, worlds[0], bind.Host{})
	house := screens["house"].(*bind.House)
	if err := house.EnterSample(); err != nil {
		t.Fatal(err)
	}
	overview, err := screens["overview"].(*bind.Overview).Get()
	if err != nil || len(overview.MonthToDate) != 1 || !overview.MonthToDate[0].Value.IsPositive() || overview.Percent < 80 {
		t.Fatalf("%v %d %% %v", overview.MonthToDate, overview.Percent, err)
	}
	label, key := "Mine", canary
	if _, err := screens["accounts"].(*bind.Accounts).Add(account.Draft{Provider: "openai", Label: &label, Key: &key}); bind.FaultOf(err).Code != "sample" {
		t.Errorf("an account was added to sample data: %v", err)
	}
	if err := house.LeaveSample(); err != nil {
		t.Fatal(err)
	}
	if left, err := screens["overview"].(*bind.Overview).Get(); err != nil || len(left.Accounts) != 0 {
		t.Errorf("%v, %v", left.Accounts, err)
	}
}

func TestOnlyLinksOfOurOwnAreOpened(t *testing.T) {
	var opened []string
	screens := door(t, worlds[0], bind.Host{OpenLink: func(url string) error { opened = append(opened, url); return nil }})
	house := screens["house"].(*bind.House)
	providers, err := screens["accounts"].(*bind.Accounts).Providers()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(providers, func(p bind.Provider) bool { return p.ID == "openai" })
	own := providers[at].Fields[0].Link
	for _, link := range []string{"https://evil.example/", "file:///etc/passwd", "javascript:alert(1)", own + "@evil.example", ""} {
		if err := house.OpenLink(link); err == nil {
			t.Errorf("%q was opened", link)
		}
	}
	if err := house.OpenLink(own); err != nil || len(opened) != 1 || opened[0] != own {
		t.Errorf("%q: %v, %v", own, opened, err)
	}
}

func TestALimitThatIsCrossedAlreadyIsNewsAtOnce(t *testing.T) {
	screens := door(t, worlds[1], bind.Host{})
	accounts := screens["accounts"].(*bind.Accounts)
	cards, err := accounts.List()
	if err != nil {
		t.Fatal(err)
	}
	limit := "10"
	if err := accounts.Change(cards[0].Account.ID, account.Draft{Limit: &limit}); err != nil {
		t.Fatal(err)
	}
	if list, err := screens["alerts"].(*bind.Alerts).List(alert.Filter{}); err != nil || len(list) != 2 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestStartingAtLoginThatFailsChangesNothing(t *testing.T) {
	screens := door(t, worlds[0], bind.Host{Autostart: func(bool) error { return errors.New("no such folder") }})
	chosen := screens["settings"].(*bind.Settings)
	wanted := settings.Default()
	wanted.StartAtLogin = true
	if err := chosen.Save(wanted); bind.FaultOf(err).Code != "autostart" {
		t.Fatal(err)
	}
	if kept, err := chosen.Get(); err != nil || kept.StartAtLogin {
		t.Errorf("%+v, %v", kept, err)
	}
}
