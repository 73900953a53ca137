-- +goose Up

-- What one unit of a currency was worth in another, from a day on. Only what the user entered or
-- imported: nobody is asked.
CREATE TABLE rates (
	currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
	quote    TEXT NOT NULL CHECK (quote GLOB '[A-Z][A-Z][A-Z]'), -- the currency in which rate is told
	day      TEXT NOT NULL,                                      -- UTC, 2026-11-01
	rate     TEXT NOT NULL,                                      -- exact: digits and a point, above zero
	PRIMARY KEY (currency, quote, day),
	CHECK (currency <> quote)
) STRICT, WITHOUT ROWID;

-- The passphrase that opens the window, where the user set one: a verifier, never the passphrase.
CREATE TABLE window_lock (
	one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),       -- there is at most one
	salt     BLOB    NOT NULL,
	verifier BLOB    NOT NULL,                                   -- argon2id of salt and passphrase
	passes   INTEGER NOT NULL,                                   -- the parameters of argon2id
	memory   INTEGER NOT NULL,                                   -- in KiB
	threads  INTEGER NOT NULL,
	idle     INTEGER NOT NULL,                                   -- minutes after which the window locks; 0 for never
	wrong    INTEGER NOT NULL DEFAULT 0,                         -- tries since the last right one
	tried_at INTEGER NOT NULL DEFAULT 0                          -- when the last of them was, in Unix milliseconds
) STRICT;
