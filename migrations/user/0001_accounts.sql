-- Accounts and everything by which one of them is recognised.

CREATE TABLE accounts (
    user_id       TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    -- The name as it is compared: two spellings of one name have the same key.
    name_key      TEXT   NOT NULL UNIQUE,
    role          BIGINT NOT NULL,
    -- Empty when the account can only be used by its API tokens.
    password_hash TEXT   NOT NULL,
    created_at_ms BIGINT NOT NULL,
    -- 0 while it is not suspended; else its person reads the reason at sign-in.
    suspended_at_ms   BIGINT NOT NULL,
    suspension_reason TEXT   NOT NULL
);
CREATE INDEX accounts_by_role ON accounts (role, created_at_ms);
-- The list of administrators, newest first.
CREATE INDEX accounts_by_age ON accounts (created_at_ms, user_id);

-- Tokens are kept as hashes only: whoever reads this file cannot sign in with it.
CREATE TABLE sessions (
    token_hash    TEXT   NOT NULL PRIMARY KEY,
    -- By which its person ends it from elsewhere.
    session_id    TEXT   NOT NULL UNIQUE,
    user_id       TEXT   NOT NULL REFERENCES accounts (user_id),
    -- For its person to know it again: a browser, a system, a network without its last part.
    browser       TEXT   NOT NULL,
    system        TEXT   NOT NULL,
    short_network TEXT   NOT NULL,
    created_at_ms BIGINT NOT NULL,
    used_at_ms    BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (user_id, used_at_ms);
CREATE INDEX sessions_by_use ON sessions (used_at_ms);

CREATE TABLE api_tokens (
    token_id      TEXT   NOT NULL PRIMARY KEY,
    token_hash    TEXT   NOT NULL UNIQUE,
    user_id       TEXT   NOT NULL REFERENCES accounts (user_id),
    label         TEXT   NOT NULL,
    created_at_ms BIGINT NOT NULL,
    used_at_ms    BIGINT NOT NULL,
    -- 0 while it holds. Revoked ones stay for a while, so that revoking again is no error.
    revoked_at_ms BIGINT NOT NULL
);
CREATE INDEX api_tokens_by_account ON api_tokens (user_id, created_at_ms);
CREATE INDEX api_tokens_by_revocation ON api_tokens (revoked_at_ms);

-- At most one row: the link by which the first administrator is created.
CREATE TABLE setup_links (
    slot          TEXT   NOT NULL PRIMARY KEY,
    token_hash    TEXT   NOT NULL,
    expires_at_ms BIGINT NOT NULL
);

-- One row for each account with a link by which its person chooses a new password.
CREATE TABLE reset_links (
    user_id       TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (user_id),
    token_hash    TEXT   NOT NULL UNIQUE,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX reset_links_by_age ON reset_links (expires_at_ms);

-- Tries to sign in since the last success, by name key, whether the account exists or not.
CREATE TABLE tries (
    name_key    TEXT   NOT NULL PRIMARY KEY,
    tries       BIGINT NOT NULL,
    retry_at_ms BIGINT NOT NULL,
    tried_at_ms BIGINT NOT NULL
);
CREATE INDEX tries_by_age ON tries (tried_at_ms);
