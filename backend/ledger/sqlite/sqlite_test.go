package sqlite_test

import (
	"testing"

	"outlay/backend/database/databasetest"
	"outlay/backend/ledger"
	"outlay/backend/ledger/ledgertest"
	"outlay/backend/ledger/sqlite"
)

func open(t *testing.T) ledger.Store {
	return sqlite.New(databasetest.Open(t))
}

func TestStore(t *testing.T) {
	ledgertest.Run(t, open)
}
