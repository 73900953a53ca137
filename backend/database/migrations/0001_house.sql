-- +goose Up

-- What the user chose, and how the vault is opened.
CREATE TABLE settings (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
	id             TEXT    NOT NULL PRIMARY KEY,
	provider       TEXT    NOT NULL,
	label          TEXT    NOT NULL,
	base_url       TEXT    NOT NULL DEFAULT '',                 -- '' for the vendor's own host
	limit_nanos    INTEGER CHECK (limit_nanos > 0),             -- a month, in 1e-9 of limit_currency
	limit_currency TEXT    NOT NULL DEFAULT 'USD',
	cycle_day      INTEGER NOT NULL DEFAULT 1 CHECK (cycle_day BETWEEN 1 AND 31),
	paused         INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
	removed        INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)), -- only its history is left
	state          TEXT    NOT NULL DEFAULT 'never_synced',
	reason         TEXT    NOT NULL DEFAULT '',
	created_at     TEXT    NOT NULL,                            -- RFC 3339, UTC, as all moments here
	last_synced    TEXT    NOT NULL DEFAULT '',                 -- the last whole read
	last_tried     TEXT    NOT NULL DEFAULT '',
	not_before     TEXT    NOT NULL DEFAULT '',                 -- until then the vendor wants no request
	failures       INTEGER NOT NULL DEFAULT 0,                  -- in a row
	lease_holder   TEXT    NOT NULL DEFAULT '',
	progress_done  INTEGER NOT NULL DEFAULT 0,                  -- days of the sync under way
	progress_total INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE account_fields (
	account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	name    TEXT NOT NULL,
	value   TEXT NOT NULL,
	PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (
	owner       TEXT NOT NULL,
	name        TEXT NOT NULL,
	wrapped_key BLOB NOT NULL,                                  -- the data key, sealed by the master key
	sealed      BLOB NOT NULL,                                  -- the secret, sealed by the data key
	master      TEXT NOT NULL,                                  -- which master key, not the key
	PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
	account      TEXT    NOT NULL,
	day          TEXT    NOT NULL,                              -- UTC, 2026-08-23
	basis        TEXT    NOT NULL CHECK (basis IN ('billed', 'imported', 'metered', 'estimated', 'subscription')),
	item         TEXT    NOT NULL,                              -- unique in account, day and basis
	nanos        INTEGER NOT NULL,                              -- cost in 1e-9 of currency
	currency     TEXT    NOT NULL,
	line         TEXT    NOT NULL DEFAULT '',
	model        TEXT    NOT NULL DEFAULT '',
	project      TEXT    NOT NULL DEFAULT '',
	api_key      TEXT    NOT NULL DEFAULT '',                   -- the vendor's id of the key
	quantity     TEXT    NOT NULL DEFAULT '',
	unit         TEXT    NOT NULL DEFAULT '',
	first_seen   TEXT    NOT NULL,
	last_changed TEXT    NOT NULL,
	PRIMARY KEY (account, day, basis, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
	account            TEXT    NOT NULL,
	day                TEXT    NOT NULL,
	kind               TEXT    NOT NULL,
	model              TEXT    NOT NULL,
	project            TEXT    NOT NULL,
	api_key            TEXT    NOT NULL,
	input_tokens       INTEGER NOT NULL DEFAULT 0,              -- cached and cache writes included
	cached_tokens      INTEGER NOT NULL DEFAULT 0,
	cache_write_tokens INTEGER NOT NULL DEFAULT 0,
	output_tokens      INTEGER NOT NULL DEFAULT 0,
	requests           INTEGER NOT NULL DEFAULT 0,
	other_units        INTEGER NOT NULL DEFAULT 0,              -- images, seconds, …: what kind counts
	PRIMARY KEY (account, day, kind, model, project, api_key)
) STRICT, WITHOUT ROWID;

-- A day that was read whole, even where it cost nothing.
CREATE TABLE days (
	account TEXT    NOT NULL,
	day     TEXT    NOT NULL,
	basis   TEXT    NOT NULL,
	read_at TEXT    NOT NULL,
	settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
	counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
	PRIMARY KEY (account, day, basis)
) STRICT, WITHOUT ROWID;

-- Exact sums of entries, written in the same transaction as they are: of whole days
-- (dimension ''), and of a day's models, projects and keys.
CREATE TABLE rollups (
	account   TEXT    NOT NULL,
	dimension TEXT    NOT NULL CHECK (dimension IN ('', 'model', 'project', 'key')),
	day       TEXT    NOT NULL,
	basis     TEXT    NOT NULL,
	key       TEXT    NOT NULL,
	currency  TEXT    NOT NULL,
	nanos     INTEGER NOT NULL,
	entries   INTEGER NOT NULL,
	PRIMARY KEY (account, dimension, day, basis, key, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE names (
	account TEXT NOT NULL,
	kind    TEXT NOT NULL,                                      -- project or key
	id      TEXT NOT NULL,
	name    TEXT NOT NULL,
	PRIMARY KEY (account, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
	id             TEXT    NOT NULL PRIMARY KEY,
	account        TEXT    NOT NULL,
	kind           TEXT    NOT NULL,
	level          INTEGER NOT NULL,                            -- percent of the limit
	period_start   TEXT    NOT NULL,
	period_end     TEXT    NOT NULL,                            -- the first day after
	limit_nanos    INTEGER NOT NULL,
	limit_currency TEXT    NOT NULL,
	spent_nanos    INTEGER NOT NULL,                            -- when it was noticed
	title          TEXT    NOT NULL,
	body           TEXT    NOT NULL,
	created_at     TEXT    NOT NULL,
	seen           INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
	UNIQUE (account, kind, level, period_start, limit_nanos, limit_currency)
) STRICT;

CREATE TABLE deliveries (
	alert        TEXT    NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
	sink         TEXT    NOT NULL,
	status       TEXT    NOT NULL CHECK (status IN ('pending', 'sending', 'sent', 'failed')),
	attempts     INTEGER NOT NULL DEFAULT 0,
	next_try     INTEGER NOT NULL DEFAULT 0,                    -- Unix milliseconds
	lease_holder TEXT    NOT NULL DEFAULT '',
	sent_at      TEXT    NOT NULL DEFAULT '',
	error        TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY (alert, sink)
) STRICT, WITHOUT ROWID;
