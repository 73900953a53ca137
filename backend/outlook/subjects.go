package outlook

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"outlay/backend/budget"
	"outlay/backend/ledger"
)

// Subject is something that a budget can be of.
type Subject struct {
	Scope   budget.Scope `json:"scope" ts_type:"string"`
	Subject string       `json:"subject"` // its id, or the tag; "" for everything
	Account string       `json:"account"` // whose project it is
	Label   string       `json:"label"`   // for people
}

// Subjects returns what a budget can be of: everything, each connected service and account,
// each project that something was spent on lately, each tag.
func (d *Desk) Subjects(ctx context.Context) ([]Subject, error) {
	v, err := d.view(ctx)
	if err != nil {
		return nil, err
	}
	list := []Subject{{Scope: budget.Everything, Label: "Everything"}}
	var services []string
	for _, a := range v.accounts {
		if service := a.Service(); !a.Removed && !slices.Contains(services, service) {
			services = append(services, service)
			list = append(list, Subject{Scope: budget.OfService, Subject: service, Label: v.Providers.Name(service)})
		}
	}
	for _, a := range v.accounts {
		if !a.Removed {
			list = append(list, Subject{Scope: budget.OfAccount, Subject: a.ID, Label: v.called(a)})
		}
	}
	projects, err := v.projects(ctx)
	if err != nil {
		return nil, err
	}
	list = append(list, projects...)
	for name := range v.tags {
		list = append(list, Subject{Scope: budget.OfTag, Subject: name, Label: name})
	}
	slices.SortStableFunc(list, func(a, b Subject) int {
		if a.Scope != b.Scope {
			return slices.Index(scopes, a.Scope) - slices.Index(scopes, b.Scope)
		}
		return strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label))
	})
	return list, nil
}

var scopes = []budget.Scope{budget.Everything, budget.OfService, budget.OfAccount, budget.OfProject, budget.OfTag}

// mostProjects keeps a list that people choose from readable.
const mostProjects = 500

func (v *view) projects(ctx context.Context) ([]Subject, error) {
	rows, err := v.Book.Sum(ctx, v.span(), ledger.ByProject, nil)
	if err != nil {
		return nil, fmt.Errorf("outlook: %w", err)
	}
	var list []Subject
	for _, r := range rows {
		a, ok := v.account(r.Account)
		known := slices.ContainsFunc(list, func(s Subject) bool { return s.Subject == r.Key && s.Account == r.Account })
		if r.Key == "" || !ok || known || len(list) == mostProjects {
			continue
		}
		b := budget.Budget{Scope: budget.OfProject, Subject: r.Key, Account: r.Account}
		list = append(list, Subject{Scope: b.Scope, Subject: b.Subject, Account: b.Account, Label: v.project(b) + " in " + v.called(a)})
	}
	return list, nil
}

// Add checks a draft and writes it as a new budget of something that is there. A project may
// be given by its name. It wraps [budget.ErrInvalid].
func (d *Desk) Add(ctx context.Context, draft budget.Draft) (budget.Budget, error) {
	v, err := d.view(ctx)
	if err != nil {
		return budget.Budget{}, err
	}
	draft.Subject = strings.TrimSpace(draft.Subject)
	if draft.Scope == budget.OfService {
		draft.Subject = d.Providers.Service(draft.Subject)
	}
	_, _, gone := v.parts(budget.Budget{Scope: draft.Scope, Subject: draft.Subject, Account: draft.Account})
	if gone && draft.Subject != "" && slices.Contains(scopes, draft.Scope) {
		return budget.Budget{}, fmt.Errorf("%w: there is no %s %.60q; look at what is connected", budget.ErrInvalid, draft.Scope, draft.Subject)
	}
	if draft.Scope == budget.OfProject && draft.Subject != "" {
		part, err := d.Part(ctx, draft.Account, ledger.ByProject, draft.Subject)
		if err != nil {
			return budget.Budget{}, err
		}
		draft.Subject = part.Key
	}
	return d.Budgets.Add(ctx, draft)
}

// Part returns the project or key of an account that people mean: by its id, or by its name
// where only one has it. One that the vendor never spoke of is refused, since a limit of
// nothing never warns. It wraps [budget.ErrInvalid].
func (d *Desk) Part(ctx context.Context, account string, of ledger.Dimension, typed string) (ledger.Part, error) {
	names, err := d.Book.Names(ctx)
	if err != nil {
		return ledger.Part{}, fmt.Errorf("outlook: %w", err)
	}
	var called []string
	for _, n := range names[account] {
		if n.Kind == string(of) && n.ID == typed {
			return ledger.Part{Account: account, Of: of, Key: typed}, nil
		}
		if n.Kind == string(of) && n.Name == typed {
			called = append(called, n.ID)
		}
	}
	spent, err := d.spentOn(ctx, account, of, typed)
	switch {
	case err != nil:
		return ledger.Part{}, err
	case spent:
		return ledger.Part{Account: account, Of: of, Key: typed}, nil
	case len(called) == 1:
		return ledger.Part{Account: account, Of: of, Key: called[0]}, nil
	case len(called) > 1:
		return ledger.Part{}, fmt.Errorf("%w: %d of the account's %ss have this name; give its id", budget.ErrInvalid, len(called), of)
	}
	return ledger.Part{}, fmt.Errorf("%w: nothing is known of this %s in the account; look at what was spent, by %s", budget.ErrInvalid, of, of)
}

func (d *Desk) spentOn(ctx context.Context, account string, of ledger.Dimension, key string) (bool, error) {
	known, err := d.Book.Known(ctx, account)
	if err != nil {
		return false, fmt.Errorf("outlook: %w", err)
	}
	rows, err := d.Book.Sum(ctx, known, of, []string{account})
	if err != nil {
		return false, fmt.Errorf("outlook: %w", err)
	}
	return slices.ContainsFunc(rows, func(r ledger.Row) bool { return r.Key == key }), nil
}
