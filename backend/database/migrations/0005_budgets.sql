-- +goose Up

-- What may be spent on something in a period. An account's monthly limit is the budget that
-- has the account's own id.
CREATE TABLE budgets (
	id             TEXT    NOT NULL PRIMARY KEY,
	label          TEXT    NOT NULL DEFAULT '',                 -- '' for the name of what it is of
	scope          TEXT    NOT NULL CHECK (scope IN ('everything', 'service', 'account', 'project', 'tag')),
	subject        TEXT    NOT NULL DEFAULT '',                 -- the service's, account's or project's id, or the tag
	account        TEXT    NOT NULL DEFAULT '',                 -- whose project it is
	period         TEXT    NOT NULL CHECK (period IN ('month', 'cycle', 'week', 'day')),
	start_day      INTEGER NOT NULL DEFAULT 1 CHECK (start_day BETWEEN 1 AND 31), -- of a cycle
	limit_nanos    INTEGER NOT NULL CHECK (limit_nanos > 0),    -- in 1e-9 of limit_currency
	limit_currency TEXT    NOT NULL,
	levels         TEXT    NOT NULL DEFAULT '80 100',           -- percent of the limit, ascending
	created_at     TEXT    NOT NULL                             -- RFC 3339, UTC
) STRICT;

-- What the limit was, from a day on, so that a past period is compared with its own.
CREATE TABLE budget_limits (
	budget   TEXT    NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
	since    TEXT    NOT NULL,                                  -- UTC day
	nanos    INTEGER NOT NULL,                                  -- in 1e-9 of currency
	currency TEXT    NOT NULL,
	PRIMARY KEY (budget, since)
) STRICT, WITHOUT ROWID;

INSERT INTO budgets (id, scope, subject, period, start_day, limit_nanos, limit_currency, created_at)
	SELECT id, 'account', id, 'cycle', cycle_day, limit_nanos, limit_currency, created_at FROM accounts WHERE limit_nanos IS NOT NULL AND removed = 0;
INSERT INTO budget_limits (budget, since, nanos, currency)
	SELECT id, substr(created_at, 1, 10), limit_nanos, limit_currency FROM budgets;

ALTER TABLE accounts DROP COLUMN limit_nanos;
ALTER TABLE accounts DROP COLUMN limit_currency;

-- What people call things of several accounts that belong together: a client, a team.
CREATE TABLE tags (
	tag     TEXT NOT NULL,
	account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	kind    TEXT NOT NULL CHECK (kind IN ('account', 'project', 'key')),
	id      TEXT NOT NULL,                                      -- the vendor's, of a project or key; '' for the whole account
	PRIMARY KEY (tag, account, kind, id)
) STRICT, WITHOUT ROWID;

-- Where a period was thought to end, as it was seen on a day: the last view of each day stays.
CREATE TABLE projections (
	budget       TEXT    NOT NULL,                              -- '' for everything in a calendar month
	currency     TEXT    NOT NULL,
	period_start TEXT    NOT NULL,
	day          TEXT    NOT NULL,
	nanos        INTEGER NOT NULL,                              -- all in 1e-9 of currency
	low          INTEGER NOT NULL,
	high         INTEGER NOT NULL,
	to_date      INTEGER NOT NULL,
	PRIMARY KEY (budget, currency, period_start, day)
) STRICT, WITHOUT ROWID;
