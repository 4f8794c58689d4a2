-- Requests for a new password that wait to be looked at: kept as they came, so that whoever asks waits as long for a name that
-- nobody has.
CREATE TABLE asked_resets (
    -- It becomes the id of the message.
    asked_id    TEXT   NOT NULL PRIMARY KEY,
    -- The keys of the name and of the address that were typed; empty for what can be none.
    name_key    TEXT   NOT NULL,
    address_key TEXT   NOT NULL,
    asked_at_ms BIGINT NOT NULL
);
CREATE INDEX asked_resets_by_age ON asked_resets (asked_at_ms, asked_id);

-- Accounts that were erased: the row stays with its id, so that no other account gets it, and has nothing else.

-- 0 while it is not erased; else it has no name, no password, and nothing that belongs to it.
ALTER TABLE accounts ADD COLUMN erased_at_ms BIGINT NOT NULL DEFAULT 0;

-- Names of erased accounts, as hashes, while nobody else may take them.
CREATE TABLE freed_names (
    name_hash    TEXT   NOT NULL PRIMARY KEY,
    -- From when somebody may.
    free_from_ms BIGINT NOT NULL
);
CREATE INDEX freed_names_by_end ON freed_names (free_from_ms);
-- What was asked of this name, or of this address.
CREATE INDEX asked_resets_by_name ON asked_resets (name_key);
