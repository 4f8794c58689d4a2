-- Play sessions, where viewers left off, and what is no longer to be played.

CREATE TABLE sessions (
    session_id    TEXT   NOT NULL PRIMARY KEY,
    video_id      TEXT   NOT NULL,
    -- Who watches; empty for callers of whom nothing is remembered.
    viewer        TEXT   NOT NULL,
    -- 1: the viewer may act for the owner, and watches whatever the privacy.
    insider       BIGINT NOT NULL,
    folder_owner  TEXT   NOT NULL,
    folder_path   TEXT   NOT NULL,
    duration_ms   BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
-- The sweep of expired sessions.
CREATE INDEX sessions_by_expiry ON sessions (expires_at_ms);
-- Finds the oldest session of a viewer that has too many.
CREATE INDEX sessions_by_viewer ON sessions (viewer, created_at_ms, session_id);
-- Finds what ends with a video.
CREATE INDEX sessions_by_video ON sessions (video_id);

CREATE TABLE resume_points (
    viewer        TEXT   NOT NULL,
    video_id      TEXT   NOT NULL,
    position_ms   BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (viewer, video_id)
);
CREATE INDEX resume_points_by_expiry ON resume_points (expires_at_ms);
CREATE INDEX resume_points_by_video ON resume_points (video_id);

-- A copy of what video tells: only what is private or deleted now has a row.
CREATE TABLE hidden_videos (
    video_id TEXT   NOT NULL PRIMARY KEY,
    -- 0: private; 1: deleted, for good.
    deleted  BIGINT NOT NULL,
    at_ms    BIGINT NOT NULL
);
CREATE INDEX hidden_videos_by_age ON hidden_videos (deleted, at_ms);

-- The key that signs media tokens. It is made once and never leaves this database.
CREATE TABLE signing_keys (
    name      TEXT  NOT NULL PRIMARY KEY,
    key_bytes BYTEA NOT NULL
);
