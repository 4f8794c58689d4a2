-- E-mail addresses, and the messages that go to them.

-- The confirmed address of an account; it belongs to one account only.
CREATE TABLE mail_addresses (
    user_id         TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (user_id),
    address         TEXT   NOT NULL,
    -- The address as it is compared.
    address_key     TEXT   NOT NULL UNIQUE,
    language        TEXT   NOT NULL,
    confirmed_at_ms BIGINT NOT NULL
);

-- The address that an account asks for: at most one, until it is confirmed or its time is over.
CREATE TABLE mail_claims (
    user_id        TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (user_id),
    address        TEXT   NOT NULL,
    address_key    TEXT   NOT NULL,
    language       TEXT   NOT NULL,
    -- Hashes of the tokens in the two links. Without an address that is left nobody has the second.
    new_token_hash TEXT   NOT NULL UNIQUE,
    old_token_hash TEXT   NOT NULL UNIQUE,
    is_new_waiting BIGINT NOT NULL,
    is_old_waiting BIGINT NOT NULL,
    expires_at_ms  BIGINT NOT NULL
);
CREATE INDEX mail_claims_by_age ON mail_claims (expires_at_ms);

-- Messages that wait to be handed over, and for some days those that no longer do, without their content.
CREATE TABLE letters (
    letter_id     TEXT   NOT NULL PRIMARY KEY,
    user_id       TEXT   NOT NULL REFERENCES accounts (user_id),
    address       TEXT   NOT NULL,
    subject       TEXT   NOT NULL,
    -- They hold links that open accounts, so they are emptied as soon as the message needs them no more.
    body_text     TEXT   NOT NULL,
    body_html     TEXT   NOT NULL,
    written_at_ms BIGINT NOT NULL,
    -- When it is tried next.
    due_at_ms     BIGINT NOT NULL,
    tries         BIGINT NOT NULL,
    -- 0 while it waits.
    ended_at_ms   BIGINT NOT NULL,
    is_given_up   BIGINT NOT NULL,
    last_fault    TEXT   NOT NULL
);
CREATE INDEX letters_by_due ON letters (ended_at_ms, due_at_ms);
CREATE INDEX letters_by_account ON letters (user_id, written_at_ms);

-- When the next request for a new password would come from a network, as a hash, if all came evenly.
CREATE TABLE reset_requests (
    place TEXT   NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL
);
CREATE INDEX reset_requests_by_age ON reset_requests (at_ms);
