-- What stands under videos: comments, likes, favourites; whom accounts follow, and what they are told.

CREATE TABLE videos (
    video_id        TEXT   NOT NULL PRIMARY KEY,
    -- Empty until it is known.
    owner_id        TEXT   NOT NULL,
    -- 0: only who proves that they may watch it; 1: everybody; 2: nobody, it is deleted.
    openness        BIGINT NOT NULL,
    -- 1: it was published once; 0: only its owner and moderators know of it.
    published       BIGINT NOT NULL,
    -- When it appeared for all; 0 before, and for what is in no list.
    listed_at_ms    BIGINT NOT NULL,
    policy          BIGINT NOT NULL,
    pinned_id       TEXT   NOT NULL,
    -- Each is the number of rows that it counts, changed in the unit that changes them.
    likes      BIGINT NOT NULL,
    dislikes   BIGINT NOT NULL,
    keeps      BIGINT NOT NULL,
    comments   BIGINT NOT NULL
);
CREATE INDEX videos_by_owner ON videos (owner_id, listed_at_ms, video_id);
CREATE INDEX videos_by_openness ON videos (openness, video_id);

CREATE TABLE comments (
    comment_id       TEXT   NOT NULL PRIMARY KEY,
    video_id         TEXT   NOT NULL,
    -- Empty for a comment on the video itself.
    root_id          TEXT   NOT NULL,
    -- Whose comment it replies to, if that is not the root.
    reply_to_user_id TEXT   NOT NULL,
    -- Empty once its author is erased.
    author_id        TEXT   NOT NULL,
    text             TEXT   NOT NULL,
    posted_at_ms     BIGINT NOT NULL,
    edited_at_ms     BIGINT NOT NULL,
    state            BIGINT NOT NULL,
    likes       BIGINT NOT NULL,
    -- Shown replies.
    replies      BIGINT NOT NULL,
    -- Likes and replies: what the hottest are sorted by.
    heat             BIGINT NOT NULL,
    -- 1: it stands in the list of its video: it is shown, or gone with shown replies below it.
    listed           BIGINT NOT NULL
);
CREATE INDEX comments_by_heat ON comments (video_id, root_id, listed, heat, comment_id);
CREATE INDEX comments_by_time ON comments (video_id, root_id, listed, posted_at_ms, comment_id);
CREATE INDEX comments_by_author ON comments (author_id, posted_at_ms, comment_id);
CREATE INDEX comments_by_state ON comments (state, posted_at_ms, comment_id);
CREATE INDEX comments_by_reply_to ON comments (reply_to_user_id);

CREATE TABLE edits (
    comment_id TEXT   NOT NULL,
    until_ms   BIGINT NOT NULL,
    text       TEXT   NOT NULL,
    PRIMARY KEY (comment_id, until_ms)
);

CREATE TABLE comment_likes (
    comment_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    PRIMARY KEY (comment_id, user_id)
);
CREATE INDEX comment_likes_by_user ON comment_likes (user_id);

CREATE TABLE ratings (
    video_id    TEXT   NOT NULL,
    user_id     TEXT   NOT NULL,
    rating      BIGINT NOT NULL,
    rated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (video_id, user_id)
);
CREATE INDEX ratings_by_user ON ratings (user_id, rated_at_ms);

CREATE TABLE folders (
    folder_id   TEXT   NOT NULL PRIMARY KEY,
    user_id     TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    made_at_ms  BIGINT NOT NULL,
    videos BIGINT NOT NULL
);
CREATE INDEX folders_by_user ON folders (user_id, made_at_ms, folder_id);

CREATE TABLE kept_videos (
    folder_id  TEXT   NOT NULL,
    video_id   TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    kept_at_ms BIGINT NOT NULL,
    PRIMARY KEY (folder_id, video_id)
);
CREATE INDEX kept_videos_by_time ON kept_videos (folder_id, kept_at_ms, video_id);
CREATE INDEX kept_videos_by_user ON kept_videos (user_id, video_id);
CREATE INDEX kept_videos_by_video ON kept_videos (video_id);

CREATE TABLE follows (
    user_id        TEXT   NOT NULL,
    followed_id    TEXT   NOT NULL,
    followed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, followed_id)
);
CREATE INDEX follows_by_time ON follows (user_id, followed_at_ms, followed_id);
CREATE INDEX follows_by_followed ON follows (followed_id, followed_at_ms, user_id);
CREATE INDEX follows_by_follower ON follows (followed_id, user_id);

CREATE TABLE follow_counts (
    user_id        TEXT   NOT NULL PRIMARY KEY,
    followers BIGINT NOT NULL,
    followed BIGINT NOT NULL
);

CREATE TABLE notifications (
    notification_id TEXT   NOT NULL PRIMARY KEY,
    user_id         TEXT   NOT NULL,
    kind            BIGINT NOT NULL,
    -- Of what it tells: the same is told once.
    subject         TEXT   NOT NULL,
    actor_id        TEXT   NOT NULL,
    video_id        TEXT   NOT NULL,
    comment_id      TEXT   NOT NULL,
    text            TEXT   NOT NULL,
    passed          BIGINT NOT NULL,
    made_at_ms      BIGINT NOT NULL,
    is_read         BIGINT NOT NULL
);
CREATE UNIQUE INDEX notifications_by_subject ON notifications (user_id, kind, subject);
CREATE INDEX notifications_by_time ON notifications (user_id, made_at_ms, notification_id);
CREATE INDEX notifications_by_read ON notifications (user_id, is_read);
CREATE INDEX notifications_by_actor ON notifications (actor_id);
CREATE INDEX notifications_by_video ON notifications (video_id);
CREATE INDEX notifications_by_comment ON notifications (comment_id);
CREATE INDEX notifications_by_age ON notifications (made_at_ms);

-- Videos of which the followers of their owner are still to be told, in the order of their ids.
CREATE TABLE tellings (
    video_id    TEXT   NOT NULL PRIMARY KEY,
    owner_id    TEXT   NOT NULL,
    -- Whoever has an id up to here was told.
    told_id     TEXT   NOT NULL,
    begun_at_ms BIGINT NOT NULL
);

-- What moderators or administrators are still to be told of: it waits for one of them.
CREATE TABLE staff_tellings (
    kind        BIGINT NOT NULL,
    subject     TEXT   NOT NULL,
    -- Whoever it is about is not told.
    about_id    TEXT   NOT NULL,
    video_id    TEXT   NOT NULL,
    comment_id  TEXT   NOT NULL,
    begun_at_ms BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX staff_tellings_by_time ON staff_tellings (begun_at_ms, kind, subject);
CREATE INDEX staff_tellings_by_video ON staff_tellings (video_id);
CREATE INDEX staff_tellings_by_comment ON staff_tellings (comment_id);
CREATE INDEX staff_tellings_by_person ON staff_tellings (about_id);

CREATE TABLE wishes (
    user_id  TEXT  NOT NULL PRIMARY KEY,
    unwanted BYTEA NOT NULL
);
