package bind_test

import (
	"strings"
	"testing"

	"outlay/app/bind"
	"outlay/backend/budget"
	"outlay/backend/ledger"
)

func TestGoldenAnswersOfTags(t *testing.T) {
	list, err := screen[*bind.Tags](t, door(t, workshop, bind.Host{})).List()
	golden(t, "tags-workshop", list, err)
	list, err = screen[*bind.Tags](t, door(t, worlds[0], bind.Host{})).List()
	if err != nil || list == nil || len(list) > 0 {
		t.Errorf("of nobody who has any: %v, %v", list, err)
	}
}

func TestTagsAreMadeChangedAndRemoved(t *testing.T) {
	screens := door(t, workshop, bind.Host{})
	tags, budgets := screen[*bind.Tags](t, screens), screen[*bind.Budgets](t, screens)
	id := firstAccount(t, screens)
	account, key := ledger.Part{Account: id, Of: ledger.ByAccount}, ledger.Part{Account: id, Of: ledger.ByKey, Key: "laptop"}
	limit := "50"
	if err := budgets.Add(budget.Draft{Scope: budget.OfTag, Subject: "Client Acme", Limit: &limit}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		what string
		do   func() error
		want string
	}{
		{"one of HTML and two directions", func() error { return tags.Put("<b>\u05d0</b> 🦊", []ledger.Part{account}) }, "<b>א</b> 🦊 1, Client Acme 1, Team blue 2"},
		{"no parts of one", func() error { return tags.Put("<b>א</b> 🦊", nil) }, "Client Acme 1, Team blue 2"},
		{"another name and more parts", func() error { return tags.Change("Client Acme", "Acme", []ledger.Part{account, key}) }, "Acme 2, Team blue 2"},
		{"no parts of one that is not there", func() error { return tags.Put("Nobody", nil) }, "Acme 2, Team blue 2"},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		if got := tagged(t, tags); got != step.want {
			t.Errorf("%s: %s", step.what, got)
		}
	}
	states, err := budgets.List()
	if err != nil || len(states) != 1 || states[0].Budget.Subject != "Acme" || states[0].Gone {
		t.Errorf("the budget of the tag that was renamed: %+v, %v", states, err)
	}
}

func TestATagThatCannotBeSaysWhy(t *testing.T) {
	screens := door(t, workshop, bind.Host{})
	tags, id := screen[*bind.Tags](t, screens), firstAccount(t, screens)
	account := []ledger.Part{{Account: id, Of: ledger.ByAccount}}
	for _, c := range []struct {
		what string
		err  error
		want bind.Fault
	}{
		{"no name", tags.Put(" ", account), bind.Fault{Code: "invalid", Message: "A name has 1 to 60 characters."}},
		{"61 characters", tags.Put(strings.Repeat("🦊", 61), account), bind.Fault{Code: "invalid", Message: "A name has 1 to 60 characters."}},
		{"a control character", tags.Put("a\x1b", account), bind.Fault{Code: "invalid", Message: "The name has characters that no text has."}},
		{"a model", tags.Put("x", []ledger.Part{{Account: id, Of: ledger.ByModel, Key: "gpt"}}), bind.Fault{Code: "invalid", Message: "A tag is of an account, or of a project or key of one."}},
		{"no such account", tags.Put("x", []ledger.Part{{Account: "nobody", Of: ledger.ByAccount}}), bind.Fault{Code: "invalid", Message: "There is no account \"nobody\"."}},
		{"a name that is taken", tags.Change("Client Acme", "Team blue", account), bind.Fault{Code: "invalid", Message: "Another tag is called \"Team blue\" already; choose another name."}},
		{"nothing in it", tags.Change("Client Acme", "Acme", nil), bind.Fault{Code: "invalid", Message: "A tag is of something: choose an account, a project or a key, or remove the tag."}},
		{"no such tag", tags.Change("Nobody", "Acme", account), bind.Fault{Code: "not_found", Message: "There is no such tag: \"Nobody\"; it may have been renamed or removed meanwhile."}},
	} {
		if got := bind.FaultOf(c.err); c.err == nil || got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
	if err := tags.Put(strings.Repeat("🦊", 60), account); err != nil {
		t.Errorf("60 characters: %v", err)
	}
}

func TestTagsOfSampleDataAreGoneWithIt(t *testing.T) {
	screens := door(t, workshop, bind.Host{})
	tags, house := screen[*bind.Tags](t, screens), screens["house"].(*bind.House)
	if err := house.EnterSample(); err != nil {
		t.Fatal(err)
	}
	if err := tags.Put("Trial", []ledger.Part{{Account: firstAccount(t, screens), Of: ledger.ByAccount}}); err != nil {
		t.Fatal(err)
	}
	if got := tagged(t, tags); !strings.Contains(got, "Trial 1") || strings.Contains(got, "Acme") {
		t.Errorf("in sample data: %s", got)
	}
	if err := house.LeaveSample(); err != nil {
		t.Fatal(err)
	}
	if got := tagged(t, tags); got != "Client Acme 1, Team blue 2" {
		t.Errorf("after it: %s", got)
	}
}

func TestALockedWindowTellsNoTags(t *testing.T) {
	tags := screen[*bind.Tags](t, door(t, locked, bind.Host{}))
	_, listing := tags.List()
	for what, err := range map[string]error{"list": listing, "put": tags.Put("x", nil), "change": tags.Change("x", "y", nil)} {
		if code(err) != "locked" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func firstAccount(t *testing.T, screens map[string]any) string {
	t.Helper()
	cards, err := screens["accounts"].(*bind.Accounts).List()
	if err != nil || len(cards) == 0 {
		t.Fatal(cards, err)
	}
	return cards[0].Account.ID
}

// tagged are all tags, each with the number of its parts.
func tagged(t *testing.T, tags *bind.Tags) string {
	t.Helper()
	list, err := tags.List()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range list {
		names = append(names, l.Name+" "+string(rune('0'+len(l.Parts))))
	}
	return strings.Join(names, ", ")
}
