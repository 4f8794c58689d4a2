-- How people come in: by invitations, and by sign-ups that administrators approve.

-- A link by which several people sign up. The token is kept as a hash only.
CREATE TABLE invitations (
    invitation_id TEXT   NOT NULL PRIMARY KEY,
    token_hash    TEXT   NOT NULL UNIQUE,
    label         TEXT   NOT NULL,
    role          BIGINT NOT NULL,
    uses_max      BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    -- 0 while it is not revoked.
    revoked_at_ms BIGINT NOT NULL
);
-- The list of administrators, newest first.
CREATE INDEX invitations_by_age ON invitations (created_at_ms, invitation_id);
CREATE INDEX invitations_by_end ON invitations (expires_at_ms);

-- Who came by which invitation; their number is what is left of it. An account that is gone has still used its place.
CREATE TABLE invitation_uses (
    invitation_id TEXT   NOT NULL REFERENCES invitations (invitation_id),
    user_id       TEXT   NOT NULL,
    used_at_ms    BIGINT NOT NULL,
    PRIMARY KEY (invitation_id, user_id)
);

-- One row for each account that is not let in yet: it waits for an administrator, or was refused by one.
CREATE TABLE sign_up_requests (
    user_id        TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (user_id),
    answer         TEXT   NOT NULL,
    asked_at_ms    BIGINT NOT NULL,
    -- When the account is deleted, if it was not approved until then.
    ends_at_ms     BIGINT NOT NULL,
    -- 0 while it waits; else its person reads the reason at sign-in.
    refused_at_ms  BIGINT NOT NULL,
    refusal_reason TEXT   NOT NULL
);
CREATE INDEX sign_up_requests_by_age ON sign_up_requests (refused_at_ms, asked_at_ms, user_id);
CREATE INDEX sign_up_requests_by_end ON sign_up_requests (ends_at_ms);
