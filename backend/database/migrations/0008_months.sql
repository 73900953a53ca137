-- +goose Up

-- The rollups of a month side by side, so that a question about years reads few rows. Made
-- from rollups, in the same transaction as they are.
CREATE TABLE months (
	account   TEXT NOT NULL,
	dimension TEXT NOT NULL CHECK (dimension IN ('', 'model', 'project', 'key')),
	month     TEXT NOT NULL,                                   -- 2026-08
	basis     TEXT NOT NULL,
	key       TEXT NOT NULL,
	currency  TEXT NOT NULL,
	days      TEXT NOT NULL,                                   -- day:nanos:entries, apart by spaces: '1:-250:1 23:17500000:40'
	PRIMARY KEY (account, dimension, month, basis, key, currency)
) STRICT, WITHOUT ROWID;

INSERT INTO months
	SELECT account, dimension, substr(day, 1, 7), basis, key, currency,
		group_concat(CAST(substr(day, 9) AS INTEGER) || ':' || nanos || ':' || entries, ' ')
	FROM rollups GROUP BY 1, 2, 3, 4, 5, 6;

-- The usage of a month, added up by model, project and key.
CREATE TABLE usage_months (
	account            TEXT    NOT NULL,
	dimension          TEXT    NOT NULL CHECK (dimension IN ('model', 'project', 'key')),
	month              TEXT    NOT NULL,
	key                TEXT    NOT NULL,
	input_tokens       INTEGER NOT NULL,                       -- cached and cache writes included
	cached_tokens      INTEGER NOT NULL,
	cache_write_tokens INTEGER NOT NULL,
	output_tokens      INTEGER NOT NULL,
	requests           INTEGER NOT NULL,
	other_units        INTEGER NOT NULL,
	PRIMARY KEY (account, dimension, month, key)
) STRICT, WITHOUT ROWID;

INSERT INTO usage_months
	SELECT account, 'model', substr(day, 1, 7), model, sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(requests), sum(other_units)
	FROM usage GROUP BY 1, 3, 4;
INSERT INTO usage_months
	SELECT account, 'project', substr(day, 1, 7), project, sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(requests), sum(other_units)
	FROM usage GROUP BY 1, 3, 4;
INSERT INTO usage_months
	SELECT account, 'key', substr(day, 1, 7), api_key, sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(requests), sum(other_units)
	FROM usage GROUP BY 1, 3, 4;

-- Goes up whenever an entry changes, or what counts or is settled: whoever keeps an order of
-- the entries in memory knows by it that the order still holds.
CREATE TABLE book (
	version INTEGER NOT NULL
) STRICT;

INSERT INTO book (version) VALUES (1);
