-- What is watched: how much each session has played, views, and the history of accounts.

-- Whose video it is; nothing in sessions from before, which count no view.
ALTER TABLE sessions ADD COLUMN owner_id TEXT;
-- 1: not everybody could see the video when the session began; it counts no view.
ALTER TABLE sessions ADD COLUMN preview BIGINT NOT NULL DEFAULT 0;
-- The newest report that said what was played.
ALTER TABLE sessions ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
-- Which of the 63 before it were taken, a bit each: reports overtake each other.
ALTER TABLE sessions ADD COLUMN recent BIGINT NOT NULL DEFAULT 0;
-- Media time that all reports have claimed.
ALTER TABLE sessions ADD COLUMN claimed_ms BIGINT NOT NULL DEFAULT 0;
-- What was watched until it was judged: stretches, one a line.
ALTER TABLE sessions ADD COLUMN played TEXT NOT NULL DEFAULT '';
-- 1: it was judged whether this session is a view.
ALTER TABLE sessions ADD COLUMN judged BIGINT NOT NULL DEFAULT 0;

-- How often a video was viewed.
CREATE TABLE viewed_videos (
    video_id TEXT   NOT NULL PRIMARY KEY,
    owner_id TEXT   NOT NULL,
    views    BIGINT NOT NULL
);

-- Whose view of what was counted last, for an hour: one row decides.
CREATE TABLE view_marks (
    video_id      TEXT   NOT NULL,
    -- `user:` and the account, or a mark of the day out of which nothing can be read.
    person        TEXT   NOT NULL,
    counted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (video_id, person)
);
CREATE INDEX view_marks_by_age ON view_marks (counted_at_ms);
CREATE INDEX view_marks_by_person ON view_marks (person);

-- What accounts have watched, one row a video.
CREATE TABLE history (
    user_id       TEXT   NOT NULL,
    video_id      TEXT   NOT NULL,
    position_ms   BIGINT NOT NULL,
    duration_ms   BIGINT NOT NULL,
    watched_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, video_id)
);
CREATE INDEX history_newest ON history (user_id, watched_at_ms, video_id);
CREATE INDEX history_by_video ON history (video_id);
CREATE INDEX history_by_age ON history (watched_at_ms);

-- Accounts of which nothing is remembered for now.
CREATE TABLE history_pauses (
    user_id      TEXT   NOT NULL PRIMARY KEY,
    paused_at_ms BIGINT NOT NULL
);
