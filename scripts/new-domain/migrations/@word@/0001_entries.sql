-- Entries of people.

CREATE TABLE entries (
    entry_id      TEXT   NOT NULL PRIMARY KEY,
    owner_id      TEXT   NOT NULL,
    text          TEXT   NOT NULL,
    created_at_ms BIGINT NOT NULL
);
-- The entries of one owner, newest first.
CREATE INDEX entries_by_owner ON entries (owner_id, created_at_ms, entry_id);
