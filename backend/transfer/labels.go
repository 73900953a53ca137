package transfer

import (
	"slices"
	"strings"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/tag"
)

// Labels is what people call the things that entries name by an id.
type Labels struct {
	Accounts map[string]Account       // by id
	Names    map[string][]ledger.Name // account id to what its vendor's ids are called
	Tags     []tag.Tag
}

// Account is what an export says of an account.
type Account struct {
	Label     string
	ServiceID string // a provider's id, or the name that the user gave
	Service   string // what people call it
	CycleDay  int    // the billing cycle's first day of the month; 0 and 1 are the calendar month
}

// period returns the billing cycle in which day lies.
func (a Account) period(day calendar.Day) calendar.Span {
	return calendar.Cycle(day, max(1, a.CycleDay))
}

// LabelsOf returns the labels of accounts; service returns the name of a provider's id.
func LabelsOf(accounts []account.Account, service func(providerID string) string, names map[string][]ledger.Name, tags []tag.Tag) Labels {
	l := Labels{Accounts: map[string]Account{}, Names: names, Tags: tags}
	for _, a := range accounts {
		l.Accounts[a.ID] = Account{a.Label, a.Service(), service(a.Service()), a.CycleDay}
	}
	return l
}

// tagged returns the parts of a tag.
func (l Labels) tagged(name string) (parts []ledger.Part, found bool) {
	i := slices.IndexFunc(l.Tags, func(t tag.Tag) bool { return t.Name == name })
	if i < 0 {
		return nil, false
	}
	return l.Tags[i].Parts, true
}

// index answers quickly what [Labels] hold.
type index struct {
	accounts map[string]Account
	names    map[ledger.Part]string // of a project or key
	tags     map[ledger.Part][]string
}

func (l Labels) index() index {
	x := index{l.Accounts, map[ledger.Part]string{}, map[ledger.Part][]string{}}
	for id, names := range l.Names {
		for _, n := range names {
			x.names[ledger.Part{Account: id, Of: ledger.Dimension(n.Kind), Key: n.ID}] = n.Name
		}
	}
	for _, t := range l.Tags {
		for _, p := range t.Parts {
			x.tags[p] = append(x.tags[p], t.Name)
		}
	}
	return x
}

// partsOf returns the parts of the book that an entry is in: its account, project and key.
func partsOf(e ledger.Entry) [3]ledger.Part {
	return [3]ledger.Part{
		{Account: e.Account, Of: ledger.ByAccount},
		{Account: e.Account, Of: ledger.ByProject, Key: e.Project},
		{Account: e.Account, Of: ledger.ByKey, Key: e.Key},
	}
}

func (x index) line(e ledger.Entry) line {
	parts := partsOf(e)
	l := line{Entry: e, account: x.accounts[e.Account], project: x.names[parts[1]], key: x.names[parts[2]]}
	for _, p := range parts {
		l.tags = append(l.tags, x.tags[p]...)
	}
	return l
}

// first returns the first text that is not blank.
func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
