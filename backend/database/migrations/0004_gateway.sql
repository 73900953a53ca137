-- +goose Up

-- What opens the gateway, one for each tool or project. The token itself is stored nowhere.
CREATE TABLE gateway_tokens (
	id             TEXT    NOT NULL PRIMARY KEY,
	account        TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	label          TEXT    NOT NULL,
	hash           BLOB    NOT NULL UNIQUE,                     -- SHA-256 of the token
	created_at     TEXT    NOT NULL,
	revoked_at     TEXT    NOT NULL DEFAULT '',
	last_used_at   TEXT    NOT NULL DEFAULT '',
	stop           INTEGER NOT NULL DEFAULT 0 CHECK (stop IN (0, 1)), -- at 100 % of the account's limit
	limit_nanos    INTEGER CHECK (limit_nanos > 0),             -- its own, a period of the account, in 1e-9 of limit_currency
	limit_currency TEXT    NOT NULL DEFAULT 'USD',
	per_minute     INTEGER CHECK (per_minute > 0)               -- requests; NULL for no cap
) STRICT;

CREATE INDEX gateway_tokens_account ON gateway_tokens (account);

-- What holds for all tokens of an account; no row where nothing does.
CREATE TABLE gateway_guards (
	account    TEXT    NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
	stop       INTEGER NOT NULL CHECK (stop IN (0, 1)),
	per_minute INTEGER CHECK (per_minute > 0)
) STRICT, WITHOUT ROWID;

-- What the gateway saw, added up. It is the truth that the metered entries are made from.
-- A token's id stays here when the token is gone.
CREATE TABLE gateway_usage (
	account        TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	day            TEXT    NOT NULL,                            -- UTC, of the answer's end
	model          TEXT    NOT NULL,                            -- as the answer names it, '' where none did
	tier           TEXT    NOT NULL,
	token          TEXT    NOT NULL,                            -- gateway_tokens.id
	currency       TEXT    NOT NULL,                            -- of nanos, '' where nothing had a price
	requests       INTEGER NOT NULL,
	unreported     INTEGER NOT NULL,                            -- of them, without a word of what they used
	failed         INTEGER NOT NULL,                            -- of them, refused or broken before any use
	unpriced       INTEGER NOT NULL,                            -- of them, that used what has no price, in part or in whole
	input          INTEGER NOT NULL,                            -- tokens, cached and cache writes included
	cached         INTEGER NOT NULL,
	cache_write_5m INTEGER NOT NULL,
	cache_write_1h INTEGER NOT NULL,
	output         INTEGER NOT NULL,
	audio_input    INTEGER NOT NULL,
	audio_output   INTEGER NOT NULL,
	web_searches   INTEGER NOT NULL,
	nanos          INTEGER NOT NULL,                            -- in 1e-9 of currency
	PRIMARY KEY (account, day, model, tier, token, currency)
) STRICT, WITHOUT ROWID;

-- Days of gateway_usage whose entries in the book are not yet, or not finally, made from them.
CREATE TABLE gateway_due (
	account TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	day     TEXT    NOT NULL,
	changed INTEGER NOT NULL CHECK (changed IN (0, 1)),         -- 0: the day was put, and is not over
	PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;
