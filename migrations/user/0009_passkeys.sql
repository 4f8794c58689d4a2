-- Passkeys (WebAuthn). Whoever deletes an account deletes its rows.
CREATE TABLE passkeys (
    passkey_id    TEXT   NOT NULL PRIMARY KEY,
    user_id       TEXT   NOT NULL REFERENCES accounts (user_id),
    -- As its device names it, in base64url.
    credential_id TEXT   NOT NULL UNIQUE,
    label         TEXT   NOT NULL,
    -- As a COSE_Key (RFC 9052).
    public_key    BYTEA  NOT NULL,
    -- What its device counts; 0 where it counts nothing.
    counter       BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    used_at_ms    BIGINT NOT NULL
);
CREATE INDEX passkeys_by_account ON passkeys (user_id, created_at_ms);

-- What waits for an answer of a passkey, each once.
CREATE TABLE passkey_challenges (
    challenge_hash TEXT   NOT NULL PRIMARY KEY,
    -- Whose passkey is to be made; empty for a sign-in.
    user_id        TEXT   NOT NULL,
    expires_at_ms  BIGINT NOT NULL
);
CREATE INDEX passkey_challenges_by_age ON passkey_challenges (expires_at_ms);
