-- Files that are known again by all their bytes.
CREATE TABLE known_files (
    file_id     TEXT   NOT NULL PRIMARY KEY,
    -- SHA-256 in 64 hexadecimal digits; each once.
    sha256      TEXT   NOT NULL UNIQUE,
    label       TEXT   NOT NULL,
    -- An account, or `operator`.
    added_by    TEXT   NOT NULL,
    added_at_ms BIGINT NOT NULL
);
-- ListKnownFiles: one range of this index, no sorting.
CREATE INDEX known_files_by_age ON known_files (added_at_ms, file_id);
