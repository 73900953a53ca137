-- +goose Up

-- What was imported from files, for people to look up. The spend itself stands in entries.
CREATE TABLE imports (
	id         TEXT    NOT NULL PRIMARY KEY,
	account    TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	file       TEXT    NOT NULL,                               -- its name, without folders
	first_day  TEXT    NOT NULL,                               -- UTC; the file replaced each day
	last_day   TEXT    NOT NULL,                               -- from the first to the last
	rows       INTEGER NOT NULL,                               -- that were good
	rejected   INTEGER NOT NULL,
	applied_at TEXT    NOT NULL
) STRICT;

CREATE TABLE import_totals (
	import   TEXT    NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
	currency TEXT    NOT NULL,
	nanos    INTEGER NOT NULL,                                 -- in 1e-9 of currency
	PRIMARY KEY (import, currency)
) STRICT, WITHOUT ROWID;

-- Which column of a service's files means what, as it was last accepted.
CREATE TABLE import_mappings (
	service TEXT NOT NULL,
	header  TEXT NOT NULL,                                     -- SHA-256 of the column names
	mapping TEXT NOT NULL,                                     -- JSON
	PRIMARY KEY (service, header)
) STRICT, WITHOUT ROWID;

-- What the invoice of a month says. Never spend: it is what the spend is compared with.
CREATE TABLE invoices (
	account    TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	month      TEXT    NOT NULL CHECK (month LIKE '____-__-01'),
	currency   TEXT    NOT NULL,
	nanos      INTEGER NOT NULL,                               -- in 1e-9 of currency
	number     TEXT    NOT NULL DEFAULT '',                    -- the vendor's, of the invoice
	note       TEXT    NOT NULL DEFAULT '',
	entered_at TEXT    NOT NULL,
	PRIMARY KEY (account, month, currency)
) STRICT, WITHOUT ROWID;
