-- +goose Up

-- What the last sync could not read beside the money, one sentence a line.
ALTER TABLE accounts ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- What was left of something prepaid or allowed when it was last asked for: never spend.
CREATE TABLE balances (
	account TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	name    TEXT    NOT NULL,
	unit    TEXT    NOT NULL,                                  -- ISO 4217, or the vendor's word: credits
	nanos   INTEGER NOT NULL,                                  -- in 1e-9 of unit; less than zero is a debt
	read_at TEXT    NOT NULL,
	PRIMARY KEY (account, name, unit)
) STRICT, WITHOUT ROWID;
