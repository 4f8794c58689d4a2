-- What is watched is told at most once a minute: until then it is added up here.

-- Where the newest report said that the viewer is.
ALTER TABLE sessions ADD COLUMN position_ms BIGINT NOT NULL DEFAULT 0;
-- What was played and is not told yet: stretches, one a line, and all media time of it.
ALTER TABLE sessions ADD COLUMN untold TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN untold_ms BIGINT NOT NULL DEFAULT 0;
-- When it was told last.
ALTER TABLE sessions ADD COLUMN told_at_ms BIGINT NOT NULL DEFAULT 0;
-- When the rest is to be told; 0: there is none.
ALTER TABLE sessions ADD COLUMN tell_at_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_by_telling ON sessions (tell_at_ms);
-- When something was told of a viewer and a video.
CREATE INDEX sessions_by_viewer_and_video ON sessions (viewer, video_id);
