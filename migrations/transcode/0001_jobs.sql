-- Jobs, their stages, and the media that is still to be removed.

-- One job for each accepted source.
CREATE TABLE jobs (
    job_id         TEXT   NOT NULL PRIMARY KEY,
    video_id       TEXT   NOT NULL,
    owner_id       TEXT   NOT NULL,
    upload_id      TEXT   NOT NULL UNIQUE,
    source_owner   TEXT   NOT NULL,
    source_path    TEXT   NOT NULL,
    source_bytes   BIGINT NOT NULL,
    demuxer        TEXT   NOT NULL,
    -- As JobState of the contract.
    state          BIGINT NOT NULL,
    -- A `shoal.transcode.v1.Failure`; null unless it failed.
    failure        BYTEA,
    -- The folder that the latest attempt writes; null before the first.
    package_id     TEXT,
    -- How often in a row its worker was lost without finishing a stage.
    crashes        BIGINT NOT NULL,
    -- The incarnation of the domain that works on it, and until when it may without a sign of life.
    holder         TEXT   NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    not_before_ms  BIGINT NOT NULL,
    created_at_ms  BIGINT NOT NULL,
    traceparent    TEXT   NOT NULL
);
CREATE INDEX jobs_by_video ON jobs (video_id, created_at_ms);
CREATE INDEX jobs_by_turn ON jobs (state, created_at_ms);

CREATE TABLE stages (
    job_id            TEXT   NOT NULL,
    -- As StageName and StageState of the contract; names rise in the order of work.
    name              BIGINT NOT NULL,
    state             BIGINT NOT NULL,
    -- Failed attempts since the start or the last retry by a person.
    faults            BIGINT NOT NULL,
    progress_permille BIGINT NOT NULL,
    speed_permille    BIGINT NOT NULL,
    -- As that of the job, of the last attempt.
    failure           BYTEA,
    -- What later stages need, as JSON; empty until the stage is done.
    result            TEXT   NOT NULL,
    PRIMARY KEY (job_id, name)
);

-- Media to remove. A row outlives the removal, so that a crash loses nothing.
CREATE TABLE removals (
    path      TEXT   NOT NULL PRIMARY KEY,
    job_id    TEXT   NOT NULL,
    -- 1: a work folder; 0: a folder of the object store.
    is_work   BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    -- 1 once the sweep has begun with it; what is taken cannot be kept any more.
    taken     BIGINT NOT NULL,
    tries     BIGINT NOT NULL
);
CREATE INDEX removals_by_due ON removals (due_at_ms);
CREATE INDEX removals_by_job ON removals (job_id);

-- Videos deleted already: their source may be accepted by an event that comes later.
CREATE TABLE gone_videos (
    video_id TEXT   NOT NULL PRIMARY KEY,
    at_ms    BIGINT NOT NULL
);
CREATE INDEX gone_videos_by_age ON gone_videos (at_ms);
