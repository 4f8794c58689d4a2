-- What accounts show of themselves, and what holds for it.
CREATE TABLE judged_profiles (
    user_id        TEXT   NOT NULL PRIMARY KEY,
    -- As the account counts its changes.
    version        BIGINT NOT NULL,
    name           TEXT   NOT NULL,
    bio            TEXT   NOT NULL,
    -- Which picture it is, and where it lies; empty without one.
    avatar         TEXT   NOT NULL,
    picture_path   TEXT   NOT NULL,
    -- A number of `Action` in moderation.proto.
    name_action    BIGINT NOT NULL,
    -- A `shoal.moderation.v1.ProfileVerdict` each.
    bio_verdict    BYTEA  NOT NULL,
    avatar_verdict BYTEA  NOT NULL,
    -- A `shoal.moderation.v1.ProfileFindings`.
    findings       BYTEA  NOT NULL,
    -- 0, or when the picture is looked at again.
    retry_at_ms    BIGINT NOT NULL,
    changed_at_ms  BIGINT NOT NULL,
    -- Empty while no person has decided.
    decided_by     TEXT   NOT NULL,
    -- Counts all changes of this row.
    revision       BIGINT NOT NULL,
    -- 1: a person is to decide.
    is_waiting     BIGINT NOT NULL,
    -- The higher, the sooner.
    rank           BIGINT NOT NULL,
    -- 1: the picture is to be looked at.
    is_to_score    BIGINT NOT NULL
);
-- ListProfiles: one range of this index, no sorting.
CREATE INDEX judged_profiles_waiting ON judged_profiles (is_waiting, rank, user_id);
CREATE INDEX judged_profiles_to_score ON judged_profiles (is_to_score, retry_at_ms, changed_at_ms);
CREATE INDEX judged_profiles_by_decider ON judged_profiles (decided_by);
