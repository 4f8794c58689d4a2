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
