-- Videos, from draft to published page.

CREATE TABLE videos (
    video_id        TEXT   NOT NULL PRIMARY KEY,
    owner_id        TEXT   NOT NULL,
    title           TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    -- One tag a line.
    tags            TEXT   NOT NULL,
    -- Numbers of `Privacy` and `VideoState` in video.proto.
    privacy         BIGINT NOT NULL,
    state           BIGINT NOT NULL,
    -- 1: stays unpublished when it is ready.
    hold            BIGINT NOT NULL,
    -- 1: transcode was heard before the acceptance that it answers.
    ahead           BIGINT NOT NULL,
    -- A `shoal.video.v1.Failure`; empty unless it was refused or failed.
    failure         BYTEA,
    -- A `shoal.video.v1.Way`.
    way             BYTEA  NOT NULL,
    duration_ms     BIGINT NOT NULL,
    width           BIGINT NOT NULL,
    height          BIGINT NOT NULL,
    size_bytes      BIGINT NOT NULL,
    -- A `shoal.transcode.v1.Package`; null until there is one.
    package         BYTEA,
    created_at_ms   BIGINT NOT NULL,
    updated_at_ms   BIGINT NOT NULL,
    published_at_ms BIGINT NOT NULL
);

-- ListNewest: one range of this index, newest first, no sorting.
CREATE INDEX videos_newest ON videos (state, privacy, published_at_ms, video_id);
-- ListOwn: one range of this index, newest first, no sorting.
CREATE INDEX videos_by_owner ON videos (owner_id, created_at_ms, video_id);
-- The sweep of expired drafts.
CREATE INDEX videos_by_age ON videos (state, updated_at_ms);

-- What was deleted, so that deleting again is no error and nothing takes its place.
CREATE TABLE deleted_videos (
    video_id      TEXT   NOT NULL PRIMARY KEY,
    owner_id      TEXT   NOT NULL,
    deleted_at_ms BIGINT NOT NULL
);
CREATE INDEX deleted_videos_by_age ON deleted_videos (deleted_at_ms);
