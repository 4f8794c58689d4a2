-- What is looked at before it is public, the lists by which it is judged, and the log of what was decided.

-- One row for each video that is still there.
CREATE TABLE cases (
    video_id        TEXT   NOT NULL PRIMARY KEY,
    -- Empty until an event names the owner.
    owner_id        TEXT   NOT NULL,
    title           TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    -- One tag a line.
    tags            TEXT   NOT NULL,
    -- 0 until the texts are known.
    text_version    BIGINT NOT NULL,
    -- Empty until there is a package.
    package_id      TEXT   NOT NULL,
    -- A `shoal.transcode.v1.Package`; null until there is one.
    package         BYTEA,
    -- Numbers of `Action` in moderation.proto; 0 while it is not judged.
    text_action     BIGINT NOT NULL,
    frames_action   BIGINT NOT NULL,
    -- What was told last; 0 before the first decision.
    action          BIGINT NOT NULL,
    -- The texts' version and the package that it was told of.
    told_version    BIGINT NOT NULL,
    told_package    TEXT   NOT NULL,
    -- A `shoal.moderation.v1.Findings`.
    findings        BYTEA  NOT NULL,
    -- 0, or when its scoring is tried again.
    retry_at_ms     BIGINT NOT NULL,
    held_by         TEXT   NOT NULL,
    held_until_ms   BIGINT NOT NULL,
    appeal          TEXT   NOT NULL,
    opened_at_ms    BIGINT NOT NULL,
    decided_at_ms   BIGINT NOT NULL,
    decided_by      TEXT   NOT NULL,
    reason          BIGINT NOT NULL,
    note            TEXT   NOT NULL,
    version         BIGINT NOT NULL,
    -- 1: a person is to decide.
    is_waiting      BIGINT NOT NULL,
    -- The higher, the sooner.
    rank            BIGINT NOT NULL,
    -- 1: its pictures are to be scored.
    is_to_score     BIGINT NOT NULL
);
-- ListCases: one range of this index, no sorting.
CREATE INDEX cases_waiting ON cases (is_waiting, rank, video_id);
-- Those whose pictures are to be scored, the oldest first.
CREATE INDEX cases_to_score ON cases (is_to_score, retry_at_ms, opened_at_ms);

CREATE TABLE terms (
    term_id  TEXT   NOT NULL PRIMARY KEY,
    -- As it was written; each once.
    term     TEXT   NOT NULL UNIQUE,
    category TEXT   NOT NULL,
    severity BIGINT NOT NULL,
    action   BIGINT NOT NULL,
    language TEXT   NOT NULL,
    -- 1: only as a whole word.
    is_word  BIGINT NOT NULL
);

-- Append-only: each entry holds the hash of the one before.
CREATE TABLE audit (
    number  BIGINT NOT NULL PRIMARY KEY,
    at_ms   BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    deed    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL,
    hash    TEXT   NOT NULL
);

-- What was deleted, so that what is heard late opens no case again.
CREATE TABLE deleted_videos (
    video_id      TEXT   NOT NULL PRIMARY KEY,
    deleted_at_ms BIGINT NOT NULL
);
CREATE INDEX deleted_videos_by_age ON deleted_videos (deleted_at_ms);
