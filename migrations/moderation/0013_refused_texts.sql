-- Texts of profiles that a person has refused: what is set again stays refused. No text stands here, only a hash of it with its account.
CREATE TABLE refused_texts (
    user_id       TEXT   NOT NULL,
    hash          TEXT   NOT NULL,
    -- A `shoal.moderation.v1.ProfileVerdict`.
    verdict       BYTEA  NOT NULL,
    refused_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, hash)
);
