-- Accounts and everything by which one of them is recognised.

CREATE TABLE accounts (
    user_id       TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    -- The name as it is compared: two spellings of one name have the same key.
    name_key      TEXT   NOT NULL UNIQUE,
    role          BIGINT NOT NULL,
    -- Empty when the account can only be used by its API tokens.
    password_hash TEXT   NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX accounts_by_role ON accounts (role, created_at_ms);

-- Tokens are kept as hashes only: whoever reads this file cannot sign in with it.
CREATE TABLE sessions (
    token_hash    TEXT   NOT NULL PRIMARY KEY,
    user_id       TEXT   NOT NULL REFERENCES accounts (user_id),
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

-- Tries to sign in since the last success, by name key, whether the account exists or not.
CREATE TABLE tries (
    name_key    TEXT   NOT NULL PRIMARY KEY,
    tries       BIGINT NOT NULL,
    retry_at_ms BIGINT NOT NULL,
    tried_at_ms BIGINT NOT NULL
);
CREATE INDEX tries_by_age ON tries (tried_at_ms);
