-- +goose Up

-- What was news, once a kind, subject, level and episode. What an episode is, the kind says: a
-- budget's period and limit, an account's day, the spell of a broken sync, an invoice's total.
CREATE TABLE alerts_of_all_kinds (
	id           TEXT    NOT NULL PRIMARY KEY,
	kind         TEXT    NOT NULL CHECK (kind IN ('level', 'crossing', 'runaway', 'sync', 'invoice')),
	subject      TEXT    NOT NULL,                              -- the budget's id of level and crossing, else the account's
	label        TEXT    NOT NULL DEFAULT '',                   -- what the subject was called
	level        INTEGER NOT NULL DEFAULT 0,                    -- percent of the limit
	episode      TEXT    NOT NULL,
	period_start TEXT    NOT NULL DEFAULT '',
	period_end   TEXT    NOT NULL DEFAULT '',                   -- the first day after
	limit_nanos  INTEGER,                                       -- both in 1e-9 of currency
	amount_nanos INTEGER,
	currency     TEXT    NOT NULL DEFAULT '',
	title        TEXT    NOT NULL,
	body         TEXT    NOT NULL,
	advice       TEXT    NOT NULL DEFAULT '',
	facts        TEXT    NOT NULL DEFAULT '[]',                 -- JSON
	urgent       INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
	created_at   TEXT    NOT NULL,                              -- RFC 3339, UTC
	seen         INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
	withdrawn    INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)), -- no longer true before all was sent
	UNIQUE (kind, subject, level, episode)
) STRICT;

CREATE TABLE deliveries_to_channels (
	alert        TEXT    NOT NULL REFERENCES alerts_of_all_kinds (id) ON DELETE CASCADE,
	channel      TEXT    NOT NULL,
	status       TEXT    NOT NULL CHECK (status IN ('pending', 'sending', 'sent', 'failed', 'withdrawn')),
	attempts     INTEGER NOT NULL DEFAULT 0,
	next_try     INTEGER NOT NULL DEFAULT 0,                    -- Unix milliseconds
	lease_holder TEXT    NOT NULL DEFAULT '',
	sent_at      TEXT    NOT NULL DEFAULT '',
	error        TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY (alert, channel)
) STRICT, WITHOUT ROWID;

INSERT INTO alerts_of_all_kinds (id, kind, subject, label, level, episode, period_start, period_end, limit_nanos, amount_nanos, currency, title, body, urgent, created_at, seen)
	SELECT a.id, 'level', a.account, coalesce((SELECT label FROM accounts WHERE id = a.account), ''), a.level, a.period_start || ' ' || a.limit_nanos || ' ' || a.limit_currency,
		a.period_start, a.period_end, a.limit_nanos, a.spent_nanos, a.limit_currency, a.title, a.body, a.level >= 100, a.created_at, a.seen FROM alerts a;
INSERT INTO deliveries_to_channels (alert, channel, status, attempts, next_try, lease_holder, sent_at, error)
	SELECT alert, sink, status, attempts, next_try, lease_holder, sent_at, error FROM deliveries;

-- The old deliveries go first: with their alerts they would take the new ones along.
DROP TABLE deliveries;
DROP TABLE alerts;
ALTER TABLE alerts_of_all_kinds RENAME TO alerts;
ALTER TABLE deliveries_to_channels RENAME TO deliveries;

CREATE INDEX alerts_by_moment ON alerts (created_at, id);

-- What nobody wants to hear about, for a while or for good.
CREATE TABLE silences (
	subject TEXT NOT NULL,                                      -- '' for all
	kind    TEXT NOT NULL,                                      -- '' for every kind
	until   TEXT NOT NULL DEFAULT '',                           -- RFC 3339, UTC; '' for good
	PRIMARY KEY (subject, kind)
) STRICT, WITHOUT ROWID;
