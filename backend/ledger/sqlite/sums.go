package sqlite

import (
	"cmp"
	"slices"

	"outlay/backend/ledger"
	"outlay/backend/money"
)

// sums adds up rows of several accounts. Ids of projects and keys are a vendor's own, so
// those of two accounts are never one.
type sums struct {
	by   ledger.Dimension
	rows map[identity]money.Amount
}

type identity struct {
	account, key string
	basis        ledger.Basis
	currency     string
}

func newSums(by ledger.Dimension) *sums { return &sums{by, map[identity]money.Amount{}} }

func (s *sums) add(r ledger.Row) {
	id := identity{key: r.Key, basis: r.Basis, currency: r.Amount.Currency}
	switch s.by {
	case ledger.ByAccount, ledger.ByProject, ledger.ByKey:
		id.account = r.Account
	}
	sum := s.rows[id]
	sum.Value, sum.Currency = sum.Value.Add(r.Amount.Value), id.currency
	s.rows[id] = sum
}

func (s *sums) sorted() []ledger.Row {
	rows := make([]ledger.Row, 0, len(s.rows))
	for id, amount := range s.rows {
		rows = append(rows, ledger.Row{Account: id.account, Key: id.key, Basis: id.basis, Amount: amount})
	}
	slices.SortFunc(rows, func(a, b ledger.Row) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Amount.Currency, b.Amount.Currency), cmp.Compare(a.Account, b.Account))
	})
	return rows
}
