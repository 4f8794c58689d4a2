-- Uploads and what they leave behind.

-- One row per upload. Its bytes lie at `uploads/<upload_id>`, durable up to `offset_bytes`.
CREATE TABLE uploads (
    upload_id      TEXT   NOT NULL PRIMARY KEY,
    video_id       TEXT   NOT NULL,
    owner_id       TEXT   NOT NULL,
    -- Counts the uploads of this owner from 1.
    number         BIGINT NOT NULL,
    filename       TEXT   NOT NULL,
    metadata       TEXT   NOT NULL,
    size_bytes     BIGINT NOT NULL,
    offset_bytes   BIGINT NOT NULL,
    -- As the contract numbers them: 1 receiving, 2 checking, 3 accepted, 4 refused, 5 terminated.
    state          BIGINT NOT NULL,
    -- A `shoal.ingest.v1.Failure`; empty unless it was refused or ended.
    failure        BYTEA,
    created_at_ms  BIGINT NOT NULL,
    -- When an unfinished upload is swept, and from when an ended one is forgotten.
    expires_at_ms  BIGINT NOT NULL,
    -- The trace of the call that completed it, so that the check belongs to it.
    traceparent    TEXT   NOT NULL,
    -- When the check is due, how often it was begun, and how often the server failed in it.
    check_at_ms    BIGINT NOT NULL,
    check_starts   BIGINT NOT NULL,
    check_faults   BIGINT NOT NULL,
    -- The incarnation of the domain that checks it, and until when without a sign of life.
    holder         TEXT   NOT NULL,
    lease_until_ms BIGINT NOT NULL
);
-- A video has one open upload at the most.
CREATE UNIQUE INDEX uploads_open ON uploads (video_id) WHERE state IN (1, 2);
CREATE INDEX uploads_by_video ON uploads (video_id, number);
CREATE INDEX uploads_by_owner ON uploads (owner_id, state);
CREATE INDEX uploads_by_check ON uploads (state, check_at_ms);
CREATE INDEX uploads_by_expiry ON uploads (state, expires_at_ms);

-- The row that is locked while the open uploads of an owner are counted.
CREATE TABLE owners (
    owner_id      TEXT   NOT NULL PRIMARY KEY,
    uploads_begun BIGINT NOT NULL
);

-- Bytes that nobody needs any more. A row goes when its bytes have gone.
CREATE TABLE removals (
    upload_id TEXT   NOT NULL PRIMARY KEY,
    due_at_ms BIGINT NOT NULL,
    tries     BIGINT NOT NULL
);
CREATE INDEX removals_by_due ON removals (due_at_ms);

-- Videos that went, so that a draft read before does not get an upload after.
CREATE TABLE deleted_videos (
    video_id TEXT   NOT NULL PRIMARY KEY,
    at_ms    BIGINT NOT NULL
);
CREATE INDEX deleted_videos_by_age ON deleted_videos (at_ms);
