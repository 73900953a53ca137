-- +goose Up

-- Where news is sent. What is secret of it is sealed in secrets, under 'channel ' and the id.
CREATE TABLE channels (
	id         TEXT    NOT NULL PRIMARY KEY,
	kind       TEXT    NOT NULL CHECK (kind IN ('native', 'email', 'webhook')),
	label      TEXT    NOT NULL,
	is_on      INTEGER NOT NULL CHECK (is_on IN (0, 1)),
	config     TEXT    NOT NULL,                                -- JSON, without secrets
	problem    TEXT    NOT NULL DEFAULT '',                     -- why nothing can arrive, '' where it can
	created_at TEXT    NOT NULL                                 -- RFC 3339, UTC
) STRICT;

INSERT INTO channels (id, kind, label, is_on, config, created_at) VALUES ('native', 'native', 'Notifications of this desktop', 1, '{}', '');
