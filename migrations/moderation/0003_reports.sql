-- What viewers say of videos.
CREATE TABLE reports (
    report_id    TEXT   NOT NULL PRIMARY KEY,
    video_id     TEXT   NOT NULL,
    reporter_id  TEXT   NOT NULL,
    -- A number of `Reason` in moderation.proto.
    reason       BIGINT NOT NULL,
    note         TEXT   NOT NULL,
    sent_at_ms   BIGINT NOT NULL,
    -- 0 until the case was decided.
    closed_at_ms BIGINT NOT NULL
);
-- One open report of a person and a video.
CREATE UNIQUE INDEX reports_open ON reports (video_id, reporter_id) WHERE closed_at_ms = 0;
CREATE INDEX reports_of_video ON reports (video_id, sent_at_ms);
-- How many somebody has sent since a moment.
CREATE INDEX reports_of_reporter ON reports (reporter_id, sent_at_ms);
-- Those that were decided about, the oldest first.
CREATE INDEX reports_closed ON reports (closed_at_ms);
