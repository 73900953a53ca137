package ledgertest_test

import (
	"testing"

	"outlay/backend/ledger"
	"outlay/backend/ledger/ledgertest"
)

func TestModel(t *testing.T) {
	ledgertest.Run(t, func(*testing.T) ledger.Store { return ledgertest.NewModel() })
}
