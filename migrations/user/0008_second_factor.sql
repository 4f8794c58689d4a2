-- The second factor at sign-in. Whoever deletes an account deletes its rows in all of these tables.

-- Codes by an app (RFC 6238). The secret is kept as it is: this machine has to make the same codes, and the domain has no key of its
-- own that lies elsewhere than this database.
CREATE TABLE totps (
    user_id         TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (user_id),
    -- In base32.
    secret          TEXT   NOT NULL,
    begun_at_ms     BIGINT NOT NULL,
    -- 0 until the first code was typed; nothing is asked at sign-in before.
    confirmed_at_ms BIGINT NOT NULL,
    -- The last step of which a code was taken, so that none is taken twice.
    last_step       BIGINT NOT NULL,
    -- When the next wrong code from any unknown place would come if all came evenly.
    strangers_at_ms BIGINT NOT NULL
);
CREATE INDEX totps_by_wait ON totps (confirmed_at_ms, begun_at_ms);

-- Those that were not used yet, as hashes.
CREATE TABLE recovery_codes (
    user_id   TEXT NOT NULL REFERENCES accounts (user_id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- Sign-ins whose password was right and whose second factor waits.
CREATE TABLE sign_in_tickets (
    token_hash    TEXT   NOT NULL PRIMARY KEY,
    user_id       TEXT   NOT NULL REFERENCES accounts (user_id),
    -- Wrong codes so far.
    tries         BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_tickets_by_account ON sign_in_tickets (user_id, expires_at_ms);
CREATE INDEX sign_in_tickets_by_age ON sign_in_tickets (expires_at_ms);

-- Until when a session may do what asks for the password once more.
ALTER TABLE sessions ADD COLUMN proven_until_ms BIGINT NOT NULL DEFAULT 0;
